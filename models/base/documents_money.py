"""Frozen snapshots of money that came back and of a closed day, as they stand on paper.

Money is integer fen, quantities are integer thousandths, times are aware UTC, days are shop days.
No full name and no full phone number: they can be kept after a member is erased.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models.base.documents_head import ShopHead

RefundKind = Literal["refund", "void"]
DepositDirection = Literal["in", "out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaperLine:
    """What of one line of the bill comes back. ``quantity`` 0: money only, no goods."""

    name: str
    unit: str
    quantity: int
    billed: int
    """What the line came to on the bill, after every discount."""
    before: int
    """What was given back of it earlier."""
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBack:
    """Money given back in one way."""

    kind: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPoints:
    """What a refund did to the member's points, as the ledger wrote it; all zero or positive."""

    taken: int
    """Points that the bill had given and that came back, out of what is there or as a debt."""
    lapsed: int
    """What of them had expired before and so was not taken again."""
    forgiven: int
    """What would be owed and the shop lets go of."""
    came: int
    """Points that had paid the bill and are the member's again."""
    repaid: int
    """What of these went to a debt."""
    balance: int
    """What is there after it, pending points too; what is owed is told apart."""
    debt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaper:
    """A posted refund or void as it prints."""

    shop: ShopHead
    kind: RefundKind
    number: str
    code: str
    at: datetime
    by: str
    approved_by: str
    """Who allowed it with the PIN; empty where who did it may."""
    member: str
    """Masked name, empty for a walk-in."""
    phone_tail: str
    bill_number: str
    bill_at: datetime
    bill_total: int
    job_number: str
    lines: tuple[RefundPaperLine, ...]
    before: int
    """What was given back on this bill earlier."""
    total: int
    left: int
    """What is left of the bill after this."""
    ways: tuple[MoneyBack, ...]
    reason: str
    points: RefundPoints | None = None
    """None where no points moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositPaper:
    """A deposit that was taken (``in``) or given back (``out``) as it prints; ``amount`` positive."""

    shop: ShopHead
    direction: DepositDirection
    number: str
    code: str
    at: datetime
    by: str
    approved_by: str
    member: str
    """Masked name, empty for a walk-in."""
    phone_tail: str
    job_number: str
    device: str
    amount: int
    kind: str
    tendered: int
    change: int
    of_number: str
    """The deposit that was given back."""
    balance: int
    """What the shop holds of the job's deposits after this."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPaperLine:
    """What of one bill on account was paid; ``owed`` before it."""

    number: str
    day: date
    owed: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPaper:
    """A payment of what stood on account as it prints; ``left`` is what is still owed."""

    shop: ShopHead
    number: str
    code: str
    at: datetime
    by: str
    member: str
    phone_tail: str
    lines: tuple[AccountPaperLine, ...]
    amount: int
    kind: str
    tendered: int
    change: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderDay:
    """One means of payment on a day: what came in, what went back, what remains."""

    kind: str
    taken: int
    back: int
    net: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """Expected against counted of one means of payment."""

    kind: str
    expected: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """Cash paid in (``in``) or taken out (``out``); ``amount`` positive."""

    direction: str
    amount: int
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPaper:
    """A shift that is over, as the day's slip shows it."""

    opened_at: datetime
    closed_at: datetime
    opened_by: str
    closed_by: str
    opening_float: int
    entries: tuple[EntryLine, ...]
    counts: tuple[CountLine, ...]
    left_in: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What was booked at a desk on a day. First and last numbers are empty where there is none."""

    bills: int
    subtotal: int
    line_discount: int
    bill_discount: int
    rounding: int
    total: int
    first_bill: str
    last_bill: str
    refunds: int
    voids: int
    refunded: int
    first_refund: str
    last_refund: str
    tenders: tuple[TenderDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosePaper:
    """A closed day of a desk as it prints. ``anchor`` is position and hash of the journal's head just before."""

    shop: ShopHead
    number: str
    desk: str
    day: date
    at: datetime
    by: str
    approved_by: str
    figures: DayFigures
    shifts: tuple[ShiftPaper, ...]
    counts: tuple[CountLine, ...]
    """Counted at the close itself, where the day had no shift."""
    difference: int
    """Counted less expected, over all shifts and the count at the close."""
    reason: str
    anchor: str
