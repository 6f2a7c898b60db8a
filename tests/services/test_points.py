"""Points at the desk, on a real file: earning, refunds, debts, hands that give and take, any past day.

If it fails, a member who asks "why" gets no answer, or one that is not true.
"""

from datetime import date, timedelta

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.checkout import TenderIn
from models.rules.programme import Earning, Expiry, Programme
from models.services import (
    checkout,
    points,
    points_expiry,
    today,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from tests.points.acts import give_up, use_points
from tests.services.points_at_hand import adjust, begin, forgive, give_back, have, sound
from tests.shopkeeping import Shop


def test_a_bill_earns_and_says_on_what(shop: Shop) -> None:
    """The receipt, the balance and the lots say the same."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", "FW-120", member_id=member)
    file = have(shop, member)
    assert (file.usable, file.available, file.worth) == (200, 200, 200)
    assert [(lot.points, lot.line, lot.number) for lot in file.lots] == [
        (120, "更换滚筒轴承，工时", sold.number),
        (80, "筒体拆洗", sold.number),
    ]
    assert file.next_day == date(2027, 12, 31)
    (entry,) = shop.kernel.ask(points.entries, member)
    assert (entry.kind, entry.points, entry.after, entry.number) == ("earn", 200, 200, sold.number)


def test_the_receipt_is_what_the_till_said(shop: Shop) -> None:
    """Forecast, frozen paper and ledger are one reckoning."""
    begin(shop)
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    seen = shop.kernel.ask(checkout.preview, Order(member_id=member, lines=lines))
    assert seen.points is not None
    assert (seen.points.before, seen.points.earned.points, seen.points.balance) == (120, 80, 200)
    shop.sell("FW-120", member_id=member)
    assert have(shop, member).usable == 200


def test_the_till_says_what_goes_to_a_debt(shop: Shop) -> None:
    """80 points of which 80 repay: the balance on the paper is the one in the ledger."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 100)
    give_back(shop, sold.id)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    seen = shop.kernel.ask(checkout.preview, Order(member_id=member, lines=lines)).points
    assert seen is not None
    assert (seen.earned.points, seen.repaid, seen.balance, seen.debt) == (80, 80, 0, 20)
    shop.sell("FW-120", member_id=member)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 20)


def test_no_programme_and_no_member_earn_nothing(shop: Shop) -> None:
    """A shop that has no points, and a walk-in."""
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    begin(shop)
    shop.sell("FW-114")
    assert have(shop, member).usable == 0
    assert sound(shop)


def test_a_refund_takes_back_by_the_rule_of_the_bills_day(shop: Shop) -> None:
    """Today's rule gives twice as much: what comes back is what was given then."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", "FW-120", member_id=member)
    shop.clock.advance(timedelta(days=1))
    double = Programme(earning=Earning(other=5000, classes=()))
    begin(shop, double)
    give_back(shop, sold.id, 10_000)
    assert have(shop, member).usable == 100
    give_back(shop, sold.id)
    assert have(shop, member).usable == 0
    assert sound(shop)


def test_what_was_spent_is_owed_and_repaid_and_never_skipped(shop: Shop) -> None:
    """The refund is not blocked, the debt is seen, the next earnings repay it."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 100)
    give_back(shop, sold.id)
    owing = have(shop, member)
    assert (owing.usable, owing.debt, owing.available) == (0, 100, 0)
    with pytest.raises(Refused, match=r"points\.short"):
        shop.kernel.run_keyed(shop.key(), use_points, member, 1)
    shop.sell("FW-120", member_id=member)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 20)
    shop.sell("FW-001", member_id=member)
    assert (have(shop, member).usable, have(shop, member).debt) == (10, 0)
    assert sound(shop)


def test_pending_points_are_seen_and_not_used(shop: Shop) -> None:
    """Good from the third day on."""
    begin(shop, Programme(earning=Earning(pending_days=2)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    assert (have(shop, member).usable, have(shop, member).pending) == (0, 120)
    with pytest.raises(Refused, match=r"points\.short"):
        shop.kernel.run_keyed(shop.key(), use_points, member, 1)
    shop.clock.advance(timedelta(days=2))
    assert (have(shop, member).usable, have(shop, member).pending) == (120, 0)


@pytest.mark.parametrize(
    ("level", "amount", "refused"),
    [
        (Level.CLERK, 1, True),
        (Level.SUPERVISOR, 500, False),
        (Level.SUPERVISOR, -500, False),
        (Level.SUPERVISOR, 501, True),
        (Level.SUPERVISOR, -501, True),
        (Level.OWNER, 100_000, False),
    ],
)
def test_a_hand_gives_and_takes_up_to_its_limit(
    shop: Shop, level: Level, amount: int, refused: bool
) -> None:
    """A clerk none, a supervisor up to the cap, the owner what is right."""
    begin(shop)
    member = shop.member().id
    adjust(shop, member, 1000)
    shop.kernel.actor = Actor(id="tester", name="试", level=level)
    if refused:
        with pytest.raises(Refused, match=r"right\.missing"):
            adjust(shop, member, amount)
        assert have(shop, member).usable == 1000
    else:
        assert adjust(shop, member, amount) == 1000 + amount
    assert sound(shop)


def test_the_same_key_gives_once(shop: Shop) -> None:
    """A double click on a slow evening."""
    begin(shop)
    member = shop.member().id
    for _ in range(3):
        shop.kernel.run_keyed("same", points.adjust, member, 100, reason="补记")
    assert have(shop, member).usable == 100


def test_whatever_comes_repays_first(shop: Shop) -> None:
    """A gift of the house and points of a friend, not only the next bill."""
    begin(shop)
    member, friend = shop.member().id, shop.member("王建国", "15401060001").id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 120)
    give_back(shop, sold.id)
    adjust(shop, member, 50)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 70)
    adjust(shop, friend, 500)
    shop.kernel.run_keyed(shop.key(), points.give_on, friend, member, 100, reason="送")
    assert (have(shop, member).usable, have(shop, member).debt) == (30, 0)
    kinds = [entry.kind for entry in shop.kernel.ask(points.entries, member)]
    assert kinds.count("repay") == 2
    assert sound(shop)


