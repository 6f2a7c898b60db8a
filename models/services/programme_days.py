"""What the programme does by itself each day: points for standing, birthdays, tiers placed, reviewed and lowered.

Days that were missed are made up, 31 at most. Every id follows from what it is for, and a row says which day is
done: repeating it, a second desk or a clock set back does nothing twice. A day is done in steps of bounded size.
"""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from models.base.clock import day_bounds, ms_of
from models.base.errors import Refused
from models.base.ids import derived
from models.base.rights import Right
from models.base.text import one_of
from models.base.usecase import query, use_case
from models.rules import tiers as rules
from models.rules.coupons import CouponPlan
from models.rules.programme import Standing
from models.services import (
    coupons,
    points_book,
    programme,
    programme_clock,
    segments,
    tier_reviews,
    tiers,
    timeline,
)
from models.services.programme import InForce
from models.store.work import View, Work
from models.tables.points import PointsEntry
from models.tables.programme import ProgrammeRun
from models.tables.rewards import Coupon

What = Literal["placed", "standing", "birthday", "tiers"]
WHATS: tuple[What, ...] = ("placed", "standing", "birthday", "tiers")
DAILY: tuple[What, ...] = ("standing", "birthday")
BACK_MOST = 31
"""So many days are made up, today included."""
STEP = 500
"""Members in one step, so that the till waits a second at most."""
_LIVING = (
    "SELECT m.id, m.birthday, m.joined_at FROM member m WHERE m.archived_at IS NULL AND m.merged_into_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.id=m.id)"
)
_HELD = (
    "SELECT member_id, to_tier FROM (SELECT member_id, to_tier, row_number() OVER"
    " (PARTITION BY member_id ORDER BY at DESC, id DESC) AS n FROM tier_change WHERE day<=?) WHERE n=1"
)


@dataclass(frozen=True, slots=True)
class DayAct:
    """An act that is due for a day."""

    what: What
    day: date


@dataclass(frozen=True, slots=True)
class DayDone:
    """What one step did; ``more``: the act is not finished, call it again."""

    done: int
    more: bool


@query(Right.ENTER)
def due(view: View) -> tuple[DayAct, ...]:
    """The acts that are due, in their order: first who is placed by new rules, then day after day."""
    found = programme.in_force(view)
    if found is None:
        return ()
    acts = []
    if not _is_done(view, f"placed/{found.version_id}"):
        acts.append(DayAct("placed", view.today))
    rows = view.sql("SELECT min(valid_from) AS day FROM programme_version WHERE state='active'")
    begun = date.fromisoformat(rows[0]["day"])
    first = max(begun, view.today - timedelta(days=BACK_MOST - 1))
    days = [first + timedelta(days=n) for n in range((view.today - first).days + 1)]
    acts += [
        DayAct(what, day)
        for day in days
        for what in DAILY
        if not _is_done(view, f"{what}/{day.isoformat()}")
    ]
    if not _is_done(view, f"tiers/{view.today.isoformat()}"):
        acts.append(DayAct("tiers", view.today))
    return tuple(acts)


@use_case(Right.ENTER, itself=True)
def run(work: Work, what: What, day: date, *, most: int = STEP) -> DayDone:
    """Do one step of an act for a day. Not undoable; what was done already is not done again.

    It may run on a locked desk, and nobody gains by calling it: what it gives follows from the rules in force, the
    members and the calendar alone, each thing once for its day, and the journal says that the program did it.
    Raises Refused("programme.day_act") for an act there is none of, "programme.day_range" for a day that is not
    today or one of the thirty before, "points.clock" where the clock is doubted (programme_clock.py).
    """
    one_of(what, WHATS, "programme.day_act", field="what")
    if not timedelta(0) <= work.today - day < timedelta(days=BACK_MOST):
        raise Refused("programme.day_range", field="day", day=day, most=BACK_MOST)
    found = programme.in_force(work, day)
    if found is None:
        return DayDone(0, more=False)
    programme_clock.must_be_believed(work)
    run_id = f"placed/{found.version_id}" if what == "placed" else f"{what}/{day.isoformat()}"
    if _is_done(work, run_id):
        return DayDone(0, more=False)
    most = max(1, most)
    if what in ("placed", "tiers"):
        done, more = (
            (tier_reviews.place_all(work), False)
            if what == "placed"
            else (tier_reviews.review(work) + tier_reviews.fall(work), False)
        )
    else:
        acts = _standing(work, found, day) if what == "standing" else _birthdays(work, found, day)
        done, more = _step(acts, most)
    if not more:
        work.add(ProgrammeRun(id=run_id, at=work.now, done=done))
    return DayDone(done, more=more)


def _step(acts: Iterator[bool], most: int) -> tuple[int, bool]:
    """Take acts until so many did something; whether there may be more."""
    done = 0
    for did in acts:
        done += did
        if done == most:
            return done, True
    return done, False


