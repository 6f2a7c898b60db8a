"""Catching up by keys: a line of the paper in seconds, at its own time, and a wrong one said beside the field."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt

from models.rules.jobs import Step
from models.services import bills, catch_up, job_file
from models.services.catch_up import Caught
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from tests.views.hands import press
from views import places
from views.screens.catch_up import CatchUpPage

K = Qt.Key
ZONE = ZoneInfo("Asia/Shanghai")


def _page(clerk: Clerk) -> CatchUpPage:
    assert isinstance(clerk.page, CatchUpPage)
    return clerk.page


@pytest.fixture
def page(clerk: Clerk, shop: Shop) -> CatchUpPage:
    """The page, at eight in the evening by the shop's clock."""
    evening = shop.clock.now().astimezone(ZONE).replace(hour=20, minute=0)
    shop.clock.advance((evening - shop.clock.now()) % timedelta(days=1))
    clerk.shell.go(places.TODAY)
    clerk.press(K.Key_B, held=CTRL)
    clerk.at(places.CATCH_UP)
    clerk.calm()
    return _page(clerk)


def _entered(shop: Shop) -> tuple[Caught, ...]:
    return shop.kernel.ask(catch_up.entered).rows


def _local(row: Caught) -> str:
    return f"{row.at.astimezone(ZONE):%H:%M}"


def test_a_walk_in_s_line_takes_nine_keys(clerk: Clerk, shop: Shop, page: CatchUpPage) -> None:
    """Time, skip who and job, the item, its amount, how it was paid: thirty lines must not take the evening."""
    clerk.keys = 0
    clerk.type("1430")
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Return)
    clerk.type("FW-001")
    clerk.press(K.Key_Return, K.Key_Return)
    assert page.form.amount.placeholderText() == "30.00"
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.calm()
    (row,) = _entered(shop)
    assert (row.kind, row.total, _local(row)) == ("bill", 3000, "14:30")
    assert clerk.keys <= 9
    assert clerk.words() == "补录了 A-000001，¥30.00"
    assert page.model.rowCount() == 1
    assert page.form.time.text() == "14:30"
    assert page.form.time.hasFocus()


def test_a_member_s_job_paid_by_what_was_written(
    clerk: Clerk, shop: Shop, page: CatchUpPage
) -> None:
    job = shop.job(shop.member().id, "FW-114")
    shop.clock.advance(timedelta(hours=2))
    page.form.time.setFocus()
    clerk.type("21:00")
    clerk.press(K.Key_Return)
    clerk.type("zgl")
    clerk.press(K.Key_Return)
    clerk.type(job.number)
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.type("119")
    clerk.press(K.Key_Return, K.Key_Down)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    found = shop.kernel.ask(job_file.file, job.id)
    assert found.row.step is Step.CALL_BACK
    assert found.bill_id is not None
    receipt = shop.kernel.ask(bills.file, found.bill_id).receipt
    assert (receipt.total, receipt.tenders[0].kind) == (11900, "wechat")


def test_what_is_on_no_list_is_billed_as_written(
    clerk: Clerk, shop: Shop, page: CatchUpPage
) -> None:
    """Paper has no price list; the amount on it is the price."""
    clerk.type("9点")
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Return)
    clerk.type("磨两把剪刀")
    clerk.press(K.Key_Return)
    assert page.form.amount.hasFocus()
    clerk.type("16")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    (row,) = _entered(shop)
    assert (row.title, row.total) == ("磨两把剪刀", 1600)


def test_a_job_that_was_taken_in(clerk: Clerk, shop: Shop, page: CatchUpPage) -> None:
    page.form.kind.setFocus()
    clerk.press(K.Key_Down, K.Key_Return, K.Key_Return)
    clerk.type("15:10")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.type("冰箱不冷")
    clerk.press(K.Key_Return)
    clerk.type("15401069988")
    clerk.press(K.Key_Return)
    clerk.calm()
    (row,) = _entered(shop)
    assert (row.kind, row.title, row.total) == ("job", "冰箱不冷", None)
    clerk.shell.go(places.JOB, row.id)
    clerk.calm()
    assert clerk.page._head._entered.isVisible()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("time", "item", "field"),
    [("", "FW-001", "time"), ("23:00", "FW-001", "time"), ("25:00", "FW-001", "time")],
)
def test_a_wrong_time_is_said_beside_it(
    clerk: Clerk, shop: Shop, page: CatchUpPage, time: str, item: str, field: str
) -> None:
    clerk.type(time)
    page.form.item.setFocus()
    clerk.type(item)
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert page.form.form.message(field)
    assert _entered(shop) == ()


def test_more_than_it_comes_to_is_said_beside_the_amount(
    clerk: Clerk, shop: Shop, page: CatchUpPage
) -> None:
    clerk.type("14:30")
    page.form.item.setFocus()
    clerk.type("FW-001")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.type("300")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert "¥30.00" in page.form.form.message("amount")
    assert _entered(shop) == ()


def test_the_same_item_twice_is_two_and_ctrl_d_drops_it(clerk: Clerk, page: CatchUpPage) -> None:
    clerk.type("14:30")
    page.form.item.setFocus()
    for code in ("PJ-0612", "PJ-0612", "FW-001"):
        clerk.type(code)
        clerk.press(K.Key_Return)
    assert page.form.form.message("item") == "轴承套件 6205/6206 × 2，上门检测费"
    clerk.press(K.Key_D, held=CTRL)
    assert page.form.form.message("item") == "轴承套件 6205/6206 × 2"
    assert page.form.amount.placeholderText() == "172.00"


def test_a_half_line_survives_a_power_cut(clerk: Clerk, page: CatchUpPage) -> None:
    """It would be the second one that evening."""
    clerk.type("14:30")
    page.form.item.setFocus()
    clerk.type("FW-001")
    clerk.press(K.Key_Return)
    clerk.shell.go(places.TODAY)
    clerk.calm()
    page._typed = False
    page.form.clear()
    clerk.press(K.Key_B, held=CTRL)
    clerk.at(places.CATCH_UP)
    clerk.calm()
    assert page.form.time.text() == "14:30"
    assert page.form.form.message("item") == "上门检测费"
    assert page.form.amount.placeholderText() == "30.00"


def test_a_double_enter_enters_the_line_once(clerk: Clerk, shop: Shop, page: CatchUpPage) -> None:
    """Two Enters of a tired hand must not take the money twice."""
    clerk.type("14:30")
    page.form.item.setFocus()
    clerk.type("FW-001")
    clerk.press(K.Key_Return)
    focus = clerk._focus()
    press(focus, K.Key_Return, CTRL)
    press(focus, K.Key_Return, CTRL)
    clerk.calm()
    assert len(_entered(shop)) == 1
