"""The demonstration shop: a neighbourhood repair shop with years behind it and a working day before it.

Made through the use cases, each at its own time; the same seed gives the same rows. Its key lies beside
it, and it can never become a real shop. Must never read this computer's clock.
"""

import math
import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from desktop import demo_file, demo_reference, opening
from desktop.demo_desk import DAY, HOUR, MINUTE, ZONE, Agenda, Course, Desk, at
from desktop.demo_goods import COUNTER, GOODS, fault_of, season_factor
from desktop.demo_jobs import BAD, GOOD, Customer, Mood, job, own_device, staged
from desktop.demo_people import Home, Register
from desktop.demo_points import Loyalty, met_twice, put_aside, shared_pot, staged_points
from models.base.clock import ManualClock
from models.base.errors import Refused
from models.base.ports import Progress, Silent
from models.kernel import Surroundings
from models.rules.jobs import Step
from models.services import consents, households, members, prices, shop
from models.services.prices import NewPrice
from models.services.shop import ShopDetails
from models.store.files import publish

DETAILS = ShopDetails(
    name="邻里家电 清河路店",
    address="清河路 92 号",
    phone="010-5550 8600",
    complaint_phone="010-5550 8601",
    hours="每天 8:30 到 19:00",
)
OWNER = "何玉梅"
TECHNICIANS = ("刘永强", "马建军", "周凯")
MEMBERS_LEAST, MEMBERS_MOST, YEARS_MOST = 3, 20_000, 20

