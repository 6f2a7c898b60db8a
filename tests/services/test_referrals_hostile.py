"""Members who are brought, merged, erased and told apart again, by somebody who wants a reward twice.

If it fails, the shop pays for nobody, pays twice, or the friend who did bring somebody gets nothing.
"""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from models.base.errors import Refused
from models.rules.programme import Behaviour
from models.services.members import PhoneEntry
from tests.points.acts import use_points
from tests.services.files_at_hand import erased, made_one, parted, pot_for, two_files
from tests.services.points_at_hand import give_back, have, sound
from tests.services.programming import pass_days, rows, switch_on
from tests.services.referring import (
    BRINGING,
    SAME_PHONE,
    bonus,
    brought,
    decide,
    edit,
    link,
    referral_of,
    row_of,
)
from tests.shopkeeping import Shop, stored


def _all(shop: Shop) -> list[dict[str, Any]]:
    return shop.kernel.ask(rows, "SELECT * FROM referral ORDER BY id", ())


@pytest.mark.parametrize(("by", "points"), [("referral", 200), ("review", 50)])
def test_a_bonus_of_somebody_erased_is_taken_from_the_pot_where_it_is_left(
    shop: Shop, by: str, points: int
) -> None:
    """The household keeps points that nobody earned any more, or the books do not add up for ever."""
    switch_on(shop, BRINGING)
    mother, daughter = two_files(shop)
    pot_for(shop, mother, daughter)
    take_back = bonus(shop, mother, by)
    shop.kernel.run_keyed(shop.key(), use_points, daughter, 20)
    erased(shop, mother)
    assert have(shop, daughter).usable == points - 20
    take_back()
    assert (have(shop, daughter).usable, have(shop, daughter).debt) == (0, 0)
    assert sound(shop)


def test_a_referral_allowed_after_the_clock_was_put_right_is_paid_soundly(shop: Shop) -> None:
    """The computer's clock ran ahead for a while, and the books are called broken ever after."""
    pass_days(shop, 10)
    switch_on(shop, BRINGING)
    old = shop.member().id
    new = brought(shop, old, phone=SAME_PHONE)
    shop.sell("FW-001", member_id=new)
    pass_days(shop, -5)
    decide(shop, new, allow=True)
    assert sound(shop)
    pass_days(shop, 5)
    assert (have(shop, old).usable, have(shop, new).usable) == (200, 30 + 30)
    assert sound(shop)


@pytest.mark.parametrize(
    ("state", "paid"), [("waiting", (200, 0)), ("refused", (0, 0)), ("rewarded", (200, 0))]
)
def test_a_note_in_a_file_says_nothing_anew_about_who_brought_the_member(
    shop: Shop, state: str, paid: tuple[int, int]
) -> None:
    """Who brought the member was merged since: the note cannot be saved, or the reward goes to another."""
    switch_on(shop, BRINGING)
    friend, kept = two_files(shop)
    new = brought(shop, friend, phone=SAME_PHONE if state == "refused" else "")
    if state == "refused":
        decide(shop, new, allow=False)
    elif state == "rewarded":
        shop.sell("FW-001", member_id=new)
    merge = made_one(shop, kept, friend)
    before = _all(shop)
    edit(shop, new, notes="怕狗")
    assert (_all(shop), row_of(shop, new)[0]) == (before, state)
    parted(shop, merge)
    assert shop.kernel.ask(stored, new).referred_by_id == friend
    shop.sell("FW-001", member_id=new)
    assert (have(shop, friend).usable, have(shop, kept).usable) == paid
    assert sound(shop)


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_a_note_in_the_kept_file_makes_nobody_brought_a_second_time(shop: Shop, state: str) -> None:
    """A reward that was refused is paid all the same, or one is paid for somebody whom nobody brought."""
    switch_on(shop, BRINGING)
    friend = shop.member().id
    new = brought(shop, friend, phone=SAME_PHONE if state == "refused" else "")
    if state == "refused":
        decide(shop, new, allow=False)
    kept = shop.member("李雷", "15401060001", "别处 1 号").id
    merge = made_one(shop, kept, new)
    before = _all(shop)
    edit(shop, kept, notes="怕狗", phones=(PhoneEntry(number="15401060001"),))
    assert (_all(shop), row_of(shop, new)[0]) == (before, state)
    if state == "waiting":
        parted(shop, merge)
        assert shop.kernel.ask(stored, kept).referred_by_id is None
    shop.sell("FW-001", member_id=kept)
    assert have(shop, friend).usable == 0
    assert sound(shop)


