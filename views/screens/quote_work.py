"""A quote while it is written: grades and lines as they change, reckoned after every change, kept as a draft.

No widgets. Prices come from the shop, never from what stands on the screen.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.quotes import GRADES_MOST
from models.services import quote_lines, quotes
from models.services.quote_file import JobQuotes
from models.services.quote_lines import GradeEntry, GradeRow, QuotedLine, QuoteEntry
from models.services.quotes import QuoteGiven
from views import theme
from views.notices import Notices
from views.tasks import Tasks
from views.texts import t


@dataclass
class Writing:
    """One grade as it is written."""

    name: str = ""
    note: str = ""
    lines: list[QuotedLine] = field(default_factory=list)

    def entry(self) -> GradeEntry:
        """As the use case takes it."""
        return GradeEntry(name=self.name, note=self.note, lines=tuple(self.lines))


class QuoteWork(QObject):
    """``reckoned`` after every answer, ``refused(Refused)`` where a rule said no, ``given(QuoteGiven)``."""

    reckoned = Signal()
    refused = Signal(object)
    given = Signal(object)

    def __init__(self, tasks: Tasks, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._notices = tasks, notices
        self.job_id = ""
        self.grades: list[Writing] = [Writing()]
        self.active = 0
        self.days, self.cap, self.note = 7, 100, ""
        self.rows: tuple[GradeRow, ...] = ()
        self.touched = self.giving = self.fresh = False
        self._key = ""
        self._held = False
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(theme.tokens()["timing"]["autosave"])
        self._autosave.timeout.connect(self._save)

    def begin(self, found: JobQuotes) -> None:
        """Begin with what the job, its draft or its last quote says."""
        entry = found.entry
        self.job_id = found.job_id
        self.grades = [Writing(g.name, g.note, list(g.lines)) for g in entry.grades] or [Writing()]
        self.active = 0
        self.days = found.days if entry.days is None else entry.days
        self.cap = found.cap if entry.cap is None else entry.cap
        self.note = entry.note
        self.touched = self.giving = self._held = False
        self._autosave.stop()
        self._key = self._tasks.new_key()
        self.reckon()

    @property
    def writing(self) -> Writing:
        """The grade that is written."""
        return self.grades[self.active]

    def entry(self) -> QuoteEntry:
        """The quote as the use case takes it."""
        grades = tuple(grade.entry() for grade in self.grades)
        return QuoteEntry(grades=grades, note=self.note, days=self.days, cap=self.cap)

    # Changes

    def add(self, lines: list[QuotedLine], said: str) -> None:
        """Add lines to the grade that is written and say so; Ctrl+Z takes them off."""
        grade = self.writing
        self._insert(grade, len(grade.lines), lines)
        self._notices.say(
            said,
            undo=partial(self._take_off, grade, lines),
            redo=partial(self._insert, grade, len(grade.lines), lines),
        )

    def remove(self, grade_place: int, place: int, name: str) -> None:
        """Take a line off; Ctrl+Z puts it back where it was."""
        grade = self.grades[grade_place]
        line = grade.lines.pop(place)
        self._notices.say(
            t("quotes.said.removed", name=name),
            undo=partial(self._insert, grade, place, [line]),
            redo=partial(self._take_off, grade, [line]),
        )
        self.change()

    def set_quantity(self, grade_place: int, place: int, milli: int) -> None:
        """Change how much of a line is offered (thousandths)."""
        lines = self.grades[grade_place].lines
        lines[place] = replace(lines[place], quantity=milli)
        self.change()

    def add_grade(self) -> bool:
        """Offer one more grade, with the lines of the one that is written; False where three stand."""
        if len(self.grades) >= GRADES_MOST:
            return False
        if len(self.grades) == 1 and not self.grades[0].name:
            self.grades[0].name = t("quotes.default_2")
        taken = {grade.name for grade in self.grades}
        free = [t(f"quotes.default_{n}") for n in (3, 1, 2)]
        name = next(name for name in free if name not in taken)
        self.grades.append(Writing(name, "", list(self.writing.lines)))
        self.active = len(self.grades) - 1
        self.change()
        return True

    def drop_grade(self) -> bool:
        """Offer one grade less; Ctrl+Z brings it back. False where it is the last one."""
        if len(self.grades) == 1:
            return False
        place, grade = self.active, self.grades.pop(self.active)
        self.active = min(place, len(self.grades) - 1)
        said = t("quotes.said.removed", name=grade.name)
        self._notices.say(said, undo=partial(self._put_grade, place, grade))
        self.change()
        return True

    def change(self) -> None:
        """Reckon and keep what was changed."""
        self.touched = True
        self._autosave.start()
        self.reckon()

    def reckon(self) -> None:
        """Ask for every amount as the quote stands."""
        self.fresh = False
        self._tasks.ask(
            quote_lines.preview,
            self.job_id,
            self.entry(),
            slot="quote.preview",
            done=self._reckoned,
            refused=self.refused.emit,
        )

    def save_now(self) -> None:
        """Keep the draft at once where a change still waits for it."""
        if self._autosave.isActive():
            self._autosave.stop()
            self._save()

    # Giving

    def give(self) -> None:
        """Give the quote with the totals that are shown; an Enter before they are there is kept."""
        if self.giving:
            return
        if not self.fresh:
            self._held = True
            return
        self.giving = True
        self._autosave.stop()
        self._tasks.run(
            quotes.give,
            self.job_id,
            self.entry(),
            expected_totals=tuple(row.total for row in self.rows),
            key=self._key,
            done=self._given,
            refused=self._not_given,
            after=self._over,
        )

    def _given(self, outcome: Outcome[QuoteGiven]) -> None:
        self.touched = False
        self._key = self._tasks.new_key()
        self.given.emit(outcome.result)

    def _not_given(self, refused: Refused) -> None:
        if refused.code == "quote.changed":
            self.reckon()
        self.refused.emit(refused)

    def _over(self) -> None:
        self.giving = False

    def _reckoned(self, rows: tuple[GradeRow, ...]) -> None:
        self.rows, self.fresh = rows, True
        self.reckoned.emit()
        held, self._held = self._held, False
        if held:
            self.give()

    def _save(self) -> None:
        if self.job_id and self.touched:
            self._tasks.run(quotes.keep, self.job_id, self.entry(), done=self._kept)

    def _kept(self, _outcome: Outcome[Any]) -> None:
        """A draft saves itself in silence."""

    def _insert(self, grade: Writing, place: int, lines: list[QuotedLine]) -> None:
        grade.lines[place:place] = lines
        self.change()

    def _take_off(self, grade: Writing, lines: list[QuotedLine]) -> None:
        grade.lines = [line for line in grade.lines if not any(line is one for one in lines)]
        self.change()

    def _put_grade(self, place: int, grade: Writing) -> None:
        if len(self.grades) < GRADES_MOST:
            self.grades.insert(place, grade)
            self.active = place
            self.change()
