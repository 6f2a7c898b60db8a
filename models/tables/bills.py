"""Posted bills, their lines and tenders, and what was printed. None of these rows is ever edited."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Bill(Row):
    """A posted bill; money in fen. ``snapshot`` is the frozen receipt (models.base.documents.Receipt)."""

    __tablename__ = "bill"
    __table_args__ = (
        Index("bill_of", "member_id", "at"),
        Index("bill_day_order", "business_day", "at"),
        Index("bill_order", "at"),
    )
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    business_day: Mapped[date] = c.day()
    member_id: Mapped[str | None] = c.reference_or_none("member.id")
    job_id: Mapped[str | None] = c.reference_or_none("job.id", index=True)
    cashier_id: Mapped[str] = c.text()
    subtotal: Mapped[int] = c.whole()
    line_discount: Mapped[int] = c.whole()
    bill_discount: Mapped[int] = c.whole()
    rounding: Mapped[int] = c.whole()
    total: Mapped[int] = c.whole()
    snapshot: Mapped[Any] = c.structure()
    entered_at: Mapped[datetime | None] = c.moment_or_none()
    """When it was entered, where that was later than it happened (after a power cut)."""


class BillLine(Row):
    """A line of a bill: amount before discount, its own discount, its share of the bill's, what is left."""

    __tablename__ = "bill_line"
    __table_args__ = (Index("bill_line_of", "bill_id", "position"),)
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    bill_id: Mapped[str] = c.reference("bill.id")
    position: Mapped[int] = c.whole()
    item_id: Mapped[str | None] = c.reference_or_none("price_item.id", index=True)
    name: Mapped[str] = c.text()
    code: Mapped[str] = c.text()
    line_kind: Mapped[str] = c.text()
    quantity: Mapped[int] = c.whole()
    price: Mapped[int] = c.whole()
    cost: Mapped[int] = c.whole()
    amount: Mapped[int] = c.whole()
    discount: Mapped[int] = c.whole()
    bill_share: Mapped[int] = c.whole()
    """This line's share of bill discount and rounding, by largest remainder."""
    total: Mapped[int] = c.whole()
    earning_class: Mapped[str] = c.text()
    warranty_until: Mapped[date | None] = c.day_or_none()
    lot: Mapped[str] = c.text()
    serial: Mapped[str] = c.text()


class Tender(Row):
    """One means of payment: ``amount`` was kept, ``tendered`` was handed over; change is cash only."""

    __tablename__ = "tender"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    bill_id: Mapped[str] = c.reference("bill.id", index=True)
    position: Mapped[int] = c.whole()
    tender_kind: Mapped[str] = c.text()
    amount: Mapped[int] = c.whole()
    tendered: Mapped[int] = c.whole()


class Printing(Row):
    """A paper that was made of a document; the second and later receipts are marked as copies."""

    __tablename__ = "printing"
    __table_args__ = (Index("printing_of", "ref_id", "paper"),)
    kind: ClassVar[str] = "papers"

    id: Mapped[str] = c.key()
    paper: Mapped[str] = c.text()
    ref_id: Mapped[str] = c.text()
    copy_number: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
