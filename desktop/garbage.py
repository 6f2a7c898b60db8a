"""Collects garbage on the UI thread only: a Qt object that ends on a worker's thread ends the program.

Python collects cycles on whichever thread happens to allocate; ours read and write rows on threads of their own.
"""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

PERIOD_MS = 1000
TURN_SECONDS = 0.001
"""How long a worker keeps the interpreter once the UI thread wants it; Python's own 5 ms add up within a turn."""


class UiCollector(QObject):
    """Switches the automatic collection off and does it here instead, by the same thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_SECONDS)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [place for place in range(3) if counts[place] > thresholds[place] > 0]
        if due:
            gc.collect(due[-1])
