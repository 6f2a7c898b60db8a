"""Today: the jobs that need a person now, the queue by step, the day's takings, the technicians' day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from models.base.clock import day_bounds, from_ms, ms_of
from models.base.rights import Right
from models.base.usecase import query
from models.rules import lane
from models.rules.jobs import Step, TimeLeft, time_left
from models.rules.phones import masked
from models.rules.tenders import GIFTS
from models.services import benefits
from models.store.work import View

Group = Literal["now", "today", "later"]
What = Literal["promise", "dispatch", "pay", "call_back"]


_GIFTS = ",".join(f"'{kind}'" for kind in GIFTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing to do: a job and why it stands here. ``what`` is a code the screen tells in words.

    ``promise``: a promised time; ``dispatch``: nobody goes yet; ``pay``: to be paid;
    ``call_back``: finished, to be called.
    """

    job_id: str
    what: What
    group: Group
    number: str
    member_id: str | None
    member: str
    masked: str
    title: str
    step: Step
    technician: str
    promised_at: datetime | None
    since: datetime
    left: TimeLeft
    """How the promise stands, or the first answer where that is due before it."""
    total: int
    priority: bool = False
    """Whether the member's tier goes first among equals."""
    answer_by: datetime | None = None
    """Until when a job just taken in has its first answer, as ``tier`` promises."""
    tier: str = ""
    """The name of the tier that promises it."""
    adviser: str = ""
    """Who is the member's own to ask for, where somebody is named and still works here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takings:
    """What was taken on a day less what was given back, fen, by means of payment; and a week before."""

    day: date
    total: int
    refunded: int
    """What was given back on that day; taken off ``total`` and ``by_kind`` already."""
    bills: int
    by_kind: tuple[tuple[str, int], ...]
    week_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A job in a technician's day."""

    job_id: str
    number: str
    step: Step
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianDay:
    """A technician and the jobs promised for today."""

    id: str
    name: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything the Today screen shows."""

    day: date
    due: tuple[Due, ...]
    takings: Takings
    queue: tuple[tuple[Step, int], ...]
    open_jobs: int
    at_risk: int
    technicians: tuple[TechnicianDay, ...]
    unassigned: tuple[Slot, ...]


@query(Right.SERVE)
def overview(view: View, *, limit: int = 300) -> Today:
    """The day as it stands."""
    due = _due(view, limit)
    queue = _queue(view)
    technicians, unassigned = _schedule(view)
    return Today(
        day=view.today,
        due=due,
        takings=takings_of(view, view.today),
        queue=queue,
        open_jobs=sum(count for step, count in queue),
        at_risk=sum(entry.left.state in ("risk", "late") for entry in due),
        technicians=technicians,
        unassigned=unassigned,
    )


def takings_of(view: View, day: date) -> Takings:
    """What was taken on a day, less what was given back on it. What the shop itself gave was not taken."""
    rows = view.sql(
        "SELECT kind, sum(amount) AS amount FROM (SELECT t.tender_kind AS kind, t.amount FROM bill b"
        " JOIN tender t ON t.bill_id=b.id WHERE b.business_day=?1 UNION ALL"
        " SELECT t.tender_kind, -t.amount FROM refund r JOIN refund_tender t ON t.refund_id=r.id"
        f" WHERE r.business_day=?1) WHERE kind NOT IN ({_GIFTS})"
        " GROUP BY kind ORDER BY amount DESC, kind",
        (day.isoformat(),),
    )
    bills, refunds = _sums(view, "bill", "tender", day), _sums(view, "refund", "refund_tender", day)
    week_ago = day - timedelta(days=7)
    before = _sums(view, "bill", "tender", week_ago)[1]
    before -= _sums(view, "refund", "refund_tender", week_ago)[1]
    return Takings(
        day=day,
        total=bills[1] - refunds[1],
        refunded=refunds[1],
        bills=bills[0],
        by_kind=tuple((row["kind"], row["amount"]) for row in rows),
        week_before=before,
    )


def _sums(view: View, table: str, tenders: str, day: date) -> tuple[int, int]:
    """How many documents of a day and what was taken by them; the tables' names are this module's own."""
    row = view.sql(
        f"SELECT count(DISTINCT d.id) AS n, coalesce(sum(CASE WHEN t.tender_kind NOT IN ({_GIFTS})"
        f" THEN t.amount END),0) AS total FROM {table} d LEFT JOIN {tenders} t ON t.{table}_id=d.id"
        " WHERE d.business_day=?",
        (day.isoformat(),),
    )[0]
    return row["n"], row["total"]


_OPEN = (
    "SELECT j.id, j.number, j.title, j.device, j.step, j.step_at, j.opened_at, j.hold_at,"
    " j.promised_at+j.waited AS promised_at, j.waited,"
    " j.member_id, j.phone, j.technician_id, coalesce(m.name,'') AS member,"
    " coalesce(s.name,'') AS technician, coalesce(a.name,'') AS adviser,"
    " (SELECT coalesce(sum((l.price*l.quantity+500)/1000),0) FROM job_line l"
    "  WHERE l.job_id=j.id) AS total"
    " FROM job j LEFT JOIN member m ON m.id=j.member_id"
    " LEFT JOIN staff s ON s.id=j.technician_id"
    " LEFT JOIN staff a ON a.id=m.adviser_id AND a.active"
    " WHERE j.step IN ('intake','quote','dispatch','work','acceptance','payment','call_back')"
    " ORDER BY j.promised_at IS NULL, j.promised_at+j.waited, j.opened_at LIMIT ?"
)


def _due(view: View, limit: int) -> tuple[Due, ...]:
    rows = view.sql(_OPEN, (limit,))
    lanes = benefits.given(view, (row["member_id"] for row in rows))
    _, end = day_bounds(view.today, view.zone)
    found = [_due_of(row, now=view.now, end=end, lanes=lanes) for row in rows]
    some = any(entry.priority for entry in found)
    return tuple(sorted(found, key=partial(_rank, zone=ZoneInfo(view.zone), lanes=some)))


def _due_of(row: RowMapping, *, now: datetime, end: datetime, lanes: benefits.Given) -> Due:
    """One open job: how its promise stands, or the first answer that the member's tier promises before it.

    ``end`` is the end of the shop's day.
    """
    step = Step(row["step"])
    promised = None if row["promised_at"] is None else from_ms(row["promised_at"])
    tier = lanes.tier(row["member_id"])
    answer = lane.answer_by(from_ms(row["opened_at"]), step, tier.benefits.response_minutes)
    left = time_left(
        now=now,
        received_at=from_ms(row["opened_at"]),
        promised_at=min((at for at in (promised, answer) if at is not None), default=None),
        step=step,
        hold_at=None if row["hold_at"] is None else from_ms(row["hold_at"]),
        waited=timedelta(milliseconds=row["waited"]),
    )
    return Due(
        job_id=row["id"],
        what=_what(step, row["technician_id"]),
        group=_group(left, promised, end),
        priority=lanes.of(row["member_id"]).priority and step in lane.WAITING,
        answer_by=answer,
        tier=tier.name if answer is not None else "",
        adviser=row["adviser"],
        number=row["number"],
        member_id=row["member_id"],
        member=row["member"],
        masked=masked(row["phone"]) if row["phone"] else "",
        title=" ".join(part for part in (row["device"], row["title"]) if part),
        step=step,
        technician=row["technician"],
        promised_at=promised,
        since=from_ms(row["step_at"]),
        left=left,
        total=row["total"],
    )


def _rank(entry: Due, *, zone: ZoneInfo, lanes: bool) -> Any:
    """The groups in their order, in each what was promised first; priority decides among equals."""
    place = {"now": 0, "today": 1, "later": 2}[entry.group]
    if not lanes:
        return place
    return place, lane.rank(
        step=entry.step,
        left=entry.left,
        promised_at=entry.promised_at,
        priority=entry.priority,
        zone=zone,
    )


def _what(step: Step, technician_id: str | None) -> What:
    if step is Step.CALL_BACK:
        return "call_back"
    if step is Step.PAYMENT:
        return "pay"
    return "promise" if technician_id else "dispatch"


def _group(left: TimeLeft, promised: datetime | None, end: datetime) -> Group:
    if left.state in ("risk", "late"):
        return "now"
    if promised is not None and promised < end:
        return "today"
    return "later"


def _queue(view: View) -> tuple[tuple[Step, int], ...]:
    counts = {
        row["step"]: row["n"]
        for row in view.sql(
            "SELECT step, count(*) AS n FROM job WHERE step IN"
            " ('intake','quote','dispatch','work','acceptance','payment','call_back') GROUP BY step"
        )
    }
    return tuple(
        (step, counts.get(step.value, 0)) for step in tuple(Step) if step is not Step.CLOSED
    )


def _schedule(view: View) -> tuple[tuple[TechnicianDay, ...], tuple[Slot, ...]]:
    start, end = day_bounds(view.today, view.zone)
    rows = view.sql(
        "SELECT id, number, step, technician_id, promised_at, step_at FROM job"
        " WHERE step IN ('intake','quote','dispatch','work','acceptance')"
        " AND promised_at>=? AND promised_at<? ORDER BY promised_at",
        (ms_of(start), ms_of(end)),
    )
    slots: dict[str | None, list[Slot]] = {}
    for row in rows:
        promised = from_ms(row["promised_at"])
        slots.setdefault(row["technician_id"], []).append(
            Slot(
                job_id=row["id"],
                number=row["number"],
                step=Step(row["step"]),
                start=promised - timedelta(hours=1),
                end=promised,
            )
        )
    people = view.sql("SELECT id, name FROM staff WHERE technician=1 AND active=1 ORDER BY name")
    return (
        tuple(
            TechnicianDay(id=row["id"], name=row["name"], slots=tuple(slots.get(row["id"], ())))
            for row in people
        ),
        tuple(slots.get(None, ())),
    )
