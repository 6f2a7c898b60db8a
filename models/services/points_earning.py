"""Points of a bill: what it earns when it is posted, and what a refund or void takes back of that.

The till shows beforehand what posting will do, by the same function.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from models.base.documents import PaperPoints
from models.rules import points as rules
from models.rules import points_earning as earning
from models.rules.points import EarnedLine, Lot
from models.rules.points_earning import Earned, EarnLine
from models.rules.tiers import Distance
from models.services import programme, tiers
from models.services.points_accounts import account_id_of, account_of, kept_member, lots_of
from models.services.points_book import repay
from models.services.points_pen import Fresh, post
from models.services.points_taken_back import take_back
from models.services.programme import InForce
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.points import PointsEntry, PointsLot
from models.tables.refunds import Refund


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What posting a bill will do to the member's points: shown at the till and printed on the receipt.

    ``balance`` = before - used + earned, less what is owed; ``next_points`` of it end on ``next_day`` first.
    """

    earned: Earned
    tier: str
    before: int
    used: int
    repaid: int
    balance: int
    debt: int
    pending: int
    next_points: int
    next_day: date | None
    far: Distance | None
    """How far the next tier is after the bill."""


def forecast(
    view: View,
    member_id: str,
    lines: Sequence[EarnLine],
    *,
    unearning: int,
    used: int,
) -> Forecast | None:
    """What a bill of these lines will do; None where the shop has no programme or the member was erased."""
    found = programme.in_force(view)
    if found is None or view.find(Erasure, member_id) is not None:
        return None
    tier = tiers.tier_of(view, member_id)
    earned = earning.earned(found.programme, lines, unearning=unearning, tier=tier, day=view.today)
    lots = lots_of(view, account_id_of(view, member_id))
    held = rules.sums(lots, view.today)
    if used:
        lots = rules.after(lots, rules.spent(lots, used, view.today))
    repaid = min(held.debt, earned.points)
    first, last = _days(found, view.today)
    if earned.points > repaid:
        new = Lot(id="~", points=earned.points - repaid, first_day=first, last_day=last)
        lots = [*lots, new]
    ending = [lot for lot in rules.in_order(lots) if lot.points > 0 and lot.last_day is not None]
    ending = [lot for lot in ending if not lot.lapsed_on(view.today)]
    next_day = ending[0].last_day if ending else None
    return Forecast(
        earned=earned,
        tier=tier,
        before=held.usable + held.pending,
        used=used,
        repaid=repaid,
        balance=held.usable + held.pending - used + earned.points - repaid,
        debt=held.debt - repaid,
        pending=held.pending + (earned.points - repaid if first > view.today else 0),
        next_points=sum(lot.points for lot in ending if lot.last_day == next_day),
        next_day=next_day,
        far=_far(view, member_id, earned, lines, unearning),
    )


def _far(
    view: View, member_id: str, earned: Earned, lines: Sequence[EarnLine], unearning: int
) -> Distance | None:
    """The distance to the next tier once this bill counts."""
    far = tiers.distance(view, member_id)
    if far is None or not far.next_code:
        return far
    whole = sum(line.total for line in lines)
    spent = whole - min(unearning, whole)
    more = {"spend": spent, "points": earned.points, "visits": 1 if whole else 0}[far.measure]
    return replace(far, have=far.have + more, missing=max(0, far.missing - more))


def on_paper(told: Forecast) -> PaperPoints:
    """A forecast as the receipt prints it."""
    return PaperPoints(
        earned=told.earned.points,
        yuan=told.earned.yuan,
        factor=round(told.earned.factor * earning.THOUSAND),
        names=told.earned.names,
        used=told.used,
        repaid=told.repaid,
        balance=told.balance,
        debt=told.debt,
        pending=told.pending,
        next_points=told.next_points,
        next_day=told.next_day,
        tier=told.far.name if told.far else "",
        next_tier=told.far.next_name if told.far else "",
        missing=told.far.missing if told.far else 0,
        measure=told.far.measure if told.far else "",
    )


def of_bill(
    work: Work, bill: Bill, line_ids: Sequence[str], told: Forecast | None
) -> PointsEntry | None:
    """Write what a posted bill earns, as it was forecast, each line's share as a lot of its own."""
    found = programme.in_force(work)
    if told is None or found is None or bill.member_id is None or not told.earned.points:
        return None
    first, last = _days(found, work.today)
    entry = post(
        work,
        account_of(work, bill.member_id),
        "earn",
        holder_id=bill.member_id,
        fresh=[
            Fresh(points=points, first_day=first, last_day=last, line_id=line_id)
            for line_id, points in zip(line_ids, told.earned.lines, strict=True)
            if points
        ],
        rule="base",
        version_id=found.version_id,
        bill_id=bill.id,
    )
    repay(work, entry)
    return entry


def of_refund(work: Work, refund: Refund) -> tuple[PointsEntry, ...]:
    """Take back what the refunded lines had earned, by the rule of the bill's day: it is what was written then.

    A void gives every line back whole. Raises nothing: what was spent is owed, or as the programme says.
    """
    lines = _earned_lines(work, refund)
    if not lines:
        return ()
    amounts = {
        row["bill_line_id"]: row["amount"]
        for row in work.sql(
            "SELECT bill_line_id, amount FROM refund_line WHERE refund_id=?", (refund.id,)
        )
    }
    takes = rules.line_takes([line for line, _ in lines], amounts)
    entries = []
    for line, row in lines:
        if line.id in takes:
            entries.append(_take(work, refund, line.id, takes[line.id], row))
    return tuple(entries)


def _take(work: Work, refund: Refund, line_id: str, points: int, row: Any) -> PointsEntry:
    return take_back(
        work,
        work.get(PointsLot, row["lot_id"]),
        points,
        holder_id=kept_member(work, row["holder_id"]),
        of_id=row["entry_id"],
        rule="base",
        version_id=row["version_id"],
        bill_id=refund.bill_id,
        line_id=line_id,
        refund_id=refund.id,
    )


def _earned_lines(work: Work, refund: Refund) -> list[tuple[EarnedLine, Any]]:
    """The lines of the refunded bill that earned, as they were before this refund."""
    rows = work.sql(
        "SELECT l.id AS lot_id, l.points, l.line_id, e.id AS entry_id, e.holder_id, e.version_id,"
        " b.total, coalesce((SELECT sum(r.amount) FROM refund_line r WHERE r.bill_line_id=b.id"
        " AND r.refund_id<>?2),0) AS back, coalesce((SELECT sum(t.asked) FROM points_entry t"
        " WHERE t.bill_id=?1 AND t.entry_kind='take_back' AND t.line_id=b.id),0) AS taken"
        " FROM points_entry e JOIN points_lot l ON l.entry_id=e.id JOIN bill_line b ON b.id=l.line_id"
        " WHERE e.bill_id=?1 AND e.entry_kind='earn' ORDER BY b.position",
        (refund.bill_id, refund.id),
    )
    return [
        (
            EarnedLine(
                id=row["line_id"],
                points=row["points"],
                total=row["total"],
                back=row["back"],
                taken=row["taken"],
            ),
            row,
        )
        for row in rows
    ]


def _days(found: InForce, day: date) -> tuple[date, date | None]:
    """The first and last day of what is earned on ``day``; what is pending long is good for a day at least."""
    first = day + timedelta(days=found.programme.earning.pending_days)
    last = rules.last_day(found.programme.expiry, day)
    return first, None if last is None else max(first, last)
