"""The register of erased members: opaque ids only, re-applied after every restore."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Erasure(Row):
    """A member's data was erased; ``id`` is the member's, ``number`` stands on the proof slip."""

    __tablename__ = "erasure"
    kind: ClassVar[str] = "members"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    reason: Mapped[str] = c.text()
    """``asked`` by the member, or ``retention``."""
    also: Mapped[Any] = c.structure()
    """Operations of nobody or of another member that held the member's data and were emptied with it:

    a list of ``node.incarnation.sequence``. Beside them only operations about the member may be empty.
    """
