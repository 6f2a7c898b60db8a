"""The steps of a job: which moves are legal, who may make them, and how the promised time stands.

Must not store a move: it says yes, or why not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from models.base.errors import Refused
from models.base.rights import Level

RISK_MINUTES = 60
RISK_PER_CENT = 10


class Step(StrEnum):
    """The step in progress, in order."""

    INTAKE = "intake"
    QUOTE = "quote"
    DISPATCH = "dispatch"
    WORK = "work"
    ACCEPTANCE = "acceptance"
    PAYMENT = "payment"
    CALL_BACK = "call_back"
    CLOSED = "closed"


STEPS = tuple(Step)
ENDINGS = ("done", "cancelled", "unrepaired", "partly")
"""How a closed job ended; unrepaired = collected without repair, partly = some of it was done."""
BROKEN_OFF = ("cancelled", "unrepaired")
"""Endings that need no bill. One with a fee has the fee as its line, billed before it is closed."""
NEED_TECHNICIAN = (Step.DISPATCH, Step.ACCEPTANCE)
HOLDS = ("", "parts", "customer", "approval", "other")
"""Why an open job waits; "" = it does not."""

Ending = Literal["", "done", "cancelled", "unrepaired", "partly"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """What decides a move. ``paid``: a bill is posted; ``total`` fen of the lines.

    ``held``: it waits; ``checks``: required steps of its checklists that are not ticked; ``lent``: devices
    lent out for it that are not back.
    """

    step: Step
    ending: Ending = ""
    technician: bool = False
    lines: int = 0
    total: int = 0
    paid: bool = False
    held: bool = False
    checks: int = 0
    lent: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move and the lowest level that may make it."""

    to: Step
    back: bool
    ending: Ending
    level: Level


def check_move(facts: JobFacts, to: Step, *, reason: str = "", ending: Ending = "done") -> Move:
    """The move of a job to another step.

    Forward may skip: a counter job goes from intake straight to work or payment. What the step
    aimed at needs, it needs however it is reached: dispatch and acceptance a technician, payment
    lines, call-back and closed a posted bill (or nothing to pay). ``ending`` counts for closed
    only: cancelled and unrepaired close from any step without a bill, with a reason, or at call-back
    once their fee was billed; partly closes like done, with a reason. A job that waits goes on only after
    it was released, unless it is broken off; required steps of its checklists hold acceptance back, and
    what was lent out for it comes back before it closes. Back needs a reason, is shut once a bill is posted
    (a correction is a new job), and out of closed it is the supervisor's.
    Raises Refused ``job.same_step``, ``job.reason``, ``job.paid``, ``job.technician``, ``job.lines``,
    ``job.unpaid`` (``total``), ``job.on_hold``, ``job.checks`` (``count``), ``job.lent`` (``count``).
    """
    if to is facts.step:
        raise Refused("job.same_step", field="step", step=to.value)
    if STEPS.index(to) < STEPS.index(facts.step):
        return _back(facts, to, reason)
    if to is Step.CLOSED and facts.lent:
        raise Refused("job.lent", field="step", count=facts.lent)
    if to is Step.CLOSED and ending in BROKEN_OFF:
        if facts.paid and facts.step is not Step.CALL_BACK:
            raise Refused("job.paid", field="step")
        if not reason.strip():
            raise Refused("job.reason", field="reason")
        return Move(to, back=False, ending=ending, level=Level.CLERK)
    _check_free(facts, to)
    _check_needs(facts, to)
    if to is not Step.CLOSED:
        return Move(to, back=False, ending="", level=Level.CLERK)
    if ending == "partly" and not reason.strip():
        raise Refused("job.reason", field="reason")
    closed: Ending = "partly" if ending == "partly" else "done"
    return Move(to, back=False, ending=closed, level=Level.CLERK)


def _check_free(facts: JobFacts, to: Step) -> None:
    if facts.held:
        raise Refused("job.on_hold", field="step")
    accepted = STEPS.index(Step.ACCEPTANCE)
    if facts.checks and STEPS.index(facts.step) < accepted <= STEPS.index(to):
        raise Refused("job.checks", field="step", count=facts.checks)


def _back(facts: JobFacts, to: Step, reason: str) -> Move:
    if facts.paid and to is not Step.CALL_BACK:
        raise Refused("job.paid", field="step")
    if not reason.strip():
        raise Refused("job.reason", field="reason")
    level = Level.SUPERVISOR if facts.step is Step.CLOSED else Level.CLERK
    return Move(to, back=True, ending="", level=level)


def _check_needs(facts: JobFacts, to: Step) -> None:
    if to in NEED_TECHNICIAN and not facts.technician:
        raise Refused("job.technician", field="technician")
    if to is Step.PAYMENT and not facts.lines:
        raise Refused("job.lines", field="lines")
    if to in (Step.CALL_BACK, Step.CLOSED) and not facts.paid and (facts.total or not facts.lines):
        if not facts.lines:
            raise Refused("job.lines", field="lines")
        raise Refused("job.unpaid", field="step", total=facts.total)


def moves(facts: JobFacts) -> tuple[Step, ...]:
    """The steps a job can be moved to now, in order; back ones presume a reason."""
    found = []
    for to in STEPS:
        try:
            check_move(facts, to, reason="?")
        except Refused:
            continue
        found.append(to)
    return tuple(found)


def following(step: Step) -> Step | None:
    """The step after ``step``, None after closed."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


# The promise


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How the promised time stands; ``minutes`` are whole, negative where it is past."""

    state: Literal["none", "ok", "risk", "late", "met", "hold"]
    minutes: int


def time_left(
    *,
    now: datetime,
    received_at: datetime,
    promised_at: datetime | None,
    step: Step,
    hold_at: datetime | None = None,
    waited: timedelta = timedelta(),
) -> TimeLeft:
    """ok, then risk in the last hour or the last tenth of the promise, then late.

    From payment on the promise counts as met; without one there is no clock. While the job waits the clock
    stands at ``hold_at``; what was ``waited`` before has moved ``promised_at`` on already (:func:`moved_on`)
    and is no part of what was promised. Aware times.
    """
    if promised_at is None:
        return TimeLeft("hold" if hold_at is not None else "none", 0)
    left = promised_at - (now if hold_at is None else min(hold_at, now))
    minutes = left // timedelta(minutes=1)
    if STEPS.index(step) >= STEPS.index(Step.PAYMENT):
        return TimeLeft("met", minutes)
    if hold_at is not None:
        return TimeLeft("hold", minutes)
    if left < timedelta():
        return TimeLeft("late", minutes)
    tenth = (promised_at - waited - received_at) * RISK_PER_CENT / 100
    near = left <= timedelta(minutes=RISK_MINUTES) or left <= tenth
    return TimeLeft("risk" if near else "ok", minutes)


def moved_on(promised_at: datetime | None, waited: timedelta) -> datetime | None:
    """The promise as it stands after ended waits: the clock did not run while the shop could not work."""
    return None if promised_at is None else promised_at + waited
