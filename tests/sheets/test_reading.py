"""Every broken kind of spreadsheet: read right, or refused in words. Nothing is run, nothing unpacks for ever."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.base.errors import Environment, Refused
from models.base.sheet import Odd, What
from tests.sheets.made import (
    HEADING,
    PEOPLE,
    as_excel_saves,
    book,
    rows_of,
    shared_texts,
    tampered,
    text,
)
from views.sheets import csv_in, reading, xlsx_in
from views.sheets.reading import Sheet


def _read(path: Path, what: What = "members") -> Sheet:
    return reading.open_file(path).best(what)


def _rows(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(row) for _, row in _read(path).rows()]


MIDNIGHT = datetime(2026, 6, 1)  # noqa: DTZ001 - a cell has no zone
MORNING = MIDNIGHT.replace(hour=8, minute=30)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_of_every_encoding_and_separator(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """What Excel, WPS, a phone and an old till write; half of them would come in as rubbish."""
    file = tmp_path / "m.csv"
    file.write_bytes(text(delimiter=delimiter).encode(encoding))
    sheet = _read(file)
    assert sheet.titles == HEADING
    assert _rows(file) == [tuple(row) for row in PEOPLE]
    content = sheet.file.content
    assert isinstance(content, csv_in.TextTable)
    assert content.delimiter == delimiter
    assert [number for number, _ in sheet.rows()] == [2, 3, 4]


def test_utf_16_with_big_end_first_and_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes(b"\xfe\xff" + text().encode("utf-16-be"))
    assert _rows(file) == [tuple(row) for row in PEOPLE]


def test_the_separator_that_a_file_names_itself(tmp_path: Path) -> None:
    """Excel's own way of saying it: the first line is no heading."""
    file = tmp_path / "m.csv"
    file.write_text("sep=;\r\n" + text(delimiter=";"), encoding="utf-8")
    assert _rows(file) == [tuple(row) for row in PEOPLE]


def test_a_cell_may_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text('姓名,备注\n李雷,"有狗, 按两下""铃""\n再上楼"\n韩梅梅,x\n', encoding="utf-8")
    assert [row[1] for row in _rows(file)] == ['有狗, 按两下"铃"\n再上楼', "x"]
    assert [number for number, _ in _read(file).rows()] == [2, 3]


def test_lines_ended_in_any_way_and_ragged_rows(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes("姓名,手机\r李雷,1\r\n\n韩梅梅\n,,\n赵六,3,多出来的".encode())
    assert _rows(file) == [("李雷", "1"), ("韩梅梅",), ("赵六", "3", "多出来的")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (text().encode("utf-8")[:-20] + b"\xe6", "sheet.broken_text"),
        (b"\xef\xbb\xbf" + text().encode("gb18030"), "sheet.encoding"),
        (text().encode("utf-16")[:-1], "sheet.encoding"),
        (text().encode("utf-32"), "sheet.encoding"),
        (text().encode() + b"\0", "sheet.encoding"),
        (bytes(range(128, 256)) * 20, "sheet.encoding"),
        (b"\n" * 5000, "sheet.empty"),
        (("姓名,手机\n" + "x" * 2_000_000).encode(), "sheet.row"),
        ('姓名,手机\n"李雷,1\n韩梅梅,2\n'.encode(), "sheet.row"),
        ('姓名,手机\n李雷,"1"2\n'.encode(), "sheet.row"),
    ],
)
def test_broken_text_is_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    """Read all the same, a damaged file gives members with rubbish for names, and nobody notices for weeks."""
    file = tmp_path / "m.csv"
    file.write_bytes(content)
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        _rows(file)


def test_a_workbook_with_several_sheets_gives_the_right_one(tmp_path: Path) -> None:
    file = book(
        tmp_path / "b.xlsx",
        rows_of(["使用说明"], ["第一步"]),
        rows_of(HEADING, *PEOPLE),
        rows_of(["品牌", "型号", "电话"], ["海尔", "X1", "15409990001"]),
        titles=("说明", "客户", "设备"),
    )
    opened = reading.open_file(file)
    assert opened.sheets == ("说明", "客户", "设备")
    assert opened.best("members").title == "客户"
    assert opened.best("devices").title == "设备"
    assert opened.named("3", "members").title == "设备"
    assert opened.best("members").digest != opened.best("devices").digest
    with pytest.raises(Refused, match=r"sheet\.none"):
        opened.named("4", "members")


