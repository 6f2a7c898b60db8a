"""What of a device's earlier jobs is still under warranty. Reads only; voided bills count for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.base.clock import from_ms
from models.rules.job_troubles import Comeback, Earlier, comeback
from models.store.work import View

_HOLDS = "NOT EXISTS (SELECT 1 FROM refund r WHERE r.bill_id=b.id AND r.refund_kind='void')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """An item under warranty: the day the warranty began, its last day, and how many days it has."""

    began: date
    until: date
    days: int


def standing(view: View, device_id: str | None, fault: str, *, job_id: str = "") -> Comeback:
    """How a job on this device with this fault stands to the device's earlier ones.

    ``job_id`` is the job itself where it is open already: then only jobs opened before it count.
    """
    if device_id is None:
        return Comeback(verdict="first")
    return comeback(_earlier(view, device_id, job_id), fault=fault, now=view.now, today=view.today)


def covered(view: View, job_id: str) -> Mapping[str, Cover]:
    """Items of a job's bill that are under warranty today, by item."""
    rows = view.sql(
        "SELECT l.item_id, l.warranty_until,"
        " json_extract(b.snapshot, '$.lines[' || (l.position-1) || '].warranty_days') AS days"
        f" FROM bill b JOIN bill_line l ON l.bill_id=b.id WHERE b.job_id=? AND {_HOLDS}"
        " AND l.item_id IS NOT NULL AND l.warranty_until>=? ORDER BY l.warranty_until",
        (job_id, view.today.isoformat()),
    )
    found = {}
    for row in rows:
        until, days = date.fromisoformat(row["warranty_until"]), int(row["days"] or 0)
        found[row["item_id"]] = Cover(began=until - timedelta(days=days), until=until, days=days)
    return found


def _earlier(view: View, device_id: str, job_id: str) -> tuple[Earlier, ...]:
    rows = view.sql(
        "SELECT j.id, j.number, j.fault, j.title, j.opened_at, (SELECT max(l.warranty_until)"
        f" FROM bill b JOIN bill_line l ON l.bill_id=b.id WHERE b.job_id=j.id AND {_HOLDS}) AS until"
        " FROM job j WHERE j.device_id=?1 AND j.id<>?2 AND j.ending<>'cancelled'"
        " AND (?2='' OR j.id<?2) ORDER BY j.opened_at DESC, j.id DESC LIMIT 50",
        (device_id, job_id),
    )
    return tuple(
        Earlier(
            id=row["id"],
            number=row["number"],
            fault=f"{row['fault']} {row['title']}",
            opened_at=from_ms(row["opened_at"]),
            warranty_until=None if row["until"] is None else date.fromisoformat(row["until"]),
        )
        for row in rows
    )
