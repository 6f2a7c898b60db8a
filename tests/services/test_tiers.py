"""Tiers: the bill that crosses counts, a refund takes nothing silently, and nobody falls unannounced."""

from datetime import timedelta
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.ids import derived
from models.base.rights import Actor, Level, Right
from models.base.usecase import use_case
from models.rules.programme import Programme, Tier, Tiers
from models.services import merges, points, tier_figures, tier_file, tier_reviews, tiers, timeline
from models.services.tier_file import TierFile
from models.store.work import Work
from tests.services.programming import (
    LADDER,
    asked,
    give_back,
    pass_days,
    rows,
    switch_on,
    today,
)
from tests.services.programming import tiers as ladder
from tests.services.rewarding import order, pay
from tests.shopkeeping import Shop


@use_case(Right.SERVE)
def _done(work: Work, what: Any, *args: Any) -> Any:
    return what(work, *args)


def _tier(shop: Shop, member_id: str) -> str:
    return str(shop.kernel.ask(asked, tiers.tier_of, member_id))


def _file(shop: Shop, member_id: str) -> TierFile:
    found = shop.kernel.ask(tier_file.file, member_id)
    assert found is not None
    return found


def _causes(shop: Shop, member_id: str) -> list[str]:
    return [row.cause for row in reversed(_file(shop, member_id).changes)]


def _due(shop: Shop) -> None:
    shop.kernel.run(_done, tier_reviews.review)
    shop.kernel.run(_done, tier_reviews.fall)


def _silver(shop: Shop) -> tuple[str, str]:
    """A member with silver by one bill of 120 yuan, and the bill."""
    member = shop.member().id
    return member, shop.sell("FW-114", member_id=member).id


def test_the_bill_that_crosses_counts(shop: Shop) -> None:
    """30 and 80 yuan make 110: the second bill lifts, and says so."""
    switch_on(shop, ladder())
    member = shop.member().id
    shop.sell("FW-001", member_id=member)
    assert _tier(shop, member) == "base"
    far = _file(shop, member).distance
    assert (far.next_code, far.have, far.missing) == ("silver", 3000, 7000)
    bill = shop.sell("FW-120", member_id=member)
    found = _file(shop, member)
    assert (found.code, found.name, found.benefits.discount) == ("silver", "银卡", 50)
    (change,) = found.changes
    assert (change.cause, change.bill_number) == ("reached", bill.number)
    assert (change.figures["have"], change.figures["need"]) == (11_000, 10_000)
    assert change.review_on is not None
    assert "tier_changed" in [
        entry.what for entry in shop.kernel.ask(timeline.of_member, member).entries
    ]
    assert shop.kernel.ask(asked, tiers.tier_of, member, today(shop) - timedelta(1)) == "base"


def test_two_tiers_at_once(shop: Shop) -> None:
    switch_on(shop, ladder())
    member = shop.member().id
    shop.sell("FW-114", "FW-114", "FW-120", member_id=member)
    assert _tier(shop, member) == "gold"


def test_without_a_programme_there_is_no_tier(shop: Shop) -> None:
    member, _ = _silver(shop)
    assert shop.kernel.ask(tier_file.file, member) is None
    assert shop.kernel.ask(asked, tiers.benefits_of, member).discount == 0


def test_bills_of_a_window_count_and_no_others(shop: Shop) -> None:
    switch_on(shop, ladder(window_months=1))
    member = shop.member().id
    shop.sell("FW-120", member_id=member)
    pass_days(shop, 31)
    shop.sell("FW-001", member_id=member)
    assert _tier(shop, member) == "base"
    shop.sell("FW-120", member_id=member)
    assert _tier(shop, member) == "silver"


@pytest.mark.parametrize(("measure", "need"), [("visits", 2), ("points", 200)])
def test_other_measures(shop: Shop, measure: Any, need: int) -> None:
    """Two bills of one day are one visit; points count as earned, whether they were spent or not."""
    steps = (LADDER[0], Tier(code="silver", name="银卡", need=need))
    switch_on(shop, Programme(tiers=Tiers(steps=steps, measure=measure)))
    member = shop.member().id
    shop.sell("FW-120", member_id=member)
    shop.sell("FW-001", member_id=member)
    assert _tier(shop, member) == "base"
    pass_days(shop, 1)
    shop.sell("FW-114", member_id=member)
    assert _tier(shop, member) == "silver"


def test_points_taken_back_were_never_earned(shop: Shop) -> None:
    steps = (LADDER[0], Tier(code="silver", name="银卡", need=200))
    switch_on(shop, Programme(tiers=Tiers(steps=steps, measure="points")))
    member = shop.member().id
    bill = shop.sell("FW-114", member_id=member)
    give_back(shop, bill.id)
    shop.sell("FW-120", member_id=member)
    assert _file(shop, member).distance.have == 80
    assert _tier(shop, member) == "base"


