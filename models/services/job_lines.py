"""The lines of a job that is not billed yet, at the prices of the job's day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from models.base.documents import LineKind
from models.base.errors import Refused
from models.base.money import MAX_FEN, amount_of
from models.base.quantity import MAX_QUANTITY
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import use_case
from models.rules.jobs import Step
from models.services import change_rule, job_checks, prices, warranty
from models.services.change_rule import Agreement
from models.services.prices import WARRANTY_MOST
from models.services.search_documents import index_job
from models.store.work import View, Work
from models.tables.jobs import Job, JobLine
from models.tables.packages import Package, PackageLine
from models.tables.prices import PriceItem


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEntry:
    """A line as chosen: an item of the price list, or free text with its own price (fen)."""

    item_id: str | None = None
    quantity: int = 1000
    lot: str = ""
    serial: str = ""
    name: str = ""
    price: int | None = None
    """None takes the price of the job's day; another one must be allowed (free lines)."""
    kind: LineKind = "service"
    package_line_id: str | None = None
    """The line of a package it comes by, which may have a price of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLineRow:
    """A line as shown; ``amount`` = price × quantity, rounded half up."""

    id: str
    item_id: str | None
    name: str
    code: str
    unit: str
    kind: LineKind
    quantity: int
    price: int
    cost: int
    amount: int
    earning_class: str
    warranty_days: int
    lot: str
    serial: str
    warranty_from: date | None = None
    """Where it replaces what is under warranty, free of charge: the day that warranty began."""


@use_case(Right.SERVE, inverse="job_lines.remove")
def add(work: Work, job_id: str, entry: LineEntry, *, agreed: Agreement | None = None) -> str:
    """Add a line at the price of the job's day; returns its id. After an accepted quote it must be ``agreed``.

    Raises Refused("price.none" | "job.quantity" | "job.billed" | "text.…" | "change.reason" | "change.approval").
    """
    job = unbilled(work, job_id)
    line = put_line(work, job, entry, agreed=agreed)
    index_job(work, job)
    work.undo_by(remove, line.id)
    return line.id


@use_case(Right.SERVE, inverse="job_lines.change")
def change(
    work: Work,
    line_id: str,
    *,
    quantity: int,
    lot: str = "",
    serial: str = "",
    agreed: Agreement | None = None,
) -> None:
    """Change a line's quantity (thousandths) and where its part comes from.

    After an accepted quote a larger quantity must be ``agreed``: Refused("change.reason" | "change.approval").
    """
    line = work.get(JobLine, line_id)
    job = unbilled(work, line.job_id)
    work.undo_by(change, line_id, quantity=line.quantity, lot=line.lot, serial=line.serial)
    _check_amount(line.price, quantity)
    slip_id = change_rule.admit(work, job, line, agreed, quantity=quantity, before=line.quantity)
    work.change(
        line,
        change_id=slip_id,
        quantity=_quantity(quantity),
        lot=clean_line(lot, field="lot", most=40),
        serial=clean_line(serial, field="serial", most=60),
    )
    index_job(work, job)


@use_case(Right.SERVE, inverse="job_lines.put_back")
def remove(work: Work, line_id: str) -> None:
    """Take a line off a job that is not billed yet."""
    line = work.get(JobLine, line_id)
    job = unbilled(work, line.job_id)
    kept = kept_of(line)
    work.remove(line)
    job_checks.take_off_for_item(work, job, line.item_id)
    index_job(work, job)
    work.undo_by(put_back, kept)


@use_case(Right.SERVE, inverse="job_lines.remove")
def put_back(work: Work, kept: dict[str, Any]) -> None:
    """Put a line back as it was: the undo of taking it off. A line that is there already stays as it is."""
    line = _kept_line(work, kept)
    job = unbilled(work, line.job_id)
    if work.find(JobLine, line.id) is None:
        change_rule.put_back(work, line)
        work.add(line)
        job_checks.put_for_item(work, job, line.item_id)
        index_job(work, job)
    work.undo_by(remove, line.id)


def kept_of(line: JobLine) -> dict[str, Any]:
    """What an undo keeps of a line that is taken off, for :func:`put_back`."""
    return {name: getattr(line, name) for name in _KEPT}


def _kept_line(work: Work, kept: dict[str, Any]) -> JobLine:
    """A line out of an undo, looked at like a typed one.

    Which change slip it came by and which warranty it stands under is never taken from outside: a put-back
    line has no slip, and its warranty is looked up anew.
    """
    if set(kept) != set(_KEPT):
        raise Refused("record.gone", kind=JobLine.kind)
    if kept["item_id"] is not None:
        work.get(PriceItem, kept["item_id"])
    _check_amount(_price(kept["price"]), kept["quantity"])
    _price(kept["cost"])
    if not (0 <= kept["warranty_days"] <= WARRANTY_MOST and 0 < kept["position"] <= _LINES_MOST):
        raise Refused("record.gone", kind=JobLine.kind)
    texts = {name: clean_line(kept[name], field=field, most=most) for name, field, most in _TEXTS}
    line = JobLine(**{**kept, **texts, "line_kind": _line_kind(kept["line_kind"])})
    job = work.get(Job, kept["job_id"])
    cover = _cover(work, job, line.item_id)
    if cover is not None and line.price == 0:
        line.warranty_from = cover.began
    return line


def lines_of(view: View, job_id: str) -> tuple[JobLineRow, ...]:
    """A job's lines in their order."""
    return tuple(
        JobLineRow(
            **{name: row[name] for name in _LINE_SHOWN},
            kind="part" if row["line_kind"] == "part" else "service",
            amount=amount_of(row["price"], row["quantity"]),
            warranty_from=day_or_none(row["warranty_from"]),
        )
        for row in view.sql("SELECT * FROM job_line WHERE job_id=? ORDER BY position", (job_id,))
    )


