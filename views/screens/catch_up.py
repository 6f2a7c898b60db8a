"""Catching up (补录): the lines of the counter sheet, entered with the time at which they happened."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import catch_up
from models.services.catch_up import Caught, CaughtUp
from models.services.checkout import Posted
from models.services.jobs import JobOpened
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.catch_up_form import CatchUpForm
from views.screens.form_draft import FormDraft
from views.texts import t
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView

SIDE = 372
DRAFT = "catch_up/line"


class CatchUpPage(Page):
    """What was entered today at the left, to compare with the paper; the next line's form at the right."""

    name = places.CATCH_UP
    home = places.TODAY
    reads = frozenset({"bills", "jobs"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: CaughtUp | None = None
        self._now = clock.now()
        self._key = desk.tasks.new_key()
        self._typed = False
        self.model = TableModel(self._columns(), self)
        self.table = TableView(self.model, name=t("catch_up.list"))
        self.table.opened.connect(self._open)
        self._panel = Panel(t("catch_up.list"), flush=True)
        self._panel.body.addWidget(self.table, 1)
        self.form = CatchUpForm(desk, self.act("save"))
        self.form.touched.connect(self._touched)
        self.form.reckon.connect(self._reckon)
        self.form.submitted.connect(self.save)
        self._draft = FormDraft(desk, self.form.content, self)
        whole = QHBoxLayout(self)
        whole.addWidget(self._panel, 1)
        whole.addWidget(self.form)
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("catch_up.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self.form.first()

    def opened(self, target: object) -> None:
        del target
        self.outdate()
        if not self._typed:
            self._begin()
            self._draft.ask(self._resume)

    def left(self) -> None:
        self._draft.flush()

    def reload(self) -> None:
        self.desk.tasks.ask(catch_up.entered, slot="catch_up.list", done=self._take)

    def escape(self) -> bool:
        return self.form.escape() or super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("catch_up.list"))
        self.table.setAccessibleName(t("catch_up.list"))
        self.model.set_columns(self._columns())
        self.form.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "form"):
            self.form.setFixedWidth(theme.px(SIDE))

    # Acts

    @act("catch_up.save", "Ctrl+Return")
    def save(self) -> None:
        """Enter the line."""
        self.form.form.accept()
        try:
            happened = self.form.happened()
            if self.form.is_job():
                self.desk.tasks.run(
                    catch_up.take_job, happened, self.form.details(), key=self._key,
                    done=self._job_taken, refused=self._refuse,
                )  # fmt: skip
            else:
                self.desk.tasks.run(
                    catch_up.sell, happened, self.form.sale(), key=self._key,
                    done=self._sold, refused=self._refuse,
                )  # fmt: skip
        except Refused as refused:
            self._refuse(refused)

    @act("catch_up.take_back_line", "Ctrl+D", bar=False)
    def take_back_line(self) -> None:
        """Take the last item off the line."""
        self.form.take_back_line()

    # Inside

    def _begin(self, *, day: str = "", time: str = "") -> None:
        """An empty line under a key of its own."""
        self._key, self._typed = self.desk.tasks.new_key(), False
        self.form.clear(day=day or self._today(), time=time)
        self._draft.begin(DRAFT)

    def _today(self) -> str:
        """The shop's day as the list was read on; empty before it was."""
        return "" if self.found is None else self.form.day.today.isoformat()

    def _touched(self) -> None:
        self._typed = True
        self._draft.touch()

    def _resume(self, kept: dict[str, Any] | None) -> None:
        if not kept or self._typed:
            return
        self.form.fill(kept)
        self._typed = True
        self._reckon()
        self.desk.notices.offer(
            t("catch_up.draft"), t("catch_up.start_over"), self._start_over, tone="calm"
        )

    def _start_over(self) -> None:
        self._draft.drop()
        self._begin()
        self.form.first().setFocus()

    def _reckon(self) -> None:
        """What the line comes to, as soon as it is known when and what."""
        try:
            happened, sale = self.form.happened(), self.form.sale()
        except Refused:
            return
        if not self.form.is_job() and (sale.lines or sale.job_id):
            self.desk.tasks.ask(
                catch_up.due, happened, sale, slot="catch_up.due",
                done=self.form.show_due, refused=self._no_due,
            )  # fmt: skip
        else:
            self.form.show_due(None)

    def _no_due(self, _refused: Refused) -> None:
        self.form.show_due(None)

    def _sold(self, outcome: Outcome[Posted]) -> None:
        posted = outcome.result
        self._entered(
            t("catch_up.said.sold", number=posted.number, total=sayings.yuan(posted.total))
        )

    def _job_taken(self, outcome: Outcome[JobOpened]) -> None:
        self._entered(t("catch_up.said.job", number=outcome.result.number))

    def _entered(self, words: str) -> None:
        day, time = self.form.day.text(), self.form.time.text()
        self._draft.drop()
        self._begin(day=day, time=time)
        self.desk.notices.say(words)
        self.form.first().setFocus()
        self.form.time.selectAll()

    def _refuse(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.form.form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def _take(self, found: CaughtUp) -> None:
        self.found, self._now = found, found.read_at
        self.form.day.today = found.read_at.astimezone(self.desk.notices.zone).date()
        if not self.form.day.text():
            self.form.day.write(self._today())
        self._show()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        self.model.set_rows(found.rows)
        self.table.set_empty(t("catch_up.empty"))
        count = t("catch_up.count", count=len(found.rows), total=sayings.yuan(found.taken))
        self._panel.set_count(count if found.rows else "")

    def _open(self, row: Caught | None) -> None:
        if row is not None:
            self.desk.go(places.BILL if row.kind == "bill" else places.JOB, row.id)

    def _columns(self) -> tuple[Column, ...]:
        zone = self.desk.notices.zone
        return (
            Column("at", t("catch_up.column.at"), lambda row: sayings.moment(row.at, zone, self._now), 130),
            Column("number", t("catch_up.column.number"), lambda row: row.number, 150),
            Column("who", t("catch_up.column.who"), _named, 120, style=lambda _row: "body.strong"),
            Column("title", t("catch_up.column.title"), lambda row: row.title),
            Column("total", t("catch_up.column.total"), _total, 100, number=True),
        )  # fmt: skip


def _named(row: Caught) -> str:
    return sayings.who(row.member) if row.member else ""


def _total(row: Caught) -> str:
    return "" if row.total is None else sayings.money(row.total)
