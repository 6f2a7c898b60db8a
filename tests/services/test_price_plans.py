"""Prices prepared ahead: the owner sees what changes and can call it off; on the day they hold by themselves."""

from datetime import date, timedelta

import pytest

from models.base.errors import Refused
from models.services import job_file, price_plans, prices
from models.services.prices import ItemDetails, NewPrice
from tests.shopkeeping import Shop

TODAY = date(2026, 6, 11)
JULY = date(2026, 7, 1)


def _plan(shop: Shop, code: str, price: int, *, day: date = JULY, cost: int = 0) -> None:
    new = NewPrice(shop.items[code], price, cost)
    shop.kernel.run(prices.set_prices, (new,), effective_from=day)


def _changed(shop: Shop, day: date) -> dict[str, tuple[int | None, int | None]]:
    rows = shop.kernel.ask(prices.price_list, day=day).rows
    return {row.code: (row.price_today, row.price) for row in rows if row.changed}


def test_the_list_of_a_coming_day_marks_what_changes_old_and_new(shop: Shop) -> None:
    """Forty prices in July, and one of them a slip: it must be seen before July."""
    _plan(shop, "FW-114", 13500)
    _plan(shop, "PJ-0618", 2800, cost=1000)
    _plan(shop, "FW-120", 8000)
    assert _changed(shop, JULY) == {"FW-114": (12000, 13500), "PJ-0618": (2800, 2800)}
    assert _changed(shop, TODAY) == {}
    told = [(row.day, row.count) for row in shop.kernel.ask(price_plans.prepared)]
    assert told == [(JULY, 2)]


def test_on_the_day_they_hold_by_themselves(shop: Shop) -> None:
    """Nobody has to be there at midnight, and an open job keeps the price of its day."""
    _plan(shop, "FW-114", 13500)
    job = shop.job(shop.member().id, "FW-114").id
    shop.clock.advance(timedelta(days=(JULY - TODAY).days))
    assert shop.kernel.ask(prices.item_on, shop.items["FW-114"]).price == 13500
    assert shop.kernel.ask(price_plans.prepared) == ()
    assert shop.kernel.ask(job_file.file, job).lines[0].price == 12000
    with pytest.raises(Refused, match=r"price\.begun"):
        shop.kernel.run(price_plans.take_back, JULY)


def test_one_change_is_called_off_and_the_others_stay(shop: Shop) -> None:
    """The raise of one item was decided against; the rest of July stands."""
    _plan(shop, "FW-114", 13500)
    _plan(shop, "FW-120", 8800)
    before = _changed(shop, JULY)
    outcome = shop.kernel.run(price_plans.take_back, JULY, (shop.items["FW-114"],))
    assert _changed(shop, JULY) == {"FW-120": (8000, 8800)}
    row = next(r for r in shop.kernel.ask(prices.price_list).rows if r.code == "FW-114")
    assert (row.next_price, row.next_from) == (None, None), "the board would end before July"
    with pytest.raises(Refused, match=r"price\.nothing"):
        shop.kernel.run(price_plans.take_back, JULY, (shop.items["FW-114"],))
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert _changed(shop, JULY) == before


def test_a_whole_day_is_called_off_and_what_comes_later_stays(shop: Shop) -> None:
    """The new prices of July are off; those of next year were prepared apart."""
    later = date(2027, 1, 1)
    _plan(shop, "FW-114", 13500)
    _plan(shop, "FW-120", 8800)
    _plan(shop, "FW-114", 15000, day=later)
    shop.kernel.run(price_plans.take_back, JULY)
    assert [row.day for row in shop.kernel.ask(price_plans.prepared)] == [later]
    assert _changed(shop, later) == {"FW-114": (12000, 15000)}


def test_the_first_price_of_an_item_is_not_called_off(shop: Shop) -> None:
    """An item without any price stands on the list and is sold to nobody."""
    item = shop.kernel.run(
        prices.add_item, ItemDetails(category="新", code="N-1", name="新"), price=100
    ).result
    shop.items["N-1"] = item
    _plan(shop, "N-1", 200)
    shop.kernel.run(price_plans.take_back, JULY, (item,))
    assert shop.kernel.ask(prices.item_on, item, day=JULY).price == 100
    for nothing in (JULY, date(2026, 8, 1)):
        with pytest.raises(Refused, match=r"price\.nothing"):
            shop.kernel.run(price_plans.take_back, nothing)
