"""Which page stands at which place. A page's module is imported on its first visit.

A place, its page's module and the words on the rail have one name: ``places.JOB`` stands in ``views.screens.job``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from views import places
from views.page import Desk, Page
from views.shell import Place, Shell

if TYPE_CHECKING:
    from views.beside import Beside
    from views.keeping import Keeping
    from views.screens.settings_keys import Keys
    from views.screens.settings_people import Pins


@dataclass(frozen=True, slots=True)
class PageAt:
    """The class ``page`` at a place: on the rail where it has an icon, else under the rail's place ``under``."""

    place: str
    page: str
    icon: str = ""
    foot: bool = False
    under: str = ""


PAGES: Final = (
    PageAt(places.TODAY, "TodayPage", icon="today"),
    PageAt(places.MEMBERS, "MembersPage", icon="members"),
    PageAt(places.JOBS, "JobsPage", icon="jobs"),
    PageAt(places.CHECKOUT, "CheckoutPage", icon="checkout"),
    PageAt(places.POINTS, "PointsPage", icon="points"),
    PageAt(places.PRICES, "PricesPage", icon="price"),
    PageAt(places.SETTINGS, "SettingsPage", icon="settings", foot=True),
    PageAt(places.CATCH_UP, "CatchUpPage", under=places.TODAY),
    PageAt(places.MEMBER, "MemberPage", under=places.MEMBERS),
    PageAt(places.MEMBER_FORM, "MemberFormPage", under=places.MEMBERS),
    PageAt(places.MEMBER_ERASE, "MemberErasePage", under=places.MEMBERS),
    PageAt(places.MEMBER_MERGE, "MemberMergePage", under=places.MEMBERS),
    PageAt(places.SEGMENTS, "SegmentsPage", under=places.MEMBERS),
    PageAt(places.BOARD, "BoardPage", under=places.JOBS),
    PageAt(places.CALENDAR, "JobCalendarPage", under=places.JOBS),
    PageAt(places.JOB, "JobPage", under=places.JOBS),
    PageAt(places.JOB_FORM, "JobFormPage", under=places.JOBS),
    PageAt(places.ATTACHMENT, "AttachmentPage", under=places.JOBS),
    PageAt(places.QUOTE, "QuotePage", under=places.JOBS),
    PageAt(places.ENQUIRIES, "EnquiriesPage", under=places.JOBS),
    PageAt(places.BILL, "BillPage", under=places.CHECKOUT),
    PageAt(places.REFUND, "RefundPage", under=places.CHECKOUT),
    PageAt(places.DAY_CLOSE, "DayClosePage", under=places.CHECKOUT),
    PageAt(places.DEPOSITS, "DepositsPage", under=places.CHECKOUT),
    PageAt(places.ACCOUNTS, "AccountsPage", under=places.CHECKOUT),
    PageAt(places.REWARDS, "RewardsPage", under=places.POINTS),
    PageAt(places.PREPAID, "PrepaidPage", under=places.POINTS),
    PageAt(places.OWED, "OwedPage", under=places.POINTS),
    PageAt(places.STOCK, "StockPage", under=places.PRICES),
    PageAt(places.PACKAGES, "PackagesPage", under=places.PRICES),
    PageAt(places.MOVING, "MovingPage", under=places.SETTINGS),
    PageAt(places.CHECKLISTS, "ChecklistsPage", under=places.SETTINGS),
    PageAt(places.PROGRAMME, "ProgrammePage", under=places.SETTINGS),
    PageAt(places.RETENTION, "RetentionPage", under=places.SETTINGS),
    PageAt(places.JOURNAL, "JournalPage", under=places.SETTINGS),
    PageAt(places.IMPORT_SHEET, "ImportSheetPage", under=places.SETTINGS),
)
"""Every place of the window; those with an icon in the order of Alt+1, Alt+2, ..."""


def register(
    shell: Shell,
    keeping: Callable[[], "Keeping"],
    pins: "Pins",
    keys: "Keys",
    beside: "Beside",
) -> None:
    """Make every place known to the window; a page that needs more than the desk is given it here."""

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

    given = {
        places.SETTINGS: settings,
        places.IMPORT_SHEET: import_sheet,
        places.PROGRAMME: programme,
        places.MOVING: moving,
    }
    for at in PAGES:
        make = given.get(at.place) or partial(_visit, at)
        word = f"shell.rail.{at.place}" if at.icon else ""
        shell.register(Place(at.place, make, word, at.icon, foot=at.foot, under=at.under))


def page_of(at: PageAt) -> type[Page]:
    """Import the page's module, now. A window that starts needs one of them only."""
    page: type[Page] = getattr(import_module(f"views.screens.{at.place}"), at.page)
    return page


def _visit(at: PageAt, desk: Desk) -> Page:
    return page_of(at)(desk)
