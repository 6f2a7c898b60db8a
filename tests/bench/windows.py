"""Start and memory of the window, each in a process of its own, against an empty window."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure, figure, middle
from tests.bench.shops import Shops, Size

MEGABYTE = 1_000_000
_LONGEST_S = 900
NOTICED_MS = 100
"""As for the longest stall in an import."""


def measure(shops: Shops, size: Size, *, runs: int, sales: int) -> list[Figure]:
    """Start to the usable search box, memory, and memory after many checkouts."""
    source = shops.get(size.members, size.jobs_each)
    place = shops.copy(source, "window")
    try:
        start = _start(place, runs)
        empty = json.loads(_run(["tests.bench.empty_window"], LINLI_BENCH_MEMORY="1"))["rss"]
        seen = json.loads(_run(["tests.bench.full_window", str(place), str(sales)]))
        questions = said_by(["tests.bench.every_page", str(place)])
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
        slowest(questions),
    ]  # fmt: skip


def slowest(questions: dict[str, float]) -> Figure:
    """The question of all pages that keeps the reading thread longest, beside what a hand notices."""
    name = max(questions, key=lambda one: questions[one])
    return figure(
        f"slowest question of any page, {name}", questions[name], NOTICED_MS, unit="ms", target=1
    )


def _start(place: Path, runs: int) -> tuple[float, float]:
    """Medians from the process's birth to its first word, in turns; the first of each fills the caches."""
    ours, floor = [], []
    for run in range(runs + 1):
        spent = _until_usable(["desktop", "--shop", str(place)])
        bare = _until_usable(["tests.bench.empty_window"])
        if run:
            ours.append(spent)
            floor.append(bare)
    return middle(ours), middle(floor)


def _until_usable(words: list[str]) -> float:
    """Milliseconds until the window says that it can be typed in (or, where it says nothing, ends)."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *words],
        env=_environment(words, LINLI_BENCH_START="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as window:
        assert window.stdout is not None
        window.stdout.readline()
        spent = (time.perf_counter() - begun) * 1000
        _, said = window.communicate(timeout=_LONGEST_S)
    if window.returncode:
        raise RuntimeError(f"{words[0]} ended with {window.returncode}: {said[-2000:]}")
    return spent


def said_by(words: list[str]) -> dict[str, float]:
    """Run a module to its end and return the JSON object it printed."""
    found: dict[str, float] = json.loads(_run(words))
    return found


def _run(words: list[str], **more: str) -> str:
    """Run a module to its end and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env=_environment(words, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST_S,
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def _environment(words: list[str], **more: str) -> dict[str, str]:
    """Bytecode is kept, no screen is needed, and the log is not this person's own."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if len(words) > 1:
        environment["XDG_STATE_HOME"] = str(Path(words[-1]).parent / "state")
    return environment
