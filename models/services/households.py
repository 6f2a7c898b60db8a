"""Households: members who share a phone, an address, a pot."""

from dataclasses import dataclass

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.phones import masked
from models.services.members import phones_of
from models.store.work import View, Work
from models.tables.members import (
    Household,
    Member,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Another member of the household."""

    id: str
    name: str
    masked: str


@use_case(Right.SERVE, inverse="households.place")
def place(work: Work, member_id: str, household_id: str | None) -> None:
    """Put a member into a household, or take the member out of one."""
    member = work.get(Member, member_id)
    before = member.household_id
    if household_id is not None:
        work.get(Household, household_id)
    work.change(member, household_id=household_id)
    work.undo_by(place, member_id, before)


@use_case(Right.SERVE)
def join(work: Work, member_id: str, other_id: str) -> str:
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


def relative(view: View, member_id: str | None) -> Relative | None:
    if member_id is None:
        return None
    member = view.get(Member, member_id)
    phones = phones_of(view, member_id)
    return Relative(
        id=member.id, name=member.name, masked=masked(phones[0].number) if phones else ""
    )


def others_of(view: View, member: Member) -> tuple[Relative, ...]:
    if member.household_id is None:
        return ()
    others = view.all(
        Member,
        Member.household_id == member.household_id,
        Member.id != member.id,
        order=Member.name,
    )
    return tuple(r for other in others if (r := relative(view, other.id)) is not None)
