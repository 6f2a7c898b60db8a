"""A figure beside its floor, the table of them, and how long things take. Judges nothing."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: ``ratio`` is figure / floor, ``target`` the most it may be."""

    what: str
    figure: float
    unit: str
    floor: float
    ratio: float
    target: float


def figure(what: str, value: float, floor: float, *, unit: str, target: float) -> Figure:
    """A row with its ratio, rounded to what can be told."""
    ratio = round(value / floor, 2) if floor else float("inf")
    return Figure(what, round(value, 3), unit, round(floor, 3), ratio, target)


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 stay at or under."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """The rows as text, those over their target marked."""
    heads = ("what", "figure", "floor", "unit", "ratio", "target")
    rows = [heads] + [
        (
            entry.what,
            f"{entry.figure:g}",
            f"{entry.floor:g}",
            entry.unit,
            f"{entry.ratio:g} ×",
            f"≤ {entry.target:g} ×{'' if entry.ratio <= entry.target else '  MISSED'}",
        )
        for entry in figures
    ]
    wide = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            text.ljust(wide[place]) if place in (0, 3, 5) else text.rjust(wide[place])
            for place, text in enumerate(row)
        ).rstrip()
        for row in rows
    )


def keep(figures: Sequence[Figure], path: Path) -> None:
    """Write the rows as a JSON list."""
    rows = [asdict(entry) for entry in figures]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
