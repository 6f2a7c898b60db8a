"""The three columns of the member form and what stands in them, read and written as plain values."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.base.errors import Refused
from models.rules import members as rules
from models.rules.phones import MASK, parse_phone
from models.services.members import GENDERS, MemberDetails
from views import clock, sayings
from views.page import Desk
from views.screens.form_draft import Content
from views.screens.member_consents import consent_ways, wording_words
from views.screens.member_form_lines import AddressLine, AlikeBox, PhoneLine, SpokenForm, Ticks
from views.screens.member_picker import MemberPicker
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.choice import Choice
from views.widgets.days import DayField
from views.widgets.fields import Entry, NoteField

PHONES_READY, ADDRESSES_READY = 4, 3
"""Rows made beforehand, so that they stand among their own; a file with more gets them at the end."""
NOTES = ("special_needs", "access_notes", "taboos", "preferences", "notes")
CARES = ("elderly", "special_care")
CONSENT = ("consents", "consent_way")
LABELS = {"phone": "phones", "address": "addresses", "referred_by": "referred_by_id"}


class MemberFields(QObject):
    """All fields. ``touched`` follows every change by hand; ``identity`` those that may show a likeness."""

    touched = Signal()
    identity = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.basics, self.more, self.care = SpokenForm(), SpokenForm(), SpokenForm()
        self.phones: list[PhoneLine] = []
        self.addresses: list[AddressLine] = []
        self._shown = {"phone": 1, "address": 1}
        self._make_basics()
        self._make_more()
        self._make_care()
        self.show_lines()

    # Making

    def _make_basics(self) -> None:
        self.name = Entry(name="")
        self.name.textEdited.connect(self._identity)
        self.basics.add("name", t("member.field.name"), self.name)
        for _ in range(PHONES_READY):
            self._add_phone()
        self.alike = AlikeBox()
        self.basics.add("alike", "", self.alike)
        self.basics.show_row("alike", False)
        for _ in range(ADDRESSES_READY):
            self._add_address()

    def _add_phone(self) -> None:
        line = PhoneLine()
        name = _nth("phone", len(self.phones))
        self.phones.append(line)
        self.basics.add(name, t("member.field.phones"), line)
        line.edited.connect(self._line_edited)
        line.settled.connect(self._check_phone)
        line.dropped.connect(self._drop_sender)

    def _add_address(self) -> None:
        line = AddressLine()
        name = _nth("address", len(self.addresses))
        self.addresses.append(line)
        self.basics.add(name, t("member.field.addresses"), line)
        line.edited.connect(self._line_edited)
        line.dropped.connect(self._drop_sender)

    def _make_more(self) -> None:
        self.gender = Chips(_options("gender", ("female", "male", "")), name="", look="segment")
        self.birthday = DayField("birthday", name="", hint="1959-06-11")
        self.customer_type = Chips(_options("type", rules.CUSTOMER_TYPES), name="", look="segment")
        self.source = Choice(_sources(), name="")
        self.referrer = MemberPicker(self._desk, name="", hint=t("member.form.pick_hint"))
        self.household = MemberPicker(self._desk, name="", hint=t("member.form.pick_hint"))
        self.consents = Ticks(rules.CONSENT_PURPOSES, "member.consent")
        self.consent_way = Choice(consent_ways(), name="")
        for name, field in (
            ("gender", self.gender),
            ("birthday", self.birthday),
            ("customer_type", self.customer_type),
            ("source", self.source),
            ("referred_by", self.referrer),
            ("household", self.household),
            ("consents", self.consents),
            ("consent_way", self.consent_way),
        ):
            self.more.add(name, _label(name), field)
        self._tell_wording()
        for chips in (self.gender, self.customer_type):
            chips.chosen.connect(self._touch)
        self.source.activated.connect(self._touch)
        self.consents.changed.connect(self._touch)
        self.consent_way.activated.connect(self._touch)
        for entry in (self.birthday, self.referrer, self.household):
            entry.textChanged.connect(self._touch)
        for picker in (self.referrer, self.household):
            picker.picked.connect(self._picked)
        self.birthday.settled.connect(self._check_birthday)

    def _make_care(self) -> None:
        self.notes = {name: NoteField(name="", lines=2) for name in NOTES}
        for name, field in self.notes.items():
            self.care.add(name, t(f"member.field.{name}"), field)
            field.textChanged.connect(self._touch)
        self.cares = Ticks(CARES, "member.field")
        self.cares.changed.connect(self._touch)
        self.care.add("elderly", t("member.form.cares"), self.cares)

    def stops(self) -> list[QWidget]:
        """The fields in the order Enter goes through them."""
        more: tuple[QWidget, ...] = (
            self.gender,
            self.birthday,
            self.customer_type,
            self.source,
            self.referrer,
            self.household,
            self.consents,
            self.consent_way,
        )
        return [
            self.name,
            *self.phones,
            self.alike,
            *self.addresses,
            *more,
            *self.notes.values(),
            self.cares,
        ]

    # Lines

    def show_lines(self) -> None:
        """Show as many phones and addresses as there are, one of each at least."""
        for kind, lines in (("phone", self.phones), ("address", self.addresses)):
            for place, line in enumerate(lines):
                self.basics.show_row(_nth(kind, place), place < self._shown[kind])
                line.can_drop(self._shown[kind] > 1)

    def add_line(self, focus: QWidget | None) -> None:
        """One more address where an address has the focus, else one more phone; the focus goes there."""
        in_address = any(line.isAncestorOf(focus) for line in self.addresses if focus is not None)
        kind = "address" if in_address else "phone"
        self._grow(kind, self._shown[kind] + 1)
        self.show_lines()
        lines: Sequence[QWidget] = self.addresses if in_address else self.phones
        lines[self._shown[kind] - 1].setFocus()

    def _grow(self, kind: str, count: int) -> None:
        while len(self.phones if kind == "phone" else self.addresses) < count:
            if kind == "phone":
                self._add_phone()
            else:
                self._add_address()
        self._shown[kind] = count

    def line_of(self, focus: QWidget | None) -> tuple[str, int] | None:
        """The phone or address that holds the focus, by kind and place."""
        for kind, lines in (("phone", self.phones), ("address", self.addresses)):
            for place, line in enumerate(lines):
                if focus is not None and line.isAncestorOf(focus):
                    return kind, place
        return None

    def drop_line(self, kind: str, place: int) -> None:
        """Take a phone or address away; the last one of its kind is emptied."""
        self.basics.accept()
        content = self.content()
        del content[kind][place]
        self.fill_lines(content)
        self.touched.emit()
        self.identity.emit()
        lines: Sequence[QWidget] = self.phones if kind == "phone" else self.addresses
        lines[min(place, self._shown[kind] - 1)].setFocus()

    def fill_lines(self, content: Content) -> None:
        """Write the phones and addresses of ``content`` and show as many lines."""
        phones, addresses = content.get("phone") or [["", ""]], content.get("address") or [[""] * 3]
        self._grow("phone", len(phones))
        self._grow("address", len(addresses))
        for phone, words in zip(self.phones, [*phones, *_blank(self.phones, 2)], strict=False):
            phone.fill(*words)
        blanks = _blank(self.addresses, 3)
        for address, words in zip(self.addresses, [*addresses, *blanks], strict=False):
            address.fill(*words)
        self.show_lines()

    # Values

    def content(self) -> Content:
        """Everything as plain values, for the draft."""
        return {
            "name": self.name.text(),
            "phone": [
                [line.number.text(), line.label.text()]
                for line in self.phones[: self._shown["phone"]]
            ],
            "address": [
                [line.text.text(), line.estate.text(), line.note.text()]
                for line in self.addresses[: self._shown["address"]]
            ],
            "gender": self.gender.value(),
            "birthday": self.birthday.text(),
            "customer_type": self.customer_type.value(),
            "source": self.source.value(),
            "referred_by": [self.referrer.member_id, self.referrer.text()],
            "household": [self.household.member_id, self.household.text()],
            "consents": list(self.consents.ticked()),
            "consent_way": self.consent_way.value(),
            "cares": list(self.cares.ticked()),
            **{name: field.text() for name, field in self.notes.items()},
        }

    def fill(self, content: Content) -> None:
        """Write everything; what ``content`` lacks is emptied."""
        for form in self.forms():
            form.accept()
        self.name.write(content.get("name", ""))
        self.fill_lines(content)
        self.gender.choose(content.get("gender", ""))
        self.birthday.write(content.get("birthday", ""))
        self.customer_type.choose(content.get("customer_type", "family"))
        self.source.setCurrentIndex(0)
        self.source.choose(content.get("source", ""))
        self.referrer.pick(*content.get("referred_by", (None, "")))
        self.household.pick(*content.get("household", (None, "")))
        self.consents.tick(tuple(content.get("consents", ())))
        self.consent_way.choose(content.get("consent_way", "counter"))
        self._tell_wording()
        self.cares.tick(tuple(content.get("cares", ())))
        for name, field in self.notes.items():
            field.write(content.get(name, ""))

    def details(self) -> MemberDetails:
        """What was typed, for the use case. Raises Refused beside the field."""
        for name, picker in (("referred_by", self.referrer), ("household", self.household)):
            if picker.unclear():
                raise Refused("member.pick", field=name)
        cares = self.cares.ticked()
        return MemberDetails(
            name=self.name.text(),
            phones=tuple(line.read() for line in self.phones[: self._shown["phone"]]),
            addresses=tuple(line.read() for line in self.addresses[: self._shown["address"]]),
            gender=self.gender.value(),
            birthday=self.birthday.day(),
            customer_type=self.customer_type.value(),
            source=self.source.value(),
            referred_by_id=self.referrer.member_id,
            elderly="elderly" in cares,
            special_care="special_care" in cares,
            **{name: field.text() for name, field in self.notes.items()},
        )

    def forms(self) -> tuple[SpokenForm, ...]:
        """The forms of the three columns."""
        return self.basics, self.more, self.care

    def set_today(self, today: date) -> None:
        """Tell the shop's day, by which a day without a year is read."""
        self.birthday.today = today

    def show_consents(self, shown: bool) -> None:
        """Ask for the first consents, or leave that to the member's file."""
        for name in CONSENT:
            self.more.show_row(name, shown)

    def _tell_wording(self) -> None:
        """What is read out or shown before a tick is set, and which version of it."""
        self.more.hint("consents", wording_words())

    def show_alike(self, shown: bool) -> None:
        """Show or hide the amber line."""
        self.basics.show_row("alike", shown)

    def retell(self) -> None:
        """Say it in the present language."""
        self.basics.relabel(
            {"name": t("member.field.name")}
            | {_nth("phone", n): t("member.field.phones") for n in range(len(self.phones))}
            | {_nth("address", n): t("member.field.addresses") for n in range(len(self.addresses))}
        )
        names = ("gender", "birthday", "customer_type", "source", "referred_by", "household")
        self.more.relabel({name: _label(name) for name in (*names, *CONSENT)})
        self.consent_way.set_options(consent_ways())
        self._tell_wording()
        self.care.relabel(
            {name: t(f"member.field.{name}") for name in NOTES}
            | {"elderly": t("member.form.cares")}
        )
        self.gender.set_texts(_texts("gender", GENDERS))
        self.customer_type.set_texts(_texts("type", rules.CUSTOMER_TYPES))
        self.source.set_options(_sources())
        for picker in (self.referrer, self.household):
            picker.setPlaceholderText(t("member.form.pick_hint"))
        for line in (*self.phones, *self.addresses):
            line.retell()
        for part in (self.alike, self.consents, self.cares):
            part.retell()

    # Listening

    def _touch(self) -> None:
        self.touched.emit()

    def _identity(self) -> None:
        self.touched.emit()
        self.identity.emit()

    def _line_edited(self) -> None:
        for kind, lines in (("phone", self.phones), ("address", self.addresses)):
            for place, line in enumerate(lines):
                if line is self.sender() and line.property("refused") == "true":
                    self.basics.mark(_nth(kind, place), "")
        self._identity()

    def _check_phone(self) -> None:
        for place, line in enumerate(self.phones):
            if line is self.sender() and not line.empty() and MASK not in line.number.text():
                name = _nth("phone", place)
                try:
                    parse_phone(line.number.text(), field=name)
                except Refused as refused:
                    self.basics.mark(name, self._said(refused))

    def _check_birthday(self) -> None:
        try:
            self.birthday.day()
        except Refused as refused:
            self.more.mark("birthday", self._said(refused))

    def _said(self, refused: Refused) -> str:
        return sayings.explain(refused, zone=self._desk.notices.zone, now=clock.now())

    def _picked(self) -> None:
        self.more.accept("referred_by")
        self.more.accept("household")
        if self.referrer.member_id is not None and not self.source.value():
            self.source.choose("referral")
        self.touched.emit()

    def _drop_sender(self) -> None:
        for kind, lines in (("phone", self.phones), ("address", self.addresses)):
            for place, line in enumerate(lines):
                if line is self.sender():
                    self.drop_line(kind, place)
                    return


def _nth(kind: str, place: int) -> str:
    """The field's name as refusals give it: phone, phone_1, phone_2."""
    return f"{kind}_{place}" if place else kind


def _blank(lines: Sequence[Any], parts: int) -> list[list[str]]:
    return [[""] * parts for _ in lines]


def _label(name: str) -> str:
    return t(f"member.field.{LABELS.get(name, name)}")


def _options(group: str, values: Sequence[str]) -> list[Option]:
    return [Option(value, text) for value, text in _texts(group, values).items()]


def _texts(group: str, values: Sequence[str]) -> dict[str, str]:
    return {value: t(f"member.{group}.{value or 'none'}") for value in values}


def _sources() -> list[tuple[str, str]]:
    return [("", t("member.source.none"))] + [
        (name, t(f"member.source.{name}")) for name in rules.SOURCES
    ]
