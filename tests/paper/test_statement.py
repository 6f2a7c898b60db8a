"""The statement of points: the member reckons it through from the first line to the last."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from models.base.documents_points import PointsStatement, StatementLine, StatementLot
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import SHOP
from views.paper import statement
from views.paper.output import make_office
from views.paper.receipt import Language
from views.paper.statement import Size

SIZES: tuple[Size, ...] = get_args(Size)
LANGUAGES: tuple[Language, ...] = get_args(Language)


def line(day: date, kind: str, rule: str, points: int, after: int, **more: str) -> StatementLine:
    """An entry."""
    number, reason = more.get("number", ""), more.get("reason", "")
    return StatementLine(
        day=day, kind=kind, rule=rule, points=points, after=after, number=number, reason=reason
    )


FIRST = date(2026, 1, 5)
LINES = (
    line(FIRST, "earn", "base", 368, 468, number="A-000123"),
    line(FIRST, "spend", "pay", -100, 368, number="A-000124"),
    line(FIRST, "bonus", "standing:diamond", 10, 378),
    line(FIRST, "adjust", "", 22, 400, reason="补记上次"),
    line(FIRST, "take_back", "base", -120, 280, number="A-000123"),
    line(FIRST, "expire", "", -30, 250),
)
LOTS = (
    StatementLot(
        points=170, since=FIRST, first_day=FIRST, last_day=date(2026, 12, 31), number="A-000123",
        rule="base", kind="earn",
    ),
    StatementLot(
        points=88, since=FIRST, first_day=date(2026, 6, 20), last_day=None, number="",
        rule="milestone:one", kind="bonus",
    ),
    StatementLot(
        points=-8, since=FIRST, first_day=FIRST, last_day=None, number="A-000120", rule="base",
        kind="take_back",
    ),
)  # fmt: skip
PAPER = PointsStatement(
    shop=SHOP,
    member="张*兰",
    card_number="88001206",
    at=datetime(2026, 6, 11, 3, 26, tzinfo=UTC),
    by="何玉梅",
    from_day=date(2025, 6, 11),
    to_day=date(2026, 6, 11),
    opening=100,
    lines=LINES,
    closing=250,
    usable=170,
    pending=88,
    debt=8,
    worth=162,
    lots=LOTS,
    tier="金卡",
    next_tier="铂金",
    missing=115800,
    measure="spend",
    pot=True,
)
SAID = {
    "zh": "邻里家电 清河路店|积分对账单|2025-06-11 至 2026-06-11|会员 张*兰|卡号 8800 1206|全家共用一个积分账户"
    "|2026-06-11 11:26 打印，经手 何玉梅|会员等级 金卡，再消费 ¥1,158.00 升铂金|期初余额100|增加400|减少-250"
    "|期末余额250|其中可用 170 分，抵 ¥1.62|其中 88 分还不能用|还欠 8 分"
    "|2026-01-05消费得分，收据 A-000123+368468|抵款，收据 A-000124-100368|每天送分+10378"
    "|调整，补记上次+22400|退款收回，收据 A-000123-120280|到期-30250|2026-06-11 有的积分和有效期"
    "|消费得分，收据 A-0001231702026-12-31|满次奖励88|2026-06-20 起可用|010-5550 8601",
    "en": "Statement of points|2025-06-11 to 2026-06-11|Card 8800 1206|The household keeps one pot"
    "|Printed 2026-06-11 11:26 by 何玉梅|Tier Gold, ¥1,158.00 more spent for Platinum|Balance before100|Came400"
    "|Went-250|Balance after250|170 of it usable, pay ¥1.62|88 of it not usable yet|Owes 8 points"
    "|Paid with, receipt A-000124-100368|Daily bonus+10378|Expired-30250|What was there on 2026-06-11"
    "|usable from 2026-06-20|Never",
}


def text_of(paper: PointsStatement, size: Size = "a4", language: Language = "zh") -> str:
    return reading.flat(reading.text(statement.render(paper, language=language, size=size)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_every_entry_is_told(size: Size, language: Language) -> None:
    """A statement that leaves one line out cannot be reckoned through."""
    pdf = statement.render(PAPER, language=language, size=size)
    text = reading.flat(reading.text(pdf))
    for said in SAID[language].split("|"):
        assert reading.flat(said) in text, said
    assert reading.outside(pdf, 14.0) == []


def test_a_take_back_is_told_as_one() -> None:
    """「消费得分 -120」 told the member that shopping costs points."""
    back = replace(PAPER, lines=(LINES[4],), opening=370, closing=250)
    assert reading.flat("退款收回，收据 A-000123") in text_of(back)


@pytest.mark.parametrize("size", SIZES)
def test_a_long_one_has_numbered_pages_and_loses_no_line(size: Size) -> None:
    """Three years of a daily bonus."""
    lines = tuple(
        line(FIRST + timedelta(days=n), "bonus", "standing:diamond", 10, 100 + 10 * n + 10)
        for n in range(1100)
    )
    long = replace(PAPER, lines=lines, closing=11100)
    made = statement.make(long, language="zh", size=size)
    text = reading.flat(reading.text(made.pdf))
    assert made.pages > 20
    assert text.count("每天送分") == 1100
    assert [one.day for one in lines if one.day.isoformat() not in text] == []
    assert reading.flat(f"第 {made.pages} 页，共 {made.pages} 页") in text
    assert text.count("日期事项积分余额") == made.pages - (text.count("得到来源积分到期") > 1)
    assert reading.outside(made.pdf, 14.0) == []


def test_pages_are_as_large_as_they_say() -> None:
    import pypdfium2

    for size, wide, high in (("a4", 595, 842), ("a5", 420, 595)):
        pdf = statement.render(PAPER, language="zh", size=size)  # type: ignore[arg-type]
        with pypdfium2.PdfDocument(pdf) as document:
            assert [round(side) for side in document[0].get_size()] == [wide, high]


def test_nothing_is_said_where_there_is_nothing() -> None:
    bare = replace(PAPER, lines=(), lots=(), opening=0, closing=0, usable=0, pending=0, debt=0,
                   worth=0, tier="", next_tier="", missing=0, measure="", pot=False, by="")  # fmt: skip
    text = text_of(bare)
    assert "这段时间没有变动" in text
    for word in ("还不能用", "还欠", "全家", "会员等级", "有效期", "经手"):
        assert word not in text


def test_a_statement_of_the_past_does_not_tell_todays_tier() -> None:
    """Gold today is no answer to what was so two years ago."""
    assert "会员等级" not in text_of(replace(PAPER, to_day=date(2026, 6, 10)))


def test_what_the_shop_thinks_of_the_member_is_not_on_the_paper() -> None:
    """A segment is the shop's own; the member reads that points came every day."""
    assert "客群" not in text_of(PAPER)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_breaks_it(text: str) -> None:
    odd = replace(
        PAPER,
        member=text,
        by=text,
        tier=text,
        next_tier=text,
        lines=(replace(LINES[0], reason=text, number=text, rule=text),),
        lots=(replace(LOTS[0], reason=text, number=text, rule=text),),
    )
    for size in SIZES:
        pdf = statement.render(odd, language="zh", size=size)
        assert reading.outside(pdf, 14.0) == []
    assert make_office(odd, language="zh").title == "8800 1206"
