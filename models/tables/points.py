"""The points ledger: accounts, entries, lots and what moved on them. Nothing here is ever edited or removed.

``points_open`` alone is derived: the lots of which something is left, so that a balance reads ten rows and not
ten thousand. It is not journalled, and ``check`` compares it with the moves.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class PointsAccount(Row):
    """A pot of points. Its id follows from whose it is, so that two desks open the same one.

    ``owner_id`` is a member's id, or a household's where the household keeps one pot. It is no reference and is
    not called after the member: when files are merged points move by entries, never by editing rows.
    """

    __tablename__ = "points_account"
    kind: ClassVar[str] = "points"

    id: Mapped[str] = c.key()
    owner_kind: Mapped[str] = c.text(default="member")
    """``member`` or ``household``."""
    owner_id: Mapped[str] = c.text(index=True)
    opened_at: Mapped[datetime] = c.moment()
    closed_at: Mapped[datetime | None] = c.moment_or_none()
    """When a household gave its pot up; a member's account is never closed."""
    redeemers: Mapped[str] = c.text(default="anyone")
    """Who may use a household's pot: ``anyone`` in it, or those ``named``."""
    named: Mapped[Any] = c.structure(default=())
    """The ids of the members who may, where not anyone may."""


class PointsEntry(Row):
    """One thing that happened to an account; ``points`` is what it changed the balance by."""

    __tablename__ = "points_entry"
    __table_args__ = (
        Index("points_entry_of", "account_id", "day", "id"),
        Index("points_entry_bill", "bill_id"),
        Index("points_entry_ref", "ref_id"),
    )
    kind: ClassVar[str] = "points"

    id: Mapped[str] = c.key()
    account_id: Mapped[str] = c.reference("points_account.id")
    holder_id: Mapped[str] = c.text()
    """The member through whom it happened, as it was then; empty where nobody did."""
    at: Mapped[datetime] = c.moment()
    day: Mapped[date] = c.day()
    """The shop's day from which it counts; an expiry counts from the day after the lot's last."""
    entry_kind: Mapped[str] = c.text()
    """earn, bonus, spend, come_back, take_back, repay, expire, adjust, forgive, move_out, move_in."""
    rule: Mapped[str] = c.text()
    """What of the programme it came from: ``base``, ``referral``, ``standing:diamond`` …"""
    points: Mapped[int] = c.whole()
    asked: Mapped[int] = c.whole(default=0)
    """A take-back: what the refunded line had earned, and so what had to come back."""
    lapsed: Mapped[int] = c.whole(default=0)
    """A take-back: what of ``asked`` had expired already, and so was gone."""
    bill_id: Mapped[str | None] = c.reference_or_none("bill.id")
    line_id: Mapped[str | None] = c.reference_or_none("bill_line.id")
    refund_id: Mapped[str | None] = c.reference_or_none("refund.id")
    ref_id: Mapped[str] = c.text()
    """The redemption, merge, referral, milestone … it belongs to, or empty."""
    of_id: Mapped[str | None] = c.text_or_none(index=True)
    """The entry it takes back, repays or answers."""
    version_id: Mapped[str | None] = c.text_or_none()
    """The version of the programme by which it was reckoned."""
    reason: Mapped[str] = c.text()
    actor_id: Mapped[str] = c.text()
    approver_id: Mapped[str] = c.text()


class PointsLot(Row):
    """Points that came together: so many, good from and to these days (both included). Below zero it is a debt."""

    __tablename__ = "points_lot"
    kind: ClassVar[str] = "points"

    id: Mapped[str] = c.key()
    account_id: Mapped[str] = c.reference("points_account.id", index=True)
    entry_id: Mapped[str] = c.reference("points_entry.id", index=True)
    points: Mapped[int] = c.whole()
    first_day: Mapped[date] = c.day()
    last_day: Mapped[date | None] = c.day_or_none()
    """None: they never expire."""
    root_id: Mapped[str] = c.text(index=True)
    """The lot that was earned, where this one only carries it on (merge, pot, grace); else its own id."""
    from_id: Mapped[str | None] = c.text_or_none()
    line_id: Mapped[str | None] = c.reference_or_none("bill_line.id", index=True)
    """The line of a bill that earned it."""


class PointsMove(Row):
    """What an entry put into or took out of one lot. The moves of a lot sum to what is left of it."""

    __tablename__ = "points_move"
    __table_args__ = (Index("points_move_lot", "lot_id", "id"),)
    kind: ClassVar[str] = "points"

    id: Mapped[str] = c.key()
    entry_id: Mapped[str] = c.reference("points_entry.id", index=True)
    lot_id: Mapped[str] = c.reference("points_lot.id")
    points: Mapped[int] = c.whole()
    of_id: Mapped[str | None] = c.text_or_none(index=True)
    """The move it takes back."""


class PointsOpen(Row):
    """Derived: a lot of which something is left, with how much; kept in step by models/services/points_book.py."""

    __tablename__ = "points_open"
    __table_args__ = (
        Index("points_open_of", "account_id", "last_day"),
        Index("points_open_due", "last_day"),
    )
    kind: ClassVar[str] = "points"
    journalled: ClassVar[bool] = False

    id: Mapped[str] = c.key()
    account_id: Mapped[str] = c.text()
    first_day: Mapped[date] = c.day()
    last_day: Mapped[date | None] = c.day_or_none()
    moved_on: Mapped[date] = c.day()
    """The day of the newest entry that touched it: no later one counts from before that day."""
    points: Mapped[int] = c.whole()
