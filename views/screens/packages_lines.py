"""The lines of a package being written: found items, how many, an own price, part of the package or add-on.

Nothing is kept here; the page reads the lines when the package is.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from models.base.money import amount_of
from models.services.packages import PackageEntry, PackageLineRow
from models.services.search import Result
from views import sayings
from views.texts import t
from views.widgets.fields import Entry, MoneyField, QuantityField
from views.widgets.tables import Column, TableModel, TableView

NEW_LINE: Final = ""
"""The id of a line that was added and is not kept yet."""


class PackageLines(TableView):
    """``changed`` after every change by hand. Space makes a line an add-on, or part of the package again."""

    changed = Signal()

    def __init__(self) -> None:
        self.lines: list[PackageLineRow] = []
        self._model = TableModel(_columns())
        super().__init__(self._model, name=t("packages.lines"))
        self._model.setParent(self)
        # Later: new rows would take the cell away in which Enter was just pressed, and the focus with it.
        self._model.edited.connect(self._edited, Qt.ConnectionType.QueuedConnection)
        self.set_empty(t("packages.no_lines"))

    def write(self, lines: Sequence[PackageLineRow]) -> None:
        """Show the lines of a package."""
        self.lines = list(lines)
        self._show()

    def read(self) -> tuple[PackageEntry, ...]:
        """The lines as they are to be kept."""
        return tuple(_entry(line) for line in self.lines)

    def add(self, found: Result) -> None:
        """Put one piece of a found item at the end."""
        self.lines.append(
            PackageLineRow(
                id=NEW_LINE,
                item_id=found.id,
                name=found.name,
                code=found.number,
                unit=found.title,
                kind="service",
                quantity=1000,
                price=found.amount,
                amount=found.amount,
                addon=False,
                own=False,
                listed_price=found.amount,
            )
        )
        self._change()

    def remove_chosen(self) -> None:
        """Take the chosen line out."""
        row = self.current_row()
        if row is not None:
            self.lines = [line for line in self.lines if line is not row]
            self._change()

    def take_list_price(self) -> None:
        """Let the chosen line cost what the list says again."""
        row = self.current_row()
        if row is not None and row.own:
            amount = amount_of(row.listed_price, row.quantity)
            self._put(row, replace(row, price=row.listed_price, amount=amount, own=False))

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_empty(t("packages.no_lines"))
        self._model.set_columns(_columns())
        self._show()

    def _show(self) -> None:
        kept = self.currentIndex()
        whole = [line for line in self.lines if not line.addon]
        total = sum(line.amount for line in whole)
        foot = {"name": t("packages.total"), "amount": sayings.money(total)} if whole else None
        self._model.set_rows(tuple(self.lines), foot=foot)
        if self.lines:
            place = min(max(kept.row(), 0), len(self.lines) - 1)
            self.setCurrentIndex(self._model.index(place, max(kept.column(), 0)))

    def _change(self) -> None:
        self._show()
        self.changed.emit()

    def _edited(self, row: PackageLineRow, column: str, value: object) -> None:
        if column == "quantity" and isinstance(value, int):
            amount = amount_of(row.price, value)
            self._put(row, replace(row, quantity=value, amount=amount))
        elif column == "price" and isinstance(value, int):
            amount = amount_of(value, row.quantity)
            self._put(row, replace(row, price=value, amount=amount, own=True))

    def _put(self, row: PackageLineRow, other: PackageLineRow) -> None:
        self.lines = [other if line is row else line for line in self.lines]
        self._change()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() == Qt.Key.Key_Space and row is not None:
            self._put(row, replace(row, addon=not row.addon))
            return
        super().keyPressEvent(event)


def _entry(line: PackageLineRow) -> PackageEntry:
    return PackageEntry(
        id=line.id or None,
        item_id=line.item_id,
        quantity=line.quantity,
        price=line.price if line.own else None,
        addon=line.addon,
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("code", t("packages.column.code"), lambda row: row.code, 110, tone=_quiet, spare=1),
        Column("name", t("packages.column.name"), _name, tone=_name_tone),
        Column(
            "quantity", t("packages.column.quantity"), _quantity, 90, True, editor=_quantity_field
        ),
        Column(
            "price",
            t("packages.column.price"),
            _price,
            110,
            True,
            tone=_price_tone,
            editor=_price_field,
        ),
        Column("amount", t("packages.column.amount"), _amount, 110, True, tone=_name_tone),
    )


def _name(row: PackageLineRow) -> str:
    words = t("packages.addon", name=row.name) if row.addon else row.name
    return words if row.held else t("packages.gone", name=words)


def _quantity(row: PackageLineRow) -> str:
    return sayings.quantity(row.quantity)


def _price(row: PackageLineRow) -> str:
    return sayings.money(row.price) if row.held else ""


def _amount(row: PackageLineRow) -> str:
    return sayings.money(row.amount) if row.held else ""


def _quiet(_row: PackageLineRow) -> str:
    return "text.secondary"


def _name_tone(row: PackageLineRow) -> str:
    if not row.held:
        return "warning"
    return "text.secondary" if row.addon else "text"


def _price_tone(row: PackageLineRow) -> str:
    return "text" if row.own else "text.secondary"


def _quantity_field(parent: QWidget) -> Entry:
    field = QuantityField(name=t("packages.column.quantity"), parent=parent)
    field.leads_on = True
    return field


def _price_field(parent: QWidget) -> Entry:
    field = MoneyField(name=t("packages.column.price"), parent=parent)
    field.leads_on = True
    return field
