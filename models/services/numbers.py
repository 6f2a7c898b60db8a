"""Gives out the running numbers of this desk, without gaps, inside the use case's own transaction."""

from datetime import date

from models.base import codes
from models.base.errors import Refused
from models.rules.members import card_number
from models.store.work import Work
from models.tables.shop import Counter


def next_number(work: Work, counter: str) -> int:
    """Take the next number of ``counter`` at this desk, beginning with 1."""
    name = f"{work.desk.letter}/{counter}"
    row = work.find(Counter, name)
    if row is None:
        work.add(Counter(id=name, last=1))
        return 1
    work.change(row, last=row.last + 1)
    return row.last


def take(work: Work, counter: str, count: int) -> int:
    """Take the next ``count`` (at least 1) numbers of ``counter`` at this desk; returns the first of them."""
    first = next_number(work, counter)
    if count > 1:
        row = work.get(Counter, f"{work.desk.letter}/{counter}")
        work.change(row, last=row.last + count - 1)
    return first


def next_receipt(work: Work) -> codes.ReceiptNumber:
    """The next receipt number of this desk, for ever without gaps."""
    return codes.receipt_number(desk_of(work), next_number(work, "receipt"))


def next_document(work: Work, kind: codes.CodeKind) -> codes.DocumentNumber:
    """The next number of a kind of document at this desk, for ever without gaps."""
    running = next_number(work, kind.name.lower())
    return codes.document_number(kind, desk_of(work), running)


def next_job(work: Work, day: date) -> codes.JobNumber:
    """The next job number of ``day`` at this desk.

    Raises Refused("code.job_full") past 4,999 and Refused("day.range") where the computer's clock says
    a year that no number has.
    """
    if not 2000 <= day.year <= 2099:
        raise Refused("day.range", field="today")
    return codes.job_number(desk_of(work), day, next_number(work, f"job/{day.isoformat()}"))


def next_card(work: Work) -> str:
    """The next eight-digit card number, in this desk's own range."""
    return card_number(desk_of(work), next_number(work, "card"))


def desk_of(work: Work) -> int:
    """This desk's number, 1 to 26."""
    return codes.desk_number(work.desk.letter)
