"""Column types that a STRICT table takes and that store the same primitives on SQLite and PostgreSQL.

A moment is integer milliseconds since 1970 in UTC, a day is its ISO text, a flag is 0 or 1, a structure
is canonical JSON text. The journal keeps exactly these primitives, so that history replays on either.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    TypeDecorator,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

Whole = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as integer milliseconds since 1970."""

    impl = Whole
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + value * _MILLISECOND


class Day(TypeDecorator[date]):
    """A day of the shop's calendar, stored as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """A truth value, stored as 0 or 1."""

    impl = Whole
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:  # noqa: ARG002
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A structure of plain values, stored as JSON text with sorted keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else msgspec.json.encode(value, order="sorted").decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else msgspec.json.decode(value)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row's class says of one column, before the column has its name and its table.

    ``options`` are those of :class:`sqlalchemy.Column`; ``default`` among them is the row's, not the file's.
    """

    type: Any
    options: dict[str, Any]
    target: str | None = None
    """``table.column`` of the row it refers to."""


def column(name: str, plan: Plan) -> Column[Any]:
    """Make the column of a plan."""
    options = {key: value for key, value in plan.options.items() if key != "default"}
    rules = () if plan.target is None else (ForeignKey(plan.target),)
    return Column(name, plan.type, *rules, **options)


def key(**options: Any) -> Any:
    """A primary key of 32 hexadecimal characters (UUIDv7)."""
    return Plan(Text, {"primary_key": True, **options})


def text(**options: Any) -> Any:
    """A text that is never null; empty where nothing is known."""
    return Plan(Text, {"nullable": False, "default": "", **options})


def text_or_none(**options: Any) -> Any:
    """A text that may not be there at all."""
    return Plan(Text, {"nullable": True, "default": None, **options})


def position(**options: Any) -> Any:
    """A primary key that counts up within this file."""
    return Plan(Whole, {"primary_key": True, **options})


def whole(**options: Any) -> Any:
    """An integer: fen, thousandths, a count, a position."""
    return Plan(Whole, {"nullable": False, **options})


def whole_or_none(**options: Any) -> Any:
    """An integer that may not be there at all."""
    return Plan(Whole, {"nullable": True, "default": None, **options})


def flag(**options: Any) -> Any:
    """A truth value, false unless said otherwise."""
    return Plan(Flag, {"nullable": False, "default": False, **options})


def moment(**options: Any) -> Any:
    """A point in time, aware UTC."""
    return Plan(Moment, {"nullable": False, **options})


def moment_or_none(**options: Any) -> Any:
    """A point in time that may not have come."""
    return Plan(Moment, {"nullable": True, "default": None, **options})


def day(**options: Any) -> Any:
    """A day of the shop's calendar."""
    return Plan(Day, {"nullable": False, **options})


def day_or_none(**options: Any) -> Any:
    """A day of the shop's calendar that may be unknown."""
    return Plan(Day, {"nullable": True, "default": None, **options})


def reference(target: str, **options: Any) -> Any:
    """A reference to another row's key; the row must exist."""
    return Plan(Text, {"nullable": False, **options}, target)


def reference_or_none(target: str, **options: Any) -> Any:
    """A reference to another row's key, or none."""
    return reference(target, **{"nullable": True, "default": None, **options})


def structure(**options: Any) -> Any:
    """A structure of plain values as JSON."""
    return Plan(Json, {"nullable": False, **options})


def structure_or_none(**options: Any) -> Any:
    """A structure that may not be there at all."""
    return Plan(Json, {"nullable": True, "default": None, **options})


def blob(**options: Any) -> Any:
    """Bytes."""
    return Plan(LargeBinary, {"nullable": False, **options})
