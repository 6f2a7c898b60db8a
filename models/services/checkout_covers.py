"""What stands in front of what is due at the till: visits, coupons, points, deposit and stored value.

Reads what the member could use, reckons it by models/rules/covers.py, writes it with the bill, and takes it back
with a refund. Posting a bill is models/services/checkout.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.base.errors import Refused
from models.base.rights import Right, right_missing
from models.rules import covers as rules
from models.rules import points as ledger
from models.rules.checkout import Settled, TenderOut
from models.rules.covers import (
    STORED,
    STORED_GIFT,
    BillLine,
    CouponWish,
    Covered,
    PointsRate,
    VisitWish,
)
from models.rules.refunds import WayBack
from models.services import (
    coupons,
    deposits,
    points_book,
    points_carried,
    prepaid,
    shop,
    visit_cards,
)
from models.services.coupons import CouponRow
from models.services.points_accounts import account_id_of, balance_of, rules_of
from models.services.prepaid_papers import Value, value_of
from models.services.visit_cards import CardRow
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.refunds import Refund

PAY = "pay"
"""The rule under which points that pay a bill stand in the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a member wants to pay with, beside money."""

    points: int = 0
    coupon_ids: tuple[str, ...] = ()
    visit_card_ids: tuple[tuple[str, int], ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is a wish at all."""
        return bool(self.points or self.coupon_ids or self.visit_card_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsOffer:
    """What may be paid with points: at most ``most`` of ``available``, in steps; ``worth`` of these, fen.

    Nothing where only others may use the household's pot: then they are not ``mine``.
    ``lots`` are what would go first: last day (None never) and points, of the chosen points or else of the most.
    """

    available: int
    most: int
    worth: int
    step: int
    per_yuan: int
    chosen: int
    chosen_worth: int
    lots: tuple[tuple[date | None, int], ...]
    mine: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponOffer:
    """A coupon the member could use: ``worth`` fen off the bill as it stands, or ``why`` not."""

    row: CouponRow
    worth: int
    why: Refused | None
    best: bool
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOffer:
    """A visit card whose item is on the bill; ``most`` visits can be used here."""

    row: CardRow
    most: int
    chosen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """All the member could use on the bill as it stands."""

    points: PointsOffer
    coupons: tuple[CouponOffer, ...]
    cards: tuple[CardOffer, ...]
    stored: Value


def cover(
    view: View,
    member: Member | None,
    job_id: str | None,
    lines: Sequence[BillLine],
    wish: Wish,
) -> Covered:
    """What stands in front of what is due of these lines.

    Raises Refused("checkout.member_needed" | "points.not_yours"), as coupons.usable, visit_cards.usable and
    models.rules.covers.cover.
    """
    if member is None and (wish.points or wish.visit_card_ids):
        raise Refused("checkout.member_needed", field="member")
    member_id = member.id if member is not None else None
    if member_id is not None and wish.points:
        points_book.may_use(view, account_id_of(view, member_id), member_id)
    ids = [card_id for card_id, _ in wish.visit_card_ids]
    if len(set(ids)) < len(ids):
        raise Refused("visit.twice", field="card")
    return rules.cover(
        lines,
        visits=[
            VisitWish(
                card_id=card_id,
                item_id=visit_cards.usable(view, card_id, member_id, visits).item_id,
                visits=visits,
            )
            for card_id, visits in wish.visit_card_ids
        ],
        coupons=[
            CouponWish(coupon_id=one, plan=coupons.usable(view, one, member_id).plan)
            for one in wish.coupon_ids
        ],
        points=wish.points,
        rate=_rate(view, member),
        held=deposits.balance_of(view, job_id) if job_id is not None else 0,
    )


def offers(
    view: View, member: Member, lines: Sequence[BillLine], wish: Wish, covered: Covered
) -> Offers:
    """What the member could use, and which coupon is the best one."""
    return Offers(
        points=_points(view, member, covered),
        coupons=_coupons(view, member, lines, wish),
        cards=_cards(view, member, lines, wish),
        stored=value_of(view, member.id),
    )


def settled_with_value(view: View, member: Member | None, settled: Settled) -> Settled:
    """The tenders with what was chosen as ``stored`` split into its paid and its gift part, in the stated order.

    Raises Refused("stored.member" | "stored.short").
    """
    amount = sum(one.amount for one in settled.tenders if one.kind == STORED)
    if not amount:
        return settled
    paid, gift = prepaid.parts_of(view, member, amount)
    rows = [one for one in settled.tenders if one.kind != STORED]
    if paid:
        rows.append(TenderOut(kind=STORED, amount=paid, tendered=paid))
    if gift:
        rows.append(TenderOut(kind=STORED_GIFT, amount=gift, tendered=gift))
    return Settled(tuple(rows), settled.change)


def within_cap(work: Work, points: int) -> None:
    """The guard of points that are used at once: above the setting a supervisor allows it ("right.missing")."""
    if points > shop.settings_of(work)["redeem_cap"] and not work.may(Right.REDEEM_MORE):
        raise right_missing(Right.REDEEM_MORE)


def write(work: Work, bill: Bill, covered: Covered, settled: Settled) -> None:
    """Use up on a posted bill what its tenders say: visits, coupons, points, deposit, stored value."""
    visit_cards.use_on(work, bill, covered.visits)
    for taken in covered.coupons:
        coupons.use(work, taken.coupon_id, bill, taken.worth)
    if covered.points and bill.member_id is not None:
        points_book.spend(work, bill.member_id, covered.points, bill_id=bill.id, rule=PAY)
    deposits.settle_on(work, bill, covered.deposit)
    value = {one.kind: one.amount for one in settled.tenders}
    prepaid.use_on(work, bill, value.get(STORED, 0), value.get(STORED_GIFT, 0))


def take_back(work: Work, refund: Refund, ways: Sequence[WayBack], *, whole: bool) -> None:
    """Put back what a refund gives back beside money; ``whole``: nothing is left of the bill after it."""
    amounts = {way.kind: way.amount for way in ways}
    if refund.member_id is not None:
        prepaid.put_back(
            work,
            refund,
            refund.member_id,
            amounts.get(STORED, 0),
            amounts.get(STORED_GIFT, 0),
        )
    if amount := amounts.get(rules.VISIT, 0):
        visit_cards.put_back(work, refund, amount)
    if amount := amounts.get(rules.POINTS, 0):
        _points_back(work, refund, amount)
        if refund.member_id is not None and work.find(Erasure, refund.member_id) is not None:
            points_carried.clear(work, refund.member_id)  # nobody is there to use them
    if whole:
        grace = rules_of(work).comeback_grace_days
        coupons.restore(work, refund.bill_id, grace_days=grace)


def _points_back(work: Work, refund: Refund, amount: int) -> None:
    """Points come back by their share of what they paid; the last fen brings the rest."""
    row = work.sql(
        "SELECT e.id, -e.points AS points, (SELECT sum(t.amount) FROM tender t WHERE t.bill_id=?1"
        " AND t.tender_kind='points') AS paid, coalesce((SELECT sum(t.amount) FROM refund r"
        " JOIN refund_tender t ON t.refund_id=r.id WHERE r.bill_id=?1 AND r.id<>?2"
        " AND t.tender_kind='points'),0) AS before, coalesce((SELECT sum(b.points)"
        " FROM points_entry b WHERE b.of_id=e.id AND b.entry_kind='come_back'),0) AS given"
        " FROM points_entry e WHERE e.bill_id=?1 AND e.entry_kind='spend' AND e.rule=?3",
        (refund.bill_id, refund.id, PAY),
    )[0]
    points = ledger.share_back(
        row["points"], row["paid"], back=amount, before=row["before"], given=row["given"]
    )
    if points:
        points_book.come_back(work, row["id"], points, refund_id=refund.id)


def _rate(view: View, member: Member | None) -> PointsRate:
    now = rules_of(view)
    return PointsRate(
        per_yuan=now.per_yuan,
        step=now.pay_step,
        most=now.pay_most,
        available=_available(view, member) if member is not None else 0,
    )


def _available(view: View, member: Member) -> int:
    """What the member could spend: nothing after an erasure, or of a pot that only others may use."""
    mine = points_book.is_user(view, account_id_of(view, member.id), member.id)
    if not mine or view.find(Erasure, member.id) is not None:
        return 0
    return balance_of(view, member.id).available


def _points(view: View, member: Member, covered: Covered) -> PointsOffer:
    rate = _rate(view, member)
    wanted = covered.points or covered.points_most
    lots = [lot for lot in balance_of(view, member.id).lots if lot.good_on(view.today)]
    ends = {lot.id: lot.last_day for lot in lots}
    return PointsOffer(
        available=rate.available,
        most=covered.points_most,
        worth=rate.worth(covered.points_most),
        step=rate.step,
        per_yuan=rate.per_yuan,
        chosen=covered.points,
        chosen_worth=covered.points_worth,
        lots=tuple((ends[part.lot_id], part.points) for part in ledger.taken(lots, wanted)),
        mine=points_book.is_user(view, account_id_of(view, member.id), member.id),
    )


def _coupons(
    view: View, member: Member, lines: Sequence[BillLine], wish: Wish
) -> tuple[CouponOffer, ...]:
    """Each coupon alone on the bill. The best one takes off most; of two alike the one that ends first."""
    found: list[CouponOffer] = []
    rows = list(coupons.of_member(view, member.id))
    known = {row.id for row in rows}
    rows += [coupons.file(view, one) for one in wish.coupon_ids if one not in known]
    for row in rows:
        worth, why = 0, None
        try:
            alone = rules.cover(lines, coupons=[CouponWish(coupon_id=row.id, plan=row.plan)])
            worth = sum(one.worth for one in alone.coupons)
        except Refused as refused:
            why = refused
        chosen = row.id in wish.coupon_ids
        found.append(CouponOffer(row=row, worth=worth, why=why, best=False, chosen=chosen))
    most = max((one.worth for one in found), default=0)
    best = next((one.row.id for one in found if most and one.worth == most), "")
    return tuple(replace(one, best=one.row.id == best) for one in found)


def _cards(
    view: View, member: Member, lines: Sequence[BillLine], wish: Wish
) -> tuple[CardOffer, ...]:
    chosen = dict(wish.visit_card_ids)
    found = []
    for row in visit_cards.of_member(view, member.id):
        pieces = sum(
            -(-line.quantity // rules.PIECE)
            for line in lines
            if line.item_id == row.item_id and line.total > 0
        )
        if pieces:
            most = min(pieces, row.left)
            found.append(CardOffer(row=row, most=most, chosen=chosen.get(row.id, 0)))
    return tuple(found)
