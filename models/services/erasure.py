"""Erasing a member: no personal byte stays; money rows stay exact, and a slip proves it.

The member's row stays as a shell (id, card number). It cannot be undone, by nobody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from models.base.clock import from_ms, ms_of
from models.base.documents import ShopHead
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import one_of
from models.base.usecase import query, use_case
from models.rules import erasure as rules
from models.rules.erasure import ERASED_NAME, Reason, Traces
from models.services import numbers, shop, timeline
from models.services.search_documents import index_job, index_member, reindex_jobs_of
from models.store import erasing
from models.store.erasing import Held
from models.store.register import Erased
from models.store.work import View, Work
from models.tables.bills import Bill, BillLine, Printing
from models.tables.desk import Answer, Draft
from models.tables.erasure import Erasure
from models.tables.jobs import Job, JobLine, JobStep
from models.tables.members import Consent, Device, Event, Member, MemberAddress, MemberPhone
from models.tables.shop import Counter

ERASED = "member_erased"
SLIP = "erasure_slip"
_CLOCKS_DIFFER = timedelta(days=3660)
"""A register may come from a computer whose clock goes wrong; what is later than this is no time at all."""
_KEPT = ("jobs", "bills")
_GONE = ("phones", "addresses", "devices", "consents", "entries")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What erasing this member would do; ``elsewhere`` names records of others whose notes name the person.

    ``hindered`` is the refusal's code where it cannot be done now, with ``number`` of what is in the way.
    """

    id: str
    card: str
    name: str
    counts: Counts
    spent: int
    warranty_until: date | None
    elsewhere: tuple[str, ...]
    hindered: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The proof slip. No personal data stands in it; ``reason`` is a code of rules/erasure."""

    shop: ShopHead
    number: str
    at: datetime
    by: str
    reason: str
    counts: Counts


@query(Right.ERASE)
def prospect(view: View, member_id: str) -> Prospect:
    """What would go, what would stay, and what is in the way. Refused("member.erased") where it is done."""
    member = view.get(Member, member_id)
    _refuse_erased(view, member_id)
    hindered, number = _in_the_way(view, member_id)
    spent = view.sql("SELECT coalesce(sum(total),0) AS n FROM bill WHERE member_id=?", (member_id,))
    warranty = view.sql(
        "SELECT max(l.warranty_until) AS day FROM bill_line l JOIN bill b ON b.id=l.bill_id"
        " WHERE b.member_id=?",
        (member_id,),
    )[0]["day"]
    until = None if warranty is None else date.fromisoformat(warranty)
    return Prospect(
        id=member.id,
        card=member.number,
        name=member.name,
        counts=_counts(view, member_id),
        spent=spent[0]["n"],
        warranty_until=until if until is not None and until >= view.today else None,
        elsewhere=_elsewhere(view, member),
        hindered=hindered,
        number=number,
    )


@use_case(Right.ERASE, keyed=True)
def erase(work: Work, member_id: str, *, reason: Reason = "asked") -> str:
    """Erase a member for good and return the proof slip's number.

    Raises Refused("erasure.open_job" | "erasure.unpaid" | "erasure.reason" | "member.erased").
    """
    one_of(reason, rules.REASONS, "erasure.reason", field="reason")
    work.get(Member, member_id)
    _refuse_erased(work, member_id)
    hindered, number = _in_the_way(work, member_id)
    if hindered:
        raise Refused(hindered, number=number)
    slip_number = _next_number(work)
    row = Erasure(
        id=member_id,
        number=slip_number,
        at=work.now,
        actor_id=work.actor.id,
        reason=reason,
        also=[],
    )
    _erase(work, member_id, row)
    return slip_number


@use_case(Right.ERASE)
def reapply(work: Work, register: tuple[Erased, ...]) -> int:
    """Erase again members whom the register names; returns how many were not erased already.

    For a file that was restored from an older backup, so open jobs do not hinder it. Raises
    Refused("record.gone") for whom this file does not know, "erasure.register" for a line that is none.
    """
    done = 0
    for entry in register:
        work.get(Member, entry.id)
        known = work.find(Erasure, entry.id)
        if known is not None and _is_shell(work, entry.id):
            continue
        _erase(work, entry.id, known or _again(work, entry))
        done += 1
    return done


def _again(work: Work, entry: Erased) -> Erasure:
    """A line of the register as it stood in the file it came from."""
    one_of(entry.reason, rules.REASONS, "erasure.reason", field="register")
    letter, running = rules.slip_running(entry.number)
    if not running or not 0 <= entry.at <= ms_of(work.now + _CLOCKS_DIFFER):
        raise Refused("erasure.register", field="register")
    _raise_counter(work, letter, running)
    taken = work.sql("SELECT 1 FROM erasure WHERE number=?", (entry.number,))
    return Erasure(
        id=entry.id,
        number=_next_number(work) if taken else entry.number,
        at=from_ms(entry.at),
        actor_id=work.actor.id,
        reason=entry.reason,
        also=[],
    )


def _next_number(work: Work) -> str:
    return rules.slip_number(work.desk.letter, numbers.next_number(work, "erasure"))


@use_case(Right.SERVE)
def print_slip(work: Work, member_id: str, *, saved: bool = False) -> Slip:
    """Note that the proof slip is printed, or ``saved`` as a file, and return it. Refused("erasure.none")."""
    made = slip(work, member_id)
    copies = work.sql("SELECT count(*) AS n FROM printing WHERE ref_id=?", (member_id,))
    work.add(
        Printing(
            id=work.new_id(),
            paper=SLIP,
            ref_id=member_id,
            copy_number=copies[0]["n"],
            at=work.now,
            actor_id=work.actor.id,
        )
    )
    if saved:
        work.note(exported=SLIP)
    return made


@query(Right.SERVE)
def slip(view: View, member_id: str) -> Slip:
    """The proof slip of an erased member; Refused("erasure.none")."""
    row = view.find(Erasure, member_id)
    if row is None:
        raise Refused("erasure.none")
    told = view.sql(
        "SELECT details FROM event WHERE member_id=? AND what=? ORDER BY at DESC LIMIT 1",
        (member_id, ERASED),
    )
    details = msgspec.json.decode(told[0]["details"]) if told else {}
    by = view.sql("SELECT name FROM staff WHERE id=?", (row.actor_id,))
    return Slip(
        shop=shop.head_of(view),
        number=row.number,
        at=row.at,
        by=by[0]["name"] if by else "",
        reason=row.reason,
        counts=Counts(**{name: int(details.get(name, 0)) for name in (*_GONE, *_KEPT)}),
    )


def is_erased(view: View, member_id: str) -> bool:
    """Whether a member stands in the register."""
    return bool(view.sql("SELECT 1 FROM erasure WHERE id=?", (member_id,)))


def _refuse_erased(view: View, member_id: str) -> None:
    if is_erased(view, member_id):
        raise Refused("member.erased")


def _in_the_way(view: View, member_id: str) -> tuple[str, str]:
    """What has to be finished first: an open job, a bill that is not fully paid."""
    jobs = view.sql(
        "SELECT number FROM job WHERE member_id=? AND closed_at IS NULL ORDER BY opened_at LIMIT 1",
        (member_id,),
    )
    if jobs:
        return "erasure.open_job", jobs[0]["number"]
    unpaid = view.sql(
        "SELECT number FROM bill b WHERE member_id=? AND total > coalesce("
        "(SELECT sum(amount) FROM tender t WHERE t.bill_id=b.id),0) LIMIT 1",
        (member_id,),
    )
    return ("erasure.unpaid", unpaid[0]["number"]) if unpaid else ("", "")


def _counts(view: View, member_id: str) -> Counts:
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
    return Counts(**view.sql(f"SELECT {parts}", (member_id,) * len(tables))[0])


_FREE_TEXTS = (
    ("member", "number", ("preferences", "special_needs", "taboos", "access_notes", "notes"), "id"),
    ("job", "number", ("title", "diagnosis", "accessories"), "member_id"),
)


def _elsewhere(view: View, member: Member) -> tuple[str, ...]:
    """Numbers of other people's records whose free text names this person; the owner may change them first."""
    phones = [p.number for p in view.all(MemberPhone, MemberPhone.member_id == member.id)]
    known = rules.traces([member.name], phones)
    found: list[str] = []
    for table, number, columns, owner in _FREE_TEXTS:
        text = " || char(10) || ".join(columns)
        for word in known.words:
            rows = view.sql(
                f"SELECT {number} AS number FROM {table} WHERE coalesce({owner},'')<>?"
                f" AND instr({text}, ?) > 0 LIMIT 5",
                (member.id, word),
            )
            found += [row["number"] for row in rows]
    return tuple(dict.fromkeys(found))[:5]


