"""A new job, or the words of one. What is typed keeps itself, also when it is left or the power goes."""

from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.job_troubles import Comeback
from models.services import job_file, jobs, member_file, rework, shop
from models.services.job_file import JobFile
from models.services.jobs import JobOpened
from models.services.member_file import MemberFile
from models.services.search import Result
from models.services.shop import Person
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.form_draft import FormDraft
from views.screens.job_form_card import CustomerCard
from views.screens.job_form_fields import Content, JobFields
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn

DRAFT = "job/new"
SIDE_WIDE = 330


class JobFormPage(Page):
    """``target``: places.NewJob or places.EditJob."""

    name = "job_form"
    home = places.JOBS
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._target: places.NewJob | places.EditJob = places.NewJob()
        self._key = uuid4().hex
        self._editing: JobFile | None = None
        self._people: tuple[Person, ...] = ()
        self._loaded: Content = {}
        self._typed = self._resumed = False
        self._shown: MemberFile | None = None
        self.fields = JobFields(desk, self)
        self.fields.touched.connect(self._touched)
        self.fields.who.picked.connect(self._picked)
        self.fields.form.submitted.connect(self.save)
        self._draft = FormDraft(desk, self._unsaved, self)
        self._lay_out()
        self.dress()

    def _lay_out(self) -> None:
        self._panel = Panel()
        scroll = ScrollColumn()
        scroll.body.addWidget(self.fields.form)
        scroll.body.addStretch(1)
        self._panel.body.addWidget(scroll, 1)
        self._save_button = Button(self.acts["save"], "primary")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._save_button)
        self._panel.body.addLayout(row)
        self._side = CustomerCard()
        whole = QHBoxLayout(self)
        whole.addWidget(self._panel, 1)
        whole.addWidget(self._side)

    # What the page answers

    def title(self) -> str:
        new = isinstance(self._target, places.NewJob)
        return t("jobs.form.title_new" if new else "jobs.form.title_edit")

    def record(self) -> str:
        return self._editing.row.number if self._editing is not None else " "

    def first_focus(self) -> QWidget:
        fields = self.fields
        return fields.entries["title"] if fields.member is not None else fields.who

    def context_widget(self) -> QWidget:
        return self._side

    @property
    def member_id(self) -> str | None:
        """The chosen member."""
        return self.fields.member_id

    def opened(self, target: object) -> None:
        if target is None or (target == self._target and self.fields.form.refused()):
            return
        assert isinstance(target, places.NewJob | places.EditJob)
        self._begin(target)

    def left(self) -> None:
        self._draft.flush()

    def escape(self) -> bool:
        who = self.fields.who
        if who.listing() or (who.hasFocus() and self.fields.member is None):
            return who.escape() or super().escape()
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._tell_save()
        self.fields.retell()
        self.fields.show_people(self._people)
        self._tell_member()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE_WIDE))

    # Acts

    @act("jobs.form.save", "Ctrl+Return")
    def save(self) -> None:
        """Open the job, or keep its words."""
        if not self._save_button.isEnabled():
            return
        self.fields.form.accept()
        try:
            details = self.fields.details()
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
                jobs.open_job, details, enquiry_id=self._target.enquiry_id, key=self._key,
                done=self._opened, refused=self._refuse, after=self._ready,
            )  # fmt: skip

    # Opening

    def _begin(self, target: places.NewJob | places.EditJob) -> None:
        self._draft.begin("")
        self._target, self._editing, self._key = target, None, uuid4().hex
        self._typed = self._resumed = False
        self.fields.clear()
        if isinstance(target, places.NewJob) and target.enquiry_id is not None:
            self.fields.fill({"title": target.title, "phone": target.phone})
        self._load_anew()
        self._tell_save()
        self._tell_member()
        ask = self.desk.tasks.ask
        ask(shop.people, technicians_only=True, slot="job_form.people", done=self._take_people)
        if isinstance(target, places.EditJob):
            ask(job_file.file, target.id, slot="job_form.job", done=self._take_job)
        elif target.member_id is not None:
            self._ask_member(target.member_id)
        else:
            self._draft.ask(self._resume)

    def _take_people(self, people: tuple[Person, ...]) -> None:
        self._people = people
        self.fields.show_people(people)

    def _take_job(self, found: JobFile) -> None:
        self._editing = found
        self.fields.fill_details(found.details)
        self._load_anew()
        if found.details.member_id is not None:
            self._ask_member(found.details.member_id)
        else:
            self._draft.ask(self._resume)
        self.fields.to_title()
        self.changed.emit()

    def _ask_member(self, member_id: str) -> None:
        self.desk.tasks.ask(
            member_file.file, member_id, slot="job_form.member", done=self._take_member
        )

    def _picked(self, row: Result) -> None:
        self._ask_member(row.id)
        self._touched()

    def _take_member(self, found: MemberFile) -> None:
        target, device_id = self._target, None
        if isinstance(target, places.NewJob) and not self._resumed:
            only = found.devices[0].id if len(found.devices) == 1 else None
            device_id = target.device_id if found.id == target.member_id else None
            device_id = device_id or only
        self.fields.take_member(found, device_id=device_id)
        self._tell_member()
        self.fields.to_title()
        if not self._typed and not self._resumed:
            self._load_anew()
            self._draft.ask(self._resume)

    # Drafts

    def _load_anew(self) -> None:
        """What stands in the form now was filled in by the program: only what differs later is a draft."""
        if not self._typed:
            self._loaded = self.fields.content()
            self._draft.begin(_draft_id(self._target))

    def _unsaved(self) -> Content:
        """What a person changed: a draft of a job must not bring back what others wrote into it since."""
        content = self.fields.content()
        return {name: value for name, value in content.items() if value != self._loaded.get(name)}

    def _touched(self) -> None:
        self._typed = True
        self._draft.touch()
        self._look_back()
        if self._shown is not self.fields.member:  # typed over: the form is for nobody now
            self._tell_member()

    def _look_back(self) -> None:
        """Ask whether a new job on this device is one that came back."""
        if not isinstance(self._target, places.NewJob):
            return
        fields = self.fields
        if fields.device_id is None:
            self.fields.tell_comeback("", warn=False)
            return
        fault = f"{fields.entries['fault'].text()} {fields.entries['title'].text()}"
        self.desk.tasks.ask(
            rework.rework_of, fields.device_id, fault, slot="job_form.rework",
            done=self._tell_comeback,
        )  # fmt: skip

    def _tell_comeback(self, found: Comeback) -> None:
        until = sayings.iso_day(found.until) if found.until is not None else ""
        words = {
            "rework": t("jobs.form.rework", number=found.of_number, until=until),
            "other": t("jobs.form.again", times=found.times),
            "expired": t("jobs.form.expired", until=until),
        }.get(found.verdict, "")
        self.fields.tell_comeback(words, warn=found.verdict == "rework")

    def _resume(self, kept: Content | None) -> None:
        if not kept or self._typed:
            return
        self._resumed = True
        self.fields.fill(kept)
        if kept.get("member_id"):
            self._ask_member(kept["member_id"])
        new = isinstance(self._target, places.NewJob)
        self.desk.notices.offer(
            t("jobs.form.draft" if new else "jobs.form.draft_edit"),
            t("jobs.form.start_over"),
            self._start_over,
            tone="calm",
        )

    def _start_over(self) -> None:
        self._draft.drop()
        self._begin(self._target)

    # Saving

    def _opened(self, outcome: Outcome[JobOpened]) -> None:
        self._draft.drop()
        self._key = uuid4().hex
        self.fields.clear()
        self._tell_member()
        self.desk.notices.say(t("jobs.said.opened", number=outcome.result.number))
        quote = isinstance(self._target, places.NewJob) and self._target.quote
        self.desk.go(places.JOB, outcome.result.id)
        if quote:
            self.desk.go(places.QUOTE, outcome.result.id)

    def _edited(self, outcome: Outcome[Any]) -> None:
        assert isinstance(self._target, places.EditJob)
        self._draft.drop()
        number = self._editing.row.number if self._editing is not None else ""
        self.desk.notices.say(t("jobs.said.saved", number=number), undo=undo_of(self.desk, outcome))
        self.desk.go(places.JOB, self._target.id)

    def _ready(self) -> None:
        self._save_button.setEnabled(True)

    def _refuse(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.fields.form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def _tell_member(self) -> None:
        """Beside the form stands whom it is for, and F4 and the title follow."""
        self._shown = self.fields.member
        self._side.show_member(self._shown)
        self.changed.emit()

    def _tell_save(self) -> None:
        """A new job is opened, an old one saved."""
        editing = isinstance(self._target, places.EditJob)
        self._panel.setAccessibleName(self.title())
        self.acts["save"].setText(t(f"jobs.form.{'save_edit' if editing else 'save'}"))


def _draft_id(target: places.NewJob | places.EditJob) -> str:
    """Each job, and each customer's next one, has a draft of its own."""
    if isinstance(target, places.EditJob):
        return f"job/{target.id}"
    of = target.enquiry_id or target.member_id
    return f"{DRAFT}/{of}" if of else DRAFT
