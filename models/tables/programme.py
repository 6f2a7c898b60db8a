"""The programme: its versions, the tiers members rose and fell through, milestones and referrals."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class ProgrammeVersion(Row):
    """One set of rules (models.rules.programme.Programme). Once it is in force it is never edited."""

    __tablename__ = "programme_version"
    kind: ClassVar[str] = "programme"

    id: Mapped[str] = c.key()
    number: Mapped[int] = c.whole(unique=True)
    state: Mapped[str] = c.text(default="draft")
    """``draft``, ``active`` (from its day on), ``called_off`` before its day, ``dropped`` as a draft."""
    valid_from: Mapped[date | None] = c.day_or_none(index=True)
    document: Mapped[Any] = c.structure()
    note: Mapped[str] = c.text()
    written_at: Mapped[datetime] = c.moment()
    activated_at: Mapped[datetime | None] = c.moment_or_none()
    actor_id: Mapped[str] = c.text()


class TierChange(Row):
    """A member's tier from ``at`` on, and why. Never edited; the newest one holds."""

    __tablename__ = "tier_change"
    __table_args__ = (Index("tier_change_of", "member_id", "at"),)
    kind: ClassVar[str] = "tiers"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id")
    at: Mapped[datetime] = c.moment()
    day: Mapped[date] = c.day()
    from_tier: Mapped[str] = c.text()
    to_tier: Mapped[str] = c.text()
    cause: Mapped[str] = c.text()
    """reached, review, manual, merged, taken_back."""
    figures: Mapped[Any] = c.structure()
    """What was reckoned: measure, window, have, need."""
    review_on: Mapped[date | None] = c.day_or_none(index=True)
    """The day on which it is looked at again; None where it never is."""
    version_id: Mapped[str | None] = c.text_or_none()
    bill_id: Mapped[str | None] = c.reference_or_none("bill.id")
    actor_id: Mapped[str] = c.text()
    reason: Mapped[str] = c.text()


class TierNotice(Row):
    """A fall that was announced and not yet carried out: nobody falls silently."""

    __tablename__ = "tier_notice"
    kind: ClassVar[str] = "tiers"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id", index=True)
    at: Mapped[datetime] = c.moment()
    from_tier: Mapped[str] = c.text()
    to_tier: Mapped[str] = c.text()
    falls_on: Mapped[date] = c.day(index=True)
    figures: Mapped[Any] = c.structure()
    settled_at: Mapped[datetime | None] = c.moment_or_none()
    outcome: Mapped[str] = c.text()
    """Empty while it stands, then fell, kept (reached again), called_off."""
    told_at: Mapped[datetime | None] = c.moment_or_none()
    """When somebody said that the member was told."""


class MilestoneGrant(Row):
    """A milestone that a member reached once, with what was granted for it."""

    __tablename__ = "milestone_grant"
    kind: ClassVar[str] = "programme"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id", index=True)
    milestone: Mapped[str] = c.text()
    """Its code in the programme."""
    at: Mapped[datetime] = c.moment()
    day: Mapped[date] = c.day()
    bill_id: Mapped[str | None] = c.reference_or_none("bill.id", index=True)
    """The bill that reached it."""
    version_id: Mapped[str | None] = c.text_or_none()
    coupon_id: Mapped[str | None] = c.text_or_none()
    entry_id: Mapped[str | None] = c.text_or_none()
    """The points granted, where it grants points."""
    taken_back_at: Mapped[datetime | None] = c.moment_or_none()
    refund_id: Mapped[str | None] = c.reference_or_none("refund.id")


class Referral(Row):
    """Who brought whom; one for each new member. The reward comes with the new member's first paid job."""

    __tablename__ = "referral"
    kind: ClassVar[str] = "programme"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id", unique=True)
    """The new member."""
    referrer_id: Mapped[str] = c.reference("member.id", index=True)
    at: Mapped[datetime] = c.moment()
    state: Mapped[str] = c.text(default="waiting")
    """waiting, flagged (somebody must look), rewarded, refused, taken_back."""
    flag: Mapped[str] = c.text()
    """Why it was flagged: same_phone, same_household, same_address; empty where nothing was odd."""
    bill_id: Mapped[str | None] = c.reference_or_none("bill.id", index=True)
    entry_id: Mapped[str | None] = c.text_or_none()
    decided_at: Mapped[datetime | None] = c.moment_or_none()
    decided_by: Mapped[str] = c.text()
    reason: Mapped[str] = c.text()


class ProgrammeRun(Row):
    """A daily act that was done for a day (standing bonus, birthdays, reviews), so that it is done once."""

    __tablename__ = "programme_run"
    kind: ClassVar[str] = "programme"

    id: Mapped[str] = c.key()
    """``what/2026-06-30``."""
    at: Mapped[datetime] = c.moment()
    done: Mapped[int] = c.whole(default=0)
