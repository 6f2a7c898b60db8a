"""Several words in a large shop: the cuts that make them quick lose nobody and change no order.

If these fail, the member whose name and street the clerk typed is missing, or the search takes the
clerk's time.
"""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.phones import digits_of
from models.rules.search import MatchClass, Subject, member_subject, runs
from models.rules.search_match import Place, Reasons, adjacent, collect, rank, why
from models.rules.search_plan import Plan, narrowed, plan, terms
from tests.rules.search_shop import PIECES, Shop

SHOP = Shop(2000)

SEVERAL = (
    "张 清河路",
    "华 清河路 3 号",
    "兰 永泰东里 1 弄",
    "王 1 号",
    "zl 8800",
    "zhang 1 清河",
    "zhang wei",
    "ab 12 弄",
    "8800 0123",
    "张12 路",
    "王 清河路 123 弄",
    "单 狗 室",
    "长 长乐坊 长",
    "清河路12弄 王",
    "老清河路 空调",
    "和平街 iph 和",
    "张 张",
    "q 张",
    "王 查无此路",
    "张三李四 123",
)


@pytest.mark.parametrize("limit", [1, 7, 50])
@pytest.mark.parametrize("typed", SEVERAL)
def test_several_words_find_all_and_only_the_rows_that_match(typed: str, limit: int) -> None:
    asked = plan(typed)
    few = SHOP.narrowed(asked)
    wanted = SHOP.naive(asked)
    assert list(SHOP.pages(few, limit)) == wanted
    assert list(SHOP.pages(asked, limit)) == wanted


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=4), st.sampled_from([3, 50]))
def test_any_words_find_the_same_with_and_without_the_cuts(words: list[str], limit: int) -> None:
    asked = plan(" ".join(words))
    few = SHOP.narrowed(asked)
    wanted = SHOP.naive(asked)
    assert [hit for hit, _ in zip(SHOP.pages(few, limit), range(4 * limit), strict=False)] == (
        wanted[: 4 * limit]
    )
    for hit in wanted[:20]:
        subject = SHOP.subjects[hit.rowid]
        assert rank(few, subject) is hit.match_class
        assert why(few, subject) == why(asked, subject)


def test_a_way_to_read_the_text_that_no_row_can_match_is_not_asked_for() -> None:
    asked = plan("zhang wei")
    assert [len(way) for way in asked.ways] == [2, 1]
    few = narrowed(asked, ('"nzhang" *', '"mwei" *'))
    assert [[word.text for word in way] for way in few.ways] == [["zhang", "wei"]]
    assert [word.classes for word in few.ways[0]] == [(MatchClass.NAME,), (MatchClass.PART,)]
    assert [(stage.match, stage.check) for stage in few.stages] == [
        ('("nzhang" *) AND ("mwei" *)', False)
    ]
    assert narrowed(asked, ()) == Plan((), (), "")


class Counted(Shop):
    """Counts what is asked of the index and which rows are looked at."""

    def __init__(self) -> None:
        self.subjects, self.connection = SHOP.subjects, SHOP.connection
        self.asked: list[str] = []
        self.looked: list[int] = []
        self.given = 0

    def fetch(self, match: str, below: int | None, limit: int) -> Sequence[int]:
        """As the shop, counted."""
        self.asked.append(match)
        found = super().fetch(match, below, limit)
        self.given += len(found)
        return found

    def read(self, rowids: Sequence[int]) -> Mapping[int, Subject]:
        """As the shop, counted."""
        self.looked += rowids
        return super().read(rowids)


def test_words_that_meet_in_one_class_are_asked_for_once() -> None:
    """Each further question goes as deep into the index again: 50 ms instead of 8 in a million members."""
    shop = Counted()
    few = SHOP.narrowed(plan("华 清河路 3 号"))
    assert [stage.match_class for stage in few.stages] == [MatchClass.ADDRESS]
    assert collect(few, shop.fetch, shop.read, limit=1).hits
    assert len(shop.asked) == 1
    assert '"a清河"' in shop.asked[0]
    assert '"c' not in shop.asked[0]


def test_the_newest_rows_of_all_classes_serve_the_first_stage() -> None:
    """A page that they fill costs one question, and no row is counted twice."""
    shop = Counted()
    few = SHOP.narrowed(plan("zl 清河"))
    found = collect(few, shop.fetch, shop.read, limit=2)
    assert few.everything == shop.asked[0]
    assert [hit.rowid for hit in found.hits] == [hit.rowid for hit in SHOP.naive(few)[:2]]
    assert len({hit.rowid for hit in SHOP.pages(few, 2)}) == len(SHOP.naive(few))


