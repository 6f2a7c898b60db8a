"""A member's statement of points over a time, for screen and paper: every entry, and the lots that are left."""

from datetime import date

from models.base.documents_points import PointsStatement, StatementLine, StatementLot
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.names import masked_name
from models.rules.points import months_after
from models.services import points, shop, tiers
from models.store.work import View
from models.tables.members import Member

USUAL_MONTHS = 12
LINES_MOST = 1000


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
    whole = points.entries(view, member_id, on=end, limit=LINES_MOST)
    inside = [entry for entry in reversed(whole) if entry.day >= begin]
    before = [entry for entry in whole if entry.day < begin]
    opening = before[0].after if before else (inside[0].after - inside[0].points if inside else 0)
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
        lines=tuple(
            StatementLine(
                day=entry.day,
                kind=entry.kind,
                rule=entry.rule,
                points=entry.points,
                after=entry.after,
                number=entry.number,
                reason=entry.reason,
            )
            for entry in inside
            if entry.points
        ),
        closing=inside[-1].after if inside else opening,
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
            )
            for lot in file.lots
        ),
        tier=far.name if far else "",
        next_tier=far.next_name if far else "",
        missing=far.missing if far else 0,
        measure=far.measure if far else "",
        pot=file.pot,
    )
