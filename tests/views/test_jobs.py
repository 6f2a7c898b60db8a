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
from views.screens.job_form import DRAFT, parse_time

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
    assert page._form.refused() == ["title"]  # type: ignore[attr-defined]
    clerk.type("漏水")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    assert shop.kernel.ask(job_file.listed).rows[0].title == "漏水"


def test_a_draft_survives_and_is_dropped_when_saved(clerk: Clerk, shop: Shop) -> None:
    """A power cut in the middle of a sentence."""
    clerk.press(K.Key_F2)
    clerk.page._fields["title"].setFocus()  # type: ignore[attr-defined]
    clerk.type("半句话")
    clerk.until(lambda: shop.kernel.ask(desk.draft, DRAFT) is not None, "no draft was kept")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.until(lambda: shop.kernel.ask(desk.draft, DRAFT) is None, "the draft is still there")


def test_a_double_save_opens_one_job(clerk: Clerk, shop: Shop) -> None:
    """Two Ctrl+Enter in a row are one job."""
    from tests.views.hands import press

    clerk.press(K.Key_F2)
    clerk.page._fields["title"].setFocus()  # type: ignore[attr-defined]
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
