"""Photos and files in backup, drill and restore: a backup that says "done" without them is none."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop import opening
from desktop.keeping import ShopKeeping
from desktop.paths import migration_steps
from models.base.errors import Cancelled, Environment, Refused
from models.base.ports import Silent
from models.rules.backups import light
from models.services import attachments, backups, check, erasure
from models.store import aside, backup, backup_copy, backup_files, backup_place, gate, restoring
from models.store.attachments import FOLDER, Vault
from models.store.engine import FILE_NAME, FileKey, connect
from tests.conftest import PASSPHRASE
from tests.services.test_attachments import JPEG, kept, photo
from tests.shopkeeping import Shop

MINUTE = timedelta(minutes=1)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "drives" / "E"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def keeper(shop: Shop, stick: Path) -> ShopKeeping:
    """Backups of a shop with two photos, onto a stick that is kept."""
    member = shop.member()
    job = shop.job(member.id)
    photo(shop, job.id, b"one" * 400_000)
    photo(shop, job.id, b"two")
    made = ShopKeeping(shop.kernel, plugged=lambda: (stick,))
    made.add_place(stick, "红 U 盘")
    return made


def _carried(shop: Shop, stick: Path) -> Vault:
    return backup_files.at_place(stick, shop.kernel.store.shop.id, shop.kernel.store.key)


def _lying(vault: Vault) -> list[Path]:
    return [path for path in vault.lying() if path.is_file()]


def _newest(stick: Path) -> Path:
    return backup.find(stick)[0]


def _spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-2] ^= 8
    path.write_bytes(content)


def _colour(shop: Shop) -> str:
    found = light(shop.kernel.ask(backups.standing), shop.clock.now())
    return f"{found.colour} {found.code}"


def _read(folder: Path, key: FileKey) -> dict[str, bytes]:
    """Every photo of a shop by its name, read through the door."""
    opened = opening.open_shop(folder, key)
    try:
        assert opened.ask(check.check).sound
        with opened.store.reader.connect() as connection:
            ids = [r[0] for r in connection.exec_driver_sql("SELECT id FROM attachment")]
        return {id_: opened.ask(attachments.opened, id_).read() for id_ in ids}
    finally:
        opened.close()


def test_a_bare_pc_has_the_photos_again(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey, tmp_path: Path, paper_key: str
) -> None:
    """The PC burned. Stick and paper key bring every picture back, byte for byte."""
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (2, 0)
    manifest = backup.verify(_newest(stick), key).manifest
    assert (manifest.files, manifest.files_size) == (2, 1_200_004 + 7)
    shutil.rmtree(shop.kernel.store.vault.folder)
    restored = opening.restore(_newest(stick), tmp_path / "new", paper_key=paper_key)
    assert restored.files_lost == 0
    again = opening.key_by_passphrase(tmp_path / "new", PASSPHRASE)
    found = _read(tmp_path / "new", again)
    assert sorted(found.values()) == sorted([JPEG + b"one" * 400_000, JPEG + b"two"])
    assert not list((tmp_path / "new").rglob("*.part"))
    assert keeper.drill(Silent()).passed
    assert _colour(shop) == "green fine"


def test_the_second_backup_copies_only_what_is_new(
    shop: Shop, keeper: ShopKeeping, stick: Path
) -> None:
    """Ten gigabytes of pictures every four hours onto a slow stick would make nobody back up."""
    keeper.backup(stick, Silent())
    before = {path: path.stat().st_ino for path in _lying(_carried(shop, stick))}
    photo(shop, shop.job().id, b"three")
    assert keeper.backup(stick, Silent()).files == 3
    after = {path: path.stat().st_ino for path in _lying(_carried(shop, stick))}
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
    for path in _lying(_carried(shop, stick)):
        _spoil(path)
    shop.clock.advance(MINUTE)
    drilled = keeper.drill(Silent())
    assert (drilled.passed, drilled.damaged, drilled.code) == (False, True, "backup.unverified")
    assert _colour(shop).startswith("red damaged")
    shop.clock.advance(MINUTE)
    keeper.backup(stick, Silent())
    assert keeper.drill(Silent()).passed
    assert _colour(shop) == "green fine"
    for path in backup.find(stick):
        backup.verify(path, key)  # the older generation names the same files and is whole again


def test_verifying_a_backup_reads_every_photo(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    keeper.backup(stick, Silent())
    (path, *_) = _lying(_carried(shop, stick))
    _spoil(path)
    with pytest.raises(Refused) as refused:
        keeper.verify(_newest(stick), Silent())
    assert (refused.value.code, refused.value.values["what"]) == (
        "backup.unverified",
        "attachments",
    )
    with pytest.raises(Refused, match=r"backup\.unverified"):
        backup.verify(_newest(stick), key)  # put out of the way, and so missing


def test_a_list_that_was_tampered_with_is_refused(
    keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """A shorter list would let a backup without its pictures pass for whole."""
    keeper.backup(stick, Silent())
    path = _newest(stick)
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
    rotten, gone = _lying(shop.kernel.store.vault)
    _spoil(rotten)
    gone.unlink()
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (0, 2)
    assert keeper.drill(Silent()).passed  # the copy is a true one
    assert not shop.kernel.ask(check.check).sound


def test_a_photo_that_rots_in_the_shop_stays_whole_in_the_backup(
    shop: Shop, keeper: ShopKeeping, stick: Path, tmp_path: Path
) -> None:
    keeper.backup(stick, Silent())
    for path in _lying(shop.kernel.store.vault):
        _spoil(path)
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (2, 0)
    restored = opening.restore(_newest(stick), tmp_path / "new", passphrase=PASSPHRASE)
    assert restored.files_lost == 0


def test_a_shop_comes_back_without_the_photo_that_rotted(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey, tmp_path: Path
) -> None:
    """All members, bills and jobs refused for one scratched picture: that would be the worst of all ends."""
    keeper.backup(stick, Silent())
    (one, *_) = _lying(_carried(shop, stick))
    _spoil(one)
    restored = opening.restore(_newest(stick), tmp_path / "new", passphrase=PASSPHRASE)
    assert restored.files_lost == 1
    assert len(_lying(Vault(tmp_path / "new", key))) == 1
    opened = opening.open_shop(tmp_path / "new", key)
    try:
        broken = [f.name for f in opened.ask(check.check).findings if f.broken]
        assert broken == ["attachment.files"]
    finally:
        opened.close()


def test_what_lay_there_is_set_aside_with_its_photos(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    keeper.backup(stick, Silent())
    photo(shop, shop.job().id, b"after the backup")
    folder = shop.kernel.store.folder
    shop.kernel.close()
    restored = opening.restore(_newest(stick), folder, passphrase=PASSPHRASE, set_aside=True)
    assert restored.aside is not None
    assert len(_lying(Vault(folder, key))) == 2
    assert len(_lying(Vault(restored.aside, key))) == 3
    assert len(_read(restored.aside, key)) == 3
    assert len(_read(folder, key)) == 2


def test_photos_whose_shop_file_is_gone_are_set_aside_too(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """They are all that is left of the days since the backup."""
    keeper.backup(stick, Silent())
    photo(shop, shop.job().id, b"after the backup")
    folder = shop.kernel.store.folder
    shop.kernel.close()
    (folder / FILE_NAME).unlink()
    restored = opening.restore(_newest(stick), folder, passphrase=PASSPHRASE)
    assert restored.aside is not None
    assert len(_lying(Vault(restored.aside, key))) == 3


@pytest.mark.parametrize("last", ["publish", "write_slots"])
def test_a_restore_that_fails_late_puts_shop_and_photos_back(
    shop: Shop,
    keeper: ShopKeeping,
    stick: Path,
    key: FileKey,
    monkeypatch: pytest.MonkeyPatch,
    last: str,
) -> None:
    keeper.backup(stick, Silent())
    photo(shop, shop.job().id, b"after the backup")
    folder = shop.kernel.store.folder
    shop.kernel.close()

    def fail(*_args: Any) -> None:
        raise Environment("store.io")

    monkeypatch.setattr(restoring, last, fail)
    with pytest.raises(Environment):
        opening.restore(_newest(stick), folder, passphrase=PASSPHRASE, set_aside=True)
    monkeypatch.undo()
    assert len(_read(folder, key)) == 3
    assert not [p for p in folder.iterdir() if p.name.startswith((aside.ASIDE, "attachments."))]


def test_a_setting_aside_that_a_power_cut_broke_off_is_taken_back_with_the_photos(
    shop: Shop, keeper: ShopKeeping, key: FileKey
) -> None:
    folder = shop.kernel.store.folder
    assert keeper is not None
    shop.kernel.close()
    half = folder / (aside.ASIDE + "20260611T000000" + ".part")
    half.mkdir()
    (folder / FOLDER).rename(half / FOLDER)
    opening.mend(folder)
    assert len(_read(folder, key)) == 2


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
    assert left in set(_lying(_carried(shop, stick)))
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
        _lying(target)[0].unlink()
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
    for path in _lying(_carried(shop, stick)):
        path.write_bytes(bytes(path.stat().st_size))
    assert keeper.backup(stick, Silent()).files == 2
    backup.verify(_newest(stick), key)


def _scratched(monkeypatch: pytest.MonkeyPatch, victim: Path) -> None:
    """A bad sector under one file."""
    opened = os.open

    def bad(path: Any, *rest: Any, **more: Any) -> int:
        if Path(path) == victim:
            raise OSError(errno.EIO, "bad sector")
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", bad)


def test_a_bad_sector_or_a_spoilt_folder_in_the_shop_hinders_no_backup(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No backup at all from that day on, and the owner buys one new stick after the other."""
    one, two = _lying(shop.kernel.store.vault)
    _scratched(monkeypatch, one)
    shutil.rmtree(two.parent)
    two.parent.write_bytes(b"what a broken file system leaves")
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (0, 2)


