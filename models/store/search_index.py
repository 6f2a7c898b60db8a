"""Keeps the full-text index in step with the rows: put, bump to newest, drop. Knows tokens, not their meaning."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from models.store.work import Work
from models.tables.search import SUBJECTS


def put(work: Work, kind: str, ref_id: str, tokens: str) -> None:
    """Index a record under ``tokens`` as the newest activity, in place of what it was indexed under."""
    _drop(work.connection, kind, ref_id)
    _add(work.connection, kind, ref_id, tokens)


def bump(work: Work, kind: str, ref_id: str) -> None:
    """Make a record the newest activity of its kind, its tokens unchanged."""
    connection = work.connection
    row = connection.exec_driver_sql(
        "SELECT position, tokens FROM search_document WHERE ref_id=?", (ref_id,)
    ).first()
    if row is not None and row[0] != _last(connection):
        _drop(connection, kind, ref_id)
        _add(connection, kind, ref_id, row[1])


def drop(work: Work, kind: str, ref_id: str) -> None:
    """Take a record out of the index; its tokens leave the file (secure-delete)."""
    _drop(work.connection, kind, ref_id)


def fill(connection: Connection, kind: str, documents: Iterable[tuple[str, str]]) -> None:
    """Index many records (``ref_id``, tokens), oldest activity first; for rebuilding and bulk writing."""
    position = _last(connection)
    batch: list[tuple[str, str]] = []
    for document in documents:
        batch.append(document)
        if len(batch) == 1000:
            position = _write(connection, kind, batch, position)
            batch.clear()
    if batch:
        _write(connection, kind, batch, position)


def clear(connection: Connection) -> None:
    """Empty the whole index, before a rebuild."""
    connection.exec_driver_sql("DELETE FROM search_document")
    for kind in SUBJECTS:
        connection.exec_driver_sql(f"INSERT INTO find_{kind}(find_{kind}) VALUES ('delete-all')")


def _write(
    connection: Connection, kind: str, batch: Sequence[tuple[str, str]], position: int
) -> int:
    numbered = [(position + n, *document) for n, document in enumerate(batch, start=1)]
    connection.exec_driver_sql(
        "INSERT INTO search_document(position, subject_kind, ref_id, tokens) VALUES (?,?,?,?)",
        [(at, kind, ref_id, tokens) for at, ref_id, tokens in numbered],
    )
    connection.exec_driver_sql(
        f"INSERT INTO find_{kind}(rowid, tokens) VALUES (?,?)",
        [(at, tokens) for at, _, tokens in numbered],
    )
    return position + len(batch)


def _add(connection: Connection, kind: str, ref_id: str, tokens: str) -> None:
    position = _last(connection) + 1
    connection.exec_driver_sql(
        "INSERT INTO search_document(position, subject_kind, ref_id, tokens) VALUES (?,?,?,?)",
        (position, kind, ref_id, tokens),
    )
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
