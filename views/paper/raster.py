"""Pages of a finished PDF as pictures: 1 bit per dot for a thermal head, RGB for a preview. No Qt.

The PDF is the one truth; preview and print are both made from it here.
"""

from dataclasses import dataclass
from threading import Lock

import pypdfium2
from PIL import Image

DOTS_PER_INCH = 203
_POINTS_PER_INCH = 72
# PDFium is one global machine: it must not be entered by two threads at once.
_PDFIUM = Lock()


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Eight dots a byte, the most significant bit left, 1 = black; rows padded to whole bytes."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of red, green and blue bytes from the top, without padding."""

    width: int
    height: int
    data: bytes


def page_count(pdf: bytes) -> int:
    """Pages of the document."""
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def dots(pdf: bytes, page: int = 0, *, dpi: int = DOTS_PER_INCH) -> Bitmap:
    """One page in pure black and white at the printer's resolution."""
    image = _drawn(pdf, page, dpi / _POINTS_PER_INCH, crisp=True)
    flat = image.convert("L").point([255] * 128 + [0] * 128).convert("1", dither=Image.Dither.NONE)
    return Bitmap(flat.width, flat.height, flat.tobytes())


def picture(pdf: bytes, page: int = 0, *, scale: float = 1.0) -> Picture:
    """One page in colour; ``scale`` 1 is 72 pixels to the inch."""
    image = _drawn(pdf, page, scale, crisp=False)
    return Picture(image.width, image.height, image.tobytes())


def page_size(pdf: bytes, page: int = 0) -> tuple[float, float]:
    """Width and height of one page in points."""
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        wide, high = document.get_page_size(page)
        return float(wide), float(high)


def fitted(pdf: bytes, page: int = 0, *, width: int) -> Picture:
    """One page in colour, ``width`` pixels across and as high as it comes out."""
    return picture(pdf, page, scale=width / page_size(pdf, page)[0])


def _drawn(pdf: bytes, page: int, scale: float, *, crisp: bool) -> Image.Image:
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        bitmap = sheet.render(scale=scale, no_smoothpath=crisp, rev_byteorder=True)
        image: Image.Image = bitmap.to_pil().convert("RGB")
        image.load()
        sheet.close()
        return image