def test_a_shop_that_forgives_says_so_in_the_ledger(shop: Shop) -> None:
    """Nothing is owed, and the entry shows what was let go."""
    begin(shop, Programme(debt="forgive"))
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 100)
    give_back(shop, sold.id)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 0)
    told = [(entry.kind, entry.points) for entry in shop.kernel.ask(points.entries, member)]
    assert told[:2] == [("forgive", 100), ("take_back", -120)]
    assert sound(shop)


def test_the_last_that_was_used_comes_back_first(shop: Shop) -> None:
    """What ends soonest stays used: the member is not given back what ends tomorrow."""
    begin(shop, Programme(expiry=Expiry("days", 10)))
    member = shop.member().id
    adjust(shop, member, 100)
    soon = have(shop, member).next_day
    shop.clock.advance(timedelta(days=3))
    adjust(shop, member, 50)
    used = shop.kernel.run_keyed(shop.key(), use_points, member, 150).result
    shop.kernel.run_keyed(shop.key(), give_up, used, 60)
    lots = [(lot.points, lot.last_day == soon) for lot in have(shop, member).lots]
    assert lots == [(10, True), (50, False)]


def test_only_what_came_repays(shop: Shop) -> None:
    """Where a debt stands beside points, those that were there before are left alone."""
    begin(shop, Programme(debt="debt"))
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.clock.advance(timedelta(days=1))
    adjust(shop, member, 100)
    used = shop.kernel.run_keyed(shop.key(), use_points, member, 160).result
    give_back(shop, sold.id)
    assert (have(shop, member).usable, have(shop, member).debt) == (60, 120)
    shop.kernel.run_keyed(shop.key(), give_up, used, 30)
    assert (have(shop, member).usable, have(shop, member).debt) == (60, 90)
    assert sound(shop)


def test_forgiving_is_for_an_owner_and_for_what_is_owed(shop: Shop) -> None:
    """With a reason, never more than is owed."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 120)
    give_back(shop, sold.id)
    with pytest.raises(Refused) as refused:
        forgive(shop, member, 121)
    assert (refused.value.code, refused.value.values) == ("points.no_debt", {"have": 120})
    with pytest.raises(Refused, match=r"text\."):
        forgive(shop, member, 20, reason=" ")
    assert forgive(shop, member, 20) == 100
    shop.kernel.actor = Actor(id="tester", name="试", level=Level.SUPERVISOR)
    with pytest.raises(Refused, match=r"right\.missing"):
        forgive(shop, member, 1)


def test_any_past_day_can_be_explained(shop: Shop) -> None:
    """The time machine: what she had on the day before she used them, lot by lot and why."""
    begin(shop, Programme(expiry=Expiry("days", 10)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    first = have(shop, member).on
    shop.clock.advance(timedelta(days=3))
    shop.sell("FW-120", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 150)
    shop.clock.advance(timedelta(days=20))
    shop.kernel.run(points_expiry.expire)
    days = [
        (first + timedelta(days=n), have(shop, member, first + timedelta(days=n)))
        for n in (-1, 0, 2, 3, 13, 14)
    ]
    assert [file.usable for _, file in days] == [0, 120, 120, 50, 50, 0]
    (lot,) = days[4][1].lots
    moves = shop.kernel.ask(points.of_lot, lot.id)
    assert [(move.kind, move.points, move.left) for move in moves] == [
        ("earn", 80, 80),
        ("spend", -30, 50),
        ("expire", -50, 0),
    ]


def test_points_used_at_the_till_come_back_as_points(shop: Shop) -> None:
    """Never as money."""
    begin(shop)
    member = shop.member().id
    adjust(shop, member, 1000)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    order = Order(member_id=member, lines=lines, points=500, tenders=(TenderIn("cash", 7500),))
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    assert have(shop, member).usable == 575
    give_back(shop, posted.id)
    assert (have(shop, member).usable, have(shop, member).debt) == (1000, 0)
    assert sound(shop)


def test_what_the_shop_gave_is_no_takings(shop: Shop) -> None:
    """75 yuan in cash and 5 in points: the evening's figure is 75, refunds too."""
    begin(shop)
    member = shop.member().id
    adjust(shop, member, 1000)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    order = Order(member_id=member, lines=lines, points=500, tenders=(TenderIn("cash", 7500),))
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    shop.sell("FW-001")
    taken = shop.kernel.ask(today.overview).takings
    assert (taken.total, taken.bills) == (10_500, 2)
    assert taken.by_kind == (("cash", 7500), ("wechat", 3000))
    give_back(shop, posted.id)
    taken = shop.kernel.ask(today.overview).takings
    assert (taken.total, taken.refunded) == (3000, 7500)
