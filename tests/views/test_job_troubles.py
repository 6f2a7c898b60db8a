"""The job card where a job goes wrong, by keys: nothing that waits, is lent or is seen gets forgotten."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.rules.jobs import Step
from models.services import (
    checklists,
    job_around,
    job_devices,
    job_file,
    job_notes,
    job_troubles,
    jobs,
)
from models.services.checklists import ChecklistDetails, StepEntry
from models.services.job_around import Around
from models.services.job_file import JobRow
from models.services.jobs import JobDetails
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.job import JobPage

K = Qt.Key


def _open(clerk: Clerk, job_id: str) -> JobPage:
    clerk.shell.go(places.JOB, job_id)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, JobPage)
    return page


def _row(shop: Shop, job_id: str) -> JobRow:
    return shop.kernel.ask(job_file.file, job_id).row


def _around(shop: Shop, job_id: str) -> Around:
    return shop.kernel.ask(job_around.of_job, job_id)


def test_hold_and_resume_by_one_key_each_with_undo(clerk: Clerk, shop: Shop) -> None:
    """The part comes tomorrow; until then the clock must not accuse anybody."""
    job = shop.job(shop.member().id, "FW-001").id
    page = _open(clerk, job)
    clerk.press(K.Key_H, held=CTRL)
    clerk.press(K.Key_Return)
    clerk.type("轴承明天到")
    clerk.press(K.Key_Return)
    assert _row(shop, job).hold == "parts"
    assert _around(shop, job).holds[0].note == "轴承明天到"
    assert page.acts["hold"].text() == "恢复"
    clerk.press(K.Key_Return, held=CTRL)
    assert clerk.words() == "这单挂起着，先恢复再往下走"
    clerk.press(K.Key_Escape)
    clerk.press(K.Key_H, held=CTRL)
    assert _row(shop, job).hold == ""
    clerk.press(K.Key_Z, held=CTRL)
    assert _row(shop, job).hold == "parts"


def test_steps_are_ticked_by_keys_and_hold_acceptance_back(clerk: Clerk, shop: Shop) -> None:
    """The trial run that nobody made."""
    details = ChecklistDetails(
        name="换轴承",
        item_id=shop.items["FW-114"],
        steps=(StepEntry(text="断电"), StepEntry(text="试机", required=True)),
    )
    shop.kernel.run(checklists.add, details)
    job = shop.job(shop.member().id, "FW-114").id
    shop.move(job, Step.WORK)
    page = _open(clerk, job)
    assert page.checks.isVisible()
    clerk.press(K.Key_Return, held=CTRL)
    assert clerk.words() == "还有 1 步必做的没打勾，做完再标记完工"
    clerk.press(K.Key_4, held=CTRL)
    clerk.press(K.Key_Space, K.Key_Space)
    assert [bool(row.done_at) for row in _around(shop, job).checks] == [True, True]
    clerk.press(K.Key_Return, held=CTRL)
    assert _row(shop, job).step is Step.ACCEPTANCE


def test_a_checklist_is_put_on_by_hand(clerk: Clerk, shop: Shop) -> None:
    details = ChecklistDetails(name="搬家", steps=(StepEntry(text="清点"),))
    shop.kernel.run(checklists.add, details)
    job = shop.job(None, "FW-001").id
    _open(clerk, job)
    clerk.press(K.Key_M, held=CTRL)
    clerk.press(K.Key_Return)
    assert [row.text for row in _around(shop, job).checks] == ["清点"]


def test_a_loan_goes_out_and_comes_back_and_the_job_does_not_close_before(
    clerk: Clerk, shop: Shop
) -> None:
    """The spare television that was never seen again."""
    job = shop.job(shop.member().id, "FW-001").id
    page = _open(clerk, job)
    clerk.press(K.Key_B, held=CTRL)
    clerk.type("备用电视")
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Return)
    clerk.type("2020-13-45")
    clerk.press(K.Key_Return)
    assert page._lend_ask.form.refused() == ["due_day"]
    page._lend_ask._day.selectAll()
    clerk.press(K.Key_Backspace, K.Key_Return)
    (loan,) = _around(shop, job).things.loans
    assert loan.name == "备用电视"
    shop.pay(job)
    _open(clerk, job)
    clerk.press(K.Key_Return, held=CTRL)
    assert _row(shop, job).step is Step.CALL_BACK
    page.things.list.setFocus()
    clerk.press(K.Key_Return)
    assert _around(shop, job).things.loans[0].back_at is not None
    clerk.press(K.Key_Return, held=CTRL)
    assert _row(shop, job).step is Step.CLOSED


def test_an_observation_becomes_a_follow_up(clerk: Clerk, shop: Shop) -> None:
    """What the technician saw is next month's job, if anybody remembers."""
    job = shop.job(shop.member().id, "FW-001").id
    page = _open(clerk, job)
    clerk.press(K.Key_N, held=CTRL)
    clerk.press(K.Key_Down, K.Key_Return)
    clerk.type("水管撑不久")
    clerk.press(K.Key_Return)
    clerk.type("2026-06-11")
    clerk.press(K.Key_Return)
    (note,) = shop.kernel.ask(job_notes.due)
    assert (note.kind, note.text, note.job_id) == ("observation", "水管撑不久", job)
    page.things.list.setFocus()
    clerk.press(K.Key_Return)
    assert shop.kernel.ask(job_notes.due) == ()
    clerk.press(K.Key_Z, held=CTRL)
    assert len(shop.kernel.ask(job_notes.due)) == 1


