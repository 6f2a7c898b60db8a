"""The online copy of an open, encrypted file: told while it grows, stopped when told to. Proves nothing."""

import shutil
import time
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from models.base.errors import Cancelled, Environment
from models.base.ports import Progress, Silent
from models.store.engine import FileKey, connect, translated

COPIED = 50
"""Per cent of a backup at which the copy is over."""
_STEPS = 100
_LOOK_EVERY = 20_000
"""Steps of SQLite's machine between two looks at whether the user stopped it: some milliseconds."""

_LOOK_SECONDS = 0.1
"""A screen that draws every look would have time for nothing else."""


def copy(source: Path, key: FileKey, target: Path, *, progress: Progress | None = None) -> None:
    """Copy an open, encrypted file online into a new file under the same key.

    Raises Environment("backup.full", needed=MB, free=MB) before it begins where there is no room, Cancelled.
    """
    with translated():
        connection = connect(source, key)
        try:
            growing = _Growing(connection, target, progress or Silent())
            connection.set_progress_handler(growing.look, _LOOK_EVERY)
            try:
                connection.execute("VACUUM INTO ?", (str(target),))
            except driver.OperationalError:
                if growing.stopped is not None:  # the driver only says that it was interrupted
                    raise growing.stopped from None
                raise
        finally:
            connection.close()


class _Growing:
    """Looks at a growing copy from inside SQLite: tells how far it is, and stops it when told to."""

    def __init__(self, connection: Any, target: Path, progress: Progress) -> None:
        self._target, self._progress = target, progress
        self._total = _used_bytes(connection)
        self._looked_at = 0.0
        self.stopped: Cancelled | None = None
        free = _free_bytes(target.parent)
        if free < self._total:
            raise Environment(
                "backup.full", name=target.parent.name, needed=_mega(self._total), free=_mega(free)
            )

    def look(self) -> int:
        """Called by SQLite every few milliseconds; anything but 0 ends the statement."""
        if time.monotonic() - self._looked_at < _LOOK_SECONDS:
            return 0
        self._looked_at = time.monotonic()
        try:
            size = self._target.stat().st_size
            self._progress.step(min(COPIED - 1, COPIED * size // max(self._total, 1)), _STEPS)
        except FileNotFoundError:
            return 0
        except OSError:
            return 0  # the statement itself will meet it and say it better
        except Cancelled as cancelled:
            self.stopped = cancelled
            return 1
        return 0


def _used_bytes(connection: Any) -> int:
    pages, unused, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "cipher_page_size")
    )
    return (pages - unused) * size


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _mega(count: int) -> int:
    return -(-count // 1_000_000)
