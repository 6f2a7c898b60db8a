"""The devices of a member: what stands at home, what is being repaired, how long the warranty holds."""

from datetime import date, datetime, tzinfo

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from models.services.devices import DeviceRow
from models.services.job_file import JobRow
from views import sayings, theme
from views.device_icons import ICONS
from views.texts import t
from views.widgets.badge import badge_width
from views.widgets.buttons import Button
from views.widgets.lists import ROW, Index, ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel
from views.widgets.status import SIDE, draw_status
from views.widgets.wrapping import wrapped

OPEN_JOBS_SHOWN = 3
TEXT = 52
NAME_LINE, FACT_LINE, STATE_LINE = 20, 17, 24
"""Heights of the lines of a row."""


def called(device: DeviceRow) -> str:
    """What a device is called: brand and model, or its category in words."""
    name = " ".join(part for part in (device.brand, device.model) if part)
    return name or t(f"devices.category.{device.category}")


def about_device(device: DeviceRow, today: date, zone: tzinfo) -> str:
    """Where it stands, when it was bought, how often it was repaired and when last."""
    parts = [device.place] if device.place else []
    if device.bought_on is not None:
        parts.append(t("devices.bought", year=device.bought_on.year))
    if device.jobs:
        parts.append(t("devices.repaired", count=device.jobs))
        if device.last_job_at is not None and not device.open_job_id:
            day = sayings.day(device.last_job_at.astimezone(zone).date(), today)
            parts.append(t("devices.last", day=day))
    if not parts and device.serial:
        parts.append(device.serial)
    return t("words.list_comma").join(parts)


class DeviceDelegate(RowDelegate):
    """Icon, name over facts, and at the right (or below) whether it is in repair or until when under warranty."""

    height = "button.large"
    ruled = True

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone
        self.today = date(2026, 1, 1)

    def draw_row(self, pen: RowPen, row: DeviceRow) -> None:
        tone = "accent.text" if row.open_job_id else "text.secondary"
        name, facts, below = self._lines(row)
        high = self._high(name, facts, below)
        pen.icon(16, ICONS.get(row.category, "box"), side=22, tone=tone, lift=high / 2 - 24)
        top = (high - NAME_LINE * len(name) - FACT_LINE * len(facts) - STATE_LINE * below) / 2
        if below:
            self._state_at(pen, row, pen.box.left() + theme.px(TEXT), high / 2 - high + top + 10)
        else:
            right = pen.right - self._state_wide(row)
            self._state_at(pen, row, right, high / 2 - top - NAME_LINE / 2)
        for words in name:
            pen.text(TEXT, 0, words, lift=high / 2 - top - NAME_LINE / 2)
            top += NAME_LINE
        for words in facts:
            lift = high / 2 - top - FACT_LINE / 2
            pen.text(TEXT, 0, words, style="caption", tone="text.secondary", lift=lift)
            top += FACT_LINE

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW)
        if not isinstance(row, DeviceRow):
            return super().sizeHint(option, index)
        return QSize(0, theme.px(self._high(*self._lines(row))))

    def _lines(self, row: DeviceRow) -> tuple[list[str], list[str], bool]:
        """Name and facts as they wrap, and whether the state stands below them for want of room."""
        view = self.parent()
        wide = view.viewport().width() if isinstance(view, ListView) else 0
        room = wide - theme.px(TEXT + 16)
        state = self._state_wide(row)
        beside = room - state - theme.px(10)
        below = bool(state) and theme.metrics("body").horizontalAdvance(called(row)) > beside
        name = wrapped(called(row), "body", room)
        facts = wrapped(about_device(row, self.today, self._zone), "caption", room)
        return name, facts, below

    @staticmethod
    def _high(name: list[str], facts: list[str], below: bool) -> float:
        """Unscaled."""
        lines = NAME_LINE * len(name) + FACT_LINE * len(facts) + STATE_LINE * below
        return max(48, lines + 10)

    def _state_wide(self, row: DeviceRow) -> int:
        if row.open_job_id:
            words = theme.metrics("label").horizontalAdvance(t("devices.in_repair"))
            return theme.px(SIDE + 6) + words
        words_, _ = warranty(row, self.today)
        return badge_width(words_) if words_ else 0

    def _state_at(self, pen: RowPen, row: DeviceRow, left: int, lift: float) -> None:
        x = (left - pen.box.left()) / theme.current().factor
        if row.open_job_id:
            at = QPoint(left, pen.box.center().y() + 1 - theme.px(lift))
            draw_status(pen.painter, at, "work")
            words, wide = t("devices.in_repair"), self._state_wide(row)
            pen.text(x + SIDE + 6, wide, words, style="label", tone="accent.text", lift=lift)
            return
        words, kind = warranty(row, self.today)
        if words:
            pen.badge(x, words, kind, lift=lift)


