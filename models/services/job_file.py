"""Jobs as they are read: one whole, lists by step, a member's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from models.base.clock import from_ms, ms_of
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules import jobs as rules
from models.rules import lane
from models.rules.jobs import Step
from models.rules.phones import masked
from models.services import benefits
from models.services.job_lines import JobLineRow, bill_of, lines_of
from models.services.job_standing import facts_of
from models.services.jobs import JobDetails, details_of
from models.store.work import View
from models.tables.jobs import Job
from models.tables.members import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A move that was made: when, by whom, why."""

    step: Step
    at: datetime
    actor: str
    reason: str
    back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as lists show it."""

    id: str
    number: str
    title: str
    device: str
    member_id: str | None
    member: str
    masked: str
    address: str
    step: Step
    hold: str
    hold_at: datetime | None
    ending: str
    technician: str
    opened_at: datetime
    promised_at: datetime | None
    """As ended waits have moved it on, by ``waited``."""
    waited: timedelta
    step_at: datetime
    ready_at: datetime | None
    collected_at: datetime | None
    visit_at: datetime | None
    visit_minutes: int
    rework_of_id: str | None
    total: int
    priority: bool = False
    """Whether it waits to be begun and the member's tier goes first among equals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """A job as its screen shows it; the phone in ``details`` is masked like the row's."""

    row: JobRow
    code: str
    details: JobDetails
    price_day: date
    steps: tuple[StepRow, ...]
    lines: tuple[JobLineRow, ...]
    moves: tuple[Step, ...]
    bill_id: str | None
    bill_number: str
    special_needs: str
    access_notes: str
    preferences: str
    taboos: str
    elderly: bool
    special_care: bool
    entered_at: datetime | None
    """When it was entered, where that was later than it happened (after a power cut)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobList:
    """A page of jobs and how many stand at each step."""

    rows: tuple[JobRow, ...]
    counts: dict[str, int]


@query(Right.SERVE)
def file(view: View, job_id: str) -> JobFile:
    """A job whole."""
    job = view.get(Job, job_id)
    member = view.find(Member, job.member_id) if job.member_id else None
    bill = bill_of(view, job_id)
    return JobFile(
        row=_rows(view, "j.id=?", (job_id,))[0],
        code=job.code,
        details=replace(details_of(job), phone=masked(job.phone) if job.phone else ""),
        price_day=job.price_day,
        steps=_steps(view, job_id),
        lines=lines_of(view, job_id),
        moves=rules.moves(facts_of(view, job)),
        bill_id=bill[0] if bill else None,
        bill_number=bill[1] if bill else "",
        special_needs=member.special_needs if member else "",
        access_notes=member.access_notes if member else "",
        preferences=member.preferences if member else "",
        taboos=member.taboos if member else "",
        elderly=bool(member and member.elderly),
        special_care=bool(member and member.special_care),
        entered_at=job.entered_at,
    )


@query(Right.SERVE)
def listed(
    view: View, *, step: Step | None = None, before: datetime | None = None, limit: int = 100
) -> JobList:
    """Open jobs of one step or all, the most urgent first (models/rules/lane.py); closed ones newest first."""
    counts = {
        row["step"]: row["n"]
        for row in view.sql(
            f"SELECT step, count(*) AS n FROM job WHERE step IN ({_OPEN_STEPS}) GROUP BY step"
        )
    }
    values: list[Any] = []
    if step is Step.CLOSED:
        where = "j.step='closed' AND j.opened_at<?"
        values = [_far(before)]
        order = "j.opened_at DESC"
    elif step is not None:
        where, order = "j.step=?", "j.promised_at IS NULL, j.promised_at+j.waited"
        values = [step.value]
    else:
        where = f"j.step IN ({_OPEN_STEPS})"
        order = "j.promised_at IS NULL, j.promised_at+j.waited, j.opened_at"
    rows = _rows(view, where, values, order=order, limit=limit)
    if any(row.priority for row in rows):
        rows = tuple(sorted(rows, key=partial(_rank, now=view.now, zone=ZoneInfo(view.zone))))
    return JobList(rows=rows, counts=counts)


