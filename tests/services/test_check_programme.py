"""``check`` on programme, tiers, milestones and referrals: each invariant is broken once, and named."""

from datetime import timedelta

import pytest

from models.rules.programme import Behaviour, Milestone, Programme, Tiers
from models.services import advisers, check, check_programme, programme_days, tiers
from models.store.engine import FILE_NAME, FileKey, connect
from tests.services.programming import LADDER, give_back, pass_days, switch_on, today
from tests.services.referring import brought
from tests.services.test_programme_days import live
from tests.shopkeeping import Shop

RULES = Programme(
    tiers=Tiers(steps=LADDER, grace_days=3),
    behaviours=(Behaviour(code="referral", name="推荐", points=200, every="any"),),
    milestones=(
        Milestone(code="one", name="优先派工", services=1),
        Milestone(code="two", name="积分礼", services=2, grant="points", value=300),
    ),
)


@pytest.fixture
def lived(shop: Shop) -> Shop:
    """A shop whose members rose, fell, brought others and reached milestones."""
    switch_on(shop, RULES)
    switch_on(shop, Programme(), today(shop) + timedelta(days=300))
    old = shop.member().id
    bill = shop.sell("FW-114", member_id=old)
    shop.sell("FW-001", member_id=old)
    second = brought(shop, old, 1)
    brought(shop, second, 2)
    shop.sell("FW-001", member_id=second)
    third = brought(shop, second, 3)
    give_back(shop, shop.sell("FW-001", member_id=third).id)
    give_back(shop, bill.id)
    shop.kernel.run(tiers.set_by_hand, third, "gold", reason="老邻居")
    shop.kernel.run(advisers.name, old, shop.technicians[0])
    pass_days(shop, 3)
    live(shop)
    return shop


BREAKS: dict[str, str] = {
    "programme.states": "UPDATE programme_version SET valid_from=NULL WHERE number=1",
    "programme.days": "UPDATE programme_version SET valid_from='2026-06-11'",
    "programme.used": "UPDATE programme_version SET state='dropped' WHERE number=1",
    "programme.documents": "UPDATE programme_version SET document=replace(document,"
    " '\"per_yuan\":100', '\"per_yuan\":0')",
    "programme.runs": "UPDATE programme_run SET id='party/' || id",
    "tier.chain": "UPDATE tier_change SET to_tier='platinum' WHERE cause='reached'",
    "tier.causes": "UPDATE tier_notice SET outcome='kept' WHERE outcome='fell'",
    "tier.notices": "UPDATE tier_notice SET settled_at=NULL",
    "milestone.once": "INSERT INTO milestone_grant(id, member_id, milestone, at, day, coupon_id)"
    " SELECT 'again', member_id, milestone, at, day, coupon_id FROM milestone_grant"
    " WHERE taken_back_at IS NULL LIMIT 1",
    "milestone.granted": "UPDATE coupon SET source_id='somebody'",
    "milestone.taken_back": "UPDATE coupon SET state='issued' WHERE state='taken_back'",
    "referral.state": "UPDATE referral SET referrer_id=member_id",
    "referral.reward": "UPDATE referral SET state='taken_back' WHERE state='rewarded'",
    "referral.circle": "UPDATE member SET referred_by_id=(SELECT member_id FROM referral"
    " WHERE referrer_id=member.id LIMIT 1) WHERE referred_by_id IS NULL AND id IN"
    " (SELECT referrer_id FROM referral)",
    "member.adviser": "UPDATE member SET adviser_id='nobody' WHERE adviser_id<>''",
}


def test_a_lived_shop_is_sound(lived: Shop) -> None:
    """A check that cries wolf is switched off; and every sort of row is there to be broken."""
    report = lived.kernel.ask(check.check)
    assert report.sound, [finding for finding in report.findings if finding.broken]
    assert lived.kernel.ask(programme_days.due) == ()


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_row_is_found_by_name(lived: Shop, key: FileKey, name: str) -> None:
    """A tier that nobody reached, a reward that was never taken back: found by the name of what was broken."""
    connection = connect(lived.kernel.store.folder / FILE_NAME, key)
    connection.execute("PRAGMA foreign_keys=OFF")
    assert connection.execute(BREAKS[name]).rowcount > 0
    connection.close()
    report = lived.kernel.ask(check.check)
    finding = next(one for one in report.findings if one.name == name)
    assert finding.broken > 0


def test_every_invariant_is_broken_once_here() -> None:
    """An invariant that no test breaks may be one that cannot fail."""
    assert {name for name, _ in check_programme.BY_SQL} | {"programme.documents"} == set(BREAKS)
