"""What stands on account (挂账): how old it is, and which bills a payment settles, the oldest first.

Money in fen, ages in shop days. Must not number, store or print anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.base.errors import Refused
from models.base.money import MAX_FEN

ACCOUNT: Final = "account"
BUCKETS: Final = (30, 60, 90)
"""The last day of each age: 0-30, 31-60, 61-90, over 90."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed of one bill."""

    bill_id: str
    day: date
    amount: int


def age(day: date, today: date) -> int:
    """Which age a bill of ``day`` has today: 0 for 0-30 days … 3 for over 90."""
    days = (today - day).days
    return sum(days > last for last in BUCKETS)


def ages(owed: Sequence[Owed], today: date) -> tuple[int, int, int, int]:
    """What is owed by age, fen."""
    sums = [0, 0, 0, 0]
    for one in owed:
        sums[age(one.day, today)] += one.amount
    return sums[0], sums[1], sums[2], sums[3]


def settled(owed: Sequence[Owed], amount: int) -> tuple[Owed, ...]:
    """What of each bill ``amount`` settles, in their order.

    Raises Refused ``account.nothing``, ``account.amount``, ``money.too_large`` or ``account.most`` (``most``).
    """
    most = sum(one.amount for one in owed)
    if not most:
        raise Refused("account.nothing", field="amount")
    if amount <= 0:
        raise Refused("account.amount", field="amount")
    if amount > MAX_FEN:
        raise Refused("money.too_large", field="amount", most=MAX_FEN)
    if amount > most:
        raise Refused("account.most", field="amount", most=most)
    parts = []
    for one in owed:
        taken = min(one.amount, amount)
        if taken:
            parts.append(Owed(one.bill_id, one.day, taken))
            amount -= taken
    return tuple(parts)
