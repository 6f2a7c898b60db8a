"""The till: lines, pay, preview. Money is posted once, with the total the clerk saw; paper comes after."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QStackedWidget, QWidget

from models.base import codes
from models.base.errors import Refused
from models.rules.checkout import Discount, tender_of_code
from models.services import bills, search
from models.services.bills import BillDay, BillFile, BillRow
from models.services.checkout import Posted
from models.services.search import Result, Target
from views import places, printing, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.checkout_day import DayPanel
from views.screens.checkout_discounts import read_discount
from views.screens.checkout_done import DonePanel
from views.screens.checkout_lines import LinesPanel, TillRow
from views.screens.checkout_off import OffRows
from views.screens.checkout_pay import PayPanel
from views.screens.checkout_work import TillWork, tendered
from views.texts import t
from views.widgets.paper_view import ReceiptPreview

SETTLED_MS: Final = 600
"""So long after posting an Enter is the second half of a double Enter and does nothing."""
LEFT: Final = 568
MIDDLE: Final = 388
PAYING: Final = ("take_money", "next_tender", "exact", "split", "bill_off", "round_off")
EMPTY: Final = ("day_before", "day_after")
DONE: Final = ("next_customer",)


class CheckoutPage(Page):
    """Target: places.Till for a job or a member, None for whoever stands there.

    Three faces: the bills of the day while nothing is on the till, paying, and done until the next key.
    """

    name = places.CHECKOUT
    home = places.TODAY
    reads = frozenset({"bills", "jobs", "members", "prices", "settings"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.work = TillWork(desk.tasks, desk.notices, self)
        self.off = OffRows(self.act("bill_off"), self.act("round_off"))
        choose = self.act("choose_member")
        self.lines = LinesPanel(desk.tasks, self, choose=choose, off=self.off)
        taking = (self.act(name) for name in ("take_money", "next_tender", "exact"))
        self.pay = PayPanel(*taking, width=self.act("next_width"))
        self.day = DayPanel(self.act("day_before"), self.act("day_after"))
        shown = (self.act(name) for name in ("next_customer", "print_again", "show_bill"))
        self.done = DonePanel(*shown)
        self.preview = ReceiptPreview(self.printing)
        self.posted: Posted | None = None
        self._since = QElapsedTimer()
        self._middle = QStackedWidget()
        for face in (self.day, self.pay, self.done):
            self._middle.addWidget(face)
        row = QHBoxLayout(self)
        row.addWidget(self.lines)
        row.addWidget(self._middle, 1)
        row.addWidget(self.preview)
        self._listen()
        self.dress()
        self._settle_acts()

    # Acts

    @act("checkout.take", "Return", "Ctrl+Return")
    def take_money(self) -> None:
        """Post the bill and print it. An Enter that came before the amounts waits for them."""
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            return
        if isinstance(focus, QAbstractButton) and focus is not self.pay.button:
            focus.click()
        elif self.pay.scan(self.pay.field.text()) or self.work.posting:
            return
        elif not self.work.fresh:
            self.work.hold(self.take_money)
        elif self.work.trouble is not None:
            self._refused(self.work.trouble)
        else:
            self._post()

    @act("checkout.next_tender", "/")
    def next_tender(self) -> None:
        """Choose the next way of paying."""
        self.pay.next_kind()
        self.pay.field.setFocus()

    @act("checkout.exact", "*")
    def exact(self) -> None:
        """Put the exact amount into the field."""
        self.pay.exact()
        self.pay.field.setFocus()

    @act("checkout.split", "+")
    def split(self) -> None:
        """Keep what is typed as one part and ask for the rest."""
        part = self.pay.split()
        if part is None:
            return
        self.work.order.paid.append(part)
        self.pay.fresh()
        self.work.change()

    @act("checkout.add", "Ins")
    def add_line(self) -> None:
        """Go to the row that adds a line; after a posted bill that is the next customer's first."""
        if self.posted is not None:
            self.next_customer()
        self.lines.finder.begin()

    @act("checkout.remove", "Del", bar=False)
    def remove_line(self) -> None:
        """Take the chosen counter line off."""
        row = self.lines.row()
        if row is None or self.posted is not None:
            return
        if row.of_job:
            self.desk.notices.say(t("checkout.of_job"), tone="warning")
        else:
            self.work.remove(row.place, row.line.name)

    @act("checkout.bill_off", "Ctrl+B")
    def bill_off(self) -> None:
        """Type a discount on the whole bill."""
        self.off.begin()

    @act("checkout.rounding", "Ctrl+L")
    def round_off(self) -> None:
        """Choose the next way of 抹零."""
        self.off.next_unit()

    @act("checkout.member", "Ctrl+E")
    def choose_member(self) -> None:
        """Find the member the bill is for."""
        if self.posted is not None:
            self.next_customer()
        if self.work.order.job_id is None:
            self.lines.head.look_up(True)

    @act("checkout.print_again", "F9")
    def print_again(self) -> None:
        """Print the bill in sight once more, as a copy."""
        bill_id = self._bill_in_sight()
        if bill_id is not None:
            self.printing.print_receipt(bill_id)

    @act("checkout.show_bill", "Ctrl+O", bar=False)
    def show_bill(self) -> None:
        """Open the bill in sight."""
        bill_id = self._bill_in_sight()
        if bill_id is not None:
            self.desk.go(places.BILL, bill_id)

    @act("checkout.next_customer", "Return")
    def next_customer(self) -> None:
        """Leave the posted bill; the second half of a double Enter does not."""
        if self.posted is None or self._since.elapsed() < SETTLED_MS:
            return
        self.posted = None
        self.pay.fresh()
        self.work.start_anew()
        self.lines.finder.setFocus()

    @act("checkout.day_before", "Ctrl+Left")
    def day_before(self) -> None:
        """Show the bills of the day before."""
        self._ask_day(-1)

    @act("checkout.day_after", "Ctrl+Right", bar=False)
    def day_after(self) -> None:
        """Show the bills of the day after."""
        self._ask_day(1)

    @act("checkout.change_width", bar=False)
    def next_width(self) -> None:
        """Print on the next width of paper from now on."""
        widths = printing.WIDTHS
        place = widths.index(self.printing.settings.receipt_width)
        self.printing.choose("receipt_width", widths[(place + 1) % len(widths)])

    # What a page answers

    def title(self) -> str:
        return t("checkout.title")

    def record(self) -> str:
        preview = self.work.preview
        return preview.job_number if preview and self.posted is None else ""

    def first_focus(self) -> QWidget:
        if self.posted is not None:
            return self.done.ears
        paying = self.work.order.job_id is not None or self.work.order.lines
        return self.pay.field if paying else self.lines.finder

    def context_widget(self) -> QWidget:
        return self.preview

    def opened(self, target: object) -> None:
        till = target if isinstance(target, places.Till) else places.Till()
        self.posted = None
        self.pay.fresh()
        self.work.open(till.job_id, till.member_id)
        # A job's till takes keys at once, before its amounts are there.
        self._face(self.pay if till.job_id else self._middle.currentWidget())
        if till.job_id:
            self.pay.field.setFocus()

    def left(self) -> None:
        self.work.save_now()

    def reload(self) -> None:
        if self.posted is None:
            self.work.reckon()
        self._ask_day(0)

    def escape(self) -> bool:
        if not self.lines.head.finder.isHidden():
            self.lines.head.look_up(False)
            self._show()
        elif not self.lines.finder.escape():
            return super().escape()
        self._focus_on()
        return True

    def retranslate(self) -> None:
        super().retranslate()
        for part in (self.lines, self.pay, self.day, self.done, self.preview):
            part.retell()
        self._show()

    def take_scan(self, text: str) -> bool:
        """Take what a scanner read: a payment code, or the code of an item. False leaves it to the window."""
        if tender_of_code(text) is not None:
            self.pay.scan(text)
            return True
        try:
            codes.parse(text)
        except Refused:
            self.desk.tasks.ask(
                search.by_code, text, done=self._scanned, refused=partial(self._unknown, text)
            )
            return True
        return False

    # Inside: what was heard

    def _listen(self) -> None:
        work, lines = self.work, self.lines
        work.reckoned.connect(self._show)
        work.refused.connect(self._refused)
        work.posted.connect(self._posted)
        work.restored.connect(self._restored)
        lines.finder.picked.connect(self._picked)
        lines.finder.passed.connect(self._focus_on)
        lines.finder.unknown.connect(self._unknown)
        lines.finder.moved.connect(self._moved)
        lines.head.finder.picked.connect(self._member)
        lines.head.finder.passed.connect(self._no_member)
        lines.quantity_typed.connect(self._quantity)
        lines.discount_typed.connect(self._discount)
        self.off.given.connect(self._bill_discount)
        self.off.rounded.connect(self._unit)
        self.off.left.connect(self._focus_on)
        self.pay.changed.connect(self._tender)
        self.day.pointed.connect(self._pointed)
        self.day.opened.connect(self.show_bill)
        self.done.typed.connect(self._typed_on)
        self.printing.stuck.connect(self._stuck)
        self.printing.state_changed.connect(self._paper)
        self.printing.settings_changed.connect(self._paper)

    def _picked(self, row: Result) -> None:
        self.lines.refuse("")
        self.work.add(row.id)

    def _scanned(self, target: Target) -> None:
        if target.kind == "price":
            if self.posted is not None:
                self.next_customer()
            self.work.add(target.id)
        else:
            places.go_to_found(self.desk, target.kind, target.id)

    def _unknown(self, text: str, _refused: object = None) -> None:
        if self.pay.scan(text):
            self.lines.finder.drop()
            self._focus_on()
        else:
            self.lines.refuse(t("checkout.nothing", text=text))

    def _moved(self, key: int) -> None:
        if key == Qt.Key.Key_Up and self.lines.model.rowCount():
            self.lines.table.enter(self.lines.model.rowCount() - 1)
        elif self._middle.currentWidget() is self.day:
            self.day.enter()

    def _member(self, row: Result) -> None:
        self.lines.head.look_up(False)
        self.work.set_member(row.id)
        self._focus_on()

    def _no_member(self) -> None:
        """Enter in the empty field makes it a walk-in's bill again."""
        self.lines.head.look_up(False)
        self.work.set_member(None)
        self._focus_on()

    def _quantity(self, row: TillRow, milli: int) -> None:
        if milli > 0:
            self.work.set_quantity(row.place, milli)
        else:
            self.lines.refuse(t("refused.job.quantity"))

    def _discount(self, row: TillRow, text: str) -> None:
        found = read_discount(text)
        if found is None:
            self.lines.refuse(t("checkout.discount_unread"))
        else:
            self.lines.refuse("")
            self.work.set_discount(row.place, row.line.job_line_id, found)

    def _bill_discount(self, discount: Discount) -> None:
        self.work.order.discount = discount
        self.work.change()

    def _unit(self, fen: int) -> None:
        self.work.order.rounding_unit = fen
        self.work.change()
