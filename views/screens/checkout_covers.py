"""The till's acts on tier, coupons, points and visit cards: one key uses the best there is, again another."""

from functools import partial

from models.base import codes
from models.base.codes import CodeKind
from models.base.errors import Refused
from models.services import coupons
from models.services.checkout_covers import CouponOffer, Offers, PointsOffer
from models.services.coupons import CouponRow
from views import sayings
from views.acts import act
from views.screens.checkout_aside import TillAside
from views.texts import t


class TillCovers(TillAside):
    """A part of the till. Redeeming costs one key: F6 or ``-`` takes the most, typed before it so many points."""

    @act("checkout.use_tier", "Ctrl+T", bar=False)
    def use_tier(self) -> None:
        """Leave the discount of the member's tier out; again, it holds."""
        tier = self.work.preview.tier if self.work.preview else None
        if tier is None or not tier.off:
            self.desk.notices.say(t("checkout.no_tier_off"), tone="warning")
            return
        self.work.order.tier_discount = not self.work.order.tier_discount
        self.work.change()
        self.pay.field.setFocus()

    @act("checkout.use_coupon", "F5")
    def use_coupon(self) -> None:
        """Use the best coupon; again, the next one; after the last none."""
        offers = self._offers()
        able = _able(offers.coupons if offers else ())
        if not able:
            self.desk.notices.say(t("checkout.no_coupon"), tone="warning")
            return
        chosen = self.work.order.coupon_ids
        ids = [one.row.id for one in able]
        place = ids.index(chosen[0]) + 1 if chosen and chosen[0] in ids else 0
        if chosen and chosen[0] not in ids:
            place = len(ids)
        self._choose_coupons(ids[place : place + 1])

    @act("checkout.use_points", "F6", "-")
    def use_points(self) -> None:
        """Pay with points: the most, or what was typed into the amount; again, none."""
        offers = self._offers()
        points = offers.points if offers else None
        if points is None or not points.available:
            key = "checkout.no_points" if offers else "checkout.points_whose"
            self.desk.notices.say(t(key), tone="warning")
            return
        wanted = self._typed_points(points)
        if wanted is None:
            wanted = 0 if self.work.order.points else points.most
        if not wanted and not self.work.order.points:
            short = t(
                "checkout.points_none", have=sayings.number(points.available), step=points.step
            )
            self.desk.notices.say(short, tone="warning")
            return
        self.work.order.points = wanted
        self.work.change()
        self.pay.field.setFocus()

    @act("checkout.use_visit", "Ctrl+J", bar=False)
    def use_visit(self) -> None:
        """Use visits of a card for what is on the bill; again, the next card; after the last none."""
        offers = self._offers()
        cards = offers.cards if offers else ()
        if not cards:
            self.desk.notices.say(t("checkout.no_visit"), tone="warning")
            return
        chosen = next((n for n, one in enumerate(cards) if one.chosen), -1)
        following = cards[chosen + 1 : chosen + 2]
        self.work.order.visits = {one.row.id: one.most for one in following}
        self.work.change()
        self.pay.field.setFocus()

    def _offers(self) -> Offers | None:
        return self.work.preview.offers if self.work.preview else None

    def _typed_points(self, points: PointsOffer) -> int | None:
        """What was typed as points, cut to whole steps and to the most; None where the amount stands there."""
        value = self.pay.value()
        if not value or value == self.pay.rest() or value % 100 or not self.pay.field.isModified():
            return None
        self.pay.exact_again()
        return min(value // 100 // points.step * points.step, points.most)

    def _choose_coupons(self, ids: list[str]) -> None:
        self.work.order.coupon_ids = ids
        self.work.change()
        self.pay.field.setFocus()

    def _scan_coupon(self, text: str) -> bool:
        """Take a coupon's scanned code; False for any other code."""
        try:
            found = codes.parse(text)
        except Refused:
            return False
        if found.kind is not CodeKind.COUPON or not self.pay.isVisible():
            return False
        self.desk.tasks.ask(
            coupons.by_number,
            text,
            done=self._coupon_scanned,
            refused=partial(self._not_covered, "coupon"),
        )
        return True

    def _coupon_scanned(self, row: CouponRow) -> None:
        if row.id not in self.work.order.coupon_ids:
            self._choose_coupons([*self.work.order.coupon_ids, row.id])

    def _not_covered(self, name: str, refused: Refused) -> None:
        """Say in its row why something cannot be used; what else stands on the till stays."""
        self.lines.covers.refuse(name, self._words_of(refused))

    def _words_of(self, refused: Refused) -> str:
        """The sentence of a refusal. The page has the clock and the zone."""
        raise NotImplementedError


def _able(offered: tuple[CouponOffer, ...]) -> list[CouponOffer]:
    """What can be used here, the best one first."""
    able = [one for one in offered if one.why is None]
    return sorted(able, key=lambda one: -one.worth)
