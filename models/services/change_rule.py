"""After a quote was accepted: what makes a job dearer needs a reason and the member's approval, on a change slip.

Called by what writes lines. Over the cap the slip has a number, is printed and signed before the bill.
"""

from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select

from models.base.codes import CodeKind
from models.base.documents_quotes import ChangePaper, ChangePaperLine
from models.base.errors import Refused
from models.base.money import amount_of
from models.base.text import clean_line, one_of
from models.rules import quotes as rules
from models.rules.names import masked_name
from models.rules.phones import tail
from models.services import numbers, shop, timeline
from models.services.quote_standing import Promise, promise_of
from models.store.work import View, Work
from models.tables.change_slips import ChangeSlip
from models.tables.jobs import Job, JobLine
from models.tables.members import Member

REASON_MOST = 120
WHO_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Why something is added, and who agreed to it how (in_person, phone, wechat, signature)."""

    reason: str
    approved_by: str
    approved_how: str = "in_person"


def admit(
    work: Work, job: Job, line: JobLine, agreed: Agreement | None, *, quantity: int, before: int = 0
) -> str | None:
    """Whether so much of a line may stand on its job; the id of the change slip it stands by, None without one.

    ``before`` is how much of it stands there now. What was quoted or agreed already needs nothing new, nor does
    what costs nothing. Raises Refused("change.reason" | "change.approval" | "quote.how" | "text.…").
    """
    promise = promise_of(work, job.id)
    if promise is None:
        return None
    known = promise.lines.get(line.id)
    if known is not None and known.covers(line.price, quantity):
        return known.slip_of(quantity)
    more = amount_of(line.price, quantity) - amount_of(line.price, before)
    if more <= 0:
        return line.change_id
    if agreed is None:
        raise Refused("change.reason", field="reason")
    added = ChangePaperLine(
        line_id=line.id,
        name=line.name,
        unit=line.unit,
        quantity_before=before,
        quantity=quantity,
        price=line.price,
        amount=more,
    )
    return _post(work, job, promise, added, _checked(agreed))


def put_back(view: View, line: JobLine) -> None:
    """Link a line that comes back to what the member agreed to of it; Refused("change.reason") beyond that."""
    promise = promise_of(view, line.job_id)
    if promise is None:
        return
    known = promise.lines.get(line.id)
    if known is None or not known.covers(line.price, line.quantity):
        if amount_of(line.price, line.quantity) > 0:
            raise Refused("change.reason", field="reason")
        return
    line.quote_line_id = known.quote_line_id
    line.change_id = known.slip_of(line.quantity)


def check_bill(view: View, job_id: str, *, extra: bool) -> None:
    """Whether a job's bill keeps what was promised: nothing is added at the till, what must be signed is signed.

    Raises Refused("change.till" | "change.unsigned").
    """
    promise = promise_of(view, job_id)
    if promise is None:
        return
    if extra:
        raise Refused("change.till", field="lines")
    if rules.must_sign(promise.most, promise.actual):
        slip = promise.waiting
        raise Refused("change.unsigned", field="lines", number=slip.number if slip else "")


def price_again(view: View, line: JobLine) -> int | None:
    """What a line that was free may cost again on a job with an accepted quote; None where there is none.

    Raises Refused("change.reason") for a line whose price nobody ever agreed to.
    """
    promise = promise_of(view, line.job_id)
    if promise is None:
        return None
    known = promise.lines.get(line.id)
    if known is None or not known.covers(0, line.quantity):
        raise Refused("change.reason", field="rework")
    return known.price


def _checked(agreed: Agreement) -> Agreement:
    reason = clean_line(agreed.reason, field="reason", most=REASON_MOST)
    if not reason:
        raise Refused("change.reason", field="reason")
    who = clean_line(agreed.approved_by, field="approved_by", most=WHO_MOST)
    if not who:
        raise Refused("change.approval", field="approved_by")
    how = one_of(agreed.approved_how, rules.HOWS, "quote.how", field="approved_how")
    return Agreement(reason=reason, approved_by=who, approved_how=how)


def _post(work: Work, job: Job, promise: Promise, added: ChangePaperLine, agreed: Agreement) -> str:
    after = promise.actual + added.amount
    number, code = "", ""
    if rules.must_sign(promise.most, after):
        named = numbers.next_document(work, CodeKind.CHANGE_SLIP)
        number, code = str(named), named.code
    member = work.find(Member, job.member_id) if job.member_id else None
    paper = ChangePaper(
        shop=shop.head_of(work),
        number=number,
        code=code,
        at=work.now,
        by=work.actor.name,
        member=masked_name(member.name) if member else "",
        phone_tail=tail(job.phone) if job.phone else "",
        job_number=job.number,
        device=job.device,
        quote_number=promise.number,
        quoted=promise.accepted,
        cap=promise.cap,
        most=promise.most,
        lines=(added,),
        before=promise.actual,
        after=after,
        reason=agreed.reason,
        approved_by=_masked(agreed.approved_by, member),
        approved_how=agreed.approved_how,
    )
    last = work.value(select(func.max(ChangeSlip.position)).where(ChangeSlip.job_id == job.id)) or 0
    row = ChangeSlip(
        id=work.new_id(),
        job_id=job.id,
        position=last + 1,
        at=work.now,
        actor_id=work.actor.id,
        reason=agreed.reason,
        approved_by=agreed.approved_by,
        approved_how=agreed.approved_how,
        total_before=promise.actual,
        total_after=after,
        snapshot=msgspec.to_builtins(paper),
        number=number,
        code=code,
    )
    work.add(row)
    if member is not None:
        details = {"added": added.name, "amount": added.amount, "how": agreed.approved_how}
        timeline.record(
            work, member.id, "change_agreed", ref_id=job.id, number=job.number, details=details
        )
        timeline.touch(work, member)
    return row.id


def _masked(who: str, member: Member | None) -> str:
    """Who agreed, as a paper may keep it: the member's own name is masked there."""
    return who if member is None else who.replace(member.name, masked_name(member.name))
