"""If these fail, typed text is changed or hidden signs get in, or a setting holds nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.paging import Page, PageRequest
from models.base.settings import SETTINGS, check, default_of
from models.base.text import clean_line, clean_note


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 张桂兰 ", "张桂兰"),
        ("e\u0301", "e\u0301"),
        ("老王😀👨\u200d👩\u200d👧", "老王😀👨\u200d👩\u200d👧"),
        ("محمد", "محمد"),
        ("=1+1", "=1+1"),
        ("<b>&", "<b>&"),
    ],
)
def test_text_is_stored_as_it_was_typed(typed: str, stored: str) -> None:
    assert clean_line(typed, field="name") == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a\x00b", "text.control"),
        ("a\nb", "text.control"),
        ("a\tb", "text.control"),
        ("a\x85b", "text.control"),
        ("a\u2028b", "text.control"),
        ("a\u202eb", "text.direction"),
        ("a\u2066b", "text.direction"),
        ("a\ud800b", "text.broken"),
        ("长" * 121, "text.too_long"),
        ("   ", "text.required"),
    ],
)
def test_hidden_and_broken_text_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_line(typed, field="name", required=True)
    assert (refused.value.code, refused.value.field) == (code, "name")


def test_a_note_keeps_its_lines() -> None:
    assert clean_note(" 一\r\n二\r三\t四\n", field="note") == "一\n二\n三\t四"
    with pytest.raises(Refused) as refused:
        clean_note("长" * 2001, field="note")
    assert dict(refused.value.values) == {"most": 2000, "has": 2001}


@given(st.text(max_size=150))
def test_what_is_stored_stays_the_same_when_saved_again(typed: str) -> None:
    try:
        stored = clean_line(typed, field="name")
    except Refused:
        return
    assert stored == typed.strip()
    assert clean_line(stored, field="name") == stored


@pytest.mark.parametrize("name", SETTINGS)
def test_every_default_is_a_value_that_may_be_chosen(name: str) -> None:
    assert check(name, default_of(name)) == default_of(name)
    assert type(default_of(name)) in (str, int, bool)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("colour", "red", "setting.unknown"),
        ("language", 1, "setting.type"),
        ("idle_lock_minutes", True, "setting.type"),
        ("motion", 1, "setting.type"),
        ("language", "fr", "setting.choice"),
        ("rounding_unit", 5, "setting.choice"),
        ("idle_lock_minutes", -1, "setting.range"),
        ("bill_discount_cap", 1001, "setting.range"),
        ("printer", "a\x00", "text.control"),
        ("printer", "x" * 201, "text.too_long"),
        ("language", None, "setting.type"),
    ],
)
def test_a_setting_refuses_nonsense(name: str, value: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check(name, value)
    assert refused.value.code == code


def test_a_page_asks_for_the_next_by_its_own_end() -> None:
    assert Page((1, 2), "x").next(2) == PageRequest(2, "x")
    assert Page((), None).next() is None
    for limit in (0, 501):
        with pytest.raises(ValueError, match="rows"):
            PageRequest(limit)
