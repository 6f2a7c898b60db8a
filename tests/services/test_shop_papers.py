"""What the shop's papers say must be what the rows say, and that they were made is known."""

import json
from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.rules.checkout import TenderIn
from models.services import checkout, members, packages, shop_papers
from models.services.checkout import Order
from models.services.packages import PackageDetails, PackageEntry
from models.services.prices import NewPrice, archive_item, set_prices
from tests.shopkeeping import Shop


def test_the_card_names_device_and_warranty(shop: Shop) -> None:
    """The member shows it when the machine fails: the end of the warranty must be that of the bill."""
    member = shop.member()
    device = shop.washer(member.id)
    before = shop.kernel.ask(shop_papers.service_card, member.id)
    assert [(entry.last, entry.warranty_until) for entry in before.devices] == [(None, None)]
    job = shop.job(member.id, "FW-114", device_id=device)
    total = shop.kernel.ask(checkout.preview, Order(job_id=job.id)).priced
    assert total is not None
    order = Order(job_id=job.id, tenders=(TenderIn("cash", total.total),))
    shop.kernel.run_keyed(shop.key(), checkout.close, order)
    card = shop.kernel.ask(shop_papers.service_card, member.id)
    assert (card.name, card.number.replace(" ", "")) == ("张桂兰", member.number)
    assert [entry.warranty_until for entry in card.devices] == [card.made_on + timedelta(days=90)]


def test_a_printed_card_stands_in_the_journal(shop: Shop) -> None:
    """A paper with a name on it left the shop: by whom and when."""
    member = shop.member()
    shop.kernel.run(shop_papers.print_service_card, member.id, saved=True)
    with shop.kernel.store.reader.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT use_case, payload FROM operation ORDER BY position DESC LIMIT 1"
        ).first()
    assert row is not None
    assert row[0] == "shop_papers.print_service_card"
    assert "service_card" in json.dumps(json.loads(row[1]))


def test_an_archived_member_gets_no_card(shop: Shop) -> None:
    member = shop.member()
    shop.kernel.run(members.archive, member.id)
    with pytest.raises(Refused, match=r"member\.card_archived"):
        shop.kernel.ask(shop_papers.service_card, member.id)


def test_the_board_ends_before_the_next_prices(shop: Shop) -> None:
    """A board that hangs on after a price rose is a promise the till does not keep."""
    today = shop.kernel.ask(shop_papers.price_board).day
    start = today + timedelta(days=10)
    shop.kernel.run(set_prices, [NewPrice(shop.items["FW-114"], 99900)], effective_from=start)
    board = shop.kernel.ask(shop_papers.price_board)
    assert board.valid_until == start - timedelta(days=1)
    prices = {row.name: row.price for _, rows in board.groups for row in rows}
    assert 99900 not in prices.values()
    later = shop.kernel.ask(shop_papers.price_board, day=start)
    assert 99900 in {row.price for _, rows in later.groups for row in rows}


def test_an_empty_list_makes_no_board(shop: Shop) -> None:
    for item in shop.items.values():
        shop.kernel.run(archive_item, item)
    with pytest.raises(Refused, match=r"price\.board_empty"):
        shop.kernel.ask(shop_papers.price_board)


def test_the_counter_sheet_holds_what_is_due_and_sold_most(shop: Shop) -> None:
    """The power is out and a customer asks when the machine is done: it must stand there, masked."""
    member = shop.member()
    shop.job(member.id, "FW-001")
    for _ in range(3):
        shop.sell("PJ-0612")
    posted = shop.sell("FW-120")
    sheet = shop.kernel.ask(shop_papers.counter_sheet)
    assert [(row.member_masked, row.phone_tail, row.total) for row in sheet.jobs] == [
        ("张*兰", "2046", 3000)
    ]
    assert sheet.prices[0].name == "轴承套件 6205/6206"
    assert sheet.first_number == posted.number
    assert "15401062046" not in repr(sheet)


def test_the_board_of_a_coming_day_has_its_prices_and_packages(shop: Shop) -> None:
    """The new board must be ready to hang up the evening before."""
    lines = (PackageEntry(item_id=shop.items["FW-114"]), PackageEntry(item_id=shop.items["FW-120"]))
    shop.kernel.run(packages.add, PackageDetails(code="TC-01", name="套餐", lines=lines))
    start = shop.kernel.ask(shop_papers.price_board).day + timedelta(days=10)
    shop.kernel.run(set_prices, [NewPrice(shop.items["FW-114"], 13500)], effective_from=start)
    now, then = (shop.kernel.ask(shop_papers.price_board, day=day) for day in (None, start))
    assert [(row.price, len(row.lines)) for row in now.packages] == [(20000, 2)]
    assert [row.price for row in then.packages] == [21500]
    shop.kernel.run(archive_item, shop.items["FW-120"])
    assert shop.kernel.ask(shop_papers.price_board).packages == ()
