"""T04, T06: the disk is full or fails at any call; nothing is half written and the next call works."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from desktop import opening
from models.base.clock import ManualClock
from models.base.errors import Environment, Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.kernel import Surroundings
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import check, checkout, job_file, jobs, members
from models.services.checkout import Order
from models.services.members import MemberDetails, PhoneEntry
from models.store import backup
from models.store.engine import FileKey
from models.store.work import View
from tests.shopkeeping import Shop

WORDS = {"database or disk is full": "store.full", "disk I/O error": "store.io"}
HOW = ("before", "after", "rolled back")
"""The statement was not carried out, was carried out, or SQLite gave up the whole transaction by itself."""


@dataclass
class Fault:
    """Strikes once, at the n-th call that reaches the driver from now on; 0 never."""

    left: int = 0
    words: str = ""
    how: str = "before"

    def due(self) -> bool:
        """Count a call."""
        self.left -= 1
        return self.left == 0


_fault = Fault()


def _struck(connection: Any, carry_out: Callable[[], Any]) -> Any:
    if not _fault.due():
        return carry_out()
    if _fault.how == "after":
        carry_out()
    if _fault.how == "rolled back" and connection.in_transaction:
        driver.Connection.execute(connection, "ROLLBACK")
    raise driver.OperationalError(_fault.words)


class _Cursor(driver.Cursor):  # type: ignore[misc]
    def execute(self, *args: Any) -> Any:
        return _struck(self.connection, partial(super().execute, *args))

    def executemany(self, *args: Any) -> Any:
        return _struck(self.connection, partial(super().executemany, *args))


class _Connection(driver.Connection):  # type: ignore[misc]
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def commit(self) -> None:
        _struck(self, super().commit)


@pytest.fixture
def failing(
    folder: Path, key: FileKey, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    """A shop on a disk that can be told when to fail."""
    monkeypatch.setattr(driver, "connect", partial(driver.connect, factory=_Connection))
    _fault.left = 0
    opened = opening.open_shop(folder, key, around=Surroundings(clock, random.Random(7)))
    yield Shop(opened, clock)
    _fault.left = 0
    opened.close()


@query(Right.SERVE)
def _counted(view: View) -> dict[str, int]:
    tables = ("bill", "bill_line", "tender", "operation", "answer", "event", "search_document")
    return {t: view.sql(f"SELECT count(*) AS n FROM {t}")[0]["n"] for t in tables}


def _trouble(call: Callable[[], Any]) -> Environment | None:
    """What the machine said; anything else is a failed test."""
    try:
        call()
    except Environment as trouble:
        return trouble
    return None


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("words", sorted(WORDS))
def test_t06_a_disk_that_fails_at_any_call_of_a_checkout_takes_all_or_nothing(
    failing: Shop, words: str, how: str
) -> None:
    """Money in the till and no bill, or a bill and the job still open, is a quarrel with the member."""
    kernel = failing.kernel
    member = failing.member().id
    for k in range(1, 400):
        job = failing.job(member, "FW-001", "PJ-0612").id
        order = Order(job_id=job, tenders=(TenderIn("cash", 20000),))
        key = failing.key()
        before = kernel.ask(_counted)
        _fault.left, _fault.words, _fault.how = k, words, how
        trouble = _trouble(partial(kernel.run_keyed, key, checkout.close, order))
        _fault.left = 0
        if trouble is None:
            assert k > 30, "a checkout sends more than that"
            break
        assert trouble.code == WORDS[words]
        happened = kernel.ask(_counted) != before  # said to have failed, yet it was committed
        assert happened <= (how == "after")
        posted = kernel.run_keyed(key, checkout.close, order)
        assert posted.replayed == happened
        assert kernel.ask(_counted)["bill"] == before["bill"] + 1
        assert kernel.ask(job_file.file, job).bill_number == posted.result.number
    report = kernel.ask(check.check)
    assert report.sound, [finding for finding in report.findings if finding.broken]


def test_t06_reading_recovers_from_a_failing_disk(failing: Shop) -> None:
    """One bad read must not leave the window blind until it is started again."""
    job = failing.job(failing.member().id, "FW-001").id
    for k in range(1, 30):
        _fault.left, _fault.words, _fault.how = k, "disk I/O error", "before"
        try:
            failing.kernel.ask(job_file.file, job)
        except Environment:
            _fault.left = 0
            assert failing.kernel.ask(job_file.file, job).row.id == job
        else:
            return
    pytest.fail("a file is read in fewer calls")


def test_t06_a_denial_that_cannot_be_written_is_still_a_denial(failing: Shop) -> None:
    """A full disk is no way round a right."""
    kernel = failing.kernel
    job = failing.job(failing.member().id, "FW-001").id
    kernel.run(jobs.move, job, Step.CLOSED, reason="算了", ending="cancelled")
    kernel.actor = Actor(id="c", name="小何", level=Level.CLERK)
    for k in range(1, 12):
        _fault.left, _fault.words, _fault.how = k, "database or disk is full", "before"
        with pytest.raises((Environment, Refused)):
            kernel.run(jobs.move, job, Step.WORK, reason="再开")
    _fault.left = 0
    assert kernel.ask(job_file.file, job).row.step is Step.CLOSED
    assert kernel.ask(check.check).sound


def test_t04_a_full_disk_is_said_and_selling_goes_on_when_there_is_room(shop: Shop) -> None:
    """SQLite's own refusal, in the middle of a transaction that grows the file."""
    kernel = shop.kernel
    with kernel.store.writer.connect() as connection:
        bare: Any = connection.connection.driver_connection
    pages = bare.execute("PRAGMA page_count").fetchone()[0]
    for room in (0, 1, 2, 3, 5, 8):
        bare.execute(f"PRAGMA max_page_count={pages + room}")
        trouble = None
        for number in range(60):
            before = kernel.ask(_counted)
            details = MemberDetails(
                name=f"会员{number}",
                phones=(PhoneEntry(number=f"154{room:03d}{number:05d}"),),
                notes="很长的备注" * 300,
            )
            try:
                kernel.run_keyed(shop.key(), members.create, details)
            except Environment as caught:
                trouble = caught
                assert kernel.ask(_counted) == before
                break
        assert trouble is not None
        assert trouble.code == "store.full"
        pages = bare.execute("PRAGMA page_count").fetchone()[0]
        bare.execute("PRAGMA max_page_count=1000000")
        shop.sell("FW-001")
    assert kernel.ask(check.check).sound


STAGES = ("copy", "sync_file", "publish", "forget", "proven", "_digest", "write_whole")


@pytest.mark.parametrize("stage", STAGES)
def test_t05_a_backup_that_fails_anywhere_leaves_nothing(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """A manifest without its copy, or a copy without its manifest, looks like a backup on the day it is needed."""
    folder, key, stick = shop.kernel.store.folder, shop.kernel.store.key, tmp_path / "stick"
    first = backup.make(folder, key, stick)
    names = {path.name for path in stick.iterdir()}
    carry_out = getattr(backup, stage)
    for after in (False, True):

        def broken(*args: Any, after: bool = after, **kw: Any) -> None:
            if after:
                carry_out(*args, **kw)
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(backup, stage, broken)
            with pytest.raises(Environment, match=r"backup\.full"):
                backup.make(folder, key, stick)
        assert {path.name for path in stick.iterdir()} == names
    assert backup.verify(first, key).manifest.position == shop.kernel.store.head.position
