"""A field that picks a member: a few letters of the name or digits of the phone, then Enter."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.services.search import Result
from views.finder import Finder
from views.page import Desk
from views.search_rows import ResultDelegate


class MemberPicker(Finder):
    """``member_id`` is who was picked, None while nobody is; typing anew forgets the pick. ``picked`` tells."""

    picked = Signal()

    def __init__(
        self, desk: Desk, *, name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            desk.tasks,
            kind="member",
            name=name,
            hint=hint,
            nothing="member.picker.none",
            delegate=ResultDelegate(desk.notices.zone),
            parent=parent,
        )
        self.member_id: str | None = None

    def pick(self, member_id: str | None, words: str) -> None:
        """Show a member as picked; an empty ``words`` empties the field."""
        self.member_id = member_id
        self.write(words)

    def unclear(self) -> bool:
        """Tell whether something stands in the field that names nobody."""
        return bool(self.text().strip()) and self.member_id is None

    def take(self, row: Result) -> None:
        self.shut()
        self.pick(row.id, told(row.name, row.masked))
        self.picked.emit()

    def wants(self) -> bool:
        return self.member_id is None and super().wants()

    def _typed(self) -> None:
        self.member_id = None
        self.picked.emit()
        super()._typed()


def told(name: str, masked: str) -> str:
    """A member as one line: name and masked phone."""
    return f"{name} {masked}".strip()
