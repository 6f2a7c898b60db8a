"""T43 to T45: hostile words in every field, impossible numbers and days, full phone numbers on paper.

The use cases are walked through by the very tests of the normal run (tests/services/test_hostile*.py); added here
is what leaves the program: paper and tables, under a hook that sees every file and connection that is opened.
"""

import csv
import io
import random
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from desktop import opening
from models.base.clock import ManualClock
from models.base.errors import Refused
from models.kernel import Kernel, Surroundings
from models.rules.checkout import TenderIn
from models.services import bills, checkout, exchange, job_file, jobs, papers, search
from models.services.checkout import Order, OrderLine
from models.services.exchange import What
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.members import MemberDetails, create
from models.store.engine import FILE_NAME, FileKey, connect
from tests.faults.row import Row, Run
from tests.faults.shops import DETAILS, MORNING, Place, demonstration, linli
from tests.paper import reading
from tests.paper.hostile import HOSTILE as ON_PAPER
from tests.services import test_hostile, test_hostile_numbers
from tests.services.calls import CALLS, Stage
from tests.services.hostile import HOSTILE
from tests.shopkeeping import Shop
from views.paper import job_card, receipt
from views.sheets import csv_out
from views.texts import catalogue

STRINGS = tuple(dict.fromkeys((*HOSTILE, *ON_PAPER)))
_RUN_BY_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r", "\n")
"""SAFETY.md's list, written here again: a test that reads the program's own would agree with any."""
_FIELDS = sorted(set(CALLS) - {"shop.found"})
_WIDTHS = ("58", "80", "a5")


@dataclass(frozen=True)
class _Empty:
    """A founded shop without anybody in it."""

    place: Place

    def open(self, folder: Path) -> tuple[Kernel, ManualClock]:
        """A copy of it, on a file that does not wait for the disk."""
        clock = ManualClock(MORNING)
        shop = self.place.copy(folder / "shop")
        around = Surroundings(clock, random.Random(7))
        kernel = opening.open_shop(shop, self.place.key, around=around)
        with kernel.store.writer.connect() as connection:
            bare: Any = connection.connection.driver_connection
            bare.execute("PRAGMA synchronous=OFF")
        return kernel, clock


def _empty(folder: Path) -> _Empty:
    place = folder / "empty"
    around = Surroundings(ManualClock(MORNING), random.Random(3))
    kernel = opening.found_demo(place, DETAILS, trade="repair", owner="何玉梅", around=around)
    key = kernel.store.key
    kernel.close()
    return _Empty(Place(place, FileKey(key.raw), ""))


def _staged(call: Callable[[Stage, Path], None], empty: _Empty, run: Run) -> None:
    kernel, clock = empty.open(run.folder)
    try:
        call(Stage(Shop(kernel, clock)), run.folder)
    finally:
        kernel.close()


def _field(name: str, stage: Stage, folder: Path) -> None:
    test_hostile.test_t43_any_text_in_any_field_is_refused_beside_it_or_kept_exactly(
        stage, folder, name
    )


def _typed(empty: _Empty, run: Run) -> None:
    """T43: one use case with every string in every field; or one string on all paper, tables and in searches."""
    number = run.number % (len(_FIELDS) + len(STRINGS))
    if number < len(_FIELDS):
        _staged(partial(_field, _FIELDS[number]), empty, run)
        return
    kernel, clock = empty.open(run.folder)
    try:
        _goes_out(Shop(kernel, clock), STRINGS[number - len(_FIELDS)], run.folder)
    finally:
        kernel.close()


def _goes_out(shop: Shop, words: str, folder: Path) -> None:
    """A member, a job and a bill with these words wherever they are taken, then everything that shows them."""
    kernel = shop.kernel
    member = None
    with suppress(Refused):
        details = MemberDetails(name=words, notes=words, access_notes=words, taboos=words)
        member = kernel.run_keyed(shop.key(), create, details).result.id
    entry = LineEntry(name="拆旧机", price=5000)
    with suppress(Refused):
        entry = _taken(kernel, shop, member, words)
    order = Order(
        member_id=member, lines=(OrderLine(entry=entry),), tenders=(TenderIn("cash", 5000),)
    )
    with suppress(Refused):
        order = _with_note(kernel, shop, order, words)
    kernel.run_keyed(shop.key(), checkout.close, order)
    for asked in (words, words[:20]):
        kernel.ask(search.search_all, asked)
    _papers(kernel)
    _tables(kernel, folder)


