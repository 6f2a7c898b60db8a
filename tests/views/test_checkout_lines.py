"""What is on the bill: lines, discounts, the member. A wrong line here is a wrong price for a customer."""

import pytest
from PySide6.QtCore import Qt

from models.base.documents import PaperTender
from models.services import desk
from models.services import shop as shop_services
from models.services.jobs import JobOpened
from tests.views.hands import press
from tests.views.till import Window
from views.places import Till
from views.screens import checkout as till_page
from views.widgets.fields import QuantityField

ENTER, SLASH, STAR, PLUS = Qt.Key.Key_Return, Qt.Key.Key_Slash, Qt.Key.Key_Asterisk, Qt.Key.Key_Plus
INSERT, DELETE, F9, ESCAPE = Qt.Key.Key_Insert, Qt.Key.Key_Delete, Qt.Key.Key_F9, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier


def open_job(window: Window, job: JobOpened) -> None:
    window.open(Till(job_id=job.id))


def paid(window: Window) -> tuple[PaperTender, ...]:
    return window.bill().receipt.tenders


# Lines


def test_a_counter_sale_by_keyboard_alone(window: Window) -> None:
    """Else a walk-in with a seal in his hand needs the mouse."""
    window.open()
    assert window.focus() is window.page.lines.finder
    window.add("sf")
    window.add("PJ-0618")
    window.add("zctj")
    window.press(ENTER)
    assert window.focus() is window.page.pay.field
    window.press(ENTER)
    window.calm()
    receipt = window.bill().receipt
    assert [(line.code, line.quantity) for line in receipt.lines] == [
        ("PJ-0618", 2000),
        ("PJ-0612", 1000),
    ]
    assert (receipt.total, receipt.member) == (14200, "")


def test_nothing_found_is_said_under_the_row_and_takes_no_money(window: Window) -> None:
    window.open()
    window.add("sf")
    window.press(INSERT)
    window.type("没有这个")
    window.press(ENTER)
    window.calm()
    assert window.count() == 0
    assert "没找到『没有这个』" in window.page.lines.message.text()


def test_quantity_and_line_discount_are_typed_into_the_table(window: Window) -> None:
    """Else two hours of work or a friendly 95 折 cannot be billed."""
    window.open()
    window.add("PJ-0612")
    window.press(Qt.Key.Key_Up)
    table = window.page.lines.table
    assert table.hasFocus()
    window.type("3")
    editor = table.findChild(QuantityField)
    assert editor is not None
    press(editor, ENTER)
    window.calm()
    assert (window.count(), window.page.work.order.lines[0].quantity) == (0, 3000)
    table.setCurrentIndex(window.page.lines.model.index(0, 3))
    table.edit(table.currentIndex())
    window.type("95")
    window.press(ENTER)
    window.calm()
    assert window.page.pay.due.text() == "¥245.10"
    assert window.page.lines.model.index(0, 3).data() == "95 折"


def test_a_removed_line_comes_back_with_undo(window: Window) -> None:
    """Else one wrong key costs the search for the part again."""
    window.open()
    window.add("PJ-0612")
    window.add("PJ-0618")
    window.press(Qt.Key.Key_Up)
    window.page.lines.table.enter(0)
    window.press(DELETE)
    window.calm()
    assert [line.item_id for line in window.page.work.order.lines] == [window.shop.items["PJ-0618"]]
    assert window.words() == "已去掉『轴承套件 6205/6206』"
    press(window.shell, Qt.Key.Key_Z, CONTROL)
    window.calm()
    assert len(window.page.work.order.lines) == 2
    assert window.page.work.order.lines[0].item_id == window.shop.items["PJ-0612"]


