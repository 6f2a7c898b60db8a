"""If these fail, ids or the journal lose their order under a wrong clock, or a sale its day."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.clock import (
    FUTURE_MOST_MS,
    HybridClock,
    ManualClock,
    SystemClock,
    business_day,
    day_bounds,
    from_ms,
    ms_of,
    stamp_ms,
)
from models.base.errors import Refused
from models.base.ids import IdSource, is_id, time_of

MS = st.integers(0, (1 << 47) - 1)


@given(st.lists(MS, min_size=2, max_size=60), st.integers())
def test_ids_only_grow_whatever_the_clock_does(times: list[int], seed: int) -> None:
    clock = iter(times)
    source = IdSource(lambda: next(clock), random.Random(seed).getrandbits)
    made = [source() for _ in times]
    assert made == sorted(set(made))
    assert all(is_id(one) for one in made)
    assert time_of(made[0]) == times[0]


def test_ids_go_on_growing_when_the_random_part_is_full() -> None:
    source = IdSource(lambda: 5, lambda bits: (1 << bits) - 1)
    full = [source() for _ in range(3)]
    source._tail = (1 << 74) - 1
    after = source()
    assert [*full, after] == sorted({*full, after})
    assert time_of(after) == 6


def test_the_same_seed_makes_the_same_ids() -> None:
    def made() -> list[str]:
        source = IdSource(lambda: 1_700_000_000_000, random.Random(1).getrandbits)
        return [source() for _ in range(5)]

    assert made() == made()


def test_an_id_has_the_form_of_the_standard() -> None:
    # RFC 9562, appendix A.6: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F
    bits = iter([(0xCC3 << 62) | 0x18C4DC0C0C07398F])
    source = IdSource(lambda: 0x017F22E279B0, lambda _: next(bits))
    assert source() == "017f22e279b07cc398c4dc0c0c07398f"


@given(st.lists(MS, min_size=1, max_size=60))
def test_stamps_only_grow_and_never_fall_behind_the_clock(times: list[int]) -> None:
    clock = HybridClock()
    stamps = [clock.tick(now) for now in times]
    assert stamps == sorted(set(stamps))
    assert all(stamp_ms(stamp) >= now for stamp, now in zip(stamps, times, strict=True))
    assert max(stamps) < 1 << 63


@given(MS, MS)
def test_what_follows_another_desks_operation_is_later_than_it(now: int, theirs: int) -> None:
    clock = HybridClock(now << 16)
    remote = (theirs << 16) | 7
    if theirs - now > FUTURE_MOST_MS:
        with pytest.raises(Refused, match=r"clock\.ahead"):
            clock.merge(remote, now)
        assert clock.last == now << 16
    else:
        assert clock.merge(remote, now) > remote
        assert clock.tick(now) > remote


def test_exactly_a_day_ahead_is_taken_and_a_millisecond_more_is_held() -> None:
    clock = HybridClock()
    clock.merge(FUTURE_MOST_MS << 16, 0)
    with pytest.raises(Refused) as refused:
        clock.merge((FUTURE_MOST_MS + 1) << 16, 0)
    assert refused.value.values["hours"] == 24


@given(MS)
def test_milliseconds_are_exact_both_ways(ms: int) -> None:
    ms %= ms_of(datetime(9999, 12, 31, tzinfo=UTC))
    assert ms_of(from_ms(ms)) == ms


def test_a_late_evening_sale_belongs_to_the_shops_own_day() -> None:
    at = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)
    assert business_day(at, "Asia/Shanghai") == date(2026, 6, 11)
    assert business_day(at - timedelta(milliseconds=1), "Asia/Shanghai") == date(2026, 6, 10)


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["Asia/Shanghai", "Europe/London", "America/New_York"]),
)
def test_a_shop_day_begins_and_ends_where_the_next_one_begins(day: date, zone: str) -> None:
    first, after = day_bounds(day, zone)
    assert day_bounds(day + timedelta(days=1), zone)[0] == after
    assert business_day(first, zone) == day == business_day(after - timedelta(seconds=1), zone)
    assert timedelta(hours=23) <= after - first <= timedelta(hours=25)


def test_clocks_give_whole_milliseconds_in_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    clock = ManualClock(datetime(2026, 6, 10, 8, 0, 0, 1999, tzinfo=UTC))
    clock.advance(timedelta(minutes=-1))
    assert clock.now() == datetime(2026, 6, 10, 7, 59, 0, 1000, tzinfo=UTC)
    with pytest.raises(ValueError, match="aware"):
        clock.set(datetime(2026, 6, 10))  # noqa: DTZ001