_FROM_NOTEBOOK = 0.35
"""Members copied from the paper notebook in the first weeks; the others come one by one."""
_JOBS_A_YEAR = 1.3
"""Of a member; PRODUCT.md: most leave after three services or fewer."""
_WALK_INS = 0.9
"""Counter sales a day to people who are no members (散客)."""
_SPRING_FESTIVALS = (
    "2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 "
    "2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11"
)
_NEW_YEARS = tuple(date.fromisoformat(day) for day in _SPRING_FESTIVALS.split())
_STAGED: tuple[tuple[Step, int, int], ...] = (
    (Step.INTAKE, 50, 48),
    (Step.INTAKE, 21, 330),
    (Step.QUOTE, 1180, 138),
    (Step.DISPATCH, 150, 26),
    (Step.DISPATCH, 95, 198),
    (Step.DISPATCH, 1300, 75),
    (Step.WORK, 185, 110),
    (Step.WORK, 1500, -95),
    (Step.WORK, 4400, -1560),
    (Step.ACCEPTANCE, 260, 40),
    (Step.ACCEPTANCE, 1400, 88),
    (Step.PAYMENT, 300, -10),
    (Step.CALL_BACK, 1700, -1400),
    (Step.CALL_BACK, 2900, -2700),
    (Step.CALL_BACK, 4300, -4100),
)
"""Where today's jobs stand: step, minutes since intake, minutes until promised. Some are late."""
_SALES_TODAY = 8
_SCENES = 6
"""So many days before the last what is staged of points begins."""
_TWINS_FROM = 10
"""With so many members one of them has two files, which become one."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    folder: Path
    members: int
    days: int


def build(
    folder: Path,
    *,
    members: int = 300,
    years: float = 1,
    seed: int = 1,
    until: datetime,
    progress: Progress | None = None,
) -> Made:
    """Make a demonstration shop in an absent or empty ``folder``; its last day goes on until ``until``.

    The folder gets its name only when the shop is finished. Progress counts days.
    Raises Refused("demo.members" | "demo.years" | "demo.not_empty"), Environment("store.…"), Cancelled.
    """
    if not MEMBERS_LEAST <= members <= MEMBERS_MOST:
        raise Refused("demo.members", field="members", least=MEMBERS_LEAST, most=MEMBERS_MOST)
    if not 0 < years <= YEARS_MOST:
        raise Refused("demo.years", field="years", most=YEARS_MOST)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("demo.not_empty", name=folder.name)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        days = _live(part, members, years, seed, until, progress or Silent())
        if folder.exists():
            folder.rmdir()
        publish(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Made(folder, members, days)


def _live(
    folder: Path, members: int, years: float, seed: int, until: datetime, progress: Progress
) -> int:
    first = (until - timedelta(days=max(8, round(365 * years)))).astimezone(ZONE).date()
    clock = ManualClock(at(first, 8, 10))
    around = Surroundings(clock, Random(f"ids {seed}"))
    kernel = opening.found_demo(folder, DETAILS, trade="repair", owner=OWNER, around=around)
    try:
        demo_file.hurry(kernel.store)
        desk = Desk(kernel, clock, Random(f"choices {seed}"))
        street = Street(desk, members, first, until, seed)
        street.prepare()
        days = (street.last - first).days + 1
        for done in range(days):
            street.live(first + timedelta(days=done))
            progress.step(done + 1, days)
        kernel.give_back()
        demo_file.finish(kernel.store)
    finally:
        kernel.close()
    return days


class Street:
    """The shop and everybody around it, lived day by day."""

    def __init__(self, desk: Desk, members: int, first: date, until: datetime, seed: int) -> None:
        self.desk = desk
        self.random = desk.random
        self.first = first
        self.until = until
        self.last = until.astimezone(ZONE).date()
        self.agenda = Agenda(desk.clock, until)
        self.register = Register(desk.random)
        self.loyalty = Loyalty(desk, self.agenda, seed)
        self.customers: list[Customer] = []
        self._homes: list[tuple[Home, str]] = []
        self._shared: list[str] = []
        self._running = 0
        self._twins = members >= _TWINS_FROM
        self._arrivals = self._plan_arrivals(members - MEMBERS_LEAST - self._twins)
        self._raises = self._plan_raises()

    def prepare(self) -> None:
        """Before the first customer: people, price list, and the household of the pictures."""
        for name in TECHNICIANS:
            self.desk.technicians.append(self.desk.do(shop.add_person, name=name))
        self.desk.do(shop.set_setting, "rounding_unit", 0)
        for good in GOODS:
            price = good.price_before(self._months(0))
            cost = good.cost * 100
            self.desk.items[good.code] = self.desk.do(
                prices.add_item, good.details(), price=price, cost=cost
            )
        self.loyalty.prepare()
        household = demo_reference.household(self.desk, self.agenda, self.until, known=self._know)
        self.agenda.begin(at(self.first, 8, 40), household)

    def live(self, day: date) -> None:
        """One day: prices, arrivals, jobs and sales are put on the agenda, then it is lived."""
        if self._shut(day):
            self.agenda.run_until(at(day + timedelta(days=1), 0))
            return
        self.agenda.begin(at(day, 8, 15), self.loyalty.morning())
        for version, effective in enumerate(self._raises, start=1):
            if day == max(self.first, effective - timedelta(days=6)):
                self.agenda.begin(at(day, 18, 30), self._raise(version))
        if day == self.last - timedelta(days=4):
            self._stage()
        if day == self.last - timedelta(days=_SCENES):
            self._stage_points(day)
        mood = BAD if self.random.random() < 0.12 else GOOD
        for _ in range(self._arrivals.get(day, 0)):
            self.agenda.begin(self._moment(day), self._arrive(mood))
        if day == self.last - timedelta(days=1):
            self._eve(day)
        elif day == self.last:
            self._today(day)
        else:
            self._ordinary(day, mood)
        self.agenda.run_until(at(day + timedelta(days=1), 0))

    def _ordinary(self, day: date, mood: Mood) -> None:
        busy = season_factor(day) * (1.2 if day.weekday() >= 5 else 0.92)
        busy *= 1.8 if mood is BAD else 1
        for _ in range(self._poisson(len(self.customers) * _JOBS_A_YEAR / 365 * busy)):
            self.agenda.begin(self._moment(day), self._return(mood))
        for _ in range(self._poisson(_WALK_INS * busy)):
            self.agenda.begin(self._moment(day), self._walk_in())

    def _eve(self, day: date) -> None:
        """The day before: as many jobs as the pictures have before number 023."""
        for place in range(demo_reference.EVE_JOBS * 2 // 3):
            moment = at(day, 8, 35) + place * 27 * MINUTE
            self.agenda.begin(moment, self._return(GOOD))
        self.agenda.begin(at(day, 15, 38), self._fill_up(at(day, 16, 5)))
        self.agenda.begin(at(day, 18, 40), self._announce())

    def _fill_up(self, end: datetime) -> Course:
        """One job a minute until the reference job is the next number."""
        while self.desk.opened_today < demo_reference.EVE_JOBS and self.desk.now < end:
            self.agenda.begin(self.desk.now, self._return(GOOD))
            yield self.desk.now + MINUTE

    def _announce(self) -> Course:
        """A price that will hold in three weeks."""
        coming = {"FW-210": 42_000, "FW-501": 18_800}
        changed = [NewPrice(self.desk.items[code], fen) for code, fen in coming.items()]
        effective = self.last + timedelta(days=20)
        self.desk.do(prices.set_prices, changed, effective_from=effective, note="旺季价")
        yield from ()

    def _today(self, day: date) -> None:
        """The day that is looked at: sales since opening; what is in hand was begun earlier."""
        opening_time = at(day, 8, 30)
        first = max(at(day, 0, 1), min(opening_time, self.until - 3 * HOUR))
        span = max(MINUTE * (_SALES_TODAY + 2), self.until - first)
        for place in range(_SALES_TODAY):
            moment = first + span * (place + 1) / (_SALES_TODAY + 2)
            self.agenda.begin(moment, self._walk_in())

    def _stage(self) -> None:
        """Put the jobs on the agenda that stand at each step when the shop is opened."""
        for reach, since, left in _STAGED:
            begun = self.until - since * MINUTE
            promised = max(self.until + left * MINUTE, begun + 30 * MINUTE)
            self.agenda.begin(begun, self._staged(reach, begun, promised))

    def _staged(self, reach: Step, begun: datetime, promised: datetime) -> Course:
        yield from staged(
            self.desk, self._somebody(), reach=reach, begun=begun, promised_at=promised
        )

    def _stage_points(self, day: date) -> None:
        """A debt, a fall announced, a household's pot, two files that become one."""
        cast = [one.id for one in self.customers]
        if len(cast) > 2:
            self.agenda.begin(at(day, 10, 5), staged_points(self.loyalty, cast))
            card = self.loyalty.buy_card(cast[-2], wait=2 * DAY)
            self.agenda.begin(at(day, 16, 30), card)
            held = at(self.last - timedelta(days=1), 10, 40)
            self.agenda.begin(held, put_aside(self.loyalty, cast))
        if self._shared:
            self.agenda.begin(at(day, 11, 20), shared_pot(self.desk, self._shared[0]))
        if self._twins:
            self._running += 1
            twin = self.register.newcomer(self._running, day=day).details
            self.agenda.begin(at(day, 15, 10), met_twice(self.loyalty, cast, twin))

    def _arrive(self, mood: Mood) -> Course:
        """Somebody becomes a member; one in six belongs to a household that is known."""
        desk, random = self.desk, self.random
        known = random.choice(self._homes) if self._homes and random.random() < 0.16 else None
        self._running += 1
        newcomer = self.register.newcomer(
            self._running, day=desk.day, home=known[0] if known else None
        )
        details = newcomer.details
        if details.source == "referral" and self.customers:
            brought_by = self.loyalty.random.choice(self.customers).id
            details = replace(details, referred_by_id=brought_by)
        opened = desk.do_once(members.create, details)
        desk.do(consents.record, opened.id, purpose="service", granted=True, channel="counter")
        if random.random() < 0.4:
            agreed = random.random() < 0.6
            desk.do(consents.record, opened.id, purpose="marketing", granted=agreed)
        if known is not None:
            self._shared.append(desk.do(households.join, opened.id, known[1]))
        elif len(self._homes) < 4000:
            self._homes.append((newcomer.home, opened.id))
        customer = Customer(opened.id, {})
        self.customers.append(customer)
        if (desk.day - self.first).days < 20:
            if random.random() < 0.5:
                own_device(desk, customer, fault_of(random, desk.day))
            return
        yield desk.now + 3 * MINUTE
        if random.random() < 0.85:
            yield from job(desk, self.agenda, customer, fault_of(random, desk.day), mood)
        else:
            self.loyalty.after(opened.id, desk.sell(self._basket(), member_id=opened.id))

    def _return(self, mood: Mood) -> Course:
        customer = self._somebody()
        desk = self.desk
        owned = tuple(customer.devices) if self.random.random() < 0.5 else ()
        fault = fault_of(self.random, desk.day, categories=owned)
        yield from job(desk, self.agenda, customer, fault, mood)

    def _walk_in(self) -> Course:
        """A sale over the counter, to nobody in particular or to a member who happens by."""
        member = self._somebody().id if self.customers and self.random.random() < 0.15 else None
        posted = self.desk.sell(self._basket(), member_id=member)
        if member is not None:
            self.loyalty.after(member, posted)
        yield from ()

    def _basket(self) -> tuple[str, ...]:
        return tuple(self.random.sample(COUNTER, self.random.choices((1, 2, 3), (70, 24, 6))[0]))

    def _raise(self, version: int) -> Course:
        before, after = (self._months(version - 1), self._months(version))
        changed = [
            NewPrice(self.desk.items[good.code], good.price_before(after), good.cost * 100)
            for good in GOODS
            if good.price_before(after) != good.price_before(before)
        ]
        effective = self._raises[version - 1]
        if changed:
            self.desk.do(prices.set_prices, changed, effective_from=effective, note="调价")
        yield from ()

    def _months(self, version: int) -> list[int]:
        """The months of the raises that come after a version."""
        return [day.month for day in self._raises[version:]]

    def _somebody(self) -> Customer:
        """A customer; a third of them bring most of the jobs."""
        regulars = max(1, len(self.customers) // 3)
        place = self.random.randrange(
            regulars if self.random.random() < 0.6 else len(self.customers)
        )
        return self.customers[place]

    def _moment(self, day: date) -> datetime:
        """A time in the opening hours: mornings and late afternoons are full."""
        hours = self.random.choice(
            (self.random.triangular(8.6, 12.5, 9.7), self.random.uniform(13, 18.6))
        )
        return at(day, 0) + timedelta(seconds=round(hours * 3600))

    def _shut(self, day: date) -> bool:
        """Seven days from the eve of the spring festival, unless these are the days looked at."""
        return day < self.last - timedelta(days=4) and any(
            -1 <= (day - festival).days <= 5 for festival in _NEW_YEARS
        )

    def _plan_arrivals(self, count: int) -> dict[date, int]:
        """How many open a file on each day: a third from the notebook, the others over the years."""
        plan: dict[date, int] = {}
        length = max(1, (self.last - self.first).days - 1)
        for place in range(count):
            early = place < count * _FROM_NOTEBOOK
            offset = self.random.randrange(min(18, length) if early else length)
            day = self.first + timedelta(days=offset)
            while self._shut(day):
                day += timedelta(days=1)
            plan[day] = plan.get(day, 0) + 1
        return plan

    def _plan_raises(self) -> list[date]:
        """Spring and autumn: the newest on the first of the month before this one, or half a year ago."""
        newest = (self.last.replace(day=1) - timedelta(days=1)).replace(day=1)
        days = [newest.replace(month=month, year=newest.year - back)
                for back in range(YEARS_MOST) for month in (5, 11)]  # fmt: skip
        return sorted(day for day in days if self.first + timedelta(days=7) < day <= newest)

    def _know(self, member_id: str) -> None:
        self.customers.append(Customer(member_id, {}))

    def _poisson(self, mean: float) -> int:
        """How many, where ``mean`` are expected (Knuth's product of uniforms, in parts of 30)."""
        found = 0
        while mean > 0:
            part = min(mean, 30.0)
            mean -= part
            limit, product = math.exp(-part), self.random.random()
            while product > limit:
                found += 1
                product *= self.random.random()
        return found
