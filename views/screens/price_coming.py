"""The strip over the list of a coming day: how many prices change then, and the way to call them off."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtGui import QAction

from models.services.prices import PriceList
from views import sayings
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.panel import Inset
from views.widgets.text import Picture, Text


class ComingStrip(Inset):
    """Absent on a day that is here or over."""

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        super().__init__("plain")
        self._day: date | None = None
        self._today, self._count = date(2026, 1, 1), 0
        self._take_back = acts["call_off_day"]
        self._words = Text("", style="label")
        self._words.setWordWrap(True)
        self.row.addWidget(Picture("calendar", tone="accent.text", side=16))
        self.row.addWidget(self._words, 1)
        self.row.addWidget(Button(self._take_back))
        self.hide()

    def show_list(self, found: PriceList) -> None:
        """Count what differs from today in a list."""
        self._day, self._today = found.day, found.today
        self._count = sum(row.changed and not row.archived for row in found.rows)
        self.setVisible(found.day > found.today)
        self._take_back.setEnabled(any(row.changed for row in found.rows))
        self.retell()

    def retell(self) -> None:
        """Say it in the present language."""
        if self._day is not None:
            day = sayings.day(self._day, self._today)
            changes = t("prices.day_changes", day=day, count=self._count)
            self._words.setText(changes if self._count else t("prices.day_same", day=day))
