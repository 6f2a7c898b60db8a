"""What becomes of two members' particulars when they are made one. Must not read or write a row."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

PLAIN: Final = ("gender", "birthday", "source", "referred_by_id", "household_id")
"""What the kept member has holds; what is empty is filled from the other."""
TEXTS: Final = ("preferences", "special_needs", "taboos", "access_notes", "notes")
"""Both are kept, one under the other, as long as there is room."""
FLAGS: Final = ("elderly", "special_care")
TEXT_MOST: Final = 400
FIELDS: Final = (*PLAIN, *TEXTS, *FLAGS)


def united(kept: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The particulars after a merge, by field of :data:`FIELDS`; nothing that both knew is lost.

    A text that would grow past 400 characters stays as the kept member has it: the other's file, which is
    archived and not emptied, still holds its own.
    """
    found: dict[str, Any] = {name: kept[name] or other[name] for name in PLAIN}
    found |= {name: _both(kept[name], other[name]) for name in TEXTS}
    found |= {name: bool(kept[name] or other[name]) for name in FLAGS}
    return found


def _both(first: str, second: str) -> str:
    if not second or second in first:
        return first
    if not first or first in second:
        return second
    whole = f"{first}\n{second}"
    return whole if len(whole) <= TEXT_MOST else first


def taken_back(now: Any, merged: Any, before: Any) -> Any:
    """A field after the undo: as it was before, unless somebody changed it since the merge."""
    return before if now == merged else now


def as_stored(value: Any) -> Any:
    """A particular as a structure keeps it: a day as its ISO text."""
    return value.isoformat() if isinstance(value, date) else value
