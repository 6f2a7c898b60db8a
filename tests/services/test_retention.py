"""If these fail, the shop keeps people for ever, or erases somebody it still owes something."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from models.base.errors import Refused
from models.base.rights import Level
from models.rules.checkout import TenderIn
from models.services import checkout, devices, erasure, member_file, retention
from models.services import shop as shops
from models.services.checkout import Order, OrderLine
from models.services.devices import DeviceDetails
from models.services.job_lines import LineEntry
from models.services.retention import DueList
from tests.shopkeeping import Shop


def ago(shop: Shop, years: int) -> datetime:
    """Set the clock back and return where it stood."""
    now = shop.clock.now()
    shop.clock.set(now - timedelta(days=366 * years))
    return now


def sell(shop: Shop, member_id: str) -> None:
    """A sale without the price list, which is younger than this."""
    line = OrderLine(entry=LineEntry(name="上门", price=3000))
    order = Order(member_id=member_id, lines=(line,), tenders=(TenderIn("cash", 3000),))
    shop.kernel.run_keyed(shop.key(), checkout.close, order)


def listed(shop: Shop) -> DueList:
    return shop.kernel.ask(retention.due)


@pytest.fixture
def silent(shop: Shop) -> dict[str, str]:
    """Five who were last here four years ago, three of them still bound to the shop, and one of today."""
    now = ago(shop, 4)
    found = {name: shop.member(name, f"1540106{n:04d}").id for n, name in enumerate(NAMES)}
    shop.job(found["有单的"])
    sell(shop, found["买过的"])
    washer = DeviceDetails(category="washer", warranty_until=now.date() + timedelta(days=3))
    shop.kernel.run(devices.add, found["有保修的"], washer)
    shop.clock.set(now)
    found["今天的"] = shop.member("今天的", "15401069999").id
    return found


NAMES = ("没来过的", "买过的", "有单的", "有保修的")


def test_only_who_is_long_silent_and_bound_by_nothing_is_listed(
    shop: Shop, silent: dict[str, str]
) -> None:
    assert [row.name for row in listed(shop).rows] == ["没来过的", "买过的"]
    row = listed(shop).rows[1]
    assert (row.what, row.jobs, row.bills) == ("bill_posted", 0, 1)
    assert listed(shop).years == 3
    assert len(silent) == 5


def test_the_setting_decides_and_0_is_never(shop: Shop, silent: dict[str, str]) -> None:
    del silent
    for years, count in ((5, 0), (0, 0), (1, 2)):
        shop.kernel.run(shops.set_setting, "retention_years", years)
        assert len(listed(shop).rows) == count, years


def test_a_long_list_comes_in_part_and_says_so(shop: Shop, silent: dict[str, str]) -> None:
    del silent
    page = shop.kernel.ask(retention.due, limit=1)
    assert (len(page.rows), page.more) == (1, True)


def test_erasing_from_the_list_erases_and_says_why(shop: Shop, silent: dict[str, str]) -> None:
    member_id = silent["买过的"]
    run = shop.kernel.run_keyed
    assert run("k", retention.erase, member_id).result == "SC-A-000001"
    assert run("k", retention.erase, member_id).replayed
    assert shop.kernel.ask(erasure.slip, member_id).reason == "retention"
    assert [row.name for row in listed(shop).rows] == ["没来过的"]
    assert shop.kernel.ask(member_file.file, member_id).spent == 3000


def test_who_came_in_meanwhile_is_not_erased(shop: Shop, silent: dict[str, str]) -> None:
    """The list stood open while the member stood at the desk."""
    shop.sell("FW-001", member_id=silent["没来过的"])
    for name in ("没来过的", "有保修的", "今天的"):
        with pytest.raises(Refused, match=r"erasure\.not_due"):
            shop.kernel.run_keyed(shop.key(), retention.erase, silent[name])


def test_a_bill_of_this_tax_year_keeps_a_member(shop: Shop) -> None:
    """With one year of patience a bill of January is old in the next January, and still this year's never."""
    shop.kernel.run(shops.set_setting, "retention_years", 1)
    shop.clock.set(datetime.fromisoformat("2026-12-30T10:00:00+08:00"))
    member = shop.member().id
    shop.sell("FW-001", member_id=member)
    shop.clock.set(datetime.fromisoformat("2027-12-31T10:00:00+08:00"))
    assert [row.id for row in listed(shop).rows] == [member]
    assert date(2026, 12, 30) < shop.clock.now().date()


def test_a_clerk_sees_no_such_list(shop: Shop) -> None:
    shop.kernel.actor = replace(shop.kernel.actor, level=Level.SUPERVISOR)
    with pytest.raises(Refused, match=r"right\.missing"):
        listed(shop)
