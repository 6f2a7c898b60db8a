"""Imports from spreadsheets, and how the columns of a known kind of file are read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class ImportRun(Row):
    """One import. Members it made are named by the operations of one stream between two sequences, both included;

    ``made_ids`` names everything else. Once it is taken back, those operations are empty: nothing is left of the
    people in them.
    """

    __tablename__ = "import_run"
    kind: ClassVar[str] = "imports"

    id: Mapped[str] = c.key()
    what: Mapped[str] = c.text()
    name: Mapped[str] = c.text()
    digest: Mapped[str] = c.text(index=True)
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    made: Mapped[int] = c.whole(default=0)
    skipped: Mapped[int] = c.whole(default=0)
    made_ids: Mapped[Any] = c.structure()
    """Kind of row → ids; nothing of members, who may be very many."""
    node: Mapped[str] = c.text()
    incarnation: Mapped[str] = c.text()
    first_sequence: Mapped[int] = c.whole(default=0)
    """0 where no members were made."""
    last_sequence: Mapped[int] = c.whole(default=0)
    undone_at: Mapped[datetime | None] = c.moment_or_none()


class ImportShape(Row):
    """Which column of a file with this heading means what; remembered from the last import of its kind."""

    __tablename__ = "import_shape"
    kind: ClassVar[str] = "imports"

    id: Mapped[str] = c.key()
    """Kind and SHA-256 of the heading."""
    columns: Mapped[Any] = c.structure()
    at: Mapped[datetime] = c.moment()
