"""The movers' customer whose bill grew: two grades, one taken, floors added with her word, then on paper."""

from PySide6.QtCore import Qt

from models.rules.jobs import Step
from models.rules.quotes import State
from models.services import bills, change_slips, check, job_file, prices, quote_file, timeline
from models.services.prices import ItemDetails
from models.services.quote_standing import Promise
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.bill import BillPage
from views.screens.enquiries import EnquiriesPage
from views.screens.job import JobPage
from views.screens.job_form import JobFormPage
from views.screens.quote import QuotePage

K = Qt.Key
MOVING = (
    ("BJ-001", "两室一厅搬家，3 人 1 车", "次", 48000),
    ("BJ-010", "楼层费，无电梯每层", "层", 1500),
    ("BJ-020", "家具拆装", "件", 6000),
)


def _promise(shop: Shop, job: str) -> Promise:
    found = shop.kernel.ask(change_slips.of_job, job)
    assert found is not None
    return found[0]


def _line(clerk: Clerk, code: str) -> None:
    clerk.type(code)
    clerk.press(K.Key_Return)


def _extra(clerk: Clerk, shop: Shop, job: str, reason: str) -> None:
    """One more piece to take apart: the line, why, and that she agreed by phone."""
    page = clerk.page
    assert isinstance(page, JobPage)
    before = len(_promise(shop, job).slips)
    clerk.press(K.Key_Insert)
    clerk.type("BJ-010")
    clerk.press(K.Key_Return, K.Key_Return)
    assert page._stack.currentWidget() is page.agree_ask
    clerk.type(reason)
    clerk.press(K.Key_Return, K.Key_Down, K.Key_Return, K.Key_Return)
    clerk.until(lambda: len(_promise(shop, job).slips) == before + 1, "nothing was agreed")
    clerk.calm()


def _more_floors(clerk: Clerk, floors: str) -> None:
    """A larger quantity typed into the line of the floors."""
    page = clerk.page
    assert isinstance(page, JobPage)
    rows = page._model.rowCount()
    codes = [page._model.data(page._model.index(row, 1)) for row in range(rows)]
    place = codes.index("BJ-010")
    page._table.setCurrentIndex(page._model.index(place, 2))
    page._table.setFocus()
    clerk.press(K.Key_Return)
    clerk.type(floors)
    clerk.press(K.Key_Return)
    assert page._stack.currentWidget() is page.agree_ask


def test_the_movers_customer_whose_bill_grew(clerk: Clerk, shop: Shop) -> None:
    """78.4 % felt they paid more than expected. This one knows every extra, who agreed to it and how."""
    kernel = shop.kernel
    for code, name, unit, fen in MOVING:
        item = ItemDetails(category="搬家", code=code, name=name, kind="service", unit=unit)
        kernel.run(prices.add_item, item, price=fen, cost=0)
    member = shop.member("陈永生", "15401060092").id

    # She calls: the enquiry becomes a quote in one step.
    clerk.shell.go(places.ENQUIRIES, places.NewEnquiry(member_id=member))
    clerk.calm()
    page = clerk.page
    assert isinstance(page, EnquiriesPage)
    page.form.need.setFocus()
    clerk.type("两室一厅搬家，5 楼没电梯")
    clerk.press(K.Key_Return, held=CTRL)
    page.table.point(0)
    clerk.press(K.Key_1, held=CTRL)
    clerk.at(places.JOB_FORM)
    form = clerk.page
    assert isinstance(form, JobFormPage)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.QUOTE)
    quote = clerk.page
    assert isinstance(quote, QuotePage)
    job = quote.job_id

    # Two grades side by side, given on paper.
    _line(clerk, "BJ-001")
    _line(clerk, "BJ-010")
    clerk.press(K.Key_G, held=CTRL)
    _line(clerk, "BJ-020")
    assert [row.total for row in quote.work.rows] == [49500, 55500]
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "the promise never came out")
    clerk.calm()

    # She takes the second one, by phone.
    clerk.press(K.Key_Down, K.Key_Return, K.Key_Down, K.Key_Return, K.Key_Return)
    clerk.until(lambda: kernel.ask(quote_file.of_job, job).rows[0].state is State.ACCEPTED)
    clerk.calm()
    assert _promise(shop, job).accepted == 55500

    # At the door: the lift is out. Three floors more stay within 10 %: a reason and her word are enough.
    clerk.shell.go(places.JOB, job)
    clerk.calm()
    _more_floors(clerk, "4")
    clerk.type("新家电梯停用")
    clerk.press(K.Key_Return, K.Key_Down, K.Key_Return, K.Key_Return)
    clerk.calm()
    held = _promise(shop, job)
    assert (held.actual, held.room, held.waiting) == (60000, 1050, None)
    assert len(clerk.tray.sheets) == 1

    # Another floor goes beyond the cap: a slip comes out, and no money is taken before it is signed.
    _extra(clerk, shop, job, "储藏室在地下")
    waiting = _promise(shop, job).waiting
    assert waiting is not None
    assert (waiting.number, waiting.after) == ("G-A000001", 61500)
    clerk.until(lambda: len(clerk.tray.sheets) == 2, "the change slip never came out")
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.calm()
    assert "G-A000001" in clerk.words()
    clerk.press(K.Key_Return)
    assert kernel.ask(job_file.file, job).bill_id is None
    clerk.shell.go(places.JOB, job)
    clerk.calm()
    clerk.press(K.Key_2, held=CTRL)
    assert _promise(shop, job).waiting is None

    # Paid: the bill says what was promised and how far it is from it.
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 3, "no receipt came out")
    file = kernel.ask(job_file.file, job)
    assert file.row.step is Step.CALL_BACK
    assert file.bill_id is not None
    assert kernel.ask(bills.file, file.bill_id).receipt.total == 61500
    clerk.shell.go(places.BILL, file.bill_id)
    clerk.calm()
    bill = clerk.page
    assert isinstance(bill, BillPage)
    assert "比报价多 ¥60.00（10.8%）" in bill.head.about.text()
    told = {entry.what for entry in kernel.ask(timeline.of_member, member).entries}
    assert told >= {"quote_given", "quote_accepted", "change_agreed", "bill_posted"}
    assert kernel.ask(check.check).sound
