"""What a job card asks for where a job goes wrong: why it waits, a note, a loan, another device, a visit."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from models.base.errors import Refused
from models.rules.job_troubles import HOLD_REASONS, NOTE_KINDS
from models.services.checklists import ChecklistRow
from models.services.job_devices import DeviceEntry
from views import scanner
from views.screens.job_ask import Ask
from views.screens.photos import Given
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.days import DayField, parse_time
from views.widgets.fields import CodeEntry, Entry
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.text import Text


class HoldAsk(Ask):
    """``taken(reason, note)``."""

    taken = Signal(str, str)
    title_key, button_key = "job_troubles.ask.hold", "job_troubles.act.hold"
    labels: ClassVar[Mapping[str, str]] = {
        "reason": "job_troubles.field.reason",
        "note": "job_troubles.field.note",
    }

    def build(self) -> None:
        self._reason = Choice(_reasons(), name=t("job_troubles.field.reason"))
        self._note = Entry(name=t("job_troubles.field.note"), hint=t("job_troubles.hint.hold"))
        self.form.add("reason", t("job_troubles.field.reason"), self._reason)
        self.form.add("note", t("job_troubles.field.note"), self._note)

    def begin(self) -> None:
        """Ask what the job waits for."""
        self._reason.choose(HOLD_REASONS[0])
        self._note.write("")
        self.form.accept()
        self._reason.setFocus()

    def take(self) -> None:
        """Hand it over."""
        self.taken.emit(self._reason.value(), self._note.text())

    def retell(self) -> None:
        super().retell()
        self._reason.set_options(_reasons())
        self._note.setPlaceholderText(t("job_troubles.hint.hold"))


class NoteAsk(Ask):
    """``taken(kind, text, day or None)``; ``wanted_files`` asks for photos that go with it."""

    taken = Signal(str, str, object)
    wanted_files = Signal()
    title_key, button_key = "job_troubles.ask.note", "job_troubles.act.keep"
    labels: ClassVar[Mapping[str, str]] = {
        "note_kind": "job_troubles.field.kind",
        "text": "job_troubles.field.text",
        "follow_up_on": "job_troubles.field.follow_up",
    }

    def build(self) -> None:
        self._kind = Choice(_kinds(), name=t("job_troubles.field.kind"))
        self._text = Entry(name=t("job_troubles.field.text"), hint=t("job_troubles.hint.note"))
        self._day = DayField(
            "follow_up_on", name=t("job_troubles.field.follow_up"), hint=t("jobs.form.day_hint")
        )
        for name, field in (
            ("note_kind", self._kind),
            ("text", self._text),
            ("follow_up_on", self._day),
        ):
            self.form.add(name, t(self.labels[name]), field)
        self._text.installEventFilter(self)
        self._given: list[Given] = []
        self._files = Text(style="label", tone="text.secondary")
        self._choose = Button(t("attachments.act.note_files"), "quiet", icon="camera")
        self._choose.clicked.connect(self.wanted_files)
        self.panel.body.addWidget(self._choose)
        self.panel.body.addWidget(self._files)

    def add_paths(self, paths: Sequence[str]) -> None:
        """Have these files go with the note."""
        self.add_given(tuple(Given(Path(path).name, path=Path(path)) for path in paths))

    def add_given(self, given: Sequence[Given]) -> None:
        """Have these go with the note."""
        self._given += given
        count = len(self._given)
        self._files.setText(t("attachments.note_files", count=count) if count else "")
        self._files.setVisible(bool(count))

    def take_given(self) -> tuple[Given, ...]:
        """Hand over what goes with the note, once."""
        given, self._given = tuple(self._given), []
        return given

    def is_damage(self) -> bool:
        """Whether the note tells of damage."""
        return self._kind.value() == "damage"

    def begin(self, today: date) -> None:
        """Ask what was seen."""
        self._given = []
        self.add_given(())
        self._day.today = today
        self._text.write("")
        self._day.write("")
        self.form.accept()
        self._kind.setFocus()

    def take(self) -> None:
        """Hand it over; a day that is none is refused beside it."""
        try:
            day = self._day.day()
        except Refused as refused:
            self.refuse(refused)
            return
        self.taken.emit(self._kind.value(), self._text.text(), day)

    def retell(self) -> None:
        super().retell()
        self._kind.set_options(_kinds())
        self._choose.say(t("attachments.act.note_files"))
        self.add_given(())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the page paste a picture also while the text has the focus; text is pasted by the field itself."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mime = QGuiApplication.clipboard().mimeData()
            if event.matches(QKeySequence.StandardKey.Paste) and not mime.hasText():
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class LendAsk(Ask):
    """``taken(values of job_devices.lend)``."""

    taken = Signal(object)
    title_key, button_key = "job_troubles.ask.lend", "job_troubles.act.lend"
    labels: ClassVar[Mapping[str, str]] = {
        "name": "job_troubles.field.loan",
        "serial": "jobs.card.serial",
        "note": "job_troubles.field.state",
        "due_day": "job_troubles.field.due",
    }

    def build(self) -> None:
        self._name = Entry(name=t("job_troubles.field.loan"), hint=t("job_troubles.hint.loan"))
        self._serial = CodeEntry(name=t("jobs.card.serial"))
        self._serial.setProperty(scanner.TAKES_SCANS, True)
        self._note = Entry(name=t("job_troubles.field.state"))
        self._day = DayField(
            "due_day", name=t("job_troubles.field.due"), hint=t("jobs.form.day_hint")
        )
        fields = (self._name, self._serial, self._note, self._day)
        for (name, key), field in zip(self.labels.items(), fields, strict=True):
            self.form.add(name, t(key), field)

    def begin(self, today: date) -> None:
        """Ask what is lent out."""
        self._day.today = today
        for field in (self._name, self._serial, self._note, self._day):
            field.write("")
        self.form.accept()
        self._name.setFocus()

    def take(self) -> None:
        """Hand it over."""
        try:
            day = self._day.day()
        except Refused as refused:
            self.refuse(refused)
            return
        values: dict[str, Any] = {
            "name": self._name.text(),
            "serial": self._serial.text(),
            "note": self._note.text(),
            "due_day": day,
        }
        self.taken.emit(values)


class DeviceAsk(Ask):
    """``taken(DeviceEntry)``: another device in the same job."""

    taken = Signal(object)
    title_key, button_key = "job_troubles.ask.device", "job_troubles.act.device"
    labels: ClassVar[Mapping[str, str]] = {
        "device": "jobs.card.device",
        "symptoms": "jobs.card.symptoms",
        "serial": "jobs.card.serial",
        "accessories": "jobs.card.accessories",
    }

    def build(self) -> None:
        self._fields: dict[str, Entry] = {
            name: CodeEntry(name=t(key)) if name == "serial" else Entry(name=t(key))
            for name, key in self.labels.items()
        }
        self._fields["serial"].setProperty(scanner.TAKES_SCANS, True)
        for name, field in self._fields.items():
            self.form.add(name, t(self.labels[name]), field)

    def begin(self) -> None:
        """Ask which device."""
        for field in self._fields.values():
            field.write("")
        self.form.accept()
        self._fields["device"].setFocus()

    def take(self) -> None:
        """Hand it over."""
        self.taken.emit(DeviceEntry(**{name: field.text() for name, field in self._fields.items()}))


class VisitAsk(Ask):
    """``taken(moment or None, minutes)``."""

    taken = Signal(object, int)
    title_key, button_key = "job_troubles.ask.visit", "job_troubles.act.keep"
    labels: ClassVar[Mapping[str, str]] = {
        "visit_at": "job_troubles.field.visit_day",
        "time": "job_troubles.field.visit_time",
        "minutes": "job_troubles.field.minutes",
    }

    def build(self) -> None:
        self._day = DayField(
            "visit_at", name=t("job_troubles.field.visit_day"), hint=t("jobs.form.day_hint")
        )
        self._time = CodeEntry(
            name=t("job_troubles.field.visit_time"), hint=t("jobs.form.time_hint")
        )
        self._minutes = CodeEntry(name=t("job_troubles.field.minutes"), hint="60")
        for (name, key), field in zip(
            self.labels.items(), (self._day, self._time, self._minutes), strict=True
        ):
            self.form.add(name, t(key), field)

    def begin(self, at: datetime | None, minutes: int, now: datetime) -> None:
        """Ask when; an empty day means that no visit is agreed."""
        zone = self.desk.notices.zone
        self._day.today = now.astimezone(zone).date()
        local = at.astimezone(zone) if at is not None else None
        self._day.set_day(local.date() if local else None)
        self._time.write(f"{local:%H:%M}" if local else "")
        self._minutes.write(str(minutes) if minutes else "")
        self.form.accept()
        self._day.setFocus()

    def take(self) -> None:
        """Hand it over; a visit needs its day and its time."""
        try:
            day, at = self._day.day(), parse_time(self._time.text())
        except Refused as refused:
            self.refuse(refused)
            return
        typed = self._minutes.text().strip()
        if typed and not typed.isdecimal():
            self.form.refuse("minutes", t("refused.job.minutes", most=1440))
            return
        if day is None and at is None:
            self.taken.emit(None, 0)
        elif day is None:
            self.form.refuse("visit_at", t("refused.job.time_without_day"))
        elif at is None:
            self.form.refuse("time", t("refused.job.time"))
        else:
            zone = self.desk.notices.zone
            moment = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
            self.taken.emit(moment, int(typed or 0))


class _ListDelegate(RowDelegate):
    height = "row.table"
    ruled = True

    def draw_row(self, pen: RowPen, row: ChecklistRow) -> None:
        pen.icon(16, "list")
        x = pen.text(44, 0, row.details.name, style="body.strong")
        pen.text(x + 8, 0, row.item, style="label", tone="text.tertiary")


class ListAsk(Ask):
    """``taken(ChecklistRow)``: which checklist is put on the job by hand."""

    taken = Signal(object)
    title_key, button_key = "job_troubles.ask.list", "job_troubles.act.put_on"

    def build(self) -> None:
        self.form.hide()
        self._model = RowModel(lambda row: row.details.name, self)
        self._list = ListView(self._model, _ListDelegate(), name=t("job_troubles.ask.list"))
        self._list.opened.connect(self.taken)
        self._list.set_empty(t("job_troubles.no_lists"))
        self.panel.body.addWidget(self._list, 1)

    def begin(self, lists: tuple[ChecklistRow, ...]) -> None:
        """Show the checklists there are."""
        self._list.show_rows(lists)
        self._list.setFocus()

    def take(self) -> None:
        """Hand over which was chosen."""
        row = self._list.current_row()
        if row is not None:
            self.taken.emit(row)


def _reasons() -> list[tuple[str, str]]:
    return [(reason, t(f"jobs.hold.{reason}")) for reason in HOLD_REASONS]


def _kinds() -> list[tuple[str, str]]:
    return [(kind, t(f"job_troubles.note.{kind}")) for kind in NOTE_KINDS]
