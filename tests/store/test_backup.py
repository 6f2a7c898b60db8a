"""Backup and restore: "done" is said only of a copy that was opened again and counted."""

import hashlib
import json
from pathlib import Path

import pytest

from desktop import opening
from models.base.errors import Environment, Refused
from models.base.rights import Right
from models.base.usecase import query
from models.services import check
from models.services.member_file import file as member_file
from models.services.shop import add_person
from models.store import backup, files, keys
from models.store.engine import FILE_NAME, FileKey
from models.store.work import View
from tests.conftest import PASSPHRASE
from tests.shopkeeping import Shop


@query(Right.SERVE)
def _members(view: View) -> list[str]:
    return [row["id"] for row in view.sql("SELECT id FROM member")]


@pytest.fixture
def made(shop: Shop, folder: Path, key: FileKey, tmp_path: Path) -> Path:
    """A backup of a shop that was selling while it was made."""
    shop.sell("FW-001", member_id=shop.member().id)
    return backup.make(folder, key, tmp_path / "stick")


def test_a_backup_of_a_selling_shop_is_whole(shop: Shop, made: Path, key: FileKey) -> None:
    """Copying only the main file of an open shop would lose everything since the last checkpoint."""
    counts = backup.verify(made, key).manifest.counts
    assert (counts["bill"], counts["member"]) == (1, 1)
    assert counts["operation"] == shop.kernel.store.head.position


def test_restore_on_an_empty_machine_by_passphrase_and_by_paper_key(
    shop: Shop, made: Path, paper_key: str, tmp_path: Path
) -> None:
    """The PC burned; the stick, and one of the two secrets, are all there is."""
    for number, (passphrase, paper) in enumerate(((PASSPHRASE, ""), ("", paper_key))):
        target = tmp_path / f"new-{number}"
        opening.restore(made, target, passphrase=passphrase, paper_key=paper)
        key = opening.key_by_passphrase(target, PASSPHRASE)
        opened = opening.open_shop(target, key)
        assert opened.store.desk.incarnation != shop.kernel.store.desk.incarnation
        assert opened.ask(check.check).sound
        (row,) = opened.ask(_members)
        assert opened.ask(member_file, row).name == "张桂兰"
        opened.run(add_person, name="周凯")
        assert opened.ask(check.check).sound
        opened.close()


@pytest.mark.parametrize("place", [0, 5000, -40])
def test_a_flipped_byte_is_found(made: Path, key: FileKey, place: int) -> None:
    """A stick that rots must turn red before it is needed."""
    copy = made.with_name(backup.read_manifest(made)[0].file)
    content = bytearray(copy.read_bytes())
    content[place] ^= 1
    copy.write_bytes(content)
    with pytest.raises(Refused) as refused:
        backup.verify(made, key)
    assert refused.value.code == "backup.unverified"


def test_a_rewritten_manifest_is_found(made: Path, key: FileKey) -> None:
    """Who swaps the copy and its digest still lacks the shop's key to sign for it."""
    sealed = json.loads(made.read_bytes())
    copy = made.with_name(sealed["manifest"]["file"])
    content = bytearray(copy.read_bytes())
    content[9000] ^= 1
    copy.write_bytes(content)
    sealed["manifest"]["sha256"] = hashlib.sha256(content).hexdigest()
    made.write_text(json.dumps(sealed), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        backup.verify(made, key)
    assert refused.value.values["what"] == "signature"


def test_a_manifest_cannot_name_a_file_elsewhere(made: Path, key: FileKey) -> None:
    """A planted manifest must not make the program read or copy some other file."""
    sealed = json.loads(made.read_bytes())
    sealed["manifest"]["file"] = "../secret.db"
    made.write_text(json.dumps(sealed), encoding="utf-8")
    with pytest.raises(Refused, match=r"backup\.manifest_damaged"):
        backup.verify(made, key)


def test_restore_never_lies_over_a_shop(made: Path, folder: Path, key: FileKey) -> None:
    """Restoring into the wrong folder must not eat the shop that is there."""
    before = (folder / FILE_NAME).stat().st_mtime_ns
    with pytest.raises(Refused, match=r"restore\.not_empty"):
        backup.restore(made, key, folder, incarnation="0" * 16)
    assert (folder / FILE_NAME).stat().st_mtime_ns == before


def test_a_wrong_passphrase_restores_nothing(made: Path, tmp_path: Path) -> None:
    """The thief with the stick stands before a locked door, and the folder stays empty."""
    with pytest.raises(Refused, match=r"key\.wrong"):
        opening.restore(made, tmp_path / "thief", passphrase="12345678")
    assert not (tmp_path / "thief").exists()


def test_a_full_stick_leaves_no_final_name(
    folder: Path, key: FileKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A half copy that looks finished is worse than none."""

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(backup, "sync_file", full)
    with pytest.raises(Environment, match=r"store\.full"):
        backup.make(folder, key, tmp_path / "stick")
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_part_file_is_published_whole_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slots file is the way to the key: half of it would be a lost shop."""
    target = tmp_path / "keys.json"
    files.write_whole(target, b"old")

    def broken(_part: Path, path: Path) -> None:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(files, "publish", broken)
    with pytest.raises(Environment, match=r"store\.io"):
        files.write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("AB12-CD34", "key.paper_length"), ("0000-0000-0000-0000-0000-0000-0001", "key.paper_check")],
)
def test_a_mistyped_paper_key_is_told_apart(typed: str, code: str) -> None:
    """Twenty-eight signs are typed once in years: the slip must be named."""
    with pytest.raises(Refused) as refused:
        keys.paper_key_digits(typed)
    assert refused.value.code == code


def test_every_single_slip_in_a_paper_key_is_caught() -> None:
    """One misread sign must be said at once and not cost an Argon2 round and a fright."""
    paper = keys.new_paper_key()
    digits = paper.replace("-", "")
    for place, right in enumerate(digits):
        for wrong in "0A7Z":
            if wrong != right:
                slip = digits[:place] + wrong + digits[place + 1 :]
                with pytest.raises(Refused, match=r"key\.paper_check"):
                    keys.paper_key_digits(slip)
