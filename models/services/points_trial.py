"""A draft of the programme tried on the shop's own history, beside what really happened. Reads only, in one pass.

Bills, refunds and uses of points go by in the order in which they were written; memory holds the members and not
the bills. To be run on a reading of its own (views/beside.py): a large shop takes tens of seconds.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from models.base.ports import Progress, Silent
from models.base.rights import Right
from models.base.usecase import query
from models.rules.points_trial import Month, Person, Trial, TrialBill
from models.rules.programme import Programme
from models.rules.tenders import GIFTS
from models.rules.tiers import place_of
from models.store.work import View

STEP = 2000
"""Acts between two words to the one who waits."""
_GIFTS = ",".join(f"'{kind}'" for kind in GIFTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a programme comes to over the period; points, and fen where it says so."""

    issued: int
    used: int
    expired: int
    taken_back: int
    owed: int
    """What members could still use on the last day."""
    debt: int
    used_cost: int
    """What the used points paid, fen."""
    owed_cost: int
    """What the owed points would pay, fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A month as it was and as it would have been; points issued, used and expired."""

    year: int
    month: int
    was_issued: int
    was_used: int
    was_expired: int
    issued: int
    used: int
    expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierMove:
    """How many members would be in another tier, by name; ``rises`` where it is a higher one."""

    from_name: str
    to_name: str
    members: int
    rises: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """A draft beside what happened. ``unmet``: points that were used and would not have been there."""

    from_day: date | None
    to_day: date
    bills: int
    members: int
    was: Figures
    tried: Figures
    unmet: int
    months: tuple[MonthRow, ...]
    moves: tuple[TierMove, ...]
    rise: int
    fall: int


@query(Right.PROGRAMME)
def try_rules(view: View, programme: Programme, *, progress: Progress | None = None) -> TrialResult:
    """Try rules over everything the shop ever billed. Progress counts bills; Cancelled where it is stopped."""
    progress = progress or Silent()
    total = int(view.sql("SELECT count(*) AS n FROM bill")[0]["n"])
    trial = Trial(programme)
    refunded = _refunded(view)
    first: date | None = None
    bills = 0
    acts = heapq.merge(_bills(view), _refunds(view), _uses(view), _joins(view), key=itemgetter(0))
    for done, (_, kind, member, what) in enumerate(acts, start=1):
        if done % STEP == 0:
            progress.step(min(bills, total), total)
        if member is None:
            bills += kind == "bill"
            continue
        person = trial.person(member)
        if kind == "bill":
            bills += 1
            bill_id, line_ids, bill = what
            first = first or bill.day
            trial.bill(person, bill, keep=(bill_id, line_ids) if bill_id in refunded else None)
        else:
            _act(trial, person, kind, what)
    progress.step(total, total)
    trial.finish(view.today)
    return _result(view, trial, programme, first, bills)


def _act(trial: Trial, person: Person, kind: str, what: Any) -> None:
    if kind == "refund":
        trial.refund(person, *what)
    elif kind == "use":
        trial.use(person, *what)
    elif kind == "come_back":
        trial.come_back(person, *what)
    elif kind == "join":
        trial.join(person, what)
    elif kind == "bonus_back":
        trial.bonus_back(person, *what)
    else:
        trial.bonus(person, *what)


def _bills(view: View) -> Iterator[tuple[int, str, str | None, Any]]:
    """Every bill with its lines. Ids grow with time, and the lines of a bill lie side by side."""
    gifts = _gifts(view)
    gift = next(gifts, None)
    rows = _stream(
        view,
        "SELECT b.id, b.at, b.member_id, b.business_day, l.id, l.amount, l.total, l.earning_class,"
        " l.code FROM bill b JOIN bill_line l ON l.bill_id=b.id ORDER BY b.id, l.position",
    )
    for bill_id, lines in groupby(rows, key=itemgetter(0)):
        found = list(lines)
        while gift is not None and gift[0] < bill_id:
            gift = next(gifts, None)
        unearning = gift[1] if gift is not None and gift[0] == bill_id else 0
        _, at, member, day = found[0][:4]
        bill = TrialBill(_day(day), [row[5:] for row in found], unearning)
        yield at, "bill", member, (bill_id, tuple(row[4] for row in found), bill)


