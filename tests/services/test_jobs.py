"""Job cards: legal moves only, the price of the day, who and when, and every undo."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.base.usecase import Outcome
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import checkout, job_file, job_lines, jobs, members, prices, timeline
from models.services import shop as shops
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.prices import NewPrice
from tests.shopkeeping import Shop


def _refused(call: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def test_a_job_carries_what_the_member_file_knows(shop: Shop) -> None:
    """Nobody should type an address twice while the customer waits."""
    member = shop.member()
    device = shop.washer(member.id)
    job = shop.job(member.id, "FW-001", device_id=device)
    file = shop.kernel.ask(job_file.file, job.id)
    assert job.number == "GD-A260611-001"
    assert file.row.device == "海尔 滚筒洗衣机 10 kg"
    assert (file.details.serial, file.details.phone) == ("CE0K210577A31", "154****2046")
    assert file.row.address == "清河路 86 弄 12 号 502 室"
    assert file.row.masked == "154****2046"


def test_each_step_is_stamped_with_who_and_when(shop: Shop) -> None:
    """An angry member asks who had the machine on Tuesday."""
    job = shop.job(shop.member().id, "FW-001")
    shop.move(job.id, Step.QUOTE, Step.DISPATCH, Step.WORK, Step.ACCEPTANCE)
    file = shop.kernel.ask(job_file.file, job.id)
    assert [move.step for move in file.steps] == [
        "intake",
        "quote",
        "dispatch",
        "work",
        "acceptance",
    ]
    assert {move.actor for move in file.steps} == {"何玉梅"}
    times = [move.at for move in file.steps]
    assert times == sorted(times)
    assert times[-1] - times[0] == timedelta(minutes=4)


def test_an_illegal_move_is_refused_and_nothing_moves(shop: Shop) -> None:
    """A job that skips the bill is money forgotten."""
    job = shop.job(shop.member().id, "FW-001", technician=False)
    for to, code in (
        (Step.DISPATCH, "job.technician"),
        (Step.CALL_BACK, "job.unpaid"),
        (Step.INTAKE, "job.same_step"),
        (Step.CLOSED, "job.unpaid"),
    ):
        with pytest.raises(Refused) as refused:
            shop.kernel.run(jobs.move, job.id, to)
        assert refused.value.code == code
    assert shop.kernel.ask(job_file.file, job.id).row.step is Step.INTAKE


def test_going_back_needs_a_reason_and_keeps_both_moves(shop: Shop) -> None:
    """The way back is part of the history, not an eraser."""
    job = shop.job(shop.member().id, "FW-001")
    shop.move(job.id, Step.QUOTE, Step.DISPATCH)
    assert _refused(lambda: shop.kernel.run(jobs.move, job.id, Step.QUOTE)).code == "job.reason"
    shop.move(job.id, Step.QUOTE, reason="客户要换师傅")
    steps = shop.kernel.ask(job_file.file, job.id).steps
    assert steps[-1].back
    assert steps[-1].reason == "客户要换师傅"


def test_ctrl_z_takes_a_move_back_while_nothing_followed(shop: Shop) -> None:
    """A slip of the key must not need an explanation to the supervisor."""
    job = shop.job(shop.member().id, "FW-001")
    moved = shop.kernel.run(jobs.move, job.id, Step.QUOTE)
    assert moved.inverse is not None
    shop.kernel.undo(moved.inverse)
    assert shop.kernel.ask(job_file.file, job.id).row.step is Step.INTAKE
    again = shop.kernel.run(jobs.move, job.id, Step.QUOTE)
    shop.move(job.id, Step.DISPATCH)
    assert again.inverse is not None
    assert _refused(lambda: shop.kernel.undo(again.inverse)).code == "job.followed"  # type: ignore[arg-type]


def test_a_job_keeps_the_price_of_its_day(shop: Shop) -> None:
    """The member was told 120 on Monday; Friday's raise is none of theirs."""
    job = shop.job(shop.member().id, "FW-114")
    shop.clock.advance(timedelta(days=2))
    shop.kernel.run(
        prices.set_prices,
        (NewPrice(shop.items["FW-114"], 15000),),
        effective_from=shop.clock.now().date(),
    )
    shop.kernel.run(job_lines.add, job.id, LineEntry(item_id=shop.items["FW-114"]))
    lines = shop.kernel.ask(job_file.file, job.id).lines
    assert [line.price for line in lines] == [12000, 12000]
    newer = shop.job(shop.member(name="李雷", phone="15401060001").id, "FW-114")
    assert [line.price for line in shop.kernel.ask(job_file.file, newer.id).lines] == [15000]


