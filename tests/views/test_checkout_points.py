"""Points, coupons and visits at the till: a member at the counter waits for every key."""

import pytest
from msgspec import structs
from PySide6.QtCore import Qt

from models.rules.checkout import TenderIn
from models.rules.coupons import CouponPlan
from models.rules.programme import DEFAULT, Multiplier, Programme
from models.services import bills, coupons, points, prepaid, programme, visit_cards
from tests.shopkeeping import Shop
from tests.views.hands import press
from tests.views.till import Window
from views.places import Till

K = Qt.Key


def switch_on(shop: Shop, rules: Programme = DEFAULT) -> None:
    """These rules hold from today."""
    draft = shop.kernel.run(programme.write_draft, rules).result
    today = shop.kernel.ask(bills.whole_day).today
    shop.kernel.run(programme.activate, draft, valid_from=today)


def give_points(shop: Shop, member_id: str, count: int) -> None:
    """Points that a supervisor gave."""
    shop.kernel.run_keyed(shop.key(), points.adjust, member_id, count, reason="开业送的")


def give_coupon(
    shop: Shop, member_id: str, value: int, *, least: int = 0, name: str = "老客回访券"
) -> str:
    """A coupon in yuan."""
    plan = CouponPlan(name=name, coupon_kind="amount", value=value, least=least, days=30)
    made: str = shop.kernel.run_keyed(shop.key(), coupons.give, member_id, plan).result
    return made


@pytest.fixture
def member(shop: Shop) -> str:
    """A member with 2,480 points and two coupons, in a shop whose gold lines earn 1.2 times."""
    switch_on(
        shop,
        structs.replace(DEFAULT, multipliers=(Multiplier(code="x", name="会员日", factor=1200),)),
    )
    found = shop.member().id
    give_points(shop, found, 2480)
    give_coupon(shop, found, 2000, least=30_000)
    give_coupon(shop, found, 500, name="小券")
    return found


def _till(window: Window, shop: Shop, member: str) -> None:
    codes = ("FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618")
    job = shop.job(member, *codes)
    window.open(Till(job_id=job.id))


def _press(window: Window, key: Qt.Key) -> None:
    window.press(key)
    window.calm()


def test_points_cost_one_key_beyond_paying(window: Window, shop: Shop, member: str) -> None:
    """The member says "with points", and the clerk's hand stays on the number pad."""
    _till(window, shop, member)
    keys = [K.Key_Minus, K.Key_Return]
    for key in keys:
        _press(window, key)
    assert len(keys) - 1 <= 3  # what it costs beyond the Enter that pays
    bill = window.bill()
    assert bill.receipt.total == 34400
    paid = {tender.kind: tender.amount for tender in bill.receipt.tenders}
    assert paid == {"points": 2400, "wechat": 32000}
    left = shop.kernel.ask(points.of_member, member)
    assert left.available == 2480 - 2400 + 384


def test_coupon_and_points_together_are_three_keys_and_the_sum_is_shown(
    window: Window, shop: Shop, member: str
) -> None:
    _till(window, shop, member)
    for key in (K.Key_F5, K.Key_F6):
        _press(window, key)
    page = window.page
    assert page.pay.total == 34400 - 2000 - 2400
    covers = page.lines.covers
    assert covers.rows["coupon"]._name.text() == "老客回访券"
    assert covers.rows["points"]._name.text() == "积分抵扣 2,400 分"
    assert "先用" in covers.rows["points"]._word.text()
    assert page.pay.points.lines() == [
        "本次得分，会员日 +360",
        "积分余额 2,480 - 2,400 + 360 = 440",
    ]
    _press(window, K.Key_Return)
    assert {tender.kind for tender in window.bill().receipt.tenders} == {
        "coupon",
        "points",
        "wechat",
    }


def test_typed_before_the_minus_it_is_so_many_points(
    window: Window, shop: Shop, member: str
) -> None:
    """500 points and no more: 500, minus, Enter, as in the picture."""
    _till(window, shop, member)
    window.type("500")
    _press(window, K.Key_Minus)
    page = window.page
    assert page.work.order.points == 500
    assert page.pay.total == 34400 - 500
    assert page.pay.kind() == "wechat"
    assert page.pay.points.lines()[-1] == "积分余额 2,480 - 500 + 406 = 2,386"
    _press(window, K.Key_F6)
    assert page.work.order.points == 0


