"""The job card: what is missing here, the technician does not know at the door."""

import re
from dataclasses import replace
from typing import Any, get_args

import pytest

from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import CARD, line
from views.paper import job_card
from views.paper.escape import clean
from views.paper.job_card import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
CUT_POINTS = (210 - 172) / 25.4 * 72
TEXTS = (
    "received_by",
    "member",
    "member_masked",
    "card_number",
    "phone_tail",
    "address",
    "device",
    "serial",
    "symptoms",
    "diagnosis",
    "accessories",
    "technician",
)


def everywhere(text: str) -> dict[str, Any]:
    """The same text in every field that takes free text."""
    return dict.fromkeys(TEXTS, text)


SAID = {
    "zh": """邻里家电 清河路店|清河路 92 号，电话 010-5550 8600，每天 8:30 到 19:00|维修服务单|受理
    2026-06-10 16:05，何玉梅
        张桂兰，卡号 8800 1206|15401062046|清河路 86 弄 12 号 502 室，5 楼没电梯，家里有狗，听力不好请打座机
        海尔滚筒洗衣机 10 kg|CE0K 2105 77A3 1
        脱水时咚咚响，机底漏水。检测：滚筒轴承磨损，水封老化。|左前脚垫缺，排水管 1 根
        保内返修|收费|FW-001|FW-114|PJ-0612|30.00|120.00|80.00|86.00|报价合计|316.00|完工 6月11日 13:00 前
        师傅 刘永强|完工起 90 天|客户同意报价|追加项目同意|客户完工验收
        客户留存，凭此联取件|张*兰，手机尾号 2046|¥316.00
        6月11日 13:00 前完工，报价|查进度请打 010-5550 8600""",
    "en": """Job card|Taken in 2026-06-10 16:05|card 8800 1206|15401062046|Rework|Charged|Quote total|316.00
        by 11 Jun 13:00|90 days from completion|Customer agrees quote|Agrees added items|张*兰, phone ends 2046
        Found: 滚筒轴承磨损|Progress: 010-5550 8600""",
}


def shop_part(pdf: bytes) -> str:
    return "".join(
        char for page, char, box, *_ in reading.glyphs(pdf) if page or box[1] > CUT_POINTS
    )


