"""How screens reach the business: one database thread, one reading thread, a small pool; answers on the UI thread.

The task border: here stands the only broad except of views. No processEvents, no waiting.
"""

import queue
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from types import MethodType
from typing import Any, Final, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from models.base.errors import Cancelled, Confirm, Environment, Refused, Trouble
from models.base.rights import Approval
from models.base.usecase import Call, Outcome
from views.notices import Notices, is_silent

SLOW_MS: Final = 400
"""Long work shows its progress after this time (tokens.motion.slow.show.progress)."""
POOL: Final = 2


class KernelDoor(Protocol):
    """The part of models.kernel.Kernel that screens reach through tasks."""

    def run(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Outcome[Any]:
        """Run a writing use case that needs no key, and commit."""

    def run_keyed(
        self, key: str | None, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Outcome[Any]:
        """Run a writing use case once under its key, and commit."""

    def run_approved(
        self,
        approval: Approval,
        key: str | None,
        use_case: Callable[..., Any],
        /,
        *args: Any,
        **kwargs: Any,
    ) -> Outcome[Any]:
        """Run a writing use case that a second person allowed, and commit."""

    def ask(self, question: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run a query on the read-only connection; called from a thread of its own."""

    def undo(self, call: Call, /) -> Outcome[Any]:
        """Run the inverse that an outcome carried."""

    def new_key(self) -> str:
        """Make an idempotency key."""


class Callback:
    """A handler that is dropped once the QObject it belongs to is gone."""

    def __init__(self, call: Callable[..., Any] | None) -> None:
        self._call: Callable[[], Callable[..., Any] | None] = lambda: call
        self.given = call is not None
        owner = getattr(
            getattr(call, "func", call), "__self__", None
        )  # a partial has its method in func
        if call is not None and isinstance(owner, QObject) and not isinstance(call, MethodType):
            held = weakref.ref(owner)
            self._call = lambda: call if _alive(held()) else None
        elif call is not None and isinstance(call, MethodType) and isinstance(owner, QObject):
            method = weakref.WeakMethod(call)
            self._call = lambda: method() if _alive(owner_ref()) else None
            owner_ref = weakref.ref(owner)

    def __call__(self, *values: Any) -> None:
        call = self._call()
        if call is not None:
            call(*values)


def _alive(owner: object | None) -> bool:
    return owner is not None and shiboken6.isValid(owner)


class _Heard:
    """Who hears of a job, each only as long as it lives."""

    def __init__(
        self,
        done: Callable[..., Any] | None = None,
        refused: Callable[..., Any] | None = None,
        confirm: Callable[..., Any] | None = None,
        trouble: Callable[..., Any] | None = None,
        after: Callable[..., Any] | None = None,
    ) -> None:
        self.done, self.after = Callback(done), Callback(after)
        self.takers: tuple[tuple[type[Trouble], Callback], ...] = (
            (Refused, Callback(refused)),
            (Confirm, Callback(confirm)),
            (Environment, Callback(trouble)),
        )


@dataclass(slots=True)
class _Job:
    """One piece of work on its way: what to do, who hears of it, and what came of it."""

    work: Callable[[], Any]
    heard: _Heard
    slot: str = ""
    serial: int = 0
    stop: Callable[[], None] | None = None
    insist: Callable[[str], None] | None = None
    approved: Callable[[Approval], None] | None = None
    result: Any = None
    raised: BaseException | None = None


class Work(QObject):
    """Handed to long work in the pool: it reports how far it is and asks whether to go on."""

    reported = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._stopped = threading.Event()

    def report(self, done: int, total: int) -> None:
        """Say how far; raises Cancelled once the user stopped it. Any thread."""
        if self._stopped.is_set():
            raise Cancelled
        self.reported.emit(done, total)

    def stop(self) -> None:
        """Ask the work to end at its next report. Any thread."""
        self._stopped.set()


@dataclass(slots=True)
class _Shown:
    """Long work as the key bar shows it."""

    words: str
    work: Work
    late: QTimer
    at: tuple[int, int] = (0, 0)
    visible: bool = field(default=False)


class _Worker(threading.Thread):
    """A thread that does jobs in their order until told to end."""

    def __init__(self, name: str, do: Callable[[_Job], None]) -> None:
        super().__init__(name=name, daemon=True)
        self._do = do
        self.jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()

    def run(self) -> None:
        while (job := self.jobs.get()) is not None:
            self._do(job)


class Tasks(QObject):
    """Runs use cases, queries and long work; every callback arrives on the UI thread.

    ``changed(frozenset)`` carries the kinds of rows a use case changed, after its ``done``.
    ``exception`` is asked where somebody's level is too low: it may have another person approve this once and
    then call its second argument with the approval, or else its third one.
    ``bug`` is called with any exception that is no stated trouble; without one it is raised again.
    A bound method of a QObject that is gone is never called; pass methods, not lambdas.
    """

    changed = Signal(object)
    busy_changed = Signal(bool)
    _landed = Signal(object)

    def __init__(
        self, kernel: KernelDoor, notices: Notices, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.bug: Callable[[BaseException], None] | None = None
        self.exception: (
            Callable[[Refused, Callable[[Approval], None], Callable[[], None]], None] | None
        ) = None
        self._kernel, self._notices = kernel, notices
        self._writer = _Worker("database", self._do)
        self._reader = _Worker("reading", self._do)
        self._pool = ThreadPoolExecutor(POOL, thread_name_prefix="paper")
        self._newest: dict[str, int] = {}
        self._shown: list[_Shown] = []
        self._open = 0
        self._closed = False
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._writer.start()
        self._reader.start()

    @property
    def busy(self) -> bool:
        """Tell whether anything is under way."""
        return self._open > 0

    def run(
        self,
        use_case: Callable[..., Any],
        *args: Any,
        key: str | None = None,
        done: Callable[[Outcome[Any]], Any] | None = None,
        refused: Callable[[Refused], Any] | None = None,
        confirm: Callable[[Confirm], Any] | None = None,
        trouble: Callable[[Environment], Any] | None = None,
        after: Callable[[], Any] | None = None,
        **kw: Any,
    ) -> None:
        """Run a use case on the database thread; ``done(outcome)`` hears of its commit.

        ``key`` is the idempotency key of a keyed use case: one from :meth:`new_key` when the form opens,
        the same on every retry, a new one after each posting. ``kw`` goes to the use case.
        What no handler takes is said in the message bar; a Confirm is offered there as 「照样做」 and runs
        again with its code in ``confirmed``. ``after()`` comes last in every case.
        """

        allowed: list[Approval] = []

        def work() -> Outcome[Any]:
            if allowed:
                return self._kernel.run_approved(allowed[-1], key, use_case, *args, **kw)
            if key is None:
                return self._kernel.run(use_case, *args, **kw)
            return self._kernel.run_keyed(key, use_case, *args, **kw)

        def insist(code: str) -> None:
            kw["confirmed"] = (*kw.get("confirmed", ()), code)
            self._send(self._writer, job)

        def approved(approval: Approval) -> None:
            allowed.append(approval)
            self._send(self._writer, job)

        heard = _Heard(done, refused, confirm, trouble, after)
        job = _Job(work, heard, insist=insist, approved=approved)
        self._send(self._writer, job)

    def at_the_door(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], Any] | None = None,
        refused: Callable[[Refused], Any] | None = None,
        trouble: Callable[[Environment], Any] | None = None,
        after: Callable[[], Any] | None = None,
    ) -> None:
        """Do ``function(*args)`` on the database thread, between two use cases: who signs in, who approves."""
        heard = _Heard(done, refused, trouble=trouble, after=after)
        self._send(self._writer, _Job(partial(function, *args), heard))

    def undo(self, call: Call, *, done: Callable[[Outcome[Any]], Any] | None = None) -> None:
        """Take an act back by the ``inverse`` of its outcome.

        >>> notices.say(t("job.moved"), undo=partial(tasks.undo, outcome.inverse))
        """
        allowed: list[Approval] = []
        kw = dict(call.kwargs)

        def work() -> Outcome[Any]:
            if allowed:
                return self._kernel.run_approved(allowed[-1], None, call.use_case, *call.args, **kw)
            return self._kernel.undo(replace(call, kwargs=kw))

        def insist(code: str) -> None:
            kw["confirmed"] = (*kw.get("confirmed", ()), code)
            self._send(self._writer, job)

        def approved(approval: Approval) -> None:
            allowed.append(approval)
            self._send(self._writer, job)

        job = _Job(work, _Heard(done), insist=insist, approved=approved)
        self._send(self._writer, job)

    def new_key(self) -> str:
        """Make an idempotency key."""
        return self._kernel.new_key()

    def ask(
        self,
        query: Callable[..., Any],
        *args: Any,
        slot: str = "",
        done: Callable[[Any], Any] | None = None,
        refused: Callable[[Refused], Any] | None = None,
        trouble: Callable[[Environment], Any] | None = None,
        after: Callable[[], Any] | None = None,
        **kw: Any,
    ) -> None:
        """Ask a query on the reading thread; ``done(rows)`` gets the answer.

        A newer ask with the same ``slot`` overtakes this one: its answer is dropped, ``after`` is not.
        Name slots after their page ("members.list").
        """

        def work() -> Any:
            return self._kernel.ask(query, *args, **kw)

        job = _Job(work, _Heard(done, refused, None, trouble, after), slot=slot)
        if slot:
            job.serial = self._newest[slot] = self._newest.get(slot, 0) + 1
        self._send(self._reader, job)

    def pool(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], Any] | None = None,
        trouble: Callable[[Environment], Any] | None = None,
        after: Callable[[], Any] | None = None,
        **kw: Any,
    ) -> None:
        """Do ``function(*args)`` beside the database: paper, files. It must not touch Qt or the kernel."""

        def work() -> Any:
            return function(*args, **kw)

        self._submit(_Job(work, _Heard(done, trouble=trouble, after=after)))

    def long(
        self,
        function: Callable[..., Any],
        *args: Any,
        words: str,
        done: Callable[[Any], Any] | None = None,
        trouble: Callable[[Environment], Any] | None = None,
        after: Callable[[], Any] | None = None,
    ) -> Work:
        """Do ``function(work, *args)`` in the pool with a bar that shows ``words`` after 400 ms.

        The function calls ``work.report(done, total)`` often; that is also where 停止 ends it.
        """
        handed = Work()
        job = _Job(
            lambda: function(handed, *args),
            _Heard(done, trouble=trouble, after=after),
            stop=handed.stop,
        )
        shown = _Shown(words, handed, QTimer(self))
        shown.late.setSingleShot(True)
        shown.late.timeout.connect(self._show_late)
        shown.late.start(SLOW_MS)
        handed.reported.connect(self._progressed, Qt.ConnectionType.QueuedConnection)
        self._shown.append(shown)
        self._submit(job)
        return handed

    def close(self, last: Callable[[], Any] | None = None, *, wait: float = 10.0) -> bool:
        """Finish the writes under way, drop the rest and end the threads; UI thread.

        ``last`` is called on the database thread at the very end (close the store there), after the reading thread
        has read to its end: a connection that is closed under a running query takes the program with it.
        Returns False where a thread did not end within ``wait`` seconds.
        """
        self._closed = True
        for shown in self._shown:
            shown.work.stop()
        self._reader.jobs.put(None)

        def finish() -> None:
            self._reader.join(wait)
            if last is not None:
                last()

        self._writer.jobs.put(_Job(finish, _Heard()))
        self._writer.jobs.put(None)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._writer.join(wait)
        self._reader.join(wait)
        return not (self._writer.is_alive() or self._reader.is_alive())

    def _send(self, worker: _Worker, job: _Job) -> None:
        if self._closed:
            return
        self._count(1)
        worker.jobs.put(job)

    def _submit(self, job: _Job) -> None:
        if self._closed:
            return
        self._count(1)
        self._pool.submit(self._do, job)

    def _count(self, step: int) -> None:
        before, self._open = self._open, self._open + step
        if bool(before) != bool(self._open):
            self.busy_changed.emit(self.busy)

    def _overtaken(self, job: _Job) -> bool:
        return bool(job.slot) and self._newest.get(job.slot) != job.serial

    def _do(self, job: _Job) -> None:
        """Do a job on its own thread and send what came of it home."""
        job.result = job.raised = None
        if self._overtaken(job) or (self._closed and job.slot):
            job.raised = Cancelled()
        else:
            try:
                job.result = job.work()
            except Exception as raised:  # noqa: BLE001 - the task border: every trouble is carried home
                job.raised = raised
        if shiboken6.isValid(self):
            self._landed.emit(job)

    def _land(self, job: _Job) -> None:
        """Hand a result to those who wait for it; UI thread."""
        self._count(-1)
        self._forget(job)
        if self._closed:
            return
        try:
            self._deliver(job)
        finally:
            job.heard.after()

    def _deliver(self, job: _Job) -> None:
        if job.raised is not None:
            self._raised(job, job.raised)
        elif not self._overtaken(job):
            try:
                job.heard.done(job.result)
            finally:
                if isinstance(job.result, Outcome) and job.result.changed:
                    self.changed.emit(job.result.changed)

    def _raised(self, job: _Job, raised: BaseException) -> None:
        if isinstance(raised, Trouble) and self._overtaken(job):
            return
        if (
            isinstance(raised, Refused)
            and raised.code == "right.missing"
            and self.exception is not None
            and job.approved is not None
        ):
            self.exception(raised, job.approved, partial(self._tell, job, raised))
            return
        self._tell(job, raised)

    def _tell(self, job: _Job, raised: BaseException) -> None:
        for kind, taker in job.heard.takers:
            if isinstance(raised, kind) and taker.given:
                taker(raised)
                return
        if is_silent(raised):
            return
        if isinstance(raised, Trouble):
            insist = job.insist if isinstance(raised, Confirm) else None
            again = partial(insist, raised.code) if insist is not None else None
            self._notices.trouble(raised, again=again)
        elif self.bug is not None:
            self.bug(raised)
        else:
            raise raised

    def _forget(self, job: _Job) -> None:
        for shown in [shown for shown in self._shown if shown.work.stop == job.stop]:
            shown.late.stop()
            shown.late.deleteLater()
            self._shown.remove(shown)
            if shown.visible:
                self._notices.ended()

    def _show_late(self) -> None:
        for shown in self._shown:
            if shown.late is self.sender():
                shown.visible = True
                self._notices.progress(shown.words, *shown.at, shown.work.stop)

    def _progressed(self, done: int, total: int) -> None:
        for shown in self._shown:
            if shown.work is self.sender():
                shown.at = (done, total)
                if shown.visible:
                    self._notices.progress(shown.words, done, total, shown.work.stop)
