"""Visit cards (次卡): so many visits of one service paid ahead, taken off at the till, given back by a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.base.codes import CodeKind, parse_document_number
from models.base.documents_points import PrepaidFormula, VisitCardPaper
from models.base.errors import Refused
from models.base.money import split
from models.base.rights import Right, right_missing
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import prepaid as rules
from models.rules.checkout import PER_MILLE, TenderIn, TenderOut, settle
from models.rules.covers import Visited
from models.rules.names import masked_name
from models.rules.tenders import CASH
from models.services import drawer, numbers, phones, prices, shop
from models.services.deposits import HANDED
from models.services.living import living
from models.services.prepaid import PrepaidPosted
from models.services.prepaid_papers import (
    REASON_MOST,
    SUMS,
    handed,
    late_visits,
    part_back,
    post,
    value_of,
)
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.members import Member
from models.tables.prepaid import VisitCard, VisitUse
from models.tables.prices import PriceItem
from models.tables.refunds import Refund

NAME_MOST = 60
VISITS_MOST = 1000
DAYS_MOST = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A visit card as it stands today; ``formula`` what would be given back now."""

    id: str
    number: str
    code: str
    member_id: str
    name: str
    item_id: str
    item: str
    visits: int
    left: int
    """What can still be used; of a card that has ended what came back since."""
    price: int
    single: int
    first_day: date
    last_day: date | None
    state: str
    """``open``, ``used_up``, ``expired`` or ``closed``."""
    formula: PrepaidFormula


@query(Right.SERVE)
def of_member(view: View, member_id: str, *, past: bool = False) -> tuple[CardRow, ...]:
    """A member's cards that can be used, the one that ends first in front; with ``past`` all, newest first."""
    rows = _rows(view, "c.member_id=? ORDER BY c.id DESC", (member_id,))
    if past:
        return rows
    good = [row for row in rows if row.state == "open"]
    return tuple(sorted(good, key=lambda row: (row.last_day or date.max, row.number)))


@query(Right.SERVE)
def file(view: View, card_id: str) -> CardRow:
    """One card as it stands today."""
    rows = _rows(view, "c.id=?", (card_id,))
    if not rows:
        raise Refused("record.gone", kind=VisitCard.kind)
    return rows[0]


