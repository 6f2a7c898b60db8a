"""Posted refunds and voids as they are read: one whole with its frozen paper, by number, those of a bill."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.base.clock import from_ms
from models.base.codes import CodeKind, parse_document_number
from models.base.documents_money import RefundKind, RefundPaper
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.refunds import LineLeft
from models.store.work import View
from models.tables.refunds import Refund


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """A refund as its bill shows it; ``total`` is positive fen given back."""

    id: str
    kind: RefundKind
    number: str
    at: datetime
    by: str
    reason: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFile:
    """A posted refund: its frozen paper and how often it was printed."""

    id: str
    bill_id: str
    member_id: str | None
    paper: RefundPaper
    copies: int


@query(Right.SERVE)
def file(view: View, refund_id: str) -> RefundFile:
    """A posted refund with its frozen paper."""
    row = view.get(Refund, refund_id)
    copies = view.sql("SELECT count(*) AS n FROM printing WHERE ref_id=?", (refund_id,))[0]["n"]
    return RefundFile(
        id=row.id,
        bill_id=row.bill_id,
        member_id=row.member_id,
        paper=msgspec.convert(row.snapshot, RefundPaper),
        copies=copies,
    )


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the refund with this number or code; Refused("refund.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.REFUND))
    rows = view.sql("SELECT id FROM refund WHERE number=? OR code=?", (typed, typed))
    if not rows:
        raise Refused("refund.unknown", field="number", number=typed)
    return str(rows[0]["id"])


@query(Right.SERVE)
def of_bill(view: View, bill_id: str) -> tuple[RefundRow, ...]:
    """The refunds of a bill, the oldest first."""
    rows = view.sql(
        "SELECT r.*, coalesce(s.name,'') AS who FROM refund r LEFT JOIN staff s ON s.id=r.actor_id"
        " WHERE r.bill_id=? ORDER BY r.id",
        (bill_id,),
    )
    return tuple(
        RefundRow(
            id=row["id"],
            kind="void" if row["refund_kind"] == "void" else "refund",
            number=row["number"],
            at=from_ms(row["at"]),
            by=row["who"],
            reason=row["reason"],
            total=row["total"],
        )
        for row in rows
    )


def lines_left(view: View, bill_id: str) -> tuple[LineLeft, ...]:
    """What of each line of a bill was not given back yet, in the bill's order."""
    rows = view.sql(
        "SELECT l.id, l.quantity - coalesce(sum(r.quantity),0) AS quantity,"
        " l.total - coalesce(sum(r.amount),0) AS amount FROM bill_line l"
        " LEFT JOIN refund_line r ON r.bill_line_id=l.id WHERE l.bill_id=?"
        " GROUP BY l.id ORDER BY l.position",
        (bill_id,),
    )
    return tuple(
        LineLeft(id=row["id"], quantity=row["quantity"], amount=row["amount"]) for row in rows
    )
