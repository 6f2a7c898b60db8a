"""Filters that somebody saved under a name, for a screen."""

from dataclasses import dataclass
from typing import Any

import msgspec

from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.store.work import View, Work
from models.tables.filters import SavedFilter

SCREENS = ("board",)
MOST = 12
"""Saved filters of one screen; more than that nobody finds again."""
_WORDS = 120
_PARTS = ("text", "kind", "technician")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterContent:
    """What is filtered by: typed words, a kind of card, a technician."""

    text: str = ""
    kind: str = ""
    technician: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRow:
    """A saved filter."""

    id: str
    name: str
    content: FilterContent


@use_case(Right.SERVE, inverse="filters.drop")
def keep(work: Work, screen: str, *, name: str, content: FilterContent) -> str:
    """Save a filter under a name; returns its id. Refused("filter.screen" | "filter.many" | "text.…")."""
    one_of(screen, SCREENS, "filter.screen", field="screen")
    if len(_of_screen(work, screen)) >= MOST:
        raise Refused("filter.many", field="name", most=MOST)
    row = SavedFilter(
        id=work.new_id(),
        screen=screen,
        name=clean_line(name, field="name", most=20, required=True),
        content={
            part: clean_line(getattr(content, part), field=part, most=_WORDS) for part in _PARTS
        },
        actor_id=work.actor.id,
    )
    work.add(row)
    work.undo_by(drop, row.id)
    return row.id


@use_case(Right.SERVE, inverse="filters.bring_back")
def drop(work: Work, filter_id: str) -> None:
    """Take a saved filter away."""
    work.change(work.get(SavedFilter, filter_id), removed_at=work.now)
    work.undo_by(bring_back, filter_id)


@use_case(Right.SERVE, inverse="filters.drop")
def bring_back(work: Work, filter_id: str) -> None:
    """Put a saved filter back."""
    work.change(work.get(SavedFilter, filter_id), removed_at=None)
    work.undo_by(drop, filter_id)


@query(Right.SERVE)
def saved(view: View, screen: str) -> tuple[FilterRow, ...]:
    """The saved filters of a screen, the first saved first."""
    return _of_screen(view, screen)


def _of_screen(view: View, screen: str) -> tuple[FilterRow, ...]:
    rows = view.sql(
        "SELECT id, name, content FROM saved_filter WHERE screen=? AND removed_at IS NULL"
        " ORDER BY id",
        (screen,),
    )
    return tuple(
        FilterRow(id=row["id"], name=row["name"], content=_content(row["content"])) for row in rows
    )


def _content(stored: str) -> FilterContent:
    kept: dict[str, Any] = msgspec.json.decode(stored)
    return FilterContent(**{part: str(kept.get(part, "")) for part in _PARTS})
