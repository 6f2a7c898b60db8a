"""``make faults``: the fault catalogue in full, and the seeded defects beside it.

Prints ``id · runs · survived`` for each row, then ``survived n/30`` and ``caught n/N``, and keeps both in
build/faults.json. ``python -m tests.faults T02 --runs 50`` tries single rows, ``--defects`` the defects only.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from tests.faults.catalogue import IDS, ROWS
from tests.faults.defects import DEFECTS, Caught, seek
from tests.faults.disk import ROOT
from tests.faults.trying import Result, survive

SEED = 20260611
OUT = ROOT / "build" / "faults.json"


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _rows(ids: Sequence[str], runs: int | None, seed: int) -> list[Result]:
    found = []
    for result in survive(ids, runs=runs, seed=seed, tell=_tell):
        print(result.line(), flush=True)
        if result.missing or result.first_failure:
            print(f"    {result.missing or result.first_failure}", flush=True)
        found.append(result)
    return found


def _defects() -> list[Caught]:
    found = []
    for caught in seek(_tell):
        print(f"{caught.defect} · {'caught' if caught.caught else 'NOT CAUGHT'}", flush=True)
        found.append(caught)
    print(f"caught {sum(one.caught for one in found)}/{len(DEFECTS)}", flush=True)
    return found


def main(argv: list[str] | None = None) -> int:
    """Try, print, keep; 1 where something was not survived or not caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="T01 … (all, where none is named)")
    parser.add_argument("--runs", type=int, help="as many of each row instead of the catalogue's")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--defects", action="store_true", help="the seeded defects only")
    asked = parser.parse_args(argv)
    unknown = set(asked.rows) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    whole = not asked.rows and not asked.defects
    results = [] if asked.defects else _rows(asked.rows or list(ROWS), asked.runs, asked.seed)
    survived = sum(result.survived for result in results)
    if whole:
        results += [Result(i, 0, 0, missing="no row") for i in IDS if i not in ROWS]
    if not asked.defects:
        print(f"survived {survived}/{len(IDS) if whole else len(results)}", flush=True)
    caught = _defects() if whole or asked.defects else []
    if whole:
        _keep(results, caught)
    good = survived == len(results) and all(one.caught for one in caught)
    return 0 if good else 1


def _keep(results: Sequence[Result], caught: Sequence[Caught]) -> None:
    OUT.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {"id": one.id, "runs": one.runs, "survived": one.survived}
        for one in sorted(results, key=lambda one: one.id)
    ]
    rest = [{"defect": one.defect, "caught": one.caught} for one in caught]
    OUT.write_text(json.dumps([*rows, *rest], ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
