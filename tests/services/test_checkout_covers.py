"""Paying with points, coupons and visits: what is due is what is left, and what comes back is what it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules import refunds as refund_rules
from models.rules.checkout import TenderIn
from models.rules.coupons import CouponPlan
from models.rules.covers import (
    NO_CASH,
    BillLine,
    CouponWish,
    PointsRate,
    VisitWish,
    cover,
)
from models.rules.programme import Programme
from models.rules.refunds import ACCOUNT, CASH, WayBack
from models.services import (
    bills,
    check,
    checkout,
    coupons,
    deposits,
    households,
    points_carried,
    refunds,
)
from models.services.checkout import Order
from models.services.refunds import RefundOrder
from tests.services.rewarding import (
    available,
    coupon,
    give_back,
    grant,
    order,
    pay,
    switch_on,
    top_up,
)
from tests.shopkeeping import Shop


@pytest.fixture
def member(shop: Shop) -> str:
    """A member with 5,050 points."""
    made = shop.member().id
    grant(shop, made, 5050)
    return made


def ways(shop: Shop, bill_id: str) -> list[tuple[str, int]]:
    """How a bill was paid, in order."""
    receipt = shop.kernel.ask(bills.file, bill_id).receipt
    return [(tender.kind, tender.amount) for tender in receipt.tenders]


def sound(shop: Shop) -> bool:
    """Whether every invariant holds."""
    report = shop.kernel.ask(check.check)
    assert report.sound, [finding for finding in report.findings if finding.broken]
    return True


def test_the_till_shows_what_points_may_pay_and_which_go_first(shop: Shop, member: str) -> None:
    """5,050 points, 30 yuan to pay: 3,000 at most; those that end first are named."""
    shop.clock.advance(timedelta(days=365))
    grant(shop, member, 500)
    seen = shop.kernel.ask(checkout.preview, order(shop, member, "FW-001", points=2000))
    assert seen.offers is not None
    offer = seen.offers.points
    assert (offer.available, offer.most, offer.worth) == (5550, 3000, 3000)
    assert (offer.chosen, offer.chosen_worth, seen.due) == (2000, 2000, 1000)
    ((day, points),) = offer.lots
    assert (day and day.isoformat(), points) == ("2027-12-31", 2000)
    bare = shop.kernel.ask(checkout.preview, order(shop, member, "FW-114"))
    assert bare.offers is not None
    assert [points for _, points in bare.offers.points.lots] == [5050, 450]
    assert bare.offers.points.most == 5500


def test_points_pay_and_are_taken_once(shop: Shop, member: str) -> None:
    """Double Enter at the till must not pay twice with the same points."""
    wanted = order(shop, member, "FW-001", points=2000, tenders=(TenderIn("cash", 2000),))
    key = shop.key()
    first, again = (shop.kernel.run_keyed(key, checkout.close, wanted).result for _ in range(2))
    assert (first.number, first.change) == (again.number, again.change) == ("A-000001", 1000)
    assert ways(shop, first.id) == [("points", 2000), ("cash", 1000)]
    assert available(shop, member) == 3050
    assert sound(shop)


@pytest.mark.parametrize(
    ("points", "code"),
    [(150, "points.step"), (-100, "points.step"), (3100, "points.most"), (5100, "points.short")],
)
def test_points_that_cannot_pay_are_refused(
    shop: Shop, member: str, points: int, code: str
) -> None:
    """In steps, not more than the bill, not more than there are."""
    with pytest.raises(Refused) as caught:
        pay(shop, order(shop, member, "FW-001", points=points))
    assert caught.value.code == code
    assert available(shop, member) == 5050


def test_the_programme_says_how_much_of_a_bill_points_pay(shop: Shop, member: str) -> None:
    """Half a bill at most, 50 points a yuan, in steps of 25."""
    switch_on(shop, Programme(per_yuan=50, pay_step=25, pay_most=500))
    seen = shop.kernel.ask(checkout.preview, order(shop, member, "FW-001"))
    assert seen.offers is not None
    assert (seen.offers.points.most, seen.offers.points.worth) == (750, 1500)


def test_a_refund_gives_points_back_and_never_money_for_them(shop: Shop, member: str) -> None:
    """20 yuan of 30 were points: of 10 given back two thirds are points."""
    posted = pay(shop, order(shop, member, "FW-001", points=2000))
    seen = shop.kernel.ask(refunds.preview, RefundOrder(bill_id=posted.id, amount=1001))
    assert seen.ways == (WayBack("points", 667), WayBack("wechat", 334))
    assert seen.most == (WayBack("cash", 1000), WayBack("points", 2000), WayBack("wechat", 1000))
    with pytest.raises(Refused, match=r"refund\.way_most"):
        give_back(shop, posted.id, amount=1001, ways=(WayBack("cash", 1001),))
    give_back(shop, posted.id, amount=1001)
    assert available(shop, member) == 3050 + 667
    give_back(shop, posted.id, amount=1001)
    give_back(shop, posted.id)
    assert available(shop, member) == 5050
    assert sound(shop)


def test_a_void_brings_everything_back(shop: Shop, member: str) -> None:
    """Points, coupon, deposit and value: as if the bill had never been."""
    ticket = coupon(shop, member)
    job = shop.job(member, "FW-114")
    tender = TenderIn("cash", 2000)
    shop.kernel.run_keyed(shop.key(), deposits.take, job.id, amount=2000, tender=tender)
    top_up(shop, member, 10_000)
    wanted = Order(job_id=job.id, points=3000, coupon_ids=(ticket,))
    posted = pay(shop, wanted, "stored")
    assert ways(shop, posted.id) == [
        ("coupon", 1000), ("points", 3000), ("deposit", 2000), ("stored", 6000),
    ]  # fmt: skip
    assert shop.kernel.ask(coupons.file, ticket).state == "used"
    shop.kernel.run_keyed(shop.key(), refunds.void, posted.id, reason="开错了")
    assert (available(shop, member), shop.kernel.ask(coupons.file, ticket).state) == (
        5050, "issued",
    )  # fmt: skip
    assert shop.kernel.ask(deposits.of_job, job.id).balance == 2000
    again = pay(shop, wanted, "stored")
    assert again.total == posted.total
    assert sound(shop)


def test_a_coupon_is_used_once_and_comes_back_with_the_whole_bill_only(
    shop: Shop, member: str
) -> None:
    """Half the bill back and the coupon too would be a coupon for nothing."""
    ticket = coupon(shop, member)
    posted = pay(shop, order(shop, member, "FW-001", coupon_ids=(ticket,)))
    with pytest.raises(Refused, match=r"coupon\.used"):
        pay(shop, order(shop, member, "FW-001", coupon_ids=(ticket,)))
    give_back(shop, posted.id, amount=1500)
    assert shop.kernel.ask(coupons.file, ticket).state == "used"
    give_back(shop, posted.id)
    row = shop.kernel.ask(coupons.file, ticket)
    assert (row.state, row.worth, row.bill_number) == ("issued", 0, "")
    assert sound(shop)


def test_the_same_coupon_counts_once_on_a_bill(shop: Shop, member: str) -> None:
    """Scanned twice by a hurried clerk, or by a clever one."""
    ticket = coupon(shop, member)
    with pytest.raises(Refused, match=r"coupon\.twice"):
        pay(shop, order(shop, member, "FW-001", coupon_ids=(ticket, ticket)))
    assert shop.kernel.ask(coupons.file, ticket).state == "issued"


def test_a_coupon_whose_day_passed_comes_back_for_the_days_of_grace(
    shop: Shop, member: str
) -> None:
    """Else who complains late loses the coupon with the complaint."""
    ticket = coupon(shop, member, days=1)
    posted = pay(shop, order(shop, member, "FW-001", coupon_ids=(ticket,)))
    shop.clock.advance(timedelta(days=10))
    give_back(shop, posted.id)
    row = shop.kernel.ask(coupons.file, ticket)
    assert row.last_day == shop.clock.now().date() + timedelta(days=7)
    assert row.state == "issued"


def test_the_best_coupon_is_named_and_the_others_say_why(shop: Shop, member: str) -> None:
    """The member asks which one to use; the clerk need not reckon."""
    coupon(shop, member, name="小", value=500)
    best = coupon(
        shop, member, name="免", coupon_kind="free_item", value=0, item_id=shop.items["FW-001"]
    )
    coupon(shop, member, name="大", value=5000, least=10_000)
    seen = shop.kernel.ask(checkout.preview, order(shop, member, "FW-001", "PJ-0618"))
    assert seen.offers is not None
    told = {offer.row.name: offer for offer in seen.offers.coupons}
    assert [offer.row.id for offer in seen.offers.coupons if offer.best] == [best]
    assert (told["小"].worth, told["免"].worth, told["大"].worth) == (500, 3000, 0)
    why = told["大"].why
    assert why is not None
    assert (why.code, why.values) == ("coupon.least", {"least": 10_000})


def test_what_nobody_saw_is_not_taken(shop: Shop, member: str) -> None:
    """The coupon's worth changed between the look and Enter."""
    wanted = order(shop, member, "FW-001", points=1000, tenders=(TenderIn("cash", 2000),))
    with pytest.raises(Refused) as caught:
        shop.kernel.run_keyed(shop.key(), checkout.close, replace(wanted, expected_due=1999))
    assert (caught.value.code, caught.value.values) == ("checkout.due_changed", {"due": 2000})
    with pytest.raises(Refused, match=r"checkout\.member_needed"):
        pay(shop, order(shop, None, "FW-001", points=100))


