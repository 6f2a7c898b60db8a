"""Every use case that promises an undo gives one, and it restores the rows, not only what a screen shows."""

import importlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

import models.services
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import NOT_UNDOABLE, Call, Outcome, query
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import checkout, job_file, jobs, members, prices, undo
from models.services import shop as shops
from models.services.checkout import Order
from models.services.jobs import JobDetails, Stood
from models.store.rebuild import journalled_tables
from models.store.work import View
from tests.services.calls import Function, Stage, use_cases
from tests.shopkeeping import Shop

Rows = dict[str, dict[str, dict[str, Any]]]
APPEND_ONLY = {
    "event", "job_step", "consent", "printing", "counter", "price", "price_version", "import_run",
    "import_shape", "merge", "stock_entry", "invoice", "prepaid",
    "referral", "tier_change",
    "points_account", "points_entry", "points_lot", "points_move",
}  # fmt: skip
"""Facts and numbers stay when what they tell of is taken back."""
MADE = {
    "member",
    "member_phone",
    "member_address",
    "device",
    "staff",
    "price_item",
    "household",
    "backup_place",
    "checklist",
    "checklist_step",
    "saved_filter",
    "attachment",
    "package",
    "package_line",
    "programme_version",
    "coupon",
    "redemption",
    "reward",
}
"""A new one of these is put away by its undo and not forgotten."""
AGAIN = ("archived_at", "removed_at", "taken_at", "settled_at", "told_at", "activated_at")
"""When something was done: doing it again does it later."""
ACTIVITY = {"active_at"}
"""When something last happened with a member: an undo happens too."""


@query(Right.SERVE)
def _rows(view: View) -> Rows:
    found: Rows = {}
    for table in (*journalled_tables(), "backup_place"):
        rows = [dict(row) for row in view.sql(f'SELECT * FROM "{table}"')]
        if table in (
            "member_phone",
            "member_address",
        ):  # a number taken off comes back as a new row
            for row in rows:
                row["id"] = f"{row['member_id']}/{row['position']}"
        for row in rows:
            for away in AGAIN:
                if away in row:  # put away again is put away, if at a later moment
                    row[away] = row[away] is not None
        found[table] = {
            str(next(iter(row.values()))): {k: v for k, v in row.items() if k not in ACTIVITY}
            for row in rows
        }
    return found


def _unlike(before: Rows, after: Rows) -> list[tuple[str, str]]:
    """Rows that are not as they were; new ones count where they are neither facts nor put away."""
    found = []
    for table, rows in after.items():
        if table in APPEND_ONLY:
            continue
        for key in {*rows, *before[table]}:
            if rows.get(key) == before[table].get(key):
                continue
            if key not in before[table] and table in MADE and _put_away(rows[key]):
                continue
            found.append((table, key))
    return found


def _put_away(row: dict[str, Any]) -> bool:
    for away in ("archived_at", "removed_at"):
        if away in row:
            return bool(row[away])
    if "state" in row:
        return row["state"] in ("taken_back", "cancelled", "dropped")
    return not row.get("active", 0)


def _module(name: str) -> Any:
    return importlib.import_module(f"{models.services.__name__}.{name}")


def _named(name: str) -> Function:
    module, _, function = name.partition(".")
    return getattr(_module(module), function)  # type: ignore[no-any-return]


PREPARED: dict[str, Callable[[Stage], Any]] = {
    "members.restore": lambda s: s.shop.kernel.run(members.archive, s.other),
    "households.join": lambda s: s.shop.kernel.run(
        _named("households.part"), (s.member, s.other), s.household
    ),
    "households.place": lambda s: s.shop.kernel.run(_named("households.place"), s.member, None),
}
"""What must stand before, so that the call has something to do."""


@pytest.mark.parametrize(
    "name",
    sorted(n for n, (_, d) in use_cases(reads=False).items() if d.inverse != NOT_UNDOABLE),
)
def test_every_promised_undo_restores_the_rows_and_can_be_taken_back(shop: Shop, name: str) -> None:
    """An undo that restores nearly everything is a new mistake, made by the program."""
    stage = Stage(shop)
    if name in PREPARED:
        PREPARED[name](stage)
    function, declared = use_cases(reads=False)[name]
    bound = stage.call(name)
    before = shop.kernel.ask(_rows)
    shop.clock.advance(timedelta(minutes=3))
    outcome: Outcome[Any] = stage.run(function, bound)
    after = shop.kernel.ask(_rows)
    assert after != before, "the call did nothing"
    assert outcome.inverse is not None
    assert outcome.inverse.use_case is _named(declared.inverse)
    kept = shop.kernel.ask(undo.last)
    assert kept is not None
    assert (kept.done, _plain(kept.call)) == (name, _plain(outcome.inverse)), (
        "a command undoes other things"
    )
    shop.clock.advance(timedelta(minutes=3))
    undone = shop.kernel.undo(outcome.inverse)
    assert _unlike(before, shop.kernel.ask(_rows)) == []
    if undone.inverse is not None:
        shop.kernel.undo(undone.inverse)
        assert _unlike(after, shop.kernel.ask(_rows)) == []


