"""The columns of the price list; on a coming day the changed cells say old and new, and prices are typed in."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from models.services.prices import PriceList, PriceRow
from views import sayings
from views.texts import t
from views.widgets.fields import Entry, MoneyField
from views.widgets.tables import Column

PRICE = "price"


def columns(found: PriceList | None) -> tuple[Column, ...]:
    """The columns for a list; those of a coming day have room for two prices and take typing."""
    ahead = found is not None and found.day > found.today
    return (
        Column("code", t("prices.column.code"), lambda row: row.code, 110, tone=_quiet),
        Column("name", t("prices.column.name"), lambda row: row.name, tone=_name_tone),
        Column(
            "category",
            t("prices.column.category"),
            lambda row: row.category,
            120,
            tone=_quiet,
            spare=3,
        ),
        Column("unit", t("prices.column.unit"), lambda row: row.unit, 60, tone=_quiet, spare=4),
        Column(
            PRICE,
            t("prices.column.then" if ahead else "prices.column.price"),
            _both if ahead else _price,
            170 if ahead else 100,
            number=True,
            tone=_price_tone,
            style=_price_style,
            editor=_price_field if ahead else None,
        ),
        Column("cost", t("prices.column.cost"), _cost, 90, number=True, tone=_quiet, spare=5),
        Column(
            "next",
            t("prices.column.next"),
            _coming(found.today if found else date(2026, 1, 1)),
            170,
            tone=lambda _: "warning",
            spare=2,
        ),
    )


def _price(row: PriceRow) -> str:
    return "" if row.price is None else sayings.money(row.price)


def _both(row: PriceRow) -> str:
    """Old and new where it changes; the arrow says it where colour does not."""
    if not row.changed or row.price_today == row.price:
        return _price(row)
    old = t("prices.none_yet") if row.price_today is None else sayings.money(row.price_today)
    return f"{old} → {_price(row)}"


def _cost(row: PriceRow) -> str:
    return sayings.money(row.cost) if row.cost else ""


def _coming(today: date) -> Callable[[PriceRow], str]:
    def told(row: PriceRow) -> str:
        if row.archived:
            return t("prices.withdrawn")
        if row.sample and row.next_from is None:
            return t("prices.sample")
        if row.next_from is None or row.next_price is None:
            return ""
        day = sayings.day(row.next_from, today)
        return t("prices.coming", day=day, price=sayings.money(row.next_price))

    return told


def _quiet(_row: PriceRow) -> str:
    return "text.secondary"


def _name_tone(row: PriceRow) -> str:
    return "text.tertiary" if row.archived else "text"


def _price_tone(row: PriceRow) -> str:
    return "warning" if row.changed else _name_tone(row)


def _price_style(row: PriceRow) -> str:
    return "body.strong" if row.changed else "body"


class NewPriceField(MoneyField):
    """Takes the price of the day out of what the cell shows: of "120.00 → 135.00" it is 135.00."""

    def write(self, text: str) -> None:
        super().write(text.rpartition("→")[2].strip())


def _price_field(parent: QWidget) -> Entry:
    field = NewPriceField(name=t("prices.column.then"), parent=parent)
    field.leads_on = True  # Enter closes the cell and goes down
    return field
