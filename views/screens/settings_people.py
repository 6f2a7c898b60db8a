"""The people of the shop: who may do what, who signs in by PIN, which technicians get jobs."""

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from models.base.errors import Refused
from models.base.rights import Level
from models.base.usecase import Outcome
from models.services import shop
from models.services.shop import Person
from views.page import Desk
from views.screens.settings_sections import Known, Section
from views.screens.sign_in import PinEntry, role_of
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import Entry, PhoneEntry
from views.widgets.form import Form
from views.widgets.keycap import key_text
from views.widgets.tables import Column, TableModel, TableView


class Pins(Protocol):
    """Sets PINs; called on the database thread."""

    def set_pin(self, person_id: str, pin: str) -> None:
        """Give a person a PIN; Refused("pin.…" | "right.missing")."""


class PeopleSection(Section):
    """A line for a new person, the list of everyone, and role and PIN of the chosen one."""

    topic = "people"
    fields = ("person", "person_phone")
    act_key = "settings.people.add"

    def __init__(self, desk: Desk, acts: Mapping[str, QAction], pins: Pins) -> None:
        self._said = ""
        self._pins = pins
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
        row.addStretch(1)
        row.addWidget(self._add)
        column.addLayout(row)
        column.addWidget(self._table, 1000)
        self._of_one = Form()
        self._level = Choice(_levels(), name=t("settings.field.person_level"))
        self._level.activated.connect(self._change_level)
        self._pin = PinEntry(name=t("settings.field.person_pin"))
        self._of_one.add("level", t("settings.field.person_level"), self._level)
        self._of_one.add("pin", t("settings.field.person_pin"), self._pin)
        self._of_one.submitted.connect(self._set_pin)
        self._set = Button(t("settings.people.pin_set"))
        self._set.clicked.connect(self._set_pin)
        acts = QHBoxLayout()
        acts.addWidget(self._toggle)
        acts.addStretch(1)
        acts.addWidget(self._set)
        column.addWidget(self._of_one)
        column.addLayout(acts)

    def fill(self, known: Known) -> None:
        chosen = self._table.current_row()
        self._model.set_rows(list(known.people))
        place = next(
            (at for at, row in enumerate(known.people) if chosen and row.id == chosen.id), 0
        )
        if known.people:
            self._table.point(place)

    def state(self, known: Known) -> str:
        working = sum(person.technician and person.active for person in known.people)
        return t("settings.state.people", count=working)

    def save(self) -> None:
        """Add the person that was typed; a technician, until another role is chosen."""
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
        self._set.say(t("settings.people.pin_set"))
        self._pin.setPlaceholderText(t("sign_in.pin_hint"))
        self._level.set_options(_levels())
        self._of_one.relabel(
            {name: t(f"settings.field.person_{name}") for name in ("level", "pin")}
        )
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
        for part in (self._toggle, self._of_one, self._set):
            part.setVisible(person is not None)
        if person is None:
            return
        self._of_one.accept()
        self._pin.clear()
        self._toggle.say(t(f"settings.people.{'leave' if person.active else 'back'}"))
        self._level.choose(str(person.level))
        signs_in = person.active and person.level > Level.NONE
        self._pin.setEnabled(signs_in)
        self._set.setEnabled(signs_in)

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

    def _change_level(self) -> None:
        person, level = self._table.current_row(), int(self._level.value())
        if person is None or level == person.level:
            return
        self._said = t("settings.people.level_done", name=person.name, level=_role(level))
        self.desk.tasks.run(
            shop.set_level, person.id, level, done=self._switched, refused=self._refuse_level
        )

    def _refuse_level(self, refused: Refused) -> None:
        self._pointed(self._table.current_row())
        refused.field = "level"
        self._refuse_one(refused)

    def _set_pin(self) -> None:
        person = self._table.current_row()
        if person is None or not self._set.isEnabled():
            return
        self._of_one.accept()
        self._said = t("settings.people.pin_done", name=person.name)
        self.desk.tasks.at_the_door(
            self._pins.set_pin,
            person.id,
            self._pin.text(),
            done=self._has_pin,
            refused=self._refuse_one,
        )

    def _has_pin(self, _nothing: object) -> None:
        self._pin.clear()
        self.desk.notices.say(self._said)
        self.desk.tasks.changed.emit(frozenset({"staff"}))

    def _refuse_one(self, refused: Refused) -> None:
        words = self.explain(refused)
        if not self._of_one.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("settings.people.column_name"), lambda person: person.name),
        Column("level", t("settings.people.column_level"), lambda row: _role(row.level), 140),
        Column("pin", t("settings.people.column_pin"), _pin_of, 80),
        Column("state", t("settings.people.column_state"), _state, 120),
    )


def _levels() -> list[tuple[str, str]]:
    return [(str(int(level)), _role(level)) for level in Level]


def _role(level: int) -> str:
    return t("settings.people.technician") if level == Level.NONE else role_of(level)


def _pin_of(person: Person) -> str:
    return t("settings.people.has_pin") if person.has_pin else ""


def _state(person: Person) -> str:
    return "" if person.active else t("settings.people.inactive")
