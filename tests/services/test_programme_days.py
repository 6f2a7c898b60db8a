"""What the programme does by itself: each day once, whoever runs it, however the clock was set."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from models.base.errors import Refused
from models.rules.programme import Behaviour, Benefits, Programme, Segments, Standing, Tier, Tiers
from models.services import (
    check,
    coupons,
    members,
    merges,
    points_accounts,
    programme_days,
    tiers,
    timeline,
)
from tests.services.programming import LADDER, asked, pass_days, rows, switch_on, today
from tests.services.programming import tiers as ladder
from tests.shopkeeping import Shop, stored

DIAMOND = Programme(
    segments=Segments(by="amount", value_least=10_000, active_least=1, window_days=30),
    standing=(Standing(points=10, segment="diamond"), Standing(points=3, tier="silver")),
    tiers=Tiers(steps=LADDER),
)
BIRTHDAY = Programme(
    behaviours=(Behaviour(code="birthday", name="生日", points=66),),
    tiers=Tiers(
        steps=(
            Tier(
                code="base",
                name="普通",
                need=0,
                benefits=Benefits(birthday_points=8, birthday_coupon=2000, birthday_name="生日券"),
            ),
        )
    ),
)


def live(shop: Shop, *, most: int = 500) -> int:
    """Do everything that is due; returns how many steps it took."""
    steps = 0
    for act in shop.kernel.ask(programme_days.due):
        more = True
        while more:
            more = shop.kernel.run(programme_days.run, act.what, act.day, most=most).result.more
            steps += 1
            assert steps < 500
    return steps


def _bonus(shop: Shop, rule: str) -> list[tuple[str, int]]:
    found = shop.kernel.ask(
        rows, "SELECT reason, points FROM points_entry WHERE rule=? ORDER BY reason, id", (rule,)
    )
    return [(row["reason"], row["points"]) for row in found]


def _points(shop: Shop, member_id: str) -> int:
    return int(shop.kernel.ask(asked, points_accounts.balance_of, member_id).usable)


def _born(shop: Shop, on: date) -> str:
    member = shop.member().id
    details = replace(shop.kernel.ask(stored, member), birthday=on)
    shop.kernel.run(members.edit, member, details)
    return member


def test_standing_is_given_each_day_and_never_twice(shop: Shop) -> None:
    switch_on(shop, DIAMOND)
    member = shop.member().id
    shop.member("过客", "15401060009")
    shop.sell("FW-114", member_id=member)
    before = _points(shop, member)
    live(shop)
    assert live(shop) == 0
    assert _points(shop, member) == before + 13
    pass_days(shop, 1)
    live(shop)
    pass_days(shop, -1)
    live(shop)
    pass_days(shop, 1)
    live(shop)
    assert _points(shop, member) == before + 26
    assert _bonus(shop, "standing:diamond") == [("2026-06-11", 10), ("2026-06-12", 10)]
    assert _bonus(shop, "standing:tier:silver") == [("2026-06-11", 3), ("2026-06-12", 3)]


def test_missed_days_are_made_up_as_they_were(shop: Shop) -> None:
    """The member was diamond for thirty days and no longer; the shop was closed for a week of them."""
    switch_on(shop, DIAMOND)
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    pass_days(shop, 7)
    live(shop)
    assert len(_bonus(shop, "standing:diamond")) == 8
    pass_days(shop, 28)
    live(shop)
    given = [reason for reason, _ in _bonus(shop, "standing:diamond")]
    assert given == [(date(2026, 6, 11) + timedelta(n)).isoformat() for n in range(30)]


def test_at_most_so_many_days_are_made_up(shop: Shop) -> None:
    switch_on(shop, replace_window(DIAMOND))
    shop.sell("FW-114", member_id=shop.member().id)
    pass_days(shop, 50)
    live(shop)
    assert len(_bonus(shop, "standing:diamond")) == programme_days.BACK_MOST
    early = today(shop) - timedelta(days=programme_days.BACK_MOST)
    for day in (early, today(shop) + timedelta(1)):
        with pytest.raises(Refused, match=r"programme\.day_range"):
            shop.kernel.run(programme_days.run, "standing", day)


def replace_window(rules: Programme) -> Programme:
    """The same rules with a window of a year."""
    wide = msgspec.structs.replace(rules.segments, window_days=365)
    return msgspec.structs.replace(rules, segments=wide)


def test_a_day_in_steps_is_the_same_day(shop: Shop) -> None:
    switch_on(shop, DIAMOND)
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(5)]
    for member in ids:
        shop.sell("FW-114", member_id=member)
    assert live(shop, most=2) > 4
    assert live(shop) == 0
    assert len(_bonus(shop, "standing:diamond")) == 5
    assert len(_bonus(shop, "standing:tier:silver")) == 5


def test_a_merged_file_gets_nothing_of_its_own(shop: Shop) -> None:
    switch_on(shop, DIAMOND)
    kept, other = shop.member().id, shop.member("张桂兰", "15401060001").id
    for member in (kept, other):
        shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), merges.merge, kept, other)
    live(shop)
    assert len(_bonus(shop, "standing:diamond")) == 1


@pytest.mark.parametrize(
    ("born", "first", "kept"),
    [
        (date(1960, 6, 12), date(2026, 6, 11), date(2026, 6, 12)),
        (date(1960, 2, 29), date(2027, 2, 20), date(2027, 2, 28)),
        (date(1960, 2, 29), date(2028, 2, 20), date(2028, 2, 29)),
        (date(1960, 12, 31), date(2026, 12, 30), date(2026, 12, 31)),
    ],
)
def test_a_birthday_comes_once_a_year(shop: Shop, born: date, first: date, kept: date) -> None:
    switch_on(shop, BIRTHDAY)
    member = _born(shop, born)
    pass_days(shop, (first - today(shop)).days)
    days: list[date] = []
    for _ in range(12):
        live(shop)
        if _points(shop, member) and not days:
            days.append(today(shop))
        pass_days(shop, 1)
    assert days == [kept]
    assert _points(shop, member) in (74, 0)
    assert len(_bonus(shop, "birthday")) == 1
    assert len(_bonus(shop, "birthday:tier")) == 1
    (coupon,) = shop.kernel.ask(coupons.of_member, member, past=True)
    assert (coupon.name, coupon.value, coupon.first_day) == ("生日券", 2000, kept)
    told = [entry.what for entry in shop.kernel.ask(timeline.of_member, member).entries]
    assert told.count("birthday_kept") == 1


def test_a_birthday_that_is_changed_after_it_was_kept_comes_no_second_time(shop: Shop) -> None:
    switch_on(shop, BIRTHDAY)
    member = _born(shop, date(1960, 6, 11))
    live(shop)
    details = replace(shop.kernel.ask(stored, member), birthday=date(1960, 6, 13))
    shop.kernel.run(members.edit, member, details)
    pass_days(shop, 2)
    live(shop)
    assert len(_bonus(shop, "birthday")) == 1


def test_two_files_made_one_have_one_birthday_a_year(shop: Shop) -> None:
    """Else a second file with another birthday is a present a year for whoever asks for it."""
    switch_on(shop, BIRTHDAY)
    other = _born(shop, date(1960, 6, 11))
    live(shop)
    kept = shop.member("李四", "15401062047").id
    details = replace(shop.kernel.ask(stored, kept), birthday=date(1960, 6, 13))
    shop.kernel.run(members.edit, kept, details)
    shop.kernel.run_keyed(shop.key(), merges.merge, kept, other)
    pass_days(shop, 2)
    live(shop)
    assert len(_bonus(shop, "birthday")) == 1
    assert len(shop.kernel.ask(coupons.of_member, kept, past=True)) == 1


def test_tiers_are_placed_reviewed_and_lowered_by_the_day(shop: Shop) -> None:
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    assert shop.kernel.ask(programme_days.due) == ()
    switch_on(shop, ladder(review_months=1, window_months=1, grace_days=5))
    live(shop)
    assert shop.kernel.ask(asked, tiers.tier_of, member) == "silver"
    pass_days(shop, 31)
    live(shop)
    assert shop.kernel.ask(asked, tiers.tier_of, member) == "silver"
    pass_days(shop, 5)
    live(shop)
    assert shop.kernel.ask(asked, tiers.tier_of, member) == "base"


def test_a_tier_by_points_follows_what_the_days_bring(shop: Shop) -> None:
    """10,000 lift a tier, also where the last of them came for standing."""
    steps = (LADDER[0], Tier(code="silver", name="银卡", need=140))
    by = Segments(by="amount", value_least=10_000, active_least=1)
    rules = Programme(
        segments=by,
        standing=(Standing(points=10, segment="diamond"),),
        tiers=Tiers(steps=steps, measure="points"),
    )
    switch_on(shop, rules)
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    for day in range(2):
        live(shop)
        assert shop.kernel.ask(asked, tiers.tier_of, member) == ("base", "silver")[day]
        pass_days(shop, 1)
    assert shop.kernel.ask(check.check).sound


def test_there_is_no_other_act(shop: Shop) -> None:
    switch_on(shop, DIAMOND)
    with pytest.raises(Refused, match=r"programme\.day_act"):
        shop.kernel.run(programme_days.run, "party", today(shop))  # type: ignore[arg-type]
