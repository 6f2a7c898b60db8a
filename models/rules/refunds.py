"""What comes back of a bill: the lines, the amounts to the fen, and the ways in which money is given back.

Money in fen, quantities in thousandths. Partial refunds never add up to more than the bill, and the last one
takes the rest. Must not number, store or print anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.base.errors import Refused
from models.base.money import round_half_up, split
from models.rules.covers import NO_CASH

CASH, ACCOUNT = "cash", "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLeft:
    """A line of a bill and what of it was not given back yet."""

    id: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class LineWish:
    """A line that comes back; ``quantity`` None is all that is left of it."""

    line_id: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class LineBack:
    """What of one line comes back. With ``quantity`` 0 it is money only and the goods stay."""

    line_id: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class WayBack:
    """Money given back in one way: ``cash``, ``wechat`` …, or ``account``, which lowers what is owed."""

    kind: str
    amount: int


def lines_back(
    left: Sequence[LineLeft], wishes: Sequence[LineWish] = (), amount: int | None = None
) -> tuple[LineBack, ...]:
    """What comes back of which line; lines of which nothing comes back are left out.

    Without wishes and amount it is all that is left. Wishes alone go by their share of the quantity that is
    left, rounded half up, so that the last piece takes the rest. An amount is split over the wished lines (or
    all) by what is left of each, largest remainder, and brings no goods back.

    Raises Refused ``refund.line`` (no such line, or twice), ``refund.quantity`` (``most``), ``refund.amount``,
    ``refund.too_much`` (``most``) or ``refund.nothing`` (nothing is left).
    """
    if not any(line.quantity or line.amount for line in left):
        raise Refused("refund.nothing", field="amount")
    chosen = _chosen(left, wishes)
    if amount is not None:
        return _by_amount([line for line, _ in chosen], amount)
    return tuple(
        back for line, quantity in chosen if (back := _by_quantity(line, quantity)) is not None
    )


def _chosen(
    left: Sequence[LineLeft], wishes: Sequence[LineWish]
) -> list[tuple[LineLeft, int | None]]:
    if not wishes:
        return [(line, None) for line in left]
    known = {line.id: line for line in left}
    names = [wish.line_id for wish in wishes]
    if len(set(names)) != len(names) or not known.keys() >= set(names):
        raise Refused("refund.line", field="line")
    return [(known[wish.line_id], wish.quantity) for wish in wishes]


def _by_amount(lines: Sequence[LineLeft], amount: int) -> tuple[LineBack, ...]:
    most = sum(line.amount for line in lines)
    if amount <= 0:
        raise Refused("refund.amount", field="amount")
    if amount > most:
        raise Refused("refund.too_much", field="amount", most=most)
    shares = split(amount, [line.amount for line in lines])
    return tuple(
        LineBack(line.id, 0, share) for line, share in zip(lines, shares, strict=True) if share
    )


def _by_quantity(line: LineLeft, quantity: int | None) -> LineBack | None:
    if quantity is None or quantity == line.quantity:
        whole = LineBack(line.id, line.quantity, line.amount)
        return whole if whole.quantity or whole.amount else None
    if not 0 < quantity <= line.quantity:
        raise Refused("refund.quantity", field="quantity", most=line.quantity)
    return LineBack(line.id, quantity, round_half_up(line.amount * quantity, line.quantity))


def ways_left(paid: Mapping[str, int], back: Mapping[str, int], *, owed: int = 0) -> dict[str, int]:
    """What may still go back by each kind: ``paid`` less ``back``, together all that is left of the bill.

    Of what stands on account only ``owed`` can be lowered; what was settled since goes back in cash. Cash given
    back beyond the cash that was paid stood for the other kinds, in their order; for what was no money it never
    can.
    """
    left = {kind: amount - back.get(kind, 0) for kind, amount in paid.items()}
    cash = left.pop(CASH, -back.get(CASH, 0))
    if ACCOUNT in left:
        cash += left[ACCOUNT] - owed
        left[ACCOUNT] = owed
    stood = max(0, -cash)
    for kind in left:
        if kind not in (ACCOUNT, *NO_CASH):
            taken = min(stood, left[kind])
            left[kind] -= taken
            stood -= taken
    return {kind: most for kind, most in {CASH: cash, **left}.items() if most > 0}


def way_limits(most: Mapping[str, int]) -> dict[str, int]:
    """The most of each way that may be chosen: by kind as paid, and cash for all that was really paid.

    What points, coupons, a gift or visits paid goes back as what it was, never as money.
    """
    paid = sum(limit for kind, limit in most.items() if kind not in (ACCOUNT, *NO_CASH))
    return {**({CASH: paid} if paid else {}), **{k: v for k, v in most.items() if k != CASH}}


def ways_back(
    total: int, most: Mapping[str, int], chosen: Sequence[WayBack] = ()
) -> tuple[WayBack, ...]:
    """How ``total`` is given back. ``most`` is what may go back by each kind (:func:`ways_left`).

    Without a choice it is split by ``most``, largest remainder. Chosen ways are kept as they are: no kind above
    its most, except cash, which may stand for every kind of money but what is still owed on account.

    Raises Refused ``refund.way`` (``kind`` cannot be), ``refund.way_most`` (``kind``, ``most``) or
    ``refund.ways`` (``off``: so much is missing, negative where it is too much).
    """
    if not chosen:
        shares = split(total, list(most.values()))
        return tuple(
            WayBack(kind, share) for kind, share in zip(most, shares, strict=True) if share
        )
    limits = way_limits(most)
    seen: set[str] = set()
    for way in chosen:
        if way.kind in seen or way.amount <= 0 or way.kind not in limits:
            raise Refused("refund.way", field="ways", kind=way.kind)
        seen.add(way.kind)
        if way.amount > limits[way.kind]:
            raise Refused("refund.way_most", field="ways", kind=way.kind, most=limits[way.kind])
    off = total - sum(way.amount for way in chosen)
    if off:
        raise Refused("refund.ways", field="ways", off=off)
    paid = sum(way.amount for way in chosen if way.kind not in (ACCOUNT, *NO_CASH))
    if paid > limits.get(CASH, 0):
        raise Refused("refund.way_most", field="ways", kind=CASH, most=limits.get(CASH, 0))
    return tuple(chosen)
