"""Asked at the right of a quote: how it is given, what the member answered, and what was agreed since."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from models.rules.quotes import HOWS, State
from models.services.quote_file import QuoteRow
from models.services.quote_standing import Promise, SlipRow
from views import sayings
from views.page import Desk
from views.screens.day_close_ask import DrawerAsk
from views.screens.quote_work import QuoteWork
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import CodeEntry, Entry
from views.widgets.tables import Column, TableModel, TableView


class GiveAsk(DrawerAsk):
    """``changed()`` after a field was typed into: name of the grade, days, cap, note."""

    changed = Signal()
    title_key = "quotes.give_title"

    def __init__(self, desk: Desk, give: QAction) -> None:
        super().__init__(desk)
        self.button = Button(give, "primary", height="button.large")
        self.body.addWidget(self.button)

    def build(self) -> None:
        self.name = Entry(name=t("quotes.grade_name"))
        self.days = CodeEntry(name=t("quotes.days"))
        self.cap = CodeEntry(name=t("quotes.cap"))
        self.note = Entry(name=t("quotes.note"), hint=t("quotes.note_hint"))
        self.field("grade", lambda: t("quotes.grade_name"), self.name)
        self.field("days", lambda: t("quotes.days"), self.days)
        self.field("cap", lambda: t("quotes.cap"), self.cap)
        self.field("note", lambda: t("quotes.note"), self.note)
        for field in (self.name, self.days, self.cap, self.note):
            field.textEdited.connect(self.changed)

    def show_work(self, work: QuoteWork) -> None:
        """Write what the quote says, where nobody is typing."""
        values = (work.writing.name, str(work.days), _percent(work.cap), work.note)
        fields = (self.name, self.days, self.cap, self.note)
        for field, value in zip(fields, values, strict=True):
            if not field.hasFocus():
                field.write(value)

    def take(self, work: QuoteWork) -> None:
        """Put what was typed into the quote; what is no number is refused when it is given."""
        work.writing.name, work.note = self.name.text(), self.note.text()
        work.days = _whole(self.days.text())
        work.cap = _per_mille(self.cap.text())

    def retell(self) -> None:
        super().retell()
        self.note.setPlaceholderText(t("quotes.note_hint"))


class AnswerAsk(DrawerAsk):
    """Which grade the member takes, who said so and how; both acts stand below it."""

    title_key = "quotes.answer_title"

    def __init__(self, desk: Desk, accept: QAction, refuse: QAction) -> None:
        super().__init__(desk)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(refuse))
        self.button = Button(accept, "primary", height="button.large")
        self.body.addLayout(row)
        self.body.addWidget(self.button)

    def build(self) -> None:
        self.grade = Choice(name=t("quotes.answer_grade"))
        self.by = Entry(name=t("quotes.by"))
        self.how = Choice(name=t("quotes.how_label"))
        self.field("grade", lambda: t("quotes.answer_grade"), self.grade)
        self.field("how", lambda: t("quotes.how_label"), self.how)
        self.field("by", lambda: t("quotes.by"), self.by)
        name_hows(self.how)

    def begin(self, row: QuoteRow, member: str) -> None:
        """Ask about a quote that was given."""
        key = "quotes.answer_expired" if row.expired else "quotes.answer_word"
        self.say(t(key, number=row.number, day=sayings.iso_day(row.valid_until)))
        self.form.accept()
        self.form.show_row("grade", len(row.grades) > 1)
        self.grade.set_options(
            [
                (grade.id, f"{grade.name} {sayings.yuan(grade.total)}".strip())
                for grade in row.grades
            ]
        )
        self.by.write(member)

    def retell(self) -> None:
        super().retell()
        name_hows(self.how)


class RefuseAsk(DrawerAsk):
    """Why the member does not want it."""

    title_key = "quotes.refuse_title"

    def __init__(self, desk: Desk, stay: QAction, refuse: QAction) -> None:
        super().__init__(desk)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(stay))
        self.button = Button(refuse, "primary", height="button.large")
        self.body.addLayout(row)
        self.body.addWidget(self.button)

    def build(self) -> None:
        self.reason = Entry(name=t("quotes.reason"), hint=t("quotes.reason_hint"))
        self.how = Choice(name=t("quotes.how_label"))
        self.field("reason", lambda: t("quotes.reason"), self.reason)
        self.field("how", lambda: t("quotes.how_label"), self.how)
        name_hows(self.how)

    def begin(self) -> None:
        """Empty the reason."""
        self.form.accept()
        self.reason.write("")
        self.reason.setFocus()

    def retell(self) -> None:
        super().retell()
        self.reason.setPlaceholderText(t("quotes.reason_hint"))
        name_hows(self.how)


class DoneFace(DrawerAsk):
    """What was answered, and which extras were agreed since; ``pointed()`` where another one is chosen."""

    pointed = Signal()
    title_key = "quotes.done_title"

    def __init__(self, desk: Desk, sign: QAction, again: QAction, anew: QAction) -> None:
        super().__init__(desk)
        self._sign, self._again = Button(sign, "primary"), Button(again)
        self._anew = Button(anew)
        for button in (self._sign, self._again, self._anew):
            self.body.addWidget(button)

    def build(self) -> None:
        self.form.hide()
        self.model = TableModel(_slip_columns())
        self.table = TableView(self.model, name=t("quotes.slips"))
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.body.addWidget(self.table, 1)

    def show_row(self, row: QuoteRow, promise: Promise | None) -> None:
        """Tell how a version ended; with the promise its extras stand below."""
        self.say(_told(row))
        slips = promise.slips if promise is not None and promise.quote_id == row.id else ()
        self.table.setVisible(bool(slips))
        chosen = self.table.currentIndex().row()
        self.model.set_rows(slips)
        if slips:
            self.table.point(min(max(chosen, 0), len(slips) - 1) if chosen >= 0 else len(slips) - 1)

    def offer(self, *, anew: bool) -> None:
        """Show the acts that fit: a signature that is waited for, a slip to print, a new version."""
        slip = self.slip()
        self._sign.setVisible(slip is not None and slip.waits)
        self._again.setVisible(slip is not None)
        self._anew.setVisible(anew)

    def slip(self) -> SlipRow | None:
        """The chosen extra."""
        found = self.table.current_row()
        return found if isinstance(found, SlipRow) else None

    def retell(self) -> None:
        super().retell()
        self.model.set_columns(_slip_columns())

    def _moved(self) -> None:
        self.pointed.emit()


def _told(row: QuoteRow) -> str:
    """How a version ended, in a sentence."""
    if row.state is State.REFUSED:
        return t("quotes.done_refused", number=row.number, reason=row.decision_note)
    if row.state is State.REPLACED:
        return t("quotes.done_replaced", number=row.number)
    grade = next((one.name for one in row.grades if one.id == row.grade_id), "")
    return t(
        "quotes.done_accepted",
        number=row.number,
        by=row.decided_by,
        how=t(f"quotes.how.{row.decided_how}"),
        grade=grade,
        amount=sayings.yuan(row.accepted),
    )


def name_hows(choice: Choice) -> None:
    """Offer the ways in which a member can answer."""
    choice.set_options([(how, t(f"quotes.how.{how}")) for how in HOWS])


def slip_state(slip: SlipRow) -> str:
    """Whether a slip was signed, waits for it, or needs none."""
    state = "signed" if slip.signed else "waits" if slip.waits else "free"
    return t(f"quotes.slip.{state}")


def _slip_columns() -> tuple[Column, ...]:
    return (
        Column("number", t("quotes.slip_number"), _number, 104, spare=2),
        Column("why", t("quotes.slip_why"), _reason),
        Column("sum", t("quotes.slip_sum"), _after, 88, True, spare=1),
        Column("state", t("quotes.slip_state"), slip_state, 84, tone=_state_tone),
    )


def _number(slip: SlipRow) -> str:
    return slip.number


def _reason(slip: SlipRow) -> str:
    return slip.reason


def _after(slip: SlipRow) -> str:
    return sayings.money(slip.after)


def _state_tone(slip: SlipRow) -> str:
    return "warning" if slip.waits else "text.secondary"


def _percent(cap: int) -> str:
    return sayings.share(cap).removesuffix("%")


def _whole(text: str) -> int:
    typed = text.strip()
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def _per_mille(text: str) -> int:
    """Typed per cent, one decimal place at most; -1 is refused when the quote is given."""
    whole, _, rest = text.strip().removesuffix("%").partition(".")
    if not whole.isdecimal() or len(whole) > 3 or (rest and not rest.isdecimal()) or len(rest) > 1:
        return -1
    return int(whole) * 10 + int(rest or 0)
