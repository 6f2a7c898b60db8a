"""Several of a few: tick boxes side by side that wrap where room is short."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from views import theme
from views.widgets.choice import Tick
from views.widgets.dressed import Dressed

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Ticks(Dressed, QWidget):
    """``values()`` are the ticked ones in their order; ``chosen`` comes by hand only. Arrows move, Space ticks."""

    chosen = Signal()

    def __init__(
        self, options: Sequence[tuple[str, str]] = (), *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._ticks: list[tuple[str, Tick]] = []
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_options(options)
        self.dress()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace the options; what was ticked stays ticked where it is still there."""
        before = self.values()
        for _, tick in self._ticks:
            self._grid.removeWidget(tick)
            tick.hide()
            tick.deleteLater()
        self._ticks = [(value, Tick(text, self)) for value, text in options]
        for _, tick in self._ticks:
            tick.clicked.connect(self._by_hand)
            tick.installEventFilter(self)
        if self._ticks:
            self.setFocusProxy(self._ticks[0][1])
        self.choose(before)
        self._place()

    def values(self) -> tuple[str, ...]:
        """Return what is ticked."""
        return tuple(value for value, tick in self._ticks if tick.isChecked())

    def choose(self, values: Sequence[str]) -> None:
        """Tick by program; says nothing."""
        for value, tick in self._ticks:
            tick.setChecked(value in values)

    def _by_hand(self) -> None:
        self.chosen.emit()

    def _place(self) -> None:
        widest = max((tick.sizeHint().width() for _, tick in self._ticks), default=0)
        room = max(self.width(), 1)
        columns = max(1, room // (widest + theme.px(12))) if widest else 1
        for place, (_, tick) in enumerate(self._ticks):
            self._grid.addWidget(tick, place // columns, place % columns)
        rows = -(-len(self._ticks) // columns)
        self.setFixedHeight(max(1, rows) * theme.size("hit.min"))

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(0)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        ticks = [tick for _, tick in self._ticks]
        focused = next((n for n, tick in enumerate(ticks) if tick.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        ticks[(focused + step) % len(ticks)].setFocus(Qt.FocusReason.OtherFocusReason)
