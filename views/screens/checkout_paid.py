"""What was paid already: a deposit, which stands, and the parts of a split. It takes nothing away itself."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.rules.checkout import TenderIn
from views import sayings, theme
from views.tender_icons import ICONS
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.text import Picture, Text


class _PaidRow(Dressed, QWidget):
    """One part of a split payment with the button that takes it away."""

    def __init__(self, tender: TenderIn) -> None:
        super().__init__()
        self.remove = Button(t("checkout.take_back"), "link")
        amount = Text(sayings.money(tender.tendered), style="body.strong")
        self._row = QHBoxLayout(self)
        self._row.addWidget(Picture(ICONS[tender.kind]))
        self._row.addWidget(Text(t(f"checkout.tender.{tender.kind}")))
        self._row.addStretch(1)
        self._row.addWidget(amount)
        self._row.addWidget(self.remove)
        self.setAccessibleName(f"{t(f'checkout.tender.{tender.kind}')} {amount.text()}")
        self.dress()

    def restyle(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))


class PaidParts(QWidget):
    """``taken_back(place)`` asks that the part at this place of those shown be taken away; absent without any."""

    taken_back = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: list[Button] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)

    def show_parts(self, held: Sequence[TenderIn], paid: Sequence[TenderIn]) -> None:
        """Show what is ``held``, without a button, and what was ``paid``."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for tender in held:
            fixed = _PaidRow(tender)
            fixed.remove.hide()
            self._rows.addWidget(fixed)
        self._buttons = []
        for tender in paid:
            row = _PaidRow(tender)
            row.remove.clicked.connect(self._clicked)
            self._rows.addWidget(row)
            self._buttons.append(row.remove)
        self.setVisible(bool(held or paid))

    def _clicked(self) -> None:
        for place, button in enumerate(self._buttons):
            if button is self.sender():
                self.taken_back.emit(place)
                break
