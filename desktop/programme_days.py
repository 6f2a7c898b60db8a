"""Does the programme's daily acts by itself: once the window stands and every hour after that, in steps."""

from PySide6.QtCore import QObject, QTimer

from models.base.errors import Trouble
from models.base.usecase import Outcome
from models.services import programme_days
from models.services.programme_days import DayAct, DayDone
from views.tasks import Tasks

EVERY_MS = 3_600_000
APART_MS = 200
"""Between two steps, so that a sale that is waiting goes first."""


class ProgrammeDays(QObject):
    """Asks what is due and does it; what cannot be done now is done the next time and says nothing."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._left: list[DayAct] = []
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(APART_MS)
        self._next.timeout.connect(self._step)

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
        if not self._left:
            self._tasks.ask(
                programme_days.due, done=self._found, refused=self._later, trouble=self._later
            )

    def _found(self, acts: tuple[DayAct, ...]) -> None:
        self._left = list(acts)
        self._step()

    def _step(self) -> None:
        if self._left:
            act = self._left[0]
            self._tasks.run(
                programme_days.run,
                act.what,
                act.day,
                done=self._did,
                refused=self._later,
                trouble=self._later,
            )

    def _did(self, outcome: Outcome[DayDone]) -> None:
        if not outcome.result.more:
            self._left = self._left[1:]
        if self._left:
            self._next.start()

    def _later(self, trouble: Trouble) -> None:
        """Locked, busy, disk full: the days are made up."""
        del trouble
        self._left = []
