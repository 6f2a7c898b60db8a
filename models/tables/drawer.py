"""The cash drawer: shifts with float and count, cash in and out, and the day's close. Never edited."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Shift(Row):
    """One person's time at the drawer; fen. Its end is written once."""

    __tablename__ = "shift"
    __table_args__ = (Index("shift_order", "desk", "opened_at"),)
    kind: ClassVar[str] = "drawer"

    id: Mapped[str] = c.key()
    desk: Mapped[str] = c.text()
    business_day: Mapped[date] = c.day(index=True)
    opened_at: Mapped[datetime] = c.moment()
    opened_by_id: Mapped[str] = c.text()
    opening_float: Mapped[int] = c.whole()
    closed_at: Mapped[datetime | None] = c.moment_or_none()
    closed_by_id: Mapped[str] = c.text()
    left_in: Mapped[int] = c.whole(default=0)
    """Cash that stays in the drawer for the next shift."""
    reason: Mapped[str] = c.text()
    """Why the count differs from what was expected; empty where it does not."""


class ShiftCount(Row):
    """Expected against counted of one means of payment at the end of a shift; fen."""

    __tablename__ = "shift_count"
    kind: ClassVar[str] = "drawer"

    id: Mapped[str] = c.key()
    shift_id: Mapped[str] = c.reference("shift.id", index=True)
    tender_kind: Mapped[str] = c.text()
    expected: Mapped[int] = c.whole()
    counted: Mapped[int] = c.whole()


class DrawerEntry(Row):
    """Cash paid in or taken out with a reason; fen, positive."""

    __tablename__ = "drawer_entry"
    kind: ClassVar[str] = "drawer"

    id: Mapped[str] = c.key()
    shift_id: Mapped[str] = c.reference("shift.id", index=True)
    direction: Mapped[str] = c.text()
    amount: Mapped[int] = c.whole()
    reason: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()


class DayClose(Row):
    """A closed day of one desk: totals by tender, count, difference, and the journal's head as an anchor."""

    __tablename__ = "day_close"
    __table_args__ = (Index("day_close_once", "desk", "closed_day", unique=True),)
    kind: ClassVar[str] = "drawer"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    closed_day: Mapped[date] = c.day()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    difference: Mapped[int] = c.whole(default=0)
    anchor: Mapped[str] = c.text()
    snapshot: Mapped[Any] = c.structure()
