"""A package is typed once and lands whole on the job; what it costs is the day's price or its own."""

from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.services import job_file, job_lines, line_offers, packages, prices
from models.services.job_lines import LineEntry
from models.services.packages import PackageDetails, PackageEntry, PackageLineRow
from models.services.prices import ItemDetails, NewPrice
from tests.services.hostile import HOSTILE
from tests.shopkeeping import Shop


def a_package(shop: Shop, code: str = "tc-01") -> str:
    details = PackageDetails(
        code=code,
        name="换轴承套餐",
        grade="标准",
        lines=(
            PackageEntry(item_id=shop.items["FW-120"], addon=True),
            PackageEntry(item_id=shop.items["FW-114"]),
            PackageEntry(item_id=shop.items["PJ-0612"], quantity=2000, price=8000),
        ),
    )
    made: str = shop.kernel.run(packages.add, details).result
    return made


def _lines(shop: Shop, package_id: str, *, days: int = 0) -> tuple[PackageLineRow, ...]:
    day = shop.clock.now().date() + timedelta(days=days)
    return shop.kernel.ask(packages.lines_of, package_id, day)


def _price(shop: Shop, code: str, price: int, *, days: int) -> None:
    new = NewPrice(shop.items[code], price)
    day = shop.clock.now().date() + timedelta(days=days)
    shop.kernel.run(prices.set_prices, (new,), effective_from=day)


def test_a_line_costs_what_the_list_says_that_day_unless_the_package_says_otherwise(
    shop: Shop,
) -> None:
    """The package of last spring sold at last spring's prices."""
    made = a_package(shop)
    _price(shop, "FW-114", 13500, days=3)
    _price(shop, "PJ-0612", 9900, days=3)
    told = [(row.code, row.quantity, row.price, row.addon) for row in _lines(shop, made)]
    assert told == [
        ("FW-114", 1000, 12000, False),
        ("PJ-0612", 2000, 8000, False),
        ("FW-120", 1000, 8000, True),
    ]
    assert [row.price for row in _lines(shop, made, days=3)] == [13500, 8000, 8000]
    (row,) = shop.kernel.ask(packages.listed)
    assert (row.details.code, row.total) == ("TC-01", 12000 + 16000)


def test_one_undo_takes_the_whole_package_off_the_job_and_one_more_puts_it_back(shop: Shop) -> None:
    """Five lines wrongly chosen were five lines to take off one by one."""
    made, job = a_package(shop), shop.job(shop.member().id, "FW-001").id
    (addon,) = (row.id for row in _lines(shop, made) if row.addon)
    outcome = shop.kernel.run(packages.add_to_job, job, made, addons=(addon,))
    told = [
        (row.code, row.price, row.quantity) for row in shop.kernel.ask(job_file.file, job).lines
    ]
    assert told == [
        ("FW-001", 3000, 1000),
        ("FW-114", 12000, 1000),
        ("PJ-0612", 8000, 2000),
        ("FW-120", 8000, 1000),
    ]
    whole = shop.kernel.ask(job_file.file, job).lines
    assert outcome.inverse is not None
    back = shop.kernel.undo(outcome.inverse)
    assert [row.code for row in shop.kernel.ask(job_file.file, job).lines] == ["FW-001"]
    assert back.inverse is not None
    shop.kernel.undo(back.inverse)
    assert shop.kernel.ask(job_file.file, job).lines == whole


def test_a_part_of_a_package_is_the_real_part_with_its_cost_and_warranty(shop: Shop) -> None:
    """Without them a package would earn nothing in the books and be under no warranty."""
    made, job = a_package(shop), shop.job(shop.member().id).id
    shop.kernel.run(packages.add_to_job, job, made)
    line = shop.kernel.ask(job_file.file, job).lines[1]
    assert (line.cost, line.warranty_days, line.kind) == (4100, 365, "part")


def test_a_code_names_one_thing(shop: Shop) -> None:
    """TC-01 at the till must not be a package for one clerk and a part for another."""
    made = a_package(shop)
    for code in ("TC-01", "fw-114"):
        with pytest.raises(Refused, match=r"price\.code_taken"):
            a_package(shop, code)
    item = ItemDetails(category="套餐", code="tc-01", name="x")
    with pytest.raises(Refused, match=r"price\.code_taken"):
        shop.kernel.run(prices.add_item, item, price=1)
    details = shop.kernel.ask(packages.listed)[0].details
    shop.kernel.run(packages.edit, made, details)


def test_what_is_put_away_or_off_the_list_is_not_sold(shop: Shop) -> None:
    """An item taken off the list came back onto bills by way of a package."""
    made, job = a_package(shop), shop.job(shop.member().id).id
    shop.kernel.run(prices.archive_item, shop.items["FW-114"])
    (row,) = shop.kernel.ask(packages.listed)
    assert (row.total, [line.held for line in row.lines]) == (None, [False, True, True])
    with pytest.raises(Refused, match=r"package\.withdrawn"):
        shop.kernel.run(packages.add_to_job, job, made)
    shop.kernel.run(prices.archive_item, shop.items["FW-114"], archived=False)
    shop.kernel.run(prices.archive_item, shop.items["FW-120"])
    assert [line.code for line in _lines(shop, made)] == ["FW-114", "PJ-0612"], (
        "an add-on is no reason"
    )
    outcome = shop.kernel.run(packages.archive, made)
    assert shop.kernel.ask(packages.listed) == ()
    with pytest.raises(Refused, match=r"package\.away"):
        shop.kernel.run(packages.add_to_job, job, made)
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert len(shop.kernel.run(packages.add_to_job, job, made).result) == 2


