"""Photos and files of jobs and members; their bytes lie encrypted beside the database."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Attachment(Row):
    """A file, by the SHA-256 of its content; the bytes lie in models/store/attachments.py.

    ``removed_at``: it is shown no more. While ``digest`` stands its bytes are there and it can be brought back;
    once they were swept it is empty, and the row says that it was.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("attachment_of", "ref_id", "at"),)
    kind: ClassVar[str] = "attachments"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str | None] = c.reference_or_none("member.id", index=True)
    ref_kind: Mapped[str] = c.text()
    """``job`` or ``member``."""
    ref_id: Mapped[str] = c.text()
    purpose: Mapped[str] = c.text()
    """``damage``, ``before``, ``after``, ``paper`` or empty."""
    name: Mapped[str] = c.text()
    media_type: Mapped[str] = c.text()
    size: Mapped[int] = c.whole()
    digest: Mapped[str] = c.text(index=True)
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    keep_until: Mapped[date | None] = c.day_or_none(index=True)
    removed_at: Mapped[datetime | None] = c.moment_or_none()
    note_id: Mapped[str | None] = c.text_or_none()
    """The note of the job that it shows, as damage before the work."""
