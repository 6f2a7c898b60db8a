"""Which column is what: a guess that is wrong and looks right puts every phone into the notes."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.sheet import What
from models.rules.import_columns import (
    FIELDS,
    find_heading,
    letter,
    missing,
    shape_id,
    suggest,
)
from models.rules.import_words import WORDS

ROW = ("李雷", "15409990001", "槐荫里 1 号")


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (("姓名", "手机", "地址"), {"name": 0, "phone": 1, "address": 2}),
        (("序号", "客户姓名", "联系电话", "家庭住址", "备注"),
         {"name": 1, "phone": 2, "address": 3, "notes": 4}),
        (("Name", "Phone Number", "Home address"), {"name": 0, "phone": 1, "address": 2}),
        (("电话1", "电话2", "姓名*"), {"phone": 0, "other_phone": 1, "name": 2}),
        (("会员姓名", "联系方式（手机）", "小区", "住址", "来源", "生日"),
         {"name": 0, "phone": 1, "estate": 2, "address": 3, "source": 4, "birthday": 5}),
        (("ＮＡＭＥ", "ＰＨＯＮＥ"), {"name": 0, "phone": 1}),
    ],
)  # fmt: skip
def test_headings_of_shops(titles: tuple[str, ...], expected: dict[str, int]) -> None:
    assert suggest("members", titles, ()) == expected


@pytest.mark.parametrize(
    ("what", "titles", "expected"),
    [
        ("prices", ("项目编号", "服务项目", "单位", "收费标准（元）"),
         {"code": 0, "name": 1, "unit": 2, "price": 3}),
        ("prices", ("品名", "进价", "售价", "质保期"),
         {"name": 0, "cost": 1, "price": 2, "warranty_days": 3}),
        ("devices", ("客户", "电话", "产品", "品牌", "型号", "机身号", "购机日期"),
         {"owner": 0, "phone": 1, "category": 2, "brand": 3, "model": 4, "serial": 5, "bought_on": 6}),
    ],
)  # fmt: skip
def test_headings_of_prices_and_devices(
    what: What, titles: tuple[str, ...], expected: dict[str, int]
) -> None:
    assert suggest(what, titles, ()) == expected


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([("姓名", "手机", "地址"), ROW], 1),
        ([("清河路店 客户名单", None, None), (None, None, None), ("姓名", "手机", "地址"), ROW], 3),
        ([("姓名", "联系方式", None), (None, "手机", "座机"), ("李雷", "15409990001", "")], 2),
        ([("基本情况", None, None), ("姓名", "手机", "地址"), ROW], 2),
        ([ROW, ("韩梅梅", "15409990002", "杏园 1")], 0),
        ([("A" * 3, "B", "C"), ROW], 0),
        ([], 0),
    ],
)
def test_the_heading_is_found(rows: list[tuple[str | None, ...]], row: int) -> None:
    """Above it stands a title or nothing; without one the first member must not be taken for it."""
    assert find_heading(rows, "members").row == row


def test_merged_heading_cells_give_every_column_its_title() -> None:
    rows = [
        ("姓名", "联系方式", None, "住址"),
        (None, "手机", "座机", None),
        ("李雷", "1", "2", "3"),
    ]
    found = find_heading(rows, "members")
    assert (found.row, found.titles) == (2, ("姓名", "手机", "座机", "住址"))


def test_without_a_heading_the_columns_are_told_by_what_they_hold() -> None:
    rows: list[tuple[str | int, ...]] = [("1", *ROW), ("2", "韩梅梅", 15409990002, "杏园 3 号")]
    found = find_heading(rows, "members")
    assert suggest("members", found.titles, rows) == {"name": 1, "phone": 2, "address": 3}


def test_what_is_missing_is_named() -> None:
    assert missing("members", {"phone": 0}) == ("name",)
    assert missing("devices", {}) == ("phone", "category")
    assert missing("devices", {"card": 0, "brand": 1}) == ()
    assert missing("prices", {"name": 0}) == ("price",)


def test_letters_of_columns() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_a_shape_is_known_by_its_heading_only() -> None:
    """Next month's file has other rows under the same heading."""
    one = shape_id("members", ("姓名", "手 机"))
    assert one == shape_id("members", ("姓名：", "手机"))
    assert one != shape_id("devices", ("姓名", "手机"))
    assert one != shape_id("members", ("手机", "姓名"))


TITLES = st.lists(
    st.one_of(
        st.sampled_from(
            sorted({w for fields in WORDS.values() for words in fields.values() for w in words})
        ),
        st.text(max_size=12),
    ),
    max_size=15,
)


SAMPLES = st.lists(
    st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats()), max_size=15), max_size=5
)


@given(st.sampled_from(sorted(FIELDS)), TITLES, SAMPLES)
def test_a_suggestion_gives_no_column_away_twice(
    what: What, titles: list[str], sample: list[list[str | int | float | None]]
) -> None:
    """Whatever stands there, each column goes to one field, exists, and the answer is always the same."""
    found = suggest(what, titles, sample)
    assert set(found) <= {field.name for field in FIELDS[what]}
    assert len(set(found.values())) == len(found)
    assert all(0 <= place < len(titles) for place in found.values())
    assert suggest(what, titles, sample) == found


@given(st.sampled_from(sorted(FIELDS)), st.randoms())
def test_every_word_of_the_lists_finds_its_own_column(what: What, random: Random) -> None:
    """A heading made of the known words, one for each field, is understood whole in any order."""
    unlike = {
        "customer_type",
        "kind",
        "category",
        "note",
        "notes",
        "warranty_days",
        "warranty_until",
    }
    fields = [field.name for field in FIELDS[what] if field.name not in unlike]
    random.shuffle(fields)
    titles = [random.choice(sorted(_own(what, name))) for name in fields]
    found = suggest(what, titles, ())
    assert [titles[found[name]] for name in fields] == titles


def _own(what: What, name: str) -> set[str]:
    """The words that no other field of the same kind of rows has."""
    others = {w for other, words in WORDS[what].items() if other != name for w in words}
    return set(WORDS[what][name]) - others
