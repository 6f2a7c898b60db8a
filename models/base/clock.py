"""Time: the clock port, the hybrid logical clock of the journal, and the shop's own day.

Times are aware UTC with milliseconds. Must not decide what a deadline is.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from models.base.errors import Refused

FUTURE_MOST_MS = 24 * 3600 * 1000
"""An operation further ahead of the receiver's clock than this is held (SAFETY.md D4)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS_SHIFT = 16
"""A stamp is Unix milliseconds shifted by this, and a counter below."""


class Clock(Protocol):
    """Says what time it is: aware UTC, whole milliseconds."""

    def now(self) -> datetime: ...


class SystemClock:
    """This computer's clock."""

    def now(self) -> datetime:
        """Now, cut to the millisecond."""
        at = datetime.now(UTC)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)


class ManualClock:
    """A clock that stands still until it is moved: for the demonstration shop and for tests."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        """The time it was set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Moves to ``at``, back as well as on. Raises ValueError for a time without a zone."""
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        utc = at.astimezone(UTC)
        self._at = utc.replace(microsecond=utc.microsecond // 1000 * 1000)

    def advance(self, by: timedelta) -> None:
        """Moves on by ``by`` (back where negative)."""
        self.set(self._at + by)


def ms_of(at: datetime) -> int:
    """Unix milliseconds of an aware time, exact. Raises ValueError for one without a zone."""
    if at.tzinfo is None:
        raise ValueError("an aware time is needed")
    return (at - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The aware UTC time of Unix milliseconds, exact."""
    return _EPOCH + timedelta(milliseconds=ms)


class HybridClock:
    """Hybrid logical clock: one 64-bit integer, Unix milliseconds << 16 | counter.

    Grows with every ``tick`` and ``merge`` whatever the wall clock does; a full counter runs over
    into the milliseconds. ``last`` is kept by the store and given back at the next start.
    """

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def tick(self, now_ms: int) -> int:
        """The stamp of an operation made here at ``now_ms``."""
        self.last = max(self.last + 1, now_ms << MILLISECONDS_SHIFT)
        return self.last

    def merge(self, remote: int, now_ms: int) -> int:
        """Takes note of another desk's stamp; what is made here next is later than it.

        Raises Refused ``clock.ahead`` (``hours``) and learns nothing where it is over 24 h ahead.
        """
        ahead = stamp_ms(remote) - now_ms
        if ahead > FUTURE_MOST_MS:
            raise Refused("clock.ahead", hours=ahead // 3_600_000)
        self.last = max(self.last + 1, remote + 1, now_ms << MILLISECONDS_SHIFT)
        return self.last


def stamp_ms(stamp: int) -> int:
    """The Unix milliseconds of a hybrid stamp."""
    return stamp >> MILLISECONDS_SHIFT


def business_day(at: datetime, zone: str) -> date:
    """The day of an aware time in the shop's ``zone`` (IANA name)."""
    if at.tzinfo is None:
        raise ValueError("an aware time is needed")
    return at.astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """First instant of a shop day and of the next one, in UTC: 23 to 25 hours apart."""
    place = ZoneInfo(zone)
    first = datetime.combine(day, time(), tzinfo=place)
    after = datetime.combine(day + timedelta(days=1), time(), tzinfo=place)
    return first.astimezone(UTC), after.astimezone(UTC)
