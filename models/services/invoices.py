"""发票 of a bill: statements that are never edited, of which the newest holds. The bill itself stays as posted."""

from dataclasses import dataclass
from datetime import datetime

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules import invoices as rules
from models.services import timeline
from models.services.search_documents import index_bill
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.invoices import Invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDetails:
    """To whom it is made out, the tax number (empty for a person), its number (empty until it is issued)."""

    title: str = ""
    tax_number: str = ""
    number: str = ""


NOTHING = InvoiceDetails()
"""No 发票 stands for the bill, or the one that stood was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFile:
    """What holds for a bill, who said so when, and what the member's last 发票 was made out to."""

    details: InvoiceDetails
    at: datetime | None
    by: str
    offered: InvoiceDetails


@use_case(Right.SERVE, inverse="invoices.record")
def record(work: Work, bill_id: str, details: InvoiceDetails) -> str:
    """State a bill's 发票 anew; all fields empty takes it back. Returns the statement's id.

    Raises Refused("invoice.…" | "text.…") beside the field, Refused("invoice.voided") on a bill that was voided.
    """
    bill = work.get(Bill, bill_id)
    before = of_bill(work, bill_id).details
    clean = _checked(details)
    if clean == before:
        raise Refused("invoice.nothing", field="title")
    if work.sql("SELECT 1 FROM refund WHERE bill_id=? AND refund_kind='void'", (bill_id,)):
        raise Refused("invoice.voided", field="title", number=bill.number)
    row = Invoice(
        id=work.new_id(),
        bill_id=bill.id,
        title=clean.title,
        tax_number=clean.tax_number,
        number=clean.number,
        at=work.now,
        actor_id=work.actor.id,
    )
    work.add(row)
    if bill.member_id is not None:
        told = {"title": clean.title, "tax": clean.tax_number, "invoice": clean.number}
        timeline.record(
            work, bill.member_id, "invoice_stated", ref_id=bill.id, number=bill.number, details=told
        )
    index_bill(work, bill)
    work.undo_by(record, bill_id, before)
    return row.id


@query(Right.SERVE)
def of_bill(view: View, bill_id: str) -> InvoiceFile:
    """What holds for a bill; the member's last title and tax number are offered for the next one."""
    rows = view.sql(
        "SELECT i.*, coalesce(s.name,'') AS who FROM invoice i LEFT JOIN staff s ON s.id=i.actor_id"
        " WHERE i.bill_id=? ORDER BY i.id DESC LIMIT 1",
        (bill_id,),
    )
    row = rows[0] if rows else None
    if row is None or not row["title"]:
        details = NOTHING
    else:
        details = InvoiceDetails(
            title=row["title"], tax_number=row["tax_number"], number=row["number"]
        )
    return InvoiceFile(
        details=details,
        at=None if row is None else from_ms(row["at"]),
        by="" if row is None else row["who"],
        offered=_offered(view, bill_id),
    )


def _offered(view: View, bill_id: str) -> InvoiceDetails:
    rows = view.sql(
        "SELECT i.title, i.tax_number FROM bill own JOIN bill b ON b.member_id=own.member_id"
        " JOIN invoice i ON i.bill_id=b.id WHERE own.id=? AND b.id<>own.id AND i.title<>''"
        " ORDER BY i.id DESC LIMIT 1",
        (bill_id,),
    )
    if not rows:
        return NOTHING
    return InvoiceDetails(title=rows[0]["title"], tax_number=rows[0]["tax_number"])


def _checked(typed: InvoiceDetails) -> InvoiceDetails:
    title = clean_line(typed.title, field="title", most=rules.TITLE_MOST)
    for name in ("tax_number", "number"):
        clean_line(getattr(typed, name), field=name)
    clean = InvoiceDetails(
        title=title,
        tax_number=rules.tax_number(typed.tax_number),
        number=rules.invoice_number(typed.number),
    )
    if not title and clean != NOTHING:
        raise Refused("invoice.title", field="title")
    return clean
