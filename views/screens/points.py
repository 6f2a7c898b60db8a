"""Points: the reward catalogue, the basket of a member, and what is behind the balance on any day."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from models.base import codes
from models.base.codes import CodeKind
from models.base.errors import Refused
from models.services import (
    coupons,
    member_file,
    papers,
    points,
    redemptions,
    rewards,
    tier_file,
)
from models.services.coupons import CouponRow
from models.services.member_file import MemberFile
from models.services.points import LotRow, PointsFile
from models.services.rewards import RewardRow
from models.services.search import Result
from models.services.tier_file import TierFile
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk
from views.screens.points_acts import MoreActs
from views.screens.points_ask import PointsAsk
from views.screens.points_basket import Basket
from views.screens.points_catalogue import RewardList
from views.screens.points_check import CouponCheck
from views.screens.points_ledger import LedgerPanel
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.panel import Panel

LEFT: Final = 360
RIGHT: Final = 400


class PointsPage(MoreActs):
    """Target: places.Points for a member, a coupon's number as text, or None."""

    name = places.POINTS
    home = places.TODAY
    reads = frozenset({"points", "rewards", "members", "programme", "tiers", "bills"})
    hints = (("shell.keys.moves", "↑↓"), ("points.panes", "Ctrl+1-3"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._file: MemberFile | None = None
        self._points: PointsFile | None = None
        self._tier: TierFile | None = None
        self.catalogue = RewardList(self)
        self.catalogue.opened.connect(self._put)
        self._left = Panel(t("points.catalogue"), flush=True)
        self._left.add_right(Button(self.acts["edit_rewards"], "quiet"))
        self._left.body.addWidget(self.catalogue)
        self.basket = Basket(
            desk.tasks,
            redeem=self.act("redeem"),
            hold=self.act("hold"),
            choose=self.act("choose_member"),
        )
        self.basket.picked.connect(self._member)
        self.basket.passed.connect(self._looked)
        self.basket.list.opened.connect(self._complete)
        self.check = CouponCheck()
        self.check.asked.connect(self._ask_coupon)
        self._middle = QStackedWidget()
        self.ask = PointsAsk(self.act("redeem"))
        self.ask.submitted.connect(self.redeem)
        faces = (self.basket, self.check, self.ask, self.standing)
        for face in (*faces, self.more, self.tree, self.all_held):
            self._middle.addWidget(face)
        self.ledger = LedgerPanel()
        self.ledger.day_changed.connect(self._ask_day)
        self.ledger.lot_chosen.connect(self._ask_lot)
        row = QHBoxLayout(self)
        row.addWidget(self._left)
        row.addWidget(self._middle, 1)
        row.addWidget(self.ledger)
        self.basket.look_up(False)
        self._show()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("points.title")

    def subtitle(self) -> str:
        return sayings.who(self._file.name) if self._file else ""

    def first_focus(self) -> QWidget:
        return self.catalogue if self.member_id else self.basket.finder

    def context_widget(self) -> QWidget:
        return self.ledger

    def opened(self, target: object) -> None:
        if isinstance(target, places.Points):
            self._choose(target.member_id)
            self.ledger.begin(target.lot_id)
            self._face(self.basket)
            if target.explain:
                self._explain()
        elif isinstance(target, str) and target:
            self._face(self.check)
            self.check.begin(target)
        elif not self.member_id:
            self.basket.look_up(True)

    def reload(self) -> None:
        ask = self.desk.tasks.ask
        ask(rewards.listed, slot="points.rewards", done=self.catalogue.show_rewards)
        if self.member_id:
            ask(member_file.file, self.member_id, slot="points.member", done=self._take_file)
            ask(tier_file.file, self.member_id, slot="points.tier", done=self._take_tier)
            ask(points.of_member, self.member_id, slot="points.now", done=self._take_points)
            ask(
                redemptions.of_member,
                self.member_id,
                slot="points.held",
                done=self.basket.show_held,
            )
            self._ask_day()
        if self.all_held.isVisible():
            self._ask_held()

    def remember(self) -> object:
        return self.member_id

    def recall(self, place: object) -> None:
        if place and not self.member_id:
            self._choose(str(place))

    def escape(self) -> bool:
        face = self._middle.currentWidget()
        if face in (self.more, self.tree):
            self.back_to_standing()
            return True
        if face is not self.basket:
            self._face(self.basket)
            self.first_focus().setFocus()
            return True
        if not self.basket.finder.isHidden() and self.member_id:
            self._looked()
            return True
        return super().escape()

    def take_scan(self, text: str) -> bool:
        """A coupon that is scanned here is checked; any other code goes its usual way."""
        try:
            found = codes.parse(text)
        except Refused:
            return False
        if found.kind is not CodeKind.COUPON:
            return False
        self._face(self.check)
        self.check.begin(text)
        return True

    def retranslate(self) -> None:
        super().retranslate()
        self._left.set_title(t("points.catalogue"))
        self.catalogue.set_empty(t("points.no_rewards"))
        self.basket.retell()
        self.check.retell()
        self.ask.retell()
        self.standing.retell()
        self.retell_more()
        self.ledger.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._left.setFixedWidth(theme.px(LEFT if theme.current().factor < 1.5 else 300))
        self.ledger.setFixedWidth(theme.px(RIGHT))

    # Acts

    @act("points.act.put", "Insert", bar=False)
    def put(self) -> None:
        """Put the chosen reward into the basket."""
        row = self.catalogue.current_row()
        if row is not None:
            self._put(row)

    @act("points.act.take_off", "Delete", bar=False)
    def take_off(self) -> None:
        """Take a reward out of the basket, or give up one that was put aside."""
        held = self.basket.held_row()
        if not self.basket.list.hasFocus():
            return
        if held is not None:
            said = t("points.said.cancelled", name=held.reward, n=sayings.number(held.points))
            self.desk.tasks.run(redemptions.cancel, held.id, done=partial(self._say, said))
        else:
            self.basket.take_off()

    @act("checkout.member", "Ctrl+E")
    def choose_member(self) -> None:
        """Find the member who redeems."""
        self._face(self.basket)
        self.basket.look_up(True)

    @act("points.check", "F5")
    def check_coupon(self) -> None:
        """Check a coupon by its number."""
        self._face(self.check)
        self.check.begin()

    @act("points.adjust", "Ctrl+U", bar=False)
    def adjust(self) -> None:
        """Put points right by hand, or forgive what is owed."""
        if self._points is not None:
            self._face(self.ask)
            self.ask.begin(self._points.debt)

    @act("points.act.print", "F9")
    def print_again(self) -> None:
        """Print the coupon in sight, the voucher of the put-aside reward or of the last redemption,

        or the member's statement where there is none of these, and from ledger and standing.
        """
        row, held, face = self.check.row(), self.basket.held_row(), self._middle.currentWidget()
        focus = self.window().focusWidget()
        behind = focus is not None and self.ledger.isAncestorOf(focus)
        if face is self.check and row is not None:
            self.print_paper(papers.print_coupon, row.id)
        elif behind or face is not self.basket or not (held or self.last_id):
            if self.member_id:
                self.print_statement()
        elif held is not None or self.last_id:
            self.print_paper(papers.print_voucher, held.id if held is not None else self.last_id)

    @act("checkout.next_tender", "/", bar=False)
    def next_tender(self) -> None:
        """The next way of paying the cash part."""
        if self.basket.cash():
            self.basket.next_tender()

    @act("points.act.edit_rewards", "Ctrl+J")
    def edit_rewards(self) -> None:
        """To where the catalogue is written."""
        self.desk.go(places.REWARDS)

    @act("points.catalogue", "Ctrl+1", bar=False)
    def to_catalogue(self) -> None:
        """Into the catalogue."""
        self.catalogue.setFocus()

    @act("points.basket", "Ctrl+2", bar=False)
    def to_basket(self) -> None:
        """Into the basket."""
        self._face(self.basket)
        self.basket.list.setFocus()

    @act("points.ledger", "Ctrl+3", bar=False)
    def to_ledger(self) -> None:
        """Into the lots, opening the drawer where they stand in one; again, it closes."""
        if self.drawer is not None and self.drawer.folded:
            self.drawer.toggle()
            if not self.drawer.isVisible():
                self.first_focus().setFocus()
                return
        self.ledger.take_focus()

    @act("points.on_day", "Ctrl+D")
    def to_day(self) -> None:
        """Look at another day."""
        self._open_ledger()
        self.ledger.day_field.setFocus()
        self.ledger.day_field.selectAll()

    # Reading

    def _choose(self, member_id: str) -> None:
        if member_id != self.member_id:
            self.member_id = member_id
            self._file = self._points = self._tier = None
            self.basket.put_back(())
            self.basket.show_held(())
            self.ledger.begin()
            self.ledger.show_points(None)
            self.forget_known()
            self._show()
        self.basket.look_up(not member_id)
        self.outdate()
        if self.isVisible():
            self.freshen()

    def _take_file(self, found: MemberFile) -> None:
        self._file = found
        self.ask_known(found.household_id)
        self._show()

    def _take_tier(self, found: TierFile | None) -> None:
        self._tier = found
        self._show()

    def _take_points(self, found: PointsFile) -> None:
        self._points = found
        self.ledger.day_field.today = found.on
        self._show()

    def _show(self) -> None:
        name = sayings.who(self._file.name) if self._file else ""
        self.basket.show_member(name, self._points, self._tier)
        self.catalogue.set_have(self._points.available if self._points else None)
        self.changed.emit()

    def _ask_day(self) -> None:
        """Ask for the lots and the ledger of the day that is typed; now where none is."""
        if not self.member_id:
            return
        try:
            on = self.ledger.day()
        except Refused as refused:
            self.ledger.refuse_day(self._explain_words(refused))
            return
        ask = self.desk.tasks.ask
        ask(points.of_member, self.member_id, on=on, slot="points.on", done=self.ledger.show_points)
        ask(
            points.entries,
            self.member_id,
            on=on,
            slot="points.ledger",
            done=self.ledger.show_entries,
        )

    def _ask_lot(self, row: LotRow) -> None:
        self.desk.tasks.ask(points.of_lot, row.id, slot="points.lot", done=self.ledger.show_moves)

    def _ask_coupon(self, number: str) -> None:
        self.desk.tasks.ask(
            coupons.by_number,
            number,
            slot="points.coupon",
            done=self._coupon,
            refused=self._no_coupon,
        )

    def _coupon(self, row: CouponRow) -> None:
        today = clock.now().astimezone(self.desk.notices.zone).date()
        self.check.show_coupon(row, today)

    def _no_coupon(self, refused: Refused) -> None:
        self.check.refuse(self._explain_words(refused))

    # Choosing

    def _face(self, face: QWidget) -> None:
        self._middle.setCurrentWidget(face)
        asks = face in (self.ask, self.more)
        self.acts["redeem"].setEnabled(asks or face is self.basket)
        word = "points.adjust_do" if asks else "points.act.redeem"
        self.acts["redeem"].setText(t(word))
        self.acts["hold"].setEnabled(face is self.basket)
        self.changed.emit()

    def show_face(self, face: Panel) -> None:
        self._face(face)

    def check_number(self, number: str) -> None:
        self._face(self.check)
        self.check.begin(number)

    def show_basket(self) -> None:
        self._face(self.basket)

    def _member(self, row: Result) -> None:
        self._choose(row.id)
        self.catalogue.setFocus()

    def _looked(self) -> None:
        self.basket.look_up(False)
        self.catalogue.setFocus()

    def _put(self, row: RewardRow) -> None:
        if row.state != "open":
            self.basket.refuse(t("points.not_now", name=row.details.name))
        else:
            self._face(self.basket)
            self.basket.put(row)

    def _explain(self) -> None:
        """Into the lots behind the balance."""
        self._open_ledger()
        self.ledger.take_focus()

    def _open_ledger(self) -> None:
        if self.drawer is not None and self.drawer.folded and not self.drawer.isVisible():
            self.drawer.toggle()
