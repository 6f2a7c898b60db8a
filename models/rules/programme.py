"""What a shop's programme of points, tiers and rewards says: one document, written in plain parts.

Factors and rates are thousandths (1200 = 1.2 times), shares of money per mille, money fen, points whole. Holds
the shape and its defaults only; models/rules/programme_check.py refuses what contradicts itself.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

Measure = Literal["spend", "visits", "points"]
Segment = Literal["diamond", "gold", "silver", "basic"]
Core = Literal["core", "potential", "basic"]
ExpiryKind = Literal["never", "days", "months", "month_end", "year_end"]
DebtPolicy = Literal["others_first", "debt", "forgive"]
ValueOrder = Literal["paid_first", "gift_first", "together"]

TIER_CODES = ("base", "silver", "gold", "platinum")
SEGMENTS: tuple[Segment, ...] = ("diamond", "gold", "silver", "basic")


class ClassRate(Struct, frozen=True, forbid_unknown_fields=True):
    """How much an earning class of the price list earns: points per yuan in thousandths."""

    earning_class: str
    rate: int = 1000


class Earning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base: what a bill earns (PRODUCT.md: 1 yuan = 1 point)."""

    classes: tuple[ClassRate, ...] = (
        ClassRate("standard", 1000),
        ClassRate("none", 0),
    )
    other: int = 1000
    """The rate of a class that is not listed."""
    before_discount: bool = False
    """Whether the amount before line and bill discounts earns; what points, coupons or gifts pay never does."""
    pending_days: int = 0
    """Days before what was earned can be used; 0 at once."""
    combine: Literal["best", "product"] = "best"
    """What holds where several multipliers meet on a bill."""


class Multiplier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A factor on the base. Every condition that is given has to hold; one on goods holds for their lines only."""

    code: str
    name: str
    factor: int
    tiers: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    """1 Monday to 7 Sunday."""
    month_days: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    earning_classes: tuple[str, ...] = ()
    item_codes: tuple[str, ...] = ()


class Behaviour(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points for something a member does. ``most`` times in ``every`` (each member)."""

    code: str
    """referral, review, check_in, share, survey, birthday, or the shop's own word."""
    name: str
    points: int
    most: int = 1
    every: Literal["day", "month", "year", "ever", "any"] = "day"
    welcome: int = 0
    """Referral only: points for the new member as well."""


class Standing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points a day for who is in a segment or has a tier (PRODUCT.md: diamond +10 a day)."""

    points: int
    segment: Segment | None = None
    tier: str | None = None


class Expiry(Struct, frozen=True, forbid_unknown_fields=True):
    """How long points last: ``count`` days or months, or the end of the month or year ``count`` later."""

    kind: ExpiryKind = "year_end"
    count: int = 1


class Benefits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a tier gives."""

    discount: int = 0
    """Per mille off the list price (95 折 = 50)."""
    discount_parts: bool = False
    """Whether parts are discounted too, or services only."""
    birthday_points: int = 0
    birthday_coupon: int = 0
    """Fen of a coupon for the birthday; 0 none."""
    birthday_name: str = "生日礼"
    """What that coupon is called."""
    birthday_days: int = 30
    """For how many days it is good."""
    priority: bool = False
    response_minutes: int = 0
    """Promised time to the first answer; 0 the shop's own."""
    adviser: bool = False
    free_fee: bool = False
    """Whether the visiting or yearly fee is free: lines of the class ``fee``."""


class Tier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A membership tier; ``need`` in the measure's unit (fen, visits, points)."""

    code: str
    name: str
    need: int
    benefits: Benefits = Benefits()


class Tiers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tiers from the lowest (need 0) to the highest, and how they are reached and reviewed."""

    measure: Measure = "spend"
    window_months: int = 12
    """How far back is looked; 0 for ever."""
    review_months: int = 12
    """How long a tier is kept at least; 0 it is never lost."""
    grace_days: int = 30
    """Days between the announcement of a fall and the fall."""
    steps: tuple[Tier, ...] = (
        Tier(code="base", name="普通", need=0),
        Tier(code="silver", name="银卡", need=200_000, benefits=Benefits(discount=50)),
        Tier(
            code="gold", name="金卡", need=500_000, benefits=Benefits(discount=100, priority=True)
        ),
        Tier(
            code="platinum",
            name="铂金",
            need=1_000_000,
            benefits=Benefits(discount=100, priority=True, adviser=True),
        ),
    )


class Segments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Value × activity (M) and core, potential, basic (L). By quantile the best so many per mille are high."""

    window_days: int = 365
    by: Literal["quantile", "amount"] = "quantile"
    value_top: int = 300
    """Per mille of the members with a bill whose spend counts as high value (quantile)."""
    value_least: int = 200_000
    """Fen in the window from which value is high (amount)."""
    active_top: int = 400
    active_least: int = 3
    """Visits in the window from which activity is high (amount)."""
    core_top: int = 200
    core_least: int = 300_000
    potential_top: int = 500
    potential_least: int = 100_000
    strategies: tuple[tuple[str, str], ...] = ()
    """Segment and what the shop does for it, in its own words; the built-in strategy where none is given."""


class Milestone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many services → a right, once (M: "5321")."""

    code: str
    name: str
    services: int
    grant: Literal["right", "points", "amount", "percent", "free_item"] = "right"
    value: int = 0
    """Points, fen or per mille, by what is granted."""
    item_code: str = ""
    days: int = 365
    """For how many days the right is good; 0 for life."""
    cost: int = 0
    priority: bool = False
    """Whether the holder's jobs go first (优先派工) until the right is used up, ends or is taken back."""


class TopUp(Struct, frozen=True, forbid_unknown_fields=True):
    """Who pays so much ahead gets so much on top; fen."""

    paid: int
    gift: int


class StoredValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stored value (储值): offers, and which part is spent first."""

    offers: tuple[TopUp, ...] = (TopUp(50_000, 2_500), TopUp(100_000, 8_000))
    order: ValueOrder = "paid_first"


class Programme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a shop says about points, tiers and rewards, from one day on."""

    earning: Earning = Earning()
    multipliers: tuple[Multiplier, ...] = ()
    behaviours: tuple[Behaviour, ...] = (
        Behaviour(code="referral", name="推荐", points=200, most=1, every="any"),
        Behaviour(code="review", name="评价", points=50, most=1, every="day"),
    )
    standing: tuple[Standing, ...] = ()
    expiry: Expiry = Expiry()
    comeback_grace_days: int = 7
    """Days for which points that come back are good where their own last day has passed."""
    debt: DebtPolicy = "others_first"
    """Points to be taken back that are spent: from other points and then a debt, at once a debt, or forgiven."""
    per_yuan: int = 100
    """So many points pay one yuan."""
    pay_step: int = 100
    """Points are used for paying in steps of so many."""
    pay_most: int = 1000
    """Per mille of a bill that points may pay."""
    tiers: Tiers = Tiers()
    segments: Segments = Segments()
    milestones: tuple[Milestone, ...] = ()
    stored_value: StoredValue = StoredValue()


DEFAULT = Programme()
"""What a shop begins with."""
