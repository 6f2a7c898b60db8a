"""A shop's programme as plain sentences, grouped by topic, in either language. No Qt; it decides nothing.

Every setting of the document is told by a sentence with a key of its own, so that a setting that was changed
shows as a sentence that reads differently (views/programme_changes.py).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from models.rules.programme import (
    SEGMENTS,
    Behaviour,
    Benefits,
    ClassRate,
    Milestone,
    Multiplier,
    Programme,
    Standing,
    Tier,
    TopUp,
)
from views import sayings, texts
from views.programme_names import (
    CORES,
    behaviour_name,
    class_name,
    discount_words,
    segment_name,
    strategy_words,
    tier_name,
)
from views.texts import Catalogue

TOPICS: Final = (
    "earning",
    "multipliers",
    "behaviours",
    "standing",
    "expiry",
    "debt",
    "paying",
    "tiers",
    "segments",
    "milestones",
    "stored_value",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence. ``key`` names what of the programme it tells: ``earning.combine``, ``tiers.step.gold``."""

    key: str
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """What a programme refers to by code, as the shop calls it: price items, and the tiers it declares."""

    items: Mapping[str, str] = field(default_factory=dict)


NO_NAMES = Names()


def tell(
    programme: Programme, *, words: Catalogue | None = None, names: Names = NO_NAMES
) -> tuple[Told, ...]:
    """Every sentence of a programme, in the order of :data:`TOPICS`."""
    teller = _Teller(programme, words or texts.current(), names)
    return tuple(
        Told(key=f"{topic}.{rest}", topic=topic, text=text)
        for topic in TOPICS
        for rest, text in teller.topic(topic)
    )


def tell_topic(
    programme: Programme, topic: str, *, words: Catalogue | None = None, names: Names = NO_NAMES
) -> tuple[Told, ...]:
    """The sentences of one topic."""
    return tuple(told for told in tell(programme, words=words, names=names) if told.topic == topic)


