"""A job that waits must not look late, must not be forgotten, and every slip is taken back exactly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.job_troubles import HoldReason
from models.rules.jobs import Step
from models.services import (
    check,
    erasure,
    job_board,
    job_devices,
    job_file,
    job_lines,
    job_notes,
    job_troubles,
    jobs,
    today,
)
from models.services.job_devices import DeviceEntry
from models.services.job_file import JobRow
from models.services.job_lines import LineEntry
from models.store.work import View
from tests.shopkeeping import Shop


def _refused(call: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def _row(shop: Shop, job_id: str) -> JobRow:
    return shop.kernel.ask(job_file.file, job_id).row


def _state(shop: Shop, job_id: str) -> tuple[str, int]:
    row = _row(shop, job_id)
    left = job_file.left_of(row, shop.clock.now())
    return left.state, left.minutes


def test_the_clock_stands_while_a_job_waits_and_goes_on_after(shop: Shop) -> None:
    """Two days on a part made the job two days late, and the owner blamed the technician."""
    job = shop.job(shop.member().id, "FW-001").id
    shop.clock.advance(timedelta(minutes=30))
    shop.kernel.run(job_troubles.hold, job, "parts", note="轴承明天到")
    assert _state(shop, job) == ("hold", 150)
    shop.clock.advance(timedelta(days=2))
    assert _state(shop, job) == ("hold", 150)
    assert shop.kernel.ask(today.overview).at_risk == 0
    shop.kernel.run(job_troubles.release, job)
    assert _state(shop, job) == ("ok", 150)
    shop.clock.advance(timedelta(minutes=120))
    assert _state(shop, job) == ("risk", 30)
    (wait,) = shop.kernel.ask(job_troubles.holds_of, job)
    assert wait.until_at is not None
    assert (wait.reason, wait.note, wait.until_at - wait.from_at) == (
        "parts",
        "轴承明天到",
        timedelta(days=2),
    )
    assert shop.kernel.ask(check.check).sound


def test_an_edit_after_a_wait_keeps_the_promise_that_was_read(shop: Shop) -> None:
    """Saving the form without a change moved the promise by the wait once more."""
    job = shop.job(shop.member().id, "FW-001").id
    shop.kernel.run(job_troubles.hold, job, "customer")
    shop.clock.advance(timedelta(days=1))
    shop.kernel.run(job_troubles.release, job)
    read = shop.kernel.ask(job_file.file, job)
    outcome = shop.kernel.run(jobs.edit, job, read.details)
    assert shop.kernel.ask(job_file.file, job).details.promised_at == read.details.promised_at
    assert not outcome.changed
    assert read.row.promised_at == read.details.promised_at


@pytest.mark.parametrize(
    ("steps", "reason", "code"),
    [
        ((), "lunch", "job.hold_reason"),
        ((), "", "job.hold_reason"),
        ((Step.PAYMENT,), "parts", "job.hold_step"),
    ],
)
def test_a_wait_that_may_not_be_is_refused(
    shop: Shop, steps: tuple[Step, ...], reason: str, code: str
) -> None:
    job = shop.job(shop.member().id, "FW-001").id
    shop.move(job, *steps)
    assert (
        _refused(lambda: shop.kernel.run(job_troubles.hold, job, cast("HoldReason", reason)))
        == code
    )


def test_a_job_that_waits_goes_on_only_after_its_release(shop: Shop) -> None:
    """Marked as done while the part was still on its way."""
    job = shop.job(shop.member().id, "FW-001").id
    shop.kernel.run(job_troubles.hold, job, "parts")
    assert _refused(lambda: shop.kernel.run(job_troubles.hold, job, "parts")) == "job.held"
    assert _refused(lambda: shop.kernel.run(jobs.move, job, Step.WORK)) == "job.on_hold"
    shop.kernel.run(job_troubles.release, job)
    assert _refused(lambda: shop.kernel.run(job_troubles.release, job)) == "job.not_held"
    shop.kernel.run(jobs.move, job, Step.WORK)


def test_breaking_off_ends_the_wait_and_its_undo_lets_it_go_on(shop: Shop) -> None:
    """The part cannot be had any more: the usual end of a wait."""
    job = shop.job(shop.member().id, "FW-001").id
    shop.kernel.run(job_troubles.hold, job, "parts")
    held_at = _row(shop, job).hold_at
    shop.clock.advance(timedelta(hours=5))
    outcome = shop.kernel.run(jobs.move, job, Step.CLOSED, reason="买不到件", ending="cancelled")
    assert (_row(shop, job).hold, _row(shop, job).ending) == ("", "cancelled")
    assert shop.kernel.ask(check.check).sound
    shop.clock.advance(timedelta(hours=1))
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    row = _row(shop, job)
    assert (row.hold, row.hold_at, row.step) == ("parts", held_at, Step.INTAKE)
    assert shop.kernel.ask(check.check).sound


def test_a_hold_is_taken_back_only_while_it_goes_on(shop: Shop) -> None:
    job = shop.job(shop.member().id, "FW-001").id
    held = shop.kernel.run(job_troubles.hold, job, "parts")
    released = shop.kernel.run(job_troubles.release, job)
    began, went_on = held.inverse, released.inverse
    assert began is not None
    assert went_on is not None
    assert _refused(lambda: shop.kernel.undo(began)) == "job.followed"
    shop.kernel.undo(went_on)
    assert _refused(lambda: shop.kernel.undo(went_on)) == "job.followed"
    shop.kernel.undo(began)
    assert shop.kernel.ask(job_troubles.holds_of, job) == ()


def test_a_finished_device_waits_to_be_collected_since_it_was_ready(shop: Shop) -> None:
    """Nobody knows how long the rice cooker has stood on the shelf."""
    job = shop.job(shop.member().id, "FW-001").id
    assert _refused(lambda: shop.kernel.run(job_troubles.collect, job)) == "job.not_ready"
    shop.move(job, Step.WORK, Step.ACCEPTANCE)
    ready = shop.clock.now()
    shop.move(job, Step.PAYMENT)
    assert (_row(shop, job).ready_at, _row(shop, job).collected_at) == (ready, None)
    shop.kernel.run(job_troubles.collect, job)
    assert _row(shop, job).collected_at == shop.clock.now()
    assert _refused(lambda: shop.kernel.run(job_troubles.collect, job)) == "job.collected"
    shop.move(job, Step.WORK, reason="还响")
    assert (_row(shop, job).ready_at, _row(shop, job).collected_at) == (None, None)


def test_a_cancelled_job_with_a_fee_is_billed_and_closed_as_cancelled(shop: Shop) -> None:
    """The inspection was done and is owed, although nothing was repaired."""
    job = shop.job(shop.member().id, "FW-114").id
    (line,) = shop.kernel.ask(job_file.file, job).lines
    shop.kernel.run(job_lines.remove, line.id)
    shop.kernel.run(job_lines.add, job, LineEntry(item_id=shop.items["FW-001"]))
    shop.pay(job)
    shop.kernel.run(jobs.move, job, Step.CLOSED, reason="客户不修了", ending="unrepaired")
    row = _row(shop, job)
    assert (row.ending, row.total) == ("unrepaired", 3000)
    assert shop.kernel.ask(check.check).sound


def test_the_board_shows_every_open_job_and_no_closed_one(shop: Shop) -> None:
    """A job that stands nowhere is a machine that is never repaired."""
    member = shop.member()
    washer = shop.washer(member.id)
    late = shop.job(member.id, "FW-001", device_id=washer).id
    held = shop.job(None, title="等件的").id
    gone = shop.job(None, title="不修了").id
    ready = shop.job(member.id, "FW-001").id
    shop.kernel.run(job_troubles.hold, held, "parts")
    shop.kernel.run(jobs.move, gone, Step.CLOSED, reason="x", ending="cancelled")
    shop.move(ready, Step.ACCEPTANCE)
    shop.clock.advance(timedelta(days=8))
    found = shop.kernel.ask(job_board.board)
    cards = {card.id: card for card in found.cards}
    assert set(cards) == {late, held, ready}
    assert (found.counts[Step.INTAKE], found.counts[Step.ACCEPTANCE]) == (2, 1)
    now = shop.clock.now()
    assert cards[late].time(now)[0] == "late"
    assert cards[held].time(now)[0] == "hold"
    assert (cards[late].category, cards[late].member, cards[late].total) == (
        "washer",
        "张桂兰",
        3000,
    )
    assert cards[ready].ready_at is not None


def test_several_jobs_move_together_or_not_at_all_and_back_with_one_undo(shop: Shop) -> None:
    """Half of a batch moved is worse than none: nobody knows which half."""
    one, two = (shop.job(None, "FW-001").id for _ in range(2))
    nobody = shop.job(None, "FW-001", technician=False).id
    code = _refused(lambda: shop.kernel.run(job_board.move_all, (one, nobody, two), Step.DISPATCH))
    assert code == "job.technician"
    assert {_row(shop, job).step for job in (one, two, nobody)} == {Step.INTAKE}
    outcome = shop.kernel.run(job_board.move_all, (one, two), Step.DISPATCH)
    assert {_row(shop, job).step for job in (one, two)} == {Step.DISPATCH}
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert {_row(shop, job).step for job in (one, two)} == {Step.INTAKE}
    assert (
        _refused(lambda: shop.kernel.run(job_board.move_all, (one, one), Step.WORK)) == "job.twice"
    )


def test_a_line_put_back_brings_no_change_slip_from_outside(shop: Shop) -> None:
    """Anybody could have hung a line under a slip the member never signed."""
    job = shop.job(shop.member().id, "FW-001").id
    (line,) = shop.kernel.ask(job_file.file, job).lines
    outcome = shop.kernel.run(job_lines.remove, line.id)
    assert outcome.inverse is not None
    (kept,) = outcome.inverse.args
    assert not {"change_id", "warranty_from"} & set(kept)
    for strange in ("", "nobody", None):
        typed = {**kept, "change_id": strange}
        with pytest.raises(Refused, match=r"record\.gone"):
            shop.kernel.run(job_lines.put_back, typed)
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(job_file.file, job).lines == (line,)


@query(Right.AUDIT)
def _everything(view: View) -> str:
    """All text of the tables around a job, and of the journal."""
    tables = (
        "job",
        "job_hold",
        "job_device",
        "loan",
        "job_note",
        "job_check",
        "event",
        "operation",
    )
    return "\n".join(
        str(dict(row)) for table in tables for row in view.sql(f"SELECT * FROM {table}")
    )


def test_an_erased_members_holds_notes_devices_and_loans_keep_no_word(shop: Shop) -> None:
    """Somebody asked to be forgotten, and the note on the loan still names the daughter."""
    member = shop.member().id
    job = shop.job(member, "FW-001").id
    run = shop.kernel.run
    day = shop.clock.now().date()
    run(job_troubles.hold, job, "parts", note="女儿周四来")
    run(job_troubles.release, job)
    entry = DeviceEntry(device="小天鹅甩干桶", serial="XTE77", symptoms="像拖拉机")
    run(job_devices.end, run(job_devices.add, job, entry).result, "done")
    loan = run(job_devices.lend, job, name="备用电视", note="儿子签收").result
    run(job_devices.give_back, loan, note="老伴送回")
    run(job_notes.add, job, "observation", "孙女房间漏水", follow_up_on=day)
    run(jobs.move, job, Step.CLOSED, reason="不修了", ending="cancelled")
    words = ("女儿周四来", "小天鹅", "XTE77", "拖拉机", "儿子签收", "老伴送回", "孙女房间")
    before = shop.kernel.ask(_everything)
    assert all(word in before for word in words)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member, reason="asked")
    after = shop.kernel.ask(_everything)
    assert [word for word in words if word in after] == []
    assert shop.kernel.ask(job_notes.due) == ()
    assert shop.kernel.ask(check.check).sound