@query(Right.SERVE)
def by_number(view: View, number: str) -> CardRow:
    """The card with this number or code; Refused("visit.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.VISIT_CARD))
    rows = _rows(view, "c.number=? OR c.code=?", (typed, typed))
    if not rows:
        raise Refused("visit.unknown", field="number", number=typed)
    return rows[0]


@query(Right.SERVE)
def paper(view: View, card_id: str) -> VisitCardPaper:
    """The card as it prints, with what is left of it now."""
    row, card = file(view, card_id), view.get(VisitCard, card_id)
    member = view.get(Member, row.member_id)
    uses = view.sql(
        "SELECT u.day, u.visits, b.number FROM visit_use u JOIN bill b ON b.id=u.bill_id"
        " WHERE u.card_id=? AND u.visits<>0 ORDER BY u.id",
        (card_id,),
    )
    return VisitCardPaper(
        shop=shop.head_of(view),
        number=row.number,
        code=row.code,
        at=card.at,
        member=masked_name(member.name),
        phone_tail=phones.tail_of(view, member.id),
        name=row.name,
        item=row.item,
        visits=row.visits,
        left=row.left,
        price=row.price,
        single=row.single,
        first_day=row.first_day,
        last_day=row.last_day,
        closed=row.state == "closed",
        uses=tuple((date.fromisoformat(use["day"]), use["visits"], use["number"]) for use in uses),
    )


@use_case(Right.SERVE, keyed=True)
def sell(
    work: Work,
    member_id: str,
    *,
    item_id: str,
    visits: int,
    price: int,
    tender: TenderIn,
    name: str = "",
    days: int = 0,
) -> PrepaidPosted:
    """Sell a card for ``visits`` of an item at ``price`` fen together; ``days`` 0 is for life.

    Raises Refused("visit.visits" | "visit.days" | "visit.dear" | "prepaid.amount" | "price.none" | "text.…" |
    "checkout.tender_…" | "member.erased" | "day.closed"), and "right.missing" where more is given away than a
    clerk may. Not undoable: it is given back by a paper of its own.
    """
    drawer.must_be_open(work, work.today)
    member = living(work, member_id)
    item = work.get(PriceItem, item_id)
    single = prices.priced_item(work, item_id, work.today).price or 0
    _checked(work, visits, days, price, single)
    one_of(tender.kind, HANDED, "checkout.tender_empty", field="tender")
    settled = settle(price, (tender,))
    number = numbers.next_document(work, CodeKind.VISIT_CARD)
    card = VisitCard(
        id=work.new_id(),
        number=str(number),
        code=number.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        member_id=member_id,
        item_id=item_id,
        name=clean_line(name, field="name", most=NAME_MOST) or item.name,
        visits=visits,
        price=price,
        single=single,
        first_day=work.today,
        last_day=work.today + timedelta(days=days) if days else None,
    )
    work.add(card)
    row = post(
        work, member, "card", settled.tenders[0], change=settled.change,
        title=card.name, ref_id=card.id, ref_number=card.number, visits_left=visits,
    )  # fmt: skip
    return PrepaidPosted(
        id=row.id,
        number=row.number,
        amount=price,
        gift=0,
        change=settled.change,
        value=value_of(work, member_id),
        ref_id=card.id,
    )


@use_case(Right.REFUND, keyed=True)
def give_back(
    work: Work, card_id: str, *, kind: str = CASH, reason: str, expected: int | None = None
) -> PrepaidPosted:
    """Give a card back by the formula (models/rules/prepaid.py); its visits are gone.

    Raises Refused("visit.closed" | "visit.used_up" | "prepaid.changed" | "prepaid.way" | "text.…" | "day.closed").
    Not undoable: money went out.
    """
    drawer.must_be_open(work, work.today)
    card, row = work.get(VisitCard, card_id), file(work, card_id)
    if row.state == "closed":
        raise Refused("visit.closed", field="card", number=row.number)
    if row.left <= 0 and not row.formula.back:
        raise Refused("visit.used_up", field="card", number=row.number)
    if expected is not None and expected != row.formula.back:
        raise Refused("prepaid.changed", field="amount", amount=row.formula.back)
    one_of(kind, HANDED, "prepaid.way", field="way")
    why = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    work.change(card, closed_at=work.now)
    member = work.get(Member, card.member_id)
    out = TenderOut(kind=handed(kind), amount=row.formula.back, tendered=row.formula.back)
    done = post(
        work, member, "card", out, direction="out", title=card.name, ref_id=card.id,
        ref_number=card.number, formula=row.formula, reason=why,
    )  # fmt: skip
    return PrepaidPosted(
        id=done.id,
        number=done.number,
        amount=row.formula.back,
        gift=0,
        change=0,
        value=value_of(work, member.id),
        ref_id=card.id,
    )


def usable(view: View, card_id: str, member_id: str | None, visits: int) -> CardRow:
    """The card, where so many visits of it can be used today by this member.

    Raises Refused("visit.anothers" | "visit.closed" | "visit.expired" | "visit.short").
    """
    row = file(view, card_id)
    if row.member_id != member_id:
        raise Refused("visit.anothers", field="card", number=row.number)
    if row.state == "closed":
        raise Refused("visit.closed", field="card", number=row.number)
    if row.state == "expired":
        raise Refused("visit.expired", field="card", number=row.number, day=row.last_day)
    if visits > row.left:
        raise Refused("visit.short", field="card", number=row.number, left=row.left)
    return row


def use_on(work: Work, bill: Bill, visited: Sequence[Visited]) -> None:
    """Write the visits that paid a bill."""
    work.add_all(
        [
            VisitUse(
                id=work.new_id(),
                card_id=one.card_id,
                bill_id=bill.id,
                at=work.now,
                day=work.today,
                visits=one.visits,
                worth=one.worth,
            )
            for one in visited
        ]
    )


def charged_on(view: View, bill_id: str) -> int:
    """Fen of visits on a bill that come back as money, because their card was given back since."""
    return sum(_charged(view, bill_id).values())


def _charged(view: View, bill_id: str) -> dict[str, int]:
    """The same by card. The paper by which a card went back kept money for the visits used until then.

    That money is each visit's by what the paper charged for it, and no more than the visit paid on its bill: else
    more would go out than ever came in, where the card's price did not reach, or the item costs more by now.
    """
    found = {}
    for card in view.sql(
        "SELECT c.id, c.single, c.price - p.amount AS kept, p.id AS paper FROM visit_card c"
        " JOIN prepaid p ON p.card_id=c.id AND p.direction='out'"
        " WHERE c.closed_at IS NOT NULL AND c.id IN (SELECT card_id FROM visit_use WHERE bill_id=?)",
        (bill_id,),
    ):
        uses = view.sql(
            f"SELECT bill_id, {SUMS} FROM visit_use WHERE card_id=? AND id<? GROUP BY bill_id"
            " ORDER BY min(id)",
            (card["id"], card["paper"]),
        )
        charges = [rules.charged(single=card["single"], **_sums(use)) for use in uses]
        shares = split(card["kept"], charges) if any(charges) else charges
        for use, share in zip(uses, shares, strict=True):
            if use["bill_id"] == bill_id:
                found[str(card["id"])] = min(share, use["worth"] - use["worth_back"])
    return found


def put_back(work: Work, refund: Refund, amount: int) -> None:
    """Write that a refund puts ``amount`` fen worth of visits back: those of its lines, then the last card first.

    A visit comes back once all of its worth has: shares are rounded down, the last fen brings the rest. On a card
    whose day has passed it is good for the programme's days of grace (:func:`late_visits`). A card that was given
    back has no visits any more; what its paper kept no money for is only written there.
    """
    charged = _charged(work, refund.bill_id)
    rows = work.sql(
        f"SELECT card_id, {SUMS}, (SELECT c.closed_at IS NOT NULL FROM visit_card c WHERE c.id=card_id) AS closed"
        " FROM visit_use WHERE bill_id=? GROUP BY card_id ORDER BY closed,"
        " (SELECT c.item_id FROM visit_card c WHERE c.id=card_id) IN (SELECT l.item_id FROM refund_line r"
        " JOIN bill_line l ON l.id=r.bill_line_id WHERE r.refund_id=? AND r.amount>0) DESC, min(id) DESC",
        (refund.bill_id, refund.id),
    )
    for row in rows:
        left = row["worth"] - row["worth_back"] - charged.get(row["card_id"], 0)
        part = min(amount, left)
        if part <= 0:
            continue
        amount -= part
        back = row["worth_back"] + part
        visits = row["visits"] * back // row["worth"] - row["visits_back"]
        work.add(
            VisitUse(
                id=work.new_id(),
                card_id=row["card_id"],
                bill_id=refund.bill_id,
                refund_id=refund.id,
                at=work.now,
                day=work.today,
                visits=0 if row["closed"] else -visits,
                worth=-part,
            )
        )


def _sums(row: Any) -> dict[str, int]:
    return {name: row[name] for name in ("visits", "worth", "visits_back", "worth_back")}


def _checked(work: Work, visits: int, days: int, price: int, single: int) -> None:
    if not 0 < visits <= VISITS_MOST:
        raise Refused("visit.visits", field="visits", most=VISITS_MOST)
    if not 0 <= days <= DAYS_MOST:
        raise Refused("visit.days", field="days", most=DAYS_MOST)
    rules.checked(price)
    if price > visits * single:
        raise Refused("visit.dear", field="amount", most=visits * single)
    given = PER_MILLE * (visits * single - price)
    cap = shop.settings_of(work)["clerk_discount_cap"]
    if given > cap * visits * single and not work.may(Right.DISCOUNT):
        raise right_missing(Right.DISCOUNT)


def _rows(view: View, where: str, values: Sequence[str]) -> tuple[CardRow, ...]:
    found = view.sql(
        "SELECT c.*, i.name AS item, coalesce((SELECT sum(u.visits) FROM visit_use u"
        " WHERE u.card_id=c.id),0) AS used FROM visit_card c JOIN price_item i ON i.id=c.item_id"
        f" WHERE {where}",
        values,
    )
    return tuple(_row(view, row) for row in found)


def _row(view: View, row: Any) -> CardRow:
    left = row["visits"] - row["used"]
    last = date.fromisoformat(row["last_day"]) if row["last_day"] else None
    state = "open"
    if row["closed_at"] is not None:
        state = "closed"
    elif left <= 0:
        state = "used_up"
    elif last is not None and last < view.today:
        late, ends = late_visits(view, row["id"], last)
        state, left, last = ("open", late, ends) if late else ("expired", left, last)
    return CardRow(
        id=row["id"],
        number=row["number"],
        code=row["code"],
        member_id=row["member_id"],
        name=row["name"],
        item_id=row["item_id"],
        item=row["item"],
        visits=row["visits"],
        left=0 if state == "closed" else left,
        price=row["price"],
        single=row["single"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=last,
        state=state,
        formula=rules.card_back(
            price=row["price"],
            visits=row["used"],
            single=row["single"],
            part=part_back(view, row["id"], row["single"]),
        ),
    )
