"""A field for a day of the calendar, typed as people write days; said back in one form."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models.base.days import parse_day
from models.base.errors import Refused
from views.widgets.fields import Entry


class DayField(Entry):
    """``day()`` gives the day, or None where it is empty; Refused("day.…") where it is none."""

    def __init__(
        self, field: str, *, name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(name=name, hint=hint, parent=parent)
        self._field = field
        self.today = date(2026, 1, 1)
        """The shop's day, by which a day without a year is read; the page sets it."""
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.settled.connect(self._tidy)

    def day(self) -> date | None:
        """The day typed, or None. Raises Refused with this field's name."""
        return parse_day(self.text(), field=self._field, today=self.today)

    def set_day(self, day: date | None) -> None:
        """Write a day."""
        self.write(day.isoformat() if day else "")

    def _tidy(self) -> None:
        try:
            day = self.day()
        except Refused:
            return
        if day is not None:
            self.write(day.isoformat())
