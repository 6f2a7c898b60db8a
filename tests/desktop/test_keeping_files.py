"""Photos and files in backup and drill: a backup that says "done" without them is none."""

import errno
import os
import shutil
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from desktop.keeping import ShopKeeping
from desktop.paths import migration_steps
from models.base.errors import Cancelled, Environment, Refused
from models.base.ports import Silent
from models.services import check
from models.store import backup, backup_copy, backup_files, backup_place, gate
from models.store.attachments import Vault
from models.store.engine import FileKey, connect
from tests.conftest import PASSPHRASE
from tests.desktop.photos_at_hand import (
    colour,
    lying,
    newest,
    on_stick,
    scratch,
    spoil,
)
from tests.services.test_attachments import photo
from tests.shopkeeping import Shop

MINUTE = timedelta(minutes=1)


def test_the_second_backup_copies_only_what_is_new(
    shop: Shop, keeper: ShopKeeping, stick: Path
) -> None:
    """Ten gigabytes of pictures every four hours onto a slow stick would make nobody back up."""
    keeper.backup(stick, Silent())
    before = {path: path.stat().st_ino for path in lying(on_stick(shop, stick))}
    photo(shop, shop.job().id, b"three")
    assert keeper.backup(stick, Silent()).files == 3
    after = {path: path.stat().st_ino for path in lying(on_stick(shop, stick))}
    assert len(after) == 3
    assert before.items() <= after.items()


def test_nothing_on_the_stick_tells_what_the_pictures_are(
    shop: Shop, keeper: ShopKeeping, stick: Path
) -> None:
    """Neither the content nor its plain hash: a known picture could be looked for by it."""
    keeper.backup(stick, Silent())
    with shop.kernel.store.reader.connect() as connection:
        digests = [r[0] for r in connection.exec_driver_sql("SELECT digest FROM attachment")]
    for path in stick.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"oneoneone" not in content
            for digest in digests:
                assert digest.encode() not in content
                assert bytes.fromhex(digest) not in content


