"""Points: a redemption's commit, a long ledger's balance, a million lots that expire, a million bills tried."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from desktop import opening
from models.base.clock import ManualClock
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.kernel import Kernel, Surroundings, this_computer
from models.rules.programme import Multiplier, Programme
from models.services import (
    points,
    points_book,
    points_expiry,
    points_trial,
    programme,
    programme_clock,
    redemptions,
    segments,
)
from models.services.rewards import RewardDetails, add
from models.store.engine import connect
from models.store.work import View, Work
from tests.bench.commits import checkout_call, member_ids
from tests.bench.figures import Figure, figure, middle, timed
from tests.bench.replay import Bare, Recorder
from tests.bench.shops import Shops, Size, file_of, key_of, open_at

WARM_UP = 20
LONG, SHORT, OPEN = 10_000, 10, 10
PAGE = 4096
"""The least memory that can be told."""
RULES = Programme(
    multipliers=(Multiplier(code="gold", name="金卡 1.2 倍", factor=1200, tiers=("gold",)),)
)


def measure(shops: Shops, size: Size, *, rounds: int, lots: int) -> list[Figure]:
    """Every figure of the points ledger."""
    return [
        *_redemptions(shops, size, rounds),
        *_balances(shops, size, rounds),
        *_segments(shops, size, rounds),
        *_expiry(shops, size, lots),
        *_trials(shops, size),
    ]


@use_case(Right.SERVE)
def fill(work: Work, member_id: str, entries: int, lots: int) -> None:
    """A member with so many entries, of which so many lots are open."""
    for _ in range((entries - lots) // 2):
        points_book.grant(work, member_id, 10, rule="bench")
        points_book.spend(work, member_id, 10)
    for _ in range(lots):
        points_book.grant(work, member_id, 1000, rule="bench")


def begin(kernel: Kernel) -> None:
    """The shop has a programme from today on."""
    draft = kernel.run(programme.write_draft, RULES).result
    kernel.run(programme.activate, draft, valid_from=kernel.ask(today))


@query(Right.SERVE)
def today(view: View) -> date:
    """The shop's day."""
    return view.today


def _redemptions(shops: Shops, size: Size, rounds: int) -> list[Figure]:
    source = shops.get(size.members, size.jobs_each)
    place = shops.copy(source, "points")
    kernel = open_at(place)
    begin(kernel)
    members = kernel.ask(member_ids)[:50]
    for member in members:
        kernel.run(fill, member, 2 * rounds + 100, OPEN)
    details = RewardDetails(code="LB-BENCH", name="保温杯", points=10)
    reward = kernel.run(add, details).result
    kernel.close()
    twin = shops.copy(place, "points-replay")
    kernel, bare = open_at(place), Bare(folder=twin)
    ours: list[float] = []
    floor: list[float] = []
    try:
        recorder = Recorder(kernel.store.writer)
        for turn in range(min(WARM_UP, rounds) + rounds):
            member = members[turn % len(members)]
            recorder.take()
            spent = timed(lambda member=member: _redeem(kernel, member, reward))  # type: ignore[misc]
            sent = recorder.take()
            again = timed(lambda sent=sent: bare.send(sent))  # type: ignore[misc]
            if turn >= min(WARM_UP, rounds):
                ours.append(spent)
                floor.append(again)
    finally:
        kernel.close()
        bare.close()
        shops.drop("points", "points-replay")
    return [figure("redemption commit", middle(ours), middle(floor), unit="ms", target=4)]


def _redeem(kernel: Kernel, member: str, reward: str) -> object:
    return kernel.run_keyed(kernel.new_key(), redemptions.redeem, member, reward)


def _balances(shops: Shops, size: Size, rounds: int) -> list[Figure]:
    place = shops.copy(shops.get(size.members, size.jobs_each), "balances")
    kernel = open_at(place)
    try:
        begin(kernel)
        long, short = kernel.ask(member_ids)[:2] if size.members > 200 else _two(kernel)
        kernel.run(fill, long, LONG if rounds > 10 else 100, OPEN)
        kernel.run(fill, short, SHORT, OPEN)
        ours, floor = [], []
        for _ in range(rounds):
            ours.append(timed(lambda: kernel.ask(points.of_member, long)))
            floor.append(timed(lambda: kernel.ask(points.of_member, short)))
    finally:
        kernel.close()
        shops.drop("balances")
    what = "balance of 10,000 entries to one of 10"
    return [figure(what, middle(ours), middle(floor), unit="ms", target=2)]


def _segments(shops: Shops, size: Size, rounds: int) -> list[Figure]:
    """A member's segments right after a bill, as the member's page asks; the floor goes over everybody's bills."""
    place = shops.copy(shops.get(size.members, size.jobs_each), "segments")
    kernel = open_at(place)
    try:
        begin(kernel)
        member, sell = kernel.ask(member_ids)[0], checkout_call(kernel)
        ours, floor = [], []
        for turn in range(min(rounds, 20)):
            kernel.ask(segments.standing, member)
            sell(turn)
            ours.append(timed(lambda: kernel.ask(segments.standing, member)))
            floor.append(timed(lambda: kernel.ask(everybody_before)))
    finally:
        kernel.close()
        shops.drop("segments")
    what = "segments after a bill to a pass over all"
    return [figure(what, middle(ours), middle(floor), unit="ms", target=0.1)]