def test_a_refund_announces_the_fall_and_does_not_carry_it_out(shop: Shop) -> None:
    """An angry member with money back keeps the card for the days of grace."""
    switch_on(shop, ladder(grace_days=10))
    member, bill = _silver(shop)
    give_back(shop, bill, 1000)
    assert shop.kernel.ask(tier_file.notices) == ()
    give_back(shop, bill, 5000)
    found = _file(shop, member)
    assert found.code == "silver"
    assert found.notice is not None
    assert found.notice.falls_on == today(shop) + timedelta(days=10)
    pass_days(shop, 9)
    _due(shop)
    assert _tier(shop, member) == "silver"
    pass_days(shop, 1)
    _due(shop)
    assert _tier(shop, member) == "base"
    assert _causes(shop, member) == ["reached", "taken_back"]
    _due(shop)
    assert len(_file(shop, member).changes) == 2


def test_reached_again_before_the_fall_is_kept(shop: Shop) -> None:
    switch_on(shop, ladder())
    member, bill = _silver(shop)
    give_back(shop, bill)
    assert _file(shop, member).notice is not None
    shop.sell("FW-114", member_id=member)
    assert _file(shop, member).notice is None
    pass_days(shop, 40)
    _due(shop)
    assert _tier(shop, member) == "silver"


def test_a_refund_of_what_was_not_needed_announces_nothing(shop: Shop) -> None:
    """The tier was reached a year ago by other money: what comes back now has nothing to do with it."""
    switch_on(shop, ladder(window_months=1))
    member, _ = _silver(shop)
    pass_days(shop, 60)
    later = shop.sell("FW-001", member_id=member)
    give_back(shop, later.id)
    assert _file(shop, member).notice is None


def test_a_review_keeps_or_announces(shop: Shop) -> None:
    switch_on(shop, ladder(review_months=1, window_months=1, grace_days=5))
    member, _ = _silver(shop)
    loyal = shop.member("李雷", "15401060001").id
    shop.sell("FW-114", member_id=loyal)
    pass_days(shop, 29)
    shop.sell("FW-114", member_id=loyal)
    _due(shop)
    assert shop.kernel.ask(tier_file.notices) == ()
    pass_days(shop, 1)
    _due(shop)
    _due(shop)
    (notice,) = shop.kernel.ask(tier_file.notices)
    assert (notice.member_id, notice.from_name, notice.to_name) == (member, "银卡", "普通")
    assert _causes(shop, loyal) == ["reached", "review"]
    shop.kernel.run(tiers.tell, notice.id)
    pass_days(shop, 5)
    _due(shop)
    assert (_tier(shop, member), _tier(shop, loyal)) == ("base", "silver")


def test_a_clock_set_back_does_nothing_twice(shop: Shop) -> None:
    switch_on(shop, ladder(review_months=1, window_months=1, grace_days=5))
    member, _ = _silver(shop)
    for days in (31, -31, 31, 5, -5, 5):
        pass_days(shop, days)
        _due(shop)
    assert _causes(shop, member) == ["reached", "review"]
    assert len(shop.kernel.ask(rows, "SELECT id FROM tier_notice")) == 1
    pass_days(shop, -36)
    shop.sell("FW-114", "FW-114", "FW-120", member_id=member)
    assert _tier(shop, member) == "gold"


def test_never_lost_where_no_review_is_held(shop: Shop) -> None:
    switch_on(shop, ladder(review_months=0, window_months=1))
    member, _ = _silver(shop)
    pass_days(shop, 1000)
    _due(shop)
    assert _tier(shop, member) == "silver"


def test_the_owner_gives_a_tier_with_a_reason(shop: Shop) -> None:
    switch_on(shop, ladder())
    member = shop.member().id
    done = shop.kernel.run(tiers.set_by_hand, member, "gold", reason="老邻居")
    assert _tier(shop, member) == "gold"
    (change,) = _file(shop, member).changes
    assert (change.cause, change.reason) == ("manual", "老邻居")
    with pytest.raises(Refused, match=r"tier\.same"):
        shop.kernel.run(tiers.set_by_hand, member, "gold", reason="再来")
    with pytest.raises(Refused, match=r"tier\.unknown"):
        shop.kernel.run(tiers.set_by_hand, member, "diamond", reason="再来")
    with pytest.raises(Refused, match=r"text\.required"):
        shop.kernel.run(tiers.set_by_hand, member, "silver", reason=" ")
    assert done.inverse is not None
    shop.kernel.undo(done.inverse)
    assert _tier(shop, member) == "base"
    shop.kernel.actor = Actor(id="s", name="主管", level=Level.SUPERVISOR)
    with pytest.raises(Refused, match=r"right\.missing"):
        shop.kernel.run(tiers.set_by_hand, member, "gold", reason="求情")


