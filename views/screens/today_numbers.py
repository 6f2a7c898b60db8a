"""The numbers beside the day: takings by means of payment, the queue by step, who goes where and when."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from models.services.today import Slot, Takings, Today
from views import clock, places, sayings, theme
from views.page import Desk
from views.texts import t
from views.widgets.bars import SegmentBar
from views.widgets.dressed import Dressed
from views.widgets.panel import Inset, Panel
from views.widgets.status import draw_status
from views.widgets.text import Eliding, Picture, Text

COLOURS = {
    "wechat": "chart.1",
    "alipay": "chart.3",
    "cash": "chart.2",
    "card": "chart.4",
    "deposit": "chart.prev",
    "account": "chart.target",
    "points": "chart.prev",
    "coupon": "chart.prev",
    "visit": "chart.prev",
    "stored": "chart.prev",
    "stored_gift": "chart.prev",
}
"""Every way a bill is paid; a deposit was taken before, what is on account comes later."""
OPENS, CLOSES = 8, 19
"""The hours drawn; a job outside them stands at the edge."""


class TakingsPanel(Panel):
    """Taken today, by means, and against the same weekday a week before."""

    def __init__(self) -> None:
        super().__init__(t("today.takings.title"), ruled=False)
        self._takings: Takings | None = None
        self._note = Text("", style="label", tone="text.secondary")
        self.add_right(self._note)
        self._total = Text("", style="display")
        self._trend = Eliding(style="label")
        self._trend.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.addWidget(self._total)
        row.addWidget(self._trend, 1)
        self._bar = SegmentBar(name=t("today.takings.title"))
        self._kinds = QGridLayout()
        self._kinds.setHorizontalSpacing(theme.px(8))
        self.body.addLayout(row)
        self.body.addWidget(self._bar)
        self.body.addLayout(self._kinds)
        self._cells: list[tuple[_Swatch, Text, Text]] = []

    def show_takings(self, takings: Takings) -> None:
        """Show a day's takings."""
        self._takings = takings
        self._total.setText(sayings.yuan(takings.total))
        mean = takings.total // takings.bills if takings.bills else 0
        self._note.setText(
            t("today.takings.count", count=takings.bills, mean=sayings.yuan(mean))
            if takings.bills
            else t("today.takings.none")
        )
        self._tell_trend(takings)
        parts = [(amount, COLOURS[kind]) for kind, amount in takings.by_kind]
        spoken = " ".join(f"{_tender(kind)} {sayings.money(a)}" for kind, a in takings.by_kind)
        self._bar.show_parts(parts, t("today.takings.spoken", parts=spoken))
        self._bar.setVisible(bool(parts))
        self._tell_kinds(takings)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("today.takings.title"))
        if self._takings is not None:
            self.show_takings(self._takings)

    def _tell_trend(self, takings: Takings) -> None:
        before, weekday = takings.week_before, sayings.weekday(takings.day)
        if not before or not takings.total:
            self._trend.setText("")
            return
        percent = round(abs(takings.total - before) * 100 / before)
        word = "same" if percent == 0 else "up" if takings.total > before else "down"
        values = (
            {"weekday": weekday} if word == "same" else {"weekday": weekday, "percent": percent}
        )
        self._trend.setText(t(f"today.takings.{word}", **values))
        self._trend.set_tone("success" if word == "up" else "text.secondary")

    def _tell_kinds(self, takings: Takings) -> None:
        while len(self._cells) < len(takings.by_kind):
            swatch, name, amount = _Swatch(), Text(style="label"), Text(style="label")
            row, column = divmod(len(self._cells), 2)
            self._kinds.addWidget(swatch, row, column * 4)
            self._kinds.addWidget(name, row, column * 4 + 1)
            self._kinds.addWidget(amount, row, column * 4 + 2, Qt.AlignmentFlag.AlignRight)
            self._kinds.setColumnMinimumWidth(column * 4 + 3, theme.px(12))
            self._kinds.setColumnStretch(column * 4 + 2, 1)
            self._cells.append((swatch, name, amount))
        for place, (swatch, name, amount) in enumerate(self._cells):
            shown = place < len(takings.by_kind)
            for part in (swatch, name, amount):
                part.setVisible(shown)
            if shown:
                kind, fen = takings.by_kind[place]
                swatch.show_colour(COLOURS[kind])
                name.setText(_tender(kind))
                amount.setText(sayings.money(fen))


