"""If these fail, a member cannot be called or found, or a paper shows a whole number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules.phones import masked, parse_phone, phone_text, tail


@pytest.mark.parametrize(
    ("typed", "number", "kind", "extension"),
    [
        ("13812348000", "13812348000", "mobile", ""),
        ("１３８ １２３４－８０００", "13812348000", "mobile", ""),
        ("+86 138-1234-8000", "13812348000", "mobile", ""),
        ("0086 13812348000", "13812348000", "mobile", ""),
        ("8613812348000", "13812348000", "mobile", ""),
        ("010-5550 8600 转 12", "01055508600", "landline", "12"),
        ("+86 (10) 5550 8600", "01055508600", "landline", ""),
        ("+86 755 1234567", "07551234567", "landline", ""),
        ("0755-12345678分机8", "075512345678", "landline", "8"),
        ("5550 8600", "55508600", "local", ""),
        ("5550860", "5550860", "local", ""),
        ("400-800-1234", "4008001234", "service", ""),
        ("40080012", "40080012", "local", ""),
        ("12345", "12345", "short", ""),
        ("95588", "95588", "short", ""),
        ("+1 (415) 555-0100 ext. 3", "+14155550100", "foreign", "3"),
        ("00852 2345 6789", "+85223456789", "foreign", ""),
    ],
)
def test_a_phone_is_understood_however_it_is_typed(
    typed: str, number: str, kind: str, extension: str
) -> None:
    phone = parse_phone(typed)
    assert (phone.number, phone.kind, phone.extension) == (number, kind, extension)


@pytest.mark.parametrize(
    ("typed", "code", "values"),
    [
        ("", "phone.empty", {}),
        (" - ", "phone.empty", {}),
        ("1381234800", "phone.too_short", {"digits": 10, "needs": "11"}),
        ("138123480001", "phone.too_long", {"digits": 12, "needs": "11"}),
        ("1", "phone.too_short", {"digits": 1, "needs": "11"}),
        ("12812348000", "phone.prefix", {}),
        ("010-5550860", "phone.too_short", {"digits": 10, "needs": "11"}),
        ("0755-123456789", "phone.too_long", {"digits": 13, "needs": "11-12"}),
        ("555086", "phone.too_short", {"digits": 6, "needs": "7-8"}),
        ("95588123", "phone.prefix", {}),
        ("138a2348000", "phone.letters", {"typed": "a"}),
        ("1+38", "phone.letters", {"typed": "+"}),
        ("٣٣٣٣٣٣٣", "phone.letters", {"typed": "٣"}),
        ("+12", "phone.too_short", {"digits": 2, "needs": "7-15"}),
    ],
)
def test_what_is_no_phone_is_refused_with_what_to_do(
    typed: str, code: str, values: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        parse_phone(typed)
    assert (refused.value.code, dict(refused.value.values)) == (code, values)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812348000", "138****8000"),
        ("01055508600", "010****8600"),
        ("075512345678", "0755****5678"),
        ("01055508600x12", "010****8600"),
        ("55508600", "****8600"),
        ("5550860", "****0860"),
        ("4008001234", "400****1234"),
        ("+14155550100", "+****0100"),
        ("12345", "****45"),
        ("", "****"),
    ],
)
def test_the_middle_is_hidden(number: str, shown: str) -> None:
    assert masked(number) == shown


@given(
    st.from_regex(
        r"(1[3-9][0-9]{9}|0[0-9]{10,11}|[2-8][0-9]{6,7}|\+[1-9][0-9]{7,14})", fullmatch=True
    )
)
def test_no_masked_number_can_be_read_whole(number: str) -> None:
    shown = masked(number)
    digits = number.lstrip("+")
    hidden = len(digits) - sum(character.isdigit() for character in shown)
    assert "****" in shown
    assert hidden >= 3
    assert shown.endswith(tail(number))


@given(st.text(max_size=30))
def test_any_text_is_masked_and_parsed_or_refused(typed: str) -> None:
    digits = sum(character in "0123456789" for character in typed)
    assert sum(character.isdigit() for character in masked(typed)) <= max(digits, 0) + 8
    try:
        phone = parse_phone(typed)
    except Refused as refused:
        assert refused.code.startswith("phone.")  # noqa: PT017
    else:
        assert parse_phone(phone.number).number == phone.number
        assert parse_phone(phone_text(phone.number)).number == phone.number
