"""Frozen snapshots of what stands on paper. Stored with the document, so that a reprint is the same paper.

Money is integer fen, quantities are integer thousandths, times are aware UTC, days are shop days.
A receipt carries no full name and no full phone number: it can be kept after a member is erased.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models.base.documents_head import ShopHead

TenderKind = Literal[
    "cash", "wechat", "alipay", "card", "deposit", "account",
    "points", "coupon", "visit", "stored", "stored_gift",
]  # fmt: skip
LineKind = Literal["service", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line of a bill or job."""

    name: str
    code: str
    unit: str
    kind: LineKind
    quantity: int
    price: int
    amount: int
    """price × quantity, rounded half up to the fen, before any discount."""
    discount: int
    """What the line's own discount takes off; zero or positive fen."""
    lot: str
    serial: str
    warranty_days: int
    warranty_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTender:
    """One means of payment on a bill; ``tendered`` is what was handed over, ``amount`` what was kept."""

    kind: TenderKind
    amount: int
    tendered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPoints:
    """What a bill did to the member's points, as the receipt explains it."""

    earned: int
    yuan: int
    """Whole yuan that earned."""
    factor: int
    """What a yuan earned on average, thousandths."""
    names: tuple[str, ...]
    """The multipliers that held."""
    used: int
    repaid: int
    """What of the earned went to a debt."""
    balance: int
    """What is there after it, pending points too; what is owed is told apart."""
    debt: int
    pending: int
    next_points: int
    next_day: date | None
    """So many end first, on this day; None where none ever end."""
    tier: str = ""
    next_tier: str = ""
    missing: int = 0
    """What is missing to it, in the unit of ``measure``."""
    measure: str = ""
    bonus: int = 0
    """What the programme gave beside: a milestone, a welcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A posted bill as it prints."""

    shop: ShopHead
    number: str
    code: str
    at: datetime
    cashier: str
    member: str
    """Masked name (张*兰), empty for a walk-in without a member (散客)."""
    phone_tail: str
    job_number: str
    device: str
    technician: str
    lines: tuple[PaperLine, ...]
    subtotal: int
    line_discount: int
    bill_discount: int
    rounding: int
    """What 抹零 takes off; zero or positive fen."""
    total: int
    tenders: tuple[PaperTender, ...]
    change: int
    note: str
    entered_at: datetime | None = None
    """When it was entered, where that was later than ``at`` (after a power cut)."""
    quote_number: str = ""
    """The accepted quote of its job."""
    quoted: int = 0
    """What that quote promised."""
    points: PaperPoints | None = None
    """None without a member or a programme."""
    tier_off: int = 0
    """What of ``line_discount`` is the member's tier's."""
    tier_name: str = ""
    tier_per_mille: int = 0
    """Off the list price; 0 where a fee was free as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCard:
    """A job as its A5 card prints: the shop part above, the pick-up stub below."""

    shop: ShopHead
    number: str
    code: str
    received_at: datetime
    received_by: str
    member: str
    member_masked: str
    card_number: str
    phone: str
    """The one full number the technician must call; printing it is a journalled reveal."""
    phone_tail: str
    address: str
    habits: tuple[str, ...]
    """Access notes, preferences and taboos of the household, plain weight."""
    needs: tuple[str, ...]
    """Special needs, printed bold beside the address."""
    device: str
    serial: str
    symptoms: str
    diagnosis: str
    accessories: str
    rework: bool
    lines: tuple[PaperLine, ...]
    total: int
    promised_at: datetime | None
    technician: str
    warranty_days: int
