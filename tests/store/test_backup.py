"""Backup and restore: "done" is said only of a copy that was opened again and counted."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from desktop.paths import migration_steps
from models.base.errors import Environment, Refused
from models.base.rights import Right
from models.base.usecase import query
from models.services import check
from models.services.member_file import file as member_file
from models.services.shop import add_person
from models.store import backup, files, gate, keys, restoring
from models.store.engine import FILE_NAME, FileKey, connect
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
        restoring.restore(made, key, folder, incarnation="0" * 16)
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
    with pytest.raises(Environment, match=r"backup\.full"):
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


def test_a_failure_after_the_manifest_leaves_no_manifest(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manifest whose copy is gone would stand on top of the list as the newest backup."""

    def broken(_folder: Path) -> None:
        if list((tmp_path / "stick").glob("*.json")):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(files, "sync_folder", broken)
    with pytest.raises(Environment, match=r"backup\.gone"):
        backup.make(shop.kernel.store.folder, shop.kernel.store.key, tmp_path / "stick")
    assert list((tmp_path / "stick").iterdir()) == []


def test_leftovers_of_a_pulled_stick_are_swept(shop: Shop, made: Path, tmp_path: Path) -> None:
    """A stick that fills up with halves has no room for a whole."""
    old, young = (tmp_path / "stick" / f"linli-{n}.db.part" for n in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    backup.make(shop.kernel.store.folder, shop.kernel.store.key, tmp_path / "stick")
    assert not old.exists()
    assert young.exists()
    assert made.exists()


def test_a_log_left_behind_is_not_played_into_the_restored_shop(
    shop: Shop, made: Path, key: FileKey, tmp_path: Path
) -> None:
    """The old log's pages over the restored file would be a shop that never was, with seals that fit."""
    for _ in range(5):
        shop.sell("FW-001")
    folder, target = shop.kernel.store.folder, tmp_path / "new"
    log = (folder / (FILE_NAME + "-wal")).read_bytes()
    assert log
    target.mkdir()
    (target / (FILE_NAME + "-wal")).write_bytes(log)
    opening.restore(made, target, passphrase=PASSPHRASE)
    opened = opening.open_shop(target, key)
    try:
        assert opened.ask(check.check).bills == backup.read_manifest(made)[0].counts["bill"]
        assert opened.ask(check.check).sound
    finally:
        opened.close()


def test_a_restored_shop_has_its_name_only_with_its_new_incarnation(
    shop: Shop, made: Path, key: FileKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut while restoring must not leave a desk that goes on under the old one's identity (D6)."""
    seen: list[str] = []
    carry_out = files.publish

    def cut(part: Path, path: Path) -> None:
        if path.name == FILE_NAME:
            connection = connect(part, key)
            seen.append(connection.execute("SELECT incarnation FROM desk").fetchone()[0])
            connection.close()
            raise KeyboardInterrupt
        carry_out(part, path)

    monkeypatch.setattr(restoring, "publish", cut)
    with pytest.raises(KeyboardInterrupt):
        opening.restore(made, tmp_path / "new", passphrase=PASSPHRASE)
    assert seen
    assert seen[0] != shop.kernel.store.desk.incarnation
    assert not list((tmp_path / "new").glob(FILE_NAME + "*"))


def test_a_newer_backup_is_refused_and_the_folder_stays_empty(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T16: a newer shop laid down and then refused could be opened, unrenewed, after an update."""
    monkeypatch.setattr(gate, "SCHEMA", "0000")
    with pytest.raises(Refused, match=r"shop\.newer"):
        opening.restore(made, tmp_path / "new", passphrase=PASSPHRASE)
    assert not (tmp_path / "new").exists()


def test_restore_does_not_write_over_another_shops_keys(made: Path, tmp_path: Path) -> None:
    """A shop file that was only set aside would be locked for good."""
    target = tmp_path / "new"
    target.mkdir()
    keys.write_slots(target, keys.Slots(shop_id="another"))
    with pytest.raises(Refused, match=r"restore\.not_empty"):
        opening.restore(made, target, passphrase=PASSPHRASE)
    assert keys.read_slots(target).shop_id == "another"


def test_a_restored_desk_goes_on_and_its_journal_still_rebuilds_it(
    made: Path, key: FileKey, tmp_path: Path
) -> None:
    """Two streams in one journal: the old desk's and the restored one's."""
    target = tmp_path / "new"
    opening.restore(made, target, passphrase=PASSPHRASE)
    opened = opening.open_shop(target, key)
    try:
        opened.run(add_person, name="周凯")
        report = opened.ask(
            check.check_deep, key=key, scratch=tmp_path / "r.db", steps=migration_steps()
        )
        assert report.sound, [finding for finding in report.findings if finding.broken]
        assert opened.store.head.sequence == 1
        assert len(opened.store.head.vector) == 1
    finally:
        opened.close()


@pytest.mark.parametrize(
    "damage",
    [
        {"wrapped": "not base64"},
        {"nonce": ""},
        {"salt": "AA=="},
        {"time": 0},
        {"memory": 1 << 40},
        {"lanes": 1 << 20},
        {"time": 1 << 30},
    ],
)
def test_a_damaged_slot_is_named_and_costs_no_hour(damage: dict[str, Any]) -> None:
    """A planted or rotten key file must not hang the start or eat the memory."""
    slots = keys.add_slot(keys.Slots(shop_id="s"), keys.new_key(), "passphrase", PASSPHRASE)
    broken = replace(slots, slots=(replace(slots.slots[0], **damage),))
    with pytest.raises(Refused, match=r"key\.(slots_damaged|wrong)"):
        keys.unlock(broken, "passphrase", PASSPHRASE)


def test_keys_open_whatever_width_the_input_method_types() -> None:
    """A Chinese keyboard in full-width mode types the same words with other signs."""
    key, paper = keys.new_key(), keys.new_paper_key()
    slots = keys.add_slot(keys.Slots(shop_id="s"), key, "passphrase", "caf\u00e9 ９２号")
    slots = keys.add_slot(slots, key, "paper", paper)
    assert keys.unlock(slots, "passphrase", "cafe\u0301 92号") == key
    wide = "".join(chr(ord(c) + 0xFEE0) for c in paper)
    assert keys.unlock(slots, "paper", wide) == key
