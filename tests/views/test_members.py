"""The list of members in the real window: for looking around, one key from each file."""

from datetime import timedelta
from typing import cast

from PySide6.QtCore import Qt

from models.services import members
from tests.clerk import ALT, Clerk
from tests.shopkeeping import Shop
from views import places, texts
from views.screens.members import MembersPage

K = Qt.Key


def people(clerk: Clerk) -> MembersPage:
    """The list, freshly shown."""
    clerk.shell.go(places.MEMBERS)
    clerk.window.tasks.changed.emit(frozenset({"members"}))
    clerk.calm()
    return cast("MembersPage", clerk.page)


def names(page: MembersPage) -> list[str]:
    return [row.name for row in page._rows]


def test_the_newest_activity_is_first_and_enter_opens_the_file(clerk: Clerk, shop: Shop) -> None:
    """Whoever was here a minute ago is on top."""
    shop.member("李建国", "15401060001")
    shop.clock.advance(timedelta(minutes=1))
    newest = shop.member()
    page = people(clerk)
    assert names(page) == ["张桂兰", "李建国"]
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.MEMBER)
    assert clerk.page.member_id == newest.id  # type: ignore[attr-defined]


def test_esc_from_a_file_returns_to_the_very_row(clerk: Clerk, shop: Shop) -> None:
    """Else looking through ten files means finding the place ten times."""
    for number in range(30):
        shop.clock.advance(timedelta(minutes=1))
        shop.member(f"会员{number:02d}", f"154010610{number:02d}")
    page = people(clerk)
    clerk.press(K.Key_Home, K.Key_PageDown, K.Key_Down)
    bar = page._list.verticalScrollBar()
    bar.setValue(bar.value() + 60)
    chosen, scroll = page.member_id, bar.value()
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)
    page._list.show_rows([])  # the list was fetched anew meanwhile
    clerk.press(K.Key_Escape)
    clerk.at(places.MEMBERS)
    assert page.member_id == chosen
    assert page._list.verticalScrollBar().value() == scroll


def test_archived_members_stand_apart(clerk: Clerk, shop: Shop) -> None:
    """Somebody who moved away must not be in the way, and must be there when they come back."""
    away, here = shop.member("李建国", "15401060001"), shop.member()
    shop.kernel.run(members.archive, away.id)
    page = people(clerk)
    assert names(page) == ["张桂兰"]
    page._chips._take(page._chips._parts[1])
    clerk.calm()
    assert names(page) == ["李建国"]
    assert here.id not in {row.id for row in page._rows}


def test_more_come_when_the_end_is_reached(clerk: Clerk, shop: Shop) -> None:
    """The two hundred and first member must not be unreachable."""
    for number in range(203):
        shop.member(f"会员{number}", "")
    page = people(clerk)
    assert len(page._rows) == 200
    clerk.press(K.Key_End)
    clerk.until(lambda: len(page._rows) == 203, "the rest never came")
    assert len({row.id for row in page._rows}) == 203


def test_the_preview_follows_the_choice_and_shows_no_full_number(clerk: Clerk, shop: Shop) -> None:
    """A list is read by whoever stands before the desk."""
    shop.member("李建国", "15401060001")
    shop.clock.advance(timedelta(minutes=1))
    shop.member()
    page = people(clerk)
    clerk.press(K.Key_Home, K.Key_Down)
    assert page._preview._name.text() == "李建国"
    shown = " ".join(value.text() for _, value in page._preview._facts._cells)
    assert "154****0001" in shown
    assert "15401060001" not in shown


def test_an_empty_shop_says_which_key_begins(clerk: Clerk) -> None:
    page = people(clerk)
    assert "F3" in page._list._empty
    clerk.press(K.Key_F3)
    clerk.at(places.MEMBER_FORM)


def test_it_speaks_english_at_once(clerk: Clerk, shop: Shop) -> None:
    shop.member()
    page = people(clerk)
    texts.set_language("en")
    clerk.calm()
    assert page.title() == "People"
    assert page._panel._title.text() == "Newest activity"
    clerk.press(K.Key_2, held=ALT)
    clerk.at(places.MEMBERS)
