"""The member's word on a quote: accepted, refused, a change slip signed. A part of the quote's page."""

from typing import Any

from models.base.usecase import Outcome
from models.rules.quotes import State
from models.services import change_slips, papers, quote_answers
from models.services.quote_file import QuoteRow
from views import printing, sayings
from views.acts import act
from views.page import Desk, Page
from views.screens.quote_ask import AnswerAsk, DoneFace, RefuseAsk
from views.texts import t
from views.undo import undo_of
from views.widgets.faces import Faces


class AnswerActs(Page):
    """The page says which version is in sight and settles its acts; it adds the faces to its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self._key, self._said = desk.tasks.new_key(), ""
        self.faces = Faces()
        self.answer = AnswerAsk(desk, self.act("go_on"), self.act("ask_refuse"))
        self.refuse_ask = RefuseAsk(desk, self.act("stay"), self.act("go_on"))
        self.done = DoneFace(desk, self.act("sign"), self.act("print_slip"), self.act("anew"))

    # What the page itself gives

    def _row(self) -> QuoteRow | None:
        """The version in sight."""
        raise NotImplementedError

    def _settle(self) -> None:
        """Put the acts into force that fit."""
        raise NotImplementedError

    # Acts

    @act("quotes.refuse", "Ctrl+D", bar=False)
    def ask_refuse(self) -> None:
        """Ask why the member does not want it."""
        if self.faces.currentWidget() is self.answer:
            self.faces.show_face(self.refuse_ask)
            self.refuse_ask.begin()
            self._settle()

    @act("quotes.stay", bar=False)
    def stay(self) -> None:
        """Back to the answer; nothing was written down."""
        self.faces.show_face(self.answer)
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus()
        self._settle()

    @act("quotes.sign", "Ctrl+2")
    def sign(self) -> None:
        """The member signed the chosen change slip."""
        slip = self.done.slip()
        if slip is not None and slip.waits:
            self._said = t("quotes.said.signed", number=slip.number)
            self.desk.tasks.run(change_slips.sign, slip.id, done=self._told)

    @act("quotes.print_change", bar=False)
    def print_slip(self) -> None:
        """Print the chosen change slip once more."""
        slip = self.done.slip()
        if slip is not None:
            self.printing.print_office(papers.print_change, slip.id)

    # For the page

    def accept_words(self, row: QuoteRow | None) -> str:
        """What the button says: 客户同意 ¥236.00."""
        grade = self._chosen_grade(row)
        total = next((g.total for g in row.grades if g.id == grade), 0) if row is not None else 0
        return t("quotes.accept_of", amount=sayings.yuan(total)) if grade else t("quotes.accept")

    def _chosen_grade(self, row: QuoteRow | None) -> str:
        if row is None:
            return ""
        return self.answer.grade.value() or row.grades[0].id

    def accept(self) -> None:
        """Write down that the member takes the chosen grade."""
        row = self._row()
        if row is None or row.state is not State.GIVEN:
            return
        grade_id = self._chosen_grade(row)
        total = next(grade.total for grade in row.grades if grade.id == grade_id)
        self._said = t("quotes.said.accepted", number=row.number, amount=sayings.yuan(total))
        self.answer.form.accept()
        self.desk.tasks.run(
            quote_answers.accept,
            row.id,
            grade_id,
            by=self.answer.by.text(),
            how=self.answer.how.value(),
            key=self._key,
            done=self._answered,
            refused=self.answer.refuse,
        )

    def refuse(self) -> None:
        """Write down that the member does not want it, and why."""
        row = self._row()
        if row is None:
            return
        self._said = t("quotes.said.refused", number=row.number)
        self.refuse_ask.form.accept()
        self.desk.tasks.run(
            quote_answers.refuse,
            row.id,
            reason=self.refuse_ask.reason.text(),
            by=self.answer.by.text(),
            how=self.refuse_ask.how.value(),
            done=self._answered,
            refused=self.refuse_ask.refuse,
        )

    def _answered(self, outcome: Outcome[Any]) -> None:
        self._key = self.desk.tasks.new_key()
        self.faces.show_face(self.answer)
        self._told(outcome)
        self.reload()

    def _told(self, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))
