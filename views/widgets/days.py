"""Days and times of day, typed as people write them; said back in one form."""

import re
from datetime import date, time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models.base.days import parse_day
from models.base.errors import Refused
from models.base.text import half_width
from views.widgets.fields import Entry

_TIME = re.compile(r"(\d{1,2})\s*[:.点时]?\s*(\d{2})?\s*分?")


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


def parse_time(text: str) -> time | None:
    """A time of day typed as 13:00, 1300, 13点 or 9; None where empty. Raises Refused("job.time")."""
    typed = half_width(text).strip()
    if not typed:
        return None
    found = _TIME.fullmatch(typed)
    if found is None and typed.isdecimal() and len(typed) == 3:
        found = _TIME.fullmatch(f"0{typed}")
    if found is not None:
        hour, minute = int(found.group(1)), int(found.group(2) or 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise Refused("job.time", field="time")
