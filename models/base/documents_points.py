"""Frozen snapshots of what members get for points and of what they paid ahead, as they stand on paper.

Money is integer fen, points are integers, times are aware UTC, days are shop days.
No full name and no full phone number: they can be kept after a member is erased.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models.base.documents_head import ShopHead

RedemptionState = Literal["held", "completed", "cancelled"]
CouponState = Literal["issued", "used", "taken_back", "expired"]
PrepaidDirection = Literal["in", "out"]
PrepaidWhat = Literal["value", "card", "reward"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """A reward that was asked for (兑换凭证). ``state`` is as it stood when it was made."""

    shop: ShopHead
    number: str
    code: str
    at: datetime
    by: str
    approved_by: str
    """Who allowed it with the PIN; empty where who did it may."""
    member: str
    """Masked name."""
    phone_tail: str
    reward: str
    reward_kind: str
    quantity: int
    points: int
    """What it took, all of them together."""
    cash: int
    kind: str
    """How the cash part was paid, or empty."""
    points_left: int
    """What the member could still spend after it."""
    state: RedemptionState
    held_until: date | None
    coupon_number: str
    """The coupon that it is, where the reward is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponPaper:
    """A coupon or right as it is handed over (优惠券、权益)."""

    shop: ShopHead
    number: str
    code: str
    at: datetime
    by: str
    member: str
    """Masked name; empty where whoever holds the paper may use it."""
    phone_tail: str
    name: str
    coupon_kind: str
    value: int
    """Fen or per mille by its kind."""
    most: int | None
    least: int
    item: str
    """The name of the item it is for, or empty."""
    first_day: date
    last_day: date | None
    state: CouponState


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidFormula:
    """How what is given back of prepaid money was reckoned; fen, all positive.

    ``back`` = the larger of 0 and ``paid`` - ``used`` + ``part``. For stored value ``used`` is everything that was
    used, the gift's part at its full worth too; for a visit card ``visits`` × ``single``.
    """

    paid: int
    used: int
    back: int
    visits: int = 0
    single: int = 0
    part: int = 0
    """What came back already of visits that are not back whole, by their share of ``single``."""
    gift_lost: int = 0
    """What was left of the gift and is forfeited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidPaper:
    """Money paid ahead (``in``) or given back (``out``): stored value, a visit card, or a reward's cash part."""

    shop: ShopHead
    direction: PrepaidDirection
    what: PrepaidWhat
    number: str
    code: str
    at: datetime
    by: str
    approved_by: str
    member: str
    phone_tail: str
    amount: int
    gift: int
    """What the shop put on top, or took away with what was given back."""
    kind: str
    tendered: int
    change: int
    paid_left: int
    """Stored value after this, the part that was paid."""
    gift_left: int
    title: str
    """The card's or the reward's name."""
    ref_number: str
    """The card's or the redemption's number."""
    visits_left: int
    formula: PrepaidFormula | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCardPaper:
    """A visit card (次卡) as it is handed over, with what is left of it now."""

    shop: ShopHead
    number: str
    code: str
    at: datetime
    member: str
    phone_tail: str
    name: str
    item: str
    visits: int
    left: int
    price: int
    single: int
    first_day: date
    last_day: date | None
    closed: bool
    uses: tuple[tuple[date, int, str], ...]
    """Day, visits (negative where they were put back) and the bill's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """An entry of a statement; ``after`` is the balance after it, debts taken off."""

    day: date
    kind: str
    rule: str
    points: int
    after: int
    number: str
    """The bill it belongs to."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLot:
    """Points that are left of what came together, and their last day; None where they never end."""

    points: int
    since: date
    first_day: date
    last_day: date | None
    number: str
    rule: str
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsStatement:
    """A member's points over a time: what was there, what came and went, what is left and until when."""

    shop: ShopHead
    member: str
    """Masked name."""
    card_number: str
    at: datetime
    by: str
    from_day: date
    to_day: date
    opening: int
    lines: tuple[StatementLine, ...]
    closing: int
    usable: int
    pending: int
    debt: int
    worth: int
    """What may be used pays so much, fen."""
    lots: tuple[StatementLot, ...]
    tier: str
    next_tier: str
    missing: int
    measure: str
    pot: bool
    """Whether it is the household's."""
