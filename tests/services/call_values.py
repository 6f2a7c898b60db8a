"""The single values inside a call: where each stands, how it is declared, and the same call with another one.

Knows no use case by name and calls none.
"""

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from tests.services.calls import use_cases

Place = tuple[str | int, ...]
"""The way to one value inside a call: parameter, field, index, key."""


def leaves(value: Any, hint: Any, place: Place) -> Iterator[tuple[Place, Any, Any]]:
    """Every single value inside a call: where it stands, what it is, how it is declared."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = typing.get_type_hints(type(value))
        for entry in dataclasses.fields(value):
            yield from leaves(getattr(value, entry.name), hints[entry.name], (*place, entry.name))
    elif isinstance(value, msgspec.Struct):
        hints = typing.get_type_hints(type(value))
        for name in value.__struct_fields__:
            yield from leaves(getattr(value, name), hints[name], (*place, name))
    elif isinstance(value, tuple):
        inner = next((h for h in typing.get_args(hint) if h is not Ellipsis), Any)
        for at, one in enumerate(value):
            yield from leaves(one, inner, (*place, at))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, type(one), (*place, key))
    else:
        yield place, value, hint


def leaves_of(name: str, bound: Mapping[str, Any]) -> list[tuple[Place, Any, Any]]:
    """Every single value of a call of this use case."""
    function, _ = use_cases(reads=False)[name]
    hints = typing.get_type_hints(function)
    return [leaf for key, value in bound.items() for leaf in leaves(value, hints[key], (key,))]


def replaced(value: Any, place: Place, new: Any) -> Any:
    """The same call with another value at one place."""
    if not place:
        return new
    first, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {**value, first: replaced(value[first], rest, new)}
    if isinstance(value, tuple):
        assert isinstance(first, int)
        return (*value[:first], replaced(value[first], rest, new), *value[first + 1 :])
    name = str(first)
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(value, **{name: replaced(getattr(value, name), rest, new)})
    return dataclasses.replace(value, **{name: replaced(getattr(value, name), rest, new)})


def is_id(place: Place) -> bool:
    """Whether a record's id stands here, which nobody types."""
    names = [str(part) for part in place if isinstance(part, str)]
    return names[-1] in (
        "id",
        "member_ids",
        "job_ids",
        "joined",
        "lives_with",
        "line_discounts",
        "addons",
        "line_ids",
        "item_ids",
        "checklist_ids",
        "bill_ids",
        "coupon_ids",
    ) or names[-1].endswith("_id")


def is_text(hint: Any) -> bool:
    """Whether a person may type any text here; a choice from a list is none."""
    return hint in (str, Any, str | None) and typing.get_origin(hint) is not Literal
