"""What a bill earns: its eligible yuan, the factors that hold, and each line's share. A formula that can be shown.

Source: PRODUCT.md "Points" (1 yuan = 1 point; factors by tier, day, service, campaign) and HOUSE.md "Facts": whole
eligible yuan × factor, rounded down once per bill, split to lines by largest remainder. Must not store anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.base.money import split
from models.rules.programme import Earning, Multiplier, Programme

THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnLine:
    """A line of a bill as far as points go; fen."""

    amount: int
    """Before any discount."""
    total: int
    """After discounts and 抹零."""
    earning_class: str
    item_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What a bill earns, with everything that is needed to explain it."""

    points: int
    lines: tuple[int, ...]
    """Each line's share, in the order of the lines."""
    eligible: int
    """Fen that earn."""
    yuan: int
    """Whole yuan of them."""
    factor: Fraction
    """What a yuan earns on average: rates and multipliers together."""
    names: tuple[str, ...]
    """The multipliers that hold for all of it."""


NOTHING = Earned(points=0, lines=(), eligible=0, yuan=0, factor=Fraction(0), names=())


class Reckoning:
    """A programme as it holds for a tier on a day, ready to reckon many bills: whole numbers only."""

    def __init__(self, programme: Programme, *, tier: str, day: date) -> None:
        self.rule = programme.earning
        self.holding = [m for m in programme.multipliers if _holds(m, tier=tier, day=day)]
        best = self.rule.combine == "best"
        self.scale = THOUSAND ** (1 + (min(1, len(self.holding)) if best else len(self.holding)))
        """What a weight is divided by to get points a yuan."""
        self._rates = {entry.earning_class: entry.rate for entry in self.rule.classes}
        self._weights: dict[tuple[str, str], int] = {}

    def weight(self, earning_class: str, item_code: str) -> int:
        """Points a yuan of such a line, times :attr:`scale`: its class's rate and the factors that hold for it."""
        key = (earning_class, item_code)
        known = self._weights.get(key)
        if known is None:
            known = self._weights[key] = self._weigh(earning_class, item_code)
        return known

    def _weigh(self, earning_class: str, item_code: str) -> int:
        weight = self._rates.get(earning_class, self.rule.other)
        factors = [m.factor for m in self.holding if _for_line(m, earning_class, item_code)]
        if self.rule.combine == "best":
            best = max(factors, default=THOUSAND if self.holding else 1)
            return weight * best
        for factor in factors:
            weight *= factor
        return weight * int(THOUSAND ** (len(self.holding) - len(factors)))

    def points(self, worth: int, eligible: int) -> int:
        """Points of a bill: ``worth`` is the sum of fen × weight, ``eligible`` the fen that earn."""
        return (eligible // 100) * worth // (eligible * self.scale) if eligible else 0


def earned(
    programme: Programme,
    lines: Sequence[EarnLine],
    *,
    unearning: int,
    tier: str,
    day: date,
) -> Earned:
    """What ``lines`` earn on ``day`` for a member of ``tier``.

    ``unearning`` fen of the bill were paid by points, coupons or gifts: they are split to the lines by largest
    remainder over their totals and earn nothing.
    """
    reckoning = Reckoning(programme, tier=tier, day=day)
    totals = [line.total for line in lines]
    unpaid = split(min(unearning, sum(totals)), totals) if sum(totals) else [0] * len(lines)
    weights = [reckoning.weight(line.earning_class, line.item_code) for line in lines]
    bases = [
        base_of(line.amount, line.total, share, before=reckoning.rule.before_discount)
        if rate_of(reckoning.rule, line.earning_class)
        else 0
        for line, share in zip(lines, unpaid, strict=True)
    ]
    worth = [base * weight for base, weight in zip(bases, weights, strict=True)]
    eligible = sum(bases)
    points = reckoning.points(sum(worth), eligible)
    return Earned(
        points=points,
        lines=tuple(split(points, worth)) if points else (0,) * len(lines),
        eligible=eligible,
        yuan=eligible // 100,
        factor=Fraction(sum(worth), eligible * reckoning.scale) if eligible else Fraction(0),
        names=tuple(m.name for m in _told(reckoning.rule, reckoning.holding)) if points else (),
    )


def base_of(amount: int, total: int, unearning: int, *, before: bool) -> int:
    """Fen of a line that earn: what was paid of its ``total``, or as much of its ``amount`` before discounts.

    Nobody's points earn points, so what nothing was paid for earns nothing whichever price counts.
    """
    paid = max(0, total - unearning)
    return amount * paid // total if before and total else paid


def rate_of(rule: Earning, earning_class: str) -> int:
    """Points a yuan of a class earns, in thousandths."""
    rates = {entry.earning_class: entry.rate for entry in rule.classes}
    return rates.get(earning_class, rule.other)


def _holds(entry: Multiplier, *, tier: str, day: date) -> bool:
    return (
        (not entry.tiers or tier in entry.tiers)
        and (not entry.weekdays or day.isoweekday() in entry.weekdays)
        and (not entry.month_days or day.day in entry.month_days)
        and (entry.first_day is None or entry.first_day <= day)
        and (entry.last_day is None or day <= entry.last_day)
    )


def _for_line(entry: Multiplier, earning_class: str, item_code: str) -> bool:
    return (not entry.earning_classes or earning_class in entry.earning_classes) and (
        not entry.item_codes or item_code in entry.item_codes
    )


def _told(rule: Earning, holding: Sequence[Multiplier]) -> list[Multiplier]:
    """The multipliers that hold for every line and so can be told of the bill."""
    whole = [m for m in holding if not m.earning_classes and not m.item_codes]
    if rule.combine == "product" or not whole:
        return whole
    return [max(whole, key=lambda m: m.factor)]
