"""The disc of a job's step, filling up as the job goes on; a hold is drawn over it. Shared with delegates."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed, tell_change

STEPS = ("intake", "quote", "dispatch", "work", "acceptance", "payment", "call_back")
"""The steps in their order; ``closed`` follows and wears the disc with the tick."""

SIDE = 16


def status_icon(step: str, *, hold: bool = False) -> str:
    """Return the icon of a step. Raises KeyError on an unknown step."""
    if hold:
        return "status-hold"
    places = {name: place for place, name in enumerate((*STEPS, "closed"))}
    return f"status-{min(places[step], len(STEPS) - 1)}"


def draw_status(
    painter: QPainter, at: QPoint, step: str, *, hold: bool = False, tone: str = "accent.text"
) -> int:
    """Draw the disc with its left edge and middle height at ``at``; return its width."""
    ratio = painter.device().devicePixelRatio()
    side = theme.px(SIDE)
    drawn = theme.pixmap(status_icon(step, hold=hold), SIDE, tone, ratio)
    painter.drawPixmap(at.x(), at.y() - side // 2, drawn)
    return side


class StatusDisc(Dressed, QWidget):
    """The disc alone; its accessible name is the step's word, given by the caller."""

    def __init__(
        self, step: str = "intake", name: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._step, self._hold = step, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.dress()

    def show_step(self, step: str, name: str, *, hold: bool = False) -> None:
        """Show another step."""
        self._step, self._hold = step, hold
        self.setAccessibleName(name)
        self.update()
        tell_change(self)

    def restyle(self) -> None:
        self.setFixedSize(theme.icon_size(SIDE))

    def sizeHint(self) -> QSize:
        return theme.icon_size(SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_status(QPainter(self), QPoint(0, self.height() // 2), self._step, hold=self._hold)
