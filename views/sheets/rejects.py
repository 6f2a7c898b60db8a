"""The rows of a sheet that were not taken in, in a file of the same form, each with its reason at the end."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.base.sheet import Cell, Odd
from models.services.import_sorting import shown
from views.sheets.csv_in import TextTable
from views.sheets.csv_out import cell
from views.sheets.reading import Sheet
from views.sheets.xlsx_out import Book
from views.whole_file import written


def write(path: Path, sheet: Sheet, reasons: Mapping[int, str], *, title: str) -> int:
    """Write the rows of ``reasons`` (row number → sentence) under the sheet's own heading; returns how many.

    A text file keeps its encoding and its separator. ``title`` is the heading of the reasons. The file is whole
    under its name or not there at all. Raises Refused("sheet.changed") and as views.whole_file.
    """
    with written(path) as part:
        content = sheet.file.content
        if isinstance(content, TextTable):
            return _text(part, content, sheet, reasons, title)
        return _book(part, sheet, reasons, title)


def _text(
    path: Path, table: TextTable, sheet: Sheet, reasons: Mapping[int, str], title: str
) -> int:
    count = 0
    with path.open("w", encoding=table.encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=table.delimiter)
        writer.writerow([cell(said) for said in (*sheet.titles, title)])
        for number, row in sheet.rows():
            if number in reasons:
                writer.writerow(
                    [cell(shown(one)) for one in _padded(row, sheet)] + [reasons[number]]
                )
                count += 1
    return count


def _book(path: Path, sheet: Sheet, reasons: Mapping[int, str], title: str) -> int:
    book = Book(sheet.title or title, (*sheet.titles, title))
    count = 0
    try:
        for number, row in sheet.rows():
            if number in reasons:
                book.add([*(_kept(one) for one in _padded(row, sheet)), reasons[number]])
                count += 1
        book.save(path)
    finally:
        book.drop()
    return count


def _padded(row: Sequence[Cell], sheet: Sheet) -> Sequence[Cell]:
    """As wide as the heading, so that the reasons stand in one column."""
    wide = len(sheet.titles)
    return [*row[:wide], *([None] * (wide - len(row)))]


def _kept(value: Cell) -> Any:
    return shown(value) if isinstance(value, Odd) else value
