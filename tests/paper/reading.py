"""Reads finished papers back as a customer, a copier or a scanner would: text, glyph boxes, codes."""

import re
import unicodedata
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
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


def codes(pdf: bytes, page: int = 0) -> list[tuple[str, str]]:
    """Kind and text of every code on the printer's raster of a page, sorted."""
    bitmap = raster.dots(pdf, page)
    image = Image.frombytes("1", (bitmap.width, bitmap.height), bytes(255 - b for b in bitmap.data))
    found = zxingcpp.read_barcodes(image.convert("L"))
    return sorted((code.format.name, code.text) for code in found)
