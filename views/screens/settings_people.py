"""The people of the shop: technicians come, leave and come back. Staff accounts belong to a later release."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from models.base.rights import Level
from models.base.usecase import Outcome
from models.services import shop
from models.services.shop import Person
from views.page import Desk
from views.screens.settings_sections import Known, Section
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.fields import Entry, PhoneEntry
from views.widgets.keycap import key_text
from views.widgets.tables import Column, TableModel, TableView


class PeopleSection(Section):
    """A line for a new technician, and the list of everyone."""

    topic = "people"
    fields = ("person", "person_phone")
    act_key = "settings.people.add"

    def __init__(self, desk: Desk, acts: Mapping[str, QAction]) -> None:
        self._said = ""
        super().__init__(desk, acts)

    def build(self) -> None:
        self._name = Entry(name=t("settings.field.person"))
        self._phone = PhoneEntry(name=t("settings.field.person_phone"))
        self.form.add("person", t("settings.field.person"), self._name)
        self.form.add("person_phone", t("settings.field.person_phone"), self._phone)
        self.form.submitted.connect(self.save)

    def beside(self, column: QVBoxLayout) -> None:
        self._model = TableModel(_columns(), self)
        self._table = TableView(self._model, name=t("settings.topic.people"))
        self._table.pointed.connect(self._pointed)
        self._toggle = Button(t("settings.people.leave"))
        self._toggle.clicked.connect(self._switch)
        self._add = Button(t("settings.people.add"), "primary", key=key_text("Ctrl+Return"))
        self._add.clicked.connect(self.save)
        row = QHBoxLayout()
        row.addWidget(self._toggle)
        row.addStretch(1)
        row.addWidget(self._add)
        column.addLayout(row)
        column.addWidget(self._table, 1000)

    def fill(self, known: Known) -> None:
        self._model.set_rows(list(known.people))
        if known.people:
            self._table.point(0)

    def state(self, known: Known) -> str:
        working = sum(person.technician and person.active for person in known.people)
        return t("settings.state.people", count=working)

    def save(self) -> None:
        """Add the technician that was typed."""
        self.form.accept()
        self._said = t("settings.people.added", name=self._name.text().strip())
        self.desk.tasks.run(
            shop.add_person,
            name=self._name.text(),
            phone=self._phone.text(),
            done=self._added,
            refused=self._refuse_person,
        )

    def retell(self) -> None:
        super().retell()
        self._model.set_columns(_columns())
        self._add.say(t("settings.people.add"))
        self._pointed(self._table.current_row())

    def _refuse_person(self, refused: Any) -> None:
        names = {"name": "person", "phone": "person_phone"}
        refused.field = names.get(refused.field, refused.field)
        self.refuse(refused)

    def _added(self, outcome: Outcome[Any]) -> None:
        self._name.write("")
        self._phone.write("")
        self._name.setFocus()
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def _pointed(self, person: Person | None) -> None:
        self._toggle.setVisible(person is not None and person.level != Level.OWNER)
        if person is not None:
            self._toggle.say(t(f"settings.people.{'leave' if person.active else 'back'}"))

    def _switch(self) -> None:
        person = self._table.current_row()
        if person is None:
            return
        word = "left" if person.active else "returned"
        self._said = t(f"settings.people.{word}", name=person.name)
        self.desk.tasks.run(
            shop.set_person, person.id, active=not person.active, done=self._switched
        )

    def _switched(self, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("settings.people.column_name"), lambda person: person.name),
        Column("level", t("settings.people.column_level"), _role, 140),
        Column("state", t("settings.people.column_state"), _state, 120),
    )


def _role(person: Person) -> str:
    return t(
        "settings.people.owner" if person.level == Level.OWNER else "settings.people.technician"
    )


def _state(person: Person) -> str:
    return "" if person.active else t("settings.people.inactive")
