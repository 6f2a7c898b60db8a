"""The 发票 on a bill's page, by keys: typed, corrected, taken back; a wrong tax number is refused beside it."""

from PySide6.QtCore import Qt

from models.services import invoices
from models.services.invoices import NOTHING, InvoiceDetails
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.bill import BillPage

K = Qt.Key
CODE = "91350100M000100Y43"


def _page(clerk: Clerk, bill_id: str) -> BillPage:
    clerk.shell.go(places.BILL, bill_id)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, BillPage)
    return page


def _facts(page: BillPage) -> dict[str, str]:
    return {
        word.text(): said.text() for word, said in page.paid.facts._cells if not said.isHidden()
    }


def test_an_invoice_is_typed_shown_and_taken_back(clerk: Clerk, shop: Shop) -> None:
    """The title on a scrap of paper beside the till is lost by the evening."""
    bill = shop.sell("FW-001").id
    page = _page(clerk, bill)
    clerk.press(K.Key_E, held=CTRL)
    clerk.type("福州某某有限公司")
    clerk.press(K.Key_Return)
    clerk.type(CODE[:-1] + "4")
    clerk.press(K.Key_Return, K.Key_Return)
    assert page.invoice.form.refused() == ["tax_number"]
    page.invoice.tax.setFocus()
    page.invoice.tax.selectAll()
    clerk.type("9135 0100 m000 100y43")
    clerk.press(K.Key_Return)
    clerk.type("24312000000123456789")
    clerk.press(K.Key_Return)
    assert page.invoice.isHidden()
    found = shop.kernel.ask(invoices.of_bill, bill).details
    assert (found.title, found.tax_number) == ("福州某某有限公司", CODE)
    facts = _facts(page)
    assert (facts["发票"], facts["抬头"]) == ("24312000000123456789", "福州某某有限公司")
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(invoices.of_bill, bill).details == NOTHING
    assert "抬头" not in _facts(page)


def test_the_last_title_stands_ready_and_escape_keeps_nothing(clerk: Clerk, shop: Shop) -> None:
    """Eighteen characters, typed again every month."""
    member = shop.member().id
    details = InvoiceDetails(title="福州某某有限公司", tax_number=CODE, number="12345678")
    shop.kernel.run(invoices.record, shop.sell("FW-001", member_id=member).id, details)
    bill = shop.sell("FW-120", member_id=member).id
    page = _page(clerk, bill)
    clerk.press(K.Key_E, held=CTRL)
    assert (page.invoice.title_field.text(), page.invoice.tax.text()) == (details.title, CODE)
    clerk.press(K.Key_Escape)
    assert page.invoice.isHidden()
    assert shop.kernel.ask(invoices.of_bill, bill).details == NOTHING
    clerk.press(K.Key_E, held=CTRL)
    clerk.type("87654321")
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(invoices.of_bill, bill).details.number == "87654321"
