"""Catching up after a power cut: what stood on paper, entered with the time at which it happened.

The same doors as on any day, as of a past moment: prices, days and warranties are that day's, numbers go on
from the present ones, and each row says when it was entered.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from models.base.clock import day_bounds, from_ms, ms_of
from models.base.documents import TenderKind
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules import catch_up as rules
from models.rules.checkout import Discount, TenderIn
from models.services import checkout, jobs
from models.services.checkout import Order, OrderLine, Posted
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails, JobOpened
from models.store.work import View, Work
from models.tables.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """Something that was entered today for an earlier moment; ``total`` is fen, None of a job."""

    kind: Literal["bill", "job"]
    id: str
    number: str
    at: datetime
    entered_at: datetime
    member: str
    title: str
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """What was entered today, the latest first, and the sum of its bills in fen."""

    rows: tuple[Caught, ...]
    taken: int
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSale:
    """A line of the counter sheet: what was sold or which job was paid, and what was taken for it.

    ``taken`` is fen as written; less than the prices of that day is a discount, None takes what they come to.
    """

    job_id: str | None = None
    member_id: str | None = None
    lines: tuple[LineEntry, ...] = ()
    taken: int | None = None
    kind: TenderKind = "cash"


@use_case(Right.SERVE, keyed=True)
def sell(work: Work, happened: datetime, sale: PaperSale) -> Posted:
    """Post a bill as of a past moment (aware UTC), at the prices of its day.

    Raises what checkout.close raises, Refused("catch_up.…"), and Refused("day.closed") where its day is shut.
    """
    rules.check_moment(happened, now=work.now, since=_since(work, sale.job_id))
    with work.as_of(happened):
        _behind_a_close(work)
        return checkout.close(work, _order(work, sale))


@use_case(Right.SERVE, keyed=True)
def take_job(
    work: Work, happened: datetime, details: JobDetails, *, lines: tuple[LineEntry, ...] = ()
) -> JobOpened:
    """Open a job as of a past moment (aware UTC); it has a number of its own day.

    Raises what jobs.open_job raises, and Refused("catch_up.…").
    """
    rules.check_moment(happened, now=work.now)
    with work.as_of(happened):
        return jobs.open_job(work, details, lines=lines)


@query(Right.SERVE)
def due(view: View, happened: datetime, sale: PaperSale) -> int | None:
    """What is to be paid at the prices of that day, fen; None while there is nothing to bill."""
    rules.check_moment(happened, now=view.now, since=_since(view, sale.job_id))
    with view.as_of(happened):
        found = checkout.preview(view, _plain(sale))
    return None if found.priced is None else found.due


@query(Right.SERVE)
def entered(view: View) -> CaughtUp:
    """What was entered today for earlier moments, to compare with the paper."""
    since = ms_of(day_bounds(view.today, view.zone)[0])
    oldest = since - int(timedelta(days=rules.PAST_DAYS + 1).total_seconds() * 1000)
    rows = view.sql(
        "SELECT 'bill' AS kind, b.id, b.number, b.at, b.entered_at, b.total,"
        " coalesce(m.name,'') AS member,"
        " (SELECT name FROM bill_line l WHERE l.bill_id=b.id ORDER BY position LIMIT 1) AS title"
        " FROM bill b LEFT JOIN member m ON m.id=b.member_id WHERE b.at>=?1 AND b.entered_at>=?2"
        " UNION ALL SELECT 'job', j.id, j.number, j.opened_at, j.entered_at, NULL,"
        " coalesce(m.name,''), j.title FROM job j LEFT JOIN member m ON m.id=j.member_id"
        " WHERE j.opened_at>=?1 AND j.entered_at>=?2 ORDER BY 5 DESC, 2 DESC",
        (oldest, since),
    )
    return CaughtUp(
        rows=tuple(
            Caught(
                kind=row["kind"],
                id=row["id"],
                number=row["number"],
                at=from_ms(row["at"]),
                entered_at=from_ms(row["entered_at"]),
                member=row["member"],
                title=row["title"] or "",
                total=row["total"],
            )
            for row in rows
        ),
        taken=sum(row["total"] or 0 for row in rows),
        read_at=view.now,
    )


def _plain(sale: PaperSale) -> Order:
    """Without the tier's discount: what was taken on paper is what was taken."""
    lines = tuple(OrderLine(entry=entry) for entry in sale.lines)
    return Order(job_id=sale.job_id, member_id=sale.member_id, lines=lines, tier_discount=False)


def _order(view: View, sale: PaperSale) -> Order:
    """The order that comes to what was taken."""
    order = _plain(sale)
    if sale.taken is not None:
        order = replace(order, rounding_unit=0)
    found = checkout.preview(view, order)
    if found.priced is None:
        return order
    asked = found.due
    taken = asked if sale.taken is None else sale.taken
    if taken > asked:
        raise Refused("catch_up.more", field="amount", total=asked)
    tenders = (TenderIn(sale.kind, taken),) if taken else ()
    return replace(order, discount=Discount(fen=asked - taken), tenders=tenders)


def _since(view: View, job_id: str | None) -> datetime | None:
    """The last thing that is known of the job, to the minute: its bill cannot have come before."""
    if job_id is None:
        return None
    job = view.get(Job, job_id)
    later = view.sql(
        "SELECT max(at) AS at FROM (SELECT at FROM deposit WHERE job_id=?1 UNION ALL"
        " SELECT decided_at FROM quote WHERE job_id=?1 AND decided_at IS NOT NULL UNION ALL"
        " SELECT at FROM change_slip WHERE job_id=?1 UNION ALL"
        " SELECT r.at FROM refund r JOIN bill b ON b.id=r.bill_id WHERE b.job_id=?1)",
        (job_id,),
    )[0]["at"]
    known = [
        job.step_at,
        *([job.hold_at] if job.hold_at else []),
        *([from_ms(later)] if later else []),
    ]
    return max(known).replace(second=0, microsecond=0)


def _behind_a_close(work: Work) -> None:
    """A day before one that is closed takes nothing more: its money would be in no shift and on no slip."""
    rows = work.sql(
        "SELECT max(closed_day) AS day FROM day_close WHERE desk=?", (work.desk.letter,)
    )
    last = rows[0]["day"]
    if last is not None and work.today.isoformat() <= last:
        raise Refused("day.closed", field="day", day=date.fromisoformat(last))
