"""Tries rows of the catalogue in two worker processes and adds up what came of them."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.faults.catalogue import ROWS
from tests.faults.row import NotHere, Outcome, nothing_happened, tried

WORKERS = 2
_CHUNK, _PARTS = 10, 6
"""Runs at least, and stretches at most, in which a row is handed out: each stretch prepares its own shop."""


@dataclass(frozen=True, slots=True)
class Result:
    """A row's outcome; ``missing`` says why it could not be tried, and then it is not survived."""

    id: str
    runs: int
    passed: int
    first_failure: str = ""
    missing: str = ""

    @property
    def survived(self) -> bool:
        """All runs passed, and there were some."""
        return self.runs > 0 and self.passed == self.runs and not self.missing

    def line(self) -> str:
        """How it is printed."""
        if self.missing:
            return f"{self.id} · missing · no"
        return f"{self.id} · {self.runs} · {'yes' if self.survived else f'no ({self.passed})'}"


def _part(row_id: str, numbers: Sequence[int], seed: int) -> Outcome | str:
    """A stretch of a row's runs in a worker process; a text says why it cannot be tried."""
    with tempfile.TemporaryDirectory(prefix="linli-faults-") as folder:
        place = Path(folder) / row_id
        place.parent.chmod(0o755)
        try:
            return tried(ROWS[row_id], numbers, seed=seed, folder=place, progress=nothing_happened)
        except NotHere as missing:
            return str(missing)


def survive(
    ids: Sequence[str], *, runs: int | None, seed: int, tell: Callable[[str], None]
) -> Iterator[Result]:
    """Try these rows in two processes; results come in the order they are finished."""
    began = time.monotonic()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        parts: dict[Future[Outcome | str], str] = {}
        left: dict[str, int] = {}
        for row_id in ids:
            count = runs or ROWS[row_id].full
            size = max(_CHUNK, -(-count // _PARTS))
            chunks = [range(at, min(at + size, count)) for at in range(0, count, size)]
            left[row_id] = len(chunks)
            parts |= {pool.submit(_part, row_id, chunk, seed): row_id for chunk in chunks}
        sums: dict[str, Outcome] = {}
        for future in as_completed(parts):
            row_id, found = parts[future], future.result()
            left[row_id] -= 1
            if isinstance(found, str):
                left[row_id] = -1
                yield Result(row_id, 0, 0, missing=found)
                continue
            sums[row_id] = sums.get(row_id, Outcome(0, 0)) + found
            total = sums[row_id]
            tell(f"{time.monotonic() - began:5.0f} s  {row_id} {total.passed}/{total.runs}")
            if left[row_id] == 0:
                yield Result(row_id, total.runs, total.passed, total.first_failure)