def _taken(kernel: Kernel, shop: Shop, member: str | None, words: str) -> LineEntry:
    entry = LineEntry(name=words, price=5000, lot=words[:20], serial=words[:20])
    details = JobDetails(member_id=member, title=words, diagnosis=words, accessories=words)
    with suppress(Refused):
        kernel.run_keyed(shop.key(), jobs.open_job, details, lines=(entry,))
    kernel.ask(checkout.preview, Order(lines=(OrderLine(entry=entry),)))
    return entry


def _with_note(kernel: Kernel, shop: Shop, order: Order, words: str) -> Order:
    noted = replace(order, note=words)
    kernel.run_keyed(shop.key(), checkout.close, noted)
    return order


def _papers(kernel: Kernel) -> None:
    """Every paper of the shop in both languages, while nothing strange is opened."""
    for row in kernel.ask(bills.of_day):
        paper = kernel.run(papers.print_receipt, row.id).result.receipt
        for language in ("zh", "en"):
            for width in _WIDTHS:
                with _nothing_strange():
                    pdf = receipt.render(
                        paper, width=cast(Any, width), language=cast(Any, language)
                    )
                assert pdf.startswith(b"%PDF-")
    for listed in kernel.ask(job_file.listed).rows:
        card = kernel.run(papers.print_job_card, listed.id).result
        for language in ("zh", "en"):
            with _nothing_strange():
                pdf = job_card.render(card, language=cast(Any, language))
            assert pdf.startswith(b"%PDF-")


def _tables(kernel: Kernel, folder: Path) -> None:
    """Every export: it is read back, and no cell begins as a formula does."""
    kinds: tuple[What, ...] = ("members", "jobs", "bills")
    for what in kinds:
        permit = kernel.run(exchange.permit, what).result
        stream = io.StringIO(newline="")
        table = csv_out.Table(stream, what, words=catalogue("zh"), zone="Asia/Shanghai")
        with _nothing_strange():
            count = kernel.ask(exchange.export, permit, table.take)
        content = stream.getvalue().removeprefix("\ufeff")
        rows = list(csv.reader(io.StringIO(content, newline="")))
        assert len(rows) == count + 1
        for row in rows[1:]:
            for cell in row:
                number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                assert number or not cell.startswith(_RUN_BY_A_SPREADSHEET), repr(cell[:40])
    (folder / "written").write_text(content, encoding="utf-8", errors="strict")


_watch: list[list[str]] = []
_hooked: list[bool] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not _watch or not event.startswith(("open", "socket.", "subprocess.", "os.system")):
        return
    path = str(args[0]) if args else ""
    if event == "open" and not _is_strange(path):
        return
    _watch[-1].append(f"{event} {path}")


def _is_strange(path: str) -> bool:
    """A file that no font, no table of ours and no module needs."""
    ours = (str(Path(__file__).resolve().parents[2]), sys.prefix, sys.base_prefix)
    known = ("fonts", "site-packages", "zoneinfo", ".ttc", ".ttf", ".otf", "fontconfig")
    return not (path.startswith(ours) or any(word in path for word in known) or path.isdigit())


@contextmanager
def _nothing_strange() -> Iterator[None]:
    """While this lasts no file outside the program and no connection is opened."""
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    found: list[str] = []
    _watch.append(found)
    try:
        yield
    finally:
        _watch.remove(found)
    assert not found, f"opened: {found[:3]}"


def _long_names(stage: Stage, folder: Path) -> None:
    """Every string as a name: refused beside it, or stored exactly."""
    del folder
    shop = stage.shop
    for number, words in enumerate(STRINGS):
        details = MemberDetails(name=words, notes=f"{number}")
        try:
            made = shop.kernel.run_keyed(shop.key(), create, details).result
        except Refused as refused:
            if not refused.field:
                raise
            continue
        with shop.kernel.store.reader.connect() as connection:
            kept = connection.exec_driver_sql(
                "SELECT name FROM member WHERE id=?", (made.id,)
            ).scalar_one()
        assert kept == words.strip(), (kept[:40], words[:40])


