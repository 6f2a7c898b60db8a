"""Members long silent, past the time the shop keeps data: listed, and erased on the owner's word."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base.clock import business_day, day_bounds, from_ms, ms_of
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules import retention as rules
from models.rules.erasure import ERASED_NAME
from models.services import erasure, shop
from models.store.work import View, Work

_WHAT = (
    "SELECT m.id, m.number, m.name, m.active_at, m.archived_at,"
    " (SELECT what FROM event e WHERE e.member_id=m.id ORDER BY e.at DESC, e.id DESC LIMIT 1) AS what,"
    " (SELECT count(*) FROM job j WHERE j.member_id=m.id) AS jobs,"
    " (SELECT count(*) FROM job j WHERE j.member_id=m.id AND j.closed_at IS NULL) AS open_jobs,"
    " (SELECT count(*) FROM bill b WHERE b.member_id=m.id) AS bills,"
    " (SELECT max(b.business_day) FROM bill b WHERE b.member_id=m.id) AS last_bill,"
    " max(coalesce((SELECT max(l.warranty_until) FROM bill b JOIN bill_line l ON l.bill_id=b.id"
    "  WHERE b.member_id=m.id), ''), coalesce((SELECT max(d.warranty_until) FROM device d"
    "  WHERE d.member_id=m.id AND d.archived_at IS NULL), '')) AS warranty"
    " FROM member m"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A member past the chosen years; ``what`` is the timeline's code of the last thing that happened."""

    id: str
    number: str
    name: str
    active_at: datetime
    what: str
    jobs: int
    bills: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueList:
    """Members past the chosen years, the longest silent first, at most ``limit``; ``more`` says others wait."""

    years: int
    rows: tuple[Due, ...]
    more: bool
    read_at: datetime


@query(Right.ERASE)
def due(view: View, *, limit: int = 200) -> DueList:
    """Who is past the setting ``retention_years``; nobody where it is 0."""
    years = int(shop.settings_of(view)["retention_years"])
    before = rules.cutoff(view.today, years)
    found: list[Due] = []
    more = False
    if before is not None:
        latest = ms_of(day_bounds(before, view.zone)[0])
        for row in view.connection.exec_driver_sql(
            f"{_WHAT} WHERE m.active_at < ? AND m.name <> ? ORDER BY m.active_at, m.id",
            (latest, ERASED_NAME),
        ).mappings():
            if not _is_due(view, row, years):
                continue
            if len(found) == limit:
                more = True
                break
            found.append(_due(row))
    return DueList(years=years, rows=tuple(found), more=more, read_at=view.now)


@use_case(Right.ERASE, keyed=True)
def erase(work: Work, member_id: str) -> str:
    """Erase one member of the list and return the slip's number.

    Raises Refused("erasure.not_due") where the member is not on it any more, and as erasure.erase.
    """
    rows = work.sql(f"{_WHAT} WHERE m.id=?", (member_id,))
    years = int(shop.settings_of(work)["retention_years"])
    if not rows or not _is_due(work, rows[0], years):
        raise Refused("erasure.not_due")
    return erasure.erase(work, member_id, reason="retention")


def _is_due(view: View, row: Any, years: int) -> bool:
    return rules.is_due(
        view.today,
        years,
        active=business_day(from_ms(row["active_at"]), view.zone),
        open_jobs=row["open_jobs"],
        warranty_until=_day(row["warranty"]),
        last_bill=_day(row["last_bill"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _due(row: Any) -> Due:
    return Due(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        active_at=from_ms(row["active_at"]),
        what=row["what"] or "",
        jobs=row["jobs"],
        bills=row["bills"],
    )
