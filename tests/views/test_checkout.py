"""The till: here money is taken. Each test says what the shop loses where it fails."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.base.documents import PaperTender
from models.base.errors import Environment
from models.rules.jobs import Step
from models.services import bills, job_file, job_lines
from models.services.jobs import JobOpened
from tests.views.hands import click
from tests.views.till import Window
from views import places
from views.places import Till
from views.screens import checkout as till_page
from views.widgets.buttons import Button

ENTER, SLASH, STAR, PLUS = Qt.Key.Key_Return, Qt.Key.Key_Slash, Qt.Key.Key_Asterisk, Qt.Key.Key_Plus
INSERT, DELETE, F9, ESCAPE = Qt.Key.Key_Insert, Qt.Key.Key_Delete, Qt.Key.Key_F9, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier


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
    click(pay.parts.findChildren(Button)[-1])
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


def test_a_lost_answer_is_asked_again_and_posts_once(
    window: Window, job: JobOpened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a hiccup of the disk right after the commit makes the customer pay twice."""
    kernel = window.shop.kernel
    answer = kernel.run_keyed
    hiccups = iter((Environment("store.busy"),))

    def lose(*args: Any, **kw: Any) -> Any:
        outcome = answer(*args, **kw)
        for hiccup in hiccups:
            raise hiccup
        return outcome

    monkeypatch.setattr(kernel, "run_keyed", lose)
    open_job(window, job)
    window.press(ENTER)
    window.calm()
    assert (window.count(), window.page.posted) == (1, None)
    assert window.words().startswith("店里的数据正被占用")
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
