"""Coupons: each counts once, says when it is good, and never turns into money."""

from datetime import timedelta
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query, use_case
from models.rules.coupons import CouponLine, CouponPlan, checked, takes_off
from models.services import check, coupons, timeline
from models.store.work import View, Work
from tests.shopkeeping import Shop

TEN = CouponPlan(name="满减 10", value=1000, least=3000, days=30)


@use_case(Right.SERVE)
def _issue(work: Work, member_id: str | None, coupon_id: str | None = None) -> str:
    plan = CouponPlan(name="生日券", value=500, days=7)
    return coupons.issue(work, member_id, plan, source="tier", coupon_id=coupon_id).id


@use_case(Right.SERVE)
def _take_back(work: Work, coupon_id: str) -> bool:
    return coupons.take_back(work, coupon_id)


@query(Right.SERVE)
def _usable(view: View, coupon_id: str, member_id: str | None) -> str:
    return coupons.usable(view, coupon_id, member_id).number


def give(shop: Shop, member_id: str, plan: CouponPlan = TEN) -> str:
    """Give a coupon by hand."""
    return shop.kernel.run_keyed(shop.key(), coupons.give, member_id, plan).result


def test_numbers_run_without_gaps_and_the_slip_tells_the_last_day(shop: Shop) -> None:
    """Who comes with a slip that no list knows was given nothing."""
    member = shop.member().id
    first, second = give(shop, member), shop.kernel.run(_issue, None).result
    row = shop.kernel.ask(coupons.by_number, "q-a1")
    assert (row.id, row.number, row.state, row.member) == (first, "Q-A000001", "issued", "张*兰")
    day = shop.clock.now().date()
    assert (row.first_day, row.last_day) == (day, day + timedelta(days=30))
    anybody = shop.kernel.ask(coupons.file, second)
    assert (anybody.number, anybody.member_id, anybody.member) == ("Q-A000002", None, "")
    paper = shop.kernel.ask(coupons.paper, first)
    assert (paper.code, paper.phone_tail, paper.least) == (row.code, "2046", 3000)
    assert shop.kernel.ask(coupons.by_number, row.code).id == first
    with pytest.raises(Refused, match=r"coupon\.unknown"):
        shop.kernel.ask(coupons.by_number, "Q-A000009")
    assert shop.kernel.ask(check.check).sound


def test_a_derived_coupon_is_issued_once(shop: Shop) -> None:
    """A birthday that is looked at twice gives one gift."""
    member = shop.member().id
    one = shop.kernel.run(_issue, member, "ab" * 16).result
    assert shop.kernel.run(_issue, member, "ab" * 16).result == one
    assert len(shop.kernel.ask(coupons.of_member, member)) == 1


def test_only_whose_it_is_may_use_it_and_only_in_its_days(shop: Shop) -> None:
    """A coupon that expired yesterday is refused with its day, not with a shrug."""
    mine, other = shop.member().id, shop.member("李雷", "15401060001").id
    coupon = shop.kernel.run(_issue, mine).result
    with pytest.raises(Refused, match=r"coupon\.anothers"):
        shop.kernel.ask(_usable, coupon, other)
    shop.clock.advance(timedelta(days=7))
    assert shop.kernel.ask(_usable, coupon, mine)
    shop.clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match=r"coupon\.expired"):
        shop.kernel.ask(_usable, coupon, mine)
    assert shop.kernel.ask(coupons.of_member, mine) == ()
    assert shop.kernel.ask(coupons.of_member, mine, past=True)[0].state == "expired"


