"""Who may sign in at this desk, and how often somebody guessed. Stays at this desk, never journalled."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Pin(Row):
    """A person's PIN at this desk, as Argon2id under a pepper that the file's key gives."""

    __tablename__ = "pin"
    kind: ClassVar[str] = "staff"
    journalled: ClassVar[bool] = False

    staff_id: Mapped[str] = c.key()
    hash: Mapped[str] = c.text()
    digits: Mapped[int] = c.whole()
    set_at: Mapped[datetime] = c.moment()


class Attempt(Row):
    """Wrong PINs in a row, of one person or of the whole desk, and when the last one was typed.

    ``stamp`` is milliseconds of the computer's monotonic clock, which nobody can set back and which begins
    anew with the computer: a stamp in the future means it was started since (models/rules/sign_in.py).
    """

    __tablename__ = "attempt"
    kind: ClassVar[str] = "staff"
    journalled: ClassVar[bool] = False

    who: Mapped[str] = c.key()
    """A staff id, or ``desk``."""
    wrong: Mapped[int] = c.whole()
    stamp: Mapped[int] = c.whole()
