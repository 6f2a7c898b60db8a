"""SAFETY.md "People and privacy": nothing of anybody lies in the clear in any file the program ever wrote.

If this fails, who finds the stick or the crash report knows the customers. A day is run at the kernel and at the
window; then every file is searched, byte for byte, in every encoding a file may have.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop import log
from desktop.crash import CrashNet
from models.services import erasure, member_file
from models.store import backup
from models.store.engine import FileKey
from tests.clerk import CTRL, Clerk
from tests.raw_bytes import found_beneath, found_decrypted, found_in, plain, spelled
from tests.services.life import ADDRESS, NAME, OLD_ADDRESS, OLD_NAME, OLD_PHONE, PHONE, Life
from tests.services.life import WORDS as HERS
from tests.shopkeeping import Shop
from views import places
from views.screens.attachment import AttachmentPage
from views.screens.bill import BillPage
from views.screens.member import MemberPage

K = Qt.Key
EVERYBODY = (
    NAME, OLD_NAME, PHONE, OLD_PHONE, ADDRESS, OLD_ADDRESS, "154 0987 6543", "154-0987-6543",
    "李雷", "15401060001", "清河路 2 号", "赵六", "韩梅梅", "15408887777", "望江楼 5 幢",
)  # fmt: skip
"""Names, phones and addresses of everybody in the shop."""


class Written:
    """Every path that was opened for writing or renamed to while it listens; SQLite's own are known."""

    def __init__(self) -> None:
        self.paths: set[Path] = set()
        self.listening = True

    def hear(self, event: str, values: tuple[object, ...]) -> None:
        if not self.listening or event not in ("open", "os.rename"):
            return
        if event == "os.rename":
            self.paths.add(Path(str(values[1])).absolute())
            return
        path, mode, flags = values
        writes = any(sign in str(mode or "") for sign in "wax+")
        writes = writes or (isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR)))
        if writes and isinstance(path, str | os.PathLike):
            self.paths.add(Path(path).absolute())


@pytest.fixture
def written() -> Iterator[Written]:
    heard = Written()
    sys.addaudithook(heard.hear)  # a hook cannot be taken away again, only told to be quiet
    yield heard
    heard.listening = False


@pytest.fixture
def spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files would lie."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setenv("TMPDIR", str(place))
    return place


def _work_a_day(clerk: Clerk, shop: Shop, asked: Path) -> Life:
    """Everything a clerk does with a person, by keys where there is a screen, and papers and a file asked for."""
    life = Life(shop)
    life.finish_all()
    shop.member("韩梅梅", "15408887777", "望江楼 5 幢")
    clerk.press(K.Key_F1)
    clerk.type(PHONE[-4:])
    clerk.press(K.Key_Escape)
    clerk.press(K.Key_F3)
    clerk.type("韩梅梅")
    clerk.shell.go(places.MEMBER, life.id)
    clerk.calm()
    clerk.press(K.Key_R, held=CTRL)
    page = clerk.page
    assert isinstance(page, MemberPage)
    page.act("hand_over")
    page._handing._file = page._file
    page._handing.save_to(str(asked / "own.pdf"))
    clerk.until((asked / "own.pdf").exists, "the file that was asked for was not written")
    letter = asked / f"{NAME}.txt"
    letter.write_text(f"{NAME} {PHONE} {ADDRESS}", encoding="utf-8")
    page.take_files([str(letter)])
    clerk.calm()
    page.photos.to_strip()
    clerk.press(K.Key_Return)
    large = clerk.page
    assert isinstance(large, AttachmentPage)
    large.save_to(str(asked / "letter.txt"))
    clerk.until((asked / "letter.txt").exists, "the letter was not saved")
    clerk.shell.go(places.BILL, life.bill.id)
    clerk.calm()
    bill = clerk.page
    assert isinstance(bill, BillPage)
    clerk.press(K.Key_F9)
    clerk.until(lambda: bool(clerk.tray.sheets), "nothing was printed")
    bill.save_to(str(asked / "receipt.pdf"))
    clerk.until((asked / "receipt.pdf").exists, "the receipt was not saved")
    return life


