"""What a membership tier takes off the lines of a bill (PRODUCT.md: silver 95 %, gold 90 % of list).

Numbers in, numbers out. The tier's discount is one on the line; it never adds to another one there: the larger
holds. Must not know members, quotes or price lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.base.money import amount_of
from models.rules.checkout import NO_DISCOUNT, PER_MILLE, Discount, LineIn
from models.rules.programme import Benefits

FEE = "fee"
"""The class of lines that a tier may have free: the visiting or yearly fee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLine:
    """A line as it was chosen, its own discount in it. ``listed``: at the list price, not a promised one."""

    line: LineIn
    earning_class: str
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiered:
    """The lines with the discount that holds on each, and what of it is the tier's, fen."""

    lines: tuple[LineIn, ...]
    offs: tuple[int, ...]
    fee: bool
    """Whether a fee is free by it: then no one share tells it."""

    @property
    def off(self) -> int:
        """What the tier takes off in all."""
        return sum(self.offs)


def tiered(benefits: Benefits, lines: Sequence[TierLine]) -> Tiered:
    """Put a tier's discount on the lines where it is larger than the line's own."""
    out, offs, fee = [], [], False
    for entry in lines:
        given = _given(benefits, entry)
        amount = amount_of(entry.line.price, entry.line.quantity)
        off = given.of(amount)
        if off > entry.line.discount.of(amount):
            fee = fee or (given.per_mille == PER_MILLE and entry.earning_class == FEE)
            out.append(replace(entry.line, discount=given))
            offs.append(off)
        else:
            out.append(entry.line)
            offs.append(0)
    return Tiered(lines=tuple(out), offs=tuple(offs), fee=fee)


def _given(benefits: Benefits, entry: TierLine) -> Discount:
    """What the tier gives on a line, whatever is on it already."""
    if not entry.listed:
        return NO_DISCOUNT
    if benefits.free_fee and entry.earning_class == FEE:
        return Discount(per_mille=PER_MILLE)
    if entry.line.kind == "part" and not benefits.discount_parts:
        return NO_DISCOUNT
    return Discount(per_mille=benefits.discount)
