"""A bar code scanner types fast and ends with Enter: this filter hears it wherever the focus is.

Must not swallow a person's typing: keys that turn out to be slow are given back to the field they were for.
"""

from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from views import theme

TAKES_SCANS: Final = "takes_scans"
"""A property of fields that take a scan as text (serial numbers)."""


class Scanner(QObject):
    """Watches the application's keys; ``scanned(text)`` is sent for six or more signs within the gap, then Enter.

    Signs are let through to the field as they come, so that nothing a person types is ever late; when the
    Enter proves that it was a scanner, they are taken out of the field again and the Enter is kept back.
    """

    scanned = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        timing = theme.tokens()["timing"]
        self._gap_ms: int = timing["scanner.maxGap"]
        self._least: int = timing["scanner.minLength"]
        self._since = QElapsedTimer()
        self._signs = ""
        self._field: QWidget | None = None
        self._before = ""
        app.installEventFilter(self)

    def rest(self) -> None:
        """Stop listening: the window is closed."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def _begin(self, field: QWidget | None) -> None:
        self._field = field
        self._before = _content(field)
        self._signs = ""

    def _hear(self, event: QKeyEvent, field: QWidget | None) -> bool:
        late = not self._since.isValid() or self._since.elapsed() > self._gap_ms
        self._since.restart()
        if event.text() in ("\r", "\n"):
            taken = not late and len(self._signs) >= self._least
            signs, self._signs = self._signs, ""
            if taken and not (field is not None and field.property(TAKES_SCANS)):
                self._give_back(field)
                self.scanned.emit(signs)
                return True
            return False
        if late or field is not self._field:
            self._begin(field)
        if len(event.text()) == 1 and event.text().isprintable() and event.text().isascii():
            self._signs += event.text()
        else:
            self._signs = ""
        return False

    def _give_back(self, field: QWidget | None) -> None:
        """Write into the field what stood there before the scan."""
        if field is not None and field is self._field and hasattr(field, "setText"):
            field.setText(self._before)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            focus = QApplication.focusWidget()
            if (watched is focus or focus is None) and event.text():
                return self._hear(event, focus)
        return False


def _content(field: QWidget | None) -> str:
    read = getattr(field, "text", None)
    return str(read()) if callable(read) else ""
