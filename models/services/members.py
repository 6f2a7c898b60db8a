"""Members: open a file, edit it, archive it, see it whole. Phones, addresses, household, devices and consent too."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.base.clock import from_ms
from models.base.errors import Confirm, Refused
from models.base.rights import Right
from models.base.text import clean_line, clean_note
from models.base.usecase import query, use_case
from models.rules import members as rules
from models.rules.phones import masked, parse_phone, tail
from models.rules.pinyin import display
from models.services import numbers, timeline
from models.services.search_documents import index_member, reindex_jobs_of
from models.store.work import View, Work
from models.tables.members import (
    Consent,
    Device,
    Household,
    Member,
    MemberAddress,
    MemberPhone,
)

CONSENT_VERSION = "2026-01"
"""The wording of the consent sheet that a new consent refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneEntry:
    """A phone as typed or, on the way out, as digits."""

    number: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressEntry:
    """An address of the member."""

    text: str
    estate: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDetails:
    """Everything a clerk types about a member, exactly as typed."""

    name: str
    phones: tuple[PhoneEntry, ...] = ()
    addresses: tuple[AddressEntry, ...] = ()
    gender: str = ""
    birthday: date | None = None
    customer_type: str = "family"
    source: str = ""
    referred_by_id: str | None = None
    preferences: str = ""
    special_needs: str = ""
    taboos: str = ""
    access_notes: str = ""
    notes: str = ""
    elderly: bool = False
    special_care: bool = False


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
class DeviceRow:
    """A device as shown, with how often it was here and the job in progress, if there is one."""

    id: str
    category: str
    brand: str
    model: str
    serial: str
    place: str
    bought_on: date | None
    warranty_until: date | None
    note: str
    jobs: int
    last_job_at: datetime | None
    open_job_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """The consent that holds for one purpose; ``granted`` None where none was ever asked."""

    purpose: str
    granted: bool | None
    at: datetime | None
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Another member of the household."""

    id: str
    name: str
    masked: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDetails:
    """What a clerk types about a device."""

    category: str
    brand: str = ""
    model: str = ""
    serial: str = ""
    place: str = ""
    bought_on: date | None = None
    warranty_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new member's id and card number."""

    id: str
    number: str


@use_case(Right.SERVE, keyed=True, inverse="members.archive")
def create(work: Work, details: MemberDetails, *, confirmed: tuple[str, ...] = ()) -> Opened:
    """Open a member's file.

    Raises Refused("text.…" | "phone.…" | "member.…") beside the field, and
    Confirm("member.duplicate") where a phone is known already, unless ``confirmed`` names that code.
    """
    clean = checked(details)
    if "member.duplicate" not in confirmed:
        for phone in clean.phones:
            if known := _with_phone(work, phone.number):
                raise Confirm("member.duplicate", field="phone", name=known[0].name)
    member = Member(
        id=work.new_id(),
        number=numbers.next_card(work),
        name=clean.name,
        readings=display(clean.name),
        joined_at=work.now,
        active_at=work.now,
        **_basics(clean),
    )
    work.add(member)
    _write_phones(work, member.id, clean.phones)
    _write_addresses(work, member.id, clean.addresses)
    timeline.record(work, member.id, "member_created", ref_id=member.id, number=member.number)
    index_member(work, member)
    work.undo_by(archive, member.id)
    return Opened(member.id, member.number)


@use_case(Right.SERVE, inverse="members.edit")
def edit(work: Work, member_id: str, details: MemberDetails) -> None:
    """Write a member's details anew. Raises as :func:`create`, but asks about no duplicate."""
    member = work.get(Member, member_id)
    before = _details_of(work, member)
    clean = checked(details)
    if clean.referred_by_id == member_id:
        raise Refused("member.refers_self", field="referred_by")
    renamed = clean.name != member.name
    work.change(member, name=clean.name, readings=display(clean.name), **_basics(clean))
    if clean.phones != before.phones:
        _replace(work, MemberPhone, member_id)
        _write_phones(work, member_id, clean.phones)
    if clean.addresses != before.addresses:
        _replace(work, MemberAddress, member_id)
        _write_addresses(work, member_id, clean.addresses)
    if work.changes:
        changed = [
            name for name in MemberDetails.__dataclass_fields__ if getattr(before, name) != getattr(clean, name)
        ]
        timeline.record(work, member_id, "member_edited", ref_id=member_id, details={"fields": changed})
        timeline.touch(work, member)
        index_member(work, member)
        if renamed:
            reindex_jobs_of(work, member)
    work.undo_by(edit, member_id, before)


