"""Quotes of a job as they are read: every version with its answer, its paper, and how bills stand to them."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from models.base.codes import CodeKind, parse_document_number
from models.base.documents_quotes import QuotePaper
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules import quotes as rules
from models.rules.quotes import State
from models.services import job_lines, quote_lines, shop
from models.services.quote_lines import GradeRow, QuotedLine, QuoteEntry
from models.services.quote_standing import Compared, Promise, compared, promise_of, variances
from models.store.work import View
from models.tables.jobs import Job
from models.tables.members import Member
from models.tables.quotes import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A version as the job shows it; ``number`` is empty for a draft. ``expired``: given, and holds no more."""

    id: str
    number: str
    version: int
    state: State
    made_at: datetime
    given_at: datetime | None
    by: str
    valid_until: date
    expired: bool
    cap: int
    note: str
    grades: tuple[GradeRow, ...]
    grade_id: str
    decided_at: datetime | None
    decided_by: str
    decided_how: str
    decision_note: str
    accepted: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobQuotes:
    """The quotes of a job, the newest first; ``entry`` is what the next one begins with.

    ``why_not`` is the code of what stands in the way of another one, empty where nothing does.
    """

    job_id: str
    job_number: str
    member: str
    device: str
    title: str
    price_day: date
    rows: tuple[QuoteRow, ...]
    entry: QuoteEntry
    draft: bool
    why_not: str
    cap: int
    days: int
    promise: Promise | None
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceReport:
    """How far the bills of a time went beyond their quotes; ``mean`` per mille, None without any."""

    jobs: int
    over: int
    mean: int | None
    quoted: int
    billed: int


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> JobQuotes:
    """Everything quoted for a job, and what the next quote begins with: the draft, the last one, or the job."""
    job = view.get(Job, job_id)
    member = view.find(Member, job.member_id) if job.member_id else None
    quotes = view.all(Quote, Quote.job_id == job_id, order=Quote.version.desc())
    promise = promise_of(view, job_id)
    settings = shop.settings_of(view)
    return JobQuotes(
        job_id=job.id,
        job_number=job.number,
        member=member.name if member else "",
        device=job.device,
        title=job.title,
        price_day=job.price_day,
        rows=tuple(_row(view, quote) for quote in quotes),
        entry=quote_lines.entry_of(view, quotes[0]) if quotes else _entry_of_job(view, job),
        draft=bool(quotes) and quotes[0].state == State.DRAFT,
        why_not=why_not(view, job),
        cap=settings["quote_cap"],
        days=settings["quote_days"],
        promise=promise,
        compared=compared(view, job_id, promise) if promise is not None else (),
    )


def of_member(view: View, member_id: str) -> tuple[QuoteRow, ...]:
    """Every quote of a member's jobs, the oldest first, for the member's own data."""
    rows = view.sql(
        "SELECT q.id FROM quote q JOIN job j ON j.id=q.job_id WHERE j.member_id=? ORDER BY q.id",
        (member_id,),
    )
    return tuple(_row(view, view.get(Quote, row["id"])) for row in rows)


@query(Right.SERVE)
def file(view: View, quote_id: str) -> QuotePaper:
    """The frozen paper of a quote that was given; Refused("quote.not_given") for a draft."""
    return paper_of(view.get(Quote, quote_id))


def paper_of(quote: Quote) -> QuotePaper:
    """As :func:`file`, of a row."""
    if quote.snapshot is None:
        raise Refused("quote.not_given", field="quote")
    return msgspec.convert(quote.snapshot, QuotePaper)


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the quote with this number or code; Refused("quote.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.QUOTE))
    rows = view.sql("SELECT id FROM quote WHERE number=? OR code=?", (typed, typed))
    if not rows:
        raise Refused("quote.unknown", field="number", number=typed)
    return str(rows[0]["id"])


@query(Right.SERVE)
def one(view: View, quote_id: str) -> QuoteRow:
    """One version with its lines and its answer."""
    return _row(view, view.get(Quote, quote_id))


@query(Right.SERVE)
def variance(view: View, first: date, last: date) -> VarianceReport:
    """How the bills of these shop days stand to the quotes that were accepted for them."""
    found = variances(view, first, last)
    return VarianceReport(
        jobs=len(found),
        over=sum(one.fen > 0 for one in found),
        mean=rules.mean([one.per_mille for one in found if one.per_mille is not None]),
        quoted=sum(one.quoted for one in found),
        billed=sum(one.actual for one in found),
    )


def why_not(view: View, job: Job) -> str:
    """Why no quote can be made any more: closed, billed, or one was accepted (then change slips are the way)."""
    if job.step == "closed":
        return "job.closed"
    if job_lines.bill_of(view, job.id) is not None:
        return "job.billed"
    accepted = view.sql("SELECT 1 FROM quote WHERE job_id=? AND state='accepted'", (job.id,))
    return "quote.accepted" if accepted else ""


def _entry_of_job(view: View, job: Job) -> QuoteEntry:
    """The first quote begins with what the job's card already says."""
    lines = tuple(
        QuotedLine(
            item_id=line.item_id,
            quantity=line.quantity,
            name="" if line.item_id else line.name,
            price=None if line.item_id else line.price,
            kind=line.kind,
        )
        for line in job_lines.lines_of(view, job.id)
    )
    return QuoteEntry(grades=(quote_lines.GradeEntry(lines=lines),))


def _row(view: View, quote: Quote) -> QuoteRow:
    state = State(quote.state)
    who = view.sql(
        "SELECT coalesce((SELECT name FROM staff WHERE id=?1),'') AS name,"
        " (SELECT count(*) FROM printing WHERE ref_id=?2) AS copies",
        (quote.actor_id, quote.id),
    )[0]
    given = state is State.GIVEN
    return QuoteRow(
        id=quote.id,
        number="" if state is State.DRAFT else quote.number,
        version=quote.version,
        state=state,
        made_at=quote.made_at,
        given_at=quote.given_at,
        by=who["name"],
        valid_until=quote.valid_until,
        expired=given and rules.expired(quote.valid_until, view.today),
        cap=quote.cap,
        note=quote.note,
        grades=quote_lines.rows_of(view, quote),
        grade_id=quote.grade_id,
        decided_at=quote.decided_at,
        decided_by=quote.decided_by,
        decided_how=quote.decided_how,
        decision_note=quote.decision_note,
        accepted=quote.accepted_total,
        copies=who["copies"],
    )