class _Teller:
    """Tells the topics of one programme in one language; each method gives pairs of key and sentence."""

    def __init__(self, programme: Programme, words: Catalogue, names: Names) -> None:
        self._it, self._words, self._names = programme, words, names

    def topic(self, name: str) -> Iterator[tuple[str, str]]:
        """The sentences of a topic."""
        told: Iterator[tuple[str, str]] = getattr(self, f"_{name}")()
        return told

    def _say(self, key: str, **values: Any) -> str:
        return self._words.say(f"programme.{key}", **values)

    def _both(self, parts: Iterator[str] | tuple[str, ...] | list[str]) -> str:
        return self._say("list").join(parts)

    # Earning

    def _earning(self) -> Iterator[tuple[str, str]]:
        earning = self._it.earning
        for rate in earning.classes:
            yield f"class.{rate.earning_class}", self.rate(rate)
        other = sayings.quantity(earning.other)
        yield (
            "other",
            self._say("says.other", points=other)
            if earning.other
            else self._say("says.other_none"),
        )
        yield "before_discount", self._say(f"says.basis.{int(earning.before_discount)}")
        yield "whole", self._say("says.whole")
        days = earning.pending_days
        yield (
            "pending_days",
            self._say("says.pending", days=days) if days else self._say("says.pending_none"),
        )
        yield "combine", self._say(f"says.combine.{earning.combine}")

    def rate(self, row: ClassRate) -> str:
        """What a class of items earns."""
        name = self._class(row.earning_class)
        if not row.rate:
            return self._say("says.class_none", name=name)
        return self._say("says.class", name=name, points=sayings.quantity(row.rate))

    def _class(self, code: str) -> str:
        return class_name(code, words=self._words)

    def _multipliers(self) -> Iterator[tuple[str, str]]:
        if not self._it.multipliers:
            yield "none", self._say("says.no_multipliers")
        for row in self._it.multipliers:
            yield f"row.{row.code}", self.multiplier(row)

    def multiplier(self, row: Multiplier) -> str:
        """One multiplier with its conditions."""
        parts = self._both(list(self._conditions(row)))
        return self._say(
            "says.multiplier" if parts else "says.multiplier_always",
            name=row.name or row.code,
            factor=sayings.quantity(row.factor),
            **({"conditions": parts} if parts else {}),
        )

    def _conditions(self, row: Multiplier) -> Iterator[str]:
        if row.tiers:
            yield self._or(self._tier(code) for code in row.tiers)
        if row.weekdays:
            yield self._or(self._words.say(f"words.weekday.{day}") for day in row.weekdays)
        if row.month_days:
            days = self._or(str(day) for day in row.month_days)
            yield self._say("says.month_days", days=days)
        yield from self._period(row.first_day, row.last_day)
        if row.earning_classes:
            yield self._or(self._class(code) for code in row.earning_classes)
        if row.item_codes:
            yield self._or(self._item(code) for code in row.item_codes)

    def _or(self, parts: Iterator[str]) -> str:
        return self._say("or").join(parts)

    def _period(self, first: date | None, last: date | None) -> Iterator[str]:
        if first and last:
            yield self._say("says.between", first=first.isoformat(), last=last.isoformat())
        elif first:
            yield self._say("says.from", first=first.isoformat())
        elif last:
            yield self._say("says.until", last=last.isoformat())

    def _tier(self, code: str) -> str:
        name = next((tier.name for tier in self._it.tiers.steps if tier.code == code), "")
        return tier_name(code, name, words=self._words)

    def _item(self, code: str) -> str:
        return self._names.items.get(code, code)

    # What members do

    def _behaviours(self) -> Iterator[tuple[str, str]]:
        if not self._it.behaviours:
            yield "none", self._say("says.no_behaviours")
        for row in self._it.behaviours:
            yield f"row.{row.code}", self.behaviour(row)

    def behaviour(self, row: Behaviour) -> str:
        """One behaviour, how often, and what the new member gets."""
        name = behaviour_name(row.code, row.name, words=self._words)
        kind = "referral" if row.code == "referral" else "behaviour"
        most = {} if row.every == "any" else {"most": row.most}
        often = self._say(f"says.often.{row.every}", **most)
        told = self._say(f"says.{kind}", name=name, points=sayings.number(row.points))
        parts = [told, often]
        if row.welcome:
            parts.append(self._say("says.welcome", points=sayings.number(row.welcome)))
        return self._words.say("words.list_comma").join(parts)

    def _standing(self) -> Iterator[tuple[str, str]]:
        if not self._it.standing:
            yield "none", self._say("says.no_standing")
        for row in self._it.standing:
            yield f"row.{row.segment or ''}-{row.tier or ''}", self.standing(row)

    def standing(self, row: Standing) -> str:
        """Points a day, and for whom."""
        who = [segment_name(row.segment, words=self._words)] if row.segment else []
        who += [self._tier(row.tier)] if row.tier else []
        told = self._say("and").join(who) if who else self._say("says.everyone")
        return self._say("says.standing", who=told, points=sayings.number(row.points))

    # How long, how much, what if

    def _expiry(self) -> Iterator[tuple[str, str]]:
        expiry = self._it.expiry
        key = f"says.expiry.{expiry.kind}"
        if expiry.kind in ("month_end", "year_end") and expiry.count in (0, 1):
            yield "expiry", self._say(f"{key}_{expiry.count}")
        elif expiry.kind == "never":
            yield "expiry", self._say(key)
        else:
            yield "expiry", self._say(key, count=expiry.count)
        yield "closing", self._say("says.closing")
        days = self._it.comeback_grace_days
        yield "comeback_grace_days", self._say("says.comeback", days=days)

    def _debt(self) -> Iterator[tuple[str, str]]:
        yield "debt", self._say(f"says.debt.{self._it.debt}")

    def _paying(self) -> Iterator[tuple[str, str]]:
        it = self._it
        yield "per_yuan", self._say("says.per_yuan", points=sayings.number(it.per_yuan))
        yield "pay_step", self._say("says.pay_step", points=sayings.number(it.pay_step))
        yield "pay_most", self._say("says.pay_most", share=sayings.share(it.pay_most))

    # Tiers

    def _tiers(self) -> Iterator[tuple[str, str]]:
        tiers = self._it.tiers
        measure = self._say(f"measure.{tiers.measure}")
        months = tiers.window_months
        told = "says.window" if months else "says.window_ever"
        values = {"months": months} if months else {}
        yield "measure", self._say(told, measure=measure, **values)
        keep = tiers.review_months
        yield (
            "review_months",
            self._say("says.review", months=keep) if keep else self._say("says.review_never"),
        )
        yield "grace_days", self._say("says.grace", days=tiers.grace_days)
        for step in tiers.steps:
            yield f"step.{step.code}", self.step(step)

    def step(self, step: Tier) -> str:
        """A tier: what it needs and what it gives."""
        given = self._both(list(self._benefits(step.benefits)))
        return self._say(
            "says.tier" if step.need else "says.tier_first",
            name=self._tier(step.code),
            given=given or self._say("says.no_benefits"),
            **({"need": self._need(step.need)} if step.need else {}),
        )

    def _need(self, need: int) -> str:
        measure = self._it.tiers.measure
        told = sayings.yuan(need) if measure == "spend" else sayings.number(need)
        return self._say(f"need.{measure}", need=told)

    def _benefits(self, gives: Benefits) -> Iterator[str]:
        if gives.discount:
            key = f"benefit.discount.{int(gives.discount_parts)}"
            yield self._say(key, off=discount_words(gives.discount, self._words))
        if gives.birthday_points:
            yield self._say("benefit.birthday_points", n=sayings.number(gives.birthday_points))
        if gives.birthday_coupon:
            amount, name = sayings.yuan(gives.birthday_coupon), gives.birthday_name
            days = gives.birthday_days
            yield self._say("benefit.birthday_coupon", amount=amount, name=name, days=days)
        if gives.response_minutes:
            yield self._say("benefit.response", minutes=gives.response_minutes)
        for name in ("priority", "adviser", "free_fee"):
            if getattr(gives, name):
                yield self._say(f"benefit.{name}")

    # Segments

    def _segments(self) -> Iterator[tuple[str, str]]:
        it = self._it.segments
        yield "window_days", self._say("says.segment_window", days=it.window_days)
        yield from self._thresholds()
        own = dict(it.strategies)
        for who in (*SEGMENTS, *CORES):
            yield f"row.{who}", self.strategy(who, own.get(who, ""))

    def strategy(self, who: str, what: str) -> str:
        """A segment, what makes it, and what the shop does for it."""
        if who in CORES:
            told = self._say(f"core.{who}")
        else:
            told = self._say(f"says.segment.{who}", name=segment_name(who, words=self._words))
        return self._say(
            "says.strategy", who=told, what=strategy_words(who, what, words=self._words)
        )

    def _thresholds(self) -> Iterator[tuple[str, str]]:
        it = self._it.segments
        if it.by == "quantile":
            shares = {
                name: sayings.share(getattr(it, f"{name}_top"))
                for name in ("value", "active", "core", "potential")
            }
            yield (
                "matrix",
                self._say("says.matrix_top", value=shares["value"], active=shares["active"]),
            )
            yield (
                "core",
                self._say("says.core_top", core=shares["core"], potential=shares["potential"]),
            )
            return
        value, active = sayings.yuan(it.value_least), sayings.number(it.active_least)
        yield "matrix", self._say("says.matrix_least", value=value, active=active)
        core, potential = sayings.yuan(it.core_least), sayings.yuan(it.potential_least)
        yield "core", self._say("says.core_least", core=core, potential=potential)

    # Milestones and stored value

    def _milestones(self) -> Iterator[tuple[str, str]]:
        if not self._it.milestones:
            yield "none", self._say("says.no_milestones")
        for row in self._it.milestones:
            yield f"row.{row.code}", self.milestone(row)

    def milestone(self, row: Milestone) -> str:
        """So many services, the right, how long it is good and what it costs."""
        value = {
            "points": sayings.number(row.value),
            "amount": sayings.yuan(row.value),
            "percent": sayings.share(row.value),
            "free_item": self._item(row.item_code),
            "right": "",
        }[row.grant]
        what = self._say(f"grant.{row.grant}", **({"value": value} if value else {}))
        good = (
            self._say("says.good_days", days=row.days) if row.days else self._say("says.good_ever")
        )
        parts = [
            self._say("says.milestone", services=row.services, name=row.name or row.code),
            what,
        ]
        if row.grant != "points":
            parts.append(good)
        if row.priority:
            parts.append(self._say("benefit.priority"))
        if row.cost:
            parts.append(self._say("says.cost", amount=sayings.yuan(row.cost)))
        return self._words.say("words.list_comma").join(parts)

    def _stored_value(self) -> Iterator[tuple[str, str]]:
        it = self._it.stored_value
        if not it.offers:
            yield "none", self._say("says.no_offers")
        for row in it.offers:
            yield f"row.{row.paid}", self.offer(row)
        yield "order", self._say(f"says.order.{it.order}")

    def offer(self, row: TopUp) -> str:
        """What is paid ahead, and what comes on top."""
        return self._say("says.offer", paid=sayings.yuan(row.paid), gift=sayings.yuan(row.gift))


def row_words(
    programme: Programme, row: Any, *, words: Catalogue | None = None, names: Names = NO_NAMES
) -> str:
    """One row of the programme as a sentence, whichever list it stands in."""
    teller = _Teller(programme, words or texts.current(), names)
    tellers: dict[type, Callable[[Any], str]] = {
        ClassRate: teller.rate,
        Multiplier: teller.multiplier,
        Behaviour: teller.behaviour,
        Standing: teller.standing,
        Tier: teller.step,
        Milestone: teller.milestone,
        TopUp: teller.offer,
    }
    tell_row = tellers.get(type(row))
    return tell_row(row) if tell_row else teller.strategy(row.who, row.what)
