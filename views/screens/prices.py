"""The price list: what holds on a day, what is prepared, and each item's own history. Changes are use cases."""

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import price_plans, price_samples, prices, shop_papers
from models.services.prices import PriceList, PriceRow
from views import places, printing, sayings, theme
from views.acts import act
from views.page import Desk
from views.screens.price_columns import PRICE, columns
from views.screens.price_coming import ComingStrip
from views.screens.price_item import PriceItemPanel
from views.screens.price_plans import PricePlans
from views.screens.price_samples import SampleStrip
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.days import DayField
from views.widgets.fields import Entry
from views.widgets.panel import Panel
from views.widgets.tables import TableModel, TableView

SIDE = 384
_AFTER_TYPING = 150
"""Milliseconds until rows that came while a price was being typed are asked for again."""


class _Filter(Entry):
    """The filter over the table. Delete in the empty field belongs to the chosen item."""

    def _yields(self, event: QKeyEvent) -> bool:
        deletes = event.matches(QKeySequence.StandardKey.Delete) and not self.text()
        return deletes or super()._yields(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move in the table below."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    moved = Signal(int)


class PricesPage(PricePlans):
    """The table at the left, the chosen item at the right. ``target`` is an item's id."""

    name = "prices"
    reads = frozenset({"prices"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = ""
        self._chips = Chips(name=t("prices.on_day", day=""))
        self._chips.chosen.connect(self._pick_day)
        self._day = DayField("day", name=t("prices.field.day"), hint="2026-06-15")
        self._day.settled.connect(self._settle_day)
        self._filter = _Filter(
            name=t("prices.filter"), hint=t("prices.filter"), lead="filter", key="Ctrl+F"
        )
        self._filter.textChanged.connect(self._show)
        self._filter.returnPressed.connect(self._to_table)
        self._filter.moved.connect(self._move)
        self._model = TableModel(columns(self._list), self)
        self._table = TableView(self._model, name=t("prices.list"))
        self._table.pointed.connect(self._pointed)
        self._table.opened.connect(self._edit_row)
        self._model.edited.connect(self._typed_price)
        self._panel = Panel(t("prices.list"), flush=True)
        self._import = Button(self.act("import_sheet"))
        self._panel.add_right(self._chips)
        self._panel.add_right(self._day)
        self._stock = Button(self.act("open_stock"))
        self._packages = Button(self.act("open_packages"))
        self._bar = QHBoxLayout()
        self._bar.addWidget(self._filter, 1)
        self._bar.addWidget(self._packages)
        self._bar.addWidget(self._stock)
        self._bar.addWidget(self._import)
        self._samples = SampleStrip(self.acts["adopt"])
        self._strip = QVBoxLayout()
        self._strip.addWidget(self._samples)
        self._coming = ComingStrip(self.acts)
        self._strip.addWidget(self._coming)
        self._panel.body.addLayout(self._strip)
        self._panel.body.addLayout(self._bar)
        self._panel.body.addWidget(self._table, 1)
        self._item = PriceItemPanel(self.acts)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._item)
        whole = QHBoxLayout(self)
        whole.addWidget(self._panel, 1)
        whole.addWidget(self._side)
        self._day.hide()
        self._tell_chips()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("prices.title")

    def subtitle(self) -> str:
        if self._list is None:
            return ""
        return t("prices.on_day", day=sayings.iso_day(self._list.day))

    def first_focus(self) -> QWidget:
        return self._filter

    def opened(self, target: object) -> None:
        if isinstance(target, str):
            self._wanted = target

    def reload(self) -> None:
        self.desk.tasks.ask(price_plans.prepared, slot="prices.plans", done=self._take_plans)
        self._ask()

    def remember(self) -> object:
        row = self._table.current_row()
        return None if row is None else row.id

    def recall(self, place: object) -> None:
        self._wanted = str(place)

    def escape(self) -> bool:
        if self._item.typing:
            self._item.typing = False
            self._pointed(self._table.current_row())
            self._filter.setFocus()
            return True
        if self._filter.text():
            self._filter.clear()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._tell_chips()
        self._panel.set_title(t("prices.list"))
        self._filter.setPlaceholderText(t("prices.filter"))
        self._filter.setAccessibleName(t("prices.filter"))
        self._model.set_columns(columns(self._list))
        self._item.retranslate()
        self._samples.retell()
        self._coming.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE))
        self._day.setFixedWidth(theme.px(120))
        pad = theme.px(12)
        self._bar.setContentsMargins(pad, theme.px(8), pad, theme.px(8))
        self._bar.setSpacing(theme.px(8))
        self._strip.setContentsMargins(pad, pad, pad, 0)

    # Acts

    @act("prices.add", "Insert")
    def add(self) -> None:
        """An empty item, its category taken from the chosen one."""
        row = self._table.current_row()
        self._item.begin_new(row.category if row is not None else "", self._filter.text())

    @act("prices.edit", "Ctrl+E")
    def edit(self) -> None:
        """Put the cursor into the chosen item."""
        self._item.begin_edit()

    @act("prices.change_price", "Ctrl+P")
    def change_price(self) -> None:
        """Put the cursor into the new price."""
        self._item.begin_price()

    @act("prices.save", "Ctrl+Return", bar=False)
    def save(self) -> None:
        """Save what is being typed: an item, its details or its price."""
        self._item.accept()
        try:
            order = self._item.order()
        except Refused as refused:
            self._refuse(refused)
            return
        if order is None:
            return
        use_case, args, kwargs, words = order
        self._said = words
        self._item.busy(True)
        self.desk.tasks.run(
            use_case, *args, **kwargs, done=self._saved, refused=self._refuse, after=self._ready
        )

    @act("prices.archive", "Delete", bar=False)
    def archive(self) -> None:
        """Take the chosen item off the list, or put it back; undone by Ctrl+Z."""
        row = self._table.current_row()
        focus = self.window().focusWidget()
        typing = isinstance(focus, QLineEdit) and (focus is not self._filter or focus.text())
        if row is None or typing:
            return
        self._said = t("prices.restored" if row.archived else "prices.archived", name=row.name)
        self.desk.tasks.run(
            prices.archive_item, row.id, archived=not row.archived, done=self._saved
        )

    @act("prices.adopt", "Ctrl+G", bar=False)
    def adopt(self) -> None:
        """Say that the example prices were checked: they are the shop's own now. Undone by Ctrl+Z."""
        self._said = t("prices.adopted")
        self.desk.tasks.run(price_samples.adopt, done=self._saved)

    @act("imports.open", bar=False)
    def import_sheet(self) -> None:
        """To the import of a price list from a spreadsheet."""
        self.desk.go(places.IMPORT_SHEET, "prices")

    @act("stock.open", "Ctrl+B", bar=False)
    def open_stock(self) -> None:
        """To the stock counts of the parts."""
        self.desk.go(places.STOCK)

    @act("packages.open", "Ctrl+J", bar=False)
    def open_packages(self) -> None:
        """To the packages: several items under one name."""
        self.desk.go(places.PACKAGES)

    @act("shop_papers.act.board", "F9")
    def print_board(self) -> None:
        """Print the prices of the day shown as they hang on the wall."""
        day = self._list.day if self._list is not None else None
        printer = printing.of(self.desk.tasks, self.desk.notices)
        printer.print_office(shop_papers.print_price_board, day=day)

    @act("prices.filter", "Ctrl+F", bar=False)
    def filter_list(self) -> None:
        """Put the cursor into the filter."""
        self._filter.setFocus()
        self._filter.selectAll()

    # Inside

    def _today(self) -> date:
        return self._list.day if self._list is not None else date(2026, 1, 1)

    def _saved(self, outcome: Outcome[object]) -> None:
        if isinstance(outcome.result, str):
            self._wanted = outcome.result
        self._item.typing = False
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))
        self._filter.setFocus()
        self._filter.write(self._filter.text())  # Ctrl+Z is for what was saved, not for the filter

    def _ready(self) -> None:
        self._item.busy(False)

    def _refuse(self, refused: Refused) -> None:
        if not self._item.refuse(refused, self.desk.notices.zone):
            self.desk.notices.trouble(refused)

    def _ask(self) -> None:
        self.desk.tasks.ask(
            prices.price_list, day=self._on, archived=True, slot="prices.list", done=self._take
        )

    def _take(self, found: PriceList) -> None:
        """Show a list; while a price is being typed into a cell it waits, so that no key is lost."""
        if self._table.state() == QAbstractItemView.State.EditingState:
            QTimer.singleShot(_AFTER_TYPING, self, self._ask)
            return
        known = self._list
        self._list = found
        if known is None or (known.day, known.today) != (found.day, found.today):
            self._model.set_columns(columns(found))
        self._day.today = found.day
        self._samples.show_rows(found.rows)
        self._coming.show_list(found)
        self._tell_chips()
        self._item.set_categories(sorted({row.category for row in found.rows}))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        if self._list is None:
            return
        before = self._wanted or self.remember()
        words = self._filter.text().strip().lower()
        rows = [row for row in self._list.rows if _matches(row, words)]
        self._model.set_rows(rows)
        self._panel.set_count(t("prices.count", count=len(rows)))
        self._table.set_empty(
            t("prices.none_found", text=words) if self._list.rows else t("prices.empty")
        )
        place = next((n for n, row in enumerate(rows) if row.id == before), 0)
        if rows:
            self._point(place)
        self._wanted = ""
        if not self._item.typing:
            self._item.show_item(rows[place] if rows else None, self._today())

    def _pointed(self, row: PriceRow | None) -> None:
        if self._item.typing or row is None:
            return
        self._item.show_item(row, self._today())
        self.desk.tasks.ask(
            prices.price_history, row.id, slot="prices.history", done=self._item.show_history
        )

    def _edit_row(self, _row: PriceRow) -> None:
        self.edit()

    def _move(self, by: int) -> None:
        place = self._table.currentIndex().row() + by
        if 0 <= place < self._model.rowCount():
            self._point(place)

    def _point(self, place: int) -> None:
        """Choose a row; on a coming day the cell that takes the new price."""
        names = [column.name for column in self._model.columns()]
        column = names.index(PRICE) if self._ahead() else 0
        self._table.setCurrentIndex(self._model.index(place, column))

    def _to_table(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)


def _matches(row: PriceRow, words: str) -> bool:
    text = f"{row.code} {row.name} {row.category}".lower()
    return all(word in text for word in words.split())
