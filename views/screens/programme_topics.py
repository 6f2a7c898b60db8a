"""What can be typed of a programme, topic by topic: the settings, and the rows that are added and removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import structs

from models.rules.programme import Programme
from views import programme_words as words
from views.screens import programme_offers as offers
from views.screens.programme_slots import Slot, value_at, with_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a topic: where they stand, what each has, how a new one begins (None: they are fixed)."""

    path: str
    slots: tuple[Slot, ...]
    make: Callable[[Programme], Any] | None = None
    read: Callable[[Programme], tuple[Any, ...]] | None = None
    write: Callable[[Programme, tuple[Any, ...]], Programme] | None = None

    def of(self, programme: Programme) -> tuple[Any, ...]:
        """The rows as they stand."""
        return self.read(programme) if self.read else tuple(value_at(programme, self.path))

    def put(self, programme: Programme, rows: Sequence[Any]) -> Programme:
        """The programme with other rows."""
        if self.write:
            return self.write(programme, tuple(rows))
        changed: Programme = with_value(programme, self.path, tuple(rows))
        return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of the editor: plain settings, then rows."""

    name: str
    slots: tuple[Slot, ...] = ()
    rows: Rows | None = None


def _limited(name: str, least: str, kind: Any) -> tuple[Slot, Slot]:
    """A threshold by rank and the same by amount; one of them is in sight."""
    return (
        Slot(path=f"segments.{name}_top", kind="share", shown=offers.by_rank),
        Slot(path=f"segments.{least}", kind=kind, shown=offers.by_amount),
    )


_YES = offers.named("yes", ("0", "1"))
_BENEFITS = (
    Slot(path="benefits.discount", kind="discount"),
    Slot(path="benefits.discount_parts", kind="yes", options=offers.named("parts", ("0", "1"))),
    Slot(path="benefits.birthday_points", kind="count"),
    Slot(path="benefits.birthday_coupon", kind="money"),
    Slot(path="benefits.birthday_name", kind="text", shown=offers.has_coupon),
    Slot(path="benefits.birthday_days", kind="count", shown=offers.has_coupon),
    Slot(path="benefits.priority", kind="yes", options=_YES),
    Slot(path="benefits.response_minutes", kind="count"),
    Slot(path="benefits.adviser", kind="yes", options=_YES),
    Slot(path="benefits.free_fee", kind="yes", options=_YES),
)

EARNING: Final = Topic(
    name="earning",
    slots=(
        Slot(path="earning.other", kind="factor", told="earning.other"),
        Slot(
            path="earning.before_discount",
            kind="yes",
            options=offers.named("basis", ("0", "1")),
            told="earning.before_discount",
        ),
        Slot(path="earning.pending_days", kind="count", told="earning.pending_days"),
        Slot(
            path="earning.combine",
            kind="choice",
            options=offers.named("combine", ("best", "product")),
            told="earning.combine",
        ),
    ),
    rows=Rows(
        path="earning.classes",
        make=offers.new_class,
        slots=(
            Slot(path="earning_class", kind="choice", options=offers.classes),
            Slot(path="rate", kind="factor"),
        ),
    ),
)
MULTIPLIERS: Final = Topic(
    name="multipliers",
    rows=Rows(
        path="multipliers",
        make=offers.new_multiplier,
        slots=(
            Slot(path="name", kind="text"),
            Slot(path="factor", kind="factor"),
            Slot(path="tiers", kind="ticks", options=offers.tiers),
            Slot(path="weekdays", kind="numbers_ticked", options=offers.weekdays),
            Slot(path="month_days", kind="numbers"),
            Slot(path="first_day", kind="day"),
            Slot(path="last_day", kind="day"),
            Slot(path="earning_classes", kind="ticks", options=offers.classes),
            Slot(path="item_codes", kind="codes"),
        ),
    ),
)
BEHAVIOURS: Final = Topic(
    name="behaviours",
    rows=Rows(
        path="behaviours",
        make=offers.new_behaviour,
        slots=(
            Slot(path="code", kind="choice", options=offers.behaviours, label="behaviour"),
            Slot(path="name", kind="text"),
            Slot(path="points", kind="count"),
            Slot(
                path="every",
                kind="choice",
                options=offers.named("every", ("day", "month", "year", "ever", "any")),
            ),
            Slot(path="most", kind="count", shown=offers.is_limited),
            Slot(path="welcome", kind="count", shown=offers.is_referral),
        ),
    ),
)
STANDING: Final = Topic(
    name="standing",
    rows=Rows(
        path="standing",
        make=offers.new_standing,
        slots=(
            Slot(path="points", kind="count", label="points_a_day"),
            Slot(path="segment", kind="choice", options=offers.segments),
            Slot(path="tier", kind="choice", options=offers.tiers_or_any),
        ),
    ),
)
EXPIRY: Final = Topic(
    name="expiry",
    slots=(
        Slot(
            path="expiry.kind",
            kind="choice",
            options=offers.named("expiry", ("never", "days", "months", "month_end", "year_end")),
            told="expiry.expiry",
            label="expiry_kind",
        ),
        Slot(path="expiry.count", kind="count", shown=offers.counts_days, label="expiry_count"),
        Slot(path="comeback_grace_days", kind="count", told="expiry.comeback_grace_days"),
    ),
)
DEBT: Final = Topic(
    name="debt",
    slots=(
        Slot(
            path="debt",
            kind="choice",
            options=offers.named("debt", ("others_first", "debt", "forgive")),
            told="debt.debt",
        ),
    ),
)
PAYING: Final = Topic(
    name="paying",
    slots=(
        Slot(path="per_yuan", kind="count", told="paying.per_yuan"),
        Slot(path="pay_step", kind="count", told="paying.pay_step"),
        Slot(path="pay_most", kind="share", told="paying.pay_most"),
    ),
)
TIERS: Final = Topic(
    name="tiers",
    slots=(
        Slot(
            path="tiers.measure",
            kind="choice",
            options=offers.named("measure", ("spend", "visits", "points")),
        ),
        Slot(path="tiers.window_months", kind="count", told="tiers.measure"),
        Slot(path="tiers.review_months", kind="count", told="tiers.review_months"),
        Slot(path="tiers.grace_days", kind="count", told="tiers.grace_days"),
    ),
    rows=Rows(
        path="tiers.steps",
        make=offers.new_tier,
        slots=(
            Slot(path="name", kind="text"),
            Slot(path="need", kind="money", shown=offers.in_money),
            Slot(path="need", kind="count", shown=offers.in_numbers),
            *_BENEFITS,
        ),
    ),
)
SEGMENTS_TOPIC: Final = Topic(
    name="segments",
    slots=(
        Slot(path="segments.window_days", kind="count", told="segments.window_days"),
        Slot(path="segments.by", kind="choice", options=offers.named("by", ("quantile", "amount"))),
        *_limited("value", "value_least", "money"),
        *_limited("active", "active_least", "count"),
        *_limited("core", "core_least", "money"),
        *_limited("potential", "potential_least", "money"),
    ),
    rows=Rows(
        path="segments.strategies",
        slots=(Slot(path="what", kind="text", label="strategy"),),
        read=offers.strategies,
        write=offers.keep_strategies,
    ),
)
MILESTONES: Final = Topic(
    name="milestones",
    rows=Rows(
        path="milestones",
        make=offers.new_milestone,
        slots=(
            Slot(path="services", kind="count"),
            Slot(path="name", kind="text"),
            Slot(
                path="grant",
                kind="choice",
                options=offers.named(
                    "grant_kind", ("right", "points", "amount", "percent", "free_item")
                ),
            ),
            Slot(path="value", kind="count", shown=offers.grants("points"), label="value_points"),
            Slot(path="value", kind="money", shown=offers.grants("amount"), label="value_amount"),
            Slot(path="value", kind="share", shown=offers.grants("percent"), label="value_percent"),
            Slot(path="item_code", kind="text", shown=offers.grants("free_item")),
            Slot(path="days", kind="count", label="good_days"),
            Slot(path="cost", kind="money"),
            Slot(path="priority", kind="yes", options=_YES, shown=offers.grants_a_right),
        ),
    ),
)
STORED: Final = Topic(
    name="stored_value",
    slots=(
        Slot(
            path="stored_value.order",
            kind="choice",
            options=offers.named("order", ("paid_first", "gift_first", "together")),
            told="stored_value.order",
        ),
    ),
    rows=Rows(
        path="stored_value.offers",
        make=offers.new_offer,
        slots=(Slot(path="paid", kind="money"), Slot(path="gift", kind="money")),
    ),
)
TOPICS: Final = (
    EARNING, MULTIPLIERS, BEHAVIOURS, STANDING, EXPIRY, DEBT, PAYING, TIERS, SEGMENTS_TOPIC,
    MILESTONES, STORED,
)  # fmt: skip


def tidy(programme: Programme) -> Programme:
    """The rows in the order in which they hold: tiers from the lowest, milestones and offers by size."""
    it = programme
    steps = tuple(sorted(it.tiers.steps, key=lambda step: step.need))
    sizes = tuple(sorted(it.stored_value.offers, key=lambda offer: offer.paid))
    return structs.replace(
        it,
        tiers=structs.replace(it.tiers, steps=steps),
        stored_value=structs.replace(it.stored_value, offers=sizes),
        milestones=tuple(sorted(it.milestones, key=lambda row: row.services)),
    )


def state_words(programme: Programme, topic: str) -> str:
    """A topic in one line for the list: its first sentence."""
    told = words.tell_topic(programme, topic)
    return told[0].text if told else ""
