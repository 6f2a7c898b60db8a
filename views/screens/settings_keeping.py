"""Backup and check from the window: with progress, beside the selling, and said done only when proven."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from models.services.check import Report
from views import sayings
from views.keeping import BackupMade, Keeping
from views.page import Desk
from views.screens.settings_sections import Known, NoteLine, Section
from views.tasks import Work
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.fields import Entry
from views.widgets.keycap import key_text


class KeepingSection(Section):
    """A folder, a button that backs up into it, a button that checks the data."""

    topic = "keeping"
    fields = ("backup_folder",)
    act_key = "settings.keeping.backup"

    def __init__(self, desk: Desk, acts: Mapping[str, QAction], keeping: Keeping) -> None:
        self._keeping = keeping
        super().__init__(desk, acts)

    def build(self) -> None:
        self._folder = Entry(name=t("settings.field.backup_folder"))
        self.form.add("backup_folder", t("settings.field.backup_folder"), self._folder)
        self.form.submitted.connect(self.save)

    def beside(self, column: QVBoxLayout) -> None:
        self._choose = Button(t("settings.keeping.choose"))
        self._choose.clicked.connect(self._pick)
        self._check = Button(t("settings.keeping.check"))
        self._check.clicked.connect(self._begin_check)
        self._backup = Button(
            t("settings.keeping.backup"), "primary", key=key_text("Ctrl+Return"), icon="backup"
        )
        self._backup.clicked.connect(self.save)
        row = QHBoxLayout()
        row.addWidget(self._choose)
        row.addWidget(self._check)
        row.addStretch(1)
        row.addWidget(self._backup)
        column.addLayout(row)
        self._note = NoteLine("settings.keeping.explain")
        self._demo = NoteLine("settings.keeping.demo")
        column.addWidget(self._note)
        column.addWidget(self._demo)

    def fill(self, known: Known) -> None:
        self._demo.setVisible(known.info.demo)
        if not self._folder.text():
            self._folder.write(known.state.last_backup_note)

    def state(self, known: Known) -> str:
        at = known.state.last_backup_at
        if at is None:
            return t("settings.state.keeping_none")
        when = sayings.moment(at, self.desk.notices.zone, datetime.now(UTC))
        return t("settings.state.keeping", when=when)

    def retell(self) -> None:
        super().retell()
        self._choose.say(t("settings.keeping.choose"))
        self._check.say(t("settings.keeping.check"))
        self._backup.say(t("settings.keeping.backup"))
        self._note.retell()
        self._demo.retell()

    def save(self) -> None:
        """Back up now."""
        folder = self._folder.text().strip()
        if not folder:
            self.form.refuse("backup_folder", t("settings.keeping.folder_needed"))
            return
        self.form.accept()
        self._busy(True)
        self.desk.tasks.long(
            self._do_backup,
            Path(folder),
            words=t("settings.keeping.doing"),
            done=self._backed_up,
            after=self._idle,
        )

    def _do_backup(self, work: Work, folder: Path) -> BackupMade:
        return self._keeping.backup(folder, _Steps(work))

    def _do_check(self, work: Work) -> Report:
        return self._keeping.check(_Steps(work))

    def _begin_check(self) -> None:
        self._busy(True)
        self.desk.tasks.long(
            self._do_check,
            words=t("settings.keeping.checking"),
            done=self._checked,
            after=self._idle,
        )

    def _backed_up(self, made: BackupMade) -> None:
        self.desk.notices.say(
            t(
                "settings.keeping.done",
                members=sayings.number(made.members),
                jobs=sayings.number(made.jobs),
                bills=sayings.number(made.bills),
            )
        )
        self.desk.tasks.changed.emit(frozenset({"desk"}))

    def _checked(self, report: Report) -> None:
        if report.sound:
            words = t(
                "settings.keeping.sound",
                operations=sayings.number(report.operations),
                members=sayings.number(report.members),
                bills=sayings.number(report.bills),
            )
            self.desk.notices.say(words)
            return
        broken = [finding for finding in report.findings if finding.broken]
        words = t(
            "settings.keeping.broken",
            count=sum(finding.broken for finding in broken),
            names=", ".join(finding.name for finding in broken),
        )
        self.desk.notices.say(words, tone="error")

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, t("settings.keeping.choose"), self._folder.text()
        )
        if chosen:
            self._folder.write(chosen)

    def _busy(self, busy: bool) -> None:
        for button in (self._backup, self._check):
            button.setEnabled(not busy)

    def _idle(self) -> None:
        self._busy(False)


class _Steps:
    """A worker's reports as the business tells them."""

    def __init__(self, work: Work) -> None:
        self._work: Any = work

    def step(self, done: int, total: int) -> None:
        """Tell how far; raises Cancelled where the user stopped it."""
        self._work.report(done, total)
