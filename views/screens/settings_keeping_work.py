"""The long work of the backup settings: back up, drill, verify, check; with progress, and told at its end."""

from pathlib import Path
from typing import Any

from models.services.check import Report
from views import clock, sayings
from views.keeping import BackupMade, Drilled, Generation, Keeping
from views.screens.settings_sections import ChoiceSection
from views.tasks import Work
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.lists import ListView


class KeepingWork(ChoiceSection):
    """What the buttons begin. The section that shows it all is :class:`.settings_keeping.KeepingSection`."""

    _keeping: Keeping
    _primary: Button
    _generations: ListView
    buttons: dict[str, Button]

    def _long(self, work: Any, *args: Any, words: str, done: Any) -> None:
        self._busy(True)
        self.desk.tasks.long(work, *args, words=words, done=done, after=self._idle)

    def back_up(self, folder: Path) -> None:
        """Back up into ``folder``, verify, and say so."""
        self._long(self._do_backup, folder, words=t("backups.act.doing"), done=self._backed_up)

    def _do_backup(self, work: Work, folder: Path) -> BackupMade:
        return self._keeping.backup(folder, Steps(work))

    def _do_check(self, work: Work) -> Report:
        return self._keeping.check(Steps(work))

    def _do_drill(self, work: Work) -> Drilled:
        return self._keeping.drill(Steps(work))

    def _do_verify(self, work: Work, path: Path) -> Generation:
        return self._keeping.verify(path, Steps(work))

    def _begin_check(self) -> None:
        self._long(self._do_check, words=t("settings.keeping.checking"), done=self._checked)

    def _begin_drill(self) -> None:
        self._long(self._do_drill, words=t("backups.act.drilling"), done=self._drilled)

    def _begin_verify(self) -> None:
        row = self._generations.current_row()
        if isinstance(row, Generation) and row.ours:
            self._long(
                self._do_verify, row.path, words=t("backups.list.verifying"), done=self._verified
            )

    def _backed_up(self, made: BackupMade) -> None:
        if made.files_lacking:
            lacking = t("attachments.said.lacking", count=made.files_lacking)
            self.desk.notices.say(lacking, tone="warning")
            return
        self.desk.notices.say(t("backups.act.done", **_counts(made)))

    def _drilled(self, found: Drilled) -> None:
        if not found.passed:
            return  # the light says which copy is bad, which one is good, and what to do
        time = sayings.moment(found.made_at, self.desk.notices.zone, clock.now())
        self.desk.notices.say(t("backups.act.drilled", time=time, **_counts(found)))

    def _verified(self, one: Generation) -> None:
        time = sayings.moment(one.made_at, self.desk.notices.zone, clock.now())
        self.desk.notices.say(t("backups.list.sound", time=time))

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

    def _busy(self, busy: bool) -> None:
        for button in (self._primary, *(self.buttons[n] for n in ("drill", "check", "verify"))):
            button.setEnabled(not busy)

    def _idle(self) -> None:
        """Whatever came of it: look again."""
        self._busy(False)
        self.desk.tasks.changed.emit(frozenset({"backups", "desk"}))


class Steps:
    """A worker's reports as the business tells them."""

    def __init__(self, work: Work) -> None:
        self._work: Any = work

    def step(self, done: int, total: int) -> None:
        """Tell how far; raises Cancelled where the user stopped it."""
        self._work.report(done, total)


def _counts(found: BackupMade | Drilled) -> dict[str, str]:
    return {
        "members": sayings.number(found.members),
        "jobs": sayings.number(found.jobs),
        "bills": sayings.number(found.bills),
    }
