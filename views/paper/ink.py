"""Layout primitives of all paper: measure, wrap without ever cutting, place, and put into a PDF.

Coordinates run from the top left corner in the paper's own unit (a printer dot, a pixel); no markup is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from threading import Lock
from typing import Any, Literal

from reportlab.pdfgen.canvas import Canvas

from views.paper.escape import clean
from views.paper.fonts import GETA, FontState, Typeface

Align = Literal["left", "right", "centre"]
Spans = tuple[tuple[str, bool], ...]
"""Pieces of one text, each with True where it is bold."""

BOLD_STROKE = 0.032
"""Width in ems of the stroke that makes a bold of a regular face."""
_MIDDLE = 0.38
"""A Han character's middle lies this many ems above its baseline."""
_TOKEN = re.compile(r" +|(?:[!-~\u00a0\u00c0-\u024f]|[^ ](?=\u00a0))+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：！？）》」』】〉〕”’…·％,.;:!?)]}%")
_NOT_LAST = frozenset("（《「『【〈〔“‘([{¥")
_MAKING = Lock()


@dataclass(frozen=True, slots=True)
class Made:
    """One paper as made: the PDF, its pages, the font used and the characters that no font had."""

    pdf: bytes
    pages: int
    font: FontState
    missing: tuple[str, ...]


@dataclass(slots=True)
class Leaf:
    """One page: what stands where, drawn only when its size is known."""

    texts: list[tuple[float, float, str, float, bool]] = field(default_factory=list)
    fills: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float, float, tuple[float, ...]]] = field(
        default_factory=list
    )


