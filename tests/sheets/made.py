"""Files as shops have them, whole and broken, made in code so that every test run has the same bytes."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

PEOPLE = (
    ("李雷", "15409990001", "槐荫里 1 号"),
    ("韩梅梅", "15409990002", "杏园东里 3 号"),
    ("欧阳雪", "01055508600", "运河景苑 7 号"),
)
HEADING = ("姓名", "手机", "地址")


def text(rows: Sequence[Sequence[object]] = (HEADING, *PEOPLE), *, delimiter: str = ",") -> str:
    """A table as text, lines ended as Windows ends them."""
    return "".join(delimiter.join(str(cell) for cell in row) + "\r\n" for row in rows)


def book(path: Path, *fill: Callable[[Any], None], titles: Sequence[str] = ()) -> Path:
    """A workbook; each ``fill`` gets a sheet of its own."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for place, one in enumerate(fill):
        one(made.create_sheet(titles[place] if titles else f"Sheet{place + 1}"))
    made.save(path)
    return path


def rows_of(*rows: Sequence[object]) -> Callable[[Any], None]:
    """Fill a sheet with these rows."""

    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(list(row))

    return fill


def tampered(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same workbook with parts changed; None leaves a part out."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            new = change(name, content)
            if new is not None:
                archive.writestr(name, new)
    path.write_bytes(stream.getvalue())
    return path


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def shared_texts(*said: str) -> bytes:
    """The part in which Excel keeps every text once."""
    inside = "".join(f"<si><t>{text}</t></si>" for text in said)
    return f'<?xml version="1.0"?><sst xmlns="{_MAIN}">{inside}</sst>'.encode()


def as_excel_saves(path: Path, cells: str, texts: bytes) -> Path:
    """A workbook put together by hand as Excel does it: texts apart, ``cells`` the XML of the rows."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="客户" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("xl/sharedStrings.xml", texts)
    return path
