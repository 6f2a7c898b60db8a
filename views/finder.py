"""A field that finds: an item for a line, a member for a job or a bill. The focus stays in the field."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from models.services import search
from models.services.search import Kind, Result, Results
from views import sayings, theme
from views.tasks import Tasks
from views.texts import t
from views.widgets.fields import Entry
from views.widgets.lists import RowDelegate, RowModel, RowPen
from views.widgets.popup import PopupList

SHOWN = 8


class FoundDelegate(RowDelegate):
    """An item: name, code, price. A member: name, masked phone, address."""

    def draw_row(self, pen: RowPen, row: Result) -> None:
        if row.kind == "price":
            pen.at_right(sayings.money(row.amount), style="body")
        x = pen.text(16, 0, row.name, style="body.strong")
        quiet = row.number if row.kind == "price" else f"{row.masked} {row.address}".strip()
        pen.text(x + 10, 0, quiet, style="label", tone="text.secondary")


def sentence(row: Result) -> str:
    """Say a row found to a screen reader."""
    if row.kind == "price":
        return f"{row.name} {row.number} {sayings.money(row.amount)}"
    return f"{row.name} {row.masked} {row.address}".strip()


class Finder(Entry):
    """A field with a list under it. ``picked(Result)`` when one was chosen; ``passed`` on Enter when empty.

    An Enter before the answer is there is kept and chooses the first row when it comes: a scanner is
    faster than any list. ``moved(key)`` hands on the arrows of an empty field.
    """

    picked = Signal(object)
    passed = Signal()
    unknown = Signal(str)
    moved = Signal(int)

    def __init__(
        self, tasks: Tasks, host: QWidget, *, kind: Kind, name: str, lead: str, key: str = ""
    ) -> None:
        super().__init__(name=name, lead=lead, key=key)
        self._tasks, self._kind = tasks, kind
        self._preedit, self._asked, self._entered = "", "", False
        self.leads_on = True
        self.popup = PopupList(self, host, RowModel(sentence), FoundDelegate(), name=name)
        self.popup.set_reach(520, 8)
        self.popup.opened.connect(self._pick)
        self.popup.started.connect(self._pick)
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
        self.popup.shut()

    def escape(self) -> bool:
        """Close the list, then empty the field; False where there was nothing."""
        if not self.popup.isVisible() and not self.text():
            return False
        self.drop()
        return True

    def _typed(self) -> None:
        self._entered = False
        if self.text().strip() or self._preedit:
            self._late.start()
        else:
            self._late.stop()
            self.popup.shut()

    def _ask(self) -> None:
        self._asked = self.text()
        self._tasks.ask(
            search.search,
            self._asked,
            preedit=self._preedit,
            kind=self._kind,
            limit=SHOWN,
            slot=f"find.{self._kind}.{id(self)}",
            done=self._found,
        )

    def _found(self, results: Results) -> None:
        if self._asked != self.text():
            return
        if not self._asked.strip() and not self._preedit:
            return
        if self._entered:
            self._entered = False
            self._pick(results.rows[0] if results.rows else None)
        elif self.hasFocus():
            self.popup.view.set_empty(t("search.nothing", text=self._asked))
            self.popup.show_rows(results.rows)

    def _enter(self) -> None:
        if not self.text().strip():
            self.passed.emit()
        elif not self.popup.isVisible():
            self._entered = True
            if self._late.isActive() or self._asked != self.text():
                self._late.stop()
            self._ask()

    def _pick(self, row: Result | None) -> None:
        if row is None:
            self.unknown.emit(self.text().strip())
            self.selectAll()
            return
        self.drop()
        self.picked.emit(row)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Search the letters that the input method has not committed yet."""
        super().inputMethodEvent(event)
        self._preedit = event.preeditString().replace("'", "").replace(" ", "")
        self._typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.key() in arrows and not self.text():
            self.moved.emit(event.key())
            return
        super().keyPressEvent(event)
