"""What a job's accepted quote binds it to: the total, what was agreed since, and how far the bill stands from it.

Reads only, for other use cases: it knows neither how a quote is made nor who changes a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from models.base.clock import from_ms
from models.base.documents_quotes import ChangePaper
from models.base.money import amount_of
from models.rules import quotes as rules
from models.rules.quotes import Variance
from models.store.work import View


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the member agreed to of one line of the job at this price, step by step: quantity and change slip.

    The first step of a quoted line has no slip; ``quote_line_id`` is None for an extra line.
    """

    price: int
    quote_line_id: str | None
    steps: tuple[tuple[int, str | None], ...]

    def covers(self, price: int, quantity: int) -> bool:
        """Whether so much of it was agreed to."""
        return price <= self.price and quantity <= max(step[0] for step in self.steps)

    def slip_of(self, quantity: int) -> str | None:
        """The change slip by which so much of it stands on the job; None where it was quoted."""
        return next(slip for most, slip in self.steps if quantity <= most)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRow:
    """A change that was agreed; ``number`` is empty where no signature was needed. Fen."""

    id: str
    number: str
    at: datetime
    by: str
    reason: str
    approved_by: str
    approved_how: str
    before: int
    after: int
    signed: bool
    line_ids: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether it has to be signed and is not."""
        return bool(self.number) and not self.signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a job's accepted quote says, and what was agreed on top; ``actual`` is what its lines come to now."""

    quote_id: str
    number: str
    grade: str
    accepted: int
    cap: int
    decided_at: datetime
    decided_by: str
    decided_how: str
    lines: Mapping[str, Allowed]
    slips: tuple[SlipRow, ...]
    actual: int

    @property
    def most(self) -> int:
        """What the bill may come to: the cap, or the highest total that was signed."""
        signed = max((slip.after for slip in self.slips if slip.signed), default=0)
        return rules.limit(self.accepted, self.cap, signed)

    @property
    def room(self) -> int:
        """What may still be added before the member has to sign."""
        return rules.room(self.most, self.actual)

    @property
    def waiting(self) -> SlipRow | None:
        """The slip that has to be signed before the bill: the last one, while the lines go beyond the limit."""
        if not rules.must_sign(self.most, self.actual):
            return None
        return next((slip for slip in reversed(self.slips) if slip.waits), None)

    @property
    def variance(self) -> Variance:
        """How far the job's lines stand from the quote."""
        return rules.variance(self.accepted, self.actual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One line: quoted and actual amount, and by which agreed change they differ. ``line_id`` empty: not done."""

    line_id: str
    name: str
    code: str
    quoted: int
    actual: int
    slip: SlipRow | None


def promise_of(view: View, job_id: str) -> Promise | None:
    """What a job's accepted quote says; None where none was accepted."""
    found = view.sql(
        "SELECT q.*, g.name AS grade FROM quote q JOIN quote_grade g ON g.id=q.grade_id"
        " WHERE q.job_id=? AND q.state='accepted'",
        (job_id,),
    )
    if not found:
        return None
    row = found[0]
    lines = {
        line["id"]: Allowed(line["price"], line["id"], ((line["quantity"], None),))
        for line in view.sql(
            "SELECT id, price, quantity FROM quote_line WHERE grade_id=?", (row["grade_id"],)
        )
    }
    slips = []
    for slip, paper in _slips(view, job_id):
        slips.append(slip)
        for line in paper.lines:
            known = lines.get(line.line_id) or Allowed(line.price, None, ())
            steps = (*known.steps, (line.quantity, slip.id))
            lines[line.line_id] = Allowed(line.price, known.quote_line_id, steps)
    return Promise(
        quote_id=row["id"],
        number=row["number"],
        grade=row["grade"],
        accepted=row["accepted_total"],
        cap=row["cap"],
        decided_at=from_ms(row["decided_at"]),
        decided_by=row["decided_by"],
        decided_how=row["decided_how"],
        lines=lines,
        slips=tuple(slips),
        actual=total_of(view, job_id),
    )


def total_of(view: View, job_id: str) -> int:
    """What a job's lines come to now, fen."""
    rows = view.sql("SELECT price, quantity FROM job_line WHERE job_id=?", (job_id,))
    return sum(amount_of(row["price"], row["quantity"]) for row in rows)


def compared(view: View, job_id: str, promise: Promise) -> tuple[Compared, ...]:
    """Every line of the job beside what was quoted, then what was quoted and is not done."""
    quoted = {
        row["id"]: row
        for row in view.sql(
            "SELECT l.* FROM quote_line l JOIN quote q ON q.grade_id=l.grade_id WHERE q.id=?"
            " ORDER BY l.position",
            (promise.quote_id,),
        )
    }
    slips = {slip.id: slip for slip in promise.slips}
    rows = []
    for line in view.sql("SELECT * FROM job_line WHERE job_id=? ORDER BY position", (job_id,)):
        of = quoted.pop(line["quote_line_id"] or "", None)
        rows.append(
            Compared(
                line_id=line["id"],
                name=line["name"],
                code=line["code"],
                quoted=0 if of is None else amount_of(of["price"], of["quantity"]),
                actual=amount_of(line["price"], line["quantity"]),
                slip=slips.get(line["change_id"] or ""),
            )
        )
    rows += [
        Compared(
            line_id="",
            name=of["name"],
            code=of["code"],
            quoted=amount_of(of["price"], of["quantity"]),
            actual=0,
            slip=None,
        )
        for of in quoted.values()
    ]
    return tuple(rows)


def variances(view: View, first: date, last: date) -> tuple[Variance, ...]:
    """Quote and bill of every job billed on these shop days with an accepted quote; voided bills do not count."""
    rows = view.sql(
        "SELECT q.accepted_total AS quoted, b.total AS actual FROM bill b JOIN quote q"
        " ON q.job_id=b.job_id AND q.state='accepted' WHERE b.business_day BETWEEN ? AND ?"
        " AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.bill_id=b.id AND r.refund_kind='void')"
        " ORDER BY b.at, b.id",
        (first.isoformat(), last.isoformat()),
    )
    return tuple(rules.variance(row["quoted"], row["actual"]) for row in rows)


def _slips(view: View, job_id: str) -> list[tuple[SlipRow, ChangePaper]]:
    rows = view.sql(
        "SELECT c.*, coalesce(s.name,'') AS who FROM change_slip c"
        " LEFT JOIN staff s ON s.id=c.actor_id WHERE c.job_id=? ORDER BY c.position",
        (job_id,),
    )
    found = []
    for row in rows:
        paper = msgspec.json.decode(row["snapshot"], type=ChangePaper)
        slip = SlipRow(
            id=row["id"],
            number=row["number"],
            at=from_ms(row["at"]),
            by=row["who"],
            reason=row["reason"],
            approved_by=row["approved_by"],
            approved_how=row["approved_how"],
            before=row["total_before"],
            after=row["total_after"],
            signed=bool(row["signed"]),
            line_ids=tuple(line.line_id for line in paper.lines),
        )
        found.append((slip, paper))
    return found
