"""Beside a job: its steps to tick, and what else stands around it (devices, loans, notes, reworks)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QStyleOptionViewItem

from models.services.checklists import CheckRow
from models.services.job_around import Around
from models.services.job_devices import DeviceInJob, LoanRow
from models.services.job_notes import NoteRow
from views import clock, sayings, theme
from views.texts import t
from views.widgets.bars import ProgressLine
from views.widgets.buttons import Button
from views.widgets.choice import draw_tick_box
from views.widgets.lists import Index, ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel

LINE = 30
LINE2 = 46


class _Lines(RowDelegate):
    """Rows of one height for a list that stands in a scrolling column."""

    line = LINE

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(self.line))


class _CheckDelegate(_Lines):
    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def draw_row(self, pen: RowPen, row: CheckRow) -> None:
        side = theme.px(16)
        top = pen.box.center().y() - side / 2 + 1
        box = QRectF(pen.box.left() + theme.px(16), top, side, side)
        draw_tick_box(pen.painter, box, ticked=row.done_at is not None)
        if row.done_at is not None:
            at = sayings.clock(row.done_at, self._zone)
            pen.at_right(f"{at} {row.done_by[:1]}".strip(), style="caption")
        elif row.required:
            pen.at_right(t("job_troubles.required"), style="caption", tone="danger")
        pen.text(40, 0, row.text, style="body.strong" if pen.selected else "body")


class _Fitted(ListView):
    """A list as high as its rows, for a column that scrolls itself. ``pressed_space`` on the space bar."""

    pressed_space = Signal()

    def __init__(self, model: RowModel, delegate: _Lines, *, name: str) -> None:
        self._line = delegate.line
        super().__init__(model, delegate, name=name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self) -> None:
        """Take the height of the rows."""
        self.setFixedHeight(theme.px(self._line) * self._rows.rowCount() + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.pressed_space.emit()
        else:
            super().keyPressEvent(event)


class ChecksPanel(Panel):
    """``ticked(CheckRow)`` for a step that is ticked or unticked, by Enter, space or double click."""

    ticked = Signal(object)

    def __init__(self, acts: Mapping[str, QAction], zone: tzinfo) -> None:
        super().__init__(t("job_troubles.checks"), flush=True)
        self._zone = zone
        self._bar = ProgressLine(name=t("job_troubles.checks"))
        self.add_right(self._bar)
        self.add_right(Button(acts["go_to_checks"], "quiet"))
        self._model = RowModel(self._said, self)
        self.list = _Fitted(self._model, _CheckDelegate(zone), name=t("job_troubles.checks"))
        self.list.opened.connect(self.ticked)
        self.list.pressed_space.connect(self._tick)
        self.body.addWidget(self.list)
        self.hide()

    def show_checks(self, rows: tuple[CheckRow, ...]) -> None:
        """Show the steps; without any the panel is not there."""
        self.set_title(t("job_troubles.checks"))
        done = sum(row.done_at is not None for row in rows)
        self.set_count(f"{done}/{len(rows)}")
        self._bar.fill(done / len(rows) if rows else 0)
        self.list.show_rows(rows, key=lambda row: row.id)
        if not self.list.hasFocus():
            self.list.point_row(lambda row: row.done_at is None)
        self.list.fit()
        self.setVisible(bool(rows))

    def to_open(self) -> None:
        """Choose the first step that is not ticked, and take the focus."""
        self.list.point_row(lambda row: row.done_at is None)
        self.list.setFocus()

    def _tick(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.ticked.emit(row)

    def _said(self, row: CheckRow) -> str:
        state = "done" if row.done_at is not None else "required" if row.required else "open"
        return t("words.list_comma").join((row.text, t(f"job_troubles.check.{state}")))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_bar"):
            self._bar.setFixedWidth(theme.px(70))
            self.list.fit()


@dataclass(frozen=True, slots=True)
class Thing:
    """A row of the panel: what it is, its words, and the act that Enter does (empty: none)."""

    id: str
    icon: str
    title: str
    sub: str
    act: str = ""
    tone: str = "text.secondary"


class _ThingDelegate(_Lines):
    line = LINE2

    def draw_row(self, pen: RowPen, row: Thing) -> None:
        pen.icon(16, row.icon)
        if row.act:
            pen.at_right(t(f"job_troubles.enter.{row.act}"), style="caption", tone="accent.text")
        pen.text(42, 0, row.title, style="body.strong", lift=9)
        pen.text(42, 0, row.sub, style="caption", tone=row.tone, lift=-10)


class ThingsPanel(Panel):
    """``asked(Thing)`` on Enter: a loan comes back, a device is given back, a follow-up is done."""

    asked = Signal(object)

    def __init__(self, zone: tzinfo) -> None:
        super().__init__(t("job_troubles.things"), flush=True)
        self._zone = zone
        self._model = RowModel(lambda row: f"{row.title} {row.sub}", self)
        self.list = _Fitted(self._model, _ThingDelegate(), name=t("job_troubles.things"))
        self.list.opened.connect(self._open)
        self.body.addWidget(self.list)
        self.hide()

    def show_around(self, around: Around) -> None:
        """Show devices, loans, notes and reworks; with none of them the panel is not there."""
        self.set_title(t("job_troubles.things"))
        rows = things_of(around, clock.now(), self._zone)
        self.list.show_rows(rows, key=lambda row: row.id)
        self.list.fit()
        self.setVisible(bool(rows))

    def _open(self, row: Thing) -> None:
        if row.act:
            self.asked.emit(row)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "list"):
            self.list.fit()


def things_of(around: Around, now: datetime, zone: tzinfo) -> list[Thing]:
    """What stands around a job, in words: what is still to be done first."""
    today = now.astimezone(zone).date()
    rows = [_loan(row, today, now, zone) for row in around.things.loans]
    rows += [_device(row, now, zone) for row in around.things.devices]
    rows += [_note(row, today, now, zone) for row in around.notes]
    for rework in around.standing.reworks:
        words = (rework.technician, t("job_troubles.cost", cost=sayings.yuan(rework.cost)))
        title = t("job_troubles.came_back", number=rework.number)
        sub = t("words.list_comma").join(word for word in words if word)
        rows.append(Thing(rework.id, "repeat", title, sub, "open"))
    return sorted(rows, key=lambda row: not row.act)


def _loan(row: LoanRow, today: date, now: datetime, zone: tzinfo) -> Thing:
    title = t("job_troubles.loan", name=row.name)
    if row.back_at is not None:
        back = t("job_troubles.loan_back", when=sayings.moment(row.back_at, zone, now))
        return Thing(row.id, "box", title, " ".join(p for p in (back, row.back_note) if p))
    out = t("job_troubles.loan_out", when=sayings.moment(row.out_at, zone, now))
    due = t("job_troubles.due", day=sayings.day(row.due_day, today)) if row.due_day else ""
    late = row.due_day is not None and row.due_day < today
    sub = t("words.list_comma").join(part for part in (out, due, row.note) if part)
    return Thing(row.id, "box", title, sub, "give_back", "danger" if late else "text.secondary")


def _device(row: DeviceInJob, now: datetime, zone: tzinfo) -> Thing:
    words = [row.symptoms, row.serial]
    if row.ending and row.collected_at is not None:
        when = sayings.moment(row.collected_at, zone, now)
        words = [t(f"job_troubles.ended.{row.ending}"), when]
    sub = t("words.list_comma").join(word for word in words if word)
    return Thing(row.id, "jobs", row.device, sub, "" if row.ending else "end")


def _note(row: NoteRow, today: date, now: datetime, zone: tzinfo) -> Thing:
    icon = {"damage": "alert", "observation": "eye"}.get(row.kind, "note")
    words = [t(f"job_troubles.note.{row.kind}"), row.actor, sayings.moment(row.at, zone, now)]
    tone, act = "text.secondary", ""
    if row.done_at is not None:
        words = [t("job_troubles.followed"), row.done_note]
    elif row.follow_up_on is not None:
        words = [t("job_troubles.follow_up", day=sayings.day(row.follow_up_on, today)), row.actor]
        tone, act = ("warning" if row.follow_up_on <= today else tone), "follow"
    if row.photos:
        words.append(t("attachments.of_note", count=row.photos))
    sub = t("words.list_comma").join(word for word in words if word)
    return Thing(row.id, icon, row.text.replace("\n", " "), sub, act, tone)


class MorePanel(Panel):
    """The acts of a job that have no other place, each with its key."""

    ACTS = (
        "note",
        "lend",
        "add_device",
        "visit",
        "choose_list",
        "collect",
        "turn_rework",
        "copy_for_member",
    )

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        super().__init__(t("job_troubles.more"), ruled=False)
        grid = QGridLayout()
        for place, name in enumerate(self.ACTS):
            grid.addWidget(Button(acts[name], "quiet"), place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("job_troubles.more"))
