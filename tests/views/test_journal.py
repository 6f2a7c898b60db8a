"""The journal's page: the owner asks after a complaint, and must find the answer without help."""

from PySide6.QtCore import Qt

from models.services import exchange, journal, member_file, members
from tests.clerk import Clerk
from tests.services.calls import use_cases
from tests.shopkeeping import Shop
from views import places, texts
from views.journal_words import told_act
from views.screens.journal import JournalPage

K = Qt.Key


def _page(clerk: Clerk, target: object = None) -> JournalPage:
    clerk.shell.go(places.JOURNAL, target)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, JournalPage)
    return page


def _told(page: JournalPage) -> list[str]:
    return [told_act(row) for row in page._rows]


def test_every_act_that_can_stand_in_it_has_words_in_both_languages() -> None:
    """A name of the program in the owner's journal explains nothing."""
    for language in texts.LANGUAGES:
        said = texts.catalogue(language)
        missing = {name for name in use_cases(reads=False) if not said.has(f"journal.act.{name}")}
        assert missing == set()


def test_it_shows_who_read_a_number_and_who_exported(clerk: Clerk, shop: Shop) -> None:
    member = shop.member()
    phone = shop.kernel.ask(member_file.file, member.id).phones[0].id
    shop.kernel.run(members.reveal_phone, member.id, phone)
    shop.kernel.run(exchange.permit, "members")
    page = _page(clerk)
    assert _told(page)[:2] == ["导出", "看完整号码"]
    cells = [column.cell(page._rows[0]) for column in page._columns()]
    assert cells[1:] == ["何玉梅", "导出", "", "会员"]


def test_a_filter_and_a_day_narrow_it_and_a_wrong_day_is_refused_beside_it(
    clerk: Clerk, shop: Shop
) -> None:
    shop.member()
    shop.sell("FW-001")
    page = _page(clerk)
    page._kind.choose("bills")
    clerk.calm()
    assert _told(page) == ["收款开票"]
    page._first.setFocus()
    clerk.type("30 February")
    clerk.press(K.Key_Return)
    assert page._form.refused() == ["first"]


def test_one_member_s_journal_opens_that_member(clerk: Clerk, shop: Shop) -> None:
    one = shop.member()
    shop.member("李雷", "15401060001")
    page = _page(clerk, places.History(member_id=one.id, name="张桂兰"))
    assert {row.member for row in page._rows} == {"张桂兰"}
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)


def test_more_comes_on_scrolling(clerk: Clerk, shop: Shop) -> None:
    for number in range(130):
        shop.kernel.run(exchange.permit, ("members", "jobs")[number % 2])
    page = _page(clerk)
    first = len(page._rows)
    page._table.scrollToBottom()
    clerk.calm()
    assert first == 100
    assert len(page._rows) > 130
    assert len({row.position for row in page._rows}) == len(page._rows)
    assert journal.KINDS
