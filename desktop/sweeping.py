"""Takes photos and files away whose days are over: once the window stands, and twice a day after that."""

from PySide6.QtCore import QObject, QTimer

from models.base.errors import Trouble
from models.services import attachments
from views.tasks import Tasks

EVERY_MS = 12 * 3_600_000


class Sweeping(QObject):
    """Sweeps by itself; a sweep that cannot be done now is done the next time and says nothing."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.sweep)

    def begin(self) -> None:
        """Sweep now, and from now on."""
        self._timer.start()
        self.sweep()

    def finish(self) -> None:
        """Sweep no more."""
        self._timer.stop()

    def sweep(self) -> None:
        """Look what is due."""
        self._tasks.run(attachments.sweep, refused=self._later, trouble=self._later)

    def _later(self, trouble: Trouble) -> None:
        """Disk full, busy, no right to write: the bytes lie there a while longer."""
        del trouble
