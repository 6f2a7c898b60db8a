"""Changes after a quote was accepted: each with its reason and the member's approval."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class ChangeSlip(Row):
    """Extra lines of a job after acceptance; fen. Over the cap it is signed on paper."""

    __tablename__ = "change_slip"
    __table_args__ = (Index("change_slip_of", "job_id", "position", unique=True),)
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id")
    position: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    reason: Mapped[str] = c.text()
    approved_by: Mapped[str] = c.text()
    approved_how: Mapped[str] = c.text()
    total_before: Mapped[int] = c.whole()
    total_after: Mapped[int] = c.whole()
    signed: Mapped[bool] = c.flag()
    """It goes over the cap and was signed."""
    snapshot: Mapped[Any] = c.structure()
    number: Mapped[str] = c.text()
    code: Mapped[str] = c.text()
