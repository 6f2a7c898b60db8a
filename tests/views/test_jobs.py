"""The jobs screens in the real window: list, card, form; by keys."""

from datetime import time

import pytest
from PySide6.QtCore import Qt

from models.base.errors import Refused
from models.rules.jobs import Step
from models.services import desk, job_file
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.job_form import DRAFT, JobFormPage
from views.widgets.buttons import Button
from views.widgets.days import parse_time

K = Qt.Key


def _open(clerk: Clerk, job_id: str) -> None:
    clerk.shell.go(places.JOB, job_id)
    clerk.calm()


def _step(shop: Shop, job_id: str) -> Step:
    return shop.kernel.ask(job_file.file, job_id).row.step


def test_the_list_opens_the_most_urgent_with_enter(clerk: Clerk, shop: Shop) -> None:
    """What burns is on top and one key away."""
    urgent = shop.job(shop.member().id, "FW-001")
    shop.job(None, "FW-001", title="不急")
    clerk.press(K.Key_3, held=ALT)
    clerk.at(places.JOBS)
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.JOB)
    assert clerk.page.record() == urgent.number


def test_the_next_step_key_walks_the_whole_job(clerk: Clerk, shop: Shop) -> None:
    """One key a step; at payment it leads to the till."""
    job = shop.job(shop.member().id, "FW-001")
    _open(clerk, job.id)
    for step in (Step.QUOTE, Step.DISPATCH, Step.WORK, Step.ACCEPTANCE, Step.PAYMENT):
        clerk.press(K.Key_Return, held=CTRL)
        assert _step(shop, job.id) is step
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.CHECKOUT)


def test_dispatch_without_a_technician_asks_for_one(clerk: Clerk, shop: Shop) -> None:
    """A job nobody was sent to is a promise nobody keeps."""
    job = shop.job(shop.member().id, "FW-001", technician=False)
    _open(clerk, job.id)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.press(K.Key_Return)
    file = shop.kernel.ask(job_file.file, job.id)
    assert file.row.step is Step.DISPATCH
    assert file.row.technician == "刘永强"


def test_going_back_asks_why_and_an_empty_reason_is_refused_beside_it(
    clerk: Clerk, shop: Shop
) -> None:
    """The reason is written while it is known."""
    job = shop.job(shop.member().id, "FW-001")
    shop.move(job.id, Step.QUOTE)
    _open(clerk, job.id)
    clerk.press(K.Key_Left, held=CTRL)
    clerk.press(K.Key_Return)
    assert _step(shop, job.id) is Step.QUOTE
    clerk.type("客户要改")
    clerk.press(K.Key_Return)
    assert _step(shop, job.id) is Step.INTAKE
    assert shop.kernel.ask(job_file.file, job.id).steps[-1].reason == "客户要改"


def test_a_line_is_added_by_initials_and_taken_off_and_put_back(clerk: Clerk, shop: Shop) -> None:
    """Three keys a line; a slip costs one more."""
    job = shop.job(shop.member().id)
    _open(clerk, job.id)
    clerk.press(K.Key_Insert)
    clerk.type("zctj")
    clerk.press(K.Key_Return, K.Key_Return)
    lines = shop.kernel.ask(job_file.file, job.id).lines
    assert [line.code for line in lines] == ["PJ-0612"]
    clerk.press(K.Key_Escape, K.Key_Escape)  # the message first, then the form
    clerk.press(K.Key_Delete)
    assert shop.kernel.ask(job_file.file, job.id).lines == ()
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(job_file.file, job.id).lines == lines


def test_a_new_job_refuses_beside_the_field_and_keeps_what_was_typed(
    clerk: Clerk, shop: Shop
) -> None:
    """A refusal that empties the form costs the customer's patience."""
    member = shop.member()
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member.id))
    clerk.calm()
    clerk.press(K.Key_Return, held=CTRL)
    page = clerk.page
    assert page.fields.form.refused() == ["title"]  # type: ignore[attr-defined]
    clerk.type("漏水")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    assert shop.kernel.ask(job_file.listed).rows[0].title == "漏水"


def test_a_draft_survives_and_is_dropped_when_saved(clerk: Clerk, shop: Shop) -> None:
    """A power cut in the middle of a sentence."""
    clerk.press(K.Key_F2)
    clerk.page.fields.entries["title"].setFocus()  # type: ignore[attr-defined]
    clerk.type("半句话")
    clerk.until(lambda: shop.kernel.ask(desk.draft, DRAFT) is not None, "no draft was kept")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.until(lambda: shop.kernel.ask(desk.draft, DRAFT) is None, "the draft is still there")


def test_a_double_save_opens_one_job(clerk: Clerk, shop: Shop) -> None:
    """Two Ctrl+Enter in a row are one job."""
    from tests.views.hands import press

    clerk.press(K.Key_F2)
    clerk.page.fields.entries["title"].setFocus()  # type: ignore[attr-defined]
    clerk.type("漏水")
    focus = clerk._focus()
    press(focus, K.Key_Return, CTRL)
    press(focus, K.Key_Return, CTRL)
    clerk.calm()
    assert len(shop.kernel.ask(job_file.listed).rows) == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13:00", time(13)),
        ("1300", time(13)),
        ("930", time(9, 30)),
        ("9", time(9)),
        ("13点", time(13)),
        ("９：３０", time(9, 30)),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, expected: time | None) -> None:
    """A clerk types 930 and means half past nine."""
    assert parse_time(typed) == expected


