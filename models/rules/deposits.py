"""What a deposit covers of a bill, and which deposits give it: the oldest first, freed again newest first.

Money in fen. Must not number, store or print anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.rules.checkout import Settled, TenderOut

DEPOSIT: Final = "deposit"


@dataclass(frozen=True, slots=True)
class Part:
    """Fen of one deposit."""

    deposit_id: str
    amount: int


def covered(balance: int, total: int) -> int:
    """What of a bill is paid by the deposits of its job; what is left of them stays with the job."""
    return min(max(balance, 0), total)


def spread(left: Sequence[Part], amount: int) -> tuple[Part, ...]:
    """Take ``amount`` out of these, in their order. Raises ValueError where they hold less."""
    parts = []
    for part in left:
        taken = min(part.amount, amount)
        if taken > 0:
            parts.append(Part(part.deposit_id, taken))
            amount -= taken
    if amount:
        raise ValueError(f"{amount} fen too many")
    return tuple(parts)


def in_front(settled: Settled, deposit: int) -> Settled:
    """A bill's tenders with what its deposits pay before what is handed over now."""
    if not deposit:
        return settled
    paid = TenderOut(kind=DEPOSIT, amount=deposit, tendered=deposit)
    return Settled((paid, *settled.tenders), settled.change)


def checked(amount: int, *, most: int = MAX_FEN) -> int:
    """An amount above nothing. Raises Refused ``deposit.amount``, ``money.too_large`` or ``deposit.most``."""
    if amount <= 0:
        raise Refused("deposit.amount", field="amount")
    if amount > MAX_FEN:
        raise Refused("money.too_large", field="amount", most=MAX_FEN)
    if amount > most:
        raise Refused("deposit.most", field="amount", most=most)
    return amount
