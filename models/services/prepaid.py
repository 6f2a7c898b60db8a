"""Stored value (储值): paid ahead with a gift on top, spent on bills, given back by a formula that is printed.

Paid and gift part are kept apart in moves that are never edited. Every sum of money that comes in or goes out is a
numbered paper of one series, also a visit card's price and the cash part of a reward; the drawer counts by them.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from models.base.clock import from_ms
from models.base.codes import CodeKind, parse_document_number
from models.base.documents_points import (
    PrepaidDirection,
    PrepaidFormula,
    PrepaidPaper,
    PrepaidWhat,
)
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import prepaid as rules
from models.rules.checkout import TenderIn, TenderOut, settle
from models.rules.programme import TopUp
from models.rules.tenders import CASH
from models.services import drawer
from models.services.deposits import HANDED
from models.services.living import living
from models.services.points_accounts import rules_of
from models.services.prepaid_papers import (
    REASON_MOST,
    Value,
    handed,
    late_visits,
    part_back,
    post,
    value_of,
)
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.members import Member
from models.tables.prepaid import Prepaid, ValueMove
from models.tables.refunds import Refund

VALUE: PrepaidWhat = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidRow:
    """A paper as the member's file shows it."""

    id: str
    number: str
    at: datetime
    by: str
    direction: PrepaidDirection
    what: PrepaidWhat
    kind: str
    amount: int
    gift: int
    reason: str
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberValue:
    """A member's stored value, what would be given back now and how, and the papers, newest first."""

    member_id: str
    name: str
    value: Value
    formula: PrepaidFormula
    offers: tuple[TopUp, ...]
    rows: tuple[PrepaidRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidPosted:
    """A posted paper; ``value`` is the stored value after it; fen."""

    id: str
    number: str
    amount: int
    gift: int
    change: int
    value: Value
    ref_id: str = ""
    """The card that was sold, where one was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLiability:
    """What the shop owes in stored value and visits; fen. ``cards`` at what was paid for the visits left."""

    members: int
    paid: int
    gift: int
    cards: int
    visits: int
    card_worth: int


@query(Right.SERVE)
def of_member(view: View, member_id: str) -> MemberValue:
    """What a member has in stored value, and what of it would be given back."""
    rows = view.sql(
        "SELECT p.*, coalesce(s.name,'') AS who, (SELECT count(*) FROM printing q WHERE q.ref_id=p.id)"
        " AS copies FROM prepaid p LEFT JOIN staff s ON s.id=p.actor_id WHERE p.member_id=?"
        " ORDER BY p.id DESC",
        (member_id,),
    )
    return MemberValue(
        member_id=member_id,
        name=view.get(Member, member_id).name,
        value=value_of(view, member_id),
        formula=_formula(view, member_id),
        offers=rules_of(view).stored_value.offers,
        rows=tuple(
            PrepaidRow(
                id=row["id"],
                number=row["number"],
                at=from_ms(row["at"]),
                by=row["who"],
                direction="out" if row["direction"] == "out" else "in",
                what=_what(row["what"]),
                kind=row["tender_kind"],
                amount=row["amount"],
                gift=row["gift"],
                reason=row["reason"],
                copies=row["copies"],
            )
            for row in rows
        ),
    )


@query(Right.SERVE)
def file(view: View, prepaid_id: str) -> PrepaidPaper:
    """The frozen paper."""
    return msgspec.convert(view.get(Prepaid, prepaid_id).snapshot, PrepaidPaper)


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the paper with this number or code; Refused("prepaid.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.PREPAID))
    rows = view.sql("SELECT id FROM prepaid WHERE number=? OR code=?", (typed, typed))
    if not rows:
        raise Refused("prepaid.unknown", field="number", number=typed)
    return str(rows[0]["id"])


@query(Right.SERVE)
def liability(view: View) -> ValueLiability:
    """What all members together have paid ahead and not used."""
    value = view.sql(
        "SELECT count(*) AS n, coalesce(sum(paid),0) AS paid, coalesce(sum(gift),0) AS gift FROM"
        " (SELECT sum(paid) AS paid, sum(gift) AS gift FROM value_move GROUP BY member_id"
        " HAVING sum(paid)<>0 OR sum(gift)<>0)"
    )[0]
    cards = [card for card in _running(view) if card[1]]
    return ValueLiability(
        members=value["n"],
        paid=value["paid"],
        gift=value["gift"],
        cards=len(cards),
        visits=sum(left for _, left, _ in cards),
        card_worth=sum(worth for _, _, worth in cards),
    )


@use_case(Right.SERVE, keyed=True)
def top_up(work: Work, member_id: str, *, amount: int, tender: TenderIn) -> PrepaidPosted:
    """A member pays ``amount`` ahead; the gift follows the offers in force. Change is cash only.

    Raises Refused("prepaid.amount" | "money.too_large" | "checkout.tender_…" | "member.erased" | "day.closed").
    Not undoable: it is given back by a paper of its own.
    """
    drawer.must_be_open(work, work.today)
    member = living(work, member_id)
    rules.checked(amount)
    one_of(tender.kind, HANDED, "checkout.tender_empty", field="tender")
    settled = settle(amount, (tender,))
    gift = rules.gift_of(amount, rules_of(work).stored_value.offers)
    before = value_of(work, member_id)
    after = Value(before.paid + amount, before.gift + gift)
    row = post(
        work, member, VALUE, settled.tenders[0], change=settled.change, gift=gift, value=after
    )
    _move(work, member_id, amount, gift, prepaid_id=row.id)
    return PrepaidPosted(
        id=row.id, number=row.number, amount=amount, gift=gift, change=settled.change, value=after
    )


@use_case(Right.REFUND, keyed=True)
def give_back(
    work: Work, member_id: str, *, kind: str = CASH, reason: str, expected: int | None = None
) -> PrepaidPosted:
    """Give back all of a member's stored value by the formula (models/rules/prepaid.py); nothing of it is left.

    ``expected`` is the amount the clerk saw: another one is refused. Raises Refused("prepaid.nothing" |
    "prepaid.changed" | "prepaid.way" | "text.…" | "day.closed"). Not undoable: money went out.
    """
    drawer.must_be_open(work, work.today)
    member = work.get(Member, member_id)
    value, formula = value_of(work, member_id), _formula(work, member_id)
    if value.total <= 0:
        raise Refused("prepaid.nothing", field="amount")
    if expected is not None and expected != formula.back:
        raise Refused("prepaid.changed", field="amount", amount=formula.back)
    one_of(kind, HANDED, "prepaid.way", field="way")
    why = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    out = TenderOut(kind=handed(kind), amount=formula.back, tendered=formula.back)
    row = post(
        work, member, VALUE, out, direction="out", gift=value.gift, value=Value(0, 0),
        formula=formula, reason=why,
    )  # fmt: skip
    _move(work, member_id, -value.paid, -value.gift, prepaid_id=row.id)
    return PrepaidPosted(
        id=row.id,
        number=row.number,
        amount=formula.back,
        gift=value.gift,
        change=0,
        value=Value(0, 0),
    )


def parts_of(view: View, member: Member | None, amount: int) -> tuple[int, int]:
    """The paid and the gift part of what a member pays out of stored value.

    Raises Refused("stored.member" | "stored.short").
    """
    if member is None:
        raise Refused("stored.member", field="tender")
    value = value_of(view, member.id)
    order = rules_of(view).stored_value.order
    return rules.parts(amount, paid=value.paid, gift=value.gift, order=order)


def use_on(work: Work, bill: Bill, paid: int, gift: int) -> None:
    """Write that a bill was paid with stored value."""
    if bill.member_id is not None and (paid or gift):
        _move(work, bill.member_id, -paid, -gift, bill_id=bill.id)


def put_back(work: Work, refund: Refund, member_id: str, paid: int, gift: int) -> None:
    """Write that a refund puts stored value back into its parts."""
    if paid or gift:
        _move(work, member_id, paid, gift, bill_id=refund.bill_id, refund_id=refund.id)


def last_open(view: View, member_id: str) -> str:
    """The number of the newest paper whose money is not used up; else empty.

    Stored value, or a card with visits or of which something would be given back.
    """
    running = [card_id for card_id, left, _ in _running(view, member_id) if left]
    running += [card_id for card_id in _with_money(view, member_id) if card_id not in running]
    rows = view.sql(
        "SELECT number FROM prepaid p WHERE p.member_id=?1 AND p.direction='in' AND ((p.what='value'"
        " AND (SELECT sum(paid) FROM value_move WHERE member_id=?1)>0) OR (p.what='card'"
        " AND p.card_id IN (SELECT value FROM json_each(?2)))) ORDER BY p.id DESC LIMIT 1",
        (member_id, json.dumps(running)),
    )
    return str(rows[0]["number"]) if rows else ""


def part(work: Work, kept_id: str, other_id: str) -> None:
    """Two files were parted again: where the kept one spent of the other's stored value, the other pays for it.

    Each part of its own: else one file would stand below nothing and the other could spend the same money twice.
    """
    kept, other = value_of(work, kept_id), value_of(work, other_id)
    paid = min(max(0, -kept.paid), max(0, other.paid))
    gift = min(max(0, -kept.gift), max(0, other.gift))
    if paid or gift:
        _move(work, kept_id, paid, gift)
        _move(work, other_id, -paid, -gift)


def _running(view: View, member_id: str | None = None) -> list[tuple[str, int, int]]:
    """Visit cards that were not given back: the id, the visits that can be used today, and their worth in fen."""
    rows = view.sql(
        "SELECT c.id, c.price, c.visits, c.last_day, c.visits - coalesce((SELECT sum(u.visits)"
        " FROM visit_use u WHERE u.card_id=c.id),0) AS left_over FROM visit_card c"
        " WHERE c.closed_at IS NULL AND (?1 IS NULL OR c.member_id=?1)",
        (member_id,),
    )
    found = []
    for row in rows:
        left, last = row["left_over"], date.fromisoformat(row["last_day"] or "9999-12-31")
        if last < view.today:
            left, _ = late_visits(view, row["id"], last)
        found.append((row["id"], left, row["price"] * left // row["visits"]))
    return found


def _with_money(view: View, member_id: str) -> list[str]:
    """Visit cards of which the formula would give something back, used up or expired ones as well."""
    rows = view.sql(
        "SELECT c.id, c.price, c.single, coalesce((SELECT sum(u.visits) FROM visit_use u"
        " WHERE u.card_id=c.id),0) AS visits FROM visit_card c WHERE c.closed_at IS NULL AND c.member_id=?",
        (member_id,),
    )
    return [
        row["id"]
        for row in rows
        if rules.card_back(
            price=row["price"],
            visits=row["visits"],
            single=row["single"],
            part=part_back(view, row["id"], row["single"]),
        ).back
    ]


def _move(
    work: Work,
    member_id: str,
    paid: int,
    gift: int,
    *,
    prepaid_id: str | None = None,
    bill_id: str | None = None,
    refund_id: str | None = None,
) -> None:
    work.add(
        ValueMove(
            id=work.new_id(),
            member_id=member_id,
            at=work.now,
            day=work.today,
            paid=paid,
            gift=gift,
            prepaid_id=prepaid_id,
            bill_id=bill_id,
            refund_id=refund_id,
        )
    )


def _formula(view: View, member_id: str) -> PrepaidFormula:
    """What would be given back: what was paid less what was used since nothing was left the last time.

    Money that was used up was served in full, its gift with it: only what came after it is still to be settled.
    What came back of a bill was never used up: it counts at that bill, whenever it came back.
    Everything is a sum over moves, so that it stays right where two files are made one or parted again; what an
    earlier paper settled counts as that paper says.
    """
    row = view.sql(
        "WITH placed AS (SELECT v.*, CASE WHEN v.refund_id IS NULL THEN v.id ELSE coalesce((SELECT min(u.id)"
        " FROM value_move u WHERE u.bill_id=v.bill_id AND u.refund_id IS NULL),v.id) END AS place"
        " FROM value_move v WHERE v.member_id=?), run AS (SELECT v.place, v.paid+v.gift AS moved,"
        " p.direction, p.amount, json_extract(p.snapshot,'$.formula.paid') AS was_paid,"
        " json_extract(p.snapshot,'$.formula.used') AS was_used,"
        " sum(v.paid+v.gift) OVER (ORDER BY v.place) AS stood"
        " FROM placed v LEFT JOIN prepaid p ON p.id=v.prepaid_id)"
        " SELECT coalesce(sum(CASE direction WHEN 'in' THEN amount WHEN 'out' THEN -was_paid ELSE 0 END),0)"
        " AS paid, coalesce(sum(CASE direction WHEN 'in' THEN 0 WHEN 'out' THEN -was_used ELSE -moved END),0)"
        " AS used FROM run WHERE place>coalesce((SELECT max(place) FROM run WHERE stood<=0),'')",
        (member_id,),
    )[0]
    left = value_of(view, member_id)
    return rules.value_back(
        paid=row["paid"], used=row["used"], paid_left=left.paid, gift_left=left.gift
    )


def _what(stored: str) -> PrepaidWhat:
    if stored == "card":
        return "card"
    return "reward" if stored == "reward" else "value"
