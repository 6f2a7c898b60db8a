"""What is entered later than it happened, after a power cut: how far back, and not before what it follows.

Must not write: it says yes, or why not.
"""

from datetime import datetime, timedelta

from models.base.errors import Refused

PAST_DAYS = 7
"""A power cut is caught up within the week; what is older is no power cut."""


def check_moment(happened: datetime, *, now: datetime, since: datetime | None = None) -> None:
    """Whether something may be entered now (aware UTC) as of a past moment; ``since`` is what it follows.

    Raises Refused("catch_up.time" | "catch_up.future" | "catch_up.too_old" | "catch_up.before").
    """
    if happened.tzinfo is None:
        raise Refused("catch_up.time", field="time")
    if happened > now:
        raise Refused("catch_up.future", field="time")
    if now - happened > timedelta(days=PAST_DAYS):
        raise Refused("catch_up.too_old", field="day", days=PAST_DAYS)
    if since is not None and happened < since:
        raise Refused("catch_up.before", field="time", at=since)
