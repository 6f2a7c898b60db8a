"""The page every screen is built on, and the desk it sees. Knows no use case; the shell drives it.

A screen in views/screens subclasses Page, lays itself out in ``__init__``, declares its acts with
``@act`` and answers the few questions below. The shell builds a page when it is first visited.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from views import acts, theme
from views.notices import Notices
from views.tasks import Tasks
from views.texts import t
from views.widgets.drawer import Drawer
from views.widgets.dressed import Dressed

__all__ = ["Desk", "Page"]


class Desk(Protocol):
    """What a page may ask of the window. The shell is one; a test brings its own."""

    @property
    def tasks(self) -> Tasks:
        """Return the way to use cases and queries."""

    @property
    def notices(self) -> Notices:
        """Return the message bar."""

    def go(self, name: str, target: object = None) -> None:
        """Visit the page ``name``, showing ``target`` (a record's id)."""

    def back(self) -> None:
        """Return to where the user came from."""

    def focus_search(self) -> None:
        """Put the cursor into the search box, its text selected."""


class Page(Dressed, QWidget):
    """One place of the window.

    Declare: ``name`` (the word for ``desk.go`` and the rail), ``reads`` (kinds of rows whose change makes
    the page stale), ``home`` (where Esc leads from a record when there is no history), and
    ``hints`` (pairs of catalogue key and keycap that the key bar shows without an act, as "↑↓").

    Life: ``__init__`` → ``opened(target)`` on every visit → ``reload()`` when stale → ``recall`` on return.
    Call ``self.dress()`` as the last line of ``__init__``: it measures the page now and after every change
    of look (``restyle``). The window has a fixed least size: what may outgrow it goes into a ScrollColumn.
    Sizes are written as ``theme.px(n)`` in ``restyle``, texts in ``retranslate``, never only in ``__init__``.
    """

    name: ClassVar[str] = ""
    home: ClassVar[str] = ""
    reads: ClassVar[frozenset[str]] = frozenset()
    hints: ClassVar[tuple[tuple[str, str], ...]] = ()
    context_key: ClassVar[str] = "Ctrl+3"

    changed = Signal()
    """Send after title, record number or acts changed, so that the window reads them again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("page")
        self.acts: dict[str, QAction] = acts.build(self)
        self.drawer: Drawer | None = None
        self._stale = True
        self._retold: list[tuple[Callable[[str], Any], str]] = []

    # What a page answers

    def title(self) -> str:
        """Return the words at the top left, in the present language. Override."""
        raise NotImplementedError

    def record(self) -> str:
        """Return the number of the record shown; not empty makes the back arrow appear."""
        return ""

    def subtitle(self) -> str:
        """Return the quiet line after the title of a page that shows no record (a date)."""
        return ""

    def beside_title(self) -> QWidget | None:
        """Return what stands beside the title in the top bar (a switch of views), None for nothing."""
        return None

    def first_focus(self) -> QWidget | None:
        """Return the widget the focus goes to on a visit; None leaves it."""
        return None

    def context_widget(self) -> QWidget | None:
        """Return the context column, standing in a QBoxLayout; it folds into a drawer when room is short."""
        return None

    def opened(self, target: object) -> None:
        """Come into sight, showing ``target``; a list page gets None.

        A record page keeps the target and calls :meth:`outdate`; ``reload`` follows at once and fetches.
        """

    def left(self) -> None:
        """Go out of sight. Drafts have saved themselves long before."""

    def reload(self) -> None:
        """Fetch what is shown again; called when stale and in sight, and on the first visit."""

    def remember(self) -> object:
        """Return the place to come back to (chosen row, scroll), kept in the history."""
        return None

    def recall(self, place: object) -> None:
        """Go back to a remembered place. Called after ``opened``; rows may still be on their way."""

    def tick(self, now: datetime) -> None:
        """Move the clocks on: twice a minute while in sight. ``now`` is aware UTC."""

    def escape(self) -> bool:
        """Take one step back inside the page (close, cancel); False lets the window leave it."""
        return self.drawer is not None and self.drawer.close_drawer()

    def retranslate(self) -> None:
        """Read every text again. Texts added by :meth:`retold` and acts are done; override for the rest."""
        acts.retell(self.acts)
        for write, key in self._retold:
            write(t(key))
        self.changed.emit()

    # What a page uses

    def act(self, method: str) -> QAction:
        """Return the action of a declared method, for a Button. Raises KeyError."""
        return self.acts[method]

    def stand_before(self, other: str, *names: str) -> None:
        """Let acts of a base class stand before ``other`` in key bar and key sheet. Raises KeyError."""
        moved = {name: self.acts.pop(name) for name in names}
        rest = self.acts
        self.acts = {}
        for name, action in rest.items():
            if name == other:
                self.acts |= moved
            self.acts[name] = action

    def retold(self, widget: QLabel | Callable[[str], Any], key: str) -> None:
        """Write the text ``key`` now and after every change of language."""
        write = widget.setText if isinstance(widget, QLabel) else widget
        write(t(key))
        self._retold.append((write, key))

    def stale(self, kinds: frozenset[str]) -> None:
        """Hear which kinds changed; reload at once in sight, else on the next visit."""
        if kinds & self.reads:
            self._stale = True
            if self.isVisible():
                self.freshen()

    def outdate(self) -> None:
        """Mark stale by hand: another record, another filter."""
        self._stale = True

    def freshen(self) -> None:
        """Reload if stale."""
        if self._stale:
            self._stale = False
            self.reload()

    def fold(self, folded: bool) -> None:
        """Let the context column become a drawer, or a column again. The window calls it."""
        context = self.context_widget()
        if context is None:
            return
        if self.drawer is None:
            columns = _layout_of(self, context)
            if columns is None:
                return
            self.drawer = Drawer(self, columns, context)
        self.drawer.fold(folded)

    @staticmethod
    def column(parent: QWidget | None = None) -> QVBoxLayout:
        """Return a vertical layout for a column of panels, with the panel gap."""
        column = QVBoxLayout(parent) if parent else QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("panel.gap"))
        return column

    def restyle(self) -> None:
        """Set the page's own margins and gaps; override for more, and call this."""
        whole = self.layout()
        if whole is not None:
            pad = theme.size("page.pad")
            whole.setContentsMargins(pad, 0, pad, theme.px(8))
            whole.setSpacing(theme.size("panel.gap"))


def _layout_of(page: QWidget, widget: QWidget) -> QBoxLayout | None:
    """Find the box layout of the page in which ``widget`` stands."""
    return next((box for box in page.findChildren(QBoxLayout) if box.indexOf(widget) >= 0), None)
