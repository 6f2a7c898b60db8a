"""What the price list does about coming days: which there are, typing prices into one, calling changes off."""

from datetime import date

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import price_plans, prices
from models.services.price_plans import Prepared
from models.services.prices import NewPrice, PriceList, PriceRow
from views import sayings
from views.acts import act
from views.page import Page
from views.texts import t
from views.undo import undo_of
from views.widgets.chips import Chips, Option
from views.widgets.days import DayField
from views.widgets.tables import TableView

DAYS_SHOWN = 2
"""Coming days that have a chip of their own; another one is typed."""


class PricePlans(Page):
    """A part of the price list's page, which makes the widgets and says ``_saved``."""

    _list: PriceList | None = None
    _prepared: tuple[Prepared, ...] = ()
    _on: date | None = None
    """The day that was chosen, None for today."""
    _said = ""
    _chips: Chips
    _day: DayField
    _table: TableView

    @act("prices.call_off", "Ctrl+D")
    def call_off(self) -> None:
        """Call off what is prepared for the chosen item: on the day shown, else the next one."""
        row = self._table.current_row()
        if row is None or self._list is None:
            return
        ahead = self._list.day > self._list.today
        day = self._list.day if ahead and row.changed else row.next_from
        if day is None:
            self.desk.notices.say(t("prices.none_coming"))
            return
        self._said = t("prices.called_off", name=row.name, day=sayings.day(day, self._list.today))
        self.desk.tasks.run(price_plans.take_back, day, (row.id,), done=self._saved)

    @act("prices.call_off_day", "Ctrl+Delete", bar=False)
    def call_off_day(self) -> None:
        """Call off everything that is prepared for the day shown. Undone by Ctrl+Z."""
        if self._list is not None and self._list.day > self._list.today:
            day = sayings.day(self._list.day, self._list.today)
            self._said = t("prices.called_off_day", day=day)
            self.desk.tasks.run(price_plans.take_back, self._list.day, done=self._saved)

    # Inside

    def _saved(self, outcome: Outcome[object]) -> None:
        raise NotImplementedError

    def _ask(self) -> None:
        raise NotImplementedError

    def _ahead(self) -> bool:
        return self._list is not None and self._list.day > self._list.today

    def _typed_price(self, row: PriceRow, _column: str, price: int) -> None:
        """A price typed into the list of a coming day is prepared at once."""
        if self._list is None or price == row.price:
            return
        day = sayings.day(self._list.day, self._list.today)
        self._said = t("prices.priced", name=row.name, day=day, price=sayings.money(price))
        new = NewPrice(row.id, price, row.cost)
        self.desk.tasks.run(
            prices.set_prices, (new,), effective_from=self._list.day, done=self._cell_saved
        )

    def _cell_saved(self, outcome: Outcome[object]) -> None:
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def _take_plans(self, found: tuple[Prepared, ...]) -> None:
        self._prepared = found
        self._tell_chips()

    def _pick_day(self, value: str) -> None:
        self._day.setVisible(value == "past")
        if value == "past":
            self._day.setFocus()
            return
        self._on = None if value == "today" else date.fromisoformat(value)
        self._ask()

    def _settle_day(self) -> None:
        try:
            self._on = self._day.day()
        except Refused as refused:
            self.desk.notices.trouble(refused)
            return
        self._ask()

    def _tell_chips(self) -> None:
        chosen = self._chips.value() or "today"
        self._chips.set_options(
            [
                Option("today", t("prices.today")),
                *(
                    Option(
                        row.day.isoformat(),
                        t("prices.ahead", day=self._told(row.day), count=row.count),
                    )
                    for row in self._prepared[:DAYS_SHOWN]
                ),
                Option("past", t("prices.past")),
            ]
        )
        self._chips.choose(chosen)

    def _told(self, day: date) -> str:
        return sayings.day(day, self._list.today) if self._list else sayings.iso_day(day)
