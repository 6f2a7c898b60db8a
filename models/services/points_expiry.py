"""Points whose last day has passed expire: one entry for each lot, by batches, so that it can stop and go on.

A balance never waits for this: what has lapsed counts for nothing from the day after its last, entry or not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.base.clock import ms_of
from models.base.ids import derived
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.services import programme_clock
from models.services.points_book import expiry_id
from models.store.many import add_plain
from models.store.work import View, Work
from models.tables.points import PointsEntry, PointsMove

BATCH = 2000
"""Lots that expire in one transaction: the desk waits for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What would expire now: lots and points."""

    lots: int
    points: int
    far: bool
    """Whether the clock seems to have jumped, and somebody has to say that it is right."""
    last_bill: date | None
    """The last day before it jumped on which something was billed, or the clock was confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """What expired in this batch, and whether there may be more to do."""

    lots: int
    points: int
    more: bool


@query(Right.ENTER)
def due(view: View) -> Due:
    """What has lapsed and has no entry yet."""
    row = view.sql(
        "SELECT count(*) AS lots, coalesce(sum(points),0) AS points FROM points_open"
        " WHERE last_day<? AND points>0",
        (view.today.isoformat(),),
    )[0]
    last = programme_clock.silence(view)
    return Due(lots=row["lots"], points=row["points"], far=last is not None, last_bill=last)


@use_case(Right.ENTER, itself=True)
def expire(work: Work) -> Expired:
    """Expire the next lots whose last day has passed; to be called again while any are left.

    Each entry's id follows from its lot, and it counts from the day after the lot's last. It may run on a locked
    desk: whoever calls it can choose nothing, a balance is the same before and after, and the journal says that
    the program did it. Raises Refused("points.clock", day) where the clock is doubted, until somebody says that it
    is right (programme_clock.confirm). Not undoable: the day has passed.
    """
    programme_clock.must_be_believed(work)
    rows = work.sql(
        "SELECT id, account_id, last_day, moved_on, points FROM points_open"
        " WHERE last_day<? AND points>0 ORDER BY last_day, id LIMIT ?",
        (work.today.isoformat(), BATCH),
    )
    if not rows:
        return Expired(lots=0, points=0, more=False)
    usual = {
        **PointsEntry.usual(),
        "at": ms_of(work.now),
        "entry_kind": "expire",
        "actor_id": work.actor.id,
    }
    entries: list[dict[str, Any]] = []
    moves: list[dict[str, Any]] = []
    for row in rows:
        entry_id, points = expiry_id(row["id"]), -row["points"]
        counts = date.fromisoformat(row["last_day"]) + timedelta(days=1)
        entries.append(
            {
                **usual,
                "id": entry_id,
                "account_id": row["account_id"],
                "holder_id": "",
                "day": max(counts.isoformat(), row["moved_on"]),
                "points": points,
            }
        )
        moves.append(
            {
                "id": derived("expire move", row["id"], like=row["id"]),
                "entry_id": entry_id,
                "lot_id": row["id"],
                "points": points,
                "of_id": None,
            }
        )
    total = sum(row["points"] for row in rows)
    add_plain(work, {PointsEntry: entries, PointsMove: moves})
    work.connection.exec_driver_sql(
        "DELETE FROM points_open WHERE id=?", [(row["id"],) for row in rows]
    )
    return Expired(lots=len(rows), points=total, more=len(rows) == BATCH)
