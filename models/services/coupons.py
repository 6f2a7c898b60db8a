"""Coupons and rights (优惠券、权益): issued with a number of their own, good for a time, used once.

Others issue and take back by :func:`issue` and :func:`take_back`; the till uses and restores them through
models/services/checkout_covers.py. A coupon never turns into money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.base.clock import from_ms, ms_of
from models.base.codes import CodeKind, parse_document_number
from models.base.documents_points import CouponPaper, CouponState
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import coupons as rules
from models.rules.coupons import SOURCES, CouponPlan
from models.rules.names import masked_name
from models.rules.phones import tail
from models.services import numbers, shop, timeline
from models.services.living import living
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.prices import PriceItem
from models.tables.rewards import Coupon

REASON_MOST = 120
_SELECT = (
    "SELECT c.*, coalesce(i.name,'') AS item, coalesce(b.number,'') AS bill_number,"
    " coalesce(m.name,'') AS member, (SELECT count(*) FROM printing p WHERE p.ref_id=c.id) AS copies"
    " FROM coupon c LEFT JOIN price_item i ON i.id=c.item_id LEFT JOIN bill b ON b.id=c.bill_id"
    " LEFT JOIN member m ON m.id=c.member_id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRow:
    """A coupon as it stands today. ``value`` fen or per mille by its kind; ``worth`` what it took off its bill."""

    id: str
    number: str
    code: str
    name: str
    coupon_kind: str
    value: int
    most: int | None
    least: int
    item_id: str | None
    item: str
    at: datetime
    first_day: date
    last_day: date | None
    source: str
    source_id: str
    state: CouponState
    settled_at: datetime | None
    bill_number: str
    worth: int
    cost: int
    member_id: str | None
    member: str
    """Masked name; empty where whoever holds the paper may use it."""
    reason: str
    copies: int

    @property
    def plan(self) -> CouponPlan:
        """What it takes off, for the rule that reckons it."""
        return CouponPlan(
            name=self.name,
            coupon_kind=self.coupon_kind,
            value=self.value,
            most=self.most,
            least=self.least,
            item_id=self.item_id,
            cost=self.cost,
        )


@query(Right.SERVE)
def of_member(view: View, member_id: str, *, past: bool = False) -> tuple[CouponRow, ...]:
    """A member's coupons that can be used, the one that ends first in front; with ``past`` all, newest first."""
    rows = _rows(view, "c.member_id=? ORDER BY c.id DESC", (member_id,))
    if past:
        return rows
    good = [row for row in rows if row.state == "issued" and row.first_day <= view.today]
    return tuple(sorted(good, key=lambda row: (row.last_day or date.max, row.number)))


@query(Right.SERVE)
def file(view: View, coupon_id: str) -> CouponRow:
    """One coupon as it stands today."""
    rows = _rows(view, "c.id=?", (coupon_id,))
    if not rows:
        raise Refused("record.gone", kind=Coupon.kind)
    return rows[0]