def test_a_photo_that_rots_on_the_stick_is_found_and_healed_by_the_next_backup(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """T15 for pictures: the drill turns the light red, and the next backup must not trust the rotten one."""
    keeper.backup(stick, Silent())
    assert keeper.drill(Silent()).passed
    for path in lying(on_stick(shop, stick)):
        spoil(path)
    shop.clock.advance(MINUTE)
    drilled = keeper.drill(Silent())
    assert (drilled.passed, drilled.damaged, drilled.code) == (False, True, "backup.unverified")
    assert colour(shop).startswith("red damaged")
    shop.clock.advance(MINUTE)
    keeper.backup(stick, Silent())
    assert keeper.drill(Silent()).passed
    assert colour(shop) == "green fine"
    for path in backup.find(stick):
        backup.verify(path, key)  # the older generation names the same files and is whole again


def test_verifying_a_backup_reads_every_photo(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    keeper.backup(stick, Silent())
    (path, *_) = lying(on_stick(shop, stick))
    spoil(path)
    with pytest.raises(Refused) as refused:
        keeper.verify(newest(stick), Silent())
    assert (refused.value.code, refused.value.values["what"]) == (
        "backup.unverified",
        "attachments",
    )
    with pytest.raises(Refused, match=r"backup\.unverified"):
        backup.verify(newest(stick), key)  # put out of the way, and so missing


def test_a_list_that_was_tampered_with_is_refused(
    keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """A shorter list would let a backup without its pictures pass for whole."""
    keeper.backup(stick, Silent())
    path = newest(stick)
    manifest, _ = backup.read_manifest(path)
    listed = stick / (manifest.file + backup_files.LIST_SUFFIX)
    sound = listed.read_bytes()
    for bad in (b"", sound[:-1], bytes([sound[0] ^ 1]) + sound[1:]):
        listed.write_bytes(bad)
        with pytest.raises(Refused, match=r"backup\.unverified"):
            backup.verify(path, key)
    listed.unlink()
    with pytest.raises(Refused, match=r"backup\.unverified"):
        backup.verify(path, key)
    shorter = backup_files.Carried({})
    sha = backup_files.write_list(listed, shorter, key)
    path.write_bytes(backup._seal(replace(manifest, files=0, files_sha256=sha), key))
    with pytest.raises(Refused, match=r"backup\.unverified"):
        backup.verify(path, key)  # signed, and still not what the rows of the copy name


def test_a_rotten_photo_in_the_shop_hinders_no_backup_and_is_told(
    shop: Shop, keeper: ShopKeeping, stick: Path
) -> None:
    """One bad picture must not cost the shop its backups; nor be passed over in silence."""
    rotten, gone = lying(shop.kernel.store.vault)
    spoil(rotten)
    gone.unlink()
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (0, 2)
    assert keeper.drill(Silent()).passed  # the copy is a true one
    assert not shop.kernel.ask(check.check).sound


def test_a_photo_that_rots_in_the_shop_stays_whole_in_the_backup(
    shop: Shop, keeper: ShopKeeping, stick: Path, tmp_path: Path
) -> None:
    keeper.backup(stick, Silent())
    for path in lying(shop.kernel.store.vault):
        spoil(path)
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (2, 0)
    restored = opening.restore(newest(stick), tmp_path / "new", passphrase=PASSPHRASE)
    assert restored.files_lost == 0


def test_stopping_a_backup_leaves_no_backup_and_nothing_half(
    shop: Shop, keeper: ShopKeeping, stick: Path
) -> None:
    """The one picture that came whole stays a day: the next backup needs it, another may name it already."""
    keeper.backup(stick, Silent())
    before = {path for path in stick.rglob("*") if path.is_file()}
    photo(shop, shop.job().id, b"x" * 3_000_000)
    photo(shop, shop.job().id, b"y" * 3_000_000)
    steps: list[int] = []

    class Stop:
        def step(self, done: int, total: int) -> None:
            assert total == 100
            assert not steps or done >= steps[-1]
            steps.append(done)
            if 92 < done < 99:  # in the second of the two that are new
                raise Cancelled

    with pytest.raises(Cancelled):
        keeper.backup(stick, Stop())
    (left,) = {path for path in stick.rglob("*") if path.is_file()} - before
    assert left in set(lying(on_stick(shop, stick)))
    assert len(left.name) == 64
    assert keeper.backup(stick, Silent()).files == 4
    assert keeper.drill(Silent()).passed


def test_a_backup_that_fails_takes_nothing_from_one_that_was_said_done(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Window and command line back up at once; the one is stopped, the other has named its pictures already."""
    store, read_back, done = shop.kernel.store, backup_files._read_back, list[Path]()
    assert keeper is not None

    def beside(vault: Vault, digest: str, size: int) -> None:
        if not done:
            done.append(Path())
            done.append(backup.make(store.folder, store.key, stick))
            raise Cancelled
        read_back(vault, digest, size)

    monkeypatch.setattr(backup_files, "_read_back", beside)
    with pytest.raises(Cancelled):
        backup.make(store.folder, store.key, stick)
    assert backup.verify(done[1], store.key).manifest.files == 2


def test_a_photo_that_goes_while_the_backup_is_made_is_noticed(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another desk prunes the same stick: never "done" over a hole."""
    carry = backup_files.carry
    assert keeper is not None

    def and_pruned(source: Vault, target: Vault, needed: dict[str, int], **rest: Any) -> Any:
        found = carry(source, target, needed, **rest)
        lying(target)[0].unlink()
        return found

    monkeypatch.setattr(backup_files, "carry", and_pruned)
    with pytest.raises(Refused, match=r"backup\.unverified"):
        backup.make(shop.kernel.store.folder, shop.kernel.store.key, stick)
    assert backup.find(stick) == []


def test_what_rotted_on_the_stick_is_copied_again_without_a_drill(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """A cheap stick gives back zeros of the right length, and every backup since then said "done"."""
    keeper.backup(stick, Silent())
    for path in lying(on_stick(shop, stick)):
        path.write_bytes(bytes(path.stat().st_size))
    assert keeper.backup(stick, Silent()).files == 2
    backup.verify(newest(stick), key)


def test_a_bad_sector_or_a_spoilt_folder_in_the_shop_hinders_no_backup(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No backup at all from that day on, and the owner buys one new stick after the other."""
    one, two = lying(shop.kernel.store.vault)
    scratch(monkeypatch, one)
    shutil.rmtree(two.parent)
    two.parent.write_bytes(b"what a broken file system leaves")
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (0, 2)


def test_t14_a_stick_that_fills_up_on_a_photo_says_so_and_stays_as_it_was(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Vault.put
    shop.kernel.store.vault.keep_bytes(b"warm")

    def full(vault: Vault, name: str, content: Any) -> None:
        if vault.folder.parent == stick:
            raise Environment("store.full", name=name)
        put(vault, name, content)

    monkeypatch.setattr(Vault, "put", full)
    with pytest.raises(Environment, match=r"backup\.full"):
        keeper.backup(stick, Silent())
    assert [path.name for path in stick.rglob("*") if path.is_file()] == [backup_place.MARK_NAME]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: type("U", (), {"free": 10})())
    monkeypatch.setattr(backup_copy, "_free_bytes", lambda _folder: 10**12)
    with pytest.raises(Environment) as refused:
        keeper.backup(stick, Silent())
    assert (refused.value.code, refused.value.values["needed"]) == ("backup.full", 2)


def test_t13_a_stick_pulled_during_the_photos_is_never_done(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a restore from one that is pulled must not take its pictures for lost and go on."""
    keeper.backup(stick, Silent())
    path, manifest = newest(stick), backup.read_manifest(newest(stick))[0]
    opened = Vault._opened

    def pulled(vault: Vault, digest: str, size: int) -> Any:
        if stick.exists():
            stick.rename(stick.with_name("pulled"))
        yield from opened(vault, digest, size)

    carried = backup.listed(path, manifest, shop.kernel.store.key)
    assert carried is not None
    monkeypatch.setattr(Vault, "_opened", pulled)
    vault = on_stick(shop, stick)
    with pytest.raises(Environment, match=r"backup\.gone"):
        backup_files.prove(vault, carried)
    (stick.with_name("pulled")).rename(stick)
    (shop.kernel.store.folder / "x").mkdir()
    target = Vault(shop.kernel.store.folder / "x", shop.kernel.store.key)
    with pytest.raises(Environment, match=r"backup\.gone"):
        backup_files.bring(vault, target, carried)
    (stick.with_name("pulled")).rename(stick)
    monkeypatch.undo()
    backup.verify(path, shop.kernel.store.key)


def test_what_no_kept_backup_names_goes_and_nothing_else(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """A stick that fills with pictures nobody can restore; or one that lost those somebody could."""
    shop_id = shop.kernel.store.shop.id
    keeper.backup(stick, Silent())
    (old,) = backup.find(stick)
    for path in lying(shop.kernel.store.vault):
        path.unlink()
    with shop.kernel.store.writer.connect() as connection:
        bare: Any = connection.connection.driver_connection
        bare.execute("UPDATE attachment SET digest='', removed_at=1")
    photo(shop, shop.job().id, b"new")
    keeper.backup(stick, Silent())
    for path in lying(on_stick(shop, stick)):
        os.utime(path, (time.time() - 100_000,) * 2)
    assert backup_place.prune(stick, shop_id, key) == 0
    sealed = old.read_bytes()
    old.write_bytes(sealed.replace(b'"files":2', b'"files":3'))
    backup_place.drop(stick, [backup.read_manifest(old)[0].file], "nobody", key)
    assert (
        backup_place.prune(stick, shop_id, key) == 0
    )  # one that cannot be trusted keeps everything
    old.write_bytes(sealed)
    owner = backup_place.generations(stick, key)[0].owner
    assert backup_place.drop(stick, [backup.read_manifest(old)[0].file], owner, key)
    assert backup_place.prune(stick, shop_id, key) == 2
    assert len(lying(on_stick(shop, stick))) == 1
    assert not list(stick.glob("*" + old.name.split(".")[0] + "*"))
    assert keeper.drill(Silent()).passed


def test_a_photo_of_another_desk_s_backup_under_way_is_left_alone(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    keeper.backup(stick, Silent())
    on_stick(shop, stick).keep_bytes(b"of a backup whose manifest comes in a moment")
    assert backup_place.prune(stick, shop.kernel.store.shop.id, key) == 0


def test_an_upgrade_leaves_the_photos_where_they_are_and_its_backup_has_them(
    shop: Shop, keeper: ShopKeeping, key: FileKey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = shop.kernel.store.folder
    before = {path: path.read_bytes() for path in keeper._kernel.store.vault.lying()}
    shop.kernel.close()
    monkeypatch.setattr(gate, "migrate", lambda *_args, **_kw: None)
    gate.upgrade(folder, key, steps=migration_steps())
    assert {path: path.read_bytes() for path in Vault(folder, key).lying()} == before
    (made,) = backup.find(folder / gate.BACKUPS_FOLDER)
    assert backup.verify(made, key).manifest.files == 2
    beside = backup_files.at_place(made.parent, backup.read_manifest(made)[0].shop_id, key)
    if os.name != "nt":
        assert {p.stat().st_ino for p in lying(beside)} == {p.stat().st_ino for p in before}
    assert opening.restore(made, tmp_path / "new", passphrase=PASSPHRASE).files_lost == 0


def test_errors_of_a_bad_medium_are_said_as_the_stick_s(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written reads back differently: never "done", nothing left behind."""
    verify = Vault.verify
    shop.kernel.store.vault.keep_bytes(b"warm")

    def bad(vault: Vault, digest: str, size: int) -> None:
        if vault.folder.parent == stick:
            raise Refused("attachment.damaged", name="x")
        verify(vault, digest, size)

    monkeypatch.setattr(Vault, "verify", bad)
    with pytest.raises(Refused, match=r"backup\.unverified"):
        keeper.backup(stick, Silent())
    assert backup.find(stick) == []
    monkeypatch.undo()

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, f"Input/output error {handle}")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(Environment, match=r"backup\.gone"):
        backup.make(shop.kernel.store.folder, shop.kernel.store.key, stick)
    monkeypatch.undo()
    connect(shop.kernel.store.path, shop.kernel.store.key, read_only=True).close()