LINES = st.lists(
    st.builds(
        BillLine,
        item_id=st.sampled_from(["a", "b", None]),
        quantity=st.integers(1, 5000),
        total=st.integers(0, 100_000),
    ),
    min_size=1,
    max_size=6,
)
PLANS = st.one_of(
    st.builds(
        CouponPlan,
        name=st.just("x"),
        value=st.integers(1, 200_000),
        item_id=st.sampled_from([None, "a"]),
    ),
    st.builds(
        CouponPlan,
        name=st.just("x"),
        coupon_kind=st.just("percent"),
        value=st.integers(1, 1000),
        most=st.one_of(st.none(), st.integers(1, 5000)),
    ),
    st.builds(
        CouponPlan, name=st.just("x"), coupon_kind=st.just("free_item"), item_id=st.just("b")
    ),
    st.builds(CouponPlan, name=st.just("x"), coupon_kind=st.just("right")),
)


@given(
    lines=LINES,
    plans=st.lists(PLANS, max_size=3),
    visits=st.integers(0, 4),
    held=st.integers(0, 300_000),
    rate=st.builds(
        PointsRate,
        per_yuan=st.integers(1, 500),
        step=st.integers(1, 300),
        most=st.integers(0, 1000),
        available=st.integers(0, 10**6),
    ),
)
def test_what_stands_in_front_and_what_is_due_always_come_to_the_bill(
    lines: Sequence[BillLine], plans: list[CouponPlan], visits: int, held: int, rate: PointsRate
) -> None:
    """No fen is paid twice, none is given out, and the most points offered can really be used."""
    more: dict[str, Any] = {
        "coupons": [CouponWish(coupon_id=str(n), plan=plan) for n, plan in enumerate(plans)],
        "visits": [VisitWish(card_id="k", item_id="b", visits=visits)] if visits else [],
        "held": held,
        "rate": rate,
    }
    try:
        found = cover(lines, **more)
    except Refused as refused:
        if refused.code not in ("coupon.no_item", "visit.no_line"):
            raise
        return
    found = cover(lines, points=found.points_most, **more)
    total = sum(line.total for line in lines)
    assert sum(row.amount for row in found.rows) + found.due == total
    assert found.due >= 0
    assert all(row.amount > 0 for row in found.rows)
    assert found.points_worth <= total * rate.most // 1000
    assert found.points <= rate.available
    assert found.points % rate.step == 0
    if found.points_most:
        with pytest.raises(Refused):
            cover(lines, points=found.points_most + rate.step, **more)


