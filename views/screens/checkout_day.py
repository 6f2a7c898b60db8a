"""The bills and refunds of a day, for an empty till: choose one to see its paper, open it, or print it again."""

from datetime import date, timedelta, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout

from models.services.bills import BillDay, BillRow
from views import sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel


class BillDelegate(RowDelegate):
    """Two lines: what was sold and for how much; when, which number, for whom and by what."""

    height = "row.list2"
    ruled = True

    def __init__(self) -> None:
        super().__init__()
        self.zone: tzinfo | None = None

    def draw_row(self, pen: RowPen, row: BillRow) -> None:
        right = pen.right
        pen.at_right(sayings.money(row.total), style="body.strong", tone="text", lift=11)
        pen.text(16, 0, title(row), style="body.strong", lift=11)
        pen.right = right
        pen.at_right(tenders(row), lift=-11)
        told = [sayings.clock(row.at, self.zone)] if self.zone else []
        told += [row.number, sayings.who(row.member) or t("checkout.walk_in")]
        pen.text(16, 0, "  ".join(told), style="label", tone="text.secondary", lift=-11)


def tenders(row: BillRow) -> str:
    """Tell by what a bill was paid: 现金，微信."""
    kinds = dict.fromkeys(row.tenders)
    return t("words.list_comma").join(t(f"checkout.tender.{kind}") for kind in kinds)


def title(row: BillRow) -> str:
    """What was sold, or of which bill something was given back."""
    return row.title if row.kind == "bill" else t(f"checkout.{row.kind}_of", number=row.title)


def sentence(row: BillRow) -> str:
    """Say a bill to a screen reader."""
    return f"{row.number} {title(row)} {sayings.who(row.member)} {sayings.yuan(row.total)} {tenders(row)}"


class DayPanel(Panel):
    """``day_wanted(date)`` when another day is asked for; ``pointed(BillRow)``, ``opened(BillRow)``."""

    day_wanted = Signal(object)
    pointed = Signal(object)
    opened = Signal(object)

    def __init__(self, before: QAction, after: QAction) -> None:
        super().__init__("", flush=True)
        self.day: date | None = None
        self.today: date | None = None
        self._rows: tuple[BillRow, ...] = ()
        self._delegate = BillDelegate()
        self.list = ListView(RowModel(sentence), self._delegate, name=t("checkout.bills"))
        self.list.pointed.connect(self.pointed)
        self.list.opened.connect(self.opened)
        self._foot = QFrame()
        self._foot.setObjectName("foot")
        self._turns = QHBoxLayout(self._foot)
        self._turns.addWidget(Button(before, height="button.small"))
        self._turns.addStretch(1)
        self._turns.addWidget(Button(after, height="button.small"))
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._foot)
        self._space()

    def show_day(self, found: BillDay, zone: tzinfo) -> None:
        """Show the bills of a day; the chosen one stays chosen. Times are told in ``zone``."""
        same = found.day == self.day
        self.day, self.today, self._rows = found.day, found.today, found.rows
        self._delegate.zone = zone
        self.retell()
        self.list.show_rows(self._rows, key=_id if same else None)

    def row(self) -> BillRow | None:
        """Return the bill that is chosen."""
        found = self.list.current_row()
        return found if isinstance(found, BillRow) else None

    def other(self, days: int) -> date | None:
        """Return the day so many days off, None for one to come."""
        if self.day is None or self.today is None:
            return None
        wanted = self.day + timedelta(days=days)
        return wanted if wanted <= self.today else None

    def enter(self) -> None:
        """Take the focus in the list."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retell(self) -> None:
        """Write the words again."""
        if self.day is None or self.today is None:
            return
        told = sayings.day(self.day, self.today)
        self.set_title(t("checkout.bills_of", day=told))
        total = sum(row.total for row in self._rows)
        bills = sum(row.kind == "bill" for row in self._rows)
        self.set_count(
            t("checkout.bills_sum", n=bills, total=sayings.yuan(total)) if self._rows else ""
        )
        self.list.setAccessibleName(t("checkout.bills_of", day=told))
        self.list.set_empty(t("checkout.no_bills", day=told))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_turns"):  # the panel dresses itself before its parts stand
            self._space()

    def _space(self) -> None:
        self._turns.setContentsMargins(theme.px(12), theme.px(7), theme.px(12), theme.px(7))


def _id(row: BillRow) -> str:
    return row.id
