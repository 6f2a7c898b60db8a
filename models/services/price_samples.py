"""The example price list a trade brings along: taken in at the founding, marked until the shop has checked it."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import use_case
from models.services import prices
from models.services.prices import SAMPLE, ItemDetails, NewPrice
from models.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleItem:
    """An item of an example list; money in fen a unit."""

    details: ItemDetails
    price: int
    cost: int = 0


@use_case(Right.PRICE)
def add(work: Work, items: Sequence[SampleItem]) -> int:
    """Take an example list into the price list as one version, from today on; returns its number.

    Never undone: each item is taken off the list by itself. Raises as prices.add_item does, and
    Refused("price.nothing").
    """
    if not items:
        raise Refused("price.nothing", field="price")
    version = prices.new_version(work, work.today, note=SAMPLE)
    for entry in items:
        item = prices.new_item(work, entry.details)
        prices.put_price(work, version, NewPrice(item.id, entry.price, entry.cost))
    return version.number


@use_case(Right.PRICE, inverse="prices.take_back_prices")
def adopt(work: Work) -> int:
    """Make the example prices that still hold the shop's own from today on; returns the version's number.

    Called when somebody has looked at them. Raises Refused("price.nothing") where none is left.
    """
    checked = [
        NewPrice(row.id, row.price, row.cost)
        for row in prices.price_list(work).rows
        if row.sample and row.price is not None
    ]
    return prices.set_prices(work, checked, effective_from=work.today)
