"""Checkout: price a bill, post it once, and find it again. A posted bill is never edited."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from models.base.codes import ReceiptNumber
from models.base.documents import PaperTender, Receipt, TenderKind
from models.base.errors import Refused
from models.base.rights import Right, right_missing
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import checkout as rules
from models.rules.accounts import ACCOUNT
from models.rules.checkout import Priced, TenderIn
from models.rules.covers import Covered, in_front
from models.rules.names import masked_name
from models.rules.phones import masked, tail
from models.rules.tenders import GIFTS
from models.services import (
    accounts,
    checkout_covers,
    checkout_rows,
    drawer,
    jobs,
    numbers,
    points_earning,
    points_papers,
    shop,
    standing,
    stock,
    timeline,
)
from models.services.checkout_covers import Offers
from models.services.checkout_order import (
    Drawn,
    Order,
    OrderLine,
    TierOff,
    bill_lines,
    draw,
    price,
)
from models.services.points_earning import Forecast
from models.services.quote_standing import promise_of
from models.services.search_documents import index_bill
from models.store.work import View, Work
from models.tables.bills import Bill

__all__ = ["Order", "OrderLine", "Posted", "Preview", "TierOff", "TillLine", "close", "preview"]

TENDERS: tuple[TenderKind, ...] = ("cash", "wechat", "alipay", "card")
"""What is handed over at the till; beside them a bill can go on account or be paid with stored value."""
STORED: TenderKind = "stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class TillLine:
    """A line as the till shows it; money in fen."""

    job_line_id: str
    name: str
    code: str
    kind: str
    unit: str
    quantity: int
    price: int
    amount: int
    discount: int
    net: int
    """amount - discount: what the column shows."""
    tier_off: int = 0
    """What of the discount is the member's tier's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the till shows before posting: every amount, and the receipt as it would print."""

    lines: tuple[TillLine, ...]
    priced: Priced | None
    """None while there is no line."""
    suggestions: tuple[int, ...]
    rounding_unit: int
    deposit: int
    """What the deposits of the job pay of it, fen."""
    due: int
    """What is left to be paid now, fen: total less deposit, points, coupons and visits."""
    covered: Covered | None
    """What stands in front of it; None while there is no line."""
    offers: Offers | None
    """What the member could use; None without a member or a line."""
    account: bool
    """Whether it may go on the member's account."""
    member_id: str | None
    """The member it is for: the one chosen, or the job's."""
    member: str
    masked: str
    job_number: str
    device: str
    technician: str
    points: Forecast | None
    """What it will do to the member's points."""
    receipt: Receipt | None
    tier: TierOff | None = None
    """What the member's tier takes off; None where it takes off nothing by its rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A posted bill; fen."""

    id: str
    number: str
    total: int
    change: int


@query(Right.SERVE)
def preview(view: View, order: Order) -> Preview:
    """Reckon an order as posting would, without tenders; a job that is billed is Refused("job.billed")."""
    drawn = draw(view, order)
    priced = price(view, order, drawn) if drawn.inputs else None
    offs = drawn.tier.offs if drawn.tier is not None else (0,) * len(drawn.values)
    lines = tuple(
        TillLine(
            job_line_id=values["job_line_id"],
            name=values["name"],
            code=values["code"],
            kind=values["line_kind"],
            unit=values["unit"],
            quantity=values["quantity"],
            price=values["price"],
            amount=out.amount,
            discount=out.discount,
            net=out.amount - out.discount,
            tier_off=off,
        )
        for values, out, off in zip(drawn.values, priced.lines if priced else (), offs, strict=True)
    )
    receipt, told, covered, offers = None, None, None, None
    if priced is not None:
        covered = _cover(view, order, drawn, priced)
        if drawn.member is not None:
            lined = bill_lines(drawn, priced)
            offers = checkout_covers.offers(view, drawn.member, lined, order.wish, covered)
        tenders = order.tenders or ((TenderIn("cash", covered.due),) if covered.due else ())
        settled = in_front(_settled(view, drawn, covered.due, tenders), covered)
        told = _forecast(view, drawn, priced, settled, covered)
        receipt = _snapshot(view, order, drawn, priced, settled, told, number="", code="")
    head = drawn.job
    return Preview(
        lines=lines,
        priced=priced,
        suggestions=rules.cash_suggestions(covered.due) if covered else (),
        rounding_unit=_unit(view, order),
        deposit=covered.deposit if covered else 0,
        due=covered.due if covered else 0,
        covered=covered,
        offers=offers,
        account=accounts.offered(view, drawn.member),
        member_id=drawn.member.id if drawn.member else None,
        member=drawn.member.name if drawn.member else "",
        masked=masked(drawn.phone) if drawn.phone else "",
        job_number=head.number if head else "",
        device=head.device if head else "",
        technician=drawn.technician,
        points=told,
        receipt=receipt,
        tier=drawn.tier,
    )


