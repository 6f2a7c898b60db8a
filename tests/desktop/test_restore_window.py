"""From the settings into a restore and back: the window closes, the lock is held, and a window opens again."""

import gc
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop import app, restoring_window
from desktop.instance import FolderLock
from desktop.restoring_window import ShopRestorer
from models.base.errors import Refused
from models.store import aside
from models.store.engine import FILE_NAME
from models.store.files import PART_SUFFIX


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """What a whole start of the program changes in this process is put back."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    hooks = sys.excepthook, threading.excepthook
    handlers = list(logging.getLogger("linli").handlers)
    yield
    sys.excepthook, threading.excepthook = hooks
    for handler in set(logging.getLogger("linli").handlers) - set(handlers):
        logging.getLogger("linli").removeHandler(handler)
        handler.close()
    gc.unfreeze()


class _Days:
    """Windows that were opened, and what the user does in each before it closes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *acts: str) -> None:
        self.windows: list[app.Window] = []
        self._acts = list(acts)
        opened = self.windows

        class Seen(app.Window):
            def __init__(self, *args: Any, **kw: Any) -> None:
                super().__init__(*args, **kw)
                opened.append(self)

        monkeypatch.setattr(app, "Window", Seen)
        monkeypatch.setattr(QApplication, "exec", self.day)

    def day(self, *_: Any) -> int:
        """One run of the event loop."""
        if self._acts.pop(0) == "restore":
            self.windows[-1].backups.keeping.wish_restore()
        return 0


def test_a_wish_to_restore_closes_the_window_and_opens_one_again(
    monkeypatch: pytest.MonkeyPatch, dressed: QApplication, demo_folder: Path
) -> None:
    """Who changes the mind in the wizard is back in the shop, and nobody else came in meanwhile."""
    del dressed
    days = _Days(monkeypatch, "restore", "close")
    held: list[str] = []

    def gone_away(folder: Path, lock: FolderLock) -> None:
        assert not lock.free
        with pytest.raises(Refused, match=r"shop\.open_elsewhere"):
            FolderLock(folder).take()
        held.append(folder.name)

    monkeypatch.setattr(restoring_window, "restore_by_hand", gone_away)
    assert app.open_window(demo_folder) == 0
    assert len(days.windows) == 2
    assert held == ["demo"]
    with FolderLock(demo_folder) as lock:
        assert not lock.free


def test_a_start_mends_what_a_power_cut_left_half_set_aside(
    monkeypatch: pytest.MonkeyPatch, dressed: QApplication, demo_folder: Path
) -> None:
    """The morning after: the shop opens as it was, instead of asking for a new one."""
    del dressed
    half = demo_folder / (aside.ASIDE + "20260611T000000" + PART_SUFFIX)
    half.mkdir()
    (demo_folder / FILE_NAME).rename(half / FILE_NAME)
    days = _Days(monkeypatch, "close")
    assert app.open_window(demo_folder) == 0
    assert len(days.windows) == 1
    assert (demo_folder / FILE_NAME).exists()
    assert not half.exists()


def test_a_shop_that_cannot_be_opened_is_said_and_left(
    monkeypatch: pytest.MonkeyPatch,
    dressed: QApplication,
    demo_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """T08: a cut file is refused in words; on a screen a backup is offered with them."""
    del dressed
    whole = (demo_folder / FILE_NAME).read_bytes()
    (demo_folder / FILE_NAME).write_bytes(whole[: len(whole) // 2])
    days = _Days(monkeypatch)
    assert app.open_window(demo_folder) == 1
    assert days.windows == []
    assert "shop.db" in capsys.readouterr().err
    assert (demo_folder / FILE_NAME).stat().st_size == len(whole) // 2


def test_the_wizard_finds_backups_a_few_folders_deep(tmp_path: Path) -> None:
    """A pulled stick in the middle of the look is no crash."""
    restorer = ShopRestorer(tmp_path, FolderLock(tmp_path), plugged=lambda: (tmp_path / "gone",))
    assert restorer._sources() == []
