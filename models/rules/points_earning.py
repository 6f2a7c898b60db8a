"""What a bill earns: its eligible yuan, the factors that hold, and each line's share. A formula that can be shown.

Source: PRODUCT.md "Points" (1 yuan = 1 point; factors by tier, day, service, campaign) and HOUSE.md "Facts": whole
eligible yuan × factor, rounded down once per bill, split to lines by largest remainder. Must not store anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

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
    rule = programme.earning
    totals = [line.total for line in lines]
    unpaid = split(min(unearning, sum(totals)), totals) if sum(totals) else [0] * len(lines)
    holding = [m for m in programme.multipliers if _holds(m, tier=tier, day=day)]
    bases, factors = [], []
    for line, share in zip(lines, unpaid, strict=True):
        rate = rate_of(rule, line.earning_class)
        whole = line.amount if rule.before_discount else line.total
        bases.append(max(0, whole - share) if rate else 0)
        factors.append(Fraction(rate, THOUSAND) * _factor(rule, holding, line))
    eligible = sum(bases)
    yuan = eligible // 100
    worth = [base * factor for base, factor in zip(bases, factors, strict=True)]
    whole_worth = sum(worth, Fraction(0))
    if not yuan or not whole_worth:
        return Earned(
            points=0,
            lines=(0,) * len(lines),
            eligible=eligible,
            yuan=yuan,
            factor=Fraction(0),
            names=(),
        )
    average = whole_worth / eligible
    points = int(yuan * average)
    return Earned(
        points=points,
        lines=tuple(split(points, _weights(worth))),
        eligible=eligible,
        yuan=yuan,
        factor=average,
        names=tuple(m.name for m in _told(rule, holding)),
    )


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


def _for_line(entry: Multiplier, line: EarnLine) -> bool:
    return (not entry.earning_classes or line.earning_class in entry.earning_classes) and (
        not entry.item_codes or line.item_code in entry.item_codes
    )


def _factor(rule: Earning, holding: Sequence[Multiplier], line: EarnLine) -> Fraction:
    """The factor of one line. ``best``: the largest that holds, and one below 1 only where it is alone."""
    factors = [Fraction(m.factor, THOUSAND) for m in holding if _for_line(m, line)]
    if not factors:
        return Fraction(1)
    if rule.combine == "best":
        return max(factors)
    product = Fraction(1)
    for factor in factors:
        product *= factor
    return product


def _told(rule: Earning, holding: Sequence[Multiplier]) -> list[Multiplier]:
    """The multipliers that hold for every line and so can be told of the bill."""
    whole = [m for m in holding if not m.earning_classes and not m.item_codes]
    if rule.combine == "product" or not whole:
        return whole
    return [max(whole, key=lambda m: m.factor)]


def _weights(worth: Sequence[Fraction]) -> list[int]:
    """The same proportions in whole numbers."""
    common = lcm(*(entry.denominator for entry in worth))
    return [int(entry * common) for entry in worth]
