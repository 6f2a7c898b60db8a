"""Money that comes back on a posted bill: a refund of all, of lines or of an amount, and the void of its day.

Each is a numbered document of its own with its own frozen paper. The bill's own rows are never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from models.base.codes import CodeKind
from models.base.documents import Receipt
from models.base.documents_money import MoneyBack, RefundKind, RefundPaper, RefundPaperLine
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules import refunds as rules
from models.rules.deposits import DEPOSIT
from models.rules.refunds import ACCOUNT, LineBack, LineLeft, LineWish, WayBack
from models.services import (
    checkout_covers,
    deposits,
    drawer,
    numbers,
    points_earning,
    points_papers,
    shop,
    standing,
    stock,
    timeline,
    visit_cards,
)
from models.services.refund_file import lines_left
from models.services.search_documents import index_bill
from models.store.work import View, Work
from models.tables.accounts import AccountSettlement
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.refunds import Refund, RefundLine, RefundTender

REASON_MOST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """What is to come back: of these lines (none: of all), by quantity, or ``amount`` fen of them.

    ``ways`` empty gives the money back by the kinds it was paid with. ``expected_total`` is the amount the clerk
    saw: another one is refused.
    """

    bill_id: str
    lines: tuple[LineWish, ...] = ()
    amount: int | None = None
    ways: tuple[WayBack, ...] = ()
    reason: str = ""
    expected_total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackLine:
    """A line of the bill: as billed, what is left of it, and what this order gives back."""

    id: str
    name: str
    unit: str
    quantity: int
    total: int
    quantity_left: int
    left: int
    quantity_back: int
    back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPreview:
    """What an order would give back. ``most`` is what may be chosen by each way; ``paper`` as it would print."""

    number: str
    total: int
    left: int
    """What is left of the bill before this."""
    lines: tuple[BackLine, ...]
    ways: tuple[WayBack, ...]
    most: tuple[WayBack, ...]
    voidable: bool
    """Whether the whole bill can still be voided: its own day, open, nothing given back."""
    paper: RefundPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """A posted refund; fen."""

    id: str
    number: str
    bill_number: str
    total: int
    left: int
    ways: tuple[WayBack, ...]


@query(Right.SERVE)
def preview(view: View, order: RefundOrder) -> RefundPreview:
    """Reckon a refund as posting would; raises what posting would raise, but asks for no reason."""
    drawn = _draw(view, order)
    paper = _paper(view, drawn, kind="refund", number="", code="", reason=order.reason[:40])
    back = {line.line_id: line for line in drawn.back}
    return RefundPreview(
        number=drawn.bill.number,
        total=drawn.total,
        left=drawn.left,
        lines=tuple(
            BackLine(
                id=row["id"],
                name=row["name"],
                unit=unit,
                quantity=row["quantity"],
                total=row["total"],
                quantity_left=left.quantity,
                left=left.amount,
                quantity_back=back[left.id].quantity if left.id in back else 0,
                back=back[left.id].amount if left.id in back else 0,
            )
            for row, unit, left in zip(drawn.rows, drawn.units, drawn.lines, strict=True)
        ),
        ways=drawn.ways,
        most=tuple(WayBack(kind, most) for kind, most in rules.way_limits(drawn.most).items()),
        voidable=_why_not_void(view, drawn.bill) is None,
        paper=paper,
    )


@use_case(Right.REFUND, keyed=True)
def refund(work: Work, order: RefundOrder) -> Refunded:
    """Post a refund: number it, freeze it, give the money back. The bill stays as it is, and so does its job.

    Raises Refused("refund.…" | "text.…" | "day.closed"). Not undoable: money went out.
    """
    drawn = _draw(work, order)
    if drawn.total <= 0:
        raise Refused("refund.nothing", field="amount")
    if order.expected_total is not None and order.expected_total != drawn.total:
        raise Refused("refund.changed", field="amount", total=drawn.total)
    return _post(work, drawn, order, kind="refund")


@use_case(Right.REFUND, keyed=True)
def void(work: Work, bill_id: str, *, reason: str) -> Refunded:
    """Take a whole bill back on its own day, by the ways in which it was paid. Its job can be billed anew.

    Raises Refused("refund.void_day" | "refund.void_refunded" | "day.closed" | "text.…"). Not undoable.
    """
    order = RefundOrder(bill_id=bill_id, reason=reason)
    why = _why_not_void(work, work.get(Bill, bill_id))
    if why is not None:
        raise why
    return _post(work, _draw(work, order), order, kind="void")


def _why_not_void(view: View, bill: Bill) -> Refused | None:
    if view.sql("SELECT 1 FROM refund WHERE bill_id=? LIMIT 1", (bill.id,)):
        return Refused("refund.void_refunded", field="reason")
    if bill.business_day != view.today or drawer.is_closed(view, bill.business_day):
        return Refused("refund.void_day", field="reason", day=bill.business_day)
    return None


@dataclass(slots=True)
class _Drawn:
    """A bill, what is left of it, and what an order takes of that; read from the rows once."""

    bill: Bill
    receipt: Receipt
    rows: tuple[Mapping[str, Any], ...]
    units: tuple[str, ...]
    lines: tuple[LineLeft, ...]
    back: tuple[LineBack, ...]
    most: dict[str, int]
    ways: tuple[WayBack, ...]

    @property
    def left(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.back)


def _draw(view: View, order: RefundOrder) -> _Drawn:
    bill = view.get(Bill, order.bill_id)
    receipt = msgspec.convert(bill.snapshot, Receipt)
    lines = lines_left(view, bill.id)
    back = rules.lines_back(lines, order.lines, order.amount)
    most = _ways_left(view, bill)
    total = sum(line.amount for line in back)
    return _Drawn(
        bill=bill,
        receipt=receipt,
        rows=tuple(
            dict(row)
            for row in view.sql(
                "SELECT id, name, quantity, total FROM bill_line WHERE bill_id=? ORDER BY position",
                (bill.id,),
            )
        ),
        units=tuple(line.unit for line in receipt.lines),
        lines=lines,
        back=back,
        most=most,
        ways=rules.ways_back(total, most, order.ways),
    )


def _ways_left(view: View, bill: Bill) -> dict[str, int]:
    paid: dict[str, int] = {}
    for row in view.sql(
        "SELECT tender_kind, amount FROM tender WHERE bill_id=? ORDER BY position", (bill.id,)
    ):
        paid[row["tender_kind"]] = paid.get(row["tender_kind"], 0) + row["amount"]
    back = {
        row["tender_kind"]: row["amount"]
        for row in view.sql(
            "SELECT t.tender_kind, sum(t.amount) AS amount FROM refund r"
            " JOIN refund_tender t ON t.refund_id=r.id WHERE r.bill_id=? GROUP BY t.tender_kind",
            (bill.id,),
        )
    }
    owed = 0
    if ACCOUNT in paid:
        settled = view.sql(
            "SELECT coalesce(sum(amount),0) AS n FROM account_settlement WHERE bill_id=?",
            (bill.id,),
        )[0]["n"]
        owed = paid[ACCOUNT] - settled
    if charged := visit_cards.charged_on(view, bill.id):
        paid["visit"] -= charged
        paid[rules.CASH] = paid.get(rules.CASH, 0) + charged
    return rules.ways_left(paid, back, owed=owed)


def _post(work: Work, drawn: _Drawn, order: RefundOrder, *, kind: RefundKind) -> Refunded:
    drawer.must_be_open(work, work.today)
    reason = clean_line(order.reason, field="reason", most=REASON_MOST, required=True)
    number = numbers.next_document(work, CodeKind.REFUND)
    paper = _paper(work, drawn, kind=kind, number=str(number), code=number.code, reason=reason)
    row = Refund(
        id=work.new_id(),
        number=str(number),
        code=number.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        business_day=work.today,
        bill_id=drawn.bill.id,
        member_id=drawn.bill.member_id,
        actor_id=work.actor.id,
        refund_kind=kind,
        reason=reason,
        total=drawn.total,
        snapshot=msgspec.to_builtins(paper),
    )
    work.add(row)
    _write(work, row, drawn)
    stock.returned(work, row.id)
    points_earning.of_refund(work, row)
    standing.after_refund(work, row)
    paper = replace(paper, points=points_papers.of_refund(work, row))
    work.change(row, snapshot=msgspec.to_builtins(paper))
    _tell(work, row, drawn)
    index_bill(work, drawn.bill)
    return Refunded(
        id=row.id,
        number=row.number,
        bill_number=drawn.bill.number,
        total=row.total,
        left=paper.left,
        ways=drawn.ways,
    )


def _write(work: Work, row: Refund, drawn: _Drawn) -> None:
    work.add_all(
        [
            RefundLine(
                id=work.new_id(),
                refund_id=row.id,
                bill_line_id=line.line_id,
                position=place,
                quantity=line.quantity,
                amount=line.amount,
            )
            for place, line in enumerate(drawn.back, start=1)
        ]
    )
    work.add_all(
        [
            RefundTender(
                id=work.new_id(),
                refund_id=row.id,
                position=place,
                tender_kind=way.kind,
                amount=way.amount,
            )
            for place, way in enumerate(drawn.ways, start=1)
        ]
    )
    for way in drawn.ways:
        if way.kind == ACCOUNT:
            work.add(
                AccountSettlement(
                    id=work.new_id(),
                    bill_id=drawn.bill.id,
                    refund_id=row.id,
                    amount=way.amount,
                )
            )
        elif way.kind == DEPOSIT:
            deposits.free(work, row, way.amount)
    checkout_covers.take_back(work, row, drawn.ways, whole=drawn.left == drawn.total)


def _tell(work: Work, row: Refund, drawn: _Drawn) -> None:
    if row.member_id is None or work.find(Erasure, row.member_id) is not None:
        return  # an erased member's money comes back all the same; nothing is told of it
    member = work.get(Member, row.member_id)
    timeline.record(
        work,
        member.id,
        "refund_posted",
        ref_id=drawn.bill.id,
        number=row.number,
        details={
            "total": row.total,
            "kind": row.refund_kind,
            "bill": drawn.bill.number,
            "ways": [way.kind for way in drawn.ways],
        },
    )
    timeline.touch(work, member)


def _paper(
    view: View,
    drawn: _Drawn,
    *,
    kind: RefundKind,
    number: str,
    code: str,
    reason: str,
) -> RefundPaper:
    receipt, bill = drawn.receipt, drawn.bill
    back = {line.line_id: line for line in drawn.back}
    lines = tuple(
        RefundPaperLine(
            name=row["name"],
            unit=unit,
            quantity=back[left.id].quantity,
            billed=row["total"],
            before=row["total"] - left.amount,
            amount=back[left.id].amount,
        )
        for row, unit, left in zip(drawn.rows, drawn.units, drawn.lines, strict=True)
        if left.id in back
    )
    return RefundPaper(
        shop=shop.head_of(view),
        kind=kind,
        number=number,
        code=code,
        at=view.now,
        by=view.actor.name,
        approved_by=view.approver.name if view.approver else "",
        member=receipt.member,
        phone_tail=receipt.phone_tail,
        bill_number=bill.number,
        bill_at=bill.at,
        bill_total=bill.total,
        job_number=receipt.job_number,
        lines=lines,
        before=bill.total - drawn.left,
        total=drawn.total,
        left=drawn.left - drawn.total,
        ways=tuple(MoneyBack(kind=way.kind, amount=way.amount) for way in drawn.ways),
        reason=reason,
    )
