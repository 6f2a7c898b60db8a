"""Text badges: tier, neutral, success, warning, danger and counters. The word is always written."""

from typing import Literal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed, tell_change

Kind = Literal[
    "neutral", "success", "warning", "danger", "accent",
    "tier.base", "tier.silver", "tier.gold", "tier.platinum",
]  # fmt: skip

HEIGHT = 20
PADDING = 6
ICON = 14


def badge_colours(kind: str) -> tuple[str, str]:
    """Return the tokens of text and ground of a badge."""
    return ("accent.text", "accent.bg") if kind == "accent" else (kind, f"{kind}.bg")


def badge_width(text: str, icon: str = "") -> int:
    """Return the width a badge takes."""
    wide = theme.metrics("caption").horizontalAdvance(text) + 2 * theme.px(PADDING)
    return wide + (theme.px(ICON) + theme.px(4) if icon else 0)


def draw_badge(painter: QPainter, at: QPoint, text: str, kind: str, icon: str = "") -> int:
    """Draw a badge with its left edge and middle height at ``at``; return its width."""
    ink, ground = badge_colours(kind)
    wide, high = badge_width(text, icon), theme.px(HEIGHT)
    box = QRectF(at.x(), at.y() - high / 2, wide, high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    words = box.adjusted(theme.px(PADDING), 0, -theme.px(PADDING), 0)
    if icon:
        drawn = theme.pixmap(icon, ICON, ink, painter.device().devicePixelRatio())
        painter.drawPixmap(int(words.left()), round(box.center().y() - theme.px(ICON) / 2), drawn)
        words.setLeft(words.left() + theme.px(ICON) + theme.px(4))
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.colour(ink))
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()
    return wide


def draw_counter(painter: QPainter, centre: QPoint, count: int) -> None:
    """Draw the round counter of the rail around ``centre``; above 99 it says 99+."""
    text = str(count) if count < 100 else "99+"
    high = theme.px(18)
    wide = max(high, theme.metrics("key.bold").horizontalAdvance(text) + theme.px(9))
    box = QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("danger.fill"))
    painter.drawRoundedRect(box, high / 2, high / 2)
    painter.setPen(theme.colour("accent.on"))
    painter.setFont(theme.font("key.bold"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Badge(Dressed, QWidget):
    """A badge as a widget: ``kind`` is a tier (``tier.gold``) or a feedback name."""

    def __init__(
        self, text: str, kind: Kind = "neutral", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._kind, self._icon = text, kind, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.dress()

    def show_badge(self, text: str, kind: Kind, *, icon: str = "") -> None:
        """Say something else; an empty text hides the badge."""
        self._text, self._kind, self._icon = text, kind, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.restyle()
        tell_change(self)

    def restyle(self) -> None:
        self.setFixedSize(badge_width(self._text, self._icon), theme.px(HEIGHT))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self._text, self._icon), theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        middle = QPoint(0, self.height() // 2)
        draw_badge(QPainter(self), middle, self._text, self._kind, self._icon)
