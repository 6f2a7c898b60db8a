"""Signing in: who guesses a PIN, or finds the desk open, acts as the owner with the shop's money and members."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from models.base.clock import ManualClock
from models.base.errors import Refused
from models.base.rights import Level, Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.services import prices, shop, sign_in
from models.services.prices import ItemDetails
from models.session import Session
from models.store.engine import FileKey
from models.store.work import View

OWNER, CLERK, SUPERVISOR = "271828", "5032", "161803"
ITEM = ItemDetails(category="上门", code="FW-009", name="上门检测费", kind="service", unit="次")


@dataclass
class Boot:
    """The computer's monotonic clock in a test's hands, in milliseconds."""

    now: int = 50_000
    tried: int = field(default=0)

    def __call__(self) -> int:
        return self.now


@query(Right.ENTER)
def _operations(view: View) -> list[tuple[str, str, str]]:
    rows = view.sql("SELECT use_case, actor_id, approver_id FROM operation ORDER BY position")
    return [(row["use_case"], row["actor_id"], row["approver_id"]) for row in rows]


@pytest.fixture
def boot() -> Boot:
    """A computer that has been on for 50 s."""
    return Boot()


@pytest.fixture
def people(kernel: Kernel) -> dict[str, str]:
    """Ids of owner, supervisor and clerk, all with PINs; the owner is signed in."""
    session = Session(kernel)
    ids = {"owner": kernel.actor.id}
    for name, level in (("supervisor", Level.SUPERVISOR), ("clerk", Level.CLERK)):
        ids[name] = kernel.run(
            shop.add_person, name=name, technician=False, level=int(level)
        ).result
    for name, pin in (("owner", OWNER), ("supervisor", SUPERVISOR), ("clerk", CLERK)):
        session.set_pin(ids[name], pin)
    return ids


@pytest.fixture
def session(kernel: Kernel, people: dict[str, str], boot: Boot) -> Session:
    """The desk, locked."""
    assert people
    made = Session(kernel, clock=boot)
    made.lock()
    return made


@pytest.fixture
def reopened() -> Iterator[list[Kernel]]:
    """Kernels opened again during a test; closed after it."""
    opened: list[Kernel] = []
    yield opened
    for entry in opened:
        entry.close()


def _code(call: Any, *args: Any, **values: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **values)
    return refused.value.code


def test_without_pins_the_owner_acts_as_before(kernel: Kernel) -> None:
    """A shop of one person that skipped the PIN is not locked out of itself."""
    session = Session(kernel)
    session.begin()
    assert (session.actor.level, session.guarded()) == (Level.OWNER, False)


def test_with_pins_nobody_acts_until_somebody_signs_in(
    session: Session, kernel: Kernel, people: dict[str, str]
) -> None:
    session.begin()
    assert session.actor.level is Level.NONE
    assert [entry.name for entry in session.accounts()] == ["何玉梅", "supervisor", "clerk"]
    assert _code(kernel.ask, prices.price_list) == "right.missing"
    session.sign_in(people["clerk"], CLERK)
    assert (session.actor.id, session.actor.level) == (people["clerk"], Level.CLERK)
    kernel.ask(prices.price_list)
    assert kernel.ask(_operations)[-1][:2] == ("sign_in.signed_in", people["clerk"])


def test_full_width_digits_sign_in_too(session: Session, people: dict[str, str]) -> None:
    """An input method left on Chinese must not look like a wrong PIN."""
    session.sign_in(people["clerk"], "５０３２")
    assert session.actor.id == people["clerk"]


def test_a_wrong_pin_says_how_long_to_wait_and_is_journalled(
    session: Session, kernel: Kernel, people: dict[str, str], boot: Boot
) -> None:
    for seconds in (0, 0, 10):
        with pytest.raises(Refused) as refused:
            session.sign_in(people["owner"], "000001")
        assert (refused.value.code, refused.value.values["seconds"]) == ("pin.wrong", seconds)
    with pytest.raises(Refused) as refused:
        session.sign_in(people["owner"], OWNER)
    assert (refused.value.code, refused.value.values["seconds"]) == ("pin.wait", 10)
    boot.now += 10_000
    session.sign_in(people["owner"], OWNER)
    names = [entry[0] for entry in kernel.ask(_operations)]
    assert names.count("sign_in.missed") == 3


def _guess(session: Session, person: str, boot: Boot, pin: str = "000001") -> None:
    """Try as often as the desk lets one, counting the tries that were looked at."""
    try:
        session.sign_in(person, pin)
    except Refused as refused:
        boot.tried += refused.code == "pin.wrong"


@pytest.mark.parametrize("trick", ["none", "restart", "reboot", "clock", "own pin", "everybody"])
def test_t41_at_most_100_tries_an_hour_whatever_one_does(
    session: Session,
    people: dict[str, str],
    boot: Boot,
    folder: Path,
    key: FileKey,
    clock: ManualClock,
    reopened: list[Kernel],
    trick: str,
) -> None:
    """Restarting, another clock, one's own PIN in between, other people in turn: none makes guessing faster."""
    for second in range(0, 3600, 5):
        boot.now += 5000
        who = ("owner", "supervisor")[second // 5 % 2] if trick == "everybody" else "owner"
        _guess(session, people[who], boot)
        if trick == "restart" and second % 120 == 0:
            reopened.append(
                opening.open_shop(folder, key, around=Surroundings(clock, random.Random(second)))
            )
            session = Session(reopened[-1], clock=boot)
        elif trick == "reboot" and second % 30 == 0:
            boot.now = 0
        elif trick == "clock":
            clock.advance(timedelta(days=1))
        elif trick == "own pin" and second % 30 == 0:
            session.sign_in(people["clerk"], CLERK)
            session.lock()
    assert 3 < boot.tried <= 100


def test_t41_a_try_counts_even_where_the_program_is_killed_before_it_is_looked_at(
    session: Session, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one guesses, sees the delay coming, and kills the program in time."""

    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Session, "_fits", killed)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                session.sign_in(people["owner"], OWNER)
    assert session.waiting(people["owner"]) == 10


def test_one_exception_is_approved_and_both_names_are_journalled(
    session: Session, kernel: Kernel, people: dict[str, str]
) -> None:
    """The clerk goes on serving; the supervisor's PIN is good for this once."""
    session.sign_in(people["clerk"], CLERK)
    assert _code(kernel.run, prices.add_item, ITEM, price=3000) == "right.missing"
    approval = session.approve(people["supervisor"], SUPERVISOR)
    kernel.run_approved(approval, None, prices.add_item, ITEM, price=3000)
    assert session.actor.id == people["clerk"]
    assert kernel.ask(_operations)[-1] == (
        "prices.add_item",
        people["clerk"],
        people["supervisor"],
    )
    again = partial(kernel.run_approved, approval, None, prices.add_item, ITEM, price=3000)
    assert _code(again) == "approval.used"
    assert _code(kernel.run, prices.add_item, ITEM, price=3000) == "right.missing"


def test_an_approval_is_no_higher_than_its_giver_and_helps_nobody_who_is_not_there(
    session: Session, kernel: Kernel, people: dict[str, str]
) -> None:
    session.sign_in(people["clerk"], CLERK)
    approval = session.approve(people["supervisor"], SUPERVISOR)
    assert _code(kernel.run_approved, approval, None, shop.set_person, people["clerk"]) == (
        "right.missing"
    )
    session.lock()
    late = partial(kernel.run_approved, approval, None, prices.add_item, ITEM, price=3000)
    assert _code(late) == "right.missing"


def test_everybody_changes_the_own_pin_and_the_owner_anybody_s(
    session: Session, people: dict[str, str]
) -> None:
    session.sign_in(people["clerk"], CLERK)
    session.set_pin(people["clerk"], "8806")
    assert _code(session.set_pin, people["supervisor"], "880613") == "right.missing"
    session.lock()
    assert _code(session.sign_in, people["clerk"], CLERK) == "pin.wrong"
    session.sign_in(people["clerk"], "8806")


def test_the_last_owner_s_pin_stays_while_others_have_one(
    session: Session, kernel: Kernel, people: dict[str, str]
) -> None:
    """Without it nobody could ever change anything again."""
    session.sign_in(people["owner"], OWNER)
    assert _code(kernel.run, sign_in.drop_pin, people["owner"]) == "pin.last"
    kernel.run(sign_in.drop_pin, people["clerk"])
    kernel.run(sign_in.drop_pin, people["supervisor"])
    kernel.run(sign_in.drop_pin, people["owner"])
    assert not session.guarded()


def test_a_pin_stands_nowhere_and_its_hash_is_worthless_without_the_shop_s_key(
    session: Session, kernel: Kernel, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four digits are guessed from a bare hash in a second; the pepper comes with the file's key only."""
    with kernel.store.reader.connect() as connection:
        stored = connection.exec_driver_sql("SELECT hash FROM pin").scalars().all()
        payloads = connection.exec_driver_sql("SELECT payload FROM operation").scalars().all()
    assert len(set(stored)) == 3
    assert not any(pin in text for pin in (OWNER, SUPERVISOR) for text in [*stored, *payloads])
    assert not any(hashed in text for hashed in stored for text in payloads)
    monkeypatch.setattr(kernel.store, "key", FileKey(bytes(32)))
    assert _code(session.sign_in, people["clerk"], CLERK) == "pin.wrong"
