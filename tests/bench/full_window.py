"""The window in its own process: its memory on a shop, and while a thousand checkouts go through it."""

import json
import sys
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import opening
from desktop.app import Window
from models.base.usecase import Outcome
from models.rules.checkout import TenderIn
from models.services import checkout, prices
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from tests.bench.commits import member_ids
from views import theme

SETTLE_MS = 4000
"""Longer than the window takes to get printing ready (desktop/app.py)."""


class Seller(QObject):
    """Sells through the window's own workers, one sale after the other."""

    def __init__(self, window: Window, sales: int) -> None:
        super().__init__()
        self._window, self._sales, self._done = window, sales, 0
        kernel = window.kernel
        items = {row.code: row for row in kernel.ask(prices.price_list).rows}
        codes = ("FW-001", "FW-114", "PJ-0612")
        self._lines = tuple(OrderLine(entry=LineEntry(item_id=items[code].id)) for code in codes)
        self._total = sum(items[code].price or 0 for code in codes)
        self._members = kernel.ask(member_ids)
        self.seen: dict[str, int] = {}

    def begin(self) -> None:
        """Note the memory before, and sell."""
        self.seen["window"] = _rss()
        self._next()

    def _next(self) -> None:
        if self._done == self._sales // 2:
            self.seen["half"] = _rss()
        if self._done >= self._sales:
            QTimer.singleShot(SETTLE_MS, self._end)
            return
        order = Order(
            member_id=self._members[self._done % len(self._members)],
            lines=self._lines,
            tenders=(TenderIn("wechat", self._total),),
        )
        key = self._window.kernel.new_key()
        self._window.tasks.run(checkout.close, order, key=key, done=self._sold)

    def _sold(self, outcome: Outcome[Any]) -> None:
        assert outcome.result.number
        self._done += 1
        QTimer.singleShot(0, self._next)

    def _end(self) -> None:
        self.seen["after"] = _rss()
        app = QApplication.instance()
        assert app is not None
        app.quit()


def _rss() -> int:
    return int(psutil.Process().memory_info().rss)


def main() -> int:
    """``python -m tests.bench.full_window SHOP SALES`` prints one JSON object of bytes."""
    folder, sales = Path(sys.argv[1]), int(sys.argv[2])
    app = QApplication(sys.argv[:1])
    theme.current().start()
    key = opening.demo_key(folder)
    assert key is not None
    window = Window(opening.open_shop(folder, key))
    window.show()
    seller = Seller(window, sales)
    QTimer.singleShot(SETTLE_MS, seller.begin)
    code = app.exec()
    window.close()
    print(json.dumps(seller.seen))
    return code


if __name__ == "__main__":
    sys.exit(main())
