"""Points for what a member does: a review, a check-in, a share, a survey, the shop's own words; so often at most.

A referral and a birthday come by themselves (referrals.py, programme_days.py).
"""

from dataclasses import dataclass
from datetime import date

from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules.programme import Behaviour
from models.services import points_book, points_taken_back, programme, tiers, timeline
from models.services.living import living
from models.services.points_accounts import kept_member
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.points import PointsEntry

AUTOMATIC = ("referral", "birthday")
REASON_MOST = 120
_FAMILY = (
    "WITH RECURSIVE family(id) AS (SELECT ?1 UNION"
    " SELECT m.id FROM member m JOIN family f ON m.merged_into_id=f.id)"
)
_DONE = (
    _FAMILY + " SELECT count(*) AS n FROM points_entry e WHERE e.holder_id IN family AND e.rule=?2"
    " AND e.entry_kind='bonus' AND e.day>=?3 AND e.day<=?4 AND NOT EXISTS (SELECT 1 FROM"
    " points_entry t WHERE t.of_id=e.id AND t.entry_kind='take_back')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourRow:
    """What a member may get points for; ``left`` times in the period still, None without limit."""

    code: str
    name: str
    points: int
    every: str
    most: int
    left: int | None


@query(Right.SERVE)
def offered(view: View, member_id: str) -> tuple[BehaviourRow, ...]:
    """What can be credited to a member by hand, with how often it still can today."""
    view.get(Member, member_id)
    found = programme.in_force(view)
    known = found.programme.behaviours if found is not None else ()
    return tuple(
        BehaviourRow(
            code=one.code,
            name=one.name,
            points=one.points,
            every=one.every,
            most=one.most,
            left=left(view, member_id, one),
        )
        for one in known
        if one.code not in AUTOMATIC and one.points
    )


def left(view: View, member_id: str, one: Behaviour) -> int | None:
    """How often a behaviour may still be credited in the period that today is in; None without limit."""
    if one.every == "any":
        return None
    first, last = _period(one.every, view.today)
    values = (member_id, one.code, first.isoformat(), last.isoformat())
    return max(0, one.most - int(view.sql(_DONE, values)[0]["n"]))


@use_case(Right.SERVE, keyed=True, inverse="behaviours.take_back")
def credit(work: Work, member_id: str, code: str, *, note: str = "") -> str:
    """Credit a behaviour to a member; returns the ledger entry's id.

    Raises Refused("programme.none" | "behaviour.unknown" | "behaviour.automatic" | "behaviour.limit" |
    "member.…" | "text.…").
    """
    member = living(work, member_id)
    found = programme.in_force(work)
    if found is None:
        raise Refused("programme.none", field="code")
    one = next((one for one in found.programme.behaviours if one.code == code), None)
    if one is None or not one.points:
        raise Refused("behaviour.unknown", field="code", value=code)
    if code in AUTOMATIC:
        raise Refused("behaviour.automatic", field="code", name=one.name)
    if left(work, member_id, one) == 0:
        raise Refused("behaviour.limit", field="code", name=one.name, most=one.most)
    said = clean_line(note, field="note", most=REASON_MOST)
    entry = points_book.grant(
        work, member_id, one.points, rule=code, version_id=found.version_id, reason=said
    )
    assert entry is not None
    _tell(work, member, "behaviour_points", one.name, one.points, said)
    if found.programme.tiers.measure == "points":
        tiers.look(work, member_id)
    work.undo_by(take_back, entry.id)
    return entry.id


@use_case(Right.SERVE)
def take_back(work: Work, entry_id: str, *, reason: str = "") -> None:
    """Take the points of a behaviour back: who credited them may, and a supervisor.

    Raises Refused("behaviour.not_credited" | "undo.anothers" | "text.…"). Not undoable: it can be credited anew.
    """
    entry = work.get(PointsEntry, entry_id)
    one = _behaviour(work, entry)
    if one is None:
        raise Refused("behaviour.not_credited", field="entry")
    if entry.actor_id != work.actor.id and not work.may(Right.ADJUST):
        raise Refused("undo.anothers", field="entry")
    said = clean_line(reason, field="reason", most=REASON_MOST)
    if points_taken_back.take_back_entry(work, entry_id, reason=said) is None:
        raise Refused("behaviour.not_credited", field="entry")
    member = work.get(Member, kept_member(work, entry.holder_id))
    if work.find(Erasure, member.id) is None:
        _tell(work, member, "behaviour_taken_back", one.name, -entry.points, said)
    found = programme.in_force(work)
    if found is not None and found.programme.tiers.measure == "points":
        tiers.came_back(work, member.id)


def _behaviour(view: View, entry: PointsEntry) -> Behaviour | None:
    """The behaviour an entry was credited for, by the version of that day; None where it is no such entry."""
    if entry.entry_kind != "bonus" or entry.version_id is None or entry.rule in AUTOMATIC:
        return None
    known = programme.version(view, entry.version_id).programme.behaviours
    return next((one for one in known if one.code == entry.rule), None)


def _period(every: str, day: date) -> tuple[date, date]:
    if every == "day":
        return day, day
    if every == "month":
        return day.replace(day=1), date.max
    return (day.replace(month=1, day=1) if every == "year" else date.min), date.max


def _tell(work: Work, member: Member, what: str, name: str, points: int, note: str) -> None:
    details = {"name": name, "points": points, "note": note}
    timeline.record(work, member.id, what, details=details)
    timeline.touch(work, member)
