"""The parked sales at the till: choose one to take it up, or put it away. It decides nothing."""

from datetime import tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout

from models.services.parked import ParkedRow
from views import clock, sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel


class ParkedDelegate(RowDelegate):
    """Two lines: what and for how much; when, by whom and for whom."""

    height = "row.list2"
    ruled = True

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def draw_row(self, pen: RowPen, row: ParkedRow) -> None:
        right = pen.right
        pen.at_right(sayings.money(row.total), style="body.strong", tone="text", lift=11)
        pen.text(16, 0, title(row), style="body.strong", lift=11)
        pen.right = right
        told = (
            sayings.moment(row.at, self._zone, clock.now()),
            row.by,
            sayings.who(row.member) or t("checkout.walk_in"),
        )
        pen.text(16, 0, "  ".join(told), style="label", tone="text.secondary", lift=-11)


def title(row: ParkedRow) -> str:
    """What is in it: the first item, and how many there are where there are more."""
    if row.lines == 1:
        return row.label
    return t("checkout.parked_lines", title=row.label, n=row.lines)


def sentence(row: ParkedRow) -> str:
    """Say a parked sale to a screen reader."""
    return f"{title(row)} {sayings.who(row.member)} {sayings.yuan(row.total)}"


class ParkedPanel(Panel):
    """``opened(ParkedRow)`` takes one up."""

    opened = Signal(object)

    def __init__(self, away: QAction, zone: tzinfo) -> None:
        super().__init__("", flush=True)
        self._rows: tuple[ParkedRow, ...] = ()
        self.list = ListView(RowModel(sentence), ParkedDelegate(zone), name=t("checkout.parked"))
        self.list.opened.connect(self.opened)
        self._foot = QFrame()
        self._foot.setObjectName("foot")
        self._turns = QHBoxLayout(self._foot)
        self._turns.addStretch(1)
        self._turns.addWidget(Button(away, height="button.small"))
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._foot)
        self.retell()
        self._space()

    def show_rows(self, rows: tuple[ParkedRow, ...]) -> None:
        """Show them; the chosen one stays chosen."""
        self._rows = rows
        self.set_count(str(len(rows)) if rows else "")
        self.list.show_rows(rows, key=_id)

    def many(self) -> int:
        """Return how many are parked."""
        return len(self._rows)

    def row(self) -> ParkedRow | None:
        """Return the chosen one."""
        found = self.list.current_row()
        return found if isinstance(found, ParkedRow) else None

    def enter(self) -> None:
        """Take the focus in the list."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("checkout.parked"))
        self.list.setAccessibleName(t("checkout.parked"))
        self.list.set_empty(t("checkout.no_parked"))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_turns"):  # the panel dresses itself before its parts stand
            self._space()

    def _space(self) -> None:
        self._turns.setContentsMargins(theme.px(12), theme.px(7), theme.px(12), theme.px(7))


def _id(row: ParkedRow) -> str:
    return row.id
