"""Cells as a spreadsheet leaves them: what it spoilt is mended where the cell still holds it, else refused."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.sheet import Odd
from models.rules import import_values as values
from models.rules.import_words import CHOICES, WORDS, chosen

FULL = str.maketrans("0123456789/-", "０１２３４５６７８９／－")
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
DAYS = st.dates(date(1911, 1, 1), date(2099, 12, 31))


def _code(call: Any, *args: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, field="x")
    assert refused.value.field == "x"
    return refused.value.code


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        (13812345678, ("13812345678",)),
        (13812345678.0, ("13812345678",)),
        ("13812345678.0", ("13812345678",)),
        ("1.3812345678E+10", ("13812345678",)),
        ("1.3800000000E+10", ("13800000000",)),
        ("１３８ １２３４ ５６７８", ("13812345678",)),
        ("'+86 138 1234 5678", ("13812345678",)),
        (1055508600, ("01055508600",)),
        (75555508600, ("075555508600",)),
        ("010-55508600转12", ("01055508600x12",)),
        ("13812345678、010-55508600", ("13812345678", "01055508600")),
        ("13812345678/13912345678", ("13812345678", "13912345678")),
        ("13812345678 13912345678", ("13812345678", "13912345678")),
        ("13812345678；13812345678", ("13812345678",)),
        ("13812345678\n13912345678", ("13812345678", "13912345678")),
        (None, ()),
        ("  ", ()),
    ],
)
def test_phones_as_spreadsheets_keep_them(cell: Any, phones: tuple[str, ...]) -> None:
    """A member whose number came in wrong is never reached again."""
    assert values.phones(cell, field="x") == phones


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.38E+10", "import.digits_lost"),
        ("1.38123e10", "import.digits_lost"),
        (1.38e20, "import.digits_lost"),
        (float("nan"), "import.digits_lost"),
        ("#N/A", "import.error_value"),
        (Odd.BROKEN, "import.error_value"),
        (Odd.UNCOUNTED, "import.formula"),
        (1381234567, "phone.too_short"),
        ("13812345678/1391234", "phone.too_short"),
        ("喂", "phone.letters"),
        ("、".join(f"1381234567{n}" for n in range(6)), "import.phones_many"),
    ],
)
def test_a_phone_that_lost_digits_is_refused_and_never_guessed(cell: Any, code: str) -> None:
    """1.38E+10 stands for a million people; a mobile short of one digit is no landline."""
    assert _code(values.phones, cell) == code


@given(MOBILES)
def test_every_mobile_comes_through_every_form(number: str) -> None:
    """However a spreadsheet shows it, as long as it still holds it."""
    forms: list[Any] = [
        number,
        int(number),
        float(number),
        number.translate(FULL),
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"+86-{number}",
        f"{number[0]}.{number[1:]}E+10",
        f"{number}.0",
    ]
    assert {values.phones(form, field="x") for form in forms} == {(number,)}


@given(MOBILES, st.integers(1, 8))
def test_a_shortened_number_is_never_taken_for_whole(number: str, kept: int) -> None:
    """What General format shows of a long number must never become a number of its own."""
    assert _code(values.phones, f"{number[0]}.{number[1 : 1 + kept]}E+10") == "import.digits_lost"


@given(DAYS)
def test_every_day_comes_through_five_notations(day: date) -> None:
    """A birthday a day off is a card on the wrong day, every year."""
    serial = (day - date(1899, 12, 30)).days
    forms: list[Any] = [
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}/{day.month:02d}/{day.day:02d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}".translate(FULL),
        f"{day:%Y-%m-%d} 08:30:00",
        day,
        datetime(day.year, day.month, day.day, 23, 59),  # noqa: DTZ001 - a cell has no zone
        int(f"{day:%Y%m%d}"),
        serial,
        float(serial),
        serial + 0.75,
        str(serial),
    ]
    assert {values.day(form, field="x") for form in forms} == {day}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("6-1", "import.year_missing"),
        ("6月1日", "import.year_missing"),
        ("2026-2-30", "day.impossible"),
        ("1960", "day.unknown"),
        (1960, "day.unknown"),
        ("昨天", "day.unknown"),
        (12, "day.unknown"),
        (time(8, 30), "day.unknown"),
        (date(1899, 12, 31), "day.range"),
        ("#REF!", "import.error_value"),
    ],
)
def test_what_is_no_day_is_refused(cell: Any, code: str) -> None:
    """A year alone, read as a count of days, would be a birthday in 1905."""
    assert _code(values.day, cell) == code


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (120, 12000), (120.5, 12050), (119.999999999, 12000), ("¥1,200.50", 120050), ("120元", 12000),
        ("80元/台", 8000), ("80 元起", 8000), ("８８", 8800), ("", None), (None, None), (0, 0),
    ],
)  # fmt: skip
def test_money(cell: Any, fen: int | None) -> None:
    """A price that comes in ten times too large is on the next bill."""
    assert values.money(cell, field="x") == fen


@pytest.mark.parametrize(
    ("cell", "code"),
    [("面议", "money.not_a_number"), (1.234, "money.decimals"), (-5, "money.negative"),
     ("80-120", "money.not_a_number")],
)  # fmt: skip
def test_what_is_no_price_is_refused(cell: Any, code: str) -> None:
    assert _code(values.money, cell) == code


@pytest.mark.parametrize(
    ("cell", "days"),
    [(90, 90), ("90天", 90), ("3个月", 90), ("12个月", 365), ("一年", 365), ("两年", 730), ("半年", 180),
     ("无", 0), (None, 0), ("2 周", 14), (30.0, 30)],
)  # fmt: skip
def test_lengths_in_days(cell: Any, days: int) -> None:
    assert values.days(cell, field="x") == days


def test_a_length_that_nobody_can_count_is_refused() -> None:
    assert _code(values.days, "终身") == "import.days"


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["合计", "12"], True), (["", "小计：", "3"], True), (["合 计", ""], True), (["总计 3000 元"], True),
        (["Grand total", "5"], True), (["Subtotal"], True), (["合计人数：12 人"], True),
        (["何记", "1"], False), (["合计通讯公司", "1"], False), (["", ""], False), (["1", "合计"], False),
    ],
)  # fmt: skip
def test_total_rows(cells: list[str], total: bool) -> None:
    """A total taken in is a member called 合计, and a member called so would be lost."""
    assert values.is_total(cells) is total


CELLS = st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.datetimes(), st.dates(),
    st.times(), st.sampled_from(Odd),
)  # fmt: skip


def _field_of(read: Any, cell: Any) -> str | None:
    """The field a refusal names, or "x" where there is none."""
    try:
        read(cell, field="x")
    except Refused as refused:
        return refused.field
    return "x"


@given(CELLS)
def test_no_cell_breaks_a_reader(cell: Any) -> None:
    """One odd cell must be one refused row, not the end of the import."""
    for read in (values.text, values.phones, values.day, values.money, values.days):
        assert _field_of(read, cell) == "x"
    for looks in values.LOOKS.values():
        assert looks(cell) in (True, False)


@given(st.text())
def test_text_comes_through_as_it_was_typed(said: str) -> None:
    """The apostrophe before a formula sign is the spreadsheet's, all else is the member's."""
    if said.startswith("#"):
        return
    expected = (
        said[1:] if said[:1] == "'" and said[1:2] in tuple("=+-@\t\r\n") and said[1:] else said
    )
    assert values.text(said, field="x") == expected
    if said.startswith(values.FORMULA_STARTS):
        assert values.text(f"'{said}", field="x") == said


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [
        ("category", "空调", "ac"), ("category", "美的空调", "ac"), ("category", "滚筒洗衣机", "washer"),
        ("category", "飞机", ""), ("gender", "女", "female"), ("gender", "子女", ""),
        ("source", "朋友介绍", "acquaintance"),
        ("customer_type", "公司", "business"), ("kind", "配件", "part"), ("kind", "人工费", "service"),
    ],
)  # fmt: skip
def test_words_for_choices(field: str, said: str, code: str) -> None:
    assert chosen(field, said) == code


def test_no_word_means_two_things() -> None:
    """Of two meanings the later one in the file would win, and nobody would see it."""
    for what, fields in WORDS.items():
        for name, words in fields.items():
            assert all(word == word.casefold() for word in words), (what, name)
    for field, codes in CHOICES.items():
        assert len(codes) == len({word.casefold() for word in codes}), field


def test_a_serial_keeps_all_its_digits() -> None:
    """A serial number that lost its end is on no machine."""
    assert values.text(123456789012345, field="x", exact=True) == "123456789012345"
    assert _code(values.text, 1234567890123456) == "import.digits_lost"
    with pytest.raises(Refused, match="digits_lost"):
        values.text("1.23457E+14", field="x", exact=True)
    assert values.text(timedelta(hours=3).seconds, field="x") == "10800"
