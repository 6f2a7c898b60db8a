"""The window in its own process while a large sheet is taken in: how long its longest stall is."""

import gc
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import opening
from desktop.app import Window
from tests.bench.full_window import SETTLE_MS
from views import places, theme
from views.screens.import_sheet import ImportSheetPage

BEAT_MS = 5


class Watched(QObject):
    """Takes a sheet in, from the choice of the file to its commit, and notes the longest gap between two beats."""

    def __init__(self, window: Window, table: Path) -> None:
        super().__init__()
        self._window, self._table, self._last = window, table, 0.0
        self._begun = False
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._turn)
        self.stall = 0.0
        self.made = 0

    def begin(self) -> None:
        """Open the page and give it the file; the clock runs from here."""
        self._window.shell.go(places.IMPORT_SHEET, "members")
        QTimer.singleShot(SETTLE_MS, self._choose)

    def _choose(self) -> None:
        self._last = time.perf_counter()
        self._beat.start()
        self._page().take_path(str(self._table))

    def _page(self) -> ImportSheetPage:
        page = self._window.shell.page()
        assert isinstance(page, ImportSheetPage)
        return page

    def _turn(self) -> None:
        now = time.perf_counter()
        self.stall = max(self.stall, (now - self._last) * 1000)
        page = self._page()
        if page.preview is not None and not self._begun:
            self._begun = True
            page.take_in()
        if page.done is not None:
            self.made = page.done.made
            app = QApplication.instance()
            assert app is not None
            app.quit()
        self._last = time.perf_counter()


def main() -> int:
    """``python -m tests.bench.sheets_window SHOP FILE`` prints one JSON object of milliseconds."""
    folder, table = Path(sys.argv[1]), Path(sys.argv[2])
    app = QApplication(sys.argv[:1])
    theme.current().start()
    key = opening.demo_key(folder)
    assert key is not None
    window = Window(opening.open_shop(folder, key))
    window.show()
    gc.freeze()  # as the program does it before its first turn
    watched = Watched(window, table)
    QTimer.singleShot(SETTLE_MS, watched.begin)
    code = app.exec()
    window.close()
    assert watched.made
    print(json.dumps({"stall": watched.stall}))
    return code


if __name__ == "__main__":
    sys.exit(main())
