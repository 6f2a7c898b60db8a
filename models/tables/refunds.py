"""Refunds and voids of posted bills: documents of their own, with lines and the money given back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Refund(Row):
    """Money given back on a posted bill; fen. ``snapshot`` is the frozen paper. Never edited."""

    __tablename__ = "refund"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    business_day: Mapped[date] = c.day(index=True)
    bill_id: Mapped[str] = c.reference("bill.id", index=True)
    member_id: Mapped[str | None] = c.reference_or_none("member.id", index=True)
    actor_id: Mapped[str] = c.text()
    refund_kind: Mapped[str] = c.text(default="refund")
    """``refund``, or ``void`` where the whole bill was taken back on its own day."""
    reason: Mapped[str] = c.text()
    total: Mapped[int] = c.whole()
    snapshot: Mapped[Any] = c.structure()


class RefundLine(Row):
    """What of one line of the bill was given back: fen, and the quantity in thousandths that came back."""

    __tablename__ = "refund_line"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    refund_id: Mapped[str] = c.reference("refund.id", index=True)
    bill_line_id: Mapped[str] = c.reference("bill_line.id", index=True)
    position: Mapped[int] = c.whole()
    quantity: Mapped[int] = c.whole(default=0)
    amount: Mapped[int] = c.whole()


class RefundTender(Row):
    """The way in which money was given back; fen. ``account`` lowers what the member owes."""

    __tablename__ = "refund_tender"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    refund_id: Mapped[str] = c.reference("refund.id", index=True)
    position: Mapped[int] = c.whole()
    tender_kind: Mapped[str] = c.text()
    amount: Mapped[int] = c.whole()
