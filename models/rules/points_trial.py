"""A programme tried on what happened: acts go by in the order of time, and points and tiers follow its rules.

Of a member only what is needed to go on is kept: a few lots and the bills of the tier's window. Must not read a
file.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from models.base.money import split
from models.rules import points as ledger
from models.rules import tiers as tier_rules
from models.rules.points import EarnedLine
from models.rules.points_earning import Reckoning, base_of
from models.rules.programme import Programme

BEHAVIOURS = frozenset(("referral", "review", "check_in", "share", "survey", "birthday"))
"""What a programme without them gives nothing for."""


@dataclass(slots=True)
class Pot:
    """An account in the trial: what may be used by last day, and what is owed."""

    lots: dict[tuple[date, date, int], int] = field(default_factory=dict)
    """(Last day, first day, order of coming) to points; ``date.max`` where they never end."""
    debt: int = 0


@dataclass(slots=True)
class Person:
    """A member in the trial: the tier, when it is looked at again, and what counts for it."""

    pot: Pot
    tier: int = 0
    since: date = date.min
    basis: int = 0
    """What the tier was reached or kept with."""
    review: date | None = None
    falls: date | None = None
    """The day of an announced fall."""
    window: "array[int]" = field(default_factory=partial(array, "q"))
    """What counts for the tier: a day's ordinal and how much, in turns; sixteen bytes a bill."""
    sum: int = 0


@dataclass(slots=True)
class Month:
    """What happened in a month; points."""

    issued: int = 0
    used: int = 0
    expired: int = 0
    taken_back: int = 0


@dataclass(slots=True)
class Used:
    """A use that comes back later: what it took out of which lots, of which line, and what was not there."""

    parts: list[tuple[tuple[date, date, int], int, str]]
    unmet: int


@dataclass(slots=True)
class TrialBill:
    """A bill as the trial sees it: day, lines of amount, total, class and code, and fen that earn nothing."""

    day: date
    lines: Sequence[tuple[int, int, str, str]]
    unearning: int