class Ink:
    """Collects leaves and makes the PDF. One object makes one paper; use it in one thread."""

    def __init__(self, face: Typeface, *, unit: float) -> None:
        """``unit`` is the length of the paper's unit in points."""
        self.face = face
        self._unit = unit
        self.leaf = Leaf()
        self.leaves = [self.leaf]

    def new_leaf(self) -> None:
        """Starts the next page; what is drawn from now on stands there."""
        self.leaf = Leaf()
        self.leaves.append(self.leaf)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of cleaned text in the paper's unit; a bold stroke's overhang is counted."""
        return self.face.width(text, bold) * size

    def wrap(self, text: str, width: float, size: float, *, bold: bool = False) -> list[Spans]:
        """Lines of one plain text; see :meth:`wrap_spans`. An empty text is one empty line."""
        return self.wrap_spans(((text, bold),), width, size)

    def wrap_spans(self, spans: Spans, width: float, size: float) -> list[Spans]:
        """Breaks by width, between Han characters or at spaces; every visible character is kept.

        Closing punctuation does not begin a line and opening punctuation does not end one, except where
        a piece is wider than the line and has to be broken anyhow.
        """
        spans = tuple((clean(text), bold) for text, bold in spans)
        room = width / size
        if sum(self.face.width(text, bold) for text, bold in spans) <= room:
            return [spans]
        return _fill(self._pieces(spans, room), room)

    def text(
        self, x: float, top: float, text: str, size: float, *, line: float, bold: bool = False,
        align: Align = "left",
    ) -> None:  # fmt: skip
        """Sets one line of text in a row that begins at ``top`` and is ``line`` high."""
        text = clean(text)
        if align != "left":
            room = self.face.width(text, bold) * size
            x -= room if align == "right" else room / 2
        self.leaf.texts.append((x, top + line / 2 + _MIDDLE * size, text, size, bold))

    def spans(
        self, x: float, top: float, spans: Spans, size: float, *, line: float, align: Align = "left"
    ) -> None:
        """Sets one wrapped line whose pieces differ in weight."""
        if align != "left":
            room = sum(self.face.width(text, bold) for text, bold in spans) * size
            x -= room if align == "right" else room / 2
        for text, bold in spans:
            self.text(x, top, text, size, line=line, bold=bold)
            x += self.face.width(text, bold) * size

    def block(
        self, x: float, top: float, lines: Sequence[Spans], size: float, *, line: float,
        align: Align = "left",
    ) -> float:  # fmt: skip
        """Sets wrapped lines under each other and returns where the next row begins."""
        for spans in lines:
            self.spans(x, top, spans, size, line=line, align=align)
            top += line
        return top

    def fill(self, x: float, top: float, width: float, height: float, *, grey: float = 0) -> None:
        """A filled rectangle; 0 is black, 1 white."""
        self.leaf.fills.append((x, top, width, height, grey))

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, *, weight: float = 1,
        dash: tuple[float, ...] = (),
    ) -> None:  # fmt: skip
        """A straight line, dashed by lengths of black and white."""
        self.leaf.lines.append((x1, y1, x2, y2, weight, dash))

    def box(self, x: float, top: float, width: float, height: float, *, weight: float = 1) -> None:
        """An empty rectangle."""
        right, foot = x + width, top + height
        for line in ((x, top, right, top), (x, foot, right, foot)):
            self.rule(*line, weight=weight)
        for line in ((x, top, x, foot), (right, top, right, foot)):
            self.rule(*line, weight=weight)

    def make(self, *, width: float, heights: Sequence[float], title: str, author: str) -> Made:
        """The PDF of all leaves. The same leaves give the same bytes: no clock, no random number."""
        buffer = BytesIO()
        first = (_points(width, self._unit), _points(heights[0], self._unit))
        # ReportLab's fonts keep their subsets per document in plain dictionaries: one paper at a time.
        with _MAKING:
            canvas = Canvas(buffer, pagesize=first, invariant=1, pageCompression=1)
            canvas.setTitle(clean(title))
            canvas.setAuthor(clean(author))
            canvas.setCreator("LinLi Desk")
            missing: dict[str, None] = {}
            for leaf, height in zip(self.leaves, heights, strict=True):
                canvas.setPageSize((first[0], _points(height, self._unit)))
                canvas.scale(self._unit, self._unit)
                _Press(canvas, self.face, height, missing).print(leaf)
                canvas.showPage()
            canvas.save()
        return Made(buffer.getvalue(), len(self.leaves), self.face.state, tuple(missing))

    def _pieces(self, spans: Spans, room: float) -> list[tuple[str, bool, float]]:
        """What must stay together, each piece with its weight and width in ems."""
        pieces: list[tuple[str, bool, float]] = []
        for text, bold in spans:
            for token in _TOKEN.findall(text):
                last, last_bold, wide = pieces[-1] if pieces else (" ", bold, 0.0)
                size = self.face.width(token, bold)
                glued = token[0] in _NOT_FIRST or last[-1] in _NOT_LAST
                if glued and last_bold == bold and last.strip() and wide + size <= room:
                    pieces[-1] = (last + token, bold, wide + size)
                elif size > room:
                    pieces.extend((char, bold, self.face.width(char, bold)) for char in token)
                else:
                    pieces.append((token, bold, size))
        return pieces


def _fill(pieces: Sequence[tuple[str, bool, float]], room: float) -> list[Spans]:
    lines: list[Spans] = []
    line: list[tuple[str, bool]] = []
    used = 0.0
    for text, bold, size in pieces:
        if line and used + size > room and (text.strip() or not lines):
            lines.append(_joined(line))
            line, used = [], 0.0
        if not line and lines and not text.strip():
            continue
        line.append((text, bold))
        used += size
    if line or not lines:
        lines.append(_joined(line))
    return lines


def _joined(pieces: Sequence[tuple[str, bool]]) -> Spans:
    """Neighbours of one weight become one piece; blanks at the end of a line go."""
    joined: list[tuple[str, bool]] = []
    for text, bold in pieces:
        if joined and joined[-1][1] == bold:
            joined[-1] = (joined[-1][0] + text, bold)
        else:
            joined.append((text, bold))
    if joined:
        joined[-1] = (joined[-1][0].rstrip(" "), joined[-1][1])
    return tuple(joined)


def _points(length: float, unit: float) -> float:
    # Cut, not rounded: a page of 576 dots must never measure 576.0001 and be drawn 577 dots wide.
    return int(length * unit * 1000) / 1000


class _Press:
    """Puts one leaf on the canvas: fills, lines, then texts in their order."""

    def __init__(
        self, canvas: Canvas, face: Typeface, height: float, missing: dict[str, None]
    ) -> None:
        self._canvas = canvas
        self._face = face
        self._height = height
        self._missing = missing
        self._open: Any = None
        self._type: tuple[str, float, bool] | None = None

    def print(self, leaf: Leaf) -> None:
        self._fills(leaf)
        for x1, y1, x2, y2, weight, dash in leaf.lines:
            self._canvas.setLineWidth(weight)
            self._canvas.setDash(list(dash))
            self._canvas.line(x1, self._height - y1, x2, self._height - y2)
        self._canvas.setDash([])
        for x, baseline, text, size, bold in leaf.texts:
            self._set(x, self._height - baseline, text, size, bold)
        self._flush()

    def _fills(self, leaf: Leaf) -> None:
        """All rectangles of one grey are one path, so that modules of a code leave no seams."""
        for grey in sorted({fill[4] for fill in leaf.fills}, reverse=True):
            path = self._canvas.beginPath()
            for x, top, width, height, own in leaf.fills:
                if own == grey:
                    path.rect(x, self._height - top - height, width, height)
            self._canvas.setFillGray(grey)
            self._canvas.drawPath(path, stroke=0, fill=1)
        self._canvas.setFillGray(0)

    def _set(self, x: float, y: float, text: str, size: float, bold: bool) -> None:
        """Cuts a text into runs of one font, because a rare character may come from another."""
        run, start = "", x
        kind: tuple[str, float, bool] = ("", size, False)
        for char in text:
            glyph = self._face.glyph(char, bold)
            if glyph.kind == "missing":
                self._missing[char] = None
            own = (glyph.font, size, bold and glyph.kind != "type")
            if own != kind:
                self._run(start, y, run, kind)
                run, start, kind = "", x, own
            if glyph.kind == "picture":
                self._picture(x, y, char, size)
                start = x + size
            else:
                run += glyph.shown
            x += glyph.width * size
        self._run(start, y, run, kind)

    def _run(
        self, x: float, y: float, run: str, kind: tuple[str, float, bool], *, unseen: bool = False
    ) -> None:
        if not run:
            return
        if self._open is None or self._type is None or self._type[1:] != kind[1:]:
            self._flush()
            self._open = self._canvas.beginText()
            if kind[2]:
                # The width belongs to the canvas, so a text object holds one stroke only.
                self._canvas.setLineWidth(kind[1] * BOLD_STROKE)
                self._open.setTextRenderMode(2)
            if unseen:
                self._open.setTextRenderMode(3)
            self._type = None
        if kind != self._type:
            self._open.setFont(kind[0], kind[1])
            self._type = kind
        self._open.setTextOrigin(x, y)
        self._open.textLine(run)

    def _picture(self, x: float, y: float, char: str, size: float) -> None:
        self._flush()
        # The text of a picture, for search, copying and reading aloud.
        spoken = ("\ufeff" + char).encode("utf-16-be").hex().upper()
        self._canvas.addLiteral(f"/Span <</ActualText <{spoken}>>> BDC")
        self._canvas.drawImage(self._face.picture(char), x, y - 0.12 * size, size, size)
        # Readers tie a spoken text to a text, not to a picture: an unseen mark carries it.
        mark = self._face.glyph(GETA, False)
        self._run(x, y, mark.shown, (mark.font, size, False), unseen=True)
        self._flush()
        self._canvas.addLiteral("EMC")

    def _flush(self) -> None:
        if self._open is not None:
            self._open.setTextRenderMode(0)
            self._canvas.drawText(self._open)
            self._open = self._type = None