def _is_shell(view: View, member_id: str) -> bool:
    """Whether nothing of the person is left: an edit that came late brings something back."""
    member = view.get(Member, member_id)
    left = _counts(view, member_id)
    told = view.sql(
        "SELECT 1 FROM operation WHERE subject_id=? AND payload IS NOT NULL"
        " AND use_case NOT GLOB 'erasure.*' LIMIT 1",
        (member_id,),
    )
    rows = left.phones + left.addresses + left.devices + left.consents
    return member.name == ERASED_NAME and rows == 0 and not told


def _raise_counter(work: Work, letter: str, running: int) -> None:
    """No slip number is given out twice, though this file is older than the slip."""
    name = f"{letter}/erasure"
    row = work.find(Counter, name)
    if row is None:
        work.add(Counter(id=name, last=running))
    elif row.last < running:
        work.change(row, last=running)


# The erasing itself


def _erase(work: Work, member_id: str, row: Erasure) -> None:
    """Empty rows, index, drafts, answers and journal of one member, and write the register."""
    member = work.get(Member, member_id)
    held, traces = _gather(work, member)
    counts = _counts(work, member_id)
    jobs = work.all(Job, Job.member_id == member_id, order=Job.opened_at)
    _strip_member(work, member, row.at)
    for job in jobs:
        _strip_job(work, job, traces)
    _strip_jobs_given_away(work, held, member_id, traces)
    _strip_told_of_others(work, held, jobs, member_id)
    _remove_all(work, member_id)
    for bill in work.all(Bill, Bill.member_id == member_id, order=Bill.at):
        _strip_bill(work, bill, traces)
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
    erasing.about_jobs_beside(work, held, mine | before)
    for phone in work.all(MemberPhone, MemberPhone.member_id == member_id):
        held.phones.add(phone.number)
    for address in work.all(MemberAddress, MemberAddress.member_id == member_id):
        held.addresses.add(address.text)
    held.names.add(member.name)
    traces = rules.traces(held.names, held.phones, held.addresses)
    # A job that was given away, or opened for somebody else and taken over.
    held.taken_over = (before | mine) - held.opened
    if changed_hands := (before - mine) | held.taken_over:
        erasing.about_others(work, held, changed_hands, member_id, traces)
    return held, traces


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


