"""The evening after a power cut: what stood on paper comes in at its own time, marked, and once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import (
    bills,
    catch_up,
    check,
    day_close,
    deposits,
    drawer,
    job_file,
    journal,
    member_file,
    prices,
    refunds,
    stock,
    timeline,
)
from models.services.catch_up import PaperSale
from models.services.checkout import Posted
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.prices import NewPrice
from models.store.work import View
from tests.shopkeeping import Shop

HOURS, DAY = timedelta(hours=2), timedelta(days=1)


@pytest.fixture(autouse=True)
def the_shop_stands_since_yesterday(shop: Shop) -> None:
    """Its prices hold since then."""
    shop.clock.advance(DAY)


def lines(shop: Shop, *codes: str) -> tuple[LineEntry, ...]:
    """Items of the price list as lines."""
    return tuple(LineEntry(item_id=shop.items[code]) for code in codes)


def sell(shop: Shop, at: datetime, *codes: str, **how: Any) -> Posted:
    """Enter a line of the paper."""
    sale = PaperSale(lines=lines(shop, *codes), **how)
    return shop.kernel.run_keyed(shop.key(), catch_up.sell, at, sale).result


def refusal(shop: Shop, at: datetime, *codes: str, **how: Any) -> Refused:
    """What is said to a line that cannot be."""
    with pytest.raises(Refused) as refused:
        sell(shop, at, *codes, **how)
    return refused.value


def test_a_bill_stands_at_its_own_time_and_says_when_it_was_entered(shop: Shop) -> None:
    """Lost otherwise: when the customer really paid, or that it was written down later."""
    now, then = shop.clock.now(), shop.clock.now() - HOURS
    member = shop.member().id
    posted = sell(shop, then, "FW-001", member_id=member)
    receipt = shop.kernel.ask(bills.file, posted.id).receipt
    assert (receipt.at, receipt.entered_at, receipt.total) == (then, now, 3000)
    entered = shop.kernel.ask(catch_up.entered)
    (row,) = entered.rows
    assert (row.kind, row.number, row.at, row.entered_at) == ("bill", posted.number, then, now)
    assert entered.taken == 3000
    told = [(one.what, one.at) for one in shop.kernel.ask(timeline.of_member, member).entries]
    assert told == [("member_created", now), ("bill_posted", then)]
    assert shop.kernel.ask(check.check).sound


def test_the_journal_keeps_when_it_was_really_entered(shop: Shop) -> None:
    """A bill could be dated back without a trace otherwise."""
    now = shop.clock.now()
    posted = sell(shop, now - HOURS, "FW-001")
    asked = journal.Asked(record_id=posted.id)
    (row,) = shop.kernel.ask(journal.entries, asked).rows
    assert (row.use_case, row.at) == ("catch_up.sell", now)


def test_a_bill_of_any_other_day_says_nothing_of_it(shop: Shop) -> None:
    assert shop.kernel.ask(bills.file, shop.sell("FW-001").id).receipt.entered_at is None
    assert shop.kernel.ask(catch_up.entered).rows == ()


def test_the_prices_and_warranties_of_its_day_hold(shop: Shop) -> None:
    """Yesterday's customer was told yesterday's price."""
    today = shop.clock.now().date()
    shop.kernel.run(
        prices.set_prices, (NewPrice(shop.items["FW-114"], 15000),), effective_from=today
    )
    yesterday = shop.clock.now() - DAY
    posted = sell(shop, yesterday, "FW-114")
    receipt = shop.kernel.ask(bills.file, posted.id).receipt
    assert posted.total == 12000
    assert receipt.lines[0].warranty_until == (yesterday + timedelta(days=90)).date()
    day = shop.kernel.ask(bills.of_day, yesterday.date())
    assert [row.number for row in day] == [posted.number]


def test_less_on_paper_is_a_discount_and_more_is_asked_back(shop: Shop) -> None:
    then = shop.clock.now() - HOURS
    posted = sell(shop, then, "FW-001", taken=2990, kind="wechat")
    receipt = shop.kernel.ask(bills.file, posted.id).receipt
    assert (receipt.total, receipt.bill_discount) == (2990, 10)
    assert [(one.kind, one.amount) for one in receipt.tenders] == [("wechat", 2990)]
    refused = refusal(shop, then, "FW-001", taken=3001)
    assert (refused.code, refused.field, refused.values) == (
        "catch_up.more",
        "amount",
        {"total": 3000},
    )
    assert refusal(shop, then, "FW-001", taken=-1).code.startswith("checkout.")
    assert refusal(shop, then).code == "checkout.no_lines"


def test_a_job_is_paid_as_of_then_but_not_before_it_came(shop: Shop) -> None:
    """A bill older than the job's own steps is a slip of the hand."""
    job = shop.job(shop.member().id, "FW-114")
    shop.clock.advance(HOURS)
    then = shop.clock.now() - timedelta(minutes=30)
    refused = refusal(shop, then - HOURS, job_id=job.id)
    assert (refused.code, refused.field) == ("catch_up.before", "time")
    posted = sell(shop, then, job_id=job.id)
    found = shop.kernel.ask(job_file.file, job.id)
    assert (found.bill_id, found.row.step, found.row.step_at) == (posted.id, Step.CALL_BACK, then)
    assert found.entered_at is None  # the job itself came in on its own time
    assert shop.kernel.ask(check.check).sound


