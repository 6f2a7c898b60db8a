"""The floor of a start and of memory: an empty window with one table that imports sqlalchemy.orm."""

import json
import os
import sys

import sqlalchemy.orm
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget


def main() -> int:
    """Show it, and leave as soon as it stands; tells its memory where it is asked to."""
    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QTableWidget(20, 5))
    window.show()
    QTimer.singleShot(0, _usable)
    return app.exec()


def _usable() -> None:
    """Tell that it stands, and how much memory it takes; then leave."""
    told = {"rss": 0, "orm": sqlalchemy.orm.__name__}
    if "LINLI_BENCH_MEMORY" in os.environ:
        # Imported here: the floor of a start has no need of it.
        import psutil

        told["rss"] = int(psutil.Process().memory_info().rss)
    print(json.dumps(told), flush=True)
    QApplication.quit()


if __name__ == "__main__":
    sys.exit(main())
