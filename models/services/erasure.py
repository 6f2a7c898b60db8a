"""Erasing a member: what would go, the act itself, the same again after a restore, and the slip that proves it.

The member's row stays as a shell (id, card number). It cannot be undone, by nobody. What is blanked in which
table stands in models/services/erasure_rows.py.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

import msgspec

from models.base.clock import from_ms, ms_of
from models.base.documents_head import ShopHead
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import one_of
from models.base.usecase import query, use_case
from models.rules import erasure as rules
from models.rules.erasure import ERASED_NAME, Reason
from models.services import accounts, deposits, numbers, prepaid, shop
from models.services.erasure_rows import ERASED, Counts, blank, counted
from models.store.register import Erased
from models.store.work import View, Work
from models.tables.bills import Printing
from models.tables.erasure import Erasure
from models.tables.members import Member, MemberPhone
from models.tables.shop import Counter

SLIP = "erasure_slip"
_CLOCKS_DIFFER = timedelta(days=3660)
"""A register may come from a computer whose clock goes wrong; what is later than this is no time at all."""


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
    spent = view.sql(
        "SELECT (SELECT coalesce(sum(total),0) FROM bill WHERE member_id=?1)"
        " - (SELECT coalesce(sum(total),0) FROM refund WHERE member_id=?1) AS n",
        (member_id,),
    )
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
        counts=counted(view, member_id),
        spent=spent[0]["n"],
        warranty_until=until if until is not None and until >= view.today else None,
        elsewhere=_elsewhere(view, member),
        hindered=hindered,
        number=number,
    )


@use_case(Right.ERASE, keyed=True)
def erase(work: Work, member_id: str, *, reason: Reason = "asked") -> str:
    """Erase a member for good and return the proof slip's number; files merged into this one go as well.

    Raises Refused("erasure.open_job" | "erasure.unpaid" | "erasure.prepaid" | "erasure.reason" |
    "member.erased").
    """
    one_of(reason, rules.REASONS, "erasure.reason", field="reason")
    work.get(Member, member_id)
    _refuse_erased(work, member_id)
    hindered, number = _in_the_way(work, member_id)
    if hindered:
        raise Refused(hindered, number=number)
    row = _entry(work, member_id, reason)
    for other in work.all(Member, Member.merged_into_id == member_id, order=Member.id):
        if not is_erased(work, other.id):
            blank(work, other.id, _entry(work, other.id, reason))
    blank(work, member_id, row)
    return row.number


def _entry(work: Work, member_id: str, reason: Reason) -> Erasure:
    """A new line of the register, under the next slip number."""
    return Erasure(
        id=member_id,
        number=_next_number(work),
        at=work.now,
        actor_id=work.actor.id,
        reason=reason,
        also=[],
    )


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
        blank(work, entry.id, known or _again(work, entry))
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
        counts=Counts(**{each.name: int(details.get(each.name, 0)) for each in fields(Counts)}),
    )


def is_erased(view: View, member_id: str) -> bool:
    """Whether a member stands in the register."""
    return bool(view.sql("SELECT 1 FROM erasure WHERE id=?", (member_id,)))


def _refuse_erased(view: View, member_id: str) -> None:
    if is_erased(view, member_id):
        raise Refused("member.erased")


def _in_the_way(view: View, member_id: str) -> tuple[str, str]:
    """What has to be finished first, by the member's file and those merged into it: a code and a number."""
    files = view.sql(
        "WITH RECURSIVE family(id) AS (SELECT ?1 UNION SELECT m.id FROM member m JOIN family f"
        " ON m.merged_into_id=f.id) SELECT id FROM family",
        (member_id,),
    )
    return next((found for row in files if (found := _of_file(view, row["id"]))[0]), ("", ""))


def _of_file(view: View, member_id: str) -> tuple[str, str]:
    """An open job, a bill that is not fully paid, money of the member's that the shop still has."""
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
    if unpaid:
        return "erasure.unpaid", unpaid[0]["number"]
    owed = accounts.of_member(view, member_id).bills
    if owed:
        return "erasure.unpaid", owed[0].number
    ahead = prepaid.last_open(view, member_id) or deposits.last_held(view, member_id)
    return ("erasure.prepaid", ahead) if ahead else ("", "")


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
    left = counted(view, member_id)
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
