"""Days as people type them. Must not know what day it is: today is given."""

import re
from calendar import monthrange
from datetime import date

from models.base.errors import Refused
from models.base.text import half_width

_WHOLE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)


def parse_day(text: str, *, field: str, today: date) -> date | None:
    """The day typed as ``2026-06-15``, ``2026/6/15``, ``20260615``, ``2026年6月15日`` or, in this year, ``6-15``.

    A month without a day (``2021-03``) is its first. Empty text is None.
    Raises Refused ``day.unknown``, ``day.impossible`` (30 February) or ``day.range``.
    """
    typed = half_width(text).strip()
    if not typed:
        return None
    if found := _WHOLE.fullmatch(typed) or _PACKED.fullmatch(typed):
        year, month, day = (int(part) for part in found.groups())
    elif found := _MONTH.fullmatch(typed):
        year, month, day = int(found.group(1)), int(found.group(2)), 1
    elif found := _SHORT.fullmatch(typed):
        year, month, day = today.year, int(found.group(1)), int(found.group(2))
    else:
        raise Refused("day.unknown", field=field)
    try:
        parsed = date(year, month, day)
    except ValueError:
        raise Refused("day.impossible", field=field) from None
    if not EARLIEST <= parsed <= LATEST:
        raise Refused("day.range", field=field)
    return parsed


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier where negative), the month's last where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
