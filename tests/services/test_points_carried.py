"""Points that go from one account to another: given on, merged, into a household's pot and out of it.

If it fails, points are lost on the way, or counted twice.
"""

from datetime import date

import pytest

from models.base.errors import Refused
from models.services import erasure, households, merges, points, points_carried
from tests.points.acts import give_up, use_points
from tests.services.points_at_hand import begin, give_back, have, sound
from tests.shopkeeping import Shop


def test_points_given_on_keep_their_days_and_are_the_givers_to_answer_for(shop: Shop) -> None:
    """Given to a daughter; when the mother's job is refunded it is the mother who owes."""
    begin(shop)
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    sold = shop.sell("FW-114", member_id=mother)
    shop.kernel.run_keyed(shop.key(), points.give_on, mother, daughter, 100, reason="送")
    assert [have(shop, m).usable for m in (mother, daughter)] == [20, 100]
    assert have(shop, daughter).next_day == date(2027, 12, 31)
    give_back(shop, sold.id)
    assert (have(shop, mother).debt, have(shop, daughter).usable) == (100, 100)
    with pytest.raises(Refused, match=r"points\.self"):
        shop.kernel.run_keyed(shop.key(), points.give_on, mother, mother, 1, reason="送")
    assert sound(shop)


def test_a_merge_loses_no_point_and_its_undo_brings_them_back(shop: Shop) -> None:
    """Two cards of one woman: her points are one pot, and two again if it was a mistake."""
    begin(shop)
    kept, other = shop.member().id, shop.member("张桂蓝", "15401060001").id
    sold = shop.sell("FW-114", member_id=other)
    shop.sell("FW-120", member_id=kept)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, kept, other).result
    assert (have(shop, kept).usable, have(shop, other).usable) == (200, 0)
    give_back(shop, sold.id, 6000)
    assert have(shop, kept).usable == 140
    shop.kernel.run(merges.undo, merge)
    assert (have(shop, kept).usable, have(shop, other).usable) == (80, 60)
    give_back(shop, sold.id)
    assert (have(shop, kept).usable, have(shop, other).usable) == (80, 0)
    assert sound(shop)


def test_a_household_keeps_one_pot(shop: Shop) -> None:
    """Both earn into it; only who is named may use it; who leaves takes what is theirs."""
    begin(shop)
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    house = shop.kernel.run(households.join, mother, daughter).result
    shop.sell("FW-114", member_id=mother)
    shop.kernel.run(points_carried.open_pot, house, named=(mother,))
    shop.sell("FW-120", member_id=daughter)
    file = have(shop, daughter)
    assert (file.usable, file.pot, file.may_use) == (200, True, False)
    with pytest.raises(Refused, match=r"points\.not_yours"):
        shop.kernel.run_keyed(shop.key(), use_points, daughter, 1)
    shop.kernel.run_keyed(shop.key(), use_points, mother, 150)
    shop.kernel.run(households.place, daughter, None)
    assert [have(shop, m).usable for m in (mother, daughter)] == [0, 50]
    shop.kernel.run(points_carried.close_pot, house)
    assert not have(shop, mother).pot
    assert sound(shop)


@pytest.mark.parametrize(
    ("named", "code"), [(("nobody",), r"points\.pot_named"), ((), r"points\.pot_is")]
)
def test_a_pot_is_opened_once_and_for_its_people(
    shop: Shop, named: tuple[str, ...], code: str
) -> None:
    """A stranger cannot be named, and a second opening is none."""
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    house = shop.kernel.run(households.join, mother, daughter).result
    if not named:
        shop.kernel.run(points_carried.open_pot, house)
    with pytest.raises(Refused, match=code):
        shop.kernel.run(points_carried.open_pot, house, named=named)


def test_what_an_erased_member_brought_into_a_pot_is_taken_back_there(shop: Shop) -> None:
    """The money went back: the household does not keep the points."""
    begin(shop)
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    house = shop.kernel.run(households.join, mother, daughter).result
    shop.kernel.run(points_carried.open_pot, house)
    sold = shop.sell("FW-114", member_id=mother)
    shop.sell("FW-120", member_id=daughter)
    shop.kernel.run_keyed(shop.key(), erasure.erase, mother)
    assert have(shop, daughter).usable == 200
    give_back(shop, sold.id)
    assert (have(shop, daughter).usable, have(shop, daughter).debt) == (80, 0)
    assert sound(shop)


def test_what_an_erased_member_brought_is_taken_wherever_it_went(shop: Shop) -> None:
    """Part of it was used and came back to the user, the rest fell to another when the pot was given up."""
    begin(shop)
    earner, user, first = (
        shop.member(name, f"1540106000{place}").id
        for place, name in enumerate(("周五", "张敏", "丁一"))
    )
    house = shop.kernel.run(households.join, earner, user).result
    shop.kernel.run(households.place, first, house)
    shop.kernel.run(points_carried.open_pot, house)
    sold = shop.sell("FW-114", member_id=earner)
    used = shop.kernel.run_keyed(shop.key(), use_points, user, 50).result
    shop.kernel.run_keyed(shop.key(), erasure.erase, earner)
    shop.kernel.run(points_carried.close_pot, house)
    shop.kernel.run_keyed(shop.key(), give_up, used, None)
    assert [have(shop, one).usable for one in (user, first)] == [50, 70]
    give_back(shop, sold.id, 6000)
    assert sum(have(shop, one).usable for one in (user, first)) == 60
    give_back(shop, sold.id)
    assert [(have(shop, one).usable, have(shop, one).debt) for one in (user, first)] == [(0, 0)] * 2
    assert sound(shop)
