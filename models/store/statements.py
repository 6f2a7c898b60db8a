"""Statements compiled once for each table, so that a write costs the driver's time and little more."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, bindparam, insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from models.tables.row import Row

_dialect = SQLiteDialect_pysqlite(paramstyle="qmark")


@cache
def _columns(table: Table) -> tuple[tuple[str, Any], ...]:
    """Attribute name and bind processor (or None) of each column, in table order."""
    return tuple((column.name, _processor(column)) for column in table.columns)


def _processor(column: Column[Any]) -> Any:
    return column.type.bind_processor(_dialect)


@cache
def insert_statement(table: Table) -> str:
    """INSERT of every column, positional, in table order."""
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    return str(insert(table).values(values).compile(dialect=_dialect))


@cache
def update_statement(table: Table, names: tuple[str, ...]) -> str:
    """UPDATE of ``names`` by primary key, positional: the values, then the key."""
    quote = _dialect.identifier_preparer.quote
    sets = ", ".join(f"{quote(name)}=?" for name in names)
    where = " AND ".join(f"{quote(column.name)}=?" for column in table.primary_key)
    return f"UPDATE {quote(table.name)} SET {sets} WHERE {where}"


@cache
def delete_statement(table: Table) -> str:
    """DELETE by primary key."""
    quote = _dialect.identifier_preparer.quote
    where = " AND ".join(f"{quote(column.name)}=?" for column in table.primary_key)
    return f"DELETE FROM {quote(table.name)} WHERE {where}"


@cache
def select_statement(table: Table) -> str:
    """SELECT of every column by primary key, in table order."""
    quote = _dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    where = " AND ".join(f"{quote(column.name)}=?" for column in table.primary_key)
    return f"SELECT {names} FROM {quote(table.name)} WHERE {where}"


@cache
def _loaders(table: Table) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (column.name, column.type.result_processor(_dialect, None)) for column in table.columns
    )


def loaded(kind: type[Row], row: Any) -> dict[str, Any]:
    """Turn a driver's row of :func:`select_statement` into attribute values."""
    return {
        name: value if processor is None else processor(value)
        for (name, processor), value in zip(_loaders(kind.__table__), row, strict=True)
    }


def stored_values(row: Row) -> dict[str, Any]:
    """The row's values as stored primitives, by column name, in table order."""
    return {
        name: getattr(row, name) if processor is None else processor(getattr(row, name))
        for name, processor in _columns(row.__table__)
    }


def usual_values(kind: type[Row]) -> Mapping[str, Any]:
    """The stored defaults of a class's columns, by name; those that need a value are not among them."""
    return stored(kind, kind.usual())


def stored(kind: type[Row], values: Mapping[str, Any]) -> dict[str, Any]:
    """Some attribute values as stored primitives; KeyError where the class has no such column."""
    processors = dict(_columns(kind.__table__))
    result = {}
    for name, value in values.items():
        processor = processors[name]
        result[name] = value if processor is None else processor(value)
    return result


@cache
def key_names(table: Table) -> tuple[str, ...]:
    """The primary key's column names."""
    return tuple(column.name for column in table.primary_key)