@pytest.mark.parametrize("typed", ["25:00", "13:60", "noon", "下午三点", "99999"])
def test_a_time_that_is_none_is_refused(typed: str) -> None:
    """A guessed time is a broken promise."""
    with pytest.raises(Refused, match=r"job\.time"):
        parse_time(typed)


def test_what_is_asked_beside_a_job_is_the_only_primary_button(clerk: Clerk, shop: Shop) -> None:
    """Two blue buttons: the clerk marks the job done while adding a line."""
    job = shop.job(shop.member().id, "FW-001")
    _open(clerk, job.id)
    for ask in (K.Key_Insert, K.Key_J):
        clerk.press(ask, held=CTRL if ask is K.Key_J else Qt.KeyboardModifier.NoModifier)
        assert len(_primary(clerk)) == 1
        clerk.press(K.Key_Escape)
        assert len(_primary(clerk)) == 1


def _primary(clerk: Clerk) -> list[Button]:
    buttons = clerk.page.findChildren(Button)
    return [b for b in buttons if b.isVisible() and b.property("kind") == "primary"]


def test_other_words_after_a_pick_are_another_item(clerk: Clerk, shop: Shop) -> None:
    """The line says one thing and charges another."""
    job = shop.job(shop.member().id)
    _open(clerk, job.id)
    clerk.press(K.Key_Insert)
    clerk.type("FW-001")
    clerk.press(K.Key_Return)
    find = clerk.page._line_ask._find  # type: ignore[attr-defined]
    find.setFocus()
    find.selectAll()
    clerk.type("修旧灯")
    clerk.page._line_ask._price.setFocus()  # type: ignore[attr-defined]
    clerk.type("15")
    clerk.page._line_ask.take()  # type: ignore[attr-defined]
    clerk.calm()
    lines = shop.kernel.ask(job_file.file, job.id).lines
    assert [(line.name, line.amount) for line in lines] == [("修旧灯", 1500)]


def test_no_device_is_chosen_until_somebody_chooses_one(clerk: Clerk, shop: Shop) -> None:
    """Else the oldest device of the house gets every repair into its history."""
    member = shop.member()
    for _ in range(2):
        shop.washer(member.id)
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member.id))
    clerk.calm()
    devices = clerk.page.fields.devices  # type: ignore[attr-defined]
    assert devices.value() == ""
    devices.setFocus()
    clerk.press(K.Key_Down)
    fields = clerk.page.fields.entries  # type: ignore[attr-defined]
    assert fields["serial"].text() == "CE0K210577A31"
    clerk.press(K.Key_Up)
    assert (fields["serial"].text(), fields["device"].text()) == ("", "")


def test_a_wrong_day_is_said_when_the_field_is_left(clerk: Clerk, shop: Shop) -> None:
    """Read at the end of the form, a slip in the middle costs a second look at the customer."""
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=shop.member().id))
    clerk.calm()
    clerk.page.fields.entries["day"].setFocus()  # type: ignore[attr-defined]
    clerk.type("32")
    clerk.press(K.Key_Tab)
    form = clerk.page.fields.form  # type: ignore[attr-defined]
    assert form.refused() == ["promised_at"]
    assert clerk.page.fields.entries["time"].hasFocus()  # type: ignore[attr-defined]


def test_an_empty_list_says_which_key_begins(clerk: Clerk) -> None:
    """On the first day an empty table looks like a broken one."""
    clerk.press(K.Key_3, held=ALT)
    clerk.at(places.JOBS)
    clerk.calm()
    assert "F2" in clerk.page._table._empty  # type: ignore[attr-defined]


def test_another_name_forgets_the_member_that_was_picked(clerk: Clerk, shop: Shop) -> None:
    """The job of a stranger stood in a member's file, with the member's address on the card."""
    member = shop.member()
    shop.washer(member.id)
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member.id))
    clerk.calm()
    page = clerk.page
    fields = page.fields.entries  # type: ignore[attr-defined]
    assert fields["address"].text()
    assert fields["serial"].text()
    page.fields.who.setFocus()  # type: ignore[attr-defined]
    page.fields.who.selectAll()  # type: ignore[attr-defined]
    clerk.type("没这个人")
    assert page.member_id is None  # type: ignore[attr-defined]
    assert [fields[name].text() for name in ("address", "serial", "device")] == ["", "", ""]
    clerk.press(K.Key_Return)
    fields["title"].setFocus()
    clerk.type("漏水")
    clerk.press(K.Key_Return, held=CTRL)
    assert page.fields.form.refused() == ["member"]  # type: ignore[attr-defined]
    assert shop.kernel.ask(job_file.listed).rows == ()


@pytest.mark.parametrize("field", ["who", "title"])
def test_escape_leaves_the_form_with_the_member_in_it(clerk: Clerk, shop: Shop, field: str) -> None:
    """Esc emptied the member's name and kept the member: two truths on one form."""
    member = shop.member()
    clerk.shell.go(places.JOB_FORM, places.NewJob(member_id=member.id))
    clerk.calm()
    form = clerk.page
    assert isinstance(form, JobFormPage)
    (form.fields.who if field == "who" else form.fields.entries[field]).setFocus()
    clerk.press(K.Key_Escape)
    clerk.at(places.TODAY)
    clerk.shell.go(places.JOB_FORM)
    clerk.calm()
    assert clerk.page is form
    assert (form.member_id, form.fields.who.text()) == (member.id, "张桂兰")
