"""What an import asks of the shop: who has a phone, a name at an address, a card; what was imported before.

Short questions, each about one batch of rows, so that nobody else has to wait behind them.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from models.base.clock import from_ms
from models.base.rights import Right
from models.base.sheet import What
from models.base.usecase import query
from models.rules.import_columns import FIELDS
from models.rules.import_values import same_words
from models.store.work import View

PEOPLE_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """When the same sheet was taken in before, and how much came of it."""

    run_id: str
    at: datetime
    made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the shop stood when a sheet was looked at; ``columns`` as they were in the last one of this shape."""

    position: int
    """The journal's: whether anything was written since."""
    now: datetime
    today: date
    zone: str
    earlier: Earlier | None
    columns: dict[str, int] | None


@query(Right.SERVE)
def standing(view: View, what: What, digest: str, shape: str) -> Standing:
    """What is known beforehand of a sheet with this digest and this shape."""
    last = view.sql("SELECT coalesce(max(position), 0) AS n FROM operation")
    kept = view.sql("SELECT columns FROM import_shape WHERE id=?", (shape,))
    return Standing(
        position=last[0]["n"],
        now=view.now,
        today=view.today,
        zone=view.zone,
        earlier=earlier(view, what, digest),
        columns=_columns(what, kept[0]["columns"]) if kept else None,
    )


def _columns(what: What, kept: str) -> dict[str, int]:
    """Columns as they were kept, without what is not taken in any more."""
    known = {field.name for field in FIELDS[what]}
    found: dict[str, int] = msgspec.json.decode(kept)
    return {name: place for name, place in found.items() if name in known}


def earlier(view: View, what: What, digest: str) -> Earlier | None:
    """The last import of the same sheet that was not taken back."""
    rows = view.sql(
        "SELECT id, at, made FROM import_run WHERE digest=? AND what=? AND undone_at IS NULL"
        " ORDER BY at DESC, id DESC LIMIT 1",
        (digest, what),
    )
    if not rows:
        return None
    return Earlier(run_id=rows[0]["id"], at=from_ms(rows[0]["at"]), made=rows[0]["made"])


@query(Right.SERVE)
def with_phones(view: View, numbers: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Number → id and name of every member who has it, the one with the newest activity first."""
    return _many(
        view,
        "SELECT p.number AS found, m.id, m.name FROM member_phone p JOIN member m ON m.id=p.member_id"
        " WHERE p.number IN ({marks}) ORDER BY m.archived_at IS NOT NULL, m.active_at DESC, m.id",
        numbers,
    )


@query(Right.SERVE)
def with_cards(view: View, cards: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Card → id and name of its member; a card that was merged leads to the file it was merged into."""
    return _many(
        view,
        "SELECT m.number AS found, coalesce(o.id, m.id) AS id, coalesce(o.name, m.name) AS name"
        " FROM member m LEFT JOIN member o ON o.id=m.merged_into_id WHERE m.number IN ({marks})",
        cards,
    )


@query(Right.SERVE)
def people(view: View, beyond: int) -> tuple[Sequence[int], Sequence[int], int]:
    """Keys of name and address (:func:`person_key`) and the rows they belong to, page by page.

    ``beyond`` is the last page's last row; the third value is this page's, 0 behind the last page.
    """
    rows = view.connection.exec_driver_sql(
        "SELECT m.rowid, m.name, coalesce(a.text, ''), a.id IS NULL AND EXISTS"
        " (SELECT 1 FROM member_phone p WHERE p.member_id=m.id) FROM"
        " (SELECT rowid, id, name FROM member WHERE rowid>? ORDER BY rowid LIMIT ?) m"
        " LEFT JOIN member_address a ON a.member_id=m.id",
        (beyond, PEOPLE_AT_ONCE),
    )
    keys, places, last = array("q"), array("q"), 0
    for rowid, name, address, only_phones in rows:
        last = max(last, rowid)
        if not only_phones:
            keys.append(person_key(name, address))
            places.append(rowid)
    return keys, places, last


def person_key(name: str, address: str) -> int:
    """What two rows of one person have in common; good for this run of the program only."""
    return hash((same_words(name), same_words(address)))


@query(Right.SERVE)
def named(view: View, places: Sequence[int]) -> dict[int, str]:
    """Names of the members in these rows of the file."""
    marks = ",".join("?" * len(places))
    rows = view.sql(f"SELECT rowid, name FROM member WHERE rowid IN ({marks})", places)
    return {row["rowid"]: row["name"] for row in rows}


@query(Right.SERVE)
def devices_with(view: View, member_ids: Sequence[str]) -> tuple[Any, ...]:
    """Owner, category, brand, model and serial of every present device of these members."""
    marks = ",".join("?" * len(member_ids))
    rows = view.sql(
        "SELECT member_id, category, brand, model, serial FROM device"
        f" WHERE member_id IN ({marks}) AND archived_at IS NULL",
        member_ids,
    )
    return tuple(tuple(row.values()) for row in rows)


def _many(
    view: View, statement: str, wanted: Sequence[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for start in range(0, len(wanted), 500):
        part = tuple(wanted[start : start + 500])
        for row in view.sql(statement.format(marks=",".join("?" * len(part))), part):
            found[row["found"]] = (*found.get(row["found"], ()), (row["id"], row["name"]))
    return found
