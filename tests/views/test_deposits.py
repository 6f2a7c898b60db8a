"""Deposits on the screen, by keys alone: money in with its slip, off the bill by itself, back only when meant."""

import pytest
from PySide6.QtCore import Qt

from models.rules.checkout import TenderIn
from models.services import bills, deposits
from models.services.deposits import JobDeposits
from models.services.jobs import JobOpened
from tests.views.hands import press, type_text
from tests.views.till import Window
from views import places, texts
from views.places import Till
from views.screens.deposits import DepositsPage

K = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def job(window: Window) -> JobOpened:
    """A job of 116.00."""
    return window.shop.job(window.shop.member().id, "FW-001", "PJ-0612")


def page_of(window: Window, job: JobOpened) -> DepositsPage:
    """The deposits' page, by its key on the till of the job."""
    window.open(Till(job_id=job.id))
    press(window.shell, K.Key_U, CTRL)
    window.calm()
    page = window.shell.page()
    assert isinstance(page, DepositsPage)
    return page


def take(window: Window, page: DepositsPage, amount: str) -> None:
    """Type an amount and take it, in cash and exactly."""
    page.take_ask.amount.setFocus()
    type_text(page.take_ask.amount, amount)
    press(page.take_ask.amount, K.Key_Return, CTRL)
    window.calm()


def held(window: Window, job: JobOpened) -> JobDeposits:
    """What the file holds."""
    return window.shop.kernel.ask(deposits.of_job, job.id)


def test_a_deposit_is_taken_with_change_printed_and_comes_off_the_bill(
    window: Window, job: JobOpened
) -> None:
    """Who left 50.00 and is asked for 116.00 at the end does not come back."""
    page = page_of(window, job)
    assert window.shell.focusWidget() is page.take_ask.amount
    type_text(page.take_ask.amount, "50")
    assert page.acts["take"].text() == "收定金 ¥50.00"
    page.take_ask.tendered.setFocus()
    type_text(page.take_ask.tendered, "100")
    press(page.take_ask.tendered, K.Key_Return)
    window.calm()
    assert held(window, job).balance == 5000
    assert window.words() == "已收定金 ¥50.00，找零 50.00，D-A000001"
    assert [sheet.title for sheet in window.printer.sheets] == ["D-A000001"]
    assert page.preview.isVisible()
    window.press(K.Key_Escape)  # the message
    window.press(K.Key_Escape)
    window.calm()
    till = window.page
    assert (till.pay.due.text(), till.pay.before()) == ("¥66.00", (TenderIn("deposit", 5000),))
    till.pay.field.setFocus()
    press(till.pay.field, K.Key_Return)
    window.calm()
    receipt = window.bill().receipt
    assert [(one.kind, one.amount) for one in receipt.tenders] == [
        ("deposit", 5000),
        ("wechat", 6600),
    ]
    assert till.done.isVisible()


def test_a_deposit_that_pays_all_needs_nothing_more(window: Window, job: JobOpened) -> None:
    """Nothing is owed: an Enter posts the bill, and nobody types a zero."""
    page = page_of(window, job)
    take(window, page, "120")
    window.press(K.Key_Escape)  # the message
    window.press(K.Key_Escape)
    window.calm()
    assert window.page.pay.due.text() == "¥0.00"
    window.page.pay.field.setFocus()
    press(window.page.pay.field, K.Key_Return)
    window.calm()
    assert [one.kind for one in window.bill().receipt.tenders] == ["deposit"]
    assert held(window, job).balance == 400


def test_enter_never_gives_a_deposit_back(window: Window, job: JobOpened) -> None:
    """An Enter too many is the habit of every till; a missing reason is an empty drawer nobody explains."""
    page = page_of(window, job)
    take(window, page, "50")
    press(page, K.Key_F5)
    window.calm()
    ask = page.give_ask
    assert (ask.amount.value(), ask.reason.hasFocus()) == (5000, True)
    for field in (ask.amount, ask.reason, ask.button):
        field.setFocus()
        press(field, K.Key_Return)
        window.calm()
    press(ask.reason, K.Key_Return, CTRL)
    window.calm()
    assert held(window, job).balance == 5000
    press(ask.reason, K.Key_Return, CTRL | SHIFT)
    window.calm()
    assert ask.form.message("reason") == "这里要填"
    type_text(ask.reason, "不修了")
    ask.amount.set_value(2000)
    press(ask.reason, K.Key_Return, CTRL | SHIFT)
    window.calm()
    now = held(window, job)
    assert (now.balance, now.rows[0].reason) == (3000, "不修了")
    assert "已退定金 ¥20.00，D-A000002" in window.words()
    assert [sheet.title for sheet in window.printer.sheets] == ["D-A000001", "D-A000002"]


def test_too_little_is_said_beside_its_field(window: Window, job: JobOpened) -> None:
    """A refusal that names no field is read by nobody at a full counter."""
    page = page_of(window, job)
    page.take_ask.tendered.set_value(4000)
    take(window, page, "50")
    assert page.take_ask.form.message("tender")
    assert held(window, job).rows == ()
    page.take_ask.tendered.set_value(None)
    press(page.take_ask.amount, K.Key_Return, CTRL)
    window.calm()
    assert held(window, job).balance == 5000


def test_a_billed_job_takes_none_and_says_so(window: Window, job: JobOpened) -> None:
    """Money taken on a bill that is settled belongs to nothing."""
    window.shop.pay(job.id)
    window.open()
    window.shell.go(places.DEPOSITS, job.id)
    window.calm()
    page = window.shell.page()
    assert isinstance(page, DepositsPage)
    assert not page.acts["take"].isEnabled()
    assert "不再收定金" in page.take_ask.word.text()
    assert window.shop.kernel.ask(bills.whole_day).rows


def test_a_slip_prints_again_as_a_copy(window: Window, job: JobOpened) -> None:
    """The printer was out of paper when the deposit came in."""
    page = page_of(window, job)
    take(window, page, "50")
    press(window.shell, K.Key_F9)
    window.calm()
    first, second = window.printer.sheets
    assert first.title == second.title == "D-A000001"
    assert first.pdf != second.pdf


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_speaks_both_languages(window: Window, job: JobOpened, language: str) -> None:
    """A missing word where money is taken stops the counter."""
    page = page_of(window, job)
    take(window, page, "50")
    texts.set_language(language)
    window.calm()
    assert page.title() in ("定金", "Deposits")
