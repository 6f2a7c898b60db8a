"""Milestones, behaviours and advisers: granted once, shown, used up, and back where the job is refunded."""

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.programme import Behaviour, Milestone, Programme
from models.services import (
    advisers,
    behaviours,
    coupons,
    merges,
    milestones,
    points_accounts,
    timeline,
)
from models.services import shop as shops
from models.services.milestones import MilestoneRow
from tests.services.programming import asked, give_back, pass_days, rows, switch_on
from tests.shopkeeping import Shop

RULES = Programme(
    milestones=(
        Milestone(code="one", name="优先派工", services=1),
        Milestone(code="two", name="免费检测", services=2, grant="free_item", item_code="FW-001"),
        Milestone(code="three", name="积分礼", services=3, grant="points", value=300),
    ),
    behaviours=(
        Behaviour(code="review", name="评价", points=50, most=1, every="day"),
        Behaviour(code="share", name="转发", points=10, most=2, every="month"),
        Behaviour(code="vip", name="老友", points=5, most=1, every="ever"),
        Behaviour(code="check_in", name="签到", points=1, every="any"),
        Behaviour(code="birthday", name="生日", points=66),
    ),
)


def _states(shop: Shop, member_id: str) -> list[tuple[str, str, int]]:
    found: tuple[MilestoneRow, ...] = shop.kernel.ask(milestones.of_member, member_id)
    return [(row.code, row.state, row.missing) for row in found]


def _points(shop: Shop, member_id: str) -> int:
    return int(shop.kernel.ask(asked, points_accounts.balance_of, member_id).usable)


def _told(shop: Shop, member_id: str) -> list[str]:
    return [entry.what for entry in shop.kernel.ask(timeline.of_member, member_id).entries]


def test_each_is_granted_once_and_shown(shop: Shop) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    assert _states(shop, member) == [
        ("one", "ahead", 1),
        ("two", "ahead", 2),
        ("three", "ahead", 3),
    ]
    shop.sell("PJ-0612", member_id=member)
    assert _states(shop, member)[0] == ("one", "ahead", 1), "a part is no service"
    shop.sell("FW-001", member_id=member)
    shop.sell("FW-001", member_id=member)
    assert _states(shop, member) == [
        ("one", "reached", 0),
        ("two", "reached", 0),
        ("three", "ahead", 1),
    ]
    shop.sell("FW-001", member_id=member)
    shop.sell("FW-001", member_id=member)
    assert [state for _, state, _ in _states(shop, member)] == ["reached"] * 3
    assert len(shop.kernel.ask(coupons.of_member, member)) == 2
    assert _told(shop, member).count("milestone_reached") == 3
    assert _points(shop, member) == 30 * 4 + 86 + 300


def test_a_refunded_job_takes_it_back_and_another_brings_it_again(shop: Shop) -> None:
    """A bill that was voided and written anew must not cost the member the milestone."""
    switch_on(shop, RULES)
    member = shop.member().id
    bills = [shop.sell("FW-001", member_id=member).id for _ in range(3)]
    give_back(shop, bills[0], 1000)
    assert [state for _, state, _ in _states(shop, member)] == ["reached"] * 3
    give_back(shop, bills[1])
    assert ("three", "ahead", 1) in _states(shop, member)
    assert ("three", "taken_back", 0) in _states(shop, member)
    assert _points(shop, member) == 20 + 30
    shop.sell("FW-001", member_id=member)
    assert ("three", "reached", 0) in _states(shop, member)
    assert _points(shop, member) == 20 + 30 + 30 + 300


def test_what_was_used_up_is_not_granted_twice(shop: Shop) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    bill = shop.sell("FW-001", member_id=member)
    (right,) = shop.kernel.ask(coupons.of_member, member)
    shop.kernel.run(coupons.keep_promise, right.id)
    shop.kernel.run(coupons.give_right_back, right.id)
    shop.kernel.run(coupons.keep_promise, right.id)
    give_back(shop, bill.id)
    assert _states(shop, member)[0] == ("one", "used", 0)
    with pytest.raises(Refused, match=r"coupon\.not_right"):  # it would be usable for nothing
        shop.kernel.run(coupons.give_right_back, right.id)
    shop.sell("FW-001", member_id=member)
    assert _states(shop, member)[0] == ("one", "used", 0)
    assert shop.kernel.ask(coupons.of_member, member) == ()