def _strip_job(work: Work, job: Job, traces: Traces) -> None:
    """What was typed about the job goes; steps, days, items and amounts stay."""
    work.change(
        job,
        device_id=None,
        device="",
        serial="",
        title="",
        diagnosis="",
        accessories="",
        address="",
        phone="",
    )
    for line in work.all(JobLine, JobLine.job_id == job.id):
        work.change(
            line, serial="", name=traces.taken_from(line.name), lot=traces.taken_from(line.lot)
        )
    bills = {row["number"] for row in work.sql("SELECT number FROM bill WHERE job_id=?", (job.id,))}
    for step in work.all(JobStep, JobStep.job_id == job.id):
        if step.reason not in bills:
            work.change(step, reason="")


def _strip_jobs_given_away(work: Work, held: Held, member_id: str, traces: Traces) -> None:
    """A job that was the member's once and is another's now may still carry the old phone and address."""
    for job_id in sorted(held.jobs()):
        job = work.find(Job, job_id)
        if job is None or job.member_id == member_id:
            continue
        phones, addresses = _contacts(work, job.member_id)
        phone = "" if job.phone in held.phones - phones else job.phone
        address = "" if job.address in held.addresses - addresses else job.address
        work.change(
            job,
            phone=phone,
            address=traces.taken_from(address) if address not in addresses else address,
            title=traces.taken_from(job.title),
            diagnosis=traces.taken_from(job.diagnosis),
            accessories=traces.taken_from(job.accessories),
        )
        index_job(work, job)


