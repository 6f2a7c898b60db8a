"""Bonuses, milestones, pots and versions of the programme, pulled at by merges, erasures and a clock set back.

If it fails, points or rights come from nowhere or vanish, or rules that hold change behind a customer's back.
"""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from models.base.errors import Refused
from models.rules.programme import (
    Behaviour,
    Milestone,
    Multiplier,
    Programme,
    Standing,
    Tiers,
)
from models.services import (
    behaviours,
    coupons,
    households,
    members,
    milestones,
    points,
    points_carried,
    prices,
    programme,
    tiers,
)
from models.services.members import MemberDetails, PhoneEntry
from models.services.prices import ItemDetails
from tests.points.acts import use_points
from tests.services.files_at_hand import erased, made_one, parted, pot_for, two_files
from tests.services.points_at_hand import give_back, have, sound
from tests.services.programming import LADDER, asked, pass_days, rows, switch_on, today
from tests.services.referring import BRINGING
from tests.services.test_programme_days import live
from tests.shopkeeping import Shop

FREE_CHECK = Milestone(
    code="one", name="免费检测", services=1, grant="free_item", item_code="FW-001"
)
FOR_POINTS = Milestone(code="one", name="积分礼", services=1, grant="points", value=300)


def _called(shop: Shop, code: str, name: str = "上门检测费") -> None:
    """The first item of the price list is called so from now on."""
    details = ItemDetails(category="上门服务", code=code, name=name, kind="service", unit="次")
    shop.kernel.run(prices.edit_item, shop.items["FW-001"], details)


def _code(shop: Shop) -> str:
    (row,) = shop.kernel.ask(
        rows, "SELECT code FROM price_item WHERE id=?", (shop.items["FW-001"],)
    )
    return str(row["code"])


@pytest.mark.parametrize("days", [0, 3])
@pytest.mark.parametrize(
    "rules",
    [
        Programme(milestones=(FREE_CHECK,)),
        Programme(
            multipliers=(
                Multiplier(code="double", name="检测双倍", factor=2000, item_codes=("FW-001",)),
            )
        ),
    ],
    ids=["milestone", "multiplier"],
)
def test_an_item_keeps_its_code_while_the_programme_names_it(
    shop: Shop, rules: Programme, days: int
) -> None:
    """The free check that customers were promised would be for an item that is not on the list any more."""
    switch_on(shop, rules, date.fromordinal(today(shop).toordinal() + days))
    _called(shop, "FW-001", "上门检测")
    with pytest.raises(Refused, match=r"price\.code_in_rules") as refused:
        _called(shop, "FW-900")
    assert (refused.value.field, _code(shop)) == ("code", "FW-001")
    pass_days(shop, days + 1)
    switch_on(shop, Programme())
    _called(shop, "FW-900")
    assert _code(shop) == "FW-900"


def test_a_bill_is_paid_also_where_the_promised_item_is_gone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer stands at the till with the money and cannot pay, for a mistake in the rules."""
    switch_on(shop, Programme(milestones=(FREE_CHECK,)))
    member = shop.member().id
    monkeypatch.setattr(programme, "naming", lambda *_: None)
    _called(shop, "FW-900")
    shop.sell("FW-120", member_id=member)
    promised = shop.kernel.ask(rows, "SELECT coupon_kind, name, item_id FROM coupon", ())
    assert promised == [{"coupon_kind": "right", "name": "免费检测", "item_id": None}]
    assert sound(shop)


@pytest.mark.parametrize("back", [programme.call_off, programme.take_back])
@pytest.mark.parametrize("named_by", ["points", "tier", "nothing"])
def test_rules_that_were_lived_by_stay_when_the_clock_is_put_right(
    shop: Shop, back: Callable[..., None], named_by: str
) -> None:
    """Nobody could tell any more by which rules a customer's points and tier came about."""
    pass_days(shop, 30)
    version = switch_on(
        shop, msgspec.structs.replace(BRINGING, tiers=Tiers(steps=LADDER, review_months=0))
    )
    member = shop.member().id
    if named_by == "points":
        shop.kernel.run_keyed(shop.key(), behaviours.credit, member, "review")
    elif named_by == "tier":
        shop.kernel.run(tiers.set_by_hand, member, "gold", reason="老客")
    pass_days(shop, -30)
    if named_by == "nothing":
        shop.kernel.run(back, version)
    else:
        with pytest.raises(Refused, match=r"programme\.begun"):
            shop.kernel.run(back, version)
    (row,) = shop.kernel.ask(rows, "SELECT state FROM programme_version WHERE id=?", (version,))
    assert (row["state"] == "active") is (named_by != "nothing")
    assert sound(shop)


