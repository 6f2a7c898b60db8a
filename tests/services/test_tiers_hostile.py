"""Tiers pulled at by late bills, merges, erasures, new rules that drop a tier, and a clock set back.

If it fails, a customer loses a tier that was earned, holds one that was not, or is told of a fall in vain.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models.rules.programme import Behaviour, Programme, Standing, Tier, Tiers
from models.services import tier_file, tiers
from tests.services.files_at_hand import erased, made_one, parted, two_files
from tests.services.points_at_hand import adjust, have, sound
from tests.services.programming import asked, give_back, pass_days, rows, switch_on, today
from tests.services.programming import tiers as ladder
from tests.services.referring import BRINGING, SAME_PHONE, bonus, brought, decide, edit
from tests.services.test_catch_up import sell as enter
from tests.services.test_programme_days import live
from tests.shopkeeping import Shop

NO_GOLD = (
    Tier(code="base", name="普通", need=0),
    Tier(code="silver", name="银卡", need=10_000),
    Tier(code="top", name="钻卡", need=90_000),
)
"""In place of :data:`LADDER`, whose gold it drops: the third tier is another one."""
GOLD = ("FW-114", "FW-114", "FW-120")
"""A bill that reaches gold by :data:`LADDER`."""


def _by_points(need: int) -> Programme:
    """Silver from so many points."""
    steps = (Tier(code="base", name="普通", need=0), Tier(code="silver", name="银卡", need=need))
    behaviours = (*BRINGING.behaviours, Behaviour(code="birthday", name="生日", points=66))
    return Programme(tiers=Tiers(steps=steps, measure="points"), behaviours=behaviours)


def _tier(shop: Shop, member_id: str) -> str:
    return str(shop.kernel.ask(asked, tiers.tier_of, member_id))


def _falls(shop: Shop, member_id: str) -> bool:
    """Whether a fall is announced to a member."""
    return shop.kernel.ask(asked, tiers.notice_of, member_id) is not None


def _gold_is_dropped(shop: Shop) -> None:
    """From tomorrow on there is no gold any more; it is tomorrow."""
    live(shop)
    switch_on(shop, Programme(tiers=Tiers(steps=NO_GOLD)), today(shop) + timedelta(days=1))
    pass_days(shop, 1)


@pytest.mark.parametrize("act", ["sale", "erasure", "word"])
def test_an_announced_fall_may_end_after_the_clock_was_put_right(shop: Shop, act: str) -> None:
    """The computer's clock ran ahead when the fall was announced, and the books are called broken ever after."""
    switch_on(shop, ladder())
    member = shop.member().id
    bill = shop.sell("FW-114", member_id=member)
    pass_days(shop, 10)
    give_back(shop, bill.id)
    assert _falls(shop, member)
    pass_days(shop, -5)
    acts: dict[str, Callable[[], object]] = {
        "sale": lambda: shop.sell("FW-114", member_id=member),
        "erasure": lambda: erased(shop, member),
        "word": lambda: shop.kernel.run(tiers.set_by_hand, member, "silver", reason="老客"),
    }
    acts[act]()
    assert not _falls(shop, member)
    assert sound(shop)


@pytest.mark.parametrize(
    ("bought", "late", "tier"),
    [(GOLD, ("PJ-0618",), "top"), (("FW-114",), ("FW-114", "FW-120"), "silver")],
)
def test_a_bill_of_yesterday_goes_by_the_tiers_of_today(
    shop: Shop, bought: tuple[str, ...], late: tuple[str, ...], tier: str
) -> None:
    """A slip found in the drawer takes a customer's tier away, or gives one that there is no more."""
    switch_on(shop, ladder())
    member = shop.member().id
    shop.sell(*bought, member_id=member)
    _gold_is_dropped(shop)
    live(shop)
    assert _tier(shop, member) == tier
    enter(shop, shop.clock.now() - timedelta(hours=20), *late, member_id=member)
    assert _tier(shop, member) == tier
    pass_days(shop, 1)
    live(shop)
    assert _tier(shop, member) == tier
    assert sound(shop)


