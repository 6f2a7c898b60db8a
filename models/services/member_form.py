"""What the member form saves in one go: the file, the first consents, the household. All of it or nothing."""

from models.base.rights import Right
from models.base.usecase import use_case
from models.services import consents, households, members
from models.services.members import MemberDetails, Opened
from models.store.work import Work
from models.tables.members import Member


@use_case(Right.SERVE, keyed=True, inverse="members.archive")
def enrol(
    work: Work,
    details: MemberDetails,
    *,
    consented: tuple[str, ...] = (),
    channel: str = "counter",
    lives_with: str | None = None,
    confirmed: tuple[str, ...] = (),
) -> Opened:
    """Open a member's file with the purposes ``consented`` to by ``channel``, in the household of ``lives_with``.

    Raises as members.create, consents.record and households.join do, and then keeps nothing.
    """
    opened = members.create(work, details, confirmed=confirmed)
    for purpose in consented:
        consents.record(work, opened.id, purpose=purpose, granted=True, channel=channel)
    if lives_with is not None:
        households.join(work, opened.id, lives_with)
    work.undo_by(members.archive, opened.id)
    return opened


@use_case(Right.SERVE, inverse="member_form.take_back")
def amend(
    work: Work, member_id: str, details: MemberDetails, *, lives_with: str | None = None
) -> None:
    """Write a member's details anew and join the household of ``lives_with``, where one is named.

    Raises as members.edit and households.join do.
    """
    before, home = members.stored_details(work, member_id), work.get(Member, member_id).household_id
    members.edit(work, member_id, details)
    joined: tuple[str, ...] = ()
    household_id = home or ""
    if lives_with is not None:
        alone = (member_id, lives_with)
        joined = tuple(each for each in alone if work.get(Member, each).household_id is None)
        household_id = households.join(work, member_id, lives_with)
    work.undo_by(take_back, member_id, before, joined, household_id)


@use_case(Right.SERVE, inverse="member_form.take_back")
def take_back(
    work: Work,
    member_id: str,
    details: MemberDetails,
    joined: tuple[str, ...],
    household_id: str,
    *,
    back: bool = False,
) -> None:
    """Undo :func:`amend`, and with ``back`` do it again."""
    before = members.stored_details(work, member_id)
    members.edit(work, member_id, details)
    if joined:
        households.part(work, joined, household_id, back=back)
    work.undo_by(take_back, member_id, before, joined, household_id, back=not back)
