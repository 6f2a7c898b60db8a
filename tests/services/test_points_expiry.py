"""The last day of points, on a real file: in the shop's zone, once only, and never by a clock that jumped.

If it fails, a member loses points that were good, or keeps what was over.
"""

from datetime import date, timedelta

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.kernel import NOBODY, PROGRAM
from models.rules.programme import Expiry, Programme
from models.services import points, points_expiry, programme_clock, programme_days
from tests.points.acts import give_up, use_points
from tests.services.points_at_hand import adjust, begin, give_back, have, sound
from tests.services.programming import rows
from tests.shopkeeping import Shop


def test_points_that_had_expired_are_not_taken_twice(shop: Shop) -> None:
    """They are gone: a refund does not make a debt of them."""
    begin(shop, Programme(expiry=Expiry("days", 3)))
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 50)
    shop.clock.advance(timedelta(days=4))
    for _ in range(2):
        shop.kernel.run(points_expiry.expire)
    give_back(shop, sold.id)
    assert have(shop, member).debt == 50
    assert sound(shop)


def test_what_comes_back_late_is_good_for_the_days_of_grace(shop: Shop) -> None:
    """The old last day where it has not come; seven days where it has."""
    begin(shop, Programme(expiry=Expiry("days", 3), comeback_grace_days=7))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    used = shop.kernel.run_keyed(shop.key(), use_points, member, 100).result
    old = have(shop, member).next_day
    shop.kernel.run_keyed(shop.key(), give_up, used, 40)
    assert have(shop, member).next_day == old
    shop.clock.advance(timedelta(days=5))
    shop.kernel.run_keyed(shop.key(), give_up, used, None)
    file = have(shop, member)
    assert (file.usable, file.next_day) == (60, shop.clock.now().date() + timedelta(days=7))
    shop.kernel.run(points_expiry.expire)
    assert have(shop, member).usable == 60
    assert sound(shop)


def test_a_lot_is_good_through_its_last_day_in_the_shops_zone(shop: Shop) -> None:
    """Eleven at night in Shanghai is still the last day, though in London it is another."""
    begin(shop, Programme(expiry=Expiry("month_end", 0)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    shop.clock.set(shop.clock.now().replace(day=30, hour=15, minute=30))
    day = have(shop, member).on
    assert day == date(2026, 6, 30)
    assert have(shop, member).on == day
    assert have(shop, member).usable == 120
    assert shop.kernel.run(points_expiry.expire).result.lots == 0
    shop.clock.advance(timedelta(hours=1))
    assert have(shop, member).usable == 0, "no entry is needed for it to count for nothing"
    assert shop.kernel.run(points_expiry.expire).result == points_expiry.Expired(
        lots=1, points=120, more=False
    )
    assert have(shop, member, on=day).usable == 120


def test_a_clock_set_back_expires_nothing_twice(shop: Shop) -> None:
    """The entry's id follows from its lot."""
    begin(shop, Programme(expiry=Expiry("days", 1)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    noon = shop.clock.now()
    for _ in range(2):
        shop.clock.set(noon + timedelta(days=5))
        shop.kernel.run(points_expiry.expire)
        shop.clock.set(noon)
    kinds = [entry.kind for entry in shop.kernel.ask(points.entries, member)]
    assert kinds == ["expire", "earn"]
    assert sound(shop)


def test_expiry_goes_on_where_it_stopped(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """By batches: the desk waits for none, and a stop in between loses nothing."""
    monkeypatch.setattr(points_expiry, "BATCH", 2)
    begin(shop, Programme(expiry=Expiry("days", 1)))
    member = shop.member().id
    for _ in range(5):
        adjust(shop, member, 10)
    shop.clock.advance(timedelta(days=2))
    assert shop.kernel.ask(points_expiry.due).lots == 5
    batches = []
    while (done := shop.kernel.run(points_expiry.expire).result).lots:
        batches.append((done.lots, done.more))
    assert batches == [(2, True), (2, True), (1, False)]
    assert sound(shop)


def test_a_clock_that_jumped_takes_no_points(shop: Shop) -> None:
    """Ten years ahead by a flat battery: somebody has to say that it is right."""
    begin(shop, Programme(expiry=Expiry("days", 30)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    shop.clock.advance(timedelta(days=3650))
    assert shop.kernel.ask(points_expiry.due).far
    with pytest.raises(Refused, match=r"points\.clock"):
        shop.kernel.run(points_expiry.expire)
    with pytest.raises(Refused, match=r"points\.clock"):
        shop.kernel.run(programme_days.run, "standing", shop.clock.now().date())
    shop.sell("FW-001")
    with pytest.raises(Refused, match=r"points\.clock"):  # a sale proves nothing of the year
        shop.kernel.run(points_expiry.expire)
    shop.kernel.run(programme_clock.confirm)
    assert shop.kernel.run(points_expiry.expire).result.points == 120


@pytest.mark.parametrize(("days", "far"), [(60, False), (61, True)])
def test_the_clock_is_doubted_after_more_than_sixty_days_and_believed_again(
    shop: Shop, days: int, far: bool
) -> None:
    """Two months of holiday are a holiday; and who was asked once is not asked every morning."""
    begin(shop, Programme(expiry=Expiry("days", 30)))
    shop.sell("FW-114", member_id=shop.member().id)
    shop.clock.advance(timedelta(days=days))
    assert (shop.kernel.ask(programme_clock.doubted) is not None) is far
    shop.kernel.run(programme_clock.confirm)
    shop.clock.advance(timedelta(days=60))
    assert shop.kernel.ask(programme_clock.doubted) is None
    shop.clock.advance(timedelta(days=1))
    assert shop.kernel.ask(programme_clock.doubted) is not None


def test_a_month_of_bills_after_a_silence_proves_the_clock(shop: Shop) -> None:
    """A shop upgraded today that was shut for a season years ago is not asked about it."""
    begin(shop, Programme())
    shop.sell("FW-114")
    shop.clock.advance(timedelta(days=200))
    for _ in range(4):
        shop.sell("FW-114")
        assert shop.kernel.ask(programme_clock.doubted) is not None
        shop.clock.advance(timedelta(days=10))
    assert shop.kernel.ask(programme_clock.doubted) is None


@pytest.mark.parametrize("who", [NOBODY, Actor(id="clerk", name="小何", level=Level.CLERK)])
def test_what_the_program_does_is_written_down_as_its_own_also_on_a_locked_desk(
    shop: Shop, who: Actor
) -> None:
    """Else the clerk who was signed in at nine took the points of everybody whose month was over."""
    begin(shop, Programme(expiry=Expiry("days", 30)))
    shop.sell("FW-114", member_id=shop.member().id)
    shop.clock.advance(timedelta(days=31))
    shop.kernel.actor = who
    assert shop.kernel.run(points_expiry.expire).result.points == 120
    shop.kernel.actor = PROGRAM
    last = shop.kernel.ask(rows, "SELECT actor_id FROM points_entry WHERE entry_kind='expire'")
    told = shop.kernel.ask(rows, "SELECT actor_id FROM operation ORDER BY position DESC LIMIT 1")
    assert [row["actor_id"] for row in (*last, *told)] == ["", ""]
    assert sound(shop)
