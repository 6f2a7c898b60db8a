"""Segments (客群) of the members, reckoned from their bills each time they are asked for; nothing is stored.

The lines between them follow from everybody's figures, in one pass over the bills of the window. They are kept
until a merge, an erasure, the rules or the day change them; after a bill or a refund its member alone is reckoned
anew, for a pass would keep the desk's next question waiting.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from models.base.rights import Right
from models.base.usecase import query
from models.rules import segments as rules
from models.rules.programme import SEGMENTS, Core, Programme, Segment
from models.rules.segments import CORES, Figures, Placed, Thresholds
from models.services.points_accounts import rules_of
from models.services.tier_figures import OF_ALL, bills_of
from models.store.work import View
from models.tables.members import Member

LIST_MOST = 500

_SUMS = (
    "SELECT member_id, sum(paid) AS spent, count(DISTINCT CASE WHEN total>back THEN business_day END)"
    " AS visits FROM ({bills}) GROUP BY member_id HAVING spent>0 OR visits>0"
)
_FRAME = (
    "SELECT (SELECT count(*) FROM merge) AS merges,"
    " (SELECT count(*) FROM merge WHERE undone_at<>'') AS parted, (SELECT count(*) FROM erasure) AS erased"
)
_ARRIVED = (
    "SELECT b.place AS bills, (SELECT id FROM bill WHERE rowid=b.place) AS bill,"
    " r.place AS refunds, (SELECT id FROM refund WHERE rowid=r.place) AS refund"
    " FROM (SELECT coalesce(max(rowid),0) AS place FROM bill) b,"
    " (SELECT coalesce(max(rowid),0) AS place FROM refund) r"
)
"""How far this file reads. By place, for papers are only ever added and one from another desk may bear an older
id; by id as well, for the place of one that was rolled back is given again."""
_STANDS = (
    "SELECT (SELECT id FROM bill WHERE rowid=?) IS ?"
    " AND (SELECT id FROM refund WHERE rowid=?) IS ? AS stands"
)
_THEIRS = (
    "SELECT member_id FROM bill NOT INDEXED WHERE rowid>?"
    " UNION SELECT b.member_id FROM refund r NOT INDEXED CROSS JOIN bill b ON b.id=r.bill_id"
    " WHERE r.rowid>?"
)
"""From the places on, and not by whichever index would give the members in order."""
RENEWED_MOST = 100
"""Members reckoned one by one; for more a pass is cheaper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A member's segments with the reason: figures, thresholds, window; and what the shop does for the segment."""

    placed: Placed
    window_days: int
    strategy: str
    """The shop's own words; empty: the built-in strategy holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentCount:
    """How many are in a segment, and what the shop does for them."""

    segment: str
    members: int
    strategy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All segments with their counts. Members without a bill in the window are basic, in both."""

    matrix: tuple[SegmentCount, ...]
    cores: tuple[SegmentCount, ...]
    thresholds: Thresholds
    window_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """A member in a list of a segment."""

    member_id: str
    name: str
    number: str
    placed: Placed


@dataclass(frozen=True, slots=True)
class Everybody:
    """The figures of who had a bill in the window, and the lines that follow from them."""

    figures: Mapping[str, Figures]
    lines: Thresholds

    def placed(self, member_id: str) -> Placed:
        """Where a member stands."""
        return rules.placed(self.figures.get(member_id, _NOTHING), self.lines)


_NOTHING = Figures(spent=0, visits=0)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The last answer and what it followed from: days, rules and files made one, and the last bill and refund."""

    frame: tuple[Any, ...]
    arrived: tuple[int, str | None, int, str | None]
    found: Everybody


_kept: "WeakKeyDictionary[Any, _Kept]" = WeakKeyDictionary()
"""Per database engine."""


def everybody(view: View, day: date | None = None) -> Everybody:
    """The figures of all members in the window that ends with a day (today), and the lines."""
    day = day or view.today
    by = rules_of(view, day).segments
    frame = (day, by, *view.sql(_FRAME)[0].values())
    last = view.sql(_ARRIVED)[0]
    arrived = (last["bills"], last["bill"], last["refunds"], last["refund"])
    kept = _kept.get(view.connection.engine)
    if kept is not None and (kept.frame, kept.arrived) == (frame, arrived):
        return kept.found
    days = ((day - timedelta(days=by.window_days - 1)).isoformat(), day.isoformat())
    figures = None
    if kept is not None and kept.frame == frame and view.sql(_STANDS, kept.arrived)[0]["stands"]:
        figures = _renewed(view, kept, days)
    if figures is None:
        figures = _whole(view, days)
    found = Everybody(figures, rules.thresholds(by, tuple(figures.values())))
    _kept[view.connection.engine] = _Kept(frame, arrived, found)
    return found


def _whole(view: View, days: tuple[str, str]) -> dict[str, Figures]:
    """Everybody's figures in one pass over the bills of the window."""
    return _reckoned(view, OF_ALL, days)


