"""``make bench``: every figure of the product beside its floor, as a table and as build/bench.json.

``--small`` runs the same code on tiny shops in seconds; its numbers mean nothing.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import backups, board, commits, papers, points, searches, sheets, windows
from tests.bench.figures import Figure, keep, table
from tests.bench.shops import SMALL, Shops, Size

Measure = Callable[[Shops, Size, bool], list[Figure]]

MEASURES: dict[str, Measure] = {
    "window": lambda shops, size, small: windows.measure(
        shops, size, runs=1 if small else 9, sales=4 if small else 1000
    ),
    "search": lambda shops, size, small: searches.measure(shops, size, rounds=12 if small else 400),
    "commit": lambda shops, size, small: commits.measure(shops, size, rounds=3 if small else 200),
    "backup": lambda shops, size, small: backups.measure(
        shops, size, runs=1 if small else 5, sales=5 if small else 100
    ),
    "sheets": lambda shops, size, small: sheets.measure(shops, size),  # noqa: ARG005
    "board": lambda shops, size, small: board.measure(shops, size, rounds=3 if small else 100),
    "points": lambda shops, size, small: points.measure(
        shops, size, rounds=3 if small else 200, lots=5000 if small else 1_000_000
    ),
    "paper": lambda shops, size, small: papers.measure(shops, size, rounds=2 if small else 60),
}


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and keep."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--small", action="store_true", help="tiny shops, to see that it works")
    parser.add_argument("--only", choices=tuple(MEASURES), action="append")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args(argv)
    if asked.small:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            figures = _measured(Shops(Path(folder)), SMALL, asked.only, small=True)
    else:
        figures = _measured(Shops(asked.folder), Size(), asked.only, small=False)
    print(table(figures))
    out = asked.out or (None if asked.small or asked.only else Path("build/bench.json"))
    if out is not None:
        keep(figures, out)
    return 0


def _measured(shops: Shops, size: Size, only: list[str] | None, *, small: bool) -> list[Figure]:
    found: list[Figure] = []
    for name, measure in MEASURES.items():
        if only is None or name in only:
            found += measure(shops, size, small)
    return found


if __name__ == "__main__":
    sys.exit(main())