@query(Right.SERVE)
def everybody_before(view: View) -> object:
    """Yesterday's segments: never those that are kept."""
    return segments.everybody(view, view.today - timedelta(days=1))


@query(Right.SERVE)
def some(view: View) -> list[str]:
    """Two members."""
    return [row["id"] for row in view.sql("SELECT id FROM member LIMIT 2")]


def _two(kernel: Kernel) -> list[str]:
    return kernel.ask(some)


def _expiry(shops: Shops, size: Size, lots: int) -> list[Figure]:
    """Every lot by its own entry; the floor inserts the same entries, moves and operations, batch by batch."""
    place = shops.copy(shops.get(size.members, size.jobs_each), "expiry")
    kernel = open_at(place)
    begin(kernel)
    members = kernel.ask(member_ids)
    for member in members[:100]:
        kernel.run(fill, member, 1, 1)
    kernel.close()
    _many_lots(place, lots)
    twin = shops.copy(place, "expiry-floor")
    later = ManualClock(datetime.now(UTC) + timedelta(days=900))
    kernel = _open_with(place, later)
    head = kernel.store.head.position
    ours = timed(lambda: _expire_all(kernel))
    kernel.close()
    floor = _insert_same(place, twin, head)
    shops.drop("expiry", "expiry-floor")
    what = f"expiry of {lots:,} lots to a bare insert"
    return [figure(what, ours / 1000, floor / 1000, unit="s", target=3)]


def _open_with(place: Path, clock: ManualClock) -> Kernel:
    around = Surroundings(clock, this_computer().random)
    return opening.open_shop(place, key_of(place), around=around)


def _expire_all(kernel: Kernel) -> None:
    kernel.run(programme_clock.confirm)
    while kernel.run(points_expiry.expire).result.more:
        pass


def _many_lots(place: Path, lots: int) -> None:
    """Put very many lots into the file, spread over the accounts that are there."""
    connection = connect(file_of(place), key_of(place))
    accounts = [row[0] for row in connection.execute("SELECT id FROM points_account")]
    connection.execute("BEGIN IMMEDIATE")
    entry = (
        "INSERT INTO points_entry SELECT ?, ?, holder_id, at, day, 'bonus', 'bench', 7, 0, 0, NULL,"
        " NULL, NULL, '', NULL, version_id, '', '', '' FROM points_entry WHERE account_id=? LIMIT 1"
    )
    for number in range(lots):
        account, row_id = accounts[number % len(accounts)], f"{number:032x}"
        connection.execute(entry, (row_id, account, account))
        connection.execute(
            "INSERT INTO points_lot VALUES(?,?,?,7,'2026-01-01','2026-12-31',?,NULL,NULL)",
            (row_id, account, row_id, row_id),
        )
        connection.execute("INSERT INTO points_move VALUES(?,?,?,7,NULL)", (row_id,) * 3)
        connection.execute(
            "INSERT INTO points_open VALUES(?,?,'2026-01-01','2026-12-31','2026-01-01',7)",
            (row_id, account),
        )
    connection.execute("COMMIT")
    connection.close()


def _insert_same(source: Path, twin: Path, head: int) -> float:
    """Milliseconds of inserting what the expiry wrote, with the driver alone and a commit for each batch."""
    read = connect(file_of(source), key_of(source), read_only=True)
    write = connect(file_of(twin), key_of(twin))
    spent = 0.0
    streams: list[tuple[str, Any]] = [
        ("points_entry", read.execute("SELECT * FROM points_entry WHERE entry_kind='expire'")),
        (
            "points_move",
            read.execute(
                "SELECT m.* FROM points_entry e JOIN points_move m ON m.entry_id=e.id"
                " WHERE e.entry_kind='expire'"
            ),
        ),
        ("operation", read.execute("SELECT * FROM operation WHERE position>?", (head,))),
    ]
    while True:
        batches = [
            (table, rows.fetchmany(2 if table == "operation" else points_expiry.BATCH))
            for table, rows in streams
        ]
        if not any(rows for _, rows in batches):
            break
        spent += timed(lambda batches=batches: _send(write, batches))  # type: ignore[misc]
    read.close()
    write.close()
    return spent


def _send(connection: Any, batches: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in batches:
        if rows:
            marks = ",".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES({marks})", rows)
    connection.execute("COMMIT")


def _trials(shops: Shops, size: Size) -> list[Figure]:
    """Rules tried over ten bills of each member: seconds to a minute, and the memory to that at half the bills."""
    spent, half, whole = _trial(shops.get(size.members, 10))
    bills = 10 * size.members
    return [
        figure(f"rules tried over {bills:,} bills", spent, 60, unit="s", target=1),
        figure("memory of that to half as many bills", whole, half, unit="MB", target=1.1),
    ]


def _trial(place: Path) -> tuple[float, float, float]:
    """Seconds, and the megabytes it held half-way and at most."""
    kernel = open_at(place)
    process = psutil.Process()
    before = process.memory_info().rss
    held: dict[bool, int] = {False: PAGE, True: PAGE}

    class Watch:
        """Looks at the memory at every step."""

        def step(self, done: int, total: int) -> None:
            """Look."""
            late = 2 * done > total
            held[late] = max(held[late], process.memory_info().rss - before)

    spent = timed(lambda: kernel.ask(points_trial.try_rules, RULES, progress=Watch()))
    kernel.close()
    return spent / 1000, held[False] / 1_000_000, held[True] / 1_000_000
