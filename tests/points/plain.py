"""The points of a shop on plain lists, written from docs/points.md and importing nothing of the program.

It is slow and has no cleverness: every change of every lot is one line in a diary, and what anybody has on any day
is the sum of the diary. The program's ledger has to come to the same.
"""

import calendar
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction


@dataclass
class Rules:
    """The part of a programme that this knows."""

    rates: dict[str, int] = field(default_factory=lambda: {"standard": 1000, "none": 0})
    """Points a yuan by earning class, in thousandths."""
    before_discount: bool = False
    pending_days: int = 0
    expiry: tuple[str, int] = ("year_end", 1)
    grace: int = 7
    debt: str = "others_first"


@dataclass
class Lot:
    """Points that came together; below zero a debt."""

    number: int
    account: str
    first: date
    last: date | None
    root: int
    holder: str
    """The member through whom it came into this account."""
    size: int
    left: int = 0
    gone: int = 0
    """What of it expired."""
    parent: int | None = None
    merge: int | None = None
    touched: date = date.min
    owed_for: str = ""
    """Of a debt as it arose: through whom the points had come."""


@dataclass
class Line:
    """A line of a bill: what it came to, what it earned, what came back of both."""

    total: int
    points: int = 0
    lot: int | None = None
    back: int = 0
    taken: int = 0
    lapsed: int = 0


@dataclass
class Bill:
    """A bill and through whom it came."""

    holder: str
    lines: list[Line]


@dataclass
class Spend:
    """Points that were used: which lots they came out of, in order, and how much of each is still out."""

    account: str
    holder: str
    parts: list[list[int]]


class Short(Exception):
    """Less is there than was asked for."""


