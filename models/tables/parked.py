"""Parked sales (挂单): orders set aside at the till and taken up again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Parked(Row):
    """An order as the till had it; ``total`` fen as shown then. Taken up once."""

    __tablename__ = "parked"
    kind: ClassVar[str] = "parked"

    id: Mapped[str] = c.key()
    label: Mapped[str] = c.text()
    content: Mapped[Any] = c.structure()
    total: Mapped[int] = c.whole(default=0)
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    taken_at: Mapped[datetime | None] = c.moment_or_none()
