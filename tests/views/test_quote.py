"""Quotes on the screen, by keys alone: written in under a minute, answered; extras ask for the member."""

import pytest
from PySide6.QtCore import Qt

from models.rules.quotes import State
from models.services import change_slips, job_file, packages, quote_file
from models.services.quote_file import QuoteRow
from models.services.quote_standing import Promise
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from tests.views.hands import press
from views import places, texts
from views.screens.checkout import CheckoutPage
from views.screens.job import JobPage
from views.screens.quote import QuotePage

K = Qt.Key


@pytest.fixture
def job(shop: Shop) -> str:
    """A washing machine's job without a line yet."""
    member = shop.member().id
    return shop.job(member, device_id=shop.washer(member)).id


def page_of(clerk: Clerk, job: str) -> QuotePage:
    """The job's quote, by its key on the job."""
    clerk.shell.go(places.JOB, job)
    clerk.calm()
    clerk.press(K.Key_1, held=CTRL)
    clerk.at(places.QUOTE)
    page = clerk.page
    assert isinstance(page, QuotePage)
    return page


def job_of(clerk: Clerk, job: str) -> JobPage:
    """The job's card."""
    clerk.shell.go(places.JOB, job)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, JobPage)
    return page


def line(clerk: Clerk, code: str) -> None:
    """A line by its code and Enter."""
    clerk.type(code)
    clerk.press(K.Key_Return)


def rows(shop: Shop, job: str) -> tuple[QuoteRow, ...]:
    """The quotes in the file."""
    return shop.kernel.ask(quote_file.of_job, job).rows


def promise(shop: Shop, job: str) -> Promise:
    """What the job is bound to."""
    found = shop.kernel.ask(change_slips.of_job, job)
    assert found is not None
    return found[0]


def test_a_known_service_is_quoted_with_code_enter_and_ctrl_enter(
    clerk: Clerk, shop: Shop, job: str
) -> None:
    """Under a minute of typing: three lines are 26 keys, 16 of them the codes' own."""
    page = page_of(clerk, job)
    clerk.keys = 0
    for code in ("FW-001", "FW-114", "PJ-0612"):
        line(clerk, code)
    assert page.acts["go_on"].text() == "交给客户 ¥236.00"
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no paper came out")
    typed = sum(map(len, ("FW-001", "FW-114", "PJ-0612")))
    assert (clerk.keys, typed) == (4, 19)
    (row,) = rows(shop, job)
    assert (row.number, row.state, row.grades[0].total) == ("B-A000001", State.GIVEN, 23600)
    assert clerk.tray.sheets[0].title == "B-A000001"
    assert page.faces.currentWidget() is page.answer
    assert clerk.shell.focusWidget() is page.answer.how


def test_two_grades_side_by_side_one_is_taken_by_phone(clerk: Clerk, shop: Shop, job: str) -> None:
    """The member chooses between two prices; what was chosen is what the job costs."""
    page = page_of(clerk, job)
    line(clerk, "FW-114")
    clerk.press(K.Key_G, held=CTRL)
    line(clerk, "PJ-0612")
    assert [panel.isVisible() for panel in page.grades.panels] == [True, True, False]
    assert [row.total for row in page.work.rows] == [12000, 20600]
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: bool(rows(shop, job)) and rows(shop, job)[0].state is State.GIVEN)
    clerk.calm()
    clerk.press(K.Key_Down, K.Key_Return, K.Key_Down, K.Key_Return, K.Key_Return)
    clerk.until(lambda: rows(shop, job)[0].state is State.ACCEPTED)
    clerk.calm()
    row = rows(shop, job)[0]
    assert (row.accepted, row.decided_how, row.decided_by) == (20600, "phone", "张桂兰")
    assert [one.code for one in shop.kernel.ask(job_file.file, job).lines] == ["FW-114", "PJ-0612"]
    assert page.faces.currentWidget() is page.done
    clerk.press(K.Key_Z, held=CTRL)
    assert rows(shop, job)[0].state is State.GIVEN


def test_an_extra_line_asks_for_reason_and_approval_and_prints_what_must_be_signed(
    clerk: Clerk, shop: Shop, job: str
) -> None:
    """Nothing is added behind the member's back; beyond the cap there is paper before there is a bill."""
    _accepted(clerk, shop, job, "FW-114", "PJ-0612")
    page = job_of(clerk, job)
    assert "¥20.60" in page.promise_line.text()
    clerk.press(K.Key_Insert)
    clerk.type("PJ-0618")
    clerk.press(K.Key_Return, K.Key_Return)
    assert page._stack.currentWidget() is page.agree_ask
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Return)
    assert page.agree_ask.form.message("reason") != ""
    clerk.type("水封也漏")
    clerk.press(K.Key_Return, K.Key_Down, K.Key_Return, K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 2, "no slip came out")
    bound = promise(shop, job)
    assert (bound.actual, [slip.number for slip in bound.slips]) == (23400, ["G-A000001"])
    assert clerk.tray.sheets[1].title == "G-A000001"
    assert "等客户签字" in page.promise_line.text()
    clerk.press(K.Key_2, held=CTRL)
    assert promise(shop, job).waiting is None
    words = [page._model.data(page._model.index(2, n)) for n in (3, 4, 5)]
    assert words[:2] == ["0.00", "28.00"]
    assert "电话同意" in words[2]


