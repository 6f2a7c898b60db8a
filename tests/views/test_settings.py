"""The settings in the real window: saved, undone, and shown at once."""

from PySide6.QtCore import Qt

from models.services import shop as shops
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places, texts, theme
from views.screens.settings import SettingsPage
from views.screens.settings_people import PeopleSection

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


def test_a_cap_on_points_that_a_command_kept_is_shown_as_it_is(clerk: Clerk, shop: Shop) -> None:
    """Else the owner reads 0 where 750 holds, and believes it."""
    shop.kernel.run(shops.set_setting, "adjust_cap", 750)
    choices = _go(clerk, "till")._sections["till"]._choices  # type: ignore[attr-defined]
    assert choices["adjust_cap"].currentText() == "750 分"
    assert choices["redeem_cap"].currentText() == "5,000 分"


def test_a_technician_is_added_with_two_words(clerk: Clerk, shop: Shop) -> None:
    """A helper for the summer is on the dispatch list in seconds."""
    page = _go(clerk, "people")
    section = page._sections["people"]
    section._name.setFocus()  # type: ignore[attr-defined]
    clerk.type("周凯")
    clerk.press(K.Key_Return, K.Key_Return)
    names = [person.name for person in shop.kernel.ask(shops.people, technicians_only=True)]
    assert "周凯" in names


def test_the_key_bar_says_what_ctrl_enter_does_in_each_topic(clerk: Clerk) -> None:
    """A key that promises to save and does nothing teaches nobody."""
    for topic, words in (("shop", "保存"), ("people", "加人"), ("keeping", "现在备份")):
        _go(clerk, topic)
        assert f"{words} Ctrl+Enter" in clerk.shell.bar.hints()
    _go(clerk, "display")
    assert not [hint for hint in clerk.shell.bar.hints() if "Ctrl+Enter" in hint]


def test_a_role_and_a_pin_are_given_and_a_weak_pin_is_refused_beside_it(
    clerk: Clerk, shop: Shop
) -> None:
    """From here on somebody has to sign in; a PIN everybody guesses would be no lock."""
    page = _go(clerk, "people")
    section = page._sections["people"]
    assert isinstance(section, PeopleSection)
    place = [row.name for row in shop.kernel.ask(shops.people)].index("刘永强")
    section._table.point(place)
    clerk.calm()
    section._level.choose("1")
    section._level.activated.emit(section._level.currentIndex())
    clerk.calm()
    section._pin.setFocus()
    clerk.type("1111")
    clerk.press(K.Key_Return)
    assert section._of_one.message("pin").startswith("这个 PIN 太好猜")
    section._pin.clear()
    clerk.type("5032")
    clerk.press(K.Key_Return)
    person = next(row for row in shop.kernel.ask(shops.people) if row.name == "刘永强")
    assert (person.level, person.has_pin) == (1, True)
    assert "可以登录了" in clerk.words()
