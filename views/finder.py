"""A field that finds: an item for a line, a member for a job or a bill. The focus stays in the field."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from models.services import search
from models.services.search import Kind, Result
from views import sayings, theme
from views.tasks import Tasks
from views.texts import t
from views.widgets.fields import Entry
from views.widgets.lists import RowDelegate, RowModel, RowPen
from views.widgets.popup import PopupList

SHOWN = 8
WIDE = 520


class FoundDelegate(RowDelegate):
    """An item: name, code, price. A member: name, masked phone, address."""

    def draw_row(self, pen: RowPen, row: Result) -> None:
        if row.kind == "price":
            pen.at_right(sayings.money(row.amount), style="body")
        x = pen.text(16, 0, sayings.who(row.name), style="body.strong")
        quiet = row.number if row.kind == "price" else f"{row.masked} {row.address}".strip()
        pen.text(x + 10, 0, quiet, style="label", tone="text.secondary")


def sentence(row: Result) -> str:
    """Say a row found to a screen reader."""
    if row.kind == "price":
        return f"{row.name} {row.number} {sayings.money(row.amount)}"
    return " ".join(part for part in (sayings.who(row.name), row.masked, row.address) if part)


class Finder(Entry):
    """A field with a list under it. ``picked(Result)`` when one was chosen; ``passed`` on Enter when empty.

    An Enter before the answer is there is kept and chooses the first row when it comes: a scanner is
    faster than any list. ``unknown(text)`` says that nothing was found; ``moved(key)`` hands on the arrows
    of an empty field. ``nothing`` is the catalogue key of what an empty list says, with ``{text}``.
    """

    picked = Signal(object)
    passed = Signal()
    unknown = Signal(str)
    moved = Signal(int)

    def __init__(
        self,
        tasks: Tasks,
        *,
        kind: Kind,
        name: str,
        hint: str = "",
        lead: str = "search",
        key: str = "",
        nothing: str = "search.nothing",
        delegate: RowDelegate | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name=name, hint=hint, lead=lead, key=key, parent=parent)
        self._tasks, self._kind, self._nothing = tasks, kind, nothing
        self._delegate = delegate or FoundDelegate()
        self._preedit, self._asked, self._entered = "", "", False
        self._popup: PopupList | None = None
        self.said: Callable[[Any], str] = sentence
        """How a row is said to a screen reader."""
        self.leads_on = True
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(theme.tokens()["timing"]["search.debounce"])
        self._late.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._enter)

    def begin(self) -> None:
        """Take the focus with the text selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def drop(self) -> None:
        """Empty the field and close the list."""
        self._late.stop()
        self._entered, self._preedit = False, ""
        self.write("")
        self.shut()

    def shut(self) -> None:
        """Close the list; what was typed stays."""
        if self._popup is not None:
            self._popup.shut()

    def listing(self) -> bool:
        """Tell whether the list is open."""
        return self._popup is not None and self._popup.isVisible()

    def escape(self) -> bool:
        """Close the list, then empty the field; False where there was nothing."""
        if not self.listing() and not self.text():
            return False
        self.drop()
        return True

    def take(self, row: Any) -> None:
        """Take a row that was chosen. Override for a field that goes on showing it."""
        self.drop()
        self.picked.emit(row)

    def wants(self) -> bool:
        """Tell whether the field still asks for something."""
        return bool(self.text().strip() or self._preedit)

    def _list(self) -> PopupList:
        """The list, made when it is first needed: it hangs in the window."""
        if self._popup is None:
            model = RowModel(self.said, self)
            self._popup = PopupList(
                self, self.window(), model, self._delegate, name=self.accessibleName()
            )
            self._popup.set_reach(WIDE, theme.tokens()["size"]["keybar"] + 8)
            self._popup.opened.connect(self._pick)
            self._popup.started.connect(self._pick)
            self._popup.tabbed.connect(self._pass_by)
        return self._popup

    def _typed(self) -> None:
        self._entered = False
        if self.wants():
            self._late.start()
        else:
            self._late.stop()
            self.shut()

    def _ask(self) -> None:
        self._asked = self.text()
        self.look(self._asked, self._preedit)

    def look(self, text: str, preedit: str) -> None:
        """Ask for what was typed; the answer goes to ``found``. Override for other rows."""
        self._tasks.ask(
            search.search,
            text,
            preedit=preedit,
            kind=self._kind,
            limit=SHOWN,
            slot=f"find.{self._kind}.{id(self)}",
            done=self.found,
        )

    def found(self, results: Any) -> None:
        """Show the ``rows`` that were found, or choose the first where Enter was pressed already."""
        if self._asked != self.text() or not self.wants():
            return
        if self._entered:
            self._entered = False
            self._pick(results.rows[0] if results.rows else None)
        elif self.hasFocus():
            popup = self._list()
            popup.view.set_empty(self.empty_words(self._asked.strip()))
            popup.show_rows(results.rows)

    def empty_words(self, text: str) -> str:
        """What an empty list says. Override for a list that is there before anything is typed."""
        return t(self._nothing, text=text)

    def _enter(self) -> None:
        if not self.text().strip():
            self.passed.emit()
        elif not self.listing():
            self._entered = True
            self._late.stop()
            self._ask()

    def _pick(self, row: Any) -> None:
        if row is None:
            self.shut()
            self.unknown.emit(self.text().strip())
            self.selectAll()
            return
        self.take(row)

    def _pass_by(self, step: int) -> None:
        """Tab leaves the field as it would without a list."""
        self.shut()
        self.focusNextPrevChild(step > 0)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Search the letters that the input method has not committed yet."""
        super().inputMethodEvent(event)
        letters = event.preeditString().replace("'", "").replace(" ", "")
        if letters != self._preedit:  # an input method also sends empty events when the focus moves
            self._preedit = letters
            self._typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.key() in arrows and not self.text():
            self.moved.emit(event.key())
            return
        super().keyPressEvent(event)
