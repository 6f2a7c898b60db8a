"""If these fail, work is done free that the shop never did before, or a member pays for the same fault twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules.job_troubles import (
    HOLD_REASONS,
    Earlier,
    check_hold,
    comeback,
    same_fault,
    waiting_age,
)
from models.rules.jobs import STEPS, Step

NOW = datetime(2026, 6, 11, 3, 0, tzinfo=UTC)
TODAY = date(2026, 6, 11)


@pytest.mark.parametrize(
    ("earlier", "later", "same"),
    [
        ("脱水异响、漏水", "漏水", True),
        ("脱水异响", "异响", True),
        ("不制冷", "不制热", False),
        ("漏水", "不转", False),
        ("Leak, noise", "NOISE", True),
        ("", "漏水", False),
        ("漏水", "", False),
        ("响", "异响", False),
        ("响", "响", True),
    ],
)
def test_a_fault_is_known_again_by_its_words(earlier: str, later: str, same: bool) -> None:
    assert same_fault(earlier, later) is same


@given(st.text(max_size=20), st.text(max_size=20))
def test_it_does_not_matter_who_is_asked_first(one: str, other: str) -> None:
    assert same_fault(one, other) is same_fault(other, one)


def _job(days: int, until: int | None, fault: str = "漏水", number: str = "1") -> Earlier:
    return Earlier(
        id=number,
        number=number,
        fault=fault,
        opened_at=NOW - timedelta(days=days),
        warranty_until=None if until is None else TODAY + timedelta(days=until),
    )


@pytest.mark.parametrize(
    ("earlier", "verdict", "times", "of"),
    [
        ((), "first", 1, None),
        ((_job(10, 80),), "rework", 2, "1"),
        ((_job(10, 0),), "rework", 2, "1"),
        ((_job(10, -1),), "expired", 2, "1"),
        ((_job(10, None),), "other", 2, "1"),
        ((_job(10, 80, "不转"),), "other", 2, "1"),
        ((_job(61, 80, "不转"),), "first", 1, None),
        ((_job(61, 300),), "rework", 1, "1"),
        ((_job(30, -1, number="2"), _job(50, 40)), "rework", 3, "1"),
        ((_job(50, 40), _job(30, 60, number="2")), "rework", 3, "2"),
    ],
)
def test_what_a_job_is_after_the_earlier_ones(
    earlier: tuple[Earlier, ...], verdict: str, times: int, of: str | None
) -> None:
    found = comeback(earlier, fault="漏水", now=NOW, today=TODAY)
    assert (found.verdict, found.times, found.of_id) == (verdict, times, of)


@given(st.lists(st.tuples(st.integers(0, 400), st.none() | st.integers(-400, 400)), max_size=6))
def test_nothing_is_free_without_a_warranty_that_still_runs(
    past: list[tuple[int, int | None]],
) -> None:
    earlier = tuple(_job(days, until, number=str(n)) for n, (days, until) in enumerate(past))
    found = comeback(earlier, fault="漏水", now=NOW, today=TODAY)
    running = any(until is not None and until >= 0 for _, until in past)
    assert (found.verdict == "rework") is running
    assert found.until is None or (found.until >= TODAY) is (found.verdict == "rework")


@pytest.mark.parametrize("step", STEPS)
def test_only_what_is_still_worked_on_waits(step: Step) -> None:
    if STEPS.index(step) < STEPS.index(Step.PAYMENT):
        check_hold(step, False, HOLD_REASONS[0])
    else:
        with pytest.raises(Refused, match=r"job\.hold_step"):
            check_hold(step, False, HOLD_REASONS[0])


@pytest.mark.parametrize(
    ("ready", "collected", "age"),
    [
        (None, None, None),
        (timedelta(days=8), None, timedelta(days=8)),
        (timedelta(days=8), timedelta(days=1), None),
        (timedelta(days=-1), None, timedelta()),
    ],
)
def test_what_waits_to_be_collected_has_an_age(
    ready: timedelta | None, collected: timedelta | None, age: timedelta | None
) -> None:
    found = waiting_age(
        now=NOW,
        ready_at=None if ready is None else NOW - ready,
        collected_at=None if collected is None else NOW - collected,
    )
    assert found == age