def test_a_package_of_nothing_and_a_foreign_line_are_refused(shop: Shop) -> None:
    made, other = a_package(shop), a_package(shop, "TC-02")
    addon = PackageEntry(item_id=shop.items["FW-120"], addon=True)
    for lines, code in (
        ((), "package.empty"),
        ((addon,), "package.empty"),
        ((PackageEntry(item_id=shop.items["FW-114"], quantity=0),), "job.quantity"),
        ((PackageEntry(item_id=shop.items["FW-114"], price=-1),), "price.negative"),
        ((PackageEntry(item_id=shop.items["FW-114"]),) * 41, "package.long"),
        (shop.kernel.ask(packages.listed)[1].details.lines, "record.gone"),
    ):
        details = PackageDetails(code="TC-01", name="x", lines=lines)
        with pytest.raises(Refused) as refused:
            shop.kernel.run(packages.edit, made, details)
        assert refused.value.code == code
    job = shop.job(shop.member().id).id
    theirs = _lines(shop, other)[-1].id
    with pytest.raises(Refused, match=r"record\.gone"):
        shop.kernel.run(packages.add_to_job, job, made, addons=(theirs,))


def test_a_line_edited_stays_the_same_line(shop: Shop) -> None:
    made = a_package(shop)
    (row,) = shop.kernel.ask(packages.listed)
    shorter = PackageDetails(code="TC-01", name="小套餐", lines=row.details.lines[1:])
    outcome = shop.kernel.run(packages.edit, made, shorter)
    (after,) = shop.kernel.ask(packages.listed)
    assert after.details.lines == row.details.lines[1:]
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(packages.listed) == (row,)


def test_the_price_of_a_package_is_read_from_it_and_never_handed_in(shop: Shop) -> None:
    """A clerk could give anything away by naming a package line of another item."""
    made, job = a_package(shop), shop.job(shop.member().id).id
    own = next(row for row in _lines(shop, made) if row.own)
    entry = LineEntry(item_id=shop.items["FW-114"], package_line_id=own.id)
    shop.kernel.run(job_lines.add, job, entry)
    assert [row.price for row in shop.kernel.ask(job_file.file, job).lines] == [12000]
    entry = LineEntry(item_id=own.item_id, package_line_id=own.id)
    shop.kernel.run(job_lines.add, job, entry)
    details = shop.kernel.ask(packages.listed)[0].details
    without = PackageDetails(code="TC-01", name="x", lines=details.lines[:2])
    shop.kernel.run(packages.edit, made, without)
    shop.kernel.run(job_lines.add, job, entry)
    assert [row.price for row in shop.kernel.ask(job_file.file, job).lines] == [12000, 8000, 8600]


def test_a_quote_outlives_the_package_it_was_drafted_from(shop: Shop) -> None:
    """Ctrl+Z on the making of a package left a quote that could neither be seen nor given."""
    outcome = shop.kernel.run(
        packages.add,
        PackageDetails(
            code="TC-09",
            name="换轴承",
            lines=(PackageEntry(item_id=shop.items["FW-114"], price=1000),),
        ),
    )
    (line,) = _lines(shop, outcome.result)
    entry = LineEntry(item_id=line.item_id, package_line_id=line.id)
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    job = shop.job(shop.member().id).id
    shop.kernel.run(job_lines.add, job, entry)
    assert [row.price for row in shop.kernel.ask(job_file.file, job).lines] == [12000]


def test_a_line_is_found_by_the_code_of_a_package_and_its_addons_stand_below(shop: Shop) -> None:
    """A clerk types the same field, whatever is sold."""
    a_package(shop)
    for typed in ("TC-01", "tc-0", "换轴承", "hzctc"):
        rows = shop.kernel.ask(line_offers.offers, typed).rows
        told = [(row.kind, row.name, row.amount) for row in rows if row.kind != "item"]
        assert told == [("package", "换轴承套餐", 28000), ("addon", "筒体拆洗", 8000)], typed
    kinds = [row.kind for row in shop.kernel.ask(line_offers.offers, "FW-114").rows]
    assert kinds == ["item"]
    shop.kernel.run(packages.archive, shop.kernel.ask(packages.listed)[0].id)
    assert shop.kernel.ask(line_offers.offers, "TC-01").rows == ()


def test_any_text_may_be_typed_to_find_a_line(shop: Shop) -> None:
    """A scanner that spits rubbish: an empty list, not a traceback."""
    a_package(shop)
    for typed in HOSTILE:
        words = typed[:200].encode("utf-8", "ignore").decode()
        rows = shop.kernel.ask(line_offers.offers, words).rows
        assert {row.kind for row in rows} <= {"item", "package", "addon"}, typed
    assert shop.kernel.ask(line_offers.offers, "TC-01").rows[0].kind == "package"
