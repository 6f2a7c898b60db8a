"""The opening gate: looks at a shop's file before anything trusts it, upgrades it on a copy, and opens it.

Newer than the program: refused, unchanged. Older: verified backup, upgrade on a copy in one transaction,
verify, swap (SAFETY.md D10). Empty, foreign or damaged: refused, never adopted.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from models.base.errors import Environment, Refused
from models.store import log_file, schemas
from models.store.engine import (
    APPLICATION_DEMO,
    APPLICATION_REAL,
    FILE_NAME,
    FileKey,
    connect,
    create,
    translated,
    write_engine,
)
from models.store.files import (
    PART_SUFFIX,
    publish,
    remove_companions,
    remove_with_companions,
    sync_file,
)

SCHEMA = "0005"
"""The schema this program writes; equal to the last step in migrations (a test holds them together)."""

BACKUPS_FOLDER = "backups"


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a file before it is opened for work."""

    application_id: int
    revision: str

    @property
    def demo(self) -> bool:
        """Whether this is a demonstration shop's file."""
        return self.application_id == APPLICATION_DEMO


def look(path: Path, key: FileKey) -> Found:
    """Read who a file is, without changing one byte of it.

    Raises Refused("shop.missing" | "shop.empty_file" | "shop.damaged" | "shop.foreign").
    """
    if not path.exists():
        raise Refused("shop.missing", name=path.name)
    if path.stat().st_size == 0:
        raise Refused("shop.empty_file", name=path.name)
    try:
        with translated():
            connection = connect(path, key, read_only=True)
            try:
                if _is_cut(path, connection):
                    raise Refused("shop.damaged", name=path.name)
                return _read(connection)
            finally:
                connection.close()
    except Environment as error:
        if error.code == "store.damaged":
            raise Refused("shop.damaged", name=path.name) from error
        raise


def _is_cut(path: Path, connection: Any) -> bool:
    """Whether the file is shorter than it says. With a log beside it the log may hold the rest."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size > 0:
        return False
    pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    size = int(connection.execute("PRAGMA cipher_page_size").fetchone()[0])
    return path.stat().st_size < pages * size


def _read(connection: Any) -> Found:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    if application_id not in (APPLICATION_REAL, APPLICATION_DEMO):
        raise Refused("shop.foreign")
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type='table' AND name='alembic_version'"
    ).fetchone()
    if known is None:
        raise Refused("shop.foreign")
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise Refused("shop.foreign")
    return Found(application_id, row[0])


def admit(folder: Path, key: FileKey, *, steps: Path) -> Found:
    """Let a shop's file through: look, refuse a newer one, upgrade an older one. Returns what it is now.

    ``steps`` is the folder of the migration steps. Raises as :func:`look`, Refused("shop.newer" | "shop.altered").
    """
    path = folder / FILE_NAME
    log_file.take_back(path, key)
    log_file.set_foreign_aside(path, key)
    found = look(path, key)
    if found.revision > SCHEMA:
        raise Refused("shop.newer", theirs=found.revision, ours=SCHEMA)
    if found.revision < SCHEMA:
        _refuse_altered(path, key)
        upgrade(folder, key, steps=steps)
        found = look(path, key)
    return found


def _refuse_altered(path: Path, key: FileKey) -> None:
    """Refuse an older file that is not as its steps built it: an upgrade would carry on what a stranger planted.

    The backup before the upgrade would refuse it as well, but as a bad backup, and after it began to make one.
    """
    with translated():
        connection = connect(path, key, read_only=True)
        try:
            ours = schemas.is_ours(connection)
        finally:
            connection.close()
    if not ours:
        raise Refused("shop.altered", name=path.name)


def make(path: Path, key: FileKey, *, demo: bool, steps: Path) -> None:
    """Make a new, empty file of the present schema; Refused("shop.exists") where there is one."""
    if path.exists():
        raise Refused("shop.exists", name=path.name)
    part = path.with_name(path.name + PART_SUFFIX)
    remove_with_companions(part)
    create(part, key, application_id=APPLICATION_DEMO if demo else APPLICATION_REAL)
    migrate(part, key, steps=steps)
    remove_companions(part)
    remove_companions(path)
    sync_file(part)
    publish(part, path)


def migrate(path: Path, key: FileKey, *, steps: Path) -> None:
    """Run the missing steps on a file that nobody else has open, in one real transaction."""
    with translated():
        engine = write_engine(path, key)
        try:
            with engine.begin() as connection:
                _run_steps(connection, steps)
            with engine.connect() as connection:
                connection.commit()
                connection.connection.driver_connection.execute(  # type: ignore[union-attr]
                    "PRAGMA wal_checkpoint(TRUNCATE)"
                )
        finally:
            engine.dispose()


def _run_steps(connection: Connection, steps: Path) -> None:
    # Alembic costs 0.15 s to import and is needed only when a file is made or upgraded.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def upgrade(folder: Path, key: FileKey, *, steps: Path) -> None:
    """Upgrade an older file: verified backup, steps on a verified copy, then the swap.

    From before the copy until after the swap nobody else can open the old file: what another process wrote into
    it in between would be gone with it. A crash at any point leaves the old file in place and a copy that the
    next try throws away. Raises Environment("store.busy") where somebody has the shop open.
    """
    from models.store import backup  # a start that upgrades nothing has no need of it

    path = folder / FILE_NAME
    made = backup.make(folder, key, folder / BACKUPS_FOLDER, link=True)
    part = folder / (FILE_NAME + ".upgrade" + PART_SUFFIX)
    remove_with_companions(part)
    try:
        with translated(), _held(path, key) as old:
            position = backup.read_manifest(made)[0].position
            newest = old.execute("SELECT max(position) FROM operation").fetchone()[0] or 0
            if newest != position:
                raise Environment("store.busy")
            old.execute("VACUUM INTO ?", (str(part),))
            migrate(part, key, steps=steps)
            verify_file(part, key)
            backup.verify(made, key)
            remove_companions(path)
            remove_companions(part)
            sync_file(part)
            if os.name == "nt":  # an open file cannot be replaced there
                old.close()
            publish(part, path)
    except BaseException:
        remove_with_companions(part)
        raise


@contextmanager
def _held(path: Path, key: FileKey) -> Iterator[Any]:
    """Hold a file for oneself, its log brought into it; Environment("store.busy") where another has it open.

    Without a log there is one lock for readers and writers alike, and a process that waited for it finds a file
    that has lost its name: SQLite refuses to write such a one.
    """
    connection = connect(path, key)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise Environment("store.busy")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection
    finally:
        connection.close()


def verify_file(path: Path, key: FileKey) -> None:
    """Check every page's seal, the structure and the references; Refused("shop.damaged")."""
    with translated():
        connection = connect(path, key, read_only=True)
        try:
            broken = (
                connection.execute("PRAGMA cipher_integrity_check").fetchall()
                or [r for r in connection.execute("PRAGMA quick_check").fetchall() if r[0] != "ok"]
                or connection.execute("PRAGMA foreign_key_check").fetchall()
            )
        finally:
            connection.close()
    if broken:
        raise Refused("shop.damaged", name=path.name)
