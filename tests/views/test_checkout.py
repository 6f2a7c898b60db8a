"""The till: here money is taken. Each test says what the shop loses where it fails."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.base.documents import PaperTender
from models.rules.jobs import Step
from models.services import bills, desk, job_file, job_lines
from models.services import shop as shop_services
from models.services.jobs import JobOpened
from tests.shopkeeping import Shop
from tests.views.hands import click, press
from tests.views.till import Window
from views import places, texts, theme
from views.places import Till
from views.screens import checkout as till_page
from views.widgets.buttons import Button
from views.widgets.fields import QuantityField

ENTER, SLASH, STAR, PLUS = Qt.Key.Key_Return, Qt.Key.Key_Slash, Qt.Key.Key_Asterisk, Qt.Key.Key_Plus
INSERT, DELETE, F9, ESCAPE = Qt.Key.Key_Insert, Qt.Key.Key_Delete, Qt.Key.Key_F9, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, shop: Shop) -> Iterator[Window]:
    made = Window(qtbot, shop)
    yield made
    made.close()


@pytest.fixture
def job(shop: Shop) -> JobOpened:
    """Job 023 of the pictures: 344.00 over five lines."""
    member = shop.member()
    washer = shop.washer(member.id)
    return shop.job(member.id, "FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618", device_id=washer)


def open_job(window: Window, job: JobOpened) -> None:
    window.open(Till(job_id=job.id))


def paid(window: Window) -> tuple[PaperTender, ...]:
    return window.bill().receipt.tenders


# Taking money


def test_wechat_exact_is_enter_alone_after_f4(window: Window, job: JobOpened) -> None:
    """Else the most common payment costs a clerk more than F4, Enter, a hundred times a day."""
    open_job(window, job)
    assert window.focus() is window.page.pay.field
    window.press(ENTER)
    window.calm()
    assert paid(window) == (PaperTender(kind="wechat", amount=34400, tendered=34400),)
    assert window.bill().job_id == job.id
    assert window.words() == "已收 ¥344.00"
    assert len(window.printer.sheets) == 1
    row = window.shop.kernel.ask(job_file.file, job.id).row
    assert row.step is Step.CALL_BACK


def test_an_enter_before_the_amounts_waits_for_them(window: Window, job: JobOpened) -> None:
    """Else F4, Enter typed in one go is lost, or posts an amount that never stood on the screen."""
    window.open()
    window.shell.go(places.CHECKOUT, Till(job_id=job.id))
    window.press(ENTER)
    assert window.count() == 0
    window.calm()
    assert (window.count(), window.bill().receipt.total) == (1, 34400)


def test_cash_is_f4_amount_enter_and_the_change_stands_large(
    window: Window, job: JobOpened
) -> None:
    """Else the clerk reckons the change in his head."""
    open_job(window, job)
    window.type("350")
    page = window.page
    assert (page.pay.kind(), page.pay.change.amount.text()) == ("cash", "6.00")
    window.press(Qt.Key.Key_Enter)
    window.calm()
    assert paid(window) == (PaperTender(kind="cash", amount=34400, tendered=35000),)
    assert window.words() == "已收 ¥344.00，找零 6.00"
    assert (page.done.isVisible(), page.done.change.amount.text()) == (True, "6.00")


def test_what_is_typed_before_the_amounts_stays(window: Window, job: JobOpened) -> None:
    """Else a quick clerk's 350 is overwritten by the exact amount and the drawer is short."""
    window.open()
    window.shell.go(places.CHECKOUT, Till(job_id=job.id))
    window.type("350")
    window.press(ENTER)
    window.calm()
    assert paid(window) == (PaperTender(kind="cash", amount=34400, tendered=35000),)


def test_slash_goes_round_and_a_tender_chosen_by_hand_stays(window: Window, job: JobOpened) -> None:
    """Else part of a card payment would be booked as cash that is not in the drawer."""
    open_job(window, job)
    seen = [window.page.pay.kind()]
    for _ in range(4):
        window.press(SLASH)
        seen.append(window.page.pay.kind())
    assert seen == ["wechat", "alipay", "card", "cash", "wechat"]
    window.press(SLASH, SLASH)
    window.type("100")
    assert window.page.pay.kind() == "card"
    window.press(STAR)
    assert window.page.pay.value() == 34400


