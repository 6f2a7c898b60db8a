"""Sequences somebody thought of who wants more money out of the shop than was ever paid in, or another's money.

If it fails, the shop pays for a card that it never sold, or a member's money is gone with the file it lay in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.checkout import Discount, TenderIn
from models.rules.jobs import Step
from models.rules.programme import Milestone, Programme
from models.rules.refunds import LineWish, WayBack
from models.rules.tenders import NO_MONEY
from models.services import (
    checkout,
    coupons,
    deposits,
    erasure,
    merges,
    prepaid,
    prices,
    refunds,
    undo,
    visit_cards,
)
from models.services.checkout import Order, Posted
from models.services.prepaid import PrepaidPosted
from models.services.prices import ItemDetails, NewPrice
from models.services.refunds import Refunded, RefundOrder
from models.services.visit_cards import CardRow
from models.store.work import Work
from models.tables.members import Member
from tests.services.points_at_hand import sound
from tests.services.programming import rows
from tests.services.rewarding import card, coupon, give_back, order, pay, switch_on, top_up
from tests.shopkeeping import Shop

VISIT = "FW-120"
SINGLE = 8_000
"""What a visit costs without a card, when the card is sold; fen."""
TakenOut = Callable[[str], object]
"""Gives back to this member what was left with the shop."""


def _run(shop: Shop, use_case: Any, *args: Any, **values: Any) -> Any:
    return shop.kernel.run_keyed(shop.key(), use_case, *args, **values).result


def _kept(shop: Shop) -> int:
    """Fen that the shop has by now: all that was handed over, less all that it handed out."""
    signs = (
        ("tender", "1"),
        ("refund_tender", "-1"),
        ("prepaid", "CASE direction WHEN 'in' THEN 1 ELSE -1 END"),
        ("deposit", "CASE direction WHEN 'in' THEN 1 ELSE -1 END"),
    )
    no_money = ",".join(f"'{kind}'" for kind in NO_MONEY)
    every = " UNION ALL ".join(
        f"SELECT amount * {sign} AS fen FROM {table} WHERE tender_kind NOT IN ({no_money})"
        for table, sign in signs
    )
    found = shop.kernel.ask(rows, f"SELECT coalesce(sum(fen),0) AS fen FROM ({every})")
    return int(found[0]["fen"])


def _visit(shop: Shop, member: str, card_id: str, *, off: int = 0) -> Posted:
    """A bill of one visit, paid by the card; ``off`` is what the bill's only line was cheaper, fen."""
    wanted = order(shop, member, VISIT, visit_card_ids=((card_id, 1),))
    line = replace(wanted.lines[0], discount=Discount(fen=off))
    return pay(shop, replace(wanted, lines=(line,)))


def _standing(shop: Shop, card_id: str) -> CardRow:
    return shop.kernel.ask(visit_cards.file, card_id)


def _hand_in(shop: Shop, card_id: str) -> PrepaidPosted:
    """Give a card back for cash, as it was shown."""
    back = _standing(shop, card_id).formula.back
    posted: PrepaidPosted = _run(
        shop, visit_cards.give_back, card_id, reason="搬走了", expected=back
    )
    return posted


def _price(shop: Shop, fen: int, code: str = VISIT) -> None:
    """From tomorrow on, which is today now, a visit costs so much."""
    shop.clock.advance(timedelta(days=1))
    entries = (NewPrice(shop.items[code], fen),)
    shop.kernel.run(prices.set_prices, entries, effective_from=shop.clock.now().date())


def _way(done: Refunded, kind: str) -> int:
    return sum(way.amount for way in done.ways if way.kind == kind)


