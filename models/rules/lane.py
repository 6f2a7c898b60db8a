"""Who goes first among equals while a job waits to be begun: the members whose tier has priority (优先).

What is late or about to be stands in front whoever's it is; priority decides only among what stands alike.
"""

from datetime import date, datetime, timedelta, tzinfo

from models.rules.jobs import Step, TimeLeft

WAITING = (Step.INTAKE, Step.QUOTE, Step.DISPATCH)
"""Nobody has begun yet: only here the lane changes anything."""
_FAR = date.max
_LATEST = timedelta.max


def rank(
    *, step: Step, left: TimeLeft, promised_at: datetime | None, priority: bool, zone: tzinfo
) -> tuple[int, date, bool, timedelta]:
    """What jobs are sorted by: late, then at risk, then by the day promised; then the lane, then the hour.

    Aware times; ``zone`` is the shop's. Jobs that are alike in all of it keep the order in which they came.
    """
    urgent = {"late": 0, "risk": 1}.get(left.state, 2)
    day = _FAR if promised_at is None else promised_at.astimezone(zone).date()
    first = priority and step in WAITING
    since = _LATEST if promised_at is None else promised_at - datetime.min.replace(tzinfo=zone)
    return urgent, day if urgent == 2 else date.min, not first, since


def answer_by(opened_at: datetime, step: Step, minutes: int) -> datetime | None:
    """Until when a job that was just taken in has its first answer; None once it went on, or without a promise."""
    return opened_at + timedelta(minutes=minutes) if minutes and step is Step.INTAKE else None
