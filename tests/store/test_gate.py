"""The opening gate: what must never be opened, adopted or changed."""

import hashlib
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from desktop import opening
from desktop.paths import migration_steps
from models.base.clock import SystemClock
from models.base.errors import Refused
from models.kernel import Kernel, Surroundings
from models.services import check
from models.services import shop as shop_service
from models.store import backup, backup_facts, gate, keys
from models.store.engine import APPLICATION_REAL, FILE_NAME, FileKey, connect, create
from models.tables.every import Row
from tests.conftest import DETAILS, PASSPHRASE
from tests.shopkeeping import Shop


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _refused(folder: Path, key: FileKey) -> str:
    with pytest.raises(Refused) as refused:
        opening.open_shop(folder, key)
    return refused.value.code


def test_t08_an_empty_file_is_refused_and_not_adopted(folder: Path, key: FileKey) -> None:
    """A file cut to nothing must not become a new, empty shop over the owner's head."""
    (folder / FILE_NAME).write_bytes(b"")
    assert _refused(folder, key) == "shop.empty_file"
    assert (folder / FILE_NAME).stat().st_size == 0


@pytest.mark.parametrize("kept", [0.999, 0.5, 0.02])
def test_t08_a_truncated_file_is_refused(folder: Path, key: FileKey, kept: float) -> None:
    """Selling on half a file would lose the other half for good."""
    path = folder / FILE_NAME
    whole = path.read_bytes()
    cut = int(len(whole) * kept)
    path.write_bytes(whole[:cut])
    assert _refused(folder, key) == "shop.damaged"
    assert path.read_bytes() == whole[:cut]


def test_a_missing_file_is_named_as_missing(tmp_path: Path, key: FileKey) -> None:
    """An unplugged disk must not found a second, empty shop."""
    assert _refused(tmp_path, key) == "shop.missing"
    assert not (tmp_path / FILE_NAME).exists()


def test_t18_a_newer_file_is_refused_and_unchanged(folder: Path, key: FileKey) -> None:
    """An old program that writes into a newer file spoils it for both."""
    path = folder / FILE_NAME
    connection = connect(path, key)
    connection.execute("UPDATE alembic_version SET version_num='9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = _digest(path)
    assert _refused(folder, key) == "shop.newer"
    assert _digest(path) == before


def test_a_foreign_database_is_refused(folder: Path, key: FileKey) -> None:
    """Somebody else's file under our name has another schema; opening it would be luck."""
    path = folder / FILE_NAME
    path.unlink()
    create(path, key, application_id=1)
    assert _refused(folder, key) == "shop.foreign"
    path.unlink()
    create(path, key, application_id=APPLICATION_REAL)
    assert _refused(folder, key) == "shop.foreign"


def test_a_plain_text_file_is_refused(folder: Path, key: FileKey) -> None:
    """A file that is no database gets a reason, not a traceback."""
    (folder / FILE_NAME).write_text("姓名,手机\n" * 2000, encoding="utf-8")
    assert _refused(folder, key) == "shop.damaged"


def test_a_wrong_passphrase_says_wrong_and_not_damaged(folder: Path) -> None:
    """The owner who mistypes must not be told that the shop is lost."""
    before = _digest(folder / FILE_NAME)
    with pytest.raises(Refused) as refused:
        opening.key_by_passphrase(folder, "falsch geraten")
    assert refused.value.code == "key.wrong"
    assert _digest(folder / FILE_NAME) == before


def test_passphrase_and_paper_key_both_open(folder: Path, key: FileKey, paper_key: str) -> None:
    """Forgetting one of the two must not lose the shop."""
    assert opening.key_by_passphrase(folder, PASSPHRASE) == key
    slots = keys.read_slots(folder)
    assert keys.unlock(slots, "paper", paper_key.lower().replace("-", " ")) == key


def test_the_newest_step_is_the_schema_of_the_program() -> None:
    """A step that the gate does not know would never run, or run for ever."""
    config = Config()
    config.set_main_option("script_location", str(migration_steps()))
    assert ScriptDirectory.from_config(config).get_current_head() == gate.SCHEMA


def test_the_steps_build_exactly_the_tables_of_the_program(folder: Path, key: FileKey) -> None:
    """A column that only one of the two knows fails at a customer's counter."""
    connection = connect(folder / FILE_NAME, key, read_only=True)
    try:
        built = {
            name: sorted(
                (row[1], row[2], row[3], row[5])
                for row in connection.execute(f'PRAGMA table_info("{name}")')
            )
            for name in Row.metadata.tables
        }
        indexes = {
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL"
            )
        }
        strict = {
            row[1]: row[5] for row in connection.execute("PRAGMA table_list") if row[2] == "table"
        }
    finally:
        connection.close()
    scratch = driver.connect(":memory:")
    for table in Row.metadata.sorted_tables:
        scratch.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        for index in table.indexes:
            scratch.execute(str(CreateIndex(index).compile(dialect=sqlite.dialect())))
    declared = {
        name: sorted(
            (row[1], row[2], row[3], row[5])
            for row in scratch.execute(f'PRAGMA table_info("{name}")')
        )
        for name in Row.metadata.tables
    }
    declared_indexes = {
        row[0]
        for row in scratch.execute(
            "SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL"
        )
    }
    scratch.close()
    assert built == declared
    assert indexes == declared_indexes
    assert all(strict[name] for name in Row.metadata.tables)


