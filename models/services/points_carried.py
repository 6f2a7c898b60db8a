"""Points that go from one account to another: with a merge and back, into a household's pot and out of it.

Each lot keeps its days and what earned it, so that a refund finds it. What was spent in between stays spent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.points import Lot
from models.services import points_book as book
from models.services.points_accounts import account_id_of, account_of, kept_member, lots_of, opened
from models.services.points_pen import Touch, post
from models.store.work import View, Work
from models.tables.members import Household, Member
from models.tables.points import PointsAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Pot:
    """A household's pot: who may use it, by the ids of its members; ``named`` empty where anyone may."""

    account_id: str
    household_id: str
    anyone: bool
    named: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    """Id and name of everybody in the household."""


def merge(work: Work, merge_id: str, kept_id: str, merged_id: str) -> None:
    """Bring everything of the merged member's own account to the account of the kept one.

    A member in a household takes along what came through them, as one who leaves it; in one pot it stays there.
    """
    source, target = account_id_of(work, merged_id), account_of(work, kept_id)
    lots = _brought(work, source, merged_id)
    book.carry(work, source, target, lots, holder_id=merged_id, to_holder=kept_id, ref_id=merge_id)


def part(work: Work, merge_id: str, kept_id: str, other_id: str) -> None:
    """After a merge was undone: what is left of the lots it brought goes back, wherever they lie by now.

    So does what came back meanwhile for something the other member had used before and was carried on, and what is
    owed since for points that had come through the other.
    """
    source, target = account_id_of(work, kept_id), account_of(work, other_id)
    came = {
        row["id"]
        for row in work.sql(
            "WITH RECURSIVE files(id) AS (SELECT ?2 UNION SELECT m.id FROM member m"
            " JOIN files f ON m.merged_into_id=f.id), came(id) AS"
            " (SELECT l.id FROM points_lot l JOIN points_entry e ON e.id=l.entry_id"
            " WHERE e.ref_id=?1 AND e.entry_kind='move_in'"
            " UNION SELECT l.id FROM points_lot l JOIN points_lot b ON b.id=l.from_id"
            " JOIN points_account a ON a.id=b.account_id JOIN files f ON f.id=a.owner_id"
            " WHERE a.owner_kind='member' AND l.root_id<>l.id AND l.entry_id>?1"
            " UNION SELECT l.id FROM points_lot l JOIN points_entry e ON e.id=l.entry_id"
            " JOIN points_entry o ON o.id=e.of_id JOIN files f ON f.id=o.holder_id"
            " WHERE e.entry_kind='take_back' AND e.id>?1"
            " UNION SELECT l.id FROM points_lot l JOIN came c ON l.from_id=c.id"
            " WHERE l.root_id<>l.id) SELECT id FROM came",
            (merge_id, other_id),
        )
    }
    lots = [lot for lot in lots_of(work, source) if lot.id in came]
    book.carry(work, source, target, lots, holder_id=kept_id, to_holder=other_id, ref_id=merge_id)


def move_house(work: Work, member: Member, household_id: str | None) -> None:
    """Write that a member lives in another household or none; into its pot or out of it goes what is theirs."""
    if member.household_id == household_id:
        return
    source = account_id_of(work, member.id)
    lots = _brought(work, source, member.id)
    work.change(member, household_id=household_id)
    target = account_of(work, member.id)
    book.carry(work, source, target, lots, holder_id=member.id, ref_id=household_id or "")


@query(Right.SERVE)
def pot_of(view: View, household_id: str) -> Pot | None:
    """The pot of a household, or None where everybody has an account of their own."""
    rows = view.sql(
        "SELECT id FROM points_account WHERE owner_id=? AND owner_kind='household'"
        " AND closed_at IS NULL",
        (household_id,),
    )
    if not rows:
        return None
    account = view.get(PointsAccount, rows[0]["id"])
    return Pot(
        account_id=account.id,
        household_id=household_id,
        anyone=account.redeemers == "anyone",
        named=_by_now(view, account.named),
        members=_people(view, household_id),
    )


