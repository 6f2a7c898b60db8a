"""What stands on account: who owes for how long, and the payment of it. Decides nothing."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.documents_money import AccountPaper
from models.base.usecase import Outcome
from models.services import accounts, papers
from models.services.accounts import AccountPaid, Debtor, MemberAccount, OwedBill, PaymentRow
from views import places, printing, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.accounts_parts import Ages, Owes, PayAsk
from views.texts import t
from views.widgets.paper_view import ReceiptPreview

MIDDLE = 388


class AccountsPage(Page):
    """Target: a member's id, or None for everybody who owes."""

    name = places.ACCOUNTS
    home = places.CHECKOUT
    reads = frozenset({"bills", "members", "papers"})
    hints = (("accounts.mark", "Space"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.member_id = ""
        self.found: MemberAccount | None = None
        self._key, self._posting, self._chosen = "", False, ""
        self._begun: tuple[str, int] | None = None
        self.ages, self.owes = Ages(), Owes()
        self.ask = PayAsk(desk, self.act("pay"))
        self.preview = ReceiptPreview(self.printing, empty="printing.paper_here")
        left = QVBoxLayout()
        left.addWidget(self.ages, 1)
        left.addWidget(self.owes, 1)
        row = QHBoxLayout(self)
        row.addLayout(left, 1)
        row.addWidget(self.ask)
        row.addWidget(self.preview)
        self.ages.pointed.connect(self._member)
        self.owes.pointed.connect(self._pointed)
        self.owes.marked.connect(self._marked)
        self.ask.taken.connect(self.pay)
        self.ask.amount.value_changed.connect(self._typed)
        self._settle()
        self.dress()

    @act("accounts.pay_title", "Ctrl+Return")
    def pay(self) -> None:
        """Take the payment that is typed and print its slip."""
        typed = self.ask.typed() if self.found is not None and self.found.owed else None
        if typed is None or self._posting:
            return
        self._posting = True
        amount, tender = typed
        self.ask.form.accept()
        self.desk.tasks.run(
            accounts.pay,
            self.member_id,
            amount=amount,
            tender=tender,
            bill_ids=tuple(bill.id for bill in self.owes.chosen()),
            key=self._key,
            done=self._done,
            refused=self.ask.refuse,
            after=self._rest,
        )

    @act("accounts.open_member", "Ctrl+2")
    def open_member(self) -> None:
        """Open the file of the member."""
        if self.member_id:
            self.desk.go(places.MEMBER, self.member_id)

    @act("accounts.open_bill", "Ctrl+O")
    def open_bill(self) -> None:
        """Open the bill that is chosen."""
        row = self.owes.row()
        if isinstance(row, OwedBill):
            self.desk.go(places.BILL, row.id)

    @act("accounts.print_again", "F9")
    def print_again(self) -> None:
        """Print the chosen payment's slip once more, as a copy."""
        row = self.owes.row()
        if isinstance(row, PaymentRow):
            width = self.preview.width_shown()
            self.printing.print_roll(papers.print_account, row.id, width=width)

    def title(self) -> str:
        return t("accounts.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        owes = self.found is not None and self.found.owed
        return self.ask.amount if self.member_id and owes else self.ages.table

    def context_widget(self) -> QWidget:
        return self.preview

    def opened(self, target: object) -> None:
        self.member_id, self.found = str(target or ""), None
        self._key, self._posting, self._chosen = self.desk.tasks.new_key(), False, ""
        self._begun = None
        self.preview.show_receipt(None)
        self.owes.show_account(None, "")
        self.ask.begin(None)
        self.outdate()

    def reload(self) -> None:
        self.desk.tasks.ask(accounts.ages, slot="accounts.ages", done=self._ages)
        if self.member_id:
            self._ask_member()

    def retranslate(self) -> None:
        super().retranslate()
        for part in (self.ages, self.owes, self.ask, self.preview):
            part.retell()
        self.outdate()
        self._settle()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "ask"):
            narrow = theme.current().factor > 1
            self.ask.setFixedWidth(theme.px(400 if narrow else MIDDLE))

    # Inside

    def _ask_member(self) -> None:
        ask = self.desk.tasks.ask
        ask(accounts.of_member, self.member_id, slot="accounts.member", done=self._read)

    def _ages(self, rows: tuple[Debtor, ...]) -> None:
        self.ages.show_ages(rows, self.member_id)

    def _member(self, row: Debtor) -> None:
        if row.member_id != self.member_id:
            self.member_id, self._key = row.member_id, self.desk.tasks.new_key()
            self._ask_member()

    def _read(self, found: MemberAccount) -> None:
        if found.member_id != self.member_id:
            return
        row = self.owes.row()
        chosen = self._chosen or (row.id if row is not None else "")
        first, self.found, self._chosen = self.found is None, found, ""
        if self._begun != (found.member_id, found.owed):
            self._begun = (found.member_id, found.owed)
            self.ask.begin(found)
        self.owes.show_account(found, chosen)
        self._settle()
        if first and self.isVisible() and not self.ages.table.hasFocus():
            self.first_focus().setFocus()

    def _pointed(self, row: OwedBill | PaymentRow | None) -> None:
        self._settle()
        if isinstance(row, PaymentRow):
            self.desk.tasks.ask(accounts.file, row.id, slot="accounts.paper", done=self._paper)
        else:
            self.preview.show_receipt(None)

    def _paper(self, paper: AccountPaper) -> None:
        row = self.owes.row()
        if isinstance(row, PaymentRow) and row.number == paper.number:
            self.preview.show_receipt(paper, copy=row.copies)

    def _done(self, outcome: Outcome[AccountPaid]) -> None:
        posted = outcome.result
        self._key, self._chosen = self.desk.tasks.new_key(), posted.id
        word = "took_change" if posted.change else "took"
        values = {"change": sayings.money(posted.change)} if posted.change else {}
        amount, left = sayings.yuan(posted.amount), sayings.yuan(posted.left)
        said = t(f"accounts.{word}", amount=amount, left=left, number=posted.number, **values)
        self.desk.notices.say(said, tone="money")
        self.printing.print_roll(papers.print_account, posted.id, before=said, quiet=True)
        self.reload()

    def _rest(self) -> None:
        self._posting = False
        self._settle()

    def _marked(self) -> None:
        """Another choice of bills is another payment: what was typed before is proposed anew."""
        self._key = self.desk.tasks.new_key()
        self.ask.choose(self.owes.chosen(), self.found.owed if self.found is not None else 0)
        self._settle()

    def _typed(self, _value: object = None) -> None:
        self._settle()

    def _settle(self) -> None:
        """Put the acts into force that fit, the amount on the button."""
        row, fen = self.owes.row(), self.ask.amount.value()
        pay = self.acts["pay"]
        pay.setEnabled(self.found is not None and self.found.owed > 0)
        pay.setStatusTip(t("accounts.choose"))
        title = t("accounts.pay_title")
        pay.setText(t("accounts.pay", amount=sayings.yuan(fen)) if fen else title)
        self.acts["open_member"].setEnabled(bool(self.member_id))
        self.acts["open_bill"].setEnabled(isinstance(row, OwedBill))
        self.acts["print_again"].setEnabled(isinstance(row, PaymentRow))
        self.changed.emit()
