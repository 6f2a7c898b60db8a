"""Restore and the places of backups: the shop comes back whole, and what lay there is still somewhere."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from models.base.errors import Cancelled, Environment, Refused
from models.services import bills, check
from models.services.shop import add_person
from models.store import aside, backup, backup_copy, backup_place, keys, restoring
from models.store.backup_facts import hash_at, holding
from models.store.backup_place import Mark
from models.store.engine import FILE_NAME, FileKey, connect
from tests.conftest import PASSPHRASE
from tests.shopkeeping import Shop


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where backups go."""
    return tmp_path / "stick"


@pytest.fixture
def made(shop: Shop, folder: Path, key: FileKey, stick: Path) -> Path:
    """A backup after one sale, and one more sale after it."""
    shop.sell("FW-001", member_id=shop.member().id)
    path = backup.make(folder, key, stick)
    shop.sell("FW-114")
    return path


def _closed(shop: Shop) -> Path:
    shop.kernel.close()
    return shop.kernel.store.folder


def test_no_number_printed_after_the_backup_is_given_out_again(
    shop: Shop, made: Path, key: FileKey
) -> None:
    """A-000002 lies in a customer's drawer; a second A-000002 would be a dispute without an end."""
    folder = _closed(shop)
    restored = opening.restore(made, folder, passphrase=PASSPHRASE, set_aside=True)
    assert restored.letter == "B"
    opened = opening.open_shop(folder, key)
    try:
        assert opened.store.desk.letter == "B"
        assert opened.ask(bills.by_number, "A-000001")
        with pytest.raises(Refused):
            opened.ask(bills.by_number, "A-000002")
        assert opened.ask(check.check).sound
    finally:
        opened.close()


def test_each_restore_from_the_same_stick_takes_another_letter(
    shop: Shop, made: Path, key: FileKey, tmp_path: Path
) -> None:
    """Two PCs restored from one stick must not both print B-000001."""
    _closed(shop)
    letters = []
    for number in range(3):
        restored = opening.restore(made, tmp_path / f"pc-{number}", passphrase=PASSPHRASE)
        letters.append(restored.letter)
    assert letters == ["B", "C", "D"]
    assert backup_place.letters_taken(made.parent, restored.manifest.shop_id, key) == set("ABCD")
    forged = next(made.parent.glob("linli-letter-D*"))
    content = json.loads(forged.read_bytes())
    content["manifest"]["letter"] = "Z"
    forged.write_text(json.dumps(content), encoding="utf-8")
    assert "Z" not in backup_place.letters_taken(made.parent, restored.manifest.shop_id, key)


def test_what_lay_there_is_set_aside_whole(shop: Shop, made: Path, key: FileKey) -> None:
    """The wrong backup was chosen; today's sales must still be somewhere, and open."""
    folder = _closed(shop)
    slots = (folder / keys.SLOTS_NAME).read_bytes()
    restored = opening.restore(made, folder, passphrase=PASSPHRASE, set_aside=True)
    assert restored.aside is not None
    assert restored.aside.parent == folder
    former = holding(restored.aside / FILE_NAME, key)
    assert (former.bills, former.last_bill) == (2, "A-000002")
    assert (restored.aside / keys.SLOTS_NAME).read_bytes() == slots
    assert opening.key_by_passphrase(restored.aside, PASSPHRASE) == key
    now = holding(folder / FILE_NAME, key)
    assert (now.bills, now.shop_id) == (1, former.shop_id)
    assert not aside.is_half_aside(folder)


def test_without_a_yes_nothing_is_set_aside(shop: Shop, made: Path) -> None:
    """T16: a restore nobody agreed to would take the day's work out of sight."""
    folder = _closed(shop)
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(Refused, match=r"restore\.not_empty"):
        opening.restore(made, folder, passphrase=PASSPHRASE)
    assert (folder / FILE_NAME).read_bytes() == before


def test_another_shop_is_set_aside_with_its_own_keys(made: Path, tmp_path: Path) -> None:
    """T16: the helper restores at the wrong PC; the shop that was there opens again from its folder."""
    other = tmp_path / "other"
    other.mkdir()
    (other / FILE_NAME).write_bytes(b"sealed under another key" * 500)
    (other / (FILE_NAME + "-wal")).write_bytes(b"its log")
    theirs = keys.add_slot(keys.Slots(shop_id="t"), keys.new_key(), "passphrase", "another one")
    keys.write_slots(other, theirs)
    restored = opening.restore(made, other, passphrase=PASSPHRASE, set_aside=True)
    assert restored.aside is not None
    assert keys.read_slots(restored.aside) == theirs
    assert (restored.aside / (FILE_NAME + "-wal")).read_bytes() == b"its log"
    log = other / (FILE_NAME + "-wal")
    assert not log.exists() or log.read_bytes() != b"its log"


