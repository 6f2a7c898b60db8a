"""Enquiries by keyboard: written down while the caller talks, answered, opened as a job, lost with a reason."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.services import enquiries, job_file, timeline
from models.services.enquiries import EnquiryDetails, OpenEnquiry
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.enquiries import EnquiriesPage

K = Qt.Key
WALK_IN = EnquiryDetails(name="王先生", phone="15401060077", need="空调不制冷")


def _rows(shop: Shop) -> tuple[OpenEnquiry, ...]:
    return shop.kernel.ask(enquiries.overview).rows


def _page(clerk: Clerk) -> EnquiriesPage:
    assert isinstance(clerk.page, EnquiriesPage)
    return clerk.page


def _asked(shop: Shop, details: EnquiryDetails = WALK_IN) -> str:
    return str(shop.kernel.run_keyed(shop.key(), enquiries.take, details).result)


def _at_list(clerk: Clerk) -> EnquiriesPage:
    clerk.press(K.Key_F7)
    clerk.at(places.ENQUIRIES)
    page = _page(clerk)
    clerk.until(lambda: page.model.rowCount() > 0, "no enquiries")
    page.table.setFocus()
    return page


def test_a_stranger_s_call_is_written_down_by_keys(clerk: Clerk, shop: Shop) -> None:
    """F7, name, Enter, phone, Enter past the channel, need, Ctrl+Enter: done before the caller has hung up."""
    clerk.press(K.Key_F7)
    clerk.at(places.ENQUIRIES)
    clerk.type("王先生")
    clerk.press(K.Key_Return)
    clerk.type("15401060077")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.type("空调不制冷")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    (row,) = _rows(shop)
    assert (row.name, row.masked, row.need) == ("王先生", "154****0077", "空调不制冷")
    assert _page(clerk).model.rowCount() == 1
    assert _page(clerk).form.need.text() == ""


def test_a_member_s_call_needs_no_name_and_no_phone(clerk: Clerk, shop: Shop) -> None:
    member = shop.member().id
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    clerk.press(K.Key_F7)
    clerk.at(places.ENQUIRIES)
    clerk.calm()
    clerk.type("洗衣机漏水")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert [row.member_id for row in _rows(shop)] == [member]
    assert shop.kernel.ask(timeline.of_member, member).entries[0].what == "enquiry_taken"


def test_nobody_named_is_said_beside_the_field(clerk: Clerk, shop: Shop) -> None:
    clerk.press(K.Key_F7)
    clerk.at(places.ENQUIRIES)
    _page(clerk).form.need.setFocus()
    clerk.type("空调")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert _page(clerk).form.form.message("name")
    assert _rows(shop) == ()


def test_enter_answers_and_ctrl_z_takes_it_back(clerk: Clerk, shop: Shop) -> None:
    _asked(shop)
    _at_list(clerk)
    clerk.press(K.Key_Return)
    clerk.calm()
    assert _rows(shop)[0].answered_at is not None
    clerk.press(K.Key_Z, held=CTRL)
    clerk.calm()
    assert _rows(shop)[0].answered_at is None


def test_it_turns_amber_after_half_an_hour(clerk: Clerk, shop: Shop) -> None:
    """Who waits too long has to catch the eye without anybody touching the screen."""
    _asked(shop)
    page = _at_list(clerk)
    row = page.table.current_row()
    tone = page.model.columns()[0].tone
    assert tone is not None
    page.tick(row.at + timedelta(minutes=30))
    assert tone(row) == "text"
    page.tick(row.at + timedelta(minutes=31))
    assert tone(row) == "warning"
    assert page.model.columns()[0].cell(row).startswith("31")


def test_the_job_opens_filled_in_and_takes_the_enquiry(clerk: Clerk, shop: Shop) -> None:
    """Nothing is asked twice, and the enquiry leaves the list only once the job is saved."""
    _asked(shop)
    _at_list(clerk)
    clerk.press(K.Key_J, held=CTRL)
    clerk.at(places.JOB_FORM)
    clerk.calm()
    assert len(_rows(shop)) == 1
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.calm()
    assert _rows(shop) == ()
    (row,) = shop.kernel.ask(job_file.listed).rows
    details = shop.kernel.ask(job_file.file, row.id).details
    assert (details.title, details.phone) == ("空调不制冷（王先生）", "154****0077")
    assert shop.kernel.ask(enquiries.overview).month[0].jobs == 1


def test_a_lost_one_says_why(clerk: Clerk, shop: Shop) -> None:
    _asked(shop)
    page = _at_list(clerk)
    clerk.press(K.Key_D, held=CTRL)
    assert QApplication.focusWidget() is page.reasons.first()
    clerk.press(K.Key_Down)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert _rows(shop) == ()
    month = shop.kernel.ask(enquiries.conversion, shop.clock.now().date())
    assert month[0].lost == 1
    assert shop.kernel.ask(enquiries.overview).month[0].lost == 1
    clerk.press(K.Key_Z, held=CTRL)
    clerk.calm()
    assert len(_rows(shop)) == 1