@pytest.mark.parametrize("before", [(), (4_000,)])
def test_a_card_cheaper_than_its_visits_gives_its_price_back_and_no_more(
    shop: Shop, before: tuple[int, ...]
) -> None:
    """The shop took 200 for visits of 80: four bad ones used and all given back, it must not pay 320.

    The card went back for nothing, so its paper kept the 200; also where half a bill had come back before that.
    """
    member = shop.member().id
    sold = card(shop, member, price=20_000)
    bills = [_visit(shop, member, sold.ref_id) for _ in range(4)]
    for amount in before:
        assert give_back(shop, bills[0].id, amount=amount).ways == (WayBack("visit", amount),)
    assert _hand_in(shop, sold.ref_id).amount == 0
    done = [give_back(shop, bill.id) for bill in bills]
    assert sum(_way(one, "cash") for one in done) == 20_000
    assert sum(_way(one, "visit") for one in done) == 4 * SINGLE - sum(before) - 20_000
    assert _kept(shop) == 0
    row = _standing(shop, sold.ref_id)
    assert (row.state, row.left) == ("closed", 0)
    assert sound(shop)


def test_what_a_closing_paper_kept_is_shared_by_what_it_charged(shop: Shop) -> None:
    """Else who gives one bill of four back takes the money of the other three as well."""
    member = shop.member().id
    sold = card(shop, member, price=20_000)
    bills = [_visit(shop, member, sold.ref_id) for _ in range(4)]
    _hand_in(shop, sold.ref_id)
    for bill in bills:
        done = give_back(shop, bill.id)
        assert done.ways == (WayBack("cash", 5_000), WayBack("visit", 3_000))
    assert sound(shop)


@pytest.mark.parametrize("earlier", [0, 1])
def test_a_visit_that_costs_more_by_now_gives_back_what_was_paid_for_it(
    shop: Shop, earlier: int
) -> None:
    """A card of 320 gave one visit when it cost 120: paid in are 320, and 360 must not come out.

    With a bill of the old price beside it each gives back its own 80, not one the other's.
    """
    member = shop.member().id
    sold = card(shop, member)
    bills = [_visit(shop, member, sold.ref_id) for _ in range(earlier)]
    _price(shop, 12_000)
    bills.append(_visit(shop, member, sold.ref_id))
    assert _hand_in(shop, sold.ref_id).amount == 32_000 - (earlier + 1) * SINGLE
    ways = [give_back(shop, bill.id).ways for bill in bills]
    assert ways[:-1] == [(WayBack("cash", 8_000),)] * earlier
    assert ways[-1] == (WayBack("cash", 8_000), WayBack("visit", 4_000))
    assert _kept(shop) == 0
    assert sound(shop)


def test_a_line_cheaper_than_the_visit_gives_back_no_more_than_the_line(shop: Shop) -> None:
    """A visit stood for a line of 40, and the card went back before the line did: the shop keeps 40 yuan.

    So it is meant: the printed formula charges the visit with 80, and no bill gives back more than it came to.
    """
    member = shop.member().id
    sold = card(shop, member)
    bill = _visit(shop, member, sold.ref_id, off=4_000)
    assert _hand_in(shop, sold.ref_id).amount == 24_000
    assert give_back(shop, bill.id).ways == (WayBack("cash", 4_000),)
    assert _kept(shop) == 4_000
    assert sound(shop)


def test_a_coupon_beside_a_cheaper_visit_does_not_become_cash(shop: Shop) -> None:
    """The paper kept 80 for a visit that stood for 40: the other 40 must not pay for the coupon on that bill."""
    member = shop.member().id
    sold = card(shop, member)
    more = {"visit_card_ids": ((sold.ref_id, 1),), "coupon_ids": (coupon(shop, member),)}
    wanted = order(shop, member, VISIT, "FW-001", **more)
    line = replace(wanted.lines[0], discount=Discount(fen=4_000))
    bill = pay(shop, replace(wanted, lines=(line, *wanted.lines[1:])))
    _hand_in(shop, sold.ref_id)
    done = give_back(shop, bill.id)
    assert {way.kind: way.amount for way in done.ways} == {
        "cash": 4_000, "coupon": 1_000, "wechat": 2_000,
    }  # fmt: skip
    assert sound(shop)


