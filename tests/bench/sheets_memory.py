"""An import or an export in a process of its own: its memory after the first tenth and at its end."""

import json
import sys
from pathlib import Path

import psutil

from models.base.rights import Right
from models.base.usecase import query
from models.store.work import View
from tests.bench.sheets import export_jobs, take_in
from tests.bench.shops import open_at

_MEGA = 1_000_000
_EVERY = 200


class Watched:
    """Progress that remembers how large the process was at most: in the first tenth of the rows, and at all."""

    def __init__(self, total: int) -> None:
        self._tenth, self._done = max(1, total // 10), 0
        self._process = psutil.Process()
        self.early = self.late = self._size()

    def step(self, done: int, total: int) -> None:
        """A batch is done."""
        del total
        self.late = max(self.late, self._size())
        if done <= self._tenth and self._whole_first:
            self.early = self.late
        elif done > self._tenth:
            self._whole_first = False

    _whole_first = True
    """The first tenth of the first of both walks through the rows is not over."""

    def one(self) -> None:
        """A row is done."""
        self._done += 1
        if self._done % _EVERY == 0 or self._done == self._tenth:
            self.step(self._done, 0)

    def _size(self) -> float:
        return float(self._process.memory_info().rss) / _MEGA


@query(Right.SERVE)
def _jobs(view: View) -> int:
    return int(view.sql("SELECT count(*) AS n FROM job")[0]["n"])


def main() -> int:
    """``python -m tests.bench.sheets_memory import|export SHOP FILE`` prints one JSON object of megabytes."""
    what, place, file = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    kernel = open_at(place)
    try:
        if what == "import":
            with file.open("rb") as stream:
                watched = Watched(sum(1 for _ in stream) - 1)
            take_in(kernel, file, progress=watched)
        else:
            watched = Watched(kernel.ask(_jobs))
            export_jobs(kernel, file, watched.one)
    finally:
        kernel.close()
    print(json.dumps({"early": watched.early, "late": watched.late}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