_LINE_SHOWN = (
    "id",
    "item_id",
    "name",
    "code",
    "unit",
    "quantity",
    "price",
    "cost",
    "earning_class",
    "warranty_days",
    "lot",
    "serial",
)


_FROM_OUTSIDE_NEVER = ("change_id", "warranty_from", "quote_line_id")
_KEPT = tuple(
    column.name for column in JobLine.__table__.columns if column.name not in _FROM_OUTSIDE_NEVER
)
"""What an undo keeps of a line that was taken off."""
_LINES_MOST = 100_000
_TEXTS = (
    ("name", "line_name", 60),
    ("code", "code", 20),
    ("unit", "unit", 10),
    ("lot", "lot", 40),
    ("serial", "serial", 60),
    ("earning_class", "earning_class", 20),
)


def day_or_none(stored: str | None) -> date | None:
    """A day as a row read by hand holds it."""
    return None if stored is None else date.fromisoformat(stored)


def _quantity(quantity: int) -> int:
    if not 0 < quantity <= MAX_QUANTITY:
        raise Refused("job.quantity", field="quantity")
    return quantity


def _price(price: int) -> int:
    if price < 0:
        raise Refused("checkout.price", field="price", line=1)
    if price > MAX_FEN:
        raise Refused("price.too_large", field="price", most=MAX_FEN)
    return price


def _line_kind(kind: str) -> str:
    return one_of(kind, ("service", "part"), "price.kind", field="kind")


def _check_amount(price: int, quantity: int) -> None:
    """A line that no bill could hold is refused when it is written, not when it is to be paid."""
    if amount_of(price, _quantity(quantity)) > MAX_FEN:
        raise Refused("checkout.too_large", field="quantity", most=MAX_FEN)