def test_lines_change_and_come_back(shop: Shop) -> None:
    """A line deleted by mistake is one Ctrl+Z away, with its batch and serial."""
    job = shop.job(shop.member().id, "FW-001", "PJ-0612")
    line = shop.kernel.ask(job_file.file, job.id).lines[1]
    shop.kernel.run(job_lines.change, line.id, quantity=2000, lot="2604-117", serial="SN 1")
    before = shop.kernel.ask(job_file.file, job.id).lines
    outcome = shop.kernel.run(job_lines.remove, line.id)
    assert len(shop.kernel.ask(job_file.file, job.id).lines) == 1
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(job_file.file, job.id).lines == before
    assert before[1].amount == 17200


def test_a_free_line_needs_words_and_a_price(shop: Shop) -> None:
    """What is not on the list may be sold, but never without a name and a price."""
    job = shop.job(shop.member().id)
    add = shop.kernel.run
    assert (
        _refused(lambda: add(job_lines.add, job.id, LineEntry(name="拆旧机"))).code
        == "checkout.price"
    )
    assert (
        _refused(lambda: add(job_lines.add, job.id, LineEntry(price=5000))).code == "text.required"
    )
    add(job_lines.add, job.id, LineEntry(name="拆旧机", price=5000))
    assert shop.kernel.ask(job_file.file, job.id).row.total == 5000


def test_cancelling_needs_a_reason_and_closes(shop: Shop) -> None:
    """A cancelled job stays countable, with its reason."""
    job = shop.job(shop.member().id, "FW-001")
    run = shop.kernel.run
    assert (
        _refused(lambda: run(jobs.move, job.id, Step.CLOSED, ending="cancelled")).field == "reason"
    )
    run(jobs.move, job.id, Step.CLOSED, ending="cancelled", reason="客户自己修好了")
    file = shop.kernel.ask(job_file.file, job.id)
    assert (file.row.step, file.row.ending) == (Step.CLOSED, "cancelled")
    details = JobDetails(title="x")
    assert _refused(lambda: run(jobs.edit, job.id, details)).code == "job.closed"


def test_reopening_a_closed_job_is_the_supervisors(shop: Shop) -> None:
    """A clerk alone cannot make a finished job unfinished."""
    job = shop.job(shop.member().id, "FW-001")
    shop.kernel.run(jobs.move, job.id, Step.CLOSED, ending="cancelled", reason="试试")
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    back = _refused(lambda: shop.kernel.run(jobs.move, job.id, Step.WORK, reason="又要修"))
    assert back.code == "right.missing"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (JobDetails(title="  "), "title"),
        (JobDetails(title="x" * 121), "title"),
        (JobDetails(title="漏水", phone="1234567890"), "phone"),
        (JobDetails(title="漏水", place="moon"), "place"),
        (JobDetails(title="漏\x00水"), "title"),
    ],
)
def test_bad_words_are_refused_beside_their_field(
    shop: Shop, details: JobDetails, field: str
) -> None:
    """A refusal without a field sends the clerk hunting through thirteen of them."""
    refused = _refused(lambda: shop.kernel.run_keyed(shop.key(), jobs.open_job, details))
    assert refused.field == field


def test_a_promise_in_the_past_is_refused(shop: Shop) -> None:
    """A typed 6月1日 instead of 7月1日 would start the job late."""
    details = JobDetails(title="漏水", promised_at=shop.clock.now() - timedelta(days=1))
    refused = _refused(lambda: shop.kernel.run_keyed(shop.key(), jobs.open_job, details))
    assert (refused.code, refused.field) == ("job.promise_past", "promised_at")


