"""The papers of refund, void and day close: what a customer signs for, and what an owner files."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from models.base.documents_money import (
    CountLine,
    DayClosePaper,
    DayFigures,
    EntryLine,
    MoneyBack,
    RefundPaper,
    RefundPaperLine,
    ShiftPaper,
    TenderDay,
)
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import RECEIPT
from views.paper import day_close, refund
from views.paper.receipt import Language, Width

WIDTHS: tuple[Width, ...] = get_args(Width)
LANGUAGES: tuple[Language, ...] = get_args(Language)
MARGIN = {"80": 1.0, "58": 1.0, "a5": 14.0}


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 6, 11, hour, minute, tzinfo=UTC)


REFUND = RefundPaper(
    shop=RECEIPT.shop,
    kind="refund",
    number="T-A000012",
    code="95010000000127",
    at=_at(9, 40),
    by="小何",
    approved_by="何玉梅",
    member="张*兰",
    phone_tail="2046",
    bill_number="A-000123",
    bill_at=datetime(2026, 6, 9, 3, 26, tzinfo=UTC),
    bill_total=32350,
    job_number="GD-A260610-023",
    lines=(
        RefundPaperLine(
            name="轴承套件 6205/6206", unit="套", quantity=1000, billed=8088, before=0, amount=8088
        ),
        RefundPaperLine(
            name="更换滚筒轴承，工时", unit="次", quantity=0, billed=11285, before=2000, amount=5012
        ),
    ),
    before=2000,
    total=13100,
    left=17250,
    ways=(MoneyBack(kind="cash", amount=3100), MoneyBack(kind="wechat", amount=10000)),
    reason="装好第三天又响",
)
DAY = DayClosePaper(
    shop=RECEIPT.shop,
    number="Z-A000031",
    desk="A",
    day=date(2026, 6, 11),
    at=_at(11, 2),
    by="小何",
    approved_by="何玉梅",
    figures=DayFigures(
        bills=23,
        subtotal=384400,
        line_discount=2000,
        bill_discount=4000,
        rounding=150,
        total=378250,
        first_bill="A-000101",
        last_bill="A-000123",
        refunds=1,
        voids=1,
        refunded=15100,
        first_refund="T-A000012",
        last_refund="T-A000013",
        tenders=(
            TenderDay(kind="cash", taken=128250, back=3100, net=125150),
            TenderDay(kind="wechat", taken=250000, back=12000, net=238000),
        ),
    ),
    shifts=(
        ShiftPaper(
            opened_at=_at(0, 28),
            closed_at=_at(11, 0),
            opened_by="小何",
            closed_by="何玉梅",
            opening_float=50000,
            entries=(
                EntryLine(direction="out", amount=1500, reason="买打印纸", at=_at(2, 0), by="小何"),
            ),
            counts=(CountLine(kind="cash", expected=173650, counted=173550),),
            left_in=50000,
            reason="多找了一元",
        ),
    ),
    counts=(),
    difference=-100,
    reason="",
    anchor="48211:3f2a99c1d0e1aa77bb",
)

SAID_REFUND = {
    "zh": "退款单|T-A000012|2026-06-11 17:40|经手 小何|批准 何玉梅|原单 A-000123|开单 2026-06-09"
    "|工单 GD-A260610-023|会员 张*兰|手机尾号 2046"
    "|轴承套件 6205/6206|80.88|50.12|原单实付"
    "|323.50|之前已退|-20.00|退款|¥131.00|退现金 31.00|退微信 100.00"
    "|这单还剩 172.50|原因 装好第三天又响|凭此码查这张退款单|客户签收",
    "en": "Refund|Of bill A-000123|Approved 何玉梅|Given back before|¥131.00|Cash back 31.00"
    "|172.50 left of the bill|Reason: 装好第三天又响|Received",
}
SAID_DAY = {
    "zh": "日结单|Z-A000031|营业日 2026-06-11|收银台 A|日结 小何|批准 何玉梅|23 单，A-000101 到 A-000123"
    "|合计|3,844.00|优惠|-60.00|抹零|-1.50|实收|3,782.50|退款 1，冲正 1，T-A000012 到 T-A000013"
    "|共退|-151.00|收款减退款|3,631.50|现金，收 1,282.50，退 31.00|1,251.50|第 1 班 08:28-19:00 小何 开，何玉梅 交"
    "|备用金|取出 买打印纸，10:00|-15.00"
    "|现金，应有 1,736.50，点到 1,735.50|留给下一班|500.00|交给店里|1,235.50|原因 多找了一元|长短款|-1.00"
    "|操作记录 第 48211 条 3f2a99c1d0e1|店主",
    "en": "Day close|Business day 2026-06-11|Till A|Refunds and voids|Shift 1|Over or short|Journal entry 48211",
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_refund_says_everything(width: Width, language: Language) -> None:
    """Lost otherwise: for what the customer signed, and who allowed it."""
    text = reading.flat(reading.text(refund.render(REFUND, width=width, language=language)))
    for said in SAID_REFUND[language].split("|"):
        assert reading.flat(said) in text, said


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_says_everything(width: Width, language: Language) -> None:
    """Lost otherwise: the sum, the difference or its reason, which the owner signs."""
    text = reading.flat(reading.text(day_close.render(DAY, width=width, language=language)))
    for said in SAID_DAY[language].split("|"):
        assert reading.flat(said) in text, said


@pytest.mark.parametrize("width", WIDTHS)
def test_the_refund_s_code_is_read_back(width: Width) -> None:
    """Lost otherwise: the scan that finds the bill again."""
    pdf = refund.render(REFUND, width=width, language="zh")
    assert reading.codes(pdf) == [("QRCode", REFUND.code)]
    assert reading.white_around(pdf, "QRCode") >= 3.8


def test_a_void_a_copy_and_an_open_day_say_what_they_are() -> None:
    """A copy taken for an original is a second refund; a draft taken for a close is none."""
    void = replace(REFUND, kind="void")
    for paper, copy, said in (
        (void, 0, "冲正单"),
        (void, 2, "冲正单副本第2次"),
        (REFUND, 1, "退款单副本第1次"),
    ):
        text = reading.flat(
            reading.text(refund.render(paper, width="80", language="zh", copy=copy))
        )
        assert said in text
    copy_of_day = day_close.render(DAY, width="80", language="zh", copy=1)
    assert "日结单副本第1次" in reading.flat(reading.text(copy_of_day))
    draft = day_close.render(replace(DAY, number=""), width="80", language="zh")
    assert "日结单未结" in reading.flat(reading.text(draft))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_leaves_the_paper_or_breaks_it(width: Width, text: str) -> None:
    """A reason of any kind must print, inside the edges, and never as markup."""
    lines = tuple(replace(line, name=text) for line in REFUND.lines)
    shift = replace(DAY.shifts[0], reason=text, opened_by=text)
    for pdf in (
        refund.render(
            replace(REFUND, reason=text, by=text, member=text, lines=lines),
            width=width,
            language="zh",
        ),
        day_close.render(
            replace(DAY, by=text, reason=text, shifts=(shift,)), width=width, language="zh"
        ),
    ):
        assert not reading.outside(pdf, MARGIN[width])


def test_equal_snapshots_give_the_very_same_bytes() -> None:
    """A reprint years later is the same paper."""
    for width in WIDTHS:
        assert refund.render(REFUND, width=width, language="zh") == refund.render(
            REFUND, width=width, language="zh"
        )
        assert day_close.render(DAY, width=width, language="zh") == day_close.render(
            DAY, width=width, language="zh"
        )
