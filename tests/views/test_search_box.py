"""The search box in the real window: finds while typing, opens with Enter, never gets in the way."""

from PySide6.QtCore import Qt

from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places

K = Qt.Key


def _popup_rows(clerk: Clerk) -> list[str]:
    popup = clerk.window.search._popup
    assert popup is not None
    model = popup.view.model()
    return [model.index(n, 0).data() for n in range(model.rowCount())] if popup.isVisible() else []


def test_results_stand_in_sections_with_the_best_first(clerk: Clerk, shop: Shop) -> None:
    """The clerk sees members, jobs and prices of one word at a glance."""
    member = shop.member()
    shop.job(member.id, "FW-001")
    clerk.press(K.Key_F1)
    clerk.type("zgl")
    rows = _popup_rows(clerk)
    assert rows[0].startswith("会员")
    assert "张桂兰" in rows[1]
    assert any("GD-" in row for row in rows)


def test_escape_closes_the_list_and_keeps_the_page(clerk: Clerk, shop: Shop) -> None:
    """Looking something up must not lose the place."""
    shop.member()
    clerk.press(K.Key_F1)
    clerk.type("zgl")
    clerk.press(K.Key_Escape)
    assert _popup_rows(clerk) == []
    clerk.at(places.TODAY)


def test_an_empty_search_offers_a_new_member(clerk: Clerk) -> None:
    """A stranger's number becomes a file with one key, the number already in it."""
    clerk.press(K.Key_F1)
    clerk.type("15401069977")
    popup = clerk.window.search._popup
    assert popup is not None
    assert popup.isVisible()
    clerk.press(K.Key_F3)
    clerk.at(places.MEMBER_FORM)


def test_enter_before_the_rows_are_there_opens_the_first(clerk: Clerk, shop: Shop) -> None:
    """A fast typist is not punished for being faster than the list."""
    from tests.views.hands import press, type_text

    shop.member("李雷", "15401060001")
    member = shop.member()
    shop.member("赵六", "15401060002")
    clerk.press(K.Key_F1)
    type_text(clerk.window.search, "zgl")
    press(clerk.window.search, K.Key_Return)
    clerk.at(places.MEMBER)
    assert clerk.page.member_id == member.id  # type: ignore[attr-defined]


def test_more_rows_come_on_scrolling(clerk: Clerk, shop: Shop) -> None:
    """The fifty-first 王 must be reachable."""
    from models.services import members
    from models.services.members import MemberDetails

    for number in range(70):
        shop.kernel.run_keyed(shop.key(), members.create, MemberDetails(name=f"王{number:02d}"))
    clerk.press(K.Key_F1)
    clerk.type("王")
    clerk.press(K.Key_Tab)
    assert len(_popup_rows(clerk)) == 50
    clerk.press(K.Key_End)
    clerk.until(lambda: len(_popup_rows(clerk)) == 70, "the next page never came")


def test_ctrl_enter_starts_a_job_for_the_member_found(clerk: Clerk, shop: Shop) -> None:
    """The commonest way from the box: find, start."""
    shop.member()
    clerk.press(K.Key_F1)
    clerk.type("zgl")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB_FORM)
    assert clerk.page.member_id is not None  # type: ignore[attr-defined]


def test_a_price_item_is_found_and_opened_on_the_list(clerk: Clerk) -> None:
    """What does it cost? is answered from anywhere."""
    clerk.press(K.Key_F1)
    clerk.type("PJ-0612")
    clerk.press(K.Key_Return)
    clerk.at(places.PRICES)
    clerk.until(
        lambda: getattr(clerk.page._table.current_row(), "code", "") == "PJ-0612",  # type: ignore[attr-defined]
        "the item is not chosen",
    )


def test_the_key_bar_shows_the_keys_of_the_open_list(clerk: Clerk, shop: Shop) -> None:
    """Tab and Ctrl+Enter are found by nobody who cannot read them somewhere."""
    shop.member()
    before = clerk.shell.bar.hints()
    clerk.press(K.Key_F1)
    clerk.type("zgl")
    assert "换类别 Tab" in clerk.shell.bar.hints()
    clerk.press(K.Key_Escape)
    assert clerk.shell.bar.hints() == before
