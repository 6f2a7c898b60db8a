"""Job cards: the job, each step with who and when, and its lines."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Index, text

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Job(Row):
    """A job. ``step`` is the step in progress; hold reason and ending are fields of their own."""

    __tablename__ = "job"
    __table_args__ = (
        Index("job_of", "member_id", "opened_at"),
        Index("job_step_order", "step", "promised_at"),
        Index("job_opened_order", "opened_at"),
        Index(
            "job_in_hand",
            "member_id",
            sqlite_where=text("closed_at IS NULL"),
        ),
    )
    kind: ClassVar[str] = "jobs"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    member_id: Mapped[str | None] = c.reference_or_none("member.id")
    device_id: Mapped[str | None] = c.reference_or_none("device.id", index=True)
    device: Mapped[str] = c.text()
    serial: Mapped[str] = c.text()
    title: Mapped[str] = c.text()
    """The symptoms as the member tells them; also the job's name on lists."""
    diagnosis: Mapped[str] = c.text()
    accessories: Mapped[str] = c.text()
    address: Mapped[str] = c.text()
    phone: Mapped[str] = c.text()
    place: Mapped[str] = c.text(default="visit")
    """``visit`` at the member's home or ``shop``."""
    step: Mapped[str] = c.text(default="intake")
    hold: Mapped[str] = c.text()
    ending: Mapped[str] = c.text()
    technician_id: Mapped[str | None] = c.reference_or_none("staff.id", index=True)
    opened_at: Mapped[datetime] = c.moment()
    opened_by_id: Mapped[str] = c.text()
    promised_at: Mapped[datetime | None] = c.moment_or_none()
    price_day: Mapped[date] = c.day()
    """The shop day whose prices hold for this job."""
    step_at: Mapped[datetime] = c.moment()
    closed_at: Mapped[datetime | None] = c.moment_or_none()
    hold_at: Mapped[datetime | None] = c.moment_or_none()
    """Since when it waits; the waits themselves are job_hold."""
    ending_note: Mapped[str] = c.text()
    urgent: Mapped[bool] = c.flag()
    fault: Mapped[str] = c.text()
    """A short word for the fault, by which a comeback is recognised."""
    rework_of_id: Mapped[str | None] = c.text_or_none(index=True)
    ready_at: Mapped[datetime | None] = c.moment_or_none()
    """Since when the device can be collected."""
    collected_at: Mapped[datetime | None] = c.moment_or_none()
    visit_at: Mapped[datetime | None] = c.moment_or_none(index=True)
    visit_minutes: Mapped[int] = c.whole(default=0)
    entered_at: Mapped[datetime | None] = c.moment_or_none()
    """When it was entered, where that was later than it happened (after a power cut)."""
    waited: Mapped[int] = c.whole(default=0)
    """Milliseconds of its ended waits: by so much the promise moves on."""


class JobStep(Row):
    """A move of a job, with who and when; never edited."""

    __tablename__ = "job_step"
    __table_args__ = (Index("job_step_of", "job_id", "at"),)
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id")
    from_step: Mapped[str] = c.text()
    to_step: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    reason: Mapped[str] = c.text()


class JobLine(Row):
    """A line of a job at the price of the job's day; quantity in thousandths, money in fen."""

    __tablename__ = "job_line"
    __table_args__ = (Index("job_line_of", "job_id", "position"),)
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id")
    position: Mapped[int] = c.whole()
    item_id: Mapped[str | None] = c.reference_or_none("price_item.id", index=True)
    name: Mapped[str] = c.text()
    code: Mapped[str] = c.text()
    unit: Mapped[str] = c.text()
    line_kind: Mapped[str] = c.text(default="service")
    quantity: Mapped[int] = c.whole(default=1000)
    price: Mapped[int] = c.whole()
    cost: Mapped[int] = c.whole(default=0)
    earning_class: Mapped[str] = c.text(default="standard")
    warranty_days: Mapped[int] = c.whole(default=0)
    lot: Mapped[str] = c.text()
    serial: Mapped[str] = c.text()
    change_id: Mapped[str | None] = c.text_or_none(index=True)
    """The change slip by which it was added after the quote was accepted."""
    warranty_from: Mapped[date | None] = c.day_or_none()
    """Where it replaces a line under warranty: the day that line's warranty began, which is not started anew."""
    quote_line_id: Mapped[str | None] = c.text_or_none()
    """The line of the accepted quote that it came from."""
