"""Passphrase and paper key: changed by whoever knows the present one, a new paper key printed or saved once."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from models.base.errors import Refused
from views.page import Desk
from views.screens.settings_sections import Known, Section
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.fields import Entry
from views.widgets.keycap import key_text
from views.widgets.panel import Inset
from views.widgets.saving import ask_where
from views.widgets.text import Text


class Keys(Protocol):
    """Changes the key slots; called on the database thread."""

    def change_passphrase(self, old: str, new: str) -> None:
        """Refused("key.…") with field ``old`` or ``passphrase``."""

    def new_paper_key(self, old: str) -> str:
        """The new paper key; Refused("key.…")."""

    def paper_key_pdf(self, paper_key: str) -> bytes:
        """The paper key as a PDF, in memory."""


class KeysSection(Section):
    """The present secret, a new passphrase twice; or a new paper key."""

    topic = "keys"
    fields = ("old", "passphrase", "again")
    act_key = "settings.keys.change"

    def __init__(self, desk: Desk, acts: Mapping[str, QAction], keys: Keys) -> None:
        self._keys = keys
        self._paper_key = ""
        super().__init__(desk, acts)

    def build(self) -> None:
        self._entries = {name: Entry(name=t(f"settings.field.{name}")) for name in self.fields}
        for name, entry in self._entries.items():
            entry.setEchoMode(QLineEdit.EchoMode.Password)
            self.form.add(name, t(f"settings.field.{name}"), entry)
        self.form.submitted.connect(self.save)

    def beside(self, column: QVBoxLayout) -> None:
        self._why = Text(t("settings.keys.why"), style="label", tone="text.secondary")
        self._why.setWordWrap(True)
        self._change = Button(t("settings.keys.change"), "primary", key=key_text("Ctrl+Return"))
        self._change.clicked.connect(self.save)
        self._renew = Button(t("settings.keys.renew"))
        self._renew.clicked.connect(self._renew_paper)
        row = QHBoxLayout()
        row.addWidget(self._renew)
        row.addStretch(1)
        row.addWidget(self._change)
        self._box = Inset()
        self._shown = Text("", style="title.record")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._store = Button(t("settings.keys.save"))
        self._store.clicked.connect(self._ask_place)
        self._box.row.addWidget(self._shown, 1)
        self._box.row.addWidget(self._store)
        self._box.hide()
        column.addLayout(row)
        column.addWidget(self._box)
        column.addWidget(self._why)

    def fill(self, known: Known) -> None:
        del known

    def state(self, known: Known) -> str:
        del known
        return t("settings.keys.state")

    def save(self) -> None:
        """Change the passphrase."""
        self.form.accept()
        old, new, again = (self._entries[name].text() for name in self.fields)
        if new != again:
            self.form.refuse("again", t("window.first.not_same"))
            return
        self._begin(partial(self._keys.change_passphrase, old, new), self._changed)

    def retell(self) -> None:
        super().retell()
        self._why.setText(t("settings.keys.why"))
        self._change.say(t("settings.keys.change"))
        self._renew.say(t("settings.keys.renew"))
        self._store.say(t("settings.keys.save"))

    def _renew_paper(self) -> None:
        self.form.accept()
        self._begin(partial(self._keys.new_paper_key, self._entries["old"].text()), self._renewed)

    def _begin(self, act: Callable[[], object], done: Callable[[object], None]) -> None:
        for button in (self._change, self._renew):
            button.setEnabled(False)
        self.desk.tasks.at_the_door(act, done=done, refused=self._refuse, after=self._ended)

    def _ended(self) -> None:
        for button in (self._change, self._renew):
            button.setEnabled(True)

    def _refuse(self, refused: Refused) -> None:
        self.refuse(refused)

    def _changed(self, _nothing: object) -> None:
        self._clear()
        self.desk.notices.say(t("settings.keys.changed"))

    def _renewed(self, paper_key: object) -> None:
        self._clear()
        self._paper_key = str(paper_key)
        groups = self._paper_key.split("-")
        self._shown.setText("  ".join(groups[:4]) + "\n" + "  ".join(groups[4:]))
        self._box.show()
        self.desk.notices.say(t("settings.keys.renewed"))

    def _clear(self) -> None:
        for entry in self._entries.values():
            entry.write("")

    def _ask_place(self) -> None:
        ask_where(self, t("settings.keys.save"), name="paper-key.pdf", then=self.save_to)

    def save_to(self, path: str) -> None:
        """Write the paper key where it is printed from; on a stick, not on this computer."""
        content = self._keys.paper_key_pdf(self._paper_key)
        with open(path, "wb") as file:
            file.write(content)
        self.desk.notices.say(t("settings.keys.saved", place=path))

    def hideEvent(self, event: object) -> None:
        """The paper key is shown once and gone with the page."""
        self._paper_key = ""
        self._shown.setText("")
        self._box.hide()
        super().hideEvent(event)  # type: ignore[arg-type]
