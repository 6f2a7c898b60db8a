"""What of the catalogue a member is offered at the till: a reward that cannot be had must not be promised."""

from datetime import timedelta

import pytest

from models.services import redemptions, rewards
from tests.services.rewarding import grant, reward
from tests.shopkeeping import Shop


@pytest.fixture
def member(shop: Shop) -> str:
    """A member with 600 points, and a catalogue with one reward of every state."""
    made = shop.member().id
    grant(shop, made, 1200)
    today = shop.clock.now().date()
    reward(shop, code="TV", name="电视", points=90_000)
    reward(shop, code="CUP-1", name="保温杯", points=500, each_most=2)
    reward(shop, code="BAG", name="购物袋", points=100)
    once = reward(shop, code="ONCE", name="毛巾", points=600, each_most=1)
    reward(shop, code="LATE", name="月饼", points=100, last_day=today - timedelta(days=1))
    reward(shop, code="SOON", name="年糕", points=100, first_day=today + timedelta(days=1))
    gone = reward(shop, code="GONE", name="雨伞", points=100, stock=1)
    old = reward(shop, code="OLD", name="挂历", points=100)
    other = shop.member("李四", "15401062047").id
    grant(shop, other, 100)
    shop.kernel.run_keyed(shop.key(), redemptions.redeem, other, gone)
    shop.kernel.run_keyed(shop.key(), redemptions.redeem, made, once)
    shop.kernel.run(rewards.archive, old)
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["保温杯", "购物袋", "电视"]),
        ("保温", ["保温杯"]),
        ("bwb", ["保温杯"]),
        ("baowen", ["保温杯"]),
        ("cup", ["保温杯"]),
        ("CUP-1", ["保温杯"]),
        ("dianshi", ["电视"]),
        ("毛巾", []),
        ("月饼", []),
        ("年糕", []),
        ("雨伞", []),
        ("挂历", []),
        ("没有的", []),
        ("%", []),
    ],
)
def test_only_what_can_be_had_is_offered(
    shop: Shop, member: str, typed: str, found: list[str]
) -> None:
    """By name, initials and code; what the points reach stands before what they do not."""
    seen = shop.kernel.ask(rewards.reachable, member, typed)
    assert [row.details.name for row in seen.rows] == found
    assert seen.have == 600


def test_letters_that_are_still_being_composed_find_too(shop: Shop, member: str) -> None:
    """The input method has not committed them yet."""
    seen = shop.kernel.ask(rewards.reachable, member, "", preedit="gwd")
    assert [row.details.name for row in seen.rows] == ["购物袋"]


def test_a_member_without_points_sees_what_to_save_for(shop: Shop, member: str) -> None:
    del member
    poor = shop.member("王五", "15401062048").id
    seen = shop.kernel.ask(rewards.reachable, poor, limit=2)
    assert (seen.have, len(seen.rows)) == (0, 2)
