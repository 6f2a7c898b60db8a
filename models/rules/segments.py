"""Which segment a member is in: value × activity (客群), and core, potential or basic; with the reason.

Derived, never typed, and never a badge: segments and tiers are two things. Numbers in, numbers out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.rules.programme import SEGMENTS, Core, Segment, Segments

By = Literal["quantile", "amount"]
CORES: tuple[Core, ...] = ("core", "potential", "basic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a member did in the window: fen paid and not given back, and visits."""

    spent: int
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From which figures on somebody counts; fen and visits. By quantile they follow from ``members``."""

    by: By
    value: int
    active: int
    core: int
    potential: int
    members: int
    """How many had a bill in the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a member stands, and why: the figures beside the thresholds."""

    segment: Segment
    core: Core
    figures: Figures
    thresholds: Thresholds


def thresholds(rules: Segments, everybody: Sequence[Figures]) -> Thresholds:
    """The lines between the segments, from the figures of every member with a bill in the window.

    By quantile the best so many per mille are above a line, at least one, and who equals the last of them too.
    """
    if rules.by == "amount":
        return Thresholds(
            by="amount",
            value=rules.value_least,
            active=rules.active_least,
            core=rules.core_least,
            potential=rules.potential_least,
            members=len(everybody),
        )
    spent = sorted((one.spent for one in everybody), reverse=True)
    visits = sorted((one.visits for one in everybody), reverse=True)
    return Thresholds(
        by="quantile",
        value=_line(spent, rules.value_top),
        active=_line(visits, rules.active_top),
        core=_line(spent, rules.core_top),
        potential=_line(spent, rules.potential_top),
        members=len(everybody),
    )


def placed(figures: Figures, lines: Thresholds) -> Placed:
    """The segments of one member; who has no bill in the window is basic in both."""
    high, active = figures.spent >= lines.value, figures.visits >= lines.active
    quadrant: Segment = SEGMENTS[(0 if active else 1) if high else (2 if active else 3)]
    core: Core = (
        "core"
        if figures.spent >= lines.core
        else "potential"
        if figures.spent >= lines.potential
        else "basic"
    )
    if figures.spent <= 0 and figures.visits <= 0:
        quadrant, core = "basic", "basic"
    return Placed(segment=quadrant, core=core, figures=figures, thresholds=lines)


def strategy_of(rules: Segments, segment: Segment | Core) -> str:
    """What the shop does for a segment in its own words; empty where the built-in strategy holds."""
    return dict(rules.strategies).get(segment, "")


def _line(figures: Sequence[int], top: int) -> int:
    """The least figure among the best ``top`` per mille, at least 1; figures fall."""
    count = max(1, len(figures) * top // 1000)
    return max(1, figures[count - 1]) if figures else 1
