"""Enquiries: taken, answered, lost for a reason, or become a job; and what came of a month's by channel."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.base.clock import day_bounds, from_ms, ms_of
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, clean_note
from models.base.usecase import query, use_case
from models.rules import enquiries as rules
from models.rules.enquiries import ANSWER_WITHIN, Channel, Lost
from models.rules.phones import MASK, masked, parse_phone
from models.rules.programme import Tier
from models.services import benefits, timeline
from models.store.work import View, Work
from models.tables.enquiries import Enquiry
from models.tables.members import Member

SHOPS_OWN = ANSWER_WITHIN // timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryDetails:
    """What is typed about an enquiry: a member, or a name and a phone."""

    member_id: str | None = None
    name: str = ""
    phone: str = ""
    channel: Channel = "phone"
    need: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEnquiry:
    """One that is open; ``name`` as named now, ``masked`` the phone. Times are aware UTC."""

    id: str
    member_id: str | None
    name: str
    masked: str
    channel: str
    need: str
    at: datetime
    answered_at: datetime | None
    within: int = SHOPS_OWN
    """Minutes within which the first answer is due: the shop's own, or those of the member's tier."""
    tier: str = ""
    """The tier that promises them; empty for the shop's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCount:
    """Of one channel's enquiries of a month: how many, how many became a job, how many were lost."""

    channel: str
    taken: int
    jobs: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiries:
    """The open ones, who waits longest first; the month's figures; ``read_at`` is the moment of reading."""

    rows: tuple[OpenEnquiry, ...]
    month: tuple[ChannelCount, ...]
    answer_minutes: int | None
    """The month's mean time to the first answer in whole minutes; None where none was answered."""
    read_at: datetime


@use_case(Right.SERVE, keyed=True)
def take(work: Work, details: EnquiryDetails) -> str:
    """Write an enquiry down; its clock runs from now. Returns its id.

    Raises Refused("enquiry.channel" | "enquiry.who" | "text.…" | "phone.…" | "member.archived").
    """
    rules.check_channel(details.channel)
    member = None if details.member_id is None else work.get(Member, details.member_id)
    if member is not None and member.archived_at is not None:
        raise Refused("member.archived", field="member", name=member.name)
    name = "" if member else clean_line(details.name, field="name", most=40)
    phone = "" if member else _phone(details.phone)
    if member is None and not (name or phone):
        raise Refused("enquiry.who", field="name")
    row = Enquiry(
        id=work.new_id(),
        member_id=details.member_id,
        name=name,
        phone=phone,
        channel=details.channel,
        need=clean_line(details.need, field="need", most=80, required=True),
        at=work.now,
        actor_id=work.actor.id,
        answered_at=None,
        outcome="",
        reason_lost="",
        note="",
        job_id=None,
        closed_at=None,
    )
    work.add(row)
    if member is not None:
        details_told = {"need": row.need, "channel": row.channel}
        timeline.record(work, member.id, "enquiry_taken", ref_id=row.id, details=details_told)
        timeline.touch(work, member)
    return row.id


@use_case(Right.SERVE, inverse="enquiries.take_back_answer")
def answer(work: Work, enquiry_id: str) -> None:
    """Somebody answered: the clock stops. Refused("enquiry.closed" | "enquiry.answered")."""
    row = still_open(work, enquiry_id)
    if row.answered_at is not None:
        raise Refused("enquiry.answered")
    work.change(row, answered_at=work.now)
    work.undo_by(take_back_answer, enquiry_id)


@use_case(Right.SERVE)
def take_back_answer(work: Work, enquiry_id: str) -> None:
    """Ctrl+Z after an answer: nobody has answered yet. Refused("enquiry.closed" | "enquiry.followed")."""
    row = still_open(work, enquiry_id)
    if row.answered_at is None:
        raise Refused("enquiry.followed")
    work.change(row, answered_at=None)


@use_case(Right.SERVE, inverse="enquiries.reopen")
def lose(work: Work, enquiry_id: str, reason: Lost, *, note: str = "") -> None:
    """Nothing came of it, and why. Raises Refused("enquiry.closed" | "enquiry.reason" | "text.…")."""
    row = still_open(work, enquiry_id)
    rules.check_lost(reason)
    said = clean_note(note, field="note", most=400)
    work.change(row, outcome="lost", reason_lost=reason, note=said, closed_at=work.now)
    work.undo_by(reopen, enquiry_id)


