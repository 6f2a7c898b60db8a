"""Who goes first: a promise that is broken for a golden card is still broken for the one who waits longer."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from models.rules import lane
from models.rules.jobs import Step, TimeLeft, time_left

NOW = datetime(2026, 6, 11, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def _rank(hours: float | None, *, priority: bool = False, step: Step = Step.INTAKE) -> object:
    promised = None if hours is None else NOW + timedelta(hours=hours)
    left: TimeLeft = time_left(
        now=NOW, received_at=NOW - timedelta(hours=3), promised_at=promised, step=step
    )
    return lane.rank(step=step, left=left, promised_at=promised, priority=priority, zone=ZONE)


def test_priority_decides_among_equals_and_never_over_who_is_late() -> None:
    order = [
        _rank(-2),
        _rank(-1),
        _rank(0.5, priority=True),
        _rank(0.4),
        _rank(9, priority=True),
        _rank(5),
        _rank(30, priority=True),
        _rank(29),
        _rank(None, priority=True),
        _rank(None),
    ]
    for some in permutations(order[2:7]):
        assert sorted(some) == order[2:7]  # type: ignore[type-var]
    assert sorted([*order[5:], *order[:5]]) == order  # type: ignore[type-var]


def test_what_was_begun_goes_by_its_promise_alone() -> None:
    for step in (Step.WORK, Step.ACCEPTANCE, Step.PAYMENT, Step.CALL_BACK):
        assert _rank(9, priority=True, step=step) == _rank(9, step=step)


def test_an_answer_is_promised_only_until_the_job_went_on() -> None:
    assert lane.answer_by(NOW, Step.INTAKE, 60) == NOW + timedelta(hours=1)
    assert lane.answer_by(NOW, Step.QUOTE, 60) is None
    assert lane.answer_by(NOW, Step.INTAKE, 0) is None
