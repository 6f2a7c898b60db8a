"""What a programme may say: types as declared, and nothing that contradicts itself.

Refuses beside the field. A field is named by its path in the document, ``tiers.steps.1.need``; places count
from 0. Must not know a file or a database: the codes of the price list are given.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.base.text import clean_line
from models.rules.programme import SEGMENTS, Milestone, Multiplier, Programme, Tiers

FACTOR_MOST = 100_000
"""Thousandths: a hundred times."""
POINTS_MOST = 1_000_000
RESERVED = "welcome"
"""What a referral gives the new member is in the ledger under this word."""
COUNT_MOST = 60
"""Entries of one list."""
DAYS_MOST = 3660
DAYS_COUPON = 3650
STRATEGIES = (*SEGMENTS, "core", "potential")
EXPIRY_COUNTS = {
    "never": (0, DAYS_MOST),
    "days": (1, DAYS_MOST),
    "months": (1, 120),
    "month_end": (0, 120),
    "year_end": (0, 10),
}
"""What may be counted by each kind of expiry."""
_NEED_MOST = {"spend": MAX_FEN, "visits": 100_000, "points": 1_000_000_000}
_TEXT_MOST = {"name": 40, "code": 30, "earning_class": 30}
_PATH = re.compile(r" - at `\$(?P<path>.*)`$")
_PLACE = re.compile(r"\[(\d+|\.\.\.)\]")


def read(document: bytes | str) -> Programme:
    """The programme in a JSON document; what it leaves out is as in ``DEFAULT``.

    Raises Refused("programme.file") where it is no JSON, Refused("programme.shape") with ``path`` and ``why``
    for an unknown field or a wrong type.
    """
    try:
        return msgspec.json.decode(document, type=Programme, strict=True)
    except msgspec.ValidationError as wrong:
        raise _misshapen(wrong) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Refused("programme.file", field="file") from None


def of_document(document: Any) -> Programme:
    """The programme in plain values as they are stored. Raises Refused("programme.shape")."""
    try:
        return msgspec.convert(document, Programme, strict=True)
    except msgspec.ValidationError as wrong:
        raise _misshapen(wrong) from None


def document_of(programme: Programme) -> dict[str, Any]:
    """The programme in plain values, every field of it."""
    document: dict[str, Any] = msgspec.to_builtins(programme)
    return document


def checked(programme: Programme, *, item_codes: Collection[str] | None = None) -> Programme:
    """The programme as it is stored: texts cleaned. Raises Refused("programme.…" | "text.…") beside the field.

    ``item_codes``: the codes of the price list; None where they are not looked at.
    """
    of_document(
        document_of(programme)
    )  # types first: a list where a text belongs has no length in letters
    clean = of_document(_cleaned(document_of(programme), ""))
    _tiers(clean.tiers)
    known = frozenset(step.code for step in clean.tiers.steps)
    _earning(clean)
    _each_once((one.code for one in clean.multipliers), "multipliers", "code")
    for place, multiplier in enumerate(clean.multipliers):
        _multiplier(multiplier, f"multipliers.{place}", clean, known, item_codes)
    _behaviours(clean)
    _standing(clean, known)
    _range(clean.expiry.count, "expiry.count", *EXPIRY_COUNTS[clean.expiry.kind])
    _paying(clean)
    _segments(clean)
    _each_once((one.code for one in clean.milestones), "milestones", "code")
    for place, milestone in enumerate(clean.milestones):
        _milestone(milestone, f"milestones.{place}", item_codes)
    _stored_value(clean)
    return clean


def _misshapen(wrong: msgspec.ValidationError) -> Refused:
    said = str(wrong)
    found = _PATH.search(said)
    path = _PLACE.sub(r".\1", found["path"]).strip(".") if found else ""
    why = said[: found.start()] if found else said
    return Refused("programme.shape", field=path or "file", path=path or "$", why=why)


def _cleaned(value: Any, path: str) -> Any:
    """Plain values with every text in them cleaned; a list that never ends is refused."""
    if isinstance(value, dict):
        return {name: _cleaned(one, f"{path}.{name}".strip(".")) for name, one in value.items()}
    if isinstance(value, list | tuple):
        if len(value) > COUNT_MOST:
            raise Refused("programme.too_many", field=path, most=COUNT_MOST, has=len(value))
        return [_cleaned(one, f"{path}.{place}") for place, one in enumerate(value)]
    if not isinstance(value, str):
        return value
    name = path.rpartition(".")[2]
    most = 200 if ".strategies." in path else _TEXT_MOST.get(name, 60)
    return clean_line(value, field=path, most=most, required=name in _TEXT_MOST)


def _range(value: int, field: str, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refused("programme.range", field=field, least=least, most=most, value=value)


def _each_once(values: Iterable[Any], path: str, name: str = "") -> None:
    seen = set()
    for place, value in enumerate(values):
        if value in seen:
            field = f"{path}.{place}.{name}".strip(".")
            raise Refused("programme.twice", field=field, value=str(value))
        seen.add(value)


def _known(values: Iterable[str], among: Collection[str], path: str) -> None:
    for place, value in enumerate(values):
        if value not in among:
            raise Refused("programme.unknown", field=f"{path}.{place}", value=value)


def _tiers(tiers: Tiers) -> None:
    _range(tiers.window_months, "tiers.window_months", 0, 120)
    _range(tiers.review_months, "tiers.review_months", 0, 120)
    _range(tiers.grace_days, "tiers.grace_days", 1, 366)
    if not tiers.steps:
        raise Refused("programme.no_tier", field="tiers.steps")
    _each_once((step.code for step in tiers.steps), "tiers.steps", "code")
    _each_once((step.name for step in tiers.steps), "tiers.steps", "name")
    if tiers.steps[0].need != 0:
        raise Refused("programme.lowest", field="tiers.steps.0.need", name=tiers.steps[0].name)
    before = -1
    for place, step in enumerate(tiers.steps):
        path = f"tiers.steps.{place}"
        _range(step.need, f"{path}.need", 0, _NEED_MOST[tiers.measure])
        if step.need <= before:
            raise Refused("programme.ascending", field=f"{path}.need", name=step.name)
        before = step.need
        gives = step.benefits
        _range(gives.discount, f"{path}.benefits.discount", 0, 1000)
        _range(gives.birthday_points, f"{path}.benefits.birthday_points", 0, POINTS_MOST)
        _range(gives.birthday_coupon, f"{path}.benefits.birthday_coupon", 0, MAX_FEN)
        _range(gives.birthday_days, f"{path}.benefits.birthday_days", 1, DAYS_COUPON)
        if gives.birthday_coupon and not gives.birthday_name:
            raise Refused("text.required", field=f"{path}.benefits.birthday_name")
        _range(gives.response_minutes, f"{path}.benefits.response_minutes", 0, 30 * 24 * 60)


def _earning(programme: Programme) -> None:
    earning = programme.earning
    _each_once((one.earning_class for one in earning.classes), "earning.classes", "earning_class")
    for place, one in enumerate(earning.classes):
        _range(one.rate, f"earning.classes.{place}.rate", 0, FACTOR_MOST)
    _range(earning.other, "earning.other", 0, FACTOR_MOST)
    _range(earning.pending_days, "earning.pending_days", 0, 366)


def _multiplier(
    one: Multiplier,
    path: str,
    programme: Programme,
    tiers: Collection[str],
    item_codes: Collection[str] | None,
) -> None:
    _range(one.factor, f"{path}.factor", 0, FACTOR_MOST)
    _known(one.tiers, tiers, f"{path}.tiers")
    classes = [rate.earning_class for rate in programme.earning.classes]
    _known(one.earning_classes, classes, f"{path}.earning_classes")
    if item_codes is not None:
        _known(one.item_codes, item_codes, f"{path}.item_codes")
    for place, day in enumerate(one.weekdays):
        _range(day, f"{path}.weekdays.{place}", 1, 7)
    for place, day in enumerate(one.month_days):
        _range(day, f"{path}.month_days.{place}", 1, 31)
    for name in ("tiers", "weekdays", "month_days", "earning_classes", "item_codes"):
        _each_once(getattr(one, name), f"{path}.{name}")
    if one.first_day and one.last_day and one.first_day > one.last_day:
        raise Refused(
            "programme.days", field=f"{path}.last_day", first=one.first_day, last=one.last_day
        )


def _behaviours(programme: Programme) -> None:
    _each_once((one.code for one in programme.behaviours), "behaviours", "code")
    for place, one in enumerate(programme.behaviours):
        path = f"behaviours.{place}"
        if one.code == RESERVED:
            raise Refused("programme.reserved", field=f"{path}.code", code=one.code)
        _range(one.points, f"{path}.points", 0, POINTS_MOST)
        _range(one.most, f"{path}.most", 1, 1000)
        _range(one.welcome, f"{path}.welcome", 0, POINTS_MOST)
        if one.welcome and one.code != "referral":
            raise Refused("programme.welcome", field=f"{path}.welcome", name=one.name)


def _standing(programme: Programme, tiers: Collection[str]) -> None:
    for place, one in enumerate(programme.standing):
        path = f"standing.{place}"
        _range(one.points, f"{path}.points", 1, POINTS_MOST)
        if (one.segment is None) == (one.tier is None):
            raise Refused("programme.standing", field=f"{path}.tier")
        if one.tier is not None and one.tier not in tiers:
            raise Refused("programme.unknown", field=f"{path}.tier", value=one.tier)
    _each_once(((one.segment, one.tier) for one in programme.standing), "standing", "tier")


def _paying(programme: Programme) -> None:
    _range(programme.comeback_grace_days, "comeback_grace_days", 0, 366)
    _range(programme.per_yuan, "per_yuan", 1, POINTS_MOST)
    _range(programme.pay_step, "pay_step", 1, POINTS_MOST)
    _range(programme.pay_most, "pay_most", 0, 1000)
    if programme.pay_step * 100 % programme.per_yuan:
        raise Refused(
            "programme.pay_step",
            field="pay_step",
            step=programme.pay_step,
            per_yuan=programme.per_yuan,
        )


def _segments(programme: Programme) -> None:
    by = programme.segments
    _range(by.window_days, "segments.window_days", 1, DAYS_MOST)
    for name in ("value_top", "active_top", "core_top", "potential_top"):
        _range(getattr(by, name), f"segments.{name}", 1, 1000)
    for name in ("value_least", "core_least", "potential_least"):
        _range(getattr(by, name), f"segments.{name}", 1, MAX_FEN)
    _range(by.active_least, "segments.active_least", 1, 100_000)
    if by.by == "quantile" and by.potential_top < by.core_top:
        raise Refused("programme.potential", field="segments.potential_top")
    if by.by == "amount" and by.potential_least > by.core_least:
        raise Refused("programme.potential", field="segments.potential_least")
    _each_once((name for name, _ in by.strategies), "segments.strategies", "0")
    for place, (name, _) in enumerate(by.strategies):
        if name not in STRATEGIES:
            raise Refused("programme.unknown", field=f"segments.strategies.{place}.0", value=name)


def _milestone(one: Milestone, path: str, item_codes: Collection[str] | None) -> None:
    _range(one.services, f"{path}.services", 1, 10_000)
    _range(one.days, f"{path}.days", 0, DAYS_COUPON)
    _range(one.cost, f"{path}.cost", 0, MAX_FEN)
    most = {"points": POINTS_MOST, "amount": MAX_FEN, "percent": 1000}.get(one.grant)
    if most is not None:
        _range(one.value, f"{path}.value", 1, most)
    elif one.value:
        raise Refused("programme.no_value", field=f"{path}.value", name=one.name)
    if one.priority and one.grant == "points":
        raise Refused("programme.points_priority", field=f"{path}.priority", name=one.name)
    if (one.grant == "free_item") != bool(one.item_code):
        raise Refused("programme.free_item", field=f"{path}.item_code", name=one.name)
    if item_codes is not None and one.item_code and one.item_code not in item_codes:
        raise Refused("programme.unknown", field=f"{path}.item_code", value=one.item_code)


def _stored_value(programme: Programme) -> None:
    before = 0
    for place, offer in enumerate(programme.stored_value.offers):
        path = f"stored_value.offers.{place}"
        _range(offer.paid, f"{path}.paid", 1, MAX_FEN)
        _range(offer.gift, f"{path}.gift", 0, MAX_FEN)
        if offer.paid <= before:
            raise Refused("programme.offers", field=f"{path}.paid", paid=offer.paid)
        before = offer.paid
