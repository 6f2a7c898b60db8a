"""Buffers of stored rows for the bulk writer: inserted by thousands, journalled as the kernel would."""

from datetime import datetime
from random import Random
from typing import Any

import msgspec

from models.base.clock import HybridClock, ms_of
from models.kernel import Kernel
from models.rules.search import Subject, tokens
from models.services.search_documents import as_json
from models.store.engine import translated
from models.store.journal import FORMAT, SALT_BYTES, operation_hash, payload_hash
from models.store.statements import usual_values
from models.tables.every import Row

_ORDER = (
    "member", "member_phone", "member_address", "job", "job_step", "job_line", "bill", "bill_line",
    "tender", "event", "operation", "search_document",
)  # fmt: skip
"""Parents before children."""


class Rows:
    """What waits to be written, and where journal and index stand."""

    def __init__(self, kernel: Kernel, random: Random, *, journal: bool) -> None:
        self._store = kernel.store
        self._random = random
        self._journal = journal
        self._columns = {
            name: tuple(column.name for column in Row.metadata.tables[name].columns)
            for name in _ORDER
        }
        self._usual = {name: usual_values(Row.classes[name]) for name in _ORDER}
        self._waiting: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _ORDER}
        self._index: dict[str, list[tuple[int, str]]] = {}
        self._active: dict[str, int] = {}
        self._counters: dict[str, int] = {}
        self._counted: set[str] = set()
        self._noted: list[list[Any]] = []
        head = kernel.store.head
        self._sequence, self._place, self._hash = head.sequence, head.position, head.hash
        self._clock = HybridClock(head.clock.last)
        self._vector = self.json(head.vector)
        with translated(), kernel.store.reader.connect() as connection:
            last = connection.exec_driver_sql("SELECT max(position) FROM search_document")
            self._position = int(last.scalar() or 0)

    @staticmethod
    def json(value: Any) -> str:
        """A structure as its column stores it."""
        return msgspec.json.encode(msgspec.to_builtins(value), order="sorted").decode()

    def add(self, table: str, values: dict[str, Any]) -> None:
        """Insert a row of stored values and note it for the journal."""
        self.keep(table, values)
        self.note_insert(table, values)

    def keep(self, table: str, values: dict[str, Any]) -> None:
        """Insert a row that is noted already, as it stands at the end of a visit."""
        whole = {**self._usual[table], **values}
        self._waiting[table].append(tuple([whole[name] for name in self._columns[table]]))

    def note_insert(self, table: str, values: dict[str, Any]) -> None:
        """Note a new row for the journal."""
        if self._journal:
            whole = {**self._usual[table], **values}
            rest = {name: value for name, value in whole.items() if name != "id"}
            self._noted.append(["+", table, {"id": values["id"]}, rest])

    def note_change(self, table: str, key: str, values: dict[str, Any]) -> None:
        """Note new values of a row for the journal."""
        if self._journal:
            self._noted.append(["~", table, {"id": key}, dict(values)])

    def change(self, table: str, key: str, values: dict[str, int]) -> None:
        """A member's newest activity: written when the buffer is."""
        self._active[key] = values["active_at"]
        self.note_change(table, key, values)

    def count(self, counter: str, last: int) -> None:
        """A running number given out."""
        self._counters[counter] = last
        if self._journal:
            mark = "+" if last == 1 else "~"
            self._noted.append([mark, "counter", {"id": counter}, {"last": last}])

    def indexed(self, times: int) -> None:
        """The index moved on by so many places, the last of them the next document's or a bump."""
        self._position += times

    def document(self, kind: str, ref_id: str, found_by: Subject, at: datetime) -> None:
        """A document at the place where the index stands: it moves no more."""
        prepared = tokens(found_by)
        self._waiting["search_document"].append(
            (self._position, kind, ref_id, ms_of(at), prepared, as_json(found_by))
        )
        self._index.setdefault(kind, []).append((self._position, prepared))

    def operation(self, use_case: str, actor_id: str, subject_id: str, at: datetime) -> None:
        """What one use case wrote, as one operation of the journal."""
        if not self._journal:
            return
        payload = msgspec.json.encode(self._noted, order="sorted").decode()
        self._noted = []
        self._sequence += 1
        self._place += 1
        salt = self._random.getrandbits(SALT_BYTES * 8).to_bytes(SALT_BYTES)
        desk = self._store.desk
        now = ms_of(at)
        values: dict[str, Any] = {
            "position": self._place,
            "node": desk.node,
            "incarnation": desk.incarnation,
            "sequence": self._sequence,
            "clock": self._clock.tick(now),
            "vector": self._vector,
            "format": FORMAT,
            "at": now,
            "actor_id": actor_id,
            "approver_id": "",
            "use_case": use_case,
            "part": 1,
            "parts": 1,
            "subject_id": subject_id,
            "payload": payload,
            "salt": salt,
            "payload_hash": payload_hash(salt, payload),
            "previous": self._hash,
        }
        self._hash = values["hash"] = operation_hash(values)
        self.keep("operation", values)

    def flush(self) -> None:
        """Write everything that waits in one transaction."""
        with translated(), self._store.writer.begin() as connection:
            for table in _ORDER:
                if rows := self._waiting[table]:
                    names = ", ".join(f'"{name}"' for name in self._columns[table])
                    marks = ", ".join("?" * len(self._columns[table]))
                    connection.exec_driver_sql(
                        f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows
                    )
                    rows.clear()
            for kind, documents in self._index.items():
                connection.exec_driver_sql(
                    f"INSERT INTO find_{kind}(rowid, tokens) VALUES (?,?)", documents
                )
            self._index.clear()
            self._settle(connection)

    def _settle(self, connection: Any) -> None:
        if self._active:
            connection.exec_driver_sql(
                "UPDATE member SET active_at=? WHERE id=?",
                [(at, key) for key, at in self._active.items()],
            )
            self._active.clear()
        if self._counters:
            connection.exec_driver_sql(
                'INSERT INTO counter(id, "last") VALUES (?,?)'
                ' ON CONFLICT(id) DO UPDATE SET "last"=excluded."last"',
                list(self._counters.items()),
            )
            self._counters.clear()
