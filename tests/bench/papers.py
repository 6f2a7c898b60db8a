"""A receipt made warm against a bare ReportLab canvas with the same text, code and font."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from unittest.mock import patch

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.pdfgen.canvas import Canvas

from models.base import codes
from models.base.documents import Receipt
from models.kernel import Kernel
from models.services import bills
from tests.bench.figures import Figure, figure, middle, timed
from tests.bench.shops import Shops, Size, open_at
from views.paper import receipt
from views.paper.fonts import typeface
from views.paper.ink import Ink, Leaf

WARM_UP = 5


def measure(shops: Shops, size: Size, *, rounds: int) -> list[Figure]:
    """The newest bill's 80 mm receipt, with a new number each time as at the till."""
    kernel = open_at(shops.get(size.members, size.jobs_each))
    try:
        paper = kernel.ask(bills.file, _newest(kernel)).receipt
    finally:
        kernel.close()
    leaf, height = _laid(paper)
    ours, floor = [], []
    for place in range(WARM_UP + rounds):
        number = codes.receipt_number(1, 500_000 + place)
        own = replace(paper, number=str(number), code=number.code)
        spent = timed(lambda own=own: receipt.render(own, width="80", language="zh"))  # type: ignore[misc]
        code = codes.receipt_number(1, 700_000 + place).code
        bare = timed(lambda code=code: _bare(leaf, height, code))  # type: ignore[misc]
        if place >= WARM_UP:
            ours.append(spent)
            floor.append(bare)
    return [figure("receipt PDF, warm", middle(ours), middle(floor), unit="ms", target=2)]


def _newest(kernel: Kernel) -> str:
    last = kernel.ask(bills.of_day, None, limit=1)
    return last[0].id if last else kernel.ask(bills.by_number, "A-000001")


def _laid(paper: Receipt) -> tuple[Leaf, float]:
    """What our receipt places, caught on its way to the canvas."""
    caught: list[tuple[Leaf, float]] = []
    make = Ink.make

    def catch(self: Ink, **values: Any) -> Any:
        caught.append((self.leaf, values["heights"][0]))
        return make(self, **values)

    with patch.object(Ink, "make", catch):
        receipt.render(paper, width="80", language="zh")
    return caught[0]


def _bare(leaf: Leaf, height: float, code: str) -> bytes:
    """The same texts at the same places in the same font, the QR code encoded and drawn, nothing else."""
    buffer = BytesIO()
    unit = 72 / 203
    canvas = Canvas(buffer, pagesize=(576 * unit, height * unit), invariant=1, pageCompression=1)
    canvas.scale(unit, unit)
    face = typeface()
    plain, bold = face.glyph("收", False).font, face.glyph("收", True).font
    widget: Any = QrCodeWidget(code, barLevel="H", barBorder=0)
    widget.qr.make()
    path = canvas.beginPath()
    for row, cells in enumerate(widget.qr.modules):
        for column, dark in enumerate(cells):
            if dark:
                path.rect(column * 8, height - row * 8, 8, 8)
    canvas.drawPath(path, stroke=0, fill=1)
    for x, baseline, text, size, heavy in leaf.texts:
        canvas.setFont(bold if heavy else plain, size)
        canvas.drawString(x, height - baseline, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