def _renewed(view: View, kept: _Kept, days: tuple[str, str]) -> dict[str, Figures] | None:
    """The figures with those anew whose bills or refunds came since; None where they are too many."""
    rows = view.sql(_THEIRS, kept.arrived[::2])
    theirs = [row["member_id"] for row in rows if row["member_id"] is not None]
    if len(theirs) > RENEWED_MOST:
        return None
    figures = dict(kept.found.figures)
    for member_id in theirs:
        figures.pop(member_id, None)
    if theirs:
        figures |= _reckoned(view, bills_of(len(theirs)), (*theirs, *theirs, *days))
    return figures


def _reckoned(view: View, bills: str, values: tuple[str, ...]) -> dict[str, Figures]:
    return {
        row.member_id: Figures(spent=row.spent, visits=row.visits)
        for row in view.connection.exec_driver_sql(_SUMS.format(bills=bills), values)
    }


def of_member(view: View, member_id: str, day: date | None = None) -> Placed:
    """A member's segments on a day (today) with the reason."""
    return everybody(view, day).placed(member_id)


@query(Right.SERVE)
def standing(view: View, member_id: str) -> Standing:
    """A member's segments for the member's page. Raises Refused("record.gone")."""
    view.get(Member, member_id)
    by = rules_of(view).segments
    found = of_member(view, member_id)
    return Standing(
        placed=found,
        window_days=by.window_days,
        strategy=rules.strategy_of(by, found.segment),
    )


@query(Right.SERVE)
def counts(view: View) -> Counts:
    """How many members are in each segment. Archived, merged and erased members count nowhere."""
    programme = rules_of(view)
    found = everybody(view)
    gone = {row["id"] for row in view.sql("SELECT id FROM member WHERE archived_at IS NOT NULL")}
    living = view.sql("SELECT count(*) AS n FROM member")[0]["n"] - len(gone)
    matrix: Counter[str] = Counter()
    cores: Counter[str] = Counter()
    for member_id in found.figures.keys() - gone:
        where = found.placed(member_id)
        matrix[where.segment] += 1
        cores[where.core] += 1
    silent = living - sum(matrix.values())
    matrix["basic"] += silent
    cores["basic"] += silent
    return Counts(
        matrix=_told(programme, SEGMENTS, matrix),
        cores=_told(programme, CORES, cores, own=("core", "potential")),
        thresholds=found.lines,
        window_days=programme.segments.window_days,
    )


@query(Right.SERVE)
def members(
    view: View, *, segment: Segment | None = None, core: Core | None = None, limit: int = LIST_MOST
) -> tuple[SegmentRow, ...]:
    """The members of a segment who had a bill in the window, who spent most first; at most ``limit``."""
    found = everybody(view)
    placed = [(member_id, found.placed(member_id)) for member_id in found.figures]
    wanted = sorted(
        (
            (where.figures.spent, member_id, where)
            for member_id, where in placed
            if segment in (None, where.segment) and core in (None, where.core)
        ),
        key=lambda one: (-one[0], one[1]),
    )
    rows: list[SegmentRow] = []
    for _, member_id, where in wanted:
        if len(rows) == min(limit, LIST_MOST):
            break
        member = view.get(Member, member_id)
        if member.archived_at is None:
            row = SegmentRow(
                member_id=member.id, name=member.name, number=member.number, placed=where
            )
            rows.append(row)
    return tuple(rows)


def _told(
    programme: Programme,
    names: tuple[Segment, ...] | tuple[Core, ...],
    found: Counter[str],
    own: tuple[str, ...] | None = None,
) -> tuple[SegmentCount, ...]:
    return tuple(
        SegmentCount(
            segment=name,
            members=found[name],
            strategy=(
                rules.strategy_of(programme.segments, name) if own is None or name in own else ""
            ),
        )
        for name in names
    )
