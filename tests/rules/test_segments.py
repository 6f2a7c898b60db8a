"""Segments: who is high and who is active, by quantile and by amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import segments as rules
from models.rules.programme import Segments
from models.rules.segments import Figures

AMOUNTS = Segments(
    by="amount", value_least=1000, active_least=3, core_least=2000, potential_least=500
)


def _figures(*pairs: tuple[int, int]) -> tuple[Figures, ...]:
    return tuple(Figures(spent=spent, visits=visits) for spent, visits in pairs)


@pytest.mark.parametrize(
    ("spent", "visits", "segment", "core"),
    [
        (2000, 3, "diamond", "core"),
        (1000, 2, "gold", "potential"),
        (999, 3, "silver", "potential"),
        (499, 2, "basic", "basic"),
        (0, 0, "basic", "basic"),
        (0, 3, "silver", "basic"),
    ],
)
def test_value_and_activity_make_four(spent: int, visits: int, segment: str, core: str) -> None:
    lines = rules.thresholds(AMOUNTS, ())
    found = rules.placed(Figures(spent=spent, visits=visits), lines)
    assert (found.segment, found.core) == (segment, core)


def test_by_quantile_the_best_are_high_and_equals_with_them() -> None:
    """Three of ten at 300 per mille; the fourth has as much as the third and may not be told otherwise."""
    everybody = _figures(*((spent, 1) for spent in (900, 800, 700, 700, 600, 5, 4, 3, 2, 1)))
    lines = rules.thresholds(Segments(value_top=300, core_top=100, potential_top=500), everybody)
    assert (lines.value, lines.core, lines.potential, lines.members) == (700, 900, 600, 10)
    assert sum(rules.placed(one, lines).segment == "diamond" for one in everybody) == 4


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_young_shop_has_lines_too(count: int) -> None:
    everybody = _figures((500, 2), (100, 1))[:count]
    lines = rules.thresholds(Segments(), everybody)
    assert lines.value >= 1
    assert lines.active >= 1
    assert rules.placed(Figures(spent=0, visits=0), lines).segment == "basic"


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 20)), min_size=1, max_size=60))
def test_who_spends_and_comes_more_never_stands_lower(pairs: list[tuple[int, int]]) -> None:
    everybody = _figures(*pairs)
    lines = rules.thresholds(Segments(), everybody)
    order = ("basic", "potential", "core")
    for one in everybody:
        more = Figures(spent=one.spent + 1, visits=one.visits + 1)
        here, there = rules.placed(one, lines), rules.placed(more, lines)
        assert order.index(here.core) <= order.index(there.core)
        assert here.segment != "diamond" or there.segment == "diamond"


def test_the_shops_own_strategy_stands_before_the_built_in_one() -> None:
    own = Segments(strategies=(("diamond", "店长每季上门"),))
    assert rules.strategy_of(own, "diamond") == "店长每季上门"
    assert rules.strategy_of(own, "gold") == ""
