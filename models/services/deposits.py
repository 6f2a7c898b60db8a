"""Deposits (定金) of a job: taken, given back, settled on its bill, freed where that bill comes back.

Taking and giving back are numbered documents of one series; neither is edited. What more was taken than the
bill came to stays with the job until it is given back.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.base.clock import from_ms
from models.base.codes import CodeKind, DocumentNumber, parse_document_number
from models.base.documents import TenderKind
from models.base.documents_money import DepositDirection, DepositPaper
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import deposits as rules
from models.rules.checkout import TenderIn, TenderOut, settle
from models.rules.deposits import Part
from models.rules.names import masked_name
from models.rules.phones import tail
from models.rules.tenders import CASH
from models.services import drawer, job_lines, numbers, shop, timeline
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.deposits import Deposit, DepositUse
from models.tables.erasure import Erasure
from models.tables.jobs import Job
from models.tables.members import Member
from models.tables.refunds import Refund

HANDED: tuple[TenderKind, ...] = ("cash", "wechat", "alipay", "card")
"""The ways in which a deposit can be paid: money that is handed over now."""
REASON_MOST = 120

_LEFT = (
    "SELECT d.id, d.amount - coalesce((SELECT sum(o.amount) FROM deposit o WHERE o.of_id=d.id),0)"
    " - coalesce((SELECT sum(u.amount) FROM deposit_use u WHERE u.deposit_id=d.id),0) AS amount"
    " FROM deposit d WHERE d.job_id=? AND d.direction='in' ORDER BY d.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositRow:
    """A deposit or its return as the job shows it; ``left`` is what can still be used or given back, fen."""

    id: str
    direction: DepositDirection
    number: str
    at: datetime
    by: str
    kind: str
    amount: int
    left: int
    reason: str
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDeposits:
    """The deposits of a job, newest first. ``used`` was settled on its bill, ``balance`` is still held; fen."""

    job_id: str
    job_number: str
    member: str
    device: str
    priced: int
    """What the job's lines come to now."""
    may_take: bool
    used: int
    balance: int
    rows: tuple[DepositRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositPosted:
    """A posted deposit or return; ``balance`` is what the job holds after it; fen."""

    id: str
    number: str
    amount: int
    change: int
    balance: int


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> JobDeposits:
    """What was taken, used and given back for a job."""
    job = view.get(Job, job_id)
    member = view.find(Member, job.member_id) if job.member_id else None
    left = {part.deposit_id: part.amount for part in _left(view, job_id)}
    rows = view.sql(
        "SELECT d.*, coalesce(s.name,'') AS who, (SELECT count(*) FROM printing p WHERE p.ref_id=d.id)"
        " AS copies FROM deposit d LEFT JOIN staff s ON s.id=d.actor_id WHERE d.job_id=?"
        " ORDER BY d.id DESC",
        (job_id,),
    )
    used = view.sql(
        "SELECT coalesce(sum(u.amount),0) AS n FROM deposit_use u JOIN deposit d"
        " ON d.id=u.deposit_id WHERE d.job_id=?",
        (job_id,),
    )
    return JobDeposits(
        job_id=job.id,
        job_number=job.number,
        member=masked_name(member.name) if member else "",
        device=job.device,
        priced=_priced(view, job_id),
        may_take=_why_not(view, job) is None,
        used=used[0]["n"],
        balance=sum(left.values()),
        rows=tuple(
            DepositRow(
                id=row["id"],
                direction="out" if row["direction"] == "out" else "in",
                number=row["number"],
                at=from_ms(row["at"]),
                by=row["who"],
                kind=row["tender_kind"],
                amount=row["amount"],
                left=left.get(row["id"], 0),
                reason=row["reason"],
                copies=row["copies"],
            )
            for row in rows
        ),
    )


@query(Right.SERVE)
def file(view: View, deposit_id: str) -> DepositPaper:
    """The frozen paper of a deposit or of its return."""
    return msgspec.convert(view.get(Deposit, deposit_id).snapshot, DepositPaper)


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the deposit with this number or code; Refused("deposit.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.DEPOSIT))
    rows = view.sql("SELECT id FROM deposit WHERE number=? OR code=?", (typed, typed))
    if not rows:
        raise Refused("deposit.unknown", field="number", number=typed)
    return str(rows[0]["id"])


def balance_of(view: View, job_id: str) -> int:
    """What is held of a job's deposits and neither used nor given back; fen."""
    return sum(part.amount for part in _left(view, job_id))


def last_held(view: View, member_id: str) -> str:
    """The number of the newest deposit for a job of the member of which something is still held; else empty."""
    rows = view.sql(
        "SELECT d.number, d.job_id FROM deposit d JOIN job j ON j.id=d.job_id WHERE j.member_id=?"
        " AND d.direction='in' ORDER BY d.id DESC",
        (member_id,),
    )
    return next((str(row["number"]) for row in rows if balance_of(view, row["job_id"])), "")


@use_case(Right.SERVE, keyed=True)
def take(work: Work, job_id: str, *, amount: int, tender: TenderIn) -> DepositPosted:
    """Take a deposit for a job that is not billed yet; ``tender`` is what was handed over, change is cash only.

    Raises Refused("deposit.amount" | "money.too_large" | "checkout.tender_…" | "job.billed" | "job.closed" |
    "day.closed"). Not undoable: it is given back by a document of its own.
    """
    drawer.must_be_open(work, work.today)
    job = work.get(Job, job_id)
    why = _why_not(work, job)
    if why is not None:
        raise why
    rules.checked(amount)
    one_of(tender.kind, HANDED, "checkout.tender_empty", field="tender")
    settled = settle(amount, (tender,))
    return _post(work, job, settled.tenders[0], direction="in", change=settled.change)


@use_case(Right.REFUND, keyed=True)
def give_back(
    work: Work, deposit_id: str, *, amount: int | None = None, kind: str = "", reason: str
) -> DepositPosted:
    """Give back what is left of a deposit, or ``amount`` of it, as it was paid or in cash.

    Raises Refused("deposit.nothing" | "deposit.most" | "deposit.amount" | "deposit.way" | "text.…" |
    "day.closed"). Not undoable: money went out.
    """
    drawer.must_be_open(work, work.today)
    taken = work.get(Deposit, deposit_id)
    left = {part.deposit_id: part.amount for part in _left(work, taken.job_id)}.get(taken.id, 0)
    if left <= 0:
        raise Refused("deposit.nothing", field="amount")
    fen = rules.checked(left if amount is None else amount, most=left)
    way = one_of(kind or taken.tender_kind, (taken.tender_kind, CASH), "deposit.way", field="way")
    why = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    out = TenderOut(kind=_handed(way), amount=fen, tendered=fen)
    return _post(work, work.get(Job, taken.job_id), out, direction="out", of=taken, reason=why)


def covers(view: View, job_id: str | None, total: int) -> int:
    """What the deposits of a job pay of a bill of this total; fen, 0 without a job."""
    return 0 if job_id is None else rules.covered(balance_of(view, job_id), total)


def settle_on(work: Work, bill: Bill, amount: int) -> None:
    """Write that ``amount`` of the deposits of the bill's job is settled on it, the oldest first."""
    if not amount or bill.job_id is None:
        return
    _use(work, bill.id, rules.spread(_left(work, bill.job_id), amount))


def free(work: Work, refund: Refund, amount: int) -> None:
    """Write that a refund frees ``amount`` of what was settled on its bill, the newest deposit first."""
    rows = work.sql(
        "SELECT deposit_id, sum(amount) AS amount FROM deposit_use WHERE bill_id=?"
        " GROUP BY deposit_id ORDER BY deposit_id DESC",
        (refund.bill_id,),
    )
    parts = rules.spread([Part(row["deposit_id"], row["amount"]) for row in rows], amount)
    _use(work, refund.bill_id, parts, refund_id=refund.id)


def _use(
    work: Work, bill_id: str, parts: tuple[Part, ...], *, refund_id: str | None = None
) -> None:
    work.add_all(
        [
            DepositUse(
                id=work.new_id(),
                deposit_id=part.deposit_id,
                bill_id=bill_id,
                refund_id=refund_id,
                amount=part.amount if refund_id is None else -part.amount,
            )
            for part in parts
        ]
    )


def _left(view: View, job_id: str) -> tuple[Part, ...]:
    return tuple(Part(row["id"], row["amount"]) for row in view.sql(_LEFT, (job_id,)))


def _why_not(view: View, job: Job) -> Refused | None:
    billed = job_lines.bill_of(view, job.id)
    if billed:
        return Refused("job.billed", number=billed[1])
    return Refused("job.closed", number=job.number) if job.step == "closed" else None


def _priced(view: View, job_id: str) -> int:
    rows = view.sql(
        "SELECT coalesce(sum((price*quantity*2+1000)/2000),0) AS n FROM job_line WHERE job_id=?",
        (job_id,),
    )
    return int(rows[0]["n"])


def _handed(kind: str) -> TenderKind:
    return next(known for known in HANDED if known == kind)


def _post(
    work: Work,
    job: Job,
    tender: TenderOut,
    *,
    direction: DepositDirection,
    change: int = 0,
    of: Deposit | None = None,
    reason: str = "",
) -> DepositPosted:
    number = numbers.next_document(work, CodeKind.DEPOSIT)
    signed = tender.amount if direction == "in" else -tender.amount
    balance = balance_of(work, job.id) + signed
    paper = _paper(work, job, number, tender, balance, direction, change, of, reason)
    row = Deposit(
        id=work.new_id(),
        number=str(number),
        code=number.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        business_day=work.today,
        job_id=job.id,
        member_id=job.member_id,
        actor_id=work.actor.id,
        direction=direction,
        of_id=of.id if of is not None else None,
        tender_kind=tender.kind,
        amount=tender.amount,
        reason=reason,
        snapshot=msgspec.to_builtins(paper),
    )
    work.add(row)
    _tell(work, row, job)
    return DepositPosted(
        id=row.id, number=row.number, amount=row.amount, change=change, balance=balance
    )


def _tell(work: Work, row: Deposit, job: Job) -> None:
    if row.member_id is None or work.find(Erasure, row.member_id) is not None:
        return  # an erased member's money goes back all the same; nothing is told of it
    timeline.record(
        work,
        row.member_id,
        "deposit_taken" if row.direction == "in" else "deposit_given_back",
        ref_id=job.id,
        number=row.number,
        details={"total": row.amount, "tender": row.tender_kind, "job": job.number},
    )
    timeline.touch(work, work.get(Member, row.member_id))


def _paper(
    view: View,
    job: Job,
    number: DocumentNumber,
    tender: TenderOut,
    balance: int,
    direction: DepositDirection,
    change: int,
    of: Deposit | None,
    reason: str,
) -> DepositPaper:
    member = view.find(Member, job.member_id) if job.member_id else None
    return DepositPaper(
        shop=shop.head_of(view),
        direction=direction,
        number=str(number),
        code=number.code,
        at=view.now,
        by=view.actor.name,
        approved_by=view.approver.name if view.approver else "",
        member=masked_name(member.name) if member else "",
        phone_tail=tail(job.phone) if job.phone else "",
        job_number=job.number,
        device=job.device,
        amount=tender.amount,
        kind=tender.kind,
        tendered=tender.tendered,
        change=change,
        of_number=of.number if of is not None else "",
        balance=balance,
        reason=reason,
    )
