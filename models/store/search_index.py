"""Keeps the full-text index in step with the rows: put, bump to newest, drop. Knows tokens, not their meaning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from models.base.clock import ms_of
from models.store.work import Work
from models.tables.search import SUBJECTS

_WRITE = (
    "INSERT INTO search_document(position, subject_kind, ref_id, at, tokens, fields)"
    " VALUES (?,?,?,?,?,?)"
)


_AT_ONCE = 1000
_ONE_BY_ONE = 20
"""Filling the table again costs a twentieth a record of what taking one out costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A record as it is indexed: its prepared tokens and its searched fields as JSON."""

    ref_id: str
    at: datetime
    tokens: str
    fields: str


def put(work: Work, kind: str, document: Document) -> None:
    """Index a record as the newest activity, in place of what it was indexed under."""
    _drop(work.connection, kind, document.ref_id)
    _add(
        work.connection, kind, document.ref_id, ms_of(document.at), document.tokens, document.fields
    )


def bump(work: Work, kind: str, ref_id: str) -> None:
    """Make a record the newest activity of its kind, its tokens unchanged."""
    connection = work.connection
    row = connection.exec_driver_sql(
        "SELECT position, tokens, fields FROM search_document WHERE ref_id=?", (ref_id,)
    ).first()
    if row is None:
        return
    if row[0] == _last(connection):
        connection.exec_driver_sql(
            "UPDATE search_document SET at=? WHERE position=?", (ms_of(work.now), row[0])
        )
        return
    _drop(connection, kind, ref_id)
    _add(connection, kind, ref_id, ms_of(work.now), row[1], row[2])


def drop(work: Work, kind: str, ref_id: str) -> None:
    """Take a record out of the index; its tokens leave the file (secure-delete)."""
    _drop(work.connection, kind, ref_id)


def drop_many(work: Work, kind: str, ref_ids: Sequence[str]) -> None:
    """Take many records of one kind out of the index.

    One by one a token's pages are written anew each time; from a twentieth of them on it is quicker to fill the
    table again with those that stay, at their places.
    """
    connection = work.connection
    all_of_them = connection.exec_driver_sql(
        "SELECT count(*) FROM search_document WHERE subject_kind=?", (kind,)
    ).scalar_one()
    if len(ref_ids) * _ONE_BY_ONE < all_of_them:
        for ref_id in ref_ids:
            _drop(connection, kind, ref_id)
        return
    connection.exec_driver_sql(
        "DELETE FROM search_document WHERE ref_id=?", [(ref_id,) for ref_id in ref_ids]
    )
    connection.exec_driver_sql(f"INSERT INTO find_{kind}(find_{kind}) VALUES ('delete-all')")
    left = connection.exec_driver_sql(
        "SELECT position, tokens FROM search_document WHERE subject_kind=? ORDER BY position",
        (kind,),
    )
    while batch := left.fetchmany(_AT_ONCE):
        connection.exec_driver_sql(
            f"INSERT INTO find_{kind}(rowid, tokens) VALUES (?,?)", [tuple(row) for row in batch]
        )


def fill(connection: Connection, kind: str, documents: Iterable[Document]) -> None:
    """Index many records, oldest activity first; for rebuilding."""
    position = _last(connection)
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == _AT_ONCE:
            position = _write(connection, kind, batch, position)
            batch.clear()
    if batch:
        _write(connection, kind, batch, position)


def scattered(connection: Connection, kind: str) -> bool:
    """Whether a kind's index lies in so many pieces that each word is looked for again and again on the disk.

    One that the reader keeps in its memory is left as it is: there a piece more costs next to nothing.
    """
    pieces, pages = connection.exec_driver_sql(
        f"SELECT count(DISTINCT segid), count(*) FROM find_{kind}_idx"
    ).one()
    return bool(pieces > PIECES_MOST and pages > PAGES_AT_HAND)


def gather(connection: Connection, kind: str, *, pages: int, begin: bool) -> bool:
    """Bring a kind's index into one piece, by ``pages`` at most; ``begin`` on the first call of a run.

    Returns whether there is more to do. Measured on a million members: one word takes half of the time then,
    and the whole of it seven seconds. Full-text search by FTS5 says how: the merge command, until it changes
    fewer than two rows.
    """
    driver: Any = connection.connection.driver_connection
    before = driver.total_changes
    connection.exec_driver_sql(
        f"INSERT INTO find_{kind}(find_{kind}, rank) VALUES ('merge', ?)",
        (-pages if begin else pages,),
    )
    return bool(driver.total_changes - before >= _SOME_CHANGES)


PIECES_MOST = 4
PAGES_AT_HAND = 768
"""Of 4 KB: what the reading connection keeps (models/store/engine.py)."""
_SOME_CHANGES = 2


def clear(connection: Connection) -> None:
    """Empty the whole index, before a rebuild."""
    connection.exec_driver_sql("DELETE FROM search_document")
    for kind in SUBJECTS:
        connection.exec_driver_sql(f"INSERT INTO find_{kind}(find_{kind}) VALUES ('delete-all')")


def _write(connection: Connection, kind: str, batch: Sequence[Document], position: int) -> int:
    numbered = list(enumerate(batch, start=position + 1))
    connection.exec_driver_sql(
        _WRITE, [(at, kind, d.ref_id, ms_of(d.at), d.tokens, d.fields) for at, d in numbered]
    )
    connection.exec_driver_sql(
        f"INSERT INTO find_{kind}(rowid, tokens) VALUES (?,?)",
        [(at, d.tokens) for at, d in numbered],
    )
    return position + len(batch)


def _add(connection: Connection, kind: str, ref_id: str, at: int, tokens: str, fields: str) -> None:
    position = _last(connection) + 1
    connection.exec_driver_sql(_WRITE, (position, kind, ref_id, at, tokens, fields))
    connection.exec_driver_sql(
        f"INSERT INTO find_{kind}(rowid, tokens) VALUES (?,?)", (position, tokens)
    )


def _drop(connection: Connection, kind: str, ref_id: str) -> None:
    row = connection.exec_driver_sql(
        "SELECT position, tokens FROM search_document WHERE ref_id=?", (ref_id,)
    ).first()
    if row is None:
        return
    connection.exec_driver_sql(
        f"INSERT INTO find_{kind}(find_{kind}, rowid, tokens) VALUES ('delete',?,?)",
        (row[0], row[1]),
    )
    connection.exec_driver_sql("DELETE FROM search_document WHERE position=?", (row[0],))


def _last(connection: Connection) -> int:
    row = connection.exec_driver_sql("SELECT max(position) FROM search_document").first()
    return (row[0] or 0) if row else 0
