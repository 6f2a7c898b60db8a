"""Knows the exact schema of every version of this program's file: what a stranger planted differs from all.

A trigger empties a ledger, a check or an index refuses every sale, a view shows what nobody wrote.
"""

import hashlib
import re
from typing import Any

KNOWN = {
    "0001": "3aae9dfb32c41fe5e8aafbdb44fad5bfc9192e3ee7b55feda17e1bc4bf6fcf00",
    "0002": "deaf1e08ce4697aa51ced9b45b598c9cd82bd1c2965c31b0af44d5d123ce30e6",
    "0003": "bfe668eb499aead05c2584e066bea042fc68cf9395e4e389701ef1beb303ffd8",
    "0004": "483de57f2f01d11adc28f887ba263c92741be14709238976fffcc44fca3e5010",
    "0005": "9aa956bc3e2297501c86438f04fbc875d2aa6d8ee856d3007e5e5119ee28a749",
}
"""Revision to :func:`digest`. A new step adds its line; a step that was released never changes (a test says what
stands in a file made by the steps)."""


_BLANKS = re.compile(r"[\s\"'`\[\]]+")
_SHADOWS = ("data", "idx", "docsize", "config", "content")


def digest(connection: Any) -> str:
    """SHA-256 over kind, name, table and words of everything in the schema.

    Left out is what may differ without meaning anything: the place in the file, blanks and quotes, and the words
    of the tables which the full-text index makes for itself.
    """
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    indexes = {name for _, name, _, words in rows if (words or "").startswith("CREATE VIRTUAL")}
    whole = hashlib.sha256()
    for kind, name, table, words in sorted(rows, key=lambda row: (row[0], row[1])):
        own = _is_shadow(name, indexes)
        told = "" if own else _BLANKS.sub("", words or "")
        whole.update("\x1f".join((kind, name, table, told)).encode() + b"\x1e")
    return whole.hexdigest()


def _is_shadow(name: str, indexes: set[str]) -> bool:
    return any(name == f"{index}_{part}" for index in indexes for part in _SHADOWS)


def is_ours(connection: Any) -> bool:
    """Whether the schema is exactly that of the revision which the file says it has.

    A newer revision than any known one is let through: it is refused for being newer, in better words.
    """
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        return False
    return row[0] > max(KNOWN) or digest(connection) == KNOWN.get(row[0])
