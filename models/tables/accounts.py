"""Bills on account (挂账): what was paid of them later. What is owed is computed, never kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class AccountPayment(Row):
    """A member pays what stood on account; fen. Never edited."""

    __tablename__ = "account_payment"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    business_day: Mapped[date] = c.day(index=True)
    member_id: Mapped[str] = c.reference("member.id", index=True)
    actor_id: Mapped[str] = c.text()
    tender_kind: Mapped[str] = c.text()
    amount: Mapped[int] = c.whole()
    tendered: Mapped[int] = c.whole()
    snapshot: Mapped[Any] = c.structure()


class AccountSettlement(Row):
    """What of a bill on account is settled: by a payment, or by a refund of that bill; fen."""

    __tablename__ = "account_settlement"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    bill_id: Mapped[str] = c.reference("bill.id", index=True)
    payment_id: Mapped[str | None] = c.reference_or_none("account_payment.id", index=True)
    refund_id: Mapped[str | None] = c.reference_or_none("refund.id")
    amount: Mapped[int] = c.whole()
