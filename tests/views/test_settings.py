"""The settings in the real window: saved, undone, and shown at once."""

from pathlib import Path

from PySide6.QtCore import Qt

from models.services import desk
from models.services import shop as shops
from models.store import backup
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places, texts, theme
from views.screens.settings import SettingsPage

K = Qt.Key


def _go(clerk: Clerk, topic: str) -> SettingsPage:
    clerk.shell.go(places.SETTINGS, topic)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, SettingsPage)
    return page


def test_shop_details_are_saved_and_undone(clerk: Clerk, shop: Shop) -> None:
    """The phone on every receipt, corrected in a minute."""
    page = _go(clerk, "shop")
    entry = page._sections["shop"]._entries["phone"]  # type: ignore[attr-defined]
    entry.setFocus()
    entry.selectAll()
    clerk.type("010-5550 9999")
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(shops.info).phone == "010-5550 9999"
    clerk.press(K.Key_1, held=ALT)
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(shops.info).phone == "010-5550 8600"


def test_an_empty_name_is_refused_beside_the_field(clerk: Clerk) -> None:
    """The owner sees which field, and why."""
    page = _go(clerk, "shop")
    section = page._sections["shop"]
    section._entries["name"].setFocus()  # type: ignore[attr-defined]
    section._entries["name"].setText("")  # type: ignore[attr-defined]
    clerk.press(K.Key_Return, held=CTRL)
    assert section.form.refused() == ["name"]


def test_the_type_size_and_the_dark_look_apply_at_once(clerk: Clerk, shop: Shop) -> None:
    """An elder clerk sees the change when it is made, not tomorrow."""
    for name, value in (("text_size", 125), ("theme", "dark"), ("language", "en")):
        clerk.window.tasks.run(shops.set_setting, name, value)
    clerk.until(lambda: texts.language() == "en", "still Chinese")
    clerk.calm()
    assert theme.current().factor == 1.25
    assert theme.current().look == "dark"
    assert shop.kernel.ask(shops.settings)["text_size"] == 125


def test_a_technician_is_added_with_two_words(clerk: Clerk, shop: Shop) -> None:
    """A helper for the summer is on the dispatch list in seconds."""
    page = _go(clerk, "people")
    section = page._sections["people"]
    section._name.setFocus()  # type: ignore[attr-defined]
    clerk.type("周凯")
    clerk.press(K.Key_Return, K.Key_Return)
    names = [person.name for person in shop.kernel.ask(shops.people, technicians_only=True)]
    assert "周凯" in names


def test_a_backup_from_the_window_is_verified_and_noted(
    clerk: Clerk, shop: Shop, tmp_path: Path
) -> None:
    """The owner believes the green words; they must be true."""
    shop.sell("FW-001")
    page = _go(clerk, "keeping")
    section = page._sections["keeping"]
    section._folder.write(str(tmp_path / "stick"))  # type: ignore[attr-defined]
    section.save()
    clerk.until(lambda: shop.kernel.ask(desk.state).last_backup_at is not None, "no backup")
    clerk.calm()
    (made,) = backup.find(tmp_path / "stick")
    assert backup.verify(made, shop.kernel.store.key).manifest.counts["bill"] == 1
    assert "备份好了" in clerk.words()


def test_a_check_from_the_window_says_what_it_found(clerk: Clerk, shop: Shop) -> None:
    """Sound is said with numbers, not with a smile."""
    shop.sell("FW-001")
    page = _go(clerk, "keeping")
    page._sections["keeping"]._begin_check()  # type: ignore[attr-defined]
    clerk.until(lambda: "数据完好" in clerk.words(), "nothing was said")


def test_the_key_bar_says_what_ctrl_enter_does_in_each_topic(clerk: Clerk) -> None:
    """A key that promises to save and does nothing teaches nobody."""
    for topic, words in (("shop", "保存"), ("people", "加师傅"), ("keeping", "现在备份")):
        _go(clerk, topic)
        assert f"{words} Ctrl+Enter" in clerk.shell.bar.hints()
    _go(clerk, "display")
    assert not [hint for hint in clerk.shell.bar.hints() if "Ctrl+Enter" in hint]
