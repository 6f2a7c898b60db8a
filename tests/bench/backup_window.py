"""The window in its own process while a backup runs and a counter sells: how long its longest stall is."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import opening
from desktop.app import Window
from desktop.backups import Steps
from tests.bench.full_window import SETTLE_MS, Seller
from views import theme
from views.keeping import BackupMade
from views.tasks import Work

BEAT_MS = 5


class Watched(Seller):
    """Sells, backs up, and notes the longest time between two turns of the event loop."""

    def __init__(self, window: Window, sales: int, stick: Path) -> None:
        super().__init__(window, sales)
        self._stick, self._last = stick, 0.0
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._turn)
        self.stall = 0.0

    def begin(self) -> None:
        """Start the backup, the sales and the clock."""
        self._last = time.perf_counter()
        self._beat.start()
        self._window.tasks.long(self._back_up, words="…", done=self._backed_up)
        super().begin()

    def _back_up(self, work: Work) -> BackupMade:
        return self._window.backups.keeping.backup(self._stick, Steps(work))

    def _backed_up(self, made: BackupMade) -> None:
        assert made.bills
        app = QApplication.instance()
        assert app is not None
        app.quit()

    def _turn(self) -> None:
        now = time.perf_counter()
        self.stall = max(self.stall, (now - self._last) * 1000)
        self._last = now

    def _sold(self, outcome: Any) -> None:
        assert outcome.result.number
        self._done += 1
        QTimer.singleShot(100, self._next)

    def _end(self) -> None:
        """The sales are over; the backup ends the program."""


def main() -> int:
    """``python -m tests.bench.backup_window SHOP SALES`` prints one JSON object of milliseconds."""
    folder, sales = Path(sys.argv[1]), int(sys.argv[2])
    app = QApplication(sys.argv[:1])
    theme.current().start()
    key = opening.demo_key(folder)
    assert key is not None
    window = Window(opening.open_shop(folder, key))
    window.show()
    seller = Watched(window, sales, folder.parent / "backups-stick")
    QTimer.singleShot(SETTLE_MS, seller.begin)
    code = app.exec()
    window.close()
    print(json.dumps({"stall": seller.stall}))
    return code


if __name__ == "__main__":
    sys.exit(main())
