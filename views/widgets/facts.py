"""Facts of a record: a label above its value, and quiet rows of label and value."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from views import theme
from views.widgets.dressed import Dressed
from views.widgets.panel import upright
from views.widgets.text import Eliding, Text


class Fact(Dressed, QWidget):
    """A caption above a bold value, as in a record header."""

    def __init__(self, label: str, value: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._label = Text(label, style="caption", tone="text.secondary")
        self._value = Text(value, style="title.page")
        self._box.addWidget(self._label)
        self._box.addWidget(self._value)
        self.write(label, value)
        self.dress()

    def write(self, label: str, value: str) -> None:
        """Write both texts."""
        self._label.setText(label)
        self._value.setText(value)
        self.setAccessibleName(f"{label} {value}".strip())

    def set_tone(self, tone: str) -> None:
        """Colour the value."""
        self._value.set_tone(tone)

    def restyle(self) -> None:
        self._box.setSpacing(theme.px(2))


class FactRow(Dressed, QWidget):
    """Facts side by side with hairlines between them."""

    def __init__(self, facts: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for fact in facts:
            self._row.addWidget(upright())
            self._row.addWidget(fact)
        self.dress()

    def restyle(self) -> None:
        self._row.setSpacing(theme.px(18))


class KeyValues(Dressed, QWidget):
    """Rows of a quiet label at the left and its value; values are cut at their end, not the label."""

    def __init__(
        self, rows: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._cells: list[tuple[Text, Eliding]] = []
        self.write(rows)
        self.dress()

    def write(self, rows: Sequence[tuple[str, str]]) -> None:
        """Replace all rows; widgets are kept and reused."""
        while len(self._cells) < len(rows):
            label, value = Text(style="label", tone="text.secondary"), Eliding()
            place = len(self._cells)
            self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(value, place, 1)
            self._cells.append((label, value))
        for place, (label, value) in enumerate(self._cells):
            shown = place < len(rows)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                label.setText(rows[place][0])
                value.setText(rows[place][1])
                value.setAccessibleName(" ".join(rows[place]))

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(5))
