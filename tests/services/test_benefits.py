"""Benefits that stand in the rules and do nothing are a promise broken every day.

Priority on board, list and Today; the first answer a tier promises; the adviser's name beside what is to be done.
"""

from datetime import timedelta

import pytest

from models.rules.jobs import Step
from models.rules.programme import Benefits, Milestone, Programme, Tier, Tiers
from models.services import (
    advisers,
    coupons,
    enquiries,
    job_board,
    job_file,
    job_notes,
    jobs,
    tier_file,
    tiers,
    today,
    today_beside,
)
from models.services import (
    shop as shops,
)
from models.services.enquiries import EnquiryDetails
from models.services.jobs import JobDetails
from tests.services.programming import switch_on
from tests.services.rewarding import give_back, order, pay
from tests.shopkeeping import Shop

_BARE = Tiers(steps=(Tier(code="base", name="普通", need=0),))


def _rules(benefits: Benefits) -> Programme:
    gold = Tier(code="gold", name="金卡", need=100_000_000, benefits=benefits)
    return Programme(tiers=Tiers(steps=(Tier(code="base", name="普通", need=0), gold)))


def _gold(shop: Shop, name: str = "王芳") -> str:
    member = shop.member(name).id
    shop.kernel.run(tiers.set_by_hand, member, "gold", reason="老客户")
    return member


def _job(shop: Shop, member: str, hours: int) -> str:
    details = JobDetails(
        member_id=member, title="漏水", promised_at=shop.clock.now() + timedelta(hours=hours)
    )
    return shop.kernel.run_keyed(shop.key(), jobs.open_job, details).result.id


def _shown(shop: Shop) -> list[list[str]]:
    """The jobs in the order of board, list and Today."""
    ask = shop.kernel.ask
    return [
        [card.id for card in ask(job_board.board).cards],
        [row.id for row in ask(job_file.listed).rows],
        [due.job_id for due in ask(today.overview).due],
    ]


def test_whose_tier_has_priority_goes_first_among_equals_everywhere(shop: Shop) -> None:
    switch_on(shop, _rules(Benefits(priority=True)))
    plain, golden = shop.member("李强", "15401069999").id, _gold(shop)
    first, late = _job(shop, plain, 3), _job(shop, golden, 5)
    urgent = _job(shop, plain, 1)
    assert _shown(shop) == [[urgent, late, first]] * 3
    assert [card.priority for card in shop.kernel.ask(job_board.board).cards] == [
        False,
        True,
        False,
    ]
    shop.kernel.run(jobs.assign, late, shop.technicians[0])
    shop.kernel.run(jobs.move, late, Step.WORK)  # begun: no longer in the lane
    assert not any(card.priority for card in shop.kernel.ask(job_board.board).cards)
    assert not any(row.priority for row in shop.kernel.ask(job_file.listed).rows)
    assert shop.kernel.ask(today.overview).due[1].job_id == first


def test_the_right_of_a_milestone_goes_first_until_it_is_used_up_or_taken_back(shop: Shop) -> None:
    """优先派工 of "5321" is a right like others: it holds while it is good, and not a day longer."""
    served = Milestone(code="1", name="优先派工", services=1, days=10, priority=True)
    switch_on(shop, Programme(milestones=(served,), tiers=_BARE))
    plain, member = shop.member("李强", "15401069999").id, shop.member("王芳").id
    bill = pay(shop, order(shop, member, "FW-001"))
    shop.clock.advance(timedelta(days=1))
    switch_on(shop, Programme(tiers=_BARE))  # what was granted stays granted
    first, preferred = _job(shop, plain, 3), _job(shop, member, 5)
    (right,) = shop.kernel.ask(coupons.of_member, member)
    assert _shown(shop) == [[preferred, first]] * 3
    used = shop.kernel.run(coupons.keep_promise, right.id)
    assert _shown(shop) == [[first, preferred]] * 3
    assert used.inverse is not None
    shop.kernel.undo(used.inverse)
    assert _shown(shop) == [[preferred, first]] * 3
    give_back(shop, bill.id)
    assert _shown(shop) == [[first, preferred]] * 3