def _plain(call: Call) -> tuple[Function, str]:
    """A call to be compared: a list that was a tuple is the same argument."""
    return call.use_case, msgspec.json.encode([call.args, call.kwargs], order="sorted").decode()


def _take_back(shop: Shop, outcome: Outcome[Any]) -> Outcome[Any]:
    assert outcome.inverse is not None
    return shop.kernel.undo(outcome.inverse)


def test_undo_of_a_reopening_closes_the_job_as_it_was(shop: Shop) -> None:
    """Closed without an ending is neither open nor done: it counted nowhere."""
    job = shop.job(shop.member().id, "FW-001").id
    shop.kernel.run(jobs.move, job, Step.CLOSED, reason="自己修好了", ending="cancelled")
    before = shop.kernel.ask(_rows)
    shop.clock.advance(timedelta(days=1))
    _take_back(shop, shop.kernel.run(jobs.move, job, Step.WORK, reason="又坏了"))
    assert _unlike(before, shop.kernel.ask(_rows)) == []
    assert shop.kernel.ask(job_file.file, job).row.ending == "cancelled"


def test_nothing_leads_back_behind_a_posted_bill(shop: Shop) -> None:
    """Ctrl+Z on the step that the payment made would leave a paid job waiting to be paid."""
    job = shop.job(shop.member().id, "FW-001").id
    shop.move(job, Step.QUOTE, Step.DISPATCH, Step.WORK, Step.ACCEPTANCE)
    moved = shop.kernel.run(jobs.move, job, Step.PAYMENT)
    order = Order(job_id=job, tenders=(TenderIn("wechat", 3000),))
    shop.kernel.run_keyed(shop.key(), checkout.close, order)
    with pytest.raises(Refused, match=r"job\.followed"):
        _take_back(shop, moved)
    settled = shop.kernel.ask(_rows)["job_step"]
    stood = Stood(step=Step.PAYMENT, step_at=shop.clock.now(), ending="", closed_at=None)
    with pytest.raises(Refused, match=r"job\.followed"):
        shop.kernel.run(jobs.take_back_move, max(settled), stood)
    shop.kernel.run(jobs.move, job, Step.CLOSED)
    assert shop.kernel.ask(job_file.file, job).row.ending == "done"


def test_taking_back_is_no_way_round_the_steps(shop: Shop) -> None:
    """A clerk could put a job anywhere, and reopen a closed one, by an undo that nobody offered."""
    job = shop.job(shop.member().id, "FW-001").id
    shop.move(job, Step.QUOTE)
    last = max(shop.kernel.ask(_rows)["job_step"])
    first = min(shop.kernel.ask(_rows)["job_step"])
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    for step_id, step in ((last, Step.PAYMENT), (last, Step.CLOSED), (first, Step.INTAKE)):
        stood = Stood(step=step, step_at=shop.clock.now(), ending="", closed_at=None)
        with pytest.raises(Refused, match=r"job\.followed"):
            shop.kernel.run(jobs.take_back_move, step_id, stood)


def test_a_technician_given_in_the_middle_of_the_work_can_be_taken_back(shop: Shop) -> None:
    """The undo that the program offered was refused by the program."""
    job = shop.job(None, "FW-001", technician=False).id
    shop.move(job, Step.WORK)
    before = shop.kernel.ask(_rows)
    _take_back(shop, shop.kernel.run(jobs.assign, job, shop.technicians[0]))
    assert _unlike(before, shop.kernel.ask(_rows)) == []


def test_undo_of_an_edit_does_not_fill_in_what_was_empty(shop: Shop) -> None:
    """A member's new number must not slip into an older job by Ctrl+Z."""
    kernel = shop.kernel
    member = shop.member(phone="").id
    job = shop.job(member, "FW-001").id
    known = kernel.ask(members.details, member)
    phones = (members.PhoneEntry(number="15401060003"),)
    kernel.run(members.edit, member, members.MemberDetails(name=known.name, phones=phones))
    before = kernel.ask(_rows)
    _take_back(shop, kernel.run(jobs.edit, job, JobDetails(member_id=member, title="换了说法")))
    assert _unlike(before, kernel.ask(_rows)) == []


def test_a_second_archive_writes_nothing(shop: Shop) -> None:
    """A double click told the timeline twice and moved the day the file was put away."""
    kernel = shop.kernel
    member, item = shop.member().id, shop.items["FW-120"]
    kernel.run(members.archive, member)
    kernel.run(prices.archive_item, item)
    before = kernel.ask(_rows)
    shop.clock.advance(timedelta(days=1))
    assert kernel.run(members.archive, member).changed == frozenset()
    assert kernel.run(prices.archive_item, item).changed == frozenset()
    assert kernel.ask(_rows) == before


def test_a_setting_at_its_default_leaves_no_row(shop: Shop) -> None:
    """A shop that once tried another language would never get a better default."""
    before = shop.kernel.ask(_rows)
    _take_back(shop, shop.kernel.run(shops.set_setting, "text_size", 125))
    assert shop.kernel.ask(_rows) == before