def test_mixed_tenders_and_taking_one_back(window: Window, job: JobOpened) -> None:
    """Else a customer who pays 100 in cash and the rest by phone has to be booked wrong."""
    open_job(window, job)
    window.type("100")
    window.press(PLUS)
    window.calm()
    pay = window.page.pay
    assert (pay.kind(), pay.value(), pay.rest()) == ("wechat", 24400, 24400)
    window.type("50")
    window.press(SLASH)
    assert (pay.kind(), pay.value()) == ("wechat", 5000)
    window.press(PLUS)
    window.calm()
    window.press(PLUS)
    assert pay.tendered.message.text() == "拆开付要比 194.00 少，一次付清就按 Enter"
    click(pay._parts_box.findChildren(Button)[-1])
    assert (pay.rest(), len(pay.paid)) == (24400, 1)
    window.press(ENTER)
    window.calm()
    assert paid(window) == (
        PaperTender(kind="cash", amount=10000, tendered=10000),
        PaperTender(kind="wechat", amount=24400, tendered=24400),
    )


def test_too_little_is_refused_beside_the_field(window: Window, job: JobOpened) -> None:
    """Else a short payment is posted, or the clerk searches the screen for the reason."""
    open_job(window, job)
    window.type("300")
    window.press(ENTER)
    window.calm()
    pay = window.page.pay
    assert (window.count(), pay.tendered.message.text()) == (0, "还差 ¥44.00")
    assert (pay.tendered.message.isVisible(), pay.field.hasFocus()) == (True, True)
    assert pay.field.property("refused") == "true"
    assert pay.field.selectedText() == "300"
    window.type("344")
    assert not pay.tendered.message.isVisible()


@pytest.mark.parametrize(("typed", "sentence"), [("", "填上收了多少，或者去掉这种付款方式")])
def test_an_empty_amount_posts_nothing(
    window: Window, job: JobOpened, typed: str, sentence: str
) -> None:
    """Else Enter in an emptied field takes an amount that nobody sees."""
    open_job(window, job)
    window.page.pay.field.clear()
    window.type(typed)
    window.press(ENTER)
    window.calm()
    assert (window.count(), window.page.pay.tendered.message.text()) == (0, sentence)