@query(Right.SERVE)
def by_number(view: View, number: str) -> CouponRow:
    """The coupon with this number or scanned code; Refused("coupon.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.COUPON))
    rows = _rows(view, "c.number=? OR c.code=?", (typed, typed))
    if not rows:
        raise Refused("coupon.unknown", field="number", number=typed)
    return rows[0]


@query(Right.SERVE)
def paper(view: View, coupon_id: str) -> CouponPaper:
    """The slip of a coupon as it stands today."""
    row = file(view, coupon_id)
    by = view.sql(
        "SELECT coalesce(s.name,'') AS who, coalesce((SELECT number FROM member_phone p WHERE"
        " p.member_id=c.member_id ORDER BY position LIMIT 1),'') AS phone FROM coupon c"
        " LEFT JOIN staff s ON s.id=c.actor_id WHERE c.id=?",
        (coupon_id,),
    )[0]
    return CouponPaper(
        shop=shop.head_of(view),
        number=row.number,
        code=row.code,
        at=row.at,
        by=by["who"],
        member=row.member,
        phone_tail=tail(by["phone"]) if by["phone"] else "",
        name=row.name,
        coupon_kind=row.coupon_kind,
        value=row.value,
        most=row.most,
        least=row.least,
        item=row.item,
        first_day=row.first_day,
        last_day=row.last_day,
        state=row.state,
    )


def usable(view: View, coupon_id: str, member_id: str | None) -> CouponRow:
    """The coupon, where it can be used today on a bill of this member.

    Raises Refused("coupon.used" | "coupon.taken_back" | "coupon.expired" | "coupon.early" | "coupon.anothers").
    """
    row = file(view, coupon_id)
    if row.state == "used":
        raise Refused("coupon.used", field="coupon", number=row.number, bill=row.bill_number)
    if row.state == "taken_back":
        raise Refused("coupon.taken_back", field="coupon", number=row.number)
    if row.state == "expired":
        raise Refused("coupon.expired", field="coupon", number=row.number, day=row.last_day)
    if row.first_day > view.today:
        raise Refused("coupon.early", field="coupon", number=row.number, day=row.first_day)
    if row.member_id is not None and row.member_id != member_id:
        raise Refused("coupon.anothers", field="coupon", number=row.number)
    return row


def issue(
    work: Work,
    member_id: str | None,
    plan: CouponPlan,
    *,
    source: str,
    source_id: str = "",
    coupon_id: str | None = None,
) -> Coupon:
    """Issue a coupon as planned; its last day is reckoned from today. ``member_id`` None: who holds it.

    With a derived ``coupon_id`` that is there already nothing happens and that coupon is returned.
    Raises Refused("coupon.…" | "money.…" | "text.…"), "record.gone" for an item that is not there.
    """
    if coupon_id is not None and (there := work.find(Coupon, coupon_id)) is not None:
        return there
    plan = rules.checked(plan)
    if plan.item_id is not None:
        work.get(PriceItem, plan.item_id)
    number = numbers.next_document(work, CodeKind.COUPON)
    row = Coupon(
        id=coupon_id or work.new_id(),
        number=str(number),
        code=number.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        member_id=member_id,
        name=plan.name,
        coupon_kind=plan.coupon_kind,
        value=plan.value,
        most=plan.most,
        least=plan.least,
        item_id=plan.item_id,
        cost=plan.cost,
        first_day=work.today,
        last_day=work.today + timedelta(days=plan.days) if plan.days else None,
        source=one_of(source, SOURCES, "coupon.source", field="source"),
        source_id=source_id,
        actor_id=work.actor.id,
    )
    work.add(row)
    _tell(work, row, "coupon_issued", {"title": row.name, "source": row.source})
    return row


def take_back(work: Work, coupon_id: str, *, reason: str = "") -> bool:
    """Take a coupon back that was not used; False where it was used or taken back already, which stays so."""
    row = work.get(Coupon, coupon_id)
    if row.state != "issued":
        return False
    why = clean_line(reason, field="reason", most=REASON_MOST)
    work.change(row, state="taken_back", settled_at=work.now, reason=why)
    _tell(work, row, "coupon_taken_back", {"title": row.name})
    return True


def use(work: Work, coupon_id: str, bill: Bill | None, worth: int) -> None:
    """Write that a coupon was used, on a bill or, a right, without one. Ask :func:`usable` before."""
    row = work.get(Coupon, coupon_id)
    work.change(
        row,
        state="used",
        settled_at=work.now,
        bill_id=bill.id if bill is not None else None,
        worth=worth,
    )
    number = bill.number if bill is not None else ""
    _tell(work, row, "coupon_used", {"title": row.name, "worth": worth, "bill": number})


def restore(work: Work, bill_id: str, *, grace_days: int) -> None:
    """A bill came back whole: its coupons can be used again, for ``grace_days`` where their day has passed."""
    for row in work.all(Coupon, Coupon.bill_id == bill_id, order=Coupon.id):
        last = row.last_day
        if last is not None and last < work.today:
            last = work.today + timedelta(days=grace_days)
        work.change(row, state="issued", settled_at=None, bill_id=None, worth=0, last_day=last)
        _tell(work, row, "coupon_restored", {"title": row.name})


@use_case(Right.DISCOUNT, keyed=True, inverse="coupons.withdraw")
def give(work: Work, member_id: str, plan: CouponPlan, *, reason: str = "") -> str:
    """Give a member a coupon by hand; returns its id.

    Raises Refused("coupon.…" | "money.…" | "text.…" | "member.…").
    """
    member = living(work, member_id)
    why = clean_line(reason, field="reason", most=REASON_MOST)
    row = issue(work, member.id, plan, source="given")
    work.change(row, reason=why)
    work.undo_by(withdraw, row.id)
    return row.id


@use_case(Right.DISCOUNT)
def withdraw(work: Work, coupon_id: str, *, reason: str = "") -> None:
    """Take a coupon back by hand. Raises Refused("coupon.used" | "coupon.taken_back" | "text.…")."""
    row = file(work, coupon_id)
    if row.state == "used":
        raise Refused("coupon.used", field="coupon", number=row.number, bill=row.bill_number)
    if not take_back(work, coupon_id, reason=reason):
        raise Refused("coupon.taken_back", field="coupon", number=row.number)


@use_case(Right.SERVE, inverse="coupons.give_right_back")
def keep_promise(work: Work, coupon_id: str) -> None:
    """Mark a right as kept (a promise, no money off), outside the till.

    Raises Refused("coupon.not_right") and as :func:`usable`.
    """
    row = file(work, coupon_id)
    usable(work, coupon_id, row.member_id)
    if row.coupon_kind != "right":
        raise Refused("coupon.not_right", field="coupon", number=row.number)
    use(work, coupon_id, None, 0)
    work.undo_by(give_right_back, coupon_id)


@use_case(Right.SERVE, inverse="coupons.keep_promise")
def give_right_back(work: Work, coupon_id: str) -> None:
    """Ctrl+Z after a right was marked as kept, while nothing followed. Raises Refused("coupon.not_right").

    Once money of a bill that counted for its milestone came back it stays kept: it would be usable for nothing.
    """
    row = work.get(Coupon, coupon_id)
    followed = work.sql(
        "SELECT 1 FROM milestone_grant g JOIN bill b ON b.member_id=g.member_id"
        " JOIN refund r ON r.bill_id=b.id WHERE g.coupon_id=? AND r.at>=?",
        (coupon_id, ms_of(row.settled_at or work.now)),
    )
    if row.coupon_kind != "right" or row.state != "used" or row.bill_id is not None or followed:
        raise Refused("coupon.not_right", field="coupon", number=row.number)
    work.change(row, state="issued", settled_at=None)
    _tell(work, row, "coupon_restored", {"title": row.name})
    work.undo_by(keep_promise, coupon_id)


def _rows(view: View, where: str, values: Sequence[str]) -> tuple[CouponRow, ...]:
    found = view.sql(f"{_SELECT} WHERE {where}", values)
    return tuple(
        CouponRow(
            id=row["id"],
            number=row["number"],
            code=row["code"],
            name=row["name"],
            coupon_kind=row["coupon_kind"],
            value=row["value"],
            most=row["most"],
            least=row["least"],
            item_id=row["item_id"],
            item=row["item"],
            at=from_ms(row["at"]),
            first_day=date.fromisoformat(row["first_day"]),
            last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
            source=row["source"],
            source_id=row["source_id"],
            state=_state(row["state"], row["last_day"], view.today),
            settled_at=from_ms(row["settled_at"]) if row["settled_at"] is not None else None,
            bill_number=row["bill_number"],
            worth=row["worth"],
            cost=row["cost"],
            member_id=row["member_id"],
            member=masked_name(row["member"]) if row["member"] else "",
            reason=row["reason"],
            copies=row["copies"],
        )
        for row in found
    )


def _state(state: str, last_day: str | None, today: date) -> CouponState:
    if state == "used":
        return "used"
    if state == "taken_back":
        return "taken_back"
    return "expired" if last_day is not None and last_day < today.isoformat() else "issued"


def _tell(work: Work, row: Coupon, what: str, details: dict[str, str | int]) -> None:
    if row.member_id is None or work.find(Erasure, row.member_id) is not None:
        return
    timeline.record(work, row.member_id, what, ref_id=row.id, number=row.number, details=details)
