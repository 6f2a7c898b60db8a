"""Redemptions: points go once, come back whole, and twenty who want the last one get one and nineteen reasons."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.checkout import TenderIn
from models.rules.coupons import CouponPlan
from models.services import (
    check,
    coupons,
    drawer,
    erasure,
    points_owed,
    redemptions,
    rewards,
    search,
    timeline,
)
from models.services.redemptions import Redeemed
from models.services.shop import set_setting
from tests.services.rewarding import available, coupon, give_back, grant, order, pay, reward
from tests.shopkeeping import Shop

ROOT = Path(__file__).resolve().parents[2]


def redeem(shop: Shop, member_id: str, reward_id: str, **how: Any) -> Redeemed:
    """Redeem at once."""
    return shop.kernel.run_keyed(shop.key(), redemptions.redeem, member_id, reward_id, **how).result


def hold(shop: Shop, member_id: str, reward_id: str, **how: Any) -> Redeemed:
    """Put a reward aside."""
    return shop.kernel.run_keyed(shop.key(), redemptions.hold, member_id, reward_id, **how).result


def sound(shop: Shop) -> bool:
    """Whether every invariant holds."""
    report = shop.kernel.ask(check.check)
    assert report.sound, [finding for finding in report.findings if finding.broken]
    return True


@pytest.fixture
def member(shop: Shop) -> str:
    """A member with 1,200 points."""
    made = shop.member().id
    grant(shop, made, 1200)
    return made


def test_redeeming_takes_the_points_and_prints_a_voucher(shop: Shop, member: str) -> None:
    """The member goes home with the cup, the paper and 200 points."""
    done = redeem(shop, member, reward(shop, points=500), quantity=2)
    assert (done.number, done.state, done.points, done.points_left) == (
        "L-A000001", "completed", 1000, 200,
    )  # fmt: skip
    voucher = shop.kernel.ask(redemptions.paper, done.id)
    assert (voucher.member, voucher.points, voucher.state) == ("张*兰", 1000, "completed")
    assert shop.kernel.ask(redemptions.by_number, "l-a1").id == done.id
    assert shop.kernel.ask(search.by_code, voucher.code).id == member
    with pytest.raises(Refused) as caught:
        redeem(shop, member, reward(shop, points=201))
    assert (caught.value.code, caught.value.values) == ("points.short", {"have": 200, "need": 201})
    assert sound(shop)


def test_what_is_held_is_completed_or_gives_its_points_back(shop: Shop, member: str) -> None:
    """A cup that is out of stock today is put aside; whoever changes their mind loses nothing."""
    cup = reward(shop, points=500)
    first, second = hold(shop, member, cup), hold(shop, member, cup)
    assert available(shop, member) == 200
    waiting = shop.kernel.ask(redemptions.held)
    assert [row.id for row in waiting] == [first.id, second.id]
    shop.clock.advance(timedelta(days=redemptions.HELD_DAYS + 1))
    assert all(row.overdue for row in shop.kernel.ask(redemptions.held))
    shop.kernel.run_keyed(shop.key(), redemptions.complete, first.id)
    shop.kernel.run(redemptions.cancel, second.id, reason="不要了")
    assert available(shop, member) == 700
    for again in (first.id, second.id):
        with pytest.raises(Refused, match=r"redemption\.settled"):
            shop.kernel.run(redemptions.cancel, again)
        with pytest.raises(Refused, match=r"redemption\.settled"):
            shop.kernel.run_keyed(shop.key(), redemptions.complete, again)
    told = [entry.what for entry in shop.kernel.ask(timeline.of_member, member).entries]
    assert told[:4] == ["reward_cancelled", "reward_completed", "reward_held", "reward_held"]
    assert sound(shop)


def test_stock_limit_and_days_are_kept(shop: Shop, member: str) -> None:
    """The last one is the last one, and a cancelled one is there again."""
    one = reward(shop, points=100, stock=1)
    held = hold(shop, member, one)
    with pytest.raises(Refused, match=r"reward\.stock_short"):
        redeem(shop, member, one)
    shop.kernel.run(redemptions.cancel, held.id)
    redeem(shop, member, one)
    twice = reward(shop, points=100, each_most=2)
    redeem(shop, member, twice, quantity=2)
    with pytest.raises(Refused, match=r"reward\.each_most"):
        redeem(shop, member, twice)
    day = shop.clock.now().date()
    for days, code in (
        ({"first_day": day + timedelta(days=1)}, "reward.early"),
        ({"last_day": day - timedelta(days=1)}, "reward.over"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            redeem(shop, member, reward(shop, points=1, **days))
    gone = reward(shop, points=1)
    shop.kernel.run(rewards.archive, gone)
    with pytest.raises(Refused, match=r"reward\.archived"):
        redeem(shop, member, gone)
    with pytest.raises(Refused, match=r"reward\.quantity"):
        redeem(shop, member, twice, quantity=0)
    assert [row.state for row in shop.kernel.ask(rewards.listed)] == [
        "gone",
        "open",
        "early",
        "over",
    ]


def test_a_coupon_reward_is_a_coupon_at_once(shop: Shop, member: str) -> None:
    """500 points for 10 off: the slip is printed with the voucher."""
    plan = CouponPlan(name="满减 10", value=1000, days=30)
    done = redeem(shop, member, reward(shop, reward_kind="coupon", coupon=plan))
    row = shop.kernel.ask(coupons.file, done.coupon_id)
    assert (row.number, row.source, row.source_id) == (done.coupon_number, "redemption", done.id)
    assert shop.kernel.ask(redemptions.paper, done.id).coupon_number == row.number
    assert sound(shop)


def test_the_cash_part_is_in_the_drawer_and_goes_back_with_it(shop: Shop, member: str) -> None:
    """300 points and 20 yuan: the till knows the 20, also when it is undone."""
    shop.kernel.run_keyed(shop.key(), drawer.open_shift, opening_float=1000)
    dear = reward(shop, points=300, cash=2000)
    with pytest.raises(Refused, match=r"checkout\.tender_short"):
        redeem(shop, member, dear)
    done = redeem(shop, member, dear, tender=TenderIn("cash", 5000))
    assert (done.cash, done.change) == (2000, 3000)
    shift = shop.kernel.ask(drawer.state).shift
    assert shift is not None
    assert shift.cash == 3000
    shop.kernel.run(redemptions.take_back, done.id)
    shift = shop.kernel.ask(drawer.state).shift
    assert shift is not None
    assert (shift.cash, available(shop, member)) == (1000, 1200)
    assert sound(shop)


def test_an_undo_on_the_same_day_takes_the_coupon_with_it(shop: Shop, member: str) -> None:
    """Ctrl+Z after the wrong reward; but not once its coupon was used, and not tomorrow."""
    plan = CouponPlan(name="满减 10", value=1000)
    ticket = reward(shop, reward_kind="coupon", coupon=plan, points=100)
    run = shop.kernel.run_keyed
    outcome = run(shop.key(), redemptions.redeem, member, ticket)
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert available(shop, member) == 1200
    assert shop.kernel.ask(coupons.file, outcome.result.coupon_id).state == "taken_back"
    used = redeem(shop, member, ticket)
    pay(shop, order(shop, member, "FW-001", coupon_ids=(used.coupon_id,)))
    with pytest.raises(Refused, match=r"redemption\.coupon_used"):
        shop.kernel.run(redemptions.take_back, used.id)
    late = redeem(shop, member, ticket)
    shop.clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match=r"redemption\.other_day"):
        shop.kernel.run(redemptions.take_back, late.id)
    assert sound(shop)


def test_a_coupon_withdrawn_by_hand_does_not_keep_the_points(shop: Shop, member: str) -> None:
    """The wrong coupon was withdrawn first: its 100 points come back all the same, and nobody says it was used."""
    plan = CouponPlan(name="满减 10", value=1000)
    done = redeem(shop, member, reward(shop, reward_kind="coupon", coupon=plan, points=100))
    shop.kernel.run(coupons.withdraw, done.coupon_id, reason="换错了")
    shop.kernel.run(redemptions.take_back, done.id)
    assert available(shop, member) == 1200
    assert sound(shop)


def test_points_that_come_back_of_an_erased_member_are_owed_to_nobody(
    shop: Shop, member: str
) -> None:
    """Else the owner sets money aside, for ever where points never end, for whom nobody knows any more."""
    paid = pay(shop, order(shop, member, "FW-120", points=500))
    done = redeem(shop, member, reward(shop, points=100))
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    shop.kernel.run(redemptions.take_back, done.id)
    assert (available(shop, member), shop.kernel.ask(points_owed.liability).points) == (0, 0)
    give_back(shop, paid.id)
    assert (available(shop, member), shop.kernel.ask(points_owed.liability).points) == (0, 0)
    assert sound(shop)


def test_who_paid_for_a_coupon_gets_that_coupon(shop: Shop, member: str) -> None:
    """500 points were taken for 20 yuan off: the catalogue is not changed to 1 yuan, or to none, behind it."""
    plan = CouponPlan(name="满减 20", value=2000)
    ticket = reward(shop, reward_kind="coupon", coupon=plan, points=500)
    details = shop.kernel.ask(rewards.file, ticket).details
    held = hold(shop, member, ticket)
    less = replace(details, coupon=replace(plan, value=100))
    for other in (less, replace(details, reward_kind="goods", coupon=None)):
        with pytest.raises(Refused) as refused:
            shop.kernel.run(rewards.edit, ticket, other)
        assert (refused.value.code, refused.value.field) == ("reward.held", "coupon")
    shop.kernel.run(rewards.edit, ticket, replace(details, points=600, name="二十元券"))
    done = shop.kernel.run_keyed(shop.key(), redemptions.complete, held.id).result
    assert shop.kernel.ask(coupons.file, done.coupon_id).value == 2000
    shop.kernel.run(rewards.edit, ticket, less)
    assert sound(shop)


def test_a_clerk_redeems_up_to_the_cap(shop: Shop, member: str) -> None:
    """A big redemption needs a second person, at the counter and at the till alike."""
    shop.kernel.run(set_setting, "redeem_cap", 500)
    cup, big = reward(shop, points=500), reward(shop, points=501)
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    redeem(shop, member, cup)
    with pytest.raises(Refused, match=r"right\.missing"):
        redeem(shop, member, big)
    with pytest.raises(Refused, match=r"right\.missing"):
        pay(shop, order(shop, member, "FW-001", points=600))
    approval = shop.kernel.grant(Actor(id="boss", name="何玉梅", level=Level.SUPERVISOR))
    done = shop.kernel.run_approved(approval, shop.key(), redemptions.redeem, member, big).result
    assert shop.kernel.ask(redemptions.paper, done.id).approved_by == "何玉梅"


def test_it_goes_along_with_the_member_s_own_bill_only(shop: Shop, member: str) -> None:
    """At the till: the voucher names the bill."""
    posted = pay(shop, order(shop, member, "FW-001"))
    other = pay(shop, order(shop, None, "FW-001"))
    done = redeem(shop, member, reward(shop), bill_id=posted.id)
    assert shop.kernel.ask(redemptions.file, done.id).bill_number == posted.number
    with pytest.raises(Refused, match=r"redemption\.bill"):
        redeem(shop, member, reward(shop, points=1), bill_id=other.id)


def test_double_enter_redeems_once(shop: Shop, member: str) -> None:
    """The same key gives the first answer again."""
    key, cup = shop.key(), reward(shop)
    numbers = {
        shop.kernel.run_keyed(key, redemptions.redeem, member, cup).result.number for _ in range(3)
    }
    assert numbers == {"L-A000001"}
    assert available(shop, member) == 700


def test_a_reward_says_what_it_is(shop: Shop) -> None:
    """A catalogue line that cannot be kept is refused beside its field."""
    for wrong, code in (
        ({"points": 0}, "reward.points"),
        ({"reward_kind": "car"}, "reward.kind"),
        ({"reward_kind": "coupon"}, "reward.coupon"),
        ({"coupon": CouponPlan(name="x", value=1)}, "reward.coupon"),
        ({"stock": -1}, "reward.count"),
        ({"cash": -1}, "money.negative"),
        ({"name": ""}, "text.required"),
    ):
        with pytest.raises(Refused) as caught:
            reward(shop, **{"points": 5, **wrong})  # type: ignore[arg-type]
        assert caught.value.code == code
    first = reward(shop, code="A")
    with pytest.raises(Refused, match=r"reward\.code_taken"):
        reward(shop, code="a")
    made = shop.member().id
    grant(shop, made, 1000)
    redeem(shop, made, first)
    details = shop.kernel.ask(rewards.file, first).details
    with pytest.raises(Refused, match=r"reward\.stock"):
        shop.kernel.run(rewards.edit, first, replace(details, stock=0))
    assert shop.kernel.ask(rewards.by_code, "a") == first
    assert coupon(shop, made)


def test_twenty_at_once_from_two_processes_one_gets_it(
    shop: Shop, member: str, folder: Path
) -> None:
    """A balance for one: one voucher, nineteen clear refusals, and the ledger agrees."""
    cup = reward(shop, points=1200)
    others = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.services.redeeming", str(folder), member, cup, "10"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(2)
    ]
    for other in others:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write(shop.kernel.store.key.raw.hex() + "\n")
        other.stdin.flush()
        assert other.stdout.readline() == "open\n"
    said: list[str] = []
    for other in others:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
    for other in others:
        said += other.communicate(timeout=120)[0].splitlines()
    short = "refused points.short {'have': 0, 'need': 1200}"
    assert Counter(said) == {"redeemed L-A000001": 1, short: 19}
    assert available(shop, member) == 0
    assert sound(shop)
