"""Referrals: the reward comes once, with the new member's first paid job, and never to oneself."""

from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.rules.programme import Behaviour, Programme
from models.services import (
    erasure,
    households,
    merges,
    points_accounts,
    referral_tree,
    referrals,
    refunds,
)
from tests.services.programming import asked, give_back, pass_days, switch_on
from tests.services.referring import brought, link, row_of
from tests.shopkeeping import Shop

RULES = Programme(
    behaviours=(
        Behaviour(code="referral", name="推荐", points=200, every="month", most=2, welcome=30),
    )
)


def _points(shop: Shop, member_id: str) -> int:
    return int(shop.kernel.ask(asked, points_accounts.balance_of, member_id).usable)


def test_the_reward_comes_with_the_first_paid_job_and_once(shop: Shop) -> None:
    switch_on(shop, RULES)
    old = shop.member().id
    new = brought(shop, old)
    shop.sell("PJ-0612", member_id=new)
    assert _points(shop, old) == 0
    shop.sell("FW-001", member_id=new)
    shop.sell("FW-001", member_id=new)
    assert _points(shop, old) == 200
    assert _points(shop, new) == 86 + 30 + 30 + 30
    assert row_of(shop, new) == ("rewarded", "", "")
    tree = shop.kernel.ask(referral_tree.tree, old)
    assert (tree.direct, tree.points, tree.below[0].state) == (1, 200, "rewarded")


def test_the_reward_goes_with_the_job_and_comes_with_another(shop: Shop) -> None:
    """A bill voided for a typing error and written anew costs nobody the reward."""
    switch_on(shop, RULES)
    old = shop.member().id
    new = brought(shop, old)
    bill = shop.sell("FW-001", member_id=new)
    give_back(shop, bill.id, 1000)
    assert _points(shop, old) == 200
    give_back(shop, bill.id)
    assert (_points(shop, old), _points(shop, new)) == (0, 0)
    assert row_of(shop, new)[0] == "taken_back"
    again = shop.sell("FW-001", member_id=new)
    assert _points(shop, old) == 200
    shop.kernel.run_keyed(shop.key(), refunds.void, again.id, reason="开错")
    assert (_points(shop, old), _points(shop, new)) == (0, 0)
    assert shop.kernel.ask(referral_tree.tree, old).points == 0


@pytest.mark.parametrize(
    ("flag", "phone", "address"),
    [("same_phone", "15401062046", ""), ("same_address", "", "清河路 ８６ 弄12号502室")],
)
def test_what_looks_like_oneself_waits_for_a_person(
    shop: Shop, flag: str, phone: str, address: str
) -> None:
    switch_on(shop, RULES)
    old = shop.member().id
    new = brought(shop, old, phone=phone, address=address)
    assert row_of(shop, new) == ("flagged", flag, "")
    shop.sell("FW-001", member_id=new)
    assert _points(shop, old) == 0
    (odd,) = shop.kernel.ask(referral_tree.odd)
    assert (odd.flag, odd.member_id, odd.referrer_id) == (flag, new, old)
    shop.kernel.run(referrals.decide, odd.id, allow=False, reason="是他自己")
    assert _points(shop, old) == 0
    shop.kernel.run(referrals.decide, odd.id, allow=True, reason="查过，是邻居")
    assert _points(shop, old) == 200
    with pytest.raises(Refused, match=r"referral\.settled"):
        shop.kernel.run(referrals.decide, odd.id, allow=False, reason="反悔")


def test_a_household_is_seen_also_where_it_was_joined_later(shop: Shop) -> None:
    switch_on(shop, RULES)
    old = shop.member().id
    new = brought(shop, old)
    assert row_of(shop, new)[0] == "waiting"
    shop.kernel.run(households.join, old, new)
    shop.sell("FW-001", member_id=new)
    assert row_of(shop, new)[:2] == ("flagged", "same_household")
    assert _points(shop, old) == 0


