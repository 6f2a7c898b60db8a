"""The week of the jobs: a row for each technician, a column for each day; visits and promises by time."""

from datetime import date, datetime, timedelta, tzinfo

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QVBoxLayout, QWidget

from models.services import job_calendar
from models.services.job_calendar import DAYS, Appointment, Week
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk
from views.screens.jobs_face import JobsFace
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS
from views.widgets.panel import Panel
from views.widgets.scroll import OverlayBar
from views.widgets.text import Text

LINE = 22
HEAD = 34
NAMES = 92

_MOVES = {
    Qt.Key.Key_Left: (0, -1, 0),
    Qt.Key.Key_Right: (0, 1, 0),
    Qt.Key.Key_Up: (-1, 0, -1),
    Qt.Key.Key_Down: (1, 0, 1),
}


class WeekView(Dressed, QAbstractScrollArea):
    """Cells of technician and day. Arrows go from job to job and cell to cell; Enter opens the job."""

    opened = Signal(object)
    pointed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._zone = desk.notices.zone
        self._week: Week | None = None
        self._row, self._day, self._place = 0, 0, 0
        self.setObjectName("scroll")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bar = OverlayBar(self)
        self.dress()

    def show_week(self, week: Week) -> None:
        """Show a week; the chosen cell stays."""
        if self._week is None or self._week.first != week.first:
            today = clock.now().astimezone(self._zone).date()
            inside = (today - week.first).days
            self._day = inside if 0 <= inside < DAYS else 0
            self._place = 0
        self._week = week
        self._row = max(0, min(self._row, len(week.people) - 1))
        self._settle()

    def job(self) -> Appointment | None:
        """The chosen job, or None in an empty cell."""
        found = self.cell(self._row, self._day)
        return found[min(self._place, len(found) - 1)] if found else None

    def cell(self, row: int, day: int) -> list[Appointment]:
        """What a technician has on a day."""
        if self._week is None or not 0 <= row < len(self._week.people):
            return []
        who, on = self._week.people[row][0], self._week.first + timedelta(days=day)
        return [
            entry
            for entry in self._week.appointments
            if entry.technician_id == who and entry.day == on
        ]

    def point_job(self, job_id: str) -> None:
        """Choose a job of the week."""
        rows = len(self._week.people) if self._week is not None else 0
        for row in range(rows):
            for day in range(DAYS):
                for place, entry in enumerate(self.cell(row, day)):
                    if entry.job_id == job_id:
                        self._row, self._day, self._place = row, day, place
                        self._settle()
                        return

    # Where things stand

    def _heights(self) -> list[int]:
        rows = len(self._week.people) if self._week is not None else 0
        least = theme.px(LINE * 2 + 8)
        return [
            max(
                least,
                theme.px(8) + theme.px(LINE) * max(len(self.cell(row, day)) for day in range(DAYS)),
            )
            for row in range(rows)
        ]

    def _column(self) -> float:
        return (self.viewport().width() - theme.px(NAMES)) / DAYS

    def _box(self, row: int, day: int) -> QRect:
        heights = self._heights()
        top = theme.px(HEAD) + sum(heights[:row]) - self.verticalScrollBar().value()
        left = theme.px(NAMES) + round(day * self._column())
        wide = theme.px(NAMES) + round((day + 1) * self._column()) - left
        return QRect(left, top, wide, heights[row])

    def _settle(self) -> None:
        whole = theme.px(HEAD) + sum(self._heights())
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, whole - self.viewport().height()))
        if self._week is not None and self._week.people:
            box = self._box(self._row, self._day)
            if box.top() < theme.px(HEAD):
                bar.setValue(bar.value() - theme.px(HEAD) + box.top())
            elif box.bottom() > self.viewport().height():
                bar.setValue(bar.value() + box.bottom() - self.viewport().height())
        self.setAccessibleDescription(self._said())
        self.viewport().update()
        self.pointed.emit()

    def _said(self) -> str:
        if self._week is None or not self._week.people:
            return ""
        day = sayings.calendar_day(self._week.first + timedelta(days=self._day))
        who = self._week.people[self._row][1] or t("jobs.nobody")
        job = self.job()
        words = told(job, self._zone) if job is not None else t("job_calendar.free")
        return t("words.list_comma").join((who, day, words))

    def restyle(self) -> None:
        self._settle()

    # Drawing

    def _paint_head(self, painter: QPainter, week: Week) -> None:
        high = theme.px(HEAD)
        painter.fillRect(QRect(0, 0, self.viewport().width(), high), theme.colour("surface"))
        today = clock.now().astimezone(self._zone).date()
        for day in range(DAYS):
            on = week.first + timedelta(days=day)
            left = theme.px(NAMES) + round(day * self._column())
            box = QRect(left + theme.px(8), 0, round(self._column()) - theme.px(8), high)
            painter.setFont(theme.font("label.bold" if on == today else "label"))
            painter.setPen(theme.colour("accent.text" if on == today else "text.secondary"))
            words = f"{sayings.weekday(on)} {sayings.calendar_day(on)}"
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, high - 1, self.viewport().width(), high - 1)

    def _paint_row(self, painter: QPainter, row: int, name: str) -> None:
        first = self._box(row, 0)
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, first.bottom(), self.viewport().width(), first.bottom())
        names = QRect(theme.px(12), first.top() + theme.px(4), theme.px(NAMES - 16), theme.px(LINE))
        _write(painter, names, name or t("jobs.nobody"), "body.strong", "text")
        for day in range(DAYS):
            box = self._box(row, day)
            painter.setPen(theme.colour("line"))
            painter.drawLine(box.topLeft(), box.bottomLeft())
            chosen = (row, day) == (self._row, self._day)
            if chosen:
                painter.fillRect(box.adjusted(1, 0, -1, -1), theme.colour("surface.selected"))
            for place, entry in enumerate(self.cell(row, day)):
                self._paint_job(painter, box, place, entry, chosen=chosen and place == self._place)
            if chosen and self.hasFocus():
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.drawRect(box.adjusted(2, 1, -2, -2))

    def _paint_job(
        self, painter: QPainter, box: QRect, place: int, entry: Appointment, *, chosen: bool
    ) -> None:
        top = box.top() + theme.px(4) + place * theme.px(LINE)
        line = QRect(box.left() + theme.px(8), top, box.width() - theme.px(12), theme.px(LINE))
        time = sayings.clock(entry.at, self._zone)
        tone = "text.tertiary" if entry.hold else "accent.text" if entry.visit else "text.secondary"
        style = "label.bold" if entry.visit else "label"
        wide = _write(painter, line, time, style, tone) + theme.px(6)
        words = line.adjusted(wide, 0, 0, 0)
        name = sayings.who(entry.member) or entry.title
        _write(painter, words, name, "label.bold" if chosen else "label", "text")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._week is None:
            return
        for row, (_, name) in enumerate(self._week.people):
            self._paint_row(painter, row, name)
        self._paint_head(painter, self._week)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or self._week is None:
            super().keyPressEvent(event)
        elif key in RETURNS:
            job = self.job()
            if job is not None:
                self.opened.emit(job)
        elif key in _MOVES:
            self._go(*_MOVES[key])
        else:
            super().keyPressEvent(event)

    def _go(self, rows: int, days: int, places_: int) -> None:
        count = len(self.cell(self._row, self._day))
        if places_ and 0 <= self._place + places_ < count:
            self._place += places_
        else:
            people = len(self._week.people) if self._week is not None else 1
            row = max(0, min(self._row + rows, people - 1))
            moved = row != self._row or bool(days)
            self._row, self._day = row, max(0, min(self._day + days, DAYS - 1))
            last = max(0, len(self.cell(self._row, self._day)) - 1)
            if moved:
                self._place = last if places_ < 0 else min(self._place, last) if days else 0
        self._settle()

    def event(self, event: QEvent) -> bool:
        """Keep Enter and the plain arrows where the page has acts on the same keys."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and (event.key() in RETURNS or event.key() in _MOVES):
                event.accept()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        at = event.position().toPoint()
        rows = len(self._week.people) if self._week is not None else 0
        for row in range(rows):
            for day in range(DAYS):
                box = self._box(row, day)
                if box.contains(at):
                    self._row, self._day = row, day
                    place = (at.y() - box.top() - theme.px(4)) // theme.px(LINE)
                    self._place = max(0, min(place, len(self.cell(row, day)) - 1))
        self._settle()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        job = self.job()
        if job is not None:
            self.opened.emit(job)


class JobCalendarPage(JobsFace):
    """PgUp and PgDn turn the weeks; the line below says the chosen job whole."""

    name = places.CALENDAR
    reads = frozenset({"jobs", "staff", "members"})
    hints = (("today.open", "Enter"), ("job_calendar.keys", "←→↑↓"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._first = _monday(clock.now().astimezone(desk.notices.zone).date())
        self._wanted = ""
        self._line = Text("", style="label", tone="text.secondary")
        self.week = WeekView(desk)
        self.week.opened.connect(self._open)
        self.week.pointed.connect(self._tell)
        self._panel = Panel(t("job_calendar.title"), flush=True)
        for name in ("week_back", "this_week", "week_on"):
            self._panel.add_right(Button(self.acts[name], "quiet"))
        self._panel.body.addWidget(self.week, 1)
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(6))
        row.addWidget(self._line, 1)
        self._panel.body.addWidget(below)
        whole = QVBoxLayout(self)
        whole.addWidget(self._panel)
        self.dress()

    def title(self) -> str:
        return t("jobs.title")

    def first_focus(self) -> QWidget:
        return self.week

    @property
    def job_id(self) -> str | None:
        """The chosen job, for F4."""
        job = self.week.job()
        return job.job_id if job is not None else None

    def reload(self) -> None:
        self.desk.tasks.ask(job_calendar.week, self._first, slot="job_calendar", done=self._take)

    def remember(self) -> object:
        return self.job_id

    def recall(self, place: object) -> None:
        self._wanted = str(place or "")

    def tick(self, now: datetime) -> None:
        del now
        self.week.viewport().update()

    def retranslate(self) -> None:
        super().retranslate()
        self._tell_title()
        self._tell()
        self.week.viewport().update()

    @act("job_calendar.act.back", "PgUp", bar=False)
    def week_back(self) -> None:
        """The week before."""
        self._turn_to(self._first - timedelta(days=DAYS))

    @act("job_calendar.act.today", "Ctrl+Home", bar=False)
    def this_week(self) -> None:
        """The week of today."""
        zone = self.desk.notices.zone
        self._turn_to(_monday(clock.now().astimezone(zone).date()))

    @act("job_calendar.act.on", "PgDown", bar=False)
    def week_on(self) -> None:
        """The week after."""
        self._turn_to(self._first + timedelta(days=DAYS))

    def _turn_to(self, first: date) -> None:
        self._first = first
        self.reload()

    def _take(self, week: Week) -> None:
        if week.first != self._first:
            return
        self.week.show_week(week)
        if self._wanted:
            self.week.point_job(self._wanted)
            self._wanted = ""
        self._tell_title()

    def _tell_title(self) -> None:
        last = self._first + timedelta(days=DAYS - 1)
        days = (sayings.calendar_day(self._first), sayings.calendar_day(last))
        self._panel.set_title(t("job_calendar.week", first=days[0], last=days[1]))
        self.week.setAccessibleName(t("job_calendar.title"))

    def _tell(self) -> None:
        job = self.week.job()
        words = told(job, self.desk.notices.zone) if job is not None else t("job_calendar.free")
        self._line.setText(words)

    def _open(self, job: Appointment) -> None:
        self.desk.go(places.JOB, job.job_id)


def told(job: Appointment, zone: tzinfo) -> str:
    """An appointment whole: time, kind, number, member, fault, step, hold."""
    time = sayings.clock(job.at, zone)
    what = t("job_calendar.visit" if job.visit else "job_calendar.promise", time=time)
    minutes = t("job_calendar.minutes", minutes=job.minutes) if job.minutes else ""
    step = t(f"jobs.hold.{job.hold}") if job.hold else t(f"words.step.{job.step}")
    member = sayings.who(job.member) or t("jobs.walk_in")
    parts = (what, minutes, job.number, member, job.title, step)
    return t("words.list_comma").join(part for part in parts if part)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _write(painter: QPainter, box: QRect, words: str, style: str, tone: str) -> int:
    metrics = theme.metrics(style)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, box.width()))
    painter.setFont(theme.font(style))
    painter.setPen(theme.colour(tone))
    painter.drawText(box.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)
