"""Backups: which copies stay, what the light says, when a copy or a drill is due, what a restore would lose.

Decides only. Reading sticks and keeping what was proved is elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from models.base.clock import business_day

DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""Generations that stay (SAFETY.md D9)."""

COPY_CALM: Final = timedelta(days=3)
"""From this age on the last verified copy is called old,"""
COPY_LATE: Final = timedelta(days=7)
"""and from this on it is a danger."""
STICK_CALM: Final = timedelta(days=7)
DRILL_EVERY: Final = timedelta(days=30)
DRILL_CALM: Final = timedelta(days=40)
"""A drill is due every month; the light waits ten days more for an idle hour."""
CLOCK_SLACK: Final = timedelta(hours=1)
TRY_AGAIN: Final = timedelta(minutes=30)
"""After a try that failed the schedule waits this long."""
DRILL_AGAIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One file in a backup place. ``owner`` is shop and desk, empty where nobody can vouch for whose it is.

    ``sound``: True once proved, False where the last proof failed, None where it was never looked at.
    """

    name: str
    owner: str
    made_at: datetime
    sound: bool | None


def dropped(copies: Iterable[Copy], *, owner: str, zone: str, just_made: str) -> tuple[str, ...]:
    """The names of the copies that go, once ``just_made`` was verified: 12 daily, 10 weekly, 9 monthly stay.

    A day, week or month is told by its newest copy that is not known to be bad. What is another's or of
    unknown origin is not looked at; the one just made always stays, and so do the two newest
    proved copies: should the newest rot, there is one from the same day.
    """
    ours = sorted(
        (copy for copy in copies if copy.owner == owner and owner),
        key=lambda copy: (copy.made_at, copy.name),
        reverse=True,
    )
    stays = {just_made}
    proved = [copy.name for copy in ours if copy.sound]
    stays.update(proved[:2])
    for count, period in _PERIODS:
        seen: set[Any] = set()
        for copy in ours:
            name = period(business_day(copy.made_at, zone))
            if copy.sound is False or name in seen:
                continue
            if len(seen) == count:
                break
            seen.add(name)
            stays.add(copy.name)
    return tuple(copy.name for copy in ours if copy.name not in stays)


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


_PERIODS: tuple[tuple[int, Callable[[date], Any]], ...] = (
    (DAILY, lambda day: day),
    (WEEKLY, _week),
    (MONTHLY, lambda day: (day.year, day.month)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSeen:
    """A place that is kept: its name and when it was last there (or was added)."""

    label: str
    stick: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """A try that failed. ``damaged``: the copy itself is bad, not the way to it.

    ``copy_at`` is when that copy was made, ``sound_at`` when the newest older sound one was.
    """

    at: datetime
    code: str
    damaged: bool = False
    copy_at: datetime | None = None
    sound_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What this desk knows of its backups. Each mishap is the newest of its kind after the newest good end.

    ``made_at``: the last copy that was made and verified; ``drilled_at``: the last drill that passed.
    """

    demo: bool
    places: tuple[PlaceSeen, ...] = ()
    made_at: datetime | None = None
    drilled_at: datetime | None = None
    making: Mishap | None = None
    proving: Mishap | None = None


Colour = Literal["green", "amber", "red", "off"]


@dataclass(frozen=True, slots=True)
class Light:
    """The one light: a colour, and the code and values of the sentence that says what to do."""

    colour: Colour
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


def light(standing: Standing, now: datetime) -> Light:
    """Green only while the last copy and the last drill passed and are recent; the worst trouble speaks."""
    if standing.demo:
        return Light("off", "demo")
    found = _red(standing, now) or _amber(standing, now)
    return found or Light("green", "fine", {"at": standing.made_at})


def _red(standing: Standing, now: datetime) -> Light | None:
    made, proving = standing.made_at, standing.proving
    if proving is not None and proving.damaged and (made is None or made <= proving.at):
        values = {"copy": proving.copy_at or proving.at}
        if proving.sound_at is None:
            return Light("red", "damaged", values)
        return Light("red", "damaged_older", {**values, "sound": proving.sound_at})
    if made is None and not standing.places:
        return Light("red", "no_place")
    if made is None and standing.making is None:
        return Light("red", "never")
    if made is None or now - made > COPY_LATE:
        if standing.making is not None:
            return Light("red", "failed", {"why": standing.making.code})
        assert made is not None
        return Light("red", "old", {"days": (now - made).days})
    return None


