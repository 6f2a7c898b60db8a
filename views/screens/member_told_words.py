"""What a telling is given and what it gives back. It tells nothing itself and knows no kind of entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NotRequired, TypedDict

from models.rules.members import DEVICE_CATEGORIES
from models.services.job_file import JobRow
from models.services.timeline import Entry
from views.texts import t


class Words(TypedDict):
    """What a row says beside its day, as ``member_told.Told`` names it; what is left out stays as there."""

    icon: str
    title: str
    tone: NotRequired[str]
    rest: NotRequired[str]
    sub: NotRequired[str]
    amount: NotRequired[str]
    strong: NotRequired[bool]
    step: NotRequired[str]
    hold: NotRequired[bool]
    place: NotRequired[str]
    ref_id: NotRequired[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What telling needs besides the entry: the shop's zone, the moment of reading, the member's jobs."""

    zone: tzinfo
    now: datetime
    jobs: Mapping[str, JobRow]

    def day(self, at: datetime) -> date:
        """The shop's day of a moment."""
        return at.astimezone(self.zone).date()


Telling = Callable[[Sequence[Entry], Around], Words]
"""Tells one row: of one entry, or of moves of a job that follow each other, newest first."""


def by(entry: Entry) -> str:
    """Who did it; "" where nobody is named."""
    return t("member.told.by", name=entry.actor) if entry.actor else ""


def device_words(spoken: str) -> str:
    """A device as it is stored in an entry; a bare category's code in words."""
    return t(f"devices.category.{spoken}") if spoken in DEVICE_CATEGORIES else spoken
