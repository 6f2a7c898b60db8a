"""The journal for the owner's eyes: filters above, one line for each operation, the newest first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.paging import Page as Paged
from models.base.paging import PageRequest
from models.services import journal
from models.services.journal import KINDS, Asked, Entry
from views import clock, places, sayings, theme
from views.acts import act
from views.journal_words import told_about, told_act, told_more, told_who
from views.page import Desk, Page
from views.texts import t
from views.widgets.choice import Choice
from views.widgets.days import DayField
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView

PAGE = 100
SIDE = 300


class JournalPage(Page):
    """Target: :class:`views.places.History` of one member, or nothing."""

    name = places.JOURNAL
    home = places.SETTINGS
    hints = (("shell.keys.moves", "↑↓"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: list[Entry] = []
        self._next: PageRequest | None = None
        self._asking = False
        self._target = places.History()
        self._people: tuple[tuple[str, str], ...] = ()
        self._form = Form()
        self._kind = Choice(_kinds(), name=t("journal.kind"))
        self._person = Choice([("", t("journal.everybody"))], name=t("journal.person"))
        self._first = DayField("first", name=t("journal.first"))
        self._last = DayField("last", name=t("journal.last"))
        for name, field in (
            ("kind", self._kind),
            ("person", self._person),
            ("first", self._first),
            ("last", self._last),
        ):
            self._form.add(name, t(f"journal.{name}"), field)
        for choice in (self._kind, self._person):
            choice.currentIndexChanged.connect(self._filter)
        for day in (self._first, self._last):
            day.settled.connect(self._filter)
        self._side = Panel(t("journal.filter"))
        self._side.body.addWidget(self._form)
        self._side.body.addStretch(1)
        self._model = TableModel(self._columns(), self)
        self._table = TableView(self._model, name=t("journal.list"))
        self._table.set_empty(t("journal.empty"))
        self._table.opened.connect(self._open)
        self._table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._panel = Panel(t("journal.list"), flush=True)
        self._panel.body.addWidget(self._table)
        left = QVBoxLayout()
        left.addWidget(self._panel)
        whole = QHBoxLayout(self)
        whole.addLayout(left, 1)
        whole.addWidget(self._side)
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("journal.title")

    def record(self) -> str:
        return t("journal.member", name=self._target.name) if self._target.member_id else " "

    def subtitle(self) -> str:
        return t("journal.shown", count=len(self._rows)) if self._rows else ""

    def first_focus(self) -> QWidget:
        return self._table

    def opened(self, target: object) -> None:
        self._target = target if isinstance(target, places.History) else places.History()
        self.outdate()

    def reload(self) -> None:
        self.desk.tasks.ask(journal.people, slot="journal.people", done=self._take_people)
        self._ask(PageRequest(PAGE))

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("journal.list"))
        self._side.set_title(t("journal.filter"))
        self._form.relabel({n: t(f"journal.{n}") for n in ("kind", "person", "first", "last")})
        self._kind.set_options(_kinds())
        self._take_people(self._people)
        self._table.set_empty(t("journal.empty"))
        self._model.set_columns(self._columns())

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE))

    # Acts

    @act("journal.open_member", "Ctrl+2", bar=False)
    def open_member(self) -> None:
        """Open the member whom the chosen line is about."""
        row = self._table.current_row()
        if isinstance(row, Entry):
            self._open(row)

    # Inside

    def _open(self, row: Entry) -> None:
        if row.member_id and row.member:
            self.desk.go(places.MEMBER, row.member_id)

    def _take_people(self, people: tuple[tuple[str, str], ...]) -> None:
        self._people = people
        self._person.set_options([("", t("journal.everybody")), *people])

    def _filter(self) -> None:
        self._ask(PageRequest(PAGE))

    def _asked(self) -> Asked | None:
        self._form.accept()
        days = {}
        for name, field in (("first", self._first), ("last", self._last)):
            try:
                days[name] = field.day()
            except Refused as refused:
                zone = self.desk.notices.zone
                words = sayings.explain(refused, zone=zone, now=clock.now())
                self._form.refuse(name, words)
                return None
        return Asked(
            actor_id=self._person.value(),
            kind=self._kind.value(),
            member_id=self._target.member_id,
            record_id=self._target.record_id,
            first=days["first"],
            last=days["last"],
        )

    def _ask(self, page: PageRequest) -> None:
        asked = self._asked()
        if asked is None:
            return
        self._asking = True
        done = self._take if page.after else self._take_first
        self.desk.tasks.ask(journal.entries, asked, page, slot="journal.list", done=done)

    def _take_first(self, found: Paged[Entry]) -> None:
        self._rows = []
        self._take(found)
        if self._rows:
            self._table.point(0)

    def _take(self, found: Paged[Entry]) -> None:
        self._asking = False
        self._next = found.next(PAGE)
        self._rows += found.rows
        self._model.set_rows(self._rows)
        self.changed.emit()

    def _scrolled(self, value: int) -> None:
        bar = self._table.verticalScrollBar()
        near = value >= bar.maximum() - bar.pageStep()
        if near and self._next is not None and not self._asking:
            self._ask(self._next)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("at", t("journal.column_at"), self._time, 150),
            Column("who", t("journal.column_who"), told_who, 190),
            Column("what", t("journal.column_what"), told_act, 220, tone=_tone),
            Column("about", t("journal.column_about"), told_about),
            Column("more", t("journal.column_more"), told_more, spare=1),
        )

    def _time(self, row: Entry) -> str:
        return sayings.moment(row.at, self.desk.notices.zone, clock.now())


def _kinds() -> Sequence[tuple[str, str]]:
    rows = [(name, t(f"journal.kinds.{name}")) for name in (*KINDS, "denied")]
    return [("", t("journal.everything")), *rows]


def _tone(row: Entry) -> str:
    return "danger" if row.denied else "text"
