"""The clerk of a demonstration shop: one kernel, one clock that is moved, one seeded source of choices.

Everything written goes through the use cases. Must never read this computer's clock.
"""

import heapq
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from models.base.clock import ManualClock
from models.kernel import Kernel
from models.rules.checkout import NO_DISCOUNT, Discount, TenderIn, cash_suggestions
from models.rules.jobs import Ending, Step
from models.services import checkout, jobs
from models.services.checkout import Order, OrderLine, Posted, Preview
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.store.work import Work

ZONE = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(8, 30), time(19, 0)

P = ParamSpec("P")
R = TypeVar("R")
Course = Generator[datetime, None, None]
"""Something that goes on over days: yields the moment at which it goes on."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Desk:
    """The open shop, what stands in its price list, who works there, and the choices to come."""

    kernel: Kernel
    clock: ManualClock
    random: Random
    items: dict[str, str] = field(default_factory=dict)
    technicians: list[str] = field(default_factory=list)
    opened_on: tuple[date, int] = (date.min, 0)
    covers: "Callable[[Order, Preview], Order] | None" = None
    """What of points, coupons and visit cards somebody brings along; nothing without it."""
    sold_to: "Callable[[str, Posted], None] | None" = None
    """Told of every paid sale to a member."""
    _keys: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        """The moment the shop stands at."""
        return self.clock.now()

    @property
    def day(self) -> date:
        """The shop's day."""
        return self.now.astimezone(ZONE).date()

    @property
    def opened_today(self) -> int:
        """Jobs taken in on this day so far."""
        day, opened = self.opened_on
        return opened if day == self.day else 0

    def do(
        self, use_case: Callable[Concatenate[Work, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a use case and return its answer."""
        return self.kernel.run(use_case, *args, **kwargs).result

    def do_once(
        self, use_case: Callable[Concatenate[Work, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a keyed use case under a key of its own."""
        key = f"demo-{next(self._keys)}"
        return self.kernel.run_keyed(key, use_case, *args, **kwargs).result

    def line(self, code: str, *, quantity: int = 1000) -> LineEntry:
        """A line of the price list; a part comes with the lot it was bought in."""
        lot = ""
        if code.startswith("PJ") and self.random.random() < 0.8:
            lot = f"{self.day - timedelta(days=self.random.randint(5, 60)):%y%m}-" + str(
                self.random.randint(101, 188)
            )
        return LineEntry(item_id=self.items[code], quantity=quantity, lot=lot)

    def open_job(self, details: JobDetails, codes: Sequence[str]) -> str:
        """Take a job in; returns its id."""
        self.opened_on = (self.day, self.opened_today + 1)
        lines = tuple(self.line(code) for code in codes)
        return self.do_once(jobs.open_job, details, lines=lines).id

    def move(self, job_id: str, to: Step, *, reason: str = "", ending: Ending = "done") -> None:
        """Move a job."""
        self.do(jobs.move, job_id, to, reason=reason, ending=ending)

    def settle(self, order: Order) -> Posted:
        """Post an order, paid as people pay here: most by phone, some in cash, a few both ways.

        What is stored goes first, and what somebody brings along stands in front of it.
        """
        shown = self.kernel.ask(checkout.preview, order)
        if self.covers is not None:
            covered = self.covers(order, shown)
            if covered != order:
                order, shown = covered, self.kernel.ask(checkout.preview, covered)
        assert shown.priced is not None
        stored = min(shown.offers.stored.total, shown.due) if shown.offers is not None else 0
        tenders = self._tenders(shown.due - stored)
        if stored:
            tenders = (TenderIn("stored", stored), *tenders)
        total = shown.priced.total
        return self.do_once(checkout.close, replace(order, tenders=tenders, expected_total=total))

    def sell(
        self, codes: Sequence[str], *, member_id: str | None = None, plain: bool = False
    ) -> Posted:
        """A sale over the counter; ``plain``: one of each and paid by phone, with nothing drawn."""
        if plain:
            lines = tuple(OrderLine(entry=LineEntry(item_id=self.items[code])) for code in codes)
            order = Order(member_id=member_id, lines=lines, rounding_unit=0)
            due = self.kernel.ask(checkout.preview, order).due
            return self.do_once(checkout.close, replace(order, tenders=(TenderIn("wechat", due),)))
        lines = tuple(
            OrderLine(entry=self.line(code, quantity=self.random.choice((1000, 1000, 1000, 2000))))
            for code in codes
        )
        return self.settle(Order(member_id=member_id, lines=lines, rounding_unit=self.rounding()))

    def rounding(self) -> int:
        """Whether the odd sum is let go (抹零): now and then."""
        return self.random.choices((0, 10, 100), (80, 8, 12))[0]

    def bill_discount(self) -> Discount:
        """What old customers bargain for."""
        if self.random.random() < 0.82:
            return NO_DISCOUNT
        return self.random.choice(
            (Discount(per_mille=50), Discount(per_mille=100), Discount(fen=1000))
        )

    def _tenders(self, total: int) -> tuple[TenderIn, ...]:
        if total == 0:
            return ()
        kind = self.random.choices(
            ("wechat", "alipay", "cash", "card", "mixed"), (52, 21, 16, 6, 5)
        )[0]
        if kind == "mixed" and total > 6000:
            cash = self.random.choice((2000, 5000))
            return (TenderIn("cash", cash), TenderIn("wechat", total - cash))
        if kind == "cash":
            given = self.random.choice((total, *cash_suggestions(total)))
            return (TenderIn("cash", given),)
        if kind == "alipay":
            return (TenderIn("alipay", total),)
        return (TenderIn("card" if kind == "card" else "wechat", total),)


class Agenda:
    """What is to happen, in the order of time. What lies past the end stays undone: work in progress."""

    def __init__(self, clock: ManualClock, end: datetime) -> None:
        self._clock = clock
        self._end = end
        self._order = count()
        self._waiting: list[tuple[datetime, int, Course]] = []

    def begin(self, at: datetime, course: Course) -> None:
        """Let something begin at a moment."""
        heapq.heappush(self._waiting, (at, next(self._order), course))

    def run_until(self, moment: datetime) -> None:
        """Live everything up to ``moment`` (never past the end)."""
        last = min(moment, self._end)
        while self._waiting and self._waiting[0][0] < last:
            at, _, course = heapq.heappop(self._waiting)
            self._clock.set(max(at, self._clock.now()))
            following = next(course, None)
            if following is not None:
                self.begin(following, course)


def at(day: date, hours: int, minutes: int = 0) -> datetime:
    """A time of day in the shop, as UTC."""
    return datetime.combine(day, time(hours, minutes), ZONE).astimezone(UTC)


def in_hours(moment: datetime) -> datetime:
    """``moment``, or the next morning's opening where the shop is shut then."""
    local = moment.astimezone(ZONE)
    if local.time() >= CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, ZONE) + (
            timedelta(minutes=local.minute)
        )
    elif local.time() < OPENS:
        local = datetime.combine(local.date(), OPENS, ZONE) + timedelta(minutes=local.minute)
    return local.astimezone(UTC)