def _gifts(view: View) -> Iterator[Any]:
    """What of each bill was paid by points, coupons or gifts, in the order of bills."""
    return _stream(
        view,
        f"SELECT bill_id, sum(amount) FROM tender WHERE tender_kind IN ({_GIFTS})"
        " GROUP BY bill_id ORDER BY bill_id",
    )


def _refunds(view: View) -> Iterator[tuple[int, str, str | None, Any]]:
    rows = _stream(
        view,
        "SELECT r.id, r.at, r.member_id, r.bill_id, r.business_day, r.total - coalesce((SELECT"
        f" sum(t.amount) FROM refund_tender t WHERE t.refund_id=r.id AND t.tender_kind IN ({_GIFTS}))"
        ",0), l.bill_line_id, l.amount FROM refund r JOIN refund_line l ON l.refund_id=r.id"
        " ORDER BY r.id, l.position",
    )
    for _, lines in groupby(rows, key=itemgetter(0)):
        found = list(lines)
        _, at, member, bill_id, day, spent = found[0][:6]
        amounts = {row[6]: row[7] for row in found}
        yield at, "refund", member, (bill_id, date.fromisoformat(day), amounts, spent)


def _uses(view: View) -> Iterator[tuple[int, str, str | None, Any]]:
    """What was used, came back and was given beside bills, in the order in which it was written."""
    undone = frozenset(
        row["of_id"]
        for row in view.sql(
            "SELECT DISTINCT of_id FROM points_entry WHERE entry_kind='come_back'"
            " OR entry_kind='take_back' AND line_id IS NULL"
        )
    )
    rows = _stream(
        view,
        "SELECT at, entry_kind, holder_id, day, rule, points, asked, id, of_id FROM points_entry WHERE"
        " entry_kind IN ('spend','come_back','bonus','adjust')"
        " OR entry_kind='take_back' AND line_id IS NULL ORDER BY rowid",
    )
    for at, kind, holder, day, rule, points, asked, entry_id, of_id in rows:
        when = date.fromisoformat(day)
        keep = entry_id if entry_id in undone else ""
        if not holder:
            continue
        if kind == "take_back":
            yield at, "bonus_back", holder, (when, asked, of_id)
        elif points < 0:
            yield at, "use", holder, (when, -points, keep)
        elif kind == "come_back":
            yield at, "come_back", holder, (when, points, of_id)
        else:
            yield at, "bonus", holder, (when, rule, points, keep)


@lru_cache(maxsize=8000)
def _day(text: str) -> date:
    """One object for each day: a million bills share a few thousand."""
    return date.fromisoformat(text)


def _stream(view: View, statement: str) -> Iterator[Any]:
    return iter(view.connection.execution_options(stream_results=True).exec_driver_sql(statement))


def _refunded(view: View) -> frozenset[str]:
    return frozenset(row["bill_id"] for row in view.sql("SELECT DISTINCT bill_id FROM refund"))


def _joins(view: View) -> Iterator[tuple[int, str, str | None, Any]]:
    """Who came into a household's pot, and when: with their points, or with the pot where they had none."""
    rows = view.sql(
        "SELECT coalesce((SELECT min(e.at) FROM points_entry e WHERE e.account_id=a.id AND e.holder_id=m.id"
        " AND e.entry_kind='move_in'), a.opened_at) AS at, m.id, a.id AS account FROM points_account a"
        " JOIN member m ON m.household_id=a.owner_id"
        " WHERE a.owner_kind='household' AND a.closed_at IS NULL ORDER BY 1, m.id"
    )
    return ((row["at"], "join", row["id"], row["account"]) for row in rows)


