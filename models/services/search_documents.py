"""Which fields of a record are searched, and the index entries written when they change."""

from collections.abc import Sequence

import msgspec

from models.base import codes
from models.rules.members import card_desk
from models.rules.search import (
    Subject,
    bill_subject,
    job_subject,
    member_subject,
    price_subject,
    tokens,
)
from models.store import search_index
from models.store.search_index import Document
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.jobs import Job
from models.tables.members import Member
from models.tables.prices import PriceItem

_DECODER = msgspec.json.Decoder(Subject)


def index_member(work: Work, member: Member) -> None:
    """Index a member as the newest activity; an archived one is found by its number only."""
    subject = member_subjects(work, [member.id])[member.id]
    if member.archived_at is not None:
        subject = Subject(codes=subject.codes)
    _put(work, "member", member.id, subject)


def index_job(work: Work, job: Job) -> None:
    """Index a job as the newest activity, and bump its member."""
    _put(work, "job", job.id, job_subjects(work, [job.id])[job.id])
    if job.member_id:
        search_index.bump(work, "member", job.member_id)


def index_bill(work: Work, bill: Bill) -> None:
    """Index a bill, and bump its member."""
    _put(work, "bill", bill.id, bill_subjects(work, [bill.id])[bill.id])
    if bill.member_id:
        search_index.bump(work, "member", bill.member_id)


def index_price_item(work: Work, item: PriceItem) -> None:
    """Index a price item; an archived one is not found."""
    if item.archived_at is not None:
        search_index.drop(work, "price", item.id)
    else:
        _put(work, "price", item.id, price_subjects(work, [item.id])[item.id])


def reindex_jobs_of(work: Work, member: Member) -> None:
    """A renamed member's jobs and bills are found by the new name."""
    for row in work.sql("SELECT id FROM job WHERE member_id=? ORDER BY opened_at", (member.id,)):
        _put(work, "job", row["id"], job_subjects(work, [row["id"]])[row["id"]])
    for row in work.sql("SELECT id FROM bill WHERE member_id=? ORDER BY at", (member.id,)):
        _put(work, "bill", row["id"], bill_subjects(work, [row["id"]])[row["id"]])


def _put(work: Work, kind: str, ref_id: str, subject: Subject) -> None:
    document = Document(ref_id=ref_id, at=work.now, tokens=tokens(subject), fields=as_json(subject))
    search_index.put(work, kind, document)


def as_json(subject: Subject) -> str:
    """The searched fields as they are kept beside the tokens."""
    return msgspec.json.encode(subject).decode()


def from_json(fields: str) -> Subject:
    """The searched fields as they were kept."""
    return _DECODER.decode(fields)


def member_subjects(view: View, ids: Sequence[str]) -> dict[str, Subject]:
    """The searched fields of members."""
    phones = _many(view, "member_phone", "number", ids, order="position")
    addresses = _many(view, "member_address", "text", ids, order="position")
    notes_of_places = _many(view, "member_address", "note", ids, order="position")
    serials = _many(view, "device", "serial", ids, order="id", where="archived_at IS NULL")
    rows = view.sql(
        "SELECT id, number, name, preferences, special_needs, taboos, access_notes, notes"
        f" FROM member WHERE id IN ({_marks(ids)})",
        ids,
    )
    return {
        row["id"]: member_subject(
            name=row["name"],
            card=row["number"],
            code=codes.member_code(card_desk(row["number"]) or 1, row["number"]),
            phones=phones.get(row["id"], ()),
            addresses=addresses.get(row["id"], ()),
            serials=tuple(s for s in serials.get(row["id"], ()) if s),
            notes=tuple(
                note
                for note in (
                    row["preferences"],
                    row["special_needs"],
                    row["taboos"],
                    row["access_notes"],
                    row["notes"],
                    *notes_of_places.get(row["id"], ()),
                )
                if note
            ),
        )
        for row in rows
    }


