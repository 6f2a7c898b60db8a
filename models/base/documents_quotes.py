"""Frozen snapshots of what was promised and of what was agreed on top of it, as they stand on paper.

Money is integer fen, quantities are integer thousandths, shares are per mille, times are aware UTC.
No full name and no full phone number: they can be kept after a member is erased.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models.base.documents_head import ShopHead


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePaperLine:
    """A line of one grade; ``amount`` = price × quantity, rounded half up."""

    name: str
    code: str
    unit: str
    quantity: int
    price: int
    amount: int
    warranty_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePaperGrade:
    """A service grade as it stands beside the others; ``most`` is what the bill may come to unsigned."""

    name: str
    note: str
    lines: tuple[QuotePaperLine, ...]
    total: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePaper:
    """A quote that was given (承诺价单) as it prints. ``valid_until`` is its last day; ``cap`` per mille."""

    shop: ShopHead
    number: str
    code: str
    version: int
    at: datetime
    by: str
    member: str
    """Masked name, empty for a walk-in."""
    phone_tail: str
    job_number: str
    device: str
    need: str
    """What is to be done, as the job's card names it."""
    grades: tuple[QuotePaperGrade, ...]
    valid_until: date
    cap: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePaperLine:
    """An extra line, or more of a line; ``quantity_before`` 0 where it is new. ``line_id`` is the job's line."""

    line_id: str
    name: str
    unit: str
    quantity_before: int
    quantity: int
    price: int
    amount: int
    """What it adds to the bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePaper:
    """What a member agreed to after accepting a quote. Without a number it stays under the cap: nobody signs."""

    shop: ShopHead
    number: str
    code: str
    at: datetime
    by: str
    member: str
    phone_tail: str
    job_number: str
    device: str
    quote_number: str
    quoted: int
    cap: int
    most: int
    """What the bill might have come to without a signature."""
    lines: tuple[ChangePaperLine, ...]
    before: int
    after: int
    reason: str
    approved_by: str
    approved_how: str
