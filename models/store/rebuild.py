"""Rebuilds a shop's rows from its journal alone, and compares them with the rows as they stand.

State is a function of the set of operations (SAFETY.md D1); this is how that is proved.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from models.base.ports import Progress, Silent
from models.store.engine import FileKey, translated, write_engine
from models.store.files import remove_with_companions
from models.store.gate import make
from models.tables.every import Row


@cache
def journalled_tables() -> tuple[str, ...]:
    """The tables that the journal restores, parents before children."""
    journalled = {name for name, kind in Row.classes.items() if kind.journalled}
    return tuple(table.name for table in Row.metadata.sorted_tables if table.name in journalled)


def rebuild(
    source: Connection,
    target: Path,
    key: FileKey,
    *,
    steps: Path,
    progress: Progress | None = None,
) -> None:
    """Make a new file at ``target`` and apply every operation of ``source`` to it, in order.

    An erased payload restores nothing. Progress counts operations.
    """
    progress = progress or Silent()
    remove_with_companions(target)
    make(target, key, demo=False, steps=steps)
    total = source.exec_driver_sql("SELECT count(*) FROM operation").scalar_one()
    with translated():
        engine = write_engine(target, key)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                for done, payload in enumerate(_payloads(source), start=1):
                    apply(connection, payload)
                    if done % 500 == 0 or done == total:
                        progress.step(done, total)
        finally:
            engine.dispose()


def apply(connection: Connection, payload: str) -> None:
    """Write one operation's rows. Table and column names are checked against the schema."""
    for mark, table, key, values in msgspec.json.decode(payload):
        if mark == "!":
            continue
        names = _columns(table)
        if not {*key, *values} <= names:
            raise ValueError(f"the journal names columns that {table} has not")
        statement, bound = _statement(mark, table, key, values)
        if statement:
            connection.exec_driver_sql(statement, bound)


def differences(one: Connection, other: Connection) -> Iterator[tuple[str, str]]:
    """Every row of a journalled table that is not equal in both files: table and key."""
    for name in journalled_tables():
        table = Row.metadata.tables[name]
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        order = ", ".join(f'"{column.name}"' for column in table.primary_key)
        statement = f'SELECT {columns} FROM "{name}" ORDER BY {order}'
        mine, theirs = (
            iter(c.execution_options(stream_results=True).exec_driver_sql(statement))
            for c in (one, other)
        )
        while True:
            first, second = next(mine, None), next(theirs, None)
            if first is None and second is None:
                break
            if first != second:
                yield name, str((first or second or ("",))[0])
                break


def _payloads(source: Connection) -> Iterator[str]:
    result = source.execution_options(stream_results=True).exec_driver_sql(
        "SELECT payload FROM operation ORDER BY position"
    )
    for row in result:
        yield row[0] or "[]"


def _statement(
    mark: str, table: str, key: dict[str, Any], values: dict[str, Any]
) -> tuple[str, tuple[Any, ...]]:
    where = " AND ".join(f'"{name}"=?' for name in key)
    if mark == "+":
        whole = {**key, **values}
        names = ", ".join(f'"{name}"' for name in whole)
        marks = ", ".join("?" * len(whole))
        return f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(whole.values())
    if mark == "-":
        return f'DELETE FROM "{table}" WHERE {where}', tuple(key.values())
    if not values:
        return "", ()
    sets = ", ".join(f'"{name}"=?' for name in values)
    return f'UPDATE "{table}" SET {sets} WHERE {where}', (*values.values(), *key.values())


@cache
def _columns(table: str) -> frozenset[str]:
    known = Row.metadata.tables.get(table)
    if known is None or table not in journalled_tables():
        raise ValueError(f"the journal names an unknown table: {table}")
    return frozenset(column.name for column in known.columns)
