"""The smaller lists out: what an accountant asks for at the year's end, complete and adding up."""

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.rules.checkout import TenderIn
from models.services import (
    checkout,
    deposits,
    enquiries,
    exchange,
    refunds,
    stock,
)
from models.services import (
    shop as shops,
)
from models.services.checkout import Order, OrderLine
from models.services.enquiries import EnquiryDetails
from models.services.exchange import What
from models.services.job_lines import LineEntry
from models.services.refunds import RefundOrder
from tests.shopkeeping import Shop
from views.sheets import list_file
from views.texts import catalogue

ZONE = "Asia/Shanghai"


@pytest.fixture
def year(shop: Shop) -> Shop:
    """A shop with one of everything."""
    run, member = shop.kernel.run_keyed, shop.member().id
    shop.kernel.run(shops.set_setting, "account_limit", 100000)
    run(
        shop.key(),
        enquiries.take,
        EnquiryDetails(name="=王先生", phone="15401060077", need="空调不制冷"),
    )
    job = shop.job(member, "FW-114").id
    run(shop.key(), deposits.take, job, amount=5000, tender=TenderIn("cash", 5000))
    order = Order(job_id=job, tenders=(TenderIn("wechat", 7000),))
    bill = run(shop.key(), checkout.close, order).result
    run(shop.key(), refunds.refund, RefundOrder(bill_id=bill.id, reason="又响", amount=1000))
    line = OrderLine(entry=LineEntry(item_id=shop.items["FW-001"]))
    tenders = (TenderIn("wechat", 1000), TenderIn("account", 2000))
    run(shop.key(), checkout.close, Order(member_id=member, lines=(line,), tenders=tenders))
    part = shop.items["PJ-0612"]
    shop.kernel.run(stock.watch, part, stocked=True, low_at=2000)
    run(shop.key(), stock.take_in, part, quantity=5000)
    return shop


def _rows(shop: Shop, what: What, tmp_path: Path, language: str = "zh") -> list[dict[str, str]]:
    path = tmp_path / f"{what}.csv"
    permit = shop.kernel.run(exchange.permit, what).result
    list_file.write_list(
        path,
        what,
        lambda take: shop.kernel.ask(exchange.export, permit, take),
        words=catalogue(language),
        zone=ZONE,
    )
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_bill_s_ways_of_payment_add_up_to_it(year: Shop, tmp_path: Path) -> None:
    """A deposit or a debt that has no column is money that is missing at the tax office."""
    rows = _rows(year, "bills", tmp_path)
    assert [row["实收"] for row in rows] == ["120.00", "30.00"]
    for row in rows:
        ways = ("现金", "微信", "支付宝", "刷卡", "定金", "挂账")
        assert sum(float(row[way]) for way in ways) == float(row["实收"])
    assert (rows[0]["定金"], rows[0]["退款"], rows[1]["挂账"]) == ("50.00", "10.00", "20.00")


@pytest.mark.parametrize(
    ("what", "cells"),
    [
        ("refunds", {"单号": "T-A000001", "种类": "退款", "单子": "A-000001", "退款": "10.00"}),
        ("deposits", {"单号": "D-A000001", "会员": "张桂兰", "怎么付": "现金", "金额": "50.00"}),
        ("accounts", {"会员": "张桂兰", "单子": "A-000002", "欠了几天": "0", "还欠": "20.00"}),
        ("enquiries", {"会员": "'=王先生", "问什么": "空调不制冷", "结果": "没了结"}),
        ("stock", {"编码": "PJ-0612", "现有": "5", "提醒数": "2", "记库存": "是"}),
    ],
)
def test_each_list_says_what_the_shop_knows(
    year: Shop, tmp_path: Path, what: What, cells: dict[str, str]
) -> None:
    row = _rows(year, what, tmp_path)[0]
    row["会员"] = row.get("会员", row.get("姓名", ""))
    assert {name: row[name] for name in cells} == cells


@pytest.mark.parametrize("what", ["refunds", "deposits", "accounts", "enquiries", "stock"])
def test_every_list_is_a_workbook_in_english_too(year: Shop, tmp_path: Path, what: What) -> None:
    path = tmp_path / "list.xlsx"
    permit = year.kernel.run(exchange.permit, what).result
    count = list_file.write_list(
        path,
        what,
        lambda take: year.kernel.ask(exchange.export, permit, take),
        words=catalogue("en"),
        zone=ZONE,
    )
    sheet: Any = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows())
    assert len(rows) == count + 1 > 1
    assert all(isinstance(title.value, str) and title.value for title in rows[0])
    assert not any(cell.data_type == "f" for row in rows for cell in row)
