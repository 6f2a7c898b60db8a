"""What an erasure blanks in which table: no personal byte stays, money rows stay exact.

Called by models/services/erasure.py alone, which asks the right and looks whether anything is in the way. Here is
the order, and the file itself; jobs stand in erasure_jobs.py, papers of money and rewards in erasure_papers.py.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec
from sqlalchemy import or_

from models.rules import erasure as rules
from models.rules.erasure import ERASED_NAME, Traces
from models.services import (
    attachments,
    erasure_jobs,
    erasure_papers,
    points_carried,
    redemptions,
    standing,
    timeline,
)
from models.services.search_documents import index_member, reindex_jobs_of
from models.store import erasing, undo_trail
from models.store.erasing import Held
from models.store.work import View, Work
from models.tables.attachments import Attachment
from models.tables.desk import Answer, Draft
from models.tables.enquiries import Enquiry
from models.tables.erasure import Erasure
from models.tables.jobs import Job
from models.tables.members import Consent, Device, Event, Member, MemberAddress, MemberPhone
from models.tables.merges import Merge
from models.tables.points import PointsEntry

ERASED = "member_erased"
"""What the one entry of the timeline says that is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows of each kind go, and how many stay without a name."""

    phones: int
    addresses: int
    devices: int
    consents: int
    entries: int
    """Entries of the timeline."""
    jobs: int
    bills: int
    files: int
    """Photos and files that are shown."""


def counted(view: View, member_id: str) -> Counts:
    """How much there is of a member."""
    tables = {
        "phones": "member_phone",
        "addresses": "member_address",
        "devices": "device",
        "consents": "consent",
        "entries": "event",
        "jobs": "job",
        "bills": "bill",
    }
    parts = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE member_id=?) AS {name}"
        for name, table in tables.items()
    )
    files = "(SELECT count(*) FROM attachment WHERE member_id=? AND removed_at IS NULL) AS files"
    return Counts(**view.sql(f"SELECT {parts}, {files}", (member_id,) * (len(tables) + 1))[0])


def blank(work: Work, member_id: str, row: Erasure) -> None:
    """Empty rows, index, drafts, answers and journal of one member, and write the register."""
    member = work.get(Member, member_id)
    held, traces = _gather(work, member)
    counts = counted(work, member_id)
    jobs = work.all(Job, Job.member_id == member_id, order=Job.opened_at)
    redemptions.give_up_held(work, member_id)
    points_carried.clear(work, member_id)
    for entry in work.all(PointsEntry, PointsEntry.holder_id == member_id):
        work.change(entry, reason="")
    standing.forget(work, member)
    _strip_member(work, member, row.at)
    for job in jobs:
        erasure_jobs.strip(work, job, traces)
    erasure_jobs.strip_given_away(work, held, member_id, traces)
    erasure_jobs.strip_told_of_others(work, held, jobs, member_id)
    _remove_all(work, member_id)
    for enquiry in _enquiries(work, member_id, held.phones):
        _strip_enquiry(work, enquiry)
    erasure_papers.strip(work, member_id, jobs, traces)
    for merge in work.all(Merge, or_(Merge.kept_id == member_id, Merge.merged_id == member_id)):
        work.change(merge, before={})
    for attached in _files(work, member_id, jobs):
        attachments.blank(work, attached)
    _tell(work, member, row, counts)
    index_member(work, member)
    reindex_jobs_of(work, member)
    _forget_typed(work, member_id, traces, held.jobs())
    also = sorted({*row.also, *held.strange})
    if work.find(Erasure, member_id) is None:
        row.also = also
        work.add(row)
    else:
        work.change(row, also=also)
    erasing.empty(work, held.positions)
    erasing.carry(work, held.rows)
    work.leave_nothing = True


def _gather(work: Work, member: Member) -> tuple[Held, Traces]:
    """Every operation that holds something of the person, and every name, phone and address there ever was."""
    member_id = member.id
    held = erasing.about(work, member_id)
    mine = {r["id"] for r in work.sql("SELECT id FROM job WHERE member_id=?", (member_id,))}
    before = held.jobs()
    for phone in work.all(MemberPhone, MemberPhone.member_id == member_id):
        held.phones.add(phone.number)
    asked = {row.id for row in _enquiries(work, member_id, held.phones)}
    erasing.about_jobs_beside(work, held, mine | before | asked)
    for address in work.all(MemberAddress, MemberAddress.member_id == member_id):
        held.addresses.add(address.text)
    held.names.add(member.name)
    traces = rules.traces(held.names, held.phones, held.addresses)
    # A job that was given away, or opened for somebody else and taken over.
    held.taken_over = (before | mine) - held.opened
    if changed_hands := (before - mine) | held.taken_over:
        erasing.about_others(work, held, changed_hands, member_id, traces)
    return held, traces


def _enquiries(work: Work, member_id: str, phones: set[str]) -> Sequence[Enquiry]:
    """What the person asked for, also by a phone of the file before anybody knew whose it was."""
    unknown = Enquiry.member_id.is_(None) & Enquiry.phone.in_(sorted(phones))
    return work.all(Enquiry, or_(Enquiry.member_id == member_id, unknown), order=Enquiry.id)


def _files(work: Work, member_id: str, jobs: Sequence[Job]) -> Sequence[Attachment]:
    """Photos and files of the member and of the member's jobs, shown, removed or swept."""
    mine = [member_id, *(job.id for job in jobs)]
    condition = or_(Attachment.member_id == member_id, Attachment.ref_id.in_(mine))
    return work.all(Attachment, condition, order=Attachment.id)


def _strip_enquiry(work: Work, row: Enquiry) -> None:
    """That somebody asked, when, by which way and what came of it stays; an open one is closed."""
    work.change(row, name="", phone="", need="", note="")
    if not row.outcome:
        work.change(row, outcome="lost", reason_lost="other", closed_at=work.now)


def _strip_member(work: Work, member: Member, at: datetime) -> None:
    work.change(
        member,
        name=ERASED_NAME,
        readings="",
        gender="",
        birthday=None,
        customer_type="family",
        source="",
        referred_by_id=None,
        household_id=None,
        preferences="",
        special_needs="",
        taboos="",
        access_notes="",
        notes="",
        elderly=False,
        special_care=False,
        active_at=max(at, member.joined_at),
        archived_at=member.archived_at or at,
    )


def _remove_all(work: Work, member_id: str) -> None:
    for kind in (MemberPhone, MemberAddress, Device, Consent, Event):
        for row in work.all(kind, kind.member_id == member_id):
            work.remove(row)


def _tell(work: Work, member: Member, row: Erasure, counts: Counts) -> None:
    """The one entry that is left: that it was done, under which number, and how much it was."""
    timeline.record(work, member.id, ERASED, number=row.number, details=asdict(counts))


def _forget_typed(work: Work, member_id: str, traces: Traces, jobs: set[str]) -> None:
    """Drafts that name the person or belong to the file go; answers of earlier calls lose the words."""
    undo_trail.forget(work)
    ids = {member_id, *jobs}
    for draft in work.all(Draft):
        text = msgspec.json.encode([draft.id, draft.content]).decode()
        if traces.found_inside(draft.content) or any(each in text for each in ids):
            work.remove(draft)
    for word in traces.words:
        written = msgspec.json.encode(word).decode()[1:-1]
        for found in work.sql("SELECT key FROM answer WHERE instr(result, ?) > 0", (written,)):
            answer = work.get(Answer, found["key"])
            result = traces.taken_out_of(msgspec.json.decode(answer.result))
            work.change(answer, result=msgspec.json.encode(result).decode())
