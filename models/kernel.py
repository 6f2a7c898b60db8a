"""The one door: checks the right, begins, runs a use case, writes the journal, commits, reports what changed.

Knows nothing of screens. One kernel per open shop; calls are taken one after another, on any thread.
"""

import contextlib
import hashlib
import secrets
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

import msgspec
from sqlalchemy import Connection, RootTransaction
from sqlalchemy.exc import DBAPIError

from models.base.clock import Clock, SystemClock, ms_of, stamp_ms
from models.base.errors import Environment, Refused
from models.base.ids import IdSource
from models.base.rights import Actor, Approval, Level, right_missing
from models.base.usecase import DENIED, Call, Declaration, Outcome, declaration
from models.store import journal, undo_trail
from models.store.engine import let_go_if_poisoned, roll_back, translated
from models.store.store import Store
from models.store.work import View, Work, same_subject
from models.tables.desk import Answer

if TYPE_CHECKING:
    from models.store.attachments import Vault

P = ParamSpec("P")
R = TypeVar("R")

PROGRAM = Actor(id="", name="", level=Level.OWNER)
"""The program itself, while it founds, demonstrates or restores a shop, and in what it does each day by itself."""

NOBODY = Actor(id="", name="", level=Level.NONE)
"""Nobody is signed in: the people of the shop can be seen and a PIN be tried, nothing else."""


class Randomness(Protocol):
    """Where ids and salts get their bits: the system's source, or a seeded one for a demonstration."""

    def getrandbits(self, k: int, /) -> int:
        """An integer of ``k`` random bits."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the kernel takes from outside: clock and randomness."""

    clock: Clock
    random: Randomness


def this_computer() -> Surroundings:
    """The computer's own clock and its random source."""
    return Surroundings(SystemClock(), secrets.SystemRandom())


