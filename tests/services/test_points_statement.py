"""The statement of points against the ledger, day for day, whether or not the expiry has been written yet."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base.documents_points import PointsStatement
from models.base.errors import Refused
from models.rules.programme import Earning, Expiry, Programme
from models.services import points, points_expiry, points_statement, programme_clock, redemptions
from tests.points.acts import use_points
from tests.services.points_at_hand import have
from tests.services.programming import pass_days, switch_on, today
from tests.services.rewarding import give_back, grant, order, pay, reward
from tests.shopkeeping import Shop


def told(
    shop: Shop, member: str, first: date | None = None, last: date | None = None
) -> PointsStatement:
    """The statement, reckoned through from its first line to its last."""
    found = shop.kernel.ask(points_statement.statement, member, from_day=first, to_day=last)
    balance = found.opening
    for line in found.lines:
        balance += line.points
        assert line.after == balance
    assert balance == found.closing == found.usable + found.pending - found.debt
    assert sum(lot.points for lot in found.lots) == found.closing
    assert list(found.lines) == sorted(found.lines, key=lambda line: line.day)
    return found


@pytest.fixture
def member(shop: Shop) -> str:
    switch_on(
        shop, Programme(expiry=Expiry("days", 30), earning=Earning(pending_days=2), debt="debt")
    )
    return shop.member().id


def test_it_is_the_same_before_and_after_the_expiry_is_written(shop: Shop, member: str) -> None:
    """A member who asks in the morning and in the evening gets the same paper."""
    pay(shop, order(shop, member, "FW-114"))
    pass_days(shop, 20)
    pay(shop, order(shop, member, "FW-001"))
    pass_days(shop, 15)
    before = told(shop, member)
    assert [line.kind for line in before.lines] == ["earn", "earn", "expire"]
    assert before.closing == 30
    shop.kernel.run(points_expiry.expire)
    after = told(shop, member)
    assert (after.lines, after.opening, after.closing) == (before.lines, 0, 30)


def test_what_lapsed_before_it_begins_is_in_the_opening(shop: Shop, member: str) -> None:
    pay(shop, order(shop, member, "FW-114"))
    pass_days(shop, 40)
    pay(shop, order(shop, member, "FW-001"))
    found = told(shop, member, first=today(shop))
    assert (found.opening, found.closing, len(found.lines)) == (0, 30, 1)


def test_one_begins_where_the_other_ended(shop: Shop, member: str) -> None:
    """Two halves of a year are the whole year."""
    for _ in range(4):
        posted = pay(shop, order(shop, member, "FW-114"))
        pass_days(shop, 9)
    give_back(shop, posted.id, amount=5000)
    begin, end = today(shop) - timedelta(days=60), today(shop)
    whole = told(shop, member, first=begin)
    for days in range(60):
        middle = begin + timedelta(days=days)
        one = told(shop, member, first=begin, last=middle)
        two = (
            told(shop, member, first=middle + timedelta(days=1), last=end) if middle < end else None
        )
        assert two is None or (one.closing, one.lines + two.lines) == (two.opening, whole.lines)


def test_it_ends_after_it_begins(shop: Shop, member: str) -> None:
    with pytest.raises(Refused, match=r"points\.days"):
        told(shop, member, first=today(shop), last=today(shop) - timedelta(days=1))


def test_a_debt_is_below_zero(shop: Shop, member: str) -> None:
    posted = pay(shop, order(shop, member, "FW-114"))
    pass_days(shop, 3)
    shop.kernel.run_keyed(shop.key(), redemptions.redeem, member, reward(shop, points=100))
    give_back(shop, posted.id)
    found = told(shop, member)
    assert (found.closing, found.debt) == (-100, 100)


@pytest.fixture
def ruled(shop: Shop) -> Shop:
    """A shop whose points end after 17 days."""
    switch_on(shop, Programme(expiry=Expiry("days", 17), debt="others_first"))
    return shop


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.tuples(st.sampled_from("segrx"), st.integers(0, 20)), max_size=14))
def test_whatever_happened_it_reckons_through(ruled: Shop, acts: list[tuple[str, int]]) -> None:
    """Sold, given, refunded, redeemed, expired in any order: a statement ends with its day's balance."""
    shop = ruled
    member = shop.member(phone="").id
    cup = reward(shop, points=50)
    bills: list[str] = []
    for act, days in acts:
        if act == "s":
            bills.append(pay(shop, order(shop, member, "FW-001", "FW-120")).id)
        elif act == "g":
            grant(shop, member, 25)
        elif act == "r" and bills:
            give_back(shop, bills.pop())
        elif act == "x":
            shop.kernel.run(programme_clock.confirm)
            shop.kernel.run(points_expiry.expire)
        elif shop.kernel.ask(points.of_member, member).available >= 50:
            shop.kernel.run_keyed(shop.key(), redemptions.redeem, member, cup)
        pass_days(shop, days)
        told(shop, member)
        told(shop, member, last=today(shop) - timedelta(days=days // 2))


def test_the_statement_adds_up(shop: Shop) -> None:
    """Opening and entries come to the closing balance, on any days asked."""
    switch_on(shop, Programme())
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.clock.advance(timedelta(days=2))
    shop.sell("FW-120", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 50)
    last = have(shop, member).on
    paper = shop.kernel.ask(
        points_statement.statement, member, from_day=last - timedelta(days=1), to_day=last
    )
    assert (paper.opening, paper.closing, paper.usable) == (120, 150, 150)
    assert paper.opening + sum(line.points for line in paper.lines) == paper.closing
    assert sum(lot.points for lot in paper.lots) == 150
    whole = shop.kernel.ask(points_statement.statement, member)
    assert (whole.opening, whole.lines[0].number) == (0, sold.number)
    with pytest.raises(Refused, match=r"points\.days"):
        shop.kernel.ask(points_statement.statement, member, from_day=last, to_day=date(2020, 1, 1))
