"""The one light of the window: whether the shop would come back. Shape and words say it, colour repeats it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from views import theme
from views.widgets.dressed import Dressed

FILLS = {
    "green": "success",
    "amber": "warning.fill",
    "red": "danger.fill",
    "off": "line.strong",
}
TONES = {"green": "text.secondary", "amber": "warning", "red": "danger", "off": "text.secondary"}
_SIDE = 16


class Lamp(Dressed, QWidget):
    """A disc with a tick (green), a triangle (amber), an eight-sided stop sign (red); empty while unknown."""

    def __init__(self, parent: QWidget | None = None, *, side: int = _SIDE) -> None:
        super().__init__(parent)
        self._side = side
        self.colour = "off"
        self.dress()

    def show_colour(self, colour: str) -> None:
        """Shine in ``green``, ``amber``, ``red`` or ``off``."""
        self.colour = colour
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(theme.px(self._side), theme.px(self._side))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._side), theme.px(self._side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(FILLS[self.colour]))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.colour == "amber":
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]
                )
            )
        elif self.colour == "red":
            painter.drawPolygon(_octagon(box))
        else:
            painter.drawEllipse(box)
        self._sign(painter, box)

    def _sign(self, painter: QPainter, box: QRectF) -> None:
        ink = "text" if self.colour == "amber" and theme.current().look == "light" else "surface"
        wide = max(1.5, box.width() / 9)
        painter.setPen(
            QPen(theme.colour(ink), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        at, side = box.topLeft(), box.width()

        def point(x: float, y: float) -> QPointF:
            return QPointF(at.x() + x * side, at.y() + y * side)

        if self.colour == "green":
            painter.drawPolyline(
                QPolygonF([point(0.28, 0.52), point(0.44, 0.68), point(0.73, 0.34)])
            )
        elif self.colour in ("amber", "red"):
            low = 0.1 if self.colour == "amber" else 0.0
            painter.drawLine(point(0.5, 0.26 + low), point(0.5, 0.54 + low))
            painter.drawPoint(point(0.5, 0.74 + low))


def _octagon(box: QRectF) -> QPolygonF:
    cut = box.width() * 0.29
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    return QPolygonF(
        [
            QPointF(left + cut, top), QPointF(right - cut, top), QPointF(right, top + cut),
            QPointF(right, bottom - cut), QPointF(right - cut, bottom), QPointF(left + cut, bottom),
            QPointF(left, bottom - cut), QPointF(left, top + cut),
        ]
    )  # fmt: skip
