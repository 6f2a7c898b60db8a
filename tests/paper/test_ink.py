"""Wrapping: a cut or badly broken text is a text the customer cannot check."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paper.hostile import HOSTILE
from views.paper.codes import bar_modules, qr_modules
from views.paper.escape import clean, dialled, grouped, masked
from views.paper.fonts import typeface
from views.paper.ink import Ink


def broken(text: str, ems: float) -> list[str]:
    ink = Ink(typeface(), unit=1)
    return ["".join(piece for piece, _ in line) for line in ink.wrap(text, ems * 10, 10)]


@given(st.text(max_size=80), st.floats(2, 20))
def test_wrapping_keeps_every_character_and_the_width(text: str, ems: float) -> None:
    """Lost otherwise: a character of a name, or one beyond the edge."""
    lines = broken(text, ems)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", clean(text))
    assert all(typeface().width(line.rstrip(), False) <= ems + 1e-6 for line in lines)


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("清河路店在这里，欢迎", 7, ["清河路店在这", "里，欢迎"]),
        ("电话 010-5550\u00a08600", 7.5, ["电话", "010-5550\u00a08600"]),
        ("one two three", 4, ["one two", "three"]),
        ("他说《春天》好", 3, ["他说", "《春", "天》好"]),
        ("", 3, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, ems: float, lines: list[str]) -> None:
    """Lost otherwise: a comma at the start of a line, a phone number in two halves."""
    assert broken(text, ems) == lines


@pytest.mark.parametrize("hostile", HOSTILE)
def test_cleaning_leaves_nothing_invisible(hostile: str) -> None:
    """Lost otherwise: what is printed; a bidi override turns an amount round."""
    text = clean(hostile)
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text
    )
    assert clean(text) == text
    text.encode()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("找13800138000", "找138****8000"),
        ("+8613800138000", "+138****8000"),
        ("6901234567892", "6901 2345 6789 2"),
        ("6205/6206", "6205/6206"),
        ("2026-06-11", "2026-06-11"),
    ],
)
def test_only_phones_are_masked(typed: str, shown: str) -> None:
    """Lost otherwise: privacy, or the number of a part."""
    assert masked(typed) == shown


def test_own_numbers_are_grouped() -> None:
    """Lost otherwise: a serial that cannot be copied without a slip."""
    assert grouped("868012345678901") == "8680 1234 5678 901"
    assert dialled("13800138000") == "138\u00a00013\u00a08000"


def test_codes_are_as_small_as_they_can_be() -> None:
    """Lost otherwise: bars too thin for a cheap scanner: code set C halves them, QR version 1 is enough."""
    assert bar_modules("20126061002308") == 11 * 9 + 13
    assert qr_modules("20126061002308") == 21
