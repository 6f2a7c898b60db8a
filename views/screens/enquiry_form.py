"""The two forms of the enquiries: one to write down who asks for what, one for why nothing came of it."""

from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from models.rules.enquiries import CHANNELS, LOST, Channel, Lost
from models.rules.phones import digits_of
from models.services.enquiries import EnquiryDetails
from views.page import Desk
from views.screens.member_picker import MemberPicker
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import Entry, PhoneEntry
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.text import Text

LEAST_DIGITS = 5
"""From so many digits on, what was typed for a member nobody knows is a phone."""


class TakeForm(Panel):
    """``touched`` when a person changes something, ``submitted`` when Enter leaves the last field."""

    touched = Signal()
    submitted = Signal()

    def __init__(self, desk: Desk, save: QAction) -> None:
        super().__init__(t("enquiries.new"))
        self.form = Form()
        self.who = MemberPicker(desk, name=_field("member"), hint=t("enquiries.who_hint"))
        self.name = Entry(name=_field("name"))
        self.phone = PhoneEntry(name=_field("phone"))
        self.channel = Choice(_channels(), name=_field("channel"))
        self.need = Entry(name=_field("need"))
        fields: tuple[tuple[str, QWidget], ...] = (
            ("member", self.who),
            ("name", self.name),
            ("phone", self.phone),
            ("channel", self.channel),
            ("need", self.need),
        )
        self._names = [name for name, _ in fields]
        for name, field in fields:
            self.form.add(name, _field(name), field)
        self.who.removeEventFilter(self.form)  # Enter picks the member that was found
        self.who.picked.connect(self._picked)
        self.who.unknown.connect(self._nobody)
        self.who.passed.connect(self.name.setFocus)
        for entry in (self.name, self.phone, self.need):
            entry.textEdited.connect(self.touched)
        self.channel.activated.connect(self.touched)
        self.form.submitted.connect(self.submitted)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.body.addWidget(Button(save, "primary"))

    def first(self) -> QWidget:
        """The field an enquiry begins with."""
        return self.need if self.who.member_id else self.who

    def clear(self) -> None:
        """Empty everything."""
        self.form.accept()
        self.who.shut()
        self.take_member(None, "")
        for entry in (self.name, self.phone, self.need):
            entry.write("")
        self.channel.choose(CHANNELS[0])

    def take_member(self, member_id: str | None, name: str) -> None:
        """Show whom it is from; a member needs no name and no phone."""
        self.who.pick(member_id, name)
        self._picked_rows()
        if member_id is not None:
            self.need.setFocus()

    def escape(self) -> bool:
        """Close the open list of members."""
        return self.who.listing() and self.who.escape()

    def content(self) -> dict[str, Any]:
        """What stands in the form, as plain values."""
        return {
            "member_id": self.who.member_id,
            "member": self.who.text(),
            "name": self.name.text(),
            "phone": self.phone.text(),
            "channel": self.channel.value(),
            "need": self.need.text(),
        }

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Fill in what was kept."""
        self.take_member(kept.get("member_id"), str(kept.get("member", "")))
        for name, entry in (("name", self.name), ("phone", self.phone), ("need", self.need)):
            entry.write(str(kept.get(name, "")))
        self.channel.choose(str(kept.get("channel", CHANNELS[0])))

    def details(self) -> EnquiryDetails:
        """What was typed; letters that found no member are a name, digits a phone."""
        self.form.accept()
        if self.who.unclear():
            self._nobody(self.who.text())
        member_id = self.who.member_id
        return EnquiryDetails(
            member_id=member_id,
            name="" if member_id else self.name.text(),
            phone="" if member_id else self.phone.text(),
            channel=cast(Channel, self.channel.value()),
            need=self.need.text(),
        )

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("enquiries.new"))
        self.form.relabel({name: _field(name) for name in self._names})
        self.who.setPlaceholderText(t("enquiries.who_hint"))
        self.channel.set_options(_channels())

    def _picked(self) -> None:
        self._picked_rows()
        if self.who.member_id is not None:
            self.need.setFocus()
        self.touched.emit()

    def _picked_rows(self) -> None:
        for name in ("name", "phone"):
            self.form.show_row(name, self.who.member_id is None)

    def _nobody(self, typed: str) -> None:
        """Nobody is called that: it is a stranger's name, or a stranger's phone."""
        a_phone = len(digits_of(typed)) >= LEAST_DIGITS
        (self.phone if a_phone else self.name).write(typed)
        self.who.drop()
        (self.name if a_phone else self.phone).setFocus()
        self.touched.emit()


class LoseForm(Panel):
    """Why nothing came of an enquiry; ``named`` is whose it is."""

    submitted = Signal()

    def __init__(self, save: QAction) -> None:
        super().__init__(t("enquiries.lose_title"))
        self.named = ""
        self._who = Text("", style="body.strong")
        self._who.setWordWrap(True)
        self.form = Form()
        self._reason = Choice(_reasons(), name=_field("reason"))
        self._note = Entry(name=_field("note"))
        self.form.add("reason", _field("reason"), self._reason)
        self.form.add("note", _field("note"), self._note)
        self.form.submitted.connect(self.submitted)
        self.body.addWidget(self._who)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self._button = Button(t("enquiries.lose_save"), "primary", key="Ctrl+Enter")
        self._button.clicked.connect(save.trigger)
        self.body.addWidget(self._button)

    def begin(self, named: str) -> None:
        """Ask about this one."""
        self.named = named
        self._who.setText(named)
        self.form.accept()
        self._reason.choose(LOST[0])
        self._note.write("")

    def first(self) -> QWidget:
        """The field to begin with."""
        return self._reason

    def reason(self) -> Lost:
        """The chosen reason."""
        return cast(Lost, self._reason.value())

    def note(self) -> str:
        """What was said beside it."""
        return self._note.text()

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("enquiries.lose_title"))
        self.form.relabel({name: _field(name) for name in ("reason", "note")})
        self._reason.set_options(_reasons())
        self._button.say(t("enquiries.lose_save"))


def _field(name: str) -> str:
    return t(f"enquiries.field.{name}")


def _channels() -> list[tuple[str, str]]:
    return [(channel, t(f"enquiries.channel.{channel}")) for channel in CHANNELS]


def _reasons() -> list[tuple[str, str]]:
    return [(reason, t(f"enquiries.lost.{reason}")) for reason in LOST]
