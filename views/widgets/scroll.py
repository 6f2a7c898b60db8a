"""Scrolling: a thin bar over the right edge of a list, and a column that scrolls when its page is too low."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from views import theme
from views.widgets.dressed import Dressed


class OverlayBar(Dressed, QScrollBar):
    """Follows and moves the area's own vertical bar, which stays hidden. Make one per area."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area, self._own = area, area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._own.rangeChanged.connect(self._range)
        self._own.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._own.setValue)
        area.installEventFilter(self)
        self.dress()
        self._range()

    def restyle(self) -> None:
        self._settle()

    def _range(self) -> None:
        self.setRange(self._own.minimum(), self._own.maximum())
        self.setPageStep(self._own.pageStep())
        self.setSingleStep(self._own.singleStep())
        self.setValue(self._own.value())
        self.setVisible(self._own.maximum() > self._own.minimum())
        self._settle()

    def _settle(self) -> None:
        wide = theme.px(10)
        port = self._area.viewport().geometry()
        self.setGeometry(self._area.width() - wide, port.top() + 2, wide, port.height() - 4)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)


class ScrollColumn(QScrollArea):
    """A column that keeps its parts at full height and scrolls; put them into ``body`` (a QVBoxLayout).

    The window has a fixed least size, so whatever may grow (forms, large type) belongs into one of these.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("inside")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.setWidget(inside)
        self._bar = OverlayBar(self)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    def _make_room(self, least: int, most: int) -> None:
        """Keep the parts clear of the bar while there is one."""
        self.body.setContentsMargins(0, 0, theme.px(14) if most > least else 0, 0)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002 - Qt's names
        """Bring the field that gets the focus by Tab into sight."""
        moved = super().focusNextPrevChild(next)
        focused = self.focusWidget()
        if moved and focused is not None:
            self.ensureWidgetVisible(focused)
        return moved
