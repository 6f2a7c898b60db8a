"""Sound calls of what is done with coupons, rewards and money paid ahead; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.rules.coupons import CouponPlan
from models.services import coupons, rewards
from models.services.rewards import RewardDetails

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


REWARD_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "coupons.give": _given_coupon,
    "coupons.give_right_back": lambda s: ((_coupon(s, right=True, kept=True),), {}),
    "coupons.keep_promise": lambda s: ((_coupon(s, right=True),), {}),
    "coupons.withdraw": lambda s: ((_coupon(s),), {"reason": "发错了"}),
    "rewards.add": lambda s: ((_reward(s),), {}),
    "rewards.archive": lambda s: ((_put_up(s),), {}),
    "rewards.edit": lambda s: ((_put_up(s), _reward(s)), {}),
}