def test_a_right_that_ended_gives_nothing(shop: Shop) -> None:
    served = Milestone(code="1", name="优先派工", services=1, days=10, priority=True)
    switch_on(shop, Programme(milestones=(served,), tiers=_BARE))
    plain, member = shop.member("李强", "15401069999").id, shop.member("王芳").id
    pay(shop, order(shop, member, "FW-001"))
    for days, order_ in ((10, 1), (1, 0)):
        shop.clock.advance(timedelta(days=days))
        first, preferred = _job(shop, plain, 3), _job(shop, member, 5)
        found = [card.id for card in shop.kernel.ask(job_board.board).cards]
        mine = [one for one in found if one in (first, preferred)]
        assert mine == ([preferred, first] if order_ else [first, preferred])


def test_without_a_programme_nobody_is_preferred(shop: Shop) -> None:
    member = shop.member().id
    first, second = _job(shop, member, 3), _job(shop, member, 5)
    assert _shown(shop) == [[first, second]] * 3


@pytest.mark.parametrize(("minutes", "late"), [(9, False), (11, True)])
def test_the_first_answer_is_due_as_the_tier_promises_and_says_so(
    shop: Shop, minutes: int, late: bool
) -> None:
    switch_on(shop, _rules(Benefits(response_minutes=10)))
    golden, plain = _gold(shop), shop.member("李强", "15401069999").id
    for member in (golden, plain):
        details = EnquiryDetails(member_id=member, need="洗油烟机")
        shop.kernel.run_keyed(shop.key(), enquiries.take, details)
    job = _job(shop, golden, 30)
    shop.clock.advance(timedelta(minutes=minutes))
    shown = {row.member_id: row for row in shop.kernel.ask(enquiries.overview).rows}
    assert (shown[golden].within, shown[golden].tier) == (10, "金卡")
    assert (shown[plain].within, shown[plain].tier) == (30, "")
    (due,) = (due for due in shop.kernel.ask(today.overview).due if due.job_id == job)
    assert due.tier == "金卡"
    assert due.left.state == ("late" if late else "risk")
    assert due.group == "now"
    shop.kernel.run(jobs.move, job, Step.QUOTE)
    (due,) = shop.kernel.ask(today.overview).due
    assert (due.answer_by, due.left.state) == (None, "ok")


def test_call_backs_and_follow_ups_name_the_adviser_who_still_works_here(shop: Shop) -> None:
    member = shop.member().id
    person = shop.kernel.run(shops.add_person, name="小何", level=1).result
    shop.kernel.run(advisers.name, member, person)
    job = _job(shop, member, 3)
    shop.kernel.run(
        job_notes.add, job, "observation", "换滤芯", follow_up_on=shop.clock.now().date()
    )
    assert [due.adviser for due in shop.kernel.ask(today.overview).due] == ["小何"]
    assert [row.adviser for row in shop.kernel.ask(today_beside.beside)] == ["小何"]
    shop.kernel.run(shops.set_person, person, active=False)
    assert [due.adviser for due in shop.kernel.ask(today.overview).due] == [""]
    assert [row.adviser for row in shop.kernel.ask(today_beside.beside)] == [""]


def test_a_promised_adviser_that_nobody_named_is_told(shop: Shop) -> None:
    """The platinum member asks for "my adviser", and the desk does not know that there should be one."""
    switch_on(shop, _rules(Benefits(adviser=True)))
    plain, golden = shop.member("李强", "15401069999").id, _gold(shop)

    def missing(member: str) -> bool:
        found = shop.kernel.ask(tier_file.file, member)
        assert found is not None
        return found.adviser_missing

    assert (missing(plain), missing(golden)) == (False, True)
    person = shop.kernel.run(shops.add_person, name="小何", level=1).result
    shop.kernel.run(advisers.name, golden, person)
    assert not missing(golden)
    shop.kernel.run(shops.set_person, person, active=False)
    assert missing(golden)
