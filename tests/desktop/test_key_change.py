"""Keys changed: after a passphrase was overheard or a paper key lost, the old one must open this shop no more."""

from pathlib import Path

import pytest

from desktop import opening
from desktop.key_change import KeyChange
from models.base.errors import Refused
from models.services import journal
from models.services.journal import Asked
from models.store import backup, keys
from models.store.engine import FileKey
from tests.conftest import PASSPHRASE
from tests.shopkeeping import Shop

NEW = "新口令 河边的柳树"


def test_the_old_passphrase_no_longer_opens_and_the_new_one_does(
    shop: Shop, folder: Path, key: FileKey, paper_key: str
) -> None:
    KeyChange(shop.kernel).change_passphrase(PASSPHRASE, NEW)
    with pytest.raises(Refused, match=r"key\.wrong"):
        opening.key_by_passphrase(folder, PASSPHRASE)
    assert opening.key_by_passphrase(folder, NEW) == key
    assert opening.key_by_passphrase(folder, paper_key) == key
    newest = shop.kernel.ask(journal.entries, Asked()).rows[0]
    assert (newest.use_case, newest.facts) == ("shop.note_key", (("key", "passphrase"),))


def test_a_forgotten_passphrase_is_replaced_by_the_paper_key(
    shop: Shop, folder: Path, key: FileKey, paper_key: str
) -> None:
    KeyChange(shop.kernel).change_passphrase(paper_key, NEW)
    assert opening.key_by_passphrase(folder, NEW) == key


def test_a_lost_paper_key_is_void_and_the_new_one_opens(
    shop: Shop, folder: Path, key: FileKey, paper_key: str
) -> None:
    made = KeyChange(shop.kernel).new_paper_key(PASSPHRASE)
    slots = keys.read_slots(folder)
    with pytest.raises(Refused, match=r"key\.wrong"):
        keys.unlock(slots, "paper", paper_key)
    assert keys.unlock(slots, "paper", made) == key
    assert slots.kinds() == {"passphrase", "paper"}


def test_who_knows_nothing_changes_nothing(shop: Shop, folder: Path, key: FileKey) -> None:
    """The owner left the desk unlocked: that must not be enough to lock the owner out."""
    before = keys.read_slots(folder)
    with pytest.raises(Refused) as refused:
        KeyChange(shop.kernel).change_passphrase("die falsche", NEW)
    assert (refused.value.code, refused.value.field) == ("key.wrong", "old")
    with pytest.raises(Refused) as refused:
        KeyChange(shop.kernel).change_passphrase(PASSPHRASE, "kurz")
    assert (refused.value.code, refused.value.field) == ("key.passphrase_short", "passphrase")
    assert keys.read_slots(folder) == before
    assert opening.key_by_passphrase(folder, PASSPHRASE) == key


def test_a_new_backup_carries_the_new_keys_and_the_old_one_keeps_its_own(
    shop: Shop, folder: Path, key: FileKey, tmp_path: Path
) -> None:
    """Said in the settings: what an old secret still opens are the old backups."""
    old = backup.make(folder, key, tmp_path / "stick")
    KeyChange(shop.kernel).change_passphrase(PASSPHRASE, NEW)
    new = backup.make(folder, key, tmp_path / "stick")
    for made, secret in ((old, PASSPHRASE), (new, NEW)):
        slots = backup.read_manifest(made)[0].slots
        assert keys.unlock(slots, "passphrase", secret) == key