def test_more_than_is_owed_is_taken_in_cash_only(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    window.press(SLASH)
    window.type("400")
    window.press(ENTER)
    window.calm()
    assert window.count() == 0
    assert window.page.pay.tendered.message.text().startswith("多收了 ¥56.00")


def test_a_double_enter_posts_once_and_leaves_the_change_in_sight(
    window: Window, job: JobOpened
) -> None:
    """Else the customer pays twice, or the change is gone before anyone read it."""
    open_job(window, job)
    window.type("350")
    window.press(ENTER, ENTER)
    window.calm()
    window.press(ENTER)
    window.calm()
    assert (window.count(), len(window.printer.sheets)) == (1, 1)
    assert window.page.done.isVisible()


def test_the_next_key_goes_to_an_empty_till(
    window: Window, job: JobOpened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the first letter of the next sale is lost."""
    monkeypatch.setattr(till_page, "SETTLED_MS", 0)
    open_job(window, job)
    window.press(ENTER)
    window.calm()
    window.type("sf")
    window.calm()
    assert window.page.lines.finder.text() == "sf"
    assert window.page.day.isVisible()


def test_a_price_that_changed_meanwhile_is_refused_and_shown(
    window: Window, job: JobOpened
) -> None:
    """Else a customer pays what nobody told him."""
    open_job(window, job)
    line = window.page.work.preview.lines[0].job_line_id  # type: ignore[union-attr]
    window.shop.kernel.run(job_lines.change, line, quantity=2000)
    window.press(ENTER)
    window.calm()
    assert window.count() == 0
    assert window.page.pay.tendered.message.text() == "价钱刚变了，现在应收 ¥374.00，看一眼再收"
    assert window.page.pay.due.text() == "¥374.00"
    window.press(ENTER)
    window.calm()
    assert window.bill().receipt.total == 37400


def test_a_job_that_was_paid_meanwhile_offers_its_bill(window: Window, job: JobOpened) -> None:
    """Else a job is billed twice, or the till stands there without a word."""
    open_job(window, job)
    window.press(ENTER)
    window.calm()
    window.open(Till(job_id=job.id))
    window.calm()
    assert window.words().startswith("已经开了收据 A-000001")
    offered = window.said[-1].act
    assert offered is not None
    offered()
    window.calm()
    page = window.shell.page()
    assert page is not None
    assert (page.name, page.record()) == (places.BILL, "A-000001")


# Payment codes


@pytest.mark.parametrize(
    ("code", "kind"), [("134567890123456789", "wechat"), ("281234567890123456", "alipay")]
)
def test_a_payment_code_chooses_the_tender_and_claims_no_money(
    window: Window, job: JobOpened, code: str, kind: str
) -> None:
    """Else a scan that never moved money is booked as paid."""
    open_job(window, job)
    window.type(code)
    window.press(ENTER)
    window.calm()
    assert window.count() == 0
    assert (window.page.pay.kind(), window.page.pay.value()) == (kind, 34400)
    assert window.page.take_scan(code)
    window.press(ENTER)
    window.calm()
    assert paid(window)[0].kind == kind


def test_a_scanned_item_becomes_a_line_and_a_paper_is_left_to_the_window(window: Window) -> None:
    sold = window.shop.sell("FW-001")
    window.open()
    assert window.page.take_scan("PJ-0618")
    window.calm()
    assert [row.item_id for row in window.page.work.order.lines] == [window.shop.items["PJ-0618"]]
    code = window.shop.kernel.ask(bills.file, sold.id).receipt.code
    assert not window.page.take_scan(code)


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


# Drafts


def test_what_stands_on_the_till_survives_a_crash(window: Window, qtbot: QtBot) -> None:
    """Else a power cut costs ten scanned parts."""
    window.open()
    window.add("sf")
    window.page.pay.field.setFocus()
    window.type("10")
    window.press(PLUS)
    window.calm()
    window.page.left()
    window.calm()
    again = Window(qtbot, window.shop)
    again.open()
    assert again.words() == "接着上次没收完的单"
    assert again.page.pay.due.text() == "¥28.00"
    assert again.page.pay.rest() == 1800
    again.close()


def test_a_posted_bill_leaves_no_draft(window: Window, qtbot: QtBot) -> None:
    """Else the next start offers to take the money again."""
    window.open()
    window.add("sf")
    window.page.left()
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()
    again = Window(qtbot, window.shop)
    again.open()
    assert (again.said, again.page.work.order.lines) == ([], [])
    again.close()


def test_a_job_waits_while_the_counter_serves(window: Window, job: JobOpened) -> None:
    window.open()
    window.add("sf")
    open_job(window, job)
    assert window.page.pay.due.text() == "¥344.00"
    window.shell.go(places.CHECKOUT)
    window.calm()
    assert window.page.pay.due.text() == "¥28.00"


# The day


def test_an_empty_till_shows_the_day_and_prints_a_copy(window: Window) -> None:
    window.shop.sell("FW-001")
    window.shop.sell("PJ-0612", tender=10000)
    window.open()
    page = window.page
    assert page.day._title.text() == "今天的单子"
    assert page.day._count.text() == "2 单，¥116.00"
    window.press(Qt.Key.Key_Down)
    assert page.day.list.hasFocus()
    window.press(F9)
    window.calm()
    assert [sheet.title for sheet in window.printer.sheets] == ["A-000002"]
    window.press(ENTER)
    window.calm()
    shown = window.shell.page()
    assert shown is not None
    assert shown.record() == "A-000002"
    press(window.shell, ESCAPE)
    press(window.shell, ESCAPE)
    window.calm()
    assert window.page is page


def test_another_day_is_two_keys_away(window: Window) -> None:
    window.shop.sell("FW-001")
    window.open()
    window.press(Qt.Key.Key_Down)
    assert not window.page.acts["day_after"].isEnabled()
    press(window.focus(), Qt.Key.Key_Left, CONTROL)
    window.calm()
    assert window.page.day._title.text() == "昨天的单子"
    press(window.focus(), Qt.Key.Key_Right, CONTROL)
    window.calm()
    assert window.page.day._title.text() == "今天的单子"


# Look


@pytest.mark.parametrize("scale", ["standard", "large"])
@pytest.mark.parametrize("language", ["zh", "en", "xx"])
def test_no_text_of_the_till_is_cut(
    window: Window, job: JobOpened, language: str, scale: str
) -> None:
    """Else a clerk reads half a word, or half an amount."""
    theme.current().set_scale(scale)  # type: ignore[arg-type]
    texts.set_language(language)
    open_job(window, job)
    window.type("350")
    window.calm()
    page = window.page
    labels = [
        label
        for label in page.pay.findChildren(QLabel)
        if label.isVisible() and type(label).__name__ == "Text" and not label.wordWrap()
    ]
    assert len(labels) >= 3
    cut = [
        label.text()
        for label in labels
        if label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1
    ]
    assert cut == []
    for button in page.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width() - theme.px(20), button.text()


def test_a_long_name_leaves_room_for_the_device(window: Window) -> None:
    name = "欧阳" + "一二三四五六七八九十" * 3 + "一二三四五六七八"
    member = window.shop.member(name)
    washer = window.shop.washer(member.id)
    job = window.shop.job(member.id, "FW-001", device_id=washer)
    window.open(Till(job_id=job.id))
    head = window.page.lines.head
    assert len(name) == 40
    assert head._name.width() > theme.px(100)
    assert head._about.width() >= theme.px(180)


def test_another_language_at_once(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    texts.set_language("en")
    assert window.page.title() == "Till"
    assert window.page.pay._due_word.text() == "Due"
    assert window.page.pay.button.text() == "Take and print"
    assert window.page.lines.model.columns()[1].title == "Qty"