def test_the_heading_far_down_and_merged(tmp_path: Path) -> None:
    """A title over the table, two rows of headings, cells merged both ways."""

    def fill(sheet: Any) -> None:
        sheet["A1"] = "清河路店客户名单 2019-2025"
        sheet.merge_cells("A1:D1")
        sheet["A4"], sheet["B4"], sheet["D4"] = "姓名", "联系方式", "住址"
        sheet.merge_cells("B4:C4")
        sheet.merge_cells("A4:A5")
        sheet.merge_cells("D4:D5")
        sheet["B5"], sheet["C5"] = "手机", "座机"
        sheet.append(["李雷", 15409990001, 1055508600, "槐荫里 1 号"])

    sheet = _read(book(tmp_path / "b.xlsx", fill))
    assert sheet.heading.row == 5
    assert sheet.titles == ("姓名", "手机", "座机", "住址")
    assert list(sheet.rows()) == [(6, ("李雷", 15409990001, 1055508600, "槐荫里 1 号"))]


def test_values_come_as_what_they_are(tmp_path: Path) -> None:
    """Numbers, days in every form of cell, lengths of time, truth, and nothing that was never there."""
    cells = ["李雷", 15409990001, 1.38e10, date(2026, 6, 1), MORNING, 46174, True,
             timedelta(hours=30), None, "#N/A"]  # fmt: skip
    file = book(tmp_path / "b.xlsx", rows_of(["姓名", *"abcdefghi"], cells))
    assert _rows(file) == [
        ("李雷", 15409990001, 13800000000, MIDNIGHT, MORNING, 46174, True,
         "1 day, 6:00:00", None, "#N/A"),
    ]  # fmt: skip


def test_a_formula_is_its_last_value_and_never_run(tmp_path: Path) -> None:
    """Reckoned by Excel it has a value; written by a program it has none, which is said, not taken for empty."""
    file = book(tmp_path / "b.xlsx", rows_of(HEADING, ["李雷", "=1+1", '=HYPERLINK("http://x")']))

    def reckon(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>15409990001</v>").replace(
                b"<f>1+1</f><v></v>", b"<f>1+1</f><v>15409990001</v>"
            )
        return content

    assert _rows(tampered(file, reckon)) == [("李雷", 15409990001, Odd.UNCOUNTED)]


def test_a_sheet_that_says_it_is_the_whole_grid_is_read_by_its_rows(tmp_path: Path) -> None:
    """One formatted cell at the far end, and the sheet claims 17 billion cells."""
    file = book(tmp_path / "b.xlsx", rows_of(HEADING, *PEOPLE))

    def grow(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return content.replace(b'<dimension ref="A1:C4"', b'<dimension ref="A1:XFD1048576"')
        return content

    assert _rows(tampered(file, grow)) == [tuple(row) for row in PEOPLE]


def test_a_wide_row_is_cut(tmp_path: Path) -> None:
    file = book(tmp_path / "b.xlsx", rows_of(HEADING, ["李雷", "1", "x", *range(400)]))
    assert [len(row) for row in _rows(file)] == [reading.CELLS_MOST]


def _without(part: str) -> Callable[[str, bytes], bytes | None]:
    return lambda name, content: None if name == part else content


def _instead(part: str, new: bytes) -> Callable[[str, bytes], bytes | None]:
    return lambda name, content: new if name == part else content


@pytest.mark.parametrize(
    "change",
    [
        _without("xl/workbook.xml"),
        _without("xl/worksheets/sheet1.xml"),
        _without("xl/styles.xml"),
        _without("[Content_Types].xml"),
        _instead("xl/worksheets/sheet1.xml", b"<worksheet"),
        _instead("xl/worksheets/sheet1.xml", b""),
        _instead("xl/workbook.xml", b"\x00\x01"),
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused_in_words(
    tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    """Downloaded by half, or sent by somebody who means harm: a sentence, and no file of this PC in it."""
    file = tampered(book(tmp_path / "b.xlsx", rows_of(HEADING, *PEOPLE)), change)
    try:
        rows = _rows(file)
    except Refused as refused:
        assert refused.code in ("sheet.broken", "sheet.no_table", "sheet.empty")  # noqa: PT017
    else:
        assert "root:" not in str(rows)
        assert rows == [tuple(row) for row in PEOPLE]


SHARED = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>15409990001</v></c><c r="D3"/></row>'
    '<row r="5"><c r="B5"><f>B3</f><v>15409990001</v></c></row>'
)


def test_a_workbook_as_excel_saves_it(tmp_path: Path) -> None:
    """Texts kept apart, rows and cells left out where they are empty, a formula beside its value."""
    file = as_excel_saves(tmp_path / "e.xlsx", SHARED, shared_texts("姓名", "手机", "李雷"))
    sheet = _read(file)
    assert (sheet.title, sheet.titles[:2]) == ("客户", ("姓名", "手机"))
    assert list(sheet.rows()) == [
        (3, ("李雷", 15409990001, None, None)),
        (5, [None, 15409990001]),
    ]


_DECLARED = '<?xml version="1.0"?><!DOCTYPE sst [{entity}]>'


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
        '<!ENTITY c SYSTEM "http://127.0.0.1:9/x">',
    ],
)
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_never_followed(tmp_path: Path, entity: str, part: str) -> None:
    """A thousand laughs, a file of this PC, an address on the net: refused before anything is fetched."""
    file = as_excel_saves(tmp_path / "e.xlsx", SHARED, shared_texts("姓名", "手机", "李雷"))

    def declare(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        body = content.removeprefix(b'<?xml version="1.0"?>').replace("李雷".encode(), b"&c;")
        return _DECLARED.format(entity=entity).encode() + body

    with pytest.raises(Refused, match=r"sheet\.broken"):
        _rows(tampered(file, declare))


@pytest.mark.parametrize("cut", [10, 100, 1000, 3000])
def test_a_workbook_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    file = book(tmp_path / "b.xlsx", rows_of(HEADING, *PEOPLE))
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(Refused, match=r"sheet\.broken"):
        _rows(file)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """Four kilobytes on the stick, gigabytes in memory: refused by what the archive itself says."""
    file = book(tmp_path / "b.xlsx", rows_of(HEADING, *PEOPLE))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/x", "w") as part,
    ):
        for _ in range(410):
            part.write(bytes(1_000_000))
    assert file.stat().st_size < 1_000_000
    with pytest.raises(Refused, match=r"sheet\.bomb"):
        reading.open_file(file)


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    """The size in the directory is written by whoever made the file; reading ends there."""
    file = book(tmp_path / "b.xlsx", rows_of(HEADING, *([*PEOPLE] * 2000)))
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    content = file.read_bytes()
    small = (600).to_bytes(4, "little")
    content = content.replace(info.file_size.to_bytes(4, "little"), small)
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"sheet\.(broken|empty)"):
        _rows(file)


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.old_workbook"),
        (b"%PDF-1.7", "sheet.no_table"),
        (b"\xef\xbb\xbf<html><table>", "sheet.no_table"),
        (b"<?xml version='1.0'?><Workbook", "sheet.no_table"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, start: bytes, code: str) -> None:
    file = tmp_path / "m.xlsx"
    file.write_bytes(start + bytes(100))
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        reading.open_file(file)


