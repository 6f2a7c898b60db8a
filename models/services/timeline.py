"""The one timeline of everything that happened with a member: codes and values, told in words by views."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.members import Event, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; ``group`` is what the screen filters by: job, bill, consent, file."""

    id: str
    at: datetime
    what: str
    group: str
    ref_id: str
    number: str
    details: dict[str, Any]
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A page of entries, newest first, and how many there are in each group.

    ``more`` tells whether older ones follow; ``read_at`` is the aware UTC moment of reading.
    """

    entries: tuple[Entry, ...]
    counts: dict[str, int]
    more: bool
    read_at: datetime


STANDING = (
    "tier_changed",
    "tier_notice",
    "milestone_reached",
    "milestone_taken_back",
    "referral_rewarded",
    "referral_taken_back",
    "behaviour_points",
    "behaviour_taken_back",
    "birthday_kept",
    "adviser_named",
)
"""What changes a member's standing with the shop; it counts with the file."""
GROUPS = {
    "enquiry_taken": "job",
    "job_opened": "job",
    "job_moved": "job",
    "job_held": "job",
    "job_released": "job",
    "job_collected": "job",
    "job_device": "job",
    "job_noted": "job",
    "job_followed": "job",
    "job_linked": "job",
    "photo_added": "job",
    "photo_removed": "job",
    "loan_out": "job",
    "loan_back": "job",
    "job_taken_back": "job",
    "quote_given": "job",
    "quote_accepted": "job",
    "quote_refused": "job",
    "quote_taken_back": "job",
    "change_agreed": "job",
    "bill_posted": "bill",
    "refund_posted": "bill",
    "deposit_taken": "bill",
    "account_paid": "bill",
    "deposit_given_back": "bill",
    "invoice_stated": "bill",
    "coupon_issued": "points",
    "coupon_used": "points",
    "coupon_taken_back": "points",
    "coupon_restored": "points",
    "reward_held": "points",
    "reward_completed": "points",
    "reward_cancelled": "points",
    "prepaid_in": "bill",
    "prepaid_out": "bill",
    "points_adjusted": "points",
    "points_forgiven": "points",
    "points_given_on": "points",
    "points_received": "points",
    "consent_given": "consent",
    "consent_withdrawn": "consent",
    "phone_shown": "file",
    "member_created": "file",
    "member_edited": "file",
    "member_archived": "file",
    "member_restored": "file",
    "device_added": "file",
    "device_archived": "file",
    "device_restored": "file",
    "household_joined": "file",
    "household_left": "file",
    "member_erased": "file",
    "members_merged": "file",
    "merge_undone": "file",
    "data_exported": "file",
    "paper_added": "file",
    "paper_removed": "file",
}
GROUPS |= dict.fromkeys(STANDING, "file")
WITHIN_A_JOB = tuple(
    what
    for what, of in GROUPS.items()
    if of == "job" and what not in ("job_opened", "job_noted", "enquiry_taken")
)
"""What happens while a job goes on: it counts with the job, and is told where that is asked for."""
_UNCOUNTED = (*WITHIN_A_JOB, "job_noted", "enquiry_taken")
_OF_THE_ERASED = ("job_moved", "member_erased")


def record(
    work: Work,
    member_id: str,
    what: str,
    *,
    ref_id: str = "",
    number: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Add an entry to a member's timeline. ``details`` hold codes, numbers and shown words only.

    Nothing happens any more with an erased member: Refused("member.erased"); only a job that was restored
    open is still moved to its end.
    """
    if what not in _OF_THE_ERASED and work.find(Erasure, member_id) is not None:
        raise Refused("member.erased")
    work.add(
        Event(
            id=work.new_id(),
            member_id=member_id,
            at=work.now,
            what=what,
            ref_id=ref_id,
            number=number,
            details=details or {},
            actor_id=work.actor.id,
        )
    )


def touch(work: Work, member: Member) -> None:
    """Note that something happened with the member just now."""
    work.change(member, active_at=max(work.now, member.active_at))


@query(Right.SERVE)
def of_member(
    view: View, member_id: str, *, group: str = "", beyond: str = "", limit: int = 100
) -> Timeline:
    """The member's entries, newest first, of one group or all; ``beyond`` is the last page's last id.

    A page ends at an entry and not at a moment: one act may leave several entries of the same moment.
    """
    wanted = [what for what, of in GROUPS.items() if not group or of == group]
    marks = ",".join("?" * len(wanted))
    place = "AND (e.at, e.id) < (SELECT at, id FROM event WHERE id=?)" if beyond else ""
    rows = view.sql(
        "SELECT e.*, s.name AS actor FROM event e LEFT JOIN staff s ON s.id = e.actor_id"
        f" WHERE e.member_id=? AND e.what IN ({marks}) {place}"
        " ORDER BY e.at DESC, e.id DESC LIMIT ?",
        (member_id, *wanted, *([beyond] if beyond else []), limit + 1),
    )
    return Timeline(
        entries=tuple(_entry(row) for row in rows[:limit]),
        counts=_counts(view, member_id),
        more=len(rows) > limit,
        read_at=view.now,
    )


def whole(view: View, member_id: str) -> tuple[Entry, ...]:
    """Every entry of a member, the oldest first, for other use cases."""
    rows = view.sql(
        "SELECT e.*, s.name AS actor FROM event e LEFT JOIN staff s ON s.id = e.actor_id"
        " WHERE e.member_id=? ORDER BY e.at, e.id",
        (member_id,),
    )
    return tuple(_entry(row) for row in rows)


def _counts(view: View, member_id: str) -> dict[str, int]:
    """How many entries each group has; a job counts once, not once more for each of its moves."""
    counts: dict[str, int] = {}
    for row in view.sql(
        "SELECT what, count(*) AS n FROM event WHERE member_id=? GROUP BY what", (member_id,)
    ):
        if row["what"] not in _UNCOUNTED and (found := GROUPS.get(row["what"])):
            counts[found] = counts.get(found, 0) + row["n"]
    return counts


def _entry(row: Any) -> Entry:
    return Entry(
        id=row["id"],
        at=from_ms(row["at"]),
        what=row["what"],
        group=GROUPS.get(row["what"], "file"),
        ref_id=row["ref_id"],
        number=row["number"],
        details=msgspec.json.decode(row["details"]),
        actor=row["actor"] or "",
    )
