"""Stands before the window's close: offers a backup where there is new work, and lets it go at once otherwise."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.backups import Backups, Steps
from models.base.errors import Environment, Refused, Trouble
from models.kernel import Kernel
from models.services import backups
from views.keeping import BackupMade
from views.screens import backup_words
from views.screens.backup_closing import ClosingSheet
from views.tasks import Tasks, Work
from views.texts import t


class Closing(QObject):
    """An event filter on the window. ``let_go`` closes it without a question (restore, crash, system shutdown)."""

    def __init__(self, window: QWidget, kernel: Kernel, tasks: Tasks, running: Backups) -> None:
        super().__init__(window)
        self._window, self._kernel, self._tasks, self._running = window, kernel, tasks, running
        self.sheet: ClosingSheet | None = None
        self._work: Work | None = None
        self._open = False

    def watch(self) -> None:
        """From now on ask before the window closes."""
        self._window.installEventFilter(self)

    def let_go(self) -> None:
        """Close now."""
        self._open = True
        if self._work is not None:
            self._work.stop()
        self._drop_sheet()
        self._window.close()

    def _wanted(self) -> bool:
        if self._open or self._kernel.store.shop.demo or _ending():
            return False
        if not self._window.isVisible() or not self._running.reachable():
            return False
        try:
            wished = self._kernel.ask(backups.schedule).on_closing
            return wished and self._kernel.ask(backups.behind)
        except (Environment, Refused):
            return False  # a file that cannot be read now must not hold the window

    def _ask(self) -> None:
        if self.sheet is not None:
            self.sheet.raise_()
            return
        self.sheet = ClosingSheet(self._window)
        self.sheet.chosen.connect(self._chosen)
        self.sheet.show()

    def _chosen(self, what: str) -> None:
        if what == "skip":
            self.let_go()
        elif what == "backup" and self.sheet is not None:
            self.sheet.doing()
            self._work = self._tasks.long(
                self._back_up,
                words=t("backups.act.doing"),
                done=self._made,
                trouble=self._failed,
            )
            self._work.reported.connect(self.sheet.show_progress)
        elif what == "stay":
            if self._work is not None:
                self._work.stop()
            self._drop_sheet()

    def _back_up(self, work: Work) -> BackupMade | Refused | None:
        try:
            return self._running.back_up(Steps(work), self._running.reachable())
        except (
            Refused
        ) as refused:  # said in the sheet, where the choice is, and not in the message bar
            return refused

    def _made(self, made: BackupMade | Refused | None) -> None:
        if isinstance(made, Refused):
            self._failed(made)
            return
        self._work = None
        if self.sheet is not None:  # else the user stays: the copy was made all the same
            self.let_go()

    def _failed(self, trouble: Trouble) -> None:
        self._work = None
        if self.sheet is not None:
            self.sheet.failed(backup_words.why(trouble.code))

    def _drop_sheet(self) -> None:
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            sheet.blockSignals(True)
            sheet.close()
            sheet.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Close and self._wanted():
            event.ignore()
            self._ask()
            return True
        return super().eventFilter(watched, event)


def _ending() -> bool:
    """Whether the system is shutting down: it gives seconds, not the minute of a big shop."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()