def test_a_bad_sector_or_a_spoilt_folder_on_the_stick_hinders_no_restore(
    shop: Shop,
    keeper: ShopKeeping,
    stick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All members and bills refused for one picture."""
    keeper.backup(stick, Silent())
    one, two = _lying(_carried(shop, stick))
    _scratched(monkeypatch, one)
    assert opening.restore(_newest(stick), tmp_path / "a", passphrase=PASSPHRASE).files_lost == 1
    shutil.rmtree(two.parent)
    two.parent.write_bytes(b"what a broken file system leaves")
    assert opening.restore(_newest(stick), tmp_path / "b", passphrase=PASSPHRASE).files_lost == 2
    assert (tmp_path / "b" / FILE_NAME).exists()
    monkeypatch.undo()
    assert keeper.backup(stick, Silent()).files == 2  # and the stick is mended by the next backup
    assert keeper.drill(Silent()).passed


def test_t13_an_empty_folder_where_the_stick_was_is_no_stick(
    shop: Shop, keeper: ShopKeeping, stick: Path, tmp_path: Path
) -> None:
    """Linux leaves the folder standing: "two photos lost" would be a lie, they are on the stick in the hand."""
    keeper.backup(stick, Silent())
    path, manifest = _newest(stick), backup.read_manifest(_newest(stick))[0]
    carried = backup.listed(path, manifest, shop.kernel.store.key)
    assert carried is not None
    stick.rename(stick.with_name("pulled"))
    stick.mkdir()
    (tmp_path / "x").mkdir()
    target = Vault(tmp_path / "x", shop.kernel.store.key)
    with pytest.raises(Environment, match=r"backup\.gone"):
        backup_files.bring(_carried(shop, stick), target, carried)


def test_photos_of_a_restore_that_was_cut_off_do_not_come_into_a_shop_without_any(
    shop: Shop, stick: Path, folder: Path, key: FileKey, tmp_path: Path
) -> None:
    """They are another shop's, and would lie there for ever."""
    made = backup.make(folder, key, stick)
    assert backup.read_manifest(made)[0].shop_id == shop.kernel.store.shop.id
    left = tmp_path / "new" / (FOLDER + ".part") / "ab"
    left.mkdir(parents=True)
    (left / "x").write_bytes(b"another shop's")
    opening.restore(made, tmp_path / "new", passphrase=PASSPHRASE)
    assert not (tmp_path / "new" / FOLDER).exists()
    assert not left.exists()


def test_a_setting_aside_that_fails_halfway_puts_the_photos_back(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner holds the shop's file on Windows: the shop opens again, and all its pictures were gone."""
    keeper.backup(stick, Silent())
    folder, rename = shop.kernel.store.folder, Path.rename
    shop.kernel.close()

    def held(path: Path, to: Path) -> Path:
        if path.name == FILE_NAME:
            raise PermissionError(errno.EACCES, "used by another process")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(Environment):
        opening.restore(_newest(stick), folder, passphrase=PASSPHRASE, set_aside=True)
    monkeypatch.undo()
    assert len(_read(folder, key)) == 2
    assert not [p for p in folder.iterdir() if p.name.startswith((aside.ASIDE, "attachments."))]


def test_photos_half_aside_come_back_beside_those_that_came_meanwhile(
    shop: Shop, keeper: ShopKeeping, key: FileKey
) -> None:
    """The shop went on without its pictures and took new ones; the next start brings the old ones to them."""
    store = shop.kernel.store
    assert keeper is not None
    half = store.folder / (aside.ASIDE + "20260611T000000" + ".part")
    half.mkdir()
    store.vault.folder.rename(half / FOLDER)
    (half / FOLDER / "我的婚礼").mkdir()
    (half / FOLDER / "我的婚礼" / "1.jpg").write_bytes(b"the owner's own")
    photo(shop, shop.job().id, b"new")
    photo(shop, shop.job().id, b"two")  # lies aside too
    cut = store.vault.path(kept(shop, JPEG + b"whole aside").digest)
    (half / FOLDER / cut.parent.name).mkdir(exist_ok=True)
    shutil.copy2(cut, half / FOLDER / cut.parent.name / cut.name)
    whole = cut.read_bytes()
    cut.write_bytes(whole[:-9])
    shop.kernel.close()
    opening.mend(store.folder)
    assert len(_read(store.folder, key)) == 4
    assert cut.read_bytes() == whole
    assert not half.exists()
    assert (store.vault.folder / "我的婚礼" / "1.jpg").exists()


def test_a_restore_brings_photos_half_aside_home_before_it_sets_their_shop_aside(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """Tried again after it failed: the next start gave them to the new shop, which swept them as nobody's."""
    keeper.backup(stick, Silent())
    photo(shop, shop.job().id, b"after the backup")
    folder = shop.kernel.store.folder
    shop.kernel.close()
    half = folder / (aside.ASIDE + "20260611T000000" + ".part")
    half.mkdir()
    (folder / FOLDER).rename(half / FOLDER)
    restored = restoring.restore(_newest(stick), key, folder, incarnation="ab" * 8, set_aside=True)
    assert restored.aside is not None
    assert len(_read(restored.aside, key)) == 3


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
    path, manifest = _newest(stick), backup.read_manifest(_newest(stick))[0]
    opened = Vault._opened

    def pulled(vault: Vault, digest: str, size: int) -> Any:
        if stick.exists():
            stick.rename(stick.with_name("pulled"))
        yield from opened(vault, digest, size)

    carried = backup.listed(path, manifest, shop.kernel.store.key)
    assert carried is not None
    monkeypatch.setattr(Vault, "_opened", pulled)
    vault = _carried(shop, stick)
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
    for path in _lying(shop.kernel.store.vault):
        path.unlink()
    with shop.kernel.store.writer.connect() as connection:
        bare: Any = connection.connection.driver_connection
        bare.execute("UPDATE attachment SET digest='', removed_at=1")
    photo(shop, shop.job().id, b"new")
    keeper.backup(stick, Silent())
    for path in _lying(_carried(shop, stick)):
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
    assert len(_lying(_carried(shop, stick))) == 1
    assert not list(stick.glob("*" + old.name.split(".")[0] + "*"))
    assert keeper.drill(Silent()).passed


def test_a_photo_of_another_desk_s_backup_under_way_is_left_alone(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    keeper.backup(stick, Silent())
    _carried(shop, stick).keep_bytes(b"of a backup whose manifest comes in a moment")
    assert backup_place.prune(stick, shop.kernel.store.shop.id, key) == 0


def test_an_old_backup_with_the_erased_leaves_no_photo_of_them(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey, tmp_path: Path
) -> None:
    """T37 for pictures: the stick is from before the erasure; after the restore nothing is there."""
    member = shop.member("韩梅梅", "15401060009")
    shop.kernel.run(
        attachments.add, "member", member.id, kept(shop, b"her kitchen" * 100), name="厨房.jpg"
    )
    keeper.backup(stick, Silent())
    before = _newest(stick)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member.id)
    keeper.backup(stick, Silent())
    opening.restore(before, tmp_path / "new", passphrase=PASSPHRASE)
    assert len(_lying(Vault(tmp_path / "new", key))) == 2


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
        assert {p.stat().st_ino for p in _lying(beside)} == {p.stat().st_ino for p in before}
    assert opening.restore(made, tmp_path / "new", passphrase=PASSPHRASE).files_lost == 0


def test_a_backup_from_before_there_were_photos_is_restored(
    shop: Shop, folder: Path, key: FileKey, tmp_path: Path
) -> None:
    """The stick in the drawer is from last year's program."""
    shop.sell("FW-001")
    made = backup.make(folder, key, tmp_path / "old")
    assert b'"files_sha256":""' in made.read_bytes()
    assert [p.name for p in (tmp_path / "old").iterdir() if "files" in p.name] == []
    body = msgspec.json.decode(backup.read_manifest(made)[1].manifest)
    for name in ("files", "files_size", "files_sha256", "files_lacking"):
        del body[name]
    made.write_bytes(backup.seal_bytes(msgspec.json.encode(body), key))
    assert backup.verify(made, key).manifest.files == 0
    restored = opening.restore(made, tmp_path / "new", passphrase=PASSPHRASE)
    assert restored.files_lost == 0
    assert not (tmp_path / "new" / FOLDER).exists()


_KILLED = """
import os, signal, sys
from pathlib import Path
from desktop import opening
from models.services import attachments
from models.store.engine import FileKey
kernel = opening.open_shop(Path(sys.argv[1]), FileKey(bytes.fromhex(sys.argv[2])))
way = kernel.ask(attachments.intake)
print("open", flush=True)
for n in range(10**6):
    kept = way.keep_bytes(b"\\xff\\xd8\\xff" + str(n).encode() * 3000)
    kernel.run(attachments.add, "job", sys.argv[3], kept, name=f"{n}.jpg")
    print(n, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
@pytest.mark.parametrize("wait", [0.05, 0.11, 0.173])
def test_killed_while_photos_come_no_row_lacks_its_file(
    shop: Shop, folder: Path, key: FileKey, wait: float
) -> None:
    """What was told to be there is there and whole; what was not may be an orphan, never a row without bytes."""
    job = shop.job().id
    shop.kernel.close()
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(folder), key.raw.hex(), job],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        told = len(process.stdout.read().splitlines())
    opened = opening.open_shop(folder, key)
    try:
        rows = opened.ask(attachments.of_job, job)
        assert len(rows) >= told
        for row in rows:
            assert opened.ask(attachments.opened, row.id).read()
        assert opened.ask(check.check).sound
        lying = list(opened.store.vault.lying())
        assert len(lying) - len(rows) in (0, 1)
        for path in lying:
            os.utime(path, (time.time() - 100_000,) * 2)
        opened.run(attachments.sweep)
        assert len(list(opened.store.vault.lying())) == len(rows)
    finally:
        opened.close()


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
