"""Every page of the window in a process of its own: how long its questions keep the reading thread.

There is one such thread: while it answers, the search box waits.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop import opening
from desktop.app import Window
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import Kernel
from models.store.work import View
from tests.clerk import PaperTray, sit_down
from views import places, theme

ROUNDS = 2
_ANY = {
    "member": "SELECT member_id AS id FROM bill WHERE member_id IS NOT NULL ORDER BY at DESC LIMIT 1",
    "job": "SELECT id FROM job ORDER BY opened_at DESC LIMIT 1",
    "bill": "SELECT id FROM bill ORDER BY at DESC LIMIT 1",
}
_OF = {
    places.MEMBER: "member", places.PREPAID: "member", places.POINTS: "member",
    places.JOB: "job", places.QUOTE: "job", places.DEPOSITS: "job", places.BILL: "bill",
}  # fmt: skip
PAGES = (
    places.TODAY, places.MEMBERS, places.JOBS, places.BOARD, places.CALENDAR, places.ENQUIRIES, places.CHECKOUT,
    places.POINTS, places.REWARDS, places.OWED, places.SEGMENTS, places.PROGRAMME, places.PRICES, places.STOCK,
    places.ACCOUNTS, places.DAY_CLOSE, places.CATCH_UP, places.JOURNAL, places.SETTINGS, *_OF,
)  # fmt: skip


@query(Right.SERVE)
def _ids(view: View) -> dict[str, str]:
    """The newest member with a bill, job and bill."""
    return {kind: str(view.sql(statement)[0]["id"]) for kind, statement in _ANY.items()}


class Heard:
    """Listens to the kernel: for each question the least time any of its answers took, in milliseconds."""

    def __init__(self, kernel: Kernel) -> None:
        self._ask: Callable[..., Any] = kernel.ask
        self.least: dict[str, float] = {}
        self._now: dict[str, float] = {}
        kernel.ask = self._heard  # type: ignore[method-assign]

    def _heard(self, question: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
        begun = time.perf_counter()
        try:
            return self._ask(question, *args, **values)
        finally:
            name = f"{question.__module__.rpartition('.')[2]}.{question.__name__}"
            spent = (time.perf_counter() - begun) * 1000
            self._now[name] = max(self._now.get(name, 0), spent)

    def end_round(self) -> None:
        """What a page asked in this round counts by its slowest answer, over the rounds by the quickest one."""
        for name, spent in self._now.items():
            self.least[name] = min(self.least.get(name, spent), spent)
        self._now = {}


def main() -> int:
    """``python -m tests.bench.every_page SHOP`` prints one JSON object: milliseconds by question."""
    folder = Path(sys.argv[1])
    QApplication(sys.argv[:1])
    theme.current().start(still=True)
    key = opening.demo_key(folder)
    assert key is not None
    kernel = opening.open_shop(folder, key)
    ids = kernel.ask(_ids)
    heard = Heard(kernel)
    tray = PaperTray()
    clerk = sit_down(Window(kernel, printers=tray), tray)
    for _ in range(ROUNDS):
        for page in PAGES:
            clerk.shell.go(page, ids.get(_OF.get(page, "")))
            clerk.calm()
        heard.end_round()
    clerk.close()
    print(json.dumps(heard.least))
    return 0


if __name__ == "__main__":
    sys.exit(main())
