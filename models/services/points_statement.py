"""A member's statement of points over a time, for screen and paper: every entry, and the lots that are left."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from models.base.days import months_after
from models.base.documents_points import PointsStatement, StatementLine, StatementLot
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.names import masked_name
from models.services import points, shop, tiers
from models.services.points import EntryRow
from models.services.points_accounts import account_id_of, lots_on
from models.store.work import View
from models.tables.members import Member

USUAL_MONTHS = 12
LINES_MOST = 20_000
"""Entries that are read of an account: one a day for fifty years."""


@query(Right.SERVE)
def statement(
    view: View, member_id: str, *, from_day: date | None = None, to_day: date | None = None
) -> PointsStatement:
    """What came and went of a member's points, the last year where no days are named, oldest first.

    Raises Refused("points.days": it ends before it begins).
    """
    member = view.get(Member, member_id)
    end = to_day or view.today
    begin = from_day or months_after(end, -USUAL_MONTHS)
    if end < begin:
        raise Refused("points.days", field="to_day")
    past = points.entries(view, member_id, on=end, limit=LINES_MOST)[::-1]
    told = sorted([*map(_line, past), *_lapsed(view, member_id, end)], key=lambda line: line.day)
    opening = past[0].after - past[0].points if past else 0
    opening += sum(line.points for line in told if line.day < begin)
    lines, closing = _running([line for line in told if line.day >= begin], opening)
    file = points.of_member(view, member_id, on=end)
    far = tiers.distance(view, member_id)
    return PointsStatement(
        shop=shop.head_of(view),
        member=masked_name(member.name),
        card_number=member.number,
        at=view.now,
        by=view.actor.name,
        from_day=begin,
        to_day=end,
        opening=opening,
        lines=lines,
        closing=closing,
        usable=file.usable,
        pending=file.pending,
        debt=file.debt,
        worth=file.worth,
        lots=tuple(
            StatementLot(
                points=lot.points,
                since=lot.since,
                first_day=lot.first_day,
                last_day=lot.last_day,
                number=lot.number,
                rule=lot.rule,
                kind=lot.kind,
                reason=lot.reason,
            )
            for lot in file.lots
        ),
        tier=far.name if far else "",
        next_tier=far.next_name if far else "",
        missing=far.missing if far else 0,
        measure=far.measure if far else "",
        pot=file.pot,
    )


def _line(entry: EntryRow) -> StatementLine:
    """An entry; what the balance is after it is reckoned later."""
    return StatementLine(
        day=entry.day,
        kind=entry.kind,
        rule=entry.rule,
        points=entry.points,
        after=0,
        number=entry.number,
        reason=entry.reason,
    )


def _lapsed(view: View, member_id: str, end: date) -> Iterator[StatementLine]:
    """What had lapsed by the end and has no entry yet, told as that will be: a balance never waits for it."""
    for lot in lots_on(view, account_id_of(view, member_id), end):
        if lot.points <= 0 or lot.last_day is None or not lot.lapsed_on(end):
            continue
        moved = view.sql(
            "SELECT max(e.day) AS day FROM points_move m JOIN points_entry e ON e.id=m.entry_id"
            " WHERE m.lot_id=? AND e.day<=?",
            (lot.id, end.isoformat()),
        )[0]["day"]
        yield StatementLine(
            day=max(lot.last_day + timedelta(days=1), date.fromisoformat(moved)),
            kind="expire",
            rule="",
            points=-lot.points,
            after=0,
            number="",
            reason="",
        )


def _running(lines: Sequence[StatementLine], balance: int) -> tuple[tuple[StatementLine, ...], int]:
    """The lines that changed something, each with the balance after it; and the last balance."""
    told = []
    for line in lines:
        balance += line.points
        if line.points:
            told.append(replace(line, after=balance))
    return tuple(told), balance
