"""T43, T44: whatever is typed into any field is refused beside it or kept exactly, and nothing breaks after."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from desktop.paths import migration_steps
from models.base.clock import ManualClock
from models.base.days import parse_day
from models.base.errors import Confirm, Refused
from models.base.money import MAX_FEN
from models.base.quantity import MAX_QUANTITY
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.rules.checkout import Discount, TenderIn
from models.rules.phones import parse_phone
from models.services import (
    bills,
    check,
    checkout,
    exchange,
    job_file,
    jobs,
    member_file,
    search,
    today,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.store.engine import FileKey
from models.store.store import Store
from models.store.work import View
from tests.conftest import MORNING
from tests.services.calls import (
    CALLS,
    Place,
    Stage,
    is_id,
    is_text,
    leaves_of,
    replaced,
    use_cases,
)
from tests.shopkeeping import Shop

HOSTILE = (
    "<b>A</b>",
    "A < B & C",
    "<img src='file:///etc/passwd'/>",
    "<para><font size=900>x</font></para>",
    "&lt;&amp;&#0;",
    "<script>alert(1)</script>",
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+86",
    "-1",
    "@SUM(A1)",
    "\tA1",
    "\rB1",
    "%",
    "_",
    "\\%",
    "*",
    '"',
    '""',
    "'",
    'a" OR "b',
    "NEAR(a b)",
    "AND",
    "name:x",
    "^x*",
    "(((",
    "'; DROP TABLE member; --",
    "' OR 1=1 --",
    "${jndi:ldap://x}",
    "{0.__class__}",
    "%s%n",
    "../../etc/passwd",
    "C:\\con\\nul",
    "\u202eKCEH",
    "مرحبا بكم",
    "👩‍🔧🔧",
    "🇨🇳",
    "e\u0301",
    "é",
    "a\x00b",
    "\x00",
    "\x1b[31m",
    "\ud800",
    "a\udfffb",
    "\ufeffx",
    "\u200b",
    "\u200d\u2060",
    "x\u2028y",
    "line\nline",
    "a\r\nb",
    "   ",
    "\u3000\u3000",
    "１２３４ＡＢＣ",
    "１３８００１３８０００",
    "㐀𠀀𪚥",
    "\U0010ffff",
    "\ue000",
    "NaN",
    "x" * 10_000,
    "张" * 10_000,
    "\u0301" * 300,
)
NUMBERS = (-(10**30), -(2**63) - 1, -1, 0, 1, MAX_QUANTITY + 1, MAX_FEN + 1, 2**62, 2**63, 10**30)
FILLS_THE_INDEX = {"members.edit", "jobs.open_job", "checkout.close", "prices.add_item"}
TAKEN_AS_IT_IS = {"confirmed", "draft_id", "content"}
"""What no person reads on paper: a code, and what stands unfinished on a screen."""
KEPT_NOWHERE = {"confirmed", "row"}
"""Parameters that say how and are kept nowhere."""
NO_BILL_OF = {"rounding_unit"}
"""Numbers a program chooses from a list: another one is its bug."""


@pytest.fixture
def stage(shop: Shop) -> Stage:
    """One of everything, on a file that does not wait for the disk."""
    with shop.kernel.store.writer.connect() as connection:
        bare: Any = connection.connection.driver_connection
        bare.execute("PRAGMA synchronous=OFF")
    return Stage(shop)


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
    return [
        *(row["payload"] for row in rows),
        *(json.dumps([row["id"], row["content"]]) for row in drafts),
        *(json.dumps([row["note"]]) for row in desk),
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


def _sound(kernel: Kernel, tmp_path: Path) -> None:
    report = kernel.ask(
        check.check_deep,
        key=kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert report.sound, [finding for finding in report.findings if finding.broken]


def _open_shop_use_cases() -> dict[str, Any]:
    return {n: entry for n, entry in use_cases(reads=False).items() if n != "shop.found"}


def test_every_use_case_has_a_call() -> None:
    """A new use case without a call here would meet its first hostile string at a counter."""
    assert set(CALLS) == set(use_cases(reads=False))
    assert len(HOSTILE) >= 50


def test_every_call_is_sound(stage: Stage) -> None:
    """A call that is always refused would let every hostile string pass for refused."""
    for name, (function, _) in _open_shop_use_cases().items():
        stage.run(function, stage.call(name))


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
    _read_everything(kernel)
    _sound(kernel, tmp_path)


def _read_everything(kernel: Kernel) -> None:
    """Look at what screens show; a row that breaks a list hides all the others."""
    kernel.ask(today.overview)
    for row in kernel.ask(job_file.listed).rows:
        kernel.ask(job_file.file, row.id)
    for member in kernel.ask(member_file.recent).rows:
        found = kernel.ask(search.search, member.number, kind="member").rows
        assert member.id in {row.id for row in found}
        kernel.ask(member_file.file, member.id)
    for bill in kernel.ask(bills.of_day):
        found = kernel.ask(search.search, bill.number, kind="bill").rows
        assert bill.id in {row.id for row in found}
    for what in ("members", "jobs", "bills"):
        kernel.ask(exchange.export, kernel.run(exchange.permit, what).result, lambda _: None)


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
    for name, (function, _) in _open_shop_use_cases().items():
        for place, value, _ in leaves_of(name, stage.call(name)):
            if not is_id(place) or place in (("draft_id",), ("kept", "id")):
                continue
            for typed in strange:
                if typed == value or (place[0] == "order" and "line_discounts" in place):
                    continue
                with suppress(Refused):
                    stage.run(function, replaced(stage.call(name), place, typed))
                    pytest.fail(f"{name} {place} took {typed[:20]!r}")
    _sound(stage.shop.kernel, tmp_path)


def test_t44_any_number_is_refused_or_kept_and_money_stays_exact(
    stage: Stage, tmp_path: Path
) -> None:
    """A slip of the finger on the number pad must not become a bill, or a list that no longer opens."""
    tried = 0
    for name, (function, _) in _open_shop_use_cases().items():
        for place, value, _ in leaves_of(name, stage.call(name)):
            whole = type(value) is int or place[-1] == "expected_total"
            for number in NUMBERS if whole and place[-1] not in NO_BILL_OF else ():
                tried += 1
                with suppress(Refused):
                    stage.run(function, replaced(stage.call(name), place, number))
    assert tried > 100
    _read_everything(stage.shop.kernel)
    _sound(stage.shop.kernel, tmp_path)


MOMENTS = (
    datetime(2026, 6, 12, 9),  # noqa: DTZ001 - the hostile one
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    datetime(2099, 12, 31, 23, 59, tzinfo=UTC),
    MORNING + timedelta(days=40_000),
)
DAYS = (date.min, date.max, date(1900, 1, 1))


def test_t44_any_day_and_moment_is_refused_or_kept(stage: Stage, tmp_path: Path) -> None:
    """A moment without a zone, in the year 1 or 9999, must not stop the Today screen for good."""
    tried = 0
    for name, (function, _) in _open_shop_use_cases().items():
        for place, value, _ in leaves_of(name, stage.call(name)):
            strange = MOMENTS if isinstance(value, datetime) else DAYS
            for new in strange if isinstance(value, date) else ():
                tried += 1
                with suppress(Refused):
                    stage.run(function, replaced(stage.call(name), place, new))
    assert tried > 20
    _read_everything(stage.shop.kernel)
    _sound(stage.shop.kernel, tmp_path)


def test_t44_there_is_no_thirtieth_of_february() -> None:
    """Nobody is born on it, and no warranty ends there."""
    for typed in ("2026-02-30", "２０２６年２月３０日", "20260230", "2-30"):
        with pytest.raises(Refused, match=r"day\.impossible"):
            parse_day(typed, field="birthday", today=date(2026, 6, 11))


def test_the_lines_of_another_job_are_not_touched_by_a_bill(stage: Stage) -> None:
    """A discount meant for one job's line must change neither the other job nor this bill."""
    shop = stage.shop
    other = shop.job(stage.other, "FW-114").id
    theirs = shop.kernel.ask(job_file.file, other).lines[0].id
    order = Order(
        job_id=stage.job,
        line_discounts=((theirs, Discount(fen=12000)),),
        tenders=(TenderIn("wechat", 11600),),
    )
    assert shop.kernel.run_keyed(shop.key(), checkout.close, order).result.total == 11600
    assert shop.kernel.ask(job_file.file, other).row.total == 12000


def test_a_line_too_dear_for_any_bill_is_refused_when_it_is_written(stage: Stage) -> None:
    """One such line once made every list with a sum in it fail."""
    kernel = stage.shop.kernel
    for entry in (
        LineEntry(name="房子", price=MAX_FEN + 1),
        LineEntry(name="房子", price=MAX_FEN, quantity=MAX_QUANTITY),
        LineEntry(name="房子", price=1, kind="<b>"),  # type: ignore[arg-type]
    ):
        details = JobDetails(title="x")
        with pytest.raises(Refused) as refused:
            kernel.run_keyed(stage.shop.key(), jobs.open_job, details, lines=(entry,))
        assert refused.value.field in ("price", "quantity", "kind")
        order = Order(lines=(OrderLine(entry=entry),), tenders=(TenderIn("wechat", 1),))
        with pytest.raises(Refused):
            kernel.run_keyed(stage.shop.key(), checkout.close, order)


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
        _read_everything(opened)
        assert opened.ask(check.check).sound
    finally:
        opened.close()
