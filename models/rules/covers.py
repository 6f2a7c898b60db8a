"""What stands in front of what is due on a bill: visits, coupons, points and the deposit, in this order.

Money in fen, quantities in thousandths. The till previews with the function that posting decides by. Must not
number, store or print anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from models.base.documents import TenderKind
from models.base.errors import Refused
from models.base.money import round_half_up
from models.rules.checkout import Settled, TenderOut
from models.rules.coupons import CouponLine, CouponPlan, takes_off
from models.rules.deposits import DEPOSIT, covered

POINTS: Final = "points"
COUPON: Final = "coupon"
VISIT: Final = "visit"
STORED: Final = "stored"
STORED_GIFT: Final = "stored_gift"

NO_CASH: Final = (POINTS, COUPON, STORED_GIFT, VISIT)
"""Ways of paying that never come back as money."""
PIECE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """A line as it is billed; ``total`` after its discounts and its share of the bill's."""

    item_id: str | None
    quantity: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWish:
    """So many visits of a card for its item."""

    card_id: str
    item_id: str
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponWish:
    """A coupon to be used."""

    coupon_id: str
    plan: CouponPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRate:
    """How points pay: ``per_yuan`` of them one yuan, in steps, at most ``most`` per mille of the bill."""

    per_yuan: int = 100
    step: int = 100
    most: int = 1000
    available: int = 0

    def worth(self, points: int) -> int:
        """Fen that so many points pay, rounded down."""
        return points * 100 // self.per_yuan

    def limit(self, left: int, total: int) -> int:
        """The most points that may pay of a bill of ``total`` of which ``left`` is open: whole steps."""
        fen = min(left, total * self.most // 1000)
        reach = ((fen + 1) * self.per_yuan - 1) // 100
        points = min(reach, self.available) // self.step * self.step
        return points if points > 0 and self.worth(points) > 0 else 0


@dataclass(frozen=True, slots=True)
class Visited:
    """Visits of a card and what they paid."""

    card_id: str
    visits: int
    worth: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A coupon and what it took off; nothing for a right."""

    coupon_id: str
    worth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What stands in front of what is due."""

    visits: tuple[Visited, ...] = ()
    coupons: tuple[Taken, ...] = ()
    points: int = 0
    points_worth: int = 0
    points_most: int = 0
    """The most points that may pay of this bill."""
    deposit: int = 0
    due: int
    """What is left to be paid now."""

    @property
    def rows(self) -> tuple[TenderOut, ...]:
        """The tender rows in front, those of nothing left out."""
        return tuple(
            TenderOut(kind=kind, amount=fen, tendered=fen) for kind, fen in self._ways() if fen
        )

    def _ways(self) -> tuple[tuple[TenderKind, int], ...]:
        return (
            (VISIT, sum(one.worth for one in self.visits)),
            (COUPON, sum(one.worth for one in self.coupons)),
            (POINTS, self.points_worth),
            (DEPOSIT, self.deposit),
        )


@dataclass(slots=True)
class _Open:
    """What is still to be paid of a line, and how many of its pieces a card or a free item took."""

    line: BillLine
    left: int = field(init=False)
    pieces: int = 0

    def __post_init__(self) -> None:
        self.left = self.line.total

    @property
    def quantity(self) -> int:
        return max(0, self.line.quantity - self.pieces * PIECE)

    def visit(self) -> int:
        """What the next piece costs, by its share of the line; the last one takes the rest."""
        done = min(self.pieces * PIECE, self.line.quantity)
        now = min(done + PIECE, self.line.quantity)
        share = round_half_up(self.line.total * now, self.line.quantity)
        return share - round_half_up(self.line.total * done, self.line.quantity)


def cover(
    lines: Sequence[BillLine],
    *,
    visits: Sequence[VisitWish] = (),
    coupons: Sequence[CouponWish] = (),
    points: int = 0,
    rate: PointsRate | None = None,
    held: int = 0,
) -> Covered:
    """What visits, coupons and points pay of these lines, and what of ``held`` deposits pays the rest.

    Raises Refused ``visit.count``, ``visit.no_line``, ``coupon.twice``, ``coupon.least``, ``coupon.no_item``,
    ``points.step`` (``step``), ``points.short`` (``have``, ``need``) or ``points.most`` (``most``).
    """
    rate = rate or PointsRate()
    total = sum(line.total for line in lines)
    open_lines = [_Open(line) for line in lines]
    visited = tuple(_visited(open_lines, wish) for wish in visits)
    if len({wish.coupon_id for wish in coupons}) < len(coupons):
        raise Refused("coupon.twice", field="coupon")
    taken = tuple(_taken(open_lines, wish, total) for wish in coupons)
    left = sum(one.left for one in open_lines)
    most = rate.limit(left, total)
    paid = rate.worth(_checked(points, most, rate))
    left -= paid
    deposit = covered(held, left)
    return Covered(
        visits=visited,
        coupons=taken,
        points=points,
        points_worth=paid,
        points_most=most,
        deposit=deposit,
        due=left - deposit,
    )


def in_front(settled: Settled, covered_by: Covered) -> Settled:
    """A bill's tenders with what stands in front before what is handed over now."""
    return Settled((*covered_by.rows, *settled.tenders), settled.change)


def _visited(lines: Sequence[_Open], wish: VisitWish) -> Visited:
    if wish.visits <= 0:
        raise Refused("visit.count", field="card")
    worth = 0
    for _ in range(wish.visits):
        line = next((one for one in lines if _fits(one, wish.item_id)), None)
        if line is None:
            raise Refused("visit.no_line", field="card")
        fen = min(line.visit(), line.left)
        line.pieces += 1
        line.left -= fen
        worth += fen
    return Visited(wish.card_id, wish.visits, worth)


def _fits(one: _Open, item_id: str) -> bool:
    """Whether a piece of the item is there that costs something: no visit is used up for nothing."""
    return one.line.item_id == item_id and one.quantity > 0 and one.visit() > 0


def _taken(lines: Sequence[_Open], wish: CouponWish, total: int) -> Taken:
    seen = [
        CouponLine(item_id=one.line.item_id, quantity=one.quantity, amount=one.left)
        for one in lines
    ]
    off = takes_off(wish.plan, seen, total=total)
    for one, fen in zip(lines, off, strict=True):
        one.left -= fen
        if fen and wish.plan.coupon_kind == "free_item":
            one.pieces += 1
    worth = sum(off)
    if not worth and wish.plan.coupon_kind != "right":
        raise Refused("coupon.no_item", field="coupon")
    return Taken(wish.coupon_id, worth)


def _checked(points: int, most: int, rate: PointsRate) -> int:
    if points < 0 or points % rate.step:
        raise Refused("points.step", field="points", step=rate.step)
    if points > rate.available:
        raise Refused("points.short", field="points", have=rate.available, need=points)
    if points > most:
        raise Refused("points.most", field="points", most=most)
    return points
