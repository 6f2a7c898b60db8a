"""Checklists (SOP) of services, and what of them was done on a job."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Checklist(Row):
    """A checklist; with ``item_id`` it belongs to that service, else it is offered for every job."""

    __tablename__ = "checklist"
    kind: ClassVar[str] = "checklists"

    id: Mapped[str] = c.key()
    name: Mapped[str] = c.text()
    item_id: Mapped[str | None] = c.reference_or_none("price_item.id", index=True)
    archived_at: Mapped[datetime | None] = c.moment_or_none()


class ChecklistStep(Row):
    """A step of a checklist; a required one holds acceptance back."""

    __tablename__ = "checklist_step"
    kind: ClassVar[str] = "checklists"

    id: Mapped[str] = c.key()
    checklist_id: Mapped[str] = c.reference("checklist.id", index=True)
    position: Mapped[int] = c.whole()
    text: Mapped[str] = c.text()
    required: Mapped[bool] = c.flag()
    removed_at: Mapped[datetime | None] = c.moment_or_none()


class JobCheck(Row):
    """A step of a checklist as it stands on a job: the words of the day it was put there."""

    __tablename__ = "job_check"
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    job_id: Mapped[str] = c.reference("job.id", index=True)
    checklist_id: Mapped[str | None] = c.reference_or_none("checklist.id")
    position: Mapped[int] = c.whole()
    text: Mapped[str] = c.text()
    required: Mapped[bool] = c.flag()
    done_at: Mapped[datetime | None] = c.moment_or_none()
    done_by_id: Mapped[str] = c.text()
    note: Mapped[str] = c.text()
