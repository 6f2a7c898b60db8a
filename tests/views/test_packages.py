"""Packages by keys: written once, then on the job and at the till by their code."""

from PySide6.QtCore import Qt

from models.services import job_file, packages
from models.services.packages import PackageDetails, PackageEntry
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.checkout_order import from_draft, from_parked
from views.screens.packages import PackagesPage

K = Qt.Key


def _package(shop: Shop) -> str:
    details = PackageDetails(
        code="TC-01",
        name="换轴承套餐",
        lines=(
            PackageEntry(item_id=shop.items["FW-114"]),
            PackageEntry(item_id=shop.items["PJ-0612"], quantity=2000, price=8000),
            PackageEntry(item_id=shop.items["PJ-0618"], price=2500, addon=True),
        ),
    )
    made: str = shop.kernel.run(packages.add, details).result
    return made


def test_a_package_is_written_from_the_price_list_by_keys(clerk: Clerk, shop: Shop) -> None:
    """What is sold together every day was typed line by line every day."""
    clerk.shell.go(places.PRICES)
    clerk.calm()
    clerk.press(K.Key_J, held=CTRL)
    clerk.at(places.PACKAGES)
    page = clerk.page
    assert isinstance(page, PackagesPage)
    clerk.press(K.Key_Insert)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.form.refused() == ["code"]
    clerk.type("tc-01")
    clerk.press(K.Key_Return)
    clerk.type("换轴承套餐")
    clerk.press(K.Key_P, held=CTRL)
    for code in ("FW-114", "PJ-0612", "PJ-0618"):
        clerk.type(code)
        clerk.press(K.Key_Return)
    clerk.press(K.Key_Return)  # the empty field hands over to the lines
    clerk.press(K.Key_Down, K.Key_Down, K.Key_Space)
    clerk.press(K.Key_Up, K.Key_Right, K.Key_Right)
    clerk.type("2")
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Up, K.Key_Right)
    clerk.type("8")
    clerk.type("0")
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Return, held=CTRL)
    (row,) = shop.kernel.ask(packages.listed)
    told = [(line.code, line.quantity, line.price, line.own, line.addon) for line in row.lines]
    assert told == [
        ("FW-114", 1000, 12000, False, False),
        ("PJ-0612", 2000, 8000, True, False),
        ("PJ-0618", 1000, 2800, False, True),
    ]
    assert (row.details.code, row.total) == ("TC-01", 28000)
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(packages.listed) == ()


def test_escape_leaves_what_was_kept_and_a_line_goes_back_to_the_list_price(
    clerk: Clerk, shop: Shop
) -> None:
    _package(shop)
    clerk.shell.go(places.PACKAGES)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, PackagesPage)
    page.table.setFocus()
    clerk.press(K.Key_Delete)
    assert len(page.table.lines) == 2
    clerk.press(K.Key_Escape)
    assert len(page.table.lines) == 3
    page.table.point(1)
    clerk.press(K.Key_L, held=CTRL)
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(packages.listed)[0].total == 12000 + 2 * 8600


def test_a_package_goes_onto_a_job_by_its_code_and_off_by_one_undo(
    clerk: Clerk, shop: Shop
) -> None:
    """Four lines by four codes, and one forgotten."""
    _package(shop)
    job = shop.job(shop.member().id, "FW-001").id
    clerk.shell.go(places.JOB, job)
    clerk.calm()
    clerk.press(K.Key_Insert)
    clerk.type("tc-01")
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Return)
    lines = shop.kernel.ask(job_file.file, job).lines
    assert [(line.code, line.price) for line in lines[1:]] == [("FW-114", 12000), ("PJ-0612", 8000)]
    clerk.type("tc-01")
    clerk.press(K.Key_Down, K.Key_Return)  # its add-on
    clerk.press(K.Key_Return)
    line = shop.kernel.ask(job_file.file, job).lines[-1]
    assert (line.code, line.price) == ("PJ-0618", 2500)
    clerk.press(K.Key_Z, held=CTRL)
    clerk.press(K.Key_Z, held=CTRL)
    assert len(shop.kernel.ask(job_file.file, job).lines) == 1


def test_a_package_at_the_till_costs_what_it_says_also_after_it_was_parked(
    clerk: Clerk, shop: Shop
) -> None:
    """A package with prices of its own was paid at the list's, and the customer noticed at home."""
    _package(shop)
    clerk.shell.go(places.CHECKOUT, places.Till())
    clerk.calm()
    clerk.type("TC-01")
    clerk.press(K.Key_Return)
    page = clerk.page
    preview = page.work.preview  # type: ignore[attr-defined]
    assert [line.net for line in preview.lines] == [12000, 16000]
    clerk.press(K.Key_Z, held=CTRL)
    assert page.work.order.lines == []  # type: ignore[attr-defined]
    clerk.press(K.Key_Y, held=CTRL)
    order = page.work.order  # type: ignore[attr-defined]
    assert from_parked(order.parked()).lines == order.lines
    assert from_draft(order.draft()).lines == order.lines
