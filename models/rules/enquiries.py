"""Enquiries as pure decisions: by which ways people ask, why nothing came of it, how soon they were answered.

Must not store anything: models/services/enquiries.py does.
"""

from datetime import datetime, timedelta
from typing import Literal

from models.base.errors import Refused

Channel = Literal["phone", "wechat", "visit", "platform", "referral", "other"]
CHANNELS: tuple[Channel, ...] = ("phone", "wechat", "visit", "platform", "referral", "other")
Lost = Literal["price", "time", "elsewhere", "not_ours", "silent", "mistake", "other"]
LOST: tuple[Lost, ...] = ("price", "time", "elsewhere", "not_ours", "silent", "mistake", "other")
MISTAKE = "mistake"
"""Written down by mistake: it was no enquiry, and counts in no figure."""

ANSWER_WITHIN = timedelta(minutes=30)
"""An enquiry that waits longer for its first answer is late (PRODUCT.md: 30 minutes)."""


def check_channel(channel: str) -> None:
    """Refused("enquiry.channel") where nobody asks that way."""
    if channel not in CHANNELS:
        raise Refused("enquiry.channel", field="channel")


def check_lost(reason: str) -> None:
    """Refused("enquiry.reason") where the reason is none of ours."""
    if reason not in LOST:
        raise Refused("enquiry.reason", field="reason")


def minutes_to_answer(at: datetime, answered_at: datetime | None, now: datetime) -> int:
    """Whole minutes from the asking to the first answer, or to ``now`` while there is none; never negative."""
    return max(0, ((answered_at or now) - at) // timedelta(minutes=1))


def late(
    at: datetime,
    answered_at: datetime | None,
    now: datetime,
    *,
    within: timedelta = ANSWER_WITHIN,
) -> bool:
    """Whether it has waited longer than was promised and still waits."""
    return answered_at is None and now - at > within
