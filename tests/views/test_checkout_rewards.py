"""Rewards at the till: the member pays a repair and takes the cup along, and nobody leaves the page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.rules.coupons import CouponPlan
from models.services import points, redemptions
from models.services.redemptions import RedemptionRow
from tests.services import rewarding
from tests.services.rewarding import reward
from tests.shopkeeping import Shop
from tests.views.hands import press
from tests.views.test_checkout_points import _press, _till, member
from tests.views.till import Window
from views import texts
from views.places import Till
from views.screens.checkout_rewards import TWICE_MS

__all__ = ["member"]
K = Qt.Key


@pytest.fixture
def cup(shop: Shop, member: str) -> str:
    """A cup for 500 points, a lamp for 300 and 10 yuan, a coupon for 5,000 that the 2,480 do not reach."""
    made = reward(shop, code="CUP", name="保温杯", points=500, stock=3, each_most=2)
    reward(shop, code="LAMP", name="台灯", points=300, cash=1000)
    plan = CouponPlan(name="满减 100", value=10_000, days=30)
    reward(shop, code="FAR", name="大券", points=5000, reward_kind="coupon", coupon=plan)
    del member
    return made


def _choose(window: Window) -> None:
    """Enter, and the moment after it in which a second Enter does nothing."""
    _press(window, K.Key_Return)
    page = window.page
    window.qtbot.waitUntil(lambda: not page._closing.isActive())
    window.calm()


def _open(window: Window) -> None:
    press(window.focus(), K.Key_R, Qt.KeyboardModifier.ControlModifier)
    window.calm()


def _names(window: Window) -> list[str]:
    view = window.page.lines.rewards._list().view
    model = view.model()
    return [
        model.index(n, 0).data(Qt.ItemDataRole.UserRole).details.name
        for n in range(model.rowCount())
    ]


def _redeemed(shop: Shop, member: str) -> tuple[RedemptionRow, ...]:
    return shop.kernel.ask(redemptions.of_member, member)


def test_a_reward_costs_two_keys_beyond_paying(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """The issue allows three. The bill stays as it stood, and the voucher is on the counter."""
    _till(window, shop, member)
    _press(window, K.Key_F5)
    _open(window)
    assert _names(window) == ["保温杯", "台灯", "大券"]
    _choose(window)
    assert [(row.reward, row.state) for row in _redeemed(shop, member)] == [("保温杯", "completed")]
    assert "已兑 保温杯，用 500 分，还剩 1,980 分" in window.words()
    assert window.page.pay.total == 32400
    assert window.focus() is window.page.pay.field
    assert [sheet.title for sheet in window.printer.sheets] == ["L-A000001"]
    _press(window, K.Key_Return)
    paid = {tender.kind: tender.amount for tender in window.bill().receipt.tenders}
    assert paid == {"coupon": 2000, "wechat": 32400}
    assert shop.kernel.ask(points.of_member, member).available == 1980 + 388
    del cup


def test_letters_find_the_reward_and_its_money_is_named_before_it_is_taken(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """Ten yuan that the clerk forgot to ask for are ten yuan short in the evening."""
    _till(window, shop, member)
    _press(window, K.Key_Slash)
    _open(window)
    window.type("td")
    window.qtbot.waitUntil(lambda: _names(window) == ["台灯"])
    _press(window, K.Key_Return)
    assert _redeemed(shop, member) == ()
    assert window.page.lines.rewards.told.isVisible()
    assert window.page.lines.rewards.told.text() == "另收 ¥10.00（支付宝），收到再按 Enter"
    _press(window, K.Key_Return)
    assert _redeemed(shop, member) == ()  # the second half of a double Enter
    window.qtbot.waitUntil(lambda: window.page._answered.hasExpired(TWICE_MS))
    _choose(window)
    (row,) = _redeemed(shop, member)
    assert (row.reward, row.points, row.cash) == ("台灯", 300, 1000)
    del cup


def test_after_the_bill_it_stands_beside_that_bill(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """The customer says "and the cup" when the change is in the hand already."""
    _till(window, shop, member)
    _press(window, K.Key_Return)
    number = window.bill().receipt.number
    _open(window)
    _choose(window)
    (row,) = _redeemed(shop, member)
    assert (row.reward, row.bill_number) == ("保温杯", number)
    assert window.page.posted is not None
    assert window.page.lines.rewards.isHidden()
    del cup


def test_points_that_went_into_a_reward_are_not_paid_with_once_more(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """2,400 of 2,480 were to pay; 500 of them went into the cup."""
    _till(window, shop, member)
    _press(window, K.Key_F6)
    assert window.page.work.order.points == 2400
    _open(window)
    _choose(window)
    assert window.page.work.order.points == 1900
    assert window.page.pay.total == 34400 - 1900
    del cup


def test_what_cannot_be_had_is_refused_in_words_and_nothing_happens(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """Too dear stands last; what the member had often enough is not offered at all."""
    _till(window, shop, member)
    for _ in range(2):
        _open(window)
        _choose(window)
    _open(window)
    assert _names(window) == ["台灯", "大券"]
    _press(window, K.Key_Down)
    _press(window, K.Key_Return)
    assert "1,480" in window.page.lines.rewards.told.text()
    assert len(_redeemed(shop, member)) == 2
    _press(window, K.Key_Escape)
    assert window.page.lines.rewards.isHidden()
    assert window.page.lines.finder.isVisible()
    assert window.focus() is window.page.pay.field
    del cup


@pytest.mark.parametrize("settled", [False, True])
def test_a_double_enter_hands_out_one(
    window: Window, shop: Shop, member: str, cup: str, settled: bool
) -> None:
    """Nothing happens twice, and the second Enter does not pay the bill unseen, however late it comes."""
    _till(window, shop, member)
    _open(window)
    window.press(K.Key_Return)
    if settled:
        window.calm()
    window.press(K.Key_Return)
    window.calm()
    assert len(_redeemed(shop, member)) == 1
    assert window.count() == 0
    window.qtbot.waitUntil(window.page.lines.rewards.isHidden)
    assert window.focus() is window.page.pay.field
    del cup


def test_a_double_click_hands_out_one_and_ticks_nothing(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """Under the list lie coupon and points, and its second half would fall on them."""
    _till(window, shop, member)
    _open(window)
    view = window.page.lines.rewards._list().view
    where = view.visualRect(view.model().index(0, 0)).center()
    for _ in range(2):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        window.calm()
        assert view.isVisible()
    order = window.page.work.order
    assert len(_redeemed(shop, member)) == 1
    assert (order.points, order.coupon_ids, window.count()) == (0, [], 0)
    del cup


def test_an_enter_before_the_list_is_there_does_nothing(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """Which reward it would be nobody has seen; and it must not pay the bill."""
    _till(window, shop, member)
    press(window.focus(), K.Key_R, Qt.KeyboardModifier.ControlModifier)
    window.press(K.Key_Return)
    window.calm()
    assert (_redeemed(shop, member), window.count()) == ((), 0)
    assert _names(window)[0] == "保温杯"
    del cup


def test_it_is_taken_back_by_one_key(window: Window, shop: Shop, member: str, cup: str) -> None:
    """The wrong one of two cups; the bill on the till is as it was."""
    _till(window, shop, member)
    _open(window)
    _choose(window)
    window.notices.undo()
    window.calm()
    assert [row.state for row in _redeemed(shop, member)] == ["cancelled"]
    assert rewarding.available(shop, member) == 2480
    del cup


def test_a_walk_in_is_asked_who_it_is(window: Window, cup: str) -> None:
    window.open(Till())
    _open(window)
    assert window.words() == "先选会员，按 Ctrl+E"
    assert window.page.lines.rewards.isHidden()
    del cup


def test_a_shop_without_rewards_says_so(window: Window, shop: Shop, member: str) -> None:
    """An empty list without a word looks like a program that hangs."""
    _till(window, shop, member)
    _open(window)
    assert _names(window) == []
    _press(window, K.Key_Return)
    assert _redeemed(shop, member) == ()
    assert window.page.lines.rewards.isHidden()
    assert window.focus() is window.page.pay.field


def test_the_list_speaks_the_language_of_the_screen(
    window: Window, shop: Shop, member: str, cup: str
) -> None:
    """A clerk who reads English changes the language with a sale on the till."""
    _till(window, shop, member)
    texts.set_language("en")
    field = window.page.lines.rewards
    assert (field.accessibleName(), field.placeholderText()[:6]) == ("Redeem", "Reward")
    assert window.page.lines.finder.accessibleName() == "Add line"
    del cup
