"""The price of an item on any day, from versions that name only what changed.

Must not change a price that once held: a version begins today or later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.base.errors import Refused
from models.base.money import MAX_FEN

EARNING_CLASSES = ("standard", "special", "fee", "none")
"""How a price earns points: fully, at a rate of its own, as a fee, which a tier may have free, or not at all."""


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """A price (fen a unit) that holds from a shop day on; ``number`` is its version's, rising.

    ``price`` None takes the item off the list from that day on. ``cost`` is the shop's own, fen.
    ``sample``: it came with the trade's example list.
    """

    effective_from: date
    number: int
    price: int | None
    cost: int = 0
    sample: bool = False


def price_on(entries: Iterable[PriceEntry], day: date) -> PriceEntry | None:
    """The entry that holds on ``day``: the latest that began, of one day the later version."""
    begun = [entry for entry in entries if entry.effective_from <= day]
    return max(begun, key=_order, default=None)


def price_of(entries: Iterable[PriceEntry], day: date) -> PriceEntry:
    """As ``price_on``. Raises Refused ``price.none`` where the item has no price on ``day``."""
    entry = price_on(entries, day)
    if entry is None or entry.price is None:
        raise Refused("price.none", field="item", day=day)
    return entry


def next_change(entries: Iterable[PriceEntry], day: date) -> PriceEntry | None:
    """The first entry after ``day`` that will hold and changes something, None where nothing is planned."""
    return next((after for _, after in changes(entries) if after.effective_from > day), None)


def changes(entries: Iterable[PriceEntry]) -> tuple[tuple[PriceEntry | None, PriceEntry], ...]:
    """Every change of price or cost, oldest first: what held the day before, and what holds from then on.

    An entry that leaves both as they were is none: so stands what was prepared and taken back again.
    """
    found: list[tuple[PriceEntry | None, PriceEntry]] = []
    before: PriceEntry | None = None
    for entry in history(entries):
        if before is None or (before.price, before.cost) != (entry.price, entry.cost):
            found.append((before, entry))
        before = entry
    return tuple(found)


def history(entries: Iterable[PriceEntry]) -> tuple[PriceEntry, ...]:
    """The entries that held at some time or will, oldest first; overruled ones are left out."""
    by_day = {entry.effective_from: entry for entry in sorted(entries, key=_order)}
    return tuple(by_day[day] for day in sorted(by_day))


def check_entry(effective_from: date, *, today: date, price: int | None, cost: int = 0) -> None:
    """Whether a new entry may be made.

    Raises Refused ``price.past`` (``today``), ``price.negative`` or ``price.too_large`` (``most``).
    """
    if effective_from < today:
        raise Refused("price.past", field="effective_from", today=today)
    for field, amount in (("price", price or 0), ("cost", cost)):
        if amount < 0:
            raise Refused("price.negative", field=field)
        if amount > MAX_FEN:
            raise Refused("price.too_large", field=field, most=MAX_FEN)


def _order(entry: PriceEntry) -> tuple[date, int]:
    return entry.effective_from, entry.number