def test_a_page_asks_for_no_more_rows_than_it_can_show() -> None:
    """Each row that is read and not shown is a page of the file unlocked for nothing."""
    shop = Counted()
    asked = plan("清")
    codes_and_names = len(
        [hit for hit in SHOP.naive(asked) if hit.match_class < MatchClass.ADDRESS]
    )
    found = collect(asked, shop.fetch, shop.read, limit=50)
    assert len(found.hits) == 50
    assert shop.given == 51
    assert codes_and_names < 50


def test_later_pages_do_not_ask_for_everything_again() -> None:
    shop = Counted()
    few = SHOP.narrowed(plan("z 清河"))
    first = collect(few, shop.fetch, shop.read, limit=5)
    assert first.after is not None
    shop.asked.clear()
    collect(few, shop.fetch, shop.read, limit=5, after=first.after)
    assert few.everything not in shop.asked


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_a_page_that_is_just_full_is_the_last_one(limit: int) -> None:
    """A further page that is empty sends the clerk scrolling for nothing."""
    shop = Shop(0)
    for rowid in range(1, 6):
        subject = member_subject(name="王五", card=f"8800000{rowid}", addresses=("清河路 3 号",))
        shop.put(rowid, subject)
    for typed in ("王", "清河路", "王 清河路", "五 路 3"):
        few = shop.narrowed(plan(typed))
        assert [hit.rowid for hit in shop.pages(few, limit)] == [5, 4, 3, 2, 1]
        page = collect(few, shop.fetch, shop.read, limit=limit)
        assert (page.after is None) is (limit == 5)
        if limit < 5:
            assert page.after == Place(page.hits[-1].match_class, 6 - limit)


def test_terms_are_what_the_expressions_are_made_of() -> None:
    asked = plan("zl 清河路12")
    for term in terms(asked):
        assert any(term in stage.match for stage in asked.stages)
    assert not SHOP.fetch(" OR ".join(f"({term})" for term in terms(plan("查无此路"))), None, 1)


@pytest.mark.parametrize(
    ("asked", "stored", "found"),
    [
        ("12", "112弄", None),
        ("12", "3弄12", (2, 4)),
        ("1", "112弄", (0, 1)),
        ("b", "ab B座", (3, 4)),
        ("河路", "清河路", (1, 3)),
        ("河路", "清河 路", None),
        ("路", "弄 路 路", (2, 3)),
    ],
)
def test_one_run_is_found_where_it_begins(
    asked: str, stored: str, found: tuple[int, int] | None
) -> None:
    """Han anywhere in a run, digits and letters only from its start: 12 is not in 112."""
    assert adjacent(runs(asked), runs(stored)) == found


@pytest.mark.parametrize("typed", ["张", "zl", "gui", "桂", "8800", "清河路", "ab12", "zl 清河"])
def test_reasons_are_those_of_each_row_by_itself(typed: str) -> None:
    """An underline under the wrong letters makes the clerk doubt the right row."""
    asked = plan(typed)
    reasons = Reasons(asked)
    for hit in SHOP.naive(asked)[:300]:
        match = why(asked, SHOP.subjects[hit.rowid])
        assert match is not None
        assert reasons.of(hit, SHOP.subjects[hit.rowid]) == match.spans


@pytest.mark.parametrize("stored", ["13812348000", "１３８１２３４８０００", "138-1234 8000"])
def test_a_number_is_compared_by_its_digits(stored: str) -> None:
    """However it came into the file, the last four digits find it."""
    assert digits_of(stored) == "13812348000"
    assert rank(plan("8000"), member_subject(name="张", card="88000001", phones=(stored,))) is (
        MatchClass.PHONE
    )


@pytest.mark.parametrize(
    ("typed", "code", "found"),
    [
        ("ab1234", "AB1234-99", (0, 6)),
        ("ab1234", "ab-1234", (0, 7)),
        ("ab1234", "ＡＢ1234", (0, 6)),
        ("ab1234", "AB12345", (0, 6)),
        ("ab1234", "XAB1234", None),
        ("sn4075a", "SN 4075-A-8", (0, 9)),
    ],
)
def test_a_number_is_underlined_as_it_is_written(
    typed: str, code: str, found: tuple[int, int] | None
) -> None:
    match = why(plan(typed), Subject(codes=(code,)))
    spans = [(span.start, span.end) for span in match.spans] if match else [None]
    assert spans == [found]
