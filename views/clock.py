"""What time it is on the screens: the open shop's own clock, so that no page counts from another than the kernel.

Before a shop is open it is this computer's. Must not decide what is late; the rules do that.
"""

from datetime import datetime

from models.base.clock import Clock, SystemClock

_followed: list[Clock] = [SystemClock()]


def now() -> datetime:
    """Now: aware UTC, whole milliseconds."""
    return _followed[0].now()


def follow(clock: Clock) -> None:
    """Go by ``clock`` from here on."""
    _followed[0] = clock
