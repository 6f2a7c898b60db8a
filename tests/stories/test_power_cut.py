"""The evening after a power cut: sold by the counter sheet, caught up by keys, closed with the day."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pypdfium2
from PySide6.QtCore import Qt

from models.rules.drawer import Counted
from models.rules.jobs import Step
from models.services import bills, catch_up, check, day_close, drawer, job_file
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.catch_up import CatchUpPage

K = Qt.Key
ZONE = ZoneInfo("Asia/Shanghai")


def _text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _line(clerk: Clerk, time: str, who: str, job: str, item: str, amount: str) -> None:
    """A line of the paper, from the time field on."""
    clerk.type(time)
    clerk.press(K.Key_Return)
    for typed in (who, job):
        if typed:
            clerk.type(typed)
        clerk.press(K.Key_Return)
    if item:
        clerk.type(item)
        clerk.press(K.Key_Return)
    if not clerk.page.form.amount.hasFocus():  # type: ignore[attr-defined]
        clerk.press(K.Key_Return)
    if amount:
        clerk.type(amount)
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.calm()


def test_the_evening_after_a_power_cut(clerk: Clerk, shop: Shop) -> None:
    """Three hours on paper; at night the drawer, the jobs and the day's slip know all of it."""
    kernel = shop.kernel
    afternoon = shop.clock.now().astimezone(ZONE).replace(hour=13, minute=30)
    shop.clock.advance((afternoon - shop.clock.now()) % timedelta(days=1))
    kernel.run_keyed(shop.key(), drawer.open_shift, opening_float=50000)
    job = shop.job(shop.member().id, "FW-114")
    morning = shop.sell("FW-001", tender=3000)

    # At half past one the sheet is printed; the jobs in hand and the last number stand on it.
    clerk.shell.go(places.TODAY)
    clerk.calm()
    clerk.press(K.Key_F9)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no counter sheet came out")
    sheet = _text(clerk.tray.sheets[0].pdf)
    assert job.number in sheet
    assert morning.number in sheet
    assert "Ctrl+B" in sheet

    # The power is out till five. Then each line is entered with its own time.
    shop.clock.advance(timedelta(hours=3, minutes=30))
    clerk.press(K.Key_B, held=CTRL)
    clerk.at(places.CATCH_UP)
    clerk.calm()
    _line(clerk, "1410", "", "", "PJ-0618", "")
    _line(clerk, "1455", "", "", "配两把钥匙", "16")
    _line(clerk, "1620", "zgl", job.number, "", "120")
    page = clerk.page
    assert isinstance(page, CatchUpPage)
    page.form.kind.setFocus()
    clerk.press(K.Key_Down, K.Key_Return, K.Key_Return)
    assert page.form.time.hasFocus()
    clerk.type("1640")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.type("热水器不点火")
    clerk.press(K.Key_Return)
    clerk.type("15401069988")
    clerk.press(K.Key_Return)
    clerk.calm()
    entered = kernel.ask(catch_up.entered)
    told = [(f"{row.at.astimezone(ZONE):%H:%M}", row.total) for row in reversed(entered.rows)]
    assert told == [("14:10", 2800), ("14:55", 1600), ("16:20", 12000), ("16:40", None)]
    assert entered.taken == 16400
    assert kernel.ask(job_file.file, job.id).row.step is Step.CALL_BACK
    receipt = kernel.ask(bills.file, entered.rows[1].id).receipt
    assert (receipt.job_number, receipt.entered_at) == (job.number, shop.clock.now())

    # The drawer and the day know it, and the day's list stands in the order in which it happened.
    state = kernel.ask(drawer.state)
    assert state.shift is not None
    assert state.shift.cash == 50000 + 3000 + 16400
    numbers = [row.number for row in kernel.ask(bills.of_day)]
    assert numbers == ["A-000004", "A-000003", "A-000002", "A-000001"]
    kernel.run_keyed(shop.key(), drawer.end_shift, counted=(Counted("cash", 69400),), left_in=0)
    kernel.run_keyed(shop.key(), day_close.close_day)
    assert kernel.ask(day_close.of_day).paper.figures.total == 19400

    # After the close nothing is slipped in behind it.
    _line(clerk, "1500", "", "", "FW-001", "")
    assert page.form.form.message("day")
    assert len(kernel.ask(catch_up.entered).rows) == 4
    assert kernel.ask(check.check).sound
