"""T43: whatever is typed into any field is refused beside it or kept exactly, and nothing breaks after."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from models.base.clock import ManualClock
from models.base.errors import Confirm, Refused
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.rules.phones import parse_phone
from models.services import (
    bills,
    check,
    job_file,
    member_file,
    search,
)
from models.store.engine import FileKey
from models.store.store import Store
from models.store.work import View
from tests.services.call_values import Place, is_id, is_text, leaves_of, replaced
from tests.services.calls import CALLS, Function, Stage, use_cases
from tests.services.hostile import HOSTILE, open_shop_use_cases, prove_sound, read_everything

FILLS_THE_INDEX = {"members.edit", "jobs.open_job", "checkout.close", "prices.add_item"}
TAKEN_AS_IT_IS = {"confirmed", "draft_id", "content"}
"""What no person reads on paper: a code, and what stands unfinished on a screen."""
KEPT_NOWHERE = {"confirmed", "row"}
"""Parameters that say how and are kept nowhere."""


@pytest.fixture
def bare(folder: Path, key: FileKey, clock: ManualClock) -> Iterator[Kernel]:
    """A file that nobody has founded yet."""
    kernel = Kernel(Store(folder, key), around=Surroundings(clock, random.Random(3)))
    _unfound(kernel)
    yield kernel
    kernel.close()


def _unfound(kernel: Kernel) -> None:
    with kernel.store.writer.connect() as connection:
        bare: Any = connection.connection.driver_connection
        bare.execute("PRAGMA synchronous=OFF")
        bare.execute("DELETE FROM shop")
        bare.execute("DELETE FROM staff")


@query(Right.SERVE)
def _newest(view: View, after: int) -> list[str]:
    rows = view.sql("SELECT payload FROM operation WHERE position>?", (after,))
    drafts = view.sql("SELECT id, content FROM draft")
    desk = view.sql("SELECT last_backup_note AS note FROM desk")
    places = view.sql("SELECT label, path FROM backup_place")
    proofs = view.sql("SELECT place_id, file, facts FROM proof")
    return [
        *(row["payload"] for row in rows),
        *(json.dumps([row["id"], row["content"]]) for row in drafts),
        *(json.dumps([row["note"]]) for row in desk),
        *(json.dumps([row["label"], row["path"]]) for row in places),
        *(json.dumps([row["place_id"], row["file"], row["facts"]]) for row in proofs),
    ]


def _texts(value: Any) -> Iterator[str]:
    """Every text in a payload, in structures kept as text as well."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
        if value[:1] in ("{", "[", '"'):
            with suppress(ValueError):
                yield from _texts(json.loads(value))