@use_case(Right.SERVE, inverse="members.restore")
def archive(work: Work, member_id: str) -> None:
    """Put a member's file away: it is found by its number only. Refused("member.open_jobs")."""
    member = work.get(Member, member_id)
    open_jobs = work.sql(
        "SELECT number FROM job WHERE member_id=? AND closed_at IS NULL LIMIT 1", (member_id,)
    )
    if open_jobs:
        raise Refused("member.open_jobs", number=open_jobs[0]["number"])
    work.change(member, archived_at=work.now)
    timeline.record(work, member_id, "member_archived", ref_id=member_id)
    index_member(work, member)
    work.undo_by(restore, member_id)


@use_case(Right.SERVE, inverse="members.archive")
def restore(work: Work, member_id: str) -> None:
    """Bring an archived file back."""
    member = work.get(Member, member_id)
    work.change(member, archived_at=None)
    timeline.record(work, member_id, "member_restored", ref_id=member_id)
    index_member(work, member)
    work.undo_by(archive, member_id)


@use_case(Right.SERVE, inverse="members.archive_device")
def add_device(work: Work, member_id: str, details: DeviceDetails) -> str:
    """Add a device to a member's file and return its id. Raises Refused("text.…" | "device.…")."""
    member = work.get(Member, member_id)
    device = Device(id=work.new_id(), member_id=member_id, **_device_values(details))
    work.add(device)
    timeline.record(
        work,
        member_id,
        "device_added",
        ref_id=device.id,
        details={"device": device_text(device.brand, device.category, device.model)},
    )
    timeline.touch(work, member)
    index_member(work, member)
    work.undo_by(archive_device, device.id)
    return device.id


@use_case(Right.SERVE, inverse="members.edit_device")
def edit_device(work: Work, device_id: str, details: DeviceDetails) -> None:
    """Write a device's details anew."""
    device = work.get(Device, device_id)
    before = DeviceDetails(
        **{name: getattr(device, name) for name in DeviceDetails.__dataclass_fields__}
    )
    work.change(device, **_device_values(details))
    index_member(work, work.get(Member, device.member_id))
    work.undo_by(edit_device, device_id, before)


@use_case(Right.SERVE, inverse="members.archive_device")
def archive_device(work: Work, device_id: str, *, archived: bool = True) -> None:
    """Put a device away, or bring it back."""
    device = work.get(Device, device_id)
    work.change(device, archived_at=work.now if archived else None)
    index_member(work, work.get(Member, device.member_id))
    work.undo_by(archive_device, device_id, archived=not archived)


@use_case(Right.SERVE)
def record_consent(
    work: Work, member_id: str, *, purpose: str, granted: bool, channel: str = "counter"
) -> None:
    """Keep that a member gave or withdrew a consent; it is a fact and stays, a change is a new fact.

    Raises Refused("consent.purpose").
    """
    rules.check_purpose(purpose)
    member = work.get(Member, member_id)
    consent = Consent(
        id=work.new_id(),
        member_id=member_id,
        purpose=purpose,
        granted=granted,
        version=CONSENT_VERSION,
        channel=clean_line(channel, field="channel", most=40),
        at=work.now,
    )
    work.add(consent)
    what = "consent_given" if granted else "consent_withdrawn"
    timeline.record(work, member_id, what, ref_id=consent.id, details={"purpose": purpose})
    timeline.touch(work, member)


@use_case(Right.SERVE, inverse="members.set_household")
def set_household(work: Work, member_id: str, household_id: str | None) -> None:
    """Put a member into a household, or take the member out of one."""
    member = work.get(Member, member_id)
    before = member.household_id
    if household_id is not None:
        work.get(Household, household_id)
    work.change(member, household_id=household_id)
    work.undo_by(set_household, member_id, before)


@use_case(Right.SERVE)
def join_household(work: Work, member_id: str, other_id: str) -> str:
    """Put two members into one household, made where neither has one; returns its id.

    Raises Refused("household.two") where both live in different ones already.
    """
    member, other = work.get(Member, member_id), work.get(Member, other_id)
    if member_id == other_id:
        raise Refused("household.self", field="household")
    known = {entry.household_id for entry in (member, other)} - {None}
    if len(known) > 1:
        raise Refused("household.two", field="household", name=other.name)
    household_id = next(iter(known), None)
    if household_id is None:
        household = Household(id=work.new_id(), name=other.name)
        work.add(household)
        household_id = household.id
    for entry in (member, other):
        work.change(entry, household_id=household_id)
    return household_id


@use_case(Right.REVEAL)
def reveal_phone(work: Work, member_id: str, phone_id: str) -> str:
    """The full number, shown for half a minute; that it was read stands in the journal."""
    phone = work.get(MemberPhone, phone_id)
    if phone.member_id != member_id:
        raise Refused("record.gone", kind=MemberPhone.kind)
    timeline.record(
        work, member_id, "phone_shown", ref_id=phone_id, details={"tail": tail(phone.number)}
    )
    return phone.number


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
        referred_by=_relative(view, member.referred_by_id),
        household=_household(view, member),
        phones=tuple(
            PhoneRow(id=p.id, masked=masked(p.number), tail=tail(p.number), label=p.label)
            for p in _phones(view, member_id)
        ),
        addresses=tuple(
            AddressRow(text=a.text, estate=a.estate, note=a.note)
            for a in _addresses(view, member_id)
        ),
        devices=_devices(view, member_id),
        consents=_consents(view, member_id),
        jobs=sums["jobs"],
        bills=sums["bills"],
        spent=sums["spent"],
    )


