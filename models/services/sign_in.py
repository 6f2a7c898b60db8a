"""Who may sign in, PINs, and the guesses that are counted. What proves a PIN is models/session.py."""

from dataclasses import dataclass

from sqlalchemy import select

from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query, use_case
from models.rules.sign_in import (
    DESK_CALM_MS,
    PIN_MOST,
    Guesses,
    check_stamp,
    desk_wait_after,
    remaining,
    stored_pin,
    wait_after,
)
from models.store.work import View, Work
from models.tables.shop import Staff
from models.tables.sign_in import Attempt, Pin

DESK = "desk"
"""The row that counts the wrong PINs of all people of this desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who may sign in at this desk, or could once there is a PIN."""

    id: str
    name: str
    level: int
    has_pin: bool


@query(Right.ENTER)
def accounts(view: View) -> tuple[Account, ...]:
    """The people with a level, the highest level first."""
    rows = view.sql(
        "SELECT id, name, level, EXISTS (SELECT 1 FROM pin WHERE staff_id=staff.id) AS has_pin"
        " FROM staff WHERE active AND level > ? ORDER BY level DESC, name",
        (int(Level.NONE),),
    )
    return tuple(Account(**{**row, "has_pin": bool(row["has_pin"])}) for row in rows)


@query(Right.ENTER)
def guarded(view: View) -> bool:
    """Whether anybody's PIN is set: from then on somebody has to sign in."""
    # Asked at every start, before anything is shown: plain words cost a tenth of a built statement.
    return bool(
        view.sql("SELECT 1 FROM pin JOIN staff ON staff.id=pin.staff_id WHERE active LIMIT 1")
    )


@query(Right.ENTER)
def the_owner(view: View) -> Account:
    """The owner who acts where nobody has a PIN, and whom the passphrase proves."""
    return next(entry for entry in accounts(view) if entry.level == Level.OWNER)


@query(Right.ENTER)
def account(view: View, person_id: str) -> Account:
    """One of :func:`accounts`; Refused("sign_in.unknown" | "record.gone") for anybody else."""
    view.get(Staff, person_id)
    found = next((entry for entry in accounts(view) if entry.id == person_id), None)
    if found is None:
        raise Refused("sign_in.unknown", field="person")
    return found


def actor_of(entry: Account) -> Actor:
    """The person as the kernel knows who acts."""
    return Actor(id=entry.id, name=entry.name, level=Level(entry.level))


@use_case(Right.ENTER)
def count_try(work: Work, person_id: str, stamp: int) -> str:
    """Count a try before it is looked at, and return the stored hash it must fit.

    It is committed first: a program that is killed in between has tried all the same. ``stamp`` is
    milliseconds of the monotonic clock. Raises Refused with field ``pin``: "pin.wait" with ``seconds``,
    "pin.none" where the person has no PIN here, "sign_in.unknown".
    """
    account(work, person_id)
    check_stamp(stamp)
    pin = work.find(Pin, person_id)
    if pin is None:
        raise Refused("pin.none", field="pin")
    if seconds := waiting(work, person_id, stamp):
        raise Refused("pin.wait", field="pin", seconds=seconds)
    _count(work, person_id, 1, stamp)
    return pin.hash


def _count(work: Work, who: str, wrong: int, stamp: int) -> None:
    row = work.find(Attempt, who)
    if row is None:
        work.add(Attempt(who=who, wrong=wrong, stamp=stamp))
    else:
        work.change(row, wrong=row.wrong + wrong, stamp=stamp)


@query(Right.ENTER)
def waiting(view: View, person_id: str, stamp: int) -> int:
    """Seconds until this person's next try, 0 where it may come at once.

    The desk's wait binds whose PIN was guessed at; who has not mistyped comes in, whatever others tried.
    """
    own, desk = view.find(Attempt, person_id), view.find(Attempt, DESK)
    if own is None:
        return 0
    longest = remaining(Guesses(own.wrong, own.stamp), stamp, wait_after(own.wrong))
    if desk is not None:
        guesses = Guesses(desk.wrong, desk.stamp)
        longest = max(longest, remaining(guesses, stamp, desk_wait_after(desk.wrong)))
    return longest


@use_case(Right.ENTER)
def fitted(work: Work, person_id: str) -> None:
    """The PIN fitted: this person's guesses are forgotten, the desk's by an owner only.

    Otherwise a clerk could guess at everybody's PIN for ever, one's own in between.
    """
    entry = account(work, person_id)
    forgotten = (person_id, DESK) if entry.level == Level.OWNER else (person_id,)
    for who in forgotten:
        if (row := work.find(Attempt, who)) is not None:
            work.remove(row)


@use_case(Right.SERVE)
def signed_in(work: Work) -> None:
    """Journal who begins to work here."""
    work.note()


@use_case(Right.ENTER)
def missed(work: Work, person_id: str, stamp: int) -> None:
    """Count a wrong PIN for the desk as well, and journal whose it was meant to be.

    A desk at which nobody mistyped for an hour begins anew.
    """
    check_stamp(stamp)
    desk = work.find(Attempt, DESK)
    if desk is not None and stamp - desk.stamp > DESK_CALM_MS:
        work.change(desk, wrong=0)
    _count(work, DESK, 1, stamp)
    work.note(staff_id=account(work, person_id).id)


@use_case(Right.CONFIGURE)
def keep_pin(work: Work, person_id: str, hashed: str, digits: int) -> None:
    """Keep the hash of a person's new PIN (:meth:`models.session.Session.set_pin`); guesses are forgotten."""
    account(work, person_id)
    stored_pin(hashed)
    if not 0 < digits <= PIN_MOST:
        raise Refused("pin.long", field="pin", count=digits, needed=PIN_MOST)
    row = work.find(Pin, person_id)
    if row is None:
        work.add(Pin(staff_id=person_id, hash=hashed, digits=digits, set_at=work.now))
    else:
        work.change(row, hash=hashed, digits=digits, set_at=work.now)
    if (guesses := work.find(Attempt, person_id)) is not None:
        work.remove(guesses)
    work.note(staff_id=person_id)


@use_case(Right.SERVE)
def keep_own_pin(work: Work, hashed: str, digits: int) -> None:
    """The same for whoever is signed in."""
    keep_pin(work, work.actor.id, hashed, digits)


@use_case(Right.CONFIGURE)
def drop_pin(work: Work, person_id: str) -> None:
    """Take a person's PIN away; who has none cannot sign in once anybody has one.

    Raises Refused("pin.last") where it is the last owner's and others have one: nobody could let them in.
    """
    work.get(Staff, person_id)
    row = work.find(Pin, person_id)
    if row is None:
        return
    others = (
        select(Pin.staff_id, Staff.level)
        .join(Staff, Staff.id == Pin.staff_id)
        .where(Staff.active, Staff.id != person_id)
    )
    left = work.rows(others)
    if left and not any(entry.level == Level.OWNER for entry in left):
        raise Refused("pin.last")
    work.remove(row)
    work.note(staff_id=person_id)
