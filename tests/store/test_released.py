"""A shop's file of every released version: an update that cannot open it locks the shop out of its own past."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from desktop.paths import migration_steps
from models.base.errors import Refused
from models.services import check
from models.store import backup, gate, keys, schemas
from models.store.engine import FILE_NAME, FileKey, connect

RELEASED = Path(__file__).with_name("released")
VERSIONS = sorted(path.name for path in RELEASED.iterdir() if path.is_dir())


def _expected(version: str) -> dict[str, Any]:
    return dict(json.loads((RELEASED / version / "expected.json").read_text(encoding="utf-8")))


def _key(version: str) -> FileKey:
    return FileKey(bytes.fromhex(_expected(version)["key"]))


def _copy(version: str, tmp_path: Path) -> Path:
    return Path(shutil.copytree(RELEASED / version, tmp_path / "shop"))


def test_every_step_but_the_newest_has_its_file() -> None:
    """A step that is released without its file is never tried again on what shops really have."""
    steps = sorted(path.name[1:5] for path in (migration_steps() / "versions").glob("s0*.py"))
    assert steps[:-1] == VERSIONS
    assert steps[-1] == gate.SCHEMA


def test_every_version_s_schema_is_known_exactly(template: tuple[Path, FileKey, str]) -> None:
    """A step whose schema is not entered in models/store/schemas.py makes files that no backup proves."""
    for folder, key, revision in (
        (template[0], template[1], gate.SCHEMA),
        *((RELEASED / version, _key(version), version) for version in VERSIONS),
    ):
        connection = connect(folder / FILE_NAME, key, read_only=True, alone=True)
        try:
            assert schemas.digest(connection) == schemas.KNOWN[revision], revision
            assert schemas.is_ours(connection)
        finally:
            connection.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_file_opens_whole(version: str, tmp_path: Path) -> None:
    folder, key, expected = _copy(version, tmp_path), _key(version), _expected(version)
    kernel = opening.open_shop(folder, key)
    try:
        found = kernel.ask(
            check.check_deep, key=key, scratch=tmp_path / "scratch.db", steps=migration_steps()
        )
        assert [entry for entry in found.findings if entry.broken] == []
        with kernel.store.reader.connect() as connection:
            counts = {
                name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar()
                for name in expected["counts"]
            }
            total = connection.exec_driver_sql("SELECT sum(total) FROM bill").scalar()
    finally:
        kernel.close()
    assert counts == expected["counts"]
    assert total == expected["bills_total"]


def _content(folder: Path) -> dict[str, bytes]:
    """Everything that lies there, but the empty log that SQLite leaves after any look at a file."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    found.pop(f"{FILE_NAME}-shm", None)
    if not found.get(f"{FILE_NAME}-wal"):
        found.pop(f"{FILE_NAME}-wal", None)
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER forget AFTER INSERT ON bill BEGIN DELETE FROM tender; END",
        "CREATE VIEW told AS SELECT 1 AS one",
        "CREATE UNIQUE INDEX one_name ON member(name) WHERE 0",
        "DROP INDEX {index}",
    ],
)
def test_an_older_file_that_was_altered_is_refused_before_anything_is_made(
    version: str, planted: str, tmp_path: Path
) -> None:
    """An upgrade would carry the stranger's trigger on; and the refusal must not speak of a bad backup."""
    folder, key = _copy(version, tmp_path), _key(version)
    connection = connect(folder / FILE_NAME, key)
    (index,) = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL LIMIT 1"
    ).fetchone()
    connection.execute(planted.format(index=index))
    connection.close()
    before = _content(folder)
    with pytest.raises(Refused) as refused:
        gate.admit(folder, key, steps=migration_steps())
    assert (refused.value.code, refused.value.values) == ("shop.altered", {"name": FILE_NAME})
    assert _content(folder) == before


@pytest.mark.parametrize("version", VERSIONS)
def test_the_way_back_lies_beside_it(version: str, tmp_path: Path) -> None:
    """The backup made before the upgrade holds the old file, and opens by the old shop's paper key."""
    folder, key = _copy(version, tmp_path), _key(version)
    gate.admit(folder, key, steps=migration_steps())
    (made,) = backup.find(folder / gate.BACKUPS_FOLDER)
    assert backup.verify(made, key).manifest.revision == version
    assert keys.unlock(keys.read_slots(folder), "paper", _expected(version)["paper_key"]) == key


@pytest.mark.parametrize("version", VERSIONS)
def test_an_altered_old_operation_is_still_found(version: str, tmp_path: Path) -> None:
    """Old operations keep their own way of hashing; it must not have become no way at all."""
    folder, key = _copy(version, tmp_path), _key(version)
    gate.admit(folder, key, steps=migration_steps())
    connection = connect(folder / FILE_NAME, key)
    connection.execute("UPDATE operation SET actor_id='nobody' WHERE position=5")
    connection.commit()
    connection.close()
    kernel = opening.open_shop(folder, key)
    try:
        found = kernel.ask(check.check)
    finally:
        kernel.close()
    assert {entry.name: entry.broken for entry in found.findings}["journal.chain"] == 1
