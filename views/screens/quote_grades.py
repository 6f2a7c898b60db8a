"""The grades of a quote side by side: one panel each, with its lines, its total and the most it may come to."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.rules.quotes import GRADES_MOST
from models.services.quote_lines import GradeRow, QuoteLineRow
from views import sayings, theme
from views.texts import t
from views.widgets.badge import Badge
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS, QuantityField
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Standing:
    """A line in a panel, with its place."""

    line: QuoteLineRow
    place: int


class _Table(TableView):
    """Keeps Enter for its cells while it has the focus."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() in RETURNS and not held:
                event.accept()
                return True
        return super().event(event)


class GradePanel(Panel):
    """``typed(grade, place, milli)`` asks to change a quantity of the grade at ``place``."""

    typed = Signal(int, int, int)

    def __init__(self, place: int) -> None:
        super().__init__(" ", flush=True)
        self._place = place
        self._mark = Badge("", "accent")
        self._mark.hide()
        self.add_right(self._mark)
        self._editable = False
        self.model = TableModel(())
        self.model.edited.connect(self._edited)
        self.table = _Table(self.model, name=t("quotes.grades"))
        self.most = Text(style="label", tone="text.secondary")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.most)

    def show_grade(self, grade: GradeRow, place: int, *, mark: str, editable: bool) -> None:
        """Show a grade; ``mark`` is the word in its badge."""
        self._editable = editable
        self.model.set_columns(self._columns())
        chosen = self.table.currentIndex()
        self.set_title(grade.name or t("quotes.grade", n=place + 1))
        self.set_count(grade.note)
        self._mark.show_badge(mark, "accent")
        self._mark.setVisible(bool(mark))
        rows = [Standing(line, n) for n, line in enumerate(grade.lines)]
        foot = {"name": t("quotes.sum"), "amount": sayings.yuan(grade.total)}
        self.model.set_rows(rows, foot=foot if rows else None)
        self.table.set_empty(t("quotes.empty" if editable else "quotes.no_lines"))
        if rows and chosen.isValid():
            at = min(chosen.row(), len(rows) - 1)
            self.table.setCurrentIndex(self.model.index(at, chosen.column()))
        self.most.setText(t("quotes.most", amount=sayings.yuan(grade.most)))
        self.table.setAccessibleName(self._title.text())

    def row(self) -> Standing | None:
        """The chosen line."""
        found = self.table.current_row()
        return found if isinstance(found, Standing) else None

    def enter(self, place: int) -> None:
        """Take the focus at a line, in the cell that can be typed into."""
        rows = self.model.rowCount() - 1
        if rows > 0:
            at = rows - 1 if place < 0 else min(place, rows - 1)
            self.table.setCurrentIndex(self.model.index(at, 1))
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _columns(self) -> tuple[Column, ...]:
        editor = _quantity_field if self._editable else None
        return (
            Column("name", t("quotes.item"), lambda row: row.line.name),
            Column("quantity", t("quotes.quantity"), _quantity, 62, True, editor=editor),
            Column("amount", t("quotes.amount"), _amount, 96, True),
        )

    def _edited(self, row: Standing, _column: str, value: object) -> None:
        if isinstance(value, int):
            self.typed.emit(self._place, row.place, value)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "most"):
            self.most.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(8))


class GradesRow(Dressed, QWidget):
    """Up to three panels. ``typed(grade, place, milli)`` as a panel says it."""

    typed = Signal(int, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.panels = tuple(GradePanel(place) for place in range(GRADES_MOST))
        for panel in self.panels:
            panel.typed.connect(self.typed)
            self._row.addWidget(panel, 1)
            panel.hide()
        self.dress()

    def show_grades(
        self, grades: tuple[GradeRow, ...], *, marked: int, mark: str, editable: bool
    ) -> None:
        """Show them side by side; ``mark`` stands on the one at ``marked``."""
        for place, panel in enumerate(self.panels):
            panel.setVisible(place < len(grades))
            if place < len(grades):
                word = mark if place == marked else ""
                panel.show_grade(grades[place], place, mark=word, editable=editable)

    def focused(self) -> int:
        """The grade whose table has the focus, -1 for none."""
        return next((n for n, panel in enumerate(self.panels) if panel.table.hasFocus()), -1)

    def restyle(self) -> None:
        self._row.setSpacing(theme.size("panel.gap"))


def _quantity_field(parent: QWidget) -> QuantityField:
    field = QuantityField(name=t("quotes.quantity"), parent=parent)
    field.leads_on = True  # Enter closes the cell and does not give the quote
    return field


def _quantity(row: Standing) -> str:
    return sayings.quantity(row.line.quantity)


def _amount(row: Standing) -> str:
    return sayings.money(row.line.amount)
