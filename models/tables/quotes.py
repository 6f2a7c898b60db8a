"""Quotes of a job: versions, service grades side by side, and the member's answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Quote(Row):
    """A version of a job's quote. ``state``: draft, given, accepted, refused or replaced."""

    __tablename__ = "quote"
    __table_args__ = (Index("quote_of", "job_id", "version", unique=True),)
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    job_id: Mapped[str] = c.reference("job.id")
    version: Mapped[int] = c.whole()
    state: Mapped[str] = c.text(default="draft")
    made_at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    valid_until: Mapped[date] = c.day()
    cap: Mapped[int] = c.whole(default=100)
    """How far the bill may go beyond it without a signed change slip, per mille."""
    note: Mapped[str] = c.text()
    decided_at: Mapped[datetime | None] = c.moment_or_none()
    decided_by: Mapped[str] = c.text()
    decided_how: Mapped[str] = c.text()
    decision_note: Mapped[str] = c.text()
    grade_id: Mapped[str] = c.text()
    """The grade that was accepted."""
    accepted_total: Mapped[int] = c.whole(default=0)
    given_at: Mapped[datetime | None] = c.moment_or_none()
    """When the member got it; from then on its lines stand."""
    snapshot: Mapped[Any] = c.structure_or_none()
    """What was printed when it was given."""


class QuoteGrade(Row):
    """One of two or three service grades that stand side by side."""

    __tablename__ = "quote_grade"
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    quote_id: Mapped[str] = c.reference("quote.id", index=True)
    position: Mapped[int] = c.whole()
    name: Mapped[str] = c.text()
    note: Mapped[str] = c.text()


class QuoteLine(Row):
    """A line of a grade; quantity in thousandths, money in fen."""

    __tablename__ = "quote_line"
    kind: ClassVar[str] = "jobs"

    id: Mapped[str] = c.key()
    grade_id: Mapped[str] = c.reference("quote_grade.id", index=True)
    position: Mapped[int] = c.whole()
    item_id: Mapped[str | None] = c.reference_or_none("price_item.id")
    name: Mapped[str] = c.text()
    code: Mapped[str] = c.text()
    unit: Mapped[str] = c.text()
    line_kind: Mapped[str] = c.text(default="service")
    quantity: Mapped[int] = c.whole(default=1000)
    price: Mapped[int] = c.whole()
    cost: Mapped[int] = c.whole(default=0)
    earning_class: Mapped[str] = c.text(default="standard")
    warranty_days: Mapped[int] = c.whole(default=0)
    package_line_id: Mapped[str | None] = c.text_or_none()
    """The line of a package it came by, whose own price stands before the list's."""
