"""Posted bills as they are read: one whole with its frozen receipt, by number, by day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

from models.base.clock import from_ms
from models.base.documents import Receipt
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.services import drawer, refund_file
from models.services.refund_file import RefundRow
from models.store.work import View
from models.tables.bills import Bill


@dataclass(frozen=True, slots=True, kw_only=True)
class BillRow:
    """A bill as lists show it, or a refund of one: its ``total`` is negative and it names its bill."""

    kind: Literal["bill", "refund", "void"] = "bill"
    id: str
    bill_id: str
    number: str
    at: datetime
    member: str
    title: str
    total: int
    tenders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFile:
    """A posted bill: its frozen receipt, how often it was printed, what was given back and what is left; fen."""

    id: str
    member_id: str | None
    job_id: str | None
    receipt: Receipt
    copies: int
    refunds: tuple[RefundRow, ...]
    left: int
    voidable: bool
    """Whether the whole bill can still be voided: its own day, still open, nothing given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillDay:
    """The bills and refunds of one shop day, newest first, and which day it is today."""

    day: date
    today: date
    rows: tuple[BillRow, ...]


@query(Right.SERVE)
def file(view: View, bill_id: str) -> BillFile:
    """A posted bill with its frozen receipt."""
    row = view.get(Bill, bill_id)
    copies = view.sql("SELECT count(*) AS n FROM printing WHERE ref_id=?", (bill_id,))[0]["n"]
    return BillFile(
        id=row.id,
        member_id=row.member_id,
        job_id=row.job_id,
        receipt=msgspec.convert(row.snapshot, Receipt),
        copies=copies,
        refunds=(refunds := refund_file.of_bill(view, bill_id)),
        left=row.total - sum(refund.total for refund in refunds),
        voidable=not refunds
        and row.business_day == view.today
        and not drawer.is_closed(view, view.today),
    )


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the bill with this number; Refused("checkout.unknown")."""
    rows = view.sql("SELECT id FROM bill WHERE number=? OR code=?", (number, number))
    if not rows:
        raise Refused("checkout.unknown", field="number", number=number)
    return str(rows[0]["id"])


@query(Right.SERVE)
def whole_day(view: View, day: date | None = None) -> BillDay:
    """A business day (today where none is named) with its bills."""
    day = day or view.today
    return BillDay(day=day, today=view.today, rows=of_day(view, day))


@query(Right.SERVE)
def of_day(view: View, day: date | None = None, *, limit: int = 200) -> tuple[BillRow, ...]:
    """The bills and refunds of a business day (today where none is named), newest first."""
    on = (day or view.today).isoformat()
    rows = view.sql(
        "SELECT 'bill' AS kind, b.id AS id, b.id AS bill_id, b.number, b.at AS at, b.total,"
        " coalesce(m.name,'') AS member,"
        " (SELECT name FROM bill_line l WHERE l.bill_id=b.id ORDER BY position LIMIT 1) AS title,"
        " (SELECT group_concat(tender_kind) FROM tender t WHERE t.bill_id=b.id) AS tenders"
        " FROM bill b LEFT JOIN member m ON m.id=b.member_id WHERE b.business_day=?1"
        " UNION ALL SELECT r.refund_kind, r.id, r.bill_id, r.number, r.at, -r.total,"
        " coalesce(m.name,''), b.number,"
        " (SELECT group_concat(tender_kind) FROM refund_tender t WHERE t.refund_id=r.id)"
        " FROM refund r JOIN bill b ON b.id=r.bill_id LEFT JOIN member m ON m.id=r.member_id"
        " WHERE r.business_day=?1 ORDER BY at DESC, id DESC LIMIT ?2",
        (on, limit),
    )
    return tuple(
        BillRow(
            kind=row["kind"],
            id=row["id"],
            bill_id=row["bill_id"],
            number=row["number"],
            at=from_ms(row["at"]),
            member=row["member"],
            title=row["title"] or "",
            total=row["total"],
            tenders=tuple((row["tenders"] or "").split(",")) if row["tenders"] else (),
        )
        for row in rows
    )
