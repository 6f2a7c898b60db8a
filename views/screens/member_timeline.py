"""The timeline of a member: what happened, newest first, by month, with filter chips; more on scrolling."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from models.services import timeline
from models.services.job_file import JobRow
from models.services.timeline import Entry, Timeline
from views import theme
from views.page import Desk
from views.screens.member_told import Told, sentence, tell
from views.screens.member_told_words import Around
from views.texts import t
from views.widgets.badge import badge_colours
from views.widgets.chips import Chips, Option
from views.widgets.lists import ROW, Head, Index, ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel
from views.widgets.status import SIDE, draw_status

PAGE: Final = 100
GROUPS: Final = ("job", "bill", "points", "consent", "file")
HEIGHT: Final = 54
DISC: Final = 28
SPINE: Final = 97
"""Where the spine stands at least; a day told in full moves it."""
TITLE: Final = 22
"""From the spine to the words."""
LINE: Final = 18
SECOND, THIRD = 1, 2
LONGEST_DAY: Final = "2026-10-28"


class TimelineDelegate(RowDelegate):
    """Day and time, a disc on the spine, what happened in two lines, an amount at the right."""

    height = "button.large"

    def draw_row(self, pen: RowPen, row: Told) -> None:
        self._spine(pen)
        line = amount_line(row, pen.right - pen.box.left())
        up = LINE / 2 if line == THIRD else 0
        day = _spine_at() - DISC / 2 - 16
        pen.text(16, day, row.when, style="label", tone="text.secondary", lift=10 + up)
        if row.time:
            pen.text(16, day, row.time, style="label", tone="text.secondary", lift=-9 + up)
        self._disc(pen, row)
        free = pen.right
        self._amount(pen, row, lift=10 + up - line * (LINE + 1))
        beside, pen.right = pen.right, pen.right if line == 0 else free
        self._title(pen, row, up)
        pen.right = free if line != SECOND else beside
        start = _spine_at() + TITLE
        pen.text(start, 0, row.sub, style="label", tone="text.secondary", lift=-9 + up)

    @staticmethod
    def _amount(pen: RowPen, row: Told, *, lift: float) -> None:
        if row.amount:
            style = "body.strong" if row.strong else "label"
            tone = "text" if row.strong else "text.secondary"
            pen.at_right(row.amount, style=style, tone=tone, lift=lift)

    def _spine(self, pen: RowPen) -> None:
        x = pen.box.left() + theme.px(_spine_at())
        pen.painter.setPen(theme.colour("line.strong"))
        pen.painter.drawLine(x, pen.box.top(), x, pen.box.bottom())

    def _disc(self, pen: RowPen, row: Told) -> None:
        ink, ground = badge_colours(row.tone)
        ground = "surface" if pen.selected else ground
        side = theme.px(DISC)
        middle = QPoint(pen.box.left() + theme.px(_spine_at()), pen.box.center().y() - theme.px(4))
        painter = pen.painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawEllipse(middle.x() - side // 2, middle.y() - side // 2, side, side)
        painter.restore()
        icon = theme.pixmap(row.icon, 16, ink, painter.device().devicePixelRatio())
        half = theme.px(16) // 2
        painter.drawPixmap(middle.x() - half, middle.y() - half, icon)

    def _title(self, pen: RowPen, row: Told, up: float) -> None:
        """The step keeps its room at the end of the title, so that a long title never hides it."""
        words = t(f"words.step.{row.step}") if row.step else ""
        wide = 0
        if words:
            wide = theme.px(SIDE + 12) + theme.metrics("label").horizontalAdvance(words)
        start = _spine_at() + TITLE
        left = pen.box.left() + theme.px(start)
        room = (pen.right - left - wide) / theme.current().factor
        x = pen.text(start, max(room, 1), row.title, style="body.strong", lift=10 + up)
        if row.rest:
            pen.text(x, 0, row.rest, lift=10 + up)
        if words:
            quiet = row.step in ("call_back", "closed")
            at = QPoint(
                pen.box.left() + theme.px(x + 6), pen.box.center().y() + 1 - theme.px(10 + up)
            )
            tone = "text.tertiary" if quiet else "accent.text"
            draw_status(pen.painter, at, row.step, hold=row.hold, tone=tone)
            pen.text(x + 6 + SIDE + 6, 0, words, style="label", tone=tone, lift=10 + up)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(index.data(ROW), Head):
            return super().sizeHint(option, index)
        view, row = self.parent(), index.data(ROW)
        room = view.viewport().width() - theme.px(16) if isinstance(view, ListView) else 0
        return QSize(0, theme.px(HEIGHT + (LINE if amount_line(row, room) == THIRD else 0)))


def amount_line(row: Told, room: int) -> int:
    """In which line the amount stands, so that it takes no room from the words; ``room`` is scaled."""
    amount = theme.metrics("body.strong").horizontalAdvance(row.amount) + theme.px(10)
    room -= theme.px(_spine_at() + TITLE)
    title = theme.metrics("body.strong").horizontalAdvance(row.title)
    title += theme.metrics("body").horizontalAdvance(row.rest) + 2
    if row.step:
        step = theme.metrics("label").horizontalAdvance(t(f"words.step.{row.step}"))
        title += theme.px(SIDE + 12) + step
    if not row.amount or title + amount <= room:
        return 0
    below = theme.metrics("label").horizontalAdvance(row.sub)
    return SECOND if below + amount <= room else THIRD


def _spine_at() -> float:
    """Unscaled: as far right as the longest day needs."""
    days = (LONGEST_DAY, t("words.yesterday"), t("words.tomorrow"))
    wide = max(theme.metrics("label").horizontalAdvance(day) for day in days)
    return max(SPINE, 16 + wide / theme.current().factor + 4 + DISC / 2)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one was in a timeline: filter, row, scroll, and how many entries were there."""

    group: str
    row_id: str
    scroll: int
    shown: int


