"""Which copies stay and what the light says: if these fail, the shop trusts a green light over an empty stick."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.clock import business_day
from models.rules import backups
from models.rules.backups import (
    Copy,
    Holding,
    Light,
    Mishap,
    PlaceSeen,
    Standing,
    copy_due,
    drill_due,
    dropped,
    light,
    loss,
    next_letter,
)

NOW = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)
ZONE = "Asia/Shanghai"
OURS = "shop.node"


def _ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def _copies(*days: float, owner: str = OURS, sound: bool | None = True) -> list[Copy]:
    return [
        Copy(name=f"{owner}-{day:07.2f}", owner=owner, made_at=_ago(days=day), sound=sound)
        for day in days
    ]


def _kept(copies: list[Copy], just_made: str = "") -> list[Copy]:
    gone = dropped(copies, owner=OURS, zone=ZONE, just_made=just_made)
    return [copy for copy in copies if copy.name not in gone]


def test_a_year_of_daily_copies_becomes_twelve_days_ten_weeks_nine_months() -> None:
    """A mistake found in spring needs last autumn's copy; the stick still has room for tomorrow's."""
    kept = _kept(_copies(*range(400)))
    days = [business_day(copy.made_at, ZONE) for copy in kept]
    assert days[:12] == [date(2026, 6, 11) - timedelta(days=n) for n in range(12)]
    weeks = {day.isocalendar()[:2] for day in days}
    months = {(day.year, day.month) for day in days}
    assert len(weeks) >= 10
    assert sorted(months)[-9:] == [
        (2025, 10), (2025, 11), (2025, 12), *((2026, n) for n in range(1, 7))
    ]  # fmt: skip
    assert len(kept) == 12 + 8 + 6  # weeks and months share a copy where their newest is the same


def test_of_one_day_the_newest_copy_stays_and_the_one_before_the_last() -> None:
    """The evening's copy has the day's takings, the morning's has not; but the newest may rot."""
    assert _kept(_copies(0.0, 0.01, 0.05)) == _copies(0.0, 0.01)
    assert _kept(_copies(0.0, 0.01, 1.0, 1.01)) == _copies(0.0, 0.01, 1.0)


def test_what_is_known_to_be_bad_takes_no_place() -> None:
    """A damaged copy as the day's only one would be a day without a backup."""
    bad, good = _copies(0.0, sound=False), _copies(0.01)
    assert _kept([*bad, *good]) == good


def test_others_and_unknown_files_stay() -> None:
    """Two shops, or two desks, on one stick: one desk's tidying must not eat the other's past."""
    theirs = _copies(*range(60), owner="shop.other") + _copies(*range(60), owner="")
    assert set(_kept([*theirs, *_copies(*range(60))])) >= set(theirs)
    gone = dropped(_copies(*range(60), owner=""), owner="", zone=ZONE, just_made="")
    assert gone == ()


_ANY = st.lists(
    st.builds(
        Copy,
        name=st.uuids().map(str),
        owner=st.sampled_from([OURS, "shop.other", ""]),
        made_at=st.integers(-2000, 30 * 24 * 400).map(lambda h: _ago(minutes=2 * h)),
        sound=st.sampled_from([True, False, None]),
    ),
    max_size=60,
)


@given(copies=_ANY, data=st.data())
def test_whatever_lies_there_the_proved_the_new_and_the_foreign_stay(
    copies: list[Copy], data: Any
) -> None:
    """However wild the clock: never the last proved copy, never the one just made, never a stranger's."""
    new = data.draw(st.sampled_from(copies)).name if copies else ""
    kept = _kept(copies, new)
    names = {copy.name for copy in kept}
    assert {copy.name for copy in copies if copy.owner != OURS} <= names
    ours = [copy for copy in copies if copy.owner == OURS]
    proved = [copy for copy in ours if copy.sound]
    newest = sorted(proved, key=lambda copy: (copy.made_at, copy.name))[-2:]
    assert {copy.name for copy in newest} <= names
    assert not ours or new not in {copy.name for copy in ours} or new in names
    usable = [copy for copy in kept if copy.owner == OURS]
    assert len(usable) <= 12 + 10 + 9 + 3
    days = {business_day(copy.made_at, ZONE) for copy in ours if copy.sound is not False}
    left = {business_day(copy.made_at, ZONE) for copy in usable if copy.sound is not False}
    assert set(sorted(days)[-12:]) <= left
    again = _kept(kept, new)
    assert again == kept  # tidying twice takes nothing more


