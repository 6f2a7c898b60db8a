"""What happens in a large bench shop, visit by visit: the same plan for the bulk writer and for the use cases.

A visit is made again from its number alone, so that a million of them need no memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from desktop.demo_goods import Fault, fault_of
from desktop.demo_people import Register
from models.services.members import MemberDetails

MINUTE = timedelta(minutes=1)
LEFT_OPEN = 24
"""The last visits stay at intake: the work in hand on the day the shop is opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A member comes: new on the first round, and with a job unless the plan has none."""

    member: int
    """0 for the first member."""
    at: datetime
    new: bool
    last: bool
    """Nothing happens with this member afterwards."""
    details: MemberDetails
    fault: Fault | None
    serial: str
    stays_open: bool

    @property
    def opened_at(self) -> datetime:
        """When the job is taken in."""
        return self.at + MINUTE

    @property
    def promised_at(self) -> datetime:
        """When it is promised for."""
        return self.opened_at + 240 * MINUTE

    @property
    def paid_at(self) -> datetime:
        """When it is paid."""
        return self.at + 3 * MINUTE

    @property
    def closed_at(self) -> datetime:
        """When it is closed."""
        return self.at + 4 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large, how long and by which seed. ``jobs_each`` 0 makes members only."""

    members: int
    jobs_each: int
    first: datetime
    until: datetime
    seed: int = 1

    @property
    def visits(self) -> int:
        """How many visits there are."""
        return self.members * max(1, self.jobs_each)

    def each(self) -> Iterator[Visit]:
        """Every visit in the order of time: all members once, then all again."""
        random = Random()
        register = Register(random)
        step = (self.until - self.first) / (self.visits + 1)
        total = self.visits
        for number in range(total):
            round_number, member = divmod(number, self.members)
            at = self.first + (number + 1) * step
            at = at.replace(microsecond=at.microsecond // 1000 * 1000)
            random.seed(f"{self.seed}/{member}")
            details = register.newcomer(member + 1, day=self.first.date()).details
            random.seed(f"{self.seed}/{member}/{round_number}")
            fault = fault_of(random, at.date()) if self.jobs_each else None
            yield Visit(
                member=member,
                at=at,
                new=round_number == 0,
                last=number >= total - self.members,
                details=details,
                fault=fault,
                serial=f"{random.randrange(10**11):011d}" if self.jobs_each else "",
                stays_open=number >= total - LEFT_OPEN,
            )
