"""Text files with separated columns, as spreadsheets, phones and WeChat write them, read row by row.

The encoding is told by the mark at the start, else strict UTF-8, else GB18030. Never guesses half a character.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TextIO

from models.base.errors import Refused
from models.base.sheet import Cell, What
from models.rules.import_columns import find_heading, suggest

DELIMITERS = (",", "\t", ";")
_KINDS: tuple[What, ...] = ("members", "devices", "prices")
_LOOKED_AT = 30
_CHUNK = 1 << 16
_LINE_MOST = 1 << 20
"""Signs of a line; a spreadsheet's longest cell has 32,767."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HALF_BROKEN = 0.2
"""Where fewer of the signs beyond ASCII than this are no UTF-8, it is UTF-8 that was damaged."""
_SEPARATOR = "sep="


@dataclass(frozen=True)
class TextTable:
    """A text file: one sheet without a name."""

    path: Path
    encoding: str
    delimiter: str
    skipped: int = 0
    """1 where the first line says ``sep=;`` to the spreadsheet."""
    sheets: tuple[str, ...] = ("",)

    def rows(self, sheet: int = 0) -> Iterator[Sequence[Cell]]:
        """Every record; a cell may hold several lines. Raises Refused("sheet.row") with its number."""
        del sheet
        with _opened(self.path, self.encoding) as stream:
            for _ in range(self.skipped):
                yield [stream.readline().strip()]
            yield from _records(stream, self.delimiter, name=self.path.name, first=self.skipped + 1)


def look(path: Path) -> TextTable:
    """Find out encoding and separator. Raises Refused("sheet.encoding" | "sheet.broken_text" | "sheet.row")."""
    encoding = _encoding(path)
    with _opened(path, encoding) as stream:
        first = stream.readline(_LINE_MOST)
        said = first.strip().lower()
        if said.startswith(_SEPARATOR) and said[len(_SEPARATOR) :] in ("", *DELIMITERS, "\\t"):
            named = said[len(_SEPARATOR) :] or "\t"
            return TextTable(path, encoding, "\t" if named == "\\t" else named, skipped=1)
    best = max(DELIMITERS, key=lambda delimiter: _worth(path, encoding, delimiter))
    return TextTable(path, encoding, best)


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open("r", encoding=encoding, newline="")


def _records(stream: TextIO, delimiter: str, *, name: str, first: int = 1) -> Iterator[list[str]]:
    reader = csv.reader(_lines(stream), delimiter=delimiter, strict=True)
    number = first - 1
    while True:
        number += 1
        try:
            row = next(reader, None)
        except (csv.Error, _EndlessLine):
            raise Refused("sheet.row", name=name, row=number) from None
        if row is None:
            return
        yield row


class _EndlessLine(Exception):
    """A line that no table has."""


def _lines(stream: TextIO) -> Iterator[str]:
    while line := stream.readline(_LINE_MOST):
        if len(line) == _LINE_MOST and not line.endswith("\n"):
            raise _EndlessLine
        yield line


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            if encoding and _readable(path, encoding):
                return encoding
            raise Refused("sheet.encoding", name=path.name)
    if b"\0" in start:
        return _unmarked_utf16(path, start)
    if _readable(path, "utf-8"):
        return "utf-8"
    if _damaged_utf8(start):
        raise Refused("sheet.broken_text", name=path.name)
    if _readable(path, "gb18030"):
        return "gb18030"
    raise Refused("sheet.encoding", name=path.name)


def _unmarked_utf16(path: Path, start: bytes) -> str:
    """UTF-16 without its mark shows by the zeros beside every Latin sign."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) * 10 >= len(start) and min(even, odd) == 0 and _readable(path, encoding):
        return encoding
    raise Refused("sheet.encoding", name=path.name)


def _readable(path: Path, encoding: str) -> bool:
    """Whether the whole file is text of this encoding, without a NUL in it."""
    try:
        with path.open("r", encoding=encoding, newline="") as stream:
            while chunk := stream.read(_CHUNK):
                if "\0" in chunk:
                    return False
    except UnicodeError:
        return False
    return True


def _damaged_utf8(start: bytes) -> bool:
    text = (
        start[:-4].decode("utf-8", "replace")
        if len(start) == 4096
        else start.decode("utf-8", "replace")
    )
    foreign = [sign for sign in text if sign > "\x7f"]
    return bool(foreign) and foreign.count("\ufffd") < _HALF_BROKEN * len(foreign)


def _worth(path: Path, encoding: str, delimiter: str) -> tuple[int, int]:
    """How well a separator fits: columns recognised by any kind of rows, then how many columns there are."""
    try:
        with _opened(path, encoding) as stream:
            top = "".join(islice(_lines(stream), _LOOKED_AT))
        rows = list(csv.reader(StringIO(top, newline=""), delimiter=delimiter))
    except (csv.Error, _EndlessLine):
        return -1, 0
    known = 0
    for what in _KINDS:
        heading = find_heading(rows, what)
        known = max(known, len(suggest(what, heading.titles, rows[heading.row :])))
    return known, max((len(row) for row in rows), default=0)
