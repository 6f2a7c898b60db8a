"""Packages of the price list: several items under one name, with optional add-ons."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Package(Row):
    """A package; also the template by which a quote for a known service is filled in."""

    __tablename__ = "package"
    kind: ClassVar[str] = "prices"

    id: Mapped[str] = c.key()
    code: Mapped[str] = c.text(unique=True)
    name: Mapped[str] = c.text()
    grade: Mapped[str] = c.text()
    """The name of the service grade it stands for, or empty."""
    position: Mapped[int] = c.whole(default=0)
    archived_at: Mapped[datetime | None] = c.moment_or_none()


class PackageLine(Row):
    """An item of a package; quantity in thousandths. ``price`` fen per unit where the package has its own."""

    __tablename__ = "package_line"
    kind: ClassVar[str] = "prices"

    id: Mapped[str] = c.key()
    package_id: Mapped[str] = c.reference("package.id", index=True)
    item_id: Mapped[str] = c.reference("price_item.id", index=True)
    position: Mapped[int] = c.whole()
    quantity: Mapped[int] = c.whole(default=1000)
    price: Mapped[int | None] = c.whole_or_none()
    addon: Mapped[bool] = c.flag()
    removed_at: Mapped[datetime | None] = c.moment_or_none()
