"""The worked example beside a setting, reckoned by the very rules that post a bill. No Qt."""

from datetime import date
from typing import Any, Final

from msgspec import structs

from models.rules.points import last_day
from models.rules.points_earning import THOUSAND, EarnLine, earned
from models.rules.programme import Multiplier, Programme
from views import sayings, texts
from views.texts import Catalogue

BILL_FEN: Final = 30750
"""The bill of the example: 307.50 yuan, all of it of the standard class."""
DAY: Final = date(2026, 6, 11)


def topic_example(
    programme: Programme,
    topic: str,
    *,
    row: Any = None,
    today: date = DAY,
    words: Catalogue | None = None,
) -> str:
    """The worked example of a topic as the rules stand; empty where none helps."""
    words = words or texts.current()
    if topic == "earning":
        return earning(programme, words=words)
    if topic == "multipliers":
        return earning(programme, row=row, words=words) if isinstance(row, Multiplier) else ""
    if topic == "paying":
        points = 20 * programme.per_yuan
        told = {"points": sayings.number(points), "amount": sayings.yuan(2000)}
        return words.say("programme.example_paying", **told) if points else ""
    return ending(programme, today, words) if topic == "expiry" else ""


def earning(
    programme: Programme, *, row: Multiplier | None = None, words: Catalogue | None = None
) -> str:
    """消费 ¥307.50 → 307 × 1.2 = 368 分: the base, with one multiplier where one is given."""
    words = words or texts.current()
    holding = (structs.replace(row, **_EVER),) if row is not None else ()
    line = EarnLine(amount=BILL_FEN, total=BILL_FEN, earning_class="standard")
    found = earned(
        structs.replace(programme, multipliers=holding), [line], unearning=0, tier="", day=DAY
    )
    factor = round(found.factor * THOUSAND)
    told = f"{sayings.number(found.yuan)} × {sayings.quantity(factor)}"
    values = {
        "amount": sayings.yuan(BILL_FEN),
        "sum": told,
        "points": sayings.number(found.points),
    }
    if row is None:
        return words.say("programme.example", **values)
    return words.say("programme.example_with", name=row.name or row.code, **values)


_EVER: Final[dict[str, Any]] = {
    "tiers": (),
    "weekdays": (),
    "month_days": (),
    "first_day": None,
    "last_day": None,
    "earning_classes": (),
    "item_codes": (),
}


def ending(programme: Programme, today: date, words: Catalogue) -> str:
    """今天得的积分用到 2027-12-31; empty where the rule cannot be reckoned as typed."""
    try:
        last = last_day(programme.expiry, today)
    except (ValueError, OverflowError):
        return ""
    if last is None:
        return ""
    return words.say("programme.example_expiry", day=last.isoformat())
