"""A list of the shop written into a file: a workbook or text, as the file's name says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.services.exchange import What
from views.sheets import csv_out, xlsx_out
from views.texts import Catalogue
from views.whole_file import written


def write_list(
    path: Path,
    what: What,
    read: Callable[[Callable[[Any], None]], int],
    *,
    words: Catalogue,
    zone: str,
) -> int:
    """Write a list as a workbook where the name ends in .xlsx, else as text; returns the number of rows.

    ``read(take)`` gives every row to ``take`` and returns how many there were.
    """
    with written(path) as part:
        if path.suffix.lower() == ".xlsx":
            book = xlsx_out.Table(what, words=words, zone=zone)
            try:
                count = read(book.take)
                book.save(part)
            finally:
                book.drop()
        else:
            with part.open("w", encoding="utf-8", newline="") as stream:
                count = read(csv_out.Table(stream, what, words=words, zone=zone).take)
    return count
