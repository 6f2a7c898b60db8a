"""The fields of the job form: who, which device, what is wrong, who goes, by when. Nothing is saved here."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.base.errors import Refused
from models.services import jobs
from models.services.devices import DeviceRow
from models.services.jobs import JobDetails
from models.services.member_file import MemberFile
from models.services.shop import Person
from views import clock, sayings
from views.finder import Finder
from views.page import Desk
from views.scanner import TAKES_SCANS
from views.texts import t
from views.widgets.choice import Choice
from views.widgets.days import DayField, parse_time
from views.widgets.fields import CodeEntry, Entry, NoteField, PhoneEntry
from views.widgets.form import Form

Content = dict[str, Any]

TEXTS = ("device", "serial", "title", "fault", "diagnosis", "accessories", "address", "phone")
"""Fields that are called as in JobDetails."""
_DUSK = time(18)
"""A day promised without a time means until closing."""


class JobFields(QObject):
    """``touched`` comes with whatever a person changes, never with what the program fills in."""

    touched = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._member: MemberFile | None = None
        self._device_id: str | None = None
        self._technician_id = ""
        self._filling = False
        self.form = Form()
        self.who = Finder(
            desk.tasks, kind="member", name=_word("who"), hint=_word("who_hint"), lead="user"
        )
        self.devices = Choice([], name=_word("device_pick"))
        self.entries = _entries()
        self.place = Choice(_place_options(), name=_word("place"))
        self.technician = Choice([], name=_word("technician"))
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        entries = self.entries
        order: tuple[tuple[str, str, QWidget], ...] = (
            ("member", "who", self.who),
            ("device_pick", "device_pick", self.devices),
            ("device", "device", entries["device"]),
            ("title", "title", entries["title"]),
            ("technician", "technician", self.technician),
            ("promised_at", "promised_day", entries["day"]),
            ("time", "promised_time", entries["time"]),
            ("accessories", "accessories", entries["accessories"]),
            ("serial", "serial", entries["serial"]),
            ("fault", "fault", entries["fault"]),
            ("diagnosis", "diagnosis", entries["diagnosis"]),
            ("place", "place", self.place),
            ("address", "address", entries["address"]),
            ("phone", "phone", entries["phone"]),
        )
        self._labels = {name: key for name, key, _ in order}
        for name, key, field in order:
            self.form.add(name, _word(key), field)
        self.who.removeEventFilter(self.form)  # Enter picks the member that was found
        self.form.show_row("device_pick", False)

    def _listen(self) -> None:
        self.devices.activated.connect(self._device_picked)
        self.technician.activated.connect(self._technician_picked)
        self.place.activated.connect(self.touched)
        self.who.passed.connect(self.to_title)
        self.who.textEdited.connect(self._other_member)
        for field in self.entries.values():
            if isinstance(field, Entry):
                field.textEdited.connect(self.touched)
            else:
                field.textChanged.connect(self._note_typed)
        self.entries["day"].settled.connect(self._check_day)
        self.entries["time"].settled.connect(self._check_time)

    # Filling

    def clear(self) -> None:
        """Empty everything: a walk-in with nothing typed."""
        self.who.drop()
        self.form.accept()
        for name in self.entries:
            self._write(name, "")
        zone = self._desk.notices.zone
        self.entries["day"].today = clock.now().astimezone(zone).date()
        self.place.choose("visit")
        self.give_to("")
        self._member, self._device_id = None, None
        self.form.show_row("device_pick", False)

    def fill_details(self, details: JobDetails) -> None:
        """Fill in a job as it stands; its member follows by :meth:`take_member`."""
        for name in TEXTS:
            self._write(name, getattr(details, name))
        self.place.choose(details.place)
        self.give_to(details.technician_id or "")
        self._device_id = details.device_id
        if details.promised_at is not None:
            local = details.promised_at.astimezone(self._desk.notices.zone)
            self.entries["day"].set_day(local.date())
            self._write("time", f"{local:%H:%M}")

    def content(self) -> Content:
        """What stands in the form, as plain values."""
        return {
            **{name: field.text() for name, field in self.entries.items()},
            "place": self.place.value(),
            "technician": self._technician_id,
            "device_id": self._device_id,
            "member_id": self.member_id,
            "who": "" if self._member is not None else self.who.text(),
        }

    def fill(self, content: Mapping[str, Any]) -> None:
        """Fill in what a draft holds, and leave the rest; a member follows by :meth:`take_member`."""
        for name in self.entries:
            if name in content:
                self._write(name, str(content[name]))
        self.place.choose(str(content.get("place", self.place.value())))
        self.give_to(str(content.get("technician", self._technician_id)))
        self._device_id = content.get("device_id", self._device_id)
        self.devices.choose(self._device_id or "")
        if content.get("who"):
            self.who.write(str(content["who"]))
        if "member_id" in content and content["member_id"] is None:
            self._member = None
            self.form.show_row("device_pick", False)

    def _write(self, name: str, text: str) -> None:
        self._filling = True
        self.entries[name].write(text)
        self._filling = False

    def give_to(self, technician_id: str) -> None:
        """Choose a technician, as soon as the people are known."""
        self._technician_id = technician_id
        self.technician.choose(technician_id)

    def show_people(self, people: tuple[Person, ...]) -> None:
        """Offer the technicians."""
        options = [("", _word("technician_none"))]
        options += [(person.id, person.name) for person in people]
        self.technician.set_options(options)
        self.technician.choose(self._technician_id)

    # The member

    @property
    def member(self) -> MemberFile | None:
        """The chosen member's file."""
        return self._member

    @property
    def member_id(self) -> str | None:
        """The chosen member."""
        return self._member.id if self._member is not None else None

    @property
    def device_id(self) -> str | None:
        """The chosen device of the member's file."""
        return self._device_id

    def tell_comeback(self, words: str, *, warn: bool) -> None:
        """Say under the symptoms whether the device came back; no words take it away."""
        if "title" in self.form.refused():
            return
        (self.form.warn if warn else self.form.hint)("title", words)

    def take_member(self, found: MemberFile, *, device_id: str | None = None) -> None:
        """Choose a member, and the device; the file's address where none is typed."""
        self._member = found
        self.who.write(found.name)
        if found.addresses and not self.entries["address"].text():
            self._write("address", found.addresses[0].text)
        self._device_id = device_id or self._device_id
        self.show_member()

    def show_member(self) -> None:
        """Offer the member's devices."""
        member = self._member
        self.form.show_row("device_pick", bool(member and member.devices))
        if member is None:
            return
        options = [("", _word("device_none"))]
        options += [(device.id, _told_device(device)) for device in member.devices]
        self.devices.set_options(options)
        self.devices.choose(self._device_id or "")
        if self._device_id is not None and not self.entries["device"].text():
            self._device_chosen(self._device_id)

    def _other_member(self) -> None:
        """Typing anew forgets the member that was picked, with the device and the address of the file."""
        if self._member is not None:
            addresses = {address.text for address in self._member.addresses}
            if self.entries["address"].text() in addresses:
                self._write("address", "")
            self.devices.choose("")
            self._take_device_off()
            self._member = None
            self.show_member()
        self.touched.emit()

    def _device_picked(self) -> None:
        device_id = self.devices.value()
        if device_id:
            self._device_chosen(device_id)
        else:
            self._take_device_off()
        self.touched.emit()

    def _take_device_off(self) -> None:
        if self._device_id is not None:
            self._device_id = None
            self._write("device", "")
            self._write("serial", "")

    def _device_chosen(self, device_id: str) -> None:
        known = self._member.devices if self._member is not None else ()
        device = next((device for device in known if device.id == device_id), None)
        if device is not None:
            self._device_id = device_id
            self._write("device", _told_device(device))
            self._write("serial", device.serial)

    # Reading

    def details(self) -> JobDetails:
        """What was typed. Raises Refused beside the field."""
        if self._member is None and self.who.text().strip():
            raise Refused("member.pick", field="member")
        return JobDetails(
            **{name: self.entries[name].text() for name in TEXTS},
            member_id=self.member_id,
            device_id=self._device_id,
            place=self.place.value() or "visit",
            technician_id=self._technician_id or None,
            promised_at=self._promised(),
        )

    def _promised(self) -> datetime | None:
        day: date | None = self.entries["day"].day()
        at = parse_time(self.entries["time"].text())
        if day is None:
            if at is not None:
                raise Refused("job.time_without_day", field="promised_at")
            return None
        end = datetime.combine(day, at or _DUSK, tzinfo=self._desk.notices.zone)
        return end.astimezone(UTC)

    def _check_day(self) -> None:
        try:
            self.entries["day"].day()
        except Refused as refused:
            self._complain("promised_at", refused)
        else:
            self.form.complain("promised_at", "")

    def _check_time(self) -> None:
        try:
            parse_time(self.entries["time"].text())
        except Refused as refused:
            self._complain("time", refused)
        else:
            self.form.complain("time", "")

    def _complain(self, name: str, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self._desk.notices.zone, now=clock.now())
        self.form.complain(name, words)

    # Hands

    def to_title(self) -> None:
        """Put the cursor where the trouble is told."""
        self.entries["title"].setFocus()

    def _technician_picked(self) -> None:
        self._technician_id = self.technician.value()
        self.touched.emit()

    def _note_typed(self) -> None:
        if not self._filling:  # a field of several lines does not say who changed it
            self.touched.emit()

    def retell(self) -> None:
        """Say it in the present language."""
        self.form.relabel({name: _word(key) for name, key in self._labels.items()})
        self.place.set_options(_place_options())
        self.who.setPlaceholderText(_word("who_hint"))
        self.entries["day"].setPlaceholderText(_word("day_hint"))
        self.show_member()


def _entries() -> dict[str, Any]:
    found: dict[str, Any] = {
        "device": Entry(name=_word("device"), hint=_word("device_other")),
        "serial": CodeEntry(name=_word("serial")),
        "title": Entry(name=_word("title"), hint=_word("title_hint")),
        "fault": Entry(name=_word("fault"), hint=_word("fault_hint")),
        "diagnosis": NoteField(name=_word("diagnosis")),
        "accessories": Entry(name=_word("accessories")),
        "address": Entry(name=_word("address")),
        "phone": PhoneEntry(name=_word("phone")),
        "day": DayField("promised_at", name=_word("promised_day"), hint=_word("day_hint")),
        "time": CodeEntry(name=_word("promised_time"), hint=_word("time_hint")),
    }
    found["serial"].setProperty(TAKES_SCANS, True)
    return found


def _told_device(device: DeviceRow) -> str:
    known = " ".join(part for part in (device.brand, device.model) if part)
    return known or t(f"devices.category.{device.category}")


def _word(key: str) -> str:
    return t(f"jobs.form.{key}")


def _place_options() -> list[tuple[str, str]]:
    return [(place, t(f"jobs.card.{place}")) for place in jobs.PLACES]
