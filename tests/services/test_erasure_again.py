"""T37: what is erased stays erased: no undo, late edit, import, older file or full disk brings the person back.

Fails one of these, the next restore puts a person on the screen who asked to be forgotten.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop import opening
from models.base.errors import Confirm, Environment, Refused
from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.erasure import ERASED_NAME
from models.rules.jobs import Step
from models.services import (
    check,
    consents,
    devices,
    erasure,
    households,
    imports,
    jobs,
    member_file,
    members,
)
from models.store import backup, backup_copy, register
from models.store.engine import FileKey, connect
from models.store.work import Work
from models.tables.members import Member, MemberPhone
from tests.conftest import PASSPHRASE
from tests.raw_bytes import found_decrypted
from tests.services.life import (
    NAME,
    OLD_NAME,
    PHONE,
    WORDS,
    Life,
    erase,
    fridge,
    her_details,
    left_in_file,
    sound,
)
from tests.shopkeeping import Shop


def test_nothing_can_bring_her_back(life: Life) -> None:
    """Undo, a late edit or a second erasure must not put one word back."""
    shop, run = life.shop, life.shop.kernel.run
    edited = run(
        members.edit, life.id, replace(shop.kernel.ask(members.details, life.id), notes="x")
    )
    erase(life)
    assert edited.inverse is not None
    for call in (
        lambda: shop.kernel.undo(edited.inverse),
        lambda: run(members.restore, life.id),
        lambda: run(consents.record, life.id, purpose="service", granted=True),
        lambda: run(devices.add, life.id, fridge()),
        lambda: run(households.join, life.other, life.id),
        lambda: shop.sell("FW-001", member_id=life.id),
        lambda: shop.job(life.id, "FW-001"),
        lambda: erase(life),
    ):
        with pytest.raises(Refused, match=r"member\.(erased|archived)"):
            call()
    assert left_in_file(shop) == []


def test_the_same_table_does_not_bring_her_back(life: Life) -> None:
    """Nobody knows her in a table any more: a sheet that was taken in before is not taken in again unasked."""
    erase(life)
    with pytest.raises(Confirm, match=r"import\.again"):
        life.shop.kernel.run(imports.write, life.order, life.table)
    assert left_in_file(life.shop) == []


def test_the_register_beside_the_file_names_ids_only_and_believes_no_stranger(life: Life) -> None:
    """It lies in the clear: an id and a number are all it may say, and nobody may add one."""
    erase(life)
    store = life.shop.kernel.store
    path = register.beside(store.folder)
    kept = register.kept(path, store.key)
    assert [(entry.id, entry.number) for entry in kept] == [(life.id, "SC-A-000001")]
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes().replace(life.id.encode(), life.other.encode()))
    assert register.kept(path, store.key) == ()


def test_an_older_file_is_erased_again_from_the_register(life: Life, tmp_path: Path) -> None:
    """T37: a restore from an older backup must not bring back who was erased since."""
    shop = life.shop
    number = shop.kernel.run_keyed(shop.key(), members.create, her_details(name="另一位")).result
    entry = register.Erased("SC-A-000007", life.id, 1_000, "asked")
    assert shop.kernel.run(erasure.reapply, (entry,)).result == 1
    assert [w for w in left_in_file(shop) if NAME in w or PHONE in w] == []
    assert sound(shop, tmp_path) == []
    assert shop.kernel.run(erasure.reapply, (entry,)).result == 0
    next_slip = shop.kernel.run_keyed(shop.key(), erasure.erase, number.id).result
    assert next_slip == "SC-A-000008"
    assert left_in_file(shop) == []


@pytest.mark.parametrize("bare", [False, True])
def test_a_restore_from_an_older_backup_erases_again(
    life: Life, tmp_path: Path, bare: bool
) -> None:
    """T37: beside the old data or on a bare new computer, with nothing but the stick and the passphrase."""
    folder, key = life.shop.kernel.store.folder, life.shop.kernel.store.key
    stick = tmp_path / "stick"
    older = backup.make(folder, key, stick)
    erase(life)
    backup.make(folder, key, stick)
    life.shop.kernel.close()
    target = tmp_path / "new" if bare else folder
    opening.restore(older, target, passphrase=PASSPHRASE, set_aside=True)
    assert found_decrypted(target, key, WORDS) == []
    opened = opening.open_shop(target, key)
    try:
        assert opened.ask(member_file.file, life.id).name == ERASED_NAME
        assert opened.ask(check.check).sound
    finally:
        opened.close()


def test_an_old_file_laid_in_by_hand_is_erased_again_when_it_is_opened(
    life: Life, tmp_path: Path
) -> None:
    """Who copies an old file over the shop's goes past the restore, but not past the opening."""
    folder, key = life.shop.kernel.store.folder, life.shop.kernel.store.key
    backup_copy.copy(folder / "shop.db", key, tmp_path / "old.db")
    erase(life)
    life.shop.kernel.close()
    (tmp_path / "old.db").replace(folder / "shop.db")
    opening.open_shop(folder, key).close()
    assert found_decrypted(folder, key, WORDS) == []


