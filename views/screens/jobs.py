"""The jobs in hand as a list by step, the most urgent first; closed ones newest first."""

from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.rules.jobs import STEPS, Step
from models.services import job_file
from models.services.job_file import JobList, JobRow, left_of
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk
from views.screens.jobs_face import JobsFace
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.panel import Panel, hairline
from views.widgets.sla import State, draw_sla, sla_width
from views.widgets.status import SIDE, draw_status
from views.widgets.tables import Column, TableDelegate, TableModel, TableView

ALL, CLOSED = "all", "closed"


class JobsDelegate(TableDelegate):
    """The step with its disc, a promise at risk or late with its icon: words, shape and colour."""

    def draw_cell(
        self, painter: QPainter, box: QRect, column: Column, row: Any, words: str
    ) -> None:
        if column.name == "step" and row is not None:
            draw_status(
                painter,
                QPoint(box.left(), box.center().y() + 1),
                row.step.value,
                hold=bool(row.hold),
            )
            box = box.adjusted(theme.px(SIDE + 6), 0, 0, 0)
        elif column.name == "promised" and row is not None:
            state = _standing(row, clock.now())
            if state != "ok":
                wide = min(sla_width(state, words), box.width())
                draw_sla(painter, QRect(box.left(), box.top(), wide, box.height()), state, words)
                return
        super().draw_cell(painter, box, column, row, words)


