"""The 发票 of a bill: typed once, found by its number, corrected by a new statement and never over the old one."""

import pytest

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.services import erasure, exchange, invoices, personal_data, refunds, search
from models.services.invoices import NOTHING, InvoiceDetails
from models.store.work import View
from tests.shopkeeping import Shop

CODE = "91350100M000100Y43"
FIRM = InvoiceDetails(title="福州某某有限公司", tax_number=CODE, number="24312000000123456789")


@query(Right.SERVE)
def _stated(view: View) -> list[tuple[str, str, str]]:
    rows = view.sql("SELECT title, tax_number, number FROM invoice ORDER BY id")
    return [(row["title"], row["tax_number"], row["number"]) for row in rows]


def test_the_newest_statement_holds_and_the_older_ones_stay(shop: Shop) -> None:
    """A wrong title corrected by overwriting is a wrong invoice nobody can explain."""
    bill = shop.sell("FW-001").id
    wanted = InvoiceDetails(title=" 福州某某有限公司 ", tax_number="9135 0100 m000 100y43")
    shop.kernel.run(invoices.record, bill, wanted)
    outcome = shop.kernel.run(invoices.record, bill, FIRM)
    found = shop.kernel.ask(invoices.of_bill, bill)
    assert (found.details, found.by) == (FIRM, "何玉梅")
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(invoices.of_bill, bill).details.number == ""
    shop.kernel.run(invoices.record, bill, NOTHING)
    assert shop.kernel.ask(invoices.of_bill, bill).details == NOTHING
    assert len(shop.kernel.ask(_stated)) == 4


def test_the_bill_is_found_by_the_number_of_its_invoice(shop: Shop) -> None:
    """The tax office asks for the invoice, not for A-000123."""
    bill = shop.sell("FW-001").id
    shop.sell("FW-001")
    shop.kernel.run(invoices.record, bill, FIRM)
    rows = shop.kernel.ask(search.search, FIRM.number, kind="bill").rows
    assert [row.id for row in rows] == [bill]


def test_a_member_s_last_title_is_offered_for_the_next_bill(shop: Shop) -> None:
    """Eighteen characters typed again every month, and one of them wrong."""
    member, other = shop.member().id, shop.member("李雷", "15401060001").id
    shop.kernel.run(invoices.record, shop.sell("FW-001", member_id=member).id, FIRM)
    again = shop.sell("FW-001", member_id=member).id
    offered = shop.kernel.ask(invoices.of_bill, again)
    assert offered.details == NOTHING
    assert offered.offered == InvoiceDetails(title=FIRM.title, tax_number=CODE)
    for stranger in (shop.sell("FW-001", member_id=other).id, shop.sell("FW-001").id):
        assert shop.kernel.ask(invoices.of_bill, stranger).offered == NOTHING


def test_what_cannot_be_is_refused(shop: Shop) -> None:
    bill = shop.sell("FW-001").id
    for details, code in (
        (NOTHING, "invoice.nothing"),
        (InvoiceDetails(tax_number=CODE), "invoice.title"),
        (InvoiceDetails(title="x", tax_number=CODE[:-1] + "4"), "invoice.tax_check"),
        (InvoiceDetails(title="x", number="12"), "invoice.number"),
    ):
        with pytest.raises(Refused) as refused:
            shop.kernel.run(invoices.record, bill, details)
        assert refused.value.code == code
    shop.kernel.run(invoices.record, bill, FIRM)
    with pytest.raises(Refused, match=r"invoice\.nothing"):
        shop.kernel.run(invoices.record, bill, FIRM)
    shop.kernel.run_keyed(shop.key(), refunds.void, bill, reason="开错了")
    with pytest.raises(Refused, match=r"invoice\.voided"):
        shop.kernel.run(invoices.record, bill, InvoiceDetails(title="别人"))


def test_the_list_of_bills_goes_out_with_its_invoices(shop: Shop) -> None:
    """The bookkeeper joins bills and invoices by hand otherwise."""
    bill = shop.sell("FW-001").id
    shop.sell("FW-001")
    shop.kernel.run(invoices.record, bill, InvoiceDetails(title="旧抬头", tax_number=CODE))
    shop.kernel.run(invoices.record, bill, FIRM)
    rows: list[exchange.BillOut] = []
    permit = shop.kernel.run(exchange.permit, "bills").result
    shop.kernel.ask(exchange.export, permit, rows.append)
    told = [(row.invoice_title, row.invoice_tax, row.invoice_number) for row in rows]
    assert told == [(FIRM.title, CODE, FIRM.number), ("", "", "")]


def test_an_erasure_keeps_the_number_and_forgets_to_whom(shop: Shop) -> None:
    """The shop must still tell which invoice belongs to which bill, and no longer whose it was."""
    member = shop.member().id
    bill = shop.sell("FW-001", member_id=member).id
    shop.kernel.run(invoices.record, bill, FIRM)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert shop.kernel.ask(_stated) == [("", "", FIRM.number)]
    with shop.kernel.store.reader.connect() as connection:
        rows = connection.exec_driver_sql("SELECT payload FROM operation").all()
    assert not any(CODE in (row[0] or "") or FIRM.title in (row[0] or "") for row in rows)


def test_the_member_s_own_copy_names_every_statement(shop: Shop) -> None:
    """Who asks what is kept of him must also be told of the tax number."""
    member = shop.member().id
    bill = shop.sell("FW-001", member_id=member)
    shop.kernel.run(invoices.record, bill.id, InvoiceDetails(title="旧抬头"))
    shop.kernel.run(invoices.record, bill.id, FIRM)
    own = shop.kernel.run(personal_data.hand_over, member, form="json").result.invoices
    assert [(row.bill, row.title, row.number) for row in own] == [
        (bill.number, "旧抬头", ""),
        (bill.number, FIRM.title, FIRM.number),
    ]
