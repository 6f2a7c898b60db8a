"""A tier's discount at the till: it stands there by itself, says where it holds, and goes and comes by one key."""

from PySide6.QtCore import Qt

from models.rules.programme import Benefits
from tests.services.test_tier_discount import silver
from tests.shopkeeping import Shop
from tests.views.hands import press
from tests.views.till import Window
from views import texts
from views.places import Till
from views.programme_names import class_name
from views.screens.checkout_lines import _off
from views.screens.checkout_order import from_draft, from_parked
from views.screens.price_item import _earnings

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALL = ("FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618")


def _till(window: Window, shop: Shop, benefits: Benefits = Benefits(discount=50)) -> None:  # noqa: B008 - frozen
    member = silver(shop, benefits)
    window.open(Till(job_id=shop.job(member, *ALL).id))
    window.calm()


def _offs(window: Window) -> list[str]:
    model = window.page.lines.model
    return [_off(model.row_at(at)) for at in range(model.rowCount())]


def test_the_row_of_the_tier_stands_first_and_says_what_it_does(window: Window, shop: Shop) -> None:
    """The bill of the picture: 金卡工时 95 折, 自动, -11.50."""
    _till(window, shop)
    row = window.page.lines.covers.rows["tier"]
    assert row.isVisible()
    assert row.tick.ticked
    told = (row._name.text(), row._word.text(), row._amount.text())
    assert told == ("银卡工时 95 折", "自动", "-11.50")
    assert _offs(window) == ["95 折", "95 折", "95 折", "配件不折", "配件不折"]
    assert not window.page.off.lines.isVisible()  # it is the tier's, not a clerk's
    assert window.page.off._sum.text() == "11.50"
    assert window.page.pay.total == 33250


def test_one_key_leaves_it_out_and_brings_it_back(window: Window, shop: Shop) -> None:
    _till(window, shop)
    row = window.page.lines.covers.rows["tier"]
    press(window.focus(), K.Key_T, CTRL)
    window.calm()
    assert (row.tick.ticked, row._word.text(), row._amount.text()) == (False, "这单不用", "0.00")
    assert _offs(window) == [""] * 5
    assert window.page.pay.total == 34400
    assert window.page.pay.field.hasFocus()
    row.pressed.emit()
    window.calm()
    assert window.page.pay.total == 33250
    window.press(K.Key_Return)
    window.calm()
    assert window.bill().receipt.tier_off == 1150


def test_a_draft_keeps_that_it_was_left_out(window: Window, shop: Shop) -> None:
    _till(window, shop)
    press(window.focus(), K.Key_T, CTRL)
    window.calm()
    order = window.page.work.order
    assert order.started
    assert not from_draft(order.draft(), job_id=order.job_id).tier_discount
    assert from_draft({**order.draft(), "tier_discount": True}).tier_discount
    assert not from_parked(order.parked()).tier_discount
    order.wish_nothing()
    assert order.tier_discount


def test_parts_too_are_said_as_they_are(window: Window, shop: Shop) -> None:
    _till(window, shop, Benefits(discount=50, discount_parts=True))
    row = window.page.lines.covers.rows["tier"]
    assert row._name.text() == "银卡 95 折"
    assert _offs(window) == ["95 折"] * 5
    texts.set_language("en")
    window.shell.retranslate()
    window.page.lines.covers.show_order(window.page.work.order, window.page.work.preview)
    assert row._name.text() == "Silver 5% off"


def test_a_member_without_a_tier_discount_sees_no_row(window: Window, shop: Shop) -> None:
    window.open(Till(job_id=shop.job(shop.member().id, *ALL).id))
    window.calm()
    assert not window.page.lines.covers.rows["tier"].isVisible()
    press(window.focus(), K.Key_T, CTRL)
    assert window.page.pay.total == 34400


def test_every_earning_class_has_its_words() -> None:
    """A class without a word would stand there as code, and a free fee could not be chosen at all."""
    for language in texts.LANGUAGES:
        texts.set_language(language)
        told = dict(_earnings())
        assert set(told) == {"standard", "special", "fee", "none"}
        assert all(class_name(code) != code for code in told)
