"""A job card on the screen: steps on top, lines in the middle, member and facts at the right."""

from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.jobs import Step, following
from models.services import job_around, job_file, jobs, shop, shop_papers
from models.services.job_around import Around
from models.services.job_file import JobFile
from models.services.shop import Person
from views import clock, places, printing, sayings, theme
from views.acts import act
from views.page import Desk
from views.screens.job_ask import AssignAsk, ReasonAsk
from views.screens.job_deposits import DepositActs
from views.screens.job_head import JobHead
from views.screens.job_lines import LineActs
from views.screens.job_photos import JobPhotos
from views.screens.job_side import JobSide
from views.texts import t
from views.undo import undo_of

SIDE_WIDE = 330


class JobPage(JobPhotos, DepositActs, LineActs):
    """``target`` is the job's id."""

    name = "job"
    home = places.JOBS
    reads = frozenset({"jobs", "bills", "members", "staff", "checklists", "attachments"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._people: tuple[Person, ...] = ()
        self._head = JobHead(self.acts)
        self._side = JobSide(
            self.acts, desk.notices.zone, (self.checks, self.things, self.photos, self.more)
        )
        self._assign_ask = AssignAsk(desk)
        self._reason_ask = ReasonAsk(desk)
        self._asks = (
            self._line_ask,
            self.agree_ask,
            self._assign_ask,
            self._reason_ask,
            *self.trouble_asks,
        )
        for part in (self._side, *self._asks):
            self._stack.addWidget(part)
        self._stack.currentChanged.connect(self._lead)
        self._assign_ask.taken.connect(self._assigned_to)
        self._reason_ask.taken.connect(self._move_with)
        self._columns_box = QHBoxLayout()
        self._columns_box.addWidget(self._lines, 1)
        self._columns_box.addWidget(self._stack)
        whole = QVBoxLayout(self)
        whole.addWidget(self._head)
        whole.addLayout(self._columns_box, 1)
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("jobs.card.title")

    def record(self) -> str:
        return self._file.row.number if self._file is not None else " "

    def first_focus(self) -> QWidget:
        return self._table

    def context_widget(self) -> QWidget:
        return self._stack

    @property
    def member_id(self) -> str | None:
        """The job's member, for F2."""
        return self._file.row.member_id if self._file is not None else None

    def opened(self, target: object) -> None:
        if isinstance(target, str) and target != self.job_id:
            self.job_id, self._file, self._around = target, None, None
            self.forget_promise()
            self._stack.setCurrentWidget(self._side)
        self.outdate()

    def reload(self) -> None:
        if self.job_id is None:
            return
        ask = self.desk.tasks.ask
        ask(shop.people, technicians_only=True, slot="job.people", done=self._take_people)
        ask(job_file.file, self.job_id, slot="job", done=self._take)
        self.ask_deposits()
        self.ask_photos()
        self.ask_promise()
        ask(job_around.of_job, self.job_id, slot="job.around", done=self._take_around)

    def remember(self) -> object:
        return self._table.currentIndex().row()

    def tick(self, now: datetime) -> None:
        if self._file is not None:
            self._head.tick(self._file, now, self.desk.notices.zone)

    def escape(self) -> bool:
        if self._stack.currentWidget() is not self._side:
            self._put_away()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self.retell_lines()
        for part in self._asks:
            part.retell()
        self.more.retell()
        if self._file is not None:
            self._take(self._file)
        if self._around is not None:
            self._take_around(self._around)

    def restyle(self) -> None:
        super().restyle()
        self._stack.setFixedWidth(theme.px(SIDE_WIDE))
        self._columns_box.setSpacing(theme.size("panel.gap"))

    # Acts

    @act("jobs.act.next", "Ctrl+Return", "Ctrl+Right")
    def next_step(self) -> None:
        """The next step: dispatch asks for the technician, payment goes to the till."""
        if self._file is None:
            return
        to = following(self._file.row.step)
        if to is None:
            return
        if to is Step.DISPATCH and not self._file.details.technician_id:
            self.assign()
        elif self._file.row.step is Step.PAYMENT:
            self.checkout()
        else:
            self._move(to)

    @act("jobs.act.back", "Ctrl+Left", bar=False)
    def step_back(self) -> None:
        """One step back, with a reason."""
        if self._file is None or self._file.row.step is Step.INTAKE:
            return
        steps = list(Step)
        to = steps[steps.index(self._file.row.step) - 1]
        self._ask(self._reason_ask)
        self._reason_ask.begin(to, "")

    @act("jobs.act.edit", "Ctrl+E")
    def edit(self) -> None:
        """Change what was written about the job."""
        if self.job_id is not None:
            self.desk.go(places.JOB_FORM, places.EditJob(self.job_id))

    @act("jobs.act.assign", "Ctrl+J")
    def assign(self) -> None:
        """Choose who goes."""
        if self._file is not None:
            self._ask(self._assign_ask)
            self._assign_ask.begin(self._people, self._file.details.technician_id)

    @act("jobs.act.print", "F9")
    def print_card(self) -> None:
        """Print the A5 card."""
        if self.job_id is not None:
            printing.of(self.desk.tasks, self.desk.notices).print_job_card(self.job_id)

    @act("shop_papers.act.label", "Ctrl+L", bar=False)
    def print_label(self) -> None:
        """Print the label that sticks on the device or the bag."""
        if self.job_id is not None:
            printing.of(self.desk.tasks, self.desk.notices).print_office(
                shop_papers.print_label, self.job_id
            )

    @act("jobs.act.checkout", "F4", bar=False)
    def checkout(self) -> None:
        """Take the money."""
        if self._file is None:
            return
        if self._file.bill_id is not None:
            self.desk.go(places.BILL, self._file.bill_id)
        else:
            self.desk.go(places.CHECKOUT, places.Till(job_id=self.job_id))

    @act("jobs.act.open_member", "Ctrl+O", bar=False)
    def open_member(self) -> None:
        """Open the member's file."""
        if self.member_id is not None:
            self.desk.go(places.MEMBER, self.member_id)

    @act("jobs.act.cancel", "Ctrl+D", bar=False)
    def cancel(self) -> None:
        """End the job another way than done, with a reason."""
        if self._file is not None:
            self._ask(self._reason_ask)
            self._reason_ask.begin(Step.CLOSED, "cancelled")

    # Inside

    def _take_people(self, people: tuple[Person, ...]) -> None:
        self._people = people

    def _take_around(self, found: Around) -> None:
        self._show_around(found)
        self._head.show_standing(found.standing)

    def _take(self, found: JobFile) -> None:
        if found.row.id != self.job_id:
            return
        self._file = found
        now, zone = clock.now(), self.desk.notices.zone
        self._head.show_job(found, now, zone)
        self.show_file_lines(found)
        self._side.show_job(found)
        self._settle_acts(found)
        self.changed.emit()

    def _settle_acts(self, found: JobFile) -> None:
        to = following(found.row.step)
        next_act = self.acts["next_step"]
        next_act.setEnabled(to is not None)
        next_act.setText(t(f"jobs.act.to_{to}") if to is not None else t("jobs.card.ended_done"))
        open_ = found.row.step is not Step.CLOSED
        for name in ("add_line", "remove_line"):
            self.acts[name].setEnabled(found.bill_id is None and open_)
        self.acts["cancel"].setEnabled(open_)
        self._settle_troubles(found)
        word = "jobs.act.open_bill" if found.bill_id is not None else "jobs.act.checkout"
        self.acts["checkout"].setText(t(word))
        word = "jobs.act.assign" if found.details.technician_id else "jobs.act.dispatch"
        self.acts["assign"].setText(t(word))

    def _lead(self, _place: int) -> None:
        self._head.lead(self._stack.currentWidget() is self._side)

    def _ask(self, panel: QWidget) -> None:
        self._stack.setCurrentWidget(panel)
        if self.drawer is not None and self.drawer.folded and not self.drawer.isVisible():
            self.drawer.toggle()

    def _put_away(self) -> None:
        self._stack.setCurrentWidget(self._side)
        if self.drawer is not None:
            self.drawer.close_drawer()
        self._table.setFocus()

    def _assigned_to(self, technician_id: str, name: str) -> None:
        if self._file is None:
            return
        self._put_away()
        number = self._file.row.number
        self._said = t("jobs.said.assigned", number=number, name=name)
        forward = self._file.row.step in (Step.INTAKE, Step.QUOTE)
        self.desk.tasks.run(
            jobs.assign,
            self.job_id,
            technician_id,
            done=self._dispatch if forward else self._done,
        )

    def _dispatch(self, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))
        self._move(Step.DISPATCH)

    def _move(self, to: Step, reason: str = "", ending: str = "done") -> None:
        if self._file is None:
            return
        row = self._file.row
        self._said = t(
            "jobs.said.moved",
            number=row.number,
            name=sayings.who(row.member) or t("jobs.walk_in"),
            step=t(f"words.step.{to}"),
        )
        if ending != "done":
            self._said = t(f"jobs.said.{ending}", number=row.number)
        self.desk.tasks.run(
            jobs.move,
            self.job_id,
            to,
            reason=reason,
            ending=ending,
            done=self._moved,
            refused=self._not_moved,
        )

    def _move_with(self, to: Step, ending: str, reason: str) -> None:
        self._move(to, reason, ending or "done")

    def _moved(self, outcome: Outcome[Any]) -> None:
        if self._stack.currentWidget() is not self._side:
            self._put_away()
        self._done(outcome)

    def _not_moved(self, refused: Refused) -> None:
        if self._stack.currentWidget() is self._reason_ask and refused.field == "reason":
            self._reason_ask.refuse(refused)
            return
        self.desk.notices.trouble(refused)
        if refused.field == "technician":
            self.assign()
        elif refused.field == "lines":
            self.add_line()