def test_a_job_taken_in_then_has_the_number_of_its_day(shop: Shop) -> None:
    member, now = shop.member().id, shop.clock.now()
    then = now - DAY
    details = JobDetails(member_id=member, title="空调不冷")
    run = shop.kernel.run_keyed
    opened = run(shop.key(), catch_up.take_job, then, details, lines=lines(shop, "FW-001")).result
    found = shop.kernel.ask(job_file.file, opened.id)
    assert (found.row.opened_at, found.entered_at) == (then, now)
    assert f"{then:%y%m%d}" in opened.number
    assert shop.kernel.ask(member_file.file, member).id == member
    assert [row.kind for row in shop.kernel.ask(catch_up.entered).rows] == ["job"]
    assert shop.kernel.ask(check.check).sound


def test_a_closed_day_stays_closed(shop: Shop) -> None:
    """Its slip hangs in the owner's folder; nothing may be slipped in behind it."""
    yesterday = shop.clock.now() - DAY
    shop.kernel.run_keyed(shop.key(), day_close.close_day, yesterday.date())
    assert refusal(shop, yesterday, "FW-001").code == "day.closed"
    assert sell(shop, shop.clock.now() - timedelta(minutes=1), "FW-001").total == 3000


def test_the_money_counts_in_the_shift_that_is_open_now(shop: Shop) -> None:
    """It lies in the drawer that is counted tonight."""
    shop.kernel.run_keyed(shop.key(), drawer.open_shift, opening_float=10000)
    sell(shop, shop.clock.now() - HOURS, "FW-001")
    state = shop.kernel.ask(drawer.state)
    assert state.shift is not None
    assert state.shift.cash == 13000


def test_a_double_enter_enters_once(shop: Shop) -> None:
    then, key = shop.clock.now() - HOURS, shop.key()
    sale = PaperSale(lines=lines(shop, "FW-001"))
    first = shop.kernel.run_keyed(key, catch_up.sell, then, sale).result
    again = shop.kernel.run_keyed(key, catch_up.sell, then, sale).result
    assert first == again
    assert len(shop.kernel.ask(catch_up.entered).rows) == 1


def test_what_it_comes_to_is_told_before(shop: Shop) -> None:
    sale = PaperSale(lines=lines(shop, "FW-001", "PJ-0612"))
    assert shop.kernel.ask(catch_up.due, shop.clock.now() - HOURS, sale) == 11600
    assert shop.kernel.ask(catch_up.due, shop.clock.now() - HOURS, PaperSale()) is None


def test_what_came_to_the_job_later_cannot_have_paid_it(shop: Shop) -> None:
    """A deposit taken now, on a bill of this morning: the day before would have money it never saw."""
    job = shop.job(shop.member().id, "FW-114")
    shop.clock.advance(HOURS * 2)
    run = shop.kernel.run_keyed
    run(shop.key(), deposits.take, job.id, amount=2000, tender=TenderIn("cash", 2000))
    assert refusal(shop, shop.clock.now() - HOURS, job_id=job.id).code == "catch_up.before"
    assert sell(shop, shop.clock.now(), job_id=job.id).total == 12000


def test_a_bill_is_not_written_before_the_void_of_the_last_one(shop: Shop) -> None:
    job = shop.job(shop.member().id, "FW-114")
    shop.clock.advance(HOURS)
    posted = shop.pay(job.id)
    shop.clock.advance(HOURS)
    shop.kernel.run_keyed(shop.key(), refunds.void, posted.id, reason="开错了")
    shop.clock.advance(HOURS)
    assert refusal(shop, shop.clock.now() - HOURS * 1.5, job_id=job.id).code == "catch_up.before"


def test_a_day_behind_a_closed_one_takes_nothing_more(shop: Shop) -> None:
    """Its money would be in no shift, and nobody would be told to close it."""
    shop.clock.advance(DAY)
    shop.kernel.run_keyed(shop.key(), day_close.close_day, shop.clock.now().date())
    assert refusal(shop, shop.clock.now() - DAY, "FW-001").code == "day.closed"


def test_a_part_that_was_gone_at_the_count_is_not_taken_off_again(shop: Shop) -> None:
    part, before = shop.items["PJ-0612"], shop.clock.now() - HOURS / 2
    run = shop.kernel.run_keyed
    run(shop.key(), stock.take_in, part, quantity=10_000)
    run(shop.key(), stock.count, part, counted=9_000)
    sell(shop, before, "PJ-0612")
    assert shop.kernel.ask(_balance, part) == 9_000
    shop.clock.advance(HOURS)
    sell(shop, shop.clock.now() - HOURS / 4, "PJ-0612")
    assert shop.kernel.ask(_balance, part) == 8_000


@query(Right.SERVE)
def _balance(view: View, item_id: str) -> int:
    return stock.balance_of(view, item_id)
