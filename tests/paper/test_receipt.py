"""The receipt: what is missing, cut, unmasked or unreadable here, the customer takes home."""

import re
import sys
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base.documents import PaperTender
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import RECEIPT, line
from views import sayings
from views.paper import raster, receipt
from views.paper.escape import clean
from views.paper.receipt import Language, Width

WIDTHS: tuple[Width, ...] = get_args(Width)
LANGUAGES: tuple[Language, ...] = get_args(Language)
DOTS = {"80": 576, "58": 384}
MARGIN = {"80": 1.0, "58": 1.0, "a5": 14.0}
FREE_TEXTS = ("cashier", "member", "phone_tail", "device", "technician", "note")


def text_of(width: Width, language: Language = "zh", copy: int = 0) -> str:
    return reading.flat(
        reading.text(receipt.render(RECEIPT, width=width, language=language, copy=copy))
    )


def everywhere(text: str) -> dict[str, Any]:
    """The same text in every field that takes free text."""
    return dict.fromkeys(FREE_TEXTS, text)


SAID = {
    "zh": """邻里家电 清河路店|清河路 92 号，电话 010-5550 8600|结算单|A-000123|2026-06-11 11:26|收银 何玉梅
        工单 GD-A260610-023|师傅 刘永强|会员 张*兰|手机尾号 2046
        海尔滚筒洗衣机 10 kg|更换滚筒轴承，工时|轴承套件 6205/6206
        30.00|120.00|80.00|86.00|28.00|344.00|整单优惠|-20.00|抹零|-0.50|实付|¥323.50|现金 350.00|找零 26.50
        保修 90 天，到 2026-09-09|轴承套件 6205/6206 批 2604-117|水封 40.75 SN 4075-A-88213|凭此码报修、查保修
        有不满意，请打店长电话 010-5550 8601|24 小时内给您答复""",
    "en": """邻里家电 清河路店|phone 010-5550 8600|Receipt|A-000123|2026-06-11 11:26|Cashier 何玉梅
        Job GD-A260610-023|Technician 刘永强|Member 张*兰|Phone ends 2046|海尔滚筒洗衣机 10 kg|筒体拆洗|344.00
        Off the bill|-20.00|Rounded down|-0.50|Paid|¥323.50|Cash 350.00|Change 26.50|lot 2604-117|SN 4075-A-88213
        Warranty 90 days, to 2026-09-09|Show this code|Not happy? Call the manager: 010-5550 8601""",
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_on_the_paper(width: Width, language: Language) -> None:
    """Lost otherwise: a line, a sum or the warranty, and with it the customer's proof."""
    text = text_of(width, language)
    for said in re.split(r"\||\n", SAID[language]):
        assert reading.flat(said) in text


def test_nothing_of_later_issues_is_drawn() -> None:
    """Lost otherwise: trust in points or a card that the shop does not run yet."""
    for width in WIDTHS:
        assert not re.search("积分|优惠券|金卡", text_of(width))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_code_is_read_back(width: Width, language: Language) -> None:
    """Lost otherwise: the scan that finds the bill again when the customer comes with a warranty."""
    pdf = receipt.render(RECEIPT, width=width, language=language)
    assert reading.codes(pdf) == [("QRCode", RECEIPT.code)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_code_keeps_its_quiet_zone(width: Width, language: Language) -> None:
    """Lost otherwise: the scan by a cheap scanner; the test's own reader is far too forgiving."""
    pdf = receipt.render(RECEIPT, width=width, language=language)
    assert reading.white_around(pdf, "QRCode") >= 3.8


@pytest.mark.parametrize("width", ["80", "58"])
def test_roll_is_as_wide_as_the_head(width: Width) -> None:
    """Lost otherwise: dots; a page one dot wider is scaled by the driver and the code blurs."""
    pdf = receipt.render(RECEIPT, width=width, language="zh")
    assert raster.page_count(pdf) == 1
    bitmap = raster.dots(pdf)
    assert bitmap.width == DOTS[width]
    assert len(bitmap.data) == bitmap.height * (bitmap.width // 8)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_long_texts_wrap_and_stay_on_the_paper(width: Width, language: Language) -> None:
    """Lost otherwise: the end of a long name, the very part that tells two parts apart."""
    name, device, serial = (
        "超长配件名称（进口原装）" * 3 + "abcd",
        "海尔滚筒洗衣机带烘干" * 20,
        "S-" * 40,
    )
    lines = tuple(
        line(
            f"{name}{n:02d}",
            "X",
            1234567 + n,
            part=True,
            serial=serial,
            quantity=2500,
            warranty=90,
            discount=100,
        )
        for n in range(30)
    )
    long = replace(
        RECEIPT,
        lines=lines,
        device=device,
        cashier="何" * 40,
        technician="刘" * 40,
        member="张" * 40,
        shop=replace(RECEIPT.shop, name="邻里家电" * 10, address="清河路" * 20),
        note="好" * 200,
        tenders=(PaperTender(kind="wechat", amount=1, tendered=1), *RECEIPT.tenders),
    )
    pdf = receipt.render(long, width=width, language=language)
    text = re.sub(
        r"第\d页，共\d页|Page\dof\d|(结算单|Receipt)A-000123", "", reading.flat(reading.text(pdf))
    )
    assert reading.outside(pdf, MARGIN[width]) == []
    wanted = [
        long.device,
        long.shop.name,
        long.shop.address,
        long.note,
        long.cashier,
        long.technician,
        long.member,
        *(one.name for one in lines),
    ]
    assert [said for said in wanted if reading.flat(said) not in text] == []
    assert text.count(reading.flat(serial)) == 30
    assert text.count("12,345.67") >= 1


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_stays_on_the_paper(width: Width) -> None:
    """Lost otherwise: glyphs at the edge, cut off by the printer."""
    for language in LANGUAGES:
        pdf = receipt.render(RECEIPT, width=width, language=language, copy=2)
        assert len(list(reading.glyphs(pdf))) > 200
        assert reading.outside(pdf, MARGIN[width]) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_copy_mark_is_the_only_difference(width: Width) -> None:
    """Lost otherwise: the first paper; a reprint must show that it is one and say the same."""
    first, second = text_of(width), text_of(width, copy=2)
    assert "副本" not in first
    assert "副本第2次" in second
    assert second.replace("副本第2次", "", 1) == first
    assert "Copy2" in text_of(width, "en", copy=2)


@pytest.mark.parametrize("width", WIDTHS)
def test_same_snapshot_same_bytes(width: Width) -> None:
    """Lost otherwise: the proof that a reprint is the paper the customer got."""
    one = receipt.render(RECEIPT, width=width, language="zh")
    receipt.render(replace(RECEIPT, device="另一台机器㙓"), width=width, language="en")
    assert receipt.render(RECEIPT, width=width, language="zh") == one


PHONES = (
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "+8613800138000",
    "１３８００１３８０００",
    "01055502046",
)


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_full_phone_whatever_was_typed(phone: str, width: Width) -> None:
    """Lost otherwise: a member's number on a paper that lies on the counter or in the bin."""
    typed = replace(RECEIPT, **everywhere(f"找{phone}张"))
    typed = replace(
        typed, lines=(line(f"打{phone}", phone, 1, lot=phone, serial=phone, warranty=9),)
    )
    for language in LANGUAGES:
        said = reading.text(receipt.render(typed, width=width, language=language))
        assert not re.search(r"\d{11}", said)
        # A lot or serial is no free text: there the digits are told, in groups.
        traces = said.replace("\u00a0", " ").replace(f"批 {phone}", "").replace(f"SN {phone}", "")
        assert not re.search(r"138[ -]0013[ -]8000", traces.replace(f"lot {phone}", ""))
        assert "****" in said


def test_shop_on_a_mobile_number_prints_it_readable() -> None:
    """Lost otherwise: the number to complain to, if the mask took the shop's own phone."""
    shop = replace(RECEIPT.shop, phone="13900139000", complaint_phone="13900139001")
    said = reading.text(receipt.render(replace(RECEIPT, shop=shop), width="80", language="zh"))
    assert "139 0013 9001" in said.replace("\u00a0", " ")
    assert not re.search(r"\d{11}", said)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_prints_as_text(hostile: str) -> None:
    """Lost otherwise: the sale at the printer, or a file of the shop's on a customer's paper."""
    shop = replace(
        RECEIPT.shop, name=hostile, address=hostile, phone=hostile, complaint_phone=hostile
    )
    bad = line(hostile, hostile, 100, lot=hostile, serial=hostile, warranty=3, quantity=1500)
    bad = replace(bad, unit=hostile)
    typed = replace(
        RECEIPT, shop=shop, number=hostile, job_number=hostile, lines=(bad,), **everywhere(hostile)
    )
    receipt.render(RECEIPT, width="80", language="zh")
    receipt.render(typed, width="80", language="zh")
    for width in WIDTHS:
        _watching.touched.clear()
        made = receipt.make(typed, width=width, language="zh")
        assert _watching.touched == []
        said = reading.flat(reading.text(made.pdf))
        plain = reading.flat(clean(hostile))
        if plain.isascii() and not re.search(r"\d{11}", plain):
            assert plain in said
        assert reading.outside(made.pdf, MARGIN[width]) == []


class _Watching:
    """Notes every file opened and every connection made by this process, below any library."""

    def __init__(self) -> None:
        self.touched: list[str] = []
        sys.addaudithook(self.note)

    def note(self, event: str, details: tuple[object, ...]) -> None:
        if event in ("open", "socket.connect", "socket.getaddrinfo"):
            self.touched.append(f"{event} {details}")


_watching = _Watching()


MONEY = st.integers(0, 99_999_999_99)
NAMES = st.text(st.characters(codec="gb2312"), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(WIDTHS), NAMES, MONEY, MONEY, st.integers(1, 9_999_999), st.integers(0, 5000)
)
def test_any_name_and_amount_is_printed_whole(
    width: Width, name: str, price: int, total: int, quantity: int, off: int
) -> None:
    """Lost otherwise: a digit of an amount, or part of a name."""
    name = f"换{name}"  # PDFium's reader drops a lone ǎ that it draws
    one = replace(line(name, "X", price, quantity=quantity), discount=off)
    sold = replace(RECEIPT, lines=(one,), subtotal=one.amount, total=total)
    pdf = receipt.render(sold, width=width, language="zh")
    text = reading.flat(reading.text(pdf))
    assert reading.outside(pdf, MARGIN[width]) == []
    assert f"¥{total / 100:,.2f}" in text or f"¥{total // 100:,}.{total % 100:02d}" in text
    assert f"{one.amount // 100:,}.{one.amount % 100:02d}" in text
    if not re.search(r"\d{11}|1[3-9]\d[ .-]?\d{4}", clean(name)):
        # The figures stand beside the first line of a name that needs two.
        beside = f"{sayings.quantity(quantity)}{sayings.money(one.amount)}"
        name = reading.flat(clean(name))
        assert name in text or name in text.replace(beside, "", 1)


def test_walk_in_and_absent_parts_leave_no_empty_labels() -> None:
    """Lost otherwise: paper that says "job" or "technician" and then nothing."""
    bare = replace(
        RECEIPT,
        member="",
        phone_tail="",
        job_number="",
        device="",
        technician="",
        lines=(line("配钥匙", "K", 500),),
        subtotal=500,
        bill_discount=0,
        rounding=0,
        total=500,
        tenders=(PaperTender(kind="wechat", amount=500, tendered=500),),
        change=0,
    )
    text = reading.flat(reading.text(receipt.render(bare, width="80", language="zh")))
    assert "散客" in text
    assert "微信5.00" in text
    assert not re.search("工单|师傅|尾号|保修|找零|抹零|优惠|备注", text.replace("凭此码报修", ""))


def test_all_tenders_and_discounts_are_told() -> None:
    """Lost otherwise: how the bill was paid, the first thing a refund asks."""
    lines = (
        line("滤芯", "F", 4350, part=True, quantity=2000, discount=150),
        line("工时", "G", 1000),
    )
    tenders = (
        PaperTender(kind="alipay", amount=5000, tendered=5000),
        PaperTender(kind="card", amount=1000, tendered=1000),
        PaperTender(kind="cash", amount=3550, tendered=4000),
    )
    sold = replace(
        RECEIPT,
        lines=lines,
        subtotal=9700,
        line_discount=150,
        bill_discount=0,
        rounding=0,
        total=9550,
        tenders=tenders,
        change=450,
    )
    for width in WIDTHS:
        text = reading.flat(reading.text(receipt.render(sold, width=width, language="zh")))
        for said in (
            "支付宝50.00",
            "刷卡10.00",
            "现金40.00",
            "找零4.50",
            "单项优惠",
            "-1.50",
            "87.00",
        ):
            assert said in text
        assert ("2件×43.50" in text) == (width != "a5")
