"""Beside a job's lines: the member with what to mind, device and fault, and what happened so far."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.services.job_file import JobFile
from views import clock, sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.facts import KeyValues
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text


class JobSide(QWidget):
    """Panels in a column: the member first, then what the page has of its own (``own``), facts, history."""

    def __init__(
        self, acts: Mapping[str, QAction], zone: tzinfo, own: Sequence[QWidget] = ()
    ) -> None:
        super().__init__()
        self._zone = zone
        self._member = Panel(t("jobs.card.member"), ruled=False)
        self._member.add_right(Button(acts["open_member"], "quiet"))
        self._who = KeyValues()
        self._needs = Text("", style="body.strong", tone="warning")
        self._needs.setWordWrap(True)
        self._habits = Text("", style="label", tone="text.secondary")
        self._habits.setWordWrap(True)
        for part in (self._who, self._needs, self._habits):
            self._member.body.addWidget(part)
        self._facts = Panel(t("jobs.card.facts"), ruled=False)
        self._facts.add_right(Button(acts["edit"], "quiet"))
        self._values = KeyValues()
        self._diagnosis = Text("", style="label", tone="text.secondary")
        self._diagnosis.setWordWrap(True)
        self._facts.body.addWidget(self._values)
        self._facts.body.addWidget(self._diagnosis)
        self._history = Panel(t("jobs.card.history"), ruled=False)
        self._moves = KeyValues()
        self._history.body.addWidget(self._moves)
        scroll = ScrollColumn()
        scroll.body.setSpacing(theme.size("panel.gap"))
        for panel in (self._member, *own, self._facts, self._history):
            scroll.body.addWidget(panel)
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def show_job(self, found: JobFile) -> None:
        """Show a job's member, facts and history."""
        row, details = found.row, found.details
        self._member.set_title(sayings.who(row.member) or t("jobs.walk_in"))
        self._who.write(
            [
                (t(f"jobs.{key}"), value)
                for key, value in (("form.phone", row.masked), ("form.address", row.address))
                if value
            ]
        )
        self._needs.setText(found.special_needs)
        self._needs.setVisible(bool(found.special_needs))
        habits = t("words.list_comma").join(
            text for text in (found.access_notes, found.preferences, found.taboos) if text
        )
        self._habits.setText(habits or ("" if row.member_id else t("jobs.card.no_member")))
        self._habits.setVisible(bool(self._habits.text()))
        days = max((line.warranty_days for line in found.lines), default=0)
        values = (
            ("device", details.device),
            ("serial", details.serial),
            ("symptoms", details.title),
            ("accessories", details.accessories),
            ("place", t(f"jobs.card.{details.place}")),
            ("technician", row.technician or t("jobs.nobody")),
        )
        self._facts.set_title(t("jobs.card.facts"))
        self._values.write([(t(f"jobs.card.{key}"), value) for key, value in values if value])
        notes = [details.diagnosis, t("jobs.card.warranty", days=days) if days else ""]
        self._diagnosis.setText("\n".join(note for note in notes if note))
        self._diagnosis.setVisible(bool(self._diagnosis.text()))
        self._history.set_title(t("jobs.card.history"))
        self._moves.write(
            [
                (
                    told_moment(move.at, self._zone),
                    " ".join(
                        part
                        for part in (t(f"words.step.{move.step}"), move.actor, move.reason)
                        if part
                    ),
                )
                for move in reversed(found.steps)
            ]
        )


def told_moment(at: datetime, zone: tzinfo) -> str:
    """When something happened, short."""
    return sayings.moment(at, zone, clock.now())
