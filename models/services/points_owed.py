"""What the shop owes in points: how much, until when, how much of it will be used, and what that costs."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.base.rights import Right
from models.base.usecase import query
from models.services.points_accounts import rules_of
from models.store.work import View

LOOK_BACK = 730
"""Days of history by which the use to be expected is reckoned."""
USUAL_SHARE = 637
"""Per mille of points that are used where a shop has no history yet (PRODUCT.md: 63.7 % of points, M)."""
LEAST_HISTORY = 1000
"""Points that have to have been used or to have expired before the shop's own share counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """Points that end, or came, in one month; ``cost`` of what will be used, fen. Month 0: they never end."""

    year: int
    month: int
    points: int
    expected: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """The shop's liability in points on a day.

    ``share`` per mille is what of points was used in the last two years, against what expired; ``known`` where it
    is the shop's own. ``worth`` is what all of them would pay, ``cost`` what the expected ones pay, fen.
    """

    on: date
    points: int
    pending: int
    held: int
    """Held for rewards that were not handed over yet."""
    debt: int
    members: int
    share: int
    known: bool
    expected: int
    worth: int
    cost: int
    by_end: tuple[OwedRow, ...]
    by_age: tuple[OwedRow, ...]


@query(Right.PROGRAMME)
def liability(view: View) -> Owed:
    """What the shop owes in points today, by the month in which they end and by the one they came in."""
    today = view.today
    share, known = _share(view)
    per_yuan = rules_of(view).per_yuan
    row = view.sql(
        "SELECT coalesce(sum(CASE WHEN points>0 AND first_day<=?1 THEN points END),0) AS usable,"
        " coalesce(sum(CASE WHEN points>0 AND first_day>?1 THEN points END),0) AS pending,"
        " coalesce(-sum(CASE WHEN points<0 THEN points END),0) AS debt,"
        " count(DISTINCT CASE WHEN points>0 THEN account_id END) AS members FROM points_open"
        " WHERE last_day IS NULL OR last_day>=?1",
        (today.isoformat(),),
    )[0]
    held = view.sql("SELECT coalesce(sum(points),0) AS n FROM redemption WHERE state='held'")
    points = row["usable"] + row["pending"]
    expected = points * share // 1000
    return Owed(
        on=today,
        points=points,
        pending=row["pending"],
        held=held[0]["n"],
        debt=row["debt"],
        members=row["members"],
        share=share,
        known=known,
        expected=expected,
        worth=points * 100 // per_yuan,
        cost=expected * 100 // per_yuan,
        by_end=_by(view, "o.last_day", share, per_yuan),
        by_age=_by(view, "e.day", share, per_yuan),
    )


def _by(view: View, column: str, share: int, per_yuan: int) -> tuple[OwedRow, ...]:
    rows = view.sql(
        f"SELECT coalesce(substr({column},1,7),'') AS month, sum(o.points) AS points"
        " FROM points_open o JOIN points_lot l ON l.id=o.id JOIN points_lot r ON r.id=l.root_id"
        " JOIN points_entry e ON e.id=r.entry_id WHERE o.points>0"
        " AND (o.last_day IS NULL OR o.last_day>=?) GROUP BY 1 ORDER BY 1=''  , 1",
        (view.today.isoformat(),),
    )
    return tuple(
        OwedRow(
            year=int(row["month"][:4] or 0),
            month=int(row["month"][5:] or 0),
            points=row["points"],
            expected=row["points"] * share // 1000,
            cost=row["points"] * share // 1000 * 100 // per_yuan,
        )
        for row in rows
    )


def _share(view: View) -> tuple[int, bool]:
    """Per mille of points that were used and not lost, of those that went either way in two years."""
    since = view.today - timedelta(days=LOOK_BACK)
    row = view.sql(
        "SELECT coalesce(-sum(CASE WHEN entry_kind IN ('spend','come_back') THEN points END),0) AS used,"
        " coalesce(-sum(CASE WHEN entry_kind='expire' THEN points END),0) AS lost FROM points_entry"
        " WHERE day>=?",
        (since.isoformat(),),
    )[0]
    gone = row["used"] + row["lost"]
    if gone < LEAST_HISTORY:
        return USUAL_SHARE, False
    return row["used"] * 1000 // gone, True
