"""The places of the window by name, and what a visit carries. Screens go to places; they never call each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from views.page import Desk, Page
from views.shell import Place, Shell

TODAY: Final = "today"
MEMBERS: Final = "members"
MEMBER: Final = "member"
MEMBER_FORM: Final = "member_form"
JOBS: Final = "jobs"
JOB: Final = "job"
JOB_FORM: Final = "job_form"
CHECKOUT: Final = "checkout"
BILL: Final = "bill"
PRICES: Final = "prices"
SETTINGS: Final = "settings"


def register(shell: Shell) -> None:
    """Make every place known; a page's module is imported on its first visit."""
    for place in (
        Place(TODAY, _today, "shell.rail.today", "today"),
        Place(MEMBERS, _members, "shell.rail.members", "members"),
        Place(JOBS, _jobs, "shell.rail.jobs", "jobs"),
        Place(CHECKOUT, _checkout, "shell.rail.checkout", "checkout"),
        Place(PRICES, _prices, "shell.rail.prices", "price"),
        Place(SETTINGS, _settings, "shell.rail.settings", "settings", foot=True),
        Place(MEMBER, _member, under=MEMBERS),
        Place(MEMBER_FORM, _member_form, under=MEMBERS),
        Place(JOB, _job, under=JOBS),
        Place(JOB_FORM, _job_form, under=JOBS),
        Place(BILL, _bill, under=CHECKOUT),
    ):
        shell.register(place)


# What a visit carries. A record's page gets the record's id itself.


@dataclass(frozen=True, slots=True)
class NewMember:
    """A new member's form, with what was typed into the search box put where it belongs."""

    typed: str = ""


@dataclass(frozen=True, slots=True)
class EditMember:
    """A member's form, filled."""

    id: str


@dataclass(frozen=True, slots=True)
class NewJob:
    """A new job's form, for a member where one is known."""

    member_id: str | None = None
    device_id: str | None = None


@dataclass(frozen=True, slots=True)
class Till:
    """The till: for a job, for a member, or for whoever stands there."""

    job_id: str | None = None
    member_id: str | None = None


def go_to_found(desk: Desk, kind: str, ref_id: str) -> None:
    """Open what a search or a scan found: ``kind`` as in models.services.search."""
    go: dict[str, Callable[[], None]] = {
        "member": lambda: desk.go(MEMBER, ref_id),
        "job": lambda: desk.go(JOB, ref_id),
        "bill": lambda: desk.go(BILL, ref_id),
        "price": lambda: desk.go(PRICES, ref_id),
    }
    go[kind]()


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


def _prices(desk: Desk) -> Page:
    from views.screens.prices import PricesPage

    return PricesPage(desk)


def _settings(desk: Desk) -> Page:
    from views.screens.settings import SettingsPage

    return SettingsPage(desk)
