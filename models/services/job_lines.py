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
from models.services import prices
from models.services.prices import WARRANTY_MOST
from models.services.search_documents import index_job
from models.store.work import View, Work
from models.tables.jobs import Job, JobLine
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


@use_case(Right.SERVE, inverse="job_lines.remove")
def add(work: Work, job_id: str, entry: LineEntry) -> str:
    """Add a line at the price of the job's day; returns its id.

    Raises Refused("price.none" | "job.quantity" | "job.billed" | "text.…").
    """
    job = unbilled(work, job_id)
    line = put_line(work, job, entry)
    index_job(work, job)
    work.undo_by(remove, line.id)
    return line.id


@use_case(Right.SERVE, inverse="job_lines.change")
def change(work: Work, line_id: str, *, quantity: int, lot: str = "", serial: str = "") -> None:
    """Change a line's quantity (thousandths) and where its part comes from."""
    line = work.get(JobLine, line_id)
    job = unbilled(work, line.job_id)
    work.undo_by(change, line_id, quantity=line.quantity, lot=line.lot, serial=line.serial)
    _check_amount(line.price, quantity)
    work.change(
        line,
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
    kept = {column.name: getattr(line, column.name) for column in JobLine.__table__.columns}
    work.remove(line)
    index_job(work, job)
    work.undo_by(put_back, kept)


@use_case(Right.SERVE, inverse="job_lines.remove")
def put_back(work: Work, kept: dict[str, Any]) -> None:
    """Put a line back as it was: the undo of taking it off. A line that is there already stays as it is."""
    line = _kept_line(work, kept)
    job = unbilled(work, line.job_id)
    if work.find(JobLine, line.id) is None:
        work.add(line)
        index_job(work, job)
    work.undo_by(remove, line.id)


def _kept_line(work: Work, kept: dict[str, Any]) -> JobLine:
    """A line out of an undo, looked at like a typed one."""
    if set(kept) != {column.name for column in JobLine.__table__.columns}:
        raise Refused("record.gone", kind=JobLine.kind)
    if kept["item_id"] is not None:
        work.get(PriceItem, kept["item_id"])
    _check_amount(_price(kept["price"]), kept["quantity"])
    _price(kept["cost"])
    if not (0 <= kept["warranty_days"] <= WARRANTY_MOST and 0 < kept["position"] <= _LINES_MOST):
        raise Refused("record.gone", kind=JobLine.kind)
    texts = {name: clean_line(kept[name], field=field, most=most) for name, field, most in _TEXTS}
    return JobLine(**{**kept, **texts, "line_kind": _line_kind(kept["line_kind"])})


def lines_of(view: View, job_id: str) -> tuple[JobLineRow, ...]:
    """A job's lines in their order."""
    return tuple(
        JobLineRow(
            **{name: row[name] for name in _LINE_SHOWN},
            kind="part" if row["line_kind"] == "part" else "service",
            amount=amount_of(row["price"], row["quantity"]),
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


_LINES_MOST = 100_000
_TEXTS = (
    ("name", "line_name", 60),
    ("code", "code", 20),
    ("unit", "unit", 10),
    ("lot", "lot", 40),
    ("serial", "serial", 60),
    ("earning_class", "earning_class", 20),
)


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
    _check_amount(item.price or 0, entry.quantity)
    return {
        "item_id": item.id,
        "name": item.name,
        "code": item.code,
        "unit": item.unit,
        "line_kind": item.kind,
        "price": item.price,
        "cost": item.cost,
        "earning_class": item.earning_class,
        "warranty_days": item.warranty_days,
        **common,
    }


def put_line(work: Work, job: Job, entry: LineEntry) -> JobLine:
    last = work.value(select(func.max(JobLine.position)).where(JobLine.job_id == job.id)) or 0
    line = JobLine(
        id=work.new_id(),
        job_id=job.id,
        position=last + 1,
        **line_from(work, entry, day=job.price_day),
    )
    work.add(line)
    return line


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
    rows = view.sql(
        "SELECT id, number FROM bill WHERE job_id=? ORDER BY at DESC LIMIT 1", (job_id,)
    )
    return (rows[0]["id"], rows[0]["number"]) if rows else None
