"""What becomes of each row of a spreadsheet: the words for it, and what every kind of import does alike.

Reads a row by its columns; asks the shop through the function it is given, from a screen or inside a transaction.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as having
from datetime import date
from typing import Any, Literal, Protocol

from models.base.errors import Refused
from models.base.sheet import Cell, Odd
from models.rules import import_values as values
from models.rules.import_columns import Columns

Ask = Callable[..., Any]
"""Asks the shop: ``ask(query, *args)``."""

Kind = Literal["new", "price", "twin", "known", "refused", "total", "heading"]
"""new: is taken in; price: a known item gets a new price; twin: an earlier row of the sheet is the same;

known: the shop has it; refused: a rule said no; total, heading: no record at all."""

TAKEN: tuple[Kind, ...] = ("new", "price")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of one row; ``row`` as the sheet counts, from 1.

    ``told`` is the row as it was understood, field by field, in words of the shop; of a refused row as it stands.
    A refused row has ``code``, ``field`` and ``values`` of its refusal, a twin the ``earlier`` row, and what the
    shop has is named in ``known``; ``why`` says by what it was recognised: phone, name_address, code, …
    """

    row: int
    kind: Kind
    name: str
    told: tuple[tuple[str, str], ...] = ()
    code: str = ""
    field: str = ""
    values: Mapping[str, Any] = having(default_factory=dict)
    earlier: int = 0
    known: str = ""
    why: str = ""
    entry: Any = None
    """What would be written; only while a batch is worked on."""

    @property
    def taken(self) -> bool:
        """Whether something is written for this row."""
        return self.kind in TAKEN


Numbered = tuple[int, Sequence[Cell]]


class Sorter(Protocol):
    """Says what becomes of rows; remembers those of the same sheet it has seen."""

    def sort(self, rows: Sequence[Numbered]) -> list[Fate]:
        """The fates of a batch, in its order."""


class SeenRows:
    """By a 64-bit key, in which row of the sheet it came first: 12 bytes a row and half as much again of room.

    A dict of the same would take ten times that, and a sheet may have two hundred thousand rows. Two different
    things under one key are one chance in a hundred million million.
    """

    _FIRST = 1024

    def __init__(self) -> None:
        self._count = 0
        self._keys, self._rows = (
            array("q", bytes(8 * self._FIRST)),
            array("I", bytes(4 * self._FIRST)),
        )

    def row(self, key: int) -> int:
        """The row, counted from 1; 0 where the key was not seen."""
        return self._rows[self._place(key)]

    def note(self, key: int, row: int) -> None:
        """Remember the row; an earlier one of the same key gives way."""
        place = self._place(key)
        if not self._rows[place]:
            self._count += 1
        self._keys[place], self._rows[place] = key, row
        if self._count * 3 > len(self._rows) * 2:
            self._grow()

    def _place(self, key: int) -> int:
        """Where the key stands, or the free place where it would."""
        keys, rows = self._keys, self._rows
        mask = len(rows) - 1
        place = (key ^ key >> 32) & mask
        while rows[place] and keys[place] != key:
            place = place + 1 & mask
        return place

    def _grow(self) -> None:
        keys, rows = self._keys, self._rows
        self._keys, self._rows = array("q", bytes(16 * len(rows))), array("I", bytes(8 * len(rows)))
        for key, row in zip(keys, rows, strict=True):
            if row:
                place = self._place(key)
                self._keys[place], self._rows[place] = key, row


@dataclass(frozen=True, slots=True)
class Line:
    """One row, read by its columns."""

    row: int
    cells: Sequence[Cell]
    columns: Columns

    def cell(self, name: str) -> Cell:
        """The cell of a field; None where it has no column or the row ends before it."""
        place = self.columns.get(name, -1)
        return self.cells[place] if 0 <= place < len(self.cells) else None

    def text(self, name: str, *, exact: bool = False) -> str:
        """A text, as it was typed."""
        return values.text(self.cell(name), field=name, exact=exact).strip()

    def phones(self, name: str) -> tuple[str, ...]:
        """Phones as stored."""
        return values.phones(self.cell(name), field=name)

    def day(self, name: str) -> date | None:
        """A day."""
        return values.day(self.cell(name), field=name)

    def money(self, name: str) -> int | None:
        """Fen."""
        return values.money(self.cell(name), field=name)

    def as_it_stands(self) -> tuple[tuple[str, str], ...]:
        """Every field that has a column, as the sheet has it: for a row that was refused."""
        return tuple((name, shown(self.cell(name))) for name in self.columns)


def shown(cell: Cell) -> str:
    """A cell for the eye, whatever it is."""
    if isinstance(cell, Odd):
        return "=…" if cell is Odd.UNCOUNTED else "#…"
    try:
        return values.text(cell, field="")
    except Refused:
        return str(cell)


def no_record(line: Line, titles: Sequence[str]) -> Fate | None:
    """A row that sums up others, or repeats the heading; None for any other."""
    said = [shown(cell).strip() for cell in line.cells]
    if values.is_total(said):
        first = next(text for text in said if text)
        return Fate(row=line.row, kind="total", name=first, told=line.as_it_stands())
    mine = [title for title in titles if title]
    if len(mine) > 1 and [text for text in said if text] == mine:
        return Fate(row=line.row, kind="heading", name=mine[0], told=line.as_it_stands())
    return None


def refused(line: Line, error: Refused) -> Fate:
    """The fate of a row that a rule said no to."""
    name = shown(line.cell("name")) or shown(line.cell("owner"))
    return Fate(
        row=line.row,
        kind="refused",
        name=name[:40],
        told=line.as_it_stands(),
        code=error.code,
        field=error.field or "",
        values=error.values,
    )
