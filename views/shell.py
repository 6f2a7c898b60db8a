"""The one window: rail, top bar, pages, key bar, history. It drives pages and knows none of them by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from views import clock, texts, theme
from views.acts import Act, act
from views.history import History, Visit
from views.key_sheet import KeySheet
from views.notices import Notice, Notices, Progress
from views.page import Desk, Page
from views.tasks import Tasks
from views.texts import t
from views.widgets.keybar import KeyBar, KeyHint
from views.widgets.rail import Rail
from views.widgets.topbar import TopBar
from views.window_acts import Sections, WindowActs

HEARTBEAT_MS: Final = 30_000
ROOMY: Final = 1280
"""Unscaled window width from which the context column stands beside the others."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page the window may visit. With an icon it stands on the rail under the words of ``word``.

    ``under`` names the rail place that is marked while a record page is in sight. ``make(desk)`` builds
    the page on its first visit; import its module there, so that the first window stays cheap.
    """

    name: str
    make: Callable[[Desk], Page]
    word: str = ""
    icon: str = ""
    foot: bool = False
    under: str = ""


class Shell(QMainWindow):
    """The desk itself (see :class:`views.page.Desk`). Register places, set the search box, then ``go``."""

    visited = Signal(str)
    fix = Signal(str)
    """The user wants to mend the state of a slot of the top bar (``backup``, ``printer``)."""

    def __init__(self, tasks: Tasks, notices: Notices) -> None:
        super().__init__()
        self._tasks, self._notices = tasks, notices
        self._places: dict[str, Place] = {}
        self._pages: dict[str, Page] = {}
        self._came_from: Page | None = None
        self._history = History()
        self._shop = ""
        self._search: QWidget | None = None
        self._lent: tuple[KeyHint, ...] = ()
        self._build()
        self._keys = WindowActs(self)
        self.register(Place("keys", self._make_key_sheet))
        self._listen()
        self._heart = QTimer(self)
        self._heart.setInterval(HEARTBEAT_MS)
        self._heart.timeout.connect(self._beat)
        self._heart.start()
        self.restyle()
        self._retell_frame()

    @property
    def tasks(self) -> Tasks:
        """Return the way to use cases and queries."""
        return self._tasks

    @property
    def notices(self) -> Notices:
        """Return the message bar."""
        return self._notices

    # Setting up

    def register(self, place: Place) -> None:
        """Make a page known, and its rail item where it has an icon. Alt+digit follows the rail's order."""
        self._places[place.name] = place
        if place.icon:
            self.rail.add(place.name, place.icon, foot=place.foot)
            self._keys.number(self.rail.names(), self.go)
            self._tell_rail()

    def add_act(
        self,
        name: str,
        text: str,
        keys: Sequence[str],
        call: Callable[[], object],
        *,
        bar: bool = True,
    ) -> QAction:
        """Add an act that works on every page (F2 new job). A page's own act on the same key goes first."""
        action = self._keys.add(name, Act(text, tuple(keys), bar, repeats=False), call)
        self._settle_acts()
        return action

    def set_search(self, search: QWidget) -> None:
        """Put the search box into the top bar; F1 and Ctrl+K focus it and call its ``selectAll``."""
        self._search = search
        self.top.set_search(search)

    def set_shop(self, name: str) -> None:
        """Write the shop's name into the title bar."""
        self._shop = name
        self._retell_frame()

    # Going places

    def go(self, name: str, target: object = None) -> None:
        """Visit the page ``name``, showing ``target``. Raises KeyError for a page nobody registered."""
        if name not in self._places:
            raise KeyError(name)
        self._leave()
        self._history.visit(name, target)
        self._enter(Visit(name, target))

    def back(self) -> None:
        """Return to the visit before, to the very row."""
        self._step(-1)

    def page(self) -> Page | None:
        """Return the page in sight."""
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, Page) else None

    def focus_search(self) -> None:
        """Put the cursor into the search box, its text selected."""
        if self._search is None:
            return
        self._search.setFocus()
        select_all = getattr(self._search, "selectAll", None)
        if select_all is not None:
            select_all()

    def lend_keys(self, hints: Sequence[KeyHint]) -> None:
        """Show other keys in the key bar while something open takes them; none gives it back."""
        if tuple(hints) != self._lent:
            self._lent = tuple(hints)
            self._settle_acts()

    # Acts of the window, in the order of the key sheet

    @act("shell.focus_search", "F1", "Ctrl+K", bar=False)
    def search(self) -> None:
        """F1 from anywhere; a second press selects the text."""
        self.focus_search()

    @act("shell.keys.history_back", "Alt+Left", bar=False)
    def go_back(self) -> None:
        """One visit back."""
        self._step(-1)

    @act("shell.keys.history_forward", "Alt+Right", bar=False)
    def go_forward(self) -> None:
        """One visit forward."""
        self._step(1)

    @act("shell.up", "Esc", bar=False)
    def up(self) -> None:
        """Take away the message, then a step inside the page, then one level up. Discards nothing."""
        if self.bar.message() and self.bar.hush():
            return
        page = self.page()
        if page is None or page.escape() or not page.record():
            return
        if not self._step(-1):
            home = page.home or self._marked(page.name)
            if home:
                self.go(home)

    @act("shell.undo", "Ctrl+Z", bar=False)
    def undo(self) -> None:
        """Take back the last act."""
        self._notices.undo()

    @act("shell.redo", "Ctrl+Y", "Ctrl+Shift+Z", bar=False)
    def redo(self) -> None:
        """Do again what was taken back."""
        self._notices.redo()

    @act("shell.context", "Ctrl+3", bar=False)
    def toggle_context(self) -> None:
        """Open or close the drawer with the context column."""
        page = self.page()
        if page is not None and page.drawer is not None:
            page.drawer.toggle()

    @act("shell.full_screen", "F11", bar=False)
    def full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    @act("shell.all_keys", "Ctrl+/")
    def all_keys(self) -> None:
        """Show the sheet of all keys, or go back from it."""
        page = self.page()
        if page is not None and page.name == KeySheet.name:
            self._step(-1)
        else:
            self.go(KeySheet.name)

    # Inside

    def _build(self) -> None:
        self.rail, self.top, self.bar, self.stack = Rail(), TopBar(), KeyBar(), QStackedWidget()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part, stretch in ((self.top, 0), (self.stack, 1), (self.bar, 0)):
            right.addWidget(part, stretch)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        least, design = (
            theme.tokens()["size"]["window.min"],
            theme.tokens()["size"]["window.design"],
        )
        self.setMinimumSize(*least)
        self.resize(*design)

    def _listen(self) -> None:
        self.rail.chosen.connect(self._rail_chosen)
        self.top.back.connect(self.go_back)
        self.top.fix.connect(self.fix)
        self._notices.said.connect(self._say)
        self._notices.moved.connect(self._show_progress)
        self._notices.cleared.connect(self._hush)
        self._tasks.changed.connect(self._spread)
        theme.current().changed.connect(self.restyle)
        texts.on_language(self.retranslate)

    def _make_key_sheet(self, desk: Desk) -> Page:
        return KeySheet(desk, self._key_sections)

    def _key_sections(self) -> Sections:
        return self._keys.sections(self._came_from)

    def _rail_chosen(self, name: str) -> None:
        self.go(name)

    def _marked(self, name: str) -> str:
        place = self._places[name]
        return place.name if place.icon else place.under

    def _leave(self) -> None:
        page, now = self.page(), self._history.now
        if page is None or now is None:
            return
        now.place = page.remember()
        self._came_from = page if page.name != KeySheet.name else self._came_from
        page.left()

    def _enter(self, visit: Visit) -> None:
        page = self._pages.get(visit.page) or self._make(visit.page)
        self.stack.setCurrentWidget(page)
        page.fold(self._is_narrow())
        page.opened(visit.target)
        page.freshen()
        if visit.place is not None:
            page.recall(visit.place)
        self.rail.mark(self._marked(visit.page))
        self._show_place()
        self._settle_acts()
        focus = page.first_focus()
        if focus is not None:
            focus.setFocus()
        self.visited.emit(visit.page)

    def _make(self, name: str) -> Page:
        page = self._places[name].make(self)
        page.name = page.name or name  # type: ignore[misc]
        page.changed.connect(self._page_changed)
        self._pages[name] = page
        self.stack.addWidget(page)
        return page

    def _step(self, by: int) -> bool:
        self._leave()
        visit = self._history.step(by)
        if visit is None:
            return False
        self._enter(visit)
        return True

    def _page_changed(self) -> None:
        if self.sender() is self.page():
            self._show_place()
            self._settle_acts()

    def _show_place(self) -> None:
        page = self.page()
        if page is not None:
            record = page.record()
            number = record.strip()
            self.top.show_place(
                page.title(),
                number or page.subtitle(),
                back=bool(record),
                back_name=t("shell.back"),
                whole=bool(number),
            )
            self.top.show_beside(page.beside_title())

    def _settle_acts(self) -> None:
        page = self.page()
        if page is None:  # while the window is put together there is nobody to read them
            return
        self._keys.settle(page)
        keys = self._keys.hints(page)
        self.bar.show_hints([*self._lent, keys[-1]] if self._lent else keys)

    def _is_narrow(self) -> bool:
        return self.width() / theme.current().factor < ROOMY

    def _spread(self, kinds: frozenset[str]) -> None:
        for page in self._pages.values():
            page.stale(kinds)

    def _say(self, notice: Notice) -> None:
        self.bar.say(notice, t("shell.dismiss"))

    def _hush(self) -> None:
        self.bar.hush()

    def _show_progress(self, progress: Progress | None) -> None:
        words = ""
        if progress is not None:
            words = progress.words
            if progress.total:
                words = t("shell.work_of", words=words, done=progress.done, total=progress.total)
        self.bar.show_progress(progress, words, t("shell.stop"))

    def _beat(self) -> None:
        page = self.page()
        if page is not None:
            page.tick(clock.now())

    def _tell_rail(self) -> None:
        for name, place in self._places.items():
            item = self.rail.item(name)
            if item is not None:
                word, count = t(place.word), item.count()
                spoken = t("shell.rail.waiting", place=word, count=count) if count else word
                item.say(word, spoken)

    def set_count(self, name: str, count: int) -> None:
        """Show on a rail item how many things wait for a person now."""
        item = self.rail.item(name)
        if item is not None:
            item.set_count(count)
            self._tell_rail()

    def _retell_frame(self) -> None:
        self.setWindowTitle(
            t("shell.window", shop=self._shop) if self._shop else t("shell.product")
        )
        self.rail.setAccessibleName(t("shell.rail.name"))
        self.bar.setAccessibleName(t("shell.keybar.name"))
        self._tell_rail()
        self._keys.retell()

    def retranslate(self) -> None:
        """Say everything in the present language, at once."""
        if not shiboken6.isValid(self):  # the catalogue knows no Qt and may outlive the window
            return
        self._retell_frame()
        for page in self._pages.values():
            page.retranslate()
        self._show_place()
        self._settle_acts()

    def restyle(self) -> None:
        """Fold or unfold context columns for the present type size."""
        self.top.settle()
        narrow = self._is_narrow()
        page = self.page()
        if page is not None:
            page.fold(narrow)
        self._settle_acts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.restyle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        page = self.page()
        focus = page.first_focus() if page is not None else None
        if focus is not None and self.focusWidget() is None:
            focus.setFocus()
