"""Today in the real window: what is due, in order, and the next step one key away."""

from datetime import timedelta

from PySide6.QtCore import Qt

from models.rules.jobs import Step
from models.services.today import Due
from tests.clerk import ALT, Clerk
from tests.shopkeeping import Shop
from views import places
from views.widgets.lists import Head

K = Qt.Key


def _again(clerk: Clerk) -> None:
    clerk.shell.go(places.JOBS)
    clerk.press(K.Key_1, held=ALT)
    clerk.window.tasks.changed.emit(frozenset({"jobs"}))
    clerk.calm()


def test_the_late_job_is_first_and_enter_opens_it(clerk: Clerk, shop: Shop) -> None:
    """What is burning must not have to be looked for."""
    shop.job(shop.member().id, "FW-001", title="不急")
    shop.clock.advance(timedelta(hours=-3))
    late = shop.job(shop.member(name="陈志强", phone="15401060001").id, "FW-001", title="急")
    shop.clock.advance(timedelta(hours=3, minutes=5))
    _again(clerk)
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.JOB)
    assert clerk.page.record() == late.number


def test_a_job_to_be_paid_leads_to_the_till(clerk: Clerk, shop: Shop) -> None:
    """The customer stands there with the money."""
    job = shop.job(shop.member().id, "FW-001")
    shop.move(job.id, Step.QUOTE, Step.DISPATCH, Step.WORK, Step.ACCEPTANCE, Step.PAYMENT)
    _again(clerk)
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.CHECKOUT)


def test_heads_count_and_cannot_be_chosen(clerk: Clerk, shop: Shop) -> None:
    """A head that takes the arrow keys costs a press for every group."""
    shop.job(None, "FW-001", title="一")
    shop.job(None, "FW-001", title="二", technician=False)
    _again(clerk)
    rows = clerk.page._model.rows()  # type: ignore[attr-defined]
    assert isinstance(rows[0], Head)
    assert all(isinstance(row, Due) for row in rows[1:3])
    clerk.press(K.Key_Home)
    assert clerk.page._list.currentIndex().row() == 1  # type: ignore[attr-defined]


def test_an_empty_day_says_what_to_do(clerk: Clerk) -> None:
    """The first day of a shop must not look broken."""
    assert clerk.page._model.rowCount() == 0  # type: ignore[attr-defined]
    assert "F2" in clerk.page._list._empty  # type: ignore[attr-defined]


def test_takings_follow_a_sale(clerk: Clerk, shop: Shop) -> None:
    """The number the owner looks at is the number that was taken."""
    shop.sell("FW-114", tender=20000)
    clerk.window.tasks.changed.emit(frozenset({"bills"}))
    clerk.calm()
    assert clerk.page._takings._total.text() == "¥120.00"  # type: ignore[attr-defined]