@pytest.mark.parametrize("moved", [1, 2, 3])
def test_a_power_cut_while_setting_aside_is_taken_back(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    """A log parted from its file is a day of sales gone without a word."""
    folder = tmp_path / "other"
    folder.mkdir()
    parts = {FILE_NAME: b"file" * 999, FILE_NAME + "-wal": b"log", FILE_NAME + "-shm": b"index"}
    for name, content in parts.items():
        (folder / name).write_bytes(content)
    keys.write_slots(folder, keys.Slots(shop_id="t"))
    carry_out, count = Path.rename, [0]

    def cut(self: Path, target: Path) -> Path:
        if self.name in parts:
            if count[0] == moved:
                raise KeyboardInterrupt
            count[0] += 1
        elif count[0] == moved == 3:
            raise KeyboardInterrupt
        return carry_out(self, target)

    monkeypatch.setattr(Path, "rename", cut)
    with pytest.raises(KeyboardInterrupt):
        opening.restore(made, folder, passphrase=PASSPHRASE, set_aside=True)
    monkeypatch.setattr(Path, "rename", carry_out)
    assert aside.is_half_aside(folder)
    assert opening.exists(folder)
    aside.put_back(folder)
    del parts[FILE_NAME + "-shm"]  # SQLite makes that one anew whenever it looks
    assert {name: (folder / name).read_bytes() for name in parts} == parts
    assert keys.read_slots(folder).shop_id == "t"
    assert not aside.is_half_aside(folder)


def test_a_cancelled_backup_leaves_nothing(
    shop: Shop, folder: Path, key: FileKey, stick: Path
) -> None:
    """Stopped in a hurry at closing time: the stick is as it was."""
    before = backup.make(folder, key, stick)
    names = {path.name for path in stick.iterdir()}

    class Stop:
        def __init__(self, at: int) -> None:
            self.at = at

        def step(self, done: int, total: int) -> None:
            if done * 100 >= self.at * total:
                raise Cancelled

    for at in (0, 1, 50, 60, 70, 99):
        with pytest.raises(Cancelled):
            backup.make(folder, key, stick, progress=Stop(at))
        assert {path.name for path in stick.iterdir()} == names
    assert backup.verify(before, key)
    assert shop.kernel.ask(check.check).sound


def test_a_copy_is_stopped_while_sqlite_writes_it(
    folder: Path, key: FileKey, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A big shop copies for a minute; 停止 must not wait for its end."""

    class Stop:
        def step(self, done: int, total: int) -> None:
            if done and total:
                raise Cancelled
            if (stick / "growing.db").exists():
                raise Cancelled

    monkeypatch.setattr(backup_copy, "_LOOK_EVERY", 50)
    monkeypatch.setattr(backup_copy, "_LOOK_SECONDS", 0.0)
    stick.mkdir()
    with pytest.raises(Cancelled):
        backup_copy.copy(folder / FILE_NAME, key, stick / "growing.db", progress=Stop())


def test_a_stick_without_room_is_refused_before_it_begins(
    folder: Path, key: FileKey, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T14: said at once and with numbers, and what lies there stays."""
    first = backup.make(folder, key, stick)
    monkeypatch.setattr(backup_copy, "_free_bytes", lambda _: 10_000)
    with pytest.raises(Environment, match=r"backup\.full") as trouble:
        backup.make(folder, key, stick)
    assert trouble.value.values["needed"] >= 1
    assert backup.verify(first, key)


def test_a_planted_trigger_is_found(made: Path, key: FileKey) -> None:
    """T19: even signed and sealed under the right key, a schema we never made is not opened."""
    copy = made.with_name(backup.read_manifest(made)[0].file)
    connection = connect(copy, key)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON bill BEGIN DELETE FROM bill; END")
    connection.close()
    manifest = replace(
        backup.read_manifest(made)[0],
        sha256=__import__("hashlib").sha256(copy.read_bytes()).hexdigest(),
        size=copy.stat().st_size,
    )
    made.write_bytes(backup._seal(manifest, key))
    with pytest.raises(Refused, match=r"backup\.unverified") as refused:
        backup.verify(made, key)
    assert refused.value.values["what"] == "schema"


def test_the_manifest_anchors_the_journal(
    shop: Shop, made: Path, folder: Path, key: FileKey
) -> None:
    """T40: a journal whose tail was cut and grown anew no longer holds the head that the stick knows."""
    manifest = backup.read_manifest(made)[0]
    connection = connect(folder / FILE_NAME, key, read_only=True)
    try:
        assert hash_at(connection, manifest.position) == manifest.head != ""
        assert hash_at(connection, shop.kernel.store.head.position + 1) == ""
    finally:
        connection.close()


def test_an_early_manifest_without_sums_is_still_good(made: Path, key: FileKey) -> None:
    """A copy from before an update is the one that is needed after it."""
    content = json.loads(made.read_bytes())["manifest"]
    for name in ("sums", "letter", "last_bill", "last_at"):
        del content[name]
    made.write_bytes(backup.seal_bytes(json.dumps(content).encode(), key))
    assert backup.verify(made, key).manifest.sums == {}


@pytest.mark.parametrize("what", ["sums", "counts"])
def test_a_sum_that_differs_is_found(made: Path, key: FileKey, what: str) -> None:
    """A copy that opens but lacks a bill is no backup."""
    content: dict[str, Any] = json.loads(made.read_bytes())["manifest"]
    name = "bill.total" if what == "sums" else "bill"
    content[what][name] += 1
    made.write_bytes(backup.seal_bytes(json.dumps(content).encode(), key))
    with pytest.raises(Refused, match=r"backup\.unverified") as refused:
        backup.verify(made, key)
    assert refused.value.values["what"] == what


def test_a_stick_is_found_again_under_another_letter(tmp_path: Path) -> None:
    """Windows called it E: yesterday and F: today."""
    yesterday, today = tmp_path / "E", tmp_path / "F"
    for folder in (tmp_path / "C", today / "备份" / "店"):
        folder.mkdir(parents=True)
    backup_place.mark(today / "备份" / "店", Mark("p1", "s"))
    volumes = (tmp_path / "C", today)
    last = yesterday / "备份" / "店"
    assert backup_place.locate(volumes, last, "p1") == today / "备份" / "店"
    assert backup_place.locate(volumes, last, "p2") is None
    (today / "备份" / "店" / backup_place.MARK_NAME).write_text("{", encoding="utf-8")
    assert backup_place.locate(volumes, last, "p1") is None


def test_only_our_own_copies_are_taken_away(
    shop: Shop, made: Path, folder: Path, key: FileKey, stick: Path
) -> None:
    """The stick also carries the neighbour's backups and the owner's photos."""
    second = backup.make(folder, key, stick)
    (stick / "photo.jpg").write_bytes(b"x")
    strange = stick / ("linli-20200101T000000000Z.db" + backup.MANIFEST_SUFFIX)
    strange.write_bytes(backup._seal(backup.read_manifest(made)[0], keys.new_key()))
    store = shop.kernel.store
    owner = backup_place.owner_of(store.shop.id, store.desk.node)
    names = [one.manifest.file for one in backup_place.generations(stick, key)]
    assert backup_place.drop(stick, names, "another.desk", key) == []
    first_file = backup.read_manifest(made)[0].file
    assert backup_place.drop(stick, [first_file], owner, key) == [first_file]
    assert not made.exists()
    assert (stick / "photo.jpg").exists()
    assert strange.exists()
    assert backup.verify(second, key)


def test_a_restored_desk_sells_under_its_new_letter(shop: Shop, made: Path, key: FileKey) -> None:
    """The first customer after the fire gets B-000001, and the file holds both streams."""
    items = dict(shop.items)
    folder = _closed(shop)
    opening.restore(made, folder, passphrase=PASSPHRASE, set_aside=True)
    opened = opening.open_shop(folder, key)
    try:
        again = Shop.__new__(Shop)
        again.kernel, again.clock, again.items = opened, shop.clock, items
        again._keys = iter(range(900, 1000))  # type: ignore[assignment]
        assert again.sell("FW-001").number == "B-000001"
        opened.run(add_person, name="周凯")
        assert opened.ask(check.check).sound
    finally:
        opened.close()


def test_a_restore_that_fails_at_the_end_brings_the_former_shop_back(
    shop: Shop, made: Path, key: FileKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up on the last step: the owner still has the shop of this morning, under its own name."""
    folder = _closed(shop)
    slots = (folder / keys.SLOTS_NAME).read_bytes()

    def full(part: Path, path: Path) -> None:
        raise OSError(28, "No space left on device", str(part or path))

    monkeypatch.setattr(restoring, "publish", full)
    with pytest.raises(Environment, match=r"store\.full"):
        opening.restore(made, folder, passphrase=PASSPHRASE, set_aside=True)
    assert holding(folder / FILE_NAME, key).last_bill == "A-000002"
    assert (folder / keys.SLOTS_NAME).read_bytes() == slots
    assert not list(folder.glob("aside-*"))


def test_a_copy_swapped_under_the_right_key_is_found_by_its_digest(
    made: Path, key: FileKey
) -> None:
    """Rows altered without a trace in counts, sums or seals: only the signed digest knows."""
    copy = made.with_name(backup.read_manifest(made)[0].file)
    connection = connect(copy, key)
    connection.execute("UPDATE member SET notes='另一个人'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with pytest.raises(Refused, match=r"backup\.unverified") as refused:
        backup.verify(made, key)
    assert refused.value.values["what"] == "digest"
