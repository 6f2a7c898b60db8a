"""Redeeming a reward at the till: one key lists what the member can have, Enter hands the chosen one over at once.

It is a document of its own beside the bill: undone by Ctrl+Z while the bill stays as it is.
"""

from functools import partial
from typing import Final

from PySide6.QtCore import QElapsedTimer, QTimer

from models.base.documents import TenderKind
from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.checkout import TenderIn
from models.services import papers, redemptions
from models.services.deposits import HANDED
from models.services.redemptions import Redeemed
from models.services.rewards import RewardRow
from views import sayings
from views.acts import act
from views.page import Desk
from views.screens.checkout_covers import TillCovers
from views.texts import t
from views.undo import undo_of

TWICE_MS: Final = 600
"""What comes sooner is the second half of a double Enter or click: it takes no money and pays no bill."""


class TillRewards(TillCovers):
    """A part of the till; the page calls :meth:`_listen_rewards` once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._handing = False
        self.served: str | None = None
        """Whose the posted bill is."""
        self._cash_for = ""
        """The reward whose cash part was named: the next Enter says that it was received."""
        self._answered = QElapsedTimer()
        self._closing = QTimer(self)
        self._closing.setSingleShot(True)
        self._closing.timeout.connect(self._close_rewards)

    @act("checkout.redeem", "Ctrl+R")
    def redeem_reward(self) -> None:
        """List the rewards of the member at the till, or close the list."""
        if not self.lines.rewards.isHidden():
            self._close_rewards()
            return
        member_id = self._whose()
        if member_id is None:
            self.desk.notices.say(t("checkout.points_whose"), tone="warning")
            return
        self._cash_for = ""
        self._answered.invalidate()
        self.lines.choose_reward(member_id)

    def _whose(self) -> str | None:
        """The member at the till: of the posted bill, of the order, or of its job."""
        if self.posted is not None:
            return self.served
        return self.work.preview.member_id if self.work.preview else None

    def _listen_rewards(self) -> None:
        self.lines.rewards.picked.connect(self._hand_over)
        self.lines.rewards.left.connect(self._leave_rewards)
        self.lines.rewards.given_up.connect(self._close_rewards)

    def _close_rewards(self) -> None:
        if self.lines.rewards.isHidden():
            return
        self._leave_rewards()
        self.first_focus().setFocus()

    def _leave_rewards(self) -> None:
        self._closing.stop()
        self.lines.close_rewards()

    def _hand_over(self, row: RewardRow) -> None:
        """Redeem it at once; where it costs money too, once the clerk has said that it was received."""
        twice = self._answered.isValid() and not self._answered.hasExpired(TWICE_MS)
        if self._handing or twice or self._closing.isActive():
            return
        cash = row.details.cash
        tender = TenderIn(self._tender_kind(), cash) if cash else None
        if tender is not None and self._cash_for != row.id:
            self._cash_for = row.id
            kind = t(f"checkout.tender.{tender.kind}")
            told = t("checkout.reward_cash", cash=sayings.yuan(cash), kind=kind)
            self.lines.rewards.tell(told)
            self._answered.start()
            return
        self._handing = True
        member_id = self.lines.rewards.member_id
        beside = self.posted.id if self.posted is not None and member_id == self.served else None
        self.desk.tasks.run(
            redemptions.redeem,
            member_id,
            row.id,
            tender=tender,
            bill_id=beside,
            key=self.desk.tasks.new_key(),
            done=partial(self._handed, row),
            refused=self._not_handed,
            after=self._answered_reward,
        )

    def _tender_kind(self) -> TenderKind:
        """How the cash part is paid: as chosen at the till, cash where that is no money."""
        kind = self.pay.kind()
        return kind if kind in HANDED else "cash"

    def _handed(self, row: RewardRow, outcome: Outcome[Redeemed]) -> None:
        """Say it at once; the list stays a moment and takes what was pressed twice."""
        made = outcome.result
        said = t(
            "checkout.reward_done",
            name=row.details.name,
            used=sayings.number(made.points),
            left=sayings.number(made.points_left),
            number=made.number,
        )
        self._closing.start(TWICE_MS)
        self.desk.notices.say(said, undo=undo_of(self.desk, outcome))
        self.printing.print_roll(papers.print_voucher, made.id, before=said, quiet=True)

    def _not_handed(self, refused: Refused) -> None:
        self.lines.rewards.tell(self._words_of(refused), "danger")

    def _answered_reward(self) -> None:
        self._handing = False
        self._cash_for = ""