class JobsPage(JobsFace):
    """One table; the chips choose the step."""

    name = "jobs"
    reads = frozenset({"jobs", "bills", "members", "staff"})
    hints = (("today.open", "Enter"), ("shell.keys.moves", "↑↓"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: JobList | None = None
        self._wanted = ""
        self._panel = Panel(flush=True)
        self._panel.setAccessibleName(t("jobs.list"))
        self._chips = Chips(name=t("jobs.list"))
        self._chips.chosen.connect(self._choose)
        self._new = Button(t("window.new_job"), key="F2", height="button.small")
        self._new.clicked.connect(self._new_job)
        self._head = QWidget()
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self._chips)
        self._head_row.addStretch(1)
        self._head_row.addWidget(self._new)
        self._panel.body.addWidget(self._head)
        self._panel.body.addWidget(hairline())
        self._model = TableModel(_columns(desk.notices.zone), self)
        self._table = TableView(self._model, name=t("jobs.list"), delegate=JobsDelegate())
        self._table.opened.connect(self._open)
        self._panel.body.addWidget(self._table, 1)
        whole = QVBoxLayout(self)
        whole.addWidget(self._panel)
        self._tell_chips()
        self.dress()

    def title(self) -> str:
        return t("jobs.title")

    def subtitle(self) -> str:
        if self._found is None:
            return ""
        return t("jobs.count", count=sum(self._found.counts.values()))

    def first_focus(self) -> QWidget:
        return self._table

    @property
    def job_id(self) -> str | None:
        """The chosen job, for F4."""
        row = self._table.current_row()
        return None if row is None or row.step in (Step.CALL_BACK, Step.CLOSED) else row.id

    @property
    def member_id(self) -> str | None:
        """The chosen job's member, for F2."""
        row = self._table.current_row()
        return None if row is None else row.member_id

    def reload(self) -> None:
        chosen = self._chips.value()
        step = None if chosen in ("", ALL) else Step(chosen)
        self.desk.tasks.ask(
            job_file.listed, step=step, limit=500, slot="jobs.list", done=self._take
        )

    def remember(self) -> object:
        row = self._table.current_row()
        return None if row is None else row.id

    def recall(self, place: object) -> None:
        self._wanted = str(place)

    def tick(self, now: datetime) -> None:
        del now
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.setAccessibleName(t("jobs.list"))
        self._new.say(t("window.new_job"))
        self._model.set_columns(_columns(self.desk.notices.zone))
        self._tell_chips()
        self._show()

    @act("today.open", "Ctrl+O", bar=False)
    def open_job(self) -> None:
        """Open the chosen job."""
        row = self._table.current_row()
        if row is not None:
            self._open(row)

    def restyle(self) -> None:
        super().restyle()
        self._head.setFixedHeight(theme.size("panel.head"))
        self._head_row.setContentsMargins(theme.px(12), 0, theme.px(14), 0)
        self._new.setVisible(theme.current().factor < 1.5)  # the key bar says F2 too

    def _new_job(self) -> None:
        self.desk.go(places.JOB_FORM, places.NewJob())

    def _open(self, row: JobRow) -> None:
        self.desk.go(places.JOB, row.id)

    def _choose(self, _value: str) -> None:
        self.reload()

    def _take(self, found: JobList) -> None:
        self._found = found
        self._tell_chips()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        if self._found is None:
            return
        before = self._wanted or self.remember()
        rows = self._found.rows
        self._model.set_rows(rows)
        whole = self._chips.value() in ("", ALL)
        self._table.set_empty(t("jobs.empty" if whole else "jobs.none_of"))
        if rows:
            self._table.point(next((n for n, row in enumerate(rows) if row.id == before), 0))
        self._wanted = ""

    def _tell_chips(self) -> None:
        counts = self._found.counts if self._found is not None else {}
        chosen = self._chips.value() or ALL
        options = [Option(ALL, t("jobs.all"))]
        options += [
            Option(step, t("jobs.chip", step=t(f"words.step.{step}"), count=counts[step]))
            for step in STEPS
            if counts.get(step)
        ]
        options.append(Option(CLOSED, t("jobs.closed")))
        self._chips.set_options(options)
        self._chips.choose(chosen if chosen in {o.value for o in options} else ALL)


def _standing(row: JobRow, now: datetime) -> State:
    """Whether a promise is at risk or late, or stands still; anything else is calm."""
    state = left_of(row, now).state
    return state if state in ("late", "risk", "hold") else "ok"


def told_promise(row: JobRow, zone: tzinfo, now: datetime) -> tuple[str, str]:
    """How the promise stands, in words, and the colour that repeats it."""
    if row.hold:
        return t(f"jobs.hold.{row.hold}"), "text.secondary"
    if row.promised_at is None:
        return t("jobs.no_promise"), "text.tertiary"
    state = _standing(row, now)
    if state != "ok":
        return sayings.countdown(row.promised_at, now), "danger" if state == "late" else "warning"
    return sayings.moment(row.promised_at, zone, now), "text.secondary"


def _columns(zone: tzinfo) -> tuple[Column, ...]:
    def promise(row: JobRow) -> str:
        return told_promise(row, zone, clock.now())[0]

    def tone(row: JobRow) -> str:
        return told_promise(row, zone, clock.now())[1]

    return (
        Column("number", t("jobs.column.number"), lambda row: row.number, 150, tone=_quiet),
        Column("member", t("jobs.column.member"), _member, 110, style=lambda _: "body.strong"),
        Column("title", t("jobs.column.title"), _title),
        Column("technician", t("jobs.column.technician"), _technician, 96, tone=_quiet, spare=2),
        Column("step", t("jobs.column.step"), _step, 110, tone=lambda _: "accent.text"),
        Column("promised", t("jobs.column.promised"), promise, 150, tone=tone),
        Column("total", t("jobs.column.total"), _total, 110, number=True, spare=1),
    )


def _member(row: JobRow) -> str:
    return sayings.who(row.member) or t("jobs.walk_in")


def _title(row: JobRow) -> str:
    first = t("words.priority") if row.priority else ""
    return " ".join(part for part in (first, row.device, row.title) if part)


def _technician(row: JobRow) -> str:
    return row.technician or t("jobs.nobody")


def _step(row: JobRow) -> str:
    if row.ending:
        return t(f"jobs.card.ended_{row.ending}")
    return t(f"words.step.{row.step}")


def _total(row: JobRow) -> str:
    return sayings.money(row.total) if row.total else ""


def _quiet(_row: JobRow) -> str:
    return "text.secondary"
