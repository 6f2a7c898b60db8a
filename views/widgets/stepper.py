"""The steps of a job in a row: what is done, what is in progress, what is to come, each with who and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed, tell_change
from views.widgets.status import SIDE, status_icon

Standing = Literal["done", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step as shown: its code, its word, the quiet line under it, and where it stands."""

    step: str
    word: str
    note: str
    standing: Standing
    hold: bool = False


class Stepper(Dressed, QWidget):
    """Shows steps; it is read, not operated. ``show_steps`` says the step in progress to a screen reader."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps from left to right."""
        self._steps = tuple(steps)
        spoken = [f"{step.word} {step.note}".strip() for step in steps if step.standing != "ahead"]
        self.setAccessibleDescription("; ".join(spoken))
        self.updateGeometry()
        self.update()
        tell_change(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme.px(42))
        self.update()

    def _places(self) -> list[int]:
        """Return the left edge of every step: each gets the room its words need, the rest is shared."""
        needs = [self._need(step) for step in self._steps]
        spare = max(0, self.width() - sum(needs)) / max(1, len(needs) - 1)
        places, left = [], 0.0
        for need in needs:
            places.append(round(left))
            left += need + spare
        scale = min(1.0, self.width() / max(1, sum(needs)))
        return (
            places
            if scale >= 1
            else [round(sum(needs[:place]) * scale) for place in range(len(needs))]
        )

    def _need(self, step: Step) -> int:
        word = theme.metrics("body.strong").horizontalAdvance(step.word)
        note = theme.metrics("caption").horizontalAdvance(step.note)
        return theme.px(SIDE + 7) + max(word + theme.px(24), note) + theme.px(10)

    def sizeHint(self) -> QSize:
        return QSize(sum(self._need(step) for step in self._steps), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60) * len(self._steps), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        places = self._places()
        for place, step in enumerate(self._steps):
            end = places[place + 1] if place + 1 < len(places) else self.width()
            self._paint_step(
                painter,
                step,
                QRect(places[place], 0, end - places[place], self.height()),
                end < self.width(),
            )

    def _paint_step(self, painter: QPainter, step: Step, box: QRect, has_next: bool) -> None:
        looks = {
            "done": ("status-6", "accent.text", "body", "text"),
            "now": (
                status_icon(step.step, hold=step.hold),
                "accent.text",
                "body.strong",
                "accent.text",
            ),
            "ahead": ("status-0", "text.tertiary", "body", "text.secondary"),
        }
        icon, icon_tone, style, tone = looks[step.standing]
        side, line = theme.px(SIDE), theme.px(22)
        drawn = theme.pixmap(icon, SIDE, icon_tone, self.devicePixelRatioF())
        painter.drawPixmap(box.left(), (line - side) // 2 + 1, drawn)
        left = box.left() + side + theme.px(7)
        metrics, room = theme.metrics(style), box.right() - left - theme.px(4)
        word = metrics.elidedText(step.word, Qt.TextElideMode.ElideRight, room)
        painter.setFont(theme.font(style))
        painter.setPen(theme.colour(tone))
        painter.drawText(QRect(left, 0, room + 2, line), Qt.AlignmentFlag.AlignVCenter, word)
        start = left + metrics.horizontalAdvance(word) + theme.px(10)
        if has_next and box.right() - theme.px(10) > start:
            painter.setPen(theme.colour("line.strong"))
            painter.drawLine(start, line // 2 + 1, box.right() - theme.px(10), line // 2 + 1)
        note = theme.metrics("caption").elidedText(step.note, Qt.TextElideMode.ElideRight, room)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text.secondary"))
        painter.drawText(
            QRect(left, line, room + 2, theme.px(18)), Qt.AlignmentFlag.AlignVCenter, note
        )
