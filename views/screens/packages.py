"""Packages of the price list: the list at the left, the chosen one at the right with its lines and add-ons."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from models.base.errors import Refused
from models.base.money import amount_of
from models.services import packages
from models.services.packages import PackageDetails, PackageEntry, PackageLineRow, PackageRow
from models.services.search import Result
from views import places, sayings
from views.acts import act
from views.finder import Finder
from views.page import Desk
from views.screens.written import TypedPage
from views.texts import t
from views.widgets.fields import CodeEntry, Entry, MoneyField, QuantityField
from views.widgets.form import Form
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.tables import Column, TableModel, TableView

NEW_LINE = ""
"""The id of a line that was added and is not kept yet."""


class _RowDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: PackageRow) -> None:
        tone = "text.tertiary" if row.archived else "text"
        total = t("packages.no_price") if row.total is None else sayings.money(row.total)
        pen.at_right(total, style="body.strong", tone="warning" if row.total is None else tone)
        pen.text(16, 0, row.details.name, style="body.strong", tone=tone, lift=11)
        pen.text(16, 0, quiet_words(row), style="label", tone="text.secondary", lift=-11)


class _Lines(TableView):
    """The lines of the chosen package. Space makes a line an add-on, or part of the package again."""

    turned = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() == Qt.Key.Key_Space and row is not None:
            self.turned.emit(row)
            return
        super().keyPressEvent(event)


class PackagesPage(TypedPage[PackageRow]):
    """What is typed about a package is kept by one act; looking at another one drops nothing that was saved."""

    topic = "packages"
    empty = "packages.none"
    name = places.PACKAGES
    home = places.PRICES
    reads = frozenset({"prices"})
    hints = (("shell.keys.moves", "↑↓"), ("packages.keys.turn", "Space"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lines: list[PackageLineRow] = []
        kept = ListView(RowModel(_said_row, self), _RowDelegate(), name=t("packages.title"))
        kept.opened.connect(self._into)
        self._make_fields()
        self._make_lines()
        self.stand(kept, self.form, self._table)
        self.dress()

    def _make_fields(self) -> None:
        self.form = Form()
        self._code = CodeEntry(name=t("packages.code"), hint="TC-01")
        self._name = Entry(name=t("packages.name"), hint=t("packages.name_hint"))
        self._grade = Entry(name=t("packages.grade"), hint=t("packages.grade_hint"))
        self.finder = Finder(
            self.desk.tasks,
            kind="price",
            name=t("packages.lines"),
            hint=t("packages.add_hint"),
            lead="plus",
            key="Ctrl+P",
            nothing="packages.nothing",
        )
        fields = (("code", self._code), ("name", self._name), ("grade", self._grade))
        for name, field in (*fields, ("lines", self.finder)):
            self.form.add(name, t(f"packages.{name}"), field)
            field.textEdited.connect(self.touch)
        self.finder.removeEventFilter(self.form)  # Enter there chooses, it does not lead on
        self.finder.picked.connect(self._picked)
        self.finder.passed.connect(self._to_lines)
        self.finder.unknown.connect(self._unknown)

    def _make_lines(self) -> None:
        self._lines_model = TableModel(_columns(), self)
        # Later: new rows would take the cell away in which Enter was just pressed, and the focus with it.
        self._lines_model.edited.connect(self._edited, Qt.ConnectionType.QueuedConnection)
        self._table = _Lines(self._lines_model, name=t("packages.lines"))
        self._table.turned.connect(self._turn)
        self._table.set_empty(t("packages.no_lines"))

    # What the page answers

    def reload(self) -> None:
        self.desk.tasks.ask(packages.listed, archived=True, slot="packages", done=self.take)

    def escape(self) -> bool:
        return self.finder.escape() or super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._table.set_empty(t("packages.no_lines"))
        names = ("code", "name", "grade", "lines")
        self.form.relabel({name: t(f"packages.{name}") for name in names})
        self._name.setPlaceholderText(t("packages.name_hint"))
        self._grade.setPlaceholderText(t("packages.grade_hint"))
        self.finder.setPlaceholderText(t("packages.add_hint"))
        self._lines_model.set_columns(_columns())
        self._show_lines()

    def write(self, row: PackageRow | None) -> None:
        details = row.details if row is not None else PackageDetails(code="", name="")
        self._code.write(details.code)
        self._name.write(details.name)
        self._grade.write(details.grade)
        self.lines = list(row.lines) if row is not None else []
        self.form.accept()
        self._show_lines()

    def is_away(self, row: PackageRow) -> bool:
        return row.archived

    def refuse_beside(self, refused: Refused, words: str) -> bool:
        return self.form.refuse_trouble(refused, words)

    # Acts

    @act("packages.act.new", "Insert")
    def begin(self) -> None:
        """An empty package."""
        self.fill_new()
        self._code.setFocus()

    @act("packages.act.add_line", "Ctrl+P")
    def add_line(self) -> None:
        """To the field that finds the next item."""
        self.finder.begin()

    @act("packages.act.remove_line", "Delete", bar=False)
    def remove_line(self) -> None:
        """Take the chosen line out; nothing is kept before the package is."""
        row = self._table.current_row()
        if self._table.hasFocus() and row is not None:
            self.lines = [line for line in self.lines if line is not row]
            self._changed()

    @act("packages.act.list_price", "Ctrl+L")
    def take_list_price(self) -> None:
        """Let the chosen line cost what the list says again."""
        row = self._table.current_row()
        if row is not None and row.own:
            amount = amount_of(row.listed_price, row.quantity)
            self._put(row, replace(row, price=row.listed_price, amount=amount, own=False))

    @act("packages.act.save", "Ctrl+Return")
    def save(self) -> None:
        """Keep what stands there."""
        self.form.accept()
        details = PackageDetails(
            code=self._code.text(),
            name=self._name.text(),
            grade=self._grade.text(),
            lines=tuple(_entry(line) for line in self.lines),
        )
        self.keep(details, details.name, add=packages.add, edit=packages.edit)

    @act("packages.act.away", "Ctrl+D", bar=False)
    def put_away(self) -> None:
        """Put the package away, or use it again."""
        row = self._editing
        if row is None:
            return
        self.say_away(row.details.name, gone=row.archived)
        self.desk.tasks.run(packages.archive, row.id, archived=not row.archived, done=self.saved)

    # Inside

    def _into(self, _row: PackageRow) -> None:
        self._name.setFocus()

    def _show_lines(self) -> None:
        kept = self._table.currentIndex()
        whole = [line for line in self.lines if not line.addon]
        total = sum(line.amount for line in whole)
        foot = {"name": t("packages.total"), "amount": sayings.money(total)} if whole else None
        self._lines_model.set_rows(tuple(self.lines), foot=foot)
        if self.lines:
            place = min(max(kept.row(), 0), len(self.lines) - 1)
            self._table.setCurrentIndex(self._lines_model.index(place, max(kept.column(), 0)))

    def _changed(self) -> None:
        self.touch()
        self.form.accept("lines")
        self._show_lines()

    def _picked(self, row: Result) -> None:
        self.lines.append(
            PackageLineRow(
                id=NEW_LINE,
                item_id=row.id,
                name=row.name,
                code=row.number,
                unit=row.title,
                kind="service",
                quantity=1000,
                price=row.amount,
                amount=row.amount,
                addon=False,
                own=False,
                listed_price=row.amount,
            )
        )
        self._changed()
        self.finder.setFocus()

    def _unknown(self, text: str) -> None:
        self.form.warn("lines", t("packages.nothing", text=text))

    def _to_lines(self) -> None:
        self._table.setFocus()

    def _turn(self, row: PackageLineRow) -> None:
        self._put(row, replace(row, addon=not row.addon))

    def _edited(self, row: PackageLineRow, column: str, value: object) -> None:
        if column == "quantity" and isinstance(value, int):
            amount = amount_of(row.price, value)
            self._put(row, replace(row, quantity=value, amount=amount))
        elif column == "price" and isinstance(value, int):
            amount = amount_of(value, row.quantity)
            self._put(row, replace(row, price=value, amount=amount, own=True))

    def _put(self, row: PackageLineRow, other: PackageLineRow) -> None:
        self.lines = [other if line is row else line for line in self.lines]
        self._changed()


def quiet_words(row: PackageRow) -> str:
    """Code, grade, how many lines and add-ons; put away is said first."""
    addons = sum(line.addon for line in row.lines)
    words = (
        t("packages.away") if row.archived else "",
        row.details.code,
        row.details.grade,
        t("packages.count", count=len(row.lines) - addons),
        t("packages.addons", count=addons) if addons else "",
    )
    return t("words.list_comma").join(word for word in words if word)


def _said_row(row: PackageRow) -> str:
    total = t("packages.no_price") if row.total is None else sayings.money(row.total)
    return f"{row.details.name} {quiet_words(row)} {total}"


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