def line_from(work: View, entry: LineEntry, *, day: date) -> dict[str, Any]:
    """A line's values at the price of a day, for jobs and for counter sales alike."""
    common = {
        "quantity": _quantity(entry.quantity),
        "lot": clean_line(entry.lot, field="lot", most=40),
        "serial": clean_line(entry.serial, field="serial", most=60),
    }
    own = _package_price(work, entry)
    if entry.item_id is None:
        if entry.price is None:
            raise Refused("checkout.price", field="price", line=1)
        _check_amount(_price(entry.price), entry.quantity)
        return {
            "item_id": None,
            "name": clean_line(entry.name, field="line_name", most=60, required=True),
            "code": "",
            "unit": "",
            "line_kind": _line_kind(entry.kind),
            "price": entry.price,
            "cost": 0,
            "earning_class": "standard",
            "warranty_days": 0,
            **common,
        }
    item = prices.priced_item(work, entry.item_id, day)
    price = item.price if own is None else own
    _check_amount(price or 0, entry.quantity)
    return {
        "item_id": item.id,
        "name": item.name,
        "code": item.code,
        "unit": item.unit,
        "line_kind": item.kind,
        "price": price,
        "cost": item.cost,
        "earning_class": item.earning_class,
        "warranty_days": item.warranty_days,
        **common,
    }


def _package_price(view: View, entry: LineEntry) -> int | None:
    """The price (fen) that the line of a package has of its own; None where the list's holds.

    It is read from the package, never handed in. A line taken out of its package since costs what the list says.
    """
    if entry.package_line_id is None:
        return None
    line = view.find(PackageLine, entry.package_line_id)
    if (
        line is None or line.item_id != entry.item_id
    ):  # its package was taken back or holds another item now
        return None
    gone = line.removed_at is not None or view.get(Package, line.package_id).archived_at is not None
    return None if gone else line.price


def put_line(
    work: Work,
    job: Job,
    entry: LineEntry,
    *,
    agreed: Agreement | None = None,
) -> JobLine:
    """Write a line onto a job, at the price of the job's day.

    After an accepted quote it must be ``agreed``: Refused("change.reason" | "change.approval").
    """
    last = work.value(select(func.max(JobLine.position)).where(JobLine.job_id == job.id)) or 0
    line = JobLine(
        id=work.new_id(),
        job_id=job.id,
        position=last + 1,
        **{**line_from(work, entry, day=job.price_day), **free_of(work, job, entry.item_id)},
    )
    line.change_id = change_rule.admit(work, job, line, agreed, quantity=line.quantity)
    work.add(line)
    job_checks.put_for_item(work, job, line.item_id)
    return line


def free_of(view: View, job: Job, item_id: str | None) -> dict[str, Any]:
    """What differs on a line of a rework that the first repair's warranty pays; empty where none does.

    The warranty goes on from its first day: it is not started anew.
    """
    cover = _cover(view, job, item_id)
    if cover is None:
        return {}
    return {"price": 0, "warranty_from": cover.began, "warranty_days": cover.days}


def _cover(view: View, job: Job, item_id: str | None) -> warranty.Cover | None:
    if job.rework_of_id is None or item_id is None:
        return None
    return warranty.covered(view, job.rework_of_id).get(item_id)


def open_row(work: Work, job_id: str) -> Job:
    job = work.get(Job, job_id)
    if job.step == Step.CLOSED.value:
        raise Refused("job.closed", number=job.number)
    return job


def unbilled(work: Work, job_id: str) -> Job:
    job = open_row(work, job_id)
    if bill := bill_of(work, job_id):
        raise Refused("job.billed", number=bill[1])
    return job


def bill_of(view: View, job_id: str) -> tuple[str, str] | None:
    """Id and number of the bill that holds for a job; one that was voided holds no longer."""
    rows = view.sql(
        "SELECT id, number FROM bill WHERE job_id=? AND NOT EXISTS (SELECT 1 FROM refund r"
        " WHERE r.bill_id=bill.id AND r.refund_kind='void') ORDER BY at DESC, id DESC LIMIT 1",
        (job_id,),
    )
    return (rows[0]["id"], rows[0]["number"]) if rows else None
