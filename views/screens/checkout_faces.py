"""The faces of the till: bills of the day, paying, done; beside them lines and paper. It does nothing."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from models.base.documents import PaperTender
from models.rules import covers as rules
from models.rules.checkout import TenderIn
from models.services import bills, parked, refund_file
from models.services.bills import BillDay, BillFile, BillRow
from models.services.checkout import Posted, Preview
from models.services.parked import ParkedRow
from models.services.refund_file import RefundFile
from views import printing, theme
from views.page import Desk, Page
from views.paper.output import RollPaper
from views.screens.checkout_day import DayPanel
from views.screens.checkout_done import DonePanel
from views.screens.checkout_lines import LinesPanel
from views.screens.checkout_off import OffRows
from views.screens.checkout_parked import ParkedPanel
from views.screens.checkout_pay import PayPanel
from views.screens.checkout_points import CoverRows
from views.screens.checkout_work import TillWork
from views.texts import t
from views.widgets.paper_view import COLUMN, ReceiptPreview

LEFT: Final = 568
MIDDLE: Final = 388
PAYING: Final = (
    "take_money", "next_tender", "exact", "split", "bill_off", "round_off", "use_coupon", "use_points",
    "use_visit",
)  # fmt: skip


class TillFaces(Page):
    """Lays the till out and shows the order, the tenders and the paper as they stand."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.work = TillWork(desk.tasks, desk.notices, self)
        self.off = OffRows(self.act("bill_off"), self.act("round_off"))
        choose = self.act("choose_member")
        covers = CoverRows(
            *(self.act(f"use_{name}") for name in ("tier", "coupon", "points", "visit"))
        )
        self.lines = LinesPanel(desk.tasks, choose=choose, off=self.off, covers=covers)
        self.pay = PayPanel(
            self.act("take_money"),
            self.act("next_tender"),
            self.act("exact"),
            width=self.act("next_width"),
        )
        self.day = DayPanel(self.act("day_before"), self.act("day_after"))
        self.done = DonePanel(
            self.act("next_customer"), self.act("print_again"), self.act("show_bill")
        )
        self.waiting = ParkedPanel(self.act("put_away"), desk.notices.zone)
        self._listing = False
        self.preview = ReceiptPreview(self.printing)
        self.posted: Posted | None = None
        self._since = QElapsedTimer()
        self._middle = QStackedWidget()
        for face in (self.day, self.pay, self.done, self.waiting):
            self._middle.addWidget(face)
        row = QHBoxLayout(self)
        row.addWidget(self.lines)
        row.addWidget(self._middle, 1)
        row.addWidget(self.preview)
        self.setTabOrder(self.lines.finder, self.lines.table)
        self.setTabOrder(self.lines.table, self.off.entry)
        self.setTabOrder(self.off.entry, self.pay.field)
        self.setTabOrder(self.pay.field, self.pay.button)
        self.pay.changed.connect(self._tender)
        self.day.pointed.connect(self._pointed)
        self.printing.state_changed.connect(self._paper)
        self.printing.settings_changed.connect(self._paper)

    def context_widget(self) -> QWidget:
        return self.preview

    def first_focus(self) -> QWidget:
        if self.posted is not None:
            return self.done.ears
        paying = self.work.order.job_id is not None or self.work.order.lines
        return self.pay.field if paying else self.lines.finder

    def retranslate(self) -> None:
        super().retranslate()
        self.lines.retell()
        self.pay.retell()
        self.day.retell()
        self.waiting.retell()
        self.done.retell()
        self.preview.retell()
        self._show()

    def fold(self, folded: bool) -> None:
        super().fold(folded)
        self._divide()

    def restyle(self) -> None:
        super().restyle()
        self._divide()

    # Inside

    def _show(self) -> None:
        """Show the order as it was last reckoned."""
        order, preview = self.work.order, self.work.preview
        self.lines.show_order(order, preview)
        priced = preview.priced if preview else None
        if self.posted is not None:
            self._face(self.done)
        elif priced is not None and preview is not None:
            self.pay.open_for(
                preview.due,
                preview.suggestions,
                order.paid,
                front=_front(preview),
                account=preview.account,
                stored=preview.offers.stored.total if preview.offers else 0,
            )
            self.pay.points.show_points(preview.points)
            self._face(self.pay)
        elif order.job_id is not None:
            self.pay.open_for(0, (), order.paid)
            self._face(self.pay)
        elif self._listing:
            self._face(self.waiting)
            self._show_paper(None)
        else:
            self._face(self.day)
            self._pointed(self.day.row())
        self._tender()
        self._paper()
        self._settle_parked()
        self.changed.emit()

    def _settle_parked(self) -> None:
        """One key parks what is on the till, or shows what is parked where nothing is."""
        selling = self.posted is None and self.work.order.job_id is None
        parks = selling and bool(self.work.order.lines)
        many = self.waiting.many()
        act = self.acts["park"]
        act.setText(t("checkout.park") if parks or not many else t("checkout.take_up", n=many))
        act.setEnabled(parks or (many > 0 and not self.work.order.started))
        act.setStatusTip(t("checkout.no_parked"))
        self.acts["put_away"].setEnabled(self._middle.currentWidget() is self.waiting and many > 0)

    def _ask_parked(self) -> None:
        self.desk.tasks.ask(parked.waiting, slot="checkout.parked", done=self._parked_read)

    def _parked_read(self, rows: tuple[ParkedRow, ...]) -> None:
        self.waiting.show_rows(rows)
        if self._listing and not rows:
            self._listing = False
            self._show()
        self._settle_parked()
        self.changed.emit()

    def _face(self, face: QWidget) -> None:
        """Bring a face into sight, its acts into force, and the focus to where it belongs."""
        focus = self.focusWidget()
        other = self._middle.currentWidget() is not face
        astray = focus is None or self._middle.isAncestorOf(focus)
        self._middle.setCurrentWidget(face)
        self.lines.table.setEnabled(face is not self.done)
        self.off.setEnabled(face is not self.done)
        for name in PAYING:
            self.acts[name].setEnabled(face is self.pay)
        self.acts["day_before"].setEnabled(face is self.day)
        self.acts["day_after"].setEnabled(face is self.day and self.day.other(1) is not None)
        self.acts["next_customer"].setEnabled(face is self.done)
        self.acts["choose_member"].setEnabled(self.work.order.job_id is None)
        seen = self._bill_in_sight() is not None
        self.acts["print_again"].setEnabled(seen)
        self.acts["show_bill"].setEnabled(seen)
        if other and astray and self.isVisible():
            self.first_focus().setFocus()

    def _bill_in_sight(self) -> str | None:
        if self.posted is not None:
            return self.posted.id
        row = self._row_in_sight()
        return row.bill_id if row is not None else None

    def _row_in_sight(self) -> BillRow | None:
        """The row of the day that is chosen, while the day is in sight."""
        return self.day.row() if self._middle.currentWidget() is self.day else None

    def _tender(self) -> None:
        """Let the paper show what is paid as it stands."""
        preview = self.work.preview
        if self._middle.currentWidget() is not self.pay:
            return
        receipt = preview.receipt if preview else None
        settled = self.pay.settled()
        if receipt is not None and settled is not None:
            covered = preview.covered if preview else None
            paid = rules.in_front(settled, covered).tenders if covered else settled.tenders
            tenders = tuple(
                PaperTender(kind=part.kind, amount=part.amount, tendered=part.tendered)
                for part in paid
            )
            receipt = replace(receipt, tenders=tenders, change=settled.change)
        elif receipt is not None:
            covered = preview.covered if preview else None
            front = tuple(
                PaperTender(kind=part.kind, amount=part.amount, tendered=part.tendered)
                for part in (covered.rows if covered else ())
            )
            receipt = replace(receipt, tenders=front, change=0)
        self._show_paper(receipt)

    def _show_paper(self, receipt: RollPaper | None, copy: int = 0) -> None:
        self.preview.show_receipt(receipt, copy=copy)

    def _pointed(self, row: BillRow | None) -> None:
        """Show the paper of the bill chosen in the list of the day."""
        if self._middle.currentWidget() is not self.day:
            return
        self._face(self.day)
        if row is None:
            self._show_paper(None)
        elif row.kind == "bill":
            self._ask_bill(row.id)
        else:
            self.desk.tasks.ask(
                refund_file.file, row.id, slot="checkout.bill", done=self._refund_read
            )

    def _ask_bill(self, bill_id: str) -> None:
        self.desk.tasks.ask(bills.file, bill_id, slot="checkout.bill", done=self._bill_read)

    def _bill_read(self, found: BillFile) -> None:
        row = self._row_in_sight()
        if found.id == self._bill_in_sight() and (row is None or row.kind == "bill"):
            self._show_paper(found.receipt, 0 if self.posted is not None else found.copies)

    def _refund_read(self, found: RefundFile) -> None:
        row = self._row_in_sight()
        if row is not None and row.id == found.id:
            self._show_paper(found.paper, found.copies)

    def _ask_day(self, step: int) -> None:
        """Ask for the bills of the day in sight, or of the day before or after."""
        day = self.day.other(step)
        if step == 0 or day is not None:
            self.desk.tasks.ask(bills.whole_day, day, slot="checkout.day", done=self._day_read)

    def _day_read(self, found: BillDay) -> None:
        self.day.show_day(found, self.desk.notices.zone)
        if self._middle.currentWidget() is self.day:
            self._pointed(self.day.row())
        self.changed.emit()

    def _paper(self, _event: object = None) -> None:
        """Say where the paper will come from."""
        width = t(f"printing.width.{self.printing.settings.receipt_width}")
        state = self.printing.state
        self.pay.say_paper(t("checkout.paper", width=width, printer=state.name or state.words()))

    def _divide(self) -> None:
        """Keep the side columns and let the middle grow; with the paper folded away the lines grow."""
        if not hasattr(self, "_middle"):
            return
        folded = self.drawer is not None and self.drawer.folded
        inside = self.width() - 2 * theme.size("page.pad") - theme.size("panel.gap")
        if folded:
            self.lines.setFixedWidth(max(theme.px(320), inside - theme.px(MIDDLE)))
            return
        inside -= theme.size("panel.gap") + theme.px(COLUMN)
        self.lines.setFixedWidth(max(theme.px(420), min(theme.px(LEFT), inside - theme.px(MIDDLE))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()


def _front(preview: Preview) -> tuple[TenderIn, ...]:
    """What is paid before the money, as the till lists it."""
    rows = preview.covered.rows if preview.covered else ()
    return tuple(TenderIn(row.kind, row.amount) for row in rows)
