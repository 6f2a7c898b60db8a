"""Backups in the settings: what is clicked is done, and what is shown is what was proved."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.base.ports import Silent
from models.services import backups, desk
from models.services import shop as shops
from models.store import backup
from models.store.engine import FileKey
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places, texts
from views.screens.moving import MovingPage
from views.screens.settings import SettingsPage
from views.screens.settings_keeping import KeepingSection

K = Qt.Key


@pytest.fixture
def section(clerk: Clerk) -> KeepingSection:
    """The backup topic in sight."""
    clerk.shell.go(places.SETTINGS, "keeping")
    clerk.calm()
    page = clerk.page
    assert isinstance(page, SettingsPage)
    found = page._sections["keeping"]
    assert isinstance(found, KeepingSection)
    return found


@pytest.fixture
def stick(clerk: Clerk, section: KeepingSection, tmp_path: Path) -> Path:
    """A folder added as a place by its button."""
    folder = tmp_path / "红 U 盘"
    section.add_place(folder)
    clerk.calm()
    return folder


def test_a_place_is_added_renamed_taken_away_and_brought_back(
    clerk: Clerk, section: KeepingSection, stick: Path, shop: Shop
) -> None:
    """The owner buys a second stick; the first one's name tells which is which."""
    (place,) = shop.kernel.ask(backups.places)
    assert (place.label, place.path) == ("红 U 盘", str(stick))
    assert "这台电脑上" in clerk.words()
    section._label.write("店里的")
    section._rename()
    clerk.calm()
    assert shop.kernel.ask(backups.places)[0].label == "店里的"
    section._remove()
    clerk.calm()
    assert shop.kernel.ask(backups.places) == ()
    assert section._places.current_row() is None
    clerk.press(K.Key_Z, held=CTRL)
    assert len(shop.kernel.ask(backups.places)) == 1


def test_a_backup_from_the_window_is_verified_and_listed(
    clerk: Clerk, section: KeepingSection, stick: Path, shop: Shop
) -> None:
    """The owner believes the green words; they must be true."""
    shop.sell("FW-001")
    section.save()
    clerk.until(lambda: shop.kernel.ask(desk.state).last_backup_at is not None, "no backup")
    clerk.calm()
    (made,) = backup.find(stick)
    assert backup.verify(made, shop.kernel.store.key).manifest.counts["bill"] == 1
    assert "备份好了" in clerk.words()
    (row,) = section._model.rows()
    assert "核对过" in section._spoken(row)
    assert section._lamp.colour == "amber"


def test_without_a_place_the_button_says_what_to_do(clerk: Clerk, section: KeepingSection) -> None:
    """A button that does nothing teaches nobody."""
    section.save()
    assert "U 盘" in clerk.words()


def test_a_drill_from_the_window_turns_the_light_green(
    clerk: Clerk, section: KeepingSection, stick: Path
) -> None:
    """Asked for by the amber sentence, done by its button."""
    section.save()
    clerk.calm()
    section._begin_drill()
    clerk.until(lambda: "演练通过" in clerk.words(), "nothing was said")
    clerk.calm()
    assert stick.exists()
    assert section._lamp.colour == clerk.shell.top.light.lamp.colour == "green"


def test_a_damaged_generation_is_said_in_list_and_light(
    clerk: Clerk, section: KeepingSection, stick: Path, shop: Shop, key: FileKey
) -> None:
    """T15 as the owner sees it."""
    keeping = clerk.window.backups.keeping
    keeping.backup(stick, Silent())
    assert key == shop.kernel.store.key
    copy = stick / keeping.generations(stick)[0].file
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    clerk.window.tasks.changed.emit(frozenset({"backups"}))
    clerk.calm()
    section._begin_verify()
    clerk.until(lambda: section._lamp.colour == "red", "not red")
    clerk.calm()
    (row,) = section._model.rows()
    assert "坏了" in section._spoken(row)
    assert "坏了" in section._sentence.text()


def test_a_check_from_the_window_says_what_it_found(
    clerk: Clerk, section: KeepingSection, shop: Shop
) -> None:
    """Sound is said with numbers, not with a smile."""
    shop.sell("FW-001")
    section._begin_check()
    clerk.until(lambda: "数据完好" in clerk.words(), "nothing was said")


def test_the_schedule_is_chosen_here(clerk: Clerk, section: KeepingSection, shop: Shop) -> None:
    """Every hour in the busy season, and the window follows without a restart."""
    section._choices["backup_hours"].choose("1")
    section._choices["backup_hours"].activated.emit(0)
    clerk.calm()
    assert shop.kernel.ask(backups.schedule).hours == 1
    assert shop.kernel.ask(shops.settings)["backup_on_closing"] is True


def test_restore_asks_and_the_safe_answer_is_in_front(
    clerk: Clerk, section: KeepingSection
) -> None:
    """A slip of the finger must not close the shop in the middle of a sale."""
    section._restore()
    assert section.question is not None
    assert section.question.defaultButton() is section.question.escapeButton()
    section.question.reject()
    clerk.calm()
    assert (clerk.window.wishes_restore, clerk.shell.isVisible()) == (False, True)
    section._restore()
    section.question.accept()
    clerk.calm()
    assert (clerk.window.wishes_restore, clerk.shell.isVisible()) == (True, False)


def test_moving_is_one_path_that_begins_with_a_proven_copy(
    clerk: Clerk, stick: Path, shop: Shop
) -> None:
    """On moving day the owner reads four steps and presses one button."""
    clerk.shell.go(places.MOVING)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MovingPage)
    assert str(shop.kernel.store.folder) in page._why["four"].text()
    page.backup()
    clerk.until(lambda: "核对过" in page._said.text(), "no word of it")
    assert len(backup.find(stick)) == 1
    texts.set_language("en")
    assert "New PC" in page._why["three"].text() or "Install" in page._why["three"].text()


def test_moving_without_a_stick_says_so(clerk: Clerk) -> None:
    """No button that cannot work."""
    clerk.shell.go(places.MOVING)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MovingPage)
    assert not page._do.isVisible()
    assert "U 盘" in page._said.text()
