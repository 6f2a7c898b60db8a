"""Invoices (发票) that were issued for bills: title, tax number and number, kept with the bill."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Invoice(Row):
    """One statement about a bill's 发票; never edited, the newest of a bill holds."""

    __tablename__ = "invoice"
    kind: ClassVar[str] = "bills"

    id: Mapped[str] = c.key()
    bill_id: Mapped[str] = c.reference("bill.id", index=True)
    title: Mapped[str] = c.text()
    tax_number: Mapped[str] = c.text()
    number: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
