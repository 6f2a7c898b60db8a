"""The price list: categories, items, and versions with effective dates. A price is never overwritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class PriceCategory(Row):
    """A heading of the price list."""

    __tablename__ = "price_category"
    kind: ClassVar[str] = "prices"

    id: Mapped[str] = c.key()
    name: Mapped[str] = c.text()
    position: Mapped[int] = c.whole(default=0)


class PriceItem(Row):
    """A service or part that can stand on a bill."""

    __tablename__ = "price_item"
    kind: ClassVar[str] = "prices"

    id: Mapped[str] = c.key()
    category_id: Mapped[str] = c.reference("price_category.id", index=True)
    code: Mapped[str] = c.text(unique=True)
    name: Mapped[str] = c.text()
    line_kind: Mapped[str] = c.text(default="service")
    unit: Mapped[str] = c.text()
    earning_class: Mapped[str] = c.text(default="standard")
    warranty_days: Mapped[int] = c.whole(default=0)
    stocked: Mapped[bool] = c.flag()
    low_at: Mapped[int] = c.whole(default=0)
    """Thousandths at which the stock counts as low."""
    archived_at: Mapped[datetime | None] = c.moment_or_none()


class PriceVersion(Row):
    """A set of price changes that holds from a day on."""

    __tablename__ = "price_version"
    kind: ClassVar[str] = "prices"

    id: Mapped[str] = c.key()
    number: Mapped[int] = c.whole(unique=True)
    effective_from: Mapped[date] = c.day(index=True)
    made_at: Mapped[datetime] = c.moment()
    note: Mapped[str] = c.text()


class Price(Row):
    """What an item costs from its version's day on; fen per unit."""

    __tablename__ = "price"
    kind: ClassVar[str] = "prices"

    id: Mapped[str] = c.key()
    item_id: Mapped[str] = c.reference("price_item.id", index=True)
    version_id: Mapped[str] = c.reference("price_version.id", index=True)
    price: Mapped[int] = c.whole()
    cost: Mapped[int] = c.whole(default=0)
