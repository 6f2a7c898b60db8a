"""What lies beside a shop's file after a bad end: a journal to be taken back, a log that may be a stranger's.

A stranger's log is set aside, never played in.
SQLite plays in any log of that name: another shop's makes the file unreadable, an older one of the same shop
lays old pages over new ones.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.base.errors import Environment
from models.store.engine import FileKey, connect, translated

ASIDE = ".foreign-"


@dataclass(frozen=True, slots=True)
class _Tip:
    """The journal's last position and its hash there."""

    position: int
    hash: bytes


def take_back(path: Path, key: FileKey) -> None:
    """Have SQLite take back what a power cut broke off where there was no log but a rollback journal.

    A reader could only refuse such a file. Raises Environment("store.…").
    """
    journal = path.with_name(path.name + "-journal")
    if not path.exists() or not journal.exists() or journal.stat().st_size == 0:
        return
    with translated():
        connect(path, key).close()


def set_foreign_aside(path: Path, key: FileKey) -> Path | None:
    """Give a log that is not this file's another name, and return it; None where all is well or nothing helps.

    The file's own journal decides: with its own log it goes on where the file alone ends. The log moves only
    where the file alone is sound. Raises Environment("store.…") other than for damage.
    """
    log = path.with_name(path.name + "-wal")
    if not log.exists() or log.stat().st_size == 0 or _goes_on(path, key):
        return None
    if not _is_sound(path, key):
        return None
    aside = log.with_name(f"{log.name}{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    log.rename(aside)
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return aside


def _goes_on(path: Path, key: FileKey) -> bool:
    """Whether the file read with its log is the file alone and what came after it."""
    try:
        with translated():
            alone = connect(path, key, read_only=True, alone=True)
            try:
                tip = _tip(alone)
            finally:
                alone.close()
    except Environment:
        return True  # without its log the file is not whole, so that the log must be its own
    try:
        with translated():
            both = connect(path, key, read_only=True)
            try:
                return _holds(both, tip)
            finally:
                both.close()
    except Environment as error:
        if error.code == "store.damaged":
            return False
        raise


def _tip(connection: Any) -> _Tip:
    row = connection.execute(
        "SELECT position, hash FROM operation ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return _Tip(0, b"") if row is None else _Tip(*row)


def _holds(connection: Any, tip: _Tip) -> bool:
    """Whether the journal still has its tip of before, and every operation since follows on the one before it."""
    rows = connection.execute(
        "SELECT position, previous, hash FROM operation WHERE position>=? ORDER BY position",
        (tip.position,),
    )
    before = None
    for row in rows:
        if before is None and tip.position:
            if row[0] != tip.position or row[2] != tip.hash:
                return False
        elif before is not None and (row[0] != before[0] + 1 or row[1] != before[2]):
            return False
        before = row
    return before is not None or not tip.position


def _is_sound(path: Path, key: FileKey) -> bool:
    try:
        with translated():
            connection = connect(path, key, read_only=True, alone=True)
            try:
                return (
                    not connection.execute("PRAGMA cipher_integrity_check").fetchall()
                    and connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
                    and not connection.execute("PRAGMA foreign_key_check").fetchall()
                )
            finally:
                connection.close()
    except Environment:
        return False
