"""Acts declared once on the method that does them; keys, buttons, key bar and key sheet are all made from that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from views import texts
from views.widgets.keycap import key_text

IN_BAR: Final = "in_bar"
KEYCAP: Final = "keycap"
TEXT: Final = "text_key"
_DECLARED: Final = "_act"
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Act:
    """What a method declares: the key of its words, its keys, and whether the key bar shows it."""

    text: str
    keys: tuple[str, ...]
    bar: bool
    repeats: bool


def act(text: str, *keys: str, bar: bool = True, repeats: bool = False) -> Callable[[F], F]:
    """Declare the method an act of its page or window.

    ``text`` is a catalogue key, ``keys`` are Qt's portable names ("F9", "Ctrl+Return"); the first is
    shown. Return brings the keypad's Enter with it. An act without a key is for buttons only.

    >>> @act("job.print", "F9")
    ... def print_card(self) -> None: ...
    """

    def declare(method: F) -> F:
        setattr(method, _DECLARED, Act(text, keys, bar, repeats))
        return method

    return declare


def build(owner: QWidget) -> dict[str, QAction]:
    """Make and add the QActions of all declared methods of ``owner``, in the order they are written.

    Their shortcuts work while ``owner`` is visible in the active window. Keyed by method name.
    """
    built: dict[str, QAction] = {}
    for kind in reversed(type(owner).__mro__):
        for name, method in vars(kind).items():
            declared = getattr(method, _DECLARED, None)
            if isinstance(declared, Act):
                if name in built:
                    owner.removeAction(built[name])
                built[name] = make(owner, name, declared, getattr(owner, name))
                owner.addAction(built[name])
    return built


def make(owner: QWidget, name: str, declared: Act, call: Callable[..., Any]) -> QAction:
    """Make one QAction of ``owner`` that calls ``call``; it is not added yet."""
    action = QAction(owner)
    action.setObjectName(name)
    action.setShortcuts([QKeySequence(key) for key in with_keypad(declared.keys)])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setAutoRepeat(declared.repeats)
    action.setProperty(IN_BAR, declared.bar)
    action.setProperty(KEYCAP, key_text(declared.keys[0]) if declared.keys else "")
    action.setProperty(TEXT, declared.text)
    action.setText(texts.t(declared.text))
    action.triggered.connect(call)
    return action


def with_keypad(keys: tuple[str, ...]) -> list[str]:
    """Add the keypad's Enter to every Return."""
    both: list[str] = []
    for key in keys:
        both.append(key)
        if key.endswith("Return"):
            both.append(key.removesuffix("Return") + "Enter")
    return both


def retell(actions: dict[str, QAction]) -> None:
    """Write the words of acts again (another language)."""
    for action in actions.values():
        action.setText(texts.t(action.property(TEXT)))


def keys_of(action: QAction) -> set[str]:
    """Return the portable names of the keys that trigger ``action``."""
    return {key.toString(QKeySequence.SequenceFormat.PortableText) for key in action.shortcuts()}
