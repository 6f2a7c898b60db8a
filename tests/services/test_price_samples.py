"""Example prices: one version, marked until somebody has checked them, and never the shop's own in silence."""

from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.services import price_samples, prices
from models.services.price_samples import SampleItem
from models.services.prices import ItemDetails, NewPrice, PriceRow
from tests.shopkeeping import Shop

SAMPLES = tuple(
    SampleItem(
        details=ItemDetails(category="示例", code=code, name=f"项 {code}"), price=fen, cost=100
    )
    for code, fen in (("S-1", 3000), ("S-2", 8000), ("S-3", 0))
)


def _rows(shop: Shop) -> dict[str, PriceRow]:
    return {row.code: row for row in shop.kernel.ask(prices.price_list).rows}


def _marked(shop: Shop) -> set[str]:
    return {code for code, row in _rows(shop).items() if row.sample}


def test_an_example_list_is_one_version_and_marked(shop: Shop) -> None:
    """Prices that nobody of the shop has set would be charged as if the owner had."""
    versions = len(shop.kernel.ask(prices.price_list).versions)
    shop.kernel.run(price_samples.add, SAMPLES)
    assert len(shop.kernel.ask(prices.price_list).versions) == versions + 1
    assert _marked(shop) == {"S-1", "S-2", "S-3"}
    assert _rows(shop)["S-2"].price == 8000
    assert _rows(shop)["S-2"].cost == 100


def test_one_bad_item_keeps_the_whole_list_out(shop: Shop) -> None:
    """Half a price list looks like a whole one."""
    with pytest.raises(Refused, match=r"price\.code_taken"):
        shop.kernel.run(price_samples.add, (*SAMPLES, SAMPLES[0]))
    assert _marked(shop) == set()


def test_a_price_set_by_the_owner_is_no_example_any_more(shop: Shop) -> None:
    """The mark must say what is left to check, not what once came along."""
    shop.kernel.run(price_samples.add, SAMPLES)
    item = _rows(shop)["S-1"].id
    today = shop.clock.now().date()
    shop.kernel.run(prices.set_prices, (NewPrice(item, 3000, 100),), effective_from=today)
    assert _marked(shop) == {"S-2", "S-3"}


def test_checked_examples_are_the_shops_own_and_can_be_taken_back(shop: Shop) -> None:
    """The owner's word for all of them at once; a slip of the finger is undone with its marks."""
    shop.kernel.run(price_samples.add, SAMPLES)
    before = {code: (row.price, row.cost) for code, row in _rows(shop).items()}
    outcome = shop.kernel.run(price_samples.adopt)
    assert _marked(shop) == set()
    assert {code: (row.price, row.cost) for code, row in _rows(shop).items()} == before
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert _marked(shop) == {"S-1", "S-2", "S-3"}


def test_examples_off_the_list_are_not_adopted(shop: Shop) -> None:
    """What the shop threw out must not come back as its own price."""
    shop.kernel.run(price_samples.add, SAMPLES)
    shop.kernel.run(prices.archive_item, _rows(shop)["S-3"].id)
    shop.kernel.run(price_samples.adopt)
    rows = shop.kernel.ask(prices.price_list, archived=True).rows
    assert {row.code for row in rows if row.sample} == {"S-3"}
    with pytest.raises(Refused, match=r"price\.nothing"):
        shop.kernel.run(price_samples.adopt)


def test_examples_hold_from_the_day_of_founding(shop: Shop) -> None:
    """A shop founded in the evening must be able to sell in the same hour, and not the day before."""
    shop.kernel.run(price_samples.add, SAMPLES)
    today = shop.clock.now().date()
    item = _rows(shop)["S-1"].id
    assert shop.kernel.ask(prices.item_on, item, day=today).price == 3000
    with pytest.raises(Refused, match=r"price\.none"):
        shop.kernel.ask(prices.item_on, item, day=today - timedelta(days=1))
