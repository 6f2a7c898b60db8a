"""The job card's promise: quoted beside actual, what may still be added, and the member's word for an extra."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.quotes import Variance
from models.services import change_slips, papers
from models.services.change_rule import Agreement
from models.services.job_file import JobFile
from models.services.job_lines import JobLineRow
from models.services.quote_standing import Compared, Promise
from views import clock, places, printing, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.job_ask import Ask
from views.screens.quote_ask import name_hows
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import Entry, QuantityField
from views.widgets.tables import Column
from views.widgets.text import Text

Again = Callable[[Agreement], None]
"""Does once more, agreed to, what was refused without the member's word."""


class AgreeAsk(Ask):
    """``taken(Agreement)``: why something is added, who agreed and how."""

    taken = Signal(object)
    title_key, button_key = "quotes.ask.title", "quotes.ask.take"
    labels: ClassVar[Mapping[str, str]] = {
        "reason": "quotes.ask.reason",
        "approved_how": "quotes.ask.how",
        "approved_by": "quotes.ask.by",
    }

    def build(self) -> None:
        self.word = Text("", style="label", tone="text.secondary")
        self.word.setWordWrap(True)
        self.panel.body.insertWidget(0, self.word)
        self.reason = Entry(name=t("quotes.ask.reason"), hint=t("quotes.ask.reason_hint"))
        self.by = Entry(name=t("quotes.ask.by"))
        self.how = Choice(name=t("quotes.ask.how"))
        name_hows(self.how)
        fields = (self.reason, self.how, self.by)
        for (name, key), field in zip(self.labels.items(), fields, strict=True):
            self.form.add(name, t(key), field)

    def begin(self, word: str, member: str) -> None:
        """Say what is added, and ask."""
        self.word.setText(word)
        self.form.accept()
        self.reason.write("")
        self.by.write(member)
        self.reason.setFocus()

    def take(self) -> None:
        """Hand it over; what is missing is refused beside its field."""
        self.form.accept()
        agreed = Agreement(
            reason=self.reason.text(),
            approved_by=self.by.text(),
            approved_how=self.how.value(),
        )
        self.taken.emit(agreed)

    def retell(self) -> None:
        super().retell()
        self.reason.setPlaceholderText(t("quotes.ask.reason_hint"))
        name_hows(self.how)


