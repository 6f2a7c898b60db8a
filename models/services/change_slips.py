"""Change slips of a job: found, signed by the member, and what of a job waits for a signature."""

import msgspec

from models.base.codes import CodeKind, parse_document_number
from models.base.documents_quotes import ChangePaper
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.services import job_lines
from models.services.quote_standing import Compared, Promise, compared, promise_of, total_of
from models.services.search_documents import index_job
from models.store.work import View, Work
from models.tables.change_slips import ChangeSlip
from models.tables.jobs import Job


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> tuple[Promise, tuple[Compared, ...]] | None:
    """What a job's accepted quote says and every line beside it; None where none was accepted."""
    promise = promise_of(view, job_id)
    return None if promise is None else (promise, compared(view, job_id, promise))


@query(Right.SERVE)
def of_bill(view: View, bill_id: str) -> tuple[Promise, int] | None:
    """What was promised for the job of a bill, and what the bill came to; None without an accepted quote."""
    rows = view.sql("SELECT job_id, total FROM bill WHERE id=?", (bill_id,))
    if not rows:
        raise Refused("record.gone", kind="bills")
    promise = promise_of(view, rows[0]["job_id"] or "")
    return None if promise is None else (promise, rows[0]["total"])


@query(Right.SERVE)
def file(view: View, slip_id: str) -> ChangePaper:
    """The frozen paper of a change."""
    return paper_of(view.get(ChangeSlip, slip_id))


def paper_of(slip: ChangeSlip) -> ChangePaper:
    """As :func:`file`, of a row."""
    return msgspec.convert(slip.snapshot, ChangePaper)


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the slip with this number or code; Refused("change.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.CHANGE_SLIP))
    rows = view.sql(
        "SELECT id FROM change_slip WHERE number<>'' AND (number=? OR code=?)", (typed, typed)
    )
    if not rows:
        raise Refused("change.unknown", field="number", number=typed)
    return str(rows[0]["id"])


@use_case(Right.SERVE, inverse="change_slips.take_back_signature")
def sign(work: Work, slip_id: str) -> None:
    """The member signed the slip on paper: the bill may come to its total.

    Raises Refused("change.no_number" | "change.signed" | "change.gone" | "job.billed" | "job.closed").
    """
    slip = work.get(ChangeSlip, slip_id)
    job = job_lines.unbilled(work, slip.job_id)
    if not slip.number:
        raise Refused("change.no_number", field="slip")
    if slip.signed:
        raise Refused("change.signed", field="slip", number=slip.number)
    if total_of(work, job.id) < slip.total_after:
        raise Refused("change.gone", field="slip", number=slip.number)
    work.change(slip, signed=True)
    index_job(work, job)
    work.undo_by(take_back_signature, slip_id)


@use_case(Right.SERVE)
def take_back_signature(work: Work, slip_id: str) -> None:
    """Ctrl+Z after a signature that was none, while the job is not billed. Refused("change.not_signed" | …)."""
    slip = work.get(ChangeSlip, slip_id)
    job: Job = job_lines.unbilled(work, slip.job_id)
    if not slip.signed:
        raise Refused("change.not_signed", field="slip")
    work.change(slip, signed=False)
    index_job(work, job)
