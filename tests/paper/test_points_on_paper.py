"""Points on receipt and refund paper: every figure with its reason, in words that nobody has to explain."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from models.base.documents import PaperPoints
from models.base.documents_money import MoneyBack, RefundPaper, RefundPaperLine, RefundPoints
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import RECEIPT
from views.paper import receipt, refund
from views.paper.receipt import Language, Width

WIDTHS: tuple[Width, ...] = get_args(Width)
LANGUAGES: tuple[Language, ...] = get_args(Language)
MARGIN = {"80": 1.0, "58": 1.0, "a5": 14.0}
POINTS = PaperPoints(
    earned=368,
    yuan=307,
    factor=1200,
    names=("金卡 1.2 倍",),
    used=500,
    repaid=20,
    balance=2328,
    debt=0,
    pending=100,
    next_points=894,
    next_day=date(2026, 9, 30),
    tier="金卡",
    next_tier="铂金",
    missing=115800,
    measure="spend",
    bonus=50,
)
NOTHING = replace(
    POINTS, earned=0, yuan=0, factor=0, names=(), used=0, repaid=0, balance=0, pending=0,
    next_points=0, next_day=None, tier="", next_tier="", missing=0, measure="", bonus=0,
)  # fmt: skip
BACK = RefundPoints(taken=368, lapsed=12, forgiven=7, came=500, repaid=30, balance=1980, debt=45)
REFUND = RefundPaper(
    shop=RECEIPT.shop,
    kind="refund",
    number="T-A000004",
    code="42010000000042",
    at=datetime(2026, 6, 12, 3, 0, tzinfo=UTC),
    by="小何",
    approved_by="何玉梅",
    member="张*兰",
    phone_tail="2046",
    bill_number="A-000123",
    bill_at=RECEIPT.at,
    bill_total=32350,
    job_number="",
    lines=(
        RefundPaperLine(
            name="筒体拆洗", unit="次", quantity=1000, billed=8000, before=0, amount=8000
        ),
    ),
    before=0,
    total=8000,
    left=24350,
    ways=(MoneyBack(kind="cash", amount=8000),),
    reason="没修好",
    points=BACK,
)
SAID = {
    "zh": "会员 张*兰 金卡|本次得 368 分|积分余额 2,328|307 元 × 1.2，金卡 1.2 倍|另送|50 分|还掉欠分|20 分"
    "|本次用|500 分|还不能用的|100 分|最早到期|894 分，2026-09-30|再消费 ¥1,158.00 升铂金",
    "en": "Member 张*兰, Gold|Points earned 368|Balance 2,328|307 yuan × 1.2, 金卡 1.2 倍|Bonus|50"
    "|Repaid of a debt|Used|500|Not usable yet|Next to end|894 on 2026-09-30"
    "|¥1,158.00 more spent for Platinum",
}
SAID_BACK = {
    "zh": "积分余额 1,980|收回积分|368 分|早已到期，不再收回|12 分|不够收回，免去|7 分|退回积分|500 分|还掉欠分"
    "|30 分|还欠 45 分，以后得分先还",
    "en": "Balance 1,980|Points taken back|368|Had expired, not taken|12|Short, let go|Points that came back|500"
    "|Repaid of a debt|30|Owes 45 points, repaid from the next earnings",
}


def said(points: PaperPoints | None, width: Width = "80", language: Language = "zh") -> str:
    pdf = receipt.render(replace(RECEIPT, points=points), width=width, language=language)
    return reading.flat(reading.text(pdf))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_explains_the_points(width: Width, language: Language) -> None:
    """Lost otherwise: why it was 368 and not 307, and what ends when."""
    pdf = receipt.render(replace(RECEIPT, points=POINTS), width=width, language=language)
    text = reading.flat(reading.text(pdf))
    for words in SAID[language].split("|"):
        assert reading.flat(words) in text, words
    assert reading.outside(pdf, MARGIN[width]) == []
    assert reading.codes(pdf) == [("QRCode", RECEIPT.code)]
    assert reading.white_around(pdf, "QRCode") >= 3.8


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    """A walk-in, a shop without a programme, a member who has nothing: no row of zeros."""
    bare = said(None)
    assert said(NOTHING) == bare
    assert "分" not in bare.replace("分钟", "")
    assert said(replace(NOTHING, tier="普通")) == bare


def test_rows_are_left_out_one_by_one() -> None:
    """No debt, no end, no next tier, nothing used: each row only where it tells something."""
    only = said(replace(NOTHING, balance=70))
    assert reading.flat("积分余额 70") in only
    for word in ("本次得", "本次用", "最早到期", "欠", "升", "另送"):
        assert word not in only
    assert "最早到期" not in said(replace(POINTS, next_day=None))
    assert "升" not in said(replace(POINTS, next_tier="", missing=0))


def test_what_is_owed_is_told_apart() -> None:
    text = said(replace(POINTS, balance=0, debt=120, next_points=0))
    assert reading.flat("积分余额 0") in text
    assert reading.flat("还欠 120 分，以后得分先还") in text


@pytest.mark.parametrize(
    ("measure", "missing", "words"),
    [
        ("spend", 115800, "再消费 ¥1,158.00 升铂金"),
        ("visits", 2, "再来 2 次升铂金"),
        ("points", 1500, "再得 1,500 分升铂金"),
        ("spend", 0, "已够升铂金"),
    ],
)
def test_the_distance_is_told_in_its_own_unit(measure: str, missing: int, words: str) -> None:
    """1158 yuan told as points is a promise that cannot be kept."""
    assert reading.flat(words) in said(replace(POINTS, measure=measure, missing=missing))


@pytest.mark.parametrize(
    ("yuan", "factor", "earned", "words"),
    [
        (307, 1200, 368, "307 元 × 1.2"),
        (100, 1000, 100, "100 元 × 1，"),
        (3333, 893, 2975, "3,333 元，平均每元约 0.893 分"),
    ],
)
def test_the_formula_is_only_written_as_one_where_it_comes_out(
    yuan: int, factor: int, earned: int, words: str
) -> None:
    """A customer who reckons it must get what is printed; several rates on a bill give an average."""
    text = said(replace(POINTS, yuan=yuan, factor=factor, earned=earned))
    assert reading.flat(words) in text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_wrap_and_nothing_is_cut(width: Width, language: Language) -> None:
    """A multiplier is named by the shop, as long as it likes."""
    names = tuple(f"{'周末双倍积分老客感恩回馈活动' * 3}第{n}档" for n in range(4))
    tier = "至尊无限黑钻终身荣誉会员" * 4
    long = replace(POINTS, names=names, next_tier=tier, tier=tier, missing=10**12, earned=10**9,
                   yuan=10**9, balance=10**9, next_points=10**9)  # fmt: skip
    pdf = receipt.render(replace(RECEIPT, points=long), width=width, language=language)
    text = reading.flat(reading.text(pdf))
    assert [name for name in (*names, tier) if reading.flat(name) not in text] == []
    assert reading.outside(pdf, MARGIN[width]) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_breaks_them(width: Width, text: str) -> None:
    hostile = replace(POINTS, names=(text, text), tier=text, next_tier=text)
    pdf = receipt.render(replace(RECEIPT, points=hostile), width=width, language="zh")
    assert reading.outside(pdf, MARGIN[width]) == []


def test_a_phone_in_a_name_stays_masked() -> None:
    """A campaign named after the shop's mobile number."""
    assert "15401062046" not in said(replace(POINTS, names=("打 15401062046 双倍",)))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_refund_says_what_points_it_moved(width: Width, language: Language) -> None:
    """Lost otherwise: why the balance is lower than before, and that a debt stands."""
    pdf = refund.render(REFUND, width=width, language=language)
    text = reading.flat(reading.text(pdf))
    for words in SAID_BACK[language].split("|"):
        assert reading.flat(words) in text, words
    assert reading.outside(pdf, MARGIN[width]) == []
    bare = refund.render(replace(REFUND, points=None), width=width, language=language)
    assert reading.flat(SAID_BACK[language].split("|")[0]) not in reading.flat(reading.text(bare))


@pytest.mark.parametrize("width", WIDTHS)
def test_what_the_tier_took_off_is_a_row_of_its_own(width: Width) -> None:
    """金卡 95 折 is what the member came back for; it must not hide among single lines."""
    paper = replace(RECEIPT, line_discount=1450, tier_off=1150, tier_name="金卡", tier_per_mille=50)
    text = reading.flat(reading.text(receipt.render(paper, width=width, language="zh")))
    assert "单项优惠-3.00" in text
    assert "金卡95折-11.50" in text
    english = reading.text(receipt.render(paper, width=width, language="en"))
    assert reading.flat("Gold 5% off-11.50") in reading.flat(english)
    free = replace(paper, line_discount=1150, tier_per_mille=0)
    told = reading.flat(reading.text(receipt.render(free, width=width, language="zh")))
    assert "金卡优惠-11.50" in told
    assert "单项优惠" not in told
