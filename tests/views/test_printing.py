"""Printing: money is booked before any paper. A printer that is missing, full of excuses or dead costs no sale."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPageSize, QPdfWriter
from pytestqt.qtbot import QtBot

from models.base.errors import Environment
from models.services import bills, papers
from models.services.checkout import Posted
from tests.paper.shop023 import CARD, RECEIPT
from tests.shopkeeping import Shop
from tests.views.hands import press
from tests.views.till import EPSON, Window
from views import printing
from views.paper import raster
from views.paper.output import Sheet, make_card, make_receipt, make_roll, save, shown
from views.places import Till
from views.printing import PrinterState, Printing
from views.qt_printers import QtPrinters, draw, lay, picture_of

ENTER, F9 = Qt.Key.Key_Return, Qt.Key.Key_F9


@pytest.fixture
def window(qtbot: QtBot, shop: Shop) -> Iterator[Window]:
    made = Window(qtbot, shop)
    yield made
    made.close()


def sell(window: Window) -> None:
    window.open()
    window.add("sf")
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()


def copies(window: Window) -> int:
    return window.bill().copies


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


# What comes out


def test_the_preview_is_the_very_file_that_prints(window: Window) -> None:
    """Else the clerk promises what the paper does not say."""
    sell(window)
    seen = window.page.preview._receipt
    assert seen is not None
    assert make_roll(seen, width="80", language="zh").pdf == window.printer.sheets[0].pdf


def test_a_second_paper_is_marked_as_a_copy(window: Window) -> None:
    """Else one purchase can be claimed twice."""
    sell(window)
    window.press(F9)
    window.calm()
    first, second = (text_of(sheet.pdf) for sheet in window.printer.sheets)
    assert "副本" not in first
    assert "副本 第 1 次" in second
    assert window.words() == f"A-000001 已送到 {EPSON}"


@pytest.mark.parametrize(("name", "value", "expected"), [
    ("receipt_width", "58", 384), ("receipt_width", "a5", 1183), ("paper_language", "en", 576),
])  # fmt: skip
def test_paper_follows_the_settings(window: Window, name: str, value: str, expected: int) -> None:
    window.set(name, value)
    sell(window)
    sheet = window.printer.sheets[0]
    assert raster.dots(sheet.pdf).width == pytest.approx(expected, abs=2)
    assert ("WeChat" in text_of(sheet.pdf)) == (name == "paper_language")


def test_a_chosen_printer_is_used(window: Window) -> None:
    window.printer.names = ("Laser", EPSON)
    window.set("printer", EPSON)
    sell(window)
    assert window.printer.used == [EPSON]


# What goes wrong


def test_without_a_printer_the_sale_stands_and_the_first_paper_is_no_copy(window: Window) -> None:
    """Else the money is not booked, or the customer's first paper calls itself a copy."""
    window.printer.names = ()
    sell(window)
    assert (window.count(), copies(window)) == (1, 0)
    assert window.words() == "已收 ¥28.00。没接打印机，钱已记账，好了按 F9 再打"
    assert window.said[-1].tone == "error"
    assert window.page.done.trouble.text() == "钱已记账，小票没打上。好了按 F9 再打"
    assert window.printing.state == PrinterState(ready=False)
    window.printer.names = (EPSON,)
    window.press(F9)
    window.calm()
    assert "副本" not in text_of(window.printer.sheets[0].pdf)
    assert window.printing.state == PrinterState(ready=True, name=EPSON)


def test_a_chosen_printer_that_is_gone_is_not_replaced(window: Window) -> None:
    """Else receipts come out of the office printer in the next room."""
    window.set("printer", "Star TSP100")
    sell(window)
    assert window.printer.sheets == []
    assert "没接『Star TSP100』这台打印机" in window.words()


def test_a_printer_that_refuses_loses_nothing(window: Window) -> None:
    """Else out of paper means out of business."""
    window.printer.refuses = True
    sell(window)
    assert (window.count(), len(window.printer.sheets)) == (1, 0)
    assert "没接这张纸，看看缺纸没有，钱已记账" in window.words()
    window.printer.refuses = False
    window.press(F9)
    window.calm()
    assert len(window.printer.sheets) == 1