def test_an_undo_never_reaches_into_the_next_sale(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next customer pays for the seal the last one gave back."""
    monkeypatch.setattr(till_page, "SETTLED_MS", 0)
    window.open()
    window.add("PJ-0612")
    window.add("PJ-0618")
    window.page.lines.table.enter(0)
    window.press(DELETE)
    window.calm()
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()
    window.press(ENTER)
    window.calm()
    press(window.shell, Qt.Key.Key_Z, CONTROL)
    window.calm()
    assert window.page.work.order.lines == []


def test_an_undo_never_reopens_a_posted_bill(window: Window) -> None:
    """Else Ctrl+Z after the sale leaves a draft that offers to take the money again."""
    window.open()
    window.add("PJ-0612")
    window.add("PJ-0618")
    window.page.lines.table.enter(0)
    window.press(DELETE)
    window.calm()
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()
    press(window.shell, Qt.Key.Key_Z, CONTROL)
    window.page.left()
    window.calm()
    assert window.page.done.isVisible()
    assert window.shop.kernel.ask(desk.drafts) == ()
    assert not window.page.lines.table.isEnabled()


def test_a_scan_over_a_posted_bill_begins_the_next_sale(window: Window) -> None:
    """Else the part scanned right after Enter is lost, or lands on the bill before."""
    window.open()
    window.add("PJ-0612")
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()
    assert window.page.take_scan("134567890123456789")
    assert window.words() == "先加项目，再扫付款码"
    assert window.page.take_scan("PJ-0618")
    window.calm()
    assert window.page.pay.due.text() == "¥28.00"
    assert len(window.page.work.order.lines) == 1


def test_f4_on_the_till_goes_to_the_amount(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    window.press(INSERT)
    window.press(Qt.Key.Key_F4)
    assert window.focus() is window.page.pay.field
    assert window.page.work.order.job_id == job.id


def test_a_line_of_the_job_stays(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    window.page.lines.table.enter(0)
    window.press(DELETE)
    window.calm()
    assert window.words().startswith("工单上的项目到工单里改")
    assert window.page.pay.due.text() == "¥344.00"


def test_a_counter_line_joins_a_job(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    window.add("sf")
    assert window.page.pay.due.text() == "¥372.00"
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()
    assert len(window.bill().receipt.lines) == 6


# Discounts


@pytest.mark.parametrize(
    ("typed", "due"), [("95", "¥326.80"), ("-20", "¥324.00"), ("5%", "¥326.80"), ("", "¥344.00")]
)
def test_a_bill_discount_is_typed_and_shown(
    window: Window, job: JobOpened, typed: str, due: str
) -> None:
    open_job(window, job)
    press(window.shell, Qt.Key.Key_B, CONTROL)
    window.type(typed)
    window.press(ENTER)
    window.calm()
    assert (window.page.pay.due.text(), window.count()) == (due, 0)
    assert window.focus() is window.page.pay.field
    assert window.page.pay.value() == int(due[1:].replace(".", ""))


def test_a_discount_above_the_cap_is_refused_beside_its_field(
    window: Window, job: JobOpened
) -> None:
    """Else the owner's limit is none."""
    window.shop.kernel.run(shop_services.set_setting, "bill_discount_cap", 50)
    open_job(window, job)
    off = window.page.off
    assert off.bill._word.text() == "最多减 17.20"
    press(window.shell, Qt.Key.Key_B, CONTROL)
    window.type("-20")
    window.press(ENTER)
    window.calm()
    assert off.bill._word.text().startswith("整单最多能减 ¥17.20")
    window.press(ENTER)
    window.calm()
    assert window.count() == 0


def test_nonsense_in_a_discount_says_how_to_write_it(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    press(window.shell, Qt.Key.Key_B, CONTROL)
    window.type("abc")
    window.press(ENTER)
    window.calm()
    assert window.page.off.bill._word.text() == "写成 95、5% 或 -20 这样"
    assert window.page.pay.due.text() == "¥344.00"


def test_rounding_down_goes_round_and_is_printed(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    press(window.shell, Qt.Key.Key_B, CONTROL)
    window.type("-0.55")
    window.press(ENTER)
    window.calm()
    dues = []
    for _ in range(3):
        press(window.shell, Qt.Key.Key_L, CONTROL)
        window.calm()
        dues.append(window.page.pay.due.text())
    assert dues == ["¥343.40", "¥343.00", "¥343.45"]
    press(window.shell, Qt.Key.Key_L, CONTROL)
    window.calm()
    window.press(ENTER)
    window.calm()
    assert (window.bill().receipt.rounding, window.bill().receipt.total) == (5, 34340)


def test_a_bill_of_nothing_is_posted_without_a_tender(window: Window, job: JobOpened) -> None:
    """Else a job under warranty can never be closed at the till."""
    open_job(window, job)
    press(window.shell, Qt.Key.Key_B, CONTROL)
    window.type("100%")
    window.press(ENTER)
    window.calm()
    window.press(ENTER)
    window.calm()
    assert (window.bill().receipt.total, paid(window)) == (0, ())


# Who


def test_a_member_is_found_in_place_and_goes_on_the_bill(window: Window) -> None:
    """Else a known customer's purchase is missing in his file."""
    member = window.shop.member()
    window.open()
    window.add("sf")
    press(window.shell, Qt.Key.Key_E, CONTROL)
    window.type("2046")
    window.press(ENTER)
    window.calm()
    assert window.page.lines.head._name.text() == "张桂兰"
    assert window.focus() is window.page.pay.field
    window.press(ENTER)
    window.calm()
    assert (window.bill().member_id, window.bill().receipt.member) == (member.id, "张*兰")


def test_the_till_of_a_member_begins_empty(window: Window) -> None:
    member = window.shop.member()
    window.open(Till(member_id=member.id))
    assert window.page.work.order.member_id == member.id
    window.add("sf")
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()
    assert window.bill().member_id == member.id


def test_escape_steps_back_one_at_a_time(window: Window, job: JobOpened) -> None:
    window.open()
    open_job(window, job)
    window.press(INSERT)
    window.type("sf")
    window.press(ESCAPE)
    assert window.page.lines.finder.text() == ""
    assert window.focus() is window.page.pay.field
    window.press(ESCAPE)
    window.calm()
    assert window.page.work.order.job_id is None
