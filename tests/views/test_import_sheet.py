"""The import page in the real window, by keys: nothing is written unseen, and all of it can be undone."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from models.base.rights import Level
from models.services import member_file, prices
from models.services import shop as shops
from tests.clerk import ALT, CTRL, Clerk
from tests.sheets.made import HEADING, PEOPLE, book, rows_of, text
from tests.shopkeeping import Shop
from views import places, texts
from views.screens.import_sheet import ImportSheetPage
from views.screens.lists_section import ListsSection
from views.screens.settings import SettingsPage

K = Qt.Key


def _page(clerk: Clerk, what: str = "members") -> ImportSheetPage:
    clerk.shell.go(places.IMPORT_SHEET, what)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, ImportSheetPage)
    return page


def _opened(clerk: Clerk, path: Path, what: str = "members") -> ImportSheetPage:
    page = _page(clerk, what)
    page.take_path(str(path))
    clerk.until(lambda: page.preview is not None, "nothing was looked at")
    clerk.calm()
    return page


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Three new people, one known, one that cannot be, and a total."""
    file = tmp_path / "老客户.csv"
    rows = (
        HEADING,
        *PEOPLE,
        ("张阿姨", "15401062046", ""),
        ("坏", "1.38E+10", ""),
        ("合计", "5", ""),
    )
    file.write_text(text(rows), encoding="gb18030")
    return file


def test_looked_at_written_and_undone_by_keys(clerk: Clerk, shop: Shop, table: Path) -> None:
    """Ctrl+Enter, and if it was the wrong list, one key back."""
    shop.member()
    page = _opened(clerk, table)
    assert page.preview is not None
    assert page.preview.counts == {"new": 3, "known": 1, "refused": 1, "total": 1}
    assert page.acts["take_in"].text() == "导入 3 行"
    assert len(shop.kernel.ask(member_file.recent).rows) == 1
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None, "nothing was written")
    clerk.calm()
    assert len(shop.kernel.ask(member_file.recent).rows) == 4
    assert clerk.words() == "导入了 3 行，3 行没导"
    clerk.press(K.Key_Return, held=CTRL)
    assert len(shop.kernel.ask(member_file.recent).rows) == 4
    clerk.press(K.Key_U, held=CTRL)
    clerk.until(lambda: page.done is None)
    clerk.calm()
    assert len(shop.kernel.ask(member_file.recent).rows) == 1
    assert page.preview is not None
    assert page.preview.taken == 3


def test_undo_works_from_another_screen(clerk: Clerk, shop: Shop, table: Path) -> None:
    """Ctrl+Z still means the last act after the clerk went elsewhere."""
    page = _opened(clerk, table)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None)
    clerk.calm()
    clerk.press(K.Key_1, held=ALT)
    clerk.at(places.TODAY)
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(member_file.recent).rows == ()


def test_columns_are_corrected_by_keys_and_remembered(
    clerk: Clerk, shop: Shop, tmp_path: Path
) -> None:
    """Titles nobody foresaw: the clerk says it once, with an arrow key, and never again."""
    file = tmp_path / "m.csv"
    file.write_text("姓名,号一,号二\n李雷,15409990001,15409990009\n", encoding="utf-8")
    page = _opened(clerk, file)
    assert dict(page._columns.columns()) == {"name": 0, "phone": 1}
    page._columns._made["members"].choices["phone"].setFocus()
    clerk.press(K.Key_Down)
    clerk.until(lambda: page.preview is not None)
    assert dict(page._columns.columns()) == {"name": 0, "phone": 2}
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None)
    assert shop.kernel.ask(member_file.recent).rows[0].masked == "154****0009"
    again = tmp_path / "again.csv"
    again.write_text("姓名,号一,号二\n王五,15409990003,15409990004\n", encoding="utf-8")
    page = _opened(clerk, again)
    assert page.studied is not None
    assert page.studied.remembered
    assert dict(page._columns.columns()) == {"name": 0, "phone": 2}


def test_a_missing_column_is_said_beside_it(clerk: Clerk, tmp_path: Path) -> None:
    """Nothing is guessed: without a name there is no member."""
    file = tmp_path / "m.csv"
    file.write_text("号码,手机\n1,15409990001\n2,15409990002\n", encoding="utf-8")
    page = _page(clerk)
    page.take_path(str(file))
    clerk.until(lambda: page.studied is not None)
    clerk.calm()
    assert page._columns._made["members"].form.refused() == ["name"]
    assert not page.acts["take_in"].isEnabled()


def test_a_sheet_of_the_workbook_is_chosen(clerk: Clerk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "b.xlsx",
        rows_of(HEADING, *PEOPLE),
        rows_of(HEADING, PEOPLE[0]),
        titles=("甲", "乙"),
    )
    page = _opened(clerk, file)
    assert page.preview is not None
    assert page.preview.taken == 3
    page._sheets.choose("1")
    page._pick_sheet(1)
    clerk.until(
        lambda: page.preview is not None and page.preview.taken == 1, "the other sheet never came"
    )


def test_the_same_file_is_recognised_and_said(clerk: Clerk, table: Path) -> None:
    page = _opened(clerk, table)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None)
    page = _opened(clerk, table)
    assert page.preview is not None
    assert page.preview.earlier is not None
    assert page.preview.taken == 0


