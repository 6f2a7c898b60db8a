"""One of several, chosen by click, arrow or digit: filter chips, a segmented row, tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from views import theme
from views.widgets.dressed import Dressed

Look = Literal["chip", "segment", "tile"]
_GAPS = {"chip": 4, "segment": 0, "tile": 8}
TILES = 4
"""More tiles than these stand closer and say their words smaller."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what the program calls it, what it says, and its icon (tiles only)."""

    value: str
    text: str
    icon: str = ""


class _Part(Dressed, QToolButton):
    """One button of the row; only the chosen one is in the tab order."""

    def __init__(
        self, option: Option, look: Look, parent: QWidget, *, crowded: bool = False
    ) -> None:
        super().__init__(parent)
        self.option, self._look, self._crowded = option, look, crowded
        self.setCheckable(True)
        self.setProperty("look", look)
        if look == "tile":
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if look == "segment":
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.say(option.text)
        self.dress()

    def say(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def restyle(self) -> None:
        heights = {
            "chip": theme.size("chip"),
            "segment": theme.size("button.small"),
            "tile": theme.px(70 if theme.current().factor < 1.5 else 58),
        }
        self.setFixedHeight(heights[self._look])
        body = self._look == "tile" and not self._crowded
        self.setFont(theme.font("body" if body else "label"))
        if self.option.icon:
            ratio = self.devicePixelRatioF()
            self.setIcon(theme.icon(self.option.icon, on="accent.text", ratio=ratio))
            self.setIconSize(theme.icon_size())

    def sizeHint(self) -> QSize:
        """Leave room for the bold words of the chosen state, so that choosing moves nothing."""
        body = self._look == "tile" and not self._crowded
        style = "body.strong" if body else "label.bold"
        wide = theme.metrics(style).horizontalAdvance(self.text())
        slack = 4 if self._crowded else 11 if self._look == "chip" else 13
        return QSize(wide + 2 * theme.px(slack), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Chips(Dressed, QWidget):
    """An exclusive row. ``chosen`` carries the value, by hand only; ``choose`` by program is silent.

    Left and right move and choose; with ``digits`` the keys 0 to 9 choose by value ("1" then "0" is 10).
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[Option] = (),
        *,
        name: str,
        look: Look = "chip",
        digits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._digits, self._typed = look, digits, ""
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._parts: list[_Part] = []
        self.setAccessibleName(name)
        self.set_options(options)
        self._group.buttonClicked.connect(self._picked)
        self.dress()

    def set_options(self, options: Sequence[Option]) -> None:
        """Replace the options and keep the chosen value where it is still there, else choose the first."""
        before, focused = self.value(), any(part.hasFocus() for part in self._parts)
        for part in self._parts:
            self._group.removeButton(part)
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        crowded = self._look == "tile" and len(options) > TILES
        self._row.setSpacing(theme.px(4 if crowded else _GAPS[self._look]))
        self._parts = [_Part(one, self._look, self, crowded=crowded) for one in options]
        for place, part in enumerate(self._parts):
            edge = (
                "only"
                if len(options) == 1
                else {0: "first", len(options) - 1: "last"}.get(place, "")
            )
            part.setProperty("edge", edge)
            self._group.addButton(part)
            self._row.addWidget(part)
        values = [option.value for option in options]
        if values:
            self.choose(before if before in values else values[0])
        if focused and self._parts:
            self._checked().setFocus()

    def set_texts(self, texts: dict[str, str]) -> None:
        """Write other words on the options named (a new count, another language)."""
        for part in self._parts:
            if part.option.value in texts:
                part.say(texts[part.option.value])

    def value(self) -> str:
        """Return the chosen value, ``""`` without options."""
        return next((part.option.value for part in self._parts if part.isChecked()), "")

    def choose(self, value: str) -> None:
        """Choose by program; says nothing. An unknown value is ignored."""
        for part in self._parts:
            if part.option.value == value:
                part.setChecked(True)
        for part in self._parts:
            policy = Qt.FocusPolicy.TabFocus if part.isChecked() else Qt.FocusPolicy.NoFocus
            part.setFocusPolicy(policy)

    def _checked(self) -> _Part:
        return next(part for part in self._parts if part.isChecked())

    def _picked(self) -> None:
        self.choose(self.value())
        self.chosen.emit(self.value())

    def _take(self, part: _Part) -> None:
        had_focus = any(other.hasFocus() for other in self._parts)
        self.choose(part.option.value)
        if had_focus:
            part.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(part.option.value)

    def restyle(self) -> None:
        crowded = self._look == "tile" and len(self._parts) > TILES
        self._row.setSpacing(theme.px(4 if crowded else _GAPS[self._look]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step and self._parts:
            place = self._parts.index(self._checked()) + step
            self._take(self._parts[place % len(self._parts)])
        elif self._digits and event.text().isdecimal():
            values = {part.option.value: part for part in self._parts}
            longer = self._typed + event.text()
            self._typed = longer if longer in values else event.text()
            if self._typed in values:
                self._take(values[self._typed])
        else:
            super().keyPressEvent(event)
