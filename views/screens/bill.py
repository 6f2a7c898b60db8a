"""A posted bill as it is: lines, payment, what came back of it, its papers. Nothing on it can be edited."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.usecase import Outcome
from models.services import bills, change_slips, invoices, papers, refund_file
from models.services.bills import BillFile
from models.services.invoices import NOTHING, InvoiceDetails, InvoiceFile
from models.services.quote_standing import Promise
from models.services.refund_file import RefundFile
from views import clock, places, printing, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.bill_invoice import InvoiceAsk, told
from views.screens.bill_parts import BillHead, BillLines, BillPaid, BillPaper
from views.texts import t
from views.undo import undo_of
from views.widgets.saving import ask_where

MIDDLE = 388


class BillPage(Page):
    """Target: the bill's id."""

    name = places.BILL
    home = places.CHECKOUT
    reads = frozenset({"bills", "papers"})
    hints = (("shell.up", "Esc"),)
    _said = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.bill: BillFile | None = None
        self.refund: RefundFile | None = None
        """The refund whose paper is in sight instead of the bill's."""
        self._wanted = ""
        self._promised: tuple[Promise, int] | None = None
        """What was promised for its job, and what it came to."""
        self._invoice: InvoiceFile | None = None
        self.head = BillHead(self.act("print_again"), self.act("open_job"), self.act("open_member"))
        acts = ("give_back", "void", "open_invoice")
        self.lines, self.paid = BillLines(), BillPaid(*(self.act(name) for name in acts))
        self.invoice = InvoiceAsk(desk, self.act("save_invoice"))
        self.invoice.taken.connect(self._state_invoice)
        self.invoice.hide()
        self.paper = BillPaper(self.printing, self.act("save"))
        left = self.column()
        columns = QHBoxLayout()
        columns.addWidget(self.lines, 1)
        columns.addWidget(self.paid)
        columns.addWidget(self.invoice)
        left.addWidget(self.head)
        left.addLayout(columns, 1)
        self._columns = columns
        whole = QHBoxLayout(self)
        whole.addLayout(left, 1)
        whole.addWidget(self.paper)
        self.paper.wanted.connect(self._paper_wanted)
        self._settle()
        self.dress()

    @act("bill.refund", "F5")
    def give_back(self) -> None:
        """Give money back on this bill."""
        if self.bill is not None:
            self.desk.go(places.REFUND, places.Refund(self.bill.id))

    @act("bill.void", "Shift+F5")
    def void(self) -> None:
        """Take the whole bill back, on its own day."""
        if self.bill is not None:
            self.desk.go(places.REFUND, places.Refund(self.bill.id, void=True))

    @act("bill.invoice_act", "Ctrl+E")
    def open_invoice(self) -> None:
        """Type to whom the 发票 is made out, or its number."""
        if self._invoice is not None:
            self.paid.hide()
            self.invoice.show()
            self.invoice.begin(self._invoice)

    @act("bill.invoice_save", "Ctrl+Return", bar=False)
    def save_invoice(self) -> None:
        """Keep the 发票 that stands there; emptied fields take it back."""
        if self.invoice.isVisible():
            self.invoice.take()

    @act("bill.print_again", "F9")
    def print_again(self) -> None:
        """Print the paper in sight once more in the width that is shown, as a copy."""
        if self.refund is not None:
            width = self.paper.preview.width_shown()
            self.printing.print_roll(papers.print_refund, self.refund.id, width=width)
        elif self.bill is not None:
            self.printing.print_receipt(self.bill.id, width=self.paper.preview.width_shown())

    @act("bill.open_job", "Ctrl+1")
    def open_job(self) -> None:
        """Open the job it was for."""
        if self.bill is not None and self.bill.job_id is not None:
            self.desk.go(places.JOB, self.bill.job_id)

    @act("bill.open_member", "Ctrl+2")
    def open_member(self) -> None:
        """Open the member it was for."""
        if self.bill is not None and self.bill.member_id is not None:
            self.desk.go(places.MEMBER, self.bill.member_id)

    @act("bill.save", "Ctrl+S")
    def save(self) -> None:
        """Ask where to write the paper as a PDF; it works without any printer."""
        if self.bill is not None:
            shown = self.refund.paper.number if self.refund else self.bill.receipt.number
            name = f"{shown}.pdf"
            ask_where(self, t("bill.save"), name=name, then=self.save_to)

    def save_to(self, path: str) -> None:
        """Write the paper in sight to ``path``."""
        width = self.paper.preview.width_shown()
        if self.refund is not None:
            self.printing.save_roll(papers.print_refund, self.refund.id, path, width=width)
        elif self.bill is not None:
            self.printing.save_receipt(self.bill.id, path, width=width)

    def title(self) -> str:
        return t("bill.title")

    def record(self) -> str:
        return self.bill.receipt.number if self.bill else " "

    def first_focus(self) -> QWidget:
        return self.lines.table

    def context_widget(self) -> QWidget:
        return self.paper

    def opened(self, target: object) -> None:
        self._wanted = str(target)
        if self.bill is None or self.bill.id != self._wanted:
            self.bill = self.refund = None
            self._promised = self._invoice = None
            self._put_invoice_away()
            self.paper.preview.set_width(None)
            self._settle()
        self._ask()

    def reload(self) -> None:
        self._ask()

    def escape(self) -> bool:
        if self.invoice.isVisible():
            self._put_invoice_away()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self.lines.retell()
        self.paper.retell()
        self.invoice.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_columns"):
            self._columns.setSpacing(theme.size("panel.gap"))
            wide = theme.px(MIDDLE) if theme.current().factor == 1 else theme.px(300)
            for panel in (self.paid, self.invoice):
                panel.setFixedWidth(wide)

    def _ask(self) -> None:
        if self._wanted:
            ask = self.desk.tasks.ask
            ask(bills.file, self._wanted, slot="bill.file", done=self._read)
            ask(invoices.of_bill, self._wanted, slot="bill.invoice", done=self._invoice_read)
            ask(change_slips.of_bill, self._wanted, slot="bill.promise", done=self._promise_read)

    def _invoice_read(self, found: InvoiceFile) -> None:
        self._invoice = found
        self._show()

    def _state_invoice(self, details: InvoiceDetails) -> None:
        self._said = t("bill.invoice_said" if details != NOTHING else "bill.invoice_gone")
        self.desk.tasks.run(
            invoices.record,
            self._wanted,
            details,
            done=self._invoice_stated,
            refused=self.invoice.refuse,
        )

    def _invoice_stated(self, outcome: Outcome[str]) -> None:
        self._put_invoice_away()
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def _put_invoice_away(self) -> None:
        had = self.invoice.isVisible()
        self.invoice.hide()
        self.paid.show()
        if had:
            self.lines.table.setFocus()

    def _read(self, found: BillFile) -> None:
        self.bill = found
        self.paper.show_papers(found)
        self._show()
        self._paper_wanted(self.paper.paper())

    def _promise_read(self, found: tuple[Promise, int] | None) -> None:
        self._promised = found
        self._show()

    def _paper_wanted(self, refund_id: str) -> None:
        """Show the paper of the bill, or of one of its refunds."""
        if refund_id:
            self.desk.tasks.ask(
                refund_file.file, refund_id, slot="bill.refund", done=self._refund_read
            )
        else:
            self.refund = None
            self._show()

    def _refund_read(self, found: RefundFile) -> None:
        if found.id == self.paper.paper():
            self.refund = found
            self._show()

    def _show(self) -> None:
        self._settle()
        if self.bill is None:
            return
        copies = self.refund.copies if self.refund else self.bill.copies
        again = "print_again" if copies else "print_first"
        self.act("print_again").setText(t(f"bill.{again}"))
        receipt = self.bill.receipt
        self.head.show_bill(self.bill, self.desk.notices.zone, clock.now(), promised=self._promised)
        self.lines.show_receipt(receipt)
        zone, now = self.desk.notices.zone, clock.now()
        more = told(self._invoice, zone, now) if self._invoice is not None else []
        self.paid.show_bill(self.bill, zone, now, more=more)
        shown = self.refund.paper if self.refund else receipt
        self.paper.preview.show_receipt(shown, copy=copies)
        if self.lines.model.rowCount() and not self.lines.table.currentIndex().isValid():
            self.lines.table.point(0)

    def _settle(self) -> None:
        """Put the acts into force that this bill has."""
        bill = self.bill
        self.acts["open_job"].setEnabled(bill is not None and bill.job_id is not None)
        self.acts["open_member"].setEnabled(bill is not None and bill.member_id is not None)
        for name, why in (("open_job", "bill.no_job"), ("open_member", "bill.no_member")):
            self.acts[name].setStatusTip(t(why))
        self.acts["open_invoice"].setEnabled(self._invoice is not None)
        for name in ("print_again", "save"):
            self.acts[name].setEnabled(bill is not None)
        self.acts["give_back"].setEnabled(bill is not None and bill.left > 0)
        self.acts["give_back"].setStatusTip(t("refused.refund.nothing"))
        self.acts["void"].setEnabled(bill is not None and bill.voidable)
        self.acts["void"].setStatusTip(t("bill.no_void"))
        self.changed.emit()
