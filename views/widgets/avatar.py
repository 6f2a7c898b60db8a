"""The disc with a person's first character; decoration beside the written name."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.badge import badge_colours
from views.widgets.dressed import Dressed


class Avatar(Dressed, QWidget):
    """``kind`` is a badge kind (``accent``, ``tier.gold``); ``side`` is unscaled."""

    def __init__(
        self, name: str = "", *, kind: str = "accent", side: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._kind, self._side = name, kind, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_name(self, name: str, *, kind: str = "") -> None:
        """Show another person."""
        self._name, self._kind = name, kind or self._kind
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(theme.icon_size(self._side))

    def sizeHint(self) -> QSize:
        return theme.icon_size(self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ink, ground = badge_colours(self._kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawEllipse(self.rect())
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("title.record" if self._side >= 40 else "label.bold"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._name[:1])
