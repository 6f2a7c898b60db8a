"""The places of the window by name, and what a visit carries. Screens go to places; they never call each other."""

from dataclasses import dataclass
from typing import Final

from views.page import Desk

TODAY: Final = "today"
MEMBERS: Final = "members"
MEMBER: Final = "member"
MEMBER_FORM: Final = "member_form"
JOBS: Final = "jobs"
BOARD: Final = "board"
CALENDAR: Final = "job_calendar"
CHECKLISTS: Final = "checklists"
PROGRAMME: Final = "programme"
JOB: Final = "job"
JOB_FORM: Final = "job_form"
ATTACHMENT: Final = "attachment"
CATCH_UP: Final = "catch_up"
ENQUIRIES: Final = "enquiries"
CHECKOUT: Final = "checkout"
BILL: Final = "bill"
REFUND: Final = "refund"
DAY_CLOSE: Final = "day_close"
DEPOSITS: Final = "deposits"
QUOTE: Final = "quote"
ACCOUNTS: Final = "accounts"
STOCK: Final = "stock"
PACKAGES: Final = "packages"
POINTS: Final = "points"
REWARDS: Final = "rewards"
OWED: Final = "points_owed"
SEGMENTS: Final = "segments"
PREPAID: Final = "prepaid"
PRICES: Final = "prices"
SETTINGS: Final = "settings"
MEMBER_ERASE: Final = "member_erase"
MEMBER_MERGE: Final = "member_merge"
RETENTION: Final = "retention"
MOVING: Final = "moving"
JOURNAL: Final = "journal"
IMPORT_SHEET: Final = "import_sheet"

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
    """A new job's form, for a member where one is known, filled in from an enquiry where it comes from one."""

    member_id: str | None = None
    device_id: str | None = None
    enquiry_id: str | None = None
    title: str = ""
    phone: str = ""
    quote: bool = False
    """Its quote is written next."""


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a member: to redeem, or to explain a balance, at a lot where one was chosen."""

    member_id: str
    lot_id: str = ""
    explain: bool = False


@dataclass(frozen=True, slots=True)
class NewEnquiry:
    """The open enquiries with an empty form, for a member where one is known."""

    member_id: str | None = None


@dataclass(frozen=True, slots=True)
class EditJob:
    """A job's form, filled."""

    id: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo or file, and those it stands among, in their order."""

    id: str
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """The journal of one member, or of one job or bill of the member."""

    member_id: str = ""
    name: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Till:
    """The till: for a job, for a member, or for whoever stands there."""

    job_id: str | None = None
    member_id: str | None = None
    parked_id: str | None = None
    """A parked sale to be taken up there."""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money back on a bill; ``void`` takes the whole bill back on its own day."""

    bill_id: str
    void: bool = False


def go_to_found(desk: Desk, kind: str, ref_id: str) -> None:
    """Open what a search or a scan found: ``kind`` as in models.services.search."""
    desk.go({"member": MEMBER, "job": JOB, "bill": BILL, "price": PRICES}[kind], ref_id)
