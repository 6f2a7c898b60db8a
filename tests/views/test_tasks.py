"""The task border: a lost answer, an answer on the wrong thread, or a swallowed bug costs the clerk money."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop import opening
from models.base.errors import Cancelled, Confirm, Environment, Refused, Trouble
from models.base.rights import Approval
from models.base.usecase import Call, Outcome
from models.kernel import Kernel
from models.services import shop
from models.store.engine import FileKey
from views.notices import Notice, Notices, Progress
from views.tasks import KernelDoor, Tasks, Work


class FakeKernel:
    """Runs what it is given; remembers the threads."""

    def __init__(self) -> None:
        self.threads: set[str] = set()
        self.keys: list[str | None] = []
        self.approvals: list[Approval] = []

    def run(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Outcome[Any]:
        return self.run_keyed(None, use_case, *args, **kwargs)

    def run_keyed(
        self, key: str | None, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Outcome[Any]:
        self.threads.add(threading.current_thread().name)
        self.keys.append(key)
        return Outcome(use_case(*args, **kwargs), frozenset({"member"}))

    def run_approved(
        self,
        approval: Approval,
        key: str | None,
        use_case: Callable[..., Any],
        /,
        *args: Any,
        **kwargs: Any,
    ) -> Outcome[Any]:
        self.approvals.append(approval)
        self.keys.append(key)
        return Outcome(use_case(*args, **kwargs), frozenset({"member"}))

    def ask(self, question: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.threads.add(threading.current_thread().name)
        return question(*args, **kwargs)

    def undo(self, call: Call, /) -> Outcome[Any]:
        return self.run(call.use_case, *call.args, **call.kwargs)

    def new_key(self) -> str:
        return "key-1"


class Screen(QObject):
    """Hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Any] = []
        self.on: set[str] = set()

    def take(self, got: Any = None) -> None:
        self.heard.append(got)
        self.on.add(threading.current_thread().name)

    def after(self) -> None:
        self.heard.append("after")


@pytest.fixture
def kernel() -> FakeKernel:
    return FakeKernel()


@pytest.fixture
def notices() -> Notices:
    return Notices()


@pytest.fixture
def tasks(kernel: FakeKernel, notices: Notices) -> Iterator[Tasks]:
    made = Tasks(kernel, notices)
    yield made
    assert made.close()


def _raise(trouble: Exception) -> None:
    raise trouble


def test_answers_come_home_and_the_change_is_spread(
    qtbot: QtBot, tasks: Tasks, kernel: FakeKernel
) -> None:
    screen, changed = Screen(), Screen()
    tasks.changed.connect(changed.take)
    tasks.run(lambda a, b: a + b, 2, b=3, done=screen.take, after=screen.after)
    qtbot.waitUntil(lambda: len(screen.heard) == 2)
    assert screen.heard[0].result == 5
    assert screen.heard[1] == "after"
    assert screen.on == {"MainThread"}
    assert kernel.threads == {"database"}
    assert changed.heard == [frozenset({"member"})]


def test_a_key_reaches_the_kernel_and_an_act_is_taken_back(
    qtbot: QtBot, tasks: Tasks, kernel: FakeKernel
) -> None:
    """Without its key a double click takes the money twice."""
    screen = Screen()
    tasks.run(abs, -3, key=tasks.new_key(), done=screen.take)
    tasks.undo(Call(abs, (-4,), {}), done=screen.take)
    qtbot.waitUntil(lambda: len(screen.heard) == 2)
    assert [outcome.result for outcome in screen.heard] == [3, 4]
    assert kernel.keys == ["key-1", None]


def _twice(confirmed: tuple[str, ...] = ()) -> str:
    if "member.same_phone" not in confirmed:
        raise Confirm("member.same_phone")
    return "kept"


