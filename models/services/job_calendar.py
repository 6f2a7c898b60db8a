"""The week of the jobs: visits and promises of each technician, and setting when somebody comes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.base.clock import business_day, day_bounds, from_ms, ms_of
from models.base.days import EARLIEST, LATEST
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.jobs import Step
from models.services.job_lines import open_row
from models.store.work import View, Work

MINUTES_MOST = 24 * 60
DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A job on a day: a visit, or else the promise. ``day`` is the shop's."""

    job_id: str
    number: str
    title: str
    member: str
    step: Step
    hold: str
    technician_id: str | None
    technician: str
    day: date
    at: datetime
    minutes: int
    visit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days from ``first``; ``people`` are the technicians (id, name), those with jobs among them."""

    first: date
    people: tuple[tuple[str | None, str], ...]
    appointments: tuple[Appointment, ...]


@use_case(Right.SERVE, inverse="job_calendar.set_visit")
def set_visit(work: Work, job_id: str, at: datetime | None, *, minutes: int = 0) -> None:
    """Say when somebody comes and for how long (minutes; 0 is not said), or that no visit is agreed.

    Raises Refused("job.time" | "day.range" | "job.minutes" | "job.closed").
    """
    job = open_row(work, job_id)
    if at is not None:
        if at.tzinfo is None:
            raise Refused("job.time", field="visit_at")
        if not EARLIEST <= at.astimezone(UTC).date() < LATEST:
            raise Refused("day.range", field="visit_at")
    if not 0 <= minutes <= MINUTES_MOST:
        raise Refused("job.minutes", field="minutes", most=MINUTES_MOST)
    before = (job.visit_at, job.visit_minutes)
    work.change(job, visit_at=at, visit_minutes=minutes if at is not None else 0)
    work.undo_by(set_visit, job_id, before[0], minutes=before[1])


@query(Right.SERVE)
def week(view: View, first: date) -> Week:
    """Visits and promises of open jobs in the seven days from ``first``; a visit goes before a promise."""
    start = day_bounds(first, view.zone)[0]
    end = day_bounds(first + timedelta(days=DAYS - 1), view.zone)[1]
    found = [
        *_read(view, "visit_at", "visit_at>=? AND visit_at<?", (ms_of(start), ms_of(end))),
        *_read(
            view,
            "promised_at+waited",
            "+visit_at IS NULL AND promised_at+waited>=? AND promised_at+waited<?",
            (ms_of(start), ms_of(end)),
        ),
    ]
    appointments = tuple(
        sorted(
            (_appointment(view, row) for row in found), key=lambda entry: (entry.at, entry.number)
        )
    )
    staff = view.sql("SELECT id, name FROM staff WHERE technician=1 AND active=1 ORDER BY name")
    people: dict[str | None, str] = {row["id"]: row["name"] for row in staff}
    for entry in appointments:
        people.setdefault(entry.technician_id, entry.technician)
    return Week(first=first, people=tuple(people.items()), appointments=appointments)


_OPEN = "('intake','quote','dispatch','work','acceptance')"


def _read(view: View, at: str, where: str, values: tuple[int, int]) -> list[Any]:
    """Open jobs by one of two moments; the words are this module's own.

    A job without a visit is found by its step, hence the plus: hardly any job ever made has a visit still.
    """
    return list(
        view.sql(
            f"SELECT j.*, {at} AS moment, coalesce(m.name,'') AS member,"
            " coalesce(s.name,'') AS technician FROM job j LEFT JOIN member m ON m.id=j.member_id"
            f" LEFT JOIN staff s ON s.id=j.technician_id WHERE j.step IN {_OPEN} AND {where}"
            " ORDER BY moment LIMIT 500",
            values,
        )
    )


def _appointment(view: View, row: Any) -> Appointment:
    at = from_ms(row["moment"])
    return Appointment(
        job_id=row["id"],
        number=row["number"],
        title=row["title"],
        member=row["member"],
        step=Step(row["step"]),
        hold=row["hold"],
        technician_id=row["technician_id"],
        technician=row["technician"],
        day=business_day(at, view.zone),
        at=at,
        minutes=row["visit_minutes"],
        visit=row["visit_at"] is not None,
    )
