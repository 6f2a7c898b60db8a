"""Every list of the shop as a table: audited, row by row; a large shop needs no more memory than a small one.

What comes in from a table is models.services.imports.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from models.base.clock import from_ms
from models.base.paging import PAGE_MOST, PageRequest
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.services import exchange_lists, journal, prices
from models.services.exchange_lists import stream, tenders_in
from models.services.journal import Asked, Entry
from models.store.work import View, Work

What = Literal[
    "members", "devices", "jobs", "bills", "refunds", "deposits", "accounts", "enquiries", "prices",
    "stock", "journal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Permit:
    """Handed out by :func:`permit` once the export stands in the journal."""

    what: What
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOut:
    """A member as exported; ``phones`` are full numbers as stored, ``spent`` is fen."""

    number: str
    name: str
    phones: tuple[str, ...]
    address: str
    estate: str
    customer_type: str
    source: str
    joined_at: datetime
    active_at: datetime
    jobs: int
    bills: int
    spent: int
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOut:
    """A job as exported; ``total`` is fen over its lines, ``phone`` a full number as stored."""

    number: str
    opened_at: datetime
    step: str
    ending: str
    member: str
    phone: str
    address: str
    device: str
    serial: str
    title: str
    technician: str
    promised_at: datetime | None
    closed_at: datetime | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BillOut:
    """A posted bill as exported; money in fen. ``tenders`` pair the kind with what was kept."""

    number: str
    at: datetime
    business_day: date
    member: str
    job_number: str
    subtotal: int
    line_discount: int
    bill_discount: int
    rounding: int
    total: int
    tenders: tuple[tuple[str, int], ...]
    back: int
    """What was given back of it since."""
    invoice_title: str
    invoice_tax: str
    invoice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOut:
    """A device as exported, with its owner; ``phone`` is a full number as stored."""

    card: str
    owner: str
    phone: str
    category: str
    brand: str
    model: str
    serial: str
    place: str
    bought_on: date | None
    warranty_until: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOut:
    """An item of the list as it holds today; money in fen, ``price`` None where it has none yet."""

    code: str
    name: str
    category: str
    kind: str
    unit: str
    price: int | None
    cost: int
    warranty_days: int


@use_case(Right.EXPORT)
def permit(work: Work, what: What) -> Permit:
    """Write into the journal that an export is made, before its first row is read."""
    work.note(what=what)
    _KINDS[what]
    return Permit(what, work.now)


@query(Right.EXPORT)
def export(view: View, permitted: Permit, take: Callable[[Any], None]) -> int:
    """Give every row to ``take`` in the order of their numbers; returns how many there were.

    ``take`` gets a row of this module, of exchange_lists, or a journal's Entry, as the permit says.
    """
    count = 0
    for row in _KINDS[permitted.what](view):
        take(row)
        count += 1
    return count


def _members(view: View) -> Iterator[MemberOut]:
    for row in stream(
        view,
        "SELECT m.number, m.name, m.customer_type, m.source, m.joined_at, m.active_at, m.archived_at,"
        " (SELECT group_concat(number, ' ') FROM (SELECT number FROM member_phone p"
        "  WHERE p.member_id=m.id ORDER BY position)) AS phones,"
        " coalesce((SELECT text FROM member_address a WHERE a.member_id=m.id"
        "  ORDER BY position LIMIT 1), '') AS address,"
        " coalesce((SELECT estate FROM member_address a WHERE a.member_id=m.id"
        "  ORDER BY position LIMIT 1), '') AS estate,"
        " (SELECT count(*) FROM job j WHERE j.member_id=m.id) AS jobs,"
        " (SELECT count(*) FROM bill b WHERE b.member_id=m.id) AS bills,"
        " (SELECT coalesce(sum(total), 0) FROM bill b WHERE b.member_id=m.id)"
        " - (SELECT coalesce(sum(total), 0) FROM refund r WHERE r.member_id=m.id) AS spent"
        " FROM member m ORDER BY m.number",
    ):
        yield MemberOut(
            number=row["number"],
            name=row["name"],
            phones=tuple((row["phones"] or "").split()),
            address=row["address"],
            estate=row["estate"],
            customer_type=row["customer_type"],
            source=row["source"],
            joined_at=from_ms(row["joined_at"]),
            active_at=from_ms(row["active_at"]),
            jobs=row["jobs"],
            bills=row["bills"],
            spent=row["spent"],
            archived=row["archived_at"] is not None,
        )


def _jobs(view: View) -> Iterator[JobOut]:
    for row in stream(
        view,
        "SELECT j.*, coalesce(m.name, '') AS member, coalesce(s.name, '') AS technician,"
        " (SELECT coalesce(sum((l.price*l.quantity+500)/1000), 0) FROM job_line l"
        "  WHERE l.job_id=j.id) AS total"
        " FROM job j LEFT JOIN member m ON m.id=j.member_id"
        " LEFT JOIN staff s ON s.id=j.technician_id ORDER BY j.opened_at, j.id",
    ):
        yield JobOut(
            **{name: row[name] for name in _JOB_TEXTS},
            opened_at=from_ms(row["opened_at"]),
            promised_at=None if row["promised_at"] is None else from_ms(row["promised_at"]),
            closed_at=None if row["closed_at"] is None else from_ms(row["closed_at"]),
            total=row["total"],
        )


_JOB_TEXTS = (
    "number", "step", "ending", "member", "phone", "address", "device", "serial", "title",
    "technician",
)  # fmt: skip


def _bills(view: View) -> Iterator[BillOut]:
    for row in stream(
        view,
        "SELECT b.*, coalesce(m.name, '') AS member, coalesce(j.number, '') AS job_number,"
        " (SELECT group_concat(tender_kind || ' ' || amount, ' ') FROM (SELECT tender_kind, amount"
        "  FROM tender t WHERE t.bill_id=b.id ORDER BY position)) AS tenders,"
        " (SELECT coalesce(sum(total), 0) FROM refund r WHERE r.bill_id=b.id) AS back,"
        " coalesce(i.title, '') AS invoice_title, coalesce(i.tax_number, '') AS invoice_tax,"
        " coalesce(i.number, '') AS invoice_number"
        " FROM bill b LEFT JOIN member m ON m.id=b.member_id LEFT JOIN job j ON j.id=b.job_id"
        " LEFT JOIN invoice i ON i.id=(SELECT max(n.id) FROM invoice n WHERE n.bill_id=b.id)"
        " ORDER BY b.at, b.id",
    ):
        yield BillOut(
            number=row["number"],
            at=from_ms(row["at"]),
            business_day=date.fromisoformat(row["business_day"]),
            member=row["member"],
            job_number=row["job_number"],
            subtotal=row["subtotal"],
            line_discount=row["line_discount"],
            bill_discount=row["bill_discount"],
            rounding=row["rounding"],
            total=row["total"],
            tenders=tenders_in(row["tenders"]),
            back=row["back"],
            invoice_title=row["invoice_title"],
            invoice_tax=row["invoice_tax"],
            invoice_number=row["invoice_number"],
        )


def _devices(view: View) -> Iterator[DeviceOut]:
    for row in stream(
        view,
        "SELECT m.number AS card, m.name AS owner, d.*, coalesce((SELECT number FROM member_phone p"
        "  WHERE p.member_id=m.id ORDER BY position LIMIT 1), '') AS phone"
        " FROM device d JOIN member m ON m.id=d.member_id WHERE d.archived_at IS NULL"
        " ORDER BY m.number, d.id",
    ):
        yield DeviceOut(
            **{name: row[name] for name in _DEVICE_TEXTS},
            bought_on=_day(row["bought_on"]),
            warranty_until=_day(row["warranty_until"]),
        )


_DEVICE_TEXTS = (
    "card", "owner", "phone", "category", "brand", "model", "serial", "place", "note",
)  # fmt: skip


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _prices(view: View) -> Iterator[PriceOut]:
    for row in prices.price_list(view).rows:
        yield PriceOut(
            code=row.code,
            name=row.name,
            category=row.category,
            kind=row.kind,
            unit=row.unit,
            price=row.price,
            cost=row.cost,
            warranty_days=row.warranty_days,
        )


def _journal(view: View) -> Iterator[Entry]:
    beyond: str | None = ""
    while beyond is not None:
        page = journal.entries(view, Asked(), PageRequest(limit=PAGE_MOST, after=beyond))
        yield from page.rows
        beyond = page.after


_KINDS: dict[What, Callable[[View], Iterator[Any]]] = {
    "members": _members,
    "jobs": _jobs,
    "bills": _bills,
    "refunds": exchange_lists.refunds,
    "deposits": exchange_lists.deposits,
    "accounts": exchange_lists.owed,
    "enquiries": exchange_lists.enquiries,
    "stock": exchange_lists.parts,
    "devices": _devices,
    "prices": _prices,
    "journal": _journal,
}