@query(Right.SERVE)
def details(view: View, member_id: str) -> MemberDetails:
    """What the edit form is filled with: full phone numbers, because they are being edited."""
    return _details_of(view, view.get(Member, member_id))


@query(Right.SERVE)
def alike(view: View, *, name: str, phone: str, address: str = "") -> tuple[Likeness, ...]:
    """Members who may be the same person as the one being typed; empty while the phone is unfinished."""
    found: dict[str, Likeness] = {}
    try:
        number = parse_phone(phone).number if phone.strip() else ""
    except Refused:
        number = ""
    for member in _with_phone(view, number) if number else ():
        found[member.id] = _likeness(view, member, "phone")
    if name.strip() and address.strip():
        same = view.all(Member, Member.name == name.strip(), Member.archived_at.is_(None))
        for member in same[:20]:
            for known in _addresses(view, member.id):
                if rules.same_address(known.text, address):
                    found.setdefault(member.id, _likeness(view, member, "name_address"))
    return tuple(found.values())


@query(Right.SERVE)
def recent(view: View, *, archived: bool = False, limit: int = 200) -> tuple[Likeness, ...]:
    """The members with the newest activity, for the list."""
    where = "IS NOT NULL" if archived else "IS NULL"
    rows = view.sql(
        "SELECT id FROM member WHERE archived_at " + where + " ORDER BY active_at DESC LIMIT ?", (limit,)
    )
    return tuple(_likeness(view, view.get(Member, row["id"]), "") for row in rows)


def checked(typed: MemberDetails) -> MemberDetails:
    """The details as they are stored; refuses beside the field."""
    rules.check_customer_type(typed.customer_type)
    rules.check_source(typed.source)
    if typed.gender not in ("", "female", "male"):
        raise Refused("member.gender", field="gender")
    phones = []
    for place, phone in enumerate(typed.phones):
        if not phone.number.strip() and not phone.label.strip():
            continue
        number = parse_phone(phone.number, field=f"phone_{place}" if place else "phone").number
        label = clean_line(phone.label, field="phone_label", most=20)
        phones.append(PhoneEntry(number=number, label=label))
    if len({phone.number for phone in phones}) < len(phones):
        raise Refused("phone.twice", field="phone_1")
    addresses = tuple(
        AddressEntry(
            text=clean_line(address.text, field="address", most=120),
            estate=clean_line(address.estate, field="estate", most=40),
            note=clean_line(address.note, field="address_note", most=120),
        )
        for address in typed.addresses
        if address.text.strip()
    )
    return MemberDetails(
        name=clean_line(typed.name, field="name", most=40, required=True),
        phones=tuple(phones),
        addresses=addresses,
        gender=typed.gender,
        birthday=typed.birthday,
        customer_type=typed.customer_type,
        source=typed.source,
        referred_by_id=typed.referred_by_id,
        preferences=clean_note(typed.preferences, field="preferences", most=400),
        special_needs=clean_note(typed.special_needs, field="special_needs", most=400),
        taboos=clean_note(typed.taboos, field="taboos", most=400),
        access_notes=clean_note(typed.access_notes, field="access_notes", most=400),
        notes=clean_note(typed.notes, field="notes"),
        elderly=typed.elderly,
        special_care=typed.special_care,
    )


def device_text(brand: str, category: str, model: str) -> str:
    """How a device is called where no language is known: brand and model, else its category's code."""
    return " ".join(part for part in (brand, model) if part) or category