def test_a_jammed_printer_holds_up_no_sale(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the queue at the desk waits for a driver."""
    window.printing._jam.setInterval(30)
    window.printer.mend.clear()
    window.open()
    for _ in range(2):
        window.press(Qt.Key.Key_Insert)
        window.type("sf")
        window.press(ENTER)
        window.qtbot.waitUntil(lambda: window.page.pay.due.text() == "¥28.00")
        window.qtbot.waitUntil(lambda: window.page.pay.value() == 2800)
        window.page.pay.field.setFocus()
        window.press(ENTER)
        window.qtbot.waitUntil(lambda: window.page.posted is not None)
        monkeypatch.setattr("views.screens.checkout.SETTLED_MS", 0)
    window.qtbot.waitUntil(lambda: window.count() == 2)
    window.qtbot.waitUntil(lambda: any("没有反应" in notice.words for notice in window.said))
    window.printer.mend.set()
    window.calm()
    assert [sheet.title for sheet in window.printer.sheets] == ["A-000001", "A-000002"]


def test_a_bug_in_a_printer_lets_the_next_paper_through(window: Window) -> None:
    """Else one bad driver call silences the printer until the program starts again."""
    send = window.printer.send
    raised = iter((ValueError("driver"),))

    def broken(sheet: object, printer: str) -> None:
        for error in raised:
            raise error
        send(sheet, printer)  # type: ignore[arg-type]

    window.printer.send = broken  # type: ignore[method-assign]
    window.open()
    window.add("sf")
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.qtbot.waitUntil(lambda: bool(window.bugs))
    assert isinstance(window.bugs.pop(), ValueError)
    window.press(F9)
    window.calm()
    assert len(window.printer.sheets) == 1


# Saving


def test_the_paper_can_be_saved_without_a_printer(window: Window, tmp_path: Path) -> None:
    window.printer.names = ()
    sell(window)
    path = tmp_path / "小票.pdf"
    window.printing.save_receipt(window.bill().id, str(path))
    window.calm()
    assert path.read_bytes().startswith(b"%PDF")
    assert [entry.name for entry in tmp_path.iterdir() if "小票" in entry.name] == ["小票.pdf"]
    assert (window.words(), copies(window)) == ("已存成 小票.pdf", 1)


def test_a_folder_that_takes_no_file_gives_a_reason(tmp_path: Path) -> None:
    sheet = make_receipt(RECEIPT, width="80", language="zh")
    with pytest.raises(Environment) as caught:
        save(sheet, str(tmp_path / "nowhere" / "x.pdf"))
    assert (caught.value.code, caught.value.values) == ("printer.not_saved", {"name": "x.pdf"})


# The Qt port


def drawn_back(tmp_path: Path, sheet: Sheet, page: QPageSize | None = None) -> list[bytes]:
    """Draw a sheet on a paged device at 203 dpi and return its pages as black dots."""
    path = tmp_path / "out.pdf"
    device = QPdfWriter(str(path))
    device.setResolution(203)
    lay(device, sheet)
    if page is not None:
        device.setPageSize(page)
    assert draw(device, sheet, dpi=203)
    del device
    pdf = path.read_bytes()
    return [
        raster.picture(pdf, page, scale=203 / 72).data for page in range(raster.page_count(pdf))
    ]


def test_a_roll_reaches_the_head_dot_for_dot(tmp_path: Path) -> None:
    """Else thin strokes and codes are smeared by a second scaling."""
    sheet = make_receipt(RECEIPT, width="80", language="zh")
    want = raster.dots(sheet.pdf)
    image, scale = picture_of(sheet, 0, dpi=203)
    assert (image.width(), image.height(), scale) == (want.width, want.height, 1.0)
    black = sum(
        1 for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
        if image.pixelColor(x, y).lightness() == 0
    )  # fmt: skip
    assert black > 100
    (page,) = drawn_back(tmp_path, sheet)
    got = Image.frombytes("RGB", _size(tmp_path), page)
    codes = zxingcpp.read_barcodes(got)
    assert [code.text for code in codes] == [RECEIPT.code]


def _size(tmp_path: Path) -> tuple[int, int]:
    drawn = raster.picture((tmp_path / "out.pdf").read_bytes(), 0, scale=203 / 72)
    return drawn.width, drawn.height


def test_a_roll_longer_than_the_drivers_page_goes_on_on_the_next(tmp_path: Path) -> None:
    """Else a driver with a fixed page cuts the total off the receipt."""
    sheet = make_receipt(RECEIPT, width="80", language="zh")
    pages = drawn_back(tmp_path, sheet, QPageSize(QPageSize.PageSizeId.A7))
    high = raster.dots(sheet.pdf).height
    assert len(pages) == -(-high // round(105 / 25.4 * 203))
    assert len(pages) > 1


def test_a_card_fits_the_page_of_any_laser(tmp_path: Path) -> None:
    sheet = make_card(CARD, language="zh")
    low = QPageSize(QSizeF(148, 150), QPageSize.Unit.Millimeter, "", _EXACT)
    for page in (None, QPageSize(QPageSize.PageSizeId.A6), low):
        drawn_back(tmp_path, sheet, page)
        got = raster.picture((tmp_path / "out.pdf").read_bytes(), 0, scale=4)
        image = Image.frombytes("RGB", (got.width, got.height), got.data)
        found = zxingcpp.read_barcodes(image)
        assert [code.text for code in found] == [CARD.code] * 2, "bar code above, QR on the stub"


_EXACT = QPageSize.SizeMatchPolicy.ExactMatch


def test_a_printer_that_does_not_exist_is_named() -> None:
    with pytest.raises(Environment) as caught:
        QtPrinters().send(make_receipt(RECEIPT, width="80", language="zh"), "nobody's printer")
    assert (caught.value.code, caught.value.values["name"]) == (
        "printer.missing",
        "nobody's printer",
    )


def test_the_preview_is_as_wide_as_it_was_asked_for() -> None:
    for width in ("58", "80", "a5"):
        made = shown(make_receipt, RECEIPT, 288, width=width, language="zh", copy=0)
        assert made.pictures[0].width == pytest.approx(288, abs=1)


# The desk


def test_a_job_card_goes_to_its_own_printer(window: Window) -> None:
    window.printer.names = (EPSON, "Laser")
    window.set("job_card_printer", "Laser")
    job = window.shop.job(window.shop.member().id, "FW-001")
    window.printing.print_job_card(job.id)
    window.calm()
    assert (window.printer.used, window.printer.sheets[0].roll) == (["Laser"], False)
    assert window.words() == f"{job.number} 已送到 Laser"


def test_one_printing_per_window(window: Window) -> None:
    assert printing.of(window.tasks, window.notices) is window.printing
    assert isinstance(window.printing, Printing)


def test_noting_a_paper_comes_before_making_it(window: Window) -> None:
    """Else a paper that came out is not in the books and its copy calls itself the first."""
    sold: Posted = window.shop.sell("FW-001")
    window.open(Till())
    window.printer.refuses = True
    window.printing.print_receipt(sold.id)
    window.calm()
    assert window.shop.kernel.ask(bills.file, sold.id).copies == 1
    again = window.shop.kernel.run(papers.print_receipt, sold.id).result
    assert again.copy == 1


def test_neither_reportlab_nor_print_support_is_loaded_for_the_till() -> None:
    """Else every start pays 0.3 s for a paper that is printed later."""
    code = (
        "import sys, views.screens.checkout, views.screens.bill;"
        "bad = {'reportlab', 'pypdfium2', 'PIL', 'PySide6.QtPrintSupport'} & set(sys.modules);"
        "sys.exit(bool(bad))"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_preview_follows_another_width_at_once(window: Window) -> None:
    window.open()
    window.add("sf")
    press(window.shell, Qt.Key.Key_Return)
    window.page.next_width()
    window.calm()
    window.calm()
    assert window.page.preview._note.text() == "A5，实物的样子"
    assert window.page.preview.pages.pages() == 1
