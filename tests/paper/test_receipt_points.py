"""Points on the receipt: a member who cannot read where the points went asks at the counter."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from models.base.documents import PaperPoints, PaperTender, Receipt
from tests.paper import reading
from tests.paper.shop023 import RECEIPT
from views.paper import receipt
from views.paper.receipt import Language, Width
from views.paper.receipt_points import covers, rows
from views.texts import catalogue

WIDTHS: tuple[Width, ...] = get_args(Width)
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
SAID: dict[Language, tuple[str, ...]] = {
    "zh": (
        "本次得 368 分", "积分余额 2,328", "307 元 × 1.2", "金卡 1.2 倍", "894 分，2026-09-30",
        "其中还欠分", "20 分", "80 分", "12 分", "再消费 ¥1,158.00 升铂金", "优惠券", "-20.00",
        "积分抵扣 500 分", "-5.00", "¥298.50", "会员 张*兰 金卡", "现金 350.00",
    ),
    "en": (
        "Earned 368 points", "Balance 2,328", "894, 2026-09-30", "¥1,158.00 more spent for Platinum",
        "500 points", "¥298.50", "Gold",
    ),
}  # fmt: skip


def _text(paper: Receipt, width: Width, language: Language) -> str:
    return reading.flat(reading.text(receipt.render(paper, width=width, language=language)))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_points_are_explained_on_every_width(width: Width, language: Language) -> None:
    text = _text(WITH_POINTS, width, language)
    for said in SAID[language]:
        assert reading.flat(said) in text


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
    assert rows(None, catalogue("zh")) == ()
    assert "积分" not in _text(RECEIPT, "80", "zh")


def test_points_without_their_story_are_told_all_the_same() -> None:
    """A bill of an older day has the tender and not the points beside it."""
    bare = replace(WITH_POINTS, points=None)
    assert covers(bare, catalogue("zh"))[0][1] == ("积分抵扣", "-5.00")
    assert covers(bare, catalogue("en"))[0][1] == ("Points", "-5.00")
