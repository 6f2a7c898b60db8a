"""Opens the encrypted file with the pragmas of SAFETY.md and translates the driver's errors, once, here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool

from models.base.errors import Environment

APPLICATION_REAL = 0x4C694C69
APPLICATION_DEMO = 0x4C694C64
"""Stands in the file's header: a demonstration shop is another kind of file, for ever."""

FILE_NAME = "shop.db"
WAL_SAFE_FROM = (3, 51, 3)
"""Below this SQLite the WAL-reset corruption bug exists (SAFETY.md D7): fall back to a rollback journal."""

_PRAGMAS = (
    "cipher_log_level=NONE",  # the library would write to the terminal; our own words say it
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
    "cache_size=-2048",
)
_READER_CACHE = "cache_size=-3072"
"""The reader searches, and keeps the upper pages of the index; a writer needs what one sale touches."""


@dataclass(frozen=True, slots=True)
class FileKey:
    """The raw 256-bit key of the shop's file. Never printed, never logged."""

    raw: bytes

    def pragma(self) -> str:
        """Return the statement that hands the key to the driver, without derivation."""
        return f"PRAGMA key = \"x'{self.raw.hex()}'\""

    def __repr__(self) -> str:
        return "FileKey(…)"


def journal_mode(version: tuple[int, ...] = driver.sqlite_version_info) -> str:
    """Return WAL, or TRUNCATE where the library has the WAL-reset bug."""
    return "WAL" if version >= WAL_SAFE_FROM else "TRUNCATE"


def library_version() -> str:
    """SQLite's version, as it says it."""
    return str(driver.sqlite_version)


def connect(
    path: Path, key: FileKey | None, *, read_only: bool = False, alone: bool = False
) -> Any:
    """Open ``path`` by the driver with all pragmas; ``key`` None opens a plain file.

    Never creates a file: creating is :func:`create`'s explicit act. ``alone`` reads the file without its log and
    without locks, as it was last brought up to date.
    Raises the driver's errors; callers stand inside :func:`translated`.
    """
    mode = "ro" if read_only else "rw"
    return _connect(path, key, mode=f"{mode}&immutable=1" if alone else mode)


def create(path: Path, key: FileKey, *, application_id: int) -> None:
    """Make a new empty encrypted file at ``path``, which must not exist."""
    with translated():
        connection = _connect(path, key, mode="rwc")
        try:
            connection.execute(f"PRAGMA application_id={application_id}")
        finally:
            connection.close()


def _connect(path: Path, key: FileKey | None, *, mode: str) -> Any:
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        if key is not None:
            connection.execute(key.pragma())
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if mode.startswith("ro"):
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.execute(f"PRAGMA journal_mode={journal_mode()}")
    except BaseException:
        connection.close()
        raise
    return connection


def write_engine(path: Path, key: FileKey) -> Engine:
    """One writer connection for the process; every transaction begins IMMEDIATE."""
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(path, key),
        poolclass=StaticPool,
        query_cache_size=500,
    )
    event.listen(engine, "begin", _begin_immediate)
    event.listen(engine, "handle_error", _mark_poisoned)
    return engine


def read_engine(path: Path, key: FileKey) -> Engine:
    """Read-only connections, one for each reader that holds one; a read sees one moment of the file."""
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: _reader(path, key),
        poolclass=NullPool,
        query_cache_size=500,
    )
    event.listen(engine, "begin", _begin_deferred)
    event.listen(engine, "handle_error", _mark_poisoned)
    return engine


def _reader(path: Path, key: FileKey) -> Any:
    connection = connect(path, key)
    connection.execute(f"PRAGMA {_READER_CACHE}")
    connection.execute("PRAGMA query_only=ON")
    return connection


_MARK = "met a bad read"
_POISON = (
    "database disk image is malformed",
    "file is not a database",
    "disk I/O error",
    "vtable constructor failed",
    "fts5: corruption found",
)


def _mark_poisoned(context: ExceptionContext) -> None:
    """Mark a connection that met a bad read, for :func:`let_go_if_poisoned` once its transaction has ended.

    One failed read leaves it calling the file damaged for good, although the disk reads well again.
    """
    said = str(context.original_exception)
    if context.connection is not None and any(words in said for words in _POISON):
        context.connection.info[_MARK] = True


def let_go_if_poisoned(connection: Connection) -> bool:
    """Whether the connection met a bad read; it is thrown away then, and whoever holds it takes another."""
    if connection.invalidated or not connection.info.get(_MARK):
        return False
    connection.invalidate()
    connection.close()
    return True


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def roll_back(connection: Connection) -> None:
    """End a transaction whose commit failed: SQLite may leave it open, and SQLAlchemy takes it for ended.

    A connection that cannot even roll back is dropped; the next use opens a new one.
    """
    bare: Any = connection.connection.driver_connection
    try:
        if bare.in_transaction:
            bare.rollback()
    except driver.Error:
        connection.invalidate()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's and SQLAlchemy's errors of the environment into ours; others are bugs and pass."""
    try:
        yield
    except DBAPIError as error:
        trouble = _trouble(error.orig)
        if trouble is None:
            raise
        raise trouble from error
    except driver.Error as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise trouble from error
    except MemoryError as error:
        raise Environment("store.memory") from error


_SAID = (
    ("database is locked", "store.busy"),
    ("database table is locked", "store.busy"),
    ("database or disk is full", "store.full"),
    ("disk I/O error", "store.io"),
    ("unable to open database", "store.unreachable"),  # "… file", or ": " and the name of a copy
    ("attempt to write a readonly database", "store.read_only"),
    ("file is not a database", "store.damaged"),
    ("database disk image is malformed", "store.damaged"),
    ("fts5: corruption found", "store.damaged"),
    ("vtable constructor failed", "store.damaged"),
)


def _trouble(error: BaseException | None) -> Environment | None:
    said = str(error)
    return next((Environment(code) for words, code in _SAID if words in said), None)