def _amber(standing: Standing, now: datetime) -> Light | None:
    assert standing.made_at is not None
    age = now - standing.made_at
    if age < -CLOCK_SLACK:
        return Light("amber", "clock", {"at": standing.made_at})
    if standing.making is not None:
        return Light("amber", "failed", {"why": standing.making.code})
    if age > COPY_CALM:
        return Light("amber", "old", {"days": age.days})
    if not standing.places:
        return Light("amber", "no_place")
    return _undrilled(standing, now) or _unseen(standing, now)


def _undrilled(standing: Standing, now: datetime) -> Light | None:
    if standing.proving is not None and standing.proving.damaged:
        return Light("amber", "drill_again")
    if standing.proving is not None:
        return Light("amber", "drill_failed", {"why": standing.proving.code})
    if standing.drilled_at is None:
        return Light("amber", "undrilled")
    if abs(now - standing.drilled_at) > DRILL_CALM:
        return Light("amber", "drill_old", {"days": abs(now - standing.drilled_at).days})
    return None


def _unseen(standing: Standing, now: datetime) -> Light | None:
    away = [p for p in standing.places if p.stick and now - p.seen_at > STICK_CALM]
    if not away:
        return None
    longest = min(away, key=lambda place: place.seen_at)
    return Light("amber", "stick", {"label": longest.label, "days": (now - longest.seen_at).days})


def copy_due(
    *, made_at: datetime | None, tried_at: datetime | None, now: datetime, every: timedelta
) -> bool:
    """Whether the schedule wants a copy now. A clock that was set back does not silence it."""
    if tried_at is not None and timedelta(0) <= now - tried_at < TRY_AGAIN:
        return False
    return made_at is None or now - made_at >= every or made_at - now > CLOCK_SLACK


def drill_due(standing: Standing, now: datetime) -> bool:
    """Whether a drill should be made in the next idle hour: monthly, and a day after one that failed."""
    if standing.demo or standing.made_at is None:
        return False
    if standing.proving is not None:
        # A copy made since is a new chance at once; the same one again tomorrow.
        newer = standing.made_at > standing.proving.at
        return newer or abs(now - standing.proving.at) >= DRILL_AGAIN
    drilled = standing.drilled_at
    return drilled is None or abs(now - drilled) >= DRILL_EVERY


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a shop's file holds, told by numbers: the present one's or a backup's.

    ``last_at`` is the journal's last moment, ``head`` its last hash in hexadecimal.
    """

    shop_id: str
    shop_name: str
    members: int
    jobs: int
    bills: int
    last_bill: str
    last_at: datetime | None
    position: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What will be missing when ``present`` gives way to a backup. Counts are never negative.

    ``kind``: ``other_shop``, ``older``, ``forked`` (each has something the other has not) or ``same``.
    """

    kind: Literal["other_shop", "older", "forked", "same"]
    members: int = 0
    jobs: int = 0
    bills: int = 0
    days: int = 0
    last_bill: str = ""


def loss(present: Holding, backup: Holding, *, held: str) -> Loss:
    """Compare the present data with a backup; ``held`` is the present journal's hash at the backup's position."""
    if present.shop_id != backup.shop_id:
        return Loss(
            kind="other_shop",
            members=present.members,
            jobs=present.jobs,
            bills=present.bills,
            last_bill=present.last_bill,
        )
    if present.head == backup.head:
        return Loss(kind="same")
    days = 0
    if present.last_at is not None and backup.last_at is not None:
        days = max(0, (present.last_at - backup.last_at).days)
    return Loss(
        kind="older" if held == backup.head else "forked",
        members=max(0, present.members - backup.members),
        jobs=max(0, present.jobs - backup.jobs),
        bills=max(0, present.bills - backup.bills),
        days=days,
        last_bill=present.last_bill if present.last_bill != backup.last_bill else "",
    )


def next_letter(used: Iterable[str]) -> str:
    """The first desk letter after all that were ever used; "" where A to Z are used up.

    A restored desk takes it: what was printed after the backup keeps its numbers to itself.
    """
    last = max(
        (ord(letter) for letter in used if len(letter) == 1 and "A" <= letter <= "Z"), default=64
    )
    return chr(last + 1) if last < ord("Z") else ""