def _strip_told_of_others(work: Work, held: Held, jobs: Sequence[Job], member_id: str) -> None:
    """A job that was opened for another stands in that member's timeline with its symptoms."""
    for job in jobs:
        if job.id in held.taken_over:
            for event in work.all(Event, Event.ref_id == job.id, Event.member_id != member_id):
                words = {name: "" for name in ("title", "device") if name in event.details}
                work.change(event, details={**event.details, **words})


def _contacts(work: Work, member_id: str | None) -> tuple[set[str], set[str]]:
    if member_id is None:
        return set(), set()
    phones = work.all(MemberPhone, MemberPhone.member_id == member_id)
    addresses = work.all(MemberAddress, MemberAddress.member_id == member_id)
    return {row.number for row in phones}, {row.text for row in addresses}


def _remove_all(work: Work, member_id: str) -> None:
    for kind in (MemberPhone, MemberAddress, Device, Consent, Event):
        for row in work.all(kind, kind.member_id == member_id):
            work.remove(row)


def _strip_bill(work: Work, bill: Bill, traces: Traces) -> None:
    """Amounts, days, items, tenders and numbers stay to the fen; whose they were goes."""
    paper: dict[str, Any] = dict(bill.snapshot)
    paper |= {"member": ERASED_NAME, "phone_tail": "", "device": "", "note": ""}
    paper["lines"] = [
        {
            **line,
            "serial": "",
            "name": traces.taken_from(line["name"]),
            "lot": traces.taken_from(line["lot"]),
        }
        for line in paper["lines"]
    ]
    work.change(bill, snapshot=paper)
    for line in work.all(BillLine, BillLine.bill_id == bill.id):
        work.change(
            line, serial="", name=traces.taken_from(line.name), lot=traces.taken_from(line.lot)
        )


def _tell(work: Work, member: Member, row: Erasure, counts: Counts) -> None:
    """The one entry that is left: that it was done, under which number, and how much it was."""
    details = {name: getattr(counts, name) for name in (*_GONE, *_KEPT)}
    timeline.record(work, member.id, ERASED, number=row.number, details=details)


def _forget_typed(work: Work, member_id: str, traces: Traces, jobs: set[str]) -> None:
    """Drafts that name the person or belong to the file go; answers of earlier calls lose the words."""
    ids = {member_id, *jobs}
    for draft in work.all(Draft):
        text = msgspec.json.encode([draft.id, draft.content]).decode()
        if traces.found_in(_plain(draft.content)) or any(each in text for each in ids):
            work.remove(draft)
    for word in traces.words:
        written = msgspec.json.encode(word).decode()[1:-1]
        for found in work.sql("SELECT key FROM answer WHERE instr(result, ?) > 0", (written,)):
            answer = work.get(Answer, found["key"])
            result = _mapped(msgspec.json.decode(answer.result), traces.taken_from)
            work.change(answer, result=msgspec.json.encode(result).decode())


def _plain(content: Any) -> str:
    """Every text inside a structure, one below the other."""
    said: list[str] = []

    def hear(text: str) -> str:
        said.append(text)
        return text

    _mapped(content, hear)
    return "\n".join(said)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [_mapped(each, change) for each in value]
    return value