@use_case(Right.SERVE, inverse="points_carried.close_pot")
def open_pot(work: Work, household_id: str, *, named: tuple[str, ...] = ()) -> str:
    """Have a household keep one pot; everybody's points go into it. ``named`` may use it, or anyone.

    Raises Refused("points.pot_is" | "points.pot_named": somebody named is not of the household).
    """
    work.get(Household, household_id)
    people = _people(work, household_id)
    if pot_of(work, household_id) is not None:
        raise Refused("points.pot_is", field="household")
    named = _by_now(work, named)
    _check_named(named, people)
    before = {member_id: account_id_of(work, member_id) for member_id, _ in people}
    account = opened(work, "household", household_id)
    work.change(
        account,
        closed_at=None,
        redeemers="named" if named else "anyone",
        named=list(named),
    )
    for member_id, source in before.items():
        lots = lots_of(work, source)
        book.carry(work, source, account.id, lots, holder_id=member_id, ref_id=household_id)
    work.undo_by(close_pot, household_id)
    return account.id


@use_case(Right.SERVE, inverse="points_carried.name_users")
def name_users(work: Work, household_id: str, named: tuple[str, ...]) -> None:
    """Say who may use a household's pot; nobody named is anyone. Raises as :func:`open_pot`."""
    pot = _open_pot(work, household_id)
    named = _by_now(work, named)
    _check_named(named, pot.members)
    account = work.get(PointsAccount, pot.account_id)
    work.change(account, redeemers="named" if named else "anyone", named=list(named))
    work.undo_by(name_users, household_id, pot.named)


@use_case(Right.SERVE, inverse="points_carried.open_pot")
def close_pot(work: Work, household_id: str) -> None:
    """Give a household's pot up: what is left of it goes back to those through whom it came.

    What came through somebody who is gone goes to the first of the household, by name. Raises
    Refused("points.no_pot").
    """
    pot = _open_pot(work, household_id)
    if not pot.members:
        raise Refused("points.no_pot", field="household")
    shares = {member_id: _brought(work, pot.account_id, member_id) for member_id, _ in pot.members}
    theirs = {lot.id for lots in shares.values() for lot in lots}
    rest = [lot for lot in lots_of(work, pot.account_id) if lot.id not in theirs]
    first = pot.members[0][0]
    shares[first] = [*shares[first], *rest]
    work.change(work.get(PointsAccount, pot.account_id), closed_at=work.now)
    for member_id, lots in shares.items():
        own = account_of(work, member_id)
        book.carry(work, pot.account_id, own, lots, holder_id=member_id, ref_id=household_id)
    work.undo_by(open_pot, household_id, named=pot.named)


def clear(work: Work, member_id: str) -> None:
    """Write the points of an erased member off, debts too; in a household's pot what came through them stays."""
    account_id = account_id_of(work, member_id)
    account = work.find(PointsAccount, account_id)
    if account is None or account.owner_kind != "member":
        return
    lots = lots_of(work, account_id)
    if lots:
        touches = [Touch(lot.id, -lot.points) for lot in lots]
        post(work, account_id, "adjust", holder_id="", touches=touches, rule="erased")


def _open_pot(work: Work, household_id: str) -> Pot:
    pot = pot_of(work, household_id)
    if pot is None:
        raise Refused("points.no_pot", field="household")
    return pot


def _check_named(named: Sequence[str], people: Sequence[tuple[str, str]]) -> None:
    if not set(named) <= {member_id for member_id, _ in people}:
        raise Refused("points.pot_named", field="named")


def _by_now(view: View, named: Sequence[str]) -> tuple[str, ...]:
    """Who is named, by the files that theirs have become; a stranger stays one."""
    known = ((one, view.find(Member, one)) for one in named)
    return tuple(dict.fromkeys(kept_member(view, one) if file else one for one, file in known))


def _people(view: View, household_id: str) -> tuple[tuple[str, str], ...]:
    rows = view.sql(
        "SELECT id, name FROM member WHERE household_id=? AND merged_into_id IS NULL"
        " ORDER BY name, id",
        (household_id,),
    )
    return tuple((row["id"], row["name"]) for row in rows)


def _brought(view: View, account_id: str, member_id: str) -> list[Lot]:
    """The lots of an account that are a member's: all of an own account, of a pot those that came through them."""
    lots = lots_of(view, account_id)
    account = view.find(PointsAccount, account_id)
    if account is None or account.owner_kind == "member":
        return lots
    mine = {
        row["id"]
        for row in view.sql(
            "SELECT o.id FROM points_open o JOIN points_lot l ON l.id=o.id"
            " JOIN points_entry e ON e.id=l.entry_id WHERE o.account_id=? AND e.holder_id=?",
            (account_id, member_id),
        )
    }
    return [lot for lot in lots if lot.id in mine]
