"""As many of a member's lots as their panel has room for, and one line of the rest; nothing lies over anything."""

from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.services.points import LotRow
from views import theme
from views.screens.points_lots import SLIM, LotList
from views.texts import t
from views.widgets.dressed import Dressed
from views.widgets.text import Eliding

SHOWN = 4
"""So many lots stand in the panel at most; the rest behind 明细."""
LINE = 20
"""The unscaled height of the line of the rest."""


class LotStack(Dressed, QWidget):
    """It asks for the height of four lots and takes whatever it gets; what has no room is counted in its line.

    The layout's hints follow from the lots alone, so that showing the line never moves the panel.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lots: tuple[LotRow, ...] = ()
        self.list = LotList(self, told=False)
        self.list.setParent(self)
        self._rest = Eliding(style="label", tone="text.secondary", parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.dress()

    def show_lots(self, lots: tuple[LotRow, ...], on: date) -> None:
        """Show the first lots of an account, in the order in which they are used."""
        self._lots = lots
        self.list.show_lots(lots[:SHOWN], on)
        self.setVisible(bool(lots))
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        count = len(self._lots)
        return QSize(0, _rows(min(count, SHOWN)) + (theme.px(LINE) if count > SHOWN else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), _rows(1) + theme.px(LINE)))

    def restyle(self) -> None:
        if hasattr(self, "_rest"):  # it dresses itself before its parts stand
            self.updateGeometry()
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Stand what fits, and the line below it where something is left over."""
        count, room, line = len(self._lots), self.height(), theme.px(LINE)
        fits = min(count, SHOWN)
        if fits < count or _rows(fits) > room:
            fits = max(0, min(fits, (room - line - 2) // theme.px(SLIM)))
        more = count - fits
        self.list.setVisible(fits > 0)
        self.list.setGeometry(0, 0, self.width(), _rows(fits))
        self._rest.setVisible(more > 0)
        self._rest.setText(t("points.more_lots", n=more) if more else "")
        self._rest.setGeometry(0, _rows(fits), self.width(), line)


def _rows(count: int) -> int:
    return theme.px(SLIM) * count + 2 if count else 0
