"""The till: lines, pay, preview. Money is posted once, with the total the clerk saw; paper comes after."""

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from models.base import codes
from models.base.errors import Refused
from models.rules.checkout import Discount, tender_of_code
from models.services import bills, papers, search
from models.services.checkout import Posted
from models.services.line_offers import Offer
from models.services.search import Result, Target
from views import clock, places, sayings
from views.acts import act
from views.page import Desk
from views.paper.output import WIDTHS
from views.screens.checkout_discounts import read_discount
from views.screens.checkout_lines import TillRow
from views.screens.checkout_rewards import TillRewards
from views.screens.checkout_work import tendered
from views.texts import t

SETTLED_MS: Final = 600
"""So long after posting an Enter is the second half of a double Enter and does nothing."""


class CheckoutPage(TillRewards):
    """Target: places.Till for a job or a member, None for whoever stands there.

    Three faces: the bills of the day while nothing is on the till, paying, and done until the next key.
    """

    name = places.CHECKOUT
    home = places.TODAY
    reads = frozenset({"bills", "jobs", "members", "parked", "points", "prices", "settings"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._how = ""
        self.stand_before(
            "add_line", "use_coupon", "use_points", "redeem_reward"
        )  # behind what every bill needs
        self._listen()
        self.dress()
        self._show()

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
        self._leave_posted()
        self.lines.finder.begin()

    @act("checkout.remove", "Del", bar=False)
    def remove_line(self) -> None:
        """Take the chosen counter line off."""
        row = self.lines.row()
        if row is None:
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
        self._leave_posted()
        if self.work.order.job_id is None:
            self.lines.head.look_up(True)

    @act("checkout.print_again", "F9")
    def print_again(self) -> None:
        """Print the bill or refund in sight once more, as a copy."""
        bill_id, row = self._bill_in_sight(), self._row_in_sight()
        if self.posted is None and row is not None and row.kind != "bill":
            self.printing.print_roll(papers.print_refund, row.id)
        elif bill_id is not None:
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
        if self._since.elapsed() >= SETTLED_MS:
            self._leave_posted()
            self.lines.finder.setFocus()

    @act("checkout.to_amount", "F4", bar=False)
    def to_amount(self) -> None:
        """F4 on the till itself goes to the amount."""
        self._leave_posted()
        self._focus_on()

    @act("checkout.day_close", "Ctrl+D")
    def day_close(self) -> None:
        """Go to the drawer and the day's close."""
        self.desk.go(places.DAY_CLOSE)

    @act("deposits.open", "Ctrl+U", bar=False)
    def show_deposits(self) -> None:
        """Go to the deposits of the job on the till."""
        if self.posted is None and self.work.order.job_id is not None:
            self.desk.go(places.DEPOSITS, self.work.order.job_id)

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
        place = WIDTHS.index(self.printing.settings.receipt_width)
        self.printing.choose("receipt_width", WIDTHS[(place + 1) % len(WIDTHS)])

    # What a page answers

    def title(self) -> str:
        return t("checkout.title")

    def record(self) -> str:
        if self.posted is not None:
            return self.posted.number
        return self.work.preview.job_number if self.work.preview else ""

    def opened(self, target: object) -> None:
        till = target if isinstance(target, places.Till) else places.Till()
        self.posted, self._listing = None, False
        self.lines.close_rewards()
        self._wanted_parked = till.parked_id or ""
        if till.parked_id:
            self.outdate()  # the list of what is parked has to come before it is taken up
        self.pay.fresh()
        self.work.open(till.job_id, till.member_id)
        if till.job_id:  # it takes keys at once, before its amounts are there
            self._face(self.pay)
            self.pay.field.setFocus()

    def left(self) -> None:
        self.work.save_now()

    def reload(self) -> None:
        if self.posted is None:
            self.work.reckon()
        self._ask_day(0)
        self._ask_parked()

    def escape(self) -> bool:
        if not self.lines.rewards.isHidden():
            self._close_rewards()
            return True
        if not self.lines.head.finder.isHidden():
            self.lines.head.look_up(False)
            self._show()
        elif self._listing:
            self._listing = False
            self._show()
        elif not self.lines.finder.escape():
            return super().escape()
        self._focus_on()
        return True

    def take_scan(self, text: str) -> bool:
        """Take what a scanner read: a payment code, or the code of an item. False leaves it to the window."""
        if tender_of_code(text) is not None:
            if not (self.pay.isVisible() and self.pay.scan(text)):
                self.desk.notices.say(t("checkout.scanned_early"), tone="warning")
            return True
        if self._scan_coupon(text):
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
        self._listen_aside()
        self._listen_rewards()
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
        self.day.opened.connect(self.show_bill)
        self.done.typed.connect(self._typed_on)
        self.printing.stuck.connect(self._stuck)

    def _picked(self, row: Offer) -> None:
        self._leave_posted()
        self.lines.refuse("")
        if row.kind == "item":
            self.work.add(row.id)
        else:
            self.work.add_package(row)

    def _scanned(self, target: Target) -> None:
        if target.kind == "price":
            self._leave_posted()
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

    # Inside: taking money

    def _post(self) -> None:
        if self.work.preview is None or self.work.preview.priced is None:
            self.lines.refuse(t("refused.checkout.no_lines"))
            self.lines.finder.begin()
            return
        try:
            tenders = self.pay.tenders()
        except Refused as refused:
            self._refused(refused)
            return
        self._how = tendered((*self.pay.before(), *tenders))
        self.work.post(tenders)

    def _posted(self, posted: Posted) -> None:
        self.posted = posted
        self.served = self.work.preview.member_id if self.work.preview else None
        self._since.start()
        self.done.show_posted(posted, self._how)
        total, change = sayings.yuan(posted.total), sayings.money(posted.change)
        said = (
            t("checkout.took_change", total=total, change=change)
            if posted.change
            else t("checkout.took", total=total)
        )
        self.desk.notices.say(said, tone="money")
        self._face(self.done)
        self.done.ears.setFocus()
        self.changed.emit()
        self._ask_bill(posted.id)
        self.printing.print_receipt(posted.id, before=said, quiet=True)

    def _refused(self, refused: Refused) -> None:
        """Say a refusal beside the field it belongs to."""
        words = self._words_of(refused)
        if refused.code in ("job.billed", "job.closed", "change.unsigned"):
            self._billed(refused, words)
        elif refused.field == "tender":
            self.pay.refuse(words)
            self.pay.field.setFocus()
            self.pay.field.selectAll()
        elif refused.field in ("points", "coupon", "card"):
            row = "visit" if refused.field == "card" else refused.field
            self.lines.covers.refuse(row, words)
        elif refused.field == "bill_discount":
            self.off.refuse(words)
        elif refused.field in ("lines", "quantity", "discount", "price", "item", "line_name"):
            self.lines.refuse(words)
        else:
            self.desk.notices.trouble(refused)

    def _words_of(self, refused: Refused) -> str:
        return sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())

    def _billed(self, refused: Refused, words: str) -> None:
        """The job was paid meanwhile, or waits for a signature: say so, offer the way, and stand ready."""
        self.desk.notices.say(words, tone="warning")
        number = refused.values.get("number", "")
        if refused.code == "job.billed":
            self.desk.notices.offer(
                words, t("checkout.show_bill"), partial(self._find_bill, number)
            )
        elif refused.code == "change.unsigned" and self.work.order.job_id is not None:
            go = partial(self.desk.go, places.JOB, self.work.order.job_id)
            self.desk.notices.offer(words, t("checkout.show_job"), go)
        self.work.start_anew()

    def _find_bill(self, number: str) -> None:
        self.desk.tasks.ask(bills.by_number, number, done=partial(self.desk.go, places.BILL))

    def _stuck(self, bill_id: str) -> None:
        if self.posted is not None and self.posted.id == bill_id:
            self.done.say_trouble(t("checkout.no_paper"))

    def _restored(self) -> None:
        self.desk.notices.say(t("checkout.restored"))

    def _typed_on(self, sign: str) -> None:
        """What is typed over a posted bill is the next customer's first line."""
        self._leave_posted()
        finder = self.lines.finder
        finder.setFocus()
        key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(finder, key)
