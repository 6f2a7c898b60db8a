"""Labels in the type styles and text colours of the design."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from views import theme
from views.widgets.dressed import Dressed, put


class Text(Dressed, QLabel):
    """A plain label: ``style`` of tokens.font.style, ``tone`` one of ``stylesheet.TONES``."""

    def __init__(
        self,
        said: str = "",
        *,
        style: str = "body",
        tone: str = "text",
        size: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._style, self._size = style, size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(said)
        self.setProperty("tone", tone)
        self.dress()

    def set_tone(self, tone: str) -> None:
        """Wear another text colour."""
        put(self, "tone", tone)

    def set_style(self, style: str, size: int = 0) -> None:
        """Wear another type style."""
        self._style, self._size = style, size
        self.restyle()

    def restyle(self) -> None:
        self.setFont(theme.font(self._style, self._size))


class Eliding(Text):
    """A label of one line that cuts its end with an ellipsis and keeps the whole text for tip and reader."""

    def __init__(
        self,
        said: str = "",
        *,
        style: str = "body",
        tone: str = "text",
        size: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(said, style=style, tone=tone, size=size, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…") + 2, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(theme.colour(self.property("tone")))
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class Fitting(Text):
    """A number that is never cut: where room is short its type gets smaller, down to half."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().sizeHint().width() // 2, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        room, font = self.contentsRect(), self.font()
        wide = self.fontMetrics().horizontalAdvance(self.text())
        if wide > room.width() > 0:
            fits = font.pixelSize() * room.width() // wide - 1  # hinting may round a sign up
            font.setPixelSize(max(fits, font.pixelSize() // 2))
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(theme.colour(self.property("tone")))
        painter.drawText(room, self.alignment(), self.text())


class Picture(Dressed, QLabel):
    """An icon of the design beside a text; decoration, so it has no name of its own."""

    def __init__(
        self,
        name: str,
        *,
        tone: str = "text.secondary",
        side: float = 18,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._side = name, tone, side
        self.dress()

    def show_icon(self, name: str, *, tone: str = "") -> None:
        """Show another icon."""
        self._name, self._tone = name, tone or self._tone
        self.restyle()

    def restyle(self) -> None:
        self.setFixedSize(theme.icon_size(self._side))
        self.setPixmap(theme.pixmap(self._name, self._side, self._tone, self.devicePixelRatioF()))