_IMPOSSIBLE: tuple[Callable[[Stage, Path], None], ...] = (
    test_hostile_numbers.test_t44_any_number_is_refused_or_kept_and_money_stays_exact,
    test_hostile_numbers.test_t44_any_day_and_moment_is_refused_or_kept,
    lambda _stage, _folder: test_hostile_numbers.test_t44_there_is_no_thirtieth_of_february(),
    lambda stage, _: test_hostile_numbers.test_the_lines_of_another_job_are_not_touched_by_a_bill(
        stage
    ),
    lambda stage, _: (
        test_hostile_numbers.test_a_line_too_dear_for_any_bill_is_refused_when_it_is_written(stage)
    ),
    test_hostile.test_t43_what_nobody_types_is_refused_as_gone,
    _long_names,
)


def _impossible(empty: _Empty, run: Run) -> None:
    """T44."""
    _staged(_IMPOSSIBLE[run.number % len(_IMPOSSIBLE)], empty, run)


_EXPORTED = "exchange.permit"


class _Phones:
    """A shop whose members' phones are known to the test."""

    def __init__(self, folder: Path) -> None:
        self.place = demonstration(folder)
        self.phones = [f"154{number:08d}" for number in range(12)]

    def shown_in(self, text: str) -> list[str]:
        """The full numbers in a text, however they are grouped."""
        bare = re.sub(r"[\s\-()（）.]", "", text)
        return [phone for phone in self.phones if phone in bare]


def _commands(run: Run, phones: _Phones) -> tuple[tuple[str, ...], str]:
    """A command, and the journal's word for it where it may show a number."""
    out = str(run.folder / "out")
    member = f"8800{run.chance.randint(1, 12):04d}"
    bill = f"A-{run.chance.randint(1, 12):06d}"
    ways: tuple[tuple[tuple[str, ...], str], ...] = (
        (("paper", "receipt", bill, "-o", out), ""),
        (("paper", "receipt", bill, "-o", out, "--width", "58"), ""),
        (("paper", "receipt", bill, "-o", out, "--width", "a5"), ""),
        (("show", "member", member), ""),
        (("show", "bill", bill), ""),
        (("search", "张桂兰"), ""),
        (("search", run.chance.choice(phones.phones)[-4:]), ""),
        (("export", "bills", out), ""),
        (("export", "jobs", out), "export"),
        (("export", "members", out), "export"),
    )
    return ways[run.number % len(ways)]


def _no_number(phones: _Phones, run: Run) -> None:
    """T45: no full number on paper or in a table, unless the journal says who had it exported."""
    shop = phones.place.copy(run.folder / "shop")
    words, allowed = _commands(run, phones)
    code, said, trouble = linli("--shop", shop, *words)
    assert code == 0, trouble
    text = str(said)
    out = run.folder / "out"
    if out.exists():
        content = out.read_bytes()
        text += _of_pdf(content) if content.startswith(b"%PDF-") else content.decode("utf-8-sig")
    shown = phones.shown_in(text)
    if allowed:
        names = _journalled(shop, phones.place.key)
        assert not shown or _EXPORTED in names, names
    else:
        assert not shown, f"{' '.join(words)}: {shown}"


def _of_pdf(content: bytes) -> str:
    return reading.flat(reading.text(content))


def _journalled(shop: Path, key: FileKey) -> list[str]:
    connection = connect(shop / FILE_NAME, key, read_only=True)
    try:
        return [row[0] for row in connection.execute("SELECT use_case FROM operation")]
    finally:
        connection.close()


ROWS = (
    Row(
        id="T43",
        must="no exception, no formula, no file or network access",
        full=len(_FIELDS) + len(STRINGS),
        small=2,
        once=_typed,
        prepare=_empty,
    ),
    Row(
        id="T44",
        must="refused clearly or stored exactly; money exact",
        full=len(_IMPOSSIBLE),
        small=1,
        once=_impossible,
        prepare=_empty,
    ),
    Row(
        id="T45",
        must="none, unless an audited export",
        full=40,
        small=2,
        once=_no_number,
        prepare=_Phones,
    ),
)
