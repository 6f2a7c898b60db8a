"""Prices prepared for a coming day: what changes then, old and new, and the way back before the day has come."""

from dataclasses import dataclass
from datetime import date

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.prices import PriceEntry, changes, price_on
from models.services import prices
from models.services.prices import SAMPLE, NewPrice
from models.store.work import View, Work
from models.tables.prices import PriceItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A coming day and how many items cost something else from then on."""

    day: date
    count: int


@query(Right.SERVE)
def prepared(view: View) -> tuple[Prepared, ...]:
    """The coming days on which a price changes, the next one first."""
    shown = {row["id"] for row in view.sql("SELECT id FROM price_item WHERE archived_at IS NULL")}
    counts: dict[date, int] = {}
    for item_id, entries in prices.entries_of(view).items():
        for _, after in changes(entries) if item_id in shown else ():
            if after.effective_from > view.today:
                counts[after.effective_from] = counts.get(after.effective_from, 0) + 1
    return tuple(Prepared(day=day, count=counts[day]) for day in sorted(counts))


@use_case(Right.PRICE, inverse="prices.set_prices")
def take_back(work: Work, day: date, item_ids: tuple[str, ...] = ()) -> int:
    """Call off what was prepared for a coming day: for these items, or for all of them where none is named.

    What holds the day before holds on; both stay on record. Returns the new version's number. Raises
    Refused("price.begun" | "price.nothing"), Refused("price.first") where an item has no price before.
    """
    if day <= work.today:
        raise Refused("price.begun", field="day", day=day)
    found = prices.entries_of(work)
    for item_id in item_ids:
        work.get(PriceItem, item_id)
    earlier: list[NewPrice] = []
    planned: list[NewPrice] = []
    notes = set()
    for item_id in item_ids or sorted(found):
        change = _change_on(found.get(item_id, []), day)
        if change is None:
            continue
        before, after = change
        if before is None or before.price is None:
            if not item_ids:
                continue  # a new item begins that day: only calling it off by name says that it cannot be
            raise Refused("price.first", field="day", name=work.get(PriceItem, item_id).name)
        earlier.append(NewPrice(item_id, before.price, before.cost))
        planned.append(NewPrice(item_id, after.price or 0, after.cost))
        notes.add(SAMPLE if before.sample else "")
    note = SAMPLE if notes == {SAMPLE} else ""
    number = prices.set_prices(work, earlier, effective_from=day, note=note)
    work.undo_by(prices.set_prices, tuple(planned), effective_from=day)
    return number


def _change_on(entries: list[PriceEntry], day: date) -> tuple[PriceEntry | None, PriceEntry] | None:
    """What held the day before and what is to hold from ``day`` on; None where nothing changes then."""
    found = next((pair for pair in changes(entries) if pair[1].effective_from == day), None)
    if found is None:
        return None
    return price_on((e for e in entries if e.effective_from < day), day), found[1]