def _rank(row: JobRow, *, now: datetime, zone: ZoneInfo) -> Any:
    return lane.rank(
        step=row.step,
        left=left_of(row, now),
        promised_at=row.promised_at,
        priority=row.priority,
        zone=zone,
    )


@query(Right.SERVE)
def of_member(view: View, member_id: str, *, limit: int = 50) -> tuple[JobRow, ...]:
    """A member's jobs, newest first."""
    return _rows(view, "j.member_id=?", (member_id,), order="j.opened_at DESC", limit=limit)


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the job with this number; Refused("job.unknown")."""
    rows = view.sql("SELECT id FROM job WHERE number=?", (number,))
    if not rows:
        raise Refused("job.unknown", field="number", number=number)
    return str(rows[0]["id"])


def left_of(row: JobRow, now: datetime) -> rules.TimeLeft:
    """How the promise of a job stands at an aware moment, its waits left out."""
    return rules.time_left(
        now=now,
        received_at=row.opened_at,
        promised_at=row.promised_at,
        step=row.step,
        hold_at=row.hold_at,
        waited=row.waited,
    )


_OPEN_STEPS = ",".join(f"'{step.value}'" for step in rules.STEPS if step is not Step.CLOSED)


def _steps(view: View, job_id: str) -> tuple[StepRow, ...]:
    rows = view.sql(
        "SELECT t.*, s.name AS actor FROM job_step t LEFT JOIN staff s ON s.id=t.actor_id"
        " WHERE t.job_id=? ORDER BY t.id",
        (job_id,),
    )
    order = [step.value for step in rules.STEPS]
    return tuple(
        StepRow(
            step=Step(row["to_step"]),
            at=from_ms(row["at"]),
            actor=row["actor"] or "",
            reason=row["reason"],
            back=order.index(row["to_step"]) < order.index(row["from_step"]),
        )
        for row in rows
    )


def _rows(
    view: View,
    where: str,
    values: Sequence[Any] = (),
    *,
    order: str = "j.opened_at",
    limit: int = 100,
) -> tuple[JobRow, ...]:
    """Jobs under this module's own conditions; only values are bound."""
    rows = view.sql(
        "SELECT j.*, j.promised_at+j.waited AS promise,"
        " coalesce(m.name,'') AS member, coalesce(s.name,'') AS technician,"
        " (SELECT coalesce(sum((l.price*l.quantity+500)/1000),0) FROM job_line l"
        "  WHERE l.job_id=j.id) AS total"
        " FROM job j LEFT JOIN member m ON m.id=j.member_id"
        f" LEFT JOIN staff s ON s.id=j.technician_id WHERE {where} ORDER BY {order} LIMIT ?",
        (*values, limit),
    )
    lanes = benefits.given(view, (row["member_id"] for row in rows))
    return tuple(
        JobRow(
            id=row["id"],
            number=row["number"],
            title=row["title"],
            device=row["device"],
            member_id=row["member_id"],
            member=row["member"],
            masked=masked(row["phone"]) if row["phone"] else "",
            address=row["address"],
            step=Step(row["step"]),
            hold=row["hold"],
            hold_at=_at(row["hold_at"]),
            ending=row["ending"],
            technician=row["technician"],
            opened_at=from_ms(row["opened_at"]),
            promised_at=_at(row["promise"]),
            waited=timedelta(milliseconds=row["waited"]),
            step_at=from_ms(row["step_at"]),
            ready_at=_at(row["ready_at"]),
            collected_at=_at(row["collected_at"]),
            visit_at=_at(row["visit_at"]),
            visit_minutes=row["visit_minutes"],
            rework_of_id=row["rework_of_id"],
            total=row["total"],
            priority=bool(lanes.of(row["member_id"]).priority)
            and Step(row["step"]) in lane.WAITING,
        )
        for row in rows
    )


def _far(moment: datetime | None) -> int:
    return (1 << 62) if moment is None else ms_of(moment)


def _at(stored: int | None) -> datetime | None:
    return None if stored is None else from_ms(stored)