def test_a_referral_withdrawn_after_its_reward_was_taken_back_is_not_paid_again(shop: Shop) -> None:
    """It was written down that nobody brought the customer, and the next job pays the friend nevertheless."""
    switch_on(shop, BRINGING)
    old = shop.member().id
    new = brought(shop, old)
    give_back(shop, shop.sell("FW-001", member_id=new).id)
    assert row_of(shop, new)[0] == "taken_back"
    link(shop, new, None)
    assert row_of(shop, new) == ("refused", "", "withdrawn")
    shop.sell("FW-001", member_id=new)
    assert (have(shop, old).usable, have(shop, new).usable) == (0, 30)
    assert sound(shop)


def test_undoing_a_merge_leaves_nobody_brought_by_those_whom_they_brought(shop: Shop) -> None:
    """Three members bring each other in a circle, and each one's list of friends has no end."""
    switch_on(shop, BRINGING)
    first = shop.member().id
    second = brought(shop, first, 1)
    kept = shop.member("李雷", "15401060001", "别处 1 号").id
    shop.clock.advance(timedelta(minutes=1))
    third = brought(shop, second, 2)
    merge = made_one(shop, kept, second)
    link(shop, kept, None)
    shop.clock.advance(timedelta(minutes=1))
    link(shop, first, third)
    parted(shop, merge)
    assert [shop.kernel.ask(stored, one).referred_by_id for one in (first, second, third)] == [
        None,
        first,
        second,
    ]
    assert row_of(shop, first) == ("refused", "", "withdrawn")
    assert sound(shop)


def test_two_files_of_one_person_bring_one_reward(shop: Shop) -> None:
    """A friend who wrote the same neighbour down twice is paid twice for one new customer."""
    switch_on(shop, BRINGING)
    old = shop.member().id
    new, again = brought(shop, old, 1), brought(shop, old, 2, phone=SAME_PHONE)
    shop.sell("FW-001", member_id=new)
    made_one(shop, new, again)
    decide(shop, again, allow=True)
    assert (have(shop, old).usable, have(shop, new).usable) == (200, 30 + 30)
    assert referral_of(shop, again)["entry_id"] is None
    assert sound(shop)


def test_who_brought_somebody_erased_is_paid_and_nobody_is_welcomed(shop: Shop) -> None:
    """The friend waits in vain for a reward the owner allowed, or an empty file is given points."""
    switch_on(shop, BRINGING)
    old = shop.member().id
    new = brought(shop, old, phone=SAME_PHONE)
    shop.sell("FW-001", member_id=new)
    erased(shop, new)
    decide(shop, new, allow=True)
    assert (have(shop, old).usable, have(shop, new).usable) == (200, 0)
    welcomed = shop.kernel.ask(rows, "SELECT id FROM points_entry WHERE rule='welcome'", ())
    assert (row_of(shop, new)[0], welcomed) == ("rewarded", [])
    assert sound(shop)


def test_no_behaviour_takes_the_word_under_which_a_welcome_is_written(shop: Shop) -> None:
    """The welcome of a new customer could be taken back as if it were a review, and stay promised."""
    welcome = Behaviour(code="welcome", name="欢迎", points=10, most=1, every="ever")
    rules = msgspec.structs.replace(BRINGING, behaviours=(*BRINGING.behaviours, welcome))
    with pytest.raises(Refused, match=r"programme\.reserved") as refused:
        switch_on(shop, rules)
    assert (refused.value.field, refused.value.values) == (
        "behaviours.2.code",
        {"code": "welcome"},
    )
