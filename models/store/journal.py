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
from models.store.statements import insert_statement, stored_values
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
    groups: dict[str | None, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.subject_id, []).append(change)
    if not groups:
        groups[None] = []
    following = replace(head, clock=HybridClock(head.clock.last))
    rows = []
    for part, (subject_id, group) in enumerate(groups.items(), start=1):
        operation = Operation(
            position=following.position + 1,
            node=following.node,
            incarnation=following.incarnation,
            sequence=following.sequence + 1,
            clock=following.clock.tick(ms_of(at)),
            vector=following.vector,
            format=FORMAT,
            at=at,
            actor_id=actor_id,
            approver_id=approver_id,
            use_case=use_case,
            part=part,
            parts=len(groups),
            subject_id=subject_id,
            payload=msgspec.json.encode([c.as_list() for c in group], order="sorted").decode(),
            salt=salt(SALT_BYTES),
            payload_hash=b"",
            previous=following.hash,
            hash=b"",
        )
        values = _sealed(operation)
        following.position, following.sequence = operation.position, operation.sequence
        following.hash = values["hash"]
        rows.append(tuple(values.values()))
    connection.exec_driver_sql(
        insert_statement(Operation.__table__), rows if len(rows) > 1 else rows[0]
    )
    return following


def _sealed(operation: Operation) -> dict[str, Any]:
    """The stored values of an operation, its payload committed to and its hash reckoned."""
    operation.payload_hash = payload_hash(operation.salt, operation.payload or "")
    values = stored_values(operation)
    values["hash"] = operation_hash(values)
    return values


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


def _erased(connection: Connection) -> tuple[frozenset[str], frozenset[str]]:
    """The erased members' ids, and the names of operations that were emptied beside those about them."""
    rows = connection.exec_driver_sql("SELECT id, also FROM erasure").all()
    also = (name for _, names in rows for name in msgspec.json.decode(names))
    return frozenset(row[0] for row in rows), frozenset(also)
