"""What goes wrong with jobs: holds and their clocks, further devices, loans, notes of damage and observations."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class JobHold(Row):
    """A wait of a job: for a part, for the member, for approval; its end is written once."""

    __tablename__ = "job_hold"
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id", index=True)
    reason: Mapped[str] = c.text()
    note: Mapped[str] = c.text()
    from_at: Mapped[datetime] = c.moment()
    until_at: Mapped[datetime | None] = c.moment_or_none()
    actor_id: Mapped[str] = c.text()
    step_id: Mapped[str | None] = c.text_or_none()
    """The move that ended the wait; None where it was ended by hand, or goes on."""


class JobDevice(Row):
    """A further device in one job, with its own symptoms and its own end."""

    __tablename__ = "job_device"
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id", index=True)
    position: Mapped[int] = c.whole()
    device_id: Mapped[str | None] = c.reference_or_none("device.id", index=True)
    device: Mapped[str] = c.text()
    serial: Mapped[str] = c.text()
    symptoms: Mapped[str] = c.text()
    accessories: Mapped[str] = c.text()
    ending: Mapped[str] = c.text()
    collected_at: Mapped[datetime | None] = c.moment_or_none()


class Loan(Row):
    """A device lent out for the time of a job."""

    __tablename__ = "loan"
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id", index=True)
    name: Mapped[str] = c.text()
    serial: Mapped[str] = c.text()
    note: Mapped[str] = c.text()
    out_at: Mapped[datetime] = c.moment()
    due_day: Mapped[date | None] = c.day_or_none()
    back_at: Mapped[datetime | None] = c.moment_or_none()
    back_note: Mapped[str] = c.text()
    actor_id: Mapped[str] = c.text()


class JobNote(Row):
    """Damage seen before work, or a technician's observation that becomes a follow-up on a day."""

    __tablename__ = "job_note"
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id", index=True)
    note_kind: Mapped[str] = c.text()
    """``damage``, ``observation`` or ``note``."""
    text: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    follow_up_on: Mapped[date | None] = c.day_or_none(index=True)
    done_at: Mapped[datetime | None] = c.moment_or_none()
    done_note: Mapped[str] = c.text()