STICK = PlaceSeen(label="红 U 盘", stick=True, seen_at=_ago(hours=3))
GOOD = {"places": (STICK,), "made_at": _ago(hours=3), "drilled_at": _ago(days=10)}
DAMAGE = Mishap(at=_ago(hours=1), code="backup.unverified", damaged=True, copy_at=_ago(days=2))


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (GOOD, Light("green", "fine", {"at": _ago(hours=3)})),
        ({**GOOD, "demo": True}, Light("off", "demo")),
        ({}, Light("red", "no_place")),
        ({"places": (STICK,)}, Light("red", "never")),
        (
            {"places": (STICK,), "making": Mishap(at=NOW, code="backup.full")},
            Light("red", "failed", {"why": "backup.full"}),
        ),
        ({**GOOD, "places": ()}, Light("amber", "no_place")),
        ({**GOOD, "made_at": _ago(days=3, hours=1)}, Light("amber", "old", {"days": 3})),
        ({**GOOD, "made_at": _ago(days=7, hours=1)}, Light("red", "old", {"days": 7})),
        (
            {**GOOD, "made_at": _ago(days=8), "making": Mishap(at=NOW, code="backup.gone")},
            Light("red", "failed", {"why": "backup.gone"}),
        ),
        (
            {**GOOD, "making": Mishap(at=NOW, code="backup.gone")},
            Light("amber", "failed", {"why": "backup.gone"}),
        ),
        ({**GOOD, "drilled_at": None}, Light("amber", "undrilled")),
        ({**GOOD, "drilled_at": _ago(days=41)}, Light("amber", "drill_old", {"days": 41})),
        ({**GOOD, "drilled_at": NOW + timedelta(days=90)}, Light("amber", "drill_old", {"days": 90})),
        (
            {**GOOD, "proving": Mishap(at=NOW, code="store.full")},
            Light("amber", "drill_failed", {"why": "store.full"}),
        ),
        ({**GOOD, "proving": DAMAGE}, Light("red", "damaged", {"copy": _ago(days=2)})),
        (
            {**GOOD, "proving": Mishap(at=NOW, code="x", damaged=True, sound_at=_ago(days=9))},
            Light("red", "damaged_older", {"copy": NOW, "sound": _ago(days=9)}),
        ),
        (
            {**GOOD, "made_at": NOW, "proving": DAMAGE},
            Light("amber", "drill_again"),
        ),
        (
            {**GOOD, "places": (PlaceSeen(label="蓝", stick=True, seen_at=_ago(days=9)), STICK)},
            Light("amber", "stick", {"label": "蓝", "days": 9}),
        ),
        (
            {**GOOD, "places": (PlaceSeen(label="D", stick=False, seen_at=_ago(days=9)),)},
            Light("green", "fine", {"at": _ago(hours=3)}),
        ),
        (
            {**GOOD, "made_at": NOW + timedelta(days=2)},
            Light("amber", "clock", {"at": NOW + timedelta(days=2)}),
        ),
    ],
)  # fmt: skip
def test_the_light(facts: dict[str, Any], wanted: Light) -> None:
    """Green without a proven copy costs the shop; amber for nothing teaches to look away."""
    assert light(Standing(**{"demo": False, **facts}), NOW) == wanted


_MOMENT = st.none() | st.integers(-100, 400).map(lambda hours: NOW - timedelta(hours=5 * hours))
_MISHAP = st.none() | st.builds(
    Mishap,
    at=_MOMENT.filter(lambda at: at is not None),
    code=st.just("x"),
    damaged=st.booleans(),
    sound_at=_MOMENT,
)


