"""The points page by keys: redeem, put aside, check a coupon, and explain any balance in three steps."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from models.rules.coupons import CouponPlan
from models.services import coupons, households, points, redemptions, rewards
from models.services.rewards import RewardDetails
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from tests.views.test_checkout_points import give_coupon, give_points, switch_on
from views import places, texts
from views.screens.member import MemberPage
from views.screens.points import PointsPage
from views.screens.rewards import RewardsPage
from views.widgets.badge import Badge

K = Qt.Key


def _reward(
    shop: Shop, code: str, name: str, cost: int, *, cash: int = 0, stock: int | None = None
) -> str:
    details = RewardDetails(code=code, name=name, points=cost, cash=cash, stock=stock)
    made: str = shop.kernel.run(rewards.add, details).result
    return made


@pytest.fixture
def member(clerk: Clerk, shop: Shop) -> str:
    """A member with 2,480 points before a catalogue of two rewards; the clerk's clock is the shop's."""
    del clerk
    switch_on(shop)
    _reward(shop, "LP-01", "洗洁精一瓶", 500, stock=2)
    _reward(shop, "LP-02", "空调清洗一次", 800, cash=1000)
    found = shop.member().id
    give_points(shop, found, 2480)
    return found


def _open(clerk: Clerk, member_id: str) -> PointsPage:
    clerk.shell.go(places.MEMBER, member_id)
    clerk.calm()
    clerk.press(K.Key_F6)
    clerk.at(places.POINTS)
    page = clerk.page
    assert isinstance(page, PointsPage)
    return page


def test_the_rail_has_points_between_till_and_prices(clerk: Clerk) -> None:
    clerk.press(K.Key_5, held=ALT)
    clerk.at(places.POINTS)
    clerk.press(K.Key_4, held=ALT)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_6, held=ALT)
    clerk.at(places.PRICES)


def test_two_rewards_are_redeemed_by_keys_and_taken_back_by_one(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    page = _open(clerk, member)
    clerk.press(K.Key_Return, K.Key_Down, K.Key_Return)
    assert page.basket._after.text() == "用 1,300，还剩 1,180"
    assert page.basket.cash() == 1000
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert "还剩 1,180 分" in clerk.words()
    states = [row.state for row in shop.kernel.ask(redemptions.of_member, member)]
    assert states == ["completed", "completed"]
    assert page.basket.chosen() == ()
    clerk.press(K.Key_Z, held=CTRL)
    clerk.calm()
    assert shop.kernel.ask(points.of_member, member).available == 2480


def test_what_is_too_dear_is_refused_beside_the_basket_and_stays_in_it(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    """The clerk must not have to choose everything again because one thing was too dear."""
    page = _open(clerk, member)
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Return)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.basket._first.text() == "只剩 2 份"
    assert [one.quantity for one in page.basket.chosen()] == [3]
    assert shop.kernel.ask(redemptions.of_member, member) == ()
    clerk.press(K.Key_2, held=CTRL)
    clerk.press(K.Key_Delete)
    assert [one.quantity for one in page.basket.chosen()] == [2]


def test_a_reward_is_put_aside_handed_over_later_or_given_up(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    _open(clerk, member)
    clerk.press(K.Key_Return)
    clerk.press(K.Key_H, held=CTRL)
    (row,) = shop.kernel.ask(redemptions.of_member, member)
    assert row.state == "held"
    clerk.press(K.Key_2, held=CTRL)
    clerk.press(K.Key_Return)
    assert shop.kernel.ask(redemptions.file, row.id).state == "completed"
    clerk.press(K.Key_1, held=CTRL)
    clerk.press(K.Key_Return)
    clerk.press(K.Key_H, held=CTRL)
    clerk.press(K.Key_2, held=CTRL)
    clerk.press(K.Key_Delete)
    assert shop.kernel.ask(redemptions.of_member, member)[0].state == "cancelled"
    assert shop.kernel.ask(points.of_member, member).available == 2480 - 500


def test_any_balance_is_explained_in_three_steps(clerk: Clerk, shop: Shop, member: str) -> None:
    """An angry member asks where the points went: balance, lot, what happened to it."""
    before = shop.kernel.ask(points.of_member, member).on
    shop.clock.advance(timedelta(days=3))
    shop.sell("FW-114", member_id=member)
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    page.points.opened.emit(page.points.lots.model().index(1, 0).data(Qt.ItemDataRole.UserRole))
    clerk.at(places.POINTS)
    clerk.calm()
    ledger = clerk.page.ledger  # type: ignore[attr-defined]
    assert ledger.lots.current_row().points == 120
    assert "更换滚筒轴承，工时" in ledger._why.text()
    assert [move.points for move in ledger.moves.model().rows()] == [120]
    clerk.press(K.Key_D, held=CTRL)
    clerk.type(before.isoformat())
    clerk.press(K.Key_Return)
    clerk.calm()
    assert ledger._sum.text() == f"{before.isoformat()} 有 2,480 分"
    assert [lot.points for lot in ledger.lots.model().rows()] == [2480]
    clerk.type("x")
    clerk.press(K.Key_Return)
    assert ledger._sum.property("tone") == "danger"


def test_a_coupon_is_checked_by_its_number_and_by_a_scan(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    made = give_coupon(shop, member, 2000, least=30_000)
    row = shop.kernel.ask(coupons.file, made)
    page = _open(clerk, member)
    clerk.press(K.Key_F5)
    clerk.type(row.number)
    clerk.press(K.Key_Return)
    assert page.check.told().startswith("能用，到 ")
    shop.kernel.run(coupons.withdraw, made)
    clerk.scan(row.code)
    assert page.check.told().startswith("收回了")
    clerk.press(K.Key_F5)
    clerk.type("Q-A999999")
    clerk.press(K.Key_Return)
    assert page.check.form.refused() == ["number"]
    clerk.press(K.Key_Escape)
    assert page._middle.currentWidget() is page.basket


def test_a_reward_and_a_coupon_reward_are_written_by_keys(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    del member
    clerk.press(K.Key_5, held=ALT)
    clerk.press(K.Key_J, held=CTRL)
    clerk.at(places.REWARDS)
    page = clerk.page
    assert isinstance(page, RewardsPage)
    clerk.press(K.Key_Insert)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.form.form.refused() == ["code"]
    clerk.type("lp-09")
    clerk.press(K.Key_Return)
    clerk.type("满 200 减 20")
    clerk.press(K.Key_Return)
    clerk.type("300")
    page.form.fields["reward_kind"].setFocus()
    clerk.press(K.Key_Home)
    assert "免费一项" in page.form.form.message("reward_kind")
    clerk.press(K.Key_End)
    assert page.form.form.message("reward_kind") == ""
    page.form.fields["amount"].setFocus()
    clerk.type("20")
    clerk.press(K.Key_Return, held=CTRL)
    row = next(r for r in shop.kernel.ask(rewards.listed) if r.details.code == "LP-09")
    assert row.details.coupon == CouponPlan(
        name="满 200 减 20", coupon_kind="amount", value=2000, days=30
    )
    assert row.details.points == 300
    clerk.press(K.Key_Z, held=CTRL)
    assert len(shop.kernel.ask(rewards.listed)) == 2


def test_the_member_file_tells_balance_worth_tier_and_segment(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    shop.sell("FW-001", "FW-114", member_id=member)
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    panel = page.points
    assert panel._have.text() == "2,630"
    assert panel._worth.text() == "分，抵 ¥26.30"
    assert panel._below.text() == "再消费 ¥1,850.00 升银卡"
    badges = [
        badge.accessibleName() for badge in page._header.findChildren(Badge) if badge.isVisible()
    ]
    assert badges == ["普通"]
    segment = panel._segment.text()
    assert segment.endswith("客户")
    assert segment not in badges
    texts.set_language("en")
    clerk.calm()
    assert panel._worth.text() == "points, pay ¥26.30"


def test_without_rules_the_file_shows_no_points(clerk: Clerk, shop: Shop) -> None:
    """What a shop has not switched on is absent, not drawn."""
    found = shop.member().id
    clerk.shell.go(places.MEMBER, found)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    assert page.points.isHidden()


def test_points_are_put_right_with_a_reason_and_never_without(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    page = _open(clerk, member)
    clerk.press(K.Key_U, held=CTRL)
    clerk.type("80")
    clerk.press(K.Key_Return, held=CTRL)
    assert page.ask.form.refused() == ["reason"]
    clerk.type("上次少记了")
    clerk.press(K.Key_Return)
    assert shop.kernel.ask(points.of_member, member).available == 2560
    entry = shop.kernel.ask(points.entries, member)[0]
    assert (entry.kind, entry.reason) == ("adjust", "上次少记了")
    assert page._middle.currentWidget() is page.basket


def test_a_voucher_comes_out_with_each_redemption(clerk: Clerk, shop: Shop, member: str) -> None:
    del shop
    _open(clerk, member)
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no voucher came out")
    clerk.press(K.Key_F9)
    clerk.until(lambda: len(clerk.tray.sheets) == 2, "no copy came out")


def test_what_a_member_did_is_credited_and_taken_back(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    """A review counts once a day; the clerk sees it before the member is disappointed."""
    page = _open(clerk, member)
    clerk.press(K.Key_B, held=CTRL)
    rows = [row for row in page.standing.list._rows.rows() if hasattr(row, "does")]
    assert [(row.title, row.right) for row in rows if row.does == "credit"] == [("评价", "+50")]
    clerk.press(K.Key_Return)
    assert shop.kernel.ask(points.of_member, member).available == 2530
    again = page.standing.list.current_row()
    assert (again.does, again.quiet) == ("", "这一期给满了")
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(points.of_member, member).available == 2480


def test_a_household_shares_its_points_and_parts_again(
    clerk: Clerk, shop: Shop, member: str
) -> None:
    other = shop.member("刘敏", "15401066180").id
    shop.kernel.run(households.join, member, other)
    give_points(shop, other, 100)
    page = _open(clerk, member)
    clerk.press(K.Key_B, held=CTRL)
    page.standing.list.point_row(lambda row: getattr(row, "does", "") == "pot")
    clerk.press(K.Key_Return)
    assert shop.kernel.ask(points.of_member, other).available == 2580
    assert page._points is not None
    assert page._points.pot
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(points.of_member, other).available == 100
