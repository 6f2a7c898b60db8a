"""A field that picks a member: a few letters of the name or digits of the phone, then Enter."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from models.services.search import Result, Results, search
from views import theme
from views.page import Desk
from views.search_rows import ResultDelegate
from views.texts import t
from views.widgets.fields import Entry
from views.widgets.lists import RowModel
from views.widgets.popup import PopupList

AT_ONCE: Final = 6
WIDE: Final = 560


class MemberPicker(Entry):
    """``member_id`` is who was picked, None while nobody is; typing anew forgets the pick. ``picked`` tells."""

    picked = Signal()

    def __init__(
        self, desk: Desk, *, name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        self._popup: PopupList | None = None
        super().__init__(name=name, hint=hint, lead="search", parent=parent)
        self._desk = desk
        self.member_id: str | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(theme.tokens()["timing"]["search.debounce"])
        self._wait.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)

    def pick(self, member_id: str | None, words: str) -> None:
        """Show a member as picked; an empty ``words`` empties the field."""
        self.member_id = member_id
        self.write(words)

    def unclear(self) -> bool:
        """Tell whether something stands in the field that names nobody."""
        return bool(self.text().strip()) and self.member_id is None

    def _typed(self) -> None:
        self.member_id = None
        self.picked.emit()
        if self.text().strip():
            self._wait.start()
        else:
            self._wait.stop()
            self._shut()

    def _ask(self) -> None:
        self._desk.tasks.ask(
            search, self.text(), kind="member", limit=AT_ONCE, slot=self._slot(), done=self._take
        )

    def _slot(self) -> str:
        return f"picker.{id(self)}"

    def _take(self, found: Results) -> None:
        if self.hasFocus() and self.member_id is None and self.text().strip():
            popup = self._list()
            popup.view.set_empty(t("member.picker.none", text=self.text().strip()))
            popup.show_rows(found.rows)

    def _list(self) -> PopupList:
        """The popup, made when it is first needed: it hangs in the window."""
        if self._popup is None:
            model = RowModel(_sentence, self)
            delegate = ResultDelegate(self._desk.notices.zone)
            name = self.accessibleName()
            self._popup = PopupList(self, self.window(), model, delegate, name=name)
            self._popup.set_reach(WIDE, theme.tokens()["size"]["keybar"] + 8)
            self._popup.opened.connect(self._pick_row)
            self._popup.tabbed.connect(self._pass_by)
        return self._popup

    def _pick_row(self, row: Result | None) -> None:
        self._shut()
        if row is not None:
            self.pick(row.id, told(row.name, row.masked))
            self.picked.emit()

    def _pass_by(self, step: int) -> None:
        self._shut()
        self.focusNextPrevChild(step > 0)

    def _shut(self) -> None:
        if self._popup is not None:
            self._popup.shut()


def told(name: str, masked: str) -> str:
    """A member as one line: name and masked phone."""
    return f"{name} {masked}".strip()


def _sentence(row: Result) -> str:
    return " ".join(part for part in (row.name, row.masked, row.address) if part)
