"""The scanner codes on paper: 14 digits as Code 128 and as QR, from ReportLab's own encoders.

Drawn as rectangles on whole units of the paper, so that a thermal head prints every bar equally wide.
"""

from functools import lru_cache
from itertools import groupby
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget

from views.paper.ink import Ink

QR_QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""
BAR_QUIET = 10
"""Modules of white left and right of a Code 128 (ISO/IEC 15417)."""


def qr_modules(code: str) -> int:
    """Modules along one side of the QR code, without the quiet zone."""
    return len(_qr(code))


def qr(ink: Ink, x: float, top: float, code: str, *, module: float) -> float:
    """Draws a QR code whose black square begins at (x, top); returns the side. The caller keeps the
    quiet zone of :data:`QR_QUIET` modules white."""
    rows = _qr(code)
    for number, row in enumerate(rows):
        at = 0
        for dark, run in groupby(row):
            count = len(list(run))
            if dark:
                ink.fill(x + at * module, top + number * module, count * module, module)
            at += count
    return len(rows) * module


def bar_modules(code: str) -> int:
    """Modules along the whole Code 128, without the quiet zones."""
    return sum(_bars(code))


def bars(ink: Ink, x: float, top: float, code: str, *, module: float, height: float) -> float:
    """Draws a Code 128 that begins at x; returns its width. The caller keeps :data:`BAR_QUIET`
    modules white on both sides."""
    at = 0
    for place, count in enumerate(_bars(code)):
        if place % 2 == 0:
            ink.fill(x + at * module, top, count * module, height)
        at += count
    return at * module


@lru_cache(maxsize=64)
def _qr(code: str) -> tuple[tuple[bool, ...], ...]:
    # 14 digits fit the smallest symbol even at the highest correction: a creased receipt still reads.
    widget: Any = QrCodeWidget(code, barLevel="H", barBorder=0)
    widget.qr.make()
    return tuple(tuple(bool(cell) for cell in row) for row in widget.qr.modules)


@lru_cache(maxsize=64)
def _bars(code: str) -> tuple[int, ...]:
    """Widths of bar, space, bar and so on. An even run of digits is set in code set C throughout."""
    symbol: Any = Code128(code, quiet=0)
    symbol.validate()
    symbol.encode()
    return tuple(ord(element.lower()) - ord("a") + 1 for element in symbol.decompose())
