"""What belongs to this desk alone and is never journalled: who it is, and what was typed but not yet saved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Desk(Row):
    """This desk's identity. A restored or cloned desk takes a new incarnation before it writes (D6)."""

    __tablename__ = "desk"
    kind: ClassVar[str] = "desk"
    journalled: ClassVar[bool] = False

    node: Mapped[str] = c.key()
    letter: Mapped[str] = c.text(default="A")
    incarnation: Mapped[str] = c.text()
    clock: Mapped[int] = c.whole(default=0)
    """The last hybrid clock value this desk gave out or saw."""
    last_backup_at: Mapped[datetime | None] = c.moment_or_none()
    last_backup_note: Mapped[str] = c.text()


class Draft(Row):
    """What stood on a screen when the program last had a moment; survives a crash."""

    __tablename__ = "draft"
    kind: ClassVar[str] = "draft"
    journalled: ClassVar[bool] = False

    id: Mapped[str] = c.key()
    """Screen and record, for example ``member/new``."""
    content: Mapped[Any] = c.structure()
    at: Mapped[datetime] = c.moment()


class Answer(Row):
    """What a keyed use case answered, so that a repeated call gives the same answer and writes nothing."""

    __tablename__ = "answer"
    kind: ClassVar[str] = "answer"
    journalled: ClassVar[bool] = False

    key: Mapped[str] = c.key()
    use_case: Mapped[str] = c.text()
    request: Mapped[str] = c.text()
    """SHA-256 of the arguments: the same key with other arguments is refused."""
    result: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