def stub(pdf: bytes) -> str:
    return "".join(
        char for page, char, box, *_ in reading.glyphs(pdf) if not page and box[1] <= CUT_POINTS
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_on_the_card(language: Language) -> None:
    """Lost otherwise: the fault, the habit or the price the member agreed to."""
    pdf = job_card.render(CARD, language=language)
    text = reading.flat(reading.text(pdf))
    for said in re.split(r"\||\n", SAID[language]):
        assert reading.flat(said) in text
    assert reading.outside(pdf, 14) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_codes_are_the_same_fourteen_digits(language: Language) -> None:
    """Lost otherwise: the scan at pick-up, by the cheap laser scanner or by the camera."""
    pdf = job_card.render(CARD, language=language)
    assert reading.codes(pdf) == [("Code128", CARD.code), ("QRCode", CARD.code)]


def test_both_codes_keep_their_quiet_zones() -> None:
    """Lost otherwise: the scan by a cheap scanner; the test's own reader is far too forgiving."""
    shop = replace(CARD.shop, name="邻里家电" * 8, address="清河路" * 12)
    for card in (CARD, replace(CARD, shop=shop)):
        pdf = job_card.render(card, language="zh")
        assert reading.white_around(pdf, "QRCode") >= 3.8
        assert reading.white_around(pdf, "Code128") >= 9.8


def test_the_black_box_tells_rework_from_charged() -> None:
    """Lost otherwise: the customer pays for a repair under warranty, or the shop gives one away."""
    for rework in (True, False):
        pdf = job_card.render(replace(CARD, rework=rework), language="zh")
        page, image = list(reading.glyphs(pdf)), reading.dots(pdf)
        black = []
        for word in ("保内返修", "收费"):
            at = "".join(char for _, char, *_ in page).index(word)
            left, low, _, high = page[at][2]
            spot = ((left - 7) * 203 / 72, (page[at][4] - (low + high) / 2) * 203 / 72)
            black.append(image.getpixel((round(spot[0]), round(spot[1]))) == 0)
        assert black == [rework, not rework]


def test_full_number_stands_once_in_the_shop_part() -> None:
    """Lost otherwise: the call at the door, or the member's number on a stub left in a shop bag."""
    typed = replace(
        CARD,
        symptoms=f"找{CARD.phone}",
        habits=(f"先打{CARD.phone}",),
        device=CARD.phone,
        card_number=CARD.phone,
        phone_tail=CARD.phone,
        member_masked=CARD.phone,
    )
    for card in (CARD, typed):
        pdf = job_card.render(card, language="zh")
        assert re.findall(r"\d{11}", reading.text(pdf)) == [CARD.phone]
        assert CARD.phone in shop_part(pdf)
        assert not re.search(r"\d{11}", stub(pdf))
    assert "张桂兰" not in stub(job_card.render(CARD, language="zh"))


def test_long_card_goes_on_on_further_pages_and_loses_nothing() -> None:
    """Lost otherwise: the last lines of a big job, done for nothing."""
    lines = tuple(
        line(f"很长的项目名称要折行才放得下{n:02d}号", f"FW-{n:03d}", 100 + n) for n in range(30)
    )
    card = replace(
        CARD,
        lines=lines,
        device="海尔滚筒洗衣机带烘干" * 20,
        member="张" * 40,
        symptoms="漏水" * 300,
        address="清河路" * 40,
        needs=("听力不好" * 20,),
        accessories="脚垫缺" * 60,
    )
    pdf = job_card.render(card, language="zh")
    text = re.sub(r"第\d页，共\d页|维修服务单GD-A260610-023", "", reading.flat(reading.text(pdf)))
    assert reading.outside(pdf, 14) == []
    wanted = [
        card.device,
        card.member,
        card.symptoms,
        card.address,
        *card.needs,
        card.accessories,
        *(one.name for one in lines),
        *(one.code for one in lines),
    ]
    assert [said for said in wanted if reading.flat(said) not in text] == []
    assert "第1页，共" in reading.flat(reading.text(pdf))
    assert text.count("客户同意报价") == 1
    assert reading.codes(pdf) == [("Code128", CARD.code), ("QRCode", CARD.code)]


def test_a_text_longer_than_a_page_is_told_to_its_end() -> None:
    """Lost otherwise: whatever a clerk pasted into the fault field."""
    card = replace(CARD, symptoms="".join(f"第{n}句话说完。" for n in range(1200)))
    pdf = job_card.render(card, language="zh")
    text = re.sub(
        r"第\d+页，共\d+页|维修服务单GD-A260610-023|故障", "", reading.flat(reading.text(pdf))
    )
    assert card.symptoms in text
    assert reading.outside(pdf, 14) == []


@pytest.mark.parametrize("rows", range(1, 16))
def test_every_length_keeps_the_stub_free(rows: int) -> None:
    """Lost otherwise: a signature box under the scissors."""
    pdf = job_card.render(replace(CARD, lines=(CARD.lines[1],) * rows), language="zh")
    assert "师傅" not in stub(pdf)
    assert shop_part(pdf).count("FW-114") == rows
    assert reading.outside(pdf, 14) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_prints_as_text(hostile: str) -> None:
    """Lost otherwise: the job at the printer."""
    shop = replace(CARD.shop, name=hostile, address=hostile, phone=hostile, hours=hostile)
    typed = replace(
        CARD,
        shop=shop,
        number=hostile,
        habits=(hostile,),
        needs=(hostile,),
        phone=hostile,
        lines=(line(hostile, hostile, 100),),
        **everywhere(hostile),
    )
    for language in LANGUAGES:
        pdf = job_card.render(typed, language=language)
        said = reading.flat(reading.text(pdf))
        plain = reading.flat(clean(hostile))
        if plain.isascii():
            assert plain in said
        assert reading.outside(pdf, 14) == []


def test_same_snapshot_same_bytes_and_no_promise_is_no_gap() -> None:
    """Lost otherwise: the proof of what was agreed; a card without a deadline prints all the same."""
    assert job_card.render(CARD, language="zh") == job_card.render(CARD, language="zh")
    text = reading.flat(
        reading.text(job_card.render(replace(CARD, promised_at=None), language="zh"))
    )
    assert "前完工" not in text
    assert "报价¥316.00" in text
