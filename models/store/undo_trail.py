"""The last acts of this desk that can be taken back, kept beside its answers so that a command can undo too.

Written in the act's own transaction, never journalled and never synced: it says what this desk did last. It may
hold what a member's file said before; an erasure empties it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from models.base.clock import from_ms, ms_of
from models.base.usecase import declaration
from models.store.work import View, Work

DEPTH = 20
_FIRST, _BEYOND = "undo/", "undo0"
"""The keys of the trail lie between these; no idempotency key has a slash."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An act and the call that takes it back, its arguments as plain JSON values."""

    done: str
    at: datetime
    inverse: str
    args: list[Any]
    kwargs: dict[str, Any]
    actor_id: str
    """Whose act it was."""


def let_go(work: Work, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """An act was taken back by this call, as an undo or from its own screen: it stands in the trail no longer.

    Where the window takes back an older one of two acts, that one goes and the newer one stays.
    """
    work.connection.exec_driver_sql(
        "DELETE FROM answer WHERE key=(SELECT key FROM answer WHERE key>=? AND key<? AND result=?"
        " ORDER BY key DESC LIMIT 1)",
        (_FIRST, _BEYOND, _written(name, args, kwargs)),
    )


def keep(work: Work, done: str) -> None:
    """Keep how the act is taken back, where it declares that."""
    if (
        work.inverse is None or work.approver is not None
    ):  # what another person allowed is asked for again
        return
    inverse = declaration(work.inverse.use_case).name
    written = _written(inverse, work.inverse.args, work.inverse.kwargs)
    if not written:
        return
    work.connection.exec_driver_sql(
        "INSERT INTO answer(key, use_case, request, result, at) VALUES(?,?,?,?,?)",
        (
            f"{_FIRST}{work.ledger.head.position + 1:012d}",
            done,
            work.actor.id,
            written,
            ms_of(work.now),
        ),
    )
    work.connection.exec_driver_sql(
        "DELETE FROM answer WHERE key>=? AND key<? AND key <= (SELECT key FROM answer"
        " WHERE key>=? AND key<? ORDER BY key DESC LIMIT 1 OFFSET ?)",
        (_FIRST, _BEYOND, _FIRST, _BEYOND, DEPTH),
    )


def newest(view: View) -> Kept | None:
    """The newest act that can be taken back, None where there is none."""
    row = _newest(view)
    if row is None:
        return None
    inverse, args, kwargs = msgspec.json.decode(row["result"])
    return Kept(row["use_case"], from_ms(row["at"]), inverse, args, kwargs, row["request"])


def forget(work: Work) -> None:
    """Empty the trail: somebody was erased, and it may tell of that person."""
    work.connection.exec_driver_sql("DELETE FROM answer WHERE key>=? AND key<?", (_FIRST, _BEYOND))


def _newest(view: View) -> Any:
    rows = view.sql(
        "SELECT key, use_case, request, result, at FROM answer WHERE key>=? AND key<?"
        " ORDER BY key DESC LIMIT 1",
        (_FIRST, _BEYOND),
    )
    return rows[0] if rows else None


def _written(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """A call as JSON; empty where it holds something that JSON does not."""
    try:
        return msgspec.json.encode([name, list(args), dict(kwargs)], order="sorted").decode()
    except (TypeError, UnicodeEncodeError):
        return ""