@pytest.mark.parametrize("first", ["day", "bill", "merge", "fall"])
def test_who_holds_a_tier_that_is_dropped_holds_the_one_in_its_place(
    shop: Shop, first: str
) -> None:
    """Whoever came in early on the day of the new rules is an ordinary customer again after years of gold."""
    switch_on(shop, ladder(grace_days=30))
    member, other = two_files(shop)
    bill = shop.sell(*GOLD, member_id=member)
    pass_days(shop, 1)
    shop.sell("FW-114", member_id=other)
    if first == "fall":
        give_back(shop, bill.id)
        assert _falls(shop, member)
    _gold_is_dropped(shop)
    assert _tier(shop, member) == "top"
    merge = made_one(shop, member, other) if first == "merge" else ""
    if first in ("bill", "fall"):
        shop.sell("PJ-0618", member_id=member)
        assert _falls(shop, member) is (first == "fall")
    elif first == "merge":
        assert _tier(shop, member) == "top"
        parted(shop, merge)
    live(shop)  # which carries over who was not before
    assert (_tier(shop, member), _tier(shop, other)) == ("top", "silver")
    assert sound(shop)


def test_ctrl_z_after_an_owner_s_word_brings_the_tier_in_the_dropped_one_s_place(
    shop: Shop,
) -> None:
    """A slip of the hand early on the day of the new rules, and years of gold are gone for good."""
    switch_on(shop, ladder())
    member = shop.member().id
    shop.sell(*GOLD, member_id=member)
    _gold_is_dropped(shop)
    done = shop.kernel.run(tiers.set_by_hand, member, "silver", reason="看错了")
    assert _tier(shop, member) == "silver"
    assert done.inverse is not None
    shop.kernel.undo(done.inverse)
    live(shop)
    assert _tier(shop, member) == "top"
    assert sound(shop)


@pytest.mark.parametrize("by", ["referral", "review"])
def test_points_taken_back_after_a_merge_announce_the_fall_where_the_tier_is(
    shop: Shop, by: str
) -> None:
    """The fall is told to a file that is no more, and the kept one holds a tier for points taken back."""
    switch_on(shop, _by_points(40))
    other, kept = two_files(shop)
    take_back = bonus(shop, other, by)
    made_one(shop, kept, other)
    assert _tier(shop, kept) == "silver"
    take_back()
    assert (_falls(shop, kept), _falls(shop, other)) == (True, False)
    assert sound(shop)


@pytest.mark.parametrize("by", ["referral", "review"])
def test_nobody_is_told_that_somebody_erased_will_fall(shop: Shop, by: str) -> None:
    """A nameless line stands on the list of those to be called, and nobody can take it off."""
    switch_on(shop, _by_points(40))
    member = shop.member().id
    take_back = bonus(shop, member, by)
    assert _tier(shop, member) == "silver"
    erased(shop, member)
    take_back()
    assert not _falls(shop, member)
    assert member not in [row.member_id for row in shop.kernel.ask(tier_file.notices)]
    assert sound(shop)


def test_points_of_an_allowed_referral_lift_both_to_the_tier_they_reach(shop: Shop) -> None:
    """The new customer has the points that silver needs, and is not silver until the next bill."""
    switch_on(shop, _by_points(50))
    old = shop.member().id
    new = brought(shop, old, phone=SAME_PHONE)
    shop.sell("FW-001", member_id=new)
    decide(shop, new, allow=True)
    assert have(shop, new).usable == 60
    assert (_tier(shop, old), _tier(shop, new)) == ("silver", "silver")
    assert sound(shop)


def test_points_for_a_birthday_lift_to_the_tier_they_reach(shop: Shop) -> None:
    """On the birthday the customer has the points that silver needs, and is not silver."""
    switch_on(shop, _by_points(50))
    member = shop.member().id
    edit(shop, member, birthday=date(1980, 6, 11))
    live(shop)
    pass_days(shop, 1)
    live(shop)
    assert (have(shop, member).usable, _tier(shop, member)) == (66, "silver")
    assert sound(shop)


def test_a_day_is_paid_for_one_tier_also_where_its_own_points_lift(shop: Shop) -> None:
    """The points of the day lift a customer, who then gets the higher tier's points of that day as well."""
    steps = (Tier(code="base", name="普通", need=0), Tier(code="silver", name="银卡", need=100))
    standing = (
        Standing(points=5, segment="basic"),
        Standing(points=7, tier="base"),
        Standing(points=10, tier="silver"),
    )
    switch_on(shop, Programme(tiers=Tiers(steps=steps, measure="points"), standing=standing))
    member = shop.member().id
    shop.sell("FW-120", member_id=member)
    adjust(shop, member, 2)
    for _ in range(7):
        live(shop)
        pass_days(shop, 1)
    paid = shop.kernel.ask(
        rows, "SELECT reason, rule FROM points_entry WHERE rule LIKE 'standing:tier%'", ()
    )
    days = [row["reason"] for row in paid]
    assert len(days) == len(set(days)) > 0
    assert {row["rule"] for row in paid} == {"standing:tier:base", "standing:tier:silver"}
    assert sound(shop)
