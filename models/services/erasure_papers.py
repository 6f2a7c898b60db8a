"""What an erasure blanks on papers of money and rewards: whose they were, and why. Every amount stays to the fen.

Called by models/services/erasure_rows.py alone.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_

from models.rules.erasure import ERASED_NAME, Traces
from models.store.work import Work
from models.tables.accounts import AccountPayment
from models.tables.bills import Bill, BillLine
from models.tables.deposits import Deposit
from models.tables.invoices import Invoice
from models.tables.jobs import Job
from models.tables.prepaid import Prepaid
from models.tables.refunds import Refund
from models.tables.rewards import Coupon, Redemption


def strip(work: Work, member_id: str, jobs: Sequence[Job], traces: Traces) -> None:
    """Blank every paper of a member, and the deposits on the member's ``jobs``."""
    for bill in work.all(Bill, Bill.member_id == member_id, order=Bill.at):
        _strip_bill(work, bill, traces)
    for refund in work.all(Refund, Refund.member_id == member_id, order=Refund.id):
        _strip_refund(work, refund, traces)
    whose = or_(Deposit.member_id == member_id, Deposit.job_id.in_([job.id for job in jobs]))
    for deposit in work.all(Deposit, whose, order=Deposit.id):
        _strip_deposit(work, deposit)
    for paid in work.all(AccountPayment, AccountPayment.member_id == member_id):
        work.change(paid, snapshot={**paid.snapshot, "member": ERASED_NAME, "phone_tail": ""})
    _strip_rewards(work, member_id)


def _strip_bill(work: Work, bill: Bill, traces: Traces) -> None:
    """Amounts, days, items, tenders and numbers stay to the fen; whose they were goes."""
    paper: dict[str, Any] = dict(bill.snapshot)
    paper |= {"member": ERASED_NAME, "phone_tail": "", "device": "", "note": ""}
    paper["lines"] = [
        {
            **line,
            "serial": "",
            "name": traces.taken_from(line["name"]),
            "lot": traces.taken_from(line["lot"]),
        }
        for line in paper["lines"]
    ]
    work.change(bill, snapshot=paper)
    for stated in work.all(Invoice, Invoice.bill_id == bill.id):
        work.change(stated, title="", tax_number="")
    for line in work.all(BillLine, BillLine.bill_id == bill.id):
        work.change(
            line, serial="", name=traces.taken_from(line.name), lot=traces.taken_from(line.lot)
        )


def _strip_refund(work: Work, refund: Refund, traces: Traces) -> None:
    """As a bill: amounts, days, ways and numbers stay to the fen; whose it was and why goes."""
    paper: dict[str, Any] = dict(refund.snapshot)
    paper |= {"member": ERASED_NAME, "phone_tail": "", "reason": ""}
    paper["lines"] = [{**line, "name": traces.taken_from(line["name"])} for line in paper["lines"]]
    work.change(refund, reason="", snapshot=paper)


def _strip_deposit(work: Work, deposit: Deposit) -> None:
    """As a refund; the device's words were told by the person too."""
    paper: dict[str, Any] = dict(deposit.snapshot)
    paper |= {"member": ERASED_NAME, "phone_tail": "", "reason": "", "device": ""}
    work.change(deposit, reason="", snapshot=paper)


def _strip_rewards(work: Work, member_id: str) -> None:
    """Vouchers, coupons and papers of money paid ahead keep numbers, points and amounts; whose and why goes."""
    gone = {"member": ERASED_NAME, "phone_tail": ""}
    for redemption in work.all(Redemption, Redemption.member_id == member_id):
        work.change(redemption, reason="", snapshot={**redemption.snapshot, **gone})
    for coupon in work.all(Coupon, Coupon.member_id == member_id):
        work.change(coupon, reason="")
    for paper in work.all(Prepaid, Prepaid.member_id == member_id):
        work.change(paper, reason="", snapshot={**paper.snapshot, **gone, "reason": ""})
