"""Searching a million members against ten thousand and against the bare SQL of the same search."""

from random import Random

from desktop.bulk_plan import Plan
from models.kernel import Kernel
from models.rules.pinyin import display
from models.rules.search import fold
from models.services import search
from tests.bench.figures import Figure, figure, middle, p95, timed
from tests.bench.replay import Bare, Recorder
from tests.bench.shops import UNTIL, Shops, Size, open_at

FRAME_MS = 16.0
_KNOWN = 400


def measure(shops: Shops, size: Size, *, rounds: int) -> list[Figure]:
    """One word at both sizes and bare; several words at the large one."""
    many = open_at(shops.get(size.many, 0))
    few = open_at(shops.get(size.few, 0))
    bare = Bare(many.store)
    try:
        words = one_word(rounds)
        recorder = Recorder(many.store.reader)
        _warm(many, few, words)
        at_many, at_few, alike, floor = [], [], [], []
        for word in words:
            recorder.take()
            at_many.append(_spent(many, word))
            sent = [entry for entry in recorder.take() if entry[0] != "COMMIT"]
            bare.send([("BEGIN", (), False)])
            floor.append(timed(lambda sent=sent: bare.send(sent[1:])))  # type: ignore[misc]
            bare.send([("COMMIT", (), False)])
            at_few.append(_spent(few, word))
        for (
            word
        ) in words:  # in a turn of its own: right after the same word its pages would lie in memory
            rows = len(few.ask(search.search, word).rows)
            alike.append(_spent(many, word, limit=max(1, rows)))
        several = [_spent(many, words) for words in several_words(rounds)]
    finally:
        bare.close()
        many.close()
        few.close()
    return [
        figure("search one word, 1,000,000 to 10,000 members", middle(at_many), middle(at_few),
               unit="ms", target=2),
        figure("search one word for as many rows, 1,000,000 to 10,000", middle(alike),
               middle(at_few), unit="ms", target=2),
        figure("search one word p95, 1,000,000 members, to bare SQL", p95(at_many), p95(floor),
               unit="ms", target=3),
        figure("search several words p95, 1,000,000 members, to a frame", p95(several), FRAME_MS,
               unit="ms", target=1),
    ]  # fmt: skip


def one_word(rounds: int) -> list[str]:
    """Names whole and in part, readings, initials, tails of phones, estates: what a clerk types."""
    random = Random(11)
    known = _known()
    found = []
    for _ in range(rounds):
        name, number, estate = random.choice(known)
        said = fold(display(name)).replace(" ", "")
        initials = "".join(part[0] for part in fold(display(name)).split())
        found.append(
            random.choice(
                (name, name[:2], name[-2:], said, initials, number[-4:], number[-6:], estate)
            )
        )
    return [word for word in found if word]


def several_words(rounds: int) -> list[str]:
    """A name or its initials with an address or a phone's tail."""
    random = Random(12)
    known = _known()
    found = []
    for _ in range(rounds):
        name, number, estate = random.choice(known)
        initials = "".join(part[0] for part in fold(display(name)).split())
        found.append(
            random.choice(
                (f"{name} {number[-4:]}", f"{name[0]} {estate or '清河路'}",
                 f"{initials} {number[-4:]}", f"{initials} 清河路", f"{name[-1]} 柳桥新村 6 号")
            )
        )  # fmt: skip
    return found


def _known() -> list[tuple[str, str, str]]:
    """Name, phone and estate of members who are in every bench shop."""
    plan = Plan(members=_KNOWN, jobs_each=0, first=UNTIL.replace(year=2016), until=UNTIL)
    return [
        (visit.details.name, visit.details.phones[0].number, visit.details.addresses[0].estate)
        for visit in plan.each()
    ]


def _warm(many: Kernel, few: Kernel, words: list[str]) -> None:
    for word in words[:20]:
        _spent(many, word)
        _spent(few, word)


def _spent(kernel: Kernel, text: str, *, limit: int = search.PAGE) -> float:
    return timed(lambda: kernel.ask(search.search, text, limit=limit))