@given(
    made=_MOMENT,
    drilled=_MOMENT,
    making=_MISHAP,
    proving=_MISHAP,
    places=st.sampled_from([(), (STICK,)]),
)
def test_green_is_only_what_passed_and_is_recent(
    made: datetime | None,
    drilled: datetime | None,
    making: Mishap | None,
    proving: Mishap | None,
    places: tuple[PlaceSeen, ...],
) -> None:
    """Whatever else is known: no green without a young copy and a young drill, and nothing failed since."""
    standing = Standing(
        demo=False, places=places, made_at=made, drilled_at=drilled, making=making, proving=proving
    )
    if light(standing, NOW).colour != "green":
        return
    assert made is not None
    assert drilled is not None
    assert making is proving is None
    assert NOW - made <= timedelta(days=3)
    assert abs(NOW - drilled) <= timedelta(days=40)
    assert places


@pytest.mark.parametrize(
    ("made", "tried", "due"),
    [
        (None, None, True),
        (_ago(hours=3), None, False),
        (_ago(hours=4), None, True),
        (_ago(hours=9), _ago(minutes=10), False),
        (_ago(hours=9), _ago(minutes=31), True),
        (_ago(hours=9), NOW + timedelta(days=300), True),
        (NOW + timedelta(days=300), None, True),
    ],
)
def test_when_a_copy_is_due(made: datetime | None, tried: datetime | None, due: bool) -> None:
    """A clock that stood in the future for a day must not stop the backups until that day comes."""
    assert copy_due(made_at=made, tried_at=tried, now=NOW, every=timedelta(hours=4)) is due


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        (GOOD, False),
        ({**GOOD, "demo": True, "drilled_at": None}, False),
        ({**GOOD, "made_at": None, "drilled_at": None}, False),
        ({**GOOD, "drilled_at": None}, True),
        ({**GOOD, "drilled_at": _ago(days=30)}, True),
        ({**GOOD, "drilled_at": NOW + timedelta(days=31)}, True),
        ({**GOOD, "proving": DAMAGE}, False),
        ({**GOOD, "made_at": _ago(days=2), "proving": Mishap(at=_ago(days=1), code="x")}, True),
        ({**GOOD, "made_at": NOW, "proving": DAMAGE}, True),
    ],
)
def test_when_a_drill_is_due(facts: dict[str, Any], due: bool) -> None:
    """Monthly by itself: nobody at a desk remembers it."""
    assert drill_due(Standing(**{"demo": False, **facts}), NOW) is due


def _holding(**values: Any) -> Holding:
    base: dict[str, Any] = {
        "shop_id": "s", "shop_name": "邻里", "members": 10, "jobs": 20, "bills": 30,
        "last_bill": "A-000030", "last_at": NOW, "position": 90, "head": "ff",
    }  # fmt: skip
    return Holding(**{**base, **values})


def test_a_loss_is_told_before_it_happens() -> None:
    """The owner says yes to numbers, not to a file name."""
    backup = _holding(members=9, bills=28, last_bill="A-000028", last_at=_ago(days=4), head="aa")
    told = loss(_holding(), backup, held="aa")
    assert (told.kind, told.members, told.jobs, told.bills) == ("older", 1, 0, 2)
    assert (told.days, told.last_bill) == (4, "A-000030")
    assert loss(_holding(), backup, held="bb").kind == "forked"
    assert loss(_holding(), _holding(), held="ff").kind == "same"
    assert loss(_holding(), _holding(shop_id="t", members=99), held="").members == 10
    assert loss(_holding(members=1), _holding(head="aa"), held="").members == 0


def test_the_next_letter_is_after_all_that_were_used() -> None:
    """Two receipts with one number would be two bills in one box."""
    assert next_letter(["A"]) == "B"
    assert next_letter(["A", "C", "B"]) == "D"
    assert next_letter(["", "AB", "甲", "1"]) == "A"
    assert next_letter(["Z"]) == ""
    assert backups.DAILY + backups.WEEKLY + backups.MONTHLY == 31
