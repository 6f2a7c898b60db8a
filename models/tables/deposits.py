"""Deposits taken against a job, given back, or settled on its bill. Never edited."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Deposit(Row):
    """A deposit (定金) taken, or given back (``direction`` ``out``, of the one named); fen."""

    __tablename__ = "deposit"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    business_day: Mapped[date] = c.day(index=True)
    job_id: Mapped[str] = c.reference("job.id", index=True)
    member_id: Mapped[str | None] = c.reference_or_none("member.id", index=True)
    actor_id: Mapped[str] = c.text()
    direction: Mapped[str] = c.text(default="in")
    of_id: Mapped[str | None] = c.reference_or_none("deposit.id", index=True)
    """The deposit that was given back."""
    tender_kind: Mapped[str] = c.text()
    amount: Mapped[int] = c.whole()
    reason: Mapped[str] = c.text()
    snapshot: Mapped[Any] = c.structure()


class DepositUse(Row):
    """What of a deposit was settled on a bill; negative where a refund of the bill freed it again; fen."""

    __tablename__ = "deposit_use"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    deposit_id: Mapped[str] = c.reference("deposit.id", index=True)
    bill_id: Mapped[str] = c.reference("bill.id", index=True)
    refund_id: Mapped[str | None] = c.reference_or_none("refund.id")
    amount: Mapped[int] = c.whole()