@use_case(Right.SERVE)
def reopen(work: Work, enquiry_id: str) -> None:
    """Ctrl+Z after a loss: it is open as before. Refused("enquiry.followed") where it was not lost."""
    row = work.get(Enquiry, enquiry_id)
    if row.outcome != "lost":
        raise Refused("enquiry.followed")
    work.change(row, outcome="", reason_lost="", note="", closed_at=None)


@query(Right.SERVE)
def overview(view: View) -> Enquiries:
    """What is open, and what came of this month's."""
    rows = view.sql(
        "SELECT e.*, m.name AS member_name, (SELECT p.number FROM member_phone p"
        " WHERE p.member_id=e.member_id ORDER BY p.position LIMIT 1) AS member_phone"
        " FROM enquiry e LEFT JOIN member m ON m.id=e.member_id WHERE e.outcome=''"
        " ORDER BY e.answered_at IS NOT NULL, e.at, e.id"
    )
    lanes = benefits.given(view, (row["member_id"] for row in rows))
    first, beyond = _month(view, view.today)
    minutes = view.sql(
        "SELECT avg(answered_at - at) AS ms FROM enquiry WHERE at>=? AND at<?"
        " AND answered_at IS NOT NULL AND reason_lost<>?",
        (first, beyond, rules.MISTAKE),
    )[0]["ms"]
    return Enquiries(
        rows=tuple(
            OpenEnquiry(
                id=row["id"],
                member_id=row["member_id"],
                name=row["member_name"] or row["name"],
                masked=_hidden(row["member_phone"] or row["phone"]),
                channel=row["channel"],
                need=row["need"],
                at=from_ms(row["at"]),
                answered_at=None if row["answered_at"] is None else from_ms(row["answered_at"]),
                **_promised(lanes.tier(row["member_id"])),
            )
            for row in rows
        ),
        month=conversion(view, view.today),
        answer_minutes=None if minutes is None else int(minutes) // 60_000,
        read_at=view.now,
    )


@query(Right.SERVE)
def conversion(view: View, day: date) -> tuple[ChannelCount, ...]:
    """What came of the enquiries of the month of ``day``, by the channel they came by."""
    rows = view.sql(
        "SELECT channel, count(*) AS taken, sum(outcome='job') AS jobs, sum(outcome='lost') AS lost"
        " FROM enquiry WHERE at>=? AND at<? AND reason_lost<>? GROUP BY channel",
        (*_month(view, day), rules.MISTAKE),
    )
    found = {row["channel"]: ChannelCount(**row) for row in rows}
    return tuple(found[channel] for channel in rules.CHANNELS if channel in found)


def _promised(tier: Tier) -> dict[str, Any]:
    minutes = tier.benefits.response_minutes
    return {"within": minutes, "tier": tier.name} if minutes else {}


def still_open(work: Work, enquiry_id: str) -> Enquiry:
    """The row of an enquiry of which nothing came yet. Refused("enquiry.closed" | "record.gone")."""
    row = work.get(Enquiry, enquiry_id)
    if row.outcome:
        raise Refused("enquiry.closed")
    return row


def phone_meant(row: Enquiry, typed: str) -> str:
    """What was typed as a job's phone, or the enquiry's whole one where it stands there masked."""
    return row.phone if row.phone and typed.strip() == masked(row.phone) else typed


def became_job(work: Work, row: Enquiry, job_id: str, member_id: str | None) -> None:
    """Called by jobs.open_job in its own transaction: the enquiry is the job's from now on."""
    work.change(
        row,
        outcome="job",
        job_id=job_id,
        member_id=row.member_id or member_id,
        answered_at=row.answered_at or work.now,
        closed_at=work.now,
    )


def _phone(typed: str) -> str:
    """The phone as stored; empty where none is typed. Refused("phone.…")."""
    if MASK in typed:
        raise Refused("phone.masked", field="phone")
    return parse_phone(typed).stored if typed.strip() else ""


def _hidden(number: str) -> str:
    return masked(number) if number else ""


def _month(view: View, day: date) -> tuple[int, int]:
    """First millisecond of the month of ``day``, and of the next one, by the shop's clock."""
    first = day.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return ms_of(day_bounds(first, view.zone)[0]), ms_of(day_bounds(after, view.zone)[0])