def test_it_is_taken_back_once_and_by_undo(shop: Shop) -> None:
    """What was granted for a job that came back must not be used after all."""
    member = shop.member().id
    coupon = shop.kernel.run(_issue, member).result
    assert shop.kernel.run(_take_back, coupon).result
    assert not shop.kernel.run(_take_back, coupon).result
    with pytest.raises(Refused, match=r"coupon\.taken_back"):
        shop.kernel.ask(_usable, coupon, member)
    given = shop.kernel.run_keyed(shop.key(), coupons.give, member, TEN)
    assert given.inverse is not None
    shop.kernel.undo(given.inverse)
    assert shop.kernel.ask(coupons.file, given.result).state == "taken_back"
    told = [entry.what for entry in shop.kernel.ask(timeline.of_member, member).entries]
    assert told[:4] == [
        "coupon_taken_back", "coupon_issued", "coupon_taken_back", "coupon_issued",
    ]  # fmt: skip


def test_a_right_is_kept_once_and_can_be_opened_again(shop: Shop) -> None:
    """A promise is ticked off at the desk; a slip of the finger must not eat it."""
    member = shop.member().id
    right = give(shop, member, CouponPlan(name="终身 VIP", coupon_kind="right"))
    done = shop.kernel.run(coupons.keep_promise, right)
    with pytest.raises(Refused, match=r"coupon\.used"):
        shop.kernel.run(coupons.keep_promise, right)
    assert done.inverse is not None
    shop.kernel.undo(done.inverse)
    assert shop.kernel.ask(_usable, right, member)
    with pytest.raises(Refused, match=r"coupon\.not_right"):
        shop.kernel.run(coupons.keep_promise, give(shop, member))


def test_a_clerk_gives_no_coupons_away(shop: Shop) -> None:
    """A coupon is money of the shop."""
    member = shop.member().id
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    with pytest.raises(Refused, match=r"right\.missing"):
        give(shop, member)


LINES = (
    CouponLine(item_id="a", quantity=1000, amount=3000),
    CouponLine(item_id="b", quantity=2000, amount=17001),
)


@pytest.mark.parametrize(
    ("plan", "off"),
    [
        (CouponPlan(name="x", value=1000), (150, 850)),
        (CouponPlan(name="x", value=99999), (3000, 17001)),
        (CouponPlan(name="x", value=1000, item_id="a"), (1000, 0)),
        (CouponPlan(name="x", coupon_kind="percent", value=100), (300, 1700)),
        (CouponPlan(name="x", coupon_kind="percent", value=100, most=501), (75, 426)),
        (CouponPlan(name="x", coupon_kind="free_item", item_id="b"), (0, 8501)),
        (CouponPlan(name="x", coupon_kind="right"), (0, 0)),
    ],
)
def test_what_a_coupon_takes_off(plan: CouponPlan, off: tuple[int, ...]) -> None:
    """To the fen, and never more than the line comes to."""
    assert takes_off(plan, LINES, total=20001) == off


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (CouponPlan(name="x", value=1, least=20002), "coupon.least"),
        (CouponPlan(name="x", value=1, item_id="c"), "coupon.no_item"),
        (CouponPlan(name="x", coupon_kind="free_item", item_id="c"), "coupon.no_item"),
    ],
)
def test_a_coupon_that_does_not_fit_says_why(plan: CouponPlan, code: str) -> None:
    """The member stands there and asks."""
    with pytest.raises(Refused) as caught:
        takes_off(plan, LINES, total=20001)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"coupon_kind": "gold"}, "coupon.kind"),
        ({"value": 0}, "coupon.value"),
        ({"coupon_kind": "percent", "value": 1001}, "coupon.value"),
        ({"coupon_kind": "right", "value": 1}, "coupon.value"),
        ({"coupon_kind": "free_item", "value": 0}, "coupon.item_needed"),
        ({"days": -1}, "coupon.days"),
        ({"least": -1}, "money.negative"),
        ({"name": " "}, "text.required"),
    ],
)
def test_a_coupon_that_makes_no_sense_is_not_issued(plan: dict[str, Any], code: str) -> None:
    """A coupon of 0 or of 200 per cent is a slip of the finger."""
    with pytest.raises(Refused) as caught:
        checked(CouponPlan(**{"name": "x", "value": 100, **plan}))
    assert caught.value.code == code
