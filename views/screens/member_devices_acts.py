"""Devices at home, the jobs they are in, and the form that stands over both. A part of the member's page."""

from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QSizePolicy

from models.base.usecase import Outcome
from models.services import devices
from models.services.devices import DeviceRow
from models.services.job_file import JobRow
from models.services.member_file import MemberFile
from views import places, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.device_form import DeviceForm
from views.screens.member_devices import DevicesPanel, OpenJobsPanel, called
from views.texts import t
from views.undo import undo_of
from views.widgets.faces import Faces

DEVICES_LEAST: Final = 140
"""The devices' head and two of them; a column too short for that scrolls."""


class DeviceActs(Page):
    """The page keeps ``_file`` and stands ``open_jobs`` and ``at_home`` into its side."""

    _file: MemberFile | None

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        zone = desk.notices.zone
        self.open_jobs = OpenJobsPanel(zone)
        self.open_jobs.opened.connect(self._open_job)
        self.open_jobs.hide()
        self.devices = DevicesPanel(self.act("add_device"), zone)
        self.devices.edit.connect(self._open_form)
        self.device_form = DeviceForm(desk, self.act("save_device"))
        self.device_form.saved.connect(self._device_saved)
        self.device_form.left.connect(self.close_form)
        self.at_home = Faces()
        self.at_home.addWidget(self.devices)
        self.at_home.addWidget(self.device_form)
        policy = QSizePolicy.Policy
        self.at_home.setSizePolicy(
            policy.Preferred, policy.Ignored
        )  # it gives way before the lots do
        self.act("save_device").setEnabled(False)

    @act("devices.add", "Insert")
    def add_device(self) -> None:
        """An empty form for a device."""
        self._open_form(None)

    @act("devices.save", "Ctrl+Return", bar=False)
    def save_device(self) -> None:
        """Save the device that is being typed."""
        self.device_form.save()

    @act("devices.archive", "Delete", bar=False)
    def archive_device(self) -> None:
        """Put the chosen device away; undone by Ctrl+Z."""
        device = self.devices.chosen()
        if device is None or not self.devices.view.hasFocus():
            return
        words = t("devices.archived", name=called(device))
        self.desk.tasks.run(devices.archive, device.id, done=partial(self._archived, words))

    def close_form(self) -> None:
        """Show the devices and the open jobs again; what is typed stays a draft."""
        self.device_form.leave()
        self.at_home.setCurrentWidget(self.devices)
        self.open_jobs.settle()
        self.act("save_device").setEnabled(False)

    def retell_devices(self) -> None:
        """Say it in the present language."""
        for part in (self.devices, self.device_form, self.open_jobs):
            part.retell()

    def escape(self) -> bool:
        if self.at_home.currentWidget() is self.device_form:
            self.close_form()
            self.devices.view.setFocus()
            return True
        return super().escape()

    def restyle(self) -> None:
        super().restyle()
        self.at_home.setMinimumHeight(theme.px(DEVICES_LEAST))

    def _open_form(self, row: DeviceRow | None) -> None:
        if self._file is None:
            return
        if self.drawer is not None and self.drawer.folded and not self.drawer.isVisible():
            self.drawer.toggle()
        self.at_home.setCurrentWidget(self.device_form)
        self.open_jobs.hide()
        self.act("save_device").setEnabled(True)
        today = self._file.read_at.astimezone(self.desk.notices.zone).date()
        self.device_form.begin(self._file.id, row, today)
        self.changed.emit()

    def _device_saved(self, device_id: str) -> None:
        self.close_form()
        self.devices.choose(device_id)
        self.devices.view.setFocus()

    def _archived(self, words: str, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))

    def _open_job(self, row: JobRow) -> None:
        self.desk.go(places.JOB, row.id)
