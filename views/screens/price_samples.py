"""The strip over the price list that says which prices are only examples, until the shop has checked them."""

from collections.abc import Sequence

from PySide6.QtGui import QAction

from models.services.prices import PriceRow
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.panel import Inset
from views.widgets.text import Picture, Text


class SampleStrip(Inset):
    """Absent where no example price is left. ``adopt`` is the act that says all were checked."""

    def __init__(self, adopt: QAction) -> None:
        super().__init__("warning")
        self._adopt = adopt
        self._count = 0
        self._words = Text("", style="label")
        self._words.setWordWrap(True)
        self.row.addWidget(Picture("alert", tone="warning", side=16))
        self.row.addWidget(self._words, 1)
        self.row.addWidget(Button(adopt))
        self.show_rows(())

    def show_rows(self, rows: Sequence[PriceRow]) -> None:
        """Count the examples in a price list; those taken off the list bind nobody."""
        self._count = sum(row.sample and not row.archived for row in rows)
        self.retell()
        self.setVisible(self._count > 0)
        self._adopt.setEnabled(self._count > 0)

    def retell(self) -> None:
        """Say it in the present language."""
        self._words.setText(t("prices.samples_left", count=self._count))
