"""What is set about a standing by keys, and the pages of what is owed and of the segments."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from models.rules.programme import DEFAULT
from models.services import (
    advisers,
    households,
    member_file,
    points,
    points_carried,
    redemptions,
    tier_file,
    tiers,
)
from models.services import members as member_acts
from models.services import shop as shops
from models.services.members import MemberDetails, PhoneEntry
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from tests.views.test_checkout_points import give_points, switch_on
from tests.views.test_points import _open, _reward
from views import places, texts
from views.screens.member import MemberPage
from views.screens.points import PointsPage
from views.screens.points_owed import OwedPage
from views.screens.points_standing import Line
from views.screens.segments import SegmentsPage

K = Qt.Key


@pytest.fixture
def member(clerk: Clerk, shop: Shop) -> str:
    """A member with 2,480 points and one reward in the catalogue; the clerk's clock is the shop's."""
    del clerk
    switch_on(shop, DEFAULT)
    _reward(shop, "LP-01", "洗洁精一瓶", 500)
    found = shop.member().id
    give_points(shop, found, 2480)
    return found


def _choose(clerk: Clerk, page: PointsPage, does: str) -> None:
    """Ctrl+B and Enter on the row that does this."""
    clerk.press(K.Key_B, held=CTRL)
    assert page.standing.list.point_row(lambda row: isinstance(row, Line) and row.does == does)
    clerk.press(K.Key_Return)


def test_a_tier_is_set_by_hand_with_its_reason_and_undone(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    page = _open(clerk, member)
    _choose(clerk, page, "set_tier")
    assert page.more.tier.value() == "base"
    clerk.press(K.Key_Down)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.more.form.refused() == ["reason"]
    clerk.type("老客，店主定")
    clerk.press(K.Key_Return, held=CTRL)
    found = shop.kernel.ask(tier_file.file, member)
    assert found is not None
    assert (found.code, found.changes[0].reason) == ("silver", "老客，店主定")
    assert page.standing.isVisible()
    clerk.press(K.Key_Z, held=CTRL)
    clerk.calm()
    again = shop.kernel.ask(tier_file.file, member)
    assert again is not None
    assert again.code == "base"


def test_an_adviser_is_named_and_nobody_again(clerk: Clerk, shop: Shop, member: str) -> None:
    page = _open(clerk, member)
    _choose(clerk, page, "adviser")
    clerk.calm()
    named = shop.kernel.ask(shops.people)[0]
    page.more.adviser.choose(named.id)
    clerk.press(K.Key_Return, held=CTRL)
    found = shop.kernel.ask(advisers.of_member, member)
    assert found is not None
    assert found.person_id == named.id
    _choose(clerk, page, "adviser")
    clerk.calm()
    assert page.more.adviser.value() == named.id
    page.more.adviser.choose("")
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(advisers.of_member, member) is None


def test_points_are_given_on_by_keys(clerk: Clerk, shop: Shop, member: str) -> None:
    other = shop.member("李建国", "15401069999").id
    page = _open(clerk, member)
    _choose(clerk, page, "give_on")
    clerk.press(K.Key_Return, held=CTRL)
    assert page.more.form.refused() == ["to"]
    clerk.type("李建国")
    clerk.press(K.Key_Return)
    assert page.more.to.member_id == other
    page.more.points.setFocus()
    clerk.type("300")
    page.more.reason.setFocus()
    clerk.type("送给老邻居")
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(points.of_member, member).available == 2180
    assert shop.kernel.ask(points.of_member, other).available == 300
    _choose(clerk, page, "give_on")
    page.more.to.pick(other, "李建国")
    page.more.points.set_value(9999)
    page.more.reason.write("太多了")
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(points.of_member, other).available == 300
    assert page.more.form.refused() == ["points"]
    clerk.press(K.Key_Escape, K.Key_Escape)  # the first one takes the message away
    assert page.standing.isVisible()


def test_who_may_use_the_pot_is_ticked(clerk: Clerk, shop: Shop, member: str) -> None:
    other = shop.member("李建国", "15401069999").id
    shop.kernel.run(households.join, member, other)
    home = shop.kernel.ask(member_file.file, member).household_id or ""
    shop.kernel.run(points_carried.open_pot, home)
    page = _open(clerk, member)
    _choose(clerk, page, "users")
    page.more.named.choose((member,))
    clerk.press(K.Key_Return, held=CTRL)
    pot = shop.kernel.ask(points_carried.pot_of, home)
    assert pot is not None
    assert pot.named == (member,)
    clerk.press(K.Key_Z, held=CTRL)
    clerk.calm()
    pot = shop.kernel.ask(points_carried.pot_of, home)
    assert pot is not None
    assert pot.anyone


def test_the_tree_of_who_brought_whom(clerk: Clerk, shop: Shop, member: str) -> None:
    details = MemberDetails(
        name="新来的", phones=(PhoneEntry(number="15401068888"),), referred_by_id=member
    )
    new = shop.kernel.run_keyed(shop.key(), member_acts.create, details).result.id
    page = _open(clerk, member)
    _choose(clerk, page, "tree")
    clerk.calm()
    assert [row.member_id for row in page.tree.list.model().rows()] == [new]  # type: ignore[attr-defined]
    assert "直接推荐 1 人" in page.tree.about.text()
    page.tree.list.setFocus()
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)


def test_f9_prints_the_statement(clerk: Clerk, member: str) -> None:
    _open(clerk, member)
    before = len(clerk.tray.sheets)
    clerk.press(K.Key_F9)
    clerk.until(lambda: len(clerk.tray.sheets) == before + 1, "no statement came out")
    clerk.press(K.Key_3, held=CTRL)
    clerk.press(K.Key_F9)
    clerk.until(lambda: len(clerk.tray.sheets) == before + 2, "none from the ledger")


def test_what_waits_too_long_is_found_without_a_member(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    page = _open(clerk, member)
    clerk.press(K.Key_Return)
    clerk.press(K.Key_H, held=CTRL)
    (row,) = shop.kernel.ask(redemptions.of_member, member)
    shop.clock.advance(timedelta(days=30))
    clerk.press(K.Key_O, held=CTRL)
    clerk.calm()
    assert page.all_held.isVisible()
    assert page.all_held._count.text() == "1，过期 1"
    clerk.press(K.Key_Return)
    clerk.calm()
    assert page.basket.isVisible()
    assert shop.kernel.ask(redemptions.file, row.id).overdue


def test_what_is_owed_is_shown_by_month(clerk: Clerk, member: str) -> None:
    _open(clerk, member)
    clerk.press(K.Key_R, held=CTRL)
    clerk.at(places.OWED)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, OwedPage)
    told = dict(page.rows())
    assert told["还没用的积分"] == "2,480"
    assert told["全用掉抵"] == "¥24.80"
    assert [row.row.points for row in page.model._rows] == [2480]
    clerk.press(K.Key_2, held=CTRL)
    assert page.views.value() == "age"
    texts.set_language("en")
    clerk.shell.retranslate()
    assert dict(page.rows())["Points not used yet"] == "2,480"


def test_segments_show_counts_reason_strategy_and_members(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    shop.sell("FW-114", member_id=member)
    clerk.shell.go(places.MEMBERS)
    clerk.calm()
    clerk.press(K.Key_I, held=CTRL)
    clerk.at(places.SEGMENTS)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, SegmentsPage)
    assert page.strategy.text() == "配专属顾问，免年费"
    assert "¥120.00" in page.reason.text()
    assert [row.member_id for row in page.model._rows] == [member]
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.at(places.MEMBER)
    clerk.press(K.Key_Escape)
    clerk.at(places.SEGMENTS)


def test_the_timeline_says_usual_tiers_in_the_language_spoken(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    shop.kernel.run(tiers.set_by_hand, member, "silver", reason="老客")
    texts.set_language("en")
    clerk.shell.retranslate()
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    model = page.timeline.view.model()
    told = [str(model.index(at, 0).data()) for at in range(model.rowCount())]
    assert any("Base → Silver" in row for row in told), told