class PlainPoints:
    """The whole shop's points."""

    def __init__(self) -> None:
        self.rules = Rules()
        self.lots: list[Lot] = []
        self.diary: list[tuple[date, int, int]] = []
        """Day, lot, change."""
        self.bills: dict[str, Bill] = {}
        self.spends: dict[str, Spend] = {}
        self.paid: dict[str, list[int]] = {}
        """Bills paid with points: the points, the fen they paid, and what came back of either."""
        self.merged: dict[str, str] = {}
        self.house: dict[str, str] = {}
        self.pots: set[str] = set()
        self.erased: set[str] = set()
        self.merges: list[tuple[str, str, str | None, str | None, int]] = []
        """The file kept, the other, where it lived before and then, and how many lots there were."""

    # Whose points are where.

    def kept(self, member: str) -> str:
        """The member a file became by merges."""
        while member in self.merged:
            member = self.merged[member]
        return member

    def account(self, member: str) -> str:
        """The household's pot, where there is one, else the member's own."""
        house = self.house.get(member)
        return f"pot {house}" if house in self.pots else member

    def at(self, account: str) -> list[Lot]:
        """The lots of an account with something in them."""
        return [lot for lot in self.lots if lot.account == account and lot.left]

    def good(self, account: str, day: date) -> list[Lot]:
        """The lots that can be used on a day, in the order of use."""
        return self.sorted(
            lot
            for lot in self.at(account)
            if lot.left > 0 and lot.first <= day and (lot.last is None or day <= lot.last)
        )

    @staticmethod
    def sorted(lots: Iterable[Lot]) -> list[Lot]:
        """Those that end first are used first; those that never end last."""
        return sorted(
            lots,
            key=lambda lot: (lot.last or date.max, lot.last is None, lot.first, lot.number),
        )

    def owed(self, account: str) -> int:
        """What an account owes."""
        return -sum(lot.left for lot in self.at(account) if lot.left < 0)

    def available(self, account: str, day: date) -> int:
        """What may be used: what is owed is not there to be used."""
        return max(0, sum(lot.left for lot in self.good(account, day)) - self.owed(account))

    def held(self, account: str, day: date) -> list[tuple[int, date, date | None]]:
        """Every lot of an account as it was at the end of a day: points, first and last day."""
        sums: dict[int, int] = {}
        for when, number, change in self.diary:
            if when <= day and self.lots[number].account == account:
                sums[number] = sums.get(number, 0) + change
        found = [(left, self.lots[n].first, self.lots[n].last) for n, left in sums.items() if left]
        return sorted(
            (entry for entry in found if entry[2] is None or entry[2] >= day),
            key=lambda entry: (entry[0], entry[1], entry[2] or date.max),
        )

    # Writing in the diary.

    def write(self, day: date, changes: list[tuple[Lot, int]]) -> date:
        """One entry: it counts from today, and never from before what touched the same lot last."""
        changes = [(lot, change) for lot, change in changes if change]
        counts = max([day, *(lot.touched for lot, _ in changes)])
        for lot, change in changes:
            lot.left += change
            lot.touched = counts
            assert 0 <= lot.left <= lot.size or lot.size <= lot.left <= 0
            self.diary.append((counts, lot.number, change))
        return counts

    def open(
        self,
        account: str,
        points: int,
        first: date,
        last: date | None,
        holder: str,
        root: int | None = None,
        parent: int | None = None,
        merge: int | None = None,
    ) -> Lot:
        """A new lot, still empty; the entry that opens it fills it."""
        number = len(self.lots)
        self.lots.append(
            Lot(
                number,
                account,
                first,
                last,
                number if root is None else root,
                holder,
                points,
                parent=parent,
                merge=merge,
            )
        )
        return self.lots[-1]

    def repay(self, day: date, account: str, came: list[Lot], amount: int) -> None:
        """What is owed is paid out of what has just come, the oldest debt first."""
        debts = sorted(
            (lot for lot in self.at(account) if lot.left < 0), key=lambda d: (d.first, d.number)
        )
        most = min(amount, sum(lot.left for lot in came), self.owed(account))
        changes: list[tuple[Lot, int]] = []
        rest = most
        for debt in debts:
            part = min(rest, -debt.left)
            changes.append((debt, part))
            rest -= part
        rest = most
        for lot in self.sorted(came):
            part = min(rest, lot.left)
            changes.append((lot, -part))
            rest -= part
        changes = [change for change in changes if change[1]]
        if changes:
            self.write(day, changes)

    # What happens at the desk.

    def last_day(self, day: date) -> date | None:
        """The last day of what is earned today."""
        kind, count = self.rules.expiry
        if kind == "never":
            return None
        if kind == "days":
            return day + timedelta(days=count)
        if kind == "year_end":
            return date(day.year + count, 12, 31)
        year, month = day.year, day.month + count
        while month > 12:
            year, month = year + 1, month - 12
        length = calendar.monthrange(year, month)[1]
        return date(year, month, length if kind == "month_end" else min(day.day, length))

    def earn(
        self, member: str, bill: str, day: date, lines: list[tuple[int, int, str]], unpaid: int = 0
    ) -> int:
        """A bill: lines with amount, total and class; ``unpaid`` fen of it were paid by what earns nothing."""
        whole = sum(total for _, total, _ in lines)
        shares = self.shared(min(unpaid, whole), [total for _, total, _ in lines])
        worth = []
        eligible = 0
        for (amount, total, kind), share in zip(lines, shares, strict=True):
            rate = self.rules.rates.get(kind, 1000)
            base = total - share
            if self.rules.before_discount and total:
                base = amount * (total - share) // total
            eligible += base if rate else 0
            worth.append(Fraction(base * rate, 1000) if rate else Fraction(0))
        points = 0
        if eligible >= 100:
            points = math.floor((eligible // 100) * sum(worth) / eligible)
        each = self.shared(points, worth)
        made = [Line(total, share) for (_, total, _), share in zip(lines, each, strict=True)]
        self.bills[bill] = Bill(member, made)
        if points:
            account = self.account(member)
            first = day + timedelta(days=self.rules.pending_days)
            last = self.last_day(day)
            last = None if last is None else max(first, last)
            came = []
            for line in made:
                if line.points:
                    lot = self.open(account, line.points, first, last, member)
                    line.lot = lot.number
                    came.append(lot)
            self.write(day, [(lot, lot.size) for lot in came])
            self.repay(day, account, came, points)
        return points

    @staticmethod
    def shared(total: int, weights: "list[int] | list[Fraction]") -> list[int]:
        """By weight; what is left over goes one by one to the largest remainders, the earlier first."""
        whole = sum(weights)
        if not whole:
            return [0] * len(weights)
        exact = [Fraction(total) * weight / whole for weight in weights]
        given = [math.floor(share) for share in exact]
        while sum(given) < total:
            best = max(range(len(exact)), key=lambda n: (exact[n] - given[n], -n))
            given[best] += 1
        return given

    def give_back(self, bill_id: str, amounts: list[int], day: date) -> None:
        """A refund of so many fen of each line."""
        bill = self.bills[bill_id]
        earned = [line for line in bill.lines if line.points]
        now = {id(line): amount for line, amount in zip(bill.lines, amounts, strict=True)}
        for line in bill.lines:
            line.back += now[id(line)]
        ended = all(line.back >= line.total for line in earned)
        asked: dict[int, int] = {}
        partly: list[Line] = []
        for line in earned:
            if line.total and line.back >= line.total:
                asked[id(line)] = line.points - line.taken
            elif not line.total:
                asked[id(line)] = line.points - line.taken if ended else 0
            elif now[id(line)]:
                partly.append(line)
        exact = [
            max(Fraction(ln.points * ln.back, ln.total) - ln.taken, Fraction(0)) for ln in partly
        ]
        given = [math.floor(share) for share in exact]
        for _ in range(math.floor(sum(exact, Fraction(0))) - sum(given)):
            best = max(range(len(exact)), key=lambda n: (exact[n] - given[n], -n))
            given[best] += 1
        for line, points in zip(partly, given, strict=True):
            asked[id(line)] = points
        for line in earned:
            if asked.get(id(line)):
                self.take(bill.holder, line, asked[id(line)], day)

    def take(self, holder: str, line: Line, asked: int, day: date) -> None:
        """Points that a line earned are taken back: its own, what of them is gone, others, a debt."""
        assert line.lot is not None
        if self.kept(holder) in self.erased:
            self.take_where_it_lies(line, asked, day)
            return
        account = self.account(self.kept(holder))
        root = self.lots[line.lot].root
        alive = self.sorted(
            lot
            for lot in self.at(account)
            if lot.left > 0 and (lot.last is None or day <= lot.last)
        )
        gone = -line.lapsed
        for lot in self.lots:
            if lot.root == root:
                gone += lot.gone
                if lot.left > 0 and lot.last is not None and lot.last < day:
                    gone += lot.left
        rest = asked
        changes = []
        for lot in [x for x in alive if x.root == root]:
            part = min(rest, lot.left)
            changes.append((lot, -part))
            rest -= part
        lapsed = min(rest, max(0, gone))
        rest -= lapsed
        if self.rules.debt == "others_first":
            for lot in [x for x in alive if x.root != root]:
                part = min(rest, lot.left)
                changes.append((lot, -part))
                rest -= part
        if rest:
            debt = self.open(account, -rest, day, None, self.kept(holder))
            debt.owed_for = holder
            changes.append((debt, -rest))
        self.write(day, changes)
        line.taken += asked
        line.lapsed += lapsed
        if rest and self.rules.debt == "forgive":
            self.write(day, [(debt, rest)])

    def take_where_it_lies(self, line: Line, asked: int, day: date) -> None:
        """Whose points they were is erased: what is left of them goes, in whosever hands; nothing is owed."""
        assert line.lot is not None
        root = self.lots[line.lot].root
        family = [lot for lot in self.lots if lot.root == root]
        ended = [lot for lot in family if lot.left > 0 and lot.last is not None and lot.last < day]
        gone = sum(lot.gone for lot in family) + sum(lot.left for lot in ended) - line.lapsed
        rest = asked
        changes = []
        for lot in self.sorted(lot for lot in family if lot.left > 0 and lot not in ended):
            part = min(rest, lot.left)
            changes.append((lot, -part))
            rest -= part
        self.write(day, changes)
        line.taken += asked
        line.lapsed += min(rest, max(0, gone))

    def erase(self, member: str, day: date) -> None:
        """A member is erased, with the files that became theirs; what is in a household's pot stays there."""
        for one in [*(m for m in self.merged if self.kept(m) == member), member]:
            account = self.account(one)
            if not account.startswith("pot "):
                self.write(day, [(lot, -lot.left) for lot in self.at(account)])
            self.house.pop(one, None)
            self.erased.add(one)

    def forgive(self, account: str, points: int, day: date) -> None:
        """What is owed is let go, the oldest first."""
        changes = []
        rest = points
        for debt in sorted(
            (lot for lot in self.at(account) if lot.left < 0), key=lambda d: (d.first, d.number)
        ):
            part = min(rest, -debt.left)
            changes.append((debt, part))
            rest -= part
        assert rest == 0
        self.write(day, changes)

    def grant(self, member: str, points: int, day: date) -> None:
        """Points by hand or for something done."""
        account = self.account(member)
        lot = self.open(account, points, day, self.last_day(day), member)
        self.write(day, [(lot, points)])
        self.repay(day, account, [lot], points)

    def spend(self, member: str, name: str, points: int, day: date) -> None:
        """Points are used, or held for a reward."""
        account = self.account(member)
        if points > self.available(account, day):
            raise Short
        rest = points
        parts = []
        for lot in self.good(account, day):
            part = min(rest, lot.left)
            rest -= part
            if part:
                parts.append([lot.number, part])
        self.write(day, [(self.lots[number], -part) for number, part in parts])
        self.spends[name] = Spend(account, member, parts)

    def pay(self, member: str, bill: str, points: int, worth: int, day: date) -> None:
        """A bill is paid with points: so many fen of it."""
        self.spend(member, f"pay {bill}", points, day)
        self.paid[bill] = [points, worth, 0, 0]

    def pay_back(self, bill: str, fen: int, day: date) -> None:
        """So many of those fen come back: points by their share, rounded down; the last fen brings the rest."""
        points, worth, back, given = self.paid[bill]
        now = points if back + fen >= worth else points * (back + fen) // worth
        self.come_back(f"pay {bill}", day, now - given)
        self.paid[bill][2:] = [back + fen, now]

    def come_back(self, name: str, day: date, points: int | None = None) -> None:
        """What was used comes back, all of it or a part: the last that was used first."""
        spend = self.spends[name]
        left = sum(part for _, part in spend.parts)
        left = left if points is None else min(points, left)
        whole = left
        if not left:
            return
        came: list[Lot] = []
        through = {}
        changes = []
        for entry in reversed(spend.parts):
            lot, part = self.lots[entry[0]], min(left, entry[1])
            left -= part
            entry[1] -= part
            if not part:
                continue
            ended = lot.last is not None and lot.last < day
            whose = self.kept(lot.holder)
            if ended or lot.gone:
                last = day + timedelta(days=self.rules.grace) if ended else lot.last
                first = min(lot.first, day)
                lot = self.open(
                    spend.account, part, first, last, spend.holder, lot.root, parent=lot.number
                )
            came.append(lot)
            changes.append((lot, part))
            through[lot.number] = (whose, part)
        self.write(day, changes)
        now = self.now(spend)
        groups: dict[tuple[str, str, str], list[Lot]] = {}
        for lot in sorted(came, key=lambda lot: lot.number):
            to, owner = now, self.kept(spend.holder)
            if spend.account.startswith("pot ") and through[lot.number][0] not in self.erased:
                owner = through[lot.number][0]
                to = self.account(owner)
            elif now == spend.account:
                owner = lot.holder
            groups.setdefault((to, lot.holder, owner), []).append(lot)
        for (to, was, owner), lots in groups.items():
            parts = {lot.number: through[lot.number][1] for lot in lots}
            self.carry(spend.account, to, lots, owner, day, parts=parts, was=was)
        if now == spend.account:
            self.repay(day, spend.account, came, whole)

    def now(self, spend: Spend) -> str:
        """The account that what comes back goes to."""
        if spend.account.startswith("pot "):
            if spend.account.removeprefix("pot ") in self.pots:
                return spend.account
            return self.account(self.kept(spend.holder))
        return self.account(self.kept(spend.account))

    def carry(
        self,
        source: str,
        target: str,
        lots: list[Lot],
        holder: str,
        day: date,
        *,
        parts: dict[int, int] | None = None,
        anew: bool = False,
        merge: int | None = None,
        was: str = "",
    ) -> list[Lot]:
        """Lots go to another account with their days; anew they forget what earned them.

        Within a pot they come through somebody else from now on.
        """
        if source == target and was in ("", holder):
            return []
        fresh = []
        out = []
        for lot in self.sorted(lots):
            points = lot.left if parts is None else parts[lot.number]
            root = None if anew else lot.root
            fresh.append(
                self.open(target, points, lot.first, lot.last, holder, root, lot.number, merge)
            )
            out.append((lot, -points))
        counts = self.write(day, out)
        self.write(counts, [(lot, lot.size) for lot in fresh])
        return fresh

    def gift(self, giver: str, taker: str, points: int, day: date) -> None:
        """A member gives points to another one."""
        source, target = self.account(giver), self.account(taker)
        if source == target or points > self.available(source, day):
            raise Short
        rest = points
        parts = {}
        for lot in self.good(source, day):
            part = min(rest, lot.left)
            rest -= part
            if part:
                parts[lot.number] = part
        lots = [self.lots[number] for number in parts]
        came = self.carry(source, target, lots, taker, day, parts=parts, anew=True)
        self.repay(day, target, came, points)

    def brought(self, account: str, member: str) -> list[Lot]:
        """What of an account is a member's."""
        return [
            lot
            for lot in self.at(account)
            if not account.startswith("pot ") or lot.holder == member
        ]

    def merge(self, kept: str, other: str, day: date) -> int:
        """Two files become one; returns the number of the merge."""
        number = len(self.merges)
        before = self.house.get(kept)
        after = before or self.house.get(other)
        self.merges.append((kept, other, before, after, len(self.lots)))
        source, target = self.account(other), self.account(kept)
        lots = self.brought(source, other)
        self.carry(source, target, lots, kept, day, merge=number, was=other)
        if before is None and other in self.house:
            self.move_house(kept, self.house[other], day)
        self.merged[other] = kept
        return number

    def part(self, number: int, day: date) -> None:
        """The merge is undone."""
        kept, other, before, after, lots = self.merges[number]
        if self.house.get(kept) == after:
            self.move_house(kept, before, day)
        del self.merged[other]
        came = {lot.number for lot in self.lots if lot.merge == number}
        came |= {
            lot.number
            for lot in self.lots[lots:]
            if lot.parent is not None
            and self.kept(self.lots[lot.parent].account) == other
            and lot.root != lot.number
        }
        came |= {
            lot.number
            for lot in self.lots[lots:]
            if lot.size < 0 and self.kept(lot.owed_for) == other
        }
        grown = True
        while grown:
            more = {
                lot.number
                for lot in self.lots
                if lot.parent in came and lot.root != lot.number and lot.number not in came
            }
            grown = bool(more)
            came |= more
        source, target = self.account(kept), self.account(other)
        back = [lot for lot in self.at(source) if lot.number in came]
        self.carry(source, target, back, other, day, was=kept)

    def move_house(self, member: str, house: str | None, day: date) -> None:
        """A member goes to live elsewhere; what is theirs goes along."""
        source = self.account(member)
        lots = self.brought(source, member)
        if house is None:
            self.house.pop(member, None)
        else:
            self.house[member] = house
        self.carry(source, self.account(member), lots, member, day)

    def people(self, house: str) -> list[str]:
        """Who lives there, in the order in which names are read."""
        return sorted(m for m, h in self.house.items() if h == house and m not in self.merged)

    def open_pot(self, house: str, day: date) -> None:
        """A household keeps one pot from now on."""
        people = self.people(house)
        before = {member: self.account(member) for member in people}
        self.pots.add(house)
        for member in people:
            self.carry(before[member], f"pot {house}", self.at(before[member]), member, day)

    def close_pot(self, house: str, day: date) -> None:
        """The pot is given up: everybody takes what came through them, the first by name the rest."""
        pot = f"pot {house}"
        people = self.people(house)
        shares = {member: self.brought(pot, member) for member in people}
        mine = {lot.number for lots in shares.values() for lot in lots}
        shares[people[0]] += [lot for lot in self.at(pot) if lot.number not in mine]
        self.pots.discard(house)
        for member, lots in shares.items():
            self.carry(pot, self.account(member), lots, member, day)

    def expire(self, day: date) -> None:
        """What has passed its last day goes, from the day after it."""
        for lot in self.lots:
            if lot.left > 0 and lot.last is not None and lot.last < day:
                lot.gone += lot.left
                self.write(lot.last + timedelta(days=1), [(lot, -lot.left)])
