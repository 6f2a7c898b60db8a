"""Money members paid ahead: stored value (储值) in its paid and gift parts, and visit cards (次卡)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Prepaid(Row):
    """A numbered paper of money paid ahead or given back (``direction`` ``out``); fen. Never edited."""

    __tablename__ = "prepaid"
    kind: ClassVar[str] = "prepaid"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    business_day: Mapped[date] = c.day(index=True)
    member_id: Mapped[str] = c.reference("member.id", index=True)
    actor_id: Mapped[str] = c.text()
    direction: Mapped[str] = c.text(default="in")
    what: Mapped[str] = c.text(default="value")
    """``value``, or ``card`` where a visit card was sold or given back."""
    card_id: Mapped[str | None] = c.text_or_none(index=True)
    tender_kind: Mapped[str] = c.text()
    amount: Mapped[int] = c.whole()
    """Money that was handed over, positive either way."""
    gift: Mapped[int] = c.whole(default=0)
    """What the shop put on top, or took away with what was given back."""
    reason: Mapped[str] = c.text()
    snapshot: Mapped[Any] = c.structure()


class ValueMove(Row):
    """A change of a member's stored value, paid and gift part apart; fen, signed. Never edited."""

    __tablename__ = "value_move"
    kind: ClassVar[str] = "prepaid"

    id: Mapped[str] = c.key()
    member_id: Mapped[str] = c.reference("member.id", index=True)
    at: Mapped[datetime] = c.moment()
    day: Mapped[date] = c.day()
    paid: Mapped[int] = c.whole(default=0)
    gift: Mapped[int] = c.whole(default=0)
    prepaid_id: Mapped[str | None] = c.reference_or_none("prepaid.id", index=True)
    bill_id: Mapped[str | None] = c.reference_or_none("bill.id", index=True)
    refund_id: Mapped[str | None] = c.reference_or_none("refund.id", index=True)


class VisitCard(Row):
    """A card for so many visits of one service, paid ahead."""

    __tablename__ = "visit_card"
    kind: ClassVar[str] = "prepaid"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    member_id: Mapped[str] = c.reference("member.id", index=True)
    item_id: Mapped[str] = c.reference("price_item.id")
    name: Mapped[str] = c.text()
    visits: Mapped[int] = c.whole()
    price: Mapped[int] = c.whole()
    """What was paid for all visits together, fen."""
    single: Mapped[int] = c.whole()
    """What one visit cost without a card on the day of the sale, fen: the refund goes by it."""
    first_day: Mapped[date] = c.day()
    last_day: Mapped[date | None] = c.day_or_none()
    closed_at: Mapped[datetime | None] = c.moment_or_none()
    """When what was left of it was given back."""


class VisitUse(Row):
    """Visits taken off a card, negative where a refund put them back. Never edited."""

    __tablename__ = "visit_use"
    kind: ClassVar[str] = "prepaid"

    id: Mapped[str] = c.key()
    card_id: Mapped[str] = c.reference("visit_card.id", index=True)
    bill_id: Mapped[str] = c.reference("bill.id", index=True)
    refund_id: Mapped[str | None] = c.reference_or_none("refund.id", index=True)
    at: Mapped[datetime] = c.moment()
    day: Mapped[date] = c.day()
    visits: Mapped[int] = c.whole()
    worth: Mapped[int] = c.whole()
    """What it paid of the bill, fen, signed like the visits."""
