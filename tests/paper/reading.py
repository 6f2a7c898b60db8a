"""Reads finished papers back as a customer, a copier or a scanner would: text, glyph boxes, codes."""

import re
import unicodedata
from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

from views.paper import raster


def text(pdf: bytes) -> str:
    """All text of all pages in drawing order."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def flat(said: str) -> str:
    """Text without blanks, to compare what may have been broken into lines."""
    # PDFium tells a hyphen at the end of a line as U+FFFE.
    said = said.replace("\ufffe", "-").replace("\x02", "-")
    return re.sub(r"\s", "", unicodedata.normalize("NFC", said))


Glyph = tuple[int, str, tuple[float, float, float, float], float, float]


def glyphs(pdf: bytes) -> Iterator[Glyph]:
    """Page, character, its box (left, bottom, right, top), page width and height, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            width, height = page.get_size()
            words = page.get_textpage()
            whole = words.get_text_range()
            for place in range(min(words.count_chars(), len(whole))):
                if not whole[place].isspace():
                    yield number, whole[place], words.get_charbox(place), width, height


def outside(pdf: bytes, margin: float) -> list[tuple[int, str]]:
    """Characters that reach beyond the printable area, ``margin`` points from the edge."""
    return [
        (number, char)
        for number, char, (left, low, right, high), width, height in glyphs(pdf)
        if left < margin or low < margin or right > width - margin or high > height - margin
    ]


def dots(pdf: bytes, page: int = 0) -> Image.Image:
    """The printer's raster of a page, 0 = black, 255 = white."""
    bitmap = raster.dots(pdf, page)
    size = (bitmap.width, bitmap.height)
    return Image.frombytes("1", size, bytes(255 - byte for byte in bitmap.data)).convert("L")


def codes(pdf: bytes, page: int = 0) -> list[tuple[str, str]]:
    """Kind and text of every code on the printer's raster of a page, sorted."""
    return sorted((code.format.name, code.text) for code in zxingcpp.read_barcodes(dots(pdf, page)))


def white_around(pdf: bytes, kind: str) -> float:
    """Modules of white at the narrowest side of a code; the reader's corners are true to one dot."""
    image = dots(pdf)
    (code,) = (one for one in zxingcpp.read_barcodes(image) if one.format.name == kind)
    corners = (code.position.top_left, code.position.bottom_right)
    (left, top), (right, foot) = ((corner.x, corner.y) for corner in corners)
    module = (right - left) / (21 if kind == "QRCode" else 112)
    upright = kind == "QRCode"
    quiet = 0
    while quiet < 40 * module:
        ring = quiet + 3
        box = (left - ring, top - ring * upright, right + ring, foot + ring * upright)
        sides = [(box[0], top, box[0] + 1, foot), (box[2], top, box[2] + 1, foot)]
        if upright:
            sides += [(left, box[1], right, box[1] + 1), (left, box[3], right, box[3] + 1)]
        inside = [one for one in sides if 0 <= one[0] < image.width and 0 <= one[1] < image.height]
        if len(inside) < len(sides) or any(image.crop(one).getextrema()[0] == 0 for one in inside):
            break
        quiet += 1
    return (quiet + 3) / module