class TimelinePanel(Panel):
    """Asks for its own pages. ``opened(Told)`` is sent by Enter on a row that leads somewhere."""

    opened = Signal(object)
    read = Signal()
    """New entries are there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(t("member.timeline"), flush=True)
        self._desk = desk
        self._member_id, self._group = "", ""
        self._found: Timeline | None = None
        self._entries: list[Entry] = []
        self._jobs: dict[str, JobRow] = {}
        self._spot: Spot | None = None
        self._asking = False
        self._chips = Chips([Option("", "")], name=t("member.timeline"))
        self._chips.chosen.connect(self._filter)
        self.add_right(self._chips)
        self._model = RowModel(sentence, self)
        self.view = ListView(self._model, TimelineDelegate(), name=t("member.timeline"))
        self.view.opened.connect(self._open)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)  # rows are as high as their words need
        self.view.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.body.addWidget(self.view, 1)
        self.retell()

    def begin(self, member_id: str) -> None:
        """Turn to another member, at the top and unfiltered; :meth:`reload` fetches."""
        self._member_id, self._entries, self._found = member_id, [], None
        self._spot, self._group = None, ""
        self._chips.choose("")
        self._model.set_rows(())

    def reload(self) -> None:
        """Fetch the entries: the first page, or as many as stand there now."""
        self._ask()

    def show_jobs(self, jobs: Sequence[JobRow]) -> None:
        """Take the jobs whose step, technician and promise stand in their rows."""
        self._jobs = {job.id: job for job in jobs}
        self._show()

    def entries(self) -> list[Entry]:
        """The entries fetched, newest first."""
        return self._entries

    def spot(self) -> Spot | None:
        """Where one is now."""
        row = self.view.current_row()
        if not isinstance(row, Told):
            return None
        scroll = self.view.verticalScrollBar().value()
        return Spot(self._group, row.id, scroll, len(self._entries))

    def go_to(self, spot: Spot) -> None:
        """Go back to where one was; rows may still be on their way."""
        self._spot, self._group = spot, spot.group
        self._ask()

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("member.timeline"))
        self.view.setAccessibleName(t("member.timeline"))
        self._chips.setAccessibleName(t("member.timeline"))
        self.view.set_empty(t("member.timeline_empty"))
        self._tell_chips()
        self._show()

    # Inside

    def _ask(self) -> None:
        if not self._member_id:
            return
        wanted = self._spot.shown if self._spot else len(self._entries)
        self._desk.tasks.ask(
            timeline.of_member,
            self._member_id,
            group=self._group,
            limit=max(PAGE, wanted),
            slot="member.timeline",
            done=self._take,
        )

    def _take(self, found: Timeline) -> None:
        self._found, self._entries, self._asking = found, list(found.entries), False
        self._tell_chips()
        self._show()
        self._settle()
        self.read.emit()

    def _settle(self) -> None:
        spot, self._spot = self._spot, None
        if spot is not None and self.view.point_row(lambda row: row.id == spot.row_id):
            self.view.verticalScrollBar().setValue(spot.scroll)

    def _scrolled(self, value: int) -> None:
        bar = self.view.verticalScrollBar()
        if value < bar.maximum() - theme.px(HEIGHT) or self._asking:
            return
        if self._found is None or not self._found.more:
            return
        self._asking = True
        self._desk.tasks.ask(
            timeline.of_member,
            self._member_id,
            group=self._group,
            beyond=self._entries[-1].id,
            limit=PAGE,
            slot="member.timeline",
            done=self._add_page,
        )

    def _add_page(self, page: Timeline) -> None:
        self._found, self._asking = page, False
        self._entries += page.entries
        self._show()

    def _filter(self, group: str) -> None:
        self._group, self._entries = group, []
        self._ask()

    def _show(self) -> None:
        if self._found is None:
            return
        zone = self._desk.notices.zone
        around = Around(zone=zone, now=self._found.read_at, jobs=self._jobs)
        moves = self._group == "job"
        self.view.show_rows(tell(self._entries, around, moves=moves), key=_key)

    def _tell_chips(self) -> None:
        counts = self._found.counts if self._found else {}
        options = [Option("", t("member.group.all"))]
        options += [
            Option(group, t(f"member.group.{group}", count=counts.get(group, 0)))
            for group in GROUPS
            if counts.get(group) or self._group == group
        ]
        self._chips.set_options(options)
        self._chips.choose(self._group)
        total = sum(counts.values())
        self.set_count(str(total) if total else "")

    def _open(self, row: Told) -> None:
        if row.place:
            self.opened.emit(row)


def _key(row: Told) -> str:
    return row.id
