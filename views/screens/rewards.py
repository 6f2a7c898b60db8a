"""The reward catalogue as it is written: the list at the left, the chosen reward's form at the right."""

from models.base.errors import Refused
from models.services import bills, prices, rewards
from models.services.bills import BillDay
from models.services.prices import PriceList
from models.services.rewards import RewardDetails, RewardRow
from views import places
from views.acts import act
from views.page import Desk
from views.screens.points_catalogue import RewardList
from views.screens.rewards_form import RewardForm
from views.screens.written import TypedPage
from views.widgets.scroll import ScrollColumn

BLANK = RewardDetails(code="", name="", points=0)


class RewardsPage(TypedPage[RewardRow]):
    """What is typed about a reward is kept by one act; looking at another one drops nothing that was saved."""

    topic = "rewards"
    empty = "points.no_rewards"
    name = places.REWARDS
    home = places.POINTS
    reads = frozenset({"rewards", "prices"})
    hints = (("shell.keys.moves", "↑↓"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form = RewardForm()
        self.form.typed.connect(self.touch)
        column = ScrollColumn()
        column.body.addWidget(self.form)
        column.body.addStretch(1)
        catalogue = RewardList(self)
        catalogue.opened.connect(self._into)
        self.stand(catalogue, column)
        self.dress()

    # What the page answers

    def reload(self) -> None:
        ask = self.desk.tasks.ask
        ask(bills.whole_day, slot="rewards.today", done=self._take_today)
        ask(prices.price_list, slot="rewards.items", done=self._take_items)
        ask(rewards.listed, archived=True, slot="rewards", done=self.take)

    def retranslate(self) -> None:
        super().retranslate()
        self.form.retell()

    def write(self, row: RewardRow | None) -> None:
        self.form.write(row.details if row is not None else BLANK)

    def is_away(self, row: RewardRow) -> bool:
        return row.state == "archived"

    def refuse_beside(self, refused: Refused, words: str) -> bool:
        return self.form.refuse(refused.field or "", words)

    # Acts

    @act("rewards.act.new", "Insert", "Ctrl+J")
    def begin(self) -> None:
        """An empty reward."""
        self.fill_new()
        self.form.first_field().setFocus()

    @act("rewards.act.save", "Ctrl+Return")
    def save(self) -> None:
        """Keep what stands there."""
        self.form.accept()
        try:
            details = self.form.read()
        except Refused as refused:
            self.refuse(refused)
            return
        self.keep(details, details.name, add=rewards.add, edit=rewards.edit)

    @act("rewards.act.away", "Ctrl+D", bar=False)
    def put_away(self) -> None:
        """Take the reward off the catalogue, or put it back."""
        row = self._editing
        if row is None:
            return
        gone = self.is_away(row)
        self.say_away(row.details.name, gone=gone)
        self.desk.tasks.run(rewards.archive, row.id, archived=not gone, done=self.saved)

    # Inside

    def _take_today(self, found: BillDay) -> None:
        self.form.set_today(found.today)

    def _take_items(self, found: PriceList) -> None:
        self.form.offer_items([(row.id, f"{row.code} {row.name}") for row in found.rows])

    def _into(self, _row: RewardRow) -> None:
        self.form.first_field().setFocus()
