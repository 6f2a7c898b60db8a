"""The papers of points and of money paid ahead: what a member takes home says what it is good for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from models.base.documents_points import (
    CouponPaper,
    PrepaidFormula,
    PrepaidPaper,
    VisitCardPaper,
    Voucher,
)
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import RECEIPT
from views.paper import coupon, prepaid, visit_card, voucher
from views.paper.output import make_roll
from views.paper.receipt import Language, Width

WIDTHS: tuple[Width, ...] = get_args(Width)
LANGUAGES: tuple[Language, ...] = get_args(Language)
AT = datetime(2026, 6, 11, 9, 40, tzinfo=UTC)
HELD = Voucher(
    shop=RECEIPT.shop,
    number="L-A000012",
    code="80010000000128",
    at=AT,
    by="小何",
    approved_by="何玉梅",
    member="张*兰",
    phone_tail="2046",
    reward="保温杯",
    reward_kind="goods",
    quantity=2,
    points=1000,
    cash=2000,
    kind="",
    points_left=1234,
    state="held",
    held_until=date(2026, 6, 18),
    coupon_number="",
)
TICKET = CouponPaper(
    shop=RECEIPT.shop,
    number="Q-A000003",
    code="81010000000034",
    at=AT,
    by="小何",
    member="张*兰",
    phone_tail="2046",
    name="生日礼券",
    coupon_kind="percent",
    value=125,
    most=5000,
    least=10000,
    item="筒体拆洗",
    first_day=date(2026, 6, 11),
    last_day=date(2026, 7, 11),
    state="issued",
)
TOPPED = PrepaidPaper(
    shop=RECEIPT.shop,
    direction="in",
    what="value",
    number="C-A000007",
    code="82010000000072",
    at=AT,
    by="小何",
    approved_by="",
    member="张*兰",
    phone_tail="2046",
    amount=50000,
    gift=2500,
    kind="cash",
    tendered=60000,
    change=10000,
    paid_left=50000,
    gift_left=2500,
    title="",
    ref_number="",
    visits_left=0,
    formula=None,
    reason="",
)
GIVEN = replace(
    TOPPED,
    direction="out",
    number="C-A000008",
    approved_by="何玉梅",
    amount=47000,
    tendered=47000,
    change=0,
    paid_left=0,
    gift_left=0,
    formula=PrepaidFormula(paid=50000, used=3000, back=47000, gift_lost=2500),
    reason="搬走了",
)
CARD_BACK = replace(
    GIVEN,
    what="card",
    amount=0,
    tendered=0,
    title="拆洗五次卡",
    ref_number="K-A000001",
    formula=PrepaidFormula(paid=32000, used=40000, back=0, visits=5, single=8000),
)
CARD = VisitCardPaper(
    shop=RECEIPT.shop,
    number="K-A000001",
    code="83010000000014",
    at=AT,
    member="张*兰",
    phone_tail="2046",
    name="拆洗五次卡",
    item="筒体拆洗",
    visits=5,
    left=4,
    price=32000,
    single=8000,
    first_day=date(2026, 6, 11),
    last_day=None,
    closed=False,
    uses=((date(2026, 6, 12), 1, "A-000123"),),
)
SAID = {
    "zh": (
        "兑换凭证|L-A000012|2026-06-11 17:40|经手 小何|批准 何玉梅|会员 张*兰|保温杯|1,000|取货时另付 20.00"
        "|还可用积分 1,234|已留货|保留到 2026-06-18|凭此码取货",
        "优惠券|Q-A000003|生日礼券|减 12.5%|满 100.00 可用|最多减 50.00|限：筒体拆洗|有效期"
        "|2026-06-11 至 2026-07-11"
        "|只用一次",
        "储值收据|C-A000007|¥500.00|现金实收 600.00|找零 100.00|另送 25.00|储值余额 500.00，赠送 25.00"
        "|退款怎么算|已付金额减去已用金额",
        "储值退款单|已付|500.00|减：已用|-30.00|剩余赠送作废|25.00|¥470.00|退现金 470.00|原因 搬走了|客户签收",
        "次卡退款单|K-A000001|已用 5 次 × 单次 80.00|-400.00|实退|0.00",
        "次卡|K-A000001|4 / 5|拆洗五次卡|80.00|320.00|长期有效|2026-06-12 1 次 A-000123",
    ),
    "en": (
        "Voucher|20.00 to pay when it is fetched|Held until 2026-06-18",
        "Coupon|12.5% off|From 100.00 on|For: |2026-06-11 to 2026-07-11",
        "Stored value receipt|25.00 on top|How it is given back",
        "Stored value returned|less used, gift included|Gift left, forfeited|¥470.00",
        "Visit card returned|less 5 visits used × 80.00",
        "Visit card|Visits left|for life",
    ),
}


def _papers(width: Width, language: Language, copy: int = 0) -> tuple[bytes, ...]:
    return (
        voucher.render(HELD, width=width, language=language, copy=copy),
        coupon.render(TICKET, width=width, language=language, copy=copy),
        prepaid.render(TOPPED, width=width, language=language, copy=copy),
        prepaid.render(GIVEN, width=width, language=language, copy=copy),
        prepaid.render(CARD_BACK, width=width, language=language, copy=copy),
        visit_card.render(CARD, width=width, language=language, copy=copy),
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_says_everything(width: Width, language: Language) -> None:
    """Lost otherwise: what it is good for, until when, and how money paid ahead would go back."""
    for pdf, wanted in zip(_papers(width, language), SAID[language], strict=True):
        text = reading.flat(reading.text(pdf))
        for said in wanted.split("|"):
            assert reading.flat(said) in text, said


def test_a_copy_says_so_and_the_code_is_read_back() -> None:
    """A coupon that was printed twice is used once: the code says which."""
    for pdf in _papers("80", "zh", copy=2):
        assert "副本第2次" in reading.flat(reading.text(pdf))
    codes = [reading.codes(pdf)[0][1] for pdf in _papers("80", "zh")]
    assert codes == [HELD.code, TICKET.code, TOPPED.code, GIVEN.code, CARD_BACK.code, CARD.code]


def test_a_paper_that_is_no_longer_good_says_so() -> None:
    """A used coupon, a card that was given back, a reward that was handed over."""
    for pdf, said in (
        (coupon.render(replace(TICKET, state="used"), width="80", language="zh"), "已用"),
        (coupon.render(replace(TICKET, coupon_kind="right"), width="80", language="zh"), "权益"),
        (coupon.render(replace(TICKET, member=""), width="80", language="zh"), "认券不认人"),
        (visit_card.render(replace(CARD, closed=True), width="80", language="zh"), "已退，作废"),
        (
            voucher.render(
                replace(HELD, state="completed", kind="cash", coupon_number="Q-A000009"),
                width="80",
                language="zh",
            ),
            "换到的券Q-A000009",
        ),
    ):
        assert reading.flat(said) in reading.flat(reading.text(pdf))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_breaks_them(width: Width, text: str) -> None:
    """A reward, coupon or reason of any kind must print, and never as markup."""
    for paper in (
        replace(HELD, reward=text, member=text, by=text, approved_by=text),
        replace(TICKET, name=text, item=text, member=text, by=text),
        replace(CARD_BACK, title=text, reason=text, member=text, by=text, approved_by=text),
        replace(CARD, name=text, item=text, member=text),
    ):
        assert make_roll(paper, width=width, language="zh").pdf.startswith(b"%PDF")
