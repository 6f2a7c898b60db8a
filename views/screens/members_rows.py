"""A member as a row of the list, and in short beside it."""

from datetime import date, tzinfo

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.services.member_file import MemberFile, MemberRow
from views import sayings, theme
from views.page import Desk
from views.screens.member_care import CareLines
from views.screens.member_devices import called
from views.screens.member_header import about
from views.texts import t
from views.widgets.avatar import Avatar
from views.widgets.badge import badge_width
from views.widgets.buttons import Button
from views.widgets.facts import KeyValues
from views.widgets.lists import RowDelegate, RowPen
from views.widgets.panel import Panel, hairline
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Eliding, Text

NAME_WIDE, PHONE_WIDE, LEAST_NAME = 200, 110, 60
DEVICES_SHOWN = 6


class MemberDelegate(RowDelegate):
    """Name and badges, masked phone, address; at the right the jobs in hand or the last day."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone
        self.today = date(2026, 1, 1)

    def draw_row(self, pen: RowPen, row: MemberRow) -> None:
        if row.open_jobs:
            pen.at_right(t("members.open_jobs", count=row.open_jobs), tone="accent.text")
        else:
            day = sayings.day(row.active_at.astimezone(self._zone).date(), self.today)
            pen.at_right(t("members.seen", day=day))
        badges = [
            t(f"member.badge.{name}") for name in ("elderly", "special_care") if getattr(row, name)
        ]
        room = NAME_WIDE - sum(badge_width(words) / theme.current().factor + 6 for words in badges)
        x: float = (
            pen.text(16, max(room, LEAST_NAME), sayings.who(row.name), style="body.strong") + 6
        )
        for words in badges:
            if x + badge_width(words) / theme.current().factor <= 16 + NAME_WIDE + 8:
                x = pen.badge(x, words, "neutral") + 4
        left = 16 + NAME_WIDE + 12
        pen.text(left, PHONE_WIDE, row.masked, style="label", tone="text.secondary")
        tone = "text" if pen.selected else "text.secondary"
        pen.text(left + PHONE_WIDE + 12, 0, row.address, style="label", tone=tone)


def sentence(row: MemberRow) -> str:
    """A row for a screen reader."""
    jobs = t("members.open_jobs", count=row.open_jobs) if row.open_jobs else ""
    parts = (sayings.who(row.name), row.masked, row.address, jobs)
    return t("words.list_comma").join(part for part in parts if part)


class MemberPreview(Panel):
    """Who it is, what to mind, a few facts, and the way into the file."""

    def __init__(self, desk: Desk, open_act: QAction) -> None:
        super().__init__()
        self._desk = desk
        self._file: MemberFile | None = None
        head = QHBoxLayout()
        self._avatar = Avatar(side=40)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        self._name = Eliding(style="title.record")
        self._about = Eliding(style="label", tone="text.secondary")
        lines.addWidget(self._name)
        lines.addWidget(self._about)
        head.addWidget(self._avatar)
        head.addLayout(lines, 1)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        self._facts, self._care, self._devices = KeyValues(), CareLines(), KeyValues()
        self._devices_title = Text(style="label.bold")
        inside.addLayout(head)
        inside.addWidget(hairline())
        for part in (self._facts, self._care, self._devices_title, self._devices):
            inside.addWidget(part)
        inside.addStretch(1)
        self._scroll = ScrollColumn()
        self._scroll.body.addWidget(self._inside)
        self.body.addWidget(self._scroll, 1)
        self._open = Button(open_act, "primary", height="button.large")
        self.body.addWidget(self._open)
        self._top = head
        self._column = inside
        self.show_file(None)
        self.restyle()

    def show_file(self, file: MemberFile | None) -> None:
        """Show a file in short; None empties the panel."""
        self._file = file
        self._inside.setVisible(file is not None)
        self._open.setVisible(file is not None)
        if file is None:
            return
        zone = self._desk.notices.zone
        today = file.read_at.astimezone(zone).date()
        self._avatar.show_name(sayings.who(file.name))
        self._name.setText(sayings.who(file.name))
        self._about.setText(about(file, zone))
        phone = file.phones[0].masked if file.phones else ""
        address = file.addresses[0].text if file.addresses else ""
        last = sayings.day(file.active_at.astimezone(zone).date(), today)
        family = t("member.told.and").join(person.name for person in file.household)
        jobs = t("members.jobs", count=file.jobs, open=file.open_jobs) if file.jobs else ""
        facts = (
            ("member.row.phone", phone),
            ("member.row.address", address),
            ("member.row.family", family),
            ("member.fact.spent", sayings.yuan(file.spent) if file.spent else ""),
            ("member.fact.jobs", jobs),
            ("member.fact.last", last),
        )
        self._facts.write([(t(key), value) for key, value in facts if value])
        self._care.show_file(file)
        self._devices_title.setText(t("devices.title"))
        self._devices_title.setVisible(bool(file.devices))
        self._devices.write(
            [
                (t(f"devices.category.{device.category}"), called(device))
                for device in file.devices[:DEVICES_SHOWN]
            ]
        )

    def retell(self) -> None:
        """Say it in the present language."""
        self.show_file(self._file)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_column"):
            self._top.setSpacing(theme.px(12))
            self._column.setSpacing(theme.px(12))