def test_the_till_sells_nothing_past_an_accepted_quote(clerk: Clerk, shop: Shop, job: str) -> None:
    """A line typed at the till would be on the bill before anybody was asked; the till says where it belongs."""
    _accepted(clerk, shop, job, "FW-114", "PJ-0612")
    clerk.shell.go(places.CHECKOUT, places.Till(job_id=job))
    clerk.calm()
    till = clerk.page
    assert isinstance(till, CheckoutPage)
    clerk.press(K.Key_Insert)
    clerk.type("PJ-0618")
    clerk.press(K.Key_Return)
    assert "在工单里加" in till.lines.message.text()
    assert till.work.order.lines == []
    assert till.work.preview is not None
    assert [line.code for line in till.work.preview.lines] == ["FW-114", "PJ-0612"]


def test_a_smaller_quantity_needs_nothing_and_a_line_that_is_not_done_is_told(
    clerk: Clerk, shop: Shop, job: str
) -> None:
    """What was promised and not done stays in sight, or the member pays for it."""
    _accepted(clerk, shop, job, "FW-114", "PJ-0612")
    page = job_of(clerk, job)
    page._table.point(1)
    page._table.setFocus()
    clerk.press(K.Key_Delete)
    assert promise(shop, job).actual == 12000
    assert page._model.data(page._model.index(1, 5)) == "没做"
    foot = page._model.data(page._model.index(2, 5))
    assert foot == "-86.00，省 41.7%"
    clerk.press(K.Key_Z, held=CTRL)
    assert promise(shop, job).actual == 20600


def test_a_draft_is_kept_while_it_is_written(clerk: Clerk, shop: Shop, job: str) -> None:
    """A power cut in the middle of a quote costs one line, not the quote."""
    page = page_of(clerk, job)
    line(clerk, "FW-114")
    clerk.press(K.Key_Escape, K.Key_Escape)  # the message, then the page
    clerk.at(places.JOB)
    assert rows(shop, job)[0].state is State.DRAFT
    page = page_of(clerk, job)
    assert [len(grade.lines) for grade in page.work.grades] == [1]
    clerk.type("搬钢琴 300")
    clerk.press(K.Key_Return)
    assert page.work.rows[0].total == 42000
    clerk.type("没有这个")
    clerk.press(K.Key_Return)
    assert page.message.isVisible()


def test_last_time_and_a_package_fill_a_quote(clerk: Clerk, shop: Shop, job: str) -> None:
    """A known customer's known machine: one key."""
    file = shop.kernel.ask(job_file.file, job)
    shop.kernel.run(
        packages.add,
        packages.PackageDetails(
            code="TC-1",
            name="滚筒大修",
            lines=(
                packages.PackageEntry(item_id=shop.items["FW-114"], price=10000),
                packages.PackageEntry(item_id=shop.items["PJ-0612"]),
            ),
        ),
    )
    page = page_of(clerk, job)
    line(clerk, "TC-1")
    assert page.work.rows[0].total == 18600
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: bool(rows(shop, job)) and rows(shop, job)[0].state is State.GIVEN)
    clerk.calm()
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: rows(shop, job)[0].state is State.ACCEPTED)
    shop.pay(job)
    later = shop.job(file.row.member_id, device_id=file.details.device_id, title="不转")
    page = page_of(clerk, later.id)
    clerk.press(K.Key_L, held=CTRL)
    assert page.work.rows[0].total == 20600  # the list's prices: the package is not sold again


def test_a_refusal_needs_its_reason(clerk: Clerk, shop: Shop, job: str) -> None:
    """Why a quote was lost is what the next one can be better by."""
    page = page_of(clerk, job)
    line(clerk, "FW-114")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: bool(rows(shop, job)) and rows(shop, job)[0].state is State.GIVEN)
    clerk.calm()
    clerk.press(K.Key_D, held=CTRL)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.refuse_ask.form.message("reason") == "写一句客户为什么不要"
    clerk.type("太贵")
    clerk.press(K.Key_Return, held=CTRL)
    assert rows(shop, job)[0].state is State.REFUSED
    clerk.press(K.Key_N, held=CTRL)
    assert page.faces.currentWidget() is page.give_ask
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: rows(shop, job)[0].number == "B-A000002")
    texts.set_language("en")
    clerk.calm()
    texts.set_language("zh")


def _accepted(clerk: Clerk, shop: Shop, job: str, *codes: str) -> None:
    """A quote that was given and accepted, by keys."""
    page_of(clerk, job)
    for code in codes:
        line(clerk, code)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: bool(rows(shop, job)) and rows(shop, job)[0].state is State.GIVEN)
    clerk.until(lambda: len(clerk.tray.sheets) == 1)
    clerk.calm()
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: rows(shop, job)[0].state is State.ACCEPTED)
    clerk.calm()


def test_a_wrong_code_writes_no_line_and_a_double_give_is_one_quote(
    clerk: Clerk, shop: Shop, job: str
) -> None:
    """Two numbers for one promise, and nobody knows which one the customer holds."""
    page = page_of(clerk, job)
    line(clerk, "FW-999")
    assert page.work.rows == () or page.work.rows[0].total == 0
    page.escape()
    line(clerk, "FW-001")
    focus = clerk._focus()
    press(focus, K.Key_Return, CTRL)
    press(focus, K.Key_Return, CTRL)
    clerk.calm()
    given = rows(shop, job)
    assert [row.number for row in given if row.number] == ["B-A000001"]
    assert given[0].grades[0].total == 3000
