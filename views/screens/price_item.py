"""The chosen item of the price list: its details, a new price, and every price it ever had."""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.rules.prices import EARNING_CLASSES, PriceEntry
from models.services import prices
from models.services.prices import ItemDetails, NewPrice, PriceRow
from views import clock, sayings
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.days import DayField
from views.widgets.facts import KeyValues
from views.widgets.fields import CodeEntry, Entry, MoneyField
from views.widgets.form import Form
from views.widgets.panel import Panel, hairline
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

Order = tuple[Callable[..., Any], tuple[Any, ...], Mapping[str, Any], str]
"""A use case, its arguments, its options, and what to say when it is done."""

HISTORY = 6
_FIELDS = ("category", "code", "name", "kind", "unit", "warranty_days", "earning_class")
_LABELS = {
    "category": "category",
    "code": "code",
    "name": "name",
    "kind": "kind",
    "unit": "unit",
    "warranty_days": "warranty",
    "earning_class": "earning",
    "price": "price",
    "cost": "cost",
    "effective_from": "from",
}


class PriceItemPanel(QWidget):
    """Fields of one item. ``typing`` is true from the first act of typing until it is saved or left."""

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        super().__init__()
        self._row: PriceRow | None = None
        self._new = False
        self._pricing = False
        self.typing = False
        self._today = date(2026, 1, 1)
        self._panel = Panel(t("prices.item"))
        self._form = Form()
        self._make_fields()
        self._history = KeyValues()
        self._history_title = Text(t("prices.history"), style="label.bold")
        self._note = Text(t("prices.lines_keep"), style="caption", tone="text.tertiary")
        self._note.setWordWrap(True)
        self._save = Button(acts["save"], "primary")
        self._archive = Button(acts["archive"])
        scroll = ScrollColumn()
        self._past = (hairline(), self._history_title, self._history, self._note)
        for part in (self._form, *self._past):
            scroll.body.addWidget(part)
        scroll.body.addStretch(1)
        self._panel.body.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._archive)
        buttons.addWidget(self._save, 1)
        self._panel.body.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._panel)
        self._show_price_rows(new=False)

    def _make_fields(self) -> None:
        label = _label
        self._category = Entry(name=label("category"))
        self._code = CodeEntry(name=label("code"), hint="FW-001")
        self._name = Entry(name=label("name"))
        self._kind = Choice(_kinds(), name=label("kind"))
        self._unit = Entry(name=label("unit"))
        self._warranty = CodeEntry(name=label("warranty_days"), hint="0")
        self._earning = Choice(_earnings(), name=label("earning_class"))
        self._price = MoneyField(name=label("price"), hint="0.00")
        self._cost = MoneyField(name=label("cost"), hint="0.00")
        self._from = DayField("effective_from", name=label("effective_from"))
        fields: tuple[QWidget, ...] = (
            self._category,
            self._code,
            self._name,
            self._kind,
            self._unit,
            self._warranty,
            self._earning,
            self._price,
            self._cost,
            self._from,
        )
        for name, field in zip((*_FIELDS, "price", "cost", "effective_from"), fields, strict=True):
            self._form.add(name, label(name), field)
            if isinstance(field, Entry):
                field.textEdited.connect(self._typed)
        for price_field in (self._price, self._cost, self._from):
            price_field.textEdited.connect(self._priced)
        self._kind.activated.connect(self._typed)
        self._earning.activated.connect(self._typed)

    # Filling

    def show_item(self, row: PriceRow | None, today: date) -> None:
        """Show an item as it stands; nothing is being typed then."""
        self._row, self._today, self._new, self.typing = row, today, False, False
        self._pricing = False
        self._from.today = today
        self._form.accept()
        self.setEnabled(True)
        self._panel.set_title(row.name if row else t("prices.item"))
        self._category.write(row.category if row else "")
        self._code.write(row.code if row else "")
        self._name.write(row.name if row else "")
        self._kind.choose(row.kind if row else "service")
        self._unit.write(row.unit if row else "")
        self._warranty.write(str(row.warranty_days) if row else "")
        self._earning.choose(row.earning_class if row else "standard")
        self._price.set_value(row.price if row else None)
        self._cost.set_value(row.cost if row else None)
        self._from.set_day(today if row else None)
        self._show_price_rows(new=False)
        self._form.setVisible(row is not None)
        for part in self._past:
            part.setVisible(row is not None)
        self._save.setVisible(row is not None)
        self._archive.setVisible(row is not None)
        if row is not None:
            self._archive.say(t("prices.put_back" if row.archived else "prices.archive"))

    def show_history(self, entries: tuple[PriceEntry, ...]) -> None:
        """List the newest prices, the coming ones first."""
        self._history.write(
            [
                (
                    t("prices.history_row", day=sayings.iso_day(entry.effective_from)),
                    sayings.money(entry.price or 0),
                )
                for entry in list(reversed(entries))[:HISTORY]
            ]
        )

    def set_categories(self, names: list[str]) -> None:
        """Offer the known categories while one is typed."""
        self._category.setPlaceholderText(" ".join(names[:3]))

    def begin_new(self, category: str, typed: str) -> None:
        """Empty the fields for a new item."""
        self.show_item(None, self._today)
        self._new, self.typing = True, True
        self._panel.set_title(t("prices.new_item"))
        self._category.write(category)
        self._name.write(typed)
        self._history.write([])
        self._show_price_rows(new=True)
        self._form.setVisible(True)
        self._save.setVisible(True)
        (self._code if category else self._category).setFocus()

    def begin_edit(self) -> None:
        """Put the cursor into the name."""
        if self._row is not None:
            self._name.setFocus()
            self._name.selectAll()

    def begin_price(self) -> None:
        """Put the cursor into the new price."""
        if self._row is not None:
            self._price.setFocus()
            self._price.selectAll()

    def busy(self, busy: bool) -> None:
        """Hold still while a use case is under way."""
        self._save.setEnabled(not busy)

    # Reading

    def order(self) -> Order | None:
        """What to run for what was typed; None where nothing was. Raises Refused beside the field."""
        if self._new:
            details, price = self._details(), self._fen(self._price, "price")
            words = t("prices.added", name=details.name)
            return (
                prices.add_item,
                (details,),
                {"price": price, "cost": self._cost.value() or 0},
                words,
            )
        if self._row is None or not self.typing:
            return None
        if self._pricing:
            return self._price_order(self._row)
        details = self._details()
        return prices.edit_item, (self._row.id, details), {}, t("prices.saved", name=details.name)

    def _price_order(self, row: PriceRow) -> Order:
        price, day = self._fen(self._price, "price"), self._from.day() or self._today
        new = NewPrice(row.id, price, self._cost.value() or 0)
        words = t(
            "prices.priced",
            name=row.name,
            day=sayings.day(day, self._today),
            price=sayings.money(price),
        )
        return prices.set_prices, ((new,),), {"effective_from": day}, words

    def _details(self) -> ItemDetails:
        days = self._warranty.text().strip() or "0"
        if not days.isdecimal():
            raise Refused("price.warranty", field="warranty_days", most=3650)
        return ItemDetails(
            category=self._category.text(),
            code=self._code.text(),
            name=self._name.text(),
            kind="part" if self._kind.value() == "part" else "service",
            unit=self._unit.text(),
            earning_class=self._earning.value(),
            warranty_days=int(days),
        )

    def _fen(self, field: MoneyField, name: str) -> int:
        value = field.value()
        if value is None:
            raise Refused("price.needed", field=name)
        return value

    def accept(self) -> None:
        """Take all red lines away before trying again."""
        self._form.accept()

    def refuse(self, refused: Refused, zone: tzinfo) -> bool:
        """Say a refusal beside its field; False where it belongs to none."""
        words = sayings.explain(refused, zone=zone, now=clock.now())
        return self._form.refuse_trouble(refused, words)

    def retranslate(self) -> None:
        """Say the labels in the present language."""
        self._form.relabel({name: _label(name) for name in _LABELS})
        self._kind.set_options(_kinds())
        self._earning.set_options(_earnings())
        self._history_title.setText(t("prices.history"))
        self._note.setText(t("prices.lines_keep"))
        if self._row is None:
            self._panel.set_title(t("prices.new_item" if self._new else "prices.item"))

    def _typed(self) -> None:
        self.typing = True

    def _priced(self) -> None:
        self._pricing = not self._new

    def _show_price_rows(self, *, new: bool) -> None:
        self._form.show_row("effective_from", not new)


def _label(name: str) -> str:
    return t(f"prices.field.{_LABELS[name]}")


def _kinds() -> list[tuple[str, str]]:
    return [(kind, t(f"prices.kind.{kind}")) for kind in ("service", "part")]


def _earnings() -> list[tuple[str, str]]:
    return [(name, t(f"prices.earning.{name}")) for name in EARNING_CLASSES]
