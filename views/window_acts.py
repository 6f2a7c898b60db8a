"""The window-wide acts beside those of the page in sight: which go first, and how the key bar writes them."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from views import acts
from views.acts import Act
from views.page import Page
from views.texts import t
from views.widgets.keybar import KeyHint
from views.widgets.keycap import key_text

Sections = list[tuple[str, list[tuple[str, str]]]]
"""The sheet of keys: a title, then keycap and words of each act."""

_RAIL_HELD: Final = "Meta" if sys.platform == "darwin" else "Alt"
_DRAWER: Final = "toggle_context"
_SHEET: Final = "all_keys"


class WindowActs:
    """The declared acts of ``window``, those added by others, and the jumps to the rail's places."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._own = acts.build(window)
        self._added: dict[str, QAction] = {}
        self._jumps: list[QAction] = []

    def add(self, name: str, declared: Act, call: Callable[[], object]) -> QAction:
        """Add an act that others bring."""
        action = acts.make(self._window, name, declared, call)
        self._window.addAction(action)
        self._added[name] = action
        return action

    def number(self, names: Sequence[str], go: Callable[[str], None]) -> None:
        """Give the first nine places of the rail Alt+1..9 (Ctrl+digit on macOS)."""
        for old in self._jumps:
            self._window.removeAction(old)
            old.deleteLater()
        self._jumps = []
        for place, name in enumerate(names[:9], start=1):
            action = QAction(self._window)
            action.setObjectName(f"place_{name}")
            action.setShortcut(QKeySequence(f"{_RAIL_HELD}+{place}"))
            action.triggered.connect(partial(_call, go, name))
            self._jumps.append(action)
            self._window.addAction(action)

    def settle(self, page: Page | None) -> None:
        """Switch off what the page has on the same key, and the drawer's key where there is no drawer."""
        taken = {key for action in _acts_of(page) for key in acts.keys_of(action)}
        drawer = self._own[_DRAWER]
        drawer.setShortcut(QKeySequence(page.context_key if page is not None else "Ctrl+3"))
        drawer.setProperty(acts.KEYCAP, key_text(drawer.shortcut()))
        for action in (*self._own.values(), *self._added.values()):
            action.setEnabled(not acts.keys_of(action) & taken)
        folded = page is not None and page.drawer is not None and page.drawer.folded
        drawer.setEnabled(folded and drawer.isEnabled())
        drawer.setProperty(acts.IN_BAR, folded)

    def hints(self, page: Page | None) -> list[KeyHint]:
        """Return the key bar: the page's acts, its hints, the acts of everywhere; the sheet comes last."""
        hints = [_hint(action) for action in _acts_of(page) if _in_bar(action)]
        if page is not None:
            hints += [KeyHint(keycap, t(words)) for words, keycap in page.hints]
        everywhere = (self._own[_DRAWER], *self._added.values())
        hints += [_hint(action) for action in everywhere if _in_bar(action)]
        return [*hints, _hint(self._own[_SHEET])]

    def sections(self, page: Page | None) -> Sections:
        """Return the sheet of keys for the page the user came from."""
        everywhere = rows_of([*self._added.values(), *self._own.values()])
        if self._jumps:
            first = key_text(self._jumps[0].shortcut())
            everywhere.append((f"{first}-{len(self._jumps)}", t("shell.keys.place")))
        moves = [
            (t("shell.keys.moves_keys"), t("shell.keys.moves")),
            ("Enter", t("shell.keys.open")),
            (key_text("Ctrl+Return"), t("shell.keys.main")),
        ]
        sections = [(t("shell.keys.everywhere"), everywhere), (t("shell.keys.in_lists"), moves)]
        if page is not None and page.acts:
            sections.insert(0, (page.title(), rows_of(_acts_of(page))))
        return sections

    def retell(self) -> None:
        """Write the words again in the present language."""
        acts.retell(self._own)
        acts.retell(self._added)


def rows_of(actions: Sequence[QAction]) -> list[tuple[str, str]]:
    """Return keycap and words of every action that has a key and is in force."""
    return [
        (action.property(acts.KEYCAP) or key_text(action.shortcut()), action.text())
        for action in actions
        if not action.shortcut().isEmpty() and action.isEnabled()
    ]


def _acts_of(page: Page | None) -> list[QAction]:
    return list(page.acts.values()) if page is not None else []


def _in_bar(action: QAction) -> bool:
    return bool(action.property(acts.IN_BAR)) and action.isEnabled() and bool(action.shortcuts())


def _hint(action: QAction) -> KeyHint:
    return KeyHint(
        action.property(acts.KEYCAP) or key_text(action.shortcut()), action.text(), action
    )


def _call(go: Callable[[str], None], name: str) -> None:
    go(name)