def _kept_as(place: Place, typed: str) -> set[str]:
    """What may stand in the file where this was typed, by the rule of its field."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    allowed = {typed.strip(), lines.strip(), typed}
    if place[-1] == "code":
        allowed |= {one.upper() for one in allowed}
    if "number" in place or "phone" in place:
        with suppress(Refused):
            allowed.add(parse_phone(typed).stored)
    return allowed


def _refusal(call: Callable[[], Any]) -> Refused | Confirm | None:
    """What a call was refused with; any other trouble is a failed test."""
    try:
        call()
    except (Refused, Confirm) as refused:
        return refused
    return None


def _never_kept(typed: str) -> bool:
    """Whether a field must refuse this: it hides, breaks a line, is half a character, or never ends."""
    body = typed.strip()
    return len(body) >= 10_000 or any(c in body for c in "\x00\x1b\u202e\ud800\udfff\u2028")


def _try(stage: Stage, name: str, place: Place, typed: str) -> None:
    kernel = stage.shop.kernel
    function, _ = use_cases(reads=False)[name]
    bound = replaced(stage.call(name), place, typed)
    before = kernel.store.head.position
    refused = _refusal(lambda: stage.run(function, bound))
    if refused is not None:
        nested = refused.values.get("rows", ())
        assert refused.field or all(row["field"] for row in nested), (name, place, typed[:40])
        assert typed not in str(refused) or len(typed) < 5
        return
    assert not _never_kept(typed) or place[0] in TAKEN_AS_IT_IS, (name, place, typed[:40])
    if place[0] in KEPT_NOWHERE or not typed.strip():
        return
    kept = {text for payload in kernel.ask(_newest, before) for text in _texts(json.loads(payload))}
    assert kept & _kept_as(place, typed), (name, place, typed[:40])


def test_every_use_case_has_a_call() -> None:
    """A new use case without a call here would meet its first hostile string at a counter."""
    assert set(CALLS) == set(use_cases(reads=False))
    assert len(HOSTILE) >= 50


def test_every_call_is_sound(stage: Stage) -> None:
    """A call that is always refused, or that does nothing, would let every hostile string pass for refused."""
    idle = [
        name
        for name, (function, _) in open_shop_use_cases().items()
        if not _wrote(stage, function, stage.call(name))
    ]
    assert idle == []


def _wrote(stage: Stage, function: Function, bound: dict[str, Any]) -> bool:
    """Whether a call changed rows, or told the journal of something."""
    kernel = stage.shop.kernel
    before = kernel.store.head.position
    outcome = stage.run(function, bound)
    return bool(outcome.changed) or kernel.store.head.position > before


def test_many_fields_take_text(stage: Stage) -> None:
    """The test below passes over a call without text: with none left to type into it would prove nothing."""
    places = {name: _text_places(stage, name) for name in open_shop_use_cases()}
    assert sum(len(found) for found in places.values()) > 150
    assert not [name for name in FILLS_THE_INDEX if not places[name]]


def _text_places(stage: Stage, name: str) -> list[Place]:
    return [
        place
        for place, value, hint in leaves_of(name, stage.call(name))
        if (is_text(hint) and (value is None or isinstance(value, str)))
        and (not is_id(place) or name == "desk.keep_draft")
    ]


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"shop.found"}))
def test_t43_any_text_in_any_field_is_refused_beside_it_or_kept_exactly(
    stage: Stage, tmp_path: Path, name: str
) -> None:
    """What a member says and a clerk types must come back as it was, or be said to be wrong at once."""
    places = _text_places(stage, name)
    for place in places:
        for typed in HOSTILE:
            _try(stage, name, place, typed)
    if not places:
        return
    kernel = stage.shop.kernel
    for typed in HOSTILE if name in FILLS_THE_INDEX else ():
        kernel.ask(search.search_all, typed)
    read_everything(kernel)
    prove_sound(kernel, tmp_path)


def test_t43_a_shop_is_founded_with_any_words_or_refused(bare: Kernel) -> None:
    """The first thing anyone types is the shop's own name."""
    function, _ = use_cases(reads=False)["shop.found"]
    (_, sound) = CALLS["shop.found"](None)  # type: ignore[arg-type]
    places: list[Place] = [("details", name) for name in sound["details"].__dataclass_fields__]
    for place in (*places, ("owner_name",), ("trade",)):
        for typed in HOSTILE:
            bound = replaced(sound, place, typed)
            refused = _refusal(partial(bare.run, function, **bound))
            if refused is None:
                _unfound(bare)
            else:
                assert refused.field


def test_t43_what_nobody_types_is_refused_as_gone(stage: Stage, tmp_path: Path) -> None:
    """An id from a stale screen, of another record or of nothing must never reach a foreign row."""
    strange = ("", "nobody", "%", "\ud800", "x" * 10_000, stage.bill, stage.household)
    tried: Counter[str] = Counter()
    for name, (function, _) in open_shop_use_cases().items():
        for place, value, _ in leaves_of(name, stage.call(name)):
            if (
                not is_id(place)
                or place == ("draft_id",)
                or (place[0], place[-1]) == ("kept", "id")
                or place[-1]
                == "package_line_id"  # whose package is gone: it costs what the list says
            ):
                continue
            for typed in strange:
                if typed == value or (place[0] == "order" and "line_discounts" in place):
                    continue
                if typed == stage.bill and place[-1] == "bill_id":
                    continue  # a bill that is there: money may come back on it
                if typed == stage.household and place[-1] == "household_id":
                    continue  # a household that is there may keep a pot
                tried[typed] += 1
                with suppress(Refused):
                    stage.run(function, replaced(stage.call(name), place, typed))
                    pytest.fail(f"{name} {place} took {typed[:20]!r}")
    assert min(tried[typed] for typed in strange) > 50
    prove_sound(stage.shop.kernel, tmp_path)


def test_questions_take_any_text(stage: Stage) -> None:
    """A scanner that spits rubbish, a file name that is no text: a reason, not a traceback."""
    kernel = stage.shop.kernel
    for typed in HOSTILE:
        for function, asked in (
            (bills.by_number, typed),
            (job_file.by_number, typed),
            (search.by_code, typed),
            (job_file.file, typed),
        ):
            with pytest.raises(Refused):
                kernel.ask(function, asked)
        with suppress(Refused):
            kernel.ask(member_file.alike, name=typed, phone=typed, address=typed)


def test_a_hostile_shop_is_backed_up_and_opens_again(
    stage: Stage, folder: Path, key: FileKey, tmp_path: Path
) -> None:
    """What was taken in once must never keep the shop from opening."""
    for typed in HOSTILE:
        with suppress(Refused):
            stage.shop.member(name=typed, phone="")
    stage.shop.kernel.close()
    beside = Path(shutil.copytree(folder, tmp_path / "copy"))
    opened = opening.open_shop(beside, key)
    try:
        read_everything(opened)
        assert opened.ask(check.check).sound
    finally:
        opened.close()
