"""What was left out, in a file of the same form: mended there, it comes in the next time."""

import csv
from pathlib import Path

import openpyxl
import pytest

from models.base.errors import Refused
from models.base.sheet import Odd
from tests.sheets.made import HEADING, book, rows_of, text
from views.sheets import reading, rejects
from views.sheets.csv_in import TextTable

ROWS = (("李雷", "15409990001", "槐荫里"), ("=1+1", "坏", "-x"), ("韩梅梅", "15409990002", ""))
WHY = {3: "手机：电话里不能有『坏』", 4: "电话是『张桂兰』的"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_keeps_its_encoding_and_separator(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """The program that wrote the sheet must be able to read what comes back."""
    file, out = tmp_path / "m.csv", tmp_path / "left.csv"
    file.write_bytes(text((HEADING, *ROWS), delimiter=delimiter).encode(encoding))
    sheet = reading.open_file(file).best("members")
    assert rejects.write(out, sheet, WHY, title="原因") == 2
    rows = list(csv.reader(out.read_text(encoding=encoding).splitlines(), delimiter=delimiter))
    assert rows[0] == [*HEADING, "原因"]
    assert rows[1] == ["'=1+1", "坏", "'-x", WHY[3]]
    assert rows[2] == ["韩梅梅", "15409990002", "", WHY[4]]
    assert (out.stat().st_mode & 0o077) == 0
    assert not list(tmp_path.glob("*.part"))
    again = reading.open_file(out).best("members")
    content = again.file.content
    assert isinstance(content, TextTable)
    assert content.delimiter == delimiter
    assert again.titles == (*HEADING, "原因")


def test_a_workbook_comes_back_as_a_workbook(tmp_path: Path) -> None:
    """Numbers stay numbers, what begins like a formula stays text, a formula without value is said."""
    file = book(
        tmp_path / "b.xlsx",
        rows_of(HEADING, ["李雷", 15409990001], ["=1+1", 1540999, "-x"]),
        titles=["客户"],
    )
    out = tmp_path / "left.xlsx"
    sheet = reading.open_file(file).best("members")
    assert next(row for number, row in sheet.rows() if number == 3)[0] is Odd.UNCOUNTED
    assert rejects.write(out, sheet, {3: WHY[3]}, title="原因") == 1
    rows = list(openpyxl.load_workbook(out)["客户"].iter_rows(values_only=True))
    assert rows == [(*HEADING, "原因"), ("=…", 1540999, "-x", WHY[3])]


def test_nothing_is_written_from_a_sheet_that_changed(tmp_path: Path) -> None:
    """The row numbers would belong to other people."""
    file, out = tmp_path / "m.csv", tmp_path / "left.csv"
    file.write_text(text((HEADING, *ROWS)), encoding="utf-8")
    sheet = reading.open_file(file).best("members")
    file.write_text(text((HEADING, ROWS[2])), encoding="utf-8")
    with pytest.raises(Refused, match=r"sheet\.changed"):
        rejects.write(out, sheet, WHY, title="原因")
    assert not out.exists()
    assert not list(tmp_path.glob("*.part"))
