"""If these fail, two members get one card, or one person is filed twice without a warning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules.members import (
    CARDS_A_DESK,
    Duplicate,
    Person,
    card_desk,
    card_number,
    duplicates,
    parse_card,
)

DESKS = st.integers(1, 26)


def test_the_first_desks_cards_begin_with_8800() -> None:
    assert card_number(1, 1206) == "88001206"
    assert parse_card(" ８８００ 1206 ") == "88001206"


@given(DESKS, st.integers(1, CARDS_A_DESK))
def test_a_card_has_eight_digits_and_tells_its_desk(desk: int, running: int) -> None:
    card = card_number(desk, running)
    assert len(card) == 8
    assert card[0] != "0"
    assert card_desk(card) == desk


@given(st.tuples(DESKS, st.integers(1, CARDS_A_DESK)), st.tuples(DESKS, st.integers(1, 9)))
def test_two_desks_never_give_out_one_card(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (card_number(*one) == card_number(*other)) == (one == other)


def test_used_up_cards_are_refused() -> None:
    with pytest.raises(Refused, match=r"member\.cards_used_up"):
        card_number(1, CARDS_A_DESK + 1)


@pytest.mark.parametrize("typed", ["", "8800120", "880012067", "08001206", "8800120a", "٨٨٠٠١٢٠٦"])
def test_what_is_no_card_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"member\.card"):
        parse_card(typed)


def test_who_may_be_the_same_is_named_with_the_reason() -> None:
    draft = Person(id="new", name="张 桂兰", phones=("13812348000",), addresses=("清河路18弄3号",))
    others = [
        Person(id="a", name="张桂兰", addresses=("清河路 18 弄 3 号",)),
        Person(id="b", name="李雷", phones=("010", "13812348000")),
        Person(id="c", name="张桂兰", addresses=("别处",)),
        Person(id="d", name="李雷", addresses=("清河路18弄3号",)),
        Person(id="new", name="张桂兰", phones=("13812348000",)),
    ]
    assert duplicates(draft, others) == (Duplicate("b", "phone"), Duplicate("a", "name_address"))


def test_empty_fields_are_nobodys_likeness() -> None:
    assert duplicates(Person(id="1", name=""), [Person(id="2", name="", addresses=("",))]) == ()
    draft = Person(id="1", name="张三", addresses=("",))
    assert duplicates(draft, [Person(id="2", name="张三", addresses=("",))]) == ()
