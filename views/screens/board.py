"""The jobs in hand as a board: a column for each step, cards moved by keys or by hand, one undo for all."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.jobs import STEPS, Step
from models.services import filters, job_board, jobs
from models.services.filters import FilterRow
from models.services.job_board import OPEN, Board, Card
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk
from views.screens.board_cards import CardDelegate, CardModel, number_tail
from views.screens.board_column import BoardColumn
from views.screens.board_filter import BoardFilter, FilterField, ReasonBar, SaveBar
from views.screens.jobs_face import JobsFace
from views.texts import t
from views.undo import undo_of


class BoardPage(JobsFace):
    """Seven columns; the filter above narrows what stands in them."""

    name = places.BOARD
    reads = frozenset({"jobs", "bills", "members", "staff", "devices", "filters"})
    hints = (("today.open", "Enter"), ("board.keys.columns", "←→"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: Board | None = None
        self._follow: set[str] = set()
        self._moving: tuple[list[Card], Step] = ([], Step.INTAKE)
        self._said = ""
        self.filter = BoardFilter(self.acts)
        self.filter.changed.connect(self._show)
        self.filter.steered.connect(self._steer)
        self.filter.opened.connect(self._open_first)
        self.reason = ReasonBar()
        self.reason.taken.connect(self._move_back)
        self.saving = SaveBar()
        self.saving.taken.connect(self._keep_filter)
        self.model = CardModel(desk.notices.zone)
        self._delegate = CardDelegate(self.model)
        self.columns = [BoardColumn(step, self.model, self._delegate) for step in OPEN]
        self._row = QHBoxLayout()
        for column in self.columns:
            self._row.addWidget(column, 1)
            column.list.opened.connect(self._open)
            column.list.sideways.connect(self._sideways)
            column.list.dropped.connect(self._dropped)
            column.list.entered.connect(self._entered)
        whole = QVBoxLayout(self)
        whole.addWidget(self.filter)
        whole.addWidget(self.reason)
        whole.addWidget(self.saving)
        whole.addLayout(self._row, 1)
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("jobs.title")

    def first_focus(self) -> QWidget:
        return self._current().list

    @property
    def job_id(self) -> str | None:
        """The chosen job, for F4."""
        card = self._card()
        return None if card is None or card.step is Step.CALL_BACK else card.id

    @property
    def member_id(self) -> str | None:
        """The chosen job's member, for F2."""
        card = self._card()
        return None if card is None else card.member_id

    def opened(self, target: object) -> None:
        super().opened(target)
        self._away()

    def reload(self) -> None:
        self.desk.tasks.ask(filters.saved, "board", slot="board.filters", done=self._take_filters)
        self.desk.tasks.ask(job_board.board, slot="board", done=self._take)

    def remember(self) -> object:
        card = self._card()
        return None if card is None else card.id

    def recall(self, place: object) -> None:
        self._follow = {str(place)}
        self._show()

    def tick(self, now: datetime) -> None:
        self.model.tell_time(now)
        self._count()

    def escape(self) -> bool:
        if self.reason.isVisible() or self.saving.isVisible():
            self._away()
            self._current().list.setFocus()
            return True
        if self.filter.clear():
            self._current().list.setFocus()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self.filter.retell()
        self.reason.retell()
        self.saving.retell()
        for column in self.columns:
            column.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._row.setSpacing(theme.px(9))

    # Acts

    @act("board.act.filter", "Ctrl+F", bar=False)
    def find_words(self) -> None:
        """Narrow the board by words."""
        self.filter.field.setFocus()
        self.filter.field.selectAll()

    @act("board.act.next", "Ctrl+Right")
    def move_on(self) -> None:
        """The chosen cards one step on."""
        self._shift(1)

    @act("board.act.back", "Ctrl+Left")
    def move_back(self) -> None:
        """The chosen cards one step back, with a reason."""
        self._shift(-1)

    @act("board.act.new", "F2", bar=False)
    def new_job(self) -> None:
        """Open a job, for the chosen card's member where there is one."""
        self.desk.go(places.JOB_FORM, places.NewJob(member_id=self.member_id))

    @act("board.act.save_filter", "Ctrl+S", bar=False)
    def save_filter(self) -> None:
        """Keep what is filtered by under a name."""
        if not self.filter.empty():
            self.saving.begin()

    @act("board.act.drop_filter", "Ctrl+D", bar=False)
    def drop_filter(self) -> None:
        """Take the chosen saved filter away; Ctrl+Z puts it back."""
        chosen = self.filter.saved_one()
        if chosen is not None:
            self._said = t("board.said.dropped", name=chosen.name)
            self.desk.tasks.run(filters.drop, chosen.id, done=self._filter_done)

    # Inside

    def _take(self, found: Board) -> None:
        self._found = found
        self._show()
        self.changed.emit()

    def _take_filters(self, found: tuple[FilterRow, ...]) -> None:
        self.filter.show_saved(found)

    def _show(self) -> None:
        if self._found is None:
            return
        focus = QApplication.focusWidget()
        had_focus = any(column.list is focus for column in self.columns)
        before = self._follow or {card.id for card in self._current().list.chosen()}
        places_ = {column.step: column.list.currentIndex().row() for column in self.columns}
        step = self._current().step
        self.model.now = clock.now()
        self.filter.show_board(self._found, self.model.now)
        self.model.set_rows(self.filter.through(self._found, self.model.now))
        self._point(before, step, places_, focus=had_focus)
        self._count()

    def _point(self, wanted: set[str], step: Step, before: dict[Step, int], *, focus: bool) -> None:
        """Choose the cards that were chosen, wherever they stand now, else the next one of their column."""
        here = next((column for column in self.columns if column.list.choose(wanted)), None)
        if here is not None:
            self._follow = set()
        elif self.model.rowCount():
            order = sorted(self.columns, key=lambda c: (c.step is not step, OPEN.index(c.step)))
            here = next(column for column in order if column.list.cards())
            here.list.point(max(0, before.get(here.step, 0)))
        if here is not None:
            self._alone(here)
            if focus:
                here.list.setFocus()

    def _count(self) -> None:
        if self._found is None:
            return
        whole = self.filter.empty()
        for column in self.columns:
            count = self._found.counts[column.step] if whole else len(column.list.cards())
            column.show_counts(count, self.model.now)

    def _current(self) -> BoardColumn:
        focus = QApplication.focusWidget()
        by_focus = next((column for column in self.columns if column.list is focus), None)
        chosen = next((column for column in self.columns if column.list.chosen()), None)
        filled = next((column for column in self.columns if column.list.cards()), None)
        return by_focus or chosen or filled or self.columns[0]

    def _card(self) -> Card | None:
        cards = self._current().list.chosen()
        return cards[0] if cards else None

    def _entered(self) -> None:
        focus = QApplication.focusWidget()
        for column in self.columns:
            if column.list is focus:
                self._alone(column)

    def _alone(self, here: BoardColumn) -> None:
        """Only one column has chosen cards."""
        for column in self.columns:
            if column is not here:
                column.list.clearSelection()

    def _sideways(self, by: int) -> None:
        place = self.columns.index(self._current())
        row = self.columns[place].list.currentIndex().row()
        while 0 <= place + by < len(self.columns):
            place += by
            if self.columns[place].list.cards():
                self.columns[place].list.point(max(row, 0))
                self.columns[place].list.setFocus()
                return

    def _steer(self, key: int) -> None:
        self._current().list.steer(key)

    def _open_first(self) -> None:
        card = self._card()
        if card is not None:
            self._open(card)

    def _open(self, card: Card) -> None:
        self.desk.go(places.JOB, card.id)

    # Moving

    def _shift(self, by: int) -> None:
        cards = self._current().list.chosen()
        if not cards:
            return
        place = STEPS.index(cards[0].step) + by
        if 0 <= place < len(STEPS):
            self._begin(cards, STEPS[place])

    def _dropped(self, ids: list[str]) -> None:
        target = next((c for c in self.columns if c.list is self.sender()), None)
        if target is None or self._found is None:
            return
        cards = [card for card in self._found.cards if card.id in ids]
        if cards and any(card.step is not target.step for card in cards):
            self._begin([card for card in cards if card.step is not target.step], target.step)

    def _begin(self, cards: list[Card], to: Step) -> None:
        self._moving = (cards, to)
        if any(STEPS.index(to) < STEPS.index(card.step) for card in cards):
            self.reason.begin(_who(cards), t(f"words.step.{to}"))
        else:
            self._move("")

    def _move_back(self, reason: str) -> None:
        if not reason.strip():
            self.reason.refuse(t("refused.job.reason"))
            return
        self._move(reason)

    def _move(self, reason: str) -> None:
        cards, to = self._moving
        self._follow = {card.id for card in cards}
        self._said = t("board.said.moved", who=_who(cards), step=t(f"words.step.{to}"))
        run = self.desk.tasks.run
        if len(cards) == 1:
            run(
                jobs.move, cards[0].id, to, reason=reason,
                done=self._moved, refused=self._refused,
            )  # fmt: skip
        else:
            run(
                job_board.move_all, tuple(card.id for card in cards), to, reason=reason,
                done=self._moved, refused=self._refused,
            )  # fmt: skip

    def _moved(self, outcome: Outcome[Any]) -> None:
        self._away()
        self._current().list.setFocus()
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def _refused(self, refused: Refused) -> None:
        self._follow = set()
        if self.reason.isVisible():
            words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
            self.reason.refuse(words)
        else:
            self.desk.notices.trouble(refused)

    def _away(self) -> None:
        self.reason.hide()
        self.saving.hide()

    def _keep_filter(self, name: str) -> None:
        self._said = t("board.said.kept", name=name.strip())
        self.desk.tasks.run(
            filters.keep, "board", name=name, content=self.filter.content(),
            done=self._filter_done, refused=self._not_kept,
        )  # fmt: skip

    def _filter_done(self, outcome: Outcome[Any]) -> None:
        self._away()
        self._current().list.setFocus()
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def _not_kept(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        self.saving.refuse(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        field: FilterField = self.filter.field
        if (
            event.text().isprintable()
            and event.text().strip()
            and not event.modifiers()
            & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        ):
            field.setFocus()
            QApplication.sendEvent(field, event)
            return
        super().keyPressEvent(event)


def _who(cards: list[Card]) -> str:
    """The cards as they are called: number and member, or how many they are."""
    if len(cards) > 1:
        return t("board.several", count=len(cards))
    name = sayings.who(cards[0].member) or t("jobs.walk_in")
    return f"{number_tail(cards[0])} {name}"
