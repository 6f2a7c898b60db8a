"""A posted bill as it is: lines, payment, who and when, its paper in any width. Nothing on it can be edited."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from models.services import bills
from models.services.bills import BillFile
from views import places, printing, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.bill_parts import BillHead, BillLines, BillPaid, BillPaper
from views.texts import t

MIDDLE = 388


class BillPage(Page):
    """Target: the bill's id."""

    name = places.BILL
    home = places.CHECKOUT
    reads = frozenset({"bills", "papers"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.bill: BillFile | None = None
        self._wanted = ""
        self.head = BillHead(self.act("print_again"), self.act("open_job"), self.act("open_member"))
        self.lines, self.paid = BillLines(), BillPaid()
        self.paper = BillPaper(self.printing, self.act("save"))
        left = self.column()
        columns = QHBoxLayout()
        columns.addWidget(self.lines, 1)
        columns.addWidget(self.paid)
        left.addWidget(self.head)
        left.addLayout(columns, 1)
        self._columns = columns
        whole = QHBoxLayout(self)
        whole.addLayout(left, 1)
        whole.addWidget(self.paper)
        self._settle()
        self.dress()

    @act("bill.print_again", "F9")
    def print_again(self) -> None:
        """Print it once more in the width that is shown, as a copy."""
        if self.bill is not None:
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
        if self.bill is None:
            return
        dialog = QFileDialog(self, t("bill.save"), f"{self.bill.receipt.number}.pdf")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(t("bill.pdf"))
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self.save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Write the paper to ``path``."""
        if self.bill is not None:
            width = self.paper.preview.width_shown()
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
            self.bill = None
            self.paper.preview.set_width(None)
            self._settle()
        self._ask()

    def reload(self) -> None:
        self._ask()

    def retranslate(self) -> None:
        super().retranslate()
        self.lines.retell()
        self.paper.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_columns"):
            self._columns.setSpacing(theme.size("panel.gap"))
            self.paid.setFixedWidth(
                theme.px(MIDDLE) if theme.current().factor == 1 else theme.px(300)
            )

    def _ask(self) -> None:
        if self._wanted:
            self.desk.tasks.ask(bills.file, self._wanted, slot="bill.file", done=self._read)

    def _read(self, found: BillFile) -> None:
        self.bill = found
        self._show()

    def _show(self) -> None:
        self._settle()
        if self.bill is None:
            return
        again = "print_again" if self.bill.copies else "print_first"
        self.act("print_again").setText(t(f"bill.{again}"))
        receipt = self.bill.receipt
        self.head.show_bill(self.bill, self.desk.notices.zone, datetime.now(UTC))
        self.lines.show_receipt(receipt)
        self.paid.show_receipt(receipt)
        self.paper.preview.show_receipt(receipt, copy=self.bill.copies)
        if self.lines.model.rowCount() and not self.lines.table.currentIndex().isValid():
            self.lines.table.point(0)

    def _settle(self) -> None:
        """Put the acts into force that this bill has."""
        bill = self.bill
        self.acts["open_job"].setEnabled(bill is not None and bill.job_id is not None)
        self.acts["open_member"].setEnabled(bill is not None and bill.member_id is not None)
        for name, why in (("open_job", "bill.no_job"), ("open_member", "bill.no_member")):
            self.acts[name].setStatusTip(t(why))
        for name in ("print_again", "save"):
            self.acts[name].setEnabled(bill is not None)
        self.changed.emit()
