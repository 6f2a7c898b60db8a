"""The form of one device, standing where the list of devices stands. A scanned serial number goes in as text."""

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.members import DEVICE_CATEGORIES
from models.services import devices
from models.services.devices import DeviceDetails, DeviceRow
from views import clock, sayings
from views.page import Desk
from views.scanner import TAKES_SCANS
from views.screens.enter_walk import EnterWalk
from views.screens.form_draft import Content, FormDraft
from views.screens.member_devices import called
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.days import DayField
from views.widgets.fields import CodeEntry, Entry, NoteField
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn

FIELDS = (
    "category",
    "brand",
    "model",
    "serial",
    "place",
    "bought_on",
    "warranty_until",
    "device_note",
)


class DeviceForm(Panel):
    """Add or edit a device. ``saved(device_id)`` and ``left`` tell the page to show the list again.

    Leaving keeps what was typed as a draft of this member; it stands there again next time.
    """

    saved = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, save: QAction) -> None:
        super().__init__(t("devices.new"))
        self._desk = desk
        self._member_id = ""
        self._device: DeviceRow | None = None
        self._busy = False
        self._told = ""
        self._form = Form()
        self._fields: dict[str, Entry | Choice | NoteField] = {
            "category": Choice(_categories(), name=""),
            "brand": Entry(name=""),
            "model": Entry(name=""),
            "serial": CodeEntry(name=""),
            "place": Entry(name=""),
            "bought_on": DayField("bought_on", name="", hint="2024-05"),
            "warranty_until": DayField("warranty_until", name="", hint="2027-05-01"),
            "device_note": NoteField(name="", lines=2),
        }
        self._fields["serial"].setProperty(TAKES_SCANS, True)
        for name, field in self._fields.items():
            self._form.add(name, t(f"devices.field.{name}"), field)
            if isinstance(field, Choice):
                field.activated.connect(self._touch)
            else:
                field.textChanged.connect(self._touch)
        self._scroll = ScrollColumn()
        self._scroll.body.addWidget(self._form)
        self._scroll.body.addStretch(1)
        self.body.addWidget(self._scroll, 1)
        self._back = Button(t("devices.back"), key="Esc")
        self._back.clicked.connect(self.left)
        self._save = Button(save, "primary")
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addWidget(self._save, 1)
        self.body.addLayout(row)
        self._walk = EnterWalk(self)
        self._walk.set_stops(list(self._fields.values()))
        self._walk.ended.connect(save.trigger)
        self._draft = FormDraft(desk, self._content, self)

    # Opening and leaving

    def begin(self, member_id: str, device: DeviceRow | None, today: date) -> None:
        """Open for a new device of a member, or for one that is there."""
        self._member_id, self._device = member_id, device
        for name in ("bought_on", "warranty_until"):
            field = self._fields[name]
            assert isinstance(field, DayField)
            field.today = today
        self._form.accept()
        self._fill(_content_of(device))
        self._tell_title()
        ref = device.id if device else f"new/{member_id}"
        self._draft.begin(f"device/{ref}")
        self._draft.ask(self._restore)
        self._fields["category" if device is None else "brand"].setFocus()

    def leave(self) -> None:
        """Close; what was typed is kept."""
        if self._member_id:
            self._draft.flush()
        self._member_id = ""

    def save(self) -> None:
        """Save what was typed; a second press while it is under way does nothing."""
        if self._busy or not self._member_id:
            return
        self._form.accept()
        try:
            details = self._details()
        except Refused as refused:
            self._refuse(refused)
            return
        self._busy = True
        run = self._desk.tasks.run
        if self._device is None:
            self._told = "devices.added"
            run(
                devices.add,
                self._member_id,
                details,
                done=self._done,
                refused=self._refuse,
                after=self._ready,
            )
        else:
            self._told = "devices.saved"
            run(
                devices.edit,
                self._device.id,
                details,
                done=self._done,
                refused=self._refuse,
                after=self._ready,
            )

    def retell(self) -> None:
        """Say it in the present language."""
        self._tell_title()
        self._form.relabel({name: t(f"devices.field.{name}") for name in FIELDS})
        category = self._fields["category"]
        assert isinstance(category, Choice)
        category.set_options(_categories())
        self._back.say(t("devices.back"))

    # Inside

    def _tell_title(self) -> None:
        self.set_title(t("devices.new") if self._device is None else called(self._device))

    def _done(self, outcome: Outcome[Any]) -> None:
        self._draft.drop()
        self._member_id = ""
        device_id = outcome.result if isinstance(outcome.result, str) else ""
        name = " ".join(p for p in (self._text("brand"), self._text("model")) if p)
        name = name or t(f"devices.category.{self._text('category')}")
        self._desk.notices.say(t(self._told, name=name), undo=undo_of(self._desk, outcome))
        self.saved.emit(device_id or (self._device.id if self._device else ""))

    def _ready(self) -> None:
        self._busy = False

    def _refuse(self, refused: Refused) -> None:
        zone = self._desk.notices.zone
        words = sayings.explain(refused, zone=zone, now=clock.now())
        if not self._form.refuse_trouble(refused, words):
            self._desk.notices.trouble(refused)

    def _touch(self) -> None:
        self._draft.touch()

    def _restore(self, kept: Content | None) -> None:
        if kept is not None and self._member_id:
            self._fill(kept)
            self._desk.notices.say(t("devices.resumed"))

    def _content(self) -> Content:
        return {name: self._text(name) for name in FIELDS}

    def _fill(self, content: Content) -> None:
        for name, field in self._fields.items():
            text = str(content.get(name, ""))
            if isinstance(field, Choice):
                field.choose(text or DEVICE_CATEGORIES[0])
            else:
                field.write(text)

    def _text(self, name: str) -> str:
        field = self._fields[name]
        return field.value() if isinstance(field, Choice) else field.text()

    def _day(self, name: str) -> date | None:
        field = self._fields[name]
        assert isinstance(field, DayField)
        return field.day()

    def _details(self) -> DeviceDetails:
        return DeviceDetails(
            category=self._text("category"),
            brand=self._text("brand"),
            model=self._text("model"),
            serial=self._text("serial"),
            place=self._text("place"),
            bought_on=self._day("bought_on"),
            warranty_until=self._day("warranty_until"),
            note=self._text("device_note"),
        )


def _content_of(device: DeviceRow | None) -> Content:
    if device is None:
        return {}
    texts = {name: getattr(device, name) for name in FIELDS[:5]}
    days = {
        name: day.isoformat() if (day := getattr(device, name)) else ""
        for name in ("bought_on", "warranty_until")
    }
    return {**texts, **days, "device_note": device.note}


def _categories() -> list[tuple[str, str]]:
    return [(name, t(f"devices.category.{name}")) for name in DEVICE_CATEGORIES]
