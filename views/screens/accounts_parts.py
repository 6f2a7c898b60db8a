"""What the accounts' page is made of: who owes for how long, what a member owes, and the slip that takes money."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent

from models.base.documents import TenderKind
from models.rules.checkout import TenderIn
from models.rules.tenders import CASH
from models.services.accounts import Debtor, MemberAccount, OwedBill, PaymentRow
from models.services.deposits import HANDED
from views import sayings
from views.page import Desk
from views.screens.day_close_ask import DrawerAsk
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.fields import MoneyField
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView


class Ages(Panel):
    """``pointed(Debtor)``: everybody who owes, by age, the oldest debt first."""

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__("", flush=True)
        self._total = 0
        self.model = TableModel(())
        self.table = TableView(self.model, name=t("accounts.ages"))
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.body.addWidget(self.table, 1)
        self.retell()

    def show_ages(self, rows: Sequence[Debtor], member_id: str) -> None:
        """Show them, on this member where one is named."""
        foot = {
            "name": t("accounts.sum"),
            **{f"age{n}": _money(sum(row.ages[n] for row in rows)) for n in range(4)},
            "owed": sayings.yuan(sum(row.owed for row in rows)),
        }
        self.model.set_rows(tuple(rows), foot=foot if rows else None)
        self.set_count(str(len(rows)) if rows else "")
        places = [place for place, row in enumerate(rows) if row.member_id == member_id]
        if places:
            self.table.point(places[0])

    def row(self) -> Debtor | None:
        """Return who is chosen."""
        found = self.table.current_row()
        return found if isinstance(found, Debtor) else None

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("accounts.ages"))
        self.table.setAccessibleName(t("accounts.ages"))
        self.table.set_empty(t("accounts.none"))
        self.model.set_columns(
            (
                Column("name", t("accounts.member"), _name),
                *(
                    Column(
                        f"age{n}",
                        t(f"accounts.age{n}"),
                        _Age(n),
                        78,
                        True,
                        tone=_quiet,
                        spare=4 - n,
                    )
                    for n in range(4)
                ),
                Column("owed", t("accounts.owed"), _owed, 92, True, style=_strong),
            )
        )

    def _moved(self) -> None:
        if self.row() is not None:
            self.pointed.emit(self.row())


class _Age:
    """Tells what a debtor owes of one age."""

    def __init__(self, place: int) -> None:
        self._place = place

    def __call__(self, row: Debtor) -> str:
        return _money(row.ages[self._place])


class _OwesTable(TableView):
    """``turned(row)`` on the space bar."""

    turned = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() == Qt.Key.Key_Space and row is not None:
            self.turned.emit(row)
            return
        super().keyPressEvent(event)


class Owes(Panel):
    """``pointed(row)``: the open bills of a member and the payments, one table.

    ``marked()`` when a bill was chosen by the space bar to be paid, or let go again.
    """

    pointed = Signal(object)
    marked = Signal()

    def __init__(self) -> None:
        super().__init__("", flush=True)
        self.model = TableModel(())
        self.table = _OwesTable(self.model, name=t("accounts.bills"))
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.turned.connect(self._turn)
        self.body.addWidget(self.table, 1)
        self._marks: set[str] = set()
        self._bills: tuple[OwedBill, ...] = ()
        self.retell()

    def chosen(self) -> tuple[OwedBill, ...]:
        """Return the bills that are chosen to be paid, the oldest first; none means all."""
        return tuple(bill for bill in self._bills if bill.id in self._marks)

    def show_account(self, found: MemberAccount | None, chosen: str) -> None:
        """Show a member's open bills and payments; nothing without one."""
        rows: tuple[OwedBill | PaymentRow, ...] = ()
        self._bills = found.bills if found is not None else ()
        self._marks &= {bill.id for bill in self._bills}
        if found is not None:
            rows = (*found.bills, *found.payments)
        self.set_title(sayings.who(found.name) if found is not None else t("accounts.bills"))
        self.set_count(sayings.yuan(found.owed) if found is not None else "")
        self.model.set_rows(rows)
        places = [place for place, row in enumerate(rows) if row.id == chosen]
        if rows:
            self.table.point(places[0] if places else 0)

    def row(self) -> OwedBill | PaymentRow | None:
        """Return what is chosen."""
        found = self.table.current_row()
        return found if isinstance(found, OwedBill | PaymentRow) else None

    def retell(self) -> None:
        """Write the words again."""
        self.table.setAccessibleName(t("accounts.bills"))
        self.table.set_empty(t("accounts.nothing"))
        self.model.set_columns(
            (
                Column("number", t("accounts.number"), self._number, style=self._style),
                Column("way", t("accounts.what"), _what, 96, tone=_quiet, spare=1),
                Column("amount", t("accounts.amount"), _amount, 92, True, tone=_quiet),
                Column("left", t("accounts.owed"), _left, 92, True, style=_strong),
            )
        )

    def _number(self, row: OwedBill | PaymentRow) -> str:
        return t("accounts.marked", number=row.number) if row.id in self._marks else row.number

    def _style(self, row: OwedBill | PaymentRow) -> str:
        return "body.strong" if row.id in self._marks else "body"

    def _turn(self, row: OwedBill | PaymentRow) -> None:
        if isinstance(row, OwedBill):
            self._marks ^= {row.id}
            self.table.viewport().update()
            self.marked.emit()

    def _moved(self) -> None:
        self.pointed.emit(self.row())


