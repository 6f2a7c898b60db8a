"""Members in from a table and members, jobs and bills out: audited exports, imports that happen once.

Rows go out one by one, so that a large shop needs no more memory than a small one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.phones import parse_phone
from models.rules.search import squash
from models.services import members
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.store.work import View, Work

What = Literal["members", "jobs", "bills"]
ROWS_MOST = 5000
"""Rows of one import: it is one transaction, and a window beside it waits at most five seconds."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberIn:
    """A row of a table as typed; ``row`` as the table counts, its heading being row 1."""

    row: int
    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A row that was left out: ``why`` is phone or name_address; ``known`` the member who has it,

    ``earlier`` the row of the same table, 0 where it is the shop's own.
    """

    row: int
    name: str
    why: Literal["phone", "name_address"]
    known: str
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    created: int
    skipped: tuple[SkippedRow, ...]


@use_case(Right.EXPORT)
def permit(work: Work, what: What) -> Permit:
    """Write into the journal that an export is made, before its first row is read."""
    work.note(what=what)
    _KINDS[what]
    return Permit(what, work.now)


@query(Right.EXPORT)
def export(view: View, permitted: Permit, take: Callable[[Any], None]) -> int:
    """Give every row to ``take`` in the order of their numbers; returns how many there were.

    ``take`` gets MemberOut, JobOut or BillOut, as the permit says.
    """
    count = 0
    for row in _KINDS[permitted.what](view):
        take(row)
        count += 1
    return count


@use_case(Right.IMPORT, keyed=True)
def import_members(work: Work, rows: tuple[MemberIn, ...]) -> Imported:
    """Open a file for each row that is nobody's yet; duplicates are left out and named.

    All rows or none: Refused("import.rows", rows=…) lists each row that cannot be taken with the code
    and values of its refusal. Raises Refused("import.too_many" | "import.nothing") as well.
    """
    if not rows:
        raise Refused("import.nothing")
    if len(rows) > ROWS_MOST:
        raise Refused("import.too_many", most=ROWS_MOST, has=len(rows))
    checked: list[tuple[MemberIn, MemberDetails]] = []
    refused: list[dict[str, Any]] = []
    for row in rows:
        try:
            checked.append((row, members.checked(_details(row))))
        except Refused as error:
            refused.append(
                {"row": row.row, "code": error.code, "field": error.field, "values": error.values}
            )
    if refused:
        raise Refused("import.rows", count=len(refused), rows=tuple(refused))
    seen: dict[tuple[str, ...], MemberIn] = {}
    skipped: list[SkippedRow] = []
    created = 0
    for row, details in checked:
        twin = _twin(work, row, details, seen)
        if twin is not None:
            skipped.append(twin)
            continue
        members.create(work, details, confirmed=("member.duplicate",))
        created += 1
    work.inverse = None
    return Imported(created=created, skipped=tuple(skipped))


def _details(row: MemberIn) -> MemberDetails:
    return MemberDetails(
        name=row.name,
        phones=(PhoneEntry(number=parse_phone(row.phone).stored),) if row.phone.strip() else (),
        addresses=(AddressEntry(text=row.address),) if row.address.strip() else (),
        source="other",
    )


def _twin(
    work: Work, row: MemberIn, details: MemberDetails, seen: dict[tuple[str, ...], MemberIn]
) -> SkippedRow | None:
    """The same person earlier in the table or in the shop: by phone, or by name and address."""
    keys = _keys(details)
    for key in keys:
        if key in seen:
            earlier = seen[key]
            return SkippedRow(
                row=row.row,
                name=details.name,
                why=_why(key),
                known=earlier.name,
                earlier=earlier.row,
            )
    for key in keys:
        known = (
            work.sql(
                "SELECT m.name FROM member m JOIN member_phone p ON p.member_id=m.id"
                " WHERE p.number=? LIMIT 1",
                (key[0],),
            )
            if len(key) == 1
            else work.sql(
                "SELECT m.name FROM member m JOIN member_address a ON a.member_id=m.id"
                " WHERE m.name=? AND a.text=? LIMIT 1",
                (details.name, details.addresses[0].text),
            )
        )
        if known:
            return SkippedRow(
                row=row.row, name=details.name, why=_why(key), known=known[0]["name"], earlier=0
            )
    for key in keys:
        seen[key] = row
    return None


def _keys(details: MemberDetails) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [(phone.number,) for phone in details.phones]
    if details.addresses:
        keys.append((squash(details.name), squash(details.addresses[0].text)))
    return keys


def _why(key: tuple[str, ...]) -> Literal["phone", "name_address"]:
    return "phone" if len(key) == 1 else "name_address"


def _members(view: View) -> Iterator[MemberOut]:
    for row in _stream(
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
        " (SELECT coalesce(sum(total), 0) FROM bill b WHERE b.member_id=m.id) AS spent"
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
    for row in _stream(
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
    for row in _stream(
        view,
        "SELECT b.*, coalesce(m.name, '') AS member, coalesce(j.number, '') AS job_number,"
        " (SELECT group_concat(tender_kind || ' ' || amount, ' ') FROM (SELECT tender_kind, amount"
        "  FROM tender t WHERE t.bill_id=b.id ORDER BY position)) AS tenders"
        " FROM bill b LEFT JOIN member m ON m.id=b.member_id LEFT JOIN job j ON j.id=b.job_id"
        " ORDER BY b.at, b.id",
    ):
        said = (row["tenders"] or "").split()
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
            tenders=tuple(
                (kind, int(amount)) for kind, amount in zip(said[::2], said[1::2], strict=True)
            ),
        )


def _stream(view: View, statement: str) -> Iterator[Any]:
    """Rows as the driver finds them, never all at once."""
    result = view.connection.exec_driver_sql(statement)
    while rows := result.mappings().fetchmany(200):
        yield from rows


_KINDS: dict[What, Callable[[View], Iterator[Any]]] = {
    "members": _members,
    "jobs": _jobs,
    "bills": _bills,
}
