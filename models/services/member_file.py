"""A member's file as it is read: whole, as a row of a list, as a likeness to one being typed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.phones import masked, parse_phone, tail
from models.rules.search import squash
from models.services.consents import ConsentRow, consents_of
from models.services.devices import DeviceRow, devices_of
from models.services.households import Relative, others_of, relative
from models.services.members import addresses_of, phones_of, with_phone
from models.store.work import View
from models.tables.members import (
    Member,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRow:
    """A phone as shown: masked. The full number is a journalled reveal."""

    id: str
    masked: str
    tail: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """An address as shown."""

    text: str
    estate: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFile:
    """A member's file as the screen shows it. ``spent`` in fen over all posted bills less refunds."""

    id: str
    number: str
    name: str
    readings: str
    gender: str
    birthday: date | None
    customer_type: str
    source: str
    referred_by: Relative | None
    household_id: str | None
    household: tuple[Relative, ...]
    preferences: str
    special_needs: str
    taboos: str
    access_notes: str
    notes: str
    elderly: bool
    special_care: bool
    joined_at: datetime
    active_at: datetime
    archived_at: datetime | None
    phones: tuple[PhoneRow, ...]
    addresses: tuple[AddressRow, ...]
    devices: tuple[DeviceRow, ...]
    consents: tuple[ConsentRow, ...]
    jobs: int
    open_jobs: int
    bills: int
    spent: int
    brought: int
    """How many members this one has brought."""
    read_at: datetime
    """The aware UTC moment of reading, from which days and ages are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A member who may be the same person; ``why`` is a code: phone or name_address."""

    id: str
    name: str
    masked: str
    address: str
    why: str
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member as the list shows it; the first phone masked, the first address."""

    id: str
    number: str
    name: str
    masked: str
    address: str
    elderly: bool
    special_care: bool
    jobs: int
    open_jobs: int
    active_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberList:
    """A page of members; ``after``, handed in as ``beyond``, asks for the next one."""

    rows: tuple[MemberRow, ...]
    after: str
    read_at: datetime


@query(Right.SERVE)
def file(view: View, member_id: str) -> MemberFile:
    """A member's file."""
    member = view.get(Member, member_id)
    sums = view.sql(
        "SELECT (SELECT count(*) FROM job WHERE member_id=?) AS jobs,"
        " (SELECT count(*) FROM job WHERE member_id=? AND closed_at IS NULL) AS open_jobs,"
        " count(*) AS bills, coalesce(sum(total), 0) - (SELECT coalesce(sum(total), 0) FROM refund"
        " WHERE member_id=?) AS spent FROM bill WHERE member_id=?",
        (member_id, member_id, member_id, member_id),
    )[0]
    brought = view.sql("SELECT count(*) AS n FROM member WHERE referred_by_id=?", (member_id,))
    return MemberFile(
        **{name: getattr(member, name) for name in _SHOWN},
        referred_by=relative(view, member.referred_by_id),
        household=others_of(view, member),
        phones=tuple(
            PhoneRow(id=p.id, masked=masked(p.number), tail=tail(p.number), label=p.label)
            for p in phones_of(view, member_id)
        ),
        addresses=tuple(
            AddressRow(text=a.text, estate=a.estate, note=a.note)
            for a in addresses_of(view, member_id)
        ),
        devices=devices_of(view, member_id),
        consents=consents_of(view, member_id),
        **sums,
        brought=brought[0]["n"],
        read_at=view.now,
    )


@query(Right.SERVE)
def alike(view: View, *, name: str, phone: str, address: str = "") -> tuple[Likeness, ...]:
    """Members who may be the same person as the one being typed; empty while the phone is unfinished."""
    found: dict[str, Likeness] = {}
    try:
        number = parse_phone(phone).stored if phone.strip() else ""
    except Refused:
        number = ""
    for member in with_phone(view, number) if number else ():
        found[member.id] = _likeness(view, member, "phone")
    if name.strip() and address.strip():
        same = view.all(Member, Member.name == name.strip(), Member.archived_at.is_(None))
        for member in same[:20]:
            for known in addresses_of(view, member.id):
                if squash(known.text) == squash(address):
                    found.setdefault(member.id, _likeness(view, member, "name_address"))
    return tuple(found.values())


@query(Right.SERVE)
def recent(view: View, *, archived: bool = False, limit: int = 200, beyond: str = "") -> MemberList:
    """The members with the newest activity, for the list; ``beyond`` is the last page's ``after``."""
    place = "AND (m.active_at, m.id) < (SELECT active_at, id FROM member WHERE id=?)"
    rows = view.sql(
        "SELECT m.id, m.number, m.name, m.elderly, m.special_care, m.active_at,"
        " coalesce((SELECT number FROM member_phone p WHERE p.member_id=m.id"
        "  ORDER BY position LIMIT 1), '') AS phone,"
        " coalesce((SELECT text FROM member_address a WHERE a.member_id=m.id"
        "  ORDER BY position LIMIT 1), '') AS address,"
        " (SELECT count(*) FROM job j WHERE j.member_id=m.id) AS jobs,"
        " (SELECT count(*) FROM job j WHERE j.member_id=m.id AND j.closed_at IS NULL) AS open_jobs"
        f" FROM member m WHERE m.archived_at IS {'NOT ' if archived else ''}NULL"
        f" {place if beyond else ''} ORDER BY m.active_at DESC, m.id DESC LIMIT ?",
        (*([beyond] if beyond else []), limit + 1),
    )
    shown = tuple(_member_row(row) for row in rows[:limit])
    after = shown[-1].id if len(rows) > limit else ""
    return MemberList(rows=shown, after=after, read_at=view.now)


def _member_row(row: Any) -> MemberRow:
    return MemberRow(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        masked=masked(row["phone"]) if row["phone"] else "",
        address=row["address"],
        elderly=bool(row["elderly"]),
        special_care=bool(row["special_care"]),
        jobs=row["jobs"],
        open_jobs=row["open_jobs"],
        active_at=from_ms(row["active_at"]),
    )


_SHOWN = (
    "id",
    "number",
    "name",
    "readings",
    "gender",
    "birthday",
    "customer_type",
    "source",
    "household_id",
    "preferences",
    "special_needs",
    "taboos",
    "access_notes",
    "notes",
    "elderly",
    "special_care",
    "joined_at",
    "active_at",
    "archived_at",
)


def _likeness(view: View, member: Member, why: str) -> Likeness:
    phones = phones_of(view, member.id)
    addresses = addresses_of(view, member.id)
    return Likeness(
        id=member.id,
        name=member.name,
        masked=masked(phones[0].number) if phones else "",
        address=addresses[0].text if addresses else "",
        why=why,
        archived=member.archived_at is not None,
    )
