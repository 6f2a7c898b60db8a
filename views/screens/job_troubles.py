"""The acts of a job card where a job goes wrong: hold, rework, steps, devices, loans, notes, visits."""

from datetime import datetime
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.jobs import STEPS, Step
from models.services import (
    checklists,
    job_calendar,
    job_devices,
    job_notes,
    job_troubles,
    rework,
    shop,
)
from models.services.checklists import ChecklistRow, CheckRow
from models.services.job_around import Around
from models.services.job_devices import DeviceEntry
from models.services.job_file import JobFile
from models.services.shop import ShopInfo
from views import clock, places, sayings
from views.acts import act
from views.page import Desk, Page
from views.screens.job_around import ChecksPanel, MorePanel, Thing, ThingsPanel
from views.screens.job_ask import Ask
from views.screens.job_trouble_ask import (
    DeviceAsk,
    HoldAsk,
    LendAsk,
    ListAsk,
    NoteAsk,
    VisitAsk,
)
from views.screens.member_text import text_for
from views.texts import t
from views.undo import undo_of


class JobTroubles(Page):
    """What the job's page does beside its lines and steps; the page says how an ask is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.job_id: str | None = None
        self._file: JobFile | None = None
        self._around: Around | None = None
        self._said = ""
        self._asking: Ask | None = None
        self._stack = QStackedWidget()
        self.checks = ChecksPanel(self.acts, desk.notices.zone)
        self.checks.ticked.connect(self._tick)
        self.things = ThingsPanel(desk.notices.zone)
        self.things.asked.connect(self._do_thing)
        self.more = MorePanel(self.acts)
        self._hold_ask = HoldAsk(desk)
        self._hold_ask.taken.connect(self._hold)
        self._note_ask = NoteAsk(desk)
        self._note_ask.taken.connect(self._note)
        self._lend_ask = LendAsk(desk)
        self._lend_ask.taken.connect(self._lend)
        self._device_ask = DeviceAsk(desk)
        self._device_ask.taken.connect(self._add_device)
        self._visit_ask = VisitAsk(desk)
        self._visit_ask.taken.connect(self._set_visit)
        self._list_ask = ListAsk(desk)
        self._list_ask.taken.connect(self._put_on)
        self.trouble_asks: tuple[Ask, ...] = (
            self._hold_ask,
            self._note_ask,
            self._lend_ask,
            self._device_ask,
            self._visit_ask,
            self._list_ask,
        )

    # What the page itself gives

    def _ask(self, panel: QWidget) -> None:
        """Show an ask in the right column."""
        raise NotImplementedError

    def _put_away(self) -> None:
        """Show the side again."""
        raise NotImplementedError

    # Acts

    @act("job_troubles.act.hold", "Ctrl+H")
    def hold(self) -> None:
        """Let the job wait, or go on with it."""
        if self._file is None:
            return
        if self._file.row.hold:
            self._run(self._number("job_troubles.said.released"), job_troubles.release, self.job_id)
        else:
            self._ask(self._hold_ask)
            self._hold_ask.begin()

    @act("job_troubles.act.checks", "Ctrl+4", bar=False)
    def go_to_checks(self) -> None:
        """To the steps; without any, choose a checklist for the job."""
        if self._around is None:
            return
        if self._around.checks:
            self.checks.to_open()
        else:
            self.choose_list()

    @act("job_troubles.act.list", "Ctrl+M", bar=False)
    def choose_list(self) -> None:
        """Put a checklist on the job by hand."""
        if self._around is not None:
            self._ask(self._list_ask)
            self._list_ask.begin(self._around.lists)

    @act("job_troubles.act.note", "Ctrl+N", bar=False)
    def note(self) -> None:
        """Write down damage, an observation or a note."""
        self._ask(self._note_ask)
        self._note_ask.begin(self._today().date())

    @act("job_troubles.act.lend", "Ctrl+B", bar=False)
    def lend(self) -> None:
        """Lend a device out for the time of the job."""
        self._ask(self._lend_ask)
        self._lend_ask.begin(self._today().date())

    @act("job_troubles.act.device", "Ctrl+G", bar=False)
    def add_device(self) -> None:
        """Take another device into the job."""
        self._ask(self._device_ask)
        self._device_ask.begin()

    @act("job_troubles.act.visit", "Ctrl+T", bar=False)
    def visit(self) -> None:
        """Say when somebody comes."""
        if self._file is not None:
            row = self._file.row
            self._ask(self._visit_ask)
            self._visit_ask.begin(row.visit_at, row.visit_minutes, clock.now())

    @act("job_troubles.act.collect", "Ctrl+I", bar=False)
    def collect(self) -> None:
        """The owner took the finished device along."""
        if self._file is not None:
            self._run(
                self._number("job_troubles.said.collected"), job_troubles.collect, self.job_id
            )

    @act("job_troubles.act.rework", "Ctrl+R", bar=False)
    def turn_rework(self) -> None:
        """Make the job a rework of the one it comes back from, or a job of its own."""
        if self._around is None or self._file is None:
            return
        found = self._around.standing
        if found.of_id is not None:
            self._run(self._number("job_troubles.said.unlinked"), rework.unlink, self.job_id)
        elif found.comeback.of_id is not None:
            words = t("job_troubles.said.linked", number=found.comeback.of_number)
            self._run(words, rework.link, self.job_id, found.comeback.of_id)
        else:
            self.desk.notices.say(t("job_troubles.no_earlier"))

    @act("job_troubles.act.copy", "Ctrl+C", bar=False)
    def copy_for_member(self) -> None:
        """Copy a ready text for the member."""
        self.desk.tasks.ask(shop.info, slot="job.shop", done=self._copy)

    # Inside

    def _today(self) -> datetime:
        return clock.now().astimezone(self.desk.notices.zone)

    def _number(self, key: str) -> str:
        return t(key, number=self._file.row.number if self._file is not None else "")

    def _show_around(self, around: Around) -> None:
        self._around = around
        self.checks.show_checks(around.checks)
        self.things.show_around(around)

    def _settle_troubles(self, found: JobFile) -> None:
        """Switch the acts to what the job allows now."""
        open_ = found.row.step is not Step.CLOSED
        holding = STEPS.index(found.row.step) < STEPS.index(Step.PAYMENT)
        word = "release" if found.row.hold else "hold"
        self.acts["hold"].setText(t(f"job_troubles.act.{word}"))
        self.acts["hold"].setEnabled(holding)
        for name in ("choose_list", "lend", "add_device", "visit"):
            self.acts[name].setEnabled(open_)
        self.acts["turn_rework"].setEnabled(open_ and found.bill_id is None)
        ready = found.row.ready_at is not None and found.row.collected_at is None
        self.acts["collect"].setEnabled(open_ and ready)

    def _hold(self, reason: str, note: str) -> None:
        words = self._number("job_troubles.said.held")
        self._from_ask(self._hold_ask, words, job_troubles.hold, self.job_id, reason, note=note)

    def _note(self, kind: str, text: str, day: object) -> None:
        words = t("job_troubles.said.noted")
        self._from_ask(
            self._note_ask, words, job_notes.add, self.job_id, kind, text, follow_up_on=day
        )

    def _lend(self, values: dict[str, Any]) -> None:
        words = t("job_troubles.said.lent", name=values["name"].strip())
        self._from_ask(self._lend_ask, words, job_devices.lend, self.job_id, **values)

    def _add_device(self, entry: DeviceEntry) -> None:
        words = t("job_troubles.said.device", name=entry.device.strip())
        self._from_ask(self._device_ask, words, job_devices.add, self.job_id, entry)

    def _set_visit(self, at: datetime | None, minutes: int) -> None:
        words = t("job_troubles.said.no_visit")
        if at is not None:
            when = sayings.moment(at, self.desk.notices.zone, clock.now())
            words = t("job_troubles.said.visit", when=when)
        self._from_ask(
            self._visit_ask, words, job_calendar.set_visit, self.job_id, at, minutes=minutes
        )

    def _put_on(self, row: ChecklistRow) -> None:
        words = t("job_troubles.said.put_on", name=row.details.name)
        self._from_ask(self._list_ask, words, checklists.put_on, self.job_id, row.id)

    def _tick(self, row: CheckRow) -> None:
        done = row.done_at is None
        words = t(f"job_troubles.said.{'ticked' if done else 'unticked'}", step=row.text)
        self._run(words, checklists.tick, row.id, ticked=done, note=row.note)
        if done:
            self.checks.list.steer(0x01000015)  # Key_Down: on to the next step

    def _do_thing(self, row: Thing) -> None:
        words = t(f"job_troubles.said.{row.act}", name=row.title)
        if row.act == "give_back":
            self._run(words, job_devices.give_back, row.id)
        elif row.act == "end":
            self._run(words, job_devices.end, row.id, "done")
        elif row.act == "follow":
            self._run(words, job_notes.follow, row.id)
        else:
            self.desk.go(places.JOB, row.id)

    def _copy(self, info: ShopInfo) -> None:
        if self._file is None:
            return
        now, zone = clock.now(), self.desk.notices.zone
        text = text_for(self._file, info, now=now, zone=zone)
        QGuiApplication.clipboard().setText(text)
        self.desk.notices.say(t("job_troubles.said.copied", text=text))

    def _from_ask(self, ask: Ask, words: str, use_case: Any, *args: Any, **kwargs: Any) -> None:
        """Run what an ask asked for; a refusal stands beside its field, success puts the ask away."""
        self._asking, self._said = ask, words
        self.desk.tasks.run(
            use_case, *args, **kwargs, done=self._asked_done, refused=self._asked_refused
        )

    def _asked_done(self, outcome: Outcome[Any]) -> None:
        self._put_away()
        self._done(outcome)

    def _asked_refused(self, refused: Refused) -> None:
        if self._asking is not None:
            self._asking.refuse(refused)

    def _run(self, words: str, use_case: Any, *args: Any, **kwargs: Any) -> None:
        self._said = words
        self.desk.tasks.run(use_case, *args, **kwargs, done=self._done)

    def _done(self, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))
