"""A job's quote: grades side by side, given with one key, answered by whom and how; keyboard only.

It posts nothing by itself: what is typed is a draft until Ctrl+Enter gives it to the member.
"""

import re

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.rules.quotes import State
from models.services import papers, quote_file, quote_lines
from models.services.line_offers import Offer
from models.services.quote_file import JobQuotes, QuoteRow
from models.services.quote_lines import LastTime, QuotedLine
from models.services.quotes import QuoteGiven
from views import clock, places, sayings, theme
from views.acts import act
from views.line_finder import OfferFinder
from views.page import Desk
from views.screens.day_close_ask import DrawerAsk
from views.screens.quote_answer import AnswerActs
from views.screens.quote_ask import GiveAsk
from views.screens.quote_grades import GradesRow
from views.screens.quote_work import QuoteWork
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.folding import fen_of
from views.widgets.panel import Panel
from views.widgets.saving import ask_where
from views.widgets.text import Eliding, Text

ASIDE = 330
_FREE = re.compile(r"(.+?)\s+(\d[\d.,]*)")
"""Free words with a price: 搬钢琴 300."""


class QuotePage(AnswerActs):
    """``target`` is the job's id."""

    name = places.QUOTE
    home = places.JOBS
    reads = frozenset({"jobs", "bills", "prices"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.work = QuoteWork(desk.tasks, desk.notices, self)
        self.found: JobQuotes | None = None
        self.job_id, self.place, self._anew = "", 0, False
        self.grades = GradesRow()
        self.finder = OfferFinder(
            desk.tasks,
            name=t("quotes.add"),
            hint=t("quotes.add_hint"),
            lead="scan",
            key="Insert",
            nothing="quotes.nothing",
        )
        self.message = Text(style="label", tone="danger")
        self.message.setWordWrap(True)
        self.message.hide()
        self._about = Eliding(style="title.panel")
        self._adding = Panel()
        self._adding.body.addWidget(self.finder)
        self._adding.body.addWidget(self.message)
        self._adding.body.addLayout(self._offered())
        self.give_ask = GiveAsk(desk, self.act("go_on"))
        for face in (self.give_ask, self.answer, self.refuse_ask, self.done):
            self.faces.addWidget(face)
        left = QVBoxLayout()
        left.addWidget(self._about)
        left.addWidget(self.grades, 1)
        left.addWidget(self._adding)
        row = QHBoxLayout(self)
        row.addLayout(left, 1)
        row.addWidget(self.faces)
        self._left = left
        self.finder.picked.connect(self._picked)
        self.finder.unknown.connect(self._free_line)
        self.finder.moved.connect(self._to_lines)
        self.finder.textEdited.connect(self._mend)
        self.grades.typed.connect(self.work.set_quantity)
        self.give_ask.changed.connect(self._typed)
        self.give_ask.form.submitted.connect(self.go_on)
        self.answer.form.submitted.connect(self.go_on)
        self.refuse_ask.form.submitted.connect(self.go_on)
        self.done.pointed.connect(self._settle)
        self.work.reckoned.connect(self._show)
        self.work.refused.connect(self._refused)
        self.work.given.connect(self._given)
        self._settle()
        self.dress()

    # Acts

    @act("quotes.give", "Ctrl+Return")
    def go_on(self) -> None:
        """Give what is written; where it was given, write down what the member answered."""
        face = self.faces.currentWidget()
        if face is self.give_ask:
            self.give_ask.form.accept()
            self._mend()
            self.work.give()
        elif face is self.answer:
            self.accept()
        elif face is self.refuse_ask:
            self.refuse()

    @act("quotes.to_line", "Insert", bar=False)
    def to_line(self) -> None:
        """To the field that adds a line."""
        if self._writing():
            self.finder.begin()

    @act("quotes.next_grade", "Ctrl+Right", bar=False)
    def next_grade(self) -> None:
        """Write the grade at the right."""
        self._step(1)

    @act("quotes.previous_grade", "Ctrl+Left", bar=False)
    def previous_grade(self) -> None:
        """Write the grade at the left."""
        self._step(-1)

    @act("quotes.add_grade", "Ctrl+G")
    def add_grade(self) -> None:
        """Offer one more grade, beginning with the lines of this one."""
        if self._writing() and not self.work.add_grade():
            self.desk.notices.say(t("quotes.nothing_new", n=len(self.work.grades)))
        self.finder.begin()

    @act("quotes.drop_grade", "Ctrl+B", bar=False)
    def drop_grade(self) -> None:
        """Offer this grade no more."""
        if self._writing() and not self.work.drop_grade():
            self.desk.notices.say(t("quotes.keep_one"))
        self.finder.begin()

    @act("quotes.remove", "Delete", bar=False)
    def remove(self) -> None:
        """Take the chosen line off; Ctrl+Z puts it back."""
        place = max(self.grades.focused(), 0)
        row = self.grades.panels[place].row()
        if self._writing() and row is not None and self.grades.focused() >= 0:
            self.work.remove(place, row.place, row.line.name)

    @act("quotes.last_time", "Ctrl+L")
    def last_time(self) -> None:
        """Put in what was done last time on the same device."""
        if self._writing():
            ask = self.desk.tasks.ask
            ask(quote_lines.last_time, self.job_id, slot="quote.last", done=self._last)

    @act("quotes.new_version", "Ctrl+N")
    def anew(self) -> None:
        """Write the next version, beginning with the last one."""
        if self.found is not None and not self.found.why_not and not self._writing():
            self._anew, self.place = True, 0
            self.work.begin(self.found)
            self._face()
            self.finder.begin()

    @act("quotes.older", "Ctrl+Up", bar=False)
    def older(self) -> None:
        """Look at the version before."""
        self._look(self.place + 1)

    @act("quotes.newer", "Ctrl+Down", bar=False)
    def newer(self) -> None:
        """Look at the version after."""
        self._look(self.place - 1)

    @act("quotes.print", "F9")
    def print_again(self) -> None:
        """Print the version in sight once more, as a copy."""
        row = self._row()
        if row is not None and row.number:
            self.printing.print_office(papers.print_quote, row.id)

    @act("quotes.save", "Ctrl+S", bar=False)
    def save(self) -> None:
        """Ask where to write the quote as a PDF."""
        row = self._row()
        if row is not None and row.number:
            ask_where(self, t("quotes.save"), name=f"{row.number}.pdf", then=self.save_to)

    def save_to(self, path: str) -> None:
        """Write the version in sight to ``path``."""
        row = self._row()
        if row is not None and row.number:
            self.printing.save_office(papers.print_quote, path, row.id)

    # What the page answers

    def title(self) -> str:
        return t("quotes.title")

    def record(self) -> str:
        return self.found.job_number if self.found is not None else " "

    def first_focus(self) -> QWidget:
        face = self.faces.currentWidget()
        if face is self.give_ask:
            return self.finder
        if face is self.answer:
            return self.answer.how if self.answer.grade.count() < 2 else self.answer.grade
        return self.refuse_ask.reason if face is self.refuse_ask else self.done.table

    def context_widget(self) -> QWidget:
        return self.faces

    def opened(self, target: object) -> None:
        self.work.save_now()
        self.job_id, self.found, self.place, self._anew = str(target), None, 0, False
        self._key = self.desk.tasks.new_key()
        self.work.touched = False
        self.finder.drop()
        self._mend()
        self.outdate()

    def left(self) -> None:
        self.work.save_now()

    def reload(self) -> None:
        if self.job_id:
            self.desk.tasks.ask(quote_file.of_job, self.job_id, slot="quote", done=self._read)

    def escape(self) -> bool:
        if self.faces.currentWidget() is self.refuse_ask:
            self.stay()
            return True
        return self.finder.escape() or super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self.finder.setPlaceholderText(t("quotes.add_hint"))
        for part in (self.give_ask, self.answer, self.refuse_ask, self.done):
            part.retell()
        if self.found is not None:
            self._show()
        self._settle()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "faces"):
            self.faces.setFixedWidth(theme.px(ASIDE))
            self._left.setSpacing(theme.size("panel.gap"))

    # Inside

    def _offered(self) -> QHBoxLayout:
        """The acts of a quote that is written, each with its key."""
        row = QHBoxLayout()
        for name in ("last_time", "add_grade", "next_grade", "drop_grade"):
            row.addWidget(Button(self.act(name), "quiet"))
        row.addStretch(1)
        return row

    def _read(self, found: JobQuotes) -> None:
        if found.job_id != self.job_id:
            return
        first = self.found is None
        self.found = found
        self.place = min(self.place, max(len(found.rows) - 1, 0))
        if not self.work.touched and (first or not self._writing()):
            self.work.begin(found)
        self._face()
        if first:
            self.first_focus().setFocus()

    def _writing(self) -> bool:
        return self.faces.currentWidget() is self.give_ask and self.found is not None

    def _row(self) -> QuoteRow | None:
        """The version in sight; None while one is written."""
        rows = self.found.rows if self.found is not None else ()
        return rows[self.place] if rows and not self._writing() else None

    def _face(self) -> None:
        """Bring the face into sight that fits the version in sight."""
        found = self.found
        if found is None:
            return
        row = found.rows[self.place] if found.rows else None
        writes = self._anew or self.work.touched or row is None or row.state is State.DRAFT
        if writes and not found.why_not:
            self.faces.show_face(self.give_ask)
        elif row is not None and row.state is State.GIVEN:
            if self.faces.currentWidget() is not self.refuse_ask:
                self.faces.show_face(self.answer)
            self.answer.begin(row, found.member)
        elif row is not None and row.state is not State.DRAFT:
            self.faces.show_face(self.done)
            self.done.show_row(row, found.promise)
        self._show()

    def _show(self) -> None:
        found, row = self.found, self._row()
        if found is None:
            return
        self._adding.setVisible(self._writing())
        about = (sayings.who(found.member), found.device, found.title)
        self._about.setText(t("words.list_comma").join(part for part in about if part))
        if row is None:
            one = len(self.work.grades) == 1
            self.grades.show_grades(
                self.work.rows,
                marked=-1 if one else self.work.active,
                mark=t("quotes.writing_here"),
                editable=True,
            )
            self.give_ask.form.show_row("grade", not one)
            self.give_ask.show_work(self.work)
            self.give_ask.say("")
        else:
            ids = [grade.id for grade in row.grades]
            chosen = ids.index(row.grade_id) if row.grade_id in ids else -1
            self.grades.show_grades(
                row.grades, marked=chosen, mark=t("quotes.chosen_here"), editable=False
            )
        self._settle()

    def _settle(self) -> None:
        """Put the acts into force that fit, with their amounts on the buttons."""
        face, row, writing = self.faces.currentWidget(), self._row(), self._writing()
        able = self.found is not None and not self.found.why_not
        go_on = self.acts["go_on"]
        words = {
            self.give_ask: self._give_words(),
            self.answer: self.accept_words(row),
            self.refuse_ask: t("quotes.refuse"),
            self.done: t("quotes.accept"),
        }
        go_on.setText(words[face] if isinstance(face, DrawerAsk) else t("quotes.give"))
        go_on.setEnabled(face is not self.done and not (row is not None and row.expired))
        for name in ("add_grade", "last_time", "to_line", "remove"):
            self.acts[name].setEnabled(writing)
        for name in ("next_grade", "previous_grade", "drop_grade"):
            self.acts[name].setEnabled(writing and len(self.work.grades) > 1)
        self.acts["ask_refuse"].setEnabled(face is self.answer)
        self.acts["anew"].setEnabled(able and not writing)
        slip = self.done.slip() if face is self.done else None
        self.acts["sign"].setEnabled(slip is not None and slip.waits)
        self.acts["print_slip"].setEnabled(slip is not None)
        self.done.offer(anew=able)
        for name in ("print_again", "save"):
            self.acts[name].setEnabled(row is not None and bool(row.number))
        self.changed.emit()

    def _give_words(self) -> str:
        rows = self.work.rows
        if len(rows) == 1 and rows[0].lines:
            return t("quotes.give_of", amount=sayings.yuan(rows[0].total))
        return t("quotes.give")

    def _picked(self, offer: Offer) -> None:
        if offer.kind == "item":
            lines = [QuotedLine(item_id=offer.id)]
        else:
            lines = [
                QuotedLine(item_id=line.item_id, quantity=line.quantity, package_line_id=line.id)
                for line in offer.lines
            ]
        self.work.add(lines, t("quotes.said.added", name=offer.name))
        self.finder.begin()

    def _free_line(self, text: str) -> None:
        found = _FREE.fullmatch(text)
        fen = fen_of(found.group(2)) if found is not None else None
        if found is None or fen is None:
            self._say_wrong(t("quotes.free_price", text=text))
            return
        name = found.group(1).strip()
        self.finder.drop()
        self.work.add([QuotedLine(name=name, price=fen)], t("quotes.said.added", name=name))

    def _last(self, last: LastTime | None) -> None:
        if last is None or not last.lines:
            self.desk.notices.say(t("quotes.no_last"))
            return
        lines = list(last.lines)
        said = t("quotes.said.last", number=last.job_number, count=len(lines))
        self.work.add(lines, said)

    def _to_lines(self, _key: int) -> None:
        self.grades.panels[self.work.active].enter(-1)

    def _typed(self) -> None:
        self.give_ask.take(self.work)
        self.work.change()

    def _step(self, by: int) -> None:
        if self._writing():
            self.work.active = (self.work.active + by) % len(self.work.grades)
            self._show()
            self.finder.begin()

    def _look(self, place: int) -> None:
        if self.found is not None and not self.work.touched and 0 <= place < len(self.found.rows):
            self._anew, self.place = False, place
            self._face()

    def _given(self, given: QuoteGiven) -> None:
        self._anew, self.place = False, 0
        said = t("quotes.said.given", number=given.number)
        self.desk.notices.say(said)
        self.faces.show_face(self.answer)
        self.printing.print_office(papers.print_quote, given.id)
        self.found = None
        self.reload()

    def _refused(self, refused: Refused) -> None:
        face = self.faces.currentWidget()
        if isinstance(face, GiveAsk) and refused.field in ("grade", "days", "cap", "note"):
            face.refuse(refused)
        else:
            zone = self.desk.notices.zone
            self._say_wrong(sayings.explain(refused, zone=zone, now=clock.now()))

    def _say_wrong(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _mend(self) -> None:
        """Typing anew takes the red line away: the fix is being made."""
        self._say_wrong("")