class QueuePanel(Panel):
    """How many jobs stand at each step."""

    def __init__(self) -> None:
        super().__init__(t("today.queue.title"), ruled=False)
        self._today: Today | None = None
        self._note = Text("", style="label", tone="text.secondary")
        self.add_right(self._note)
        self._row = _QueueRow()
        self.body.addWidget(self._row)

    def show_queue(self, today: Today) -> None:
        """Show the queue."""
        self._today = today
        key = "today.queue.note" if today.at_risk else "today.queue.note_calm"
        values = {"open": today.open_jobs, "risk": today.at_risk}
        if not today.at_risk:
            del values["risk"]
        self._note.setText(t(key, **values))
        self._row.show_steps([(step.value, count) for step, count in today.queue])

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("today.queue.title"))
        if self._today is not None:
            self.show_queue(self._today)


class SchedulePanel(Panel):
    """Who goes where: a line for each technician, the jobs promised today as blocks, and now as a red line."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(t("today.schedule.title"), ruled=False)
        self._today: Today | None = None
        self._note = Text(t("today.schedule.note"), style="label", tone="text.secondary")
        self.add_right(self._note)
        self._plan = _Schedule(desk)
        self.body.addWidget(self._plan, 1)
        self._warning = Inset("warning")
        self._warning.row.addWidget(Picture("hourglass", tone="warning"))
        self._late = Text("", style="label.bold", tone="warning")
        self._late.setWordWrap(True)
        self._warning.row.addWidget(self._late, 1)
        self.body.addWidget(self._warning)
        self._warning.hide()

    def show_day(self, today: Today) -> None:
        """Show the technicians' day."""
        self._today = today
        self._plan.show_day(today)
        late = next(
            (
                row
                for row in today.due
                if row.what == "dispatch" and row.left.state in ("risk", "late")
            ),
            None,
        )
        self._warning.setVisible(late is not None)
        if late is not None:
            self._late.setText(t("today.schedule.late_one", number=short_number(late.number)))

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("today.schedule.title"))
        self._note.setText(t("today.schedule.note"))
        if self._today is not None:
            self.show_day(self._today)


def short_number(number: str) -> str:
    """The last group of a job's number, as people at the desk say it: 023."""
    return number.rpartition("-")[2]


def _tender(kind: str) -> str:
    return sayings.tender(kind)


class _Swatch(Dressed, QWidget):
    """A square of a chart colour beside its word."""

    def __init__(self) -> None:
        super().__init__()
        self._tone = "chart.1"
        self.dress()

    def show_colour(self, tone: str) -> None:
        """Wear a colour."""
        self._tone = tone
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(theme.px(9), theme.px(9))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour(self._tone))


