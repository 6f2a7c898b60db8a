"""The floor of a start and of memory: an empty window with one table that imports sqlalchemy.orm."""

import json
import os
import sys

import psutil
import sqlalchemy.orm
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget


def main() -> int:
    """Show it, and leave as soon as it stands; tells its memory where it is asked to."""
    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QTableWidget(20, 5))
    window.show()
    QTimer.singleShot(0, app.quit)
    code = app.exec()
    if os.environ.get("LINLI_BENCH_MEMORY"):
        rss = psutil.Process().memory_info().rss
        print(json.dumps({"rss": rss, "orm": sqlalchemy.orm.__name__}))
    return code


if __name__ == "__main__":
    sys.exit(main())
