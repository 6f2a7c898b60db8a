"""Sequences somebody thought of who wants points, coupons or visits to appear or to vanish.

If it fails, one member has what is another's, or nobody has it.
"""

from datetime import timedelta

import pytest

from models.services import erasure, households, merges, points_carried
from tests.points.acts import use_points
from tests.services.points_at_hand import begin, have, sound
from tests.services.rewarding import give_back as back
from tests.services.rewarding import order, pay
from tests.shopkeeping import Shop


def _paid(shop: Shop, member: str, points: int) -> str:
    return pay(shop, order(shop, member, "FW-120", points=points)).id


def test_who_left_a_pot_gets_back_what_they_had_paid_with(shop: Shop) -> None:
    """Own points in a pot paid a bill: they come back to the one who left since."""
    begin(shop)
    one = shop.member().id
    other = shop.member("李四", "15401062047").id
    shop.sell("FW-114", "FW-120", member_id=one)
    house = shop.kernel.run(households.join, one, other).result
    shop.kernel.run(points_carried.open_pot, house)
    bill = _paid(shop, one, 100)
    shop.sell("FW-120", member_id=other)
    shop.kernel.run(households.place, one, None)
    back(shop, bill)
    assert (have(shop, one).usable, have(shop, other).usable) == (200, 80)
    assert sound(shop)


def test_merged_in_one_pot_leaves_with_everything(shop: Shop) -> None:
    """Two files of one person in one pot: who leaves takes along what came through either."""
    begin(shop)
    one = shop.member().id
    twin = shop.member("张桂兰", "15401062047").id
    third = shop.member("李四", "15401062048").id
    house = shop.kernel.run(households.join, one, twin).result
    shop.kernel.run(households.place, third, house)
    shop.kernel.run(points_carried.open_pot, house)
    shop.sell("FW-114", member_id=one)
    shop.sell("FW-120", member_id=twin)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, one, twin).result
    assert have(shop, one).usable == 200
    shop.kernel.run(households.place, one, None)
    assert (have(shop, one).usable, have(shop, third).usable) == (200, 0)
    shop.kernel.run(merges.undo, merge)
    assert (have(shop, one).usable, have(shop, twin).usable) == (120, 80)
    assert sound(shop)


def test_merged_and_came_back_in_a_pot(shop: Shop) -> None:
    """What a merged file had paid with comes back to the file that is kept, and leaves the pot with it."""
    begin(shop)
    one = shop.member().id
    twin = shop.member("张桂兰", "15401062047").id
    third = shop.member("李四", "15401062048").id
    shop.sell("FW-114", "FW-120", member_id=twin)
    bill = _paid(shop, twin, 100)
    shop.kernel.run_keyed(shop.key(), merges.merge, one, twin)
    house = shop.kernel.run(households.join, one, third).result
    shop.kernel.run(points_carried.open_pot, house)
    back(shop, bill)
    assert have(shop, one).usable == 200
    shop.kernel.run(households.place, one, None)
    assert (have(shop, one).usable, have(shop, third).usable) == (200, 0)
    assert sound(shop)


def test_what_came_back_while_merged_in_one_pot_leaves_with_the_kept(shop: Shop) -> None:
    """The lot it comes back into is the merged file's: it is the kept one's who takes it along."""
    begin(shop)
    one = shop.member().id
    twin = shop.member("张桂兰", "15401062047").id
    third = shop.member("李四", "15401062048").id
    house = shop.kernel.run(households.join, one, twin).result
    shop.kernel.run(households.place, third, house)
    shop.kernel.run(points_carried.open_pot, house)
    shop.sell("FW-114", "FW-120", member_id=twin)
    bill = _paid(shop, twin, 100)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, one, twin).result
    back(shop, bill)
    assert have(shop, third).usable == 200
    shop.kernel.run(households.place, one, None)
    assert (have(shop, one).usable, have(shop, third).usable) == (200, 0)
    shop.kernel.run(merges.undo, merge)
    assert have(shop, one).usable + have(shop, twin).usable == 200
    assert sound(shop)