def test_milestone_points_of_somebody_erased_go_from_the_pot_with_their_job(shop: Shop) -> None:
    """The money went back, and the household keeps three hundred points for a job that never was."""
    switch_on(shop, Programme(milestones=(FOR_POINTS,)))
    mother, daughter = two_files(shop)
    pot_for(shop, mother, daughter)
    bill = shop.sell("FW-001", member_id=mother)
    assert have(shop, daughter).usable == 330
    erased(shop, mother)
    give_back(shop, bill.id)
    assert (have(shop, daughter).usable, have(shop, daughter).debt) == (0, 0)
    assert sound(shop)


def test_a_refund_that_forgives_lets_go_of_no_older_debt_of_another(shop: Shop) -> None:
    """The daughter's old debt is let go in place of the mother's new one, and the mother owes it."""
    switch_on(shop, Programme(debt="debt"))
    mother, daughter = two_files(shop)
    pot_for(shop, mother, daughter)
    hers, older = shop.sell("FW-114", member_id=mother), shop.sell("FW-001", member_id=daughter)
    shop.kernel.run_keyed(shop.key(), use_points, daughter, 150)
    give_back(shop, older.id)
    assert have(shop, mother).debt == 30
    pass_days(shop, 1)
    switch_on(shop, Programme(debt="forgive"))
    give_back(shop, hers.id)
    assert have(shop, mother).debt == 30
    shop.kernel.run(households.place, mother, None)
    assert (have(shop, mother).debt, have(shop, daughter).debt) == (0, 30)
    assert sound(shop)


def test_a_refund_that_forgives_while_two_are_one_leaves_each_their_own_debt(shop: Shop) -> None:
    """Two people were made one by mistake: the other one owes what the first had used up."""
    switch_on(shop, Programme(debt="debt"))
    kept, other = two_files(shop)
    older = shop.sell("FW-001", member_id=kept)
    shop.kernel.run_keyed(shop.key(), use_points, kept, 30)
    give_back(shop, older.id)
    theirs = shop.sell("FW-114", member_id=other)
    shop.kernel.run_keyed(shop.key(), use_points, other, 120)
    pass_days(shop, 1)
    switch_on(shop, Programme(debt="forgive"))
    merge = made_one(shop, kept, other)
    give_back(shop, theirs.id)
    assert have(shop, kept).debt == 30
    parted(shop, merge)
    assert (have(shop, kept).debt, have(shop, other).debt) == (30, 0)
    assert sound(shop)


def test_a_merged_file_is_given_nothing_of_its_own(shop: Shop) -> None:
    """Points and a tier land in a file that nobody opens any more, and the customer never sees them."""
    switch_on(shop, msgspec.structs.replace(BRINGING, tiers=Tiers(steps=LADDER)))
    kept, other = two_files(shop)
    made_one(shop, kept, other)
    run = shop.kernel.run
    gifts: tuple[Callable[[], object], ...] = (
        lambda: shop.kernel.run_keyed(shop.key(), behaviours.credit, other, "review"),
        lambda: run(tiers.set_by_hand, other, "gold", reason="老客"),
        lambda: shop.kernel.run_keyed(shop.key(), points.adjust, other, 5, reason="补记"),
    )
    for gift in gifts:
        with pytest.raises(Refused, match=r"member\.is_one") as refused:
            gift()
        assert refused.value.values == {"name": "李雷", "into": "张桂兰"}
    assert (have(shop, kept).usable, shop.kernel.ask(asked, tiers.tier_of, kept)) == (0, "base")
    assert sound(shop)


def test_a_sale_that_stood_at_the_till_is_the_kept_file_s(shop: Shop) -> None:
    """A file is merged while its sale is rung up: the points and the bill are lost to the customer."""
    switch_on(shop, BRINGING)
    kept, other = two_files(shop)
    made_one(shop, kept, other)
    bill = shop.sell("FW-001", member_id=other)
    (row,) = shop.kernel.ask(rows, "SELECT member_id FROM bill WHERE id=?", (bill.id,))
    assert (row["member_id"], have(shop, kept).usable, have(shop, other).usable) == (kept, 30, 0)
    assert sound(shop)
    give_back(shop, bill.id)
    assert (have(shop, kept).usable, have(shop, kept).debt) == (0, 0)
    assert sound(shop)


def test_who_is_named_for_a_pot_may_use_it_under_the_file_theirs_became(shop: Shop) -> None:
    """The only one who may use the household's points cannot, and nobody else can either."""
    switch_on(shop, BRINGING)
    named, kept = two_files(shop)
    third = shop.member("王五", "15401060002").id
    house = pot_for(shop, named, third, named=(named,))
    shop.sell("FW-001", member_id=named)
    made_one(shop, kept, named)
    assert (have(shop, kept).pot, have(shop, kept).may_use) == (True, True)
    assert _named(shop, house) == (kept,)
    shop.kernel.run_keyed(shop.key(), use_points, kept, 10)
    with pytest.raises(Refused, match=r"points\.not_yours"):
        shop.kernel.run_keyed(shop.key(), use_points, third, 10)
    done = shop.kernel.run(points_carried.name_users, house, (kept, third))
    assert _named(shop, house) == (kept, third)
    assert done.inverse is not None
    shop.kernel.undo(done.inverse)
    assert _named(shop, house) == (kept,)
    assert have(shop, kept).usable == 20
    assert sound(shop)


