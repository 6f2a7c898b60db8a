"""A drop-down choice and a tick box, with arrow and tick drawn from the design's icons."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed


class Choice(Dressed, QComboBox):
    """One of several values: ``set_options([(value, text)])``, ``value()``, ``choose(value)``.

    The wheel does nothing unless the list is open, so that scrolling a form changes no field.
    """

    def __init__(
        self, options: Sequence[tuple[str, str]] = (), *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_options(options)
        self.dress()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace the options; keeps the chosen value where it is still there. Says nothing."""
        before = self.value()
        blocked = self.blockSignals(True)
        self.clear()
        for value, text in options:
            self.addItem(text, value)
        self.choose(before)
        self.blockSignals(blocked)

    def value(self) -> str:
        """Return the chosen value, ``""`` without one."""
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        """Choose by value; an unknown value leaves the choice."""
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)

    def restyle(self) -> None:
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.size("input"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        drawn = theme.pixmap("down", 16, "text.secondary", self.devicePixelRatioF())
        at = QPoint(self.width() - theme.px(24), (self.height() - theme.px(16)) // 2)
        QPainter(self).drawPixmap(at, drawn)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def draw_tick_box(painter: QPainter, box: QRectF, *, ticked: bool, enabled: bool = True) -> None:
    """Draw the square of a tick box; shared with delegates."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = theme.colour("accent" if ticked else "line.control")
    if not enabled:
        edge = theme.colour("line.strong")
    painter.setPen(QPen(edge, 1))
    painter.setBrush(edge if ticked else theme.colour("surface"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(3), theme.px(3))
    if ticked:
        side = round(box.width() / theme.current().factor) - 2
        drawn = theme.pixmap("check", side, "accent.on", painter.device().devicePixelRatio())
        painter.drawPixmap(
            round(box.center().x() - theme.px(side) / 2),
            round(box.center().y() - theme.px(side) / 2),
            drawn,
        )
    painter.restore()


class Tick(Dressed, QCheckBox):
    """A tick box with its words; a click leaves the focus where it was."""

    SIDE = 16

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.dress()

    def say(self, words: str) -> None:
        """Write other words."""
        self.setText(words)
        self.setAccessibleName(words)

    def restyle(self) -> None:
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.size("hit.min"))

    def sizeHint(self) -> QSize:
        return QSize(
            theme.px(self.SIDE + 12) + self.fontMetrics().horizontalAdvance(self.text()),
            self.height(),
        )

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.px(self.SIDE)
        top = (self.height() - side) / 2
        draw_tick_box(
            painter, QRectF(2, top, side, side), ticked=self.isChecked(), enabled=self.isEnabled()
        )
        words = self.rect().adjusted(side + theme.px(10), 0, 0, 0)
        painter.setFont(self.font())
        painter.setPen(theme.colour("text" if self.isEnabled() else "text.tertiary"))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(
                QRectF(1, top - 1, side + 2, side + 2), theme.px(3), theme.px(3)
            )
