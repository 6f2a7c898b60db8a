"""The numbered papers of money paid ahead or given back, one series for value, visit cards and rewards.

Written by models/services/prepaid.py, visit_cards.py and redemptions.py; it declares no use case of its own.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from models.base.codes import CodeKind, DocumentNumber
from models.base.documents import TenderKind
from models.base.documents_points import (
    PrepaidDirection,
    PrepaidFormula,
    PrepaidPaper,
    PrepaidWhat,
)
from models.rules import prepaid as rules
from models.rules.checkout import TenderOut
from models.rules.names import masked_name
from models.services import numbers, phones, shop, timeline
from models.services.deposits import HANDED
from models.services.points_accounts import rules_of
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.prepaid import Prepaid

REASON_MOST = 120
SUMS = (
    "sum(CASE WHEN refund_id IS NULL THEN visits ELSE 0 END) AS visits,"
    " sum(CASE WHEN refund_id IS NULL THEN worth ELSE 0 END) AS worth,"
    " -sum(CASE WHEN refund_id IS NULL THEN 0 ELSE visits END) AS visits_back,"
    " -sum(CASE WHEN refund_id IS NULL THEN 0 ELSE worth END) AS worth_back"
)
"""Of a card's visits on a bill: how many and what they paid, and what of both came back."""


@dataclass(frozen=True, slots=True)
class Value:
    """Stored value, its paid and its gift part; fen."""

    paid: int
    gift: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.paid + self.gift


def value_of(view: View, member_id: str) -> Value:
    """What a member has in stored value."""
    row = view.sql(
        "SELECT coalesce(sum(paid),0) AS paid, coalesce(sum(gift),0) AS gift FROM value_move"
        " WHERE member_id=?",
        (member_id,),
    )[0]
    return Value(row["paid"], row["gift"])


def late_visits(view: View, card_id: str, last_day: date) -> tuple[int, date]:
    """Visits that came back when their card had ended and can be used today, and the last day of these.

    Each is good for the days of grace of the programme of the day on which it came back; what ended before it came
    back stays ended.
    """
    good: list[tuple[date, int]] = []
    for row in view.sql(
        "SELECT day, visits FROM visit_use WHERE card_id=? AND day>? AND visits<>0 ORDER BY id",
        (card_id, last_day.isoformat()),
    ):
        day, visits = date.fromisoformat(row["day"]), -row["visits"]
        if visits > 0:
            good.append((day + timedelta(days=rules_of(view, day).comeback_grace_days), visits))
        else:
            good = _less([one for one in good if one[0] >= day], -visits)
    good = [one for one in good if one[0] >= view.today]
    return sum(visits for _, visits in good), max([last_day, *(ends for ends, _ in good)])


def _less(good: list[tuple[date, int]], visits: int) -> list[tuple[date, int]]:
    """What is left of late visits after so many were used, those that end first in front."""
    left = []
    for ends, there in sorted(good):
        used = min(visits, there)
        visits -= used
        left.append((ends, there - used))
    return left


def part_back(view: View, card_id: str, single: int) -> int:
    """What came back of the visits of a card beyond the whole ones, fen of its ``single``."""
    rows = view.sql(
        f"SELECT {SUMS} FROM visit_use WHERE card_id=? GROUP BY bill_id HAVING min(worth)<0",
        (card_id,),
    )
    return sum(rules.part_of(single=single, **row) for row in rows)


def handed(kind: str) -> TenderKind:
    """A way of handing money over, as its type."""
    return next(known for known in HANDED if known == kind)


def post(
    work: Work,
    member: Member,
    what: PrepaidWhat,
    tender: TenderOut,
    *,
    direction: PrepaidDirection = "in",
    change: int = 0,
    gift: int = 0,
    value: Value | None = None,
    title: str = "",
    ref_id: str | None = None,
    ref_number: str = "",
    visits_left: int = 0,
    formula: PrepaidFormula | None = None,
    reason: str = "",
) -> Prepaid:
    """Number and freeze a paper of money that came in or goes out."""
    number = numbers.next_document(work, CodeKind.PREPAID)
    value = value or value_of(work, member.id)
    paper = PrepaidPaper(
        shop=shop.head_of(work),
        direction=direction,
        what=what,
        number=str(number),
        code=number.code,
        at=work.now,
        by=work.actor.name,
        approved_by=work.approver.name if work.approver else "",
        member=masked_name(member.name),
        phone_tail=phones.tail_of(work, member.id),
        amount=tender.amount,
        gift=gift,
        kind=tender.kind,
        tendered=tender.tendered,
        change=change,
        paid_left=value.paid,
        gift_left=value.gift,
        title=title,
        ref_number=ref_number,
        visits_left=visits_left,
        formula=formula,
        reason=reason,
    )
    row = _row(work, member, paper, number, ref_id)
    work.add(row)
    _tell(work, member, row)
    return row


def _row(
    work: Work, member: Member, paper: PrepaidPaper, number: DocumentNumber, ref_id: str | None
) -> Prepaid:
    """The row that keeps a paper."""
    return Prepaid(
        id=work.new_id(),
        number=paper.number,
        code=paper.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        business_day=work.today,
        member_id=member.id,
        actor_id=work.actor.id,
        direction=paper.direction,
        what=paper.what,
        card_id=ref_id,
        tender_kind=paper.kind,
        amount=paper.amount,
        gift=paper.gift,
        reason=paper.reason,
        snapshot=msgspec.to_builtins(paper),
    )


def _tell(work: Work, member: Member, row: Prepaid) -> None:
    if work.find(Erasure, member.id) is not None:
        return  # an erased member's money goes back all the same; nothing is told of it
    timeline.record(
        work,
        member.id,
        "prepaid_in" if row.direction == "in" else "prepaid_out",
        ref_id=row.id,
        number=row.number,
        details={
            "total": row.amount,
            "tender": row.tender_kind,
            "what": row.what,
            "gift": row.gift,
        },
    )
    timeline.touch(work, work.get(Member, member.id))
