"""The restore wizard: the PC burned, the owner is upset, and every step says what it will cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import opening
from desktop.instance import FolderLock
from desktop.restoring_window import ShopRestorer
from models.services import check
from models.store import backup
from models.store.backup_facts import holding
from models.store.engine import FILE_NAME, FileKey
from tests.conftest import PASSPHRASE
from tests.shopkeeping import Shop
from tests.views.hands import press, type_text
from views import texts
from views.screens.restore import DOING, DONE, KEY, SURE, WHERE, WHICH, RestoreWizard

K = Qt.Key


@dataclass
class Owner:
    """Someone at the wizard."""

    wizard: RestoreWizard
    restorer: ShopRestorer
    qtbot: QtBot
    ended: list[bool]

    def at(self, step: int) -> None:
        """Wait for a step."""
        self.qtbot.waitUntil(lambda: self.wizard._stack.currentIndex() == step, timeout=10_000)

    def unlock(self, secret: str) -> None:
        """Type the passphrase or paper key, and Enter."""
        self.at(KEY)
        type_text(self.wizard._secret, secret)
        press(self.wizard._secret, K.Key_Return)


@pytest.fixture
def stick(shop: Shop, folder: Path, key: FileKey, tmp_path: Path) -> Path:
    """A stick with two backups: one sale in the newer one, and one more sale after it."""
    root = tmp_path / "E"
    backup.make(folder, key, root / "备份")
    shop.sell("FW-001", member_id=shop.member().id)
    backup.make(folder, key, root / "备份")
    shop.sell("FW-114")
    return root


def _sit(qtbot: QtBot, folder: Path, stick: Path) -> Owner:
    restorer = ShopRestorer(folder, FolderLock(folder), plugged=lambda: (stick,))
    wizard = RestoreWizard(restorer)
    qtbot.addWidget(wizard)
    owner = Owner(wizard, restorer, qtbot, [])
    wizard.finished.connect(owner.ended.append)
    wizard.show()
    qtbot.waitUntil(lambda: wizard._sources.current_row() is not None, timeout=5000)
    return owner


@pytest.fixture
def bare(qtbot: QtBot, dressed: QApplication, stick: Path, tmp_path: Path) -> Iterator[Owner]:
    """At a bare new PC."""
    del dressed
    owner = _sit(qtbot, tmp_path / "new", stick)
    yield owner
    owner.wizard._timer.stop()
    owner.restorer._lock.give_back()


@pytest.fixture
def taken(qtbot: QtBot, dressed: QApplication, shop: Shop, stick: Path) -> Iterator[Owner]:
    """At the PC that has the shop, its window closed."""
    del dressed
    shop.kernel.close()
    owner = _sit(qtbot, shop.kernel.store.folder, stick)
    yield owner
    owner.wizard._timer.stop()
    owner.restorer._lock.give_back()


def test_t24_a_bare_pc_by_keys_only(bare: Owner, paper_key: str, tmp_path: Path) -> None:
    """Stick, Enter, Enter, paper key: the shop stands, with its counts."""
    press(bare.wizard._sources, K.Key_Return)
    bare.at(WHICH)
    assert len(bare.wizard._model.rows()) == 2
    press(bare.wizard._generations, K.Key_Return)
    bare.unlock(paper_key)
    bare.at(SURE)
    assert "还没有店" in bare.wizard._costs.text()
    assert not bare.wizard._yes.isVisible()
    assert "A-000001" in bare.wizard._holds.text()
    press(bare.wizard, K.Key_Return)  # Enter does not restore
    assert bare.wizard._stack.currentIndex() == SURE
    bare.wizard._next.click()
    bare.at(DONE)
    assert "字母 B" in bare.wizard._outcome.text()
    bare.wizard._next.click()
    assert bare.ended == [True]
    assert bare.restorer.key is not None
    opened = opening.open_shop(tmp_path / "new", bare.restorer.key)
    try:
        report = opened.ask(check.check)
        assert (report.sound, report.members, report.bills) == (True, 1, 1)
    finally:
        opened.close()


def test_a_wrong_passphrase_is_said_beside_the_field(bare: Owner, tmp_path: Path) -> None:
    """T21: called wrong, not damaged, and the next try is one word away."""
    bare.wizard.forward()
    bare.at(WHICH)
    bare.wizard.forward()
    bare.unlock("not this one")
    bare.qtbot.waitUntil(lambda: bare.wizard._form.refused() == ["secret"], timeout=10_000)
    assert bare.wizard._next.isEnabled()
    assert not (tmp_path / "new" / FILE_NAME).exists()


def test_t16_what_will_be_missing_is_told_and_needs_a_yes(
    taken: Owner, shop: Shop, key: FileKey
) -> None:
    """One bill less: told as a number with the bill's own number, and nothing without the tick."""
    folder = shop.kernel.store.folder
    before = (folder / FILE_NAME).read_bytes()
    taken.wizard.forward()
    taken.at(WHICH)
    taken.wizard.forward()
    taken.unlock(PASSPHRASE)
    taken.at(SURE)
    said = taken.wizard._costs.text()
    assert "单子 1" in said
    assert "A-000002" in said
    taken.wizard._next.click()
    assert taken.wizard._stack.currentIndex() == SURE
    assert "打上钩" in taken.wizard._said.text()
    assert (folder / FILE_NAME).read_bytes() == before
    taken.wizard._yes.setChecked(True)
    taken.wizard._next.click()
    taken.at(DONE)
    assert "aside-" in taken.wizard._outcome.text()
    (aside,) = folder.glob("aside-*")
    assert holding(aside / FILE_NAME, key).last_bill == "A-000002"
    assert holding(folder / FILE_NAME, key).last_bill == "A-000001"


