"""T41 and T42: somebody guesses PINs, and a clerk calls every use case there is."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from desktop import opening
from models.base.clock import ManualClock
from models.base.errors import Confirm, Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.services import prices
from models.services import shop as shops
from models.session import Session
from models.store.engine import FILE_NAME, connect
from models.store.work import View
from tests.faults import disk
from tests.faults.row import Row, Run
from tests.faults.shops import MORNING, Place, child, demonstration, environment
from tests.services.calls import CALLS, Stage, use_cases
from tests.shopkeeping import Shop

OWNER, CLERK, SUPERVISOR = "271828", "5032", "161803"
_TRICKS = ("reboot", "restart", "killed", "none", "clock", "own pin", "everybody", "all at once")
_STEP_MS = 5000


class _Guarded:
    """A shop whose people have PINs."""

    def __init__(self, folder: Path) -> None:
        self.place = demonstration(folder)
        kernel = opening.open_shop(self.place.folder, self.place.key)
        session = Session(kernel)
        self.ids = {"owner": kernel.actor.id}
        for name, level in (("supervisor", Level.SUPERVISOR), ("clerk", Level.CLERK)):
            self.ids[name] = kernel.run(
                shops.add_person, name=name, technician=False, level=int(level)
            ).result
        for name, pin in (("owner", OWNER), ("supervisor", SUPERVISOR), ("clerk", CLERK)):
            session.set_pin(self.ids[name], pin)
        kernel.close()


class _Desk:
    """The desk in a guesser's hands: its clocks, its switch, its program."""

    def __init__(self, guarded: _Guarded, run: Run) -> None:
        self.ids, self.boot, self.looked = guarded.ids, 50_000 + run.chance.randrange(10**6), 0
        self.clock = ManualClock(MORNING)
        self._folder = guarded.place.copy(run.folder / "shop")
        self._key, self._chance = guarded.place.key, run.chance
        self.kernel = self._opened()
        self.session = Session(self.kernel, clock=self._now)

    def _now(self) -> int:
        return self.boot

    def _opened(self) -> Kernel:
        around = Surroundings(self.clock, random.Random(self._chance.random()))
        return opening.open_shop(self._folder, self._key, around=around)

    def restart(self) -> None:
        """End the program and start it again."""
        self.kernel.close()
        self.kernel = self._opened()
        self.session = Session(self.kernel, clock=self._now)

    def guess(self, person: str) -> None:
        """A wrong PIN; counted where the desk looked at it."""
        try:
            self.session.sign_in(self.ids[person], "000001")
        except Refused as refused:
            self.looked += refused.code == "pin.wrong"