def warranty(device: DeviceRow, today: date) -> tuple[str, str]:
    """The warranty in words and its badge's kind; both empty where none is known."""
    until = device.warranty_until
    if until is None:
        return "", ""
    if until < today:
        return t("devices.warranty_over"), "neutral"
    return t("devices.warranty_until", day=sayings.day(until, today)), "success"


class DevicesPanel(Panel):
    """家里的电器. ``edit(DeviceRow)`` on Enter."""

    edit = Signal(object)

    def __init__(self, add: QAction, zone: tzinfo) -> None:
        super().__init__(t("devices.title"), flush=True)
        self._zone = zone
        self.add_right(Button(add, "link"))
        self._delegate = DeviceDelegate(zone)
        self.view = ListView(RowModel(self._sentence), self._delegate, name=t("devices.title"))
        self.view.opened.connect(self.edit)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)  # rows are as high as their words need
        self.body.addWidget(self.view, 1)
        self.retell()

    def show_devices(self, devices: tuple[DeviceRow, ...], today: date) -> None:
        """Show a member's devices, those in repair first."""
        self._delegate.today = today
        rows = sorted(devices, key=lambda device: device.open_job_id is None)
        self.view.show_rows(rows, key=_key)
        self.set_count(str(len(rows)) if rows else "")

    def chosen(self) -> DeviceRow | None:
        """The device the choice stands on."""
        row = self.view.current_row()
        return row if isinstance(row, DeviceRow) else None

    def choose(self, device_id: str) -> None:
        """Put the choice on a device."""
        self.view.point_row(lambda row: row.id == device_id)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("devices.title"))
        self.view.setAccessibleName(t("devices.title"))
        self.view.set_empty(t("devices.empty"))
        self.view.scheduleDelayedItemsLayout()

    def _sentence(self, row: DeviceRow) -> str:
        today = self._delegate.today
        state = t("devices.in_repair") if row.open_job_id else warranty(row, today)[0]
        parts = (called(row), about_device(row, today, self._zone), state)
        return t("words.list_comma").join(part for part in parts if part)


class JobsDelegate(RowDelegate):
    """The disc of the step, what it is about, and when it was promised."""

    height = "row.list"

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone
        self.now: datetime | None = None

    def draw_row(self, pen: RowPen, row: JobRow) -> None:
        at = QPoint(pen.box.left() + theme.px(16), pen.box.center().y() + 1)
        draw_status(pen.painter, at, row.step.value, hold=bool(row.hold))
        pen.at_right(t(f"words.step.{row.step.value}"), tone="accent.text")
        x = pen.text(42, 0, row.number[-3:], style="label", tone="text.secondary")
        pen.text(x + 8, 0, row.title)


class OpenJobsPanel(Panel):
    """在办的工单: at most three, the most pressing first; absent where there is none. ``opened(JobRow)``."""

    opened = Signal(object)

    def __init__(self, zone: tzinfo) -> None:
        super().__init__(t("member.open_jobs"), flush=True)
        self.view = ListView(RowModel(_job_sentence), JobsDelegate(zone), name="")
        self.view.opened.connect(self.opened)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.view)
        self.retell()

    def show_jobs(self, jobs: tuple[JobRow, ...]) -> None:
        """Show those of ``jobs`` that are not closed."""
        rows = [job for job in jobs if job.step.value != "closed"]
        self.view.show_rows(rows[:OPEN_JOBS_SHOWN], key=_key)
        self.view.setCurrentIndex(QModelIndex())
        self.set_count(str(len(rows)))
        self._rows_shown = min(len(rows), OPEN_JOBS_SHOWN)
        self.settle()
        self.restyle()

    _rows_shown = 0

    def settle(self) -> None:
        """Stand there where there is something to show."""
        self.setVisible(bool(self._rows_shown))

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("member.open_jobs"))
        self.view.setAccessibleName(t("member.open_jobs"))
        self.view.viewport().update()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "view"):
            self.view.setFixedHeight(max(1, self._rows_shown) * theme.size("row.list"))


def _job_sentence(row: JobRow) -> str:
    parts = (row.number, row.title, t(f"words.step.{row.step.value}"))
    return t("words.list_comma").join(part for part in parts if part)


def _key(row: DeviceRow | JobRow) -> str:
    return row.id
