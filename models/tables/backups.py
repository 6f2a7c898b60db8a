"""Where this desk's backups go, and what was proved of each. Stays at the desk: never journalled."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class BackupPlace(Row):
    """A folder or a stick that backups go to; ``mark`` lies in the place itself and finds a stick again."""

    __tablename__ = "backup_place"
    kind: ClassVar[str] = "backups"
    journalled: ClassVar[bool] = False

    id: Mapped[str] = c.key()
    label: Mapped[str] = c.text()
    path: Mapped[str] = c.text()
    """Where it was seen last; a stick may come back under another letter."""
    stick: Mapped[bool] = c.flag()
    automatic: Mapped[bool] = c.flag(default=True)
    """On the schedule, on closing, and when the stick is plugged in."""
    added_at: Mapped[datetime] = c.moment()
    seen_at: Mapped[datetime | None] = c.moment_or_none()
    removed_at: Mapped[datetime | None] = c.moment_or_none()


class Proof(Row):
    """One try to prove a backup: made, verified again, or restored in a drill. Rows are only added."""

    __tablename__ = "proof"
    __table_args__ = (Index("proof_order", "at"),)
    kind: ClassVar[str] = "backups"
    journalled: ClassVar[bool] = False

    id: Mapped[str] = c.key()
    place_id: Mapped[str] = c.text()
    """Empty for a backup made by hand into a place that is not kept."""
    file: Mapped[str] = c.text()
    how: Mapped[str] = c.text()
    """``made``, ``verified`` or ``drill``."""
    passed: Mapped[bool] = c.flag()
    at: Mapped[datetime] = c.moment()
    facts: Mapped[Any] = c.structure()
    """Counts and the journal's head, or the code and values of what went wrong."""
