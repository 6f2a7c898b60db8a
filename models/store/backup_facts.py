"""What a shop's file holds, read without trusting it: for manifests, for drills, and before a restore."""

from datetime import datetime
from pathlib import Path
from typing import Any

from models.base.clock import from_ms
from models.base.errors import Environment, Refused
from models.rules.backups import Holding
from models.store import schemas
from models.store.engine import FileKey, connect, translated

_SUMS = (
    ("bill.total", "SELECT coalesce(sum(total),0) FROM bill"),
    ("tender.amount", "SELECT coalesce(sum(amount),0) FROM tender"),
    ("bill_line.total", "SELECT coalesce(sum(total),0) FROM bill_line"),
    ("operation.sequence", "SELECT coalesce(sum(sequence),0) FROM operation"),
)
"""Money in fen and the journal's own numbers: what a restored copy must add up to again."""


def proven(path: Path, key: FileKey) -> dict[str, Any]:
    """Open a copy, check every page's seal, the structure and the schema, and read what a manifest says of it.

    Raises Refused("backup.unverified", what="seal" | "structure" | "schema").
    """
    try:
        with translated():
            connection = connect(path, key, read_only=True)
            try:
                if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                    raise Refused("backup.unverified", what="seal", name=path.name)
                if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                    raise Refused("backup.unverified", what="structure", name=path.name)
                if not schemas.is_ours(connection):
                    raise Refused("backup.unverified", what="schema", name=path.name)
                return facts(connection)
            finally:
                connection.close()
    except Environment as error:
        if error.code == "store.damaged":
            raise Refused("backup.unverified", what="structure", name=path.name) from error
        raise


def facts(connection: Any) -> dict[str, Any]:
    """What a manifest says: whose file, rows by table, sums in fen, the journal's head."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%'"
            " AND name NOT LIKE 'find\\_%' ESCAPE '\\' ORDER BY name"
        )
    ]
    shop = connection.execute("SELECT id, name FROM shop").fetchone()
    desk = connection.execute("SELECT node, incarnation, letter FROM desk").fetchone()
    head = _head(connection)
    return {
        "shop_id": shop[0],
        "shop_name": shop[1],
        "revision": connection.execute("SELECT version_num FROM alembic_version").fetchone()[0],
        "application_id": connection.execute("PRAGMA application_id").fetchone()[0],
        "node": desk[0],
        "incarnation": desk[1],
        "letter": desk[2],
        "position": head[0],
        "head": head[1],
        "last_at": head[2],
        "last_bill": _last_bill(connection),
        "counts": {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
        },
        "sums": {name: connection.execute(statement).fetchone()[0] for name, statement in _SUMS},
    }


def holding(path: Path, key: FileKey) -> Holding:
    """What a shop's own file holds, for the comparison before it is set aside. Raises Environment."""
    with translated():
        connection = connect(path, key, read_only=True)
        try:
            found = facts(connection)
        finally:
            connection.close()
    return holding_of(found)


def holding_of(found: dict[str, Any]) -> Holding:
    """The same of facts that were read already."""
    counts = found["counts"]
    return Holding(
        shop_id=found["shop_id"],
        shop_name=found["shop_name"],
        members=counts["member"],
        jobs=counts["job"],
        bills=counts["bill"],
        last_bill=found["last_bill"],
        last_at=found["last_at"],
        position=found["position"],
        head=found["head"],
    )


def hash_at(connection: Any, position: int) -> str:
    """The journal's hash (hexadecimal) at a position; "" where there is none. An anchor is held against it."""
    row = connection.execute("SELECT hash FROM operation WHERE position=?", (position,)).fetchone()
    return row[0].hex() if row else ""


def letters(connection: Any) -> set[str]:
    """Every desk letter that stands in a number of this file."""
    rows = connection.execute(
        "SELECT letter FROM desk UNION SELECT desk FROM bill UNION SELECT substr(id,1,1) FROM counter"
    )
    return {row[0] for row in rows}


def _head(connection: Any) -> tuple[int, str, datetime | None]:
    row = connection.execute(
        "SELECT position, hash, at FROM operation ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return (row[0], row[1].hex(), from_ms(row[2])) if row else (0, "", None)


def _last_bill(connection: Any) -> str:
    row = connection.execute(
        "SELECT number FROM bill ORDER BY at DESC, number DESC LIMIT 1"
    ).fetchone()
    return row[0] if row else ""
