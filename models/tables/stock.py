"""Stock of parts: what came in, was used, came back and was counted. The balance is the sum."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class StockEntry(Row):
    """One movement of a part; thousandths, negative where it leaves. Never edited."""

    __tablename__ = "stock_entry"
    __table_args__ = (Index("stock_entry_of", "item_id", "at"),)
    kind: ClassVar[str] = "stock"

    id: Mapped[str] = c.key()
    item_id: Mapped[str] = c.reference("price_item.id")
    entry_kind: Mapped[str] = c.text()
    """``in``, ``used``, ``returned`` or ``counted`` (the difference a count showed)."""
    quantity: Mapped[int] = c.whole()
    ref_id: Mapped[str] = c.text(index=True)
    lot: Mapped[str] = c.text()
    cost: Mapped[int] = c.whole(default=0)
    note: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