def test_a_question_is_offered_and_may_be_insisted_on(
    qtbot: QtBot, tasks: Tasks, notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.notices.sayings.explain", lambda trouble, **_: trouble.code)
    said, screen = Screen(), Screen()
    notices.said.connect(said.take)
    tasks.run(_twice, done=screen.take)
    qtbot.waitUntil(lambda: bool(said.heard))
    notice = said.heard[0]
    assert (notice.act_words, notice.stays, screen.heard) == ("照样做", True, [])
    notice.act()
    qtbot.waitUntil(lambda: bool(screen.heard))
    assert screen.heard[0].result == "kept"


def test_the_kernel_fits_the_door() -> None:
    """Type-checked: the real kernel is what tasks expect."""
    door: type[KernelDoor] = Kernel
    assert {"run", "run_keyed", "ask", "undo", "new_key"} <= set(dir(door))


def test_writes_keep_their_order(qtbot: QtBot, tasks: Tasks) -> None:
    screen = Screen()
    for number in range(50):
        tasks.run(lambda n: n, number, done=screen.take)
    qtbot.waitUntil(lambda: len(screen.heard) == 50)
    assert [outcome.result for outcome in screen.heard] == list(range(50))


def test_an_overtaken_answer_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    """Else the list of an older search would replace the newer one."""
    screen, gate = Screen(), threading.Event()

    def slow(word: str) -> str:
        gate.wait(5)
        return word

    tasks.ask(slow, "z", slot="search", done=screen.take)
    tasks.ask(slow, "zs", slot="search", done=screen.take)
    tasks.ask(slow, "else", slot="list", done=screen.take)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert screen.heard == ["zs", "else"]


def test_a_screen_that_is_gone_is_not_called(qtbot: QtBot, tasks: Tasks) -> None:
    deleted, gate = Screen(), threading.Event()
    heard = deleted.heard
    tasks.ask(gate.wait, 5, done=deleted.take)
    shiboken6.delete(deleted)
    forgotten = Screen()
    kept = forgotten.heard
    tasks.ask(gate.wait, 5, done=forgotten.take)
    del forgotten
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert (heard, kept) == ([], [])


@pytest.mark.parametrize(
    ("trouble", "handler"),
    [
        (Refused("a.b", field="phone"), "refused"),
        (Confirm("a.b"), "confirm"),
        (Environment("a.b"), "trouble"),
    ],
)
def test_each_trouble_finds_its_handler(
    qtbot: QtBot, tasks: Tasks, trouble: Trouble, handler: str
) -> None:
    screen = Screen()
    heard: dict[str, Any] = {handler: screen.take}
    tasks.run(_raise, trouble, done=screen.take, after=screen.after, **heard)
    qtbot.waitUntil(lambda: len(screen.heard) == 2)
    assert screen.heard == [trouble, "after"]


def test_what_nobody_takes_is_said(
    qtbot: QtBot, tasks: Tasks, notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.notices.sayings.explain", lambda trouble, **_: trouble.code)
    said = Screen()
    notices.said.connect(said.take)
    tasks.run(_raise, Environment("disk.full"))
    tasks.run(_raise, Refused("member.gone"))
    qtbot.waitUntil(lambda: len(said.heard) == 2)
    assert [(notice.words, notice.tone) for notice in said.heard] == [
        ("disk.full", "error"),
        ("member.gone", "warning"),
    ]
    assert [notice.stays for notice in said.heard] == [True, False]


def test_a_cancelled_work_is_silent_and_a_bug_is_not(
    qtbot: QtBot, tasks: Tasks, notices: Notices
) -> None:
    said, bugs = Screen(), Screen()
    notices.said.connect(said.take)
    tasks.bug = bugs.take
    tasks.run(_raise, Cancelled(), after=bugs.after)
    fault = ZeroDivisionError()
    tasks.ask(_raise, fault)
    qtbot.waitUntil(lambda: len(bugs.heard) == 2)
    assert bugs.heard == ["after", fault] or bugs.heard == [fault, "after"]
    assert said.heard == []


def test_long_work_shows_late_reports_and_stops(
    qtbot: QtBot, tasks: Tasks, notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.tasks.SLOW_MS", 20)
    moved, screen = Screen(), Screen()
    notices.moved.connect(moved.take)

    def endless(work: Work) -> None:
        for step in range(10_000):
            work.report(step, 10_000)
            time.sleep(0.002)

    work = tasks.long(endless, words="导入", done=screen.take, after=screen.after)
    qtbot.waitUntil(lambda: len(moved.heard) > 2)
    last = moved.heard[-1]
    assert isinstance(last, Progress)
    assert (last.words, last.total) == ("导入", 10_000)
    work.stop()
    qtbot.waitUntil(lambda: screen.heard == ["after"])
    assert moved.heard[-1] is None


def test_short_work_shows_nothing(qtbot: QtBot, tasks: Tasks, notices: Notices) -> None:
    moved, screen = Screen(), Screen()
    notices.moved.connect(moved.take)
    tasks.long(lambda work: work.report(1, 1), words="导入", after=screen.after)
    qtbot.waitUntil(lambda: screen.heard == ["after"])
    assert moved.heard == []


def test_closing_finishes_the_writes(kernel: FakeKernel, notices: Notices) -> None:
    """A payment taken just before the window closes must be booked."""
    tasks, written = Tasks(kernel, notices), Screen()
    for number in range(20):
        tasks.run(written.heard.append, number)
    assert tasks.close(lambda: written.heard.append(threading.current_thread().name))
    assert written.heard == [*range(20), "database"]
    tasks.run(written.heard.append, "late")
    assert len(written.heard) == 21


def test_closing_waits_for_what_is_being_read(kernel: FakeKernel, notices: Notices) -> None:
    """The store closed under a running query ended the program in a crash, 2 of 100 times."""
    tasks, heard = Tasks(kernel, notices), list[str]()
    begun, go_on = threading.Event(), threading.Event()

    def read() -> None:
        begun.set()
        go_on.wait(5)
        heard.append("read")

    tasks.ask(read)
    assert begun.wait(5)
    threading.Timer(0.1, go_on.set).start()
    assert tasks.close(lambda: heard.append("closed"))
    assert heard == ["read", "closed"]


def test_a_real_shop_answers_and_closes_on_its_own_thread(
    qtbot: QtBot, folder: Path, key: FileKey, notices: Notices
) -> None:
    """Else the store is locked or damaged when the window closes."""
    kernel, screen = opening.open_shop(folder, key), Screen()
    tasks = Tasks(kernel, notices)
    tasks.ask(shop.info, done=screen.take)
    qtbot.waitUntil(lambda: bool(screen.heard))
    assert "清河路" in str(screen.heard[0])
    assert tasks.close(kernel.close)


def test_undo_is_twenty_deep_and_redo_follows() -> None:
    notices, done = Notices(), list[str]()
    for number in range(25):
        undo, redo = partial(done.append, f"undo {number}"), partial(done.append, f"redo {number}")
        notices.say("x", undo=undo, redo=redo)
    while notices.undo():
        pass
    assert done == [f"undo {number}" for number in range(24, 4, -1)]
    done.clear()
    assert notices.redo()
    assert done == ["redo 5"]
    notices.forget()
    assert not notices.undo()
    assert not notices.redo()


def test_money_and_errors_interrupt_the_reader() -> None:
    assert [Notice("x", tone).assertive for tone in ("calm", "money", "warning", "error")] == [
        False,
        True,
        False,
        True,
    ]
