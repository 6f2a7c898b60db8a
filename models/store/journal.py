"""Writes and verifies the journal (SAFETY.md D1): what changed, by whom, when, chained against tampering.

Hash of an operation = SHA-256 over its fixed fields, the salted payload hash and the previous hash. The payload
itself can later be erased and the chain still verifies.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from models.base.clock import HybridClock, ms_of
from models.store.statements import insert_statement
from models.tables.journal import Operation

FORMAT = 2
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Change:
    """One row written: ``values`` are stored primitives; None means the row was removed.

    Without a table it is a fact that leaves no row: a sign-in, an export.
    """

    table: str
    key: Mapping[str, Any]
    values: Mapping[str, Any] | None
    insert: bool = False
    subject_id: str | None = None

    def as_list(self) -> list[Any]:
        """The shape inside a payload: ``["+"|"~"|"-"|"!", table, key, values]``; "!" is a fact without a row."""
        mark = (
            "!" if not self.table else "-" if self.values is None else "+" if self.insert else "~"
        )
        return [mark, self.table, dict(self.key), dict(self.values or {})]


@dataclass(slots=True)
class Head:
    """Where this desk's stream stands. Kept in memory between use cases, read from the file at opening."""

    node: str
    incarnation: str
    sequence: int
    position: int
    hash: bytes
    clock: HybridClock
    vector: dict[str, int] = field(default_factory=dict)


def read_head(connection: Connection, *, node: str, incarnation: str) -> Head:
    """Read where this desk's stream stands; the newest operation's vector knows every other stream."""
    row = connection.exec_driver_sql(
        "SELECT position, hash, node, incarnation, sequence, clock, vector"
        " FROM operation ORDER BY position DESC LIMIT 1"
    ).first()
    if row is None:
        return Head(node, incarnation, 0, 0, b"", HybridClock())
    seen: dict[str, int] = {
        **msgspec.json.decode(row[6]),
        stream_name(row[2], row[3]): row[4],
    }
    own = seen.pop(stream_name(node, incarnation), 0)
    return Head(node, incarnation, own, row[0], row[1], HybridClock(row[5]), seen)


def stream_name(node: str, incarnation: str) -> str:
    """The name of a stream in a dependency vector."""
    return f"{node}.{incarnation}"


def append(
    connection: Connection,
    head: Head,
    changes: Sequence[Change],
    *,
    use_case: str,
    actor_id: str,
    at: datetime,
    salt: Any,
    approver_id: str = "",
) -> Head:
    """Write the operations of one use case and return the head after them; the caller keeps it on commit.

    ``salt`` is called with a number of bytes. A use case without changes still writes one operation:
    a reveal or a refusal is a fact of its own.
    """
    ledger = Ledger(
        connection,
        head,
        use_case=use_case,
        actor_id=actor_id,
        approver_id=approver_id,
        at=at,
        salt=salt,
    )
    return ledger.finish(changes)


class Ledger:
    """The operations of one use case on their way into the journal: nearly always all at its end.

    A use case with very many members says first how many operations there will be (:meth:`expect`) and writes
    each member's while it runs, so that its memory does not grow with them. ``head`` stands behind the last one.
    """

    AT_ONCE = 500

    def __init__(
        self,
        connection: Connection,
        head: Head,
        *,
        use_case: str,
        actor_id: str,
        at: datetime,
        salt: Any,
        approver_id: str = "",
    ) -> None:
        self._connection = connection
        self._salt = salt
        self.head = replace(head, clock=HybridClock(head.clock.last))
        self._now = ms_of(at)
        self._same = {
            "vector": msgspec.json.encode(head.vector, order="sorted").decode(),
            "at": self._now,
            "actor_id": actor_id,
            "approver_id": approver_id,
            "use_case": use_case,
        }
        self._part = 0
        self._parts = 0
        self._rows: list[tuple[Any, ...]] = []

    @property
    def begun(self) -> bool:
        """Whether operations were announced already."""
        return bool(self._parts)

    def expect(self, parts: int) -> None:
        """Say how many operations this use case writes, the one at its end included; once, before the first."""
        if self._parts:
            raise ValueError("the parts of an operation are announced once")
        self._parts = parts

    def write(self, subject_id: str | None, changes: Sequence[Sequence[Any]]) -> None:
        """Write one operation; ``changes`` in the shape of :meth:`Change.as_list`. Its number is given at once."""
        head = self.head
        self._part += 1
        head.position, head.sequence = head.position + 1, head.sequence + 1
        payload = msgspec.json.encode(changes, order="sorted").decode()
        salt = self._salt(SALT_BYTES)
        values: dict[str, Any] = {
            "position": head.position,
            "node": head.node,
            "incarnation": head.incarnation,
            "sequence": head.sequence,
            "clock": head.clock.tick(self._now),
            "vector": self._same["vector"],
            "format": FORMAT,
            "at": self._now,
            "actor_id": self._same["actor_id"],
            "approver_id": self._same["approver_id"],
            "use_case": self._same["use_case"],
            "part": self._part,
            "parts": self._parts,
            "subject_id": subject_id,
            "payload": payload,
            "salt": salt,
            "payload_hash": payload_hash(salt, payload),
            "previous": head.hash,
        }
        values["hash"] = head.hash = operation_hash(values)
        self._rows.append(tuple(values.values()))
        if len(self._rows) >= self.AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._rows:
            self._connection.exec_driver_sql(
                insert_statement(Operation.__table__),
                self._rows if len(self._rows) > 1 else self._rows[0],
            )
            self._rows = []

    def finish(self, changes: Sequence[Change]) -> Head:
        """Write what is left and return the head. Each member's changes are an operation of their own.

        ValueError where it comes to another number of operations than was announced.
        """
        groups: dict[str | None, list[Any]] = {}
        for change in changes:
            groups.setdefault(change.subject_id, []).append(change.as_list())
        if not groups:
            groups[None] = []
        if not self._parts:
            self._parts = len(groups)
        for subject_id, group in groups.items():
            self.write(subject_id, group)
        if self._part != self._parts:
            raise ValueError(f"{self._parts} operations were announced, {self._part} written")
        self.flush()
        return self.head


