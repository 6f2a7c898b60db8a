"""More acts on a member's standing, each with its form: tier by hand, adviser, points given on, a pot's users.

Beside them the tree of who brought whom, the statement, and every reward that waits to be fetched.
"""

from functools import partial
from typing import Any

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import (
    advisers,
    papers,
    points,
    points_carried,
    programme,
    redemptions,
    referral_tree,
    shop,
    tiers,
)
from models.services.advisers import Adviser
from models.services.programme import InForce
from models.services.redemptions import RedemptionRow
from models.services.shop import Person
from views import places, sayings
from views.acts import act
from views.page import Desk
from views.screens.points_credit import CreditActs
from views.screens.points_lists import HeldPanel, TreePanel
from views.screens.points_more import FIELDS, MoreAsk, Typed, What
from views.screens.points_standing import Line
from views.texts import t
from views.undo import undo_of
from views.widgets.panel import Panel


class MoreActs(CreditActs):
    """A part of the points page; the page shows the faces it names."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.more = MoreAsk(desk, self.act("redeem"))
        self.more.submitted.connect(self.redeem)
        self.tree, self.all_held = TreePanel(), HeldPanel()
        self.tree.chosen.connect(self._to_member)
        self.all_held.chosen.connect(self._to_held)

    @act("points.all_held", "Ctrl+O")
    def show_all_held(self) -> None:
        """Every reward that was put aside and not fetched, of all members."""
        self.show_face(self.all_held)
        self._ask_held()
        self.all_held.list.setFocus()

    @act("prepaid.open", "Ctrl+P", bar=False)
    def show_prepaid(self) -> None:
        """To the member's stored value and visit cards."""
        if self.member_id:
            self.desk.go(places.PREPAID, self.member_id)

    @act("programme.title", "Ctrl+G", bar=False)
    def show_rules(self) -> None:
        """To the rules."""
        self.desk.go(places.PROGRAMME)

    @act("points_owed.title", "Ctrl+R", bar=False)
    def show_owed(self) -> None:
        """To what the shop owes in points and stored value."""
        self.desk.go(places.OWED)

    @act("segments.title", "Ctrl+I", bar=False)
    def show_segments(self) -> None:
        """To the segments of the members."""
        self.desk.go(places.SEGMENTS)

    def show_face(self, face: Panel) -> None:
        """Bring a face into sight. The page overrides it."""

    def retell_more(self) -> None:
        """Say it in the present language."""
        for part in (self.more, self.tree, self.all_held):
            part.retell()

    def print_statement(self) -> None:
        """Print the member's statement of points of the last year."""
        self._printing.print_office(papers.print_statement, self.member_id)

    def ask_known(self, household_id: str | None) -> None:
        super().ask_known(household_id)
        ask, member = self.desk.tasks.ask, self.member_id
        ask(advisers.of_member, member, slot="points.adviser", done=self._take_adviser)

    def _take_adviser(self, found: Adviser | None) -> None:
        self._take_known("adviser", found)

    # What a row opens

    def _do(self, row: Line) -> None:
        if row.does == "tree":
            self.tree.show_tree(None)
            ask = self.desk.tasks.ask
            ask(referral_tree.tree, self.member_id, slot="points.tree", done=self.tree.show_tree)
            self.show_face(self.tree)
            self.tree.list.setFocus()
        elif row.does == "statement":
            self.print_statement()
        elif row.does in FIELDS:
            self._begin(next(what for what in FIELDS if what == row.does))
        else:
            super()._do(row)

    def _begin(self, what: What) -> None:
        """Show the form when what it offers is known."""
        self.more.begin(what)
        ask = self.desk.tasks.ask
        if what == "set_tier":
            ask(programme.rules_on, slot="points.steps", done=self._take_rules)
        elif what == "adviser":
            ask(shop.people, slot="points.people", done=self._take_people)
        pot = self._known.get("pot")
        if what == "users" and pot is not None:
            self.more.offer_users(pot)
        self.show_face(self.more)
        self.more.first()

    def _take_rules(self, found: InForce | None) -> None:
        tier = self._known.get("tier")
        if found is not None:
            self.more.offer_tiers(found.programme.tiers.steps, tier.code if tier else "")

    def _take_people(self, found: tuple[Person, ...]) -> None:
        adviser = self._known.get("adviser")
        self.more.offer_people(found, adviser.person_id if adviser else "")

    # Doing

    def _adjusting(self) -> bool:
        """Do what the form in sight asks; else as before."""
        if not self.more.isVisible():
            return super()._adjusting()
        try:
            typed = self.more.typed()
        except Refused as refused:
            self._not_set(refused)
            return True
        use_case, args, values = self._call(typed)
        self.desk.tasks.run(
            use_case, *args, done=partial(self._set, typed), refused=self._not_set, **values
        )
        return True

    def _call(self, typed: Typed) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        """The use case of a form with what it takes."""
        if typed.what == "set_tier":
            return tiers.set_by_hand, (self.member_id, typed.choice), {"reason": typed.reason}
        if typed.what == "adviser":
            return advisers.name, (self.member_id, typed.choice or None), {}
        if typed.what == "users":
            return points_carried.name_users, (self.household_id, typed.named), {}
        values = {"reason": typed.reason, "key": self.desk.tasks.new_key()}
        return points.give_on, (self.member_id, typed.to, typed.points), values

    def _set(self, typed: Typed, outcome: Outcome[Any]) -> None:
        count = sayings.number(typed.points)
        words = t(f"points.said.{typed.what}", **({"n": count} if typed.points else {}))
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))
        self.ask_known(self.household_id)
        self.back_to_standing()

    def _not_set(self, refused: Refused) -> None:
        if not self.more.refuse(refused.field or "", self._explain_words(refused)):
            self.desk.notices.trouble(refused)

    # Going on

    def _ask_held(self) -> None:
        self.desk.tasks.ask(redemptions.held, slot="points.all_held", done=self.all_held.show_rows)

    def _to_member(self, member_id: str) -> None:
        self.desk.go(places.MEMBER, member_id)

    def _to_held(self, row: RedemptionRow) -> None:
        """To the basket of whom it waits for, where it is handed over or given up."""
        self.desk.go(places.POINTS, places.Points(row.member_id))
