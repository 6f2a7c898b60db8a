"""Households: members who share a phone, an address, a pot."""

from dataclasses import dataclass

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.phones import masked
from models.services import points_carried, timeline
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
    if before != household_id:
        points_carried.move_house(work, member, household_id)
        what = "household_left" if household_id is None else "household_joined"
        timeline.record(work, member_id, what, ref_id=household_id or before or "")
    work.undo_by(place, member_id, before)


@use_case(Right.SERVE, inverse="households.part")
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
        household = Household(id=work.new_id())
        work.add(household)
        household_id = household.id
    joined = tuple(entry.id for entry in (member, other) if entry.household_id is None)
    for entry_id in joined:
        place(work, entry_id, household_id)
    work.undo_by(part, joined, household_id)
    return household_id


@use_case(Right.SERVE, inverse="households.part")
def part(work: Work, member_ids: tuple[str, ...], household_id: str, *, back: bool = False) -> None:
    """Take members out of the household they were joined into, or with ``back`` put them in again.

    Who has moved elsewhere since stays there.
    """
    work.get(Household, household_id)
    for member_id in member_ids:
        if work.get(Member, member_id).household_id == (None if back else household_id):
            place(work, member_id, household_id if back else None)
    work.undo_by(part, member_ids, household_id, back=not back)


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
