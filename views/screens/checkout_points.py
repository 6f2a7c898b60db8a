"""What the member has at the till beside money: a row each for tier discount, coupon, points and visit card."""

from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.services.checkout import Preview, TierOff
from models.services.checkout_covers import CardOffer, CouponOffer, Offers, PointsOffer
from views import acts, sayings, texts, theme
from views.programme_names import discount_words, tier_name
from views.screens.checkout_off import OffRow
from views.screens.checkout_order import TillOrder
from views.texts import t
from views.widgets.choice import draw_tick_box
from views.widgets.dressed import Dressed
from views.widgets.panel import hairline

NEAR_DAYS = 60
"""Points that end within so many days are named, so that they are used first knowingly."""


class TickPart(Dressed, QWidget):
    """The square of a row: ticked where it is used. The keys and a click on the row change it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticked = False
        self.dress()

    def show_tick(self, ticked: bool) -> None:
        """Show whether it is used."""
        self.ticked = ticked
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(theme.px(18), theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme.px(16)
        draw_tick_box(QPainter(self), QRectF(1, 1, side, side), ticked=self.ticked)


class CoverRow(OffRow):
    """A row that can be ticked: ``pressed`` on a click anywhere in it."""

    pressed = Signal()

    def __init__(self, action: QAction) -> None:
        self.tick = TickPart()
        super().__init__(key=action.property(acts.KEYCAP), lead=self.tick)
        self.pressed.connect(action.trigger)

    def tell(self, name: str, fen: int, word: str, *, ticked: bool) -> None:
        """Show the row; the words say it all to a reader."""
        self.write(name, fen if ticked else 0, word)
        self.tick.show_tick(ticked)
        said = t("checkout.ticked" if ticked else "checkout.unticked")
        self.setAccessibleName(f"{said} {name} {word} {sayings.money(-fen)}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.pressed.emit()


class CoverRows(Dressed, QWidget):
    """Absent where the member has nothing to use. It shows what the rules reckoned and decides nothing."""

    def __init__(self, tier: QAction, coupon: QAction, points: QAction, visit: QAction) -> None:
        super().__init__()
        acts_ = {"tier": tier, "coupon": coupon, "points": points, "visit": visit}
        self.rows = {name: CoverRow(action) for name, action in acts_.items()}
        self._rules = {name: hairline() for name in self.rows}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for name, row in self.rows.items():
            box.addWidget(self._rules[name])
            box.addWidget(row)
        self.show_order(TillOrder(), None)
        self.dress()

    def show_order(self, order: TillOrder, preview: Preview | None) -> None:
        """Show what could be used on the order as it stands."""
        offers = preview.offers if preview else None
        today = preview.receipt.at.date() if preview and preview.receipt else date(2026, 1, 1)
        told = {
            "tier": self._tier(preview.tier if preview else None),
            "coupon": self._coupon(order, offers),
            "points": self._points(offers, today),
            "visit": self._visit(offers),
        }
        for name, shown in told.items():
            self.rows[name].setVisible(shown)
            self._rules[name].setVisible(shown)

    def refuse(self, name: str, sentence: str) -> None:
        """Say in a row why it cannot be."""
        self.rows[name].setVisible(True)
        self._rules[name].setVisible(True)
        self.rows[name].say(sentence, refused=True)

    def _tier(self, tier: TierOff | None) -> bool:
        if tier is None or not tier.off:
            return False
        word = t("checkout.tier_auto" if tier.on else "checkout.tier_left_out")
        self.rows["tier"].tell(tier_words(tier), tier.off, word, ticked=tier.on)
        return True

    def _coupon(self, order: TillOrder, offers: Offers | None) -> bool:
        coupons = offers.coupons if offers else ()
        chosen = [one for one in coupons if one.chosen]
        able = [one for one in coupons if one.why is None and not one.chosen]
        shown = chosen[0] if chosen else best_of(coupons)
        if shown is None:
            return False
        words = [coupon_words(shown)]
        if len(chosen) > 1:
            words = [t("checkout.coupons_used", n=len(chosen))]
        more = len(able) - (0 if chosen else 1)
        if more > 0:
            words.append(t("checkout.coupons_more", n=more))
        worth = sum(one.worth for one in chosen) if chosen else shown.worth
        name = shown.row.name
        self.rows["coupon"].tell(
            name, worth, t("words.list_comma").join(words), ticked=bool(order.coupon_ids)
        )
        return True

    def _points(self, offers: Offers | None, today: date) -> bool:
        points = offers.points if offers else None
        if points is None or not (points.available or points.chosen):
            return False
        used = points.chosen or points.most
        if not used:
            word = t(
                "checkout.points_none", have=sayings.number(points.available), step=points.step
            )
            self.rows["points"].tell(t("checkout.points_pay"), 0, word, ticked=False)
            return True
        name = t("checkout.points_use", n=sayings.number(used))
        worth = points.chosen_worth if points.chosen else points.worth
        self.rows["points"].tell(
            name, worth, first_words(points, today), ticked=bool(points.chosen)
        )
        return True

    def _visit(self, offers: Offers | None) -> bool:
        cards = offers.cards if offers else ()
        card = next((one for one in cards if one.chosen), cards[0] if cards else None)
        if card is None:
            return False
        self.rows["visit"].tell(card.row.name, 0, visit_words(card), ticked=bool(card.chosen))
        return True

    def restyle(self) -> None:
        for row in self.rows.values():
            row.restyle()


def tier_words(tier: TierOff) -> str:
    """金卡工时 95 折, 金卡 95 折 where parts are cheaper too, or 金卡优惠 where no one share tells it."""
    name = tier_name(tier.code, tier.name)
    if not tier.per_mille:
        return t("checkout.tier_gift", tier=name)
    share = discount_words(tier.per_mille, texts.current())
    return t("checkout.tier_all" if tier.parts else "checkout.tier_labour", tier=name, off=share)


def best_of(coupons: tuple[CouponOffer, ...]) -> CouponOffer | None:
    """The coupon that takes off most here, else the first that cannot be used, so that it says why."""
    able = next((one for one in coupons if one.best), None)
    able = able or next((one for one in coupons if one.why is None), None)
    return able or (coupons[0] if coupons else None)


def coupon_words(one: CouponOffer) -> str:
    """What a coupon does: 满 300 减 20, or that it is not good on this bill."""
    row = one.row
    if one.why is not None and one.why.code == "coupon.least":
        return t("checkout.coupon_least", least=sayings.money(row.least))
    if one.why is not None:
        return t("checkout.coupon_not_here")
    key = f"checkout.coupon.{row.coupon_kind}"
    what = {
        "amount": sayings.yuan(row.value),
        "percent": sayings.share(row.value),
        "free_item": row.item,
        "right": "",
    }[row.coupon_kind]
    told = t(key, what=what) if what else t(key)
    if not row.least:
        return told
    return t("checkout.coupon_from", least=sayings.money(row.least), what=told)


def first_words(points: PointsOffer, today: date) -> str:
    """先用 6月30日 到期的 320 分, or what is there."""
    ending = [(day, n) for day, n in points.lots if day is not None]
    if not ending:
        return t("checkout.points_of", have=sayings.number(points.available))
    day, count = ending[0]
    assert day is not None
    told = sayings.calendar_day(day) if day.year == today.year else day.isoformat()
    return t("checkout.points_first", day=told, n=sayings.number(count))


def visit_words(card: CardOffer) -> str:
    """How many visits are used of how many are left."""
    if card.chosen:
        return t("checkout.visits_used", n=card.chosen, left=card.row.left - card.chosen)
    return t("checkout.visits_left", n=card.row.left)