@pytest.mark.parametrize("closed", [False, True])
def test_ctrl_z_names_who_was_named_before_under_the_file_theirs_became(
    shop: Shop, closed: bool
) -> None:
    """A slip cannot be taken back any more, and the household's points stay with the wrong person."""
    switch_on(shop, BRINGING)
    named, kept = two_files(shop)
    third = shop.member("王五", "15401060002").id
    house = pot_for(shop, named, third, named=(named,))
    if closed:
        slip = shop.kernel.run(points_carried.close_pot, house)
    else:
        slip = shop.kernel.run(points_carried.name_users, house, (third,))
    made_one(shop, kept, named)
    assert slip.inverse is not None
    shop.kernel.undo(slip.inverse)
    assert _named(shop, house) == (kept,)
    assert (have(shop, kept).may_use, have(shop, third).may_use) == (True, False)
    assert sound(shop)


def _named(shop: Shop, house: str) -> tuple[str, ...]:
    pot = shop.kernel.ask(points_carried.pot_of, house)
    assert pot is not None
    return pot.named


def test_nobody_gets_points_for_days_before_they_came(shop: Shop) -> None:
    """The shop was closed for a while: whoever comes first after it gets a month of points for nothing."""
    standing = (Standing(points=5, segment="basic"), Standing(points=3, tier="base"))
    switch_on(shop, Programme(standing=standing))
    old = shop.member().id
    shop.sell("PJ-0618", member_id=old)
    live(shop)
    pass_days(shop, 20)
    new = shop.member("李雷", "15401060001", "别处 1 号").id
    live(shop)
    assert (have(shop, old).usable, have(shop, new).usable) == (28 + 21 * 3, 5 + 3)
    assert sound(shop)


def test_nobody_gets_a_present_for_a_birthday_before_they_came(shop: Shop) -> None:
    """Their birthday was last week, when the shop did not know them: the present is money given away."""
    birthday = Behaviour(code="birthday", name="生日", points=66)
    switch_on(shop, Programme(behaviours=(birthday,)))
    live(shop)
    pass_days(shop, 10)
    details = MemberDetails(
        name="李雷", phones=(PhoneEntry(number="15401060001"),), birthday=date(1980, 6, 15)
    )
    new = shop.kernel.run_keyed(shop.key(), members.create, details).result.id
    live(shop)
    assert have(shop, new).usable == 0
    assert sound(shop)


@pytest.mark.parametrize("place", [0, 1, None])
def test_ctrl_z_brings_no_right_back_that_is_reached_no_more(shop: Shop, place: int | None) -> None:
    """One of the two jobs was given back: a customer goes first for ever who paid for one job only."""
    switch_on(shop, Programme(milestones=(Milestone(code="two", name="优先", services=2),)))
    member = shop.member().id
    bills = [shop.sell(code, member_id=member) for code in ("FW-001", "FW-120")]
    (row,) = shop.kernel.ask(milestones.of_member, member)
    assert row.coupon_id is not None
    kept = shop.kernel.run(coupons.keep_promise, row.coupon_id)
    assert kept.inverse is not None
    if place is None:
        shop.kernel.undo(kept.inverse)
    else:
        give_back(shop, bills[place].id)
        with pytest.raises(Refused, match=r"coupon\.not_right"):
            shop.kernel.undo(kept.inverse)
    (row,) = shop.kernel.ask(milestones.of_member, member)
    assert (row.state == "reached") is (place is None)
    assert sound(shop)


def test_undoing_a_merge_leaves_a_file_put_away_that_was_put_away(shop: Shop) -> None:
    """A customer who moved away is on every list again, and gets points each day."""
    switch_on(shop, Programme(standing=(Standing(points=5, tier="base"),)))
    away, kept = two_files(shop)
    shop.kernel.run(members.archive, away)
    before = _put_away(shop, away)
    parted(shop, made_one(shop, kept, away))
    assert (before is not None, _put_away(shop, away)) == (True, before)
    live(shop)
    assert (have(shop, away).usable, have(shop, kept).usable) == (0, 5)
    assert sound(shop)


def _put_away(shop: Shop, member_id: str) -> int | None:
    (row,) = shop.kernel.ask(rows, "SELECT archived_at FROM member WHERE id=?", (member_id,))
    found: int | None = row["archived_at"]
    return found
