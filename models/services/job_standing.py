"""How a job stands: what decides its moves, and since when its device can be collected. For other use cases."""

from datetime import datetime

from models.base.money import amount_of
from models.rules import jobs as rules
from models.rules.jobs import Ending, Step
from models.services.job_lines import bill_of
from models.store.work import View, Work
from models.tables.jobs import Job

SETTLED = (Step.CALL_BACK, Step.CLOSED)


def facts_of(view: View, job: Job) -> rules.JobFacts:
    """What decides the moves of a job."""
    rows = view.sql("SELECT price, quantity FROM job_line WHERE job_id=?", (job.id,))
    waiting = view.sql(
        "SELECT (SELECT count(*) FROM job_check WHERE job_id=?1 AND required=1 AND done_at IS NULL)"
        " AS checks, (SELECT count(*) FROM loan WHERE job_id=?1 AND back_at IS NULL) AS lent",
        (job.id,),
    )[0]
    return rules.JobFacts(
        step=Step(job.step),
        ending=ending_of(job.ending),
        technician=job.technician_id is not None,
        lines=len(rows),
        total=sum(amount_of(row["price"], row["quantity"]) for row in rows),
        paid=bill_of(view, job.id) is not None,
        held=job.hold != "",
        checks=waiting["checks"],
        lent=waiting["lent"],
    )


def ending_of(stored: str) -> Ending:
    """An ending as stored."""
    endings: tuple[Ending, ...] = ("done", "cancelled", "unrepaired", "partly")
    return next((ending for ending in endings if stored == ending), "")


def some_undone(view: View, job: Job) -> bool:
    """Whether a further device of the job was given back without the repair."""
    rows = view.sql(
        "SELECT 1 FROM job_device WHERE job_id=? AND ending IN ('cancelled','unrepaired')",
        (job.id,),
    )
    return bool(rows)


def collection(work: Work, job: Job, to: Step) -> dict[str, datetime | None]:
    """Since when the device can be collected, and when it was: paid for or closed it is with its owner."""
    if to in SETTLED:
        return {"ready_at": job.ready_at, "collected_at": job.collected_at or work.now}
    if to in (Step.ACCEPTANCE, Step.PAYMENT):
        return {"ready_at": job.ready_at or work.now, "collected_at": job.collected_at}
    return {"ready_at": None, "collected_at": None}