def _guessed(guarded: _Guarded, run: Run) -> None:
    """T41: an hour of guessing with one trick, or one guess that is ended at some moment."""
    trick = _TRICKS[run.number % len(_TRICKS)]
    if trick == "killed":
        _killed_guess(guarded, run)
        return
    desk = _Desk(guarded, run)
    try:
        for second in range(0, 3600, _STEP_MS // 1000):
            desk.boot += _STEP_MS
            everybody = trick in ("everybody", "all at once")
            desk.guess(("owner", "supervisor")[second // 5 % 2] if everybody else "owner")
            _tricked(desk, trick, second, run)
        assert 3 < desk.looked <= 100, f"{trick}: {desk.looked} tries in an hour"
    finally:
        desk.kernel.close()


def _tricked(desk: _Desk, trick: str, second: int, run: Run) -> None:
    many = trick == "all at once"
    if (trick == "restart" or many) and second % 120 == 0:
        desk.restart()
    if trick == "reboot" and desk.boot >= 65_000:  # once a wait is over: else nothing is won by it
        desk.boot = 0
    if many and run.chance.random() < 0.2:
        desk.boot = run.chance.randrange(20_000)
    if trick == "clock" or many:
        desk.clock.advance(timedelta(days=run.chance.choice((-400, 1, 4000 // 365))))
    if (trick == "own pin" or many) and second % 30 == 0:
        desk.session.sign_in(desk.ids["clerk"], CLERK)
        desk.session.lock()


def _killed_guess(guarded: _Guarded, run: Run) -> None:
    """A guess ended anywhere: if it was looked at, it is counted, whatever the guesser saw."""
    shop = guarded.place.copy(run.folder / "shop")
    person = guarded.ids["owner"]
    control = disk.fresh_control(run.folder)
    control.arm(disk.KILL, begin=1 + run.number // len(_TRICKS) * 5 % 60)
    env = environment(**disk.beneath(shop, control))
    process = child("tests.faults.guessing", shop, person, "000001", "60000", env=env)
    out, _ = process.communicate(timeout=60)
    counted = _counted(shop, guarded.place, person)
    assert counted >= ("looked" in out), "looked at and not counted"


def _counted(shop: Path, place: Place, person: str) -> int:
    connection = connect(shop / FILE_NAME, place.key)
    try:
        row = connection.execute("SELECT wrong FROM attempt WHERE who=?", (person,)).fetchone()
        return int(row[0]) if row else 0
    finally:
        connection.close()


@query(Right.AUDIT)
def _newest(view: View) -> tuple[str, str]:
    row = view.sql("SELECT use_case, actor_id FROM operation ORDER BY position DESC LIMIT 1")[0]
    return row["use_case"], row["actor_id"]


_LEAST = {
    Level.OWNER: (
        "exchange.permit", "exchange.export", "journal.entries", "journal.people", "erasure.erase",
        "retention.erase", "shop.add_person", "shop.set_person", "shop.set_level", "shop.change",
        "sign_in.keep_pin", "sign_in.drop_pin", "backups.remove_place",
    ),
    Level.SUPERVISOR: ("prices.add_item", "prices.edit_item", "prices.set_prices", "imports.write"),
    Level.CLERK: ("checkout.close", "members.create", "members.reveal_phone", "jobs.open_job"),
}  # fmt: skip
"""SAFETY.md's levels, written here again: a test that reads the program's own table would agree with any."""


def _least(name: str) -> Level:
    return next((level for level, names in _LEAST.items() if name in names), Level.NONE)


def every_use_case() -> list[str]:
    """The names of all use cases, writing and reading."""
    return sorted({**use_cases(reads=False), **use_cases(reads=True)})


class _Staged:
    """A shop with one of everything, open."""

    def __init__(self, folder: Path) -> None:
        self.place = demonstration(folder, members=0, sales=0)
        around = Surroundings(ManualClock(MORNING), random.Random(7))
        self.kernel = opening.open_shop(self.place.folder, self.place.key, around=around)
        clock = self.kernel.around.clock
        assert isinstance(clock, ManualClock)
        self.stage = _stage(self.kernel, clock)

    def __enter__(self) -> "_Staged":
        return self

    def __exit__(self, *_: object) -> None:
        self.kernel.close()


def _stage(kernel: Kernel, clock: ManualClock) -> Stage:
    """The furniture is there already: the shop was furnished when it was made."""
    shop = Shop.__new__(Shop)
    shop.kernel, shop.clock, shop._keys = kernel, clock, count()
    shop.items = {row.code: row.id for row in kernel.ask(prices.price_list).rows}
    with kernel.store.reader.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM staff WHERE technician=1 ORDER BY id")
        shop.technicians = [row[0] for row in rows]
    return Stage(shop)


def _code(call: Callable[[], Any]) -> str:
    try:
        call()
    except (Refused, Confirm) as refused:
        return refused.code
    return ""


def _called(staged: _Staged, run: Run) -> None:
    """T42: one use case at every level: who may not is stopped and written down, who may is not stopped."""
    names = every_use_case()
    name = names[run.number % len(names)]
    function, declared = {**use_cases(reads=False), **use_cases(reads=True)}[name]
    assert declared.right.level >= _least(name), f"{name} is open to {declared.right.level.name}"
    stage, kernel = staged.stage, staged.kernel
    sound = stage.call(name) if name in CALLS and name != "shop.found" else None
    owner = kernel.actor
    try:
        for level in Level:
            kernel.actor = Actor(id="tester", name="试", level=level)
            if level < declared.right.level:
                call: Callable[..., Any] = (
                    kernel.ask if declared.reads else partial(kernel.run_keyed, stage.shop.key())
                )
                assert _code(partial(call, function)) == "right.missing", (name, level)
                kernel.actor = replace(kernel.actor, level=Level.OWNER)
                assert kernel.ask(_newest) == (f"denied {name}", "tester"), (name, level)
            elif sound is not None and level is declared.right.level:
                assert _code(partial(stage.run, function, sound)) != "right.missing", (name, level)
    finally:
        kernel.actor = owner


ROWS = (
    Row(
        id="T41",
        must="delay persists, at most 100 tries an hour",
        full=24,
        small=2,
        once=_guessed,
        prepare=_Guarded,
    ),
    Row(
        id="T42",
        must="denied and audited where not his",
        full=len(every_use_case()),
        small=len(every_use_case()),
        once=_called,
        prepare=_Staged,
    ),
)