@use_case(Right.SERVE, keyed=True)
def close(work: Work, order: Order) -> Posted:
    """Post a bill: number it, freeze it, take the money, move its job on. All of it or nothing.

    Raises Refused("checkout.…" | "job.…" | "price.none" | "text.…" | "day.closed"), and "right.missing" where
    more is given away than a clerk may. Not undoable: a posted bill is corrected by a reversal and a new one.
    """
    drawer.must_be_open(work, work.today)
    drawn = draw(work, order)
    priced = price(work, order, drawn)
    if order.expected_total is not None and order.expected_total != priced.total:
        raise Refused("checkout.changed", field="tender", total=priced.total)
    given = rules.given_away(priced, by_rule=drawn.by_tier)
    if given > shop.settings_of(work)["clerk_discount_cap"] and not work.may(Right.DISCOUNT):
        raise right_missing(Right.DISCOUNT)
    for tender in order.tenders:
        one_of(tender.kind, (*TENDERS, ACCOUNT, STORED), "checkout.tender_empty", field="tender")
    covered = _cover(work, order, drawn, priced)
    _as_shown(order, covered)
    checkout_covers.within_cap(work, covered.points)
    handed = rules.settle(covered.due, order.tenders)
    settled = in_front(checkout_covers.settled_with_value(work, drawn.member, handed), covered)
    later = sum(tender.amount for tender in settled.tenders if tender.kind == ACCOUNT)
    accounts.allow(work, drawn.member, later)
    number = numbers.next_receipt(work)
    told = _forecast(work, drawn, priced, settled, covered)
    receipt = _snapshot(
        work, order, drawn, priced, settled, told, number=str(number), code=number.code
    )
    bill = _bill(work, order, drawn, priced, number, receipt)
    work.add(bill)
    line_ids = checkout_rows.write_lines(work, bill.id, drawn.values, priced, receipt)
    stock.used(work, bill.id, drawn.values)
    checkout_rows.write_tenders(work, bill.id, settled)
    checkout_covers.write(work, bill, covered, settled)
    points_earning.of_bill(work, bill, line_ids, told)
    standing.after_bill(work, bill)
    printed = points_papers.receipt_after(work, bill, receipt)
    if printed is not receipt:
        work.change(bill, snapshot=msgspec.to_builtins(printed))
    if drawn.member is not None:
        timeline.record(
            work,
            drawn.member.id,
            "bill_posted",
            ref_id=bill.id,
            number=bill.number,
            details={
                "total": bill.total,
                "title": receipt.lines[0].name,
                "lines": len(receipt.lines),
                "tenders": [tender.kind for tender in settled.tenders],
            },
        )
        timeline.touch(work, drawn.member)
    index_bill(work, bill)
    if drawn.job is not None:
        jobs.settle(work, drawn.job, bill_number=bill.number)
    return Posted(id=bill.id, number=bill.number, total=bill.total, change=settled.change)


