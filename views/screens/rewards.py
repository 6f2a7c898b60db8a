"""The reward catalogue as it is written: the list at the left, the chosen reward's form at the right."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import bills, prices, rewards
from models.services.bills import BillDay
from models.services.prices import PriceList
from models.services.rewards import RewardDetails, RewardRow
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.points_catalogue import RewardList
from views.screens.rewards_form import RewardForm
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn

SIDE = 384
BLANK = RewardDetails(code="", name="", points=0)


class RewardsPage(Page):
    """What is typed about a reward is kept by one act; looking at another one drops nothing that was saved."""

    name = places.REWARDS
    home = places.POINTS
    reads = frozenset({"rewards", "prices"})
    hints = (("shell.keys.moves", "↑↓"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._editing: RewardRow | None = None
        self._new, self._typed, self._said, self._wanted = False, False, "", ""
        self.list = RewardList(self)
        self.list.pointed.connect(self._pointed)
        self.list.opened.connect(self._into)
        self._left = Panel(t("rewards.title"), flush=True)
        self._left.add_right(Button(self.acts["begin"], "quiet", icon="plus"))
        self._left.body.addWidget(self.list)
        self._right = Panel(t("rewards.edit"))
        self.form = RewardForm()
        self.form.typed.connect(self._type)
        column = ScrollColumn()
        column.body.addWidget(self.form)
        column.body.addStretch(1)
        self._right.body.addWidget(column, 1)
        row = QHBoxLayout()
        row.addWidget(Button(self.acts["put_away"], "secondary"))
        row.addStretch(1)
        row.addWidget(Button(self.acts["save"], "primary"))
        self._right.body.addLayout(row)
        whole = QHBoxLayout(self)
        whole.addWidget(self._left)
        whole.addWidget(self._right, 1)
        self._fill(None)
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("rewards.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self.list

    def reload(self) -> None:
        ask = self.desk.tasks.ask
        ask(bills.whole_day, slot="rewards.today", done=self._take_today)
        ask(prices.price_list, slot="rewards.items", done=self._take_items)
        ask(rewards.listed, archived=True, slot="rewards", done=self._take)

    def remember(self) -> object:
        return self._editing.id if self._editing is not None else None

    def recall(self, place: object) -> None:
        self._wanted = str(place or "")

    def escape(self) -> bool:
        if self._new or self._typed:
            self._pointed(self.list.current_row())
            self.list.setFocus()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._left.set_title(t("rewards.title"))
        self._right.set_title(t("rewards.edit"))
        self.list.set_empty(t("points.no_rewards"))
        self.form.retell()

    def restyle(self) -> None:
        super().restyle()
        self._left.setFixedWidth(theme.px(SIDE))

    # Acts

    @act("rewards.act.new", "Insert", "Ctrl+J")
    def begin(self) -> None:
        """An empty reward."""
        self._fill(None)
        self._new = True
        self.form.first_field().setFocus()

    @act("rewards.act.save", "Ctrl+Return")
    def save(self) -> None:
        """Keep what stands there."""
        self.form.accept()
        try:
            details = self.form.read()
        except Refused as refused:
            self._refuse(refused)
            return
        self._said = t("rewards.said.saved", name=details.name.strip())
        run = self.desk.tasks.run
        if self._editing is None:
            run(rewards.add, details, done=self._saved, refused=self._refuse)
        else:
            run(rewards.edit, self._editing.id, details, done=self._saved, refused=self._refuse)

    @act("rewards.act.away", "Ctrl+D", bar=False)
    def put_away(self) -> None:
        """Take the reward off the catalogue, or put it back."""
        row = self._editing
        if row is None:
            return
        gone = row.state == "archived"
        self._said = t(f"rewards.said.{'back' if gone else 'away'}", name=row.details.name)
        self.desk.tasks.run(rewards.archive, row.id, archived=not gone, done=self._saved)

    # Inside

    def _take_today(self, found: BillDay) -> None:
        self.form.set_today(found.today)

    def _take_items(self, found: PriceList) -> None:
        self.form.offer_items([(row.id, f"{row.code} {row.name}") for row in found.rows])

    def _take(self, found: tuple[RewardRow, ...]) -> None:
        typing = self._new or self._typed
        self.list.show_rewards(found)
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.list.point_row(lambda row: row.id == wanted)
        if not typing:
            self._pointed(self.list.current_row())

    def _pointed(self, row: RewardRow | None) -> None:
        self._fill(row)

    def _into(self, _row: RewardRow) -> None:
        self.form.first_field().setFocus()

    def _fill(self, row: RewardRow | None) -> None:
        self._editing, self._new, self._typed = row, False, False
        self.form.write(row.details if row is not None else BLANK)
        word = "back" if row is not None and row.state == "archived" else "away"
        self.acts["put_away"].setText(t(f"rewards.act.{word}"))
        self.acts["put_away"].setEnabled(row is not None)

    def _type(self) -> None:
        self._typed = True

    def _saved(self, outcome: Outcome[Any]) -> None:
        self._new, self._typed = False, False
        if isinstance(outcome.result, str):
            self._wanted = outcome.result
        self.list.setFocus()
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def _refuse(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.form.refuse(refused.field or "", words):
            self.desk.notices.trouble(refused)
