"""Service card, label, price board, counter sheet: what hangs, sticks or is carried must be right and discreet."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.base.documents_shop import (
    BoardPackage,
    BoardPrice,
    CardDevice,
    CounterSheet,
    DeviceLabel,
    PriceBoard,
    ServiceCard,
    SheetJob,
)
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import CARD
from views.paper import counter_sheet, label, price_board, service_card

AT = datetime(2026, 6, 11, 5, 0, tzinfo=UTC)
DAY = date(2026, 6, 11)
DEVICE = CardDevice(
    name="海尔 滚筒洗衣机 10 kg", place="卫生间", last=DAY, warranty_until=date(2026, 9, 9)
)
WALLET = ServiceCard(
    shop=CARD.shop,
    name="张桂兰",
    number="8800 1206",
    code="93010880012066",
    since=date(2024, 3, 2),
    made_on=DAY,
    devices=(DEVICE,),
)
STICKER = DeviceLabel(
    shop_name=CARD.shop.name,
    number=CARD.number,
    code=CARD.code,
    member_masked="张*兰",
    phone_tail="2046",
    device="海尔滚筒洗衣机",
    serial="CE0K210577A31",
    accessories="排水管 1 根",
    received_on=DAY,
    promised_at=AT,
    zone="Asia/Shanghai",
)
PRICE = BoardPrice(
    name="更换滚筒轴承，工时", unit="次", price=12000, kind="service", warranty_days=90
)
BOARD = PriceBoard(
    shop=CARD.shop, day=DAY, valid_until=date(2026, 6, 30), groups=(("洗衣机", (PRICE,)),)
)
SHEET = CounterSheet(
    shop=CARD.shop,
    day=DAY,
    made_at=AT,
    jobs=(
        SheetJob(
            number=CARD.number,
            promised_at=AT,
            member_masked="张*兰",
            phone_tail="2046",
            what="洗衣机 漏水",
            technician="刘永强",
            total=31600,
        ),
    ),
    left_out=0,
    prices=(PRICE,),
    first_number="A-000123",
)


@pytest.mark.parametrize(
    ("pdf", "said"),
    [
        (service_card.render(WALLET, language="zh"), "张桂兰|8800 1206|海尔 滚筒洗衣机|保修到 2026-09-09"),
        (service_card.render(WALLET, language="en"), "Service card|Warranty to 2026-09-09"),
        (label.render(STICKER, language="zh"), "张*兰|手机尾号 2046|排水管 1 根|答应 06-11 13:00"),
        (label.render(STICKER, language="en"), "张*兰|Due 06-11 13:00"),
        (price_board.render(BOARD, language="zh"), "价目表|2026-06-11|¥120.00 / 次|到 2026-06-30 为止"),
        (price_board.render(BOARD, language="en"), "Price list|hold until 2026-06-30"),
        (counter_sheet.render(SHEET, language="zh"), "停电单|A-000123|刘永强|316.00|120.00|怎么付"),
        (counter_sheet.render(SHEET, language="en"), "Counter sheet|Prices most used|Paid by"),
    ],
)  # fmt: skip
def test_everything_stands_on_it(pdf: bytes, said: str) -> None:
    """What is missing on paper is asked for at the counter."""
    whole = reading.flat(reading.text(pdf))
    for part in said.split("|"):
        assert reading.flat(part) in whole, part


def test_a_scanner_reads_card_and_label() -> None:
    """The code is what they are printed for."""
    assert reading.codes(service_card.render(WALLET, language="zh")) == [("QRCode", WALLET.code)]
    assert reading.codes(label.render(STICKER, language="zh")) == [("Code128", STICKER.code)]


def test_a_long_list_loses_no_price() -> None:
    """A wall with two hundred services: every one stands there, and no heading stands alone at a page's foot."""
    groups = tuple(
        (
            f"类{number}",
            tuple(replace(PRICE, name=f"项目 {number}-{place} 号") for place in range(10)),
        )
        for number in range(20)
    )
    pdf = price_board.render(replace(BOARD, groups=groups), language="zh")
    whole = reading.flat(reading.text(pdf))
    for name, rows in groups:
        for row in rows:
            assert reading.flat(row.name) in whole
        pages = [number for number, char, *_ in reading.glyphs(pdf) if char == name[-1]]
        assert pages, name
    lowest = {}
    for number, char, box, *_ in reading.glyphs(pdf):
        if char == "类":
            lowest[number] = box[1]
    assert min(lowest.values()) > 84 + 28


def test_the_board_lists_packages_with_what_they_hold() -> None:
    """A package nobody reads of on the wall is asked for by nobody."""
    package = BoardPackage(name="换轴承套餐", price=28000, lines=(("工时", 1000), ("轴承", 2000)))
    whole = reading.flat(
        reading.text(price_board.render(replace(BOARD, packages=(package,)), language="zh"))
    )
    assert "换轴承套餐：工时，轴承×2" in whole
    assert "¥280.00" in whole


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_leaves_the_paper(typed: str) -> None:
    """A name of 200 letters or a wrong sign must not push the number off the label."""
    for pdf in (
        label.render(
            replace(STICKER, device=typed, accessories=typed, serial=typed), language="zh"
        ),
        service_card.render(
            replace(WALLET, name=typed, devices=(replace(DEVICE, name=typed, place=typed),)),
            language="zh",
        ),
        price_board.render(
            replace(
                BOARD,
                groups=((typed, (replace(PRICE, name=typed),)),),
                packages=(BoardPackage(name=typed, price=1, lines=((typed, 1500),) * 4),),
            ),
            language="zh",
        ),
        counter_sheet.render(
            replace(SHEET, jobs=(replace(SHEET.jobs[0], what=typed),)), language="zh"
        ),
    ):
        assert reading.outside(pdf, 0) == []
