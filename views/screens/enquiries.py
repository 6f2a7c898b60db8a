"""Enquiries: the open ones with how long they wait, and a form to write one down during the call."""

from datetime import datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.enquiries import late, minutes_to_answer
from models.services import enquiries, member_file
from models.services.enquiries import Enquiries, OpenEnquiry
from models.services.member_file import MemberFile
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.enquiry_form import LoseForm, TakeForm
from views.screens.form_draft import FormDraft
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text

SIDE = 340
DRAFT = "enquiry/new"


class EnquiriesPage(Page):
    """The list at the left under the month's figures; at the right the form, or why one was lost."""

    name = places.ENQUIRIES
    home = places.JOBS
    reads = frozenset({"enquiries", "members"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Enquiries | None = None
        self._now = clock.now()
        self._key = desk.tasks.new_key()
        self._typed = False
        self._losing = ""
        self._figures = Text("", style="body", tone="text.secondary")
        self._figures.setWordWrap(True)
        self.model = TableModel(self._columns(), self)
        self.table = TableView(self.model, name=t("enquiries.list"))
        self.table.opened.connect(self._answer_row)
        self.table.pointed.connect(self._tell_acts)
        self._panel = Panel(t("enquiries.list"), flush=True)
        for name in ("answer", "open_quote", "open_job", "lose"):
            self._panel.add_right(Button(self.act(name)))
        self._panel.body.addWidget(self.table, 1)
        self.form = TakeForm(desk, self.act("save"))
        self.form.touched.connect(self._touched)
        self.form.submitted.connect(self.save)
        self.reasons = LoseForm(self.act("save"))
        self.reasons.submitted.connect(self.save)
        self._side = QStackedWidget()
        self._side.addWidget(self.form)
        self._side.addWidget(self.reasons)
        self._draft = FormDraft(desk, self.form.content, self)
        left = QWidget()
        column = self.column(left)
        column.addWidget(self._figures)
        column.addWidget(self._panel, 1)
        whole = QHBoxLayout(self)
        whole.addWidget(left, 1)
        whole.addWidget(self._side)
        self._tell_acts()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("enquiries.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self.form.first()

    def opened(self, target: object) -> None:
        self.outdate()
        self._show_form()
        if self._typed or not isinstance(target, places.NewEnquiry):
            return
        self._begin()
        if target.member_id is not None:
            self.desk.tasks.ask(
                member_file.file, target.member_id, slot="enquiries.member", done=self._take_member
            )
        else:
            self._draft.ask(self._resume)

    def left(self) -> None:
        self._draft.flush()

    def reload(self) -> None:
        self.desk.tasks.ask(enquiries.overview, slot="enquiries.list", done=self._take)

    def tick(self, now: datetime) -> None:
        self._now = now
        self.table.viewport().update()

    def escape(self) -> bool:
        if self._side.currentWidget() is self.reasons:
            self._show_form()
            self.table.setFocus()
            return True
        return self.form.escape() or super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("enquiries.list"))
        self.table.setAccessibleName(t("enquiries.list"))
        self.model.set_columns(self._columns())
        self.form.retell()
        self.reasons.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE))

    # Acts

    @act("enquiries.save", "Ctrl+Return")
    def save(self) -> None:
        """Write the enquiry down, or close the lost one."""
        if self._side.currentWidget() is self.reasons:
            self.desk.tasks.run(
                enquiries.lose, self._losing, self.reasons.reason(), note=self.reasons.note(),
                done=self._lost, refused=self._refuse_loss,
            )  # fmt: skip
            return
        self.desk.tasks.run(
            enquiries.take, self.form.details(), key=self._key,
            done=self._taken, refused=self._refuse,
        )  # fmt: skip

    @act("enquiries.answer", "Ctrl+E")
    def answer(self) -> None:
        """The chosen one has its first answer."""
        self._answer_row(self.table.current_row())

    @act("quotes.from_enquiry", "Ctrl+1")
    def open_quote(self) -> None:
        """Open the chosen one's job, filled in, and go on to its quote."""
        self._open_job(quote=True)

    @act("enquiries.open_job", "Ctrl+J")
    def open_job(self) -> None:
        """Open the chosen one's job, filled in."""
        self._open_job(quote=False)

    def _open_job(self, *, quote: bool) -> None:
        row: OpenEnquiry | None = self.table.current_row()
        if row is None:
            return
        title = row.need
        if row.member_id is None and row.name:
            title = t("enquiries.from_person", need=row.need, name=row.name)
        self.desk.go(
            places.JOB_FORM,
            places.NewJob(
                member_id=row.member_id,
                enquiry_id=row.id,
                title=title,
                phone=row.masked if row.member_id is None else "",
                quote=quote,
            ),
        )

    @act("enquiries.lose", "Ctrl+D")
    def lose(self) -> None:
        """Ask why nothing came of the chosen one."""
        row: OpenEnquiry | None = self.table.current_row()
        if row is not None:
            self._losing = row.id
            self.reasons.begin(_named(row))
            self._side.setCurrentWidget(self.reasons)
            self.reasons.first().setFocus()

    # Inside

    def _begin(self) -> None:
        """An empty form under a key of its own."""
        self._key, self._typed = self.desk.tasks.new_key(), False
        self.form.clear()
        self._draft.begin(DRAFT)

    def _show_form(self) -> None:
        self._side.setCurrentWidget(self.form)

    def _take_member(self, found: MemberFile) -> None:
        if not self._typed:
            self.form.take_member(found.id, found.name)

    def _touched(self) -> None:
        self._typed = True
        self._draft.touch()

    def _resume(self, kept: dict[str, Any] | None) -> None:
        if not kept or self._typed or not any(kept.get(name) for name in ("name", "phone", "need")):
            return
        self.form.fill(kept)
        self.desk.notices.offer(
            t("enquiries.draft"), t("enquiries.start_over"), self._start_over, tone="calm"
        )

    def _start_over(self) -> None:
        self._draft.drop()
        self._begin()

    def _take(self, found: Enquiries) -> None:
        self.found, self._now = found, found.read_at
        self._show()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        chosen = self.table.current_row()
        self.model.set_rows(found.rows)
        self.table.set_empty(t("enquiries.empty"))
        self._panel.set_count(str(len(found.rows)))
        if found.rows:
            ids = [row.id for row in found.rows]
            self.table.point(ids.index(chosen.id) if chosen and chosen.id in ids else 0)
        self._figures.setText(_figures(found))
        self._tell_acts()

    def _tell_acts(self) -> None:
        row: OpenEnquiry | None = self.table.current_row()
        for name in ("open_quote", "open_job", "lose"):
            self.act(name).setEnabled(row is not None)
        self.act("answer").setEnabled(row is not None and row.answered_at is None)

    def _answer_row(self, row: OpenEnquiry | None) -> None:
        if row is None or row.answered_at is not None:
            return

        def answered(outcome: Outcome[None]) -> None:
            words = t("enquiries.said.answered", name=_named(row))
            self.desk.notices.say(words, undo=undo_of(self.desk, outcome))

        self.desk.tasks.run(enquiries.answer, row.id, done=answered)

    def _taken(self, _outcome: Outcome[str]) -> None:
        self._draft.drop()
        self._begin()
        self.desk.notices.say(t("enquiries.said.taken"))
        self.form.first().setFocus()

    def _lost(self, outcome: Outcome[None]) -> None:
        words = t("enquiries.said.lost", name=self.reasons.named)
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))
        self._show_form()
        self.table.setFocus()

    def _refuse(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.form.form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def _refuse_loss(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.reasons.form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def _age(self, row: OpenEnquiry) -> str:
        if row.answered_at is not None:
            minutes = minutes_to_answer(row.at, row.answered_at, self._now)
            return t("enquiries.answered_in", minutes=minutes)
        waited = sayings.span(max(self._now, row.at) - row.at)
        if not row.tier:
            return waited
        return t("enquiries.within", waited=waited, tier=row.tier, minutes=row.within)

    def _tone(self, row: OpenEnquiry) -> str:
        if row.answered_at is not None:
            return "text.secondary"
        within = timedelta(minutes=row.within)
        is_late = late(row.at, row.answered_at, self._now, within=within)
        return "warning" if is_late else "text"

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("age", t("enquiries.column.age"), self._age, 170, tone=self._tone),
            Column("who", t("enquiries.column.who"), _named, 150, style=lambda _row: "body.strong"),
            Column("phone", t("enquiries.column.phone"), lambda row: row.masked, 120, spare=1),
            Column("channel", t("enquiries.column.channel"), _channel, 90, spare=2),
            Column("need", t("enquiries.column.need"), lambda row: row.need),
        )


def _named(row: OpenEnquiry) -> str:
    return sayings.who(row.name) if row.name else row.masked


def _channel(row: OpenEnquiry) -> str:
    return t(f"enquiries.channel.{row.channel}")


def _figures(found: Enquiries) -> str:
    """The month in words: how many, what came of them, by channel."""
    month = found.month
    words = [
        t(
            "enquiries.month",
            taken=sum(row.taken for row in month),
            jobs=sum(row.jobs for row in month),
            lost=sum(row.lost for row in month),
        )
    ]
    if found.answer_minutes is not None:
        words.append(t("enquiries.mean", minutes=found.answer_minutes))
    words += [
        t("enquiries.of_channel", channel=_channel_of(row.channel), taken=row.taken, jobs=row.jobs)
        for row in month
    ]
    return "  ·  ".join(words)


def _channel_of(channel: str) -> str:
    return t(f"enquiries.channel.{channel}")
