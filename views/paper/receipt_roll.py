"""The receipt on a thermal roll: one unit is one printer dot at 203 dpi; pure black, any length.

Sizes are DESIGN.md section 11: 24-dot text on a 34-dot line, a 44-dot total, dashed rules, no grey.
"""

from dataclasses import dataclass

from views.paper import codes
from views.paper.fonts import Typeface
from views.paper.ink import Align, Ink, Made
from views.paper.receipt_words import Said, SaidLine

DOT = 72 / 203
"""Points in one dot."""
TEXT, LINE = 24, 34
_HEAD, _HEAD_LINE = 36, 46
_TOTAL, _TOTAL_LINE = 44, 54
_ITEM_GAP = 2
_GAP = 16
_RULE_ABOVE, _RULE_BELOW = 11, 15
_BESIDE = 6
"""So many rows of text fit beside the QR code; more go above it, over the full width."""


@dataclass(frozen=True, slots=True)
class Roll:
    """A width of paper in dots. Without ``quantity``, the right edge of that column, amounts have
    lines of their own."""

    width: int
    left: int
    right: int
    quantity: int | None
    module: int


MM80 = Roll(width=576, left=12, right=564, quantity=444, module=8)
MM58 = Roll(width=384, left=6, right=378, quantity=None, module=7)


def lay(said: Said, face: Typeface, roll: Roll) -> Made:
    """One page, as high as what is said."""
    strip = Strip(face, roll)
    strip.head(said.shop, said.place)
    strip.facts(said)
    strip.items(said)
    strip.sums(said)
    strip.points(said)
    strip.warranty(said)
    strip.closing(said)
    return strip.made(title=said.number, author=said.shop)