def _unit(view: View, order: Order) -> int:
    if order.rounding_unit is not None:
        return order.rounding_unit
    unit: int = shop.settings_of(view)["rounding_unit"]
    return unit


def _cover(view: View, order: Order, drawn: Drawn, priced: Priced) -> Covered:
    lines = bill_lines(drawn, priced)
    return checkout_covers.cover(view, drawn.member, order.job_id, lines, order.wish)


def _as_shown(order: Order, covered: Covered) -> None:
    if order.expected_deposit is not None and order.expected_deposit != covered.deposit:
        raise Refused("checkout.deposit_changed", field="tender", amount=covered.deposit)
    if order.expected_due is not None and order.expected_due != covered.due:
        raise Refused("checkout.due_changed", field="tender", due=covered.due)


def _settled(view: View, drawn: Drawn, total: int, tenders: Sequence[TenderIn]) -> rules.Settled:
    """Tenders for a preview: what is short or over is shown as it is, refused only when posting."""
    try:
        settled = rules.settle(total, tenders)
        return checkout_covers.settled_with_value(view, drawn.member, settled)
    except Refused:
        return rules.Settled((), 0)


def _forecast(
    view: View, drawn: Drawn, priced: Priced, settled: rules.Settled, covered: Covered
) -> Forecast | None:
    if drawn.member is None:
        return None
    return points_earning.forecast(
        view,
        drawn.member.id,
        checkout_rows.earn_lines(drawn.values, priced),
        unearning=sum(t.amount for t in settled.tenders if t.kind in GIFTS),
        used=covered.points,
    )


def _snapshot(
    view: View,
    order: Order,
    drawn: Drawn,
    priced: Priced,
    settled: rules.Settled,
    told: Forecast | None,
    *,
    number: str,
    code: str,
) -> Receipt:
    promise = promise_of(view, drawn.job.id) if drawn.job else None
    return Receipt(
        shop=shop.head_of(view),
        number=number,
        code=code,
        at=view.now,
        cashier=view.actor.name,
        member=masked_name(drawn.member.name) if drawn.member else "",
        phone_tail=tail(drawn.phone) if drawn.phone else "",
        job_number=drawn.job.number if drawn.job else "",
        device=drawn.job.device if drawn.job else "",
        technician=drawn.technician,
        lines=tuple(
            checkout_rows.paper_line(view, values, out)
            for values, out in zip(drawn.values, priced.lines, strict=True)
        ),
        subtotal=priced.subtotal,
        line_discount=priced.line_discount,
        bill_discount=priced.bill_discount,
        rounding=priced.rounding,
        total=priced.total,
        tenders=tuple(
            PaperTender(kind=t.kind, amount=t.amount, tendered=t.tendered) for t in settled.tenders
        ),
        change=settled.change,
        note=clean_line(order.note, field="note", most=80),
        quote_number=promise.number if promise is not None else "",
        quoted=promise.accepted if promise is not None else 0,
        entered_at=view.entered_at,
        points=None if told is None else points_earning.on_paper(told),
        tier_off=drawn.by_tier,
        tier_name=drawn.tier.name if drawn.tier is not None and drawn.by_tier else "",
        tier_per_mille=drawn.tier.per_mille if drawn.tier is not None and drawn.by_tier else 0,
    )


def _bill(
    work: Work,
    order: Order,
    drawn: Drawn,
    priced: Priced,
    number: ReceiptNumber,
    receipt: Receipt,
) -> Bill:
    return Bill(
        id=work.new_id(),
        number=str(number),
        code=number.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        business_day=work.today,
        member_id=drawn.member.id if drawn.member else None,
        job_id=order.job_id,
        cashier_id=work.actor.id,
        subtotal=priced.subtotal,
        line_discount=priced.line_discount,
        bill_discount=priced.bill_discount,
        rounding=priced.rounding,
        total=priced.total,
        snapshot=msgspec.to_builtins(receipt),
        entered_at=work.entered_at,
    )
