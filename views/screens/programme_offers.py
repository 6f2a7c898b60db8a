"""What may be chosen in a programme as it stands, how a new row begins, and what says nothing there."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct, structs

from models.rules.prices import EARNING_CLASSES
from models.rules.programme import (
    SEGMENTS,
    TIER_CODES,
    Behaviour,
    ClassRate,
    Milestone,
    Multiplier,
    Programme,
    Standing,
    Tier,
    TopUp,
)
from views import programme_names as names
from views.screens.programme_slots import with_value
from views.texts import catalogue, t

OWN: Final = "own"
"""The choice of a behaviour that the shop names itself."""


class Strategy(Struct, frozen=True):
    """What the shop does for a segment: a row that is always there."""

    who: str
    what: str


# Choices


def named(key: str, values: Sequence[str]) -> Callable[[Programme], list[tuple[str, str]]]:
    def options(_programme: Programme) -> list[tuple[str, str]]:
        return [(value, t(f"programme.{key}.{value}")) for value in values]

    return options


def tiers(programme: Programme) -> list[tuple[str, str]]:
    return [(step.code, names.tier_name(step.code, step.name)) for step in programme.tiers.steps]


def tiers_or_any(programme: Programme) -> list[tuple[str, str]]:
    return [("", t("programme.any_tier")), *tiers(programme)]


def segments(_programme: Programme) -> list[tuple[str, str]]:
    named = [(code, names.segment_name(code)) for code in SEGMENTS]
    return [("", t("programme.any_segment")), *named]


def weekdays(_programme: Programme) -> list[tuple[str, str]]:
    return [(str(day), t(f"words.weekday.{day}")) for day in range(1, 8)]


def classes(programme: Programme) -> list[tuple[str, str]]:
    known = dict.fromkeys(EARNING_CLASSES)
    known |= dict.fromkeys(row.earning_class for row in programme.earning.classes)
    return [(code, names.class_name(code)) for code in known]


def behaviours(programme: Programme) -> list[tuple[str, str]]:
    known = [(code, t(f"programme.behaviour.{code}")) for code in names.KNOWN_BEHAVIOURS]
    own = [
        (row.code, t("programme.behaviour.own"))
        for row in programme.behaviours
        if row.code not in names.KNOWN_BEHAVIOURS
    ]
    return [*known, *dict.fromkeys(own)]


# What says nothing as the rest stands


def counts_days(_row: Any, it: Programme) -> bool:
    return it.expiry.kind != "never"


def by_rank(_row: Any, it: Programme) -> bool:
    return it.segments.by == "quantile"


def by_amount(_row: Any, it: Programme) -> bool:
    return it.segments.by == "amount"


def is_referral(row: Any, _it: Programme) -> bool:
    return bool(row.code == "referral")


def is_limited(row: Any, _it: Programme) -> bool:
    return bool(row.every != "any")


def in_money(_row: Any, it: Programme) -> bool:
    return it.tiers.measure == "spend"


def in_numbers(_row: Any, it: Programme) -> bool:
    return it.tiers.measure != "spend"


def has_coupon(row: Any, _it: Programme) -> bool:
    return bool(row.benefits.birthday_coupon)


def grants(*kinds: str) -> Callable[[Any, Programme], bool]:
    def shown(row: Any, _it: Programme) -> bool:
        return row.grant in kinds

    return shown


def grants_a_right(row: Any, _it: Programme) -> bool:
    return bool(row.grant != "points")


# New rows


def _free(taken: Sequence[str], stem: str) -> str:
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def new_class(programme: Programme) -> ClassRate:
    taken = {row.earning_class for row in programme.earning.classes}
    free = [code for code, _ in classes(programme) if code not in taken]
    return ClassRate(free[0] if free else "standard", 1000)


def new_multiplier(programme: Programme) -> Multiplier:
    code = _free([row.code for row in programme.multipliers], "multiplier")
    return Multiplier(code=code, name=t("programme.new.multiplier"), factor=2000)


def new_behaviour(programme: Programme) -> Behaviour:
    taken = [row.code for row in programme.behaviours]
    known = next((code for code in names.KNOWN_BEHAVIOURS if code not in taken), "")
    code = known or _free(taken, OWN)
    name = t(f"programme.behaviour.{known}") if known else t("programme.new.behaviour")
    return Behaviour(code=code, name=name, points=50)


def new_standing(programme: Programme) -> Standing:
    taken = {row.segment for row in programme.standing}
    return Standing(points=10, segment=next((s for s in SEGMENTS if s not in taken), None))


def new_tier(programme: Programme) -> Tier:
    steps = programme.tiers.steps
    taken = [step.code for step in steps]
    code = next((code for code in TIER_CODES if code not in taken), "") or _free(taken, "tier")
    name = (
        catalogue("zh").say(f"words.tier.{code}") if code in TIER_CODES else t("programme.new.tier")
    )
    highest = max((step.need for step in steps), default=0)
    return Tier(code=code, name=name, need=highest * 2 if steps else 0)


def new_milestone(programme: Programme) -> Milestone:
    taken = [row.code for row in programme.milestones]
    most = max((row.services for row in programme.milestones), default=0)
    name = t("programme.new.milestone")
    return Milestone(code=_free(taken, "milestone"), name=name, services=most + 1)


def new_offer(programme: Programme) -> TopUp:
    most = max((row.paid for row in programme.stored_value.offers), default=0)
    return TopUp(most + 50_000, 0)


# Strategies


def strategies(programme: Programme) -> tuple[Strategy, ...]:
    own = dict(programme.segments.strategies)
    return tuple(Strategy(who, own.get(who, "")) for who in (*SEGMENTS, *names.CORES))


def keep_strategies(programme: Programme, rows: tuple[Any, ...]) -> Programme:
    told = tuple((row.who, row.what) for row in rows if row.what.strip())
    changed: Programme = with_value(programme, "segments.strategies", told)
    return changed


def after_choice(row: Any, path: str, value: Any) -> Any:
    """What follows a choice in a row: what the other choice needed is emptied, a usual name goes along."""
    if isinstance(row, Behaviour) and path == "code":
        if value != "referral":
            row = structs.replace(row, welcome=0)
        usual = {t(f"programme.behaviour.{code}") for code in names.KNOWN_BEHAVIOURS}
        if value in names.KNOWN_BEHAVIOURS and (not row.name or row.name in usual):
            return structs.replace(row, name=t(f"programme.behaviour.{value}"))
    elif isinstance(row, Milestone) and path == "grant":
        return structs.replace(
            row, value=0, item_code="", priority=row.priority and value != "points"
        )
    elif isinstance(row, Standing) and value:
        if path == "segment":
            return structs.replace(row, tier=None)
        if path == "tier":
            return structs.replace(row, segment=None)
    return row