def job_subjects(view: View, ids: Sequence[str]) -> dict[str, Subject]:
    """The searched fields of jobs."""
    serials = _many(view, "job_line", "serial", ids, order="position", key="job_id")
    lots = _many(view, "job_line", "lot", ids, order="position", key="job_id")
    papers = _papers_of_jobs(view, ids)
    rows = view.sql(
        "SELECT j.id, j.number, j.code, j.title, j.diagnosis, j.device, j.serial, j.address,"
        " j.phone, coalesce(m.name, '') AS name FROM job j LEFT JOIN member m ON m.id = j.member_id"
        f" WHERE j.id IN ({_marks(ids)})",
        ids,
    )
    return {
        row["id"]: job_subject(
            number=row["number"],
            code=row["code"],
            name=row["name"],
            phones=(row["phone"],) if row["phone"] else (),
            address=row["address"],
            papers=papers.get(row["id"], ()),
            serials=tuple(
                s
                for s in (row["serial"], *serials.get(row["id"], ()), *lots.get(row["id"], ()))
                if s
            ),
            notes=tuple(n for n in (row["title"], row["device"], row["diagnosis"]) if n),
        )
        for row in rows
    }


def bill_subjects(view: View, ids: Sequence[str]) -> dict[str, Subject]:
    """The searched fields of bills."""
    serials = _many(view, "bill_line", "serial", ids, order="position", key="bill_id")
    refunds = _many(view, "refund", "number", ids, order="sequence", key="bill_id")
    refund_codes = _many(view, "refund", "code", ids, order="sequence", key="bill_id")
    invoiced = _many(view, "invoice", "number", ids, order="id", key="bill_id", where="number<>''")
    rows = view.sql(
        "SELECT b.id, b.number, b.code, coalesce(m.name, '') AS name,"
        " coalesce(j.number, '') AS job_number"
        " FROM bill b LEFT JOIN member m ON m.id = b.member_id LEFT JOIN job j ON j.id = b.job_id"
        f" WHERE b.id IN ({_marks(ids)})",
        ids,
    )
    return {
        row["id"]: bill_subject(
            number=row["number"],
            code=row["code"],
            job_number=row["job_number"],
            name=row["name"],
            refunds=(*refunds.get(row["id"], ()), *refund_codes.get(row["id"], ())),
            invoices=invoiced.get(row["id"], ()),
            serials=tuple(s for s in serials.get(row["id"], ()) if s),
        )
        for row in rows
    }


def price_subjects(view: View, ids: Sequence[str]) -> dict[str, Subject]:
    """The searched fields of price items."""
    rows = view.sql(
        "SELECT i.id, i.code, i.name, i.unit, c.name AS category FROM price_item i"
        f" JOIN price_category c ON c.id = i.category_id WHERE i.id IN ({_marks(ids)})",
        ids,
    )
    return {
        row["id"]: price_subject(
            code=row["code"], name=row["name"], category=row["category"], unit=row["unit"]
        )
        for row in rows
    }


SUBJECTS_OF = {
    "member": member_subjects,
    "job": job_subjects,
    "bill": bill_subjects,
    "price": price_subjects,
}


def _papers_of_jobs(view: View, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Numbers and codes of quotes that were given and of change slips, by job."""
    found: dict[str, tuple[str, ...]] = {}
    for table, where in (("quote", "state<>'draft'"), ("change_slip", "number<>''")):
        for column in ("number", "code"):
            more = _many(view, table, column, ids, order="id", key="job_id", where=where)
            for owner, values in more.items():
                found[owner] = (*found.get(owner, ()), *values)
    return found


def _many(
    view: View,
    table: str,
    column: str,
    ids: Sequence[str],
    *,
    order: str,
    key: str = "member_id",
    where: str = "1",
) -> dict[str, tuple[str, ...]]:
    """Values of a column by owner; names are this module's own, never typed ones."""
    found: dict[str, tuple[str, ...]] = {}
    for row in view.sql(
        f"SELECT {key} AS owner, {column} AS value FROM {table}"
        f" WHERE {key} IN ({_marks(ids)}) AND {where} ORDER BY {key}, {order}",
        ids,
    ):
        found[row["owner"]] = (*found.get(row["owner"], ()), row["value"])
    return found


def _marks(ids: Sequence[str]) -> str:
    return ",".join("?" * len(ids))
