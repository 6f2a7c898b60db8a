"""Lists written as text with commas: text stays text, numbers stay numbers, nothing becomes a formula."""

import csv
from datetime import datetime
from typing import IO, Any

from models.rules.import_values import FORMULA_STARTS
from models.services.exchange import What
from views.sheets.lists_out import Fen, Lines, Out
from views.texts import Catalogue


class Amount(str):
    """A sum of money written out in digits; nobody typed it, so a minus may lead it."""

    __slots__ = ()


def cell(value: Any) -> Any:
    """A cell as it may be written: text that a spreadsheet would run gets an apostrophe in front."""
    typed = isinstance(value, str) and not isinstance(value, Amount)
    return f"'{value}" if typed and value.startswith(FORMULA_STARTS) else value


def amount(fen: int) -> Amount:
    """Fen as yuan without separators, so that a spreadsheet can add them up: 34400 → 344.00."""
    yuan, rest = divmod(abs(fen), 100)
    return Amount(f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}")


class Table:
    """Writes one export into an open text stream, row by row.

    ``zone`` is the shop's (IANA name): moments are written in its time. The stream must be opened with
    ``newline=""``; it begins with a mark, so that a spreadsheet takes it for UTF-8.
    """

    def __init__(self, stream: IO[str], what: What, *, words: Catalogue, zone: str) -> None:
        self._writer = csv.writer(stream)
        self._lines = Lines(what, words=words, zone=zone)
        stream.write("\ufeff")
        self._writer.writerow([cell(title) for title in self._lines.heading()])

    def take(self, row: Any) -> None:
        """Write one row, as views.sheets.lists_out takes them."""
        self._writer.writerow([cell(_text(value)) for value in self._lines.row(row)])


def _text(value: Out) -> Any:
    if isinstance(value, Fen):
        return amount(value.fen)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return "" if value is None else value
