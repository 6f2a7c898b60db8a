"""Who is there to have or to get something: a member who was neither erased nor merged into another file."""

from models.base.errors import Refused
from models.services.points_accounts import kept_member
from models.store.work import View
from models.tables.erasure import Erasure
from models.tables.members import Member


def living(view: View, member_id: str) -> Member:
    """The member. Raises Refused("member.erased" | "member.is_one" with ``name`` and ``into``)."""
    member = view.get(Member, member_id)
    if view.find(Erasure, member_id) is not None:
        raise Refused("member.erased")
    if member.merged_into_id is not None:
        into = view.get(Member, kept_member(view, member_id)).name
        raise Refused("member.is_one", field="member", name=member.name, into=into)
    return member
