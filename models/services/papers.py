"""What a paper is made of, and that it was made: copies are counted, a full number on a card is a reveal."""

from dataclasses import dataclass
from datetime import date

import msgspec

from models.base.documents import JobCard, PaperLine, Receipt
from models.base.documents_money import AccountPaper, DayClosePaper, DepositPaper, RefundPaper
from models.base.documents_points import (
    CouponPaper,
    PointsStatement,
    PrepaidPaper,
    VisitCardPaper,
    Voucher,
)
from models.base.documents_quotes import ChangePaper, QuotePaper
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.names import masked_name
from models.rules.phones import phone_text, tail
from models.services import (
    bills,
    change_slips,
    coupons,
    job_file,
    points_statement,
    prepaid,
    quote_file,
    redemptions,
    refund_file,
    shop,
    timeline,
    visit_cards,
)
from models.store.work import View, Work
from models.tables.accounts import AccountPayment
from models.tables.bills import Bill, Printing
from models.tables.change_slips import ChangeSlip
from models.tables.deposits import Deposit
from models.tables.drawer import DayClose
from models.tables.jobs import Job
from models.tables.members import Member
from models.tables.quotes import Quote
from models.tables.refunds import Refund

RECEIPT = "receipt"
JOB_CARD = "job_card"
REFUND = "refund"
DAY_CLOSE = "day_close"
DEPOSIT = "deposit"
ACCOUNT_PAYMENT = "account_payment"
QUOTE = "quote"
CHANGE_SLIP = "change_slip"
VOUCHER = "voucher"
COUPON = "coupon"
PREPAID = "prepaid"
VISIT_CARD = "visit_card"
STATEMENT = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptToPrint:
    """A receipt and which copy it is: 0 the first paper, 1 the first copy (副本)."""

    receipt: Receipt
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundToPrint:
    """A refund's paper and which copy it is: 0 the first, 1 the first copy (副本)."""

    paper: RefundPaper
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCloseToPrint:
    """A day's slip and which copy it is."""

    paper: DayClosePaper
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositToPrint:
    """A deposit's paper and which copy it is."""

    paper: DepositPaper
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountToPrint:
    """The paper of a payment of what stood on account, and which copy it is."""

    paper: AccountPaper
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteToPrint:
    """The paper of a quote, and which copy it is."""

    paper: QuotePaper
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeToPrint:
    """The paper of a change, and which copy it is."""

    paper: ChangePaper
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardToPrint:
    """A voucher, a coupon, a prepaid slip or a visit card, and which copy it is."""

    paper: Voucher | CouponPaper | PrepaidPaper | VisitCardPaper
    copy: int


@use_case(Right.SERVE)
def print_receipt(work: Work, bill_id: str, *, saved: bool = False) -> ReceiptToPrint:
    """Note that a bill's receipt is printed, and return what to print. Every later one is a copy.

    ``saved`` as a file it leaves the program: that stands in the journal as an export.
    """
    bill = work.get(Bill, bill_id)
    copy = _made(work, RECEIPT, bill.id, saved=saved)
    return ReceiptToPrint(receipt=bills.file(work, bill_id).receipt, copy=copy)


@use_case(Right.SERVE)
def print_refund(work: Work, refund_id: str, *, saved: bool = False) -> RefundToPrint:
    """Note that a refund's paper is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    row = work.get(Refund, refund_id)
    copy = _made(work, REFUND, row.id, saved=saved)
    return RefundToPrint(paper=refund_file.file(work, refund_id).paper, copy=copy)


@use_case(Right.SERVE)
def print_day_close(work: Work, close_id: str, *, saved: bool = False) -> DayCloseToPrint:
    """Note that a day's slip is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    row = work.get(DayClose, close_id)
    copy = _made(work, DAY_CLOSE, row.id, saved=saved)
    return DayCloseToPrint(paper=msgspec.convert(row.snapshot, DayClosePaper), copy=copy)


@use_case(Right.SERVE)
def print_deposit(work: Work, deposit_id: str, *, saved: bool = False) -> DepositToPrint:
    """Note that a deposit's paper is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    row = work.get(Deposit, deposit_id)
    copy = _made(work, DEPOSIT, row.id, saved=saved)
    return DepositToPrint(paper=msgspec.convert(row.snapshot, DepositPaper), copy=copy)


@use_case(Right.SERVE)
def print_account(work: Work, payment_id: str, *, saved: bool = False) -> AccountToPrint:
    """Note that a payment's paper is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    row = work.get(AccountPayment, payment_id)
    copy = _made(work, ACCOUNT_PAYMENT, row.id, saved=saved)
    return AccountToPrint(paper=msgspec.convert(row.snapshot, AccountPaper), copy=copy)


@use_case(Right.SERVE)
def print_quote(work: Work, quote_id: str, *, saved: bool = False) -> QuoteToPrint:
    """Note that a given quote is printed, and return what to print; ``saved`` as in :func:`print_receipt`.

    Raises Refused("quote.not_given").
    """
    row = work.get(Quote, quote_id)
    paper = quote_file.paper_of(row)
    return QuoteToPrint(paper=paper, copy=_made(work, QUOTE, row.id, saved=saved))