def _crash(folder: Path) -> None:
    """A crash whose message and whose local values name everybody."""
    net = CrashNet(folder, "1.0")

    def serve(name: str, phone: str) -> None:
        raise ValueError(f"no such member: {name} {phone} {ADDRESS}")

    try:
        try:
            serve(NAME, PHONE)
        except ValueError as inner:
            raise RuntimeError(f"while serving {NAME}") from inner
    except RuntimeError as error:
        path = net.catch(error)
    assert "RuntimeError" in path.read_text(encoding="utf-8")


def test_a_day_leaves_nobody_in_the_clear_in_any_file(
    clerk: Clerk, shop: Shop, key: FileKey, tmp_path: Path, spare: Path, written: Written
) -> None:
    """Database, log, shared memory, backups, program's log, crash report, temporary files, keys, register."""
    folder, asked = shop.kernel.store.folder, tmp_path / "asked"
    asked.mkdir()
    logger = log.begin(tmp_path / "logs")
    try:
        life = _work_a_day(clerk, shop, asked)
        _crash(tmp_path / "logs")
        logger.info("start %s", "1.0")
        backup.make(folder, key, tmp_path / "stick")
    finally:
        for handler in list(logger.handlers):
            handler.close()
            logger.removeHandler(handler)
    names = {path.name for path in folder.iterdir()}
    assert {"shop.db", "shop.db-wal", "shop.db-shm", "keys.json"} <= names
    for place in (folder, tmp_path / "stick", tmp_path / "logs", spare):
        assert found_beneath(place, EVERYBODY) == [], place.name
    elsewhere = [path for path in written.paths if path.is_file() and asked not in path.parents]
    assert len(elsewhere) > 3
    wanted = spelled(EVERYBODY)
    found = {
        f"{path.name}: {word}"
        for path in elsewhere
        for word, spelling in wanted
        if spelling in path.read_bytes()
    }
    assert found == set()
    assert list(spare.iterdir()) == []
    assert not list(asked.glob("*.part"))
    # The search would find them: decrypted they are all there, and what was asked for has the full number.
    assert {line.partition(": ")[2] for line in found_decrypted(folder, key, EVERYBODY)} >= {
        NAME,
        PHONE,
    }
    assert life.id


def test_after_an_erasure_the_person_is_not_even_under_the_key(
    clerk: Clerk, shop: Shop, key: FileKey, tmp_path: Path
) -> None:
    """The same day, then the erasure: decrypted, file, log and the next backup know nobody of that name."""
    folder, asked = shop.kernel.store.folder, tmp_path / "asked"
    asked.mkdir()
    life = _work_a_day(clerk, shop, asked)
    clerk.shell.go(places.TODAY)
    clerk.calm()
    shop.kernel.run_keyed(shop.key(), erasure.erase, life.id)
    assert found_decrypted(folder, key, HERS) == []
    made = backup.make(folder, key, tmp_path / "stick")
    copy = tmp_path / "stick" / backup.read_manifest(made)[0].file
    assert found_in(plain(copy, key), HERS) == []
    assert found_in(plain(copy, key), ["韩梅梅"]) == ["韩梅梅"]
    assert found_beneath(folder, EVERYBODY) == []
    shown = shop.kernel.ask(member_file.file, life.id)
    assert replace(shown, phones=()) == shown


def test_the_search_finds_what_lies_in_the_clear(tmp_path: Path) -> None:
    """A search that finds nothing anywhere would pass every test here."""
    for place, coding in enumerate(("utf-8", "utf-16-le", "utf-16-be", "gb18030")):
        (tmp_path / f"{place}.bin").write_bytes(b"\x00x" + NAME.encode(coding) + b"\xff")
    assert len(found_beneath(tmp_path, [NAME])) == 4


def test_what_encrypted_bytes_hold_by_chance_is_no_find(tmp_path: Path) -> None:
    """Two characters are four bytes in three encodings: a day's cipher has any such four now and then."""
    (tmp_path / "chance.bin").write_bytes("赵六".encode("utf-16-le") + "赵六".encode("gb18030"))
    assert found_beneath(tmp_path, ["赵六", NAME]) == []
    (tmp_path / "name.bin").write_bytes("赵六".encode())
    assert found_beneath(tmp_path, ["赵六"]) == ["name.bin: 赵六"]
    with pytest.raises(ValueError, match="too short"):
        spelled(["赵"])
