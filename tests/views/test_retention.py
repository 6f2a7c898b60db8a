"""The list of who was silent too long, in the real window: nobody is erased by a stray key."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from models.rules.erasure import ERASED_NAME
from models.services import member_file
from models.services import shop as shops
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from tests.views.hands import click
from views import places
from views.screens.retention import RetentionPage
from views.screens.settings import SettingsPage

K = Qt.Key


@pytest.fixture
def silent(shop: Shop) -> list[str]:
    """Three members of four years ago."""
    now = shop.clock.now()
    shop.clock.set(now - timedelta(days=4 * 366))
    found = [shop.member(f"老会员{n}", f"1540106{n:04d}").id for n in range(3)]
    shop.clock.set(now)
    return found


def go(clerk: Clerk) -> RetentionPage:
    clerk.shell.go(places.RETENTION)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, RetentionPage)
    return page


def erased(shop: Shop, members: list[str]) -> list[bool]:
    return [shop.kernel.ask(member_file.file, each).name == ERASED_NAME for each in members]


def test_asking_is_no_erasing_and_enter_and_esc_keep_them(
    clerk: Clerk, shop: Shop, silent: list[str]
) -> None:
    page = go(clerk)
    for leave in (K.Key_Return, K.Key_Escape):
        page.act("erase_all").trigger()
        clerk.calm()
        assert page._do.text() == "彻底删除这 3 位"
        assert page._stay.hasFocus()
        clerk.press(leave)
        assert page._ask.isHidden()
    page.act("erase_all").trigger()
    page._do.setFocus()
    clerk.press(K.Key_Return, K.Key_Enter)
    clerk.press(K.Key_Return, held=CTRL)
    assert erased(shop, silent) == [False, False, False]


def test_one_then_all(clerk: Clerk, shop: Shop, silent: list[str]) -> None:
    page = go(clerk)
    page.act("erase_one").trigger()
    assert page._do.text() == "彻底删除『老会员0』"
    click(page._do)
    clerk.until(lambda: erased(shop, silent)[0], "not erased")
    clerk.until(lambda: page.due is not None and len(page.due.rows) == 2, "not read again")
    page.act("erase_all").trigger()
    click(page._do)
    clerk.until(lambda: all(erased(shop, silent)), "not all erased")
    clerk.calm()
    assert clerk.said[-1].words == "已删除 2 位，凭单号 SC-A-000002 到 SC-A-000003"
    clerk.until(lambda: page.due is not None and not page.due.rows, "still listed")
    assert not page.act("erase_all").isEnabled()
    assert clerk.bugs == []


def test_who_came_in_meanwhile_stays_and_the_others_go(
    clerk: Clerk, shop: Shop, silent: list[str]
) -> None:
    page = go(clerk)
    page.act("erase_all").trigger()
    shop.sell("FW-001", member_id=silent[0])
    click(page._do)
    clerk.until(lambda: erased(shop, silent) == [False, True, True], "wrong ones")
    clerk.calm()
    assert clerk.bugs == []


def test_the_setting_leads_to_the_list_and_0_is_said(clerk: Clerk, shop: Shop) -> None:
    clerk.shell.go(places.SETTINGS, "privacy")
    clerk.calm()
    page = clerk.page
    assert isinstance(page, SettingsPage)
    section = page._sections["privacy"]
    choice = section._choices["retention_years"]  # type: ignore[attr-defined]
    choice.choose("0")
    choice.activated.emit(choice.currentIndex())
    clerk.calm()
    assert shop.kernel.ask(shops.settings)["retention_years"] == 0
    click(section._list)  # type: ignore[attr-defined]
    clerk.at(places.RETENTION)
    clerk.calm()
