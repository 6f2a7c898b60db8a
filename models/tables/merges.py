"""Members that were merged: what was moved, so that it can be undone later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Merge(Row):
    """``merged_id`` went into ``kept_id``; ``moved`` lists the rows by table, ``before`` what was replaced."""

    __tablename__ = "merge"
    kind: ClassVar[str] = "members"
    subject: ClassVar[str | None] = "kept_id"

    id: Mapped[str] = c.key()
    kept_id: Mapped[str] = c.reference("member.id", index=True)
    merged_id: Mapped[str] = c.reference("member.id", index=True)
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    moved: Mapped[Any] = c.structure()
    before: Mapped[Any] = c.structure()
    undone_at: Mapped[datetime | None] = c.moment_or_none()
