"""What else waits on Today beside the jobs: follow-ups, rewards nobody fetched, sales set aside at the till.

Read after the first screen stands; imports nothing that the first screen does not need.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models.base.clock import from_ms
from models.base.rights import Right
from models.base.usecase import query
from models.store.work import View

FOLLOW_UPS, HELD, PARKED = 50, 30, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A follow-up (``job_id`` its job, ``day`` when it is due), a reward held for a member (``day`` the last one,
    ``lines`` how many), or a parked sale (``total`` fen, ``at`` since).
    """

    what: Literal["follow_up", "held", "parked"]
    id: str
    job_id: str
    number: str
    member_id: str | None
    member: str
    title: str
    at: datetime
    by: str
    day: date | None = None
    total: int = 0
    lines: int = 0
    adviser: str = ""
    """The member's own to ask for, where somebody is named and still works here."""


@query(Right.SERVE)
def beside(view: View) -> tuple[Beside, ...]:
    """Follow-ups, then rewards nobody fetched, then the parked sales."""
    return (*_follow_ups(view), *_held(view), *_parked(view))


def _follow_ups(view: View) -> tuple[Beside, ...]:
    """Of today and of days past that nobody did, the oldest first."""
    rows = view.sql(
        "SELECT n.id, n.job_id, n.text, n.follow_up_on, n.at, j.number, j.member_id,"
        " coalesce(m.name,'') AS member, coalesce(s.name,'') AS who, coalesce(a.name,'') AS adviser"
        " FROM job_note n JOIN job j ON j.id=n.job_id LEFT JOIN member m ON m.id=j.member_id"
        " LEFT JOIN staff s ON s.id=n.actor_id"
        " LEFT JOIN staff a ON a.id=m.adviser_id AND a.active"
        " WHERE n.follow_up_on<=? AND n.done_at IS NULL ORDER BY n.follow_up_on, n.id LIMIT ?",
        (view.today.isoformat(), FOLLOW_UPS),
    )
    return tuple(
        Beside(
            what="follow_up",
            id=row["id"],
            job_id=row["job_id"],
            number=row["number"],
            member_id=row["member_id"],
            member=row["member"],
            title=row["text"].replace("\n", " "),
            at=from_ms(row["at"]),
            by=row["who"],
            day=date.fromisoformat(row["follow_up_on"]),
            adviser=row["adviser"],
        )
        for row in rows
    )


def _held(view: View) -> tuple[Beside, ...]:
    """Rewards whose last day for fetching is today or past, the oldest first."""
    rows = view.sql(
        "SELECT r.id, r.number, r.member_id, r.quantity, r.at, r.held_until, w.name AS reward, m.name AS member,"
        " coalesce(s.name,'') AS who FROM redemption r JOIN reward w ON w.id=r.reward_id"
        " JOIN member m ON m.id=r.member_id LEFT JOIN staff s ON s.id=r.actor_id"
        " WHERE r.state='held' AND r.held_until<=? ORDER BY r.held_until, r.id LIMIT ?",
        (view.today.isoformat(), HELD),
    )
    return tuple(
        Beside(
            what="held",
            id=row["id"],
            job_id="",
            number=row["number"],
            member_id=row["member_id"],
            member=row["member"],
            title=row["reward"],
            at=from_ms(row["at"]),
            by=row["who"],
            day=date.fromisoformat(row["held_until"]),
            lines=row["quantity"],
        )
        for row in rows
    )


def _parked(view: View) -> tuple[Beside, ...]:
    """Sales that were set aside at the till, in the order in which they were."""
    rows = view.sql(
        "SELECT p.id, p.label, p.total, p.at, json_array_length(p.content,'$.lines') AS lines,"
        " json_extract(p.content,'$.member_id') AS member_id, coalesce(m.name,'') AS member,"
        " coalesce(s.name,'') AS who FROM parked p LEFT JOIN staff s ON s.id=p.actor_id"
        " LEFT JOIN member m ON m.id=json_extract(p.content,'$.member_id')"
        " WHERE p.taken_at IS NULL ORDER BY p.id LIMIT ?",
        (PARKED,),
    )
    return tuple(
        Beside(
            what="parked",
            id=row["id"],
            job_id="",
            number="",
            member_id=row["member_id"],
            member=row["member"],
            title=row["label"],
            at=from_ms(row["at"]),
            by=row["who"],
            total=row["total"],
            lines=row["lines"],
        )
        for row in rows
    )