class Kernel:
    """Runs use cases on one open shop as one signed-in person."""

    def __init__(
        self, store: Store, *, actor: Actor = PROGRAM, around: Surroundings | None = None
    ) -> None:
        self.store = store
        self.actor = actor
        self.around = around or this_computer()
        self._id_floor = self._after_the_journal()
        self._new_id = IdSource(self._id_ms, self.around.random.getrandbits)
        self._write_lock, self._read_lock = Lock(), Lock()
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        self._approvals: set[str] = set()
        self._log_left = False
        """Somebody was erased and the log may still hold what was."""
        self._taking_back = 0
        """The thread that is taking something back just now; 0 for none."""
        self._version: int | None = None
        """The file's version at which the store's head was surely the journal's; None where unsure."""

    def run(
        self,
        use_case: Callable[Concatenate[Work, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[R]:
        """Run a writing use case that needs no idempotency key. Raises as the use case does."""
        return self.run_keyed(None, use_case, *args, **kwargs)

    def run_keyed(
        self,
        key: str | None,
        use_case: Callable[Concatenate[Work, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[R]:
        """Run a writing use case; under a ``key`` it happens once however often it is called.

        Raises Refused("right.missing") where the level is too low (and journals it),
        Refused("key.reused") where the key was used for something else, Environment("store.…").
        """
        return self._through_the_door(None, key, use_case, *args, **kwargs)

    def run_approved(
        self,
        approval: Approval,
        key: str | None,
        use_case: Callable[Concatenate[Work, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[R]:
        """Run one use case that a second person allows (:mod:`models.session`); both names are journalled.

        The approval is used up by the commit. Raises as :meth:`run_keyed`, Refused("approval.used").
        """
        outcome = self._through_the_door(approval, key, use_case, *args, **kwargs)
        self._approvals.discard(approval.number)
        return outcome

    def grant(self, actor: Actor) -> Approval:
        """Make an approval of ``actor``, whose PIN the caller has proved just now."""
        approval = Approval(actor, secrets.token_hex(16))
        self._approvals.add(approval.number)
        return approval

    def _through_the_door(
        self,
        approval: Approval | None,
        key: str | None,
        use_case: Callable[Concatenate[Work, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[R]:
        declared = declaration(use_case)
        if declared.keyed and not key:
            raise TypeError(f"{declared.name} needs an idempotency key")
        approver = None if approval is None else approval.actor
        with self._write_lock, translated(), _whole_text():
            if approval is not None and approval.number not in self._approvals:
                raise Refused("approval.used")
            self._check_right(declared, approver)
            try:
                return self._run(declared, approver, key, use_case, *args, **kwargs)
            except Refused as refused:
                if refused.code == "right.missing":  # found out inside: by the row, not by the door
                    self._deny(declared)
                raise

    def _run(
        self,
        declared: Declaration,
        approver: Actor | None,
        key: str | None,
        use_case: Callable[Concatenate[Work, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[R]:
        """One transaction: the key, the use case, the answer, the journal."""
        actor = PROGRAM if declared.itself else self.actor
        with self._transaction() as connection:
            head = self._current_head(connection)
            version, self._version = self._version, None
            now = self.around.clock.now()
            ledger = journal.Ledger(
                connection,
                head,
                use_case=declared.name,
                actor_id=actor.id,
                approver_id=approver.id if approver else "",
                at=now,
                salt=self._salt,
            )
            work = self._work(actor, ledger, connection, approver, now)
            request = _request(args, kwargs) if key else ""
            if key and (answer := work.find(Answer, key)):
                return _replayed(answer, use_case, request)
            result = use_case(work, *args, **kwargs)
            if key:
                work.add(_answer(key, declared.name, request, result, work.now))
            if work.changes or ledger.begun:
                undo_trail.let_go(work, declared.name, args, kwargs)
                if self._taking_back != get_ident():
                    undo_trail.keep(work, declared.name)
            head = _journal(work, head)
        self.store.head, self._version = head, version
        if work.leave_nothing or self._log_left:
            self._empty_log()
        if work.unneeded:
            self._drop_files(work.unneeded)
        return Outcome(result, frozenset(work.changed), work.inverse)

    def _empty_log(self) -> None:
        """After an erasure: name the member beside the file, bring the log into it and cut it to nothing.

        The erasure is committed: where the log is being read just now, or the disk is full, it stays done, and
        this is tried again after every later commit and at the next opening.
        """
        with self._read_lock:
            try:
                self._log_left = not self.store.leave_nothing()
            except Environment:
                self._log_left = True

    def _drop_files(self, digests: set[str]) -> None:
        """After the commit: take away files that no row names any more.

        The rows are committed, and what is left behind now is found by the next sweep. Under the write lock, so
        that nobody adds a row for a file that is about to go.
        """
        from models.store import attachments

        with contextlib.suppress(Environment), translated(), self._transaction() as connection:
            attachments.forget(connection, self.store.vault, digests)

    def ask(
        self, question: Callable[Concatenate[View, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a reading use case on the read-only connection, at one moment of the file.

        Raises Refused("right.missing") where the level is too low (and journals it).
        """
        declared = declaration(question)
        if not self.actor.may(declared.right):
            with self._write_lock, translated():
                self._check_right(declared)
        with self._read_lock, translated(), _whole_text():
            if self._reader is None:
                self._reader = self.store.reader.connect()
            transaction = self._reader.begin()
            try:
                return question(self._view(self._reader), *args, **kwargs)
            finally:
                self._end_reading(transaction)

    def _view(self, connection: Connection) -> View:
        return View(
            connection,
            now=self.around.clock.now(),
            zone=self.store.shop.zone,
            actor=self.actor,
            desk=self.store.desk,
            vault=self._vault,
        )

    def _vault(self) -> "Vault":
        return self.store.vault

    def _end_reading(self, transaction: RootTransaction) -> None:
        """Let go of the moment that was read. A damaged file may refuse even that: the connection goes then."""
        try:
            transaction.rollback()
        except DBAPIError:
            if self._reader is not None:
                self._reader.invalidate()
                self._reader = None
        if self._reader is not None and let_go_if_poisoned(self._reader):
            self._reader = None

    def undo(self, call: Call) -> Outcome[Any]:
        """Run the inverse that an outcome carried; it is a use case like any other."""
        self._taking_back = get_ident()
        try:
            return self.run(call.use_case, *call.args, **call.kwargs)
        finally:
            self._taking_back = 0

    def new_key(self) -> str:
        """Make an idempotency key; a screen makes one when it opens and again after each posting."""
        return self._new_id()

    def gather_search(self, *, pages: int = 200) -> int:
        """Bring each full-text index that lies in many pieces into one, by short steps: selling goes on between.

        It is derived from the rows: nothing is journalled. Returns how many steps were taken; each writes about
        ``pages`` pages of 4 KB.
        """
        from models.store import search_index  # a start gathers nothing
        from models.tables.search import SUBJECTS

        taken = 0
        for kind in SUBJECTS:
            begin, more = True, True
            while more:
                with self._write_lock, translated(), self._transaction() as connection:
                    if begin and not search_index.scattered(connection, kind):
                        break
                    more = search_index.gather(connection, kind, pages=pages, begin=begin)
                begin, taken = False, taken + 1
        return taken

    def close(self) -> None:
        """Give back the connections and close the store."""
        self.give_back()
        self.store.close()

    def give_back(self) -> None:
        """Give back this kernel's connections once nobody uses them; the store stays open."""
        with self._write_lock, self._read_lock:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._reader = self._writer = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """The one transaction of a call; whatever ends it, the next one can begin."""
        if self._writer is None:
            self._writer = self.store.writer.connect()
        connection = self._writer
        try:
            with connection.begin():
                yield connection
        except BaseException:
            roll_back(connection)
            if let_go_if_poisoned(connection):
                self._writer = None
            raise

    def _current_head(self, connection: Connection) -> journal.Head:
        """The journal's head; read anew where another process has written since."""
        version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        if version != self._version:
            desk = self.store.desk
            self._version = None
            self.store.head = journal.read_head(
                connection, node=desk.node, incarnation=desk.incarnation
            )
            self._version = version
        return self.store.head

    def _after_the_journal(self) -> int:
        """Unix milliseconds below which no id is made: 0, or past the journal where the clock was set back."""
        newest = stamp_ms(self.store.head.clock.last)
        return newest + 1 if ms_of(self.around.clock.now()) <= newest else 0

    def _id_ms(self) -> int:
        return max(ms_of(self.around.clock.now()), self._id_floor)

    def _work(
        self,
        actor: Actor,
        ledger: journal.Ledger,
        connection: Connection,
        approver: Actor | None,
        now: datetime,
    ) -> Work:
        return Work(
            connection,
            now=now,
            zone=self.store.shop.zone,
            actor=actor,
            desk=self.store.desk,
            new_id=self._new_id,
            ledger=ledger,
            vault=self._vault,
            approver=approver,
        )

    def _salt(self, size: int) -> bytes:
        return self.around.random.getrandbits(size * 8).to_bytes(size)

    def _check_right(self, declared: Declaration, approver: Actor | None = None) -> None:
        if self.actor.may(declared.right):
            return
        # Without somebody signed in there is nobody whom another could help out.
        if approver is not None and self.actor.level and approver.may(declared.right):
            return
        self._deny(declared)
        raise right_missing(declared.right)

    def _deny(self, declared: Declaration) -> None:
        """Write into the journal who was stopped at what."""
        with self._transaction() as connection:
            head = self._current_head(connection)
            version, self._version = self._version, None
            head = journal.append(
                connection,
                head,
                (),
                use_case=f"{DENIED} {declared.name}",
                actor_id=self.actor.id,
                at=self.around.clock.now(),
                salt=self._salt,
            )
        self.store.head, self._version = head, version


def _journal(work: Work, head: journal.Head) -> journal.Head:
    if work.ledger.begun:
        return work.ledger.finish(work.changes)
    if not work.changes and not work.noted:
        return head
    return work.ledger.finish(same_subject(work.changes))


@contextmanager
def _whole_text() -> Iterator[None]:
    """Refuse text with half a character in it where it reaches the file unchecked: an id, a search, a draft."""
    try:
        yield
    except UnicodeEncodeError:
        raise Refused("text.broken") from None


def _request(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    try:
        content = msgspec.json.encode([args, kwargs], order="sorted")
    except UnicodeEncodeError:  # half a character: the use case will refuse it beside its field
        content = repr((args, sorted(kwargs.items()))).encode()
    return hashlib.sha256(content).hexdigest()


def _answer(key: str, name: str, request: str, result: Any, at: datetime) -> Answer:
    return Answer(
        key=key,
        use_case=name,
        request=request,
        result=msgspec.json.encode(result).decode(),
        at=at,
    )


def _replayed(answer: Answer, use_case: Callable[..., R], request: str) -> Outcome[R]:
    if answer.use_case != declaration(use_case).name or answer.request != request:
        raise Refused("key.reused")
    result = msgspec.json.decode(answer.result, type=_result_type(use_case))
    return Outcome(result, frozenset(), replayed=True)


@cache
def _result_type(use_case: Callable[..., Any]) -> Any:
    return typing.get_type_hints(use_case)["return"]