def test_points_that_were_spent_come_back_as_a_debt(shop: Shop) -> None:
    """What a refund takes back of a milestone is exactly what it gave."""
    switch_on(shop, RULES)
    member = shop.member().id
    bills = [shop.sell("FW-001", member_id=member).id for _ in range(3)]
    give_back(shop, bills[0])
    (row,) = shop.kernel.ask(
        rows,
        "SELECT asked FROM points_entry WHERE entry_kind='take_back' AND rule LIKE 'milestone%'",
    )
    assert row["asked"] == 300


def test_two_files_made_one_have_each_milestone_once(shop: Shop) -> None:
    switch_on(shop, RULES)
    kept, other = shop.member().id, shop.member("张桂兰", "15401060001").id
    for member in (kept, other):
        shop.sell("FW-001", member_id=member)
    shop.kernel.run_keyed(shop.key(), merges.merge, kept, other)
    shop.sell("FW-001", member_id=kept)
    states = [state for code, state, _ in _states(shop, kept) if code == "three"]
    assert states == ["reached"]


@pytest.mark.parametrize(
    ("code", "days", "times"), [("review", 0, 1), ("share", 1, 2), ("vip", 400, 1)]
)
def test_a_behaviour_counts_so_often_and_no_oftener(
    shop: Shop, code: str, days: int, times: int
) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    for _ in range(times):
        shop.kernel.run_keyed(shop.key(), behaviours.credit, member, code)
        pass_days(shop, days)
    with pytest.raises(Refused, match=r"behaviour\.limit"):
        shop.kernel.run_keyed(shop.key(), behaviours.credit, member, code)
    assert {row.code: row.left for row in shop.kernel.ask(behaviours.offered, member)}[code] == 0


def test_a_new_day_and_a_new_month_begin_anew(shop: Shop) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    for code, days in (("review", 1), ("share", 0), ("share", 20)):
        shop.kernel.run_keyed(shop.key(), behaviours.credit, member, code)
        pass_days(shop, days)
    found = {row.code: row.left for row in shop.kernel.ask(behaviours.offered, member)}
    assert found == {"review": 1, "share": 2, "vip": 1, "check_in": None}


def test_a_behaviour_is_taken_back_and_counts_no_more(shop: Shop) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    done = shop.kernel.run_keyed(shop.key(), behaviours.credit, member, "review", note="微信")
    assert _points(shop, member) == 50
    assert done.inverse is not None
    shop.kernel.undo(done.inverse)
    assert _points(shop, member) == 0
    with pytest.raises(Refused, match=r"behaviour\.not_credited"):
        shop.kernel.run(behaviours.take_back, done.result)
    again = shop.kernel.run_keyed(shop.key(), behaviours.credit, member, "review").result
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    with pytest.raises(Refused, match=r"undo\.anothers"):
        shop.kernel.run(behaviours.take_back, again)


@pytest.mark.parametrize(("code", "refusal"), [("birthday", "automatic"), ("dance", "unknown")])
def test_what_cannot_be_credited(shop: Shop, code: str, refusal: str) -> None:
    member = shop.member().id
    with pytest.raises(Refused, match=r"programme\.none"):
        shop.kernel.run_keyed(shop.key(), behaviours.credit, member, code)
    switch_on(shop, RULES)
    with pytest.raises(Refused, match=rf"behaviour\.{refusal}"):
        shop.kernel.run_keyed(shop.key(), behaviours.credit, member, code)


def test_points_that_were_bought_are_no_behaviour(shop: Shop) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    shop.sell("FW-001", member_id=member)
    (earned,) = shop.kernel.ask(rows, "SELECT id FROM points_entry WHERE entry_kind='earn'")
    with pytest.raises(Refused, match=r"behaviour\.not_credited"):
        shop.kernel.run(behaviours.take_back, earned["id"])


def test_a_member_has_a_named_adviser(shop: Shop) -> None:
    member = shop.member().id
    done = shop.kernel.run(advisers.name, member, shop.technicians[0])
    found = shop.kernel.ask(advisers.of_member, member)
    assert found is not None
    assert (found.name, found.active) == ("刘永强", True)
    assert done.inverse is not None
    shop.kernel.undo(done.inverse)
    assert shop.kernel.ask(advisers.of_member, member) is None
    shop.kernel.run(shops.set_person, shop.technicians[0], active=False)
    with pytest.raises(Refused, match=r"adviser\.gone"):
        shop.kernel.run(advisers.name, member, shop.technicians[0])