_BASICS = (
    "gender",
    "birthday",
    "customer_type",
    "source",
    "referred_by_id",
    "preferences",
    "special_needs",
    "taboos",
    "access_notes",
    "notes",
    "elderly",
    "special_care",
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


def _basics(clean: MemberDetails) -> dict[str, Any]:
    return {name: getattr(clean, name) for name in _BASICS}


def _details_of(view: View, member: Member) -> MemberDetails:
    return MemberDetails(
        name=member.name,
        phones=tuple(
            PhoneEntry(number=p.number, label=p.label) for p in _phones(view, member.id)
        ),
        addresses=tuple(
            AddressEntry(text=a.text, estate=a.estate, note=a.note)
            for a in _addresses(view, member.id)
        ),
        **{name: getattr(member, name) for name in _BASICS},
    )


def _device_values(typed: DeviceDetails) -> dict[str, Any]:
    rules.check_device_category(typed.category)
    if typed.bought_on and typed.warranty_until and typed.warranty_until < typed.bought_on:
        raise Refused("device.warranty_before", field="warranty_until")
    return {
        "category": typed.category,
        "brand": clean_line(typed.brand, field="brand", most=40),
        "model": clean_line(typed.model, field="model", most=60),
        "serial": clean_line(typed.serial, field="serial", most=60),
        "place": clean_line(typed.place, field="place", most=40),
        "bought_on": typed.bought_on,
        "warranty_until": typed.warranty_until,
        "note": clean_note(typed.note, field="device_note", most=400),
    }


def _phones(view: View, member_id: str) -> list[MemberPhone]:
    return view.all(MemberPhone, MemberPhone.member_id == member_id, order=MemberPhone.position)


def _addresses(view: View, member_id: str) -> list[MemberAddress]:
    return view.all(
        MemberAddress, MemberAddress.member_id == member_id, order=MemberAddress.position
    )


def _replace(work: Work, kind: type[MemberPhone] | type[MemberAddress], member_id: str) -> None:
    for row in work.all(kind, kind.member_id == member_id):
        work.remove(row)


def _write_phones(work: Work, member_id: str, phones: tuple[PhoneEntry, ...]) -> None:
    work.add_all(
        [
            MemberPhone(
                id=work.new_id(), member_id=member_id, number=p.number, label=p.label, position=n
            )
            for n, p in enumerate(phones)
        ]
    )


def _write_addresses(work: Work, member_id: str, addresses: tuple[AddressEntry, ...]) -> None:
    work.add_all(
        [
            MemberAddress(
                id=work.new_id(),
                member_id=member_id,
                text=a.text,
                estate=a.estate,
                note=a.note,
                position=n,
            )
            for n, a in enumerate(addresses)
        ]
    )


def _with_phone(view: View, number: str) -> list[Member]:
    rows = view.sql("SELECT DISTINCT member_id FROM member_phone WHERE number=?", (number,))
    return [view.get(Member, row["member_id"]) for row in rows]


def _likeness(view: View, member: Member, why: str) -> Likeness:
    phones = _phones(view, member.id)
    addresses = _addresses(view, member.id)
    return Likeness(
        id=member.id,
        name=member.name,
        masked=masked(phones[0].number) if phones else "",
        address=addresses[0].text if addresses else "",
        why=why,
    )


def _relative(view: View, member_id: str | None) -> Relative | None:
    if member_id is None:
        return None
    member = view.get(Member, member_id)
    phones = _phones(view, member_id)
    return Relative(
        id=member.id, name=member.name, masked=masked(phones[0].number) if phones else ""
    )


def _household(view: View, member: Member) -> tuple[Relative, ...]:
    if member.household_id is None:
        return ()
    others = view.all(
        Member, Member.household_id == member.household_id, Member.id != member.id, order=Member.name
    )
    return tuple(r for other in others if (r := _relative(view, other.id)) is not None)


def _devices(view: View, member_id: str) -> tuple[DeviceRow, ...]:
    rows = view.all(
        Device, Device.member_id == member_id, Device.archived_at.is_(None), order=Device.id
    )
    done = {
        row["device_id"]: row
        for row in view.sql(
            "SELECT device_id, count(*) AS jobs, max(opened_at) AS last_at,"
            " max(CASE WHEN closed_at IS NULL THEN id END) AS open_id"
            " FROM job WHERE member_id=? AND device_id IS NOT NULL GROUP BY device_id",
            (member_id,),
        )
    }
    return tuple(_device_row(row, done.get(row.id)) for row in rows)


def _device_row(device: Device, done: Any) -> DeviceRow:
    return DeviceRow(
        **{name: getattr(device, name) for name in DeviceDetails.__dataclass_fields__},
        id=device.id,
        jobs=done["jobs"] if done else 0,
        last_job_at=from_ms(done["last_at"]) if done else None,
        open_job_id=done["open_id"] if done else None,
    )


def _consents(view: View, member_id: str) -> tuple[ConsentRow, ...]:
    newest: dict[str, Consent] = {}
    for row in view.all(
        Consent, Consent.member_id == member_id, order=(Consent.at, Consent.id)
    ):
        newest[row.purpose] = row
    return tuple(
        ConsentRow(purpose=purpose, granted=row.granted, at=row.at, channel=row.channel)
        if (row := newest.get(purpose))
        else ConsentRow(purpose=purpose, granted=None, at=None, channel="")
        for purpose in rules.CONSENT_PURPOSES
    )


def consent_holds(view: View, member_id: str, purpose: str) -> bool:
    """Whether the member has given this consent and not withdrawn it."""
    return any(row.granted for row in _consents(view, member_id) if row.purpose == purpose)
