"""If these fail, a shop asks for more than it promised, or holds a member to a price that ran out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.rules import quotes as rules
from models.rules.quotes import State

TODAY = date(2026, 6, 11)
FEN = st.integers(0, MAX_FEN)
CAPS = st.integers(0, rules.CAP_MOST)


def test_a_quote_holds_to_its_last_day_and_not_a_day_longer() -> None:
    """A member who comes on the last day gets the promised price."""
    last = rules.valid_until(TODAY, 7)
    assert last == date(2026, 6, 18)
    assert not rules.expired(last, last)
    assert rules.expired(last, last + timedelta(days=1))


@pytest.mark.parametrize("days", [0, -1, 91, 10_000])
def test_a_quote_that_holds_for_ever_is_none(days: int) -> None:
    with pytest.raises(Refused, match=r"quote\.days"):
        rules.valid_until(TODAY, days)


@pytest.mark.parametrize(
    ("state", "to", "code"),
    [
        ("draft", "given", ""),
        ("given", "accepted", ""),
        ("given", "refused", ""),
        ("given", "replaced", ""),
        ("draft", "accepted", "quote.move"),
        ("draft", "refused", "quote.move"),
        ("accepted", "refused", "quote.move"),
        ("accepted", "replaced", "quote.move"),
        ("refused", "accepted", "quote.move"),
        ("replaced", "accepted", "quote.move"),
        ("given", "draft", "quote.move"),
    ],
)
def test_an_answer_is_given_once(state: str, to: str, code: str) -> None:
    """What was refused on Monday is not accepted on Friday at Monday's price."""
    call = {"last_day": TODAY, "today": TODAY}
    if not code:
        rules.check_move(State(state), State(to), **call)
        return
    with pytest.raises(Refused) as caught:
        rules.check_move(State(state), State(to), **call)
    assert caught.value.code == code


def test_an_expired_quote_is_refused_but_not_accepted() -> None:
    late = {"last_day": TODAY, "today": TODAY + timedelta(days=1)}
    with pytest.raises(Refused, match=r"quote\.expired"):
        rules.check_move(State.GIVEN, State.ACCEPTED, **late)
    rules.check_move(State.GIVEN, State.REFUSED, **late)
    rules.check_move(State.GIVEN, State.REPLACED, **late)


@pytest.mark.parametrize(
    ("accepted", "actual", "fen", "per_mille", "room"),
    [
        (31600, 34400, 2800, 89, 360),  # the picture: +28.00, 8.9 %, 3.60 left
        (31600, 31600, 0, 0, 3160),
        (31600, 30000, -1600, -51, 4760),
        (31600, 40000, 8400, 266, 0),
        (0, 500, 500, None, 0),
        (5, 6, 1, 200, 0),
        (9, 9, 0, 0, 0),
    ],
)
def test_variance_and_room_of_the_pictures(
    accepted: int, actual: int, fen: int, per_mille: int | None, room: int
) -> None:
    found = rules.variance(accepted, actual)
    assert (found.fen, found.per_mille) == (fen, per_mille)
    assert rules.room(rules.limit(accepted, rules.CAP), actual) == room


@given(FEN, CAPS, FEN)
def test_the_cap_is_never_a_fen_too_generous(accepted: int, cap: int, signed: int) -> None:
    """Rounded down: the member was told so many per cent and not a fen more."""
    most = rules.ceiling(accepted, cap)
    assert accepted <= most
    assert (most - accepted) * rules.PER_MILLE <= accepted * cap
    assert (most + 1 - accepted) * rules.PER_MILLE > accepted * cap
    assert rules.limit(accepted, cap, signed) == max(most, signed)


@given(FEN, CAPS, FEN, st.integers(1, 100_000))
def test_what_fits_into_the_room_needs_no_signature_and_one_fen_more_does(
    accepted: int, cap: int, actual: int, more: int
) -> None:
    most = rules.limit(accepted, cap)
    room = rules.room(most, actual)
    assert room >= 0
    if actual <= most:
        assert not rules.must_sign(most, actual + room)
        assert rules.must_sign(most, actual + room + more)


@given(st.integers(1, MAX_FEN), FEN)
def test_a_variance_taken_back_is_its_mirror(quoted: int, actual: int) -> None:
    """Rounded half away from zero, so that over and under are told alike."""
    over, under = rules.variance(quoted, actual), rules.variance(quoted, 2 * quoted - actual)
    assert over.fen == -under.fen
    assert over.per_mille is not None
    assert under.per_mille is not None
    assert over.per_mille == -under.per_mille


def test_the_mean_of_nothing_is_nothing() -> None:
    assert rules.mean([]) is None
    assert rules.mean([89, -51, 0]) == 13


@pytest.mark.parametrize("cap", [-1, 301])
def test_a_cap_beyond_reason_is_refused(cap: int) -> None:
    with pytest.raises(Refused, match=r"quote\.cap"):
        rules.check_cap(cap)
