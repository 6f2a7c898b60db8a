"""The acts on a member's standing: credit what was done, keep a right, say that a fall was told, share a pot."""

from functools import partial
from typing import Any

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import (
    behaviours,
    coupons,
    milestones,
    points_carried,
    referral_tree,
    referrals,
    tier_file,
    tiers,
)
from models.services.tier_file import TierFile
from views.acts import act
from views.page import Desk
from views.screens.points_redeem import RedeemActs
from views.screens.points_standing import Known, Line, StandingPanel
from views.texts import t
from views.undo import undo_of
from views.widgets.panel import Panel


class CreditActs(RedeemActs):
    """A part of the points page. ``standing`` is its panel; the page shows the face."""

    household_id: str | None = None

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.standing = StandingPanel()
        self.standing.done.connect(self._do)
        self._known: dict[str, Any] = {}

    @act("points.standing", "Ctrl+B")
    def show_standing(self) -> None:
        """Points for what was done, rights, coupons, tier and pot of the member."""
        if self.member_id:
            self.standing.list.point_first()
            self.back_to_standing()

    def back_to_standing(self) -> None:
        """Bring the standing into sight, at the row it was left at."""
        self.show_face(self.standing)
        self.standing.clear()
        self.standing.list.setFocus()

    @act("points.act.turn_down", "Ctrl+Delete", bar=False)
    def turn_down(self) -> None:
        """Refuse the chosen odd referral, with the reason written below."""
        row = self.standing.list.current_row()
        if isinstance(row, Line) and row.does == "decide" and self.standing.isVisible():
            self._run(referrals.decide, row, row.ref, allow=False, reason=self.standing.note())

    def show_face(self, face: Panel) -> None:
        """Bring a face into sight. The page overrides it."""

    def ask_known(self, household_id: str | None) -> None:
        """Ask for everything the rows are made of."""
        self.household_id = household_id
        ask, member = self.desk.tasks.ask, self.member_id
        for name, query, args in (
            ("behaviours", behaviours.offered, (member,)),
            ("milestones", milestones.of_member, (member,)),
            ("coupons", coupons.of_member, (member,)),
            ("tier", tier_file.file, (member,)),
            ("odd", referral_tree.odd, ()),
        ):
            ask(query, *args, slot=f"points.{name}.rows", done=partial(self._take_known, name))
        if household_id is not None:
            done = partial(self._take_known, "pot")
            ask(points_carried.pot_of, household_id, slot="points.pot", done=done)
        self._known["household"] = household_id

    def forget_known(self) -> None:
        """Another member comes into sight."""
        self._known = {}
        self.standing.show_known(Known())

    def _take_known(self, name: str, found: Any) -> None:
        self._known[name] = found
        tier = self._known.get("tier")
        assert tier is None or isinstance(tier, TierFile)
        self.standing.show_known(Known(**self._known))

    def _do(self, row: Line) -> None:
        """Do what the row says."""
        if row.does == "credit":
            self._run(
                behaviours.credit, row, self.member_id, row.ref,
                note=self.standing.note(), key=self.desk.tasks.new_key(),
            )  # fmt: skip
        elif row.does == "keep":
            self._run(coupons.keep_promise, row, row.ref)
        elif row.does == "tell":
            self._run(tiers.tell, row, row.ref)
        elif row.does == "decide":
            self._run(referrals.decide, row, row.ref, allow=True, reason=self.standing.note())
        elif row.does == "pot" and self.household_id is not None:
            opens = row.ref == "open"
            use_case = points_carried.open_pot if opens else points_carried.close_pot
            self._run(use_case, row, self.household_id)
        elif row.does == "check":
            self.check_number(row.ref)

    def check_number(self, number: str) -> None:
        """Show a coupon. The page overrides it."""

    def _run(self, use_case: Any, row: Line, *args: Any, **values: Any) -> None:
        said = t(f"points.said.{row.does}", name=row.title)
        self.desk.tasks.run(
            use_case,
            *args,
            done=partial(self._credited, said),
            refused=self._not_credited,
            **values,
        )

    def _credited(self, said: str, outcome: Outcome[Any]) -> None:
        self.standing.clear()
        self.ask_known(self.household_id)
        self.desk.notices.say(said, undo=undo_of(self.desk, outcome))

    def _not_credited(self, refused: Refused) -> None:
        if not self.standing.refuse(refused.field or "", self._explain_words(refused)):
            self.desk.notices.trouble(refused)
