"""The board: every job in hand as a card, in one read; and moving several cards at once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from models.base.clock import day_bounds, from_ms, ms_of
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules import lane
from models.rules.job_troubles import UNCLAIMED, waiting_age
from models.rules.jobs import STEPS, Step, TimeLeft, time_left
from models.services import benefits, jobs
from models.services.jobs import Stood
from models.store.work import View, Work

PER_STEP = 200
"""Cards of one step on the board, the most urgent first; the head of the column counts all."""
MANY = 100
"""Jobs that move in one go at most."""

Time = Literal["none", "ok", "risk", "late", "met", "hold", "ready", "unclaimed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A job on the board. ``promised_at`` as ended waits have moved it on; ``total`` in fen."""

    id: str
    number: str
    title: str
    device: str
    category: str
    """The device's category where the file knows it, else empty."""
    member_id: str | None
    member: str
    step: Step
    hold: str
    hold_at: datetime | None
    technician_id: str | None
    technician: str
    opened_at: datetime
    promised_at: datetime | None
    waited: timedelta
    step_at: datetime
    ready_at: datetime | None
    visit_at: datetime | None
    place: str
    rework: bool
    urgent: bool
    total: int
    priority: bool = False
    """Whether the member's tier goes first among equals."""

    def time(self, now: datetime) -> tuple[Time, TimeLeft, timedelta]:
        """How its clock stands, what is left of the promise, and how long it waits to be collected."""
        left = time_left(
            now=now,
            received_at=self.opened_at,
            promised_at=self.promised_at,
            step=self.step,
            hold_at=self.hold_at,
            waited=self.waited,
        )
        age = waiting_age(now=now, ready_at=self.ready_at, collected_at=None)
        if left.state != "hold" and age is not None and self.place == "shop":
            return ("unclaimed" if age >= UNCLAIMED else "ready"), left, age
        return left.state, left, timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All cards, the most urgent of each step first (models/rules/lane.py), and how many jobs each step has."""

    cards: tuple[Card, ...]
    counts: dict[Step, int]
    read_at: datetime
    day_ends: datetime
    """The end of the shop's day, for what is promised today."""


OPEN = tuple(step for step in STEPS if step is not Step.CLOSED)

_CARDS = (
    "SELECT j.id, j.number, j.title, j.device, coalesce(d.category,''), j.member_id,"
    " coalesce(m.name,''), j.step, j.hold, j.hold_at, j.technician_id, coalesce(s.name,''),"
    " j.opened_at, j.promised_at+j.waited, j.waited, j.step_at,"
    " CASE WHEN j.step IN ('acceptance','payment') AND j.collected_at IS NULL"
    " THEN coalesce(j.ready_at, j.step_at) END,"
    " j.visit_at, j.place, j.rework_of_id IS NOT NULL, j.urgent,"
    " (SELECT coalesce(sum((l.price*l.quantity+500)/1000),0) FROM job_line l WHERE l.job_id=j.id)"
    " FROM (SELECT id FROM job WHERE step=? ORDER BY promised_at IS NULL, promised_at, opened_at"
    " LIMIT ?) w JOIN job j ON j.id=w.id LEFT JOIN device d ON d.id=j.device_id"
    " LEFT JOIN member m ON m.id=j.member_id LEFT JOIN staff s ON s.id=j.technician_id"
    " ORDER BY j.promised_at IS NULL, j.promised_at+j.waited, j.opened_at"
)
_COUNTS = "SELECT step, count(*) AS n FROM job WHERE step IN ({}) GROUP BY step".format(
    ",".join(f"'{step.value}'" for step in OPEN)
)


@query(Right.SERVE)
def board(view: View) -> Board:
    """The jobs in hand; closed ones are not read at all."""
    cards: list[Card] = []
    for step in OPEN:
        rows = view.connection.exec_driver_sql(_CARDS, (step.value, PER_STEP)).all()
        cards += [_card(step, row) for row in rows]
    cards = _in_lanes(view, cards)
    counts: dict[Step, int] = dict.fromkeys(OPEN, 0)
    for row in view.sql(_COUNTS):
        counts[Step(row["step"])] = row["n"]
    return Board(
        cards=tuple(cards),
        counts=counts,
        read_at=view.now,
        day_ends=day_bounds(view.today, view.zone)[1],
    )


@use_case(Right.SERVE, inverse="job_board.take_back_moves")
def move_all(work: Work, job_ids: tuple[str, ...], to: Step, *, reason: str = "") -> None:
    """Move several jobs to one step: all of them or none, with one undo.

    Raises what ``jobs.move`` raises, and Refused("job.too_many" | "job.twice").
    """
    if len(job_ids) > MANY:
        raise Refused("job.too_many", field="step", most=MANY)
    if len(set(job_ids)) < len(job_ids):
        raise Refused("job.twice", field="step")
    taken: list[tuple[str, Stood]] = []
    for job_id in job_ids:
        jobs.move(work, job_id, to, reason=reason)
        assert work.inverse is not None
        step_id, stood = work.inverse.args
        taken.append((step_id, stood))
    work.undo_by(take_back_moves, tuple(taken))


@use_case(Right.SERVE)
def take_back_moves(work: Work, moves: tuple[tuple[str, Stood], ...]) -> None:
    """Ctrl+Z after several moves at once: all of them or none. Refused("job.followed" | "job.too_many")."""
    if len(moves) > MANY:
        raise Refused("job.too_many", field="step", most=MANY)
    for step_id, stood in reversed(moves):
        jobs.take_back_move(work, step_id, stood)


def _in_lanes(view: View, cards: list[Card]) -> list[Card]:
    """The cards with who has priority; in the columns that wait these stand first among equals."""
    waiting = [card for card in cards if card.step in lane.WAITING]
    lanes = benefits.given(view, (card.member_id for card in waiting))
    shown = [replace(card, priority=lanes.of(card.member_id).priority) for card in waiting]
    if not any(card.priority for card in shown):
        return cards
    zone = ZoneInfo(view.zone)

    def rank(card: Card) -> Any:
        left = card.time(view.now)[1]
        return OPEN.index(card.step), lane.rank(
            step=card.step,
            left=left,
            promised_at=card.promised_at,
            priority=card.priority,
            zone=zone,
        )

    return [*sorted(shown, key=rank), *(card for card in cards if card.step not in lane.WAITING)]


def _card(step: Step, row: Any) -> Card:
    (
        id_, number, title, device, category, member_id, member, _, hold, hold_at, technician_id,
        technician, opened_at, promised_at, waited, step_at, ready_at, visit_at, place, rework, urgent, total,
    ) = row  # fmt: skip
    return Card(
        id=id_,
        number=number,
        title=title,
        device=device,
        category=category,
        member_id=member_id,
        member=member,
        step=step,
        hold=hold,
        hold_at=_at(hold_at),
        technician_id=technician_id,
        technician=technician,
        opened_at=from_ms(opened_at),
        promised_at=_at(promised_at),
        waited=timedelta(milliseconds=waited),
        step_at=from_ms(step_at),
        ready_at=_at(ready_at),
        visit_at=_at(visit_at),
        place=place,
        rework=bool(rework),
        urgent=bool(urgent),
        total=total,
    )


def _at(stored: int | None) -> datetime | None:
    return None if stored is None else from_ms(stored)


def ends_today(card: Card, shown: Board) -> bool:
    """Whether a card's promise ends today or is past already."""
    return card.promised_at is not None and ms_of(card.promised_at) < ms_of(shown.day_ends)
