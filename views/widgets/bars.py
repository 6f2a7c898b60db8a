"""Thin bars: progress of something, and a whole divided into its parts."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed, tell_change

HEIGHT = 6


class ProgressLine(Dressed, QWidget):
    """A bar that is ``share`` (0.0 to 1.0) full, in the colour of ``tone``."""

    def __init__(self, *, name: str, tone: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._tone = 0.0, tone
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def fill(self, share: float, *, tone: str = "") -> None:
        """Show how much is done; the percentage is the accessible description."""
        self._share, self._tone = min(1.0, max(0.0, share)), tone or self._tone
        self.setAccessibleDescription(f"{round(self._share * 100)} %")
        self.update()

    def restyle(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(84), theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("neutral.bg"))
        round_by = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), round_by, round_by)
        painter.setBrush(theme.colour(self._tone))
        if self._share > 0:
            wide = max(self.height(), self.width() * self._share)
            painter.drawRoundedRect(QRectF(0, 0, wide, self.height()), round_by, round_by)


class SegmentBar(Dressed, QWidget):
    """A bar cut into parts (takings by means). Beside it each part must stand in words and numbers."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[int, str], ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_parts(self, parts: Sequence[tuple[int, str]], spoken: str) -> None:
        """Show ``(amount, colour token)`` from left to right; nothing and negatives are left out."""
        self._parts = tuple((amount, tone) for amount, tone in parts if amount > 0)
        self.setAccessibleDescription(spoken)
        self.update()
        tell_change(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme.px(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), theme.px(2), theme.px(2))
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), theme.colour("neutral.bg"))
        whole, left, gap = sum(amount for amount, _ in self._parts), 0.0, 2.0
        room = self.width() - gap * max(0, len(self._parts) - 1)
        for amount, tone in self._parts:
            wide = room * amount / whole
            painter.fillRect(QRectF(left, 0, wide, self.height()), theme.colour(tone))
            left += wide + gap
