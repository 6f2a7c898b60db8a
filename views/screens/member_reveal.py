"""The full phone numbers that stand open on a member's file, and for how long. It draws nothing.

That a number was seen is in the journal before it is shown.
"""

from collections.abc import Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from models.base.usecase import Outcome
from models.services import members
from views.page import Desk

REVEAL_MS: Final = 30_000
"""How long a full number stands open after it was asked for (DESIGN.md, Privacy)."""


class Revealed(QObject):
    """``numbers`` by the phone's id; ``changed`` after one was opened and after all were covered."""

    changed = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._known: frozenset[str] = frozenset()
        self.numbers: dict[str, str] = {}
        self.clock = QTimer(self)
        self.clock.setSingleShot(True)
        self.clock.setInterval(REVEAL_MS)
        self.clock.timeout.connect(self.cover)

    def know(self, phone_ids: Iterable[str]) -> None:
        """Say which phones the file shows; a number of another one is dropped, now and when it comes late."""
        self._known = frozenset(phone_ids)
        self.numbers = {key: full for key, full in self.numbers.items() if key in self._known}

    def ask(self, member_id: str, phone_id: str) -> None:
        """Open one number for a while; asked once only while it stands open."""
        if phone_id not in self.numbers:
            done = partial(self._open, phone_id)
            self._desk.tasks.run(members.reveal_phone, member_id, phone_id, done=done)

    def cover(self) -> None:
        """Cover every number now."""
        self.clock.stop()
        self.numbers = {}
        self.changed.emit()

    def _open(self, phone_id: str, outcome: Outcome[str]) -> None:
        if phone_id not in self._known or not self._page.isVisible():
            return
        self.numbers[phone_id] = outcome.result
        self.clock.start()
        self.changed.emit()
