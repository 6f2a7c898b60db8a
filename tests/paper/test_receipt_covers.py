"""Points on the receipt: a member who cannot read where the points went asks at the counter."""

from dataclasses import replace
from datetime import date

from models.base.documents import PaperPoints, PaperTender, Receipt
from tests.paper import reading
from tests.paper.shop023 import RECEIPT
from views.paper import receipt
from views.paper.receipt import Language, Width
from views.paper.receipt_covers import covers
from views.texts import catalogue

POINTS = PaperPoints(
    earned=368,
    yuan=307,
    factor=1200,
    names=("金卡 1.2 倍",),
    used=500,
    repaid=20,
    balance=2328,
    debt=80,
    pending=12,
    next_points=894,
    next_day=date(2026, 9, 30),
    tier="金卡",
    next_tier="铂金",
    missing=115_800,
    measure="spend",
)
PAID = (
    PaperTender(kind="coupon", amount=2000, tendered=2000),
    PaperTender(kind="points", amount=500, tendered=500),
    PaperTender(kind="cash", amount=29850, tendered=35000),
)
WITH_POINTS = replace(RECEIPT, points=POINTS, tenders=PAID)


def _text(paper: Receipt, width: Width, language: Language) -> str:
    return reading.flat(reading.text(receipt.render(paper, width=width, language=language)))


def test_what_points_and_coupons_pay_stands_above_the_total_and_is_no_money() -> None:
    """A receipt that says 323.50 was paid, of which 25.00 were points, is brought back for the whole."""
    words = catalogue("zh")
    taken, whole = covers(WITH_POINTS, words)
    assert taken == (("优惠券", "-20.00"), ("积分抵扣 500 分", "-5.00"))
    assert whole == 2500
    said = receipt.say(WITH_POINTS, words)
    assert said.total == ("实付", "¥298.50")
    assert [left for left, _ in said.paid] == ["现金 350.00"]


def test_a_walk_in_and_a_shop_without_rules_have_no_points_on_the_paper() -> None:
    assert "积分" not in _text(RECEIPT, "80", "zh")


def test_points_without_their_story_are_told_all_the_same() -> None:
    """A bill of an older day has the tender and not the points beside it."""
    bare = replace(WITH_POINTS, points=None)
    assert covers(bare, catalogue("zh"))[0][1] == ("积分抵扣", "-5.00")
    assert covers(bare, catalogue("en"))[0][1] == ("Points", "-5.00")
