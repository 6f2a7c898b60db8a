"""What the drawer asks for: the float, cash in or out, the count at a shift's end, and the day's close itself."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.errors import Refused
from models.rules.drawer import Counted
from models.rules.tenders import CASH
from models.services.day_close import DayState
from models.services.drawer import DrawerState, ShiftState
from views import clock, sayings
from views.page import Desk
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.fields import Entry, MoneyField
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.text import Text

OTHERS = ("wechat", "alipay", "card")


class DrawerAsk(Panel):
    """A titled form with a word above it; ``refuse`` says a refusal beside its field."""

    title_key = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(t(self.title_key))
        self.desk = desk
        self.word = Text("", style="label", tone="text.secondary")
        self.word.setWordWrap(True)
        self.form = Form()
        self._labels: dict[str, Callable[[], str]] = {}
        self.body.addWidget(self.word)
        self.body.addWidget(self.form)
        self.build()
        self.body.addStretch(1)

    def build(self) -> None:
        """Add the fields. Override."""

    def field(self, name: str, label: Callable[[], str], field: QWidget) -> None:
        """Add a field whose label is told anew in another language."""
        self._labels[name] = label
        self.form.add(name, label(), field)

    def say(self, sentence: str) -> None:
        """Write the word above the form; empty hides it."""
        self.word.setText(sentence)
        self.word.setVisible(bool(sentence))

    def refuse(self, refused: Refused) -> None:
        """Say a refusal beside its field, or in the message bar."""
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def fen(self, name: str, field: MoneyField) -> int | None:
        """The amount of a field, refused beside it where there is none."""
        fen = field.value()
        if fen is None:
            self.form.refuse(name, t("refused.money.empty"))
        return fen

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t(self.title_key))
        self.form.relabel({name: label() for name, label in self._labels.items()})


class OpenAsk(DrawerAsk):
    """``taken(fen)``: the float with which a shift begins."""

    taken = Signal(int)
    title_key = "drawer.open_title"

    def build(self) -> None:
        self.float = MoneyField(name=t("drawer.opening_float"))
        self.field("opening_float", lambda: t("drawer.opening_float"), self.float)
        self.button = Button(t("drawer.open"), "primary", key="Enter")
        self.button.clicked.connect(self.take)
        self.form.submitted.connect(self.take)
        self.body.addWidget(self.button)

    def begin(self, state: DrawerState) -> None:
        """Propose what the last shift left."""
        left = sayings.yuan(state.handed_over)
        self.say(t("drawer.handed_over", amount=left) if state.handed_over else "")
        self.form.accept()
        self.float.set_value(state.handed_over or None)

    def take(self) -> None:
        """Hand the float over."""
        fen = self.fen("opening_float", self.float)
        if fen is not None:
            self.taken.emit(fen)

    def retell(self) -> None:
        super().retell()
        self.button.say(t("drawer.open"))


class CashAsk(DrawerAsk):
    """``taken(direction, fen, reason)``: cash in or out."""

    taken = Signal(str, int, str)
    title_key = "drawer.cash_title"

    def build(self) -> None:
        self.direction = Chips(name=t("drawer.direction"), look="segment")
        self.amount = MoneyField(name=t("drawer.amount"))
        self.reason = Entry(name=t("drawer.reason"), hint=t("drawer.reason_hint"))
        self.field("direction", lambda: t("drawer.direction"), self.direction)
        self.field("amount", lambda: t("drawer.amount"), self.amount)
        self.field("reason", lambda: t("drawer.reason"), self.reason)
        self.button = Button(t("drawer.put"), "primary", key="Enter")
        self.button.clicked.connect(self.take)
        self.form.submitted.connect(self.take)
        self.body.addWidget(self.button)
        self._options()

    def begin(self, shift: ShiftState | None) -> None:
        """Empty the fields; without a shift nothing can be booked."""
        self.form.accept()
        self.amount.set_value(None)
        self.reason.write("")
        self.say("" if shift is not None else t("drawer.no_shift"))
        for part in (self.direction, self.amount, self.reason, self.button):
            part.setEnabled(shift is not None)

    def take(self) -> None:
        """Hand the entry over."""
        fen = self.fen("amount", self.amount)
        if fen is not None:
            self.taken.emit(self.direction.value(), fen, self.reason.text())

    def retell(self) -> None:
        super().retell()
        self._options()
        self.reason.setPlaceholderText(t("drawer.reason_hint"))
        self.button.say(t("drawer.put"))

    def _options(self) -> None:
        self.direction.set_options([Option(way, t(f"drawer.{way}")) for way in ("out", "in")])


class EndAsk(DrawerAsk):
    """``taken(counted, left_in, reason)``: what was counted at the end of a shift."""

    taken = Signal(object, int, str)
    title_key = "drawer.end_title"

    def build(self) -> None:
        self.fields: dict[str, MoneyField] = {}
        self._due: dict[str, int] = {}
        for kind in (CASH, *OTHERS):
            self.fields[kind] = MoneyField(name=self._counted(kind))
            self.field(kind, lambda kind=kind: self._counted(kind), self.fields[kind])  # type: ignore[misc]
            self.fields[kind].value_changed.connect(self._compare)
        self.left = MoneyField(name=t("drawer.left_in"))
        self.reason = Entry(name=t("drawer.reason"), hint=t("drawer.difference_hint"))
        self.field("left_in", lambda: t("drawer.left_in"), self.left)
        self.field("reason", lambda: t("drawer.reason"), self.reason)
        self.button = Button(t("drawer.end"), "primary", key="Enter")
        self.button.clicked.connect(self.take)
        self.form.submitted.connect(self.take)
        self.body.addWidget(self.button)

    def begin(self, shift: ShiftState, word: str) -> None:
        """Show what must be there; cash is counted, the others stand as expected until typed over."""
        self.say(word)
        self.form.accept()
        self._due = dict(shift.expected)
        for kind, field in self.fields.items():
            due = self._due.get(kind)
            self.form.show_row(kind, due is not None)
            field.set_value(None if kind == CASH else due)
        self.left.set_value(shift.opening_float)
        self.reason.write("")
        self._compare()

    def take(self) -> None:
        """Hand the count over."""
        counted = []
        for kind in self._due:
            if kind not in self.fields:
                continue
            fen = self.fen(kind, self.fields[kind])
            if fen is None:
                return
            counted.append(Counted(kind, fen))
        left = self.fen("left_in", self.left)
        if left is not None:
            self.taken.emit(tuple(counted), left, self.reason.text())

    def retell(self) -> None:
        super().retell()
        self.reason.setPlaceholderText(t("drawer.difference_hint"))
        self.button.say(t("drawer.end"))
        self._compare()

    def _counted(self, kind: str) -> str:
        return t("drawer.counted", tender=sayings.tender(kind))

    def _compare(self, _value: object = None) -> None:
        """Say under each field what must be there, and how far what is typed is off."""
        for kind, due in self._due.items():
            if kind not in self.fields:
                continue
            fen, told = self.fields[kind].value(), sayings.yuan(due)
            if fen is None or fen == due:
                self.form.hint(kind, t("drawer.expected", amount=told))
            else:
                off = sayings.change(fen - due)
                self.form.warn(kind, t("drawer.off_by", amount=told, difference=off))
        if self._due:
            self.form.hint("left_in", t("drawer.left_in_hint"))


class CloseAsk(DrawerAsk):
    """The day's close: what it does, what was counted where no shift was, and the button that names the day."""

    title_key = "drawer.close_title"

    def __init__(self, desk: Desk, stay: QAction, close: QAction) -> None:
        self._acts = (stay, close)
        super().__init__(desk)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(stay))
        self.button = Button(close, "danger", height="button.large")
        self.body.addLayout(row)
        self.body.addWidget(self.button)

    def build(self) -> None:
        self.cash = MoneyField(name=t("drawer.counted", tender=sayings.tender(CASH)))
        self.reason = Entry(name=t("drawer.reason"), hint=t("drawer.difference_hint"))
        self.field("cash", lambda: t("drawer.counted", tender=sayings.tender(CASH)), self.cash)
        self.field("reason", lambda: t("drawer.reason"), self.reason)

    def begin(self, found: DayState) -> None:
        """Say what stands in the way, or what the close does."""
        self.form.accept()
        self.cash.set_value(None)
        self.reason.write("")
        countable = not found.id and not found.shift_open and not found.paper.shifts
        self.form.show_row("cash", countable)
        self.form.show_row("reason", countable)
        said = [t("drawer.close_words")]
        if found.id:
            difference = sayings.change(found.paper.difference)
            said = [t("drawer.closed", number=found.paper.number, difference=difference)]
        elif found.shift_open:
            said = [t("drawer.close_shift")]
        elif countable:
            said.append(t("drawer.close_count"))
        if found.waiting is not None and found.waiting != found.day:
            waiting = sayings.day(found.waiting, found.today)
            said.append(t("drawer.close_waiting", day=waiting))
        if found.parked and not found.id:
            said.append(t("drawer.close_parked", n=found.parked))
        self.say("\n".join(said))

    def counted(self) -> tuple[Counted, ...]:
        """Return what was counted, nothing where the field is empty."""
        fen = self.cash.value()
        return () if fen is None else (Counted(CASH, fen),)
