"""Rework (返修): a job that came back under warranty, linked to the first one, free where that warranty pays."""

from dataclasses import dataclass
from typing import Any

from models.base.errors import Refused
from models.base.money import amount_of
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.job_troubles import Comeback
from models.services import change_rule, job_lines, warranty
from models.services.job_lines import unbilled
from models.services.jobs import tell
from models.services.search_documents import index_job
from models.store.work import View, Work
from models.tables.jobs import Job, JobLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkRow:
    """A rework of a job: who did it and what it cost the shop (fen)."""

    id: str
    number: str
    technician: str
    cost: int
    ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a job stands to earlier and later ones of its device."""

    comeback: Comeback
    of_id: str | None
    of_number: str
    of_technician: str
    reworks: tuple[ReworkRow, ...]


@query(Right.SERVE)
def rework_of(view: View, device_id: str | None, fault: str) -> Comeback:
    """What a new job with this fault on this device would be."""
    return warranty.standing(view, device_id, fault)


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> Standing:
    """What a job is after the earlier ones of its device, and which reworks came of it."""
    job = view.get(Job, job_id)
    earlier = view.find(Job, job.rework_of_id) if job.rework_of_id else None
    rows = view.sql(
        "SELECT j.id, j.number, j.ending, coalesce(s.name,'') AS technician FROM job j"
        " LEFT JOIN staff s ON s.id=j.technician_id WHERE j.rework_of_id=? ORDER BY j.id",
        (job_id,),
    )
    return Standing(
        comeback=warranty.standing(view, job.device_id, f"{job.fault} {job.title}", job_id=job_id),
        of_id=job.rework_of_id,
        of_number=earlier.number if earlier else "",
        of_technician=_technician(view, earlier),
        reworks=tuple(
            ReworkRow(
                id=row["id"],
                number=row["number"],
                technician=row["technician"],
                cost=_cost(view, row["id"]),
                ending=row["ending"],
            )
            for row in rows
        ),
    )


@use_case(Right.SERVE, inverse="rework.unlink")
def link(work: Work, job_id: str, earlier_id: str) -> None:
    """Make a job the rework of an earlier one of the same device; lines under its warranty become free.

    Raises Refused("job.linked" | "job.rework_self" | "job.device" | "job.billed" | "job.closed").
    """
    job, earlier = unbilled(work, job_id), work.get(Job, earlier_id)
    if job.rework_of_id is not None:
        raise Refused("job.linked", field="rework")
    if earlier.id >= job.id:
        raise Refused("job.rework_self", field="rework")
    if job.device_id is None or earlier.device_id != job.device_id:
        raise Refused("job.device", field="rework")
    work.change(job, rework_of_id=earlier_id)
    for line in work.all(JobLine, JobLine.job_id == job_id):
        work.change(line, **job_lines.free_of(work, job, line.item_id))
    index_job(work, job)
    tell(work, job, "job_linked", {"title": job.title, "of": earlier.number, "linked": True})
    work.undo_by(unlink, job_id)


@use_case(Right.SERVE, inverse="rework.link")
def unlink(work: Work, job_id: str) -> None:
    """Make a rework a job of its own: its free lines cost what the job's day says.

    What was promised free stays free: Refused("change.reason") for a line whose price nobody agreed to.
    Raises Refused("job.unlinked" | "job.billed" | "job.closed" | "price.none").
    """
    job = unbilled(work, job_id)
    if job.rework_of_id is None:
        raise Refused("job.unlinked", field="rework")
    earlier = work.get(Job, job.rework_of_id)
    work.change(job, rework_of_id=None)
    for line in work.all(JobLine, JobLine.job_id == job_id):
        if line.warranty_from is not None:
            work.change(line, warranty_from=None, **_priced(work, job, line))
    index_job(work, job)
    tell(work, job, "job_linked", {"title": job.title, "of": earlier.number, "linked": False})
    work.undo_by(link, job_id, earlier.id)


def _priced(work: Work, job: Job, line: JobLine) -> dict[str, Any]:
    """Price and warranty of a line as it would be written today."""
    entry = job_lines.LineEntry(item_id=line.item_id, quantity=line.quantity)
    values = job_lines.line_from(work, entry, day=job.price_day)
    agreed = change_rule.price_again(work, line)
    price = values["price"] if agreed is None else agreed
    return {"price": price, "warranty_days": values["warranty_days"]}


def _cost(view: View, job_id: str) -> int:
    rows = view.sql("SELECT cost, quantity FROM job_line WHERE job_id=?", (job_id,))
    return sum(amount_of(row["cost"], row["quantity"]) for row in rows)


def _technician(view: View, job: Job | None) -> str:
    if job is None or job.technician_id is None:
        return ""
    return str(view.sql("SELECT name FROM staff WHERE id=?", (job.technician_id,))[0]["name"])
