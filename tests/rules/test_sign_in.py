"""PINs and waits: too weak a PIN or too short a wait, and a clerk becomes the owner in an afternoon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.rights import Level
from models.rules.sign_in import Guesses, checked_pin, remaining, wait_after


@pytest.mark.parametrize(
    ("typed", "level", "code"),
    [
        ("12a4", Level.CLERK, "pin.digits"),
        ("", Level.CLERK, "pin.digits"),
        ("²³¹⁴", Level.CLERK, "pin.digits"),
        ("273", Level.CLERK, "pin.short"),
        ("27318", Level.SUPERVISOR, "pin.short"),
        ("27318", Level.OWNER, "pin.short"),
        ("2731827318273", Level.CLERK, "pin.long"),
        ("7777", Level.CLERK, "pin.easy"),
        ("345678", Level.OWNER, "pin.easy"),
        ("987654", Level.OWNER, "pin.easy"),
        ("890123", Level.OWNER, "pin.easy"),
    ],
)
def test_a_weak_pin_is_refused_beside_its_field(typed: str, level: Level, code: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_pin(typed, level)
    assert (refused.value.code, refused.value.field) == (code, "pin")


def test_an_input_method_s_full_width_digits_are_the_same_pin() -> None:
    assert checked_pin("２７３１", Level.CLERK) == "2731"


def test_the_first_slips_cost_nothing_and_then_it_waits() -> None:
    assert [wait_after(wrong) for wrong in range(9)] == [0, 0, 0, 10, 20, 30, 60, 60, 60]


@given(
    stamp=st.integers(0, 10**9),
    gone=st.integers(0, 10**7),
    wait=st.sampled_from([10, 20, 60]),
)
def test_nothing_but_time_ends_a_wait(stamp: int, gone: int, wait: int) -> None:
    """Neither going on nor starting the computer again makes it shorter than it is."""
    left = max(0, wait * 1000 - gone)
    seconds = remaining(Guesses(3, stamp), stamp + gone, wait)
    assert seconds * 1000 >= left > seconds * 1000 - 1000 or seconds == left == 0
    since_start = min(gone, 10**6)  # started again within the time that has gone by
    if since_start < stamp:
        assert remaining(Guesses(3, stamp), since_start, wait) * 1000 >= left
