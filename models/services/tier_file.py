"""A member's tier as screens and papers show it: benefits, the way to the next, the history, announced falls."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base.rights import Right
from models.base.usecase import query
from models.rules.programme import DEFAULT, Benefits, Tier
from models.rules.tiers import Distance
from models.services import programme
from models.services.tiers import distance, name_of, newest, step_of
from models.store.work import View
from models.tables.members import Member
from models.tables.programme import TierChange, TierNotice
from models.tables.shop import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One line of a member's history of tiers; ``figures`` say what was reckoned."""

    id: str
    at: datetime
    day: date
    from_tier: str
    to_tier: str
    from_name: str
    to_name: str
    cause: str
    figures: dict[str, Any]
    review_on: date | None
    bill_number: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """An announced fall; ``outcome`` is empty while it stands."""

    id: str
    member_id: str
    member: str
    at: datetime
    from_name: str
    to_name: str
    falls_on: date
    figures: dict[str, Any]
    outcome: str
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFile:
    """A member's tier with everything about it; ``since`` and ``review_on`` None in the lowest."""

    code: str
    name: str
    benefits: Benefits
    adviser_missing: bool
    """Whether the tier promises an adviser and nobody is named who still works here."""
    since: date | None
    review_on: date | None
    distance: Distance
    notice: NoticeRow | None
    changes: tuple[ChangeRow, ...]


@query(Right.SERVE)
def file(view: View, member_id: str) -> TierFile | None:
    """A member's tier, the way to the next and the whole history; None where the shop has no programme."""
    member = view.get(Member, member_id)
    far = distance(view, member_id)
    if far is None:
        return None
    step = step_of(view, member_id)
    holds = newest(view, member_id)
    told = _notices(view, "n.member_id=? AND n.settled_at IS NULL", member_id)
    return TierFile(
        code=step.code,
        name=step.name,
        benefits=step.benefits,
        adviser_missing=step.benefits.adviser and not _advised(view, member),
        since=holds.day if holds is not None else None,
        review_on=holds.review_on if holds is not None else None,
        distance=far,
        notice=told[0] if told else None,
        changes=_changes(view, member_id),
    )


@query(Right.SERVE)
def notices(view: View) -> tuple[NoticeRow, ...]:
    """Every announced fall that stands, the next one first."""
    return _notices(view, "n.settled_at IS NULL")


def _steps_now(view: View) -> tuple[Tier, ...]:
    found = programme.in_force(view)
    return (found.programme if found is not None else DEFAULT).tiers.steps


def _changes(view: View, member_id: str) -> tuple[ChangeRow, ...]:
    steps = _steps_now(view)
    return tuple(
        ChangeRow(
            id=row.id,
            at=row.at,
            day=row.day,
            from_tier=row.from_tier,
            to_tier=row.to_tier,
            from_name=name_of(steps, row.from_tier),
            to_name=name_of(steps, row.to_tier),
            cause=row.cause,
            figures=row.figures,
            review_on=row.review_on,
            bill_number=_of(view, "bill", "number", row.bill_id),
            reason=row.reason,
            by=_of(view, "staff", "name", row.actor_id),
        )
        for row in reversed(
            view.all(
                TierChange,
                TierChange.member_id == member_id,
                order=(TierChange.at, TierChange.id),
            )
        )
    )


def _of(view: View, table: str, column: str, row_id: str | None) -> str:
    """One word of one row; the names are this module's own."""
    rows = view.sql(f"SELECT {column} AS word FROM {table} WHERE id=?", (row_id,)) if row_id else ()
    return str(rows[0]["word"]) if rows else ""


def _notices(view: View, where: str, *values: str) -> tuple[NoticeRow, ...]:
    """Rows of notices; ``where`` is this module's own."""
    steps = _steps_now(view)
    rows = view.sql(
        "SELECT n.id, m.name FROM tier_notice n JOIN member m ON m.id=n.member_id"
        f" WHERE {where} ORDER BY n.falls_on, n.id",
        values,
    )
    found = []
    for row in rows:
        notice = view.get(TierNotice, row["id"])
        found.append(
            NoticeRow(
                id=notice.id,
                member_id=notice.member_id,
                member=row["name"],
                at=notice.at,
                from_name=name_of(steps, notice.from_tier),
                to_name=name_of(steps, notice.to_tier),
                falls_on=notice.falls_on,
                figures=notice.figures,
                outcome=notice.outcome,
                told_at=notice.told_at,
            )
        )
    return tuple(found)


def _advised(view: View, member: Member) -> bool:
    person = view.find(Staff, member.adviser_id) if member.adviser_id else None
    return person is not None and person.active