class PayAsk(DrawerAsk):
    """``taken()`` when Enter left the last field; the page takes the payment."""

    taken = Signal()
    title_key = "accounts.pay_title"

    def __init__(self, desk: Desk, pay: QAction) -> None:
        super().__init__(desk)
        self.button = Button(pay, "primary", height="button.large")
        self.body.addWidget(self.button)
        self.form.submitted.connect(self.taken)

    def build(self) -> None:
        self.amount = MoneyField(name=t("accounts.amount"))
        self.ways = Chips(name=t("accounts.way"))
        self.tendered = MoneyField(name=t("accounts.tendered"))
        self.field("amount", lambda: t("accounts.amount"), self.amount)
        self.field("way", lambda: t("accounts.way"), self.ways)
        self.field("tender", lambda: t("accounts.tendered"), self.tendered)
        self._name_ways()

    def begin(self, found: MemberAccount | None) -> None:
        """Propose all that is owed."""
        owed = found.owed if found is not None else 0
        self.say(t("accounts.words") if owed else t("accounts.choose"))
        self.form.accept()
        self.form.hint("tender", t("accounts.tendered_hint"))
        self.amount.set_value(owed or None)
        self.tendered.set_value(None)
        self.ways.choose(CASH)
        self.form.setEnabled(bool(owed))

    def choose(self, bills: Sequence[OwedBill], owed: int) -> None:
        """Propose what the chosen bills owe, or all that is ``owed`` where none is chosen."""
        self.form.accept()
        self.say(t("accounts.words_chosen", count=len(bills)) if bills else t("accounts.words"))
        self.amount.set_value((sum(bill.owed for bill in bills) if bills else owed) or None)

    def typed(self) -> tuple[int, TenderIn] | None:
        """Return the amount and what was handed over; None where none is typed, said beside the field."""
        fen = self.fen("amount", self.amount)
        if fen is None:
            return None
        handed = self.tendered.value()
        kind: TenderKind = next(kind for kind in HANDED if kind == self.ways.value())
        return fen, TenderIn(kind, fen if handed is None else handed)

    def retell(self) -> None:
        super().retell()
        self._name_ways()
        self.form.hint("tender", t("accounts.tendered_hint"))

    def _name_ways(self) -> None:
        self.ways.set_options([Option(kind, sayings.tender(kind)) for kind in HANDED])


def _money(fen: int) -> str:
    return sayings.money(fen) if fen else ""


def _name(row: Debtor) -> str:
    return sayings.who(row.name)


def _owed(row: Debtor) -> str:
    return sayings.money(row.owed)


def _what(row: OwedBill | PaymentRow) -> str:
    return sayings.iso_day(row.day) if isinstance(row, OwedBill) else sayings.tender(row.kind)


def _amount(row: OwedBill | PaymentRow) -> str:
    return sayings.money(row.billed if isinstance(row, OwedBill) else -row.amount)


def _left(row: OwedBill | PaymentRow) -> str:
    return sayings.money(row.owed) if isinstance(row, OwedBill) else ""


def _quiet(_row: Any) -> str:
    return "text.secondary"


def _strong(_row: Any) -> str:
    return "body.strong"
