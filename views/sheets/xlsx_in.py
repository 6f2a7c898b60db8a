"""Workbooks (.xlsx) read row by row: values only, formulas by what they last came to. Built on openpyxl.

What a workbook may unpack to is bounded before it is opened; entities and links to elsewhere are never followed
(openpyxl reads XML through defusedxml where that is installed, and here it is).
"""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice, repeat
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from models.base.errors import Refused
from models.base.sheet import Cell, Odd

PARTS_MOST = 2000
UNPACKED_MOST = 400_000_000
"""Bytes of all parts together; two hundred thousand rows of ten columns unpack to about 100 MB."""
TEXTS_MOST = 80_000_000
"""Bytes of the shared texts, which are held in memory."""
ROWS_MOST = 1_048_576
_AT_ONCE = 500
_LOOKED_AT = 1 << 20
_TEXTS = "xl/sharedStrings.xml"

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    InvalidFileException,
    ValueError,  # defusedxml's refusals are among them
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    NotImplementedError,  # a way of packing nobody uses
    RuntimeError,  # a part with a password
    OverflowError,
    RecursionError,
)
"""All that openpyxl may say about a file that is none."""


@dataclass(frozen=True)
class Workbook:
    """A workbook with sheets of cells; charts have no rows and are left out."""

    path: Path
    sheets: tuple[str, ...]
    reckoned: tuple[bool, ...]
    """For each sheet whether a formula stands in it."""

    def rows(self, sheet: int) -> Iterator[Sequence[Cell]]:
        """Every row, empty ones too. Raises Refused("sheet.broken")."""
        values = _rows(self.path, self.sheets[sheet], data_only=True)
        if not self.reckoned[sheet]:
            yield from values
            return
        formulas = _rows(self.path, self.sheets[sheet], data_only=False)
        for row, written in zip(values, chain(formulas, repeat(())), strict=False):
            yield _uncounted(row, written)


def look(path: Path) -> Workbook:
    """Bound it, open it, name its sheets.

    Raises Refused("sheet.no_table" | "sheet.broken" | "sheet.bomb" | "sheet.empty").
    """
    try:
        _bound(path)
        with path.open("rb") as stream:
            book = _load(stream, data_only=True)
            sheets = {sheet.title: sheet._worksheet_path for sheet in book.worksheets}
            book.close()
        reckoned = tuple(_has_formula(path, part) for part in sheets.values())
    except _BROKEN as error:
        raise Refused("sheet.broken", name=path.name) from error
    if not sheets:
        raise Refused("sheet.empty", name=path.name)
    return Workbook(path, tuple(sheets), reckoned)


def _bound(path: Path) -> None:
    """Refuse by the sizes that stand in the archive; zipfile never unpacks more of a part than stands there."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
            raise Refused("sheet.no_table", name=path.name)
        texts = sum(part.file_size for part in parts if part.filename == _TEXTS)
        whole = sum(part.file_size for part in parts)
        if len(parts) > PARTS_MOST or whole > UNPACKED_MOST or texts > TEXTS_MOST:
            raise Refused("sheet.bomb", name=path.name, most=UNPACKED_MOST // 1_000_000)


def _has_formula(path: Path, part: str) -> bool:
    """Whether ``<f`` stands anywhere in a sheet; read through without taking it apart."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        before = b""
        while chunk := stream.read(_LOOKED_AT):
            if b"<f>" in before + chunk or b"<f " in before + chunk or b"<f/" in before + chunk:
                return True
            before = chunk[-2:]
    return False


def _load(stream: IO[bytes], *, data_only: bool) -> Any:
    """openpyxl's own workbook; from a stream, because by a path it goes by the name's ending."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(
            stream, read_only=True, data_only=data_only, keep_links=False, rich_text=False
        )


def _rows(path: Path, title: str, *, data_only: bool) -> Iterator[Sequence[Any]]:
    """The rows of a sheet by batches; openpyxl's remarks on odd cells are not for us."""
    stream = path.open("rb")
    book = None
    try:
        book = _load(stream, data_only=data_only)
        sheet = book[title]
        sheet.reset_dimensions()  # what a sheet says of its size may be the whole grid
        rows = sheet.iter_rows(max_row=ROWS_MOST, values_only=True)
        while True:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                batch = list(islice(rows, _AT_ONCE))
            if not batch:
                return
            yield from (_plain(row) for row in batch)
    except _BROKEN as error:
        raise Refused("sheet.broken", name=path.name) from error
    finally:
        if book is not None:
            book.close()
        stream.close()


def _plain(row: Sequence[Any]) -> Sequence[Any]:
    """A row without lengths of time, which mean nothing here but their figures."""
    if any(isinstance(cell, timedelta) for cell in row):
        return [str(cell) if isinstance(cell, timedelta) else cell for cell in row]
    return row


def _uncounted(row: Sequence[Any], written: Sequence[Any]) -> Sequence[Cell]:
    """A row in which a formula that was never reckoned says so."""
    if not any(map(_is_formula, written)):
        return row
    wide = len(written)
    return [
        Odd.UNCOUNTED if value is None and place < wide and _is_formula(written[place]) else value
        for place, value in enumerate(row)
    ]


def _is_formula(cell: Any) -> bool:
    if isinstance(cell, str):
        return cell.startswith("=")
    return isinstance(cell, ArrayFormula | DataTableFormula)
