"""Filters of lists and boards that somebody saved under a name."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class SavedFilter(Row):
    """A saved filter of one screen."""

    __tablename__ = "saved_filter"
    kind: ClassVar[str] = "filters"

    id: Mapped[str] = c.key()
    screen: Mapped[str] = c.text(index=True)
    name: Mapped[str] = c.text()
    content: Mapped[Any] = c.structure()
    actor_id: Mapped[str] = c.text()
    removed_at: Mapped[datetime | None] = c.moment_or_none()
