"""Members: open a file, edit it, archive it. Every phone and address is checked before it is stored."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.base.errors import Confirm, Refused
from models.base.rights import Right
from models.base.text import clean_line, clean_note, one_of
from models.base.usecase import query, use_case
from models.rules import members as rules
from models.rules.phones import MASK, masked, parse_phone, tail
from models.rules.pinyin import display
from models.services import numbers, referrals, timeline
from models.services.search_documents import index_member, reindex_jobs_of
from models.store.work import View, Work
from models.tables.members import (
    Member,
    MemberAddress,
    MemberPhone,
)

GENDERS = ("", "female", "male")


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
    _check_referrer(work, clean, None)
    if "member.duplicate" not in confirmed:
        for phone in clean.phones:
            if known := with_phone(work, phone.number):
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
    _write_phones(work, member.id, clean.phones, over=[])
    _write_addresses(work, member.id, clean.addresses, over=[])
    timeline.record(work, member.id, "member_created", ref_id=member.id, number=member.number)
    referrals.noted(work, member.id)
    index_member(work, member)
    work.undo_by(archive, member.id)
    return Opened(member.id, member.number)


@use_case(Right.SERVE, inverse="members.edit")
def edit(work: Work, member_id: str, details: MemberDetails) -> None:
    """Write a member's details anew; a phone that is still masked stays as it is.

    Raises as :func:`create`, but asks about no duplicate; Refused("phone.masked") for stars nobody has.
    """
    member = work.get(Member, member_id)
    before = stored_details(work, member_id)
    clean = checked(replace(details, phones=_unmasked(details.phones, before.phones)))
    _check_referrer(work, clean, member_id)
    renamed = clean.name != member.name
    brought = clean.referred_by_id != member.referred_by_id
    work.change(member, name=clean.name, readings=display(clean.name), **_basics(clean))
    _write_phones(work, member_id, clean.phones, over=phones_of(work, member_id))
    _write_addresses(work, member_id, clean.addresses, over=addresses_of(work, member_id))
    if brought:
        referrals.noted(work, member_id)
    if work.changes:
        changed = [
            name
            for name in MemberDetails.__dataclass_fields__
            if getattr(before, name) != getattr(clean, name)
        ]
        timeline.record(
            work, member_id, "member_edited", ref_id=member_id, details={"fields": changed}
        )
        timeline.touch(work, member)
        index_member(work, member)
        if renamed:
            reindex_jobs_of(work, member)
    work.undo_by(edit, member_id, before)


@use_case(Right.SERVE, inverse="members.restore")
def archive(work: Work, member_id: str) -> None:
    """Put a member's file away: it is found by its number only. Refused("member.open_jobs")."""
    member = work.get(Member, member_id)
    work.undo_by(restore, member_id)
    if member.archived_at is not None:
        return
    open_jobs = work.sql(
        "SELECT number FROM job WHERE member_id=? AND closed_at IS NULL LIMIT 1", (member_id,)
    )
    if open_jobs:
        raise Refused("member.open_jobs", number=open_jobs[0]["number"])
    work.change(member, archived_at=work.now)
    timeline.record(work, member_id, "member_archived", ref_id=member_id)
    index_member(work, member)


@use_case(Right.SERVE, inverse="members.archive")
def restore(work: Work, member_id: str) -> None:
    """Bring an archived file back. Refused("member.merged") where it stands archived because it was merged."""
    member = work.get(Member, member_id)
    if member.merged_into_id is not None:
        raise Refused("member.merged", field="member")
    work.undo_by(archive, member_id)
    if member.archived_at is None:
        return
    work.change(member, archived_at=None)
    timeline.record(work, member_id, "member_restored", ref_id=member_id)
    index_member(work, member)


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
def details(view: View, member_id: str) -> MemberDetails:
    """What the edit form is filled with. Numbers are masked: who changes one types it whole, and a full

    one is read by :func:`reveal_phone`, which is journalled.
    """
    whole = stored_details(view, member_id)
    return replace(
        whole,
        phones=tuple(replace(phone, number=masked(phone.number)) for phone in whole.phones),
    )


def _unmasked(
    typed: tuple[PhoneEntry, ...], known: tuple[PhoneEntry, ...]
) -> tuple[PhoneEntry, ...]:
    """The phones with the stored number in place of each masked one, in their order."""
    left = list(known)
    phones = []
    for place, phone in enumerate(typed):
        number = phone.number.strip()
        if MASK in number:
            same = next((one for one in left if masked(one.number) == number), None)
            if same is None:
                raise Refused("phone.masked", field=f"phone_{place}" if place else "phone")
            left.remove(same)
            number = same.number
        phones.append(replace(phone, number=number))
    return tuple(phones)


