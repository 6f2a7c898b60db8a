"""Two bars for each month: what was and what would have been. The numbers stand in the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed, tell_change

HEIGHT = 150
FOOT = 22
HEAD = 22
WIDEST = 34


@dataclass(frozen=True, slots=True)
class Pair:
    """A month's name with both amounts."""

    name: str
    was: int
    tried: int


class PairBars(Dressed, QWidget):
    """Grey what was, blue what would have been; both are named above, so that no colour speaks alone.

    In high contrast, which has no grey, what was is hollow.
    """

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: tuple[Pair, ...] = ()
        self._was = self._tried = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_pairs(self, pairs: Sequence[Pair], *, was: str, tried: str) -> None:
        """Show the months from left to right; ``was`` and ``tried`` name the two bars."""
        self._pairs, self._was, self._tried = tuple(pairs), was, tried
        told = (f"{one.name} {was} {one.was:,} {tried} {one.tried:,}" for one in self._pairs)
        self.setAccessibleDescription("; ".join(told))
        self.update()
        tell_change(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))

    def _legend(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        left, side, high = 0, theme.px(10), theme.px(HEAD)
        for words, tone in ((self._was, "chart.prev"), (self._tried, "chart.1")):
            _fill(painter, QRectF(left, (high - side) // 2, side, side), tone)
            painter.setPen(theme.colour("text.secondary"))
            wide = theme.metrics("caption").horizontalAdvance(words)
            box = QRectF(left + side + theme.px(6), 0, wide + 2, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
            left += side + wide + theme.px(22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._legend(painter)
        most = max((max(one.was, one.tried) for one in self._pairs), default=0)
        top, foot = theme.px(HEAD + 4), self.height() - theme.px(FOOT)
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, foot, self.width(), foot)
        if not most:
            return
        each = self.width() / len(self._pairs)
        wide = min(each * 0.36, theme.px(WIDEST))
        step = max(
            1, round(theme.metrics("caption").horizontalAdvance("00-00") * 1.4 / each + 0.49)
        )
        for place, one in enumerate(self._pairs):
            middle = each * (place + 0.5)
            for left, amount, tone in (
                (middle - wide, one.was, "chart.prev"),
                (middle, one.tried, "chart.1"),
            ):
                high = (foot - top) * amount / most
                _fill(painter, QRectF(left, foot - high, wide - 1, high), tone)
            if place % step == 0:
                painter.setPen(theme.colour("text.secondary"))
                box = QRectF(middle - each * step / 2, foot, each * step, theme.px(FOOT))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.name)


def _fill(painter: QPainter, box: QRectF, tone: str) -> None:
    if theme.current().look == "contrast" and tone == "chart.prev":
        painter.setPen(theme.colour(tone))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
    else:
        painter.fillRect(box, theme.colour(tone))