def payload_hash(salt: bytes, payload: str) -> bytes:
    """Commit to a payload: SHA-256 of salt and text."""
    return hashlib.sha256(salt + payload.encode()).digest()


_HASHED = (
    "node",
    "incarnation",
    "sequence",
    "clock",
    "vector",
    "format",
    "at",
    "actor_id",
    "use_case",
    "part",
    "parts",
    "subject_id",
)
_HASHED_SINCE_2 = (*_HASHED, "approver_id")


def operation_hash(stored: Mapping[str, Any]) -> bytes:
    """Hash an operation's fixed fields (stored primitives), its payload hash and the previous hash."""
    names = _HASHED if stored["format"] < 2 else _HASHED_SINCE_2
    fixed = msgspec.json.encode([stored[name] for name in names])
    return hashlib.sha256(fixed + stored["payload_hash"] + stored["previous"]).digest()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where the chain does not hold, and how."""

    position: int
    code: str


def verify_chain(connection: Connection) -> Iterator[Flaw]:
    """Walk the whole journal and yield every place where it was altered, cut or reordered.

    A payload may be missing only where the register of erased members says why: the operation is about one of
    them, or the register names it among those that held their data.
    """
    previous, position = b"", 0
    sequences: dict[tuple[str, str], int] = {}
    erased, also = _erased(connection)
    result = connection.execution_options(stream_results=True).exec_driver_sql(
        "SELECT position, "
        + ", ".join(_HASHED_SINCE_2)
        + ", payload, salt, payload_hash, previous, hash"
        " FROM operation ORDER BY position"
    )
    for found in result.mappings():
        row = {str(name): value for name, value in found.items()}
        position += 1
        if row["position"] != position:
            yield Flaw(row["position"], "journal.gap")
            position = row["position"]
        stream = (row["node"], row["incarnation"])
        if row["sequence"] != sequences.get(stream, 0) + 1:
            yield Flaw(position, "journal.sequence")
        sequences[stream] = row["sequence"]
        if row["previous"] != previous or operation_hash(row) != row["hash"]:
            yield Flaw(position, "journal.chain")
        if row["payload"] is None:
            if row["subject_id"] not in erased and operation_name(row) not in also:
                yield Flaw(position, "journal.payload")
        elif payload_hash(row["salt"], row["payload"]) != row["payload_hash"]:
            yield Flaw(position, "journal.payload")
        previous = row["hash"]


def operation_name(stored: Mapping[str, Any]) -> str:
    """The name of an operation everywhere: its stream and its sequence."""
    return f"{stream_name(stored['node'], stored['incarnation'])}.{stored['sequence']}"


@dataclass(frozen=True, slots=True)
class _Also:
    """Operations that may be empty although they are about no erased member."""

    names: frozenset[str]
    spans: Mapping[str, Sequence[tuple[int, int]]]
    """By stream, the first and last sequence of each import that was taken back."""

    def __contains__(self, name: str) -> bool:
        stream, _, sequence = name.rpartition(".")
        return name in self.names or any(
            first <= int(sequence) <= last for first, last in self.spans.get(stream, ())
        )


def _erased(connection: Connection) -> tuple[frozenset[str], _Also]:
    """The erased members' ids, and the names of operations that were emptied beside those about them."""
    rows = connection.exec_driver_sql("SELECT id, also FROM erasure").all()
    names = (name for _, also in rows for name in msgspec.json.decode(also))
    spans: dict[str, list[tuple[int, int]]] = {}
    for node, incarnation, first, last in connection.exec_driver_sql(
        "SELECT node, incarnation, first_sequence, last_sequence FROM import_run"
        " WHERE undone_at IS NOT NULL AND last_sequence > 0"
    ):
        spans.setdefault(stream_name(node, incarnation), []).append((first, last))
    return frozenset(row[0] for row in rows), _Also(frozenset(names), spans)
