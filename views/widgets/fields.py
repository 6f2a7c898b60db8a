"""Fields for text, codes, phones, money and quantities. They fold what is typed and never block typing."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from views import sayings, theme
from views.widgets.dressed import Dressed, put
from views.widgets.folding import fen_of, fold, milli_of
from views.widgets.keycap import draw_keycap, keycap_width

RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TILL_KEYS = "/*+-"


class Entry(Dressed, QLineEdit):
    """A line of text. ``name`` is its accessible name (its label); ``lead`` an icon, ``key`` a keycap inside.

    ``height`` is a size of the tokens.
    ``show_note`` writes a quiet word before the keycap, as the number of results.

    ``settled`` comes on leaving the field or Enter after a change by hand: the time to validate.
    Ctrl+Z with nothing to undo in the field is left to the window, which undoes the last act.
    """

    settled = Signal()

    def __init__(
        self,
        *,
        name: str,
        hint: str = "",
        lead: str = "",
        key: str = "",
        height: str = "input",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lead, self._key, self._note, self._touched = lead, key, "", False
        self._height = height
        self.leads_on = False
        """Set by a form: Enter goes to the next field instead of to the page's own Enter."""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.textEdited.connect(self._touch)
        self.editingFinished.connect(self._settle)
        self.dress()

    def set_key(self, key: str) -> None:
        """Show another keycap inside, or none."""
        self._key = key
        self.restyle()

    def show_note(self, note: str, key: str) -> None:
        """Show a quiet word and a keycap inside, either of them may be empty."""
        self._note, self._key = note, key
        self.restyle()

    def write(self, text: str) -> None:
        """Put text in by program; it counts as settled."""
        self._touched = False
        self.setText(text)

    def restyle(self) -> None:
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.size(self._height))
        left = theme.px(26) if self._lead else 0
        right = keycap_width(self._key) + theme.px(2) if self._key else 0
        if self._note:
            right += theme.metrics("label").horizontalAdvance(self._note) + theme.px(8)
        self.setTextMargins(left, 0, right, 0)
        self.update()

    def _touch(self) -> None:
        self._touched = True

    def _settle(self) -> None:
        if self._touched:
            self._touched = False
            self.settled.emit()

    def _yields(self, event: QKeyEvent) -> bool:
        """Tell whether a key belongs to the window although a line edit would take it."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.Redo):
            return not self.isRedoAvailable()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._yields(event):
                event.ignore()
                return False
            if (
                self.leads_on
                and event.key() in RETURNS
                and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            ):
                event.accept()
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not (self._lead or self._key or self._note):
            return
        painter = QPainter(self)
        if self._lead:
            drawn = theme.pixmap(self._lead, 18, "text.secondary", self.devicePixelRatioF())
            painter.drawPixmap(QPoint(theme.px(11), (self.height() - theme.px(18)) // 2), drawn)
        right = self.width() - theme.px(8)
        if self._key:
            wide = keycap_width(self._key)
            cap = QRect(right - wide, 0, wide, self.height())
            right -= wide + theme.px(8)
            draw_keycap(
                painter,
                cap,
                self._key,
                ink=theme.colour("text.secondary"),
                edge=theme.colour("line.strong"),
                fill=None,
            )
        if self._note:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.colour("text.tertiary"))
            box = QRect(0, 0, right, self.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, self._note)


class FoldedEntry(Entry):
    """Base of the fields without IME: what is typed is folded to ASCII and filtered on the spot."""

    def __init__(
        self,
        *,
        name: str,
        hint: str = "",
        keep: Callable[[str], bool],
        parent: QWidget | None = None,
    ) -> None:
        self._keep = keep
        super().__init__(name=name, hint=hint, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.textEdited.connect(self._fold)

    def _fold(self, typed: str) -> None:
        folded = "".join(sign for sign in fold(typed) if self._keep(sign))
        if folded != typed:
            place = self.cursorPosition() - (len(typed) - len(folded))
            self.setText(folded)
            self.setCursorPosition(max(0, place))


class CodeEntry(FoldedEntry):
    """A code, card number or serial number: ASCII, letters become capitals where ``capitals``."""

    def __init__(self, *, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name=name, hint=hint, keep=str.isascii, parent=parent)


class PhoneEntry(FoldedEntry):
    """A phone number: digits, with the signs people write between them; ``digits`` leaves those out.

    What marks an extension stays (x12, 转12, ext. 12): without it number and extension would run together.
    So do the stars of a masked number; it is selected whole, because it is kept or typed anew.
    """

    KEPT = frozenset("0123456789+-() .,#*xXextEXT转轉分机")

    def __init__(self, *, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name=name, hint=hint, keep=self.KEPT.__contains__, parent=parent)

    def digits(self) -> str:
        """Return the digits only."""
        return "".join(sign for sign in self.text() if sign.isdecimal())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if "*" in self.text():
            self.selectAll()


class NumberEntry(FoldedEntry):
    """Base of money and quantity: right aligned, all selected on focus, told properly on leaving."""

    def __init__(self, *, name: str, hint: str, keep: str, parent: QWidget | None) -> None:
        super().__init__(name=name, hint=hint, keep=keep.__contains__, parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.settled.connect(self._tidy)

    def read(self) -> int | None:
        """Return the typed number as integer, None where it is none."""
        raise NotImplementedError

    def tell(self, number: int) -> str:
        """Return the number as it stands in the field."""
        raise NotImplementedError

    def value(self) -> int | None:
        """Return fen or thousandths; None while empty or not a number."""
        return self.read()

    def set_value(self, number: int | None) -> None:
        """Write a number by program, or empty the field."""
        self.write("" if number is None else self.tell(number))

    def _tidy(self) -> None:
        number = self.read()
        if number is not None:
            self.setText(self.tell(number))

    def _yields(self, event: QKeyEvent) -> bool:
        till_key = (
            bool(event.text()) and event.text() in _TILL_KEYS and not self._keep(event.text())
        )
        return till_key or super()._yields(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def mousePressEvent(self, event: object) -> None:
        had_focus = self.hasFocus()
        super().mousePressEvent(event)  # type: ignore[arg-type]
        if not had_focus:
            self.selectAll()


class MoneyField(NumberEntry):
    """Money as integer fen: ``value()``, ``set_value(fen)``, signal ``value_changed(object)`` (fen or None).

    ``large`` is the till's amount field; ``signed`` lets a minus in. ``/ * + -`` go on to the till's keys.
    """

    value_changed = Signal(object)

    def __init__(
        self,
        *,
        name: str,
        hint: str = "",
        large: bool = False,
        signed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._large = large
        super().__init__(
            name=name, hint=hint, keep="0123456789.," + ("-" if signed else ""), parent=parent
        )
        self.textChanged.connect(self._say_value)

    def read(self) -> int | None:
        return fen_of(self.text())

    def tell(self, number: int) -> str:
        return sayings.money(number)

    def _say_value(self) -> None:
        self.value_changed.emit(self.read())

    def restyle(self) -> None:
        super().restyle()
        if self._large:
            self.setFont(theme.font("amount", 32))
            self.setFixedHeight(theme.size("input.amount"))


class QuantityField(NumberEntry):
    """A quantity as integer thousandths: ``value()``, ``set_value(milli)``, ``value_changed(object)``."""

    value_changed = Signal(object)

    def __init__(self, *, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name=name, hint=hint, keep="0123456789.", parent=parent)
        self.textChanged.connect(self._say_value)

    def read(self) -> int | None:
        return milli_of(self.text())

    def tell(self, number: int) -> str:
        return sayings.quantity(number)

    def _say_value(self) -> None:
        self.value_changed.emit(self.read())


class NoteField(Dressed, QPlainTextEdit):
    """Several lines of text; Tab leaves it. ``lines`` is its height."""

    settled = Signal()

    def __init__(
        self, *, name: str, hint: str = "", lines: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def text(self) -> str:
        """Return what stands in it."""
        return self.toPlainText()

    def write(self, text: str) -> None:
        """Put text in by program."""
        self.setPlainText(text)

    def restyle(self) -> None:
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.px(20) * self._lines + theme.px(16))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.settled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ensureCursorVisible()


def mark_refused(field: QWidget, refused: bool) -> None:
    """Draw the border of a field as refused, or as usual again."""
    put(field, "refused", "true" if refused else "false")