def test_going_away_changes_nothing(taken: Owner, shop: Shop) -> None:
    """Curious, then frightened: Esc all the way out, and the shop is as it was."""
    before = (shop.kernel.store.folder / FILE_NAME).read_bytes()
    taken.wizard.forward()
    taken.at(WHICH)
    taken.wizard.forward()
    taken.unlock(PASSPHRASE)
    taken.at(SURE)
    for step in (KEY, WHICH, WHERE):
        press(taken.wizard, K.Key_Escape)
        assert taken.wizard._stack.currentIndex() == step
    press(taken.wizard, K.Key_Escape)
    assert taken.ended == [False]
    assert taken.restorer.key is None
    assert (shop.kernel.store.folder / FILE_NAME).read_bytes() == before


def test_a_damaged_copy_is_refused_and_the_way_back_is_open(
    bare: Owner, stick: Path, tmp_path: Path
) -> None:
    """The newest one rotted: said at once, and the one before it is two keys away."""
    copy = backup.find(stick / "备份")[0]
    file = copy.with_name(copy.name[: -len(".manifest.json")])
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    bare.wizard.forward()
    bare.at(WHICH)
    bare.wizard.forward()
    bare.unlock(PASSPHRASE)
    bare.at(SURE)
    bare.wizard._next.click()
    bare.qtbot.waitUntil(lambda: bool(bare.wizard._said.text()), timeout=10_000)
    assert "没通过核对" in bare.wizard._said.text()
    assert bare.wizard._stack.currentIndex() == SURE
    assert not (tmp_path / "new" / FILE_NAME).exists()


def test_a_folder_without_backups_says_so(bare: Owner, tmp_path: Path) -> None:
    """The photos' stick was plugged in."""
    bare.wizard.take_folder(tmp_path)
    bare.qtbot.waitUntil(lambda: bool(bare.wizard._said.text()), timeout=5000)
    assert bare.wizard._stack.currentIndex() == WHERE


def test_it_cannot_be_closed_in_the_middle(bare: Owner) -> None:
    """Half a restore is none; the window waits the moment out. In English as well."""
    texts.set_language("en")
    bare.wizard._show(DOING)
    bare.wizard.close()
    assert bare.wizard.isVisible()
    assert bare.ended == []
    bare.wizard._show(WHERE)
    bare.wizard.close()
    assert bare.ended == [False]
