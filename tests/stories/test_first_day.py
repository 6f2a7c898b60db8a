"""The shop's first day with its old spreadsheet of 3,000 rows, by keys through the real window, to the proof."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from PySide6.QtCore import Qt

from desktop.demo_people import Register
from desktop.paths import migration_steps
from models.services import bills, check, member_file, search
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.import_sheet import ImportSheetPage

K = Qt.Key
ROWS = 3000


def _old_list(path: Path) -> dict[str, int]:
    """Years of one clerk's Excel: a title, merged headings, numbers for phones, five ways to write a day, doubles,

    page totals, broken rows. Returns what must become of the rows.
    """
    book = openpyxl.Workbook()
    notes: Any = book.active
    notes.title = "说明"
    notes.append(["2016 年起的老客户，小何整理"])
    sheet = book.create_sheet("老客户")
    sheet.append(["清河路店 老客户名单"])
    sheet.append([])
    sheet.append(["编号", "客户", "联系方式", None, "住址", "入会时间", "备注"])
    sheet.append([None, None, "手机", "座机", None, None, None])
    for merged in ("A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "G3:G4"):
        sheet.merge_cells(merged)
    chance = random.Random(2026)
    register = Register(chance)
    expected = dict.fromkeys(("new", "twin", "known", "refused", "total"), 0)
    last: Any = None
    cells: list[Any] = []
    for number in range(1, ROWS + 1):
        person = register.newcomer(number, day=date(2026, 1, 1)).details
        phone: Any = int(person.phones[0].number)
        kind = "new"
        if number % 100 == 0:
            kind, cells = "total", ["本页合计", f"{99} 户", None, None, None, None, None]
        elif number % 250 == 1:
            kind, phone = "refused", "1.38E+10"
        elif number % 97 == 5:
            kind, phone = "twin", last
        elif number == 777:
            kind, phone = "known", 15401062046
        if kind != "total":
            cells = [
                number,
                person.name,
                phone,
                None,
                f"{person.addresses[0].text} {number}",
                _day(number),
                None,
            ]
        if kind == "new":
            last = phone
        expected[kind] += 1
        sheet.append(cells)
    book.save(path)
    return expected


def _day(number: int) -> Any:
    day = date(2016 + number % 10, number % 12 + 1, number % 28 + 1)
    return (
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        day,
        (day - date(1899, 12, 30)).days,
    )[number % 6]


def test_the_first_day_with_the_old_spreadsheet(clerk: Clerk, shop: Shop, tmp_path: Path) -> None:
    """In the morning the list of ten years comes in; at noon the first of these customers is served by name."""
    shop.member()
    file = tmp_path / "老客户.xlsx"
    expected = _old_list(file)
    clerk.press(K.Key_2, held=ALT)
    clerk.at(places.MEMBERS)
    clerk.page._import.setFocus()  # type: ignore[attr-defined]
    clerk.press(K.Key_Space)
    clerk.at(places.IMPORT_SHEET)
    page = clerk.page
    assert isinstance(page, ImportSheetPage)
    page.take_path(str(file))  # what the system's own dialog answers Ctrl+O with
    clerk.until(lambda: page.preview is not None, "the sheet was never looked at")
    clerk.calm()
    assert page.studied is not None
    assert page.preview is not None
    assert page.studied.sheet.title == "老客户"
    assert page.preview.counts == expected
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None, "nothing was written")
    clerk.calm()
    assert page.done is not None
    assert page.done.made == expected["new"]
    assert len(page.done.left) == ROWS - expected["new"]
    page.save_left_to(str(tmp_path / "没导的.xlsx"))
    clerk.calm()
    left = openpyxl.load_workbook(tmp_path / "没导的.xlsx").active
    assert left.max_row == 1 + expected["refused"] + expected["twin"] + expected["known"]
    # The wrong list? One key takes it back, and it comes in again.
    clerk.press(K.Key_Z, held=CTRL)
    clerk.until(lambda: len(shop.kernel.ask(member_file.recent).rows) == 1, "it was not taken back")
    clerk.calm()
    page.take_path(str(file))
    clerk.until(lambda: page.preview is not None)
    clerk.calm()
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None)
    clerk.calm()
    _serve_one_of_them(clerk, shop)
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert report.sound, [finding for finding in report.findings if finding.broken]


def _serve_one_of_them(clerk: Clerk, shop: Shop) -> None:
    """Found by the tail of the phone, a job, the money: as if the member had always been there."""
    chance = random.Random(2026)
    person = [Register(chance).newcomer(n, day=date(2026, 1, 1)).details for n in (1, 2, 3)][1]
    tail = person.phones[0].number[-6:]
    assert person.name in [row.name for row in shop.kernel.ask(search.search, tail).rows]
    clerk.press(K.Key_F1)
    clerk.type(person.phones[0].number)
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)
    clerk.press(K.Key_F2)
    clerk.at(places.JOB_FORM)
    clerk.type("空调不制冷")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.press(K.Key_Insert)
    clerk.type("FW-001")
    clerk.press(K.Key_Return, K.Key_Return, K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no receipt came out")
    (row,) = shop.kernel.ask(bills.of_day)
    assert row.member == person.name
