"""Enquiries: who asked for what by which channel, how soon it was answered, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Enquiry(Row):
    """A call, message or visit before there is a job. ``outcome`` is empty while it is open."""

    __tablename__ = "enquiry"
    __table_args__ = (Index("enquiry_order", "at"), Index("enquiry_open", "outcome", "at"))
    kind: ClassVar[str] = "enquiries"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str | None] = c.reference_or_none("member.id", index=True)
    name: Mapped[str] = c.text()
    phone: Mapped[str] = c.text()
    channel: Mapped[str] = c.text(default="phone")
    need: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    answered_at: Mapped[datetime | None] = c.moment_or_none()
    outcome: Mapped[str] = c.text()
    """``quoted``, ``job``, ``answered`` or ``lost``."""
    reason_lost: Mapped[str] = c.text()
    note: Mapped[str] = c.text()
    job_id: Mapped[str | None] = c.reference_or_none("job.id", index=True)
    closed_at: Mapped[datetime | None] = c.moment_or_none()