def test_another_members_device_is_refused(shop: Shop) -> None:
    """The warranty must not land on the neighbour's machine."""
    device = shop.washer(shop.member().id)
    other = shop.member(name="李雷", phone="15401060001")
    details = JobDetails(member_id=other.id, device_id=device, title="漏水")
    assert (
        _refused(lambda: shop.kernel.run_keyed(shop.key(), jobs.open_job, details)).code
        == "job.device"
    )


def test_job_numbers_run_by_day_without_gaps(shop: Shop) -> None:
    """A missing number looks like a vanished job."""
    first = [shop.job(None).number for _ in range(3)]
    _refused(lambda: shop.kernel.run_keyed(shop.key(), jobs.open_job, JobDetails(title="")))
    shop.clock.advance(timedelta(days=1))
    assert first == ["GD-A260611-001", "GD-A260611-002", "GD-A260611-003"]
    assert shop.job(None).number == "GD-A260612-001"


def test_the_list_counts_each_step_and_puts_the_urgent_first(shop: Shop) -> None:
    """The board that hides the late job is how it stays late."""
    calm = shop.job(None, title="不急")
    urgent = shop.kernel.run_keyed(
        shop.key(),
        jobs.open_job,
        JobDetails(title="急", promised_at=shop.clock.now() + timedelta(minutes=20)),
    ).result
    found = shop.kernel.ask(job_file.listed)
    assert [row.id for row in found.rows] == [urgent.id, calm.id]
    assert found.counts == {"intake": 2}


def test_the_members_timeline_tells_the_job(shop: Shop) -> None:
    """What happened with a member stands in one place."""
    member = shop.member()
    job = shop.job(member.id, "FW-001")
    shop.move(job.id, Step.QUOTE)
    told = shop.kernel.ask(timeline.of_member, member.id)
    assert [entry.what for entry in told.entries] == ["job_moved", "job_opened", "member_created"]
    assert told.counts == {"job": 1, "file": 1}
    assert (
        shop.kernel.ask(timeline.of_member, member.id, group="job").entries[1].number == job.number
    )


@pytest.mark.parametrize("change", ["edit", "assign", "line"])
def test_every_undo_restores_the_job_exactly(shop: Shop, change: str) -> None:
    """An undo that restores nearly everything is a new mistake."""
    member = shop.member()
    job = shop.job(member.id, "FW-001", "PJ-0612")
    before = shop.kernel.ask(job_file.file, job.id)
    line = before.lines[0].id
    outcomes: dict[str, Callable[[], Outcome[Any]]] = {
        "edit": lambda: shop.kernel.run(
            jobs.edit, job.id, JobDetails(title="换了说法", member_id=member.id)
        ),
        "assign": lambda: shop.kernel.run(jobs.assign, job.id, shop.technicians[1]),
        "line": lambda: shop.kernel.run(job_lines.change, line, quantity=3000, lot="L", serial="S"),
    }
    outcome = outcomes[change]()
    assert shop.kernel.ask(job_file.file, job.id) != before
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(job_file.file, job.id) == before


def test_who_left_keeps_the_jobs_already_given(shop: Shop) -> None:
    """A diagnosis must be written even where the technician no longer works here."""
    job = shop.job(shop.member().id, "FW-001")
    shop.kernel.run(shops.set_person, shop.technicians[0], active=False)
    details = replace(shop.kernel.ask(job_file.file, job.id).details, diagnosis="轴承坏")
    shop.kernel.run(jobs.edit, job.id, details)
    other = shop.job(shop.member(phone="15401060009").id, "FW-001", technician=False)
    refused = _refused(lambda: shop.kernel.run(jobs.assign, other.id, shop.technicians[0]))
    assert refused.code == "job.no_technician"


def test_an_edit_does_not_take_the_technician_off_a_dispatched_job(shop: Shop) -> None:
    """Nobody would go, and no list would say so."""
    job = shop.job(shop.member().id, "FW-001")
    shop.move(job.id, Step.QUOTE, Step.DISPATCH)
    details = replace(shop.kernel.ask(job_file.file, job.id).details, technician_id=None)
    refused = _refused(lambda: shop.kernel.run(jobs.edit, job.id, details))
    assert (refused.code, refused.field) == ("job.technician", "technician")


