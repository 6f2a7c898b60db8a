"""A form: labels at the left, fields, and under each field one line that says what is wrong and how to mend it."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.base.errors import Trouble
from views import theme
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS, Entry, mark_refused
from views.widgets.text import Picture, Text


class _Cell(Dressed, QWidget):
    """A field with its message line."""

    def __init__(self, field: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.field = field
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(field)
        self._line = QWidget(self)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        self._icon = Picture("alert", tone="danger", side=16)
        self.message = Text(style="label", tone="danger")
        self.message.setWordWrap(True)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.message, 1)
        self._box.addWidget(self._line)
        self._line.hide()
        self._field_note = field.accessibleDescription()
        self.dress()

    def speak(self, sentence: str, tone: str) -> None:
        self.message.setText(sentence)
        self.message.set_tone(tone)
        self._icon.show_icon("alert" if tone != "text.tertiary" else "info", tone=tone)
        self._line.setVisible(bool(sentence))
        mark_refused(self.field, bool(sentence) and tone == "danger")
        self.field.setAccessibleDescription(sentence or self._field_note)

    def restyle(self) -> None:
        self._box.setSpacing(theme.px(3))
        self._line.setMinimumHeight(theme.px(20))


class Form(Dressed, QWidget):
    """Fields by name. Enter goes to the next field, on the last one ``submitted`` is sent; nothing is dropped.

    >>> form.add("phone", t("member.phone"), PhoneEntry(name=t("member.phone")))
    >>> form.refuse("phone", t("refused.phone.too_short", digits=10))
    """

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[str, _Cell] = {}
        self._labels: dict[str, QLabel] = {}
        self._grid = QFormLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._grid.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._grid.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self.dress()

    def add(self, name: str, label: str, field: QWidget) -> QWidget:
        """Add ``field`` as the last row under ``name``; return it. The label is its accessible name."""
        cell, words = _Cell(field, self), Text(label, style="label", tone="text.secondary")
        words.setBuddy(field)
        words.setFixedHeight(theme.size("input"))
        self._cells[name], self._labels[name] = cell, words
        self._grid.addRow(words, cell)
        field.setAccessibleName(label)
        field.installEventFilter(self)
        if isinstance(field, Entry):
            field.leads_on = True
        if isinstance(field, QLineEdit):
            field.textEdited.connect(self._mend)
        return field

    def relabel(self, labels: Mapping[str, str]) -> None:
        """Write the labels again, by field name (another language)."""
        for name, label in labels.items():
            self._labels[name].setText(label)
            self._cells[name].field.setAccessibleName(label)

    def field(self, name: str) -> QWidget:
        """Return the field of ``name``. Raises KeyError."""
        return self._cells[name].field

    def show_row(self, name: str, shown: bool) -> None:
        """Show or hide a row."""
        self._grid.setRowVisible(self._cells[name], shown)

    def refuse(self, name: str, sentence: str) -> bool:
        """Mark the field, say the sentence under it and focus it; False where the form has no such field."""
        cell = self._cells.get(name)
        if cell is None:
            return False
        cell.speak(sentence, "danger")
        cell.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def complain(self, name: str, sentence: str) -> None:
        """Mark the field and say the sentence under it; the focus stays where it is. Empty clears it."""
        self._cells[name].speak(sentence, "danger")

    def refuse_trouble(self, trouble: Trouble, sentence: str) -> bool:
        """Like :meth:`refuse` with the field the trouble names; False where it names none of this form."""
        return trouble.field is not None and self.refuse(trouble.field, sentence)

    def warn(self, name: str, sentence: str) -> None:
        """Say something amber under the field that does not stop anyone; an empty sentence clears it."""
        self._cells[name].speak(sentence, "warning")

    def hint(self, name: str, sentence: str) -> None:
        """Say a limit or a help under the field before it bites."""
        self._cells[name].speak(sentence, "text.tertiary")

    def accept(self, name: str = "") -> None:
        """Take the message of one field away, or of all."""
        for cell in [self._cells[name]] if name else list(self._cells.values()):
            cell.speak("", "danger")

    def message(self, name: str) -> str:
        """Return what is said under a field, ``""`` for nothing."""
        return self._cells[name].message.text()

    def refused(self) -> list[str]:
        """Return the names of the fields that are marked now."""
        return [
            name for name, cell in self._cells.items() if cell.field.property("refused") == "true"
        ]

    def first(self) -> QWidget | None:
        """Return the first field that takes the focus."""
        return next((cell.field for cell in self._cells.values() if cell.field.isEnabled()), None)

    def _mend(self) -> None:
        """Typing takes the red line away: the fix is being made."""
        for cell in self._cells.values():
            if cell.field is self.sender() and cell.field.property("refused") == "true":
                cell.speak("", "danger")

    def _onward(self, field: QWidget) -> None:
        fields = [
            cell.field
            for cell in self._cells.values()
            if cell.field.isEnabled() and not cell.isHidden()
        ]
        place = fields.index(field) + 1
        if place < len(fields):
            fields[place].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(8))
        for words in self._labels.values():
            words.setFixedHeight(theme.size("input"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in RETURNS
        ):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and isinstance(watched, QLineEdit | QComboBox):
                if isinstance(watched, QLineEdit):
                    watched.editingFinished.emit()
                if watched.property("refused") != "true":
                    self._onward(watched)
                return True
        return super().eventFilter(watched, event)
