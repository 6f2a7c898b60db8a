"""Switching a draft on: from which day, and every sentence that changes then. Nothing is asked silently."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.rules.programme import Programme
from models.services.programme import InForce
from views import theme
from views.programme_changes import Change, changes
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.days import DayField
from views.widgets.dressed import Dressed
from views.widgets.fields import Entry
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text


class ChangeLines(Dressed, QWidget):
    """Sentences that read differently, by topic: 原 … 改成 …; 新 …; 去掉 …."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._lines: list[Text] = []
        self.dress()

    def show_changes(self, found: tuple[Change, ...], *, nothing: str) -> None:
        """Show them; ``nothing`` is said where there is no difference."""
        for line in self._lines:
            self._box.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        topic = ""
        for change in found:
            if change.topic != topic:
                topic = change.topic
                self._add(t(f"programme.topic.{topic}"), "label.bold", "text")
            if change.old:
                key = "was" if change.new else "gone"
                self._add(t(f"programme.change.{key}", text=change.old), "label", "text.secondary")
            if change.new:
                key = "becomes" if change.old else "new"
                self._add(t(f"programme.change.{key}", text=change.new), "body", "text")
        if not found:
            self._add(nothing, "label", "text.secondary")

    def texts(self) -> list[str]:
        """The lines as they stand, for a reader."""
        return [line.text() for line in self._lines]

    def _add(self, words: str, style: str, tone: str) -> None:
        line = Text(words, style=style, tone=tone)
        line.setWordWrap(True)
        self._box.addWidget(line)
        self._lines.append(line)

    def restyle(self) -> None:
        self._box.setSpacing(theme.px(6))


class SwitchPanel(Panel):
    """``day_changed`` asks the page which rules hold before that day; the page switches on."""

    day_changed = Signal()

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        super().__init__(t("programme.switch"))
        self._number = 0
        self.form = Form()
        self.day_field = DayField(
            "valid_from", name=t("programme.valid_from"), hint=t("programme.day_hint")
        )
        self.note = Entry(name=t("programme.note"), hint=t("programme.note_hint"))
        self.form.add("valid_from", t("programme.valid_from"), self.day_field)
        self.form.add("note", t("programme.note"), self.note)
        self.day_field.settled.connect(self.day_changed)
        self.lines = ChangeLines()
        self._compared = Text(style="label.bold")
        column = ScrollColumn()
        column.body.addWidget(self.lines)
        column.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(acts["save"], "primary"))
        for part in (self.form, self._compared):
            self.body.addWidget(part)
        self.body.addWidget(column, 1)
        self.body.addLayout(foot)

    def open_for(self, number: int, note: str, today: date) -> None:
        """Begin with the day after this one; what is written stays where it is the same draft."""
        if number != self._number:
            self.day_field.set_day(today + timedelta(days=1))
            self.note.write(note)
        self._number = number
        self.day_field.today = today
        self.form.accept()
        self.set_title(t("programme.switch_number", number=number))

    def day(self) -> date:
        """The day typed. Raises Refused("day.…" | "programme.day_missing")."""
        found = self.day_field.day()
        if found is None:
            raise Refused("programme.day_missing", field="valid_from")
        return found

    def show_changes(self, before: InForce | None, after: Programme) -> None:
        """Compare with what holds before that day."""
        found = changes(before.programme if before else None, after)
        if before is None:
            self._compared.setText(t("programme.first_rules"))
        else:
            self._compared.setText(t("programme.differs", number=before.number, count=len(found)))
        self.lines.show_changes(found, nothing=t("programme.no_difference"))

    def retell(self) -> None:
        """Say it in the present language."""
        self.form.relabel({"valid_from": t("programme.valid_from"), "note": t("programme.note")})
        self.set_title(t("programme.switch_number", number=self._number))