class _QueueRow(Dressed, QWidget):
    """Seven discs with a number and a word each."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_steps(self, steps: list[tuple[str, int]]) -> None:
        """Show step codes and counts."""
        self._steps = steps
        self.setAccessibleName(
            t("words.list_comma").join(
                f"{t(f'words.step.{step}')} {count}" for step, count in steps
            )
        )
        self.update()

    def restyle(self) -> None:
        self.setFixedHeight(theme.px(68))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._steps:
            return
        wide = self.width() / len(self._steps)
        for place, (step, count) in enumerate(self._steps):
            box = QRect(round(place * wide), 0, round(wide), self.height())
            centre = box.center().x()
            draw_status(painter, QPoint(centre - theme.px(8) + 1, theme.px(9)), step)
            self._line(painter, box, 20, 26, str(count), "title.page", "text")
            self._line(
                painter, box, 46, 20, t(f"words.step_short.{step}"), "caption", "text.secondary"
            )

    @staticmethod
    def _line(
        painter: QPainter, box: QRect, top: int, high: int, words: str, style: str, tone: str
    ) -> None:
        painter.setFont(theme.font(style))
        painter.setPen(theme.colour(tone))
        place = QRect(box.left(), theme.px(top), box.width(), theme.px(high))
        shown = theme.metrics(style).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)


class _Schedule(Dressed, QWidget):
    """The drawing of the technicians' day; a click on a block opens its job."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[tuple[str, tuple[Slot, ...]]] = []
        self._blocks: list[tuple[QRect, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.dress()

    def show_day(self, today: Today) -> None:
        """Show every technician and, last, what nobody has."""
        self._rows = [(person.name, person.slots) for person in today.technicians]
        if today.unassigned:
            self._rows.append((t("today.schedule.unassigned"), today.unassigned))
        spoken = [f"{name} {len(slots)}" for name, slots in self._rows]
        self.setAccessibleName(t("today.schedule.title"))
        self.setAccessibleDescription(t("words.list_comma").join(spoken))
        self.update()

    def _left(self) -> int:
        return theme.px(56)

    def _x(self, at: datetime, zone: tzinfo) -> int:
        local = at.astimezone(zone)
        hour = min(max(local.hour + local.minute / 60, OPENS), CLOSES)
        room = self.width() - self._left() - theme.px(8)
        return self._left() + round(room * (hour - OPENS) / (CLOSES - OPENS))

    def restyle(self) -> None:
        self.setMinimumHeight(theme.px(90))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(30 + 44 * max(1, len(self._rows))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._blocks = []
        if not self._rows:
            painter.setPen(theme.colour("text.secondary"))
            painter.setFont(theme.font("label"))
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect(), flags, t("today.schedule.none"))
            return
        zone, now = self._desk.notices.zone, clock.now()
        self._hours(painter)
        high = min(theme.px(44), (self.height() - theme.px(24)) // len(self._rows))
        for place, (name, slots) in enumerate(self._rows):
            top = theme.px(24) + place * high
            self._row(painter, top, high, name, slots, zone)
        self._now_line(painter, now, zone, theme.px(24) + high * len(self._rows))

    def _hours(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text.tertiary"))
        room = self.width() - self._left() - theme.px(8)
        for hour in range(OPENS, CLOSES, 2):
            x = self._left() + round(room * (hour - OPENS) / (CLOSES - OPENS))
            box = QRect(x - theme.px(16), 0, theme.px(32), theme.px(18))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(hour))

    def _row(
        self,
        painter: QPainter,
        top: int,
        high: int,
        name: str,
        slots: tuple[Slot, ...],
        zone: tzinfo,
    ) -> None:
        metrics = theme.metrics("label")
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour("text"))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self._left() - theme.px(6))
        box = QRect(0, top, self._left(), high)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        free = 0
        for slot in slots:
            free = self._block(painter, slot, top, high, zone, free) + 2

    def _block(
        self, painter: QPainter, slot: Slot, top: int, high: int, zone: tzinfo, free: int
    ) -> int:
        """Draw a block no further left than ``free``; return its right edge."""
        left = max(self._x(slot.start, zone), free)
        wide = max(self._x(slot.end or slot.start, zone) - left, theme.px(30))
        left = min(left, self.width() - wide)
        box = QRect(left, top + theme.px(5), wide, high - theme.px(10))
        working = slot.step.value in ("work", "acceptance")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if working else "accent.bg"))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        painter.setPen(theme.colour("accent.on" if working else "accent.text"))
        painter.setFont(theme.font("caption"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short_number(slot.number))
        self._blocks.append((box, slot.job_id))
        return box.right()

    def _now_line(self, painter: QPainter, now: datetime, zone: tzinfo, bottom: int) -> None:
        local = now.astimezone(zone)
        if not OPENS <= local.hour < CLOSES:
            return
        x = self._x(now, zone)
        painter.setPen(theme.colour("danger"))
        painter.drawLine(x, theme.px(20), x, bottom)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for box, job_id in self._blocks:
            if box.contains(event.position().toPoint()):
                self._desk.go(places.JOB, job_id)
                return
        super().mousePressEvent(event)
