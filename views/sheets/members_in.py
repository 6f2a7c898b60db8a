"""A table of members as shops have them (WeChat, Excel, a phone's export) read into rows, or a reason why not.

Reads text only: nothing is unpacked and nothing is run.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.base.errors import Environment, Refused
from models.base.text import half_width
from models.services.exchange import MemberIn
from views.sheets.csv_out import FORMULA_STARTS

BYTES_MOST = 5_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";")
_NAMES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "name"),
    "phone": ("手机", "phone"),
    "address": ("地址", "address"),
}
_KEPT_AS_TEXT = tuple(f"'{sign}" for sign in FORMULA_STARTS)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")


def load(path: Path) -> bytes:
    """The bytes of a chosen file.

    Raises Refused("sheet.missing" | "sheet.folder" | "sheet.empty" | "sheet.too_large"),
    Environment("store.io") where it cannot be read.
    """
    if path.is_dir():
        raise Refused("sheet.folder", name=path.name)
    try:
        if path.stat().st_size > BYTES_MOST:
            raise Refused("sheet.too_large", name=path.name, most=BYTES_MOST // 1_000_000)
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refused("sheet.missing", name=path.name) from None
    except OSError as error:
        raise Environment("store.io", name=path.name) from error
    if not content.strip():
        raise Refused("sheet.empty", name=path.name)
    return content


def read(content: bytes, *, name: str) -> tuple[MemberIn, ...]:
    """The rows of a table with the columns 姓名, 手机, 地址 or name, phone, address, in any order.

    UTF-8 with or without a mark, or GB18030; commas, tabs or semicolons. Empty rows are passed over.
    Raises Refused("sheet.workbook" | "sheet.no_table" | "sheet.encoding" | "sheet.columns" |
    "sheet.row" (``row``)); ``name`` is the file's, for the sentence.
    """
    text = _text(content, name=name)
    for delimiter in _DELIMITERS:
        rows = _rows(text, delimiter)
        places = _places(_first(rows, name=name))
        if "name" in places:
            return tuple(_members(rows, places, name=name))
    raise Refused("sheet.columns", name=name)


def _text(content: bytes, *, name: str) -> str:
    if content.startswith(_WORKBOOKS):
        raise Refused("sheet.workbook", name=name)
    if content.startswith(_NO_TABLES):
        raise Refused("sheet.no_table", name=name)
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Refused("sheet.encoding", name=name)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _first(rows: Iterator[list[str]], *, name: str) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error:
        raise Refused("sheet.row", name=name, row=1) from None


def _places(heading: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, title in enumerate(heading):
        said = half_width(title).strip().casefold()
        for column, names in _NAMES.items():
            if said in names:
                found.setdefault(column, place)
    return found


def _members(rows: Iterator[list[str]], places: dict[str, int], *, name: str) -> Iterator[MemberIn]:
    number = 1
    while True:
        number += 1
        try:
            row = next(rows, None)
        except csv.Error:
            raise Refused("sheet.row", name=name, row=number) from None
        if row is None:
            return
        if not any(entry.strip() for entry in row):
            continue
        values = {column: _typed(row, place) for column, place in places.items()}
        yield MemberIn(row=number, **values)


def _typed(row: Sequence[str], place: int) -> str:
    """A cell as it was typed: the apostrophe that keeps a spreadsheet from running it is not."""
    entry = row[place] if place < len(row) else ""
    return entry[1:] if entry.startswith(_KEPT_AS_TEXT) else entry