def test_no_visit_comes_back_on_a_card_that_was_given_back(shop: Shop) -> None:
    """Four visits of a card of 100 come back when the card is gone: its paper must not promise one of them."""
    member = shop.member().id
    sold = card(shop, member, price=10_000)
    bill = pay(shop, order(shop, member, *[VISIT] * 4, visit_card_ids=((sold.ref_id, 4),)))
    assert _hand_in(shop, sold.ref_id).amount == 0
    done = give_back(shop, bill.id)
    assert done.ways == (WayBack("cash", 10_000), WayBack("visit", 22_000))
    paper = shop.kernel.ask(visit_cards.paper, sold.ref_id)
    assert [visits for _, visits, _ in paper.uses] == [4]
    assert (paper.closed, paper.left) == (True, 0)
    assert sound(shop)


@dataclass(frozen=True, slots=True)
class _Use:
    """A bill of the property; prices and discounts in fen."""

    price: int
    """What a visit costs from this bill on; 0 leaves it as it was."""
    off: int
    """What is taken off the bill's first visit."""
    visits: int
    part: bool
    """Whether a part stands on the bill that no card pays."""
    before: int
    """How much of the bill comes back before the card does, per mille."""
    after: int
    """How much of the rest comes back at first when the card is gone, per mille."""
    greedy: bool
    """Whether as much cash is asked for as may be."""


USES = st.builds(
    _Use,
    price=st.sampled_from((0, 0, 3_333, 12_000)),
    off=st.sampled_from((0, 0, 1, 2_500)),
    visits=st.integers(1, 2),
    part=st.booleans(),
    before=st.sampled_from((0, 0, 499, 1_000)),
    after=st.sampled_from((0, 1, 333)),
    greedy=st.booleans(),
)


def _some_back(shop: Shop, bill: Posted, amount: int, *, greedy: bool) -> None:
    """Part of a bill comes back, all of it as cash where somebody asks for that and it may be."""
    if amount <= 0:
        return
    seen = shop.kernel.ask(refunds.preview, RefundOrder(bill_id=bill.id, amount=amount))
    cash = sum(way.amount for way in seen.most if way.kind == "cash")
    ways = (WayBack("cash", amount),) if greedy and cash >= amount else ()
    give_back(shop, bill.id, amount=amount, ways=ways)


def _left(shop: Shop, bill: Posted) -> int:
    back = shop.kernel.ask(
        rows, "SELECT coalesce(sum(total),0) AS fen FROM refund WHERE bill_id=?", (bill.id,)
    )
    return bill.total - int(back[0]["fen"])


def _sold_with(shop: Shop, member: str, card_id: str, code: str, use: _Use) -> Posted:
    """A bill of visits and perhaps a part; the visits are paid by the card, the part by WeChat."""
    if use.price:
        _price(shop, use.price, code)
    codes = (code,) * use.visits + (("PJ-0618",) if use.part else ())
    wanted = order(shop, member, *codes, visit_card_ids=((card_id, use.visits),))
    line = replace(wanted.lines[0], discount=Discount(fen=use.off))
    return pay(shop, replace(wanted, lines=(line, *wanted.lines[1:])))


