"""A fault that came back: known by itself, free where the first warranty pays, and never paid twice over."""

from datetime import date, timedelta

import pytest

from models.base.errors import Refused
from models.rules.jobs import Step
from models.services import bills, check, job_file, job_lines, jobs, refunds, rework
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from tests.shopkeeping import Shop


def _open(shop: Shop, member: str, device: str, title: str, *codes: str) -> str:
    details = JobDetails(
        member_id=member, device_id=device, title=title, technician_id=shop.technicians[1]
    )
    lines = tuple(LineEntry(item_id=shop.items[code]) for code in codes)
    return shop.kernel.run_keyed(shop.key(), jobs.open_job, details, lines=lines).result.id


def _first(shop: Shop, member: str, device: str) -> str:
    """A bearing was changed (90 days on the work, 365 on the part) and paid for."""
    job = _open(shop, member, device, "脱水异响", "FW-114", "PJ-0612", "FW-001")
    shop.pay(job)
    shop.kernel.run(jobs.move, job, Step.CLOSED)
    return job


def _prices(shop: Shop, job: str) -> dict[str, int]:
    return {line.code: line.price for line in shop.kernel.ask(job_file.file, job).lines}


def test_the_same_fault_under_warranty_is_linked_and_free_where_it_pays(shop: Shop) -> None:
    """A member who pays for the same bearing twice never comes back."""
    member = shop.member().id
    device = shop.washer(member)
    first = _first(shop, member, device)
    began = shop.clock.now().date()
    shop.clock.advance(timedelta(days=30))
    assert shop.kernel.ask(rework.rework_of, device, "异响").verdict == "rework"
    again = _open(shop, member, device, "脱水异响，还有漏水", "FW-114", "PJ-0618")
    assert _prices(shop, again) == {"FW-114": 0, "PJ-0618": 2800}
    shop.kernel.run(job_lines.add, again, LineEntry(item_id=shop.items["PJ-0612"]))
    assert _prices(shop, again)["PJ-0612"] == 0
    bill = shop.pay(again)
    assert bill.total == 2800
    until = {
        line.code: line.warranty_until
        for line in shop.kernel.ask(bills.file, bill.id).receipt.lines
    }
    assert until["FW-114"] == began + timedelta(days=90)
    assert until["PJ-0612"] == began + timedelta(days=365)
    assert until["PJ-0618"] == began + timedelta(days=30 + 180)
    standing = shop.kernel.ask(rework.of_job, first)
    (row,) = standing.reworks
    assert (row.technician, row.cost) == ("马建军", 4100 + 900)
    assert shop.kernel.ask(rework.of_job, again).of_technician == "马建军"
    assert shop.kernel.ask(check.check).sound


def test_a_second_comeback_stands_under_the_first_days_warranty(shop: Shop) -> None:
    """Every comeback that started the warranty anew made the part free for ever."""
    member = shop.member().id
    device = shop.washer(member)
    _first(shop, member, device)
    for _ in range(2):
        shop.clock.advance(timedelta(days=40))
        again = _open(shop, member, device, "脱水异响", "FW-114")
        assert _prices(shop, again) == {"FW-114": 0}
        shop.pay(again)
        shop.kernel.run(jobs.move, again, Step.CLOSED)
    shop.clock.advance(
        timedelta(days=40)
    )  # day 120: the work's 90 days are over, the part's are not
    late = _open(shop, member, device, "脱水异响", "FW-114")
    assert _prices(shop, late) == {"FW-114": 12000}


@pytest.mark.parametrize(
    ("title", "days", "verdict", "times"),
    [
        ("不进水", 30, "other", 2),
        ("脱水异响", 30, "rework", 2),
        ("脱水异响", 400, "expired", 1),
        ("不进水", 90, "first", 1),
    ],
)
def test_another_fault_or_a_late_one_is_none(
    shop: Shop, title: str, days: int, verdict: str, times: int
) -> None:
    """Free work for a fault the shop never touched."""
    member = shop.member().id
    device = shop.washer(member)
    _first(shop, member, device)
    shop.clock.advance(timedelta(days=days))
    found = shop.kernel.ask(rework.rework_of, device, title)
    assert (found.verdict, found.times) == (verdict, times)
    job = _open(shop, member, device, title, "FW-114")
    assert (shop.kernel.ask(job_file.file, job).row.rework_of_id is not None) is (
        verdict == "rework"
    )


def test_a_voided_bill_gives_no_warranty(shop: Shop) -> None:
    member = shop.member().id
    device = shop.washer(member)
    job = _open(shop, member, device, "脱水异响", "FW-114")
    bill = shop.pay(job)
    shop.kernel.run_keyed(shop.key(), refunds.void, bill.id, reason="开错了")
    assert shop.kernel.ask(rework.rework_of, device, "脱水异响").verdict == "other"


def test_a_wrong_link_is_taken_off_and_put_on_by_hand(shop: Shop) -> None:
    """The program may be wrong about a fault; the people at the desk decide."""
    member = shop.member().id
    device = shop.washer(member)
    first = _first(shop, member, device)
    again = _open(shop, member, device, "脱水异响", "FW-114")
    outcome = shop.kernel.run(rework.unlink, again)
    assert _prices(shop, again) == {"FW-114": 12000}
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert _prices(shop, again) == {"FW-114": 0}
    for job, earlier, code in (
        (again, first, "job.linked"),
        (first, again, "job.closed"),
        (shop.job(member).id, first, "job.device"),
    ):
        with pytest.raises(Refused) as refused:
            shop.kernel.run(rework.link, job, earlier)
        assert refused.value.code == code


def test_the_warranty_day_is_the_shops(shop: Shop) -> None:
    """A line under warranty keeps its first day, not the day of the second visit."""
    member = shop.member().id
    device = shop.washer(member)
    _first(shop, member, device)
    shop.clock.advance(timedelta(days=10))
    again = _open(shop, member, device, "脱水异响", "FW-114")
    (line,) = shop.kernel.ask(job_file.file, again).lines
    assert (line.warranty_from, line.warranty_days) == (date(2026, 6, 11), 90)
