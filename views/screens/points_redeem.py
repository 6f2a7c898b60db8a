"""Redeeming: the basket at once, put aside for later, handed over, given up. A part of the points page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.checkout import TenderIn
from models.services import papers, points, redemptions
from models.services.redemptions import Redeemed, RedemptionRow
from views import clock, printing, sayings
from views.acts import act
from views.page import Desk, Page
from views.screens.points_ask import PointsAsk
from views.screens.points_basket import Basket, Chosen
from views.screens.points_catalogue import RewardList
from views.texts import t
from views.undo import undo_of


class RedeemActs(Page):
    """The page builds ``basket`` and ``catalogue`` and says whose they are."""

    ask: PointsAsk
    basket: Basket
    catalogue: RewardList

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.member_id = ""
        self.last_id = ""
        """The last redemption, whose voucher may be printed again."""
        self._redeeming = False
        self._printing = printing.of(desk.tasks, desk.notices)

    @act("points.act.redeem", "Ctrl+Return")
    def redeem(self) -> None:
        """Redeem everything in the basket at once; undone by Ctrl+Z on the same day."""
        if self._adjusting() or self._redeeming:
            return
        chosen = self.basket.chosen()
        if not self.member_id:
            self.basket.look_up(True)
        elif not chosen:
            self.basket.refuse(t("points.empty_basket"))
        else:
            self._redeeming = True
            self._next(list(chosen), [])

    @act("points.act.hold", "Ctrl+H")
    def hold(self) -> None:
        """Put the basket aside: the points are taken, the reward is handed over later."""
        for one in self.basket.chosen() if self.member_id else ():
            self.desk.tasks.run(
                redemptions.hold,
                self.member_id,
                one.row.id,
                quantity=one.quantity,
                key=self.desk.tasks.new_key(),
                done=partial(self._held, one),
                refused=self._refused,
            )

    # Redeeming

    def _next(self, left: list[Chosen], done: list[Outcome[Any]]) -> None:
        """Redeem one after another; what is refused stays in the basket with what comes after it."""
        if not left:
            self._redeemed(done)
            return
        one, rest = left[0], left[1:]
        tender = TenderIn(self.basket.tender(), one.cash) if one.cash else None
        self.desk.tasks.run(
            redemptions.redeem,
            self.member_id,
            one.row.id,
            quantity=one.quantity,
            tender=tender,
            key=self.desk.tasks.new_key(),
            done=partial(self._one_done, one, rest, done),
            refused=partial(self._stopped, left, done),
        )

    def _one_done(
        self, one: Chosen, rest: list[Chosen], done: list[Outcome[Any]], outcome: Outcome[Redeemed]
    ) -> None:
        del one
        self.basket.put_back(tuple(rest))
        self._next(rest, [*done, outcome])

    def _stopped(self, left: list[Chosen], done: list[Outcome[Any]], refused: Refused) -> None:
        self.basket.put_back(tuple(left))
        if done:
            self._redeemed(done)
        self._redeeming = False
        self._refused(refused)

    def _redeemed(self, done: list[Outcome[Any]]) -> None:
        self._redeeming = False
        last: Redeemed = done[-1].result
        used = sum(outcome.result.points for outcome in done)
        said = t(
            "points.said.redeemed",
            used=sayings.number(used),
            left=sayings.number(last.points_left),
            number=last.number,
        )
        self.last_id = last.id
        undos = [undo for outcome in done if (undo := undo_of(self.desk, outcome)) is not None]
        self.desk.notices.say(said, undo=partial(_all, undos) if undos else None)
        self.catalogue.setFocus()
        for outcome in done:
            self.print_paper(papers.print_voucher, outcome.result.id, before=said)

    def print_paper(self, use_case: Callable[..., Any], ref_id: str, *, before: str = "") -> None:
        """Print a voucher or coupon; that it is missing never blocks what was redeemed."""
        self._printing.print_roll(use_case, ref_id, before=before, quiet=bool(before))

    def _adjusting(self) -> bool:
        """Put points right where that is asked in sight; False where it is not."""
        ask = self.ask
        if not ask.isVisible():
            return False
        try:
            way, count, reason = ask.typed()
        except Refused as refused:
            ask.refuse(refused.field or "", self._explain_words(refused))
            return True
        use_case = points.forgive if way == "forgive" else points.adjust
        self.desk.tasks.run(
            use_case,
            self.member_id,
            -count if way == "take" else count,
            reason=reason,
            key=self.desk.tasks.new_key(),
            done=partial(self._adjusted, way, count),
            refused=self._not_adjusted,
        )
        return True

    def _adjusted(self, way: str, count: int, _outcome: Outcome[int]) -> None:
        self.desk.notices.say(t(f"points.said.{way}", n=sayings.number(count)))
        self.show_basket()
        self.catalogue.setFocus()

    def _not_adjusted(self, refused: Refused) -> None:
        if not self.ask.refuse(refused.field or "", self._explain_words(refused)):
            self.desk.notices.trouble(refused)

    def show_basket(self) -> None:
        """Bring the basket back. The page overrides it."""

    def _held(self, one: Chosen, outcome: Outcome[Redeemed]) -> None:
        rest = tuple(other for other in self.basket.chosen() if other.row.id != one.row.id)
        self.basket.put_back(rest)
        said = t("points.said.held", name=one.row.details.name, number=outcome.result.number)
        self._say(said, outcome)

    def _complete(self, row: Chosen | RedemptionRow) -> None:
        """Enter hands over what was put aside."""
        if not isinstance(row, RedemptionRow):
            return
        tender = TenderIn(self.basket.tender(), row.cash) if row.cash else None
        said = t("points.said.completed", name=row.reward, number=row.number)
        self.desk.tasks.run(
            redemptions.complete,
            row.id,
            tender=tender,
            key=self.desk.tasks.new_key(),
            done=partial(self._say, said),
            refused=self._refused,
        )

    def _say(self, said: str, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(said, undo=undo_of(self.desk, outcome))

    def _refused(self, refused: Refused) -> None:
        self._redeeming = False
        self.basket.refuse(self._explain_words(refused))

    def _explain_words(self, refused: Refused) -> str:
        return sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())


def _all(calls: list[Callable[[], None]]) -> None:
    """Take back one after another, the last one first."""
    for call in reversed(calls):
        call()
