"""Redemptions (兑换): a reward is held, then completed or cancelled; the points go when it is held.

Each has a number and a voucher. What it cost is frozen; only its state moves on. The cash part is a paper of the
prepaid series, so that the drawer knows it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from models.base.clock import business_day, from_ms
from models.base.codes import CodeKind, parse_document_number
from models.base.documents_points import RedemptionState, Voucher
from models.base.errors import Refused
from models.base.rights import Right, right_missing
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules.checkout import TenderIn, TenderOut
from models.rules.names import masked_name
from models.services import (
    coupons,
    drawer,
    prepaid_papers,
    redemption_acts,
)
from models.services.points_accounts import balance_of
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.rewards import Coupon, Redemption

REASON_MOST = 120
HELD_DAYS = 7
"""For how long a reward is put aside where nobody says otherwise."""
HELD_MOST = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """A redemption as it stands after an act; ``points_left`` is what the member could still spend."""

    id: str
    number: str
    state: RedemptionState
    points: int
    cash: int
    change: int
    points_left: int
    coupon_id: str
    coupon_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionRow:
    """A redemption as lists show it; ``overdue``: held beyond its day."""

    id: str
    number: str
    at: datetime
    by: str
    member_id: str
    member: str
    reward_id: str
    reward: str
    reward_kind: str
    quantity: int
    points: int
    cash: int
    state: RedemptionState
    held_until: date | None
    overdue: bool
    settled_at: datetime | None
    reason: str
    bill_number: str
    coupon_number: str
    copies: int


_SELECT = (
    "SELECT r.*, w.name AS reward, w.reward_kind, m.name AS member, coalesce(s.name,'') AS who,"
    " coalesce(b.number,'') AS bill_number, coalesce(c.number,'') AS coupon_number,"
    " (SELECT count(*) FROM printing p WHERE p.ref_id=r.id) AS copies FROM redemption r"
    " JOIN reward w ON w.id=r.reward_id JOIN member m ON m.id=r.member_id"
    " LEFT JOIN staff s ON s.id=r.actor_id LEFT JOIN bill b ON b.id=r.bill_id"
    " LEFT JOIN coupon c ON c.id=r.coupon_id"
)


@query(Right.SERVE)
def of_member(view: View, member_id: str) -> tuple[RedemptionRow, ...]:
    """A member's redemptions, newest first."""
    return _rows(view, "r.member_id=? ORDER BY r.id DESC", (member_id,))


@query(Right.SERVE)
def held(view: View) -> tuple[RedemptionRow, ...]:
    """Every reward that is put aside, who waits for the longest first; ``overdue`` beyond its day."""
    return _rows(view, "r.state='held' ORDER BY r.held_until, r.id", ())


@query(Right.SERVE)
def file(view: View, redemption_id: str) -> RedemptionRow:
    """One redemption."""
    rows = _rows(view, "r.id=?", (redemption_id,))
    if not rows:
        raise Refused("record.gone", kind=Redemption.kind)
    return rows[0]