def _result(
    view: View, trial: Trial, programme: Programme, first: date | None, bills: int
) -> TrialResult:
    was = _was(view)
    owed, debt = trial.owed(view.today)
    have, owes = _owed(view)
    tried, real = _sum(trial.months.values()), _sum(was.values())
    keys = sorted(set(was) | set(trial.months))
    moves = _moves(view, trial, programme)
    return TrialResult(
        from_day=first,
        to_day=view.today,
        bills=bills,
        members=len(trial.people()),
        was=_figures(real, have, owes, programme.per_yuan),
        tried=_figures(tried, owed, debt, programme.per_yuan),
        unmet=trial.unmet,
        months=tuple(
            _month(key, was.get(key, Month()), trial.months.get(key, Month())) for key in keys
        ),
        moves=moves,
        rise=sum(move.members for move in moves if move.rises),
        fall=sum(move.members for move in moves if not move.rises),
    )


def _month(key: tuple[int, int], was: Month, tried: Month) -> MonthRow:
    return MonthRow(
        year=key[0],
        month=key[1],
        was_issued=was.issued,
        was_used=was.used,
        was_expired=was.expired,
        issued=tried.issued,
        used=tried.used,
        expired=tried.expired,
    )


def _sum(months: Any) -> Month:
    whole = Month()
    for month in months:
        whole.issued += month.issued
        whole.used += month.used
        whole.expired += month.expired
        whole.taken_back += month.taken_back
    return whole


def _figures(whole: Month, owed: int, debt: int, per_yuan: int) -> Figures:
    return Figures(
        issued=whole.issued,
        used=whole.used,
        expired=whole.expired,
        taken_back=whole.taken_back,
        owed=owed,
        debt=debt,
        used_cost=whole.used * 100 // per_yuan,
        owed_cost=owed * 100 // per_yuan,
    )


def _was(view: View) -> dict[tuple[int, int], Month]:
    """What the ledger says of each month."""
    months: dict[tuple[int, int], Month] = {}
    rows = view.sql(
        "SELECT substr(day,1,7) AS month, entry_kind, points>0 AS gave, sum(points) AS points,"
        " sum(asked) AS asked FROM points_entry GROUP BY 1, 2, 3"
    )
    for row in rows:
        year, month = row["month"].split("-")
        found = months.setdefault((int(year), int(month)), Month())
        kind, points = row["entry_kind"], row["points"]
        if kind in ("earn", "bonus") or (kind == "adjust" and row["gave"]):
            found.issued += points
        elif kind in ("spend", "come_back", "adjust"):
            found.used -= points
        elif kind == "expire":
            found.expired -= points
        elif kind == "take_back":
            found.taken_back += row["asked"]
    return months


def _owed(view: View) -> tuple[int, int]:
    row = view.sql(
        "SELECT coalesce(sum(CASE WHEN points>0 AND (last_day IS NULL OR last_day>=?1) THEN points"
        " END),0) AS have, coalesce(-sum(CASE WHEN points<0 THEN points END),0) AS owes"
        " FROM points_open",
        (view.today.isoformat(),),
    )[0]
    return row["have"], row["owes"]


def _moves(view: View, trial: Trial, programme: Programme) -> tuple[TierMove, ...]:
    """Who would have another tier today, counted by from and to."""
    steps = programme.tiers.steps
    now: Mapping[str, str] = {
        row["member_id"]: row["to_tier"]
        for row in view.sql(
            "SELECT t.member_id, t.to_tier FROM tier_change t WHERE NOT EXISTS (SELECT 1 FROM"
            " tier_change n WHERE n.member_id=t.member_id AND (n.at, n.id) > (t.at, t.id))"
        )
    }
    counts: dict[tuple[int, int], int] = {}
    for member, person in trial.people().items():
        before = place_of(steps, now.get(member, ""))
        if before != person.tier:
            key = (before, person.tier)
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        TierMove(
            from_name=steps[before].name,
            to_name=steps[after].name,
            members=members,
            rises=after > before,
        )
        for (before, after), members in sorted(counts.items())
    )