def test_nobody_is_brought_by_oneself_or_in_a_circle(shop: Shop) -> None:
    switch_on(shop, RULES)
    first = shop.member().id
    second = brought(shop, first, 1)
    third = brought(shop, second, 2)
    for member, by, code in (
        (first, first, "member.refers_self"),
        (first, second, "referral.circle"),
        (first, third, "referral.circle"),
    ):
        with pytest.raises(Refused) as refused:
            link(shop, member, by)
        assert (refused.value.code, refused.value.field) == (code, "referred_by")
    tree = shop.kernel.ask(referral_tree.tree, first)
    assert [(one.member_id, one.depth) for one in tree.below] == [(second, 1), (third, 2)]
    assert len(shop.kernel.ask(referral_tree.tree, third).above) == 2


def test_an_old_member_is_nobodys_new_one(shop: Shop) -> None:
    switch_on(shop, RULES)
    old, there = shop.member().id, shop.member("李雷", "15401060001", "别处 1 号").id
    shop.sell("FW-001", member_id=there)
    link(shop, there, old)
    assert row_of(shop, there) == ("refused", "", "not_new")
    shop.sell("FW-001", member_id=there)
    assert _points(shop, old) == 0


@pytest.mark.parametrize("old_file_stays", [True, False])
def test_a_second_file_makes_nobody_new(shop: Shop, old_file_stays: bool) -> None:
    """An old customer written down anew as a friend's: the shop pays 200 points for nobody."""
    switch_on(shop, RULES)
    old, there = shop.member().id, shop.member("李雷", "15401060001", "别处 1 号").id
    shop.sell("FW-001", member_id=there)
    shop.clock.advance(timedelta(hours=1))
    again = brought(shop, old)
    kept, other = (there, again) if old_file_stays else (again, there)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, kept, other).result
    shop.sell("FW-001", member_id=kept)
    assert (_points(shop, old), row_of(shop, again)[0]) == (0, "waiting")
    shop.kernel.run(merges.undo, merge)
    shop.sell("FW-001", member_id=again)
    assert (_points(shop, old), row_of(shop, again)[0]) == (200, "rewarded")


def test_who_brought_can_be_put_right_until_the_reward(shop: Shop) -> None:
    switch_on(shop, RULES)
    old, other = shop.member().id, shop.member("李雷", "15401060001", "别处 1 号").id
    new = brought(shop, old)
    link(shop, new, None)
    assert row_of(shop, new)[2] == "withdrawn"
    link(shop, new, other)
    assert row_of(shop, new)[0] == "waiting"
    shop.sell("FW-001", member_id=new)
    assert (_points(shop, old), _points(shop, other)) == (0, 200)
    with pytest.raises(Refused, match=r"referral\.rewarded"):
        link(shop, new, old)


def test_so_many_rewards_a_month(shop: Shop) -> None:
    switch_on(shop, RULES)
    old = shop.member().id
    for n in range(3):
        shop.sell("FW-001", member_id=brought(shop, old, n))
    assert _points(shop, old) == 400
    pass_days(shop, 30)
    shop.sell("FW-001", member_id=brought(shop, old, 9))
    assert _points(shop, old) == 600


def test_merged_files_are_followed_and_an_erased_referrer_gets_nothing(shop: Shop) -> None:
    switch_on(shop, RULES)
    old, double = shop.member().id, shop.member("张桂兰", "15401060001", "别处 1 号").id
    first, second = brought(shop, double, 1), brought(shop, double, 2)
    shop.kernel.run_keyed(shop.key(), merges.merge, old, double)
    shop.sell("FW-001", member_id=first)
    assert _points(shop, old) == 200
    gone = shop.member("王芳", "15401060002", "远处 2 号").id
    third = brought(shop, gone, 3)
    shop.kernel.run_keyed(shop.key(), erasure.erase, gone, reason="asked")
    shop.sell("FW-001", member_id=third)
    assert row_of(shop, third)[2] == "gone"
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, old, second).result
    shop.sell("FW-001", member_id=old)
    assert (row_of(shop, second)[0], _points(shop, old)) == ("waiting", 230)
    shop.kernel.run(merges.undo, merge)
    shop.sell("FW-001", member_id=second)
    assert (row_of(shop, second)[0], _points(shop, old)) == ("rewarded", 430)
