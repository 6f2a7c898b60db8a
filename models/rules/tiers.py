"""Which tier a figure reaches, how far it is to the next, and from when on it is looked at again.

A figure is in the measure's unit: fen, visits or points. Numbers in, numbers out: must not read a bill.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.base.days import months_after
from models.rules.programme import Measure, Tier, Tiers

EVER = date(1900, 1, 1)
"""The first day of a window without an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far it is to the next tier; ``next_code`` is empty at the top."""

    measure: Measure
    code: str
    name: str
    have: int
    next_code: str = ""
    next_name: str = ""
    need: int = 0
    missing: int = 0


def place_of(steps: Sequence[Tier], code: str) -> int:
    """The place of a tier, 0 the lowest; 0 also for one that the programme has no longer."""
    return next((place for place, step in enumerate(steps) if step.code == code), 0)


def reached(steps: Sequence[Tier], have: int) -> int:
    """The place of the highest tier that ``have`` is enough for."""
    return max(place for place, step in enumerate(steps) if step.need <= have or place == 0)


def distance(tiers: Tiers, code: str, have: int) -> Distance:
    """From the tier held to the one above it; what is reached already is 0 away, the bill that crosses counts."""
    steps = tiers.steps
    held = place_of(steps, code)
    here = Distance(measure=tiers.measure, code=steps[held].code, name=steps[held].name, have=have)
    if held + 1 >= len(steps):
        return here
    above = steps[held + 1]
    return Distance(
        measure=here.measure,
        code=here.code,
        name=here.name,
        have=have,
        next_code=above.code,
        next_name=above.name,
        need=above.need,
        missing=max(0, above.need - have),
    )


def window(tiers_months: int, day: date) -> date:
    """The first day of a window of months that ends with ``day``; 0 months look back for ever."""
    if not tiers_months:
        return EVER
    return months_after(day, -tiers_months) + timedelta(days=1)


def review_on(tiers: Tiers, place: int, day: date) -> date | None:
    """When a tier reached or kept on ``day`` is looked at again; None for the lowest and where none is lost."""
    return None if place == 0 or not tiers.review_months else months_after(day, tiers.review_months)


def carried(before: Sequence[Tier], now: Sequence[Tier], code: str) -> int:
    """The place in ``now`` of a tier that was held under ``before`` and is gone: the same, or the highest."""
    return min(place_of(before, code), len(now) - 1)
