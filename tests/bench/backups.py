"""Backup of a shop that sells: against a bare copy; the window's longest stall and a checkout meanwhile."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from models.kernel import Kernel
from models.store import backup, files
from models.store.engine import FileKey, connect
from tests.bench.commits import checkout_call
from tests.bench.figures import Figure, figure, middle, p95, timed
from tests.bench.shops import Shops, Size, file_of, key_of, open_at
from tests.bench.windows import said_by

STALL_MS = 100.0
PAUSE_S = 0.1
"""Between two sales at one counter there is more; ten a second leave enough of them in one backup."""
_CHUNK = 1 << 20


def measure(shops: Shops, size: Size, *, runs: int, sales: int) -> list[Figure]:
    """Backup time, stall and checkout, each on a copy of the shop."""
    source = shops.get(size.members, size.jobs_each)
    place = shops.copy(source, "backups")
    try:
        took, floor = _copies(place, shops.folder / "backups-stick", runs)
        busy, usual = _checkouts(place, shops.folder / "backups-stick", sales)
        seen = said_by(["tests.bench.backup_window", str(place), str(sales)])
    finally:
        shops.drop("backups", "backups-stick")
    return [
        figure("backup, to a bare copy and a read", took, floor, unit="ms", target=2.5),
        figure("longest stall of the window in a backup", seen["stall"], STALL_MS, unit="ms", target=1),
        figure("checkout in a backup, to its usual time", middle(busy), middle(usual), unit="ms", target=3),
        figure("the same, 95 of 100", p95(busy), p95(usual), unit="ms", target=3),
    ]  # fmt: skip


def _copies(place: Path, stick: Path, runs: int) -> tuple[float, float]:
    """Medians of the product's backup and of a bare VACUUM INTO with a full read, in turns."""
    key = key_of(place)
    ours, floor = [], []
    for _ in range(runs):
        ours.append(timed(lambda: backup.make(place, key, stick)))
        floor.append(timed(lambda: _bare(place, key, stick / "bare.db")))
        (stick / "bare.db").unlink()
        for path in stick.glob("linli-*"):
            path.unlink()
    return middle(ours), middle(floor)


def _bare(place: Path, key: FileKey, target: Path) -> None:
    """What nobody could do without: copy, flush, and read every page of the result through its seal."""
    connection = connect(file_of(place), key)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    files.sync_file(target)
    files.forget(target)
    read = connect(target, key, read_only=True)
    try:
        read.execute("PRAGMA cipher_integrity_check").fetchall()
    finally:
        read.close()


def _checkouts(place: Path, stick: Path, sales: int) -> tuple[list[float], list[float]]:
    """Milliseconds of checkouts while backups run, and of as many alone."""
    kernel = open_at(place)
    try:
        sell = checkout_call(kernel)
        for number in range(20):
            sell(number)
        usual = [_paced(sell, number) for number in range(sales)]
        running = _Running(kernel, stick)
        running.start()
        busy = [_paced(sell, number) for number in range(sales)]
        running.end()
    finally:
        kernel.close()
    return busy, usual


def _paced(sell: Callable[[int], object], number: int) -> float:
    time.sleep(PAUSE_S)
    return timed(lambda: sell(number))


class _Running(threading.Thread):
    """Backs up again and again until told to end, so that every sale meets one."""

    def __init__(self, kernel: Kernel, stick: Path) -> None:
        super().__init__(daemon=True)
        self._store, self._stick = kernel.store, stick
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            path = backup.make(self._store.folder, self._store.key, self._stick)
            path.with_name(backup.read_manifest(path)[0].file).unlink()
            path.unlink()

    def end(self) -> None:
        """End after the backup under way."""
        self._over.set()
        self.join()
