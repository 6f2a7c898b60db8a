"""Stored value and visit cards by keys: money paid ahead that nobody could book was written on a slip of paper."""

from datetime import timedelta

from PySide6.QtCore import Qt

from models.rules.checkout import TenderIn
from models.services import prepaid, visit_cards
from tests.clerk import CTRL, Clerk
from tests.services.rewarding import card, give_back, order, pay
from tests.shopkeeping import Shop
from tests.views.test_checkout_points import switch_on
from views import places
from views.screens.prepaid import PrepaidPage

K = Qt.Key


def _open(clerk: Clerk, shop: Shop) -> tuple[PrepaidPage, str]:
    switch_on(shop)
    member = shop.member().id
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    clerk.press(K.Key_P, held=CTRL)
    clerk.at(places.PREPAID)
    page = clerk.page
    assert isinstance(page, PrepaidPage)
    return page, member


def _ask_for_card(clerk: Clerk, member: str) -> None:
    """Come to the page anew, to give a card back."""
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    clerk.press(K.Key_P, held=CTRL)
    clerk.press(K.Key_4, held=CTRL)


def test_money_is_paid_ahead_with_its_gift_and_given_back_by_the_formula(
    clerk: Clerk, shop: Shop
) -> None:
    page, member = _open(clerk, shop)
    clerk.type("500")
    assert page.ask._formula.text() == "送 ¥25.00"
    clerk.press(K.Key_Return)
    clerk.type("600")
    clerk.press(K.Key_Return, held=CTRL)
    assert "已存 ¥500.00" in clerk.words()
    assert clerk.words().endswith("找零 100.00")
    value = shop.kernel.ask(prepaid.of_member, member)
    assert (value.value.paid, value.value.gift) == (50_000, 2_500)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no slip came out")
    clerk.press(K.Key_3, held=CTRL)
    assert page.ask._formula.text() == "可退 ¥500.00：存 500.00 - 用 0.00，赠送的 ¥25.00 作废"
    clerk.press(K.Key_Return, held=CTRL)
    assert page.ask.form.refused() == ["reason"]
    clerk.type("搬家了")
    clerk.press(K.Key_Return)
    assert shop.kernel.ask(prepaid.of_member, member).value.total == 0


def test_a_visit_card_is_sold_and_what_is_left_of_it_given_back(clerk: Clerk, shop: Shop) -> None:
    page, member = _open(clerk, shop)
    clerk.press(K.Key_2, held=CTRL)
    page.ask._choice("item").choose(shop.items["FW-120"])
    page.ask.fields["visits"].setFocus()
    clerk.type("5")
    clerk.press(K.Key_Return)
    clerk.type("320")
    clerk.press(K.Key_Return, held=CTRL)
    (card,) = shop.kernel.ask(visit_cards.of_member, member)
    assert (card.left, card.price) == (5, 32_000)
    clerk.press(K.Key_4, held=CTRL)
    assert page.ask._formula.text() == "可退 ¥320.00：买 320.00 - 0 次 × 80.00"
    page.ask.fields["reason"].setFocus()
    clerk.type("不用了")
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(visit_cards.of_member, member) == ()


def test_an_expired_card_is_still_given_back(clerk: Clerk, shop: Shop) -> None:
    """The visits are gone, the money is not: a clerk who cannot give it back argues with the member."""
    page, member = _open(clerk, shop)
    shop.kernel.run_keyed(
        shop.key(), visit_cards.sell, member, item_id=shop.items["FW-120"], visits=5,
        price=32_000, days=30, tender=TenderIn("cash", 32_000),
    )  # fmt: skip
    shop.clock.advance(timedelta(days=40))
    _ask_for_card(clerk, member)
    assert page.ask._choice("card").currentText() == "筒体拆洗，剩 5 次，过期了"
    assert page.ask._formula.text() == "可退 ¥320.00：买 320.00 - 0 次 × 80.00"
    page.ask.fields["reason"].setFocus()
    clerk.type("过期退卡")
    clerk.press(K.Key_Return, held=CTRL)
    (row,) = shop.kernel.ask(visit_cards.of_member, member, past=True)
    assert row.state == "closed"
    assert "已退次卡 ¥320.00" in clerk.words()


def test_a_used_up_card_is_given_back_where_part_of_a_visit_came_back(
    clerk: Clerk, shop: Shop
) -> None:
    """The last visit was bad and half of it came back: the page hid the card, and 40 stayed with the shop."""
    page, member = _open(clerk, shop)
    sold = card(shop, member, visits=1, price=8_000)
    bill = pay(shop, order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 1),)))
    _ask_for_card(clerk, member)
    assert page.ask._choice("card").currentText() == ""
    give_back(shop, bill.id, amount=4_000)
    _ask_for_card(clerk, member)
    assert page.ask._choice("card").currentText() == "筒体拆洗，剩 0 次，用完了"
    assert page.ask._formula.text() == "可退 ¥40.00：买 80.00 - 1 次 × 80.00 + 没退满一次的 40.00"
    page.ask.fields["reason"].setFocus()
    clerk.type("不修了")
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).state == "closed"
    assert "已退次卡 ¥40.00" in clerk.words()


def test_without_a_card_there_is_nothing_to_give_back(clerk: Clerk, shop: Shop) -> None:
    page, _ = _open(clerk, shop)
    clerk.press(K.Key_4, held=CTRL)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.ask.form.refused() == ["card"]
    assert page.ask.form.message("card") == "这位会员没有可退的次卡"


def test_an_empty_amount_is_refused_beside_its_field(clerk: Clerk, shop: Shop) -> None:
    page, _ = _open(clerk, shop)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.ask.form.refused() == ["amount"]


def test_a_long_name_gives_way_to_where_one_is(clerk: Clerk, shop: Shop) -> None:
    """A name of 40 characters pushed the page's title off its own line."""
    member = shop.member("欧阳" * 20).id
    clerk.shell.go(places.PREPAID, member)
    clerk.calm()
    title = clerk.shell.top._title
    assert title.text() == clerk.page.title()
    assert title.width() >= title.sizeHint().width()