@settings(max_examples=25)
@given(
    per_mille=st.integers(1, 1_000),
    uses=st.lists(USES, min_size=1, max_size=4),
    spare=st.integers(0, 2),
)
def test_no_more_money_comes_out_of_a_card_than_went_in(
    shop: Shop, per_mille: int, uses: list[_Use], spare: int
) -> None:
    """Whatever a card and its bills cost and in whatever parts they come back, the shop never pays in addition."""
    code, at_first = f"KA-{shop.key()}", _kept(shop)
    shop.items[code] = shop.kernel.run(
        prices.add_item, ItemDetails(category="上门服务", code=code, name="清洗"), price=SINGLE
    ).result
    member, visits = shop.member(phone="").id, sum(use.visits for use in uses) + spare
    price = max(1, visits * SINGLE * per_mille // 1_000)
    card_id = card(shop, member, code, visits=visits, price=price).ref_id
    bills = [_sold_with(shop, member, card_id, code, use) for use in uses]
    for bill, use in zip(bills, uses, strict=True):
        _some_back(shop, bill, bill.total * use.before // 1_000, greedy=use.greedy)
    if _standing(shop, card_id).left or _standing(shop, card_id).formula.back:
        _hand_in(shop, card_id)
    for bill, use in zip(bills, uses, strict=True):
        _some_back(shop, bill, _left(shop, bill) * use.after // 1_000, greedy=use.greedy)
    for bill in bills:
        _some_back(shop, bill, _left(shop, bill), greedy=False)
    if _standing(shop, card_id).state != "closed":
        _hand_in(shop, card_id)
    assert [_left(shop, bill) for bill in bills] == [0] * len(bills)
    assert _kept(shop) >= at_first
    assert sound(shop)


def test_half_of_the_last_visit_that_came_back_is_still_the_member_s(shop: Shop) -> None:
    """A used-up card of which 40 came back: nobody would pay them out, and an erasure took them."""
    member = shop.member().id
    sold = card(shop, member, visits=1, price=SINGLE)
    bill = _visit(shop, member, sold.ref_id)
    with pytest.raises(Refused, match=r"visit\.used_up"):
        _hand_in(shop, sold.ref_id)
    give_back(shop, bill.id, amount=4_000)
    row = _standing(shop, sold.ref_id)
    assert (row.state, row.formula.back) == ("used_up", 4_000)
    with pytest.raises(Refused, match=r"erasure\.prepaid"):
        _run(shop, erasure.erase, member)
    assert _hand_in(shop, sold.ref_id).amount == 4_000
    assert give_back(shop, bill.id).ways == (WayBack("cash", 4_000),)
    assert _kept(shop) == 0
    assert _run(shop, erasure.erase, member)
    assert sound(shop)


def test_an_expired_card_with_money_in_it_holds_an_erasure_up(shop: Shop) -> None:
    """The visits have ended, the 320 have not: erased, nobody could ask for them any more."""
    member = shop.member().id
    sold = card(shop, member, days=30)
    shop.clock.advance(timedelta(days=40))
    assert _standing(shop, sold.ref_id).state == "expired"
    seen = shop.kernel.ask(erasure.prospect, member)
    assert (seen.hindered, seen.number) == ("erasure.prepaid", sold.number)
    with pytest.raises(Refused, match=r"erasure\.prepaid"):
        _run(shop, erasure.erase, member)
    assert _hand_in(shop, sold.ref_id).amount == 32_000
    assert _run(shop, erasure.erase, member)
    assert sound(shop)


@pytest.mark.parametrize("worse", ["merged", "erased"])
@pytest.mark.parametrize("put_in", [lambda shop, member: top_up(shop, member, 5_000), card, coupon])
def test_nothing_is_put_into_a_file_that_is_nobody_s(
    shop: Shop, put_in: Callable[[Shop, str], object], worse: str
) -> None:
    """Money or a coupon in a file that was merged or erased is never found again by who paid for it."""
    gone = shop.member("张桂兰", "15401060009").id
    if worse == "merged":
        _run(shop, merges.merge, shop.member().id, gone)
    else:
        _run(shop, erasure.erase, gone)
    with pytest.raises(Refused) as caught:
        put_in(shop, gone)
    assert caught.value.code == ("member.is_one" if worse == "merged" else "member.erased")
    if worse == "merged":
        assert caught.value.values == {"name": "张桂兰", "into": "张桂兰"}
    assert _kept(shop) == 0
    assert sound(shop)


def test_a_sale_that_waited_at_the_till_while_files_became_one_is_the_kept_one_s(
    shop: Shop,
) -> None:
    """Under the merged file the bill counts for nobody, and the card on it would be another's."""
    kept, other = shop.member().id, shop.member("张桂兰", "15401060009").id
    sold = card(shop, other)
    waiting = order(shop, other, VISIT, "FW-001", visit_card_ids=((sold.ref_id, 1),))
    _run(shop, merges.merge, kept, other)
    bill = pay(shop, waiting)
    found = shop.kernel.ask(rows, "SELECT member_id FROM bill WHERE id=?", (bill.id,))
    assert found == [{"member_id": kept}]
    assert _standing(shop, sold.ref_id).left == 4
    assert sound(shop)


@pytest.mark.parametrize("which", [0, 1])
def test_a_line_that_comes_back_brings_back_its_own_card_s_visit(shop: Shop, which: int) -> None:
    """Two cards paid a bill: a visit of the other would come back, and the member could not clean the drum."""
    member = shop.member().id
    codes = (VISIT, "FW-114")
    cards = [card(shop, member, code, visits=2, price=16_000).ref_id for code in codes]
    both = tuple((card_id, 1) for card_id in cards)
    bill = pay(shop, order(shop, member, *codes, visit_card_ids=both))
    lines = shop.kernel.ask(refunds.preview, RefundOrder(bill_id=bill.id)).lines
    give_back(shop, bill.id, lines=(LineWish(lines[which].id),))
    left = [_standing(shop, card_id).left for card_id in cards]
    assert left == ([2, 1] if which == 0 else [1, 2])
    give_back(shop, bill.id)
    assert [_standing(shop, card_id).left for card_id in cards] == [2, 2]
    assert sound(shop)


def _value_in(shop: Shop, member: str) -> TakenOut:
    top_up(shop, member, 5_000)
    return lambda owner: _run(shop, prepaid.give_back, owner, reason="搬走了")


def _card_in(shop: Shop, member: str) -> TakenOut:
    sold = card(shop, member)
    return lambda _: _hand_in(shop, sold.ref_id)


def _deposit_in(shop: Shop, member: str) -> TakenOut:
    """50 were left for a job of 30, which is done and closed: 20 are still held."""
    job = shop.job(member, "FW-001")
    taken = _run(shop, deposits.take, job.id, amount=5_000, tender=TenderIn("cash", 5_000))
    _run(shop, checkout.close, Order(job_id=job.id))
    shop.move(job.id, Step.CLOSED, reason="取走了")
    return lambda _: _run(shop, deposits.give_back, taken.id, reason="多收了")


@use_case(Right.SERVE)
def _made_one_elsewhere(work: Work, kept: str, other: str) -> None:
    """A merge on another desk that did not know yet what this one took in: it stays in the other's file."""
    work.change(work.get(Member, other), archived_at=work.now, merged_into_id=kept)


@pytest.mark.parametrize("came", ["own", "merged", "late"])
@pytest.mark.parametrize("leave", [_value_in, _card_in, _deposit_in])
def test_nobody_is_erased_whose_money_the_shop_still_has(
    shop: Shop, leave: Callable[[Shop, str], TakenOut], came: str
) -> None:
    """Erased with 20 of a deposit held, or with money that came by a merged file: nobody can give it back.

    Nor with what still lies in the merged file, because another desk took it in before it heard of the merge.
    """
    member = shop.member().id
    other = shop.member("张桂兰", "15401060009").id
    take_out = leave(shop, member if came == "own" else other)
    if came == "merged":
        _run(shop, merges.merge, member, other)
    elif came == "late":
        shop.kernel.run(_made_one_elsewhere, member, other)
    assert shop.kernel.ask(erasure.prospect, member).hindered == "erasure.prepaid"
    with pytest.raises(Refused, match=r"erasure\.prepaid"):
        _run(shop, erasure.erase, member)
    take_out(other if came == "late" else member)
    assert _run(shop, erasure.erase, member)
    assert sound(shop)


def test_ctrl_z_brings_no_kept_right_back_once_its_milestone_is_not_reached(shop: Shop) -> None:
    """Two cleanings earned a right that was kept; one was given back: undone, the right would be had for one."""
    switch_on(shop, Programme(milestones=(Milestone(code="two", name="优先派工", services=2),)))
    member = shop.member().id
    first = shop.sell("FW-001", member_id=member)
    shop.sell("FW-001", member_id=member)
    (right,) = shop.kernel.ask(coupons.of_member, member)
    shop.kernel.run(coupons.keep_promise, right.id)
    give_back(shop, first.id)
    last = shop.kernel.ask(undo.last)
    assert last is not None
    with pytest.raises(Refused, match=r"coupon\.not_right"):
        shop.kernel.undo(last.call)
    assert shop.kernel.ask(coupons.of_member, member) == ()
    assert sound(shop)
