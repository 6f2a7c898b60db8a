"""What happens to points: which lots are used first, what is taken back, and how long points last.

Points are integers. A lot is points that came together; below zero it is a debt. Numbers in, numbers out: must not
store anything or know what day it is.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from models.base.days import months_after
from models.base.errors import Refused
from models.rules.programme import DebtPolicy, Expiry

MOST = 1_000_000_000
"""The most points one act may give or take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What is left of points that came together, good from and to these days, both included."""

    id: str
    points: int
    first_day: date
    last_day: date | None = None
    """None: they never expire."""

    def good_on(self, day: date) -> bool:
        """Whether it can be used on ``day``; a lot is good through closing time of its last day."""
        return self.points > 0 and self.first_day <= day and not self.lapsed_on(day)

    def lapsed_on(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.last_day is not None and self.last_day < day


@dataclass(frozen=True, slots=True)
class Part:
    """So many points of one lot; positive."""

    lot_id: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What lots come to on a day: to be used, still pending, owed. ``available`` is what may be spent."""

    usable: int
    pending: int
    debt: int

    @property
    def available(self) -> int:
        """What may be spent: nobody spends what is owed."""
        return max(0, self.usable - self.debt)

    @property
    def balance(self) -> int:
        """Everything together; below zero where more is owed than is there."""
        return self.usable + self.pending - self.debt


def sums(lots: Iterable[Lot], day: date) -> Sums:
    """What ``lots`` come to on ``day``; what has lapsed counts for nothing."""
    usable = pending = debt = 0
    for lot in lots:
        if lot.points < 0:
            debt -= lot.points
        elif not lot.lapsed_on(day):
            if lot.first_day <= day:
                usable += lot.points
            else:
                pending += lot.points
    return Sums(usable=usable, pending=pending, debt=debt)


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    """Lots in the order in which they are used: the earliest last day first, those that never expire last."""
    return sorted(
        lots,
        key=lambda lot: (lot.last_day is None, lot.last_day or date.max, lot.first_day, lot.id),
    )


def spent(lots: Sequence[Lot], points: int, day: date) -> tuple[Part, ...]:
    """Which lots ``points`` come out of on ``day``.

    Raises Refused ``points.amount`` for less than one and ``points.short`` (``have``, ``need``) where less is
    available: a debt is no money to spend.
    """
    checked(points)
    have = sums(lots, day).available
    if points > have:
        raise Refused("points.short", field="points", have=have, need=points)
    return taken([lot for lot in lots if lot.good_on(day)], points)


def taken(lots: Iterable[Lot], points: int) -> tuple[Part, ...]:
    """The parts of ``lots`` that come to ``points``, or to all there is where that is less."""
    parts = []
    for lot in in_order(lots):
        if points <= 0:
            break
        part = min(lot.points, points)
        if part > 0:
            parts.append(Part(lot.id, part))
            points -= part
    return tuple(parts)