@query(Right.SERVE)
def by_number(view: View, number: str) -> RedemptionRow:
    """The redemption with this number or code; Refused("redemption.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.REDEMPTION))
    rows = _rows(view, "r.number=? OR r.code=?", (typed, typed))
    if not rows:
        raise Refused("redemption.unknown", field="number", number=typed)
    return rows[0]


@query(Right.SERVE)
def paper(view: View, redemption_id: str) -> Voucher:
    """The voucher."""
    return msgspec.convert(view.get(Redemption, redemption_id).snapshot, Voucher)


@use_case(Right.SERVE, keyed=True, inverse="redemptions.cancel")
def hold(
    work: Work,
    member_id: str,
    reward_id: str,
    *,
    quantity: int = 1,
    held_until: date | None = None,
) -> Redeemed:
    """Put a reward aside for a member and take the points; it is completed or cancelled later.

    Raises Refused("reward.…" | "points.short" | "points.not_yours" | "redemption.day" | "member.erased"), and
    "right.missing" above the points a clerk may use at once.
    """
    until = held_until or work.today + timedelta(days=HELD_DAYS)
    if not work.today <= until <= work.today + timedelta(days=HELD_MOST):
        raise Refused("redemption.day", field="held_until", most=HELD_MOST)
    row = redemption_acts.put_aside(work, member_id, reward_id, quantity, held_until=until)
    redemption_acts.tell(work, row, "reward_held")
    work.undo_by(cancel, row.id)
    return _done(work, row)


@use_case(Right.SERVE, keyed=True)
def complete(work: Work, redemption_id: str, *, tender: TenderIn | None = None) -> Redeemed:
    """Hand over what is held; ``tender`` pays its cash part. A coupon is issued now.

    Raises Refused("redemption.settled" | "checkout.tender_…" | "member.erased" | "day.closed"). Not undoable by
    itself: see :func:`take_back`.
    """
    row = redemption_acts.of_state(work, redemption_id, "held")
    change = redemption_acts.hand_over(work, row, tender)
    redemption_acts.tell(work, row, "reward_completed")
    return _done(work, row, change=change)


@use_case(Right.SERVE)
def cancel(work: Work, redemption_id: str, *, reason: str = "") -> Redeemed:
    """Give up what is held: the points come back into their lots.

    Raises Refused("redemption.settled" | "text.…"). Not undoable: it is held anew.
    """
    row = redemption_acts.of_state(work, redemption_id, "held")
    redemption_acts.call_off(work, row, clean_line(reason, field="reason", most=REASON_MOST))
    return _done(work, row)


@use_case(Right.SERVE, keyed=True, inverse="redemptions.take_back")
def redeem(
    work: Work,
    member_id: str,
    reward_id: str,
    *,
    quantity: int = 1,
    tender: TenderIn | None = None,
    bill_id: str | None = None,
) -> Redeemed:
    """Redeem a reward at once: hold and complete. ``bill_id``: the member's bill at whose till it happens.

    Raises as :func:`hold` and :func:`complete`, Refused("redemption.bill") for another member's bill.
    """
    if bill_id is not None and work.get(Bill, bill_id).member_id != member_id:
        raise Refused("redemption.bill", field="bill")
    row = redemption_acts.put_aside(work, member_id, reward_id, quantity, bill_id=bill_id)
    change = redemption_acts.hand_over(work, row, tender)
    redemption_acts.tell(work, row, "reward_completed")
    work.undo_by(take_back, row.id)
    return _done(work, row, change=change)


@use_case(Right.SERVE)
def take_back(work: Work, redemption_id: str, *, reason: str = "") -> Redeemed:
    """Undo a completed redemption on its own day: points and cash part come back, its coupon is taken back.

    Raises Refused("redemption.other_day" | "redemption.settled" | "redemption.coupon_used" | "day.closed" |
    "text.…"), and "right.missing" where money goes out and the actor may give none back.
    """
    row = redemption_acts.of_state(work, redemption_id, "completed")
    settled = row.settled_at or row.at
    if business_day(settled, work.zone) != work.today:
        raise Refused("redemption.other_day", field="redemption", number=row.number)
    if row.coupon_id is not None:
        coupons.take_back(work, row.coupon_id)
        if coupons.file(work, row.coupon_id).state == "used":
            raise Refused("redemption.coupon_used", field="redemption", number=row.number)
    why = clean_line(reason, field="reason", most=REASON_MOST)
    if row.cash:
        if not work.may(Right.REFUND):
            raise right_missing(Right.REFUND)
        drawer.must_be_open(work, work.today)
        out = TenderOut(
            kind=prepaid_papers.handed(row.tender_kind), amount=row.cash, tendered=row.cash
        )
        redemption_acts.pay(work, row, out, direction="out")
    redemption_acts.call_off(work, row, why)
    return _done(work, row)


def give_up_held(work: Work, member_id: str) -> None:
    """Call off what is held for a member who is about to be erased."""
    held_rows = work.all(
        Redemption,
        Redemption.member_id == member_id,
        Redemption.state == "held",
        order=Redemption.id,
    )
    for row in held_rows:
        redemption_acts.call_off(work, row, "")


def _done(view: View, row: Redemption, *, change: int = 0) -> Redeemed:
    coupon = view.find(Coupon, row.coupon_id) if row.coupon_id else None
    return Redeemed(
        id=row.id,
        number=row.number,
        state=_state(row.state),
        points=row.points,
        cash=row.cash,
        change=change,
        points_left=balance_of(view, row.member_id).available,
        coupon_id=coupon.id if coupon is not None else "",
        coupon_number=coupon.number if coupon is not None else "",
    )


def _rows(view: View, where: str, values: tuple[str, ...]) -> tuple[RedemptionRow, ...]:
    return tuple(
        RedemptionRow(
            id=row["id"],
            number=row["number"],
            at=from_ms(row["at"]),
            by=row["who"],
            member_id=row["member_id"],
            member=masked_name(row["member"]),
            reward_id=row["reward_id"],
            reward=row["reward"],
            reward_kind=row["reward_kind"],
            quantity=row["quantity"],
            points=row["points"],
            cash=row["cash"],
            state=_state(row["state"]),
            held_until=_day(row["held_until"]),
            overdue=row["state"] == "held" and (row["held_until"] or "~") < view.today.isoformat(),
            settled_at=from_ms(row["settled_at"]) if row["settled_at"] is not None else None,
            reason=row["reason"],
            bill_number=row["bill_number"],
            coupon_number=row["coupon_number"],
            copies=row["copies"],
        )
        for row in view.sql(f"{_SELECT} WHERE {where}", values)
    )


def _state(stored: str) -> RedemptionState:
    if stored == "completed":
        return "completed"
    return "cancelled" if stored == "cancelled" else "held"


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
