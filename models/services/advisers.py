"""The named adviser of a member: the one of the staff to ask for, to whom the member's tasks go."""

from dataclasses import dataclass

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.services import timeline
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.shop import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Adviser:
    """A member's adviser; ``active`` False where that person has left, and another has to be named."""

    person_id: str
    name: str
    active: bool


@query(Right.SERVE)
def of_member(view: View, member_id: str) -> Adviser | None:
    """A member's adviser, or None."""
    member = view.get(Member, member_id)
    person = view.find(Staff, member.adviser_id) if member.adviser_id else None
    if person is None:
        return None
    return Adviser(person_id=person.id, name=person.name, active=person.active)


@use_case(Right.SERVE, inverse="advisers.name")
def name(work: Work, member_id: str, person_id: str | None) -> None:
    """Name a member's adviser, or nobody with None.

    Raises Refused("adviser.gone") for somebody who works here no longer, "member.erased".
    """
    member = work.get(Member, member_id)
    if work.find(Erasure, member.id) is not None:
        raise Refused("member.erased")
    person = work.get(Staff, person_id) if person_id is not None else None
    if person is not None and not person.active:
        raise Refused("adviser.gone", field="adviser", name=person.name)
    before = member.adviser_id
    work.undo_by(name, member_id, before)
    if before == person_id:
        return
    work.change(member, adviser_id=person_id)
    said = person.name if person is not None else ""
    timeline.record(
        work, member_id, "adviser_named", ref_id=person_id or "", details={"person": said}
    )
