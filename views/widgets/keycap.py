"""Keycaps: how a key is written and drawn, beside an act, in a button and in the key bar."""

import sys

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed

HEIGHT = 18
PADDING = 5
_WRITTEN = {
    "Return": "Enter", "Ins": "Insert", "Del": "Delete", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓",
    "Num+Enter": "Enter",
}  # fmt: skip


def key_text(sequence: QKeySequence | str) -> str:
    """Write a key as it stands on the keyboard: ``Ctrl+Enter``, ``Insert``, ``Alt+←``; ``""`` for none."""
    written = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    if sys.platform == "darwin" or not written:
        return written
    *held, last = (
        written.split("+") if not written.endswith("+") else [*written[:-1].split("+")[:-1], "+"]
    )
    return "+".join([*held, _WRITTEN.get(last, last)])


def keycap_width(text: str) -> int:
    """Return the width a keycap with ``text`` takes."""
    return max(
        theme.metrics("key").horizontalAdvance(text) + 2 * theme.px(PADDING), theme.px(HEIGHT)
    )


def draw_keycap(
    painter: QPainter, box: QRect, text: str, *, ink: QColor, edge: QColor, fill: QColor | None
) -> None:
    """Draw a keycap of standard height, centred on the height of ``box``, over its whole width."""
    high = theme.px(HEIGHT)
    cap = QRectF(
        box.left() + 0.5, box.top() + (box.height() - high) / 2 + 0.5, box.width() - 1, high - 1
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(cap, theme.px(4), theme.px(4))
    painter.setPen(ink)
    painter.setFont(theme.font("key"))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Keycap(Dressed, QWidget):
    """A key on its own, on a panel."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.dress()

    def set_text(self, text: str) -> None:
        """Show another key."""
        self._text = text
        self.setAccessibleName(text)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedSize(keycap_width(self._text), theme.px(HEIGHT))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(keycap_width(self._text), theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_keycap(
            QPainter(self),
            self.rect(),
            self._text,
            ink=theme.colour("text.secondary"),
            edge=theme.colour("line.strong"),
            fill=theme.colour("surface"),
        )
