"""Which page stands at which place. A page's module is imported on its first visit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from views import places
from views.page import Desk, Page
from views.shell import Place, Shell

if TYPE_CHECKING:
    from views.beside import Beside
    from views.keeping import Keeping
    from views.screens.settings_keys import Keys
    from views.screens.settings_people import Pins


def register(
    shell: Shell,
    keeping: Callable[[], "Keeping"],
    pins: "Pins",
    keys: "Keys",
    beside: "Beside",
) -> None:
    """Make every place known; a page's module is imported on its first visit."""

    def settings(desk: Desk) -> Page:
        from views.screens.settings import SettingsPage

        return SettingsPage(desk, keeping(), pins, keys, beside)

    def import_sheet(desk: Desk) -> Page:
        from views.screens.import_sheet import ImportSheetPage

        return ImportSheetPage(desk, beside)

    def programme(desk: Desk) -> Page:
        from views.screens.programme import ProgrammePage

        return ProgrammePage(desk, beside)

    def moving(desk: Desk) -> Page:
        from views.screens.moving import MovingPage

        return MovingPage(desk, keeping(), keeping().folder)

    for place in (
        Place(places.TODAY, _today, "shell.rail.today", "today"),
        Place(places.MEMBERS, _members, "shell.rail.members", "members"),
        Place(places.JOBS, _jobs, "shell.rail.jobs", "jobs"),
        Place(places.CHECKOUT, _checkout, "shell.rail.checkout", "checkout"),
        Place(places.POINTS, _points, "shell.rail.points", "points"),
        Place(places.PRICES, _prices, "shell.rail.prices", "price"),
        Place(places.SETTINGS, settings, "shell.rail.settings", "settings", foot=True),
        Place(places.MOVING, moving, under=places.SETTINGS),
        Place(places.MEMBER, _member, under=places.MEMBERS),
        Place(places.MEMBER_FORM, _member_form, under=places.MEMBERS),
        Place(places.MEMBER_ERASE, _member_erase, under=places.MEMBERS),
        Place(places.STOCK, _stock, under=places.PRICES),
        Place(places.PACKAGES, _packages, under=places.PRICES),
        Place(places.MEMBER_MERGE, _member_merge, under=places.MEMBERS),
        Place(places.CHECKLISTS, _checklists, under=places.SETTINGS),
        Place(places.REWARDS, _rewards, under=places.POINTS),
        Place(places.PREPAID, _prepaid, under=places.POINTS),
        Place(places.OWED, _owed, under=places.POINTS),
        Place(places.SEGMENTS, _segments, under=places.MEMBERS),
        Place(places.PROGRAMME, programme, under=places.SETTINGS),
        Place(places.RETENTION, _retention, under=places.SETTINGS),
        Place(places.BOARD, _board, under=places.JOBS),
        Place(places.CALENDAR, _job_calendar, under=places.JOBS),
        Place(places.JOB, _job, under=places.JOBS),
        Place(places.JOB_FORM, _job_form, under=places.JOBS),
        Place(places.ATTACHMENT, _attachment, under=places.JOBS),
        Place(places.CATCH_UP, _catch_up, under=places.TODAY),
        Place(places.QUOTE, _quote, under=places.JOBS),
        Place(places.ENQUIRIES, _enquiries, under=places.JOBS),
        Place(places.BILL, _bill, under=places.CHECKOUT),
        Place(places.REFUND, _refund, under=places.CHECKOUT),
        Place(places.DAY_CLOSE, _day_close, under=places.CHECKOUT),
        Place(places.DEPOSITS, _deposits, under=places.CHECKOUT),
        Place(places.ACCOUNTS, _accounts, under=places.CHECKOUT),
        Place(places.JOURNAL, _journal, under=places.SETTINGS),
        Place(places.IMPORT_SHEET, import_sheet, under=places.SETTINGS),
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


def _stock(desk: Desk) -> Page:
    from views.screens.stock import StockPage

    return StockPage(desk)


def _packages(desk: Desk) -> Page:
    from views.screens.packages import PackagesPage

    return PackagesPage(desk)


def _member_merge(desk: Desk) -> Page:
    from views.screens.member_merge import MemberMergePage

    return MemberMergePage(desk)


def _checklists(desk: Desk) -> Page:
    from views.screens.checklists import ChecklistsPage

    return ChecklistsPage(desk)


def _points(desk: Desk) -> Page:
    from views.screens.points import PointsPage

    return PointsPage(desk)


def _rewards(desk: Desk) -> Page:
    from views.screens.rewards import RewardsPage

    return RewardsPage(desk)


def _owed(desk: Desk) -> Page:
    from views.screens.points_owed import OwedPage

    return OwedPage(desk)


def _segments(desk: Desk) -> Page:
    from views.screens.segments import SegmentsPage

    return SegmentsPage(desk)


def _prepaid(desk: Desk) -> Page:
    from views.screens.prepaid import PrepaidPage

    return PrepaidPage(desk)


def _retention(desk: Desk) -> Page:
    from views.screens.retention import RetentionPage

    return RetentionPage(desk)


def _jobs(desk: Desk) -> Page:
    from views.screens.jobs import JobsPage

    return JobsPage(desk)


def _board(desk: Desk) -> Page:
    from views.screens.board import BoardPage

    return BoardPage(desk)


def _job_calendar(desk: Desk) -> Page:
    from views.screens.job_calendar import JobCalendarPage

    return JobCalendarPage(desk)


def _job(desk: Desk) -> Page:
    from views.screens.job import JobPage

    return JobPage(desk)


def _job_form(desk: Desk) -> Page:
    from views.screens.job_form import JobFormPage

    return JobFormPage(desk)


def _catch_up(desk: Desk) -> Page:
    from views.screens.catch_up import CatchUpPage

    return CatchUpPage(desk)


def _quote(desk: Desk) -> Page:
    from views.screens.quote import QuotePage

    return QuotePage(desk)


def _attachment(desk: Desk) -> Page:
    from views.screens.attachment import AttachmentPage

    return AttachmentPage(desk)


def _enquiries(desk: Desk) -> Page:
    from views.screens.enquiries import EnquiriesPage

    return EnquiriesPage(desk)


def _checkout(desk: Desk) -> Page:
    from views.screens.checkout import CheckoutPage

    return CheckoutPage(desk)


def _bill(desk: Desk) -> Page:
    from views.screens.bill import BillPage

    return BillPage(desk)


def _refund(desk: Desk) -> Page:
    from views.screens.refund import RefundPage

    return RefundPage(desk)


def _day_close(desk: Desk) -> Page:
    from views.screens.day_close import DayClosePage

    return DayClosePage(desk)


def _deposits(desk: Desk) -> Page:
    from views.screens.deposits import DepositsPage

    return DepositsPage(desk)


def _accounts(desk: Desk) -> Page:
    from views.screens.accounts import AccountsPage

    return AccountsPage(desk)


def _journal(desk: Desk) -> Page:
    from views.screens.journal import JournalPage

    return JournalPage(desk)


def _prices(desk: Desk) -> Page:
    from views.screens.prices import PricesPage

    return PricesPage(desk)
