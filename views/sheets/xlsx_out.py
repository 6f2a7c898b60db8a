"""Workbooks written row by row, without keeping a row in memory. Text is text: nothing typed becomes a formula.

openpyxl holds the sheet in a temporary file that only its owner can read, and takes it away when it is done.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from models.rules.import_values import FORMULA_STARTS
from models.services.exchange import What
from views.sheets.lists_out import WIDE, Fen, Lines, Out
from views.texts import Catalogue

ROWS_MOST = 1_000_000
"""Rows of one sheet; Excel has a little more. What goes beyond stands in the next sheet."""
TEXT_MOST = 32_767
_CAREFUL = (*FORMULA_STARTS, "#")
"""What openpyxl would take for a formula or an error."""
_MONEY, _MOMENT, _DAY = "0.00", "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NARROW, _BROAD = 16, 32


class Book:
    """A workbook of one list. Close it by :meth:`save` or :meth:`drop`, else its temporary file stays."""

    def __init__(self, title: str, heading: Sequence[str], *, wide: Sequence[bool] = ()) -> None:
        self._book = openpyxl.Workbook(write_only=True)
        self._title, self._heading = title, tuple(heading)
        self._wide = tuple(wide) or (False,) * len(self._heading)
        self._sheets: list[Any] = []
        self._rows = 0
        self._begin()

    def add(self, values: Sequence[Out]) -> None:
        """Write a row. Money has two decimals, a moment minutes, a text never more than a cell takes."""
        if self._rows == ROWS_MOST:
            self._begin()
        self._rows += 1
        self._sheet.append([self._cell(value) for value in values])

    def save(self, path: Path) -> None:
        """Write the whole workbook to ``path``."""
        self._book.save(path)

    def drop(self) -> None:
        """Take the temporary files away, whether it was saved or not."""
        for sheet in self._sheets:
            if not sheet.closed:
                sheet.close()
            Path(sheet._writer.out).unlink(missing_ok=True)

    def _begin(self) -> None:
        number = len(self._sheets) + 1
        title = self._title if number == 1 else f"{self._title} {number}"
        sheet = self._sheet = self._book.create_sheet(title[:31])
        self._sheets.append(sheet)
        for place, broad in enumerate(self._wide, start=1):
            letter = openpyxl.utils.get_column_letter(place)
            sheet.column_dimensions[letter].width = _BROAD if broad else _NARROW
        sheet.freeze_panes = "A2"
        self._styles = {form: self._style(form) for form in (_MONEY, _MOMENT, _DAY)}
        head = []
        for said in self._heading:
            made = self._text(said)
            made.font = Font(bold=True)
            head.append(made)
        sheet.append(head)
        self._rows = 0

    def _style(self, form: str) -> Any:
        made = WriteOnlyCell(self._sheet)
        made.number_format = form
        return made._style

    def _having(self, form: str, sort: str, value: Any) -> Any:
        """A cell of this form; put together by hand, because openpyxl looks each form up again for every cell."""
        made = WriteOnlyCell(self._sheet)
        made._value, made.data_type, made._style = value, sort, self._styles[form]
        return made

    def _cell(self, value: Out) -> Any:
        if isinstance(value, str):
            if not value:
                return None
            if value.startswith(_CAREFUL) or len(value) > TEXT_MOST:
                return self._text(value)
            return _UNPRINTABLE.sub("\ufffd", value) if not value.isprintable() else value
        if isinstance(value, Fen):
            return self._having(_MONEY, "n", value.fen / 100)
        if isinstance(value, datetime):
            return self._having(_MOMENT, "d", value)
        if isinstance(value, date):
            return self._having(_DAY, "d", value)
        return value

    def _text(self, value: str) -> Any:
        """A text that stays one, whatever it begins with, also when somebody edits the cell."""
        made = WriteOnlyCell(self._sheet)
        clean = _UNPRINTABLE.sub("\ufffd", value)[:TEXT_MOST]
        made._value, made.data_type = clean, "s"
        if clean.startswith(FORMULA_STARTS):
            made.quotePrefix = True
        return made


class Table:
    """Writes one export into a workbook, row by row; then :meth:`save`, or :meth:`drop` where it failed."""

    def __init__(self, what: What, *, words: Catalogue, zone: str) -> None:
        self._lines = Lines(what, words=words, zone=zone)
        wide = [name in WIDE for name in self._lines.columns]
        self._book = Book(words.say(f"cli.list.{what}"), self._lines.heading(), wide=wide)

    def take(self, row: Any) -> None:
        """Write one row, as views.sheets.lists_out takes them."""
        self._book.add(self._lines.row(row))

    def save(self, path: Path) -> None:
        """Write the workbook."""
        self._book.save(path)

    def drop(self) -> None:
        """Give up."""
        self._book.drop()