def checked(typed: MemberDetails) -> MemberDetails:
    """The details as they are stored; refuses beside the field."""
    one_of(typed.customer_type, rules.CUSTOMER_TYPES, "member.customer_type", field="customer_type")
    one_of(typed.source, ("", *rules.SOURCES), "member.source", field="source")
    one_of(typed.gender, GENDERS, "member.gender", field="gender")
    phones = _checked_phones(typed.phones)
    addresses = _checked_addresses(typed.addresses)
    return MemberDetails(
        name=clean_line(typed.name, field="name", most=40, required=True),
        phones=phones,
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


def _checked_phones(typed: tuple[PhoneEntry, ...]) -> tuple[PhoneEntry, ...]:
    """The phones as stored. The first is field ``phone``, the next ``phone_1``; so are their labels."""
    phones: dict[str, PhoneEntry] = {}
    for place, phone in enumerate(typed):
        if not phone.number.strip() and not phone.label.strip():
            continue
        nth = f"_{place}" if place else ""
        number = parse_phone(phone.number, field=f"phone{nth}").stored
        label = clean_line(phone.label, field=f"phone_label{nth}", most=20)
        if number in phones:
            raise Refused("phone.twice", field=f"phone{nth}")
        phones[number] = PhoneEntry(number=number, label=label)
    return tuple(phones.values())


def _checked_addresses(typed: tuple[AddressEntry, ...]) -> tuple[AddressEntry, ...]:
    """The addresses as stored; fields are numbered like those of phones."""
    addresses = []
    for place, address in enumerate(typed):
        nth = f"_{place}" if place else ""
        text = clean_line(address.text, field=f"address{nth}", most=120)
        estate = clean_line(address.estate, field=f"estate{nth}", most=40)
        note = clean_line(address.note, field=f"address_note{nth}", most=120)
        if text:
            addresses.append(AddressEntry(text=text, estate=estate, note=note))
        elif estate or note:
            raise Refused("text.required", field=f"address{nth}")
    return tuple(addresses)


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


def _basics(clean: MemberDetails) -> dict[str, Any]:
    return {name: getattr(clean, name) for name in _BASICS}


def stored_details(view: View, member_id: str) -> MemberDetails:
    """A member's details as stored, full numbers included: for other use cases, never for a screen."""
    member = view.get(Member, member_id)
    return MemberDetails(
        name=member.name,
        phones=tuple(
            PhoneEntry(number=p.number, label=p.label) for p in phones_of(view, member.id)
        ),
        addresses=tuple(
            AddressEntry(text=a.text, estate=a.estate, note=a.note)
            for a in addresses_of(view, member.id)
        ),
        **{name: getattr(member, name) for name in _BASICS},
    )


def phones_of(view: View, member_id: str) -> list[MemberPhone]:
    return view.all(MemberPhone, MemberPhone.member_id == member_id, order=MemberPhone.position)


def addresses_of(view: View, member_id: str) -> list[MemberAddress]:
    return view.all(
        MemberAddress, MemberAddress.member_id == member_id, order=MemberAddress.position
    )


def _check_referrer(work: Work, clean: MemberDetails, member_id: str | None) -> None:
    if clean.referred_by_id is None:
        return
    if clean.referred_by_id == member_id:
        raise Refused("member.refers_self", field="referred_by")
    work.get(Member, clean.referred_by_id)
    if member_id is not None:
        referrals.check(work, clean.referred_by_id, member_id)


def _write_phones(
    work: Work, member_id: str, phones: tuple[PhoneEntry, ...], *, over: list[MemberPhone]
) -> None:
    """Write the phones ``over`` those that stand there, so that what stays the same stays the same row."""
    for row, phone in zip(over, phones, strict=False):
        work.change(row, number=phone.number, label=phone.label)
    for row in over[len(phones) :]:
        work.remove(row)
    work.add_all(
        [
            MemberPhone(
                id=work.new_id(), member_id=member_id, number=p.number, label=p.label, position=n
            )
            for n, p in enumerate(phones)
            if n >= len(over)
        ]
    )


def _write_addresses(
    work: Work, member_id: str, addresses: tuple[AddressEntry, ...], *, over: list[MemberAddress]
) -> None:
    """Write the addresses ``over`` those that stand there."""
    for row, address in zip(over, addresses, strict=False):
        work.change(row, text=address.text, estate=address.estate, note=address.note)
    for row in over[len(addresses) :]:
        work.remove(row)
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
            if n >= len(over)
        ]
    )


def with_phone(view: View, number: str) -> list[Member]:
    rows = view.sql("SELECT DISTINCT member_id FROM member_phone WHERE number=?", (number,))
    return [view.get(Member, row["member_id"]) for row in rows]
