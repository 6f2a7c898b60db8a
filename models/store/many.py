"""Rows of very many members in one use case: sent by batches and journalled while it runs: memory stays flat.

For imports and the expiry of very many lots only; everything else goes through Work.add and Work.change.
"""

from collections.abc import Mapping
from typing import Any

from models.store import search_index
from models.store.search_index import Document
from models.store.statements import delete_statement, insert_statement, usual_values
from models.store.work import Work
from models.tables.row import Row


class Many:
    """Buffers of stored rows. ``kinds`` are parents before children; every key is the one column ``id``.

    ``operations`` is how many members' operations there will be, neither more nor fewer. Nothing else may be
    journalled about a member by the same use case. Call :meth:`flush` after each batch and at the end.
    """

    def __init__(self, work: Work, *kinds: type[Row], operations: int) -> None:
        self._work = work
        self._kinds = kinds
        self._usual = {kind: usual_values(kind) for kind in kinds}
        self._order = {kind: [column.name for column in kind.__table__.columns] for kind in kinds}
        self._new: dict[type[Row], list[tuple[Any, ...]]] = {kind: [] for kind in kinds}
        self._gone: dict[type[Row], list[tuple[Any, ...]]] = {kind: [] for kind in kinds}
        self._documents: dict[str, list[Document]] = {}
        self._noted: list[list[Any]] = []
        work.ledger.expect(operations + 1)
        work.changed.update(kind.kind for kind in kinds)

    def add(self, kind: type[Row], values: Mapping[str, Any]) -> None:
        """Insert a row of stored values; what is left out has its usual one."""
        whole = {**self._usual[kind], **values}
        self._new[kind].append(tuple([whole[name] for name in self._order[kind]]))
        key = whole.pop("id")
        self._noted.append(["+", kind.__tablename__, {"id": key}, whole])

    def remove(self, kind: type[Row], key: str) -> None:
        """Delete a row."""
        self._gone[kind].append((key,))
        self._noted.append(["-", kind.__tablename__, {"id": key}, {}])

    def index(self, kind: str, document: Document) -> None:
        """Have a new record found."""
        self._documents.setdefault(kind, []).append(document)

    def operation(self, subject_id: str) -> None:
        """Journal everything since the last time as one operation about this member."""
        self._work.ledger.write(subject_id, self._noted)
        self._noted = []

    def flush(self) -> None:
        """Send what waits."""
        send = self._work.connection.exec_driver_sql
        for kind in self._kinds:
            if rows := self._new[kind]:
                send(insert_statement(kind.__table__), rows)
                self._new[kind] = []
        for kind in reversed(self._kinds):
            if keys := self._gone[kind]:
                send(delete_statement(kind.__table__), keys)
                self._gone[kind] = []
        for name, documents in self._documents.items():
            search_index.fill(self._work.connection, name, documents)
        self._documents = {}
        self._work.ledger.flush()


def add_plain(work: Work, rows: Mapping[type[Row], list[dict[str, Any]]]) -> None:
    """Insert complete rows of stored values about no one member, and journal them as one operation.

    At most once in a use case that writes no other operation of this kind; every key is the one column ``id``.
    """
    noted: list[list[Any]] = []
    for kind, values in rows.items():
        order = [column.name for column in kind.__table__.columns]
        work.changed.add(kind.kind)
        work.connection.exec_driver_sql(
            insert_statement(kind.__table__),
            [tuple([row[name] for name in order]) for row in values],
        )
        table = kind.__tablename__
        for row in values:
            key = {"id": row.pop("id")}
            noted.append(["+", table, key, row])
    work.ledger.expect(2)
    work.ledger.write(None, noted)
