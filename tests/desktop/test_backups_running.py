"""What happens to backups by itself: the light in the window, the schedule, sticks that come, and closing."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.backups import QUIET_TICKS
from desktop.keeping import ShopKeeping
from models.base.errors import Environment
from models.base.ports import Silent
from models.kernel import NOBODY
from models.services import backups
from models.services import shop as shops
from models.store import backup, backup_copy
from tests.clerk import Clerk
from tests.desktop.test_keeping import Sticks
from tests.shopkeeping import Shop
from views import places, texts

K = Qt.Key


@pytest.fixture
def plugged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sticks:
    """Sticks in the test's own folder, for everything that asks which there are."""
    found = Sticks(tmp_path / "drives")
    monkeypatch.setattr("desktop.keeping.sticks", found)
    return found


@pytest.fixture
def desk(clerk: Clerk, plugged: Sticks) -> Clerk:
    """The window at work, its backups looked after as on any day; the clock in the shop's own hands."""
    keeping = clerk.window.backups.keeping
    keeping._plugged = plugged
    clerk.window.backups._watch._plugged = plugged
    clerk.window.backups.begin()
    clerk.window.backups._tick.stop()
    clerk.calm()
    return clerk


def _keep(desk: Clerk, plugged: Sticks, letter: str = "E") -> Path:
    folder = plugged.plug(letter) / "备份"
    desk.window.backups.keeping.add_place(folder, "红 U 盘")
    desk.window.tasks.changed.emit(frozenset({"backups"}))
    desk.calm()
    return folder


def _light(desk: Clerk) -> tuple[str, str]:
    return desk.shell.top.light.lamp.colour, desk.shell.top.light.toolTip()


def _sheet(desk: Clerk) -> object:
    return desk.window.closing.sheet


def _copies(desk: Clerk, folder: Path) -> int:
    return len(desk.window.backups.keeping.generations(folder))


def test_the_light_says_what_to_do_and_leads_there(desk: Clerk) -> None:
    """Red, in words, from the first minute; one click away from the cure. It speaks English as well."""
    colour, sentence = _light(desk)
    assert colour == "red"
    assert "加一个地方" in sentence
    desk.shell.top.light.click()
    desk.calm()
    assert desk.page.name == places.SETTINGS
    assert desk.page.remember() == "keeping"
    texts.set_language("en")
    assert "Add a place" in _light(desk)[1]


def test_the_schedule_makes_a_copy_when_there_is_something_new(
    desk: Clerk, plugged: Sticks, shop: Shop
) -> None:
    """Every four hours without a click; a night in which nothing happened fills no stick."""
    folder = _keep(desk, plugged)
    desk.window.backups.tick()
    desk.calm()
    assert _copies(desk, folder) == 1
    assert _light(desk)[0] == "amber"  # not drilled yet
    shop.clock.advance(timedelta(hours=5))
    desk.window.backups.tick()
    desk.calm()
    assert _copies(desk, folder) == 1
    shop.clock.advance(timedelta(days=1))
    desk.window.backups.tick()
    desk.calm()
    assert (
        _copies(desk, folder) == 2
    )  # once a day all the same, so that a quiet week is no amber one
    shop.clock.advance(timedelta(hours=5))
    shop.sell("FW-001")
    shop.kernel.actor, owner = NOBODY, shop.kernel.actor
    desk.window.backups.tick()
    desk.calm()
    assert _copies(desk, folder) == 2
    assert (
        shop.kernel.store.head.position == backup.read_manifest(backup.find(folder)[0])[0].position
    )
    shop.kernel.actor = owner
    shop.kernel.run(shops.set_setting, "backup_hours", 0)
    shop.sell("FW-001")
    shop.clock.advance(timedelta(days=2))
    desk.window.backups.tick()
    desk.calm()
    assert _copies(desk, folder) == 2


def test_the_monthly_drill_waits_for_a_quiet_hour(desk: Clerk, plugged: Sticks, shop: Shop) -> None:
    """Nobody remembers a drill; and none may start while a customer stands there."""
    _keep(desk, plugged)
    desk.window.backups.tick()
    desk.calm()
    for _ in range(QUIET_TICKS + 2):
        shop.sell("FW-001")
        desk.window.backups.tick()
        desk.calm()
    assert shop.kernel.ask(backups.standing).drilled_at is None
    shop.kernel.run(shops.set_setting, "backup_hours", 0)
    for _ in range(QUIET_TICKS + 2):
        desk.window.backups.tick()
        desk.calm()
    desk.until(lambda: shop.kernel.ask(backups.standing).drilled_at is not None, "no drill")
    desk.calm()
    assert _light(desk)[0] == "green"


