"""What the shop owes in points, and what is likely to be asked for."""

from datetime import timedelta

from models.rules.programme import Expiry, Programme
from models.services import erasure, points_expiry, points_owed
from tests.points.acts import use_points
from tests.services.points_at_hand import adjust, begin, give_back, sound
from tests.shopkeeping import Shop


def test_what_the_shop_owes(shop: Shop) -> None:
    """By the month in which they end and by the one they came in, with what is likely to be used."""
    begin(shop, Programme(expiry=Expiry("month_end", 1)))
    member = shop.member().id
    shop.sell("FW-114", "FW-120", member_id=member)
    owed = shop.kernel.ask(points_owed.liability)
    assert (owed.points, owed.members, owed.share, owed.known) == (200, 1, 637, False)
    assert (owed.expected, owed.worth, owed.cost) == (127, 200, 127)
    assert [(r.year, r.month, r.points) for r in owed.by_end] == [(2026, 7, 200)]
    assert [(r.year, r.month, r.points) for r in owed.by_age] == [(2026, 6, 200)]


def test_the_shops_own_share_counts_once_there_is_history(shop: Shop) -> None:
    """1,500 used and 500 lost: three quarters."""
    begin(shop, Programme(expiry=Expiry("days", 5)))
    member = shop.member().id
    adjust(shop, member, 2000)
    shop.kernel.run_keyed(shop.key(), use_points, member, 1500)
    shop.clock.advance(timedelta(days=9))
    shop.kernel.run(points_expiry.expire)
    adjust(shop, member, 100)
    owed = shop.kernel.ask(points_owed.liability)
    assert (owed.share, owed.known, owed.expected) == (750, True, 75)


def test_an_erased_member_owes_and_has_nothing(shop: Shop) -> None:
    """Their points are written off; a refund of an old bill still works."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    adjust(shop, member, 50)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert shop.kernel.ask(points_owed.liability).points == 0
    give_back(shop, sold.id)
    owed = shop.kernel.ask(points_owed.liability)
    assert (owed.points, owed.debt) == (0, 0)
    assert sound(shop)
