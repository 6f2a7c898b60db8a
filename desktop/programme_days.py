"""Does the programme's daily acts by itself: once the window stands and every hour after that, in steps.

The days first, then the points whose last day has passed. Where the clock seems to have jumped ahead nothing is
done until somebody at the desk says that it is right.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from models.base.errors import Trouble
from models.base.usecase import Outcome
from models.services import points_expiry, programme_clock, programme_days
from models.services.points_expiry import Due, Expired
from models.services.programme_clock import Doubt
from models.services.programme_days import DayAct, DayDone
from views import sayings
from views.notices import Notices
from views.tasks import Tasks
from views.texts import t

EVERY_MS = 3_600_000
APART_MS = 200
"""After a step that did something, so that a sale that is waiting goes first."""


class ProgrammeDays(QObject):
    """Asks what is due and does it; what cannot be done now is done the next time and says nothing."""

    def __init__(self, tasks: Tasks, notices: Notices) -> None:
        super().__init__()
        self._tasks, self._notices = tasks, notices
        self._left: list[DayAct] = []
        self._under_way = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(APART_MS)
        self._next.timeout.connect(self._go_on)

    def begin(self) -> None:
        """Look now, and from now on."""
        self._timer.start()
        self.look()

    def finish(self) -> None:
        """Do no more."""
        self._timer.stop()
        self._next.stop()

    def look(self) -> None:
        """Look what is due, unless something still is under way."""
        if not self._under_way:
            self._under_way = True
            self._ask(programme_clock.doubted, self._believed)

    @property
    def busy(self) -> bool:
        """Whether something still is under way."""
        return self._under_way

    def confirm(self) -> None:
        """Somebody says that the clock is right: go on."""
        self._tasks.run(programme_clock.confirm, done=self._confirmed)

    def _confirmed(self, _: Outcome[None]) -> None:
        self.look()

    def _believed(self, doubt: Doubt | None) -> None:
        if doubt is None:
            self._ask(programme_days.due, self._found)
            return
        self._under_way = False
        last, today = sayings.iso_day(doubt.last), sayings.iso_day(doubt.today)
        words = t("window.clock_far", last=last, today=today)
        self._notices.offer(words, t("window.clock_right"), self.confirm)

    def _found(self, acts: tuple[DayAct, ...]) -> None:
        self._left = list(acts)
        self._go_on()

    def _go_on(self) -> None:
        if self._left:
            act = self._left[0]
            self._run(programme_days.run, act.what, act.day, done=self._did)
        else:
            self._ask(points_expiry.due, self._lapsed)

    def _did(self, outcome: Outcome[DayDone]) -> None:
        if not outcome.result.more:
            self._left = self._left[1:]
        if outcome.result.done:
            self._next.start()
        else:
            self._go_on()

    def _lapsed(self, due: Due) -> None:
        if due.lots:
            self._run(points_expiry.expire, done=self._expired)
        else:
            self._under_way = False

    def _expired(self, outcome: Outcome[Expired]) -> None:
        if outcome.result.more:
            self._next.start()
        else:
            self._under_way = False

    def _ask(self, question: Callable[..., Any], done: Callable[[Any], None]) -> None:
        self._tasks.ask(question, done=done, refused=self._later, trouble=self._later)

    def _run(self, act: Callable[..., Any], *values: Any, done: Callable[[Any], None]) -> None:
        self._tasks.run(act, *values, done=done, refused=self._later, trouble=self._later)

    def _later(self, trouble: Trouble) -> None:
        """Busy, disk full: the days are made up the next time."""
        del trouble
        self._left, self._under_way = [], False
