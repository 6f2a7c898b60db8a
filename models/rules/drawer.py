"""The cash drawer's arithmetic: what must lie in it, and how far a count is off. Money in fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.base.documents_money import CountLine
from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.rules.tenders import CASH


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one means of payment."""

    kind: str
    amount: int


def expected_cash(*, opening: int, moved: int, paid_in: int, taken_out: int) -> int:
    """What must lie in the drawer: the float, what documents moved, what was put in less what was taken out."""
    return opening + moved + paid_in - taken_out


def count(expected: Mapping[str, int], counted: Sequence[Counted]) -> tuple[CountLine, ...]:
    """Expected against counted, cash first. What was not counted is taken as expected, except cash.

    Raises Refused ``drawer.count`` (a kind twice, cash not counted) or ``money.negative`` or ``money.too_large``.
    """
    kinds = [one.kind for one in counted]
    if len(set(kinds)) != len(kinds) or CASH not in kinds:
        raise Refused("drawer.count", field="cash")
    found = {one.kind: checked(one.amount, field=one.kind) for one in counted}
    wanted = {CASH: 0, **expected, **{kind: expected.get(kind, 0) for kind in found}}
    return tuple(
        CountLine(kind=kind, expected=amount, counted=found.get(kind, amount))
        for kind, amount in wanted.items()
    )


def difference(counts: Sequence[CountLine]) -> int:
    """Counted less expected, over all means of payment."""
    return sum(line.counted - line.expected for line in counts)


def is_off(counts: Sequence[CountLine]) -> bool:
    """Whether any count differs, also where two differences cancel out."""
    return any(line.counted != line.expected for line in counts)


def checked(amount: int, *, field: str, least: int = 0) -> int:
    """An amount from ``least`` up. Raises Refused ``money.negative``, ``money.too_large`` or ``drawer.amount``."""
    if amount < 0:
        raise Refused("money.negative", field=field)
    if amount < least:
        raise Refused("drawer.amount", field=field)
    if amount > MAX_FEN:
        raise Refused("money.too_large", field=field, most=MAX_FEN)
    return amount
