"""Which column of a spreadsheet means what: proposed by its heading and by what stands in it, corrected by hand.

Must not read files; titles and a few rows come in, places of columns go out.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from models.base.sheet import Cell, What
from models.base.text import half_width
from models.rules import import_values as values
from models.rules.import_words import WORDS

Sort = Literal["text", "phone", "card", "day", "money", "days", "choice"]

HEADING_WITHIN = 20
"""Rows from the top among which the heading is looked for."""
SAMPLE = 60
"""Rows under the heading that are looked at for what a column holds."""
_EXACT, _PART = 10, 4
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Field:
    """Something that can be taken in. ``words`` of it stand in rules/import_words."""

    name: str
    sort: Sort = "text"
    required: bool = False


FIELDS: Mapping[What, tuple[Field, ...]] = {
    "members": (
        Field("name", required=True),
        Field("phone", "phone"),
        Field("other_phone", "phone"),
        Field("address"),
        Field("estate"),
        Field("customer_type", "choice"),
        Field("source", "choice"),
        Field("gender", "choice"),
        Field("birthday", "day"),
        Field("joined", "day"),
        Field("notes"),
    ),
    "devices": (
        Field("phone", "phone"),
        Field("card", "card"),
        Field("owner"),
        Field("category", "choice"),
        Field("brand"),
        Field("model"),
        Field("serial"),
        Field("place"),
        Field("bought_on", "day"),
        Field("warranty_until", "day"),
        Field("note"),
    ),
    "prices": (
        Field("code"),
        Field("name", required=True),
        Field("category"),
        Field("kind", "choice"),
        Field("unit"),
        Field("price", "money", required=True),
        Field("cost", "money"),
        Field("warranty_days", "days"),
    ),
}
"""In the order in which they are shown. A device also needs a phone or a card, and a category, brand or model."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading ends (0: there is none) and its titles, one a column."""

    row: int
    titles: tuple[str, ...]


Columns = Mapping[str, int]
"""Field name → place of its column, from 0."""


def find_heading(rows: Sequence[Sequence[Cell]], what: What) -> Heading:
    """The heading within the first rows: the row, or two rows of merged cells, that says the most.

    Above it a title may stand, or nothing. Where no row says anything, the sheet has no heading.
    """
    best, found = 0, Heading(0, ())
    wide = max((len(row) for row in rows), default=0)
    for place, row in enumerate(rows[:HEADING_WITHIN]):
        titles = _titles(row, wide)
        if place:
            above = _titles(rows[place - 1], wide)
            both = tuple(low or high for low, high in zip(titles, above, strict=True))
            score = _worth(both, what) if _filled(titles) > 1 else 0
            if score > best:
                best, found = score, Heading(place + 1, both)
        score = _worth(titles, what)
        if score > best:
            best, found = score, Heading(place + 1, titles)
    return found if best >= _EXACT else Heading(0, ("",) * wide)


def suggest(what: What, titles: Sequence[str], sample: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """Field → column, the surest match first; what no title names is told by what stands in the columns."""
    taken: dict[str, int] = {}
    scored = sorted(
        (
            (-_score(field.name, title, what), order, place, field.name)
            for order, field in enumerate(FIELDS[what])
            for place, title in enumerate(titles)
            if _score(field.name, title, what)
        ),
    )
    for _, _, place, name in scored:
        if name not in taken and place not in taken.values():
            taken[name] = place
    _by_content(what, taken, titles, sample)
    return {field.name: taken[field.name] for field in FIELDS[what] if field.name in taken}


def shape_id(what: What, titles: Sequence[str]) -> str:
    """By what a kind of file is known again: SHA-256 of what it holds and its heading."""
    said = json.dumps([what, [_plain(title) for title in titles]], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def missing(what: What, columns: Columns) -> tuple[str, ...]:
    """Required fields that have no column yet, by name."""
    found = [field.name for field in FIELDS[what] if field.required and field.name not in columns]
    if what == "devices":
        if not {"phone", "card"} & set(columns):
            found.append("phone")
        if not {"category", "brand", "model"} & set(columns):
            found.append("category")
    return tuple(found)


def letter(place: int) -> str:
    """The name a spreadsheet gives a column: 0 is A, 26 is AA."""
    said = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        said = chr(ord("A") + rest) + said
    return said


def _titles(row: Sequence[Cell], wide: int) -> tuple[str, ...]:
    said = [cell.strip() if isinstance(cell, str) else "" for cell in row]
    return tuple(said + [""] * (wide - len(said)))


def _filled(titles: Sequence[str]) -> int:
    return sum(bool(title) for title in titles)


def _worth(titles: Sequence[str], what: What) -> int:
    """How much a row says as a heading. A row of data names a field by accident at most once."""
    best = {
        field.name: max((_score(field.name, title, what) for title in titles), default=0)
        for field in FIELDS[what]
    }
    data = sum(bool(re.search(r"[0-9]{5}", half_width(title))) for title in titles)
    worth = sum(best.values()) - _EXACT * data
    alone = _filled(titles) == 1 and len(titles) > 1
    return 0 if alone else worth


def _score(field: str, title: str, what: What) -> int:
    said = _plain(title)
    if not said:
        return 0
    words = WORDS[what][field]
    if said in words:
        return _EXACT
    return max((_PART for word in words if len(word) > 1 and word in said), default=0)


_NOISE = re.compile(r"[(（\[【].*?[)）\]】]|[\s:：*_\-./、,，]+")


def _plain(title: str) -> str:
    """A title as it is compared: no brackets, blanks and signs, and no star that marks a needed column."""
    return _NOISE.sub("", half_width(title).casefold())


def _by_content(
    what: What, taken: dict[str, int], titles: Sequence[str], sample: Sequence[Sequence[Cell]]
) -> None:
    """Give the fields that are still free the first untitled or unnamed column that holds such things."""
    for name, holds in values.LOOKS.items():
        fields = {field.name for field in FIELDS[what]}
        if name not in fields or name in taken:
            continue
        for place in range(len(titles)):
            if place in taken.values():
                continue
            cells = [
                row[place] for row in sample if place < len(row) and row[place] not in (None, "")
            ]
            if len(cells) >= 1 and sum(map(holds, cells)) >= _MOSTLY * len(cells):
                taken[name] = place
                break
