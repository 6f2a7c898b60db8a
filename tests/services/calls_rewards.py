"""Sound calls of what is done with coupons, rewards and money paid ahead; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.checkout import TenderIn
from models.rules.coupons import CouponPlan
from models.services import coupons, points_book, prepaid, redemptions, rewards, visit_cards
from models.services.rewards import RewardDetails
from models.store.work import Work

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


def _plan(stage: "Stage", *, kind: str = "percent", value: int = 100) -> CouponPlan:
    return CouponPlan(
        name="九折券",
        coupon_kind=kind,
        value=value,
        most=2000,
        least=100,
        item_id=stage.shop.items["FW-001"],
        days=30,
        cost=500,
    )


def _coupon(stage: "Stage", *, right: bool = False, kept: bool = False) -> str:
    """A coupon the member was given; a right, kept where wanted."""
    run = stage.shop.kernel.run
    plan = _plan(stage, kind="right", value=0) if right else _plan(stage)
    made: str = stage.shop.kernel.run_keyed(
        stage.shop.key(), coupons.give, stage.member, plan
    ).result
    if kept:
        run(coupons.keep_promise, made)
    return made


def _given_coupon(stage: "Stage") -> Given:
    return (stage.member, _plan(stage)), {"reason": "等太久"}


def _reward(stage: "Stage") -> RewardDetails:
    """A reward as typed, with everything."""
    day = stage.shop.clock.now().date()
    return RewardDetails(
        code=f"LP-{stage.next()}",
        name="清洗券",
        reward_kind="coupon",
        points=500,
        cash=100,
        cost=800,
        item_id=stage.shop.items["FW-120"],
        coupon=_plan(stage),
        stock=20,
        each_most=2,
        first_day=day,
        last_day=day + timedelta(days=90),
    )


def _put_up(stage: "Stage") -> str:
    made: str = stage.shop.kernel.run(rewards.add, _reward(stage)).result
    return made


@use_case(Right.SERVE)
def _grant(work: Work, member_id: str) -> None:
    points_book.grant(work, member_id, 5000, rule="test")


def coupon_of(stage: "Stage") -> str:
    """A coupon of 5 yuan of the member, who has points as well."""
    stage.shop.kernel.run(_grant, stage.member)
    plan = CouponPlan(name="满减", value=500)
    made: str = stage.shop.kernel.run_keyed(
        stage.shop.key(), coupons.give, stage.member, plan
    ).result
    return made


def _wanted(stage: "Stage", *, cash: int = 100) -> tuple[str, str]:
    """The member, with points enough, and a cup that costs some points and a yuan."""
    stage.shop.kernel.run(_grant, stage.member)
    details = RewardDetails(code=f"BEI-{stage.next()}", name="保温杯", points=50, cash=cash)
    return stage.member, stage.shop.kernel.run(rewards.add, details).result


def _held_reward(stage: "Stage") -> str:
    made = stage.shop.kernel.run_keyed(stage.shop.key(), redemptions.hold, *_wanted(stage)).result
    return made.id


def _redeemed(stage: "Stage") -> str:
    """A redemption without a cash part: a clerk takes it back alone, money needs who may give money back."""
    made = stage.shop.kernel.run_keyed(
        stage.shop.key(), redemptions.redeem, *_wanted(stage, cash=0)
    ).result
    return made.id


def _redeemed_free(stage: "Stage") -> str:
    """One without a cash part: a clerk may take it back, because no money goes out."""
    stage.shop.kernel.run(_grant, stage.member)
    details = RewardDetails(code=f"BU-{stage.next()}", name="抹布", points=50)
    reward = stage.shop.kernel.run(rewards.add, details).result
    made = stage.shop.kernel.run_keyed(
        stage.shop.key(), redemptions.redeem, stage.member, reward
    ).result
    return made.id


def _redeeming(stage: "Stage") -> Given:
    how = {"quantity": 2, "tender": TenderIn("cash", 500), "bill_id": stage.bill}
    return _wanted(stage), how


def _holding(stage: "Stage") -> Given:
    until = stage.shop.clock.now().date() + timedelta(days=3)
    return _wanted(stage), {"quantity": 2, "held_until": until}


def _topped(stage: "Stage", amount: int = 60_000) -> tuple[str, str]:
    """A member who paid ahead, and the paper."""
    member = stage.newcomer_member()
    made = stage.shop.kernel.run_keyed(
        stage.shop.key(),
        prepaid.top_up,
        member,
        amount=amount,
        tender=TenderIn("wechat", amount),
    ).result
    return member, made.id


def _sold_card(stage: "Stage") -> str:
    made = stage.shop.kernel.run_keyed(
        stage.shop.key(), visit_cards.sell, stage.member, item_id=stage.shop.items["FW-120"],
        visits=5, price=35_000, tender=TenderIn("cash", 35_000),
    ).result  # fmt: skip
    return made.ref_id


def _selling(stage: "Stage") -> Given:
    return (stage.member,), {
        "item_id": stage.shop.items["FW-120"],
        "visits": 5,
        "price": 35_000,
        "tender": TenderIn("cash", 40_000),
        "name": "拆洗五次卡",
        "days": 365,
    }


def _topping(stage: "Stage") -> Given:
    return (stage.member,), {"amount": 50_000, "tender": TenderIn("cash", 60_000)}


REWARD_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "coupons.give": _given_coupon,
    "coupons.give_right_back": lambda s: ((_coupon(s, right=True, kept=True),), {}),
    "coupons.keep_promise": lambda s: ((_coupon(s, right=True),), {}),
    "coupons.withdraw": lambda s: ((_coupon(s),), {"reason": "发错了"}),
    "papers.print_coupon": lambda s: ((_coupon(s),), {}),
    "papers.print_prepaid": lambda s: ((_topped(s)[1],), {}),
    "papers.print_visit_card": lambda s: ((_sold_card(s),), {}),
    "papers.print_voucher": lambda s: ((_redeemed(s),), {}),
    "prepaid.give_back": lambda s: (
        (_topped(s)[0],),
        {"kind": "cash", "reason": "搬走了", "expected": 60_000},
    ),
    "prepaid.top_up": _topping,
    "redemptions.cancel": lambda s: ((_held_reward(s),), {"reason": "不要了"}),
    "redemptions.complete": lambda s: ((_held_reward(s),), {"tender": TenderIn("cash", 200)}),
    "redemptions.hold": _holding,
    "redemptions.redeem": _redeeming,
    "redemptions.take_back": lambda s: ((_redeemed_free(s),), {"reason": "换错了"}),
    "visit_cards.give_back": lambda s: (
        (_sold_card(s),),
        {"kind": "wechat", "reason": "不要了", "expected": 35_000},
    ),
    "visit_cards.sell": _selling,
    "rewards.add": lambda s: ((_reward(s),), {}),
    "rewards.archive": lambda s: ((_put_up(s),), {}),
    "rewards.edit": lambda s: ((_put_up(s), _reward(s)), {}),
}