class Trial:
    """A programme going through a shop's history, act by act in the order of time."""

    def __init__(self, programme: Programme, *, from_day: date = date.min) -> None:
        self.programme = programme
        self.from_day = from_day
        self.months: dict[tuple[int, int], Month] = {}
        self.unmet = 0
        """Points that were used, and would not have been there."""
        self._people: dict[str, Person] = {}
        self._pots: dict[str, Pot] = {}
        self._reckonings: dict[tuple[int, date], Reckoning] = {}
        self._behaviours = {entry.code: entry.points for entry in programme.behaviours}
        self._earned: dict[str, list[EarnedLine]] = {}
        """Bills that come back later: what their lines earned."""
        self._own: dict[tuple[date, date, int], str] = {}
        """Lots of lines and bonuses that come back later, and which."""
        self._lapsed: dict[str, int] = {}
        """What of such a line or bonus expired and was not counted yet."""
        self._used: dict[str, Used] = {}
        self._days: dict[str, date] = {}
        self._order = 0

    def person(self, member: str) -> Person:
        """The member, known from the first act on."""
        found = self._people.get(member)
        if found is None:
            pot = self._pots.setdefault(member, Pot())
            found = self._people[member] = Person(pot)
        return found

    def join(self, person: Person, account: str) -> None:
        """The member's points go into a household's pot; what is owed goes along, and is repaid from it."""
        mine, pot = person.pot, self._pots.setdefault(account, Pot())
        for key, points in mine.lots.items():
            pot.lots[key] = pot.lots.get(key, 0) + points
        pot.debt += mine.debt
        mine.lots.clear()
        mine.debt = 0
        person.pot = pot
        pot.debt -= self._out(pot, min(pot.debt, sum(pot.lots.values())), sorted(pot.lots))

    def people(self) -> Mapping[str, Person]:
        """Everybody who did something."""
        return self._people

    def bill(
        self, person: Person, bill: TrialBill, *, keep: tuple[str, tuple[str, ...]] | None
    ) -> int:
        """A bill is paid; returns what it earns. ``keep``: its id and its lines', where it comes back later."""
        self._review(person, bill.day)
        reckoning = self._reckoning(person.tier, bill.day)
        totals = [line[1] for line in bill.lines]
        whole = sum(totals)
        before = reckoning.rule.before_discount
        shares = split(min(bill.unearning, whole), totals) if bill.unearning and whole else None
        worth, eligible = [], 0
        for place, (amount, total, earning_class, code) in enumerate(bill.lines):
            weight = reckoning.weight(earning_class, code)
            base = base_of(amount, total, shares[place] if shares else 0, before=before)
            if weight and base:
                eligible += base
                worth.append(base * weight)
            else:
                worth.append(0)
        points = reckoning.points(sum(worth), eligible)
        if keep is not None:
            each = split(points, worth) if points else [0] * len(worth)
            earned = zip(keep[1], each, totals, strict=True)
            self._days[keep[0]] = bill.day
            self._earned[keep[0]] = [
                EarnedLine(id=line_id, points=share, total=total)
                for line_id, share, total in earned
                if share
            ]
            pending = self.programme.earning.pending_days
            self._give_lines(person, self._earned[keep[0]], bill.day, pending=pending)
        elif points:
            self._give(person, points, bill.day, self.programme.earning.pending_days)
        spent = whole - min(bill.unearning, whole)
        self._count(person, bill.day, spent, points)
        return points

    def refund(
        self, person: Person, bill_id: str, day: date, amounts: Mapping[str, int], spent: int
    ) -> None:
        """Money of a bill comes back: its points, by its lines, and what counted for the tier."""
        self._review(person, day)
        lines = self._earned.get(bill_id, [])
        takes = ledger.line_takes(lines, amounts)
        self._earned[bill_id] = [
            EarnedLine(
                id=line.id,
                points=line.points,
                total=line.total,
                back=line.back + amounts.get(line.id, 0),
                taken=line.taken + takes.get(line.id, 0),
            )
            for line in lines
        ]
        for line_id, points in takes.items():
            self._take_back(person.pot, line_id, points, day)
        if self.programme.tiers.measure == "spend":
            self._uncount(person, self._days.get(bill_id, day), spent, day)

    def _take_back(self, pot: Pot, line_id: str, points: int, day: date) -> None:
        """As models.rules.points.taken_back: its own lots, what lapsed of them, others, a debt."""
        self._month(day).taken_back += points
        self._expire(pot, day)
        mine = [key for key in sorted(pot.lots) if self._own.get(key) == line_id]
        rest = points - self._out(pot, points, mine)
        gone = min(rest, self._lapsed.get(line_id, 0))
        self._lapsed[line_id] = self._lapsed.get(line_id, 0) - gone
        rest -= gone
        if self.programme.debt == "others_first":
            rest -= self._out(pot, rest, sorted(pot.lots))
        if self.programme.debt != "forgive":
            pot.debt += rest

    def use(self, person: Person, day: date, points: int, keep: str = "") -> None:
        """Points are used, as far as they would have been there. ``keep``: its id, where it comes back later."""
        pot = person.pot
        have = self._available(pot, day)
        self._expire(pot, day)
        good = [key for key in sorted(pot.lots) if key[1] <= day]
        before = {key: (pot.lots[key], self._own.get(key, "")) for key in good} if keep else {}
        used = self._out(pot, min(points, have), good)
        self.unmet += points - used
        self._month(day).used += used
        if keep:
            taken = [(key, was - pot.lots.get(key, 0), own) for key, (was, own) in before.items()]
            self._used[keep] = Used([part for part in taken if part[1]], points - used)

    def come_back(self, person: Person, day: date, points: int, of: str) -> None:
        """What a use took comes back into its lots, the last first; with days of grace where one ended."""
        pot, used = person.pot, self._used.get(of, Used([], points))
        self._expire(pot, day)
        rest, came = points, []
        while rest and used.parts:
            key, most, own = used.parts.pop()
            part = min(rest, most)
            rest -= part
            if part < most:
                used.parts.append((key, most - part, own))
            if key[0] < day:
                self._order += 1
                key = (
                    day + timedelta(days=self.programme.comeback_grace_days),
                    date.min,
                    self._order,
                )
            pot.lots[key] = pot.lots.get(key, 0) + part
            if own:
                self._own[key] = own
            came.append(key)
        self._month(day).used -= points - rest
        self.unmet -= min(rest, used.unmet)
        used.unmet -= min(rest, used.unmet)
        pot.debt -= self._out(pot, min(pot.debt, points - rest), sorted(set(came)))

    def bonus(self, person: Person, day: date, rule: str, points: int, keep: str = "") -> None:
        """Something else brought points: a behaviour what the tried rules give for it, else what it did.

        ``keep``: its id, where it is taken back later.
        """
        given = self._behaviours.get(rule, 0 if rule in BEHAVIOURS else points)
        if given > 0 and keep:
            self._give_lines(person, [EarnedLine(id=keep, points=given, total=0)], day, pending=0)
        elif given > 0:
            self._give(person, given, day, 0)

    def bonus_back(self, person: Person, day: date, points: int, of: str) -> None:
        """A bonus was taken back: as much of it as happened, its own points first, and then as of a bill."""
        self._take_back(person.pot, of, points, day)

    def finish(self, day: date) -> None:
        """Go on to the last day: what has lapsed expires, and tiers are reviewed."""
        for person in self._people.values():
            self._review(person, day)
        for pot in self._pots.values():
            self._expire(pot, day)

    def owed(self, day: date) -> tuple[int, int]:
        """Points the shop owes its members on a day, and points members owe."""
        have = sum(
            points
            for pot in self._pots.values()
            for key, points in pot.lots.items()
            if key[0] >= day
        )
        return have, sum(pot.debt for pot in self._pots.values())

    def _give(self, person: Person, points: int, day: date, pending: int) -> None:
        self._month(day).issued += points
        pot = person.pot
        self._expire(pot, day)
        repaid = min(pot.debt, points)
        pot.debt -= repaid
        if points > repaid:
            last, first = self._last_first(day, pending)
            same = [key for key in pot.lots if key[:2] == (last, first)]
            newest = max(same, default=None)
            if newest is None or newest in self._own:
                self._order += 1
                newest = (last, first, self._order)
            pot.lots[newest] = pot.lots.get(newest, 0) + points - repaid

    def _give_lines(
        self, person: Person, lines: Sequence[EarnedLine], day: date, *, pending: int
    ) -> None:
        """Points that come back later, of a bill or a bonus: each line's share is a lot of its own."""
        pot = person.pot
        self._expire(pot, day)
        last, first = self._last_first(day, pending)
        for line in lines:
            self._month(day).issued += line.points
            repaid = min(pot.debt, line.points)
            pot.debt -= repaid
            if line.points > repaid:
                self._order += 1
                key = (last, first, self._order)
                pot.lots[key] = line.points - repaid
                self._own[key] = line.id

    def _last_first(self, day: date, pending: int) -> tuple[date, date]:
        first = day + timedelta(days=pending)
        last = ledger.last_day(self.programme.expiry, day)
        return date.max if last is None else max(first, last), first if pending else date.min

    def _available(self, pot: Pot, day: date) -> int:
        good = sum(points for key, points in pot.lots.items() if key[1] <= day <= key[0])
        return max(0, good - pot.debt)

    def _out(self, pot: Pot, points: int, keys: Sequence[tuple[date, date, int]]) -> int:
        """Take points out of these lots in turn; returns how many there were."""
        rest = points
        for key in keys:
            part = min(rest, pot.lots[key])
            rest -= part
            pot.lots[key] -= part
            if not pot.lots[key]:
                del pot.lots[key]
                self._own.pop(key, None)
            if not rest:
                break
        return points - rest

    def _expire(self, pot: Pot, day: date) -> None:
        gone = [key for key in pot.lots if key[0] < day]
        if not gone:
            return
        lapsed = [(key, pot.lots.pop(key)) for key in gone]
        pot.lots = dict(pot.lots.items())  # a dictionary gives no room back by itself
        for key, points in lapsed:
            self._month(key[0] + timedelta(days=1)).expired += points
            line_id = self._own.pop(key, None)
            if line_id is not None:
                self._lapsed[line_id] = self._lapsed.get(line_id, 0) + points

    def _reckoning(self, tier: int, day: date) -> Reckoning:
        key = (
            tier if self.programme.multipliers else 0,
            day if self.programme.multipliers else date.min,
        )
        found = self._reckonings.get(key)
        if found is None:
            if len(self._reckonings) > 64:
                self._reckonings.clear()  # days go by in order: what is past is not asked for again
            code = self.programme.tiers.steps[tier].code
            found = self._reckonings[key] = Reckoning(self.programme, tier=code, day=day)
        return found

    def _count(self, person: Person, day: date, spent: int, points: int) -> None:
        """Count a bill for the tier: the bill that crosses counts."""
        tiers = self.programme.tiers
        have = spent if tiers.measure == "spend" else points
        if tiers.measure == "visits":
            have = 0 if person.window and person.window[-2] == day.toordinal() else 1
        if not have:
            return
        person.window.extend((day.toordinal(), have))
        person.sum += have
        now = self._have(person, day)
        place = tier_rules.reached(tiers.steps, now)
        if place > person.tier or (person.falls is not None and place >= person.tier):
            self._hold(person, max(place, person.tier), day, now)

    def _uncount(self, person: Person, bill_day: date, spent: int, day: date) -> None:
        """A bill counts for less; where the tier would not have been reached without it, a fall is announced."""
        window, ordinal = person.window, bill_day.toordinal()
        for place in range(0, len(window), 2):
            if window[place] == ordinal and window[place + 1] >= spent:
                window[place + 1] -= spent
                person.sum -= spent
                break
        tiers = self.programme.tiers
        if not person.tier or person.falls is not None:
            return
        if tier_rules.window(tiers.window_months, person.since) <= bill_day <= person.since:
            person.basis -= spent
        if person.basis >= tiers.steps[person.tier].need:
            return
        if tier_rules.reached(tiers.steps, self._have(person, day)) < person.tier:
            person.falls = day + timedelta(days=max(1, tiers.grace_days))

    def _hold(self, person: Person, place: int, day: date, have: int) -> None:
        """A tier is reached or kept from a day on."""
        person.tier, person.since, person.basis, person.falls = place, day, have, None
        person.review = tier_rules.review_on(self.programme.tiers, place, day)

    def _have(self, person: Person, day: date) -> int:
        window = person.window
        first = tier_rules.window(self.programme.tiers.window_months, day).toordinal()
        while window and window[0] < first:
            person.sum -= window[1]
            del window[:2]
        return person.sum

    def _review(self, person: Person, day: date) -> None:
        """Look at the tier on the days on which it is due; a fall comes after its grace."""
        tiers = self.programme.tiers
        while True:
            due = person.falls or person.review
            if due is None or due > day:
                return
            have = self._have(person, due)
            place = tier_rules.reached(tiers.steps, have)
            if place >= person.tier or person.falls is not None:
                self._hold(person, place, due, have)
            else:
                person.falls = due + timedelta(days=max(1, tiers.grace_days))

    def _month(self, day: date) -> Month:
        key = (day.year, day.month) if day >= self.from_day else (0, 0)
        found = self.months.get(key)
        if found is None:
            found = self.months[key] = Month()
        return found
