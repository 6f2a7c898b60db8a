"""A life of points in the shop that ``check`` is tried on, and how each of its invariants is broken once."""

from datetime import timedelta

from models.rules.programme import Expiry, Programme
from models.services import (
    households,
    merges,
    points,
    points_carried,
    points_expiry,
    programme,
    refunds,
)
from models.services.refunds import RefundOrder
from tests.points.acts import give_up, use_points
from tests.shopkeeping import Shop

BREAKS = {
    "points.entry": "UPDATE points_entry SET points=points+1 WHERE entry_kind='earn'",
    "points.account": "UPDATE points_lot SET account_id=(SELECT max(id) FROM points_account)"
    " WHERE account_id=(SELECT min(id) FROM points_account)",
    "points.lot": "UPDATE points_lot SET points=points+1",
    "points.below": "UPDATE points_entry SET day='2020-01-01' WHERE entry_kind='spend'",
    "points.open": "UPDATE points_open SET points=points+1",
    "points.kind": "UPDATE points_entry SET entry_kind='repay' WHERE entry_kind='earn'",
    "points.earned": "UPDATE points_entry SET version_id=NULL WHERE entry_kind='earn'",
    "points.come_back": "UPDATE points_move SET of_id='nobody' WHERE of_id IS NOT NULL",
    "points.carried": "UPDATE points_entry SET of_id=NULL WHERE entry_kind='move_in'",
    "points.expired": "UPDATE points_entry SET day='2020-01-01' WHERE entry_kind='expire'",
    "points.bonus": "UPDATE points_entry SET entry_kind='bonus' WHERE entry_kind='earn'",
    "points.owner": "UPDATE points_account SET owner_id='nobody'",
    "points.expiry_ids": "UPDATE points_entry SET entry_kind='expire' WHERE entry_kind='spend'",
    "points.refunds": "UPDATE points_entry SET asked=asked+1, lapsed=lapsed+1"
    " WHERE entry_kind='take_back'",
}


def begin(shop: Shop) -> None:
    """Points are earned from today on, and last three days."""
    draft = shop.kernel.run(programme.write_draft, Programme(expiry=Expiry("days", 3))).result
    shop.kernel.run(programme.activate, draft, valid_from=shop.clock.now().date())


def live(shop: Shop, member_id: str) -> None:
    """Points that are earned, used, taken back, merged and put into a pot, and some that expire."""
    shop.clock.advance(timedelta(days=1))
    run = shop.kernel.run_keyed
    other = shop.member("丁宁", "15401069990").id
    third = shop.member("丁玲", "15401069991").id
    run(shop.key(), points.adjust, other, 300, reason="开业")
    run(shop.key(), points.give_on, other, member_id, 50, reason="送")
    used = run(shop.key(), use_points, other, 100).result
    run(shop.key(), give_up, used, 40)
    run(shop.key(), merges.merge, third, other)
    sold = shop.sell("FW-114", "FW-120", member_id=third)
    run(shop.key(), use_points, third, 390)
    run(shop.key(), refunds.refund, RefundOrder(bill_id=sold.id, reason="不满意", amount=15_000))
    run(shop.key(), points.forgive, third, 20, reason="体谅")
    house = shop.kernel.run(households.join, third, member_id).result
    shop.kernel.run(points_carried.open_pot, house)
    shop.clock.advance(timedelta(days=5))
    shop.kernel.run(points_expiry.expire)
