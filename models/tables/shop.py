"""The shop itself, its people, settings and running numbers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Shop(Row):
    """The one row that says whose file this is. ``demo`` is set at founding and never again."""

    __tablename__ = "shop"
    kind: ClassVar[str] = "shop"

    id: Mapped[str] = c.key()
    name: Mapped[str] = c.text()
    address: Mapped[str] = c.text()
    phone: Mapped[str] = c.text()
    complaint_phone: Mapped[str] = c.text()
    hours: Mapped[str] = c.text()
    trade: Mapped[str] = c.text()
    zone: Mapped[str] = c.text(default="Asia/Shanghai")
    demo: Mapped[bool] = c.flag()
    founded_at: Mapped[datetime] = c.moment()


class Staff(Row):
    """A person of the shop; ``level`` as in rights, 0 for a technician without a desk account."""

    __tablename__ = "staff"
    kind: ClassVar[str] = "staff"

    id: Mapped[str] = c.key()
    name: Mapped[str] = c.text()
    level: Mapped[int] = c.whole(default=0)
    technician: Mapped[bool] = c.flag()
    phone: Mapped[str] = c.text()
    active: Mapped[bool] = c.flag(default=True)


class Setting(Row):
    """One setting that differs from its declared default."""

    __tablename__ = "setting"
    kind: ClassVar[str] = "settings"

    name: Mapped[str] = c.key()
    value: Mapped[Any] = c.structure()


class Counter(Row):
    """The last number given out for one kind of document at one desk; numbers run without gaps."""

    __tablename__ = "counter"
    kind: ClassVar[str] = "counter"

    id: Mapped[str] = c.key()
    """Desk letter, kind and, for jobs, the day: ``A/receipt``, ``A/job/2026-06-10``."""
    last: Mapped[int] = c.whole()
