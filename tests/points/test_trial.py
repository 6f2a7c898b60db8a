"""A draft of rules tried on the shop's own history.

If it fails, an owner switches on rules that cost something else than the trial said.
"""

import random
from datetime import timedelta

import pytest

from models.base.errors import Cancelled
from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.checkout import TenderIn
from models.rules.programme import (
    ClassRate,
    Earning,
    Expiry,
    Milestone,
    Multiplier,
    Programme,
    Tier,
    Tiers,
)
from models.services import (
    checkout,
    households,
    points,
    points_carried,
    points_expiry,
    points_trial,
    programme,
    refunds,
    tier_reviews,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.points_trial import TrialResult
from models.services.refunds import RefundOrder
from models.store.work import Work
from tests.points.acts import give_up, use_points
from tests.shopkeeping import Shop

RULES = Programme(
    earning=Earning(classes=(ClassRate("standard", 1000),), pending_days=2),
    multipliers=(
        Multiplier(code="silver", name="银卡 1.5 倍", factor=1500, tiers=("silver",)),
        Multiplier(code="friday", name="周五双倍", factor=2000, weekdays=(5,)),
    ),
    expiry=Expiry("days", 40),
    behaviours=(),
    tiers=Tiers(
        window_months=2,
        review_months=1,
        grace_days=5,
        steps=(
            Tier(code="base", name="普通", need=0),
            Tier(code="silver", name="银卡", need=60_000),
        ),
    ),
)
CODES = ("FW-001", "FW-114", "PJ-0612", "PJ-0618")


@use_case(Right.SERVE)
def new_day(work: Work) -> None:
    """Tiers are looked at on the days they are due."""
    tier_reviews.review(work)
    tier_reviews.fall(work)


def _on(shop: Shop, rules: Programme) -> None:
    draft = shop.kernel.run(programme.write_draft, rules).result
    shop.kernel.run(programme.activate, draft, valid_from=shop.clock.now().date())


def _sell(shop: Shop, member: str, codes: list[str]) -> str:
    lines = tuple(OrderLine(entry=LineEntry(item_id=shop.items[code])) for code in codes)
    seen = shop.kernel.ask(checkout.preview, Order(member_id=member, lines=lines))
    assert seen.priced is not None
    paid = (TenderIn("wechat", seen.priced.total),)
    order = Order(member_id=member, lines=lines, tenders=paid)
    return shop.kernel.run_keyed(shop.key(), checkout.close, order).result.id


def _live(shop: Shop, seed: int, days: int) -> None:
    """Some weeks of a small shop, as chance has it."""
    chance = random.Random(seed)
    members = [shop.member(f"会员{n}", f"1540106{3000 + n}").id for n in range(4)]
    bills: list[str] = []
    used: list[str] = []
    for _ in range(days):
        for _ in range(chance.randrange(3)):
            codes = chance.choices(CODES, k=chance.randrange(1, 4))
            bills.append(_sell(shop, chance.choice(members), codes))
            shop.clock.advance(timedelta(minutes=5))
        if bills and chance.random() < 0.3:
            bill = bills.pop(chance.randrange(len(bills)))
            amount = chance.choice((None, 1234))
            shop.kernel.run_keyed(
                shop.key(),
                refunds.refund,
                RefundOrder(bill_id=bill, reason="不满意", amount=amount),
            )
        member = chance.choice(members)
        have = shop.kernel.ask(points.of_member, member).available
        if have > 10 and chance.random() < 0.12:
            used.append(shop.kernel.run_keyed(shop.key(), use_points, member, have // 2).result)
        if used and chance.random() < 0.15:
            entry = used.pop(chance.randrange(len(used)))
            part = chance.choice((None, 7))
            shop.kernel.run_keyed(shop.key(), give_up, entry, part)
        shop.clock.advance(timedelta(days=1))
        shop.kernel.run(points_expiry.expire)
        shop.kernel.run(new_day)


def _tried(shop: Shop, rules: Programme) -> TrialResult:
    return shop.kernel.ask(points_trial.try_rules, rules)


@pytest.mark.parametrize("seed", range(6))
def test_the_rules_in_force_come_to_what_happened(shop: Shop, seed: int) -> None:
    """A trial that is off by a point where the answer is known is off everywhere."""
    _on(shop, RULES)
    _live(shop, seed, days=90)
    result = _tried(shop, RULES)
    assert result.was.issued > 500
    assert result.was.expired > 0
    assert result.was.taken_back > 0
    assert result.tried == result.was
    assert result.unmet == 0
    assert result.moves == ()
    for month in result.months:
        assert (month.issued, month.used, month.expired) == (
            month.was_issued,
            month.was_used,
            month.was_expired,
        )


def test_other_rules_come_to_what_they_say(shop: Shop) -> None:
    """Twice the points for a yuan, and silver from 100 yuan on: what was spent is known."""
    _on(shop, RULES)
    member = shop.member().id
    _sell(shop, member, ["FW-114", "FW-001"])
    double = Programme(
        earning=Earning(classes=(ClassRate("standard", 2000),)),
        tiers=Tiers(
            steps=(
                Tier(code="base", name="普通", need=0),
                Tier(code="silver", name="银卡", need=10_000),
            )
        ),
        per_yuan=50,
    )
    result = _tried(shop, double)
    assert (result.was.issued, result.tried.issued) == (150, 300)
    assert result.tried.owed_cost == 600
    assert [(m.from_name, m.to_name, m.members, m.rises) for m in result.moves] == [
        ("普通", "银卡", 1, True)
    ]
    assert (result.rise, result.fall) == (1, 0)


def test_points_used_that_would_not_have_been_there_are_told(shop: Shop) -> None:
    """Poorer rules would have refused what a member was given: the owner has to see it."""
    _on(shop, Programme())
    member = shop.member().id
    _sell(shop, member, ["FW-114"])
    shop.kernel.run_keyed(shop.key(), use_points, member, 100)
    poor = Programme(earning=Earning(classes=(ClassRate("standard", 500),)))
    result = _tried(shop, poor)
    assert (result.tried.used, result.unmet) == (60, 40)


def test_a_shop_without_bills_is_tried_too(shop: Shop) -> None:
    """The first day: nothing to say, and no error."""
    result = _tried(shop, Programme())
    assert (result.bills, result.tried.issued, result.from_day) == (0, 0, None)


class _Stop:
    def step(self, done: int, total: int) -> None:
        """Stop at once."""
        del done, total
        raise Cancelled


def test_it_can_be_stopped(shop: Shop) -> None:
    """A trial over a million bills must not hold the desk."""
    member = shop.member().id
    _sell(shop, member, ["FW-114"])
    with pytest.raises(Cancelled):
        shop.kernel.ask(points_trial.try_rules, Programme(), progress=_Stop())


def test_a_bonus_that_was_taken_back_is_taken_back_in_the_trial(shop: Shop) -> None:
    """A milestone of a refunded job: the same rules come to the same, taken back as well."""
    rules = Programme(
        milestones=(Milestone(code="one", name="开门红", services=1, grant="points", value=50),)
    )
    _on(shop, rules)
    member = shop.member().id
    bill = _sell(shop, member, ["FW-114"])
    shop.kernel.run_keyed(shop.key(), refunds.refund, RefundOrder(bill_id=bill, reason="不满意"))
    result = _tried(shop, rules)
    assert (result.was.issued, result.was.taken_back, result.was.owed) == (170, 170, 0)
    assert result.tried == result.was


def test_what_comes_back_after_its_last_day_has_its_days_of_grace_in_the_trial(shop: Shop) -> None:
    """The reward was called off too late: the same rules come to the same on every day of grace and after."""
    _on(shop, RULES)
    member = shop.member().id
    _sell(shop, member, ["FW-114"])
    shop.clock.advance(timedelta(days=3))
    entry = shop.kernel.run_keyed(shop.key(), use_points, member, 100).result
    shop.clock.advance(timedelta(days=45))
    shop.kernel.run(points_expiry.expire)
    shop.kernel.run_keyed(shop.key(), give_up, entry, None)
    for days, owed in ((7, 100), (1, 0)):
        shop.clock.advance(timedelta(days=days))
        shop.kernel.run(points_expiry.expire)
        result = _tried(shop, RULES)
        assert (result.was.owed, result.was.used) == (owed, 0)
        assert result.tried == result.was


def test_a_household_s_pot_is_one_from_the_day_it_was_opened(shop: Shop) -> None:
    """Points of husband and wife were apart before: together from the start they would have lasted otherwise."""
    _on(shop, RULES)
    first, second = (
        shop.member("丁一", "15401063001").id,
        shop.member("丁二", "15401063002").id,
    )
    _sell(shop, first, ["FW-001"])
    shop.clock.advance(timedelta(days=20))
    _sell(shop, second, ["FW-114"])
    shop.clock.advance(timedelta(days=5))
    shop.kernel.run_keyed(shop.key(), use_points, second, 60)
    house = shop.kernel.run(households.join, first, second).result
    shop.kernel.run(points_carried.open_pot, house)
    for expired in (30, 90):
        shop.clock.advance(timedelta(days=20))
        shop.kernel.run(points_expiry.expire)
        result = _tried(shop, RULES)
        assert result.tried == result.was
        assert result.was.expired == expired
