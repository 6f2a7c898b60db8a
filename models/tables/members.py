"""Members and what hangs on them: household, phones, addresses, devices, consents, and their timeline."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index, text

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Household(Row):
    """People who share a phone, an address, a pot."""

    __tablename__ = "household"
    kind: ClassVar[str] = "members"

    id: Mapped[str] = c.key()
    name: Mapped[str] = c.text()


class Member(Row):
    """One member's basics. ``number`` is the eight-digit card number; ``readings`` the shown pinyin."""

    __tablename__ = "member"
    __table_args__ = (
        Index("member_archived", "active_at", "id", sqlite_where=text("archived_at IS NOT NULL")),
        # Deleting a member asks who refers to it: without this the whole table was walked through each time.
        Index(
            "member_referred_by", "referred_by_id", sqlite_where=text("referred_by_id IS NOT NULL")
        ),
    )
    kind: ClassVar[str] = "members"
    subject: ClassVar[str | None] = "id"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    name: Mapped[str] = c.text()
    readings: Mapped[str] = c.text()
    gender: Mapped[str] = c.text()
    """Empty, ``female`` or ``male``: only so that the clerk says the right word."""
    birthday: Mapped[date | None] = c.day_or_none()
    customer_type: Mapped[str] = c.text(default="family")
    source: Mapped[str] = c.text()
    referred_by_id: Mapped[str | None] = c.reference_or_none("member.id")
    household_id: Mapped[str | None] = c.reference_or_none("household.id", index=True)
    preferences: Mapped[str] = c.text()
    special_needs: Mapped[str] = c.text()
    taboos: Mapped[str] = c.text()
    access_notes: Mapped[str] = c.text()
    notes: Mapped[str] = c.text()
    elderly: Mapped[bool] = c.flag()
    special_care: Mapped[bool] = c.flag()
    joined_at: Mapped[datetime] = c.moment()
    active_at: Mapped[datetime] = c.moment(index=True)
    """When something last happened with the member."""
    archived_at: Mapped[datetime | None] = c.moment_or_none()
    adviser_id: Mapped[str | None] = c.text_or_none()
    """The one of the staff whom the member may ask for; tasks of the member go there."""
    merged_into_id: Mapped[str | None] = c.text_or_none(index=True)
    """The member this one was merged into; it is then archived, and its card leads there."""


class MemberPhone(Row):
    """One number of a member, as digits; position 0 is the one to call first."""

    __tablename__ = "member_phone"
    __table_args__ = (Index("member_phone_of", "member_id", "position"),)
    kind: ClassVar[str] = "members"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id")
    number: Mapped[str] = c.text(index=True)
    label: Mapped[str] = c.text()
    position: Mapped[int] = c.whole(default=0)


class MemberAddress(Row):
    """One address of a member; position 0 is home."""

    __tablename__ = "member_address"
    __table_args__ = (Index("member_address_of", "member_id", "position"),)
    kind: ClassVar[str] = "members"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id")
    text: Mapped[str] = c.text()
    estate: Mapped[str] = c.text()
    note: Mapped[str] = c.text()
    position: Mapped[int] = c.whole(default=0)


class Device(Row):
    """An appliance of a member."""

    __tablename__ = "device"
    kind: ClassVar[str] = "members"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id", index=True)
    category: Mapped[str] = c.text()
    """A code of rules/members.DEVICE_CATEGORIES; decides the icon."""
    brand: Mapped[str] = c.text()
    model: Mapped[str] = c.text()
    serial: Mapped[str] = c.text()
    place: Mapped[str] = c.text()
    bought_on: Mapped[date | None] = c.day_or_none()
    warranty_until: Mapped[date | None] = c.day_or_none()
    note: Mapped[str] = c.text()
    archived_at: Mapped[datetime | None] = c.moment_or_none()


class Consent(Row):
    """A consent given or withdrawn; never edited, the newest of a purpose holds."""

    __tablename__ = "consent"
    kind: ClassVar[str] = "members"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id", index=True)
    purpose: Mapped[str] = c.text()
    granted: Mapped[bool] = c.flag()
    version: Mapped[str] = c.text()
    channel: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()


class Event(Row):
    """One entry of a member's timeline: a code and values, told in words when shown."""

    __tablename__ = "event"
    __table_args__ = (Index("event_of", "member_id", "at"),)
    kind: ClassVar[str] = "members"
    subject: ClassVar[str | None] = "member_id"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id")
    at: Mapped[datetime] = c.moment()
    what: Mapped[str] = c.text()
    """``member_created``, ``job_opened``, ``job_moved``, ``bill_posted``, ``phone_shown``, …"""
    ref_id: Mapped[str] = c.text()
    """The job, bill or device it is about, or empty."""
    number: Mapped[str] = c.text()
    details: Mapped[Any] = c.structure()
    actor_id: Mapped[str] = c.text()
