"""A paper on the screen: pages of the real PDF, white in every look, under a line that says which width."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from views import theme
from views.paper.output import RollPaper, Shown, Width
from views.printing import PaperSettings, Printing
from views.texts import t
from views.widgets.dressed import Dressed
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Eliding, Text

if TYPE_CHECKING:
    from views.paper.raster import Picture

COLUMN = 290
_PAPER = 288
_SHARE = {"58": 384 / 576, "80": 1.0, "a5": 1.0}
"""How wide a paper stands in the column: 58 mm beside 80 mm as they are, an A5 page made to fit."""


class PaperPages(Dressed, QWidget):
    """The pages below each other. ``show_pages`` takes pictures made ``width()`` device pixels across."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[QImage] = []
        self._wide = _PAPER
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_pages(self, pictures: "Sequence[Picture]", wide: int) -> None:
        """Show these pages ``wide`` unscaled pixels across."""
        self._wide = wide
        self._images = [
            QImage(page.data, page.width, page.height, 3 * page.width, _RGB).copy()
            for page in pictures
        ]
        self.restyle()

    def pages(self) -> int:
        """Return how many pages are in sight."""
        return len(self._images)

    def image(self) -> QImage:
        """Return the first page as it is drawn; a null image for none."""
        return self._images[0] if self._images else QImage()

    def restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def _boxes(self) -> list[QRect]:
        wide, top, boxes = theme.px(self._wide), 0, []
        for image in self._images:
            high = round(image.height() * wide / image.width())
            boxes.append(QRect(1, top + 1, wide, high))
            top += high + 2 + theme.px(8)
        return boxes

    def sizeHint(self) -> QSize:
        boxes = self._boxes()
        return QSize(theme.px(self._wide) + 2, boxes[-1].bottom() + 2 if boxes else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for box, image in zip(self._boxes(), self._images, strict=True):
            painter.drawImage(box, image)
            painter.setPen(theme.colour("line"))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))


class ReceiptPreview(Dressed, QWidget):
    """The receipt as it would print now. ``show_receipt`` as often as anything changes; the newest wins.

    Only one paper is made at a time, so that typing never piles up work.
    """

    def __init__(
        self,
        printing: Printing,
        parent: QWidget | None = None,
        *,
        empty: str = "printing.no_paper",
    ) -> None:
        """``empty`` is the catalogue key of what stands there while there is nothing to print."""
        super().__init__(parent)
        self._printing, self._nothing = printing, empty
        self._width: Width | None = None
        self._receipt: RollPaper | None = None
        self._copy = 0
        self._making = self._stale = False
        self._title = Text(style="label.bold")
        self._note = Eliding(style="label", tone="text.secondary")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.head = QHBoxLayout()
        self.head.addWidget(self._title)
        self.head.addWidget(self._note, 1)
        self.pages = PaperPages()
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("tone", "text.secondary")
        self._scroll = ScrollColumn()
        self._scroll.body.addWidget(self.pages, 0, Qt.AlignmentFlag.AlignHCenter)
        self._scroll.body.addWidget(self._empty)
        self._scroll.body.addStretch(1)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addLayout(self.head)
        self._whole.addWidget(self._scroll, 1)
        printing.settings_changed.connect(self._settings)
        self.retell()
        self.dress()

    def show_receipt(self, receipt: RollPaper | None, *, copy: int = 0) -> None:
        """Show this receipt, refund or day's slip, ``copy`` as it would print next; None shows an empty column."""
        if (receipt, copy) == (self._receipt, self._copy):
            return
        self._receipt, self._copy = receipt, copy
        if receipt is None:
            self.pages.show_pages((), _PAPER)
            self._empty.show()
        self._make()

    def set_width(self, width: Width | None) -> None:
        """Show another width than the desk's own; None follows the desk again."""
        self._width = width
        self.retell()
        self._make()

    def width_shown(self) -> Width:
        """Return the width of the paper in sight."""
        return self._width or self._printing.settings.receipt_width

    def retell(self) -> None:
        """Write the words again (another language, another width)."""
        self._title.setText(t("printing.preview"))
        width = t(f"printing.width.{self.width_shown()}")
        self._note.setText(t("printing.as_printed", width=width))
        self._empty.setText(t(self._nothing))
        self.pages.setAccessibleName(t("printing.paper", pages=self.pages.pages()))

    def restyle(self) -> None:
        self.setFixedWidth(theme.px(COLUMN))
        self._whole.setSpacing(theme.px(4))
        self.head.setContentsMargins(0, theme.px(4), 0, theme.px(2))
        self._empty.setFont(theme.font("label"))
        self._empty.setMinimumHeight(theme.px(80))

    def _keep_width(self) -> None:
        """The bar runs over the white edge of the paper, which is as wide as the column."""
        self._scroll.body.setContentsMargins(0, 0, 0, 0)

    def _settings(self, _settings: PaperSettings) -> None:
        self.retell()
        self._make()

    def _make(self) -> None:
        if self._making or self._receipt is None:
            self._stale = self._making
            return
        self._making, self._stale = True, False
        wide = _PAPER * _SHARE[self.width_shown()]
        self._printing.show_receipt(
            self._receipt,
            round(theme.px(wide) * self.devicePixelRatioF()),
            width=self._width,
            copy=self._copy,
            done=self._made,
            after=self._over,
        )

    def _made(self, shown: Shown) -> None:
        if self._stale or self._receipt is None:
            return
        self._empty.hide()
        wide = _PAPER * _SHARE[self.width_shown()]
        self.pages.show_pages(shown.pictures, round(wide))
        self.retell()

    def _over(self) -> None:
        self._making = False
        if self._stale:
            self._make()


_RGB = QImage.Format.Format_RGB888
