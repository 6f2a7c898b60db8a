"""Which page stands at which place. A page's module is imported on its first visit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from views import places
from views.page import Desk, Page
from views.shell import Place, Shell

if TYPE_CHECKING:
    from views.keeping import Keeping
    from views.screens.settings_keys import Keys
    from views.screens.settings_people import Pins


def register(shell: Shell, keeping: Callable[[], "Keeping"], pins: "Pins", keys: "Keys") -> None:
    """Make every place known; a page's module is imported on its first visit."""

    def settings(desk: Desk) -> Page:
        from views.screens.settings import SettingsPage

        return SettingsPage(desk, keeping(), pins, keys)

    def moving(desk: Desk) -> Page:
        from views.screens.moving import MovingPage

        return MovingPage(desk, keeping(), keeping().folder)

    for place in (
        Place(places.TODAY, _today, "shell.rail.today", "today"),
        Place(places.MEMBERS, _members, "shell.rail.members", "members"),
        Place(places.JOBS, _jobs, "shell.rail.jobs", "jobs"),
        Place(places.CHECKOUT, _checkout, "shell.rail.checkout", "checkout"),
        Place(places.PRICES, _prices, "shell.rail.prices", "price"),
        Place(places.SETTINGS, settings, "shell.rail.settings", "settings", foot=True),
        Place(places.MOVING, moving, under=places.SETTINGS),
        Place(places.MEMBER, _member, under=places.MEMBERS),
        Place(places.MEMBER_FORM, _member_form, under=places.MEMBERS),
        Place(places.MEMBER_ERASE, _member_erase, under=places.MEMBERS),
        Place(places.RETENTION, _retention, under=places.SETTINGS),
        Place(places.JOB, _job, under=places.JOBS),
        Place(places.JOB_FORM, _job_form, under=places.JOBS),
        Place(places.BILL, _bill, under=places.CHECKOUT),
        Place(places.JOURNAL, _journal, under=places.SETTINGS),
    ):
        shell.register(place)


# The modules are imported here and not above: a window that starts needs one of them only.


def _today(desk: Desk) -> Page:
    from views.screens.today import TodayPage

    return TodayPage(desk)


def _members(desk: Desk) -> Page:
    from views.screens.members import MembersPage

    return MembersPage(desk)


def _member(desk: Desk) -> Page:
    from views.screens.member import MemberPage

    return MemberPage(desk)


def _member_form(desk: Desk) -> Page:
    from views.screens.member_form import MemberFormPage

    return MemberFormPage(desk)


def _member_erase(desk: Desk) -> Page:
    from views.screens.member_erase import MemberErasePage

    return MemberErasePage(desk)


def _retention(desk: Desk) -> Page:
    from views.screens.retention import RetentionPage

    return RetentionPage(desk)


def _jobs(desk: Desk) -> Page:
    from views.screens.jobs import JobsPage

    return JobsPage(desk)


def _job(desk: Desk) -> Page:
    from views.screens.job import JobPage

    return JobPage(desk)


def _job_form(desk: Desk) -> Page:
    from views.screens.job_form import JobFormPage

    return JobFormPage(desk)


def _checkout(desk: Desk) -> Page:
    from views.screens.checkout import CheckoutPage

    return CheckoutPage(desk)


def _bill(desk: Desk) -> Page:
    from views.screens.bill import BillPage

    return BillPage(desk)


def _journal(desk: Desk) -> Page:
    from views.screens.journal import JournalPage

    return JournalPage(desk)


def _prices(desk: Desk) -> Page:
    from views.screens.prices import PricesPage

    return PricesPage(desk)
