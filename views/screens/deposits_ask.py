"""What the deposits' page is made of: the deposits of a job, and the slips that take one and give one back."""

from datetime import tzinfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from models.base.documents import TenderKind
from models.base.errors import Refused
from models.rules.checkout import TenderIn
from models.rules.tenders import CASH
from models.services.deposits import HANDED, DepositRow, JobDeposits
from views import clock, sayings
from views.page import Desk
from views.screens.day_close_ask import DrawerAsk
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.fields import Entry, MoneyField
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView


class DepositRows(Panel):
    """``pointed(DepositRow)``: the deposits of a job, newest first, with what is left of each."""

    pointed = Signal(object)

    def __init__(self, zone: tzinfo) -> None:
        super().__init__("", flush=True)
        self._zone = zone
        self._now = clock.now().astimezone(zone)
        self.model = TableModel(())
        self.table = TableView(self.model, name=t("deposits.rows"))
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.body.addWidget(self.table, 1)
        self.retell()

    def show_rows(self, found: JobDeposits, chosen: str) -> None:
        """Show them, on the row that was chosen before or on the newest."""
        self._now = clock.now().astimezone(self._zone)
        self.model.set_rows(found.rows)
        self.set_count(sayings.yuan(found.balance) if found.rows else "")
        places = [place for place, row in enumerate(found.rows) if row.id == chosen]
        if found.rows:
            self.table.point(places[0] if places else 0)

    def row(self) -> DepositRow | None:
        """Return the chosen deposit."""
        found: DepositRow | None = self.table.current_row()
        return found

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("deposits.rows"))
        self.table.setAccessibleName(t("deposits.rows"))
        self.table.set_empty(t("deposits.none"))
        self.model.set_columns(
            (
                Column("number", t("deposits.number"), _number, 104),
                Column("what", t("deposits.what"), self._what),
                Column("way", t("deposits.way"), _way, 72, tone=_quiet, spare=1),
                Column("amount", t("deposits.amount"), _amount, 92, True),
                Column("left", t("deposits.left"), _left, 92, True, style=_strong),
            )
        )

    def _what(self, row: DepositRow) -> str:
        at = sayings.moment(row.at, self._zone, self._now)
        told = (t(f"deposits.{row.direction}"), at, row.by, row.reason)
        return " ".join(part for part in told if part)

    def _moved(self) -> None:
        self.pointed.emit(self.row())


class TakeAsk(DrawerAsk):
    """``taken()`` when Enter left the last field; the page takes the deposit."""

    taken = Signal()
    title_key = "deposits.take_title"

    def __init__(self, desk: Desk, take: QAction) -> None:
        super().__init__(desk)
        self.button = Button(take, "primary", height="button.large")
        self.body.addWidget(self.button)
        self.form.submitted.connect(self.taken)

    def build(self) -> None:
        self.amount = MoneyField(name=t("deposits.amount"))
        self.ways = Chips(name=t("deposits.way"))
        self.tendered = MoneyField(name=t("deposits.tendered"))
        self.field("amount", lambda: t("deposits.amount"), self.amount)
        self.field("way", lambda: t("deposits.way"), self.ways)
        self.field("tender", lambda: t("deposits.tendered"), self.tendered)
        self._name_ways()

    def begin(self, found: JobDeposits) -> None:
        """Empty the fields and say what the job comes to and what is held of it."""
        priced, held = sayings.yuan(found.priced), sayings.yuan(found.balance)
        if found.may_take:
            self.say(t("deposits.stands", priced=priced, held=held))
        else:
            self.say(t("deposits.over", held=held))
        self.form.accept()
        self.form.hint("tender", t("deposits.tendered_hint"))
        self.amount.set_value(None)
        self.tendered.set_value(None)
        self.ways.choose(CASH)
        self.form.setEnabled(found.may_take)

    def typed(self) -> tuple[int, TenderIn] | None:
        """Return the amount and what was handed over; None where none is typed, said beside the field."""
        fen = self.fen("amount", self.amount)
        if fen is None:
            return None
        handed = self.tendered.value()
        return fen, TenderIn(_kind(self.ways.value()), fen if handed is None else handed)

    def retell(self) -> None:
        super().retell()
        self._name_ways()
        self.form.hint("tender", t("deposits.tendered_hint"))

    def _name_ways(self) -> None:
        chosen = self.ways.value()
        self.ways.set_options([Option(kind, sayings.tender(kind)) for kind in HANDED])
        self.ways.choose(chosen or CASH)


class GiveAsk(DrawerAsk):
    """Money back of the deposit that is chosen. Enter never gives it; the button names the amount."""

    title_key = "deposits.give_title"

    def __init__(self, desk: Desk, stay: QAction, give: QAction) -> None:
        super().__init__(desk)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(stay))
        self.button = Button(give, "danger", height="button.large")
        self.body.addLayout(row)
        self.body.addWidget(self.button)

    def build(self) -> None:
        self.amount = MoneyField(name=t("deposits.amount"))
        self.ways = Chips(name=t("deposits.way"))
        self.reason = Entry(name=t("deposits.reason"), hint=t("deposits.reason_hint"))
        self.field("amount", lambda: t("deposits.amount"), self.amount)
        self.field("way", lambda: t("deposits.way"), self.ways)
        self.field("reason", lambda: t("deposits.reason"), self.reason)

    def begin(self, row: DepositRow) -> None:
        """Propose all that is left of a deposit, as it was paid."""
        self.say(t("deposits.give_words", number=row.number, left=sayings.yuan(row.left)))
        self.form.accept()
        self.amount.set_value(row.left)
        self.ways.set_options(
            [Option(k, sayings.tender(k)) for k in dict.fromkeys((row.kind, CASH))]
        )
        self.ways.choose(row.kind)
        self.reason.write("")

    def check(self) -> bool:
        """Refuse a missing reason or amount at once."""
        if self.fen("amount", self.amount) is None:
            return False
        if self.reason.text().strip():
            return True
        self.refuse(Refused("text.required", field="reason"))
        return False

    def retell(self) -> None:
        super().retell()
        self.reason.setPlaceholderText(t("deposits.reason_hint"))


def _kind(word: str) -> TenderKind:
    return next(kind for kind in HANDED if kind == word)


def _number(row: DepositRow) -> str:
    return row.number


def _way(row: DepositRow) -> str:
    return sayings.tender(row.kind)


def _amount(row: DepositRow) -> str:
    return sayings.money(row.amount if row.direction == "in" else -row.amount)


def _left(row: DepositRow) -> str:
    return sayings.money(row.left) if row.left else ""


def _quiet(_row: DepositRow) -> str:
    return "text.secondary"


def _strong(row: DepositRow) -> str:
    return "body.strong" if row.left else "body"
