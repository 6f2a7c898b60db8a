"""What goes wrong with jobs, as pure decisions: waits, collection, and whether a fault came back.

Must not store anything: the use cases do (models/services/job_troubles.py, rework.py).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from models.base.errors import Refused
from models.rules.jobs import STEPS, Step

HoldReason = Literal["parts", "customer", "approval", "other"]
HOLD_REASONS: tuple[HoldReason, ...] = ("parts", "customer", "approval", "other")
DeviceEnding = Literal["done", "cancelled", "unrepaired"]
DEVICE_ENDINGS: tuple[DeviceEnding, ...] = ("done", "cancelled", "unrepaired")
NoteKind = Literal["damage", "observation", "note"]
NOTE_KINDS: tuple[NoteKind, ...] = ("damage", "observation", "note")

UNCLAIMED = timedelta(days=7)
"""From here on what waits to be collected is told as a risk (picture 03b-board: 8 days)."""
AGAIN_WITHIN = timedelta(days=60)
"""Jobs on the same device this close together are told as a comeback (picture 03a-job)."""

_BETWEEN = re.compile(r"[\s,，、。;；/|+＋和跟及与]+")


def check_hold(step: Step, held: bool, reason: str) -> None:
    """Whether a job may begin to wait. Refused ``job.hold_reason``, ``job.held``, ``job.hold_step``.

    Only a job that is still to be worked on waits: from payment on nothing is promised any more.
    """
    if reason not in HOLD_REASONS:
        raise Refused("job.hold_reason", field="reason")
    if held:
        raise Refused("job.held", field="reason")
    if STEPS.index(step) >= STEPS.index(Step.PAYMENT):
        raise Refused("job.hold_step", field="reason")


def waiting_age(
    *, now: datetime, ready_at: datetime | None, collected_at: datetime | None
) -> timedelta | None:
    """How long a finished device waits to be collected; None where none does. Never negative."""
    if ready_at is None or collected_at is not None:
        return None
    return max(timedelta(), now - ready_at)


def fault_words(text: str) -> frozenset[str]:
    """The single faults of a sentence: split at commas, spaces and "and", in lower case.

    >>> sorted(fault_words("脱水异响、漏水"))
    ['漏水', '脱水异响']
    """
    return frozenset(word for word in _BETWEEN.split(text.casefold()) if word)


def same_fault(earlier: str, later: str) -> bool:
    """Whether two faults are one: they share a word, or a word of one lies within a word of the other."""
    return any(
        one in other or other in one
        for one in fault_words(earlier)
        for other in fault_words(later)
        if min(len(one), len(other)) > 1 or one == other
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier job of the same device: its fault, when it was opened, the last day of its warranty."""

    id: str
    number: str
    fault: str
    opened_at: datetime
    warranty_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comeback:
    """How a job stands to the earlier ones of its device.

    ``verdict``: ``rework`` the same fault under warranty; ``other`` the device again, but another fault;
    ``expired`` the same fault after its warranty; ``first`` nothing of the kind. ``times`` counts the jobs of
    the device within :data:`AGAIN_WITHIN`, this one included.
    """

    verdict: Literal["first", "rework", "other", "expired"]
    times: int = 1
    of_id: str | None = None
    of_number: str = ""
    until: date | None = None


def comeback(earlier: tuple[Earlier, ...], *, fault: str, now: datetime, today: date) -> Comeback:
    """What a job with this fault is, after the earlier jobs of its device; the newest fitting one counts."""
    near = [job for job in earlier if now - job.opened_at <= AGAIN_WITHIN]
    times = len(near) + 1
    newest_first = sorted(earlier, key=lambda job: job.opened_at, reverse=True)
    same = [job for job in newest_first if same_fault(job.fault, fault)]
    for job in same:
        if job.warranty_until is not None and job.warranty_until >= today:
            return Comeback(
                verdict="rework",
                times=times,
                of_id=job.id,
                of_number=job.number,
                until=job.warranty_until,
            )
    if same and same[0].warranty_until is not None:
        return Comeback(
            verdict="expired",
            times=times,
            of_id=same[0].id,
            of_number=same[0].number,
            until=same[0].warranty_until,
        )
    if near:
        newest = max(near, key=lambda job: job.opened_at)
        return Comeback(verdict="other", times=times, of_id=newest.id, of_number=newest.number)
    return Comeback(verdict="first")