def _step_folder(tmp_path: Path, body: str) -> Path:
    """The real steps and one more, 9999, with this body."""
    steps = Path(shutil.copytree(migration_steps(), tmp_path / "steps"))
    (steps / "versions" / "s9999_next.py").write_text(
        f"from alembic import op\nrevision='9999'\ndown_revision='{gate.SCHEMA}'\ndef upgrade():\n{body}\n",
        encoding="utf-8",
    )
    return steps


def _rows(folder: Path, key: FileKey) -> dict[str, Any]:
    """What the file holds; held for an upgrade its header changes, and nothing else."""
    connection = connect(folder / FILE_NAME, key, read_only=True)
    try:
        return backup_facts.facts(connection)
    finally:
        connection.close()


def test_an_older_file_is_backed_up_then_upgraded(
    shop: Shop, folder: Path, key: FileKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade keeps every row, and the way back lies beside it."""
    shop.sell("FW-001")
    shop.kernel.close()
    steps = _step_folder(tmp_path, "    op.execute('ALTER TABLE shop ADD COLUMN motto TEXT')")
    ours = gate.SCHEMA
    monkeypatch.setattr(gate, "SCHEMA", "9999")
    found = gate.admit(folder, key, steps=steps)
    assert found.revision == "9999"
    (made,) = backup.find(folder / gate.BACKUPS_FOLDER)
    assert backup.verify(made, key).manifest.revision == ours
    connection = connect(folder / FILE_NAME, key)
    assert connection.execute("SELECT motto FROM shop").fetchall() == [(None,)]
    assert connection.execute("SELECT count(*) FROM bill").fetchone() == (1,)
    connection.close()
    assert not list(folder.glob("*.part*"))


def test_a_failing_step_leaves_the_old_file_and_a_retry_succeeds(
    folder: Path, key: FileKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash in the middle of an upgrade must not leave half a schema."""
    bad = _step_folder(
        tmp_path,
        "    op.execute('ALTER TABLE shop ADD COLUMN motto TEXT')\n    raise RuntimeError('crash')",
    )
    good = _step_folder(
        tmp_path / "good", "    op.execute('ALTER TABLE shop ADD COLUMN motto TEXT')"
    )
    ours = gate.SCHEMA
    monkeypatch.setattr(gate, "SCHEMA", "9999")
    before = _rows(folder, key)
    with pytest.raises(RuntimeError, match="crash"):
        gate.admit(folder, key, steps=bad)
    assert gate.look(folder / FILE_NAME, key).revision == ours
    assert _rows(folder, key) == before
    assert not list(folder.glob("*.part*"))
    assert gate.admit(folder, key, steps=good).revision == "9999"


def test_steps_are_taken_all_or_none(folder: Path, key: FileKey, tmp_path: Path) -> None:
    """Half a schema opens in neither version, and the next try stumbles over it."""
    bad = _step_folder(
        tmp_path,
        "    op.execute('ALTER TABLE shop ADD COLUMN motto TEXT')\n    raise RuntimeError('crash')",
    )
    before = _rows(folder, key)
    with pytest.raises(RuntimeError, match="crash"):
        gate.migrate(folder / FILE_NAME, key, steps=bad)
    connection = connect(folder / FILE_NAME, key, read_only=True)
    try:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(shop)")}
    finally:
        connection.close()
    assert "motto" not in columns
    assert _rows(folder, key) == before


def test_a_demonstration_shop_stays_one(tmp_path: Path) -> None:
    """A shop of invented people must never be mistaken for the real one."""
    around = Surroundings(SystemClock(), random.Random(3))
    demo = opening.found_demo(tmp_path / "demo", DETAILS, trade="repair", owner="何", around=around)
    key = demo.store.key
    with pytest.raises(Refused, match=r"shop\.exists"):
        demo.run(
            shop_service.found,
            shop_id="x",
            details=DETAILS,
            trade="repair",
            owner_name="何",
            demo=False,
        )
    demo.close()
    assert gate.look(tmp_path / "demo" / FILE_NAME, key).demo
    connection = connect(tmp_path / "demo" / FILE_NAME, key)
    connection.execute("UPDATE shop SET demo=0")
    connection.close()
    with pytest.raises(Refused, match=r"shop\.foreign"):
        opening.open_shop(tmp_path / "demo", key)
    with pytest.raises(Refused, match=r"shop\.exists"):
        opening.found(tmp_path / "demo", DETAILS, trade="repair", owner="何", passphrase=PASSPHRASE)


def test_nothing_lies_in_the_clear(shop: Shop, folder: Path) -> None:
    """A stolen PC or stick must not give a member's name or number away."""
    shop.member(name="欧阳翠萍", phone="13912345678", address="望京西园 四区 410 号楼")
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in ("欧阳翠萍", "13912345678", "望京西园", PASSPHRASE):
                assert secret.encode() not in content, path.name


def test_two_doors_to_one_file_see_each_other(shop: Shop, folder: Path, key: FileKey) -> None:
    """The command line beside the window must not fork the journal."""
    beside: Kernel = opening.open_shop(folder, key)
    shop.sell("FW-001")
    beside.run(shop_service.add_person, name="周凯")
    shop.sell("FW-001")
    report = beside.ask(check.check)
    beside.close()
    assert report.sound, [entry for entry in report.findings if entry.broken]


@pytest.mark.parametrize(("trade", "owner"), [("moon", "何"), ("repair", ""), ("repair", "a\x00")])
def test_a_refused_founding_leaves_nothing_and_can_be_done_again(
    tmp_path: Path, trade: str, owner: str
) -> None:
    """A shop without an owner's name was there already when the name was typed at last."""
    place = tmp_path / "new"
    with pytest.raises(Refused):
        opening.found(place, DETAILS, trade=trade, owner=owner, passphrase=PASSPHRASE)
    assert list(place.iterdir()) == []
    opening.found(place, DETAILS, trade="repair", owner="何", passphrase=PASSPHRASE).kernel.close()
    assert sorted(path.name for path in place.iterdir()) == [keys.SLOTS_NAME, FILE_NAME]


def test_a_power_cut_while_founding_leaves_no_half_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without a desk could neither be opened nor founded again."""
    place = tmp_path / "new"

    def cut(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    for at in ("identify", "Kernel", "publish"):
        with monkeypatch.context() as patched:
            patched.setattr(opening, at, cut)
            with pytest.raises(KeyboardInterrupt):
                opening.found(place, DETAILS, trade="repair", owner="何", passphrase=PASSPHRASE)
        assert not opening.exists(place)
    opening.found(place, DETAILS, trade="repair", owner="何", passphrase=PASSPHRASE).kernel.close()


def test_a_log_left_behind_does_not_spoil_a_new_shop(
    shop: Shop, folder: Path, tmp_path: Path
) -> None:
    """The log of a file that was moved away is foreign to the one that takes its place."""
    shop.sell("FW-001")
    place = tmp_path / "new"
    place.mkdir()
    (place / (FILE_NAME + "-wal")).write_bytes((folder / (FILE_NAME + "-wal")).read_bytes())
    founded = opening.found(place, DETAILS, trade="repair", owner="何", passphrase=PASSPHRASE)
    try:
        assert founded.kernel.ask(check.check).sound
    finally:
        founded.kernel.close()
