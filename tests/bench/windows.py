"""Start and memory of the window, each in a process of its own, against an empty window."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, figure, middle, timed
from tests.bench.shops import Shops, Size

MEGABYTE = 1_000_000
_LONGEST_S = 900


def measure(shops: Shops, size: Size, *, runs: int, sales: int) -> list[Figure]:
    """Start to the usable search box, memory, and memory after many checkouts."""
    source = shops.get(size.members, size.jobs_each)
    place = shops.copy(source, "window")
    try:
        start = _start(place, runs)
        empty = json.loads(_run(["tests.bench.empty_window"], LINLI_BENCH_MEMORY="1"))["rss"]
        seen = json.loads(_run(["tests.bench.full_window", str(place), str(sales)]))
    finally:
        shops.drop("window")
    return [
        figure("start to the search box", *start, unit="ms", target=1.6),
        figure("memory of the window", seen["window"] / MEGABYTE, empty / MEGABYTE,
               unit="MB", target=2),
        figure(f"memory after {sales:,} checkouts", seen["after"] / MEGABYTE, empty / MEGABYTE,
               unit="MB", target=2),
        figure("memory after all checkouts, to half of them", seen["after"] / MEGABYTE,
               seen["half"] / MEGABYTE, unit="MB", target=1.05),
    ]  # fmt: skip


def _start(place: Path, runs: int) -> tuple[float, float]:
    """Medians of whole processes, in turns; the first of each fills the caches and does not count."""
    ours, floor = [], []
    for run in range(runs + 1):
        spent = timed(lambda: _run(["desktop", "--shop", str(place)], LINLI_BENCH_START="1"))
        bare = timed(lambda: _run(["tests.bench.empty_window"]))
        if run:
            ours.append(spent)
            floor.append(bare)
    return middle(ours), middle(floor)


def _run(words: list[str], **more: str) -> str:
    """Run a module with the bytecode kept, on no screen, and its log away from this person's own."""
    environment: dict[str, Any] = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["XDG_STATE_HOME"] = str(Path(words[-1]).parent / "state") if len(words) > 1 else ""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST_S,
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout
