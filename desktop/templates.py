"""What a trade brings along when a shop is founded: its example price list, read from resources/templates."""

import tomllib
from typing import Any

import resources
from models.services.price_samples import SampleItem
from models.services.prices import ItemDetails


def price_samples(trade: str, language: str) -> tuple[SampleItem, ...]:
    """The example price list of a trade in the words of ``language``; the file has whole yuan."""
    found = tomllib.loads(resources.text(f"templates/{trade}.toml"))
    return tuple(_item(found, entry, language) for entry in found["item"])


def _item(found: dict[str, Any], entry: dict[str, Any], language: str) -> SampleItem:
    details = ItemDetails(
        category=found["category"][entry["category"]][language],
        code=entry["code"],
        name=entry[language],
        kind=entry.get("kind", "service"),
        unit=found["unit"][entry["unit"]][language],
        earning_class=entry.get("earning", "standard"),
        warranty_days=entry.get("days", 0),
    )
    return SampleItem(details=details, price=entry["price"] * 100, cost=entry.get("cost", 0) * 100)