def test_another_device_and_a_visit_are_written_down(clerk: Clerk, shop: Shop) -> None:
    job = shop.job(shop.member().id, "FW-001").id
    page = _open(clerk, job)
    clerk.press(K.Key_G, held=CTRL)
    clerk.type("电扇")
    clerk.press(K.Key_Return)
    clerk.type("不转")
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Return)
    (device,) = _around(shop, job).things.devices
    assert (device.device, device.symptoms) == ("电扇", "不转")
    page.things.list.setFocus()
    clerk.press(K.Key_Return)
    assert _around(shop, job).things.devices[0].ending == "done"
    clerk.press(K.Key_T, held=CTRL)
    clerk.type("2026-06-12")
    clerk.press(K.Key_Return)
    clerk.type("1530")
    clerk.press(K.Key_Return)
    clerk.type("90")
    clerk.press(K.Key_Return)
    row = _row(shop, job)
    assert row.visit_at is not None
    assert (
        row.visit_at.astimezone(page.desk.notices.zone).strftime("%m-%d %H:%M"),
        row.visit_minutes,
    ) == (
        "06-12 15:30",
        90,
    )


def test_a_comeback_is_said_and_the_link_is_turned_by_a_key(clerk: Clerk, shop: Shop) -> None:
    """Whether it is free is the first thing the customer asks."""
    member = shop.member().id
    device = shop.washer(member)
    first = shop.job(member, "FW-114", device_id=device)
    shop.pay(first.id)
    shop.clock.advance(timedelta(days=20))
    details = JobDetails(member_id=member, device_id=device, title="还是漏水")
    again = shop.kernel.run_keyed(shop.key(), jobs.open_job, details).result.id
    page = _open(clerk, again)
    assert page._head._standing._text == f"{first.number} 的返修，在保免费"
    clerk.press(K.Key_R, held=CTRL)
    assert _row(shop, again).rework_of_id is None
    clerk.press(K.Key_Z, held=CTRL)
    assert _row(shop, again).rework_of_id == first.id
    earlier = _open(clerk, first.id)
    earlier.things.list.setFocus()
    clerk.press(K.Key_Return)
    assert earlier.job_id == again


def test_a_job_ends_unrepaired_with_its_reason(clerk: Clerk, shop: Shop) -> None:
    job = shop.job(shop.member().id, "FW-001").id
    page = _open(clerk, job)
    clerk.press(K.Key_D, held=CTRL)
    page._reason_ask._endings.choose("unrepaired")
    page._reason_ask._reason.setFocus()
    clerk.type("太贵")
    clerk.press(K.Key_Return)
    assert _row(shop, job).ending == "unrepaired"


def test_a_ready_text_is_copied_at_every_step(clerk: Clerk, shop: Shop) -> None:
    """Typed by hand, the text names the wrong day once a week; and no phone of the member may be in it."""
    job = shop.job(shop.member().id, "FW-001").id
    _open(clerk, job)
    said = set()
    for step in (None, Step.QUOTE, Step.DISPATCH, Step.WORK, Step.ACCEPTANCE, Step.PAYMENT):
        if step is not None:
            shop.move(job, step)
        clerk.shell.go(places.JOBS)
        page = _open(clerk, job)
        page.copy_for_member()
        clerk.calm()
        text = QGuiApplication.clipboard().text()
        assert "邻里家电 清河路店" in text
        assert "154" not in text
        said.add(text)
    assert len(said) == 6
    shop.move(job, Step.WORK, reason="x")
    shop.kernel.run(job_troubles.hold, job, "parts")
    page = _open(clerk, job)
    clerk.press(K.Key_C, held=CTRL)
    assert "等配件" in QGuiApplication.clipboard().text()
    assert job_devices.of_job is not None
