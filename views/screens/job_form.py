"""A new job, or the words of one: who, which device, what is wrong, who goes, by when. Drafts keep themselves."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import desk as drafts
from models.services import job_file, jobs, member_file, shop
from models.services.devices import DeviceRow
from models.services.job_file import JobFile
from models.services.jobs import JobDetails, JobOpened
from models.services.member_file import MemberFile
from models.services.search import Result
from models.services.shop import Person
from views import places, sayings, theme
from views.acts import act
from views.finder import Finder
from views.page import Desk, Page
from views.scanner import TAKES_SCANS
from views.screens.job_form_card import CustomerCard
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.days import DayField, parse_time
from views.widgets.fields import CodeEntry, Entry, NoteField, PhoneEntry
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn

DRAFT = "job/new"
SIDE_WIDE = 330
_TYPED = (
    "device",
    "serial",
    "title",
    "diagnosis",
    "accessories",
    "address",
    "phone",
    "day",
    "time",
)


class JobFormPage(Page):
    """``target``: places.NewJob or places.EditJob."""

    name = "job_form"
    home = places.JOBS
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._target: places.NewJob | places.EditJob = places.NewJob()
        self._member: MemberFile | None = None
        self._device_id: str | None = None
        self._key = uuid4().hex
        self._people: tuple[Person, ...] = ()
        self._editing: JobFile | None = None
        self._panel = Panel()
        scroll = ScrollColumn()
        self._form = Form()
        scroll.body.addWidget(self._form)
        scroll.body.addStretch(1)
        self._panel.body.addWidget(scroll, 1)
        self._make_fields()
        self._save_button = Button(self.acts["save"], "primary")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._save_button)
        self._panel.body.addLayout(row)
        self._side = CustomerCard()
        whole = QHBoxLayout(self)
        whole.addWidget(self._panel, 1)
        whole.addWidget(self._side)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(theme.tokens()["timing"]["autosave"])
        self._keep.timeout.connect(self._keep_draft)
        self.dress()

    def _make_fields(self) -> None:
        word = _word
        self._who = Finder(
            self.desk.tasks, kind="member", name=word("who"), hint=word("who_hint"), lead="user"
        )
        self._who.picked.connect(self._picked)
        self._devices = Choice([], name=word("device_pick"))
        self._devices.activated.connect(self._device_picked)
        self._fields: dict[str, Any] = {
            "device": Entry(name=word("device"), hint=word("device_other")),
            "serial": CodeEntry(name=word("serial")),
            "title": Entry(name=word("title"), hint=word("title_hint")),
            "diagnosis": NoteField(name=word("diagnosis")),
            "accessories": Entry(name=word("accessories")),
            "address": Entry(name=word("address")),
            "phone": PhoneEntry(name=word("phone")),
            "day": DayField("promised_at", name=word("promised_day"), hint=word("day_hint")),
            "time": CodeEntry(name=word("promised_time"), hint=word("time_hint")),
        }
        self._fields["serial"].setProperty(TAKES_SCANS, True)
        self._place = Choice(_place_options(), name=word("place"))
        self._technician = Choice([], name=word("technician"))
        order: tuple[tuple[str, str, QWidget], ...] = (
            ("member", "who", self._who),
            ("device_pick", "device_pick", self._devices),
            ("device", "device", self._fields["device"]),
            ("title", "title", self._fields["title"]),
            ("technician", "technician", self._technician),
            ("promised_at", "promised_day", self._fields["day"]),
            ("time", "promised_time", self._fields["time"]),
            ("accessories", "accessories", self._fields["accessories"]),
            ("serial", "serial", self._fields["serial"]),
            ("diagnosis", "diagnosis", self._fields["diagnosis"]),
            ("place", "place", self._place),
            ("address", "address", self._fields["address"]),
            ("phone", "phone", self._fields["phone"]),
        )
        self._labels = {name: key for name, key, _ in order}
        for name, key, field in order:
            self._form.add(name, word(key), field)
        for field in self._fields.values():
            field.textChanged.connect(self._typed)
        self._fields["day"].settled.connect(self._check_day)
        self._fields["time"].settled.connect(self._check_time)
        self._form.submitted.connect(self.save)
        self._who.removeEventFilter(self._form)  # Enter picks the member that was found
        self._who.passed.connect(self._on_to_title)
        self._who.textEdited.connect(self._other_member)
        self._form.show_row("device_pick", False)

    # What the page answers

    def title(self) -> str:
        new = isinstance(self._target, places.NewJob)
        return t("jobs.form.title_new" if new else "jobs.form.title_edit")

    def record(self) -> str:
        return self._editing.row.number if self._editing is not None else " "

    def first_focus(self) -> QWidget:
        return self._fields["title"] if self._member is not None else self._who

    def context_widget(self) -> QWidget:
        return self._side

    @property
    def member_id(self) -> str | None:
        """The chosen member."""
        return self._member.id if self._member is not None else None

    def opened(self, target: object) -> None:
        if target is None or (target == self._target and self._form.refused()):
            return
        assert isinstance(target, places.NewJob | places.EditJob)
        self._target, self._editing, self._key = target, None, uuid4().hex
        self._clear()
        ask = self.desk.tasks.ask
        ask(shop.people, technicians_only=True, slot="job_form.people", done=self._take_people)
        if isinstance(target, places.EditJob):
            ask(job_file.file, target.id, slot="job_form.job", done=self._take_job)
        elif target.member_id is not None:
            self._device_id = target.device_id
            ask(member_file.file, target.member_id, slot="job_form.member", done=self._take_member)
        else:
            ask(drafts.draft, DRAFT, slot="job_form.draft", done=self._take_draft)

    def escape(self) -> bool:
        if self._who.listing() or (self._who.hasFocus() and self._member is None):
            return self._who.escape() or super().escape()
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._tell_save()
        self._form.relabel({name: _word(key) for name, key in self._labels.items()})
        self._place.set_options(_place_options())
        self._who.setPlaceholderText(_word("who_hint"))
        self._fields["day"].setPlaceholderText(_word("day_hint"))
        self._tell_people()
        self._show_member()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE_WIDE))

    # Acts

    @act("jobs.form.save", "Ctrl+Return")
    def save(self) -> None:
        """Open the job, or keep its words."""
        if not self._save_button.isEnabled():
            return
        self._form.accept()
        try:
            details = self._details()
        except Refused as refused:
            self._refuse(refused)
            return
        self._save_button.setEnabled(False)
        if isinstance(self._target, places.EditJob):
            self.desk.tasks.run(
                jobs.edit, self._target.id, details,
                done=self._edited, refused=self._refuse, after=self._ready,
            )  # fmt: skip
        else:
            self.desk.tasks.run(
                jobs.open_job, details, key=self._key,
                done=self._opened, refused=self._refuse, after=self._ready,
            )  # fmt: skip

    # Inside

    def _details(self) -> JobDetails:
        if self._member is None and self._who.text().strip():
            raise Refused("member.pick", field="member")
        values = {name: field.text() for name, field in self._fields.items()}
        return JobDetails(
            member_id=self.member_id,
            device_id=self._device_id,
            device=values["device"],
            serial=values["serial"],
            title=values["title"],
            diagnosis=values["diagnosis"],
            accessories=values["accessories"],
            address=values["address"],
            phone=values["phone"],
            place=self._place.value() or "visit",
            technician_id=self._technician.value() or None,
            promised_at=self._promised(),
        )

    def _promised(self) -> datetime | None:
        day: date | None = self._fields["day"].day()
        at = parse_time(self._fields["time"].text())
        if day is None:
            if at is not None:
                raise Refused("job.time_without_day", field="promised_at")
            return None
        zone = self.desk.notices.zone
        end = datetime.combine(day, at or time(18), tzinfo=zone)
        return end.astimezone(UTC)

    def _opened(self, outcome: Outcome[JobOpened]) -> None:
        self._keep.stop()
        self.desk.tasks.run(drafts.drop_draft, DRAFT)
        self._key = uuid4().hex
        self._clear()
        self.desk.notices.say(t("jobs.said.opened", number=outcome.result.number))
        self.desk.go(places.JOB, outcome.result.id)

    def _edited(self, outcome: Outcome[Any]) -> None:
        assert isinstance(self._target, places.EditJob)
        number = self._editing.row.number if self._editing is not None else ""
        self.desk.notices.say(t("jobs.said.saved", number=number), undo=undo_of(self.desk, outcome))
        self.desk.go(places.JOB, self._target.id)

    def _ready(self) -> None:
        self._save_button.setEnabled(True)

    def _refuse(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=datetime.now(UTC))
        if not self._form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def _clear(self) -> None:
        self._member, self._device_id = None, None
        self._who.drop()
        self._form.accept()
        for field in self._fields.values():
            field.write("")
        zone = self.desk.notices.zone
        today = datetime.now(UTC).astimezone(zone).date()
        self._fields["day"].today = today
        self._place.choose("visit")
        self._technician.choose("")
        self._tell_save()
        self._show_member()
        self.changed.emit()

    def _tell_save(self) -> None:
        """A new job is opened, an old one saved."""
        editing = isinstance(self._target, places.EditJob)
        self._panel.setAccessibleName(self.title())
        self.acts["save"].setText(_word("save_edit" if editing else "save"))

    def _check_day(self) -> None:
        try:
            self._fields["day"].day()
        except Refused as refused:
            self._complain("promised_at", refused)
        else:
            self._form.complain("promised_at", "")

    def _check_time(self) -> None:
        try:
            parse_time(self._fields["time"].text())
        except Refused as refused:
            self._complain("time", refused)
        else:
            self._form.complain("time", "")

    def _complain(self, name: str, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=datetime.now(UTC))
        self._form.complain(name, words)

    def _take_people(self, people: tuple[Person, ...]) -> None:
        self._people = people
        self._tell_people()
        if self._editing is not None:
            self._technician.choose(self._editing.details.technician_id or "")

    def _tell_people(self) -> None:
        options = [("", t("jobs.form.technician_none"))]
        options += [(person.id, person.name) for person in self._people]
        self._technician.set_options(options)

    def _take_job(self, found: JobFile) -> None:
        self._editing = found
        details = found.details
        for name in ("device", "serial", "title", "diagnosis", "accessories", "address", "phone"):
            self._fields[name].write(getattr(details, name))
        self._place.choose(details.place)
        self._technician.choose(details.technician_id or "")
        self._device_id = details.device_id
        if details.promised_at is not None:
            local = details.promised_at.astimezone(self.desk.notices.zone)
            self._fields["day"].set_day(local.date())
            self._fields["time"].write(f"{local:%H:%M}")
        if details.member_id is not None:
            self.desk.tasks.ask(
                member_file.file, details.member_id, slot="job_form.member", done=self._take_member
            )
        self._fields["title"].setFocus()
        self.changed.emit()

    def _on_to_title(self) -> None:
        self._fields["title"].setFocus()

    def _picked(self, row: Result) -> None:
        self.desk.tasks.ask(
            member_file.file, row.id, slot="job_form.member", done=self._take_member
        )

    def _other_member(self) -> None:
        """Typing anew forgets the member that was picked, with the device and the address of the file."""
        if self._member is None:
            return
        addresses = {address.text for address in self._member.addresses}
        if self._fields["address"].text() in addresses:
            self._fields["address"].write("")
        self._devices.choose("")
        self._device_picked()
        self._member = None
        self._show_member()
        self.changed.emit()

    def _take_member(self, found: MemberFile) -> None:
        self._member = found
        self._who.write(found.name)
        if found.addresses and not self._fields["address"].text():
            self._fields["address"].write(found.addresses[0].text)
        if self._editing is None and len(found.devices) == 1:
            self._device_id = found.devices[0].id
        self._show_member()
        self._fields["title"].setFocus()
        self.changed.emit()

    def _show_member(self) -> None:
        member = self._member
        self._side.show_member(member)
        self._form.show_row("device_pick", bool(member and member.devices))
        if member is None:
            return
        options = [("", _word("device_none"))]
        options += [(device.id, _told_device(device)) for device in member.devices]
        self._devices.set_options(options)
        self._devices.choose(self._device_id or "")
        if self._device_id is not None and not self._fields["device"].text():
            self._device_chosen(self._device_id)

    def _device_picked(self) -> None:
        device_id = self._devices.value()
        if device_id:
            self._device_chosen(device_id)
        elif self._device_id is not None:
            self._device_id = None
            self._fields["device"].write("")
            self._fields["serial"].write("")

    def _device_chosen(self, device_id: str) -> None:
        if self._member is None:
            return
        device = next((d for d in self._member.devices if d.id == device_id), None)
        if device is not None:
            self._device_id = device_id
            self._fields["device"].write(_told_device(device))
            self._fields["serial"].write(device.serial)

    # Drafts

    def _typed(self) -> None:
        if isinstance(self._target, places.NewJob):
            self._keep.start()

    def _keep_draft(self) -> None:
        content: dict[str, Any] = {name: self._fields[name].text() for name in _TYPED}
        if not any(content.values()):
            return
        content["member_id"] = self.member_id
        content["device_id"] = self._device_id
        self.desk.tasks.run(drafts.keep_draft, DRAFT, content)

    def _take_draft(self, content: dict[str, Any] | None) -> None:
        if not content:
            return
        for name in _TYPED:
            self._fields[name].write(str(content.get(name, "")))
        self._device_id = content.get("device_id")
        self.desk.notices.say(t("jobs.form.draft"))
        if content.get("member_id"):
            self.desk.tasks.ask(
                member_file.file,
                content["member_id"],
                slot="job_form.member",
                done=self._take_member,
            )


def _told_device(device: DeviceRow) -> str:
    known = " ".join(part for part in (device.brand, device.model) if part)
    return known or t(f"devices.category.{device.category}")


def _word(key: str) -> str:
    return t(f"jobs.form.{key}")


def _place_options() -> list[tuple[str, str]]:
    return [(place, t(f"jobs.card.{place}")) for place in jobs.PLACES]