def test_a_workbook_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    """Renamed to .csv by somebody who was told that CSV is wanted."""
    file = book(tmp_path / "b.csv", rows_of(HEADING, *PEOPLE))
    assert _rows(file) == [tuple(row) for row in PEOPLE]


def test_a_file_that_changes_meanwhile_is_not_read_on(tmp_path: Path) -> None:
    """What was looked at and what is written must be the same sheet."""
    file = tmp_path / "m.csv"
    file.write_text(text(), encoding="utf-8")
    sheet = _read(file)
    file.write_text(text().replace("李雷", "李某"), encoding="utf-8")
    with pytest.raises(Refused, match=r"sheet\.changed"):
        list(sheet.rows())


def test_a_file_too_large_or_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "m.csv"
    file.write_text(text(), encoding="utf-8")
    monkeypatch.setattr(reading, "BYTES_MOST", 10)
    with pytest.raises(Refused, match=r"sheet\.too_large"):
        reading.open_file(file)
    with pytest.raises(Refused, match=r"sheet\.missing"):
        reading.open_file(tmp_path / "gone.csv")


def test_a_file_that_cannot_be_read_is_the_machines_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "m.csv"
    file.write_text(text(), encoding="utf-8")

    def refuse(_: Path) -> str:
        raise PermissionError(13, "no")

    monkeypatch.setattr(reading, "digest_of", refuse)
    with pytest.raises(Environment, match=r"store\.io"):
        reading.open_file(file)


def test_the_shared_texts_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the one part that is held in memory as a whole."""
    file = as_excel_saves(tmp_path / "e.xlsx", SHARED, shared_texts("姓名", "手机", "李雷"))
    monkeypatch.setattr(xlsx_in, "TEXTS_MOST", 50)
    with pytest.raises(Refused, match=r"sheet\.bomb"):
        reading.open_file(file)


def test_nothing_is_left_open(tmp_path: Path) -> None:
    """On Windows a file that is still open cannot be replaced or removed."""
    file = book(tmp_path / "b.xlsx", rows_of(HEADING, *PEOPLE))
    rows = _read(file).rows()
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    assert openpyxl.load_workbook(file).sheetnames == ["Sheet1"]
    file.unlink()