def test_a_stick_that_comes_gets_its_copy(desk: Clerk, plugged: Sticks, shop: Shop) -> None:
    """In the morning the owner plugs the stick in, and that is all there is to do."""
    folder = _keep(desk, plugged)
    plugged.roots = ()
    folder.parent.rename(folder.parent.with_name("drawer"))
    desk.window.backups._look()
    desk.calm()
    shop.sell("FW-001")
    plugged.root.joinpath("drawer").rename(plugged.root / "F")
    plugged.plug("F")
    desk.window.backups._look()
    desk.calm()
    desk.until(lambda: "红 U 盘" in desk.words(), "nothing was said")
    assert _copies(desk, plugged.root / "F" / "备份") == 1


def test_the_watch_hears_of_a_stick_by_itself(
    desk: Clerk, plugged: Sticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the line above would wait for somebody to press a key."""
    from desktop import backups as running

    heard: list[int] = []
    monkeypatch.setattr(running, "WATCH_SECONDS", 0.02)
    watch = running._Watch(plugged, lambda: heard.append(1))
    watch.start()
    assert not heard
    desk._turn(60)
    plugged.plug("G")
    desk.until(lambda: bool(heard), "not heard")
    watch.stop()
    assert not watch.is_alive()


def test_a_failed_copy_is_said_and_the_light_turns(
    desk: Clerk, plugged: Sticks, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T14: the schedule meets a full stick at night; in the morning the window says so."""
    folder = _keep(desk, plugged)
    monkeypatch.setattr(backup_copy, "_free_bytes", lambda _: 10)
    desk.window.backups.tick()
    desk.calm()
    colour, sentence = _light(desk)
    assert colour == "red"
    assert "满了" in sentence
    assert "放不下" in desk.words()
    assert _copies(desk, folder) == 0
    desk.said.clear()
    desk.window.backups.tick()
    desk.calm()
    assert desk.said == []  # not every minute again
    monkeypatch.undo()
    shop.clock.advance(timedelta(minutes=31))
    desk.window.backups.keeping._plugged = plugged
    desk.window.backups.tick()
    desk.calm()
    assert _copies(desk, folder) == 1


def test_closing_offers_a_backup_and_closes_when_it_is_done(
    desk: Clerk, plugged: Sticks, shop: Shop
) -> None:
    """The day's takings are on the stick before the light goes out: one Enter."""
    folder = _keep(desk, plugged)
    shop.sell("FW-001")
    desk.shell.close()
    assert desk.shell.isVisible()
    sheet = desk.window.closing.sheet
    assert sheet is not None
    desk.press(K.Key_Return) if sheet.isActiveWindow() else sheet._choose_backup()
    desk.until(lambda: not desk.shell.isVisible(), "still open")
    assert _copies(desk, folder) == 1


@pytest.mark.parametrize("how", ["skip", "stay", "failed"])
def test_closing_can_always_be_skipped(
    desk: Clerk, plugged: Sticks, shop: Shop, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """The last bus does not wait for a stick."""
    folder = _keep(desk, plugged)
    shop.sell("FW-001")
    desk.shell.close()
    closing = desk.window.closing
    if how == "stay":
        assert closing.sheet is not None
        closing.sheet._choose_stay()
        assert desk.shell.isVisible()
        assert _sheet(desk) is None
        desk.shell.close()
    assert closing.sheet is not None
    if how == "failed":

        def gone(*_args: object, **_kw: object) -> Path:
            raise Environment("backup.gone", name="E")

        monkeypatch.setattr(backup, "make", gone)
        closing.sheet._choose_backup()
        desk.calm()
        assert desk.shell.isVisible()
        assert "拔掉" in closing.sheet._said.text()
    closing.sheet._choose_skip()
    assert not desk.shell.isVisible()
    assert _copies(desk, folder) == 0


def test_closing_asks_nothing_where_there_is_nothing_new(
    desk: Clerk, plugged: Sticks, shop: Shop
) -> None:
    """A question every evening for nothing is answered without reading."""
    folder = _keep(desk, plugged)
    keeping: ShopKeeping = desk.window.backups.keeping
    keeping.backup(folder, Silent())
    desk.shell.close()
    assert desk.window.closing.sheet is None
    assert not desk.shell.isVisible()
    desk.shell.show()
    shop.sell("FW-001")
    shop.kernel.run(shops.set_setting, "backup_on_closing", False)
    desk.shell.close()
    assert not desk.shell.isVisible()
