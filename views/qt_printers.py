"""The computer's printers through Qt: a sheet is drawn dot for dot at the printer's own resolution.

Called from the pool. Must not make papers and must not touch a widget.
"""

from typing import Final

from PySide6.QtCore import QMarginsF, QRect, QRectF, QSizeF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from models.base.errors import Environment
from views.paper.output import Sheet
from views.printers import Printers

FINEST: Final = 600
"""Dots to the inch above which a picture of a page grows and paper does not get better."""
_WHITE, _BLACK = 0xFFFFFFFF, 0xFF000000
_POINTS = 72
_MM = 25.4


class QtPrinters:
    """The printers of this computer."""

    def printers(self) -> Printers:
        """Return the printers the system knows now."""
        names = tuple(QPrinterInfo.availablePrinterNames())
        return Printers(names, QPrinterInfo.defaultPrinterName())

    def send(self, sheet: Sheet, printer: str) -> None:
        """Print a sheet. Raises Environment("printer.missing" | "printer.refused")."""
        info = QPrinterInfo.printerInfo(printer)
        if info.isNull():
            raise Environment("printer.missing", name=printer)
        device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        device.setDocName(sheet.title)
        device.setFullPage(True)
        lay(device, sheet)
        if not draw(device, sheet, dpi=device.resolution()):
            raise Environment("printer.refused", name=printer)
        if device.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
            raise Environment("printer.refused", name=printer)


def lay(device: QPagedPaintDevice, sheet: Sheet) -> None:
    """Ask for paper of the sheet's own size, without margins; a driver may give another."""
    from views.paper import raster  # brings PDFium, which looking for printers does not need

    wide, high = raster.page_size(sheet.pdf)
    size = QSizeF(wide / _POINTS * _MM, high / _POINTS * _MM)
    exact = QPageSize.SizeMatchPolicy.ExactMatch if sheet.roll else None
    page = (
        QPageSize(size, QPageSize.Unit.Millimeter, "", exact)
        if exact is not None
        else QPageSize(QPageSize.PageSizeId.A5)
    )
    device.setPageSize(page)
    device.setPageMargins(QMarginsF(0, 0, 0, 0))


def draw(device: QPagedPaintDevice, sheet: Sheet, *, dpi: int) -> bool:
    """Draw all pages; False where the device did not take them. Nothing is cut off.

    A roll longer than the device's page goes on on the next one; a page wider than the device's is
    made smaller.
    """
    painter = QPainter()
    if not painter.begin(device):
        return False
    room = QRect(0, 0, device.width(), device.height())
    first, taken = True, True
    for number in range(sheet.pages):
        image, scale = picture_of(sheet, number, dpi=dpi)
        shrink = min(1.0, room.width() / (image.width() * scale))
        step = max(1, int(room.height() / (scale * shrink)))
        if not sheet.roll:
            shrink = min(shrink, room.height() / (image.height() * scale))
            step = image.height()
        for top in range(0, image.height(), step):
            taken = (first or device.newPage()) and taken
            first = False
            part = QRect(0, top, image.width(), min(step, image.height() - top))
            aim = QRectF(0, 0, part.width() * scale * shrink, part.height() * scale * shrink)
            painter.drawImage(aim, image, QRectF(part))
    return painter.end() and taken


def picture_of(sheet: Sheet, page: int, *, dpi: int) -> tuple[QImage, float]:
    """One page at the device's resolution: a roll in pure black dots, a page in grey.

    Returns it with the device dots one of its dots takes (more than 1 above 600 dpi).
    """
    from views.paper import raster

    used = min(dpi, FINEST)
    if sheet.roll:
        bits = raster.dots(sheet.pdf, page, dpi=used)
        image = QImage(bits.data, bits.width, bits.height, (bits.width + 7) // 8, _MONO)
        image.setColorTable([_WHITE, _BLACK])
        return image.copy(), dpi / used
    drawn = raster.picture(sheet.pdf, page, scale=used / _POINTS)
    colours = QImage(drawn.data, drawn.width, drawn.height, 3 * drawn.width, _RGB)
    return colours.convertToFormat(QImage.Format.Format_Grayscale8), dpi / used


_MONO: Final = QImage.Format.Format_Mono
_RGB: Final = QImage.Format.Format_RGB888
