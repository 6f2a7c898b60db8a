"""The field for what was handed over, with its refusal beneath, and the sums people usually hand over."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from views import sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.fields import MoneyField, mark_refused
from views.widgets.text import Picture, Text

SUMS = 3


def label_width() -> int:
    """Return the scaled width of the column with the word before the field, in any language."""
    word = theme.metrics("body", 16).horizontalAdvance(t("checkout.tendered"))
    return max(theme.px(52), word + theme.px(12))


class TenderedRow(Dressed, QWidget):
    """实收 and its field; the refusal stands right under the field."""

    def __init__(self) -> None:
        super().__init__()
        self._word = Text(style="body", size=16, tone="text.secondary")
        self.field = MoneyField(name="", large=True)
        self._word.setBuddy(self.field)
        self._icon, self.message = (
            Picture("alert", tone="danger", side=16),
            Text(style="label", tone="danger"),
        )
        self.message.setWordWrap(True)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.message, 1)
        self._row = QHBoxLayout()
        self._row.addWidget(self._word)
        self._row.addWidget(self.field, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._row)
        whole.addWidget(self._line)
        self._line.hide()
        self.dress()

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the amount; an empty sentence takes it away."""
        self.message.setText(sentence)
        self._line.setVisible(bool(sentence))
        mark_refused(self.field, bool(sentence))
        self.field.setAccessibleDescription(sentence)

    def retell(self) -> None:
        """Write the words again."""
        self._word.setText(t("checkout.tendered"))
        self.field.setAccessibleName(t("checkout.tendered"))
        self.restyle()

    def restyle(self) -> None:
        self._word.setFixedWidth(label_width())
        self._row.setSpacing(0)
        self._line.setContentsMargins(label_width(), theme.px(4), 0, 0)


class _Sum(Button):
    """A sum to click; the one that is typed already is marked."""

    def __init__(self) -> None:
        self.fen, self._marked = 0, False
        super().__init__("", height="button.small")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _style(self) -> str:
        return "body.strong" if self._marked else "body"

    def mark(self, marked: bool) -> None:
        """Show it as the sum that is typed."""
        if marked != self._marked:
            self._marked = marked
            self.restyle()

    def _ink(self) -> QColor:
        return theme.colour("accent.text") if self._marked else super()._ink()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marked:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            radius = theme.px(6)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


class Suggestions(Dressed, QWidget):
    """刚好 * and up to three round sums; ``chosen(fen)`` when one was clicked."""

    chosen = Signal(int)

    def __init__(self, exact: QAction) -> None:
        super().__init__()
        self._exact = Button(exact, height="button.small")
        self._exact.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sums = [_Sum() for _ in range(SUMS)]
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._exact)
        for button in self._sums:
            button.clicked.connect(self._clicked)
            self._row.addWidget(button, 1)
        self._row.addStretch()
        self.dress()

    def show_sums(self, sums: tuple[int, ...]) -> None:
        """Offer these amounts, fen."""
        for place, button in enumerate(self._sums):
            button.setVisible(place < len(sums))
            if place < len(sums):
                button.fen = sums[place]
                button.say(sayings.money(sums[place]).removesuffix(".00"))

    def mark(self, fen: int | None) -> None:
        """Mark the sum that stands in the field."""
        for button in self._sums:
            button.mark(fen is not None and button.fen == fen)

    def retell(self) -> None:
        """Name the row for a screen reader again."""
        self.setAccessibleName(t("checkout.suggested"))
        self.restyle()

    def restyle(self) -> None:
        self._row.setContentsMargins(label_width(), 0, 0, 0)
        self._row.setSpacing(theme.px(8))

    def _clicked(self) -> None:
        for button in self._sums:
            if button is self.sender():
                self.chosen.emit(button.fen)