def test_an_open_job_in_an_older_file_hinders_nothing_and_can_be_ended(
    shop: Shop, tmp_path: Path
) -> None:
    """The backup may be from before the job was paid; it must not lie open for ever."""
    life = Life(shop)
    entry = register.Erased("SC-A-000001", life.id, 1_000, "asked")
    shop.kernel.run(erasure.reapply, (entry,))
    shop.kernel.run(jobs.move, life.job, Step.CLOSED, reason="已处理", ending="cancelled")
    assert left_in_file(shop) == []
    assert sound(shop, tmp_path) == []


@use_case(Right.SERVE)
def _late_edit(work: Work, member_id: str) -> None:
    """What another desk did before it heard of the erasure, taken in afterwards."""
    work.change(work.get(Member, member_id), name=OLD_NAME)
    work.add(MemberPhone(id=work.new_id(), member_id=member_id, number=PHONE))


def test_a_late_edit_is_erased_again(life: Life, tmp_path: Path) -> None:
    """T37: an edit made on another desk comes after the erasure; the erasure wins."""
    erase(life)
    shop = life.shop
    shop.kernel.run(_late_edit, life.id)
    assert left_in_file(shop)
    named = register.kept(register.beside(shop.kernel.store.folder), shop.kernel.store.key)
    assert shop.kernel.run(erasure.reapply, named).result == 1
    assert left_in_file(shop) == []
    assert sound(shop, tmp_path) == []
    assert shop.kernel.ask(erasure.slip, life.id).number == "SC-A-000001"


def test_a_log_that_is_being_read_is_cut_as_soon_as_it_is_free(life: Life, key: FileKey) -> None:
    """A command beside the window reads while the member is erased: the old pages must not stay in the log."""
    store = life.shop.kernel.store
    with store.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    reader = connect(store.path, key)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM member").fetchone()
    erase(life)
    log = store.path.with_name("shop.db-wal")
    assert log.stat().st_size > 0
    reader.execute("COMMIT")
    reader.close()
    life.shop.sell("FW-001")
    assert left_in_file(life.shop) == []


def test_a_full_disk_after_the_commit_takes_nothing_back(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure stands; the register beside the file follows as soon as there is room."""
    path = register.beside(life.shop.kernel.store.folder)

    def full(*_: object) -> None:
        raise Environment("store.full", name="erased.json")

    with monkeypatch.context() as patched:
        patched.setattr(register, "keep", full)
        assert erase(life) == "SC-A-000001"
    assert not path.exists()
    life.shop.sell("FW-001")
    assert [entry.id for entry in register.kept(path, life.shop.kernel.store.key)] == [life.id]
    assert left_in_file(life.shop) == []