class QuoteActs(Page):
    """A part of the job's page: it says ``job_id``, shows asks, and calls :meth:`ask_promise` when it reads."""

    job_id: str | None
    _file: JobFile | None

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.promise: Promise | None = None
        self._compared: dict[str, Compared] = {}
        self._not_done: tuple[Compared, ...] = ()
        self._again: Again | None = None
        self._adding_name = ""
        self.agree_ask = AgreeAsk(desk)
        self.agree_ask.taken.connect(self._agreed)
        self.promise_line = Text("", style="label", tone="text.secondary")
        self.promise_line.setWordWrap(True)
        self.promise_line.hide()
        self._sign_button = Button(self.acts["sign_slip"], "secondary")
        self._sign_button.hide()
        self.promise_row = QHBoxLayout()
        self.promise_row.addWidget(self.promise_line, 1)
        self.promise_row.addWidget(self._sign_button)

    # What the page itself gives

    def _ask(self, panel: QWidget) -> None:
        """Show an ask in the right column."""
        raise NotImplementedError

    def _put_away(self) -> None:
        """Show the side again."""
        raise NotImplementedError

    def show_lines(self) -> None:
        """Show the lines again, now beside what was promised."""
        raise NotImplementedError

    # Acts

    @act("quotes.open", "Ctrl+1")
    def open_quote(self) -> None:
        """Go to the quotes of this job."""
        if self.job_id is not None:
            self.desk.go(places.QUOTE, self.job_id)

    @act("quotes.sign", "Ctrl+2", bar=False)
    def sign_slip(self) -> None:
        """The member signed the change slip that the bill waits for."""
        slip = self.promise.waiting if self.promise is not None else None
        if slip is not None:
            self._adding_name = t("quotes.said.signed", number=slip.number)
            self.desk.tasks.run(change_slips.sign, slip.id, done=self._signed)

    # For the page

    def ask_promise(self) -> None:
        """Ask what was promised for the job."""
        if self.job_id is not None:
            ask = self.desk.tasks.ask
            ask(change_slips.of_job, self.job_id, slot="job.promise", done=self._show_promise)

    def forget_promise(self) -> None:
        """Another job is shown."""
        self._take_promise(None)

    def needs_word(self, refused: Refused, again: Again, *, name: str, fen: int) -> bool:
        """Ask for the member's word where that is what a line lacks; False for another refusal."""
        if refused.code != "change.reason":
            return False
        self._again, self._adding_name = again, name
        over = self.promise is not None and fen > self.promise.room
        word = t(
            "quotes.ask.word_sign" if over else "quotes.ask.word",
            name=name,
            amount=sayings.yuan(fen),
        )
        self._ask(self.agree_ask)
        self.agree_ask.begin(word, self._file.row.member if self._file is not None else "")
        return True

    def agreed_done(self, outcome: Outcome[Any]) -> None:
        """Say that it was agreed to; a slip that must be signed comes out of the printer."""
        self._put_away()
        self.desk.notices.say(self._adding_words(), undo=undo_of(self.desk, outcome))
        if self.job_id is not None:
            ask = self.desk.tasks.ask
            ask(change_slips.of_job, self.job_id, slot="job.slip", done=self._print_slip)

    def rows_promised(self, lines: tuple[JobLineRow, ...]) -> tuple[JobLineRow, ...]:
        """The job's lines, then what was quoted and is not done: rows without an id."""
        return (*lines, *(_ghost(row) for row in self._not_done))

    def retell_promise(self) -> None:
        """Write the words again."""
        self._say_promise()

    def foot_promised(self, foot: dict[str, str]) -> dict[str, str]:
        """The foot with what was promised and how far the lines are from it."""
        if self.promise is None:
            return foot
        quoted = sayings.money(self.promise.accepted)
        return {**foot, "quoted": quoted, "difference": told_variance(self.promise.variance)}

    def columns_promised(self) -> tuple[Column, ...]:
        """Quoted, actual and difference in place of source and price."""
        return (
            Column("name", t("jobs.card.item"), lambda row: row.name, style=self._style),
            Column("code", t("jobs.card.code"), lambda row: row.code, 96, tone=_quiet, spare=1),
            Column("quantity", t("jobs.card.quantity"), _quantity, 66, number=True, editor=_editor),
            Column("quoted", t("quotes.job.quoted"), self._quoted, 92, number=True, tone=_quiet),
            Column("amount", t("quotes.job.actual"), _amount, 100, number=True),
            Column(
                "difference", t("quotes.job.difference"), self._difference, 210, tone=self._tone
            ),
        )

    # Inside

    def _agreed(self, agreed: Agreement) -> None:
        if self._again is not None:
            self._again(agreed)

    def _adding_words(self) -> str:
        how = t(f"quotes.how.{self.agree_ask.how.value()}")
        by = sayings.who(self.agree_ask.by.text())
        return t("quotes.said.agreed", name=self._adding_name, by=by, how=how)

    def _print_slip(self, found: tuple[Promise, tuple[Compared, ...]] | None) -> None:
        slip = found[0].waiting if found is not None else None
        if slip is None or found is None or slip is not found[0].slips[-1]:
            return
        said = t("quotes.said.must_sign", name=self._adding_name, number=slip.number)
        self.desk.notices.say(said, tone="warning")
        printing.of(self.desk.tasks, self.desk.notices).print_office(papers.print_change, slip.id)

    def _signed(self, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(self._adding_name, undo=undo_of(self.desk, outcome))

    def _show_promise(self, found: tuple[Promise, tuple[Compared, ...]] | None) -> None:
        self._take_promise(found)
        self.show_lines()

    def _take_promise(self, found: tuple[Promise, tuple[Compared, ...]] | None) -> None:
        self.promise = found[0] if found is not None else None
        rows = found[1] if found is not None else ()
        self._compared = {row.line_id: row for row in rows if row.line_id}
        self._not_done = tuple(row for row in rows if not row.line_id)
        self._say_promise()

    def _say_promise(self) -> None:
        """Say under the lines what may still be added, before it bites; the act says that one was accepted."""
        waits = self.promise is not None and self.promise.waiting is not None
        self.acts["sign_slip"].setEnabled(waits)
        word = t("quotes.open")
        if self.promise is not None:
            word = t("quotes.open_state", state=t("quotes.state.accepted"))
        self.acts["open_quote"].setText(word)
        promise = self.promise
        self.promise_line.setVisible(promise is not None)
        self._sign_button.setVisible(waits)
        if promise is None:
            return
        waiting, room = promise.waiting, sayings.yuan(promise.room)
        signed = any(slip.signed for slip in promise.slips)
        if waiting is not None:
            words = t("quotes.waits", number=waiting.number)
        elif not promise.room:
            words = t("quotes.room_none")
        elif signed:
            words = t("quotes.signed_to", amount=sayings.yuan(promise.most), room=room)
        else:
            words = t("quotes.room", cap=sayings.share(promise.cap), room=room)
        self.promise_line.set_tone("warning" if waiting is not None else "text.secondary")
        self.promise_line.setText(words)
        edge, high = theme.px(16), theme.px(10)
        self.promise_line.setContentsMargins(edge, high, edge, high)
        self.promise_row.setContentsMargins(0, high if waits else 0, edge, high if waits else 0)

    def _of(self, row: JobLineRow) -> Compared | None:
        return self._compared.get(row.id)

    def _quoted(self, row: JobLineRow) -> str:
        if not row.id:
            return sayings.money(row.price)
        found = self._of(row)
        return sayings.money(found.quoted if found is not None else 0)

    def _difference(self, row: JobLineRow) -> str:
        if not row.id:
            return t("quotes.job.not_done")
        found = self._of(row)
        fen = row.amount - (found.quoted if found is not None else 0)
        if fen == 0:
            return t("quotes.job.same")
        amount = sayings.change(fen)
        slip = found.slip if found is not None else None
        if fen < 0 or slip is None:
            return amount if fen > 0 else t("quotes.job.less", amount=amount)
        if slip.waits and self.promise is not None and self.promise.waiting is not None:
            return t("quotes.job.unsigned", amount=amount)
        zone, now = self.desk.notices.zone, clock.now()
        today = slip.at.astimezone(zone).date() == now.astimezone(zone).date()
        at = sayings.clock(slip.at, zone) if today else sayings.moment(slip.at, zone, now)
        how = t(f"quotes.how.{slip.approved_how}")
        return t("quotes.job.added", amount=amount, at=at, how=how)

    def _tone(self, row: JobLineRow) -> str:
        found = self._of(row)
        more = row.amount > (found.quoted if found is not None else 0)
        return "warning" if row.id and more else "text.secondary"

    def _style(self, row: JobLineRow) -> str:
        found = self._of(row)
        return "body.strong" if found is not None and not found.quoted else "body"


def told_variance(found: Variance) -> str:
    """How far a bill stands from its quote: +28.00，超 8.9%."""
    if found.fen == 0:
        return t("quotes.job.same")
    amount = sayings.change(found.fen)
    if found.per_mille is None:
        return amount
    key = "quotes.job.over" if found.fen > 0 else "quotes.job.under"
    return t(key, amount=amount, share=sayings.share(abs(found.per_mille)))


def _ghost(row: Compared) -> JobLineRow:
    """A quoted line that is not done; its price is what was quoted, and it cannot be changed."""
    return JobLineRow(
        id="",
        item_id=None,
        name=row.name,
        code=row.code,
        unit="",
        kind="service",
        quantity=0,
        price=row.quoted,
        cost=0,
        amount=0,
        earning_class="standard",
        warranty_days=0,
        lot="",
        serial="",
    )


def _editor(parent: QWidget) -> QuantityField:
    return QuantityField(name=t("jobs.card.quantity"), parent=parent)


def _quantity(row: JobLineRow) -> str:
    return sayings.quantity(row.quantity)


def _amount(row: JobLineRow) -> str:
    return sayings.money(row.amount)


def _quiet(_row: JobLineRow) -> str:
    return "text.secondary"
