"""Photos and files in a restore: they come back with their shop, and what lay there is set aside with its own.

If it fails, the pictures of a shop are lost when it moves, or come into another's.
"""

import errno
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop import opening
from desktop.keeping import ShopKeeping
from models.base.errors import Environment
from models.base.ports import Silent
from models.services import attachments, check, erasure
from models.store import aside, backup, backup_files, restoring
from models.store.attachments import FOLDER, Vault
from models.store.engine import FILE_NAME, FileKey
from tests.conftest import PASSPHRASE
from tests.desktop.photos_at_hand import (
    colour,
    every_photo,
    lying,
    newest,
    on_stick,
    scratch,
    spoil,
)
from tests.services.test_attachments import JPEG, kept, photo
from tests.shopkeeping import Shop


def test_a_bare_pc_has_the_photos_again(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey, tmp_path: Path, paper_key: str
) -> None:
    """The PC burned. Stick and paper key bring every picture back, byte for byte."""
    made = keeper.backup(stick, Silent())
    assert (made.files, made.files_lacking) == (2, 0)
    manifest = backup.verify(newest(stick), key).manifest
    assert (manifest.files, manifest.files_size) == (2, 1_200_004 + 7)
    shutil.rmtree(shop.kernel.store.vault.folder)
    restored = opening.restore(newest(stick), tmp_path / "new", paper_key=paper_key)
    assert restored.files_lost == 0
    again = opening.key_by_passphrase(tmp_path / "new", PASSPHRASE)
    found = every_photo(tmp_path / "new", again)
    assert sorted(found.values()) == sorted([JPEG + b"one" * 400_000, JPEG + b"two"])
    assert not list((tmp_path / "new").rglob("*.part"))
    assert keeper.drill(Silent()).passed
    assert colour(shop) == "green fine"


def test_a_shop_comes_back_without_the_photo_that_rotted(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey, tmp_path: Path
) -> None:
    """All members, bills and jobs refused for one scratched picture: that would be the worst of all ends."""
    keeper.backup(stick, Silent())
    (one, *_) = lying(on_stick(shop, stick))
    spoil(one)
    restored = opening.restore(newest(stick), tmp_path / "new", passphrase=PASSPHRASE)
    assert restored.files_lost == 1
    assert len(lying(Vault(tmp_path / "new", key))) == 1
    opened = opening.open_shop(tmp_path / "new", key)
    try:
        broken = [f.name for f in opened.ask(check.check).findings if f.broken]
        assert broken == ["attachment.files"]
    finally:
        opened.close()


def test_a_bad_sector_or_a_spoilt_folder_on_the_stick_hinders_no_restore(
    shop: Shop,
    keeper: ShopKeeping,
    stick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All members and bills refused for one picture."""
    keeper.backup(stick, Silent())
    one, two = lying(on_stick(shop, stick))
    scratch(monkeypatch, one)
    assert opening.restore(newest(stick), tmp_path / "a", passphrase=PASSPHRASE).files_lost == 1
    shutil.rmtree(two.parent)
    two.parent.write_bytes(b"what a broken file system leaves")
    assert opening.restore(newest(stick), tmp_path / "b", passphrase=PASSPHRASE).files_lost == 2
    assert (tmp_path / "b" / FILE_NAME).exists()
    monkeypatch.undo()
    assert keeper.backup(stick, Silent()).files == 2  # and the stick is mended by the next backup
    assert keeper.drill(Silent()).passed


def test_t13_an_empty_folder_where_the_stick_was_is_no_stick(
    shop: Shop, keeper: ShopKeeping, stick: Path, tmp_path: Path
) -> None:
    """Linux leaves the folder standing: "two photos lost" would be a lie, they are on the stick in the hand."""
    keeper.backup(stick, Silent())
    path, manifest = newest(stick), backup.read_manifest(newest(stick))[0]
    carried = backup.listed(path, manifest, shop.kernel.store.key)
    assert carried is not None
    stick.rename(stick.with_name("pulled"))
    stick.mkdir()
    (tmp_path / "x").mkdir()
    target = Vault(tmp_path / "x", shop.kernel.store.key)
    with pytest.raises(Environment, match=r"backup\.gone"):
        backup_files.bring(on_stick(shop, stick), target, carried)


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


def test_an_old_backup_with_the_erased_leaves_no_photo_of_them(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey, tmp_path: Path
) -> None:
    """T37 for pictures: the stick is from before the erasure; after the restore nothing is there."""
    member = shop.member("韩梅梅", "15401060009")
    shop.kernel.run(
        attachments.add, "member", member.id, kept(shop, b"her kitchen" * 100), name="厨房.jpg"
    )
    keeper.backup(stick, Silent())
    before = newest(stick)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member.id)
    keeper.backup(stick, Silent())
    opening.restore(before, tmp_path / "new", passphrase=PASSPHRASE)
    assert len(lying(Vault(tmp_path / "new", key))) == 2


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


def test_what_lay_there_is_set_aside_with_its_photos(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    keeper.backup(stick, Silent())
    photo(shop, shop.job().id, b"after the backup")
    folder = shop.kernel.store.folder
    shop.kernel.close()
    restored = opening.restore(newest(stick), folder, passphrase=PASSPHRASE, set_aside=True)
    assert restored.aside is not None
    assert len(lying(Vault(folder, key))) == 2
    assert len(lying(Vault(restored.aside, key))) == 3
    assert len(every_photo(restored.aside, key)) == 3
    assert len(every_photo(folder, key)) == 2


def test_photos_whose_shop_file_is_gone_are_set_aside_too(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """They are all that is left of the days since the backup."""
    keeper.backup(stick, Silent())
    photo(shop, shop.job().id, b"after the backup")
    folder = shop.kernel.store.folder
    shop.kernel.close()
    (folder / FILE_NAME).unlink()
    restored = opening.restore(newest(stick), folder, passphrase=PASSPHRASE)
    assert restored.aside is not None
    assert len(lying(Vault(restored.aside, key))) == 3


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
        opening.restore(newest(stick), folder, passphrase=PASSPHRASE, set_aside=True)
    monkeypatch.undo()
    assert len(every_photo(folder, key)) == 3
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
    assert len(every_photo(folder, key)) == 2


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
        opening.restore(newest(stick), folder, passphrase=PASSPHRASE, set_aside=True)
    monkeypatch.undo()
    assert len(every_photo(folder, key)) == 2
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
    assert len(every_photo(store.folder, key)) == 4
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
    restored = restoring.restore(newest(stick), key, folder, incarnation="ab" * 8, set_aside=True)
    assert restored.aside is not None
    assert len(every_photo(restored.aside, key)) == 3
