"""What stands unsaved in a form is kept in the shop's file shortly after each key, and dropped on save."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from models.services import desk as desk_service
from views import theme
from views.page import Desk

Content = dict[str, Any]


class FormDraft(QObject):
    """The draft of one form at a time. ``read`` gives what stands in the form now, as plain values."""

    def __init__(self, desk: Desk, read: Callable[[], Content], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._read = desk, read
        self._id = ""
        self._kept: Content | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(theme.tokens()["timing"]["autosave"])
        self._wait.timeout.connect(self.flush)

    def begin(self, draft_id: str) -> None:
        """Watch over the form under this name; what stands in it now counts as kept."""
        self._wait.stop()
        self._id, self._kept = draft_id, self._read()

    def ask(self, done: Callable[[Content | None], None]) -> None:
        """Ask what was kept under the name; ``done`` gets it or None."""
        slot = f"draft.{self._id.partition('/')[0]}"
        self._desk.tasks.ask(desk_service.draft, self._id, slot=slot, done=done)

    def touch(self) -> None:
        """Something was typed: keep it soon."""
        if self._id:
            self._wait.start()

    def flush(self) -> None:
        """Keep what stands in the form now, where it differs from what was kept last."""
        self._wait.stop()
        content = self._read()
        if self._id and content != self._kept:
            self._kept = content
            self._desk.tasks.run(desk_service.keep_draft, self._id, content)

    def drop(self) -> None:
        """Forget the draft: it was saved, or thrown away. Nothing more is kept until the next begin."""
        self._wait.stop()
        if self._id:
            self._desk.tasks.run(desk_service.drop_draft, self._id)
        self._id = ""