@pytest.mark.parametrize("wait", [0, 1000])
@pytest.mark.parametrize("moved", [False, True])
def test_what_comes_back_while_merged_is_the_other_s_again_when_parted(
    shop: Shop, wait: int, moved: bool
) -> None:
    """A wrong merge takes no point: what the other had used before goes back to them, from wherever it lies."""
    begin(shop)
    one, other = shop.member().id, shop.member("李四", "15401062047").id
    shop.sell("FW-114", "FW-120", member_id=other)
    shop.sell("FW-120", member_id=one)
    bill = _paid(shop, other, 100)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, one, other).result
    if moved:
        third = shop.member("王五", "15401062048").id
        house = shop.kernel.run(households.join, one, third).result
        shop.kernel.run(points_carried.open_pot, house)
    shop.clock.advance(timedelta(days=wait))
    back(shop, bill)
    shop.kernel.run(merges.undo, merge)
    ended = bool(wait)  # all but what came back
    assert have(shop, one).usable == (0 if ended else 80)
    assert have(shop, other).usable == (100 if ended else 200)
    assert sound(shop)


@pytest.mark.parametrize("spent", [50, 120])
def test_a_debt_of_the_other_s_bill_is_the_other_s_again_when_parted(
    shop: Shop, spent: int
) -> None:
    """Two people were made one by mistake: who never had the points must not owe them."""
    begin(shop)
    one, other = shop.member().id, shop.member("李四", "15401062047").id
    sold = shop.sell("FW-114", member_id=other)
    shop.kernel.run_keyed(shop.key(), use_points, other, spent)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, one, other).result
    back(shop, sold.id)
    assert have(shop, one).debt == spent
    shop.kernel.run(merges.undo, merge)
    assert (have(shop, one).debt, have(shop, other).debt) == (0, spent)
    assert sound(shop)


def test_what_a_merged_file_owes_leaves_the_pot_with_the_kept(shop: Shop) -> None:
    """A bill of the merged file is given back: the debt is the kept one's, not the household's."""
    begin(shop)
    one = shop.member().id
    twin = shop.member("张桂兰", "15401062047").id
    third = shop.member("李四", "15401062048").id
    sold = shop.sell("FW-114", member_id=twin)
    shop.kernel.run_keyed(shop.key(), use_points, twin, 100)
    shop.kernel.run_keyed(shop.key(), merges.merge, one, twin)
    house = shop.kernel.run(households.join, one, third).result
    shop.kernel.run(points_carried.open_pot, house)
    back(shop, sold.id)
    assert have(shop, third).debt == 100
    shop.kernel.run(households.place, one, None)
    assert (have(shop, one).debt, have(shop, third).debt) == (100, 0)
    assert sound(shop)


@pytest.mark.parametrize("wait", [0, 1000])
@pytest.mark.parametrize("who", ["user", "earner", "closed"])
def test_points_another_earned_go_back_to_the_one_who_earned_them(
    shop: Shop, who: str, wait: int
) -> None:
    """Used by one, earned by another: who left since changes nothing, nor does their last day."""
    begin(shop)
    user = shop.member().id
    earner = shop.member("李四", "15401062047").id
    house = shop.kernel.run(households.join, user, earner).result
    shop.kernel.run(points_carried.open_pot, house)
    shop.sell("FW-114", "FW-120", member_id=earner)
    bill = _paid(shop, user, 200)
    if who == "closed":
        shop.kernel.run(points_carried.close_pot, house)
    else:
        shop.kernel.run(households.place, user if who == "user" else earner, None)
    shop.clock.advance(timedelta(days=wait))
    back(shop, bill)
    assert (have(shop, user).usable, have(shop, earner).usable) == (0, 200)
    assert sound(shop)


def test_an_erasure_in_a_pot_blocks_no_refund(shop: Shop) -> None:
    """What came through an erased member stays in the pot for the others."""
    begin(shop)
    user = shop.member().id
    earner = shop.member("李四", "15401062047").id
    third = shop.member("王五", "15401062048").id
    house = shop.kernel.run(households.join, user, earner).result
    shop.kernel.run(households.place, third, house)
    shop.kernel.run(points_carried.open_pot, house)
    shop.sell("FW-114", "FW-120", member_id=earner)
    bill = _paid(shop, user, 200)
    shop.kernel.run_keyed(shop.key(), erasure.erase, earner)
    back(shop, bill)
    assert have(shop, third).usable == 200
    assert sound(shop)
