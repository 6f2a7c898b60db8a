"""A member's file as it is read: whole, as a row of a list, as a likeness to one being typed."""

from dataclasses import dataclass
from datetime import date, datetime

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
    """A member's file as the screen shows it. ``spent`` in fen over all posted bills."""

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
    bills: int
    spent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A member who may be the same person; ``why`` is a code: phone or name_address."""

    id: str
    name: str
    masked: str
    address: str
    why: str


@query(Right.SERVE)
def file(view: View, member_id: str) -> MemberFile:
    """A member's file."""
    member = view.get(Member, member_id)
    sums = view.sql(
        "SELECT (SELECT count(*) FROM job WHERE member_id=?) AS jobs, count(*) AS bills,"
        " coalesce(sum(total), 0) AS spent FROM bill WHERE member_id=?",
        (member_id, member_id),
    )[0]
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
        jobs=sums["jobs"],
        bills=sums["bills"],
        spent=sums["spent"],
    )


@query(Right.SERVE)
def alike(view: View, *, name: str, phone: str, address: str = "") -> tuple[Likeness, ...]:
    """Members who may be the same person as the one being typed; empty while the phone is unfinished."""
    found: dict[str, Likeness] = {}
    try:
        number = parse_phone(phone).number if phone.strip() else ""
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
def recent(view: View, *, archived: bool = False, limit: int = 200) -> tuple[Likeness, ...]:
    """The members with the newest activity, for the list."""
    where = "IS NOT NULL" if archived else "IS NULL"
    rows = view.sql(
        "SELECT id FROM member WHERE archived_at " + where + " ORDER BY active_at DESC LIMIT ?",
        (limit,),
    )
    return tuple(_likeness(view, view.get(Member, row["id"]), "") for row in rows)


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
    )
