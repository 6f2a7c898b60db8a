"""The promise-price slip and the change slip: what a member holds in hand when the bill comes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from models.base.codes import CodeKind, build
from models.base.documents_quotes import (
    ChangePaper,
    ChangePaperLine,
    QuotePaper,
    QuotePaperGrade,
    QuotePaperLine,
)
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import RECEIPT, SHOP
from views.paper import change_slip, quote, receipt
from views.paper.receipt import Language, Width

WIDTHS: tuple[Width, ...] = get_args(Width)
LANGUAGES: tuple[Language, ...] = get_args(Language)
AT = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)


def line(name: str, code: str, price: int, quantity: int = 1000, days: int = 0) -> QuotePaperLine:
    """A line at ``price`` fen a piece."""
    amount = price * quantity // 1000
    return QuotePaperLine(
        name=name,
        code=code,
        unit="次",
        quantity=quantity,
        price=price,
        amount=amount,
        warranty_days=days,
    )


def grade(name: str, note: str, *lines: QuotePaperLine) -> QuotePaperGrade:
    """A grade with the usual cap."""
    total = sum(one.amount for one in lines)
    return QuotePaperGrade(name=name, note=note, lines=lines, total=total, most=total * 11 // 10)


TRUCK = line("两室一厅搬家，3 人 1 车", "BJ-001", 48000)
FLOORS = line("楼层费，无电梯每层", "BJ-010", 1500, 5000)
PIANO = line("钢琴搬运", "BJ-031", 30000, days=30)
GIVEN = QuotePaper(
    shop=SHOP,
    number="B-A000012",
    code=build(CodeKind.QUOTE, 1, 12),
    version=1,
    at=AT,
    by="何玉梅",
    member="陈*生",
    phone_tail="0092",
    job_number="GD-A260611-004",
    device="",
    need="清河路 5 楼搬到滨河苑 3 楼",
    grades=(
        grade("标准", "自己打包", TRUCK, FLOORS),
        grade("省心", "全包", TRUCK, FLOORS, PIANO),
    ),
    valid_until=date(2026, 6, 18),
    cap=100,
    note="上午 9:00 到",
)
SLIP = ChangePaper(
    shop=SHOP,
    number="G-A000003",
    code=build(CodeKind.CHANGE_SLIP, 1, 3),
    at=AT,
    by="何玉梅",
    member="陈*生",
    phone_tail="0092",
    job_number="GD-A260611-004",
    device="",
    quote_number="B-A000012",
    quoted=55500,
    cap=100,
    most=61050,
    lines=(
        ChangePaperLine(
            line_id="x",
            name="楼层费，无电梯每层",
            unit="层",
            quantity_before=5000,
            quantity=10000,
            price=1500,
            amount=7500,
        ),
    ),
    before=55500,
    after=63000,
    reason="电梯停用",
    approved_by="陈*生",
    approved_how="in_person",
)
SAID = {
    "zh": (
        "承诺价单|B-A000012|GD-A260611-004|尾号 0092|标准|省心|480.00|5 × 15.00|75.00|300.00"
        "|保修 30 天|¥555.00|¥855.00|不签字最多|¥610.50|¥940.50|有效到 2026-06-18|承诺价 10%"
        "|上午 9:00 到|客户签字",
        "改价单|G-A000003|B-A000012|电梯停用|当面|+75.00|¥555.00|¥610.50|¥630.00|13.5%|客户同意签字",
    ),
    "en": (
        "Promised price|¥555.00|¥940.50|Valid until 2026-06-18|Beyond 10%",
        "Change slip|+75.00|¥630.00|13.5%|in person",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_says_everything(language: Language) -> None:
    """Lost otherwise: what was promised, until when, and what may come on top."""
    papers = (
        quote.render(GIVEN, language=language),
        change_slip.render(SLIP, language=language),
    )
    for pdf, wanted in zip(papers, SAID[language], strict=True):
        text = reading.flat(reading.text(pdf))
        for said in wanted.split("|"):
            assert reading.flat(said) in text, said


def test_one_grade_stands_in_plain_columns_and_a_copy_says_so() -> None:
    """A shop that offers one price gives a plain paper; two originals would be two promises."""
    pdf = quote.render(
        replace(GIVEN, grades=(grade("", "", TRUCK, FLOORS),)), language="zh", copy=2
    )
    text = reading.flat(reading.text(pdf))
    assert reading.flat("承诺价单 副本 第 2 次") in text
    assert reading.flat("单价") in text
    assert "选这档" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_receipt_says_what_was_promised_and_how_far_it_is_from_it(width: Width) -> None:
    """Who feels charged for extras nobody had foreseen reads here what was agreed to."""
    for quoted, said in ((31600, "+28.00 8.9%"), (34400, "和报价一致")):
        paper = replace(RECEIPT, quote_number="B-A000012", quoted=quoted, total=34400)
        text = reading.flat(reading.text(receipt.render(paper, width=width, language="zh")))
        assert reading.flat("报价 B-A000012") in text
        assert reading.flat(said) in text
    plain = reading.flat(reading.text(receipt.render(RECEIPT, width=width, language="zh")))
    assert "B-A000012" not in plain


def test_the_codes_are_read_back() -> None:
    """A slip that cannot be scanned sends the clerk searching with the member waiting."""
    assert reading.codes(quote.render(GIVEN, language="zh"))[0][1] == GIVEN.code
    assert reading.codes(change_slip.render(SLIP, language="zh"))[0][1] == SLIP.code


def test_a_long_quote_goes_on_on_further_pages_and_loses_no_line() -> None:
    """What does not stand on the paper was not promised."""
    lines = tuple(line(f"第 {n} 件家具拆装", f"BJ-{n}", 100 + n) for n in range(60))
    paper = replace(GIVEN, grades=(grade("标准", "", *lines), grade("省心", "", *lines[:50])))
    made = quote.make(paper, language="zh")
    assert made.pages > 1
    text = reading.flat(reading.text(made.pdf))
    assert all(reading.flat(f"第 {n} 件家具拆装") in text for n in range(60))
    for pdf in (made.pdf, change_slip.render(SLIP, language="zh")):
        assert reading.outside(pdf, 10) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_breaks_them(text: str) -> None:
    """A reason or note of any kind must print, and never as markup."""
    one = replace(TRUCK, name=text)
    grades = (grade(text[:20], text[:60], one),) * 2  # no longer ones are taken
    paper = replace(GIVEN, note=text, need=text, by=text, grades=grades)
    assert quote.render(paper, language="zh").startswith(b"%PDF")
    slip = replace(SLIP, reason=text, approved_by=text, member=text, device=text)
    assert change_slip.render(slip, language="zh").startswith(b"%PDF")
