"""Money paid ahead: a member's stored value and visit cards, what comes in, what is given back by the formula."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import papers, prepaid, prices, visit_cards
from models.services.prepaid import MemberValue, PrepaidPosted, PrepaidRow
from models.services.prices import PriceList
from models.services.visit_cards import CardRow
from views import clock, places, printing, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.prepaid_ask import PrepaidAsk
from views.texts import t
from views.widgets.lists import Head, ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel
from views.widgets.text import Eliding, Text

RIGHT = 520


class _Delegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: CardRow | PrepaidRow) -> None:
        title, right, quiet = told(row)
        pen.at_right(right, style="body.strong", tone="text", lift=11)
        pen.text(16, 0, title, style="body.strong", lift=11)
        pen.right = pen.box.right() - 16
        pen.text(16, 0, quiet, style="label", tone="text.secondary", lift=-11)


class PrepaidPage(Page):
    """Target: a member's id."""

    name = places.PREPAID
    home = places.POINTS
    reads = frozenset({"prepaid", "bills", "members", "programme"})
    hints = (("shell.keys.moves", "↑↓"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.member_id = ""
        self._value: MemberValue | None = None
        self._cards: tuple[CardRow, ...] = ()
        self._key, self._posting = "", False
        self._printing = printing.of(desk.tasks, desk.notices)
        self._left = Panel("", flush=True)
        self._sum = Text(style="display")
        self._parts = Eliding(tone="text.secondary")
        self._box = QWidget()
        sums = QVBoxLayout(self._box)
        sums.addWidget(self._sum)
        sums.addWidget(self._parts)
        self._sums = sums
        self.list = ListView(RowModel(_sentence, self), _Delegate(), name=t("prepaid.title"))
        self._left.body.addWidget(self._box)
        self._left.body.addWidget(self.list, 1)
        self.ask = PrepaidAsk(self.act("take"))
        self.ask.submitted.connect(self.take)
        whole = QHBoxLayout(self)
        whole.addWidget(self._left, 1)
        whole.addWidget(self.ask)
        self._show()
        self.dress()

    def title(self) -> str:
        return t("prepaid.title")

    def record(self) -> str:
        return " "

    def subtitle(self) -> str:
        return sayings.who(self._value.name) if self._value else ""

    def first_focus(self) -> QWidget:
        return self.ask.fields["amount"]

    def opened(self, target: object) -> None:
        if target is not None and str(target) != self.member_id:
            self.member_id, self._value, self._cards = str(target), None, ()
            self._show()
        self._key = self.desk.tasks.new_key()
        self.ask.begin()
        self.outdate()

    def reload(self) -> None:
        ask = self.desk.tasks.ask
        ask(prices.price_list, slot="prepaid.items", done=self._take_items)
        if self.member_id:
            ask(prepaid.of_member, self.member_id, slot="prepaid.value", done=self._take_value)
            ask(
                visit_cards.of_member, self.member_id, past=True, slot="prepaid.cards",
                done=self._take_cards,
            )  # fmt: skip

    def remember(self) -> object:
        return self.member_id

    def recall(self, place: object) -> None:
        if place and not self.member_id:
            self.member_id = str(place)
            self.outdate()

    def retranslate(self) -> None:
        super().retranslate()
        self.ask.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self.ask.setFixedWidth(theme.px(RIGHT if theme.current().factor < 1.5 else 420))
        side = theme.px(16)
        self._sums.setContentsMargins(side, theme.px(12), side, theme.px(8))

    # Acts

    @act("prepaid.act.take", "Ctrl+Return")
    def take(self) -> None:
        """Do what is asked: take the money, or give it back."""
        if not self.member_id or self._posting:
            return
        self.ask.form.accept()
        try:
            use_case, args, values = self._call()
        except Refused as refused:
            self._refused(refused)
            return
        self._posting = True
        self.desk.tasks.run(
            use_case,
            *args,
            key=self._key,
            done=self._done,
            refused=self._refused,
            after=self._rest,
            **values,
        )

    @act("checkout.next_tender", "/")
    def next_tender(self) -> None:
        """Choose the next way of paying."""
        self.ask.next_kind()

    @act("prepaid.way.top_up", "Ctrl+1", bar=False)
    def top_up(self) -> None:
        """Pay ahead."""
        self.ask.begin("top_up")

    @act("prepaid.way.sell", "Ctrl+2", bar=False)
    def sell(self) -> None:
        """Sell a visit card."""
        self.ask.begin("sell")

    @act("prepaid.way.give_back", "Ctrl+3", bar=False)
    def give_back(self) -> None:
        """Give stored value back."""
        self.ask.begin("give_back")

    @act("prepaid.way.close_card", "Ctrl+4", bar=False)
    def close_card(self) -> None:
        """Give what is left of a visit card back."""
        self.ask.begin("close_card")

    @act("checkout.print_again", "F9")
    def print_again(self) -> None:
        """Print the chosen slip or card once more."""
        row = self.list.current_row()
        if isinstance(row, PrepaidRow):
            self._printing.print_roll(papers.print_prepaid, row.id)
        elif isinstance(row, CardRow):
            self._printing.print_roll(papers.print_visit_card, row.id)

    # Inside

    def _call(self) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        """The use case of what is asked. Raises Refused beside a field."""
        ask, way = self.ask, self.ask.way()
        if way == "top_up":
            values: dict[str, Any] = {"amount": ask.amount(), "tender": ask.tender()}
            return prepaid.top_up, (self.member_id,), values
        if way == "sell":
            values = {
                "item_id": ask.chosen("item"),
                "visits": ask.count("visits"),
                "price": ask.amount(),
                "days": ask.count("days"),
                "tender": ask.tender(),
            }
            return visit_cards.sell, (self.member_id,), values
        found = ask.expected()
        values = {
            "kind": ask.kind(),
            "reason": ask.reason(),
            "expected": found.back if found is not None else None,
        }
        if way == "close_card":
            return visit_cards.give_back, (ask.chosen("card"),), values
        return prepaid.give_back, (self.member_id,), values

    def _done(self, outcome: Outcome[PrepaidPosted]) -> None:
        posted = outcome.result
        said = t(
            f"prepaid.said.{self.ask.way()}",
            amount=sayings.yuan(posted.amount),
            number=posted.number,
        )
        if posted.change:
            change = t("prepaid.said.change", change=sayings.money(posted.change))
            said = t("words.list_comma").join((said, change))
        self.desk.notices.say(said, tone="money")
        self._key = self.desk.tasks.new_key()
        self.ask.begin(self.ask.way())
        self._printing.print_roll(papers.print_prepaid, posted.id, before=said, quiet=True)

    def _refused(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.ask.refuse(refused.field or "", words):
            self.desk.notices.trouble(refused)

    def _rest(self) -> None:
        self._posting = False

    def _take_items(self, found: PriceList) -> None:
        self.ask.offer_items(
            [(row.id, f"{row.code} {row.name}") for row in found.rows if row.kind == "service"]
        )

    def _take_value(self, found: MemberValue) -> None:
        self._value = found
        self._show()

    def _take_cards(self, found: tuple[CardRow, ...]) -> None:
        self._cards = found
        self._show()

    def _show(self) -> None:
        rows: list[CardRow | PrepaidRow | Head] = []
        if self._cards:
            rows += [Head(t("prepaid.cards"), str(len(self._cards))), *self._cards]
        papers_ = self._value.rows if self._value else ()
        if papers_:
            rows += [Head(t("prepaid.papers"), str(len(papers_))), *papers_]
        self.list.show_rows(rows, key=lambda row: row.id)
        self.list.set_empty(t("prepaid.none"))
        value = self._value.value if self._value else None
        self._sum.setText(sayings.yuan(value.total if value else 0))
        parts = (value.paid, value.gift) if value else (0, 0)
        told_ = t("prepaid.parts", paid=sayings.money(parts[0]), gift=sayings.money(parts[1]))
        self._parts.setText(told_)
        self._left.set_title(t("prepaid.value"))
        if self._value is not None:
            self.ask.show_value(self._value, self._cards)
        self.changed.emit()


def told(row: CardRow | PrepaidRow) -> tuple[str, str, str]:
    """Title, what stands at the right, and the quiet line of a row."""
    if isinstance(row, CardRow):
        ends = row.last_day.isoformat() if row.last_day else t("points.never")
        quiet = (row.number, t(f"prepaid.state.{row.state}"), ends)
        left = t("prepaid.left", left=row.left, of=row.visits)
        return row.name, left, t("words.list_comma").join(quiet)
    sign = sayings.change(row.amount if row.direction == "in" else -row.amount)
    gift = t("prepaid.gift", gift=sayings.money(row.gift)) if row.gift else ""
    day, by = row.at.date().isoformat(), sayings.tender(row.kind)
    more = (row.number, day, by, row.by, gift, row.reason)
    title = t(f"prepaid.paper.{row.direction}_{row.what}")
    return title, sign, t("words.list_comma").join(part for part in more if part)


def _sentence(row: CardRow | PrepaidRow) -> str:
    return t("words.list_comma").join(told(row))
