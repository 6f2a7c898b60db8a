"""Lock, secrets, crash net, log, place of the data, and garbage: what guards the shop while nobody looks."""

import base64
import gc
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop import crash, log, opening, secrets
from desktop.garbage import UiCollector
from desktop.instance import FolderLock
from desktop.machine import where_it_must_not_lie
from desktop.secrets import Keyring
from models.base.errors import Environment, Refused
from models.store.engine import FileKey
from tests.conftest import MORNING


def test_t10_a_second_window_is_refused(folder: Path) -> None:
    """Two windows on one shop would fork its journal."""
    first, second = FolderLock(folder), FolderLock(folder)
    first.take()
    with pytest.raises(Refused, match=r"shop\.open_elsewhere"):
        second.take()
    first.give_back()
    second.take()
    second.give_back()


def test_a_killed_window_leaves_no_lock(folder: Path) -> None:
    """After a power cut the shop opens again without a trick."""
    code = (
        "import sys,time; from pathlib import Path; from desktop.instance import FolderLock;"
        "lock = FolderLock(Path(sys.argv[1])); lock.take(); print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "held"
    with pytest.raises(Refused):
        FolderLock(folder).take()
    child.kill()
    child.wait()
    child.stdout.close()
    with FolderLock(folder) as lock:
        assert not lock.free


class _Backend:
    """A keyring back end that works, forgets, hangs or fails."""

    def __init__(self, mood: str = "well") -> None:
        self.mood, self.kept = mood, dict[str, str]()
        self.hanging, self.woken = 0, threading.Event()

    def get_password(self, _service: str, name: str) -> str | None:
        if self.mood == "hangs":
            self.hanging += 1
            self.woken.wait(60)
            self.hanging -= 1
        if self.mood == "locked":
            raise RuntimeError("locked")
        return None if self.mood == "forgets" else self.kept.get(name)

    def set_password(self, _service: str, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete_password(self, _service: str, name: str) -> None:
        del self.kept[name]


def _keyring(mood: str) -> Keyring:
    keyring = Keyring()
    keyring._backend = _Backend(mood)
    return keyring


def test_a_good_keyring_opens_the_shop_again(folder: Path, key: FileKey) -> None:
    """The owner types the passphrase once, not every morning."""
    keyring = _keyring("well")
    assert opening.remembered_key(folder, keyring) is None
    assert opening.remember(folder, key, keyring)
    assert opening.remembered_key(folder, keyring) == key


@pytest.mark.parametrize("mood", ["forgets", "locked", "hangs"])
def test_t22_a_bad_keyring_is_passed_over_within_three_seconds(
    folder: Path, key: FileKey, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    """A hanging keyring must not keep the shop closed, and nothing goes to a plain file instead."""
    assert secrets.WAIT_SECONDS < 3
    monkeypatch.setattr(secrets, "WAIT_SECONDS", 0.3)
    keyring = _keyring(mood)
    assert not opening.remember(folder, key, keyring)
    assert opening.remembered_key(folder, keyring) is None
    assert keyring._backend.hanging == (mood == "hangs")  # passed over, not waited for
    keyring._backend.woken.set()
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for content in kept.values():
        assert key.raw not in content
        assert key.raw.hex().encode() not in content
        assert base64.b64encode(key.raw) not in content


def test_only_listed_keyrings_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """keyrings.alt keeps base64 in a file and calls it a keyring."""
    names = [module for entries in secrets.ALLOWED.values() for module, _ in entries]
    assert all(name.startswith("keyring.backends.") for name in names)
    assert not any("alt" in name or "chainer" in name or "null" in name for name in names)
    monkeypatch.setattr(secrets, "ALLOWED", {})
    with pytest.raises(Environment, match=r"keyring\.absent"):
        Keyring().read("x")


def test_a_crash_report_names_places_and_no_member(tmp_path: Path) -> None:
    """A report is sent to strangers; it must not carry the customers along."""

    def fail(name: str) -> None:
        raise ValueError(f"cannot store {name}")

    net = crash.CrashNet(tmp_path, "0.1.0")
    try:
        fail("张桂兰 15401062046")
    except ValueError as error:
        path = net.catch(error)
    text = path.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "test_keeping_watch.py" in text
    assert "张桂兰" not in text
    assert "15401062046" not in text


def test_a_crash_tells_our_own_codes_and_the_chain() -> None:
    """Whoever mends it needs the cause, not only the last link."""
    try:
        try:
            raise Environment("store.full", name="张桂兰")
        except Environment as inner:
            raise KeyError("x") from inner
    except KeyError as error:
        text = crash.report(error, "0.1.0", MORNING)
    assert "KeyError" in text
    assert "[store.full]" in text
    assert "张桂兰" not in text


def test_old_reports_do_not_pile_up(tmp_path: Path) -> None:
    """A fault that repeats every second must not fill the disk."""
    net = crash.CrashNet(tmp_path, "0.1.0")
    for _ in range(crash.REPORTS_KEPT + 5):
        net.catch(ValueError())
    assert len(list(tmp_path.glob("crash-*.txt"))) == crash.REPORTS_KEPT


def test_the_log_rotates_and_stays_small(tmp_path: Path) -> None:
    """Years of running, a few files."""
    logger = log.begin(tmp_path)
    for _ in range(3000):
        logger.info("x" * 400)
    for handler in list(logger.handlers):
        handler.close()
        logger.removeHandler(handler)
    files = list(tmp_path.glob("linli.log*"))
    assert 1 < len(files) <= log.KEPT + 1
    assert all(file.stat().st_size <= log.MOST_BYTES for file in files)


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("/home/he/OneDrive/shop", "shop.synced"),
        ("/home/he/坚果云/店", "shop.synced"),
        ("/home/he/Dropbox (Personal)/x", "shop.synced"),
        ("/mnt/nas/shop", "shop.network"),
        ("/mnt/nasty/shop", ""),
        ("/home/he/shop", ""),
    ],
)
def test_t11_a_synced_or_network_folder_is_refused(tmp_path: Path, folder: str, code: str) -> None:
    """A sync program that copies the open file destroys it quietly."""
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n", encoding="utf-8")
    assert where_it_must_not_lie(Path(folder), mounts) == code


def test_qt_objects_in_cycles_end_on_the_ui_thread(dressed: QApplication) -> None:
    """A widget that ends on a worker's thread takes the whole window with it."""
    ended: list[int] = []

    class Loop(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.me: Any = self

        def __del__(self) -> None:
            ended.append(threading.get_ident())

    was = gc.isenabled()
    collector = UiCollector(dressed)
    try:
        assert not gc.isenabled()
        for _ in range(5):
            Loop()
        worker = threading.Thread(target=lambda: [{"a": [n]} for n in range(200_000)])
        worker.start()
        worker.join()
        assert ended == []
        gc.collect()
        assert set(ended) == {threading.get_ident()}
        collector.collect()
    finally:
        collector.deleteLater()
        if was:
            gc.enable()
