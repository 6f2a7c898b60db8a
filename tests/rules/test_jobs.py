"""If these fail, a job leaves the shop unpaid, a paid one is reopened, or a late one looks fine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.rights import Level
from models.rules.jobs import (
    STEPS,
    Ending,
    JobFacts,
    Step,
    check_move,
    following,
    moved_on,
    moves,
    time_left,
)

READY = JobFacts(step=Step.INTAKE, technician=True, lines=2, total=5000)
FACTS = st.builds(
    JobFacts,
    step=st.sampled_from(STEPS),
    technician=st.booleans(),
    lines=st.integers(0, 2),
    total=st.integers(0, 1),
    paid=st.booleans(),
)


def test_a_job_walks_through_all_steps() -> None:
    facts = READY
    for to in STEPS[1:]:
        facts = replace(facts, paid=to in (Step.CALL_BACK, Step.CLOSED))
        move = check_move(facts, to)
        assert (move.to, move.back, move.level) == (to, False, Level.CLERK)
        facts = replace(facts, step=to)
    assert move.ending == "done"
    assert [following(step) for step in STEPS] == [*STEPS[1:], None]


@pytest.mark.parametrize(
    ("facts", "to", "reason", "code"),
    [
        (READY, Step.INTAKE, "", "job.same_step"),
        (replace(READY, technician=False), Step.DISPATCH, "", "job.technician"),
        (replace(READY, technician=False), Step.ACCEPTANCE, "", "job.technician"),
        (replace(READY, lines=0, total=0), Step.PAYMENT, "", "job.lines"),
        (replace(READY, step=Step.PAYMENT), Step.CALL_BACK, "", "job.unpaid"),
        (replace(READY, step=Step.PAYMENT), Step.CLOSED, "", "job.unpaid"),
        (replace(READY, lines=0, total=0), Step.CLOSED, "", "job.lines"),
        (replace(READY, step=Step.WORK), Step.QUOTE, "", "job.reason"),
        (replace(READY, step=Step.WORK), Step.QUOTE, "  ", "job.reason"),
        (replace(READY, step=Step.CALL_BACK, paid=True), Step.WORK, "x", "job.paid"),
        (replace(READY, step=Step.CALL_BACK, paid=True), Step.PAYMENT, "x", "job.paid"),
    ],
)
def test_a_move_that_may_not_be_is_refused(
    facts: JobFacts, to: Step, reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        check_move(facts, to, reason=reason)
    assert refused.value.code == code


@pytest.mark.parametrize("ending", ["cancelled", "unrepaired"])
def test_a_job_ends_without_a_bill_only_with_a_reason(ending: Ending) -> None:
    assert check_move(READY, Step.CLOSED, reason="太贵", ending=ending).ending == ending
    with pytest.raises(Refused, match=r"job\.reason"):
        check_move(READY, Step.CLOSED, ending=ending)
    with pytest.raises(Refused, match=r"job\.paid"):
        check_move(replace(READY, paid=True), Step.CLOSED, reason="x", ending=ending)


def test_a_free_job_closes_without_a_bill() -> None:
    free = replace(READY, step=Step.ACCEPTANCE, total=0)
    assert check_move(free, Step.CLOSED).ending == "done"


def test_only_a_supervisor_opens_a_closed_job_again() -> None:
    closed = replace(READY, step=Step.CLOSED, paid=True)
    move = check_move(closed, Step.CALL_BACK, reason="又响了")
    assert (move.back, move.level) == (True, Level.SUPERVISOR)


@given(FACTS)
def test_no_way_leads_past_the_till(facts: JobFacts) -> None:
    for to in moves(facts):
        if to in (Step.CALL_BACK, Step.CLOSED) and STEPS.index(to) > STEPS.index(facts.step):
            assert facts.paid or facts.total == 0
        if facts.paid and STEPS.index(to) < STEPS.index(facts.step):
            assert to is Step.CALL_BACK


@given(FACTS, st.sampled_from(STEPS), st.sampled_from(["", "x"]))
def test_moves_shows_just_what_check_allows(facts: JobFacts, to: Step, reason: str) -> None:
    try:
        check_move(facts, to, reason=reason)
    except Refused as refused:
        assert to not in moves(facts) or refused.code == "job.reason"  # noqa: PT017
    else:
        assert to in moves(facts)


NOW = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("promise_hours", "left", "state", "minutes"),
    [
        (8, timedelta(minutes=61), "ok", 61),
        (8, timedelta(minutes=60), "risk", 60),
        (100, timedelta(hours=11), "ok", 660),
        (100, timedelta(hours=10), "risk", 600),
        (8, timedelta(), "risk", 0),
        (8, timedelta(seconds=-1), "late", -1),
        (8, timedelta(days=-1), "late", -1440),
    ],
)
def test_the_promise_warns_before_it_is_broken(
    promise_hours: int, left: timedelta, state: str, minutes: int
) -> None:
    promised = NOW + left
    found = time_left(
        now=NOW,
        received_at=promised - timedelta(hours=promise_hours),
        promised_at=promised,
        step=Step.WORK,
    )
    assert (found.state, found.minutes) == (state, minutes)


@pytest.mark.parametrize(("step", "promised"), list(product(STEPS, [True, False])))
def test_a_finished_job_is_not_late(step: Step, promised: bool) -> None:
    past = NOW - timedelta(days=2)
    found = time_left(now=NOW, received_at=past, promised_at=past if promised else None, step=step)
    met = step in (Step.PAYMENT, Step.CALL_BACK, Step.CLOSED)
    assert found.state == ("none" if not promised else "met" if met else "late")


@pytest.mark.parametrize(
    ("held", "waited", "now", "state", "minutes"),
    [
        (timedelta(hours=1), timedelta(), timedelta(hours=30), "hold", 420),
        (timedelta(hours=1), timedelta(), timedelta(minutes=30), "hold", 450),
        (None, timedelta(hours=24), timedelta(hours=25), "ok", 420),
        (None, timedelta(hours=24), timedelta(hours=31), "risk", 60),
        (None, timedelta(hours=24), timedelta(hours=33), "late", -60),
    ],
)
def test_the_clock_stands_while_it_waits(
    held: timedelta | None, waited: timedelta, now: timedelta, state: str, minutes: int
) -> None:
    """Promised in 8 hours; a wait of a day moves the promise by a day, and the tenth of 8 hours stays."""
    found = time_left(
        now=NOW + now,
        received_at=NOW,
        promised_at=moved_on(NOW + timedelta(hours=8), waited),
        step=Step.WORK,
        hold_at=None if held is None else NOW + held,
        waited=waited,
    )
    assert (found.state, found.minutes) == (state, minutes)


@given(
    st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 10_000)
)
def test_a_wait_never_costs_a_minute_of_the_promise(
    before: int, wait: int, after: int, promise: int
) -> None:
    """However long it waited, what is left is the promise less the minutes the shop could work."""
    worked = timedelta(minutes=before + after)
    found = time_left(
        now=NOW + worked + timedelta(minutes=wait),
        received_at=NOW,
        promised_at=moved_on(NOW + timedelta(minutes=promise), timedelta(minutes=wait)),
        step=Step.WORK,
        waited=timedelta(minutes=wait),
    )
    plain = time_left(
        now=NOW + worked,
        received_at=NOW,
        promised_at=NOW + timedelta(minutes=promise),
        step=Step.WORK,
    )
    assert found == plain


@pytest.mark.parametrize(
    ("facts", "to", "code"),
    [
        (replace(READY, held=True), Step.WORK, "job.on_hold"),
        (replace(READY, checks=1), Step.ACCEPTANCE, "job.checks"),
        (replace(READY, checks=1), Step.PAYMENT, "job.checks"),
        (replace(READY, step=Step.CALL_BACK, paid=True, lent=1), Step.CLOSED, "job.lent"),
    ],
)
def test_what_is_still_open_holds_a_job_back(facts: JobFacts, to: Step, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_move(facts, to)
    assert refused.value.code == code


def test_what_is_broken_off_waits_for_no_part_and_no_step() -> None:
    stuck = replace(READY, held=True, checks=3)
    assert check_move(stuck, Step.CLOSED, reason="x", ending="cancelled").ending == "cancelled"
    assert check_move(replace(READY, checks=1), Step.WORK).to is Step.WORK
    accepted = replace(READY, step=Step.ACCEPTANCE, checks=1)
    assert check_move(accepted, Step.PAYMENT).to is Step.PAYMENT


def test_a_fee_that_was_billed_closes_as_cancelled_at_call_back_only() -> None:
    paid = replace(READY, step=Step.CALL_BACK, paid=True)
    assert check_move(paid, Step.CLOSED, reason="太贵", ending="unrepaired").ending == "unrepaired"
    assert check_move(paid, Step.CLOSED, reason="缺件", ending="partly").ending == "partly"
    with pytest.raises(Refused, match=r"job\.reason"):
        check_move(paid, Step.CLOSED, ending="partly")
    with pytest.raises(Refused, match=r"job\.unpaid"):
        check_move(READY, Step.CLOSED, reason="x", ending="partly")