def test_an_owner_keeps_who_is_about_to_fall(shop: Shop) -> None:
    switch_on(shop, ladder())
    member, bill = _silver(shop)
    give_back(shop, bill)
    shop.kernel.run(tiers.set_by_hand, member, "silver", reason="算了")
    pass_days(shop, 60)
    _due(shop)
    assert _tier(shop, member) == "silver"


def test_a_tier_by_an_owners_word_is_not_taken_by_a_refund(shop: Shop) -> None:
    switch_on(shop, ladder())
    member, bill = _silver(shop)
    shop.kernel.run(tiers.set_by_hand, member, "gold", reason="老邻居")
    give_back(shop, bill)
    assert _file(shop, member).notice is None


def test_what_points_paid_is_no_spending(shop: Shop) -> None:
    """120 yuan of which points paid 30: 90 are spent, and 90 are no silver; giving points back takes nothing."""
    switch_on(shop, ladder())
    member = shop.member().id
    shop.kernel.run_keyed(shop.key(), points.adjust, member, 3000, reason="开业")
    posted = pay(shop, order(shop, member, "FW-114", points=3000))
    assert _file(shop, member).distance.have == 9000
    assert _tier(shop, member) == "base"
    give_back(shop, posted.id, 6000)
    assert _file(shop, member).distance.have == 4500
    give_back(shop, posted.id)
    assert _file(shop, member).distance.have == 0


def test_a_review_has_one_id_on_every_desk(shop: Shop) -> None:
    """Two desks that review the same member on the same morning write the same row."""
    switch_on(shop, ladder(review_months=1))
    member, _ = _silver(shop)
    pass_days(shop, 31)
    _due(shop)
    kept, reached = _file(shop, member).changes
    assert kept.id == derived("tier_review", reached.id)


def test_new_rules_lift_at_once_and_lower_nobody(shop: Shop) -> None:
    """The first programme of a shop with history, then one that asks for more and has another name."""
    member, _ = _silver(shop)
    switch_on(shop, ladder())
    shop.kernel.run(_done, tier_reviews.place_all)
    shop.kernel.run(_done, tier_reviews.place_all)
    assert _causes(shop, member) == ["reached"]
    harder = (LADDER[0], Tier(code="star", name="星卡", need=90_000))
    switch_on(shop, Programme(tiers=Tiers(steps=harder)), today(shop) + timedelta(1))
    pass_days(shop, 1)
    shop.kernel.run(_done, tier_reviews.place_all)
    assert _tier(shop, member) == "star"
    assert _causes(shop, member) == ["reached", "review"]


def test_two_files_made_one_keep_the_better_tier_and_part_again(shop: Shop) -> None:
    switch_on(shop, ladder())
    kept, _ = _silver(shop)
    other = shop.member("张桂兰", "15401060001").id
    shop.sell("FW-114", "FW-120", member_id=other)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, kept, other).result
    assert _tier(shop, kept) == "gold"
    shop.kernel.run(merges.undo, merge)
    assert (_tier(shop, kept), _tier(shop, other)) == ("silver", "silver")


def test_the_better_tier_of_two_files_holds_also_where_it_is_not_reached_anew(shop: Shop) -> None:
    switch_on(shop, ladder(window_months=1))
    other, _ = _silver(shop)
    pass_days(shop, 60)
    kept = shop.member("张桂兰", "15401060001").id
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, kept, other).result
    assert _tier(shop, kept) == "silver"
    shop.kernel.run(merges.undo, merge)
    assert (_tier(shop, kept), _tier(shop, other)) == ("base", "silver")


def test_everybody_is_reckoned_as_each_one_is(shop: Shop) -> None:
    """The pass over all members must agree with the figure that the member's page shows."""
    switch_on(shop, ladder())
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(3)]
    for n, member in enumerate(ids):
        for _ in range(n + 1):
            bill = shop.sell("FW-114", "PJ-0618", member_id=member)
            pass_days(shop, 7)
        give_back(shop, bill.id, 1234 * n or None)
    shop.kernel.run_keyed(shop.key(), merges.merge, ids[0], ids[1])
    for measure in ("spend", "visits", "points"):
        whole = shop.kernel.ask(asked, tier_figures.of_everybody, measure, 1, today(shop))
        for member in (ids[0], ids[2]):
            one = shop.kernel.ask(asked, tier_figures.have, member, measure, 1, today(shop))
            assert whole.get(member, 0) == one, measure