def test_what_was_left_out_is_saved_with_reasons(
    clerk: Clerk, shop: Shop, table: Path, tmp_path: Path
) -> None:
    """The list for the person who knows the customers."""
    shop.member()
    page = _opened(clerk, table)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None)
    page.save_left_to(str(tmp_path / "没导的.csv"))
    clerk.calm()
    said = (tmp_path / "没导的.csv").read_text(encoding="gb18030")
    assert "张阿姨,15401062046,,电话是『张桂兰』的" in said
    assert "坏,1.38E+10,,手机：数字太长" in said
    assert "合计" not in said
    assert clerk.words().startswith("2 行存好了")


def test_a_file_that_is_none_is_said_and_the_page_goes_on(
    clerk: Clerk, tmp_path: Path, table: Path
) -> None:
    wrong = tmp_path / "x.xlsx"
    wrong.write_bytes(b"PK\x03\x04 and nothing")
    page = _page(clerk)
    page.take_path(str(wrong))
    clerk.calm()
    assert "坏了" in clerk.words()
    assert page.studied is None
    assert _opened(clerk, table).preview is not None


def test_a_file_is_dropped_onto_the_page(clerk: Clerk, table: Path) -> None:
    page = _page(clerk)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(page.rect().center(), copy, data, left, none)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, data, left, none))
    clerk.until(lambda: page.preview is not None, "the drop was not taken")


def test_a_clerk_needs_a_supervisor_to_write(clerk: Clerk, shop: Shop, table: Path) -> None:
    """Looking is free; three thousand new members are not a clerk's to make."""
    session, kernel = clerk.window.session, clerk.window.kernel
    session.set_pin(kernel.actor.id, "271828")
    person = kernel.run(
        shops.add_person, name="小何", technician=False, level=int(Level.CLERK)
    ).result
    session.set_pin(person, "5032")
    session.sign_in(person, "5032")
    page = _opened(clerk, table)
    assert page.preview is not None
    clerk.press(K.Key_Return, held=CTRL)
    clerk._turn(200)
    assert page.done is None
    session.sign_in_owner()
    assert shop.kernel.ask(member_file.recent).rows == ()


def test_prices_come_in_with_a_day(clerk: Clerk, shop: Shop, tmp_path: Path) -> None:
    """Next month's prices, prepared in Excel, in force from next month."""
    file = tmp_path / "p.csv"
    file.write_text("编码,项目,价格\nFW-001,上门检测费,35\nKT-9,空调清洗,120\n", encoding="utf-8")
    page = _opened(clerk, file, "prices")
    assert page.preview is not None
    assert page.preview.counts == {"price": 1, "new": 1}
    day = page._columns._made["prices"].day
    assert day is not None
    day.setFocus()
    clerk.type("1999-1-1")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert page.done is None
    day.setText("2099-1-1")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: page.done is not None)
    rows = {row.code: row for row in shop.kernel.ask(prices.price_list).rows}
    assert (rows["FW-001"].price, rows["FW-001"].next_price, rows["KT-9"].price) == (
        3000,
        3500,
        12000,
    )


def test_every_way_leads_here(clerk: Clerk) -> None:
    """From the members, the prices and the settings."""
    for place in (places.MEMBERS, places.PRICES):
        clerk.shell.go(place)
        clerk.calm()
        clerk.page._import.click()  # type: ignore[attr-defined]
        clerk.at(places.IMPORT_SHEET)
    page = clerk.page
    assert isinstance(page, ImportSheetPage)
    assert page.what == "prices"
    clerk.press(K.Key_Escape)
    clerk.at(places.PRICES)


@pytest.mark.parametrize("what", ["members", "devices", "jobs", "bills", "prices", "journal"])
@pytest.mark.parametrize("ending", [".xlsx", ".csv", ""])
def test_every_list_is_exported_from_the_settings(
    clerk: Clerk, shop: Shop, tmp_path: Path, what: str, ending: str
) -> None:
    """The owner takes the shop's own data along, whenever and in the form that is wanted."""
    member = shop.member()
    shop.washer(member.id)
    shop.sell("FW-001", member_id=member.id)
    shop.job(member.id, "FW-001")
    clerk.shell.go(places.SETTINGS, "lists")
    clerk.calm()
    page = clerk.page
    assert isinstance(page, SettingsPage)
    section = page._sections["lists"]
    assert isinstance(section, ListsSection)
    section._list.choose(what)
    section.save_to(str(tmp_path / f"out{ending}"))
    clerk.calm()
    file = tmp_path / f"out{ending or '.xlsx'}"
    assert (file.stat().st_mode & 0o077) == 0
    if ending == ".csv":
        assert len(file.read_text(encoding="utf-8-sig").splitlines()) >= 2
    else:
        assert openpyxl.load_workbook(file).active.max_row >= 2
    assert "里面有完整号码" in clerk.words()


def test_the_page_speaks_english_at_once(clerk: Clerk, table: Path) -> None:
    page = _opened(clerk, table)
    clerk.window.tasks.run(shops.set_setting, "language", "en")
    clerk.until(lambda: texts.language() == "en")
    clerk.calm()
    assert page.acts["take_in"].text() == "Import rows: 4"
    assert page._columns._made["members"].choices["name"].currentText().startswith("A ")
