"""The clock of a promise as icon and words: in time, at risk, late or stopped. Shared with delegates."""

from datetime import datetime, timedelta
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed, tell_change

State = Literal["ok", "risk", "late", "hold"]

ICON = 16
GAP = 5
RISK = timedelta(minutes=60)


def sla_state(
    deadline: datetime, now: datetime, *, promised: timedelta | None = None, held: bool = False
) -> State:
    """Return where a promise stands: at risk with 60 min or 10 % of ``promised`` left (design section 2.2)."""
    if held:
        return "hold"
    left = deadline - now
    if left < timedelta(0):
        return "late"
    near = max(RISK, promised / 10) if promised else RISK
    return "risk" if left <= near else "ok"


def _look(state: State) -> tuple[str, str, str]:
    declared = theme.tokens()["semantic"]["sla"][state]
    style = "label.bold" if declared.get("weight") == 700 else "label"
    return declared["icon"], declared["fg"], style


def sla_width(state: State, words: str, *, plain_ok: bool = False) -> int:
    """Return the width the clock takes; with ``plain_ok`` a clock in time is words alone."""
    icon, _, style = _look(state)
    bare = plain_ok and state == "ok"
    return theme.metrics(style).horizontalAdvance(words) + (
        0 if bare or not icon else theme.px(ICON + GAP)
    )


def draw_sla(
    painter: QPainter, box: QRect, state: State, words: str, *, plain_ok: bool = False
) -> int:
    """Draw the clock at the right end of ``box``; return its width."""
    icon, tone, style = _look(state)
    wide = sla_width(state, words, plain_ok=plain_ok)
    left = box.right() + 1 - wide
    if not (plain_ok and state == "ok"):
        drawn = theme.pixmap(icon, ICON, tone, painter.device().devicePixelRatio())
        painter.drawPixmap(left, box.center().y() - theme.px(ICON) // 2 + 1, drawn)
        left += theme.px(ICON + GAP)
    painter.setFont(theme.font(style))
    painter.setPen(theme.colour(tone))
    painter.drawText(
        QRect(left, box.top(), wide + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, words
    )
    return wide


class SlaClock(Dressed, QWidget):
    """The clock as a widget. The page writes it anew on every ``tick``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State = "ok"
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.dress()

    def write(self, state: State, words: str) -> None:
        """Show a state with its words (``sayings.countdown``); tells a reader only when the state changes."""
        turned = state != self._state
        self._state, self._words = state, words
        self.setAccessibleName(words)
        self.restyle()
        if turned:
            tell_change(self)

    def restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sla_width(self._state, self._words) + 2, theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_sla(QPainter(self), self.rect(), self._state, self._words)
