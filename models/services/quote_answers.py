"""What a member answered to a quote: by whom, how and when. Accepted lines become the job's own."""

from datetime import datetime
from typing import Any

from models.base.clock import ms_of
from models.base.errors import Refused
from models.base.money import amount_of
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import use_case
from models.rules import quotes as rules
from models.rules.quotes import State
from models.services import job_checks, job_lines, quote_lines
from models.services.quotes import LINE, move, tell
from models.services.search_documents import index_job
from models.store.work import View, Work
from models.tables.jobs import Job, JobLine
from models.tables.quotes import Quote, QuoteGrade, QuoteLine

WHO_MOST, REASON_MOST = 40, 120


@use_case(Right.SERVE, keyed=True, inverse="quote_answers.take_back")
def accept(
    work: Work,
    quote_id: str,
    grade_id: str,
    *,
    by: str,
    how: str = "in_person",
    at: datetime | None = None,
) -> None:
    """The member takes a grade: its lines become the job's, at the quoted prices. ``at`` aware, None is now.

    A line that stays keeps lot and serial. Raises Refused("quote.move" | "quote.expired" | "quote.grade" |
    "quote.who" | "quote.how" | "quote.when" | "job.billed" | "job.closed").
    """
    quote = work.get(Quote, quote_id)
    job = job_lines.unbilled(work, quote.job_id)
    move(work, quote, State.ACCEPTED)
    grade = work.find(QuoteGrade, grade_id)
    if grade is None or grade.quote_id != quote.id:
        raise Refused("quote.grade", field="grade")
    who = clean_line(by, field="by", most=WHO_MOST)
    if not who:
        raise Refused("quote.who", field="by")
    lines = quote_lines.lines_of(work, grade.id)
    kept = _put_on_job(work, job, lines)
    work.change(
        quote,
        grade_id=grade.id,
        accepted_total=sum(amount_of(line.price, line.quantity) for line in lines),
        decided_at=_when(work, quote, at),
        decided_by=who,
        decided_how=one_of(how, rules.HOWS, "quote.how", field="how"),
        decision_note="",
    )
    told = {"quote": quote.number, "total": quote.accepted_total, "grade": grade.name, "how": how}
    tell(work, job, "quote_accepted", told)
    index_job(work, job)
    work.undo_by(take_back, quote_id, kept)


@use_case(Right.SERVE, inverse="quote_answers.take_back")
def refuse(
    work: Work,
    quote_id: str,
    *,
    reason: str,
    by: str = "",
    how: str = "in_person",
    at: datetime | None = None,
) -> None:
    """The member does not want it, and why. Raises Refused("quote.move" | "quote.reason" | "quote.when" | …)."""
    quote = work.get(Quote, quote_id)
    job = job_lines.open_row(work, quote.job_id)
    move(work, quote, State.REFUSED)
    why = clean_line(reason, field="reason", most=REASON_MOST)
    if not why:
        raise Refused("quote.reason", field="reason")
    work.change(
        quote,
        decided_at=_when(work, quote, at),
        decided_by=clean_line(by, field="by", most=WHO_MOST),
        decided_how=one_of(how, rules.HOWS, "quote.how", field="how"),
        decision_note=why,
    )
    tell(work, job, "quote_refused", {"quote": quote.number, "how": how})
    work.undo_by(take_back, quote_id)


@use_case(Right.SERVE)
def take_back(work: Work, quote_id: str, kept: tuple[dict[str, Any], ...] = ()) -> None:
    """Ctrl+Z after an answer while nothing followed it: the quote is given and unanswered, the job has its lines.

    Raises Refused("quote.followed") after a change slip, another version or a changed line.
    """
    quote = work.get(Quote, quote_id)
    state = State(quote.state)
    if state not in (State.ACCEPTED, State.REFUSED) or _later(work, quote):
        raise Refused("quote.followed", field="quote")
    job = job_lines.unbilled(work, quote.job_id)
    if state is State.ACCEPTED and not _as_quoted(work, job, quote):
        raise Refused("quote.followed", field="quote")
    if any(entry.get("job_id") != job.id for entry in kept):
        raise Refused("record.gone", kind=JobLine.kind)
    work.change(
        quote,
        state=State.GIVEN.value,
        grade_id="",
        accepted_total=0,
        decided_at=None,
        decided_by="",
        decided_how="",
        decision_note="",
    )
    if state is State.ACCEPTED:
        for line in work.all(JobLine, JobLine.job_id == job.id):
            work.remove(line)
            job_checks.take_off_for_item(work, job, line.item_id)
        for entry in kept:
            job_lines.put_back(work, entry)
    tell(work, job, "quote_taken_back", {"quote": quote.number})
    index_job(work, job)
    work.inverse = None


def _when(work: Work, quote: Quote, at: datetime | None) -> datetime:
    """When the member answered: not before it was given, not after now."""
    if at is None:
        return work.now
    if at.tzinfo is None or at > work.now or (quote.given_at is not None and at < quote.given_at):
        raise Refused("quote.when", field="at")
    return at


def _put_on_job(work: Work, job: Job, lines: list[QuoteLine]) -> tuple[dict[str, Any], ...]:
    """The job's lines become the quoted ones; what stood there before is returned for the undo."""
    before = work.all(JobLine, JobLine.job_id == job.id, order=JobLine.position)
    parts = {line.item_id: (line.lot, line.serial) for line in before if line.item_id}
    kept = tuple(job_lines.kept_of(line) for line in before)
    for old in before:
        work.remove(old)
    for place, line in enumerate(lines, start=1):
        lot, serial = parts.pop(line.item_id or "", ("", ""))
        values = {name: getattr(line, name) for name in LINE if name != "package_line_id"}
        free = job_lines.free_of(work, job, line.item_id)  # what a warranty pays, it pays here too
        # The job's line has the quoted line's own id: what the member agreed to of it is known for good.
        row = JobLine(
            id=line.id,
            job_id=job.id,
            position=place,
            lot=lot,
            serial=serial,
            quote_line_id=line.id,
            **{**values, **free},
        )
        work.add(row)
        job_checks.put_for_item(work, job, line.item_id)
    for old in before:
        job_checks.take_off_for_item(work, job, old.item_id)
    return kept


def _later(view: View, quote: Quote) -> bool:
    """Whether something came after an answer: a newer version, a change slip, a deposit, a step of the job."""
    since = ms_of(quote.decided_at) if quote.decided_at else 0
    rows = view.sql(
        "SELECT 1 FROM quote WHERE job_id=?1 AND version>?2 AND state<>'draft' UNION ALL"
        " SELECT 1 FROM change_slip WHERE job_id=?1 UNION ALL"
        " SELECT 1 FROM deposit WHERE job_id=?1 AND at>=?3 UNION ALL"
        " SELECT 1 FROM job_step WHERE job_id=?1 AND at>?3",
        (quote.job_id, quote.version, since),
    )
    return bool(rows)


def _as_quoted(view: View, job: Job, quote: Quote) -> bool:
    stand = {
        (line.id, line.price, line.quantity) for line in view.all(JobLine, JobLine.job_id == job.id)
    }
    return stand == {
        (line.id, line.price, line.quantity) for line in quote_lines.lines_of(view, quote.grade_id)
    }