def test_a_device_needs_its_owner_on_the_job(shop: Shop) -> None:
    """A device without its member was taken unseen, and one that does not exist was a crash."""
    device = shop.washer(shop.member().id)
    for known in (device, "nothing"):
        details = JobDetails(device_id=known, title="漏水")
        refused = _refused(partial(shop.kernel.run_keyed, "k", jobs.open_job, details))
        assert refused.code in ("job.device", "record.gone")


def test_a_billed_job_keeps_its_member(shop: Shop) -> None:
    """The bill says who paid; the job must not say somebody else."""
    member, other = shop.member().id, shop.member("李雷", "15401060001").id
    job = shop.job(member, "FW-001").id
    paid = checkout.Order(job_id=job, tenders=(TenderIn("wechat", 3000),))
    shop.kernel.run_keyed(shop.key(), checkout.close, paid)
    details = replace(shop.kernel.ask(job_file.file, job).details, member_id=other)
    assert _refused(lambda: shop.kernel.run(jobs.edit, job, details)).code == "job.billed"


@pytest.mark.parametrize(
    "promised",
    [datetime(2026, 6, 12, 9), datetime.max.replace(tzinfo=UTC)],  # noqa: DTZ001 - a hostile one
)
def test_a_promise_without_a_zone_or_in_the_year_9999_is_refused(
    shop: Shop, promised: datetime
) -> None:
    """Every list that shows it in shop time would stop."""
    details = JobDetails(title="漏水", promised_at=promised)
    refused = _refused(lambda: shop.kernel.run_keyed(shop.key(), jobs.open_job, details))
    assert refused.field == "promised_at"


def test_putting_a_line_back_twice_puts_it_back_once(shop: Shop) -> None:
    """The second Ctrl+Z of a trembling hand was a crash."""
    job = shop.job(shop.member().id, "FW-001", "PJ-0612").id
    line = shop.kernel.ask(job_file.file, job).lines[1]
    inverse = shop.kernel.run(job_lines.remove, line.id).inverse
    assert inverse is not None
    for _ in range(2):
        shop.kernel.undo(inverse)
    assert shop.kernel.ask(job_file.file, job).lines[1] == line


def test_no_job_is_opened_for_an_archived_member(shop: Shop) -> None:
    """It would stand open for somebody whom no search finds, and nobody would be told."""
    member = shop.member()
    shop.kernel.run(members.archive, member.id)
    with pytest.raises(Refused, match=r"member\.archived") as refused:
        shop.job(member.id, "FW-001")
    assert (refused.value.field, refused.value.values["name"]) == ("member", "张桂兰")
    shop.kernel.run(members.restore, member.id)
    assert shop.job(member.id, "FW-001").number


def test_no_job_is_moved_to_an_archived_member(shop: Shop) -> None:
    """The form's other way to the same open job."""
    member, other = shop.member(), shop.member("李雷", "15401060001")
    job = shop.job(other.id, "FW-001").id
    shop.kernel.run(members.archive, member.id)
    with pytest.raises(Refused, match=r"member\.archived"):
        shop.kernel.run(jobs.edit, job, JobDetails(member_id=member.id, title="漏水"))
    assert shop.kernel.ask(job_file.file, job).row.member_id == other.id


def test_undo_gives_no_job_back_to_a_member_archived_since(shop: Shop) -> None:
    """Ctrl+Z from yesterday must not open a job in a file that was put away this morning."""
    member, other = shop.member(), shop.member("李雷", "15401060001")
    job = shop.job(member.id, "FW-001").id
    edited = shop.kernel.run(jobs.edit, job, JobDetails(member_id=other.id, title="漏水"))
    shop.kernel.run(members.archive, member.id)
    assert edited.inverse is not None
    with pytest.raises(Refused, match=r"member\.archived"):
        shop.kernel.undo(edited.inverse)
