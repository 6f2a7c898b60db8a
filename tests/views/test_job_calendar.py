"""The week in the real window: who goes where on which day, found by arrows and opened by Enter."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt

from models.services import job_calendar, jobs
from models.services.jobs import JobDetails
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.job_calendar import JobCalendarPage

K = Qt.Key


def _job(shop: Shop, technician: int, at: datetime, title: str, *, visit: bool = True) -> str:
    details = JobDetails(
        title=title,
        technician_id=shop.technicians[technician],
        promised_at=at if not visit else None,
    )
    made = shop.kernel.run_keyed(shop.key(), jobs.open_job, details).result.id
    if visit:
        shop.kernel.run(job_calendar.set_visit, made, at, minutes=60)
    return str(made)


def test_the_week_shows_visits_and_promises_and_enter_opens_one(clerk: Clerk, shop: Shop) -> None:
    """Two visits at one hour, or a technician sent nowhere, is seen here or at the member's door."""
    zone = clerk.window.notices.zone
    noon = shop.clock.now().astimezone(zone).replace(hour=12, minute=0, second=0, microsecond=0)
    now = noon.astimezone(UTC) + timedelta(days=1)
    first = _job(shop, 0, now, "第一家")
    second = _job(shop, 0, now + timedelta(hours=2), "第二家")
    other = _job(shop, 1, now + timedelta(hours=1), "店里的", visit=False)
    clerk.press(K.Key_3, held=ALT)
    clerk.press(K.Key_3, held=CTRL)
    clerk.at(places.CALENDAR)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, JobCalendarPage)
    clerk.press(K.Key_Right)
    seen = set()
    for _ in range(8):
        clerk.press(K.Key_Down)
        job = page.week.job()
        if job is not None:
            seen.add((job.job_id, job.visit))
    for _ in range(8):
        clerk.press(K.Key_Up)
        job = page.week.job()
        if job is not None:
            seen.add((job.job_id, job.visit))
    assert seen == {(first, True), (second, True), (other, False)}
    chosen = page.week.job()
    assert chosen is not None
    clerk.press(K.Key_Return)
    clerk.at(places.JOB)
    clerk.press(K.Key_Escape)
    clerk.at(places.CALENDAR)
    clerk.calm()
    back = page.week.job()
    assert back is not None
    assert back.job_id == chosen.job_id


def test_the_weeks_are_turned_by_keys_and_an_empty_one_says_so(clerk: Clerk, shop: Shop) -> None:
    clerk.shell.go(places.CALENDAR)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, JobCalendarPage)
    before = page._first
    clerk.press(K.Key_PageDown)
    assert page._first == before + timedelta(days=7)
    clerk.press(K.Key_PageUp, K.Key_PageUp)
    assert page._first == before - timedelta(days=7)
    clerk.press(K.Key_Home, held=CTRL)
    assert page._first == before
    assert page._line.text() == "这天没有安排"
    assert shop.technicians
