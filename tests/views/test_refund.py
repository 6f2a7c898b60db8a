"""Money back on the screen, by keys alone: what, how much, which way and why, and never by an Enter too many."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from models.rules.checkout import TenderIn
from models.services import bills, checkout, refund_file
from models.services.checkout import Order, OrderLine, Posted
from models.services.job_lines import LineEntry
from tests.views.hands import press, type_text
from tests.views.till import Window
from views import places
from views.screens.bill import BillPage
from views.screens.refund import RefundPage

K = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def sold(window: Window) -> Posted:
    """146.00: 100.00 by WeChat, the rest in cash."""
    lines = tuple(
        OrderLine(entry=LineEntry(item_id=window.shop.items[code]))
        for code in ("FW-001", "PJ-0612", "FW-001")
    )
    order = Order(lines=lines, tenders=(TenderIn("wechat", 10000), TenderIn("cash", 5000)))
    return window.shop.kernel.run_keyed("sold", checkout.close, order).result


def bill_page(window: Window, posted: Posted) -> BillPage:
    """The bill's page in sight."""
    window.open()
    window.shell.go(places.BILL, posted.id)
    window.calm()
    page = window.shell.page()
    assert isinstance(page, BillPage)
    return page


def refund_page(window: Window, *, void: bool = False) -> RefundPage:
    """The refund's page, by its key on the bill."""
    press(window.shell, K.Key_F5, SHIFT if void else Qt.KeyboardModifier.NoModifier)
    window.calm()
    page = window.shell.page()
    assert isinstance(page, RefundPage)
    return page


def give(window: Window, page: RefundPage, reason: str = "又漏了") -> None:
    """Type the reason and press the one key that gives the money back."""
    page.ask.reason.setFocus()
    type_text(page.ask.reason, reason)
    press(page.ask.reason, K.Key_Return, CTRL)
    window.calm()


def refunded(window: Window, posted: Posted) -> list[int]:
    """What was given back on the bill, in fen, refund by refund."""
    return [row.total for row in window.shop.kernel.ask(bills.file, posted.id).refunds]


def test_half_the_money_goes_back_and_the_slip_prints(window: Window) -> None:
    """The customer wants half the money back after part payment by WeChat, and stands at the counter."""
    posted = sold(window)
    bill_page(window, posted)
    page = refund_page(window)
    assert page.acts["give_back"].text() == "退 ¥146.00"
    page.ask.amount.setFocus()
    type_text(page.ask.amount, "73")
    window.calm()
    assert page.acts["give_back"].text() == "退 ¥73.00"
    assert page.ask.told.text() == "原路：现金 23.00，微信 50.00"
    assert page.ask.left.text() == "退后这张单还剩 ¥73.00"
    assert [page.lines.model.index(row, 4).data() for row in range(3)] == [
        "15.00",
        "43.00",
        "15.00",
    ]
    press(page.ask.amount, K.Key_Return)
    give(window, page)
    assert refunded(window, posted) == [7300]
    back = window.shell.page()
    assert isinstance(back, BillPage)
    rows = [(word.text(), sum_.text()) for word, sum_ in back.paid.refunds._rows]
    assert rows[0][0].startswith("退款 T-A000001")
    assert (rows[0][1], rows[1]) == ("-73.00", ("还剩", "¥73.00"))
    assert [sheet.title for sheet in window.printer.sheets] == ["T-A000001"]
    assert "已退 ¥73.00，T-A000001" in window.words()


def test_a_quantity_typed_at_a_line_brings_that_line_back(window: Window) -> None:
    """The part came back, the work stays paid."""
    posted = sold(window)
    bill_page(window, posted)
    page = refund_page(window)
    assert window.shell.focusWidget() is page.lines.table
    press(page.lines.table, K.Key_Down)
    page.lines.typed.emit(page.lines.model.row_at(1), 1000)
    window.calm()
    assert page.acts["give_back"].text() == "退 ¥86.00"
    page.lines.typed.emit(page.lines.model.row_at(1), 0)
    window.calm()
    assert page.acts["give_back"].text() == "退 ¥146.00"
    page.lines.typed.emit(page.lines.model.row_at(1), 1000)
    window.calm()
    page.ask.ways.choose("cash")
    page.ask.ways.chosen.emit("cash")
    window.calm()
    give(window, page)
    file = window.shop.kernel.ask(bills.file, posted.id)
    paper = window.shop.kernel.ask(refund_file.file, file.refunds[0].id).paper
    assert [(line.name, line.amount) for line in paper.lines] == [("轴承套件 6205/6206", 8600)]
    assert [(way.kind, way.amount) for way in paper.ways] == [("cash", 8600)]


