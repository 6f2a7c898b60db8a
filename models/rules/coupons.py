"""What a coupon or right is, whether it fits a bill, and what it takes off.

Money in fen, shares per mille. Must not number, store or print anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from models.base.errors import Refused
from models.base.money import MAX_FEN, round_half_up, split
from models.base.text import clean_line, one_of

CouponKind = Literal["amount", "percent", "free_item", "right"]

KINDS: Final[tuple[CouponKind, ...]] = ("amount", "percent", "free_item", "right")
SOURCES: Final = (
    "redemption", "milestone", "tier", "behaviour", "campaign", "compensation", "given",
)  # fmt: skip
PER_MILLE = 1000
DAYS_MOST = 3650
NAME_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponPlan:
    """A coupon before it is issued. ``value`` fen or per mille by its kind; ``days`` 0 is for life."""

    name: str
    coupon_kind: str = "amount"
    value: int = 0
    most: int | None = None
    """The most a per-mille coupon takes off, fen."""
    least: int = 0
    """The bill has to come to so much, fen."""
    item_id: str | None = None
    """The item that is free, or of whose lines alone it takes something off."""
    days: int = 0
    cost: int = 0
    """What it costs the shop, fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponLine:
    """A line of the bill that a coupon meets: ``amount`` is what is still to be paid of it, fen."""

    item_id: str | None
    quantity: int
    amount: int


def checked(plan: CouponPlan) -> CouponPlan:
    """The plan as it is kept; its item is looked up elsewhere.

    Raises Refused ``coupon.kind``, ``coupon.value`` (``most``), ``coupon.item_needed``, ``coupon.days``
    (``most``), ``money.negative``, ``money.too_large`` or a ``text.…`` code, each beside its field.
    """
    kind = one_of(plan.coupon_kind, KINDS, "coupon.kind", field="coupon_kind")
    most = {"amount": MAX_FEN, "percent": PER_MILLE}.get(kind, 0)
    if not (1 if most else 0) <= plan.value <= most:
        raise Refused("coupon.value", field="value", most=most)
    for field, amount in (("most", plan.most or 0), ("least", plan.least), ("cost", plan.cost)):
        if amount < 0:
            raise Refused("money.negative", field=field)
        if amount > MAX_FEN:
            raise Refused("money.too_large", field=field, most=MAX_FEN)
    if kind == "free_item" and plan.item_id is None:
        raise Refused("coupon.item_needed", field="item_id")
    if not 0 <= plan.days <= DAYS_MOST:
        raise Refused("coupon.days", field="days", most=DAYS_MOST)
    return CouponPlan(
        name=clean_line(plan.name, field="name", most=NAME_MOST, required=True),
        coupon_kind=kind,
        value=plan.value,
        most=plan.most or None,
        least=plan.least,
        item_id=plan.item_id,
        days=plan.days,
        cost=plan.cost,
    )


def takes_off(plan: CouponPlan, lines: Sequence[CouponLine], *, total: int) -> tuple[int, ...]:
    """What the coupon takes off each line; all nothing for a right.

    ``total`` is the bill after its discounts: ``least`` is measured by it, so that paying with points or
    another coupon spoils none. One free item is one piece of its dearest line. What a coupon takes off never
    exceeds what is left to pay, and no money is given for the rest.

    Raises Refused ``coupon.least`` (``least``) or ``coupon.no_item``, field ``coupon``.
    """
    if total < plan.least:
        raise Refused("coupon.least", field="coupon", least=plan.least)
    fits = [line.item_id == plan.item_id or plan.item_id is None for line in lines]
    if plan.coupon_kind == "right":
        return (0,) * len(lines)
    weights = [line.amount if fit else 0 for line, fit in zip(lines, fits, strict=True)]
    if not any(weights):
        raise Refused("coupon.no_item", field="coupon")
    if plan.coupon_kind == "free_item":
        pieces = [_piece(line) if fit else 0 for line, fit in zip(lines, fits, strict=True)]
        place = max(range(len(pieces)), key=lambda at: (pieces[at], -at))
        return tuple(piece if at == place else 0 for at, piece in enumerate(pieces))
    # Largest remainder gives no line more than its weight while no more is split than they sum to.
    return tuple(split(_off(plan, sum(weights)), weights))


def _off(plan: CouponPlan, base: int) -> int:
    if plan.coupon_kind == "amount":
        return min(plan.value, base)
    off = round_half_up(base * plan.value, PER_MILLE)
    return min(off if plan.most is None else min(off, plan.most), base)


def _piece(line: CouponLine) -> int:
    """What one piece of a line costs, all of it where it is less than one."""
    if line.quantity <= PER_MILLE:
        return line.amount
    return round_half_up(line.amount * PER_MILLE, line.quantity)
