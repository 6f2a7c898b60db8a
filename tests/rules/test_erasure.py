"""If these fail, a kept text still names who was erased, or a proof slip cannot be found by its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.erasure import BLANK, ERASED_NAME, slip_number, slip_running, traces


def test_a_phone_is_found_as_stored_and_as_printed() -> None:
    known = traces(["张桂兰"], ["15401062046", "01055507711x12"], ["清河路 86 弄"])
    for text in ("问张桂兰", "打15401062046", "154 0106 2046", "01055507711", "在清河路 86 弄口"):
        assert known.found_in(text), text
        assert not known.found_in(known.taken_from(text)), text


def test_what_is_too_short_blanks_out_nothing() -> None:
    """A member called 李 must not turn every 李 on every bill into stars."""
    assert traces(["李", ERASED_NAME, ""], ["110"], ["家"]).words == ()


@given(text=st.text(), name=st.text(min_size=2, max_size=6).filter(lambda name: "*" not in name))
def test_a_text_is_freed_of_the_name_and_of_nothing_else(text: str, name: str) -> None:
    known = traces([name], [])
    freed = known.taken_from(text)
    assert name not in freed
    assert (freed == text) is (name not in text)
    assert freed.count(BLANK) >= text.count(name)


_CONTENTS = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.sampled_from(["问张桂兰", "张桂兰"]),
    lambda parts: (
        st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from("甲乙丙"), parts, max_size=3)
    ),
    max_leaves=8,
)


@given(content=_CONTENTS)
def test_a_structure_is_freed_like_its_texts_and_keeps_its_shape(content: object) -> None:
    """A draft or a paper names the person as deep down as it likes."""
    known = traces(["张桂兰"], [])
    freed = known.taken_out_of(content)
    assert not known.found_inside(freed)
    assert (freed == content) is not known.found_inside(content)
    assert repr(freed) == repr(content).replace("张桂兰", BLANK)


@given(letter=st.sampled_from("ABZ"), running=st.integers(1, 999_999_999))
def test_a_slip_number_is_read_back(letter: str, running: int) -> None:
    assert slip_running(slip_number(letter, running)) == (letter, running)


@pytest.mark.parametrize("text", ["", "A-000001", "SC-a-000001", "SC-A-1", "SC-A-０００００１"])
def test_what_is_no_slip_number_is_none(text: str) -> None:
    assert slip_running(text) == ("", 0)
