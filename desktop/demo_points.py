"""Points in a demonstration shop: its rules and rewards, what members do with them, and a few scenes staged.

Everything goes through the use cases, and is drawn from a seeded source of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from desktop import opening
from desktop.demo_desk import DAY, HOUR, MINUTE, Agenda, Course, Desk, in_hours
from models.rules.checkout import TenderIn
from models.rules.coupons import CouponPlan
from models.rules.programme import (
    Behaviour,
    Benefits,
    Expiry,
    Milestone,
    Multiplier,
    Programme,
    Standing,
    Tier,
    Tiers,
)
from models.services import (
    behaviours,
    member_file,
    members,
    merges,
    points,
    points_carried,
    points_expiry,
    prepaid,
    programme_days,
    redemptions,
    refunds,
    rewards,
    tier_file,
    visit_cards,
)
from models.services.checkout import Order, OrderLine, Posted, Preview
from models.services.job_lines import LineEntry
from models.services.members import MemberDetails
from models.services.programme_days import DayAct
from models.services.refunds import RefundOrder
from models.services.rewards import RewardDetails

PROGRAMME = Programme(
    multipliers=(
        Multiplier(code="members_day", name="会员日", factor=2000, month_days=(8,)),
        Multiplier(code="gold", name="金卡会员", factor=1200, tiers=("gold", "platinum")),
        Multiplier(code="clean", name="清洗加倍", factor=1500, item_codes=("FW-120", "FW-501")),
    ),
    behaviours=(
        Behaviour(code="referral", name="推荐", points=200, every="any", welcome=50),
        Behaviour(code="review", name="评价", points=50, every="day"),
        Behaviour(code="check_in", name="签到", points=5, every="day"),
        Behaviour(code="birthday", name="生日", points=88, every="year"),
    ),
    standing=(Standing(points=5, tier="platinum"),),
    expiry=Expiry("month_end", 5),
    tiers=Tiers(
        review_months=6,
        window_months=6,
        steps=(
            Tier(code="base", name="普通", need=0, benefits=Benefits(response_minutes=240)),
            Tier(
                code="silver",
                name="银卡",
                need=50_000,
                benefits=Benefits(birthday_points=100, response_minutes=120),
            ),
            Tier(
                code="gold",
                name="金卡",
                need=80_000,
                benefits=Benefits(
                    birthday_points=200,
                    birthday_coupon=2000,
                    response_minutes=60,
                    priority=True,
                ),
            ),
            Tier(
                code="platinum",
                name="铂金",
                need=120_000,
                benefits=Benefits(
                    birthday_points=300,
                    birthday_coupon=3000,
                    response_minutes=30,
                    priority=True,
                    adviser=True,
                ),
            ),
        ),
    ),
    milestones=(
        Milestone(code="1", name="延保三个月", services=1),
        Milestone(
            code="2", name="免费检测", services=2, grant="free_item", item_code="FW-001", cost=1000
        ),
        Milestone(code="3", name="老客九折", services=3, grant="percent", value=100, days=180),
        Milestone(code="5", name="终身 VIP", services=5, days=0, priority=True),
    ),
)
"""5 services, 3, 2 and 1 grant a right each; a family of this street spends some hundreds of yuan a year."""

REWARDS = (
    RewardDetails(code="LP-01", name="垃圾袋一卷", points=60, cost=300),
    RewardDetails(code="LP-02", name="过滤网", points=120, cost=600, stock=80, each_most=3),
    RewardDetails(code="LP-03", name="保温杯", points=260, cash=1000, cost=2200, stock=40),
    RewardDetails(
        code="LP-04", name="家电保养课", reward_kind="experience", points=150, cost=500, each_most=1
    ),
    RewardDetails(
        code="LP-05",
        name="满 100 减 10 元券",
        reward_kind="coupon",
        points=300,
        cost=1000,
        coupon=CouponPlan(name="满 100 减 10", value=1000, least=10_000, days=90, cost=1000),
    ),
    RewardDetails(
        code="LP-06", name="上门检测一次", reward_kind="service", points=240, cost=1500, each_most=2
    ),
)
"""The catalogue; the cash part and what each costs the shop in fen."""
_CARD = ("FW-201", 5, 45_000, "空调清洗 5 次")
_OPENS = timedelta(days=programme_days.BACK_MOST - 1)


class Loyalty:
    """What members do with points, drawn anew from its own source at each sale."""

    def __init__(self, desk: Desk, agenda: Agenda, seed: int) -> None:
        self.desk = desk
        self.random = Random(f"points {seed}")
        self._agenda = agenda
        self._rewards: list[tuple[str, RewardDetails]] = []
        self._credited: set[tuple[str, str, date]] = set()
        self._last_morning: date | None = None

    def prepare(self) -> None:
        """Have the programme hold from the first day, and put the catalogue up; items are in the price list."""
        opening.put_in_force(self.desk.kernel, PROGRAMME)
        for details in REWARDS:
            self._rewards.append((self.desk.do(rewards.add, details), details))
        self.desk.covers, self.desk.sold_to = self.covered, self.after

    def morning(self) -> Course:
        """What the programme does by itself before the shop opens."""
        desk, day = self.desk, self.desk.day
        if self._last_morning is None:
            desk.do(programme_days.run, "placed", day)
        first = max(self._last_morning or day, day - _OPENS)
        days = [first + timedelta(days=n) for n in range((day - first).days + 1)]
        acts = [DayAct(what, each) for each in days for what in programme_days.DAILY]
        for act in (*acts, DayAct("tiers", day)):
            if act.what == "tiers" or act.day != self._last_morning:
                while desk.do(programme_days.run, act.what, act.day).more:
                    pass
        self._last_morning = day
        if desk.kernel.ask(points_expiry.due).lots:
            while desk.do(points_expiry.expire).more:
                pass
        yield from ()

    def covered(self, order: Order, shown: Preview) -> Order:
        """What of points, coupons and cards a member brings to the till, now and then."""
        offers = shown.offers
        if offers is None or not shown.due:
            return order
        coupon = next((one.row.id for one in offers.coupons if one.best and one.why is None), None)
        card = next((one for one in offers.cards if one.most), None)
        if card is not None:
            order = replace(order, visit_card_ids=((card.row.id, 1),))
        elif coupon is not None and self.random.random() < 0.5:
            order = replace(order, coupon_ids=(coupon,))
        elif offers.points.most >= 100 and self.random.random() < 0.3:
            whole = self.random.random() < 0.5
            order = replace(order, points=offers.points.most if whole else offers.points.step)
        return order

    def after(self, member_id: str, posted: Posted) -> None:
        """What a sale brings about beside the points it earns by itself."""
        luck = self.random.random()
        soon = self.desk.now + self.random.randint(2, 9) * MINUTE
        if luck < 0.10:
            self._agenda.begin(soon, self._credit(member_id, "review"))
        elif luck < 0.16:
            self._agenda.begin(soon, self._credit(member_id, "check_in"))
        elif luck < 0.30:
            self._agenda.begin(soon, self._redeem(member_id))
        elif luck < 0.315 and posted.total:
            later = in_hours(self.desk.now + self.random.randint(20, 70) * HOUR)
            self._agenda.begin(later, self.give_back(posted.id))
        elif luck < 0.335:
            self._agenda.begin(soon, self._top_up(member_id))
        elif luck < 0.35:
            self._agenda.begin(soon, self.buy_card(member_id, wait=18 * DAY))

    def available(self, member_id: str) -> int:
        """What a member may spend."""
        return self.desk.kernel.ask(points.of_member, member_id).available

    def give_back(self, bill_id: str, *, reason: str = "修好又坏，退款") -> Course:
        """Give a bill back, whole or half of it; what it earned goes, what paid for it comes back."""
        order = RefundOrder(bill_id=bill_id, reason=reason)
        shown = self.desk.kernel.ask(refunds.preview, order)
        if self.random.random() < 0.5 and shown.left >= 2000:
            order = replace(order, amount=shown.left // 200 * 100)
        self.desk.do_once(refunds.refund, order)
        yield from ()

    @property
    def cheapest(self) -> str:
        """The id of the reward that costs the least."""
        return self._rewards[0][0]

    def spend_all(self, member_id: str) -> int:
        """Take as much of the cheapest reward as there are points for; returns how many points went."""
        reward_id, details = self.cheapest, REWARDS[0]
        quantity = self.available(member_id) // details.points
        if quantity:
            self.desk.do_once(redemptions.redeem, member_id, reward_id, quantity=quantity)
        return quantity * details.points

    def _credit(self, member_id: str, code: str) -> Course:
        once = (member_id, code, self.desk.day)
        if once not in self._credited:
            self._credited.add(once)
            self.desk.do_once(behaviours.credit, member_id, code)
        yield from ()

    def _redeem(self, member_id: str) -> Course:
        """At once or put aside; one in three of what is put aside is given up again."""
        have, desk = self.available(member_id), self.desk
        listed = {row.id: row for row in desk.kernel.ask(rewards.listed)}
        open_to = [
            (reward_id, details)
            for reward_id, details in self._rewards
            if details.points <= have
            and listed[reward_id].state == "open"
            and not details.each_most
        ]
        if not open_to:
            return
        reward_id, details = self.random.choice(open_to)
        tender = TenderIn("wechat", details.cash) if details.cash else None
        if self.random.random() < 0.65:
            desk.do_once(redemptions.redeem, member_id, reward_id, tender=tender)
            return
        held = desk.do_once(redemptions.hold, member_id, reward_id)
        fetched = self.random.random() < 0.66
        yield in_hours(desk.now + self.random.randint(20, 90) * HOUR)
        if fetched:
            desk.do_once(redemptions.complete, held.id, tender=tender)
        else:
            desk.do(redemptions.cancel, held.id, reason="没空来取")

    def _top_up(self, member_id: str) -> Course:
        amount = self.random.choice((50_000, 50_000, 100_000))
        tender = TenderIn("wechat", amount)
        self.desk.do_once(prepaid.top_up, member_id, amount=amount, tender=tender)
        yield from ()

    def buy_card(self, member_id: str, *, wait: timedelta) -> Course:
        """Visits paid ahead, the first of them used after a while."""
        code, visits, price, name = _CARD
        self.desk.do_once(
            visit_cards.sell,
            member_id,
            item_id=self.desk.items[code],
            visits=visits,
            price=price,
            tender=TenderIn("alipay", price),
            name=name,
        )
        yield in_hours(self.desk.now + wait)
        line = OrderLine(entry=LineEntry(item_id=self.desk.items[code]))
        self.desk.settle(Order(member_id=member_id, lines=(line,), rounding_unit=0))


def staged_points(loyalty: Loyalty, cast: Sequence[str]) -> Course:
    """Two scenes that every clerk is asked about: points owed after a refund, and a tier that is about to fall."""
    desk = loyalty.desk
    climber = next((one for one in cast if _stands_low(desk, one)), cast[0])
    spender = next(one for one in reversed(cast) if one != climber)
    sold = desk.sell(("FW-210",), member_id=spender, plain=True)
    yield desk.now + 30 * MINUTE
    loyalty.spend_all(spender)
    high = desk.sell(("FW-210", "FW-301"), member_id=climber, plain=True)
    yield in_hours(desk.now + 22 * HOUR)
    for bill_id, reason in ((sold.id, "没修好，全退"), (high.id, "机器另买新的，全退")):
        desk.do_once(refunds.refund, RefundOrder(bill_id=bill_id, reason=reason))
        yield desk.now + 8 * MINUTE


def put_aside(loyalty: Loyalty, cast: Sequence[str]) -> Course:
    """A reward that waits for somebody today, and an apology in points."""
    desk = loyalty.desk
    for member_id in cast:
        if loyalty.available(member_id) >= REWARDS[0].points:
            desk.do_once(redemptions.hold, member_id, loyalty.cheapest)
            break
    yield desk.now + 20 * MINUTE
    desk.do_once(points.adjust, cast[-1], 50, reason="师傅迟到，道歉")


def shared_pot(desk: Desk, household_id: str) -> Course:
    """A household that keeps one pot from now on."""
    desk.do(points_carried.open_pot, household_id)
    yield from ()


def met_twice(loyalty: Loyalty, cast: Sequence[str], twin: MemberDetails) -> Course:
    """Somebody is written down once more under a new phone, buys, and is found out two days later."""
    desk = loyalty.desk
    first = loyalty.random.choice(cast)
    name = desk.kernel.ask(member_file.file, first).name
    opened = desk.do_once(members.create, replace(twin, name=name))
    yield desk.now + 12 * MINUTE
    desk.sell(("FW-120",), member_id=opened.id, plain=True)
    yield in_hours(desk.now + 30 * HOUR)
    desk.do_once(merges.merge, first, opened.id)


def _stands_low(desk: Desk, member_id: str) -> bool:
    """Whether somebody is in the lowest tier and far from the next."""
    held = desk.kernel.ask(tier_file.file, member_id)
    return held is not None and held.code == "base" and held.distance.missing > 30_000