def test_the_next_press_takes_the_next_coupon_and_then_none(
    window: Window, shop: Shop, member: str
) -> None:
    _till(window, shop, member)
    seen = []
    for _ in range(3):
        _press(window, K.Key_F5)
        seen.append(window.page.pay.total)
    assert seen == [32400, 33900, 34400]


def test_a_coupon_that_no_longer_fits_is_let_go(window: Window, member: str) -> None:
    """A line was taken off and the till stood still, with a customer before it."""
    window.open(Till(member_id=member))
    for code in ("FW-114", "FW-114", "FW-120"):
        window.add(code)
    page = window.page
    page.pay.field.setFocus()
    _press(window, K.Key_F5)
    assert page.work.order.coupon_ids
    page.work.remove(0, "x")
    window.calm()
    assert page.work.order.coupon_ids == []
    assert page.work.fresh
    assert page.lines.covers.rows["coupon"]._word.property("tone") == "danger"
    assert page.pay.total == page.work.preview.priced.total  # type: ignore[union-attr]


def test_another_member_pays_with_nobody_elses_points(
    window: Window, shop: Shop, member: str
) -> None:
    other = shop.member("刘敏", "15401066180").id
    window.open(Till(member_id=member))
    window.add("FW-114")
    window.page.pay.field.setFocus()
    _press(window, K.Key_F6)
    assert window.page.work.order.points
    window.page.work.set_member(other)
    window.calm()
    assert window.page.work.order.points == 0
    assert window.page.lines.covers.rows["points"].isHidden()


def test_without_a_member_the_key_says_what_to_do(window: Window, member: str) -> None:
    del member
    window.open(Till())
    window.add("FW-001")
    window.page.pay.field.setFocus()
    _press(window, K.Key_F6)
    assert window.words() == "先选会员，按 Ctrl+E"
    assert window.count() == 0


def test_visits_of_a_card_pay_for_their_service_by_one_key(
    window: Window, shop: Shop, member: str
) -> None:
    tender = TenderIn("cash", 32_000)
    shop.kernel.run_keyed(
        shop.key(), visit_cards.sell, member,
        item_id=shop.items["FW-120"], visits=5, price=32_000, tender=tender,
    )  # fmt: skip
    window.open(Till(member_id=member))
    window.add("FW-120")
    window.page.pay.field.setFocus()
    assert window.page.lines.covers.rows["visit"]._word.text() == "还剩 5 次"
    press(window.focus(), K.Key_J, Qt.KeyboardModifier.ControlModifier)
    window.calm()
    assert window.page.pay.total == 0
    assert window.page.lines.covers.rows["visit"]._word.text() == "用 1 次，还剩 4 次"
    _press(window, K.Key_Return)
    assert [one.left for one in shop.kernel.ask(visit_cards.of_member, member)] == [4]


def test_stored_value_is_a_tile_for_who_has_some(window: Window, shop: Shop, member: str) -> None:
    shop.kernel.run_keyed(
        shop.key(), prepaid.top_up, member, amount=50_000, tender=TenderIn("cash", 50_000)
    )
    window.open(Till(member_id=member))
    window.add("FW-114")
    page = window.page
    page.pay.field.setFocus()
    assert "stored" in page.pay.kinds
    for _ in page.pay.kinds:
        if page.pay.kind() == "stored":
            break
        _press(window, K.Key_Slash)
    assert page.pay.change.words.text() == "用储值付，付后还剩 ¥405.00"
    _press(window, K.Key_Return)
    assert shop.kernel.ask(prepaid.of_member, member).value.total == 52_500 - 12_000
    window.page.opened(None)
    window.calm()
    window.add("FW-001")
    assert "stored" not in window.page.pay.kinds  # a walk-in has none


def test_a_scanned_coupon_is_used_and_a_used_one_says_where(
    window: Window, shop: Shop, member: str
) -> None:
    """The code on the paper is quicker than any list, also where two coupons look alike."""
    row = next(r for r in shop.kernel.ask(coupons.of_member, member) if r.name == "小券")
    window.open(Till(member_id=member))
    window.add("FW-114")
    assert window.page.take_scan(row.code)
    window.calm()
    assert window.page.work.order.coupon_ids == [row.id]
    window.page.pay.field.setFocus()
    _press(window, K.Key_Return)
    window.open(Till(member_id=member))
    window.add("FW-114")
    assert window.page.take_scan(row.code)
    window.calm()
    assert window.page.work.order.coupon_ids == []
    assert window.page.lines.covers.rows["coupon"]._word.text() == f"券 {row.number} 用过了"
