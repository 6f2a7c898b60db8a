"""Pages on which the shop writes a list of its own: the list at the left, the chosen row's form at the right.

A page built on these says what a row is, how it is shown and read, and by which use cases it is kept; they know
no use case.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from views import clock, sayings, theme
from views.page import Desk, Page
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.lists import ListView
from views.widgets.panel import Panel

SIDE: Final = 384


class Written(Protocol):
    """A row of such a list."""

    @property
    def id(self) -> str:
        """Return what the row is known by."""


Row = TypeVar("Row", bound=Written)


class WrittenPage(Page, Generic[Row]):
    """Declare ``topic``, ``empty`` and the acts ``begin``, ``save`` and ``put_away``; call :meth:`stand` once.

    ``topic`` is where the words stand (title, edit, act.away, act.back, said.saved), ``empty`` the key of
    the sentence in an empty list.
    """

    topic: ClassVar[str] = ""
    empty: ClassVar[str] = ""
    rows: ListView

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._editing: Row | None = None
        self._said = ""

    def stand(self, rows: ListView, *parts: QWidget, below: QLayout | None = None) -> None:
        """Lay the page out: ``rows`` at the left over what is ``below``, ``parts`` at the right over the acts.

        The last of ``parts`` takes the room that is left.
        """
        self.rows = rows
        self.rows.set_empty(t(self.empty))
        self._left_panel = Panel(t(f"{self.topic}.title"), flush=True)
        self._left_panel.add_right(Button(self.act("begin"), "quiet", icon="plus"))
        self._left_panel.body.addWidget(rows, 1)
        if below is not None:
            self._left_panel.body.addLayout(below)
        self._right_panel = Panel(t(f"{self.topic}.edit"))
        for part in parts:
            self._right_panel.body.addWidget(part, int(part is parts[-1]))
        foot = QHBoxLayout()
        foot.addWidget(Button(self.act("put_away"), "secondary"))
        foot.addStretch(1)
        foot.addWidget(Button(self.act("save"), "primary"))
        self._right_panel.body.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.addWidget(self._left_panel)
        whole.addWidget(self._right_panel, 1)

    # What a page on this answers

    def refuse_beside(self, refused: Refused, words: str) -> bool:
        """Say no beside the field it is about; False where it is about none. Override."""
        raise NotImplementedError

    # What the page answers

    def title(self) -> str:
        return t(f"{self.topic}.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self.rows

    def retranslate(self) -> None:
        super().retranslate()
        self._left_panel.set_title(t(f"{self.topic}.title"))
        self._right_panel.set_title(t(f"{self.topic}.edit"))
        self.rows.set_empty(t(self.empty))

    def restyle(self) -> None:
        super().restyle()
        self._left_panel.setFixedWidth(theme.px(SIDE))

    # What such a page uses

    def keep(
        self,
        details: object,
        name: str,
        *,
        add: Callable[..., Any],
        edit: Callable[..., Any],
    ) -> None:
        """Keep ``details`` by the use case ``edit(id, details)`` of the chosen row, else by ``add(details)``."""
        self._said = t(f"{self.topic}.said.saved", name=name.strip())
        run = self.desk.tasks.run
        if self._editing is None:
            run(add, details, done=self.saved, refused=self.refuse)
        else:
            run(edit, self._editing.id, details, done=self.saved, refused=self.refuse)

    def tell_away(self, *, gone: bool) -> None:
        """Name the act that puts the chosen row away, or brings back what is ``gone``."""
        self.act("put_away").setText(t(f"{self.topic}.act.{'back' if gone else 'away'}"))
        self.act("put_away").setEnabled(self._editing is not None)

    def say_away(self, name: str, *, gone: bool) -> None:
        """Prepare what :meth:`saved` says once the row is put away, or one that was ``gone`` is back."""
        self._said = t(f"{self.topic}.said.{'back' if gone else 'away'}", name=name)

    def saved(self, outcome: Outcome[Any]) -> None:
        """Go back to the list and say what was done, with its undo."""
        self.rows.setFocus()
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def refuse(self, refused: Refused) -> None:
        """Say what a rule refused: beside its field, else in the message bar."""
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.refuse_beside(refused, words):
            self.desk.notices.trouble(refused)


class TypedPage(WrittenPage[Row]):
    """What is typed is kept by one act; rows that change meanwhile leave it alone, looking at another drops it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._new, self._typed, self._wanted = False, False, ""

    def stand(self, rows: ListView, *parts: QWidget, below: QLayout | None = None) -> None:
        super().stand(rows, *parts, below=below)
        rows.pointed.connect(self.fill)
        self.fill(None)

    # What a page on this answers

    def write(self, row: Row | None) -> None:
        """Show a row in the form, an empty one for None. Override."""
        raise NotImplementedError

    def is_away(self, row: Row) -> bool:
        """Tell whether the row is put away. Override."""
        raise NotImplementedError

    # What the page answers

    def remember(self) -> object:
        return self._editing.id if self._editing is not None else None

    def recall(self, place: object) -> None:
        self._wanted = str(place or "")

    def escape(self) -> bool:
        if self._new or self._typed:
            self.fill(self.rows.current_row())
            self.rows.setFocus()
            return True
        return super().escape()

    # What such a page uses

    def fill(self, row: Row | None) -> None:
        """Show a row; what was typed is gone."""
        self._editing, self._new, self._typed = row, False, False
        self.write(row)
        self.tell_away(gone=row is not None and self.is_away(row))

    def fill_new(self) -> None:
        """Show an empty row, to be added."""
        self.fill(None)
        self._new = True

    def touch(self) -> None:
        """Note that something was typed."""
        self._typed = True

    def take(self, found: Sequence[Row]) -> None:
        """Show the rows that were read; the form follows as long as nothing is typed."""
        typing = self._new or self._typed
        self.rows.show_rows(found, key=_id)
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.rows.point_row(lambda row: row.id == wanted)
        if not typing:
            self.fill(self.rows.current_row())

    def saved(self, outcome: Outcome[Any]) -> None:
        self._new, self._typed = False, False
        if isinstance(outcome.result, str):
            self._wanted = outcome.result
        super().saved(outcome)


def _id(row: Written) -> str:
    return row.id