def _standing(work: Work, found: InForce, day: date) -> Iterator[bool]:
    """Points for everybody who stood in a segment or had a tier on that day."""
    end = ms_of(day_bounds(day, work.zone)[1])
    living = [row["id"] for row in work.sql(f"{_LIVING} AND m.joined_at<? ORDER BY m.id", (end,))]
    for one in found.programme.standing:
        rule = standing_rule(one)
        others = [
            standing_rule(other) for other in found.programme.standing if one.tier and other.tier
        ]
        for member_id in _entitled(work, found, one, day, living):
            if any(_had(work, other, member_id, day) for other in others if other != rule):
                yield False  # the points of the day themselves may have lifted the member since
                continue
            entry_id = _standing_id(rule, member_id, day)
            entry = points_book.grant(
                work,
                member_id,
                one.points,
                rule=rule,
                version_id=found.version_id,
                entry_id=entry_id,
                reason=day.isoformat(),
            )
            if entry is not None and found.programme.tiers.measure == "points":
                tiers.look(work, member_id)
            yield entry is not None


def _standing_id(rule: str, member_id: str, day: date) -> str:
    return derived("standing", rule, member_id, day.isoformat())


def _had(view: View, rule: str, member_id: str, day: date) -> bool:
    return view.find(PointsEntry, _standing_id(rule, member_id, day)) is not None


def standing_rule(one: Standing) -> str:
    """The word under which points for standing are in the ledger: ``standing:diamond``, ``standing:tier:gold``."""
    return f"standing:{one.segment}" if one.segment is not None else f"standing:tier:{one.tier}"


def _entitled(view: View, found: InForce, one: Standing, day: date, living: list[str]) -> list[str]:
    if one.segment is not None:
        everybody = segments.everybody(view, day)
        if one.segment != "basic":
            living = [member_id for member_id in living if member_id in everybody.figures]
        return [who for who in living if everybody.placed(who).segment == one.segment]
    held = {row["member_id"]: row["to_tier"] for row in view.sql(_HELD, (day.isoformat(),))}
    steps = found.programme.tiers.steps
    place = rules.place_of(steps, one.tier or "")
    return [who for who in living if rules.place_of(steps, held.get(who, "")) == place]


def _birthdays(work: Work, found: InForce, day: date) -> Iterator[bool]:
    """Points and a coupon for a birthday; who was born on 29 February has it on the 28th in other years."""
    days = [day.isoformat()[5:]]
    if days == ["02-28"] and not isleap(day.year):
        days.append("02-29")
    marks = ",".join("?" * len(days))
    rows = work.sql(
        f"{_LIVING} AND substr(m.birthday,6) IN ({marks}) AND m.birthday<=? AND m.joined_at<?"
        " ORDER BY m.id",
        (*days, day.isoformat(), ms_of(day_bounds(day, work.zone)[1])),
    )
    for row in rows:
        yield _birthday(work, found, row["id"], day.year)


def _birthday(work: Work, found: InForce, member_id: str, year: int) -> bool:
    one = next((one for one in found.programme.behaviours if one.code == "birthday"), None)
    gives = tiers.benefits_of(work, member_id)
    files = _files(work, member_id)

    def had(kind: type[PointsEntry] | type[Coupon], what: str) -> bool:
        return any(work.find(kind, derived(what, one, str(year))) is not None for one in files)

    points = 0
    for rule, amount in (
        ("birthday", one.points if one else 0),
        ("birthday:tier", gives.birthday_points),
    ):
        if amount and not had(PointsEntry, rule):
            points_book.grant(
                work,
                member_id,
                amount,
                rule=rule,
                version_id=found.version_id,
                entry_id=derived(rule, member_id, str(year)),
                reason=str(year),
            )
            points += amount
    coupon = bool(gives.birthday_coupon) and not had(Coupon, "birthday_coupon")
    if coupon:
        plan = CouponPlan(
            name=gives.birthday_name,
            coupon_kind="amount",
            value=gives.birthday_coupon,
            days=gives.birthday_days,
        )
        coupon_id = derived("birthday_coupon", member_id, str(year))
        coupons.issue(
            work, member_id, plan, source="tier", source_id=member_id, coupon_id=coupon_id
        )
    if points and found.programme.tiers.measure == "points":
        tiers.look(work, member_id)
    if points or coupon:
        timeline.record(work, member_id, "birthday_kept", details={"points": points})
    return bool(points or coupon)


def _files(view: View, member_id: str) -> tuple[str, ...]:
    """A member's file and those that were merged into it: one person has one birthday a year."""
    rows = view.sql(
        "WITH RECURSIVE files(id) AS (SELECT ? UNION SELECT m.id FROM member m"
        " JOIN files f ON m.merged_into_id=f.id) SELECT id FROM files",
        (member_id,),
    )
    return tuple(row["id"] for row in rows)


def _is_done(view: View, run_id: str) -> bool:
    return view.find(ProgrammeRun, run_id) is not None
