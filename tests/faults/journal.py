"""T40: somebody with the key edits, deletes, reorders or cuts the journal; chain or a backup's anchor tells."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from models.store import backup, journal
from models.store.engine import FILE_NAME, connect
from tests.faults.row import Row, Run
from tests.faults.shops import Place, demonstration, linli

_FIELDS = (
    "payload", "actor_id", "use_case", "at", "clock", "salt", "payload_hash", "previous", "hash", "subject_id",
    "vector", "sequence", "node", "incarnation", "part", "format", "approver_id",
)  # fmt: skip


@dataclass(frozen=True)
class _Anchored:
    """A shop, and a stick with a backup of it."""

    place: Place
    stick: Path


def _anchored(folder: Path) -> _Anchored:
    place = demonstration(folder)
    backup.make(place.folder, place.key, folder / "stick")
    return _Anchored(place, folder / "stick")


def _edit(connection: Any, chance: Random, last: int) -> None:
    position = chance.randint(1, last)
    field = chance.choice(_FIELDS)
    row = connection.execute(
        f"SELECT {field}, payload FROM operation WHERE position=?", (position,)
    ).fetchone()
    value: Any
    if field == "format":
        value = 1 if row[0] == 2 else 2
    elif isinstance(row[0], int):
        value = row[0] + 1_000_000  # nobody else has it
    elif isinstance(row[0], bytes):
        value = chance.randbytes(max(len(row[0]), 1))
    else:
        value = (row[0] or "") + " "
    connection.execute(f"UPDATE operation SET {field}=? WHERE position=?", (value, position))


def _empty(connection: Any, chance: Random, last: int) -> None:
    """A payload taken out as an erasure would, without anybody in the register."""
    connection.execute(
        "UPDATE operation SET payload=NULL WHERE position=?", (chance.randint(1, last),)
    )


def _delete(connection: Any, chance: Random, last: int) -> None:
    connection.execute("DELETE FROM operation WHERE position=?", (chance.randint(1, last - 1),))


def _delete_and_close_up(connection: Any, chance: Random, last: int) -> None:
    position = chance.randint(2, last - 1)
    connection.execute("DELETE FROM operation WHERE position=?", (position,))
    for later in range(position + 1, last + 1):
        connection.execute(
            "UPDATE operation SET position=?, sequence=sequence-1 WHERE position=?",
            (later - 1, later),
        )


def _swap(connection: Any, chance: Random, last: int) -> None:
    one, other = chance.sample(range(1, last + 1), 2)
    connection.execute("UPDATE operation SET position=-1 WHERE position=?", (one,))
    connection.execute("UPDATE operation SET position=? WHERE position=?", (one, other))
    connection.execute("UPDATE operation SET position=? WHERE position=-1", (other,))


def _cut_tail(connection: Any, chance: Random, last: int) -> None:
    connection.execute("DELETE FROM operation WHERE position>?", (last - chance.randint(1, 10),))


def _forge(connection: Any, chance: Random, last: int) -> None:
    """Rewrite one operation and reckon every hash after it anew, as a clever hand would."""
    position = chance.randint(1, last)
    connection.execute("UPDATE operation SET actor_id='nobody' WHERE position=?", (position,))
    names = [row[1] for row in connection.execute("PRAGMA table_info(operation)")]
    previous = None
    for later in range(position, last + 1):
        values = connection.execute("SELECT * FROM operation WHERE position=?", (later,)).fetchone()
        row = dict(zip(names, values, strict=True))
        if previous is not None:
            row["previous"] = previous
        previous = journal.operation_hash(row)
        connection.execute(
            "UPDATE operation SET previous=?, hash=? WHERE position=?",
            (row["previous"], previous, later),
        )


_HANDS: tuple[tuple[Callable[[Any, Random, int], None], bool], ...] = (
    (_cut_tail, False),
    (_edit, True),
    (_empty, True),
    (_forge, False),
    (_delete, True),
    (_delete_and_close_up, True),
    (_swap, True),
    (_edit, True),
)
"""What is done, and whether the chain itself tells; else a backup's anchor must."""


def _tampered(anchored: _Anchored, run: Run) -> None:
    """T40."""
    shop = anchored.place.copy(run.folder / "shop")
    hand, by_chain = _HANDS[run.number % len(_HANDS)]
    connection = connect(shop / FILE_NAME, anchored.place.key)
    try:
        connection.execute("PRAGMA foreign_keys=OFF")
        last = connection.execute("SELECT max(position) FROM operation").fetchone()[0]
        hand(connection, run.chance, last)
    finally:
        connection.close()
    if by_chain:
        code, report, trouble = linli("--shop", shop, "check")
        assert code == 1, f"{hand.__name__}: {trouble}"
        broken = {found["name"] for found in report["findings"] if found["broken"]}
        assert "journal.chain" in broken, f"{hand.__name__}: {broken}"
    code, listed, trouble = linli("--shop", shop, "backups", anchored.stick)
    assert [row["sound"] for row in listed["generations"]] == [True], trouble
    if not by_chain:
        assert [row["anchored"] for row in listed["generations"]] == [False], hand.__name__


ROWS = (
    Row(
        id="T40",
        must="detected (tail by daily anchors)",
        full=48,
        small=3,
        once=_tampered,
        prepare=_anchored,
    ),
)