class Strip:
    """A roll as it fills from the top; every call moves ``top`` down."""

    def __init__(self, face: Typeface, roll: Roll) -> None:
        self.ink = Ink(face, unit=DOT)
        self._roll = roll
        self._room = roll.right - roll.left
        self.top: float = 24

    def head(self, shop: str, place: str) -> None:
        self.centred(shop, size=_HEAD, line=_HEAD_LINE, bold=True)
        if place:
            self.centred(place)
        self.rule()

    def made(self, *, title: str, author: str) -> Made:
        """The finished paper, cut below the last row."""
        height = self.top + _GAP
        return self.ink.make(width=self._roll.width, heights=[height], title=title, author=author)

    def facts(self, said: Said) -> None:
        self.pair(said.title, said.number, bold_right=True)
        (_, cashier), *rest = said.facts
        self.pair(said.day_time, cashier, alone="left")
        for left, right in rest:
            self.pair(left, right, alone="left")
        if said.device:
            self.plain(said.device)
        self.rule()

    def items(self, said: Said) -> None:
        item, quantity, _, _, amount = said.heads
        if self._roll.quantity is not None:
            self._right(quantity, self._roll.quantity)
        self.pair(item, amount)
        for line in said.lines:
            self.top += _ITEM_GAP
            self._item(line)
        self.rule()

    def sums(self, said: Said) -> None:
        for label, amount in said.sums:
            self.pair(label, amount)
        label, total = said.total
        self.pair(label, total, bold_left=True, bold_right=True, size=_TOTAL, line=_TOTAL_LINE)
        for left, right in said.paid:
            self.pair(left, right)
        if said.note:
            self.plain(said.note)
        self.rule()

    def points(self, said: Said) -> None:
        for place, (left, right) in enumerate(said.points):
            self.pair(left, right, bold_right=not place)
        if said.points:
            self.rule()

    def warranty(self, said: Said) -> None:
        """The code, its quiet zone inside the printable width; what it is good for beside it."""
        module = self._roll.module
        quiet = codes.QR_QUIET * module
        side = codes.qr_modules(said.code) * module
        x = self._roll.left + side + 2 * quiet - min(quiet, self._roll.left)
        room = self._roll.right - x
        told = said.warranty_rows()
        beside = [line for text, bold in (*told, (said.scan, False))
                  for line in self.ink.wrap(text, room, TEXT, bold=bold)]  # fmt: skip
        if told and (self._roll.quantity is None or len(beside) > _BESIDE):
            for text, bold in told:
                self.plain(text, bold=bold)
            beside = self.ink.wrap(said.scan, room, TEXT)
            self.top += quiet
        else:
            self.top += quiet - _RULE_BELOW + 1
        codes.qr(self.ink, x - quiet - side, self.top, said.code, module=module)
        high = len(beside) * LINE
        self.ink.block(x, self.top + max(0, side - high) / 2, beside, TEXT, line=LINE)
        self.top += max(side, high) + quiet - _RULE_ABOVE + 1
        if said.closing:
            self.rule()

    def closing(self, said: Said) -> None:
        for text in said.closing:
            self.centred(text)

    def _item(self, line: SaidLine) -> None:
        ink, roll = self.ink, self._roll
        quantity, amount = ink.width(line.quantity, TEXT), ink.width(line.amount, TEXT)
        middle = roll.quantity
        beside = amount <= roll.right - (middle or roll.right) - _GAP
        if middle is not None and beside and quantity <= self._room / 3:
            name = ink.wrap(line.name, middle - quantity - _GAP - roll.left, TEXT)
            self._right(line.quantity, middle)
            self._right(line.amount, roll.right)
            self.top = ink.block(roll.left, self.top, name, TEXT, line=LINE)
            if line.times or line.off:
                self._indented("  ".join(text for text in (line.times, line.off) if text))
            return
        self.plain(line.name)
        self.pair(line.times and f"  {line.times}", line.amount)
        if line.off:
            self._indented(line.off)

    def _indented(self, text: str) -> None:
        lines = self.ink.wrap(text, self._room - TEXT, TEXT)
        self.top = self.ink.block(self._roll.left + TEXT, self.top, lines, TEXT, line=LINE)

    def plain(self, text: str, *, bold: bool = False) -> None:
        lines = self.ink.wrap(text, self._room, TEXT, bold=bold)
        self.top = self.ink.block(self._roll.left, self.top, lines, TEXT, line=LINE)

    def _right(self, text: str, edge: float) -> None:
        self.ink.text(edge, self.top, text, TEXT, line=LINE, align="right")

    def centred(
        self, text: str, *, size: float = TEXT, line: float = LINE, bold: bool = False
    ) -> None:
        lines = self.ink.wrap(text, self._room, size, bold=bold)
        middle = self._roll.width / 2
        self.top = self.ink.block(middle, self.top, lines, size, line=line, align="centre")

    def pair(
        self, left: str, right: str, *, size: float = TEXT, line: float = LINE,
        bold_left: bool = False, bold_right: bool = False, alone: Align = "right",
    ) -> None:  # fmt: skip
        """Two texts on one row, or on rows of their own where they do not fit beside each other.

        ``alone`` is where the right one then stands: amounts stay at the right edge.
        """
        ink, roll = self.ink, self._roll
        if not left and not right:
            return
        lefts = ink.wrap(left, self._room, size, bold=bold_left) if left else []
        rights = ink.wrap(right, self._room, size, bold=bold_right) if right else []
        wide = ink.width(left, size, bold=bold_left) + ink.width(right, size, bold=bold_right)
        if left and right and wide + _GAP <= self._room:
            ink.block(roll.left, self.top, lefts, size, line=line)
            lefts, alone = [], "right"
        elif not left:
            alone = "right"
        self.top = ink.block(roll.left, self.top, lefts, size, line=line)
        edge = roll.right if alone == "right" else roll.left
        self.top = ink.block(edge, self.top, rights, size, line=line, align=alone)

    def rule(self) -> None:
        self.top += _RULE_ABOVE
        self.ink.rule(self._roll.left, self.top, self._roll.right, self.top, weight=2, dash=(6, 4))
        self.top += _RULE_BELOW