@use_case(Right.SERVE)
def print_change(work: Work, slip_id: str, *, saved: bool = False) -> ChangeToPrint:
    """Note that a change slip is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    row = work.get(ChangeSlip, slip_id)
    paper = change_slips.paper_of(row)
    return ChangeToPrint(paper=paper, copy=_made(work, CHANGE_SLIP, row.id, saved=saved))


@use_case(Right.SERVE)
def print_voucher(work: Work, redemption_id: str, *, saved: bool = False) -> RewardToPrint:
    """Note that a voucher is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    paper = redemptions.paper(work, redemption_id)
    return RewardToPrint(paper=paper, copy=_made(work, VOUCHER, redemption_id, saved=saved))


@use_case(Right.SERVE)
def print_coupon(work: Work, coupon_id: str, *, saved: bool = False) -> RewardToPrint:
    """Note that a coupon is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    paper = coupons.paper(work, coupon_id)
    return RewardToPrint(paper=paper, copy=_made(work, COUPON, coupon_id, saved=saved))


@use_case(Right.SERVE)
def print_prepaid(work: Work, prepaid_id: str, *, saved: bool = False) -> RewardToPrint:
    """Note that a prepaid slip is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    paper = prepaid.file(work, prepaid_id)
    return RewardToPrint(paper=paper, copy=_made(work, PREPAID, prepaid_id, saved=saved))


@use_case(Right.SERVE)
def print_visit_card(work: Work, card_id: str, *, saved: bool = False) -> RewardToPrint:
    """Note that a visit card is printed, and return what to print; ``saved`` as in :func:`print_receipt`."""
    paper = visit_cards.paper(work, card_id)
    return RewardToPrint(paper=paper, copy=_made(work, VISIT_CARD, card_id, saved=saved))


@use_case(Right.SERVE)
def print_statement(
    work: Work,
    member_id: str,
    *,
    from_day: date | None = None,
    to_day: date | None = None,
    saved: bool = False,
) -> PointsStatement:
    """Note that a member's statement of points is printed, and return it; ``saved`` as in :func:`print_receipt`.

    It tells how things stand and so is no copy of an earlier one. Raises Refused("points.days").
    """
    paper = points_statement.statement(work, member_id, from_day=from_day, to_day=to_day)
    _made(work, STATEMENT, member_id, saved=saved)
    return paper


@use_case(Right.REVEAL)
def print_job_card(work: Work, job_id: str) -> JobCard:
    """Note that a job card is printed, and return it; its one full number is a journalled reveal."""
    job = work.get(Job, job_id)
    card = _card(work, job, full=True)
    _note(work, JOB_CARD, job.id, _count(work, JOB_CARD, job.id))
    if job.member_id is not None and job.phone:
        timeline.record(
            work,
            job.member_id,
            "phone_shown",
            ref_id=job.id,
            number=job.number,
            details={"tail": tail(job.phone), "paper": JOB_CARD},
        )
    return card


@query(Right.SERVE)
def preview_job_card(view: View, job_id: str) -> JobCard:
    """The job card as it would print, its number masked: looking is not a reveal."""
    return _card(view, view.get(Job, job_id), full=False)


def _card(view: View, job: Job, *, full: bool) -> JobCard:
    file = job_file.file(view, job.id)
    member = view.find(Member, job.member_id) if job.member_id else None
    received_by = view.sql("SELECT name FROM staff WHERE id=?", (job.opened_by_id,))
    return JobCard(
        shop=shop.head_of(view),
        number=job.number,
        code=job.code,
        received_at=job.opened_at,
        received_by=received_by[0]["name"] if received_by else "",
        member=member.name if member else "",
        member_masked=masked_name(member.name) if member else "",
        card_number=member.number if member else "",
        phone=(phone_text(job.phone) if full else file.row.masked) if job.phone else "",
        phone_tail=tail(job.phone) if job.phone else "",
        address=job.address,
        habits=tuple(text for text in (file.access_notes, file.preferences, file.taboos) if text),
        needs=(file.special_needs,) if file.special_needs else (),
        device=job.device,
        serial=job.serial,
        symptoms=job.title,
        diagnosis=job.diagnosis,
        accessories=job.accessories,
        rework=False,
        lines=tuple(
            PaperLine(
                name=line.name,
                code=line.code,
                unit=line.unit,
                kind=line.kind,
                quantity=line.quantity,
                price=line.price,
                amount=line.amount,
                discount=0,
                lot=line.lot,
                serial=line.serial,
                warranty_days=line.warranty_days,
                warranty_until=None,
            )
            for line in file.lines
        ),
        total=file.row.total,
        promised_at=job.promised_at,
        technician=file.row.technician,
        warranty_days=max((line.warranty_days for line in file.lines), default=0),
    )


def _count(view: View, paper: str, ref_id: str) -> int:
    rows = view.sql(
        "SELECT count(*) AS n FROM printing WHERE ref_id=? AND paper=?", (ref_id, paper)
    )
    return int(rows[0]["n"])


def _made(work: Work, paper: str, ref_id: str, *, saved: bool) -> int:
    """Note that a paper of the roll was made, and return which copy it is; ``saved`` it is an export as well."""
    if saved:
        work.note(exported=paper)
    copy = _count(work, paper, ref_id)
    _note(work, paper, ref_id, copy)
    return copy


def _note(work: Work, paper: str, ref_id: str, copy: int) -> None:
    work.add(
        Printing(
            id=work.new_id(),
            paper=paper,
            ref_id=ref_id,
            copy_number=copy,
            at=work.now,
            actor_id=work.actor.id,
        )
    )
