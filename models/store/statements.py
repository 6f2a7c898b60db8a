"""Statements compiled once for each mapped class, so that a write costs the driver's time and little more."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, bindparam, insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from models.tables.row import Row

_dialect = SQLiteDialect_pysqlite(paramstyle="qmark")


def table_of(kind: type[Row]) -> Table:
    """The table of a mapped class."""
    table = kind.__table__
    assert isinstance(table, Table)
    return table


@cache
def _columns(kind: type[Row]) -> tuple[tuple[str, Any], ...]:
    """Attribute name and bind processor (or None) of each column, in table order."""
    return tuple((column.name, _processor(column)) for column in table_of(kind).columns)


def _processor(column: Column[Any]) -> Any:
    return column.type.bind_processor(_dialect)


@cache
def insert_statement(kind: type[Row]) -> str:
    """INSERT of every column, positional, in table order."""
    table = table_of(kind)
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    return str(insert(table).values(values).compile(dialect=_dialect))


@cache
def update_statement(kind: type[Row], names: tuple[str, ...]) -> str:
    """UPDATE of ``names`` by primary key, positional: the values, then the key."""
    table = table_of(kind)
    quote = _dialect.identifier_preparer.quote
    sets = ", ".join(f"{quote(name)}=?" for name in names)
    where = " AND ".join(f"{quote(column.name)}=?" for column in table.primary_key)
    return f"UPDATE {quote(table.name)} SET {sets} WHERE {where}"


@cache
def delete_statement(kind: type[Row]) -> str:
    """DELETE by primary key."""
    table = table_of(kind)
    quote = _dialect.identifier_preparer.quote
    where = " AND ".join(f"{quote(column.name)}=?" for column in table.primary_key)
    return f"DELETE FROM {quote(table.name)} WHERE {where}"


@cache
def select_statement(kind: type[Row]) -> str:
    """SELECT of every column by primary key, in table order."""
    table = table_of(kind)
    quote = _dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    where = " AND ".join(f"{quote(column.name)}=?" for column in table.primary_key)
    return f"SELECT {names} FROM {quote(table.name)} WHERE {where}"


@cache
def _loaders(kind: type[Row]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (column.name, column.type.result_processor(_dialect, None))
        for column in table_of(kind).columns
    )


def loaded(kind: type[Row], row: Any) -> dict[str, Any]:
    """Turn a driver's row of :func:`select_statement` into attribute values."""
    return {
        name: value if processor is None else processor(value)
        for (name, processor), value in zip(_loaders(kind), row, strict=True)
    }


def stored_values(row: Row) -> dict[str, Any]:
    """The row's values as stored primitives, by column name, in table order."""
    return {
        name: getattr(row, name) if processor is None else processor(getattr(row, name))
        for name, processor in _columns(type(row))
    }


def stored(kind: type[Row], values: Mapping[str, Any]) -> dict[str, Any]:
    """Some attribute values as stored primitives; KeyError where the class has no such column."""
    processors = dict(_columns(kind))
    result = {}
    for name, value in values.items():
        processor = processors[name]
        result[name] = value if processor is None else processor(value)
    return result


@cache
def key_names(kind: type[Row]) -> tuple[str, ...]:
    """The primary key's column names."""
    return tuple(column.name for column in table_of(kind).primary_key)
