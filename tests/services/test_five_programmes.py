"""The five programmes of PRODUCT.md can be written, switched on and lived with, without touching code."""

from datetime import date
from typing import Any

import msgspec
import pytest

from models.rules import programme_check
from models.services import behaviours, check, members, milestones, points_accounts, segments, tiers
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from tests.services.five_programmes import FIVE
from tests.services.programming import asked, give_back, pass_days, switch_on
from tests.services.test_programme_days import live
from tests.shopkeeping import Shop


def _points(shop: Shop, member_id: str) -> int:
    return int(shop.kernel.ask(asked, points_accounts.balance_of, member_id).usable)


def _on(shop: Shop, name: str) -> None:
    switch_on(shop, programme_check.read(msgspec.json.encode(FIVE[name])))


def _newcomer(shop: Shop, by: str, **more: Any) -> str:
    details = MemberDetails(
        name="新客",
        phones=(PhoneEntry(number="15401070001"),),
        addresses=(AddressEntry(text="槐树街 1 号"),),
        referred_by_id=by,
        **more,
    )
    return shop.kernel.run_keyed(shop.key(), members.create, details).result.id


@pytest.mark.parametrize("name", sorted(FIVE))
def test_each_is_valid_active_and_lived_with(shop: Shop, name: str) -> None:
    """A month of bills, days, refunds and behaviours under each; every invariant holds."""
    _on(shop, name)
    old = shop.member().id
    new = _newcomer(shop, old, birthday=date(1980, 6, 14))
    for n in range(6):
        bill = shop.sell("FW-114", "PJ-0612", member_id=(old, new)[n % 2])
        pass_days(shop, 1)
        live(shop)
    for row in shop.kernel.ask(behaviours.offered, old):
        shop.kernel.run_keyed(shop.key(), behaviours.credit, old, row.code)
    give_back(shop, bill.id)
    shop.kernel.ask(segments.counts)
    report = shop.kernel.ask(check.check)
    assert report.sound, [finding for finding in report.findings if finding.broken]


def test_moving_by_its_own_figures(shop: Shop) -> None:
    """Referral 200, review 50, +10 a day for diamond, 10,000 lift a tier, 5321."""
    _on(shop, "moving")
    old = shop.member().id
    new = _newcomer(shop, old)
    shop.sell("FW-001", member_id=new)
    assert _points(shop, old) == 200
    shop.kernel.run_keyed(shop.key(), behaviours.credit, new, "review")
    assert _points(shop, new) == 30 + 50
    live(shop)
    assert shop.kernel.ask(segments.standing, new).placed.segment == "diamond"
    assert _points(shop, new) == 30 + 50 + 10
    for _ in range(84):
        shop.sell("FW-114", member_id=new)
    assert shop.kernel.ask(asked, tiers.tier_of, new) == "silver"
    states = {row.code: row.state for row in shop.kernel.ask(milestones.of_member, new)}
    assert states == dict.fromkeys(("1", "2", "3", "5"), "reached")
    assert shop.kernel.ask(segments.standing, new).strategy == "专属顾问，年费全免"


def test_loyalty_by_its_own_figures(shop: Shop) -> None:
    """1 yuan = 1 point, silver 95 %, gold 90 %, gold earns double, birthday gift by the tier."""
    _on(shop, "loyalty")
    member = _newcomer(shop, shop.member().id, birthday=date(1980, 6, 12))
    shop.sell("FW-114", member_id=member)
    assert _points(shop, member) == 120
    for _ in range(16):
        shop.sell("FW-114", member_id=member)
    assert shop.kernel.ask(asked, tiers.benefits_of, member).discount == 50
    for _ in range(26):  # at 114 yuan each
        shop.sell("FW-114", member_id=member)
    assert shop.kernel.ask(asked, tiers.tier_of, member) == "gold"
    before = _points(shop, member)
    shop.sell("FW-001", member_id=member)
    assert _points(shop, member) == before + 54  # 27 yuan, twice
    pass_days(shop, 1)
    live(shop)
    assert _points(shop, member) == before + 54 + 50 + 200


def test_property_counts_visits_and_taking_part(shop: Shop) -> None:
    _on(shop, "property")
    member = shop.member().id
    shop.kernel.run_keyed(shop.key(), behaviours.credit, member, "event")
    assert _points(shop, member) == 30
    for _ in range(6):
        shop.sell("FW-001", member_id=member)
        pass_days(shop, 1)
    assert shop.kernel.ask(asked, tiers.benefits_of, member).response_minutes == 60
