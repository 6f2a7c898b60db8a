"""First start and unlocking: founded encrypted, the paper key shown once, a wrong passphrase named."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop import founding, opening
from desktop.founding import KeySmith, ShopFounder
from models.base.errors import Environment
from models.rules.programme import DEFAULT
from models.services import check, prices, programme
from models.services import shop as shops
from models.store import keys
from tests.conftest import PASSPHRASE
from tests.views.hands import click, type_text
from views.screens.first_start import FirstStart
from views.screens.unlock import Unlock
from views.widgets.text import Text


class NoKeyring:
    """A computer without a keyring."""

    def read(self, name: str) -> str | None:
        raise Environment("keyring.absent", name=name)

    def write(self, name: str, secret: str) -> None:
        raise Environment("keyring.absent", name=name, length=len(secret))

    def forget(self, name: str) -> None:
        raise Environment("keyring.absent", name=name)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch, dressed: QApplication) -> None:
    del dressed
    monkeypatch.setattr(founding, "Keyring", NoKeyring)


def _fill(window: FirstStart, passphrase: str, again: str) -> None:
    type_text(window._name, "邻里家电 清河路店")
    click(window._next)
    type_text(window._owner, "何玉梅")
    type_text(window._passphrase, passphrase)
    type_text(window._again, again)
    click(window._next)


def _type_back(window: FirstStart, groups: list[str], *, wrong: bool = False) -> None:
    """Read the two groups that are asked for from the paper."""
    for place, at in window._asked.items():
        read = "0000" if wrong and place == "two" else groups[at].lower()
        window._typed[place].write(read)


def test_a_shop_is_founded_and_its_paper_key_opens_it(qtbot: QtBot, tmp_path: Path) -> None:
    """The first five minutes decide whether the shop can ever be opened again."""
    founder = ShopFounder(tmp_path / "shop")
    window = FirstStart(founder)
    qtbot.addWidget(window)
    window.show()
    _fill(window, PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(lambda: founder.kernel is not None, timeout=10000)
    qtbot.waitUntil(lambda: window._stack.currentIndex() == 2, timeout=5000)
    shown = window._shown.text().split()
    click(window._next)
    assert window._stack.currentIndex() == 3
    _type_back(window, shown, wrong=True)
    click(window._next)
    assert window._check_form.refused() == ["two"]
    _type_back(window, shown)
    with qtbot.waitSignal(window.finished) as finished:
        click(window._next)
    assert finished.args == [True]
    kernel = founder.kernel
    assert kernel is not None
    assert kernel.ask(shops.info).name == "邻里家电 清河路店"
    assert kernel.ask(check.check).sound
    assert {row.sample for row in kernel.ask(prices.price_list).rows} == {True}
    key = kernel.store.key
    kernel.close()
    slots = keys.read_slots(tmp_path / "shop")
    assert keys.unlock(slots, "paper", " ".join(shown)) == key
    assert opening.key_by_passphrase(tmp_path / "shop", PASSPHRASE) == key
    assert slots.kinds() == {"passphrase", "paper"}


def test_the_example_prices_are_told_before_and_can_be_left_out(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Nobody finds prices in the list that nobody asked for."""
    founder = ShopFounder(tmp_path / "shop")
    window = FirstStart(founder)
    qtbot.addWidget(window)
    window.show()
    assert "19 项" in window._some.text()
    assert "核对" in window._samples.text()
    window._trade.choose("moving")
    assert "小货车" in window._some.text()
    window._samples.setChecked(False)
    _fill(window, PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(lambda: founder.kernel is not None, timeout=10000)
    assert founder.kernel is not None
    assert founder.kernel.ask(prices.price_list).rows == ()
    founder.kernel.close()


@pytest.mark.parametrize("wanted", [True, False])
def test_points_begin_today_unless_the_tick_is_taken_off_by_keys(
    qtbot: QtBot, tmp_path: Path, *, wanted: bool
) -> None:
    """Who never heard of points would print them on the first receipt without having been asked."""
    founder = ShopFounder(tmp_path / "shop")
    window = FirstStart(founder)
    qtbot.addWidget(window)
    window.show()
    told = [part.text() for part in window.findChildren(Text)]
    assert "消费 1 元得 1 分，100 分抵 1 元；会员分普通、银卡、金卡、铂金" in told
    window._points.setFocus()
    if not wanted:
        QTest.keyClick(window._points, Qt.Key.Key_Space)
    _fill(window, PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(lambda: founder.kernel is not None, timeout=10000)
    kernel = founder.kernel
    assert kernel is not None
    found = kernel.ask(programme.rules_on)
    assert (found is not None and found.programme == DEFAULT) is wanted
    assert kernel.ask(check.check).sound
    kernel.close()


def test_the_chosen_trade_brings_its_own_list(qtbot: QtBot, tmp_path: Path) -> None:
    """A property desk that begins with washing machines trusts nothing else on the screen."""
    founder = ShopFounder(tmp_path / "shop")
    window = FirstStart(founder)
    qtbot.addWidget(window)
    window.show()
    window._trade.choose("property")
    _fill(window, PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(lambda: founder.kernel is not None, timeout=10000)
    assert founder.kernel is not None
    codes = {row.code for row in founder.kernel.ask(prices.price_list).rows}
    assert "WY-501" in codes
    founder.kernel.close()


def test_two_different_passphrases_found_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """A slip in an unseen field would lock the owner out on the second day."""
    window = FirstStart(ShopFounder(tmp_path / "shop"))
    qtbot.addWidget(window)
    window.show()
    _fill(window, PASSPHRASE, PASSPHRASE + "x")
    assert window._owner_form.refused() == ["again"]
    assert not (tmp_path / "shop").exists()


def test_a_short_passphrase_is_refused_beside_its_field(qtbot: QtBot, tmp_path: Path) -> None:
    """The lock on everything the shop knows must not be 1234."""
    window = FirstStart(ShopFounder(tmp_path / "shop"))
    qtbot.addWidget(window)
    window.show()
    _fill(window, "1234", "1234")
    qtbot.waitUntil(lambda: window._owner_form.refused() == ["passphrase"], timeout=5000)
    said = [text.text() for text in window._owner_form.findChildren(Text) if text.isVisible()]
    assert "口令至少 8 个字，现在 4 个" in said
    assert not opening.exists(tmp_path / "shop")


def test_the_passphrase_is_never_shown(qtbot: QtBot, tmp_path: Path) -> None:
    """The customer across the counter can read."""
    window = FirstStart(ShopFounder(tmp_path / "shop"))
    qtbot.addWidget(window)
    for field in (window._passphrase, window._again):
        assert field.echoMode() == QLineEdit.EchoMode.Password


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(qtbot: QtBot, folder: Path) -> None:
    """Wrong is wrong, not damaged; and the next try is one Enter away."""
    smith = KeySmith(folder)
    window = Unlock(smith)
    qtbot.addWidget(window)
    window.show()
    type_text(window._passphrase, "falsch geraten")
    click(window._open)
    qtbot.waitUntil(lambda: window._form.refused() == ["passphrase"], timeout=10000)
    assert smith.key is None
    window._passphrase.setText("")
    type_text(window._passphrase, PASSPHRASE)
    with qtbot.waitSignal(window.finished, timeout=10000) as finished:
        click(window._open)
    assert finished.args == [True]
    assert smith.key == opening.key_by_passphrase(folder, PASSPHRASE)


def test_a_forgotten_passphrase_is_replaced_by_the_paper_key(
    qtbot: QtBot, folder: Path, paper_key: str
) -> None:
    """Else the promise of first start is empty: the data stays locked for ever."""
    smith = KeySmith(folder)
    window = Unlock(smith)
    qtbot.addWidget(window)
    window.show()
    type_text(window._passphrase, paper_key.lower().replace("-", " "))
    click(window._open)
    qtbot.waitUntil(lambda: smith.key is not None, timeout=10000)
    assert smith.key == opening.key_by_passphrase(folder, PASSPHRASE)
