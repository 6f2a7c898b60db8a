"""The air conditioner that came back twice: held for a part, free the second time, its warranty never renewed."""

from datetime import date, timedelta

from PySide6.QtCore import Qt

from models.rules.jobs import Step
from models.services import bills, check, devices, job_around, job_file, prices, timeline
from models.services.devices import DeviceDetails
from models.services.prices import ItemDetails
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.board import BoardPage
from views.screens.job_form import JobFormPage

K = Qt.Key
AIR = ItemDetails(
    category="空调", code="KT-020", name="加氟补漏", kind="service", unit="次", warranty_days=90
)


def _receive(clerk: Clerk, shop: Shop, member: str, device: str, symptoms: str, code: str) -> str:
    """The customer is at the desk: form, line, and the job stands on the screen."""
    del shop
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member, device_id=device))
    clerk.calm()
    page = clerk.page
    assert isinstance(page, JobFormPage)
    page.fields.entries["title"].setFocus()
    clerk.type(symptoms)
    said = page.fields.form.message("title")
    page.fields.technician.setFocus()
    clerk.press(K.Key_Down)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.press(K.Key_Insert)
    clerk.type(code)
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Escape)
    if clerk.page._stack.currentWidget() is not clerk.page._side:  # type: ignore[attr-defined]
        clerk.press(K.Key_Escape)
    return said


def _walk(clerk: Clerk, times: int) -> None:
    for _ in range(times):
        clerk.press(K.Key_Return, held=CTRL)


def test_the_air_conditioner_that_came_back_twice(clerk: Clerk, shop: Shop) -> None:
    """Told from memory, this customer pays twice, or never again; told by the program, everybody knows why."""
    kernel = shop.kernel
    kernel.run(prices.add_item, AIR, price=18000, cost=6000)
    member = shop.member("吴德明", "15401067788").id
    details = DeviceDetails(category="ac", brand="格力", model="1.5 匹")
    device = kernel.run(devices.add, member, details).result
    first_day = shop.clock.now().date()

    # The first time: it is paid.
    assert _receive(clerk, shop, member, device, "不制冷", "KT-020") == ""
    first = clerk.page.job_id  # type: ignore[attr-defined]
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no receipt came out")

    # Forty days later: the same fault. The form says so, nobody asks for money, the part has to be waited for.
    shop.clock.advance(timedelta(days=40))
    said = _receive(clerk, shop, member, device, "又不制冷", "KT-020")
    assert "在保" in said
    second = clerk.page.job_id  # type: ignore[attr-defined]
    file = kernel.ask(job_file.file, second)
    assert (file.row.rework_of_id, file.row.total) == (first, 0)
    _walk(clerk, 3)
    assert kernel.ask(job_file.file, second).row.step is Step.WORK
    clerk.press(K.Key_H, held=CTRL)
    clerk.press(K.Key_Return)
    clerk.type("铜管周四到")
    clerk.press(K.Key_Return)
    clerk.press(K.Key_3, held=ALT)
    clerk.press(K.Key_2, held=CTRL)
    board = clerk.page
    assert isinstance(board, BoardPage)
    (card,) = [card for column in board.columns for card in column.list.cards() if card.rework]
    assert (card.id, card.hold) == (second, "parts")
    shop.clock.advance(timedelta(days=2))
    clerk.shell.go(places.JOB, second)
    clerk.calm()
    clerk.press(K.Key_H, held=CTRL)
    _walk(clerk, 1)
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 2, "the free receipt never came out")

    # The third time, on day 80: still the first warranty. On day 95 it is over.
    shop.clock.advance(timedelta(days=38))
    assert "在保" in _receive(clerk, shop, member, device, "不制冷", "KT-020")
    third = clerk.page.job_id  # type: ignore[attr-defined]
    assert kernel.ask(job_file.file, third).row.total == 0
    shop.pay(third)
    shop.clock.advance(timedelta(days=15))
    _receive(clerk, shop, member, device, "不制冷", "KT-020")
    fourth = clerk.page.job_id  # type: ignore[attr-defined]
    assert kernel.ask(job_file.file, fourth).row.total == 18000

    # What everybody can see afterwards.
    until: set[date | None] = set()
    for job in (first, second, third):
        bill = kernel.ask(job_file.file, job).bill_id
        assert bill is not None
        until |= {line.warranty_until for line in kernel.ask(bills.file, bill).receipt.lines}
    assert until == {first_day + timedelta(days=90)}
    reworks = kernel.ask(job_around.of_job, first).standing.reworks
    assert [row.cost for row in reworks][:1] == [6000]
    told = {entry.what for entry in kernel.ask(timeline.of_member, member).entries}
    assert told >= {"job_held", "job_released", "job_opened", "bill_posted"}
    assert kernel.ask(check.check).sound