KINDS = (
    "cash",
    "wechat",
    "account",
    "deposit",
    "points",
    "coupon",
    "stored",
    "stored_gift",
    "visit",
)


@given(
    paid=st.dictionaries(st.sampled_from(KINDS), st.integers(1, 10_000), min_size=1),
    shares=st.lists(st.integers(0, 1000), min_size=1, max_size=5),
)
def test_no_chain_of_refunds_turns_points_or_gifts_into_money(
    paid: dict[str, int], shares: list[int]
) -> None:
    """However a bill is given back in parts, cash never exceeds the money that was paid."""
    back: dict[str, int] = {}
    left = sum(paid.values())
    for share in shares:
        most = refund_rules.ways_left(paid, back, owed=paid.get(ACCOUNT, 0) - back.get(ACCOUNT, 0))
        limits = refund_rules.way_limits(most)
        total = left * share // 1000
        cash = min(total, limits.get(CASH, 0))
        rest = total - cash
        if rest and sum(fen for kind, fen in limits.items() if kind != CASH) < rest:
            continue
        chosen = [WayBack(CASH, cash)] if cash else []
        for kind, fen in limits.items():
            if kind in (*NO_CASH, ACCOUNT) and rest:
                chosen.append(WayBack(kind, min(fen, rest)))
                rest -= chosen[-1].amount
        if rest or not chosen:
            continue
        for way in refund_rules.ways_back(total, most, chosen):
            back[way.kind] = back.get(way.kind, 0) + way.amount
        left -= total
    money = sum(fen for kind, fen in paid.items() if kind not in (*NO_CASH, ACCOUNT))
    assert back.get(CASH, 0) <= money
    assert all(back.get(kind, 0) <= paid.get(kind, 0) for kind in NO_CASH)
    rest_of = refund_rules.ways_left(paid, back, owed=paid.get(ACCOUNT, 0) - back.get(ACCOUNT, 0))
    assert sum(rest_of.values()) == left


def test_points_of_a_pot_are_offered_to_those_only_who_may_use_them(
    shop: Shop, member: str
) -> None:
    """The till offered the child what the ledger then refused."""
    run = shop.kernel.run
    child = shop.member("张小明", "15401062099").id
    household = run(households.join, member, child).result
    run(points_carried.open_pot, household)
    assert available(shop, child) == 5050
    shown = shop.kernel.ask(checkout.preview, order(shop, child, "FW-001")).offers
    assert shown is not None
    assert (shown.points.available, shown.points.mine) == (5050, True)
    run(points_carried.name_users, household, (member,))
    shown = shop.kernel.ask(checkout.preview, order(shop, child, "FW-001")).offers
    assert shown is not None
    assert (shown.points.available, shown.points.most, shown.points.mine) == (0, 0, False)
    assert shown.points.lots == ()
    with pytest.raises(Refused, match=r"points\.not_yours"):
        shop.kernel.ask(checkout.preview, order(shop, child, "FW-001", points=100))
    assert pay(shop, order(shop, member, "FW-001", points=100)).total == 3000
