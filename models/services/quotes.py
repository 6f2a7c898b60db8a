"""Quotes of a job on their way to the member: kept as a draft, given as a numbered, frozen paper.

A given quote is never edited: the next version replaces it. Answers stand in quote_answers.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import func, select

from models.base.codes import CodeKind
from models.base.documents_quotes import QuotePaper, QuotePaperGrade, QuotePaperLine
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import use_case
from models.rules import quotes as rules
from models.rules.names import masked_name
from models.rules.phones import tail
from models.rules.quotes import State
from models.services import job_lines, jobs, numbers, quote_lines, shop, timeline
from models.services.quote_file import why_not
from models.services.quote_lines import GradeRow, QuoteEntry
from models.services.search_documents import index_job
from models.store.work import View, Work
from models.tables.jobs import Job
from models.tables.members import Member
from models.tables.quotes import Quote, QuoteGrade, QuoteLine


@dataclass(frozen=True, slots=True)
class QuoteGiven:
    """A quote that was given."""

    id: str
    number: str


@use_case(Right.SERVE)
def keep(work: Work, job_id: str, entry: QuoteEntry) -> str:
    """Keep a draft of the job's next quote, in place of the one that was kept before; returns its id.

    It keeps itself while it is written, so it is no act to undo: the screen undoes line by line. One without
    grades takes the draft away. Raises Refused("quote.…" | "job.…" | "price.none").
    """
    job = _open(work, job_id)
    entry = quote_lines.checked(entry, given=False)
    before = _draft_of(work, job_id)
    if not entry.grades:
        if before is not None:
            _empty(work, before)
            work.remove(before)
        return ""
    return _write(work, job, entry, before).id


@use_case(Right.SERVE, keyed=True)
def give(
    work: Work,
    job_id: str,
    entry: QuoteEntry,
    *,
    expected_totals: tuple[int, ...] | None = None,
) -> QuoteGiven:
    """Give the member a quote: number it, freeze its paper, replace the version before. All of it or nothing.

    ``expected_totals`` are those the clerk saw, grade by grade. Not undoable: a new version replaces it.
    Raises Refused("quote.…" | "job.billed" | "job.closed" | "price.none" | "text.…").
    """
    job = _open(work, job_id)
    entry = quote_lines.checked(entry, given=True)
    quote = _write(work, job, entry, _draft_of(work, job_id))
    rows = quote_lines.rows_of(work, quote)
    totals = tuple(row.total for row in rows)
    if expected_totals is not None and expected_totals != totals:
        raise Refused("quote.changed", field="lines")
    for earlier in work.all(Quote, Quote.job_id == job_id, Quote.state == State.GIVEN.value):
        move(work, earlier, State.REPLACED)
    number = numbers.next_document(work, CodeKind.QUOTE)
    move(work, quote, State.GIVEN)
    work.change(quote, number=str(number), code=number.code, given_at=work.now)
    paper = _paper(work, job, quote, rows)
    work.change(quote, snapshot=msgspec.to_builtins(paper))
    jobs.quoted(work, job)
    tell(work, job, "quote_given", {"quote": quote.number, "totals": list(totals)})
    index_job(work, job)
    return QuoteGiven(quote.id, quote.number)


def _open(work: Work, job_id: str) -> Job:
    job = work.get(Job, job_id)
    code = why_not(work, job)
    if code == "job.closed":
        raise Refused(code, number=job.number)
    if code == "job.billed":
        bill = job_lines.bill_of(work, job_id)
        raise Refused(code, number=bill[1] if bill else "")
    if code:
        raise Refused(code, field="quote")
    return job


def _draft_of(view: View, job_id: str) -> Quote | None:
    found = view.all(Quote, Quote.job_id == job_id, Quote.state == State.DRAFT.value)
    return found[0] if found else None


def _write(work: Work, job: Job, entry: QuoteEntry, draft: Quote | None) -> Quote:
    """Write the draft anew; a draft has its id for a number until it is given one."""
    until = rules.valid_until(work.today, quote_lines.days_of(work, entry))
    values: dict[str, Any] = {
        "made_at": work.now,
        "actor_id": work.actor.id,
        "valid_until": until,
        "cap": quote_lines.cap_of(work, entry),
        "note": entry.note,
    }
    if draft is None:
        last = work.value(select(func.max(Quote.version)).where(Quote.job_id == job.id)) or 0
        key = work.new_id()
        draft = Quote(
            id=key,
            number=key,
            code=key,
            job_id=job.id,
            version=last + 1,
            decided_by="",
            decided_how="",
            decision_note="",
            grade_id="",
            **values,
        )
        work.add(draft)
    else:
        _empty(work, draft)
        work.change(draft, **values)
    for place, grade in enumerate(entry.grades, start=1):
        row = QuoteGrade(
            id=work.new_id(), quote_id=draft.id, position=place, name=grade.name, note=grade.note
        )
        work.add(row)
        work.add_all(
            [
                QuoteLine(
                    id=work.new_id(),
                    grade_id=row.id,
                    position=at,
                    **{name: values[name] for name in LINE},
                )
                for at, values in enumerate(quote_lines.priced(work, job, grade), start=1)
            ]
        )
    return draft


LINE = (
    "item_id",
    "name",
    "code",
    "unit",
    "line_kind",
    "quantity",
    "price",
    "cost",
    "earning_class",
    "warranty_days",
    "package_line_id",
)


def _empty(work: Work, draft: Quote) -> None:
    """Take the lines of a draft off: nobody was given them."""
    for grade in quote_lines.grades_of(work, draft.id):
        for line in quote_lines.lines_of(work, grade.id):
            work.remove(line)
        work.remove(grade)


def move(work: Work, quote: Quote, to: State) -> None:
    """Take a quote on to its next state, where that is legal."""
    rules.check_move(State(quote.state), to, last_day=quote.valid_until, today=work.today)
    work.change(quote, state=to.value)


def _paper(work: Work, job: Job, quote: Quote, rows: tuple[GradeRow, ...]) -> QuotePaper:
    member = work.find(Member, job.member_id) if job.member_id else None
    days = {
        (grade.id, line.position): line.warranty_days
        for grade in quote_lines.grades_of(work, quote.id)
        for line in quote_lines.lines_of(work, grade.id)
    }
    return QuotePaper(
        shop=shop.head_of(work),
        number=quote.number,
        code=quote.code,
        version=quote.version,
        at=work.now,
        by=work.actor.name,
        member=masked_name(member.name) if member else "",
        phone_tail=tail(job.phone) if job.phone else "",
        job_number=job.number,
        device=job.device,
        need=job.title,
        grades=tuple(
            QuotePaperGrade(
                name=row.name,
                note=row.note,
                lines=tuple(
                    QuotePaperLine(
                        name=line.name,
                        code=line.code,
                        unit=line.unit,
                        quantity=line.quantity,
                        price=line.price,
                        amount=line.amount,
                        warranty_days=days[row.id, place],
                    )
                    for place, line in enumerate(row.lines, start=1)
                ),
                total=row.total,
                most=row.most,
            )
            for row in rows
        ),
        valid_until=quote.valid_until,
        cap=quote.cap,
        note=quote.note,
    )


def tell(work: Work, job: Job, what: str, details: dict[str, Any]) -> None:
    """Write an entry about a quote into the member's timeline; a walk-in has none."""
    if job.member_id is None:
        return
    timeline.record(work, job.member_id, what, ref_id=job.id, number=job.number, details=details)
    timeline.touch(work, work.get(Member, job.member_id))