def repaid(debts: Sequence[Lot], points: int) -> tuple[Part, ...]:
    """Which debts ``points`` repay, the oldest first; the parts say by how much."""
    parts = []
    for debt in sorted(debts, key=lambda lot: (lot.first_day, lot.id)):
        part = min(-debt.points, points)
        if part > 0:
            parts.append(Part(debt.id, part))
            points -= part
    return tuple(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """How points come back: out of lots, out of what had lapsed by itself, and what stays owed or is forgiven."""

    parts: tuple[Part, ...]
    lapsed: int
    debt: int
    forgiven: int


def taken_back(
    asked: int, *, own: Sequence[Lot], lapsed: int, others: Sequence[Lot], policy: DebtPolicy
) -> TakenBack:
    """How ``asked`` points that a line had earned are taken back.

    First what is left of its ``own`` lots, then what of them had expired (``lapsed``: it is gone and is not taken
    twice). The rest was spent: by policy it comes out of ``others`` and then is a debt, is a debt at once, or is
    forgiven. Never skipped, never refused.
    """
    mine = taken(own, asked)
    rest = asked - _total(mine)
    gone = min(rest, lapsed)
    rest -= gone
    more = taken(others, rest) if policy == "others_first" else ()
    rest -= _total(more)
    forgiven = rest if policy == "forgive" else 0
    return TakenBack(parts=(*mine, *more), lapsed=gone, debt=rest, forgiven=forgiven)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedLine:
    """A line of a bill: what it earned, what it came to, and what of both came back before."""

    id: str
    points: int
    total: int
    """Fen."""
    back: int = 0
    """Fen given back before."""
    taken: int = 0
    """Points taken back before."""


def line_takes(lines: Sequence[EarnedLine], amounts: Mapping[str, int]) -> dict[str, int]:
    """What each line has to give back of its points where ``amounts`` fen of it come back now.

    A line that is now given back whole gives all that is left of its points. Of the others each owes its share of
    its points less what it gave before; their sum is rounded down and split by largest remainder. A line without
    an amount of its own (a gift) gives its points back with the bill's last fen.
    """
    whole: dict[str, int] = {}
    shares: dict[str, Fraction] = {}
    ended = all(line.back + amounts.get(line.id, 0) >= line.total for line in lines)
    for line in lines:
        back = line.back + amounts.get(line.id, 0)
        if line.points <= line.taken or (line.id not in amounts and not (ended and not line.total)):
            continue
        if back >= line.total and (line.total or ended):
            whole[line.id] = line.points - line.taken
        elif line.total:
            due = Fraction(line.points * back, line.total) - line.taken
            shares[line.id] = min(max(due, Fraction(0)), Fraction(line.points - line.taken))
    return {key: points for key, points in {**whole, **_floored(shares)}.items() if points}


def _floored(shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Exact shares as integers whose sum is the sum rounded down; largest remainder, ties to the earlier."""
    floors = {key: floor(share) for key, share in shares.items()}
    extra = floor(sum(shares.values(), Fraction(0))) - sum(floors.values())
    order = sorted(shares, key=lambda key: -(shares[key] - floors[key]))
    for key in order[:extra]:
        floors[key] += 1
    return floors


def share_back(points: int, amount: int, *, back: int, before: int, given: int) -> int:
    """What of ``points`` that paid ``amount`` fen comes back where ``back`` fen are given back now.

    ``before`` fen and ``given`` points came back earlier. The share is rounded down; the last fen brings the rest.
    """
    if before + back >= amount:
        return points - given
    return max(0, points * (before + back) // amount - given)


def last_day(expiry: Expiry, earned_on: date) -> date | None:
    """The last day on which points earned on ``earned_on`` are good; None for ever.

    One month after 31 January is the end of February. The end of the month or year is that of the ``count``-th
    month or year after this one, 0 this one itself.
    """
    if expiry.kind == "never":
        return None
    if expiry.kind == "days":
        return earned_on + timedelta(days=expiry.count)
    if expiry.kind == "year_end":
        return date(earned_on.year + expiry.count, 12, 31)
    later = months_after(earned_on, expiry.count)
    if expiry.kind == "months":
        return later
    return later.replace(day=monthrange(later.year, later.month)[1])


def cut(lot: Lot, points: int) -> Lot:
    """``points`` of a lot, with its days."""
    return replace(lot, points=points)


def after(lots: Sequence[Lot], parts: Iterable[Part]) -> list[Lot]:
    """The lots as they are once ``parts`` were taken out of them; empty ones are left out."""
    out = {part.lot_id: part.points for part in parts}
    left = [replace(lot, points=lot.points - out.get(lot.id, 0)) for lot in lots]
    return [lot for lot in left if lot.points]


def checked(points: int) -> int:
    """``points`` as an amount of an act. Raises Refused ``points.amount`` (``most``)."""
    if not 0 < points <= MOST:
        raise Refused("points.amount", field="points", most=MOST)
    return points


def _total(parts: Iterable[Part]) -> int:
    return sum(part.points for part in parts)