def test_enter_and_a_missing_reason_never_give_money_back(window: Window) -> None:
    """An Enter too many is the habit of every till."""
    posted = sold(window)
    bill_page(window, posted)
    page = refund_page(window)
    page.ask.reason.write("又漏了")
    for field in (page.ask.amount, page.ask.reason, page.ask.give):
        field.setFocus()
        for _ in range(3):
            press(field, K.Key_Return)
            window.calm()
    assert refunded(window, posted) == []
    page.ask.reason.write("")
    press(page.ask.reason, K.Key_Return, CTRL)
    window.calm()
    assert page.ask.form.message("reason") == "这里要填"
    assert refunded(window, posted) == []
    press(page, K.Key_Escape)
    window.calm()
    assert isinstance(window.shell.page(), BillPage)


def test_too_much_is_said_before_it_bites(window: Window) -> None:
    """A refusal after the reason was typed is a refusal too late."""
    posted = sold(window)
    bill_page(window, posted)
    page = refund_page(window)
    page.ask.amount.setFocus()
    type_text(page.ask.amount, "146.01")
    window.calm()
    assert page.ask.form.message("amount") == "最多还能退 ¥146.00"
    assert not page.acts["give_back"].isEnabled()
    give(window, page)
    assert refunded(window, posted) == []


def test_a_void_is_one_key_on_its_own_day_and_none_later(window: Window) -> None:
    """The wrong customer was billed a minute ago."""
    posted = sold(window)
    page = bill_page(window, posted)
    assert page.acts["void"].isEnabled()
    asked = refund_page(window, void=True)
    assert asked.acts["give_back"].text() == "冲正，退 ¥146.00"
    give(window, asked, "开错了")
    file = window.shop.kernel.ask(bills.file, posted.id)
    assert [(row.kind, row.total) for row in file.refunds] == [("void", 14600)]
    back = window.shell.page()
    assert isinstance(back, BillPage)
    assert not back.acts["void"].isEnabled()
    assert not back.acts["give_back"].isEnabled()


def test_yesterday_s_bill_offers_no_void(window: Window) -> None:
    """Yesterday's books were told to the owner already."""
    posted = sold(window)
    window.shop.clock.advance(timedelta(days=1))
    page = bill_page(window, posted)
    assert page.acts["give_back"].isEnabled()
    assert not page.acts["void"].isEnabled()


def test_the_refund_s_paper_is_seen_and_printed_again_from_the_bill(window: Window) -> None:
    """The printer was out of paper when the money went back."""
    posted = sold(window)
    bill_page(window, posted)
    give(window, refund_page(window))
    page = window.shell.page()
    assert isinstance(page, BillPage)
    page.paper.papers.setCurrentIndex(1)
    page.paper.papers.activated.emit(1)
    window.calm()
    press(window.shell, K.Key_F9)
    window.calm()
    assert [sheet.title for sheet in window.printer.sheets] == ["T-A000001", "T-A000001"]
    assert window.printer.sheets[0].pdf != window.printer.sheets[1].pdf


def test_the_till_s_list_shows_what_went_back(window: Window) -> None:
    """The sum over the list is what the clerk believes to be in the drawer."""
    posted = sold(window)
    bill_page(window, posted)
    page = refund_page(window)
    page.ask.amount.setFocus()
    type_text(page.ask.amount, "46")
    window.calm()
    give(window, page)
    window.shell.go(places.CHECKOUT)
    window.calm()
    till = window.shell.page()
    day = till.day  # type: ignore[union-attr]
    assert [(row.kind, row.total) for row in day._rows] == [("refund", -4600), ("bill", 14600)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_speaks_both_languages(window: Window, language: str) -> None:
    """A missing word on the page that gives money back stops the counter."""
    from views import texts

    posted = sold(window)
    bill_page(window, posted)
    page = refund_page(window)
    texts.set_language(language)
    window.calm()
    assert page.title() in ("退款", "Refund")
