"""Beside a job's form: who it is for, and what to mind with this customer. It shows; the form decides."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.services.member_file import MemberFile
from views import sayings
from views.texts import t
from views.widgets.facts import KeyValues
from views.widgets.panel import Panel
from views.widgets.text import Text

SHOWN = 2
"""How many phones and addresses stand on the card; the file has them all."""


class CustomerCard(QWidget):
    """A member's phones, addresses, needs and habits, or that it is a walk-in."""

    def __init__(self) -> None:
        super().__init__()
        self._card = Panel(t("jobs.card.member"), ruled=False)
        self._facts = KeyValues()
        self._needs = Text("", style="body.strong", tone="warning")
        self._needs.setWordWrap(True)
        self._habits = Text("", style="label", tone="text.secondary")
        self._habits.setWordWrap(True)
        for part in (self._facts, self._needs, self._habits):
            self._card.body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)
        column.addStretch(1)

    def show_member(self, member: MemberFile | None) -> None:
        """Show a member's file, or a walk-in for None."""
        if member is None:
            self._card.set_title(t("jobs.walk_in"))
            self._facts.write([])
            self._needs.hide()
            self._habits.setText(t("jobs.card.no_member"))
            return
        self._card.set_title(sayings.who(member.name))
        facts = [(t("jobs.form.phone"), phone.masked) for phone in member.phones[:SHOWN]]
        facts += [(t("jobs.form.address"), one.text) for one in member.addresses[:SHOWN]]
        self._facts.write(facts)
        self._needs.setText(member.special_needs)
        self._needs.setVisible(bool(member.special_needs))
        habits = (member.access_notes, member.preferences, member.taboos)
        self._habits.setText("\n".join(text for text in habits if text))
