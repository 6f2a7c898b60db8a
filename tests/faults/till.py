"""A till in a process of its own, made to be killed, starved and cut off. Says each receipt once it is posted.

``python -m tests.faults.till SHOP [--sales N] [--synchronous MODE] [--early] [--keep-open] …``
"""

import argparse
import os
from pathlib import Path
from typing import Any

from desktop import machine, opening
from models.kernel import Kernel
from models.rules.checkout import TenderIn
from models.services import checkout, jobs, prices
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.store import engine

SAID = ".said"
"""The file in a watched folder to which a till writes what it says, so that it stands in the disk's record."""


def main() -> None:
    """Sell, and say so."""
    parser = argparse.ArgumentParser()
    parser.add_argument("shop", type=Path)
    parser.add_argument("--sales", type=int, default=1_000_000)
    parser.add_argument("--synchronous", default="")
    parser.add_argument("--early", action="store_true")
    parser.add_argument("--keep-open", action="store_true")
    parser.add_argument("--say-in", type=Path)
    parser.add_argument("--old-library", action="store_true", help="as below SQLite 3.51.3")
    parser.add_argument("--say-notes", action="store_true")
    asked = parser.parse_args()
    if asked.old_library:
        engine.WAL_SAFE_FROM = (99, 0, 0)
    key = opening.demo_key(asked.shop)
    assert key is not None
    kernel = opening.open_shop(asked.shop, key)
    if asked.synchronous:
        with kernel.store.writer.connect() as connection:
            bare: Any = connection.connection.driver_connection
            bare.execute(f"PRAGMA synchronous={asked.synchronous}")
    say = Speaker(asked.say_in)
    if asked.say_notes:
        _say_notes(kernel)
    print("open", flush=True)
    sell = Till(kernel)
    for sale in range(asked.sales):
        number = sell.post(sale)
        say(number)
    if asked.keep_open:
        os._exit(0)
    kernel.close()


def _say_notes(kernel: Kernel) -> None:
    for line in machine.notes(kernel.store, kernel.around.clock.now()):
        print(line)
    with kernel.store.writer.connect() as connection:
        print("journal_mode", connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())


class Speaker:
    """Says a number to whoever listens, and into the watched folder."""

    def __init__(self, path: Path | None) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if path else -1

    def __call__(self, number: str) -> None:
        if self._file >= 0:
            os.write(self._file, f"{number}\n".encode())
        print(number, flush=True)


class Till:
    """Posts one sale after another, every third with a job of its own."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        items = {row.code: row for row in kernel.ask(prices.price_list).rows}
        codes = ("FW-001", "PJ-0612", "PJ-0618")
        self._lines = tuple(OrderLine(entry=LineEntry(item_id=items[code].id)) for code in codes)
        self.total = sum(items[code].price or 0 for code in codes)

    def order(self, sale: int) -> Order:
        """The sale of this number, a job opened for it where it has one."""
        job_id = None
        if sale % 3 == 0:
            opened = self._kernel.run_keyed(
                self._kernel.new_key(), jobs.open_job, JobDetails(title="不制冷")
            )
            job_id = opened.result.id
        return Order(job_id=job_id, lines=self._lines, tenders=(TenderIn("wechat", self.total),))

    def post(self, sale: int) -> str:
        """Sell, and return the receipt's number."""
        order = self.order(sale)
        return self._kernel.run_keyed(self._kernel.new_key(), checkout.close, order).result.number


if __name__ == "__main__":
    main()
