"""Checklists in the settings: the way to their own page."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from views import places
from views.screens.settings_sections import Known, Section
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.keycap import key_text
from views.widgets.text import Text


class ChecklistsSection(Section):
    """What checklists are for, and where they are written."""

    topic = "checklists"
    act_key = "checklists.open"

    def beside(self, column: QVBoxLayout) -> None:
        self._why = Text(t("checklists.why"), style="body", tone="text.secondary")
        self._why.setWordWrap(True)
        self._open = Button(t("checklists.open"), "primary", key=key_text("Ctrl+Return"))
        self._open.clicked.connect(self.save)
        row = QHBoxLayout()
        row.addWidget(self._open)
        row.addStretch(1)
        column.addWidget(self._why)
        column.addLayout(row)

    def state(self, known: Known) -> str:
        del known
        return t("checklists.state")

    def save(self) -> None:
        """Open the page."""
        self.desk.go(places.CHECKLISTS)

    def first(self) -> QWidget | None:
        return self._open

    def retell(self) -> None:
        super().retell()
        self._why.setText(t("checklists.why"))
        self._open.say(t("checklists.open"))
