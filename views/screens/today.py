"""Today: what needs a person now at the left, the chosen thing in the middle, the day's numbers at the right."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.services.today import Due, Today, overview
from views import places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.today_due import DueDelegate, DuePanel, told_due
from views.screens.today_numbers import QueuePanel, SchedulePanel, TakingsPanel
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.lists import Head, ListView, RowModel
from views.widgets.panel import Panel

if TYPE_CHECKING:
    from models.services.today_beside import Beside

LIST_WIDE, SIDE_WIDE = 552, 308
WHATS = ("promise", "dispatch", "pay", "call_back")
BESIDE = "beside"
"""The chip of all that stands beside the jobs: six chips have no room in English at large type."""
BESIDE_MS = 400
"""What stands beside the jobs is asked for so much later: the window takes letters before."""
GROUPS = ("now", "today", "later")


class TodayPage(Page):
    """The first place of the window. Enter does the next step of what is chosen."""

    name = "today"
    reads = frozenset({"jobs", "bills", "staff", "members", "shop", "parked", "rewards"})
    hints = (("today.do", "Enter"), ("shell.keys.moves", "↑↓"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today: Today | None = None
        self._beside: tuple[Beside, ...] = ()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(BESIDE_MS)
        self._later.timeout.connect(self._ask_beside)
        self._panel = Panel(t("today.list"), flush=True)
        self._chips = Chips(name=t("today.list"))
        self._chips.chosen.connect(self._choose)
        self._panel.add_right(self._chips)
        self._model = RowModel(self._sentence, self)
        self._list = ListView(self._model, DueDelegate(desk.notices.zone), name=t("today.list"))
        self._list.pointed.connect(self._pointed)
        self._list.opened.connect(self._open)
        self._panel.body.addWidget(self._list, 1)
        self._detail = DuePanel(desk, self.acts)
        self._takings, self._queue, self._schedule = (
            TakingsPanel(),
            QueuePanel(),
            SchedulePanel(desk),
        )
        self._side = QWidget()
        side = self.column(self._side)
        for part, stretch in ((self._takings, 0), (self._queue, 0), (self._schedule, 1)):
            side.addWidget(part, stretch)
        middle = QVBoxLayout()
        middle.addWidget(self._detail)
        whole = QHBoxLayout(self)
        whole.addWidget(self._panel)
        whole.addLayout(middle, 1)
        whole.addWidget(self._side)
        self._tell_chips()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("today.title")

    def subtitle(self) -> str:
        if self._today is None:
            return ""
        day = self._today.day
        return t("today.day", day=sayings.calendar_day(day), weekday=sayings.weekday(day))

    def first_focus(self) -> QWidget:
        return self._list

    def context_widget(self) -> QWidget:
        return self._side

    @property
    def job_id(self) -> str | None:
        """The chosen job, for F4."""
        row = self._list.current_row()
        return row.job_id if isinstance(row, Due) and row.what == "pay" else None

    @property
    def member_id(self) -> str | None:
        """The chosen member, for F2."""
        row = self._list.current_row()
        return None if row is None else row.member_id  # a head is never chosen

    def reload(self) -> None:
        self.desk.tasks.ask(overview, slot="today", done=self._take)

    def remember(self) -> object:
        row = self._list.current_row()
        return None if row is None else _key(row)

    def recall(self, place: object) -> None:
        self._list.point_row(lambda row: _key(row) == place)

    def tick(self, now: datetime) -> None:
        del now
        self.reload()

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("today.list"))
        for part in (self._takings, self._queue, self._schedule, self._detail):
            part.retell()
        if self._today is not None:
            self._take(self._today)

    def restyle(self) -> None:
        super().restyle()
        self._panel.setFixedWidth(theme.px(LIST_WIDE))
        self._side.setFixedWidth(theme.px(SIDE_WIDE))

    # Acts

    @act("shop_papers.act.sheet", "F9", bar=False)
    def print_counter_sheet(self) -> None:
        """Print the sheet that works without power."""
        from models.services import shop_papers  # a start prints nothing
        from views import printing

        papers = printing.of(self.desk.tasks, self.desk.notices)
        papers.print_office(shop_papers.print_counter_sheet)

    @act("catch_up.open", "Ctrl+B", bar=False)
    def catch_up(self) -> None:
        """Enter what stood on paper while there was no power."""
        self.desk.go(places.CATCH_UP)

    @act("today.open", "Ctrl+O", bar=False)
    def open_job(self) -> None:
        """Open the chosen job."""
        row = self._list.current_row()
        if row is not None and row.job_id:
            self.desk.go(places.JOB, row.job_id)

    @act("today.open", "Ctrl+Return", bar=False)
    def next_step(self) -> None:
        """Do what the chosen thing waits for: the job's own page, or the till where it is to be paid."""
        row = self._list.current_row()
        if row is not None:
            self._open(row)

    # Inside

    def _open(self, row: "Due | Beside") -> None:
        if row.what == "parked":
            self.desk.go(places.CHECKOUT, places.Till(parked_id=row.id))
        elif row.what == "held":
            self.desk.go(places.POINTS, places.Points(row.member_id or ""))
        elif row.what == "pay":
            self.desk.go(places.CHECKOUT, places.Till(job_id=row.job_id))
        else:
            self.desk.go(places.JOB, row.job_id)

    def _take(self, found: Today) -> None:
        self._today = found
        self._later.start()
        self._tell_chips()
        self._show()
        self._takings.show_takings(found.takings)
        self._queue.show_queue(found)
        self._schedule.show_day(found)
        self.changed.emit()

    def _show(self) -> None:
        if self._today is None:
            return
        chosen = self._chips.value()
        due = [row for row in self._today.due if chosen in ("", "all", row.what)]
        beside: list[Due | Beside] = list(self._beside if chosen in ("", "all", BESIDE) else ())
        rows: list[Due | Beside | Head] = []
        for group in GROUPS:
            part: list[Due | Beside] = [row for row in due if row.group == group]
            part = beside + part if group == "today" else part
            if part:
                rows.append(Head(t(f"today.group.{group}"), str(len(part))))
                rows += part
        count = len(self._today.due) + len(self._beside)
        self._panel.set_count(str(count) if count else "")
        self._list.set_empty(t("today.none_of" if count else "today.empty"))
        self._list.show_rows(rows, key=_key)
        self._detail.show_due(self._list.current_row())

    def _ask_beside(self) -> None:
        # Imported here: the window stands and takes letters before.
        from models.services import today_beside

        self.desk.tasks.ask(today_beside.beside, slot="today.beside", done=self._take_beside)

    def _take_beside(self, found: "tuple[Beside, ...]") -> None:
        if found != self._beside:
            self._beside = found
            self._tell_chips()
            self._show()
            self.changed.emit()

    def _choose(self, _value: str) -> None:
        self._show()

    def _pointed(self, row: "Due | Beside | None") -> None:
        self._detail.show_due(row)
        self.changed.emit()

    def _sentence(self, row: "Due | Beside") -> str:
        return told_due(row, self.desk.notices.zone)

    def _tell_chips(self) -> None:
        due = self._today.due if self._today is not None else ()
        counts = {what: sum(row.what == what for row in due) for what in WHATS}
        counts[BESIDE] = len(self._beside)
        chosen = self._chips.value() or "all"
        options = [Option("all", t("today.what.all"))]
        options += [
            Option(what, f"{t(f'today.what.{what}')} {counts[what]}")
            for what in counts
            if counts[what]
        ]
        self._chips.set_options(options)
        self._chips.choose(chosen if chosen in {o.value for o in options} else "all")


def _key(row: "Due | Beside") -> str:
    """What a row is known by while the list is read anew: a job stands there once."""
    return row.job_id if isinstance(row, Due) else row.id
