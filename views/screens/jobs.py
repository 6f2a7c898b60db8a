"""The jobs in hand as a list by step, the most urgent first; closed ones newest first."""

from datetime import UTC, datetime, tzinfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.rules.jobs import STEPS, Step, time_left
from models.services import job_file
from models.services.job_file import JobList, JobRow
from views import places, sayings
from views.acts import act
from views.page import Desk, Page
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView

ALL, CLOSED = "all", "closed"


class JobsPage(Page):
    """One table; the chips choose the step."""

    name = "jobs"
    reads = frozenset({"jobs", "bills", "members", "staff"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: JobList | None = None
        self._wanted = ""
        self._panel = Panel(t("jobs.list"), flush=True)
        self._chips = Chips(name=t("jobs.list"))
        self._chips.chosen.connect(self._choose)
        self._panel.add_right(self._chips)
        self._model = TableModel(_columns(desk.notices.zone), self)
        self._table = TableView(self._model, name=t("jobs.list"))
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
        self._panel.set_title(t("jobs.list"))
        self._model.set_columns(_columns(self.desk.notices.zone))
        self._tell_chips()
        self._show()

    @act("today.open", "Ctrl+O", bar=False)
    def open_job(self) -> None:
        """Open the chosen job."""
        row = self._table.current_row()
        if row is not None:
            self._open(row)

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
        self._panel.set_count(str(len(rows)) if rows else "")
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


def told_promise(row: JobRow, zone: tzinfo, now: datetime) -> tuple[str, str]:
    """How the promise stands, in words, and the colour that repeats it."""
    if row.promised_at is None:
        return t("jobs.no_promise"), "text.tertiary"
    left = time_left(now=now, received_at=row.opened_at, promised_at=row.promised_at, step=row.step)
    if left.state in ("late", "risk"):
        tone = "danger" if left.state == "late" else "warning"
        return sayings.countdown(row.promised_at, now), tone
    return sayings.moment(row.promised_at, zone, now), "text.secondary"


def _columns(zone: tzinfo) -> tuple[Column, ...]:
    def promise(row: JobRow) -> str:
        return told_promise(row, zone, datetime.now(UTC))[0]

    def tone(row: JobRow) -> str:
        return told_promise(row, zone, datetime.now(UTC))[1]

    return (
        Column("number", t("jobs.column.number"), lambda row: row.number, 150, tone=_quiet),
        Column("member", t("jobs.column.member"), _member, 110, style=lambda _: "body.strong"),
        Column("title", t("jobs.column.title"), _title),
        Column("technician", t("jobs.column.technician"), _technician, 96, tone=_quiet),
        Column("step", t("jobs.column.step"), _step, 110, tone=lambda _: "accent.text"),
        Column("promised", t("jobs.column.promised"), promise, 150, tone=tone),
        Column("total", t("jobs.column.total"), _total, 110, number=True),
    )


def _member(row: JobRow) -> str:
    return row.member or t("jobs.walk_in")


def _title(row: JobRow) -> str:
    return " ".join(part for part in (row.device, row.title) if part)


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
