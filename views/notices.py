"""What the message bar says: what was done and how to take it back, what went wrong, how far long work is.

Keeps the trail of acts that can be undone; knows no screen. The bar itself is drawn by the shell.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal

from models.base.errors import Cancelled, Confirm, Environment, Trouble
from views import clock, sayings, texts

Tone = Literal["calm", "money", "warning", "error"]
DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """One message. ``act`` and ``act_words`` are the one thing offered beside it."""

    words: str
    tone: Tone = "calm"
    act: Callable[[], object] | None = None
    act_words: str = ""
    act_key: str = ""
    waits: bool = False
    """It asks something: it stays until it is answered or dismissed."""

    @property
    def stays(self) -> bool:
        """Tell whether it waits to be read instead of leaving by itself: errors and questions do."""
        return self.waits or self.tone == "error"

    @property
    def assertive(self) -> bool:
        """Tell whether a screen reader interrupts itself for it: money and errors."""
        return self.tone in ("money", "error")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work is: ``done`` of ``total`` (0: not known yet), and how to stop it."""

    words: str
    done: int
    total: int
    stop: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Undoable:
    """An act on the trail: what takes it back and, where there is, what does it again."""

    words: str
    undo: Callable[[], object]
    redo: Callable[[], object] | None = None


class Notices(QObject):
    """What the message bar listens to: ``said(Notice)``, ``moved(Progress | None)``, ``cleared``."""

    said = Signal(object)
    moved = Signal(object)
    cleared = Signal()

    def __init__(self, zone: tzinfo = UTC, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.zone = zone
        self._undo: deque[Undoable] = deque(maxlen=DEPTH)
        self._redo: deque[Undoable] = deque(maxlen=DEPTH)

    def say(
        self,
        words: str,
        *,
        tone: Tone = "calm",
        undo: Callable[[], object] | None = None,
        redo: Callable[[], object] | None = None,
    ) -> None:
        """Say what was done. With ``undo`` the bar offers it and Ctrl+Z keeps it, 20 deep."""
        if undo is None:
            self.said.emit(Notice(words, tone))
            return
        self._undo.append(Undoable(words, undo, redo))
        self._redo.clear()
        self.said.emit(Notice(words, tone, self.undo, texts.t("shell.undo"), "Ctrl+Z"))

    def offer(
        self,
        words: str,
        act_words: str,
        act: Callable[[], object],
        *,
        tone: Tone = "warning",
        key: str = "",
    ) -> None:
        """Say something with one act beside it (「照样做」, 「重试」)."""
        self.said.emit(Notice(words, tone, act, act_words, key, waits=True))

    def trouble(
        self,
        trouble: Trouble,
        *,
        again: Callable[[], object] | None = None,
        now: datetime | None = None,
    ) -> None:
        """Say a refusal or a trouble of the machine that no field took; ``again`` offers a retry."""
        words = sayings.explain(trouble, zone=self.zone, now=now or clock.now())
        tone: Tone = "error" if isinstance(trouble, Environment) else "warning"
        if again is not None:
            key = "shell.insist" if isinstance(trouble, Confirm) else "shell.again"
            self.offer(words, texts.t(key), again, tone=tone)
        else:
            self.said.emit(Notice(words, tone))

    def progress(
        self, words: str, done: int, total: int, stop: Callable[[], object] | None = None
    ) -> None:
        """Show how far long work is; ``ended`` takes the bar away."""
        self.moved.emit(Progress(words, done, total, stop))

    def ended(self) -> None:
        """Take the progress away."""
        self.moved.emit(None)

    def clear(self) -> None:
        """Take the message away: it was read."""
        self.cleared.emit()

    def undo(self) -> bool:
        """Take the last act on the trail back; False where there is none."""
        if not self._undo:
            return False
        taken = self._undo.pop()
        if taken.redo is not None:
            self._redo.append(taken)
        self.clear()
        taken.undo()
        return True

    def redo(self) -> bool:
        """Do again what was last taken back; False where there is nothing."""
        if not self._redo:
            return False
        taken = self._redo.pop()
        self._undo.append(taken)
        self.clear()
        if taken.redo is not None:
            taken.redo()
        return True

    def forget(self) -> None:
        """Empty the trail: another user took the desk, or the store was restored."""
        self._undo.clear()
        self._redo.clear()


def is_silent(raised: BaseException) -> bool:
    """Tell whether nothing is said of it: the user stopped the work."""
    return isinstance(raised, Cancelled)
