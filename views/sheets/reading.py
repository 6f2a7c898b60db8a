"""A chosen file looked at before anything is taken in: what it is, its sheets, where each one's heading is.

Reads text and numbers only: nothing is unpacked onto the disk, nothing is run, and every size has a bound.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol

from models.base.errors import Environment, Refused
from models.base.sheet import Cell, What
from models.rules.import_columns import (
    HEADING_WITHIN,
    SAMPLE,
    Heading,
    find_heading,
    suggest,
)
from views.sheets import csv_in, xlsx_in

BYTES_MOST = 100_000_000
CELLS_MOST = 200
"""Columns of a row; what stands to the right of them is left alone."""
_CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
_WEB_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml")

Form = Literal["csv", "xlsx"]


class Content(Protocol):
    """What csv_in and xlsx_in give: the sheets of a file and the rows of one."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets, in their order; one without a name in a text file."""

    def rows(self, sheet: int) -> Iterator[Sequence[Cell]]:
        """Every row from the first on, empty ones too."""


@dataclass(frozen=True)
class SheetFile:
    """A file that can be read."""

    path: Path
    form: Form
    digest: str
    content: Content

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of its sheets."""
        return self.content.sheets

    def sheet(self, place: int, what: What) -> "Sheet":
        """One sheet, its heading found for this kind of rows."""
        top = [_cut(row) for row in islice(self.content.rows(place), HEADING_WITHIN + SAMPLE)]
        return Sheet(self, place, find_heading(top, what), tuple(top))

    def best(self, what: What) -> "Sheet":
        """The sheet whose heading says the most; the first one that has rows where none has a heading.

        Raises Refused("sheet.empty").
        """
        sheets = [self.sheet(place, what) for place in range(len(self.sheets))]
        filled = [sheet for sheet in sheets if any(map(_filled, sheet.top))]
        if not filled:
            raise Refused("sheet.empty", name=self.path.name)
        return max(filled, key=lambda sheet: (sheet.worth(what), -sheet.place))

    def named(self, said: str, what: What) -> "Sheet":
        """A sheet by its name or its number from 1. Raises Refused("sheet.none") with the names there are."""
        if said in self.sheets:
            return self.sheet(self.sheets.index(said), what)
        if said.isdecimal() and 1 <= int(said) <= len(self.sheets):
            return self.sheet(int(said) - 1, what)
        raise Refused("sheet.none", typed=said, sheets=", ".join(self.sheets))


@dataclass(frozen=True)
class Sheet:
    """One sheet with its heading: a models.base.sheet.Source. ``top`` are its first rows as they stand."""

    file: SheetFile
    place: int
    heading: Heading
    top: tuple[Sequence[Cell], ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.path.name

    @property
    def title(self) -> str:
        """The sheet's own name; empty in a text file."""
        return self.file.sheets[self.place]

    @property
    def group(self) -> str:
        """The sheet's name where it has a telling one, else the file's without its ending."""
        title = self.title.strip()
        telling = title and not title.lower().startswith(("sheet", "工作表"))
        return title if telling else self.file.path.stem

    @property
    def digest(self) -> str:
        """Hash of the file and of which sheet of it."""
        said = f"{self.file.digest}/{self.place}"
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def titles(self) -> tuple[str, ...]:
        """The heading."""
        return self.heading.titles

    @property
    def sample(self) -> tuple[Sequence[Cell], ...]:
        """The first rows under the heading."""
        return self.top[self.heading.row :]

    def worth(self, what: What) -> int:
        """How many columns of this kind of rows are recognised."""
        return len(suggest(what, self.titles, self.sample)) + bool(self.heading.row)

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Number and cells of every row under the heading that is not empty. See models.base.sheet.Source."""
        if digest_of(self.file.path) != self.file.digest:
            raise Refused("sheet.changed", name=self.name)
        for number, row in enumerate(self.file.content.rows(self.place), start=1):
            if number > self.heading.row and _filled(row):
                yield number, _cut(row)


def open_file(path: Path) -> SheetFile:
    """Look at a chosen file: its kind by what stands in it, never by its name.

    Raises Refused("sheet.missing" | "sheet.folder" | "sheet.empty" | "sheet.too_large" | "sheet.old_workbook" |
    "sheet.no_table" | "sheet.encoding" | "sheet.broken" | "sheet.row"), Environment("store.io").
    """
    if path.is_dir():
        raise Refused("sheet.folder", name=path.name)
    try:
        size = path.stat().st_size
        if size > BYTES_MOST:
            raise Refused("sheet.too_large", name=path.name, most=BYTES_MOST // 1_000_000)
        with path.open("rb") as file:
            start = file.read(1024)
        digest = digest_of(path)
        return _opened(path, start, digest)
    except FileNotFoundError:
        raise Refused("sheet.missing", name=path.name) from None
    except OSError as error:
        raise Environment("store.io", name=path.name) from error


def _opened(path: Path, start: bytes, digest: str) -> SheetFile:
    if not start.strip():
        raise Refused("sheet.empty", name=path.name)
    if start.startswith(_OLD_WORKBOOK):
        raise Refused("sheet.old_workbook", name=path.name)
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_NO_TABLES) or bare.startswith(_WEB_PAGES):
        raise Refused("sheet.no_table", name=path.name)
    if start.startswith(_ZIP):
        return SheetFile(path, "xlsx", digest, xlsx_in.look(path))
    return SheetFile(path, "csv", digest, csv_in.look(path))


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole.update(chunk)
    return whole.hexdigest()


def _filled(row: Sequence[Cell]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def _cut(row: Sequence[Cell]) -> Sequence[Cell]:
    return row if len(row) <= CELLS_MOST else row[:CELLS_MOST]
