"""The typeface of all paper: one main font, a bold, and for a rare character whatever font has it.

Loaded once per process under a lock. A character no font has is reported, never printed as an empty box.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from views.paper.escape import NO_BREAK
from views.paper.fontfiles import Choice, FontFile, choose

BUILT_IN = "STSong-Light"
GETA = "〓"
"""Printers' mark for a character that the case lacks."""
_PICTURE_DOTS = 160

Kind = Literal["type", "stroked", "picture", "missing"]


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is set: ``font`` is ReportLab's name, ``width`` in ems, ``shown`` what is drawn."""

    shown: str
    font: str
    width: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class FontState:
    """What the settings show about the paper font.

    ``embedded`` False means that no usable font was found: paper depends on the printer's computer, and
    a line should say what to install.
    """

    family: str
    path: Path | None
    embedded: bool
    bold: Literal["own", "stroke"]


class _Fount:
    """One loaded TrueType face and what it can set."""

    def __init__(self, file: FontFile) -> None:
        self.name = f"Paper-{file.path.stem.replace(' ', '')}-{file.index}"
        # Shaping is off: it needs another library, and Chinese and Latin text need none.
        font: Any = TTFont(self.name, str(file.path), subfontIndex=file.index, shapable=False)
        pdfmetrics.registerFont(font)
        self.family = file.family
        self._glyphs: dict[int, int] = font.face.charToGlyph
        self._widths: dict[int, float] = font.face.charWidths
        self._usual: float = font.face.defaultWidth

    def has(self, char: str) -> bool:
        return self._glyphs.get(ord(char), 0) > 0

    def width(self, char: str) -> float:
        return self._widths.get(ord(char), self._usual) / 1000


class _BuiltIn:
    """ReportLab's CID font: not embedded, the reader of the PDF brings the outlines."""

    name = BUILT_IN
    family = BUILT_IN

    def __init__(self) -> None:
        self._font: Any = UnicodeCIDFont(BUILT_IN)
        pdfmetrics.registerFont(self._font)

    def has(self, char: str) -> bool:
        # Adobe-GB1 covers GBK; beyond the basic plane its UCS-2 map has nothing at all.
        # The yuan sign is the one character of ours that GB1 has and GBK lacks.
        if char == "¥":
            return True
        try:
            return ord(char) < 0x10000 and len(char.encode("gbk")) <= 2
        except UnicodeEncodeError:
            return False

    def width(self, char: str) -> float:
        return float(self._font.stringWidth(char, 1))


class Typeface:
    """Answers how each character is set and how wide it is; both are remembered for the process."""

    def __init__(self, choice: Choice) -> None:
        self._lock = RLock()
        self._main: _Fount | _BuiltIn
        main = _first_usable((choice.regular, *choice.rare))
        if main is None:
            self._main, path = _BuiltIn(), None
        else:
            self._main, path = main
        # A bold belongs to its regular: with any other main font the stroke fits better.
        own = path is not None and choice.regular is not None and path == choice.regular.path
        bold = _first_usable((choice.bold,)) if own else None
        self._bold = bold[0] if bold else None
        self._waiting = [file for file in choice.rare if file.path != path]
        self._rare: list[_Fount] = []
        self._drawn = choice.drawn
        self._known: tuple[dict[str, Glyph], dict[str, Glyph]] = ({}, {})
        self._pictures: dict[str, ImageReader] = {}
        self.state = FontState(
            self._main.family, path, path is not None, "own" if self._bold else "stroke"
        )

    def glyph(self, char: str, bold: bool) -> Glyph:
        """How a character is set in this weight. Pass cleaned text only."""
        known = self._known[bold]
        found = known.get(char)
        if found is None:
            with self._lock:
                found = known[char] = self._find(char, bold)
        return found

    def width(self, text: str, bold: bool) -> float:
        """Width of a text in ems."""
        known = self._known[bold]
        try:
            return sum([known[char].width for char in text])
        except KeyError:
            return sum([self.glyph(char, bold).width for char in text])

    def missing(self, chars: Iterable[str]) -> tuple[str, ...]:
        """The characters that no font has, in order of first use: an entry form can warn with them."""
        return tuple(dict.fromkeys(c for c in chars if self.glyph(c, False).kind == "missing"))

    def picture(self, char: str) -> ImageReader:
        """A rare character as a black picture one em wide and one em high, 0.88 em above the baseline."""
        return self._pictures[char]

    def _find(self, char: str, bold: bool) -> Glyph:
        if char == NO_BREAK:
            return self._find(" ", bold)
        if bold and self._bold and self._bold.has(char):
            return Glyph(char, self._bold.name, self._bold.width(char), "type")
        kind: Kind = "stroked" if bold else "type"
        if self._main.has(char):
            return Glyph(char, self._main.name, self._main.width(char), kind)
        for fount in self._others():
            if fount.has(char):
                return Glyph(char, fount.name, fount.width(char), kind)
        if char in self._pictures or self._draw(char):
            return Glyph(char, "", 1.0, "picture")
        shown = next(mark for mark in (GETA, "?") if self._main.has(mark))
        return Glyph(shown, self._main.name, self._main.width(shown), "missing")

    def _others(self) -> Iterator[_Fount]:
        """Fallback fonts, each loaded only when a character was found in none before it."""
        yield from list(self._rare)
        while self._waiting:
            fount = _first_usable((self._waiting.pop(0),))
            if fount:
                self._rare.append(fount[0])
                yield fount[0]

    def _draw(self, char: str) -> bool:
        for file in self._drawn:
            font = _pencil(file)
            if font is None:
                continue
            mask = font.getmask(char, mode="1")
            if mask.getbbox() is None or bytes(mask) == bytes(font.getmask("\U0010ffff", mode="1")):
                continue
            image = Image.new("1", (_PICTURE_DOTS, _PICTURE_DOTS), 1)
            where = (0, round(0.88 * _PICTURE_DOTS))
            ImageDraw.Draw(image).text(where, char, font=font, fill=0, anchor="ls")
            self._pictures[char] = ImageReader(image)
            return True
        return False


@lru_cache(maxsize=4)
def _pencil(file: FontFile) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(str(file.path), _PICTURE_DOTS, index=file.index)
    except OSError:
        return None


def _first_usable(files: Iterable[FontFile | None]) -> tuple[_Fount, Path] | None:
    """A font may forbid embedding or be damaged: then the next one is tried."""
    for file in files:
        if file is None:
            continue
        try:
            return _Fount(file), file.path
        except (TTFError, OSError, struct.error, ValueError, IndexError, KeyError):
            continue
    return None


_typeface: Typeface | None = None
_loading = RLock()


def typeface() -> Typeface:
    """The typeface of this process; the first call searches and loads (about 0.15 s)."""
    global _typeface
    with _loading:
        if _typeface is None:
            _typeface = Typeface(choose())
        return _typeface


def state() -> FontState:
    """What the settings show; loads the font if no paper was made yet."""
    return typeface().state
