"""A list that hangs under a line edit, over the page, while the focus and the IME stay in the line edit."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from views import theme
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS
from views.widgets.lists import MOVES, ListView, RowDelegate, RowModel

GAP = 6


class PopupList(Dressed, QFrame):
    """Results under ``edit``. Rows and heads come by :meth:`show_rows`, drawn by ``delegate``.

    Keys reach it from the edit: arrows and pages move, Enter sends ``opened(row)``, Ctrl+Enter
    ``started(row)``, Tab and Shift+Tab ``tabbed(1 or -1)``, Esc closes (``closed``). With no row to choose
    Enter sends ``opened(None)``. A child of ``host`` (the window), never a window of its own.
    """

    opened = Signal(object)
    started = Signal(object)
    tabbed = Signal(int)
    closed = Signal()

    def __init__(
        self, edit: QLineEdit, host: QWidget, model: RowModel, delegate: RowDelegate, *, name: str
    ) -> None:
        super().__init__(host)
        self.setObjectName("popup")
        self._edit, self._host = edit, host
        self._wide, self._reach = 606, 0
        self.view = ListView(model, delegate, name=name, parent=self)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.clicked.connect(self._clicked)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 1, 1, 1)
        self._box.setSpacing(0)
        self._box.addWidget(self.view, 1)
        self._head: QWidget | None = None
        self._foot: QFrame | None = None
        edit.installEventFilter(self)
        host.installEventFilter(self)
        self.hide()
        self.dress()

    def set_head(self, head: QWidget) -> None:
        """Put a row (the filter chips) above the list."""
        self._head = head
        self._box.insertWidget(0, head)

    def set_foot(self, *parts: QWidget) -> None:
        """Put a line under the list; the last part stands at the right."""
        self._foot = QFrame(self)
        self._foot.setObjectName("foot")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(theme.px(16), 0, theme.px(14), 0)
        for part in parts[:-1]:
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(parts[-1])
        self._box.addWidget(self._foot)
        self.restyle()

    def set_reach(self, width: int, bottom: int) -> None:
        """Set the unscaled width, and how many unscaled pixels of the host's foot stay free (the key bar)."""
        self._wide, self._reach = width, bottom

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows with the first one chosen, and open."""
        self.view.show_rows(rows)
        self.open()

    def open(self) -> None:
        """Hang under the edit, as high as its rows and no higher than the host."""
        self._settle()
        self.raise_()
        self.show()

    def shut(self) -> None:
        """Close; the edit keeps focus and text."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _settle(self) -> None:
        corner = self._edit.mapTo(self._host, QPoint(0, self._edit.height() + theme.px(GAP)))
        wide = min(
            max(theme.px(self._wide), self._edit.width()),
            self._host.width() - corner.x() - theme.px(12),
        )
        model = self.view.model()
        option_heights = (
            self.view.sizeHintForRow(place) for place in range(min(model.rowCount(), 60))
        )
        rows = sum(option_heights) or theme.px(56)
        margins, edge = self._box.contentsMargins(), self.contentsMargins()
        chrome = margins.top() + margins.bottom() + edge.top() + edge.bottom()
        chrome += sum(
            max(part.minimumHeight(), part.sizeHint().height())
            for part in (self._head, self._foot)
            if part is not None and not part.isHidden()
        )
        lowest = self._host.height() - corner.y() - theme.px(self._reach)
        self.setGeometry(corner.x(), corner.y(), wide, min(rows + chrome, lowest))

    def _clicked(self) -> None:
        self.opened.emit(self.view.current_row())

    def _key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.tabbed.emit(-1 if key == Qt.Key.Key_Backtab else 1)
        elif key == Qt.Key.Key_Escape:
            self.shut()
        elif key in RETURNS and held == Qt.KeyboardModifier.ControlModifier:
            self.started.emit(self.view.current_row())
        elif key in RETURNS and not held:
            self.opened.emit(self.view.current_row())
        elif held or not self.view.steer(key):
            return False
        return True

    @staticmethod
    def _wanted(event: QKeyEvent) -> bool:
        """Tell whether an open list takes this key before any act of the page on the same key."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in RETURNS:
            return held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier)
        tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return event.key() in tabs or (not held and event.key() in (*MOVES, Qt.Key.Key_Escape))

    def restyle(self) -> None:
        if self._foot is not None:
            self._foot.setFixedHeight(theme.px(40))
        if self.isVisible():
            self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return super().eventFilter(watched, event)
        if watched is self._edit and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._wanted(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._key(event):
                return True
        stays = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        lost = watched is self._edit and event.type() == QEvent.Type.FocusOut
        if lost and isinstance(event, QFocusEvent) and event.reason() not in stays:
            self.shut()
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)
