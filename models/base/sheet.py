"""What comes out of a spreadsheet and what an import asks of it. Knows no file format: views/sheets does."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Literal, Protocol

What = Literal["members", "devices", "prices"]
"""What can be taken in from a spreadsheet."""


class Odd(Enum):
    """A cell without a value that could be taken in."""

    UNCOUNTED = "uncounted"
    """A formula that no spreadsheet has reckoned yet: nothing is known but its words, and those are never run."""
    BROKEN = "broken"
    """An error such as #N/A or #REF!."""


Cell = str | int | float | bool | datetime | date | time | Odd | None


class Source(Protocol):
    """The rows under the heading of one sheet, as often as they are asked for, never all of them in memory."""

    @property
    def name(self) -> str:
        """The file's name, as a person knows it."""

    @property
    def digest(self) -> str:
        """Hash of file and sheet: the same file has the same one."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The heading, one title a column; empty where a column has none."""

    @property
    def group(self) -> str:
        """What the whole sheet is about: its own name, or the file's."""

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Number (as the sheet counts, from 1) and cells of each row that is not empty.

        Raises Refused("sheet.changed") where the file is no longer the one that was looked at.
        """
