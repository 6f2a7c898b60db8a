"""A5 pages for office printers: boxed rows that wrap, break between pages and lose no line.

One unit is a pixel at 150 dpi (0.48 points), as in the design pictures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from views.paper.ink import Align, Ink, Spans

PIXEL = 0.48
"""Points in one unit."""
WIDTH, HEIGHT = 874.0, 1240.0
LEFT, RIGHT, TOP, FOOT = 47.0, 827.0, 44.0, 1188.0
MM = 150 / 25.4
"""Units in a millimetre."""
SHADE = 0.94


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes: text, distance of its lines, least height of a boxed row, space in a cell."""

    text: float
    line: float
    row: float
    edge: float


NORMAL = Scale(text=18, line=27, row=37, edge=5)
SNUG = Scale(text=16, line=22, row=29, edge=3)
"""For a card that would else need a second page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a boxed row, from ``left`` to ``right``."""

    left: float
    right: float
    spans: Spans = ()
    align: Align = "left"
    shaded: bool = False
    pad: float = 10


class Sheet:
    """Fills pages from the top; ``top`` is where the next row begins."""

    def __init__(
        self, ink: Ink, scale: Scale, *, first_foot: float, heading: Callable[["Sheet"], None]
    ) -> None:
        """``heading`` draws the top of every page after the first and moves ``top`` below it."""
        self.ink = ink
        self.scale = scale
        self.top = TOP
        self._foot = first_foot
        self._heading = heading
        self._ruled: tuple[int, float] = (0, 0.0)
        self._repeated: Sequence[Cell] = ()

    def need(self, height: float) -> None:
        """Goes to the next page if so much does not fit on this one."""
        if self.top + height > self._foot:
            self.next_page()

    def next_page(self) -> None:
        self.ink.new_leaf()
        self._foot, self.top = FOOT, TOP
        self._heading(self)
        if self._repeated:
            self._draw(self._repeated, [self._wrapped(cell) for cell in self._repeated])

    def repeat(self, cells: Sequence[Cell]) -> None:
        """Sets the heads of a table now and on every further page, until called with none."""
        if cells:
            self.row(cells)
        self._repeated = cells

    def row(self, cells: Sequence[Cell], *, height: float = 0) -> None:
        """A boxed row as high as its longest cell; one higher than a page goes on on the next."""
        scale = self.scale
        left = [self._wrapped(cell) for cell in cells]
        while True:
            high = max(height, self._high(left))
            if high <= self._foot - self.top:
                self._draw(cells, left, high)
                return
            fits = int((self._foot - self.top - 2 * scale.edge) // scale.line)
            if high > FOOT - TOP - 100 and fits >= 2:
                self._draw(cells, [wrapped[:fits] for wrapped in left], self._foot - self.top)
                left = [wrapped[fits:] or [((("", False)),)] for wrapped in left]
            self.next_page()

    def prose(self, text: str, *, size: float = 0, line: float = 0, left: float = LEFT,
              right: float = RIGHT, align: Align = "left", bold: bool = False) -> None:  # fmt: skip
        """Lines without a box; each may stand on another page."""
        size, line = size or self.scale.text, line or self.scale.line
        at = {"left": left, "right": right, "centre": (left + right) / 2}[align]
        for spans in self.ink.wrap(text, right - left, size, bold=bold):
            self.need(line)
            self.ink.spans(at, self.top, spans, size, line=line, align=align)
            self.top += line

    def pair(self, left: str, right: str, *, size: float = 0, line: float = 0,
             bold: bool = False) -> None:  # fmt: skip
        """Two texts on one row, or under each other where they do not fit."""
        size, line = size or self.scale.text, line or self.scale.line
        wide = self.ink.width(left, size, bold=bold) + self.ink.width(right, size, bold=bold)
        if left and right and wide + size <= RIGHT - LEFT:
            self.need(line)
            self.ink.text(LEFT, self.top, left, size, line=line, bold=bold)
            left = ""
        if left:
            self.prose(left, size=size, line=line, bold=bold)
        if right:
            self.prose(right, size=size, line=line, bold=bold, align="right")

    def _high(self, wrapped: Sequence[Sequence[Spans]]) -> float:
        lines = max(len(lines) for lines in wrapped)
        return max(self.scale.row, lines * self.scale.line + 2 * self.scale.edge)

    def _wrapped(self, cell: Cell) -> list[Spans]:
        room = cell.right - cell.left - 2 * cell.pad
        return self.ink.wrap_spans(cell.spans or (("", False),), room, self.scale.text)

    def _draw(
        self, cells: Sequence[Cell], wrapped: Sequence[Sequence[Spans]], high: float = 0
    ) -> None:
        line = self.scale.line
        high = high or self._high(wrapped)
        for cell, lines in zip(cells, wrapped, strict=True):
            if cell.shaded:
                self.ink.fill(cell.left, self.top, cell.right - cell.left, high, grey=SHADE)
            self.ink.rule(cell.left, self.top, cell.left, self.top + high)
            at = {"left": cell.left + cell.pad, "right": cell.right - cell.pad,
                  "centre": (cell.left + cell.right) / 2}[cell.align]  # fmt: skip
            top = self.top + (high - len(lines) * line) / 2
            self.ink.block(at, top, lines, self.scale.text, line=line, align=cell.align)
        left, right, foot = cells[0].left, cells[-1].right, self.top + high
        self.ink.rule(right, self.top, right, foot)
        # A line that two rows share is drawn once: twice looks bolder on a screen.
        if self._ruled != (len(self.ink.leaves), self.top):
            self.ink.rule(left, self.top, right, self.top)
        self.ink.rule(left, foot, right, foot)
        self._ruled = (len(self.ink.leaves), foot)
        self.top = foot
