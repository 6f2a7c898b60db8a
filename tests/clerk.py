"""A clerk at the real window: keys only, counted, each followed by what the screen then shows."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Window
from models.base.errors import Environment
from tests.views.hands import press, type_text
from views import places
from views.notices import Notice
from views.page import Page
from views.paper.output import Sheet
from views.printers import Printers

WAIT_SECONDS = 10.0
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
PRINTER = "EPSON TM-T82"


class PaperTray:
    """A printer port that keeps what came out; ``jammed`` makes it refuse."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.jammed = False

    def printers(self) -> Printers:
        """One receipt printer."""
        return Printers((PRINTER,), PRINTER)

    def send(self, sheet: Sheet, printer: str) -> None:
        """Keep the sheet, or refuse."""
        if self.jammed:
            raise Environment("printer.refused", name=printer)
        self.sheets.append(sheet)


class Clerk:
    """Presses keys where the focus is. ``keys`` counts every press that is not text."""

    def __init__(self, window: Window, tray: PaperTray) -> None:
        self.window, self.tray = window, tray
        self.shell = window.shell
        self.keys = 0
        self.said: list[Notice] = []
        window.notices.said.connect(self.said.append)
        self.bugs: list[BaseException] = []
        window.tasks.bug = self.bugs.append

    @property
    def page(self) -> Page:
        """The page in sight."""
        page = self.shell.page()
        assert page is not None
        return page

    def press(
        self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press keys one after another, waiting for the screen in between."""
        for key in keys:
            self.keys += 1
            press(self._focus(), key, held)
            self.calm()

    def type(self, text: str) -> None:
        """Type text where the focus is."""
        type_text(self._focus(), text)
        self.calm()

    def compose(self, letters: str) -> None:
        """Type letters that stay uncommitted in the input method."""
        QApplication.sendEvent(self._focus(), QInputMethodEvent(letters, []))
        self.calm()

    def scan(self, code: str) -> None:
        """What a scanner does: the code at once, then Enter."""
        focus = self._focus()
        QTest.keyClicks(focus, code)
        QTest.keyClick(focus, Qt.Key.Key_Return)
        self.calm()

    def at(self, place: str) -> None:
        """Wait until this place is in sight."""
        self.until(lambda: self.page.name == place, f"not at {place} but at {self.page.name}")

    def until(self, holds: Callable[[], bool], words: str = "") -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not holds():
            if self.bugs:
                raise self.bugs[0]
            if time.monotonic() > deadline:
                raise AssertionError(words or "it never came")
            self._turn(10)

    def calm(self) -> None:
        """Wait until nothing is under way and everyone has heard of it."""
        self._turn(75)  # the search box waits 60 ms for the next letter
        for _ in range(3):
            self.until(lambda: not self.window.tasks.busy, "the workers never rested")
            self._turn(5)
        if self.bugs:
            raise self.bugs[0]

    def words(self) -> str:
        """What the message bar said last."""
        return self.said[-1].words if self.said else ""

    def close(self) -> None:
        """Close the window and the shop."""
        self.window.close()

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget() or self.shell.focusWidget()
        return focus if focus is not None else self.shell

    @staticmethod
    def _turn(ms: int) -> None:
        """Let events and worker threads go on; QTest.qWait would keep the workers waiting."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()


def sit_down(window: Window, tray: PaperTray) -> Clerk:
    """Show the window and hand it to a clerk."""
    clerk = Clerk(window, tray)
    window.shell.resize(1366, 698)
    window.show()
    window.shell.activateWindow()
    clerk.at(places.TODAY)
    clerk.calm()
    return clerk
