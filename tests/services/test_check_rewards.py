"""``check`` finds what is wrong with rewards, coupons and money paid ahead: each invariant is broken once."""

from pathlib import Path

import pytest

from models.rules.checkout import TenderIn
from models.rules.coupons import CouponPlan
from models.rules.programme import Programme, StoredValue, TopUp
from models.services import check, check_rewards, prepaid, redemptions, visit_cards
from models.store.engine import FILE_NAME, FileKey, connect
from tests.services.rewarding import (
    card,
    coupon,
    give_back,
    grant,
    order,
    pay,
    reward,
    switch_on,
    top_up,
)
from tests.shopkeeping import Shop

BREAKS: dict[str, str] = {
    "redemption.numbers": "UPDATE counter SET last=last+1 WHERE id='A/redemption'",
    "coupon.numbers": "UPDATE counter SET last=last-1 WHERE id='A/coupon'",
    "prepaid.numbers": "DELETE FROM prepaid WHERE sequence=1",
    "visit.numbers": "UPDATE visit_card SET sequence=2 WHERE sequence=1",
    "redemption.points": "UPDATE redemption SET points=points+1",
    "redemption.state": "UPDATE redemption SET state='completed' WHERE state='cancelled'",
    "redemption.cash": "UPDATE prepaid SET amount=amount+1 WHERE what='reward'",
    "redemption.coupon": "UPDATE coupon SET source_id='nobody' WHERE source='redemption'",
    "redemption.snapshot": "UPDATE redemption SET quantity=quantity+1",
    "reward.stock": "UPDATE reward SET stock=0",
    "coupon.state": "UPDATE coupon SET state='issued' WHERE state='used'",
    "coupon.bills": "UPDATE coupon SET worth=worth-1 WHERE state='used'",
    "points.bills": "UPDATE points_entry SET bill_id=NULL WHERE rule='pay'",
    "points.bills_back": "UPDATE points_entry SET points=points+1 WHERE entry_kind='come_back'",
    "value.left": "UPDATE value_move SET gift=gift-999999 WHERE prepaid_id IS NULL",
    "value.papers": "UPDATE value_move SET gift=gift+1 WHERE prepaid_id IS NOT NULL",
    "value.bills": "UPDATE value_move SET paid=paid-1 WHERE refund_id IS NOT NULL",
    "prepaid.formula": "UPDATE prepaid SET amount=amount+1 WHERE direction='out' AND what='card'",
    "visit.left": "UPDATE visit_use SET visits=visits+99 WHERE refund_id IS NULL",
    "visit.sold": "UPDATE visit_card SET closed_at=NULL",
    "visit.bills": "UPDATE visit_use SET worth=worth+1",
    "refund.no_money": "UPDATE refund_tender SET tender_kind='cash'",
}


@pytest.fixture
def spent(shop: Shop) -> Shop:
    """A shop in which everything of rewards and prepaid money happened, and part of it came back."""
    rules = Programme(stored_value=StoredValue(offers=(TopUp(50_000, 2_500),), order="together"))
    switch_on(shop, rules)
    member = shop.member().id
    grant(shop, member, 20_000)
    run = shop.kernel.run_keyed
    plan = CouponPlan(name="满减", value=500)
    ticket = reward(shop, reward_kind="coupon", coupon=plan, cash=100, stock=3)
    run(shop.key(), redemptions.redeem, member, ticket, tender=TenderIn("cash", 100))
    held = run(shop.key(), redemptions.hold, member, reward(shop, stock=1)).result
    run(shop.key(), redemptions.hold, member, reward(shop))
    shop.kernel.run(redemptions.cancel, held.id)
    undone = run(
        shop.key(), redemptions.redeem, member, ticket, tender=TenderIn("cash", 100)
    ).result
    shop.kernel.run(redemptions.take_back, undone.id)
    top_up(shop, member, 50_000)
    one, two = card(shop, member), card(shop, member)
    run(shop.key(), visit_cards.give_back, two.ref_id, reason="不要了")
    used = coupon(shop, member)
    wanted = order(
        shop, member, "FW-120", "FW-114", points=1000, coupon_ids=(used,),
        visit_card_ids=((one.ref_id, 1),),
    )  # fmt: skip
    posted = pay(shop, wanted, "stored")
    give_back(shop, posted.id, amount=3333)
    whole = pay(shop, order(shop, member, "FW-001", coupon_ids=(coupon(shop, member),)))
    give_back(shop, whole.id)
    other = shop.member("李雷", "15401060001").id
    top_up(shop, other, 700, kind="cash")
    run(shop.key(), prepaid.give_back, other, reason="搬走了")
    return shop


def test_a_shop_that_gives_and_takes_back_is_sound(spent: Shop) -> None:
    """A check that cries wolf is switched off."""
    report = spent.kernel.ask(check.check)
    assert report.sound, [finding for finding in report.findings if finding.broken]


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_row_is_found_by_name(spent: Shop, folder: Path, key: FileKey, name: str) -> None:
    """A coupon used twice, a fen that vanished: found by the name of what was broken."""
    connection = connect(folder / FILE_NAME, key)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(BREAKS[name])
    connection.close()
    report = spent.kernel.ask(check.check)
    finding = next(one for one in report.findings if one.name == name)
    assert finding.broken
    assert finding.rows


def test_every_invariant_is_broken_once_here() -> None:
    """An invariant that no test breaks may be one that cannot fail."""
    assert {name for name, _ in check_rewards.BY_SQL} == set(BREAKS)
