"""The one pen of the points ledger: every entry, lot and move is written here, and none is changed later.

The sum of a lot's moves is what is left of it, the sum of an entry's moves is what it changed the balance by;
``points_open`` follows. Called by models/services/points_book.py and points_earning.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.store.work import View, Work
from models.tables.points import PointsEntry, PointsLot, PointsMove, PointsOpen


@dataclass(frozen=True, slots=True)
class Touch:
    """What an entry does to one lot; ``of_id`` is the move it takes back."""

    lot_id: str
    points: int
    of_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A lot to be opened; ``from_lot`` is the one it carries on, of the same root unless ``anew``."""

    points: int
    first_day: date
    last_day: date | None
    line_id: str | None = None
    from_lot: PointsLot | None = None
    anew: bool = False
    of_id: str | None = None
    """The move that its opening takes back."""


def post(
    work: Work,
    account_id: str,
    entry_kind: str,
    *,
    holder_id: str,
    touches: Sequence[Touch] = (),
    fresh: Sequence[Fresh] = (),
    not_before: date | None = None,
    day: date | None = None,
    **about: Any,
) -> PointsEntry:
    """Write an entry with its moves and lots. No lot goes below what is in it: that would be a bug, not a refusal.

    An entry counts from today, and never from before the newest one that touched the same lot: after a clock was
    set back every day still adds up.
    """
    opened_lots = {touch.lot_id: work.find(PointsOpen, touch.lot_id) for touch in touches}
    days = [row.moved_on for row in opened_lots.values() if row is not None]
    days += _days_of(work, [key for key, row in opened_lots.items() if row is None])
    counts = max([day or work.today, *days, *([not_before] if not_before else [])])
    entry = PointsEntry(
        **{
            "id": work.new_id(),
            "account_id": account_id,
            "holder_id": holder_id,
            "at": work.now,
            "day": counts,
            "entry_kind": entry_kind,
            "points": sum(t.points for t in touches) + sum(f.points for f in fresh),
            "actor_id": work.actor.id,
            "approver_id": work.approver.id if work.approver else "",
            **about,
        }
    )
    work.add(entry)
    _touch(work, entry, touches, opened_lots)
    _open(work, entry, fresh)
    return entry


def _touch(
    work: Work,
    entry: PointsEntry,
    touches: Sequence[Touch],
    opened_lots: dict[str, PointsOpen | None],
) -> None:
    work.add_all(
        [
            PointsMove(
                id=work.new_id(),
                entry_id=entry.id,
                lot_id=touch.lot_id,
                points=touch.points,
                of_id=touch.of_id,
            )
            for touch in touches
        ]
    )
    for lot_id in dict.fromkeys(touch.lot_id for touch in touches):
        change = sum(touch.points for touch in touches if touch.lot_id == lot_id)
        _follow(work, entry.day, lot_id, change, opened_lots[lot_id])


def _follow(work: Work, day: date, lot_id: str, change: int, row: PointsOpen | None) -> None:
    """Keep the derived row in step with a move."""
    left = change + (row.points if row is not None else 0)
    lot = work.get(PointsLot, lot_id)
    if left * lot.points < 0 or abs(left) > abs(lot.points):
        raise ValueError("a lot would hold what was never in it")
    if row is None:
        work.add(
            PointsOpen(
                id=lot_id,
                account_id=lot.account_id,
                first_day=lot.first_day,
                last_day=lot.last_day,
                moved_on=day,
                points=left,
            )
        )
    elif left:
        work.change(row, points=left, moved_on=day)
    else:
        work.remove(row)


def _open(work: Work, entry: PointsEntry, fresh: Iterable[Fresh]) -> None:
    lots, moves, derived_rows = [], [], []
    for new in fresh:
        lot_id = work.new_id()
        before = new.from_lot
        root = before.root_id if before is not None and not new.anew else lot_id
        lots.append(
            PointsLot(
                id=lot_id,
                account_id=entry.account_id,
                entry_id=entry.id,
                points=new.points,
                first_day=new.first_day,
                last_day=new.last_day,
                root_id=root,
                from_id=before.id if before is not None else None,
                line_id=new.line_id,
            )
        )
        moves.append(
            PointsMove(
                id=work.new_id(),
                entry_id=entry.id,
                lot_id=lot_id,
                points=new.points,
                of_id=new.of_id,
            )
        )
        derived_rows.append(
            PointsOpen(
                id=lot_id,
                account_id=entry.account_id,
                first_day=new.first_day,
                last_day=new.last_day,
                moved_on=entry.day,
                points=new.points,
            )
        )
    work.add_all(lots)
    work.add_all(moves)
    work.add_all(derived_rows)


def _days_of(view: View, lot_ids: Sequence[str]) -> list[date]:
    days = []
    for lot_id in lot_ids:
        rows = view.sql(
            "SELECT max(e.day) AS day FROM points_move m JOIN points_entry e ON e.id=m.entry_id"
            " WHERE m.lot_id=?",
            (lot_id,),
        )
        if rows[0]["day"] is not None:
            days.append(date.fromisoformat(rows[0]["day"]))
    return days
