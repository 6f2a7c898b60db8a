"""Segments of a real shop: figures from bills and refunds, and no pass over everybody's bills without need."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.checkout import TenderIn
from models.rules.programme import Programme, Segments
from models.rules.segments import Figures
from models.services import checkout, members, merges, segments
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.segments import Everybody
from models.store.work import Work
from tests.services.programming import asked, give_back, pass_days, switch_on
from tests.shopkeeping import Shop

RULES = Programme(
    segments=Segments(
        window_days=30,
        by="amount",
        value_least=10_000,
        active_least=2,
        core_least=20_000,
        potential_least=3_000,
        strategies=(("gold", "生日送礼"),),
    )
)


def _of(shop: Shop, member_id: str) -> tuple[str, str, int, int]:
    found = shop.kernel.ask(segments.standing, member_id).placed
    return found.segment, found.core, found.figures.spent, found.figures.visits


def test_a_member_moves_with_bills_refunds_and_days(shop: Shop) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    assert _of(shop, member) == ("basic", "basic", 0, 0)
    bill = shop.sell("FW-114", member_id=member)
    assert _of(shop, member) == ("gold", "potential", 12_000, 1)
    assert shop.kernel.ask(segments.standing, member).strategy == "生日送礼"
    pass_days(shop, 1)
    shop.sell("FW-120", member_id=member)
    assert _of(shop, member) == ("diamond", "core", 20_000, 2)
    give_back(shop, bill.id)
    assert _of(shop, member) == ("basic", "potential", 8_000, 1)
    pass_days(shop, 30)
    assert _of(shop, member) == ("basic", "basic", 0, 0)


def test_counts_and_lists_agree_with_each_member(shop: Shop) -> None:
    switch_on(shop, RULES)
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(4)]
    shop.sell("FW-114", member_id=ids[0])
    shop.sell("FW-001", member_id=ids[1])
    pass_days(shop, 1)
    shop.sell("FW-001", member_id=ids[1])
    found = shop.kernel.ask(segments.counts)
    assert {one.segment: one.members for one in found.matrix} == {
        "diamond": 0, "gold": 1, "silver": 1, "basic": 2,
    }  # fmt: skip
    assert [(one.segment, one.members) for one in found.cores] == [
        ("core", 0), ("potential", 2), ("basic", 2),
    ]  # fmt: skip
    (gold,) = shop.kernel.ask(segments.members, segment="gold")
    assert gold.member_id == ids[0]
    assert [row.member_id for row in shop.kernel.ask(segments.members, core="potential")] == ids[:2]


def test_who_was_put_away_counts_nowhere(shop: Shop) -> None:
    """With a bill in the window or without: the shop greets neither any more."""
    switch_on(shop, RULES)
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(5)]
    shop.sell("FW-114", member_id=ids[0])
    shop.sell("FW-114", member_id=ids[1])
    for member in (ids[1], ids[2]):
        shop.kernel.run(members.archive, member)
    found = shop.kernel.ask(segments.counts)
    for sides in (found.matrix, found.cores):
        assert sum(one.members for one in sides) == 3
    assert {one.segment: one.members for one in found.matrix}["gold"] == 1
    assert [row.member_id for row in shop.kernel.ask(segments.members, segment="gold")] == [ids[0]]


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many were found in each pass over everybody's bills since."""
    whole, found = segments._whole, list[int]()

    def counted(*args: Any) -> dict[str, Figures]:
        figures = whole(*args)
        found.append(len(figures))
        return figures

    monkeypatch.setattr(segments, "_whole", counted)
    return found


def _anew(shop: Shop) -> Everybody:
    segments._kept.clear()
    found: Everybody = shop.kernel.ask(asked, segments.everybody)
    return found


@pytest.mark.parametrize("by", ["amount", "quantile"])
def test_after_a_bill_or_refund_its_member_alone_is_reckoned_anew(
    shop: Shop, passes: list[int], by: str
) -> None:
    """The desk's next question waits for a pass over ten years of bills otherwise, after every customer."""
    switch_on(shop, Programme(segments=msgspec.structs.replace(RULES.segments, by=by)))
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(5)]
    sold = [shop.sell("FW-114", member_id=member) for member in ids[:3]]
    acts: list[Callable[[], object]] = [
        lambda: shop.sell("FW-001", member_id=ids[3]),
        lambda: shop.sell("FW-114"),
        lambda: give_back(shop, sold[0].id, 500),
        lambda: give_back(shop, sold[0].id),
        lambda: shop.sell("FW-120", member_id=ids[1]),
        lambda: give_back(shop, shop.sell("FW-001", member_id=ids[4]).id, 100),
    ]
    for number, act in enumerate(acts):
        _anew(shop)
        del passes[:]
        act()
        found = shop.kernel.ask(asked, segments.everybody)
        assert passes == [], number
        assert (found.figures, found.lines) == ((again := _anew(shop)).figures, again.lines), number
    assert ids[0] not in found.figures


def test_days_merges_and_many_at_once_are_reckoned_whole(
    shop: Shop, passes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(shop, RULES)
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(3)]
    for member in ids:
        shop.sell("FW-114", member_id=member)
    _anew(shop)
    shop.kernel.run_keyed(shop.key(), merges.merge, ids[0], ids[1])
    assert _of(shop, ids[0]) == ("gold", "core", 24_000, 1)
    pass_days(shop, 30)
    assert _of(shop, ids[0]) == ("basic", "basic", 0, 0)
    monkeypatch.setattr(segments, "RENEWED_MOST", 1)
    shop.sell("FW-114", member_id=ids[0])
    shop.sell("FW-001", member_id=ids[2])
    assert _of(shop, ids[2]) == _of(shop, ids[2])
    assert passes[-1] == 2
    assert shop.kernel.ask(asked, segments.everybody).figures.keys() == {ids[0], ids[2]}


def test_a_bill_that_was_rolled_back_leaves_no_figure(shop: Shop) -> None:
    """Its place in the file is given to the next bill, and with it the other member would have it."""
    switch_on(shop, RULES)
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(2)]
    _anew(shop)
    with pytest.raises(RuntimeError, match="the power went"):
        shop.kernel.run_keyed(shop.key(), _sell_in_vain, ids[0], shop.items["FW-114"])
    shop.sell("FW-120", member_id=ids[1])
    found = shop.kernel.run(_seen_writing).result
    assert {who: one.spent for who, one in found.items()} == {ids[1]: 8_000}


@use_case(Right.SERVE, keyed=True)
def _sell_in_vain(work: Work, member_id: str, item_id: str) -> None:
    lines = (OrderLine(entry=LineEntry(item_id=item_id)),)
    paid = (TenderIn("wechat", 12_000),)
    checkout.close(work, Order(member_id=member_id, lines=lines, tenders=paid))
    assert member_id in segments.everybody(work).figures
    raise RuntimeError("the power went")


@use_case(Right.SERVE)
def _seen_writing(work: Work) -> dict[str, Figures]:
    """The figures as the desk sees them where it writes; they are kept apart from those where it reads."""
    return dict(segments.everybody(work).figures)
