"""What is typed into a job's form is never lost: left by Esc, by a crash, or for another customer."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.services import desk, job_file, jobs, members
from models.services.jobs import JobDetails, JobOpened
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.job_form import DRAFT, JobFormPage
from views.widgets.text import Text

K = Qt.Key


def _edit(clerk: Clerk, job: JobOpened) -> JobFormPage:
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.press(K.Key_E, held=CTRL)
    clerk.at(places.JOB_FORM)
    clerk.calm()
    return _page(clerk)


def _page(clerk: Clerk) -> JobFormPage:
    assert isinstance(clerk.page, JobFormPage)
    return clerk.page


def _draft(shop: Shop, draft_id: str) -> dict[str, Any] | None:
    return shop.kernel.ask(desk.draft, draft_id)


def _details(shop: Shop, job: JobOpened) -> JobDetails:
    return shop.kernel.ask(job_file.file, job.id).details


@pytest.fixture
def opened(shop: Shop) -> JobOpened:
    """A member's job that is being worked on."""
    member = shop.member()
    return shop.job(member.id, "FW-001", device_id=shop.washer(member.id))


def test_an_edit_left_by_escape_is_offered_again(
    clerk: Clerk, shop: Shop, opened: JobOpened
) -> None:
    """The technician calls, the clerk looks something up: the half-typed diagnosis was gone."""
    page = _edit(clerk, opened)
    page.fields.entries["diagnosis"].setFocus()
    clerk.type("轴承磨损，等件")
    clerk.press(K.Key_Escape)
    clerk.at(places.JOB)
    assert _details(shop, opened).diagnosis == ""
    page = _edit(clerk, opened)
    assert page.fields.entries["diagnosis"].text() == "轴承磨损，等件"
    assert page.fields.entries["title"].text() == "脱水异响、漏水"
    assert "找回" in clerk.words()
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    assert _details(shop, opened).diagnosis == "轴承磨损，等件"
    assert _draft(shop, f"job/{opened.id}") is None


def test_an_edit_survives_a_crash(
    clerk: Clerk, shop: Shop, opened: JobOpened, qtbot: QtBot
) -> None:
    """A power cut in the middle of an edit: nobody left the form, and still it is there."""
    page = _edit(clerk, opened)
    clerk.type("，夜里响")
    clerk.until(lambda: _draft(shop, f"job/{opened.id}") is not None, "no draft was kept")
    after = JobFormPage(page.desk)
    qtbot.addWidget(after)
    after.opened(places.EditJob(opened.id))
    clerk.calm()
    assert after.fields.entries["title"].text() == "脱水异响、漏水，夜里响"
    assert _details(shop, opened).title == "脱水异响、漏水"


def test_a_draft_does_not_bring_back_what_others_changed(
    clerk: Clerk, shop: Shop, opened: JobOpened
) -> None:
    """An old draft would put the job back to the technician who fell ill."""
    _edit(clerk, opened)
    clerk.type("，急")
    clerk.press(K.Key_Escape)
    before = _details(shop, opened)
    shop.kernel.run(
        jobs.edit, opened.id, replace(before, technician_id=shop.technicians[1], accessories="钥匙")
    )
    _edit(clerk, opened)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    after = _details(shop, opened)
    assert (after.title, after.accessories) == ("脱水异响、漏水，急", "钥匙")
    assert after.technician_id == shop.technicians[1]


def test_starting_over_shows_the_job_as_it_stands(
    clerk: Clerk, shop: Shop, opened: JobOpened
) -> None:
    """Who does not want the old words must not have to rub them out field by field."""
    _edit(clerk, opened)
    clerk.type("写错了")
    clerk.press(K.Key_Escape)
    page = _edit(clerk, opened)
    page._start_over()
    clerk.calm()
    assert page.fields.entries["title"].text() == "脱水异响、漏水"
    assert page.fields.entries["serial"].text() == "CE0K210577A31"
    assert _draft(shop, f"job/{opened.id}") is None


def test_looking_is_no_draft(clerk: Clerk, shop: Shop, opened: JobOpened) -> None:
    """A form that was only looked at must not tell the next clerk of unsaved changes."""
    member_id = _details(shop, opened).member_id
    _edit(clerk, opened)
    clerk.press(K.Key_Escape)
    clerk.at(places.JOB)
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member_id))
    clerk.calm()
    clerk.press(K.Key_Escape)
    clerk.calm()
    assert shop.kernel.ask(desk.drafts) == ()


def test_every_customer_has_a_draft_of_their_own(clerk: Clerk, shop: Shop) -> None:
    """The next customer's job must neither show the last one's trouble nor rub it out."""
    first, second = shop.member(), shop.member("李雷", "15401060001")
    for member, trouble in ((first, "漏水"), (second, "不制冷")):
        clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member.id))
        clerk.calm()
        assert _page(clerk).fields.entries["title"].text() == ""
        clerk.type(trouble)
        clerk.press(K.Key_Escape)
        clerk.calm()
    for member, trouble in ((first, "漏水"), (second, "不制冷")):
        clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member.id))
        clerk.calm()
        assert _page(clerk).fields.entries["title"].text() == trouble
        assert _page(clerk).member_id == member.id
    assert _draft(shop, DRAFT) is None


def test_a_walk_ins_draft_brings_the_technician_and_the_picked_member_back(
    clerk: Clerk, shop: Shop
) -> None:
    """A draft without the person it is for is half a draft."""
    member = shop.member()
    clerk.press(K.Key_F2)
    clerk.at(places.JOB_FORM)
    clerk.type("zgl")
    clerk.press(K.Key_Return)
    clerk.type("漏水")
    fields = _page(clerk).fields
    fields.technician.setFocus()
    clerk.press(K.Key_Down)
    chosen = fields.technician.value()
    assert chosen
    clerk.shell.go(places.TODAY)
    clerk.calm()
    clerk.press(K.Key_F2)
    clerk.calm()
    fields = _page(clerk).fields
    assert (fields.member_id, fields.entries["title"].text()) == (member.id, "漏水")
    assert fields.technician.value() == chosen


def test_an_archived_member_is_named_beside_the_field(clerk: Clerk, shop: Shop) -> None:
    """A job that is refused without a reason is typed again, or left."""
    member = shop.member()
    shop.kernel.run(members.archive, member.id)
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member.id))
    clerk.calm()
    clerk.type("漏水")
    clerk.press(K.Key_Return, held=CTRL)
    form = _page(clerk).fields.form
    assert form.refused() == ["member"]
    said = [text.text() for text in form.findChildren(Text) if text.isVisible()]
    assert any("『张桂兰』已归档" in words for words in said)
    assert shop.kernel.ask(job_file.listed).rows == ()
