"""If these fail, a 发票 is made out to a number that does not exist, and the customer comes back with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules.invoices import check_sign, invoice_number, tax_number

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGISTERED = ("91350100M000100Y43", "91110000600037341L", "91440300708461136T")
"""The standard's own example, and two companies that publish theirs."""


@pytest.mark.parametrize("number", REGISTERED)
def test_numbers_in_use_pass_however_they_are_typed(number: str) -> None:
    spaced = f" {number[:4]} {number[4:8]}-{number[8:]} ".lower()
    assert tax_number(number) == tax_number(spaced) == number
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    assert tax_number(wide) == number


@given(
    st.text("0123456789", min_size=6, max_size=6), st.text(SIGNS, min_size=9, max_size=9), st.data()
)
def test_any_one_wrong_character_and_any_two_swapped_are_found(
    region: str, body: str, data: st.DataObject
) -> None:
    """The check character is there for the slip of a finger: no single slip may pass."""
    first = f"91{region}{body}"
    number = first + check_sign(first)
    assert tax_number(number) == number
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from([sign for sign in SIGNS if sign != number[place]]))
    with pytest.raises(Refused, match=r"invoice\.tax_(check|form)"):
        tax_number(number[:place] + other + number[place + 1 :])
    at = data.draw(st.integers(0, 16))
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        with pytest.raises(Refused, match=r"invoice\.tax_(check|form)"):
            tax_number(swapped)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("110105123456789", "110105123456789"),
        ("11010512345678x", "11010512345678X"),
        ("11010519800101123", "11010519800101123"),
        ("11010519800101123X01", "11010519800101123X01"),
    ],
)
def test_the_older_forms_pass(typed: str, kept: str) -> None:
    assert tax_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9135", "invoice.tax_length"),
        ("91350100M000100Y4", "invoice.tax_form"),
        ("91350100M000100Y4Z", "invoice.tax_form"),
        ("91350100M000100Y44", "invoice.tax_check"),
        ("9135010OM000100Y43", "invoice.tax_form"),
        ("张三张三张三张三张三张三张三张三张三", "invoice.tax_form"),
        ("110105198001X1123X01", "invoice.tax_form"),
        ("x" * 10_000, "invoice.tax_length"),
    ],
)
def test_what_cannot_be_one_is_refused_beside_its_field(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        tax_number(typed)
    assert (refused.value.code, refused.value.field) == (code, "tax_number")


def test_an_invoice_number_is_eight_to_twenty_digits() -> None:
    assert invoice_number("２４３１２００００００１２３４５６７８９") == "24312000000123456789"
    assert invoice_number(" 1234 5678 ") == "12345678"
    for typed in ("1234567", "1" * 21, "12345678A"):
        with pytest.raises(Refused, match=r"invoice\.number"):
            invoice_number(typed)
