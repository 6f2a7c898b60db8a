"""Stored value and visit cards: what was paid ahead is used or given back, to the fen, by a formula on paper."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.clock import business_day
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.rules import prepaid as rules
from models.rules.checkout import TenderIn
from models.rules.programme import Programme, StoredValue, TopUp, ValueOrder
from models.rules.refunds import WayBack
from models.services import (
    bills,
    check,
    checkout,
    day_close,
    drawer,
    merges,
    prepaid,
    refunds,
    search,
    timeline,
    visit_cards,
)
from models.services.prepaid import MemberValue, PrepaidPosted
from models.services.prepaid_papers import Value
from models.services.refunds import RefundOrder
from models.store.work import View
from tests.services.rewarding import card, give_back, order, pay, switch_on, top_up
from tests.shopkeeping import Shop

OFFERS = (TopUp(50_000, 2_500), TopUp(100_000, 8_000))


def value(shop: Shop, member_id: str) -> MemberValue:
    """A member's stored value."""
    return shop.kernel.ask(prepaid.of_member, member_id)


def money_back(shop: Shop, member_id: str, *, reason: str = "搬走了") -> PrepaidPosted:
    """Give a member's stored value back, as it was shown."""
    run = shop.kernel.run_keyed
    expected = value(shop, member_id).formula.back
    return run(shop.key(), prepaid.give_back, member_id, reason=reason, expected=expected).result


def _today(shop: Shop) -> date:
    return business_day(shop.clock.now(), shop.kernel.store.shop.zone)


def ways(shop: Shop, bill_id: str) -> dict[str, int]:
    """How a bill was paid."""
    receipt = shop.kernel.ask(bills.file, bill_id).receipt
    return {tender.kind: tender.amount for tender in receipt.tenders}


def test_who_pays_500_ahead_has_525_to_spend(shop: Shop) -> None:
    """The offer on the wall is what the slip says."""
    member = shop.member().id
    posted = top_up(shop, member, 50_000)
    assert (posted.number, posted.gift, posted.value) == ("C-A000001", 2_500, Value(50_000, 2_500))
    paper = shop.kernel.ask(prepaid.file, posted.id)
    assert (paper.paid_left, paper.gift_left, paper.member) == (50_000, 2_500, "张*兰")
    assert shop.kernel.ask(prepaid.by_number, "c-a1") == posted.id
    assert shop.kernel.ask(search.by_code, paper.code).id == member
    owed = shop.kernel.ask(prepaid.liability)
    assert (owed.members, owed.paid, owed.gift) == (1, 50_000, 2_500)
    assert shop.kernel.ask(check.check).sound


@pytest.mark.parametrize(
    ("order_", "stored", "gift"),
    [("paid_first", 3000, 0), ("gift_first", 500, 2500), ("together", 2857, 143)],
)
def test_it_is_spent_in_the_stated_order(
    shop: Shop, order_: ValueOrder, stored: int, gift: int
) -> None:
    """What earns points and what goes back as money hangs on which part paid."""
    switch_on(shop, Programme(stored_value=StoredValue(offers=OFFERS, order=order_)))
    member = shop.member().id
    top_up(shop, member, 50_000)
    posted = pay(shop, order(shop, member, "FW-001"), "stored")
    assert ways(shop, posted.id) == {
        kind: fen for kind, fen in (("stored", stored), ("stored_gift", gift)) if fen
    }
    assert value(shop, member).value == Value(50_000 - stored, 2_500 - gift)
    assert shop.kernel.ask(check.check).sound


def test_nobody_pays_with_what_is_not_there(shop: Shop) -> None:
    """A balance that is overdrawn is the shop's money."""
    member = shop.member().id
    top_up(shop, member, 2_999)
    with pytest.raises(Refused) as caught:
        pay(shop, order(shop, member, "FW-001"), "stored")
    assert (caught.value.code, caught.value.values) == (
        "stored.short",
        {"have": 2999, "need": 3000},
    )
    with pytest.raises(Refused, match=r"stored\.member"):
        pay(shop, order(shop, None, "FW-001"), "stored")
    assert value(shop, member).value == Value(2_999, 0)


def test_a_refund_puts_each_part_back_and_the_gift_is_never_money(shop: Shop) -> None:
    """Else a gift is turned into cash by buying and giving back."""
    switch_on(shop, Programme(stored_value=StoredValue(offers=OFFERS, order="gift_first")))
    member = shop.member().id
    top_up(shop, member, 50_000)
    posted = pay(shop, order(shop, member, "FW-001"), "stored")
    seen = shop.kernel.ask(refunds.preview, RefundOrder(bill_id=posted.id))
    assert seen.most == (WayBack("cash", 500), WayBack("stored", 500), WayBack("stored_gift", 2500))
    with pytest.raises(Refused) as caught:
        give_back(shop, posted.id, ways=(WayBack("cash", 3000),))
    assert caught.value.code == "refund.way_most"
    give_back(shop, posted.id, amount=1000)
    assert value(shop, member).value == Value(49_500 + 167, 833)
    give_back(shop, posted.id)
    assert value(shop, member).value == Value(50_000, 2_500)
    assert shop.kernel.ask(check.check).sound


def test_what_is_given_back_is_paid_less_used_and_printed(shop: Shop) -> None:
    """500 paid, 25 on top, 30 used of the gift and the money: 470 go back and nothing is left."""
    member = shop.member().id
    top_up(shop, member, 50_000)
    pay(shop, order(shop, member, "FW-001"), "stored")
    assert value(shop, member).formula.back == 47_000
    done = money_back(shop, member)
    assert (done.amount, done.gift, done.value) == (47_000, 2_500, Value(0, 0))
    formula = shop.kernel.ask(prepaid.file, done.id).formula
    assert formula is not None
    assert (formula.paid, formula.used, formula.back, formula.gift_lost) == (
        50_000, 3_000, 47_000, 2_500,
    )  # fmt: skip
    with pytest.raises(Refused, match=r"prepaid\.nothing"):
        money_back(shop, member)
    told = shop.kernel.ask(timeline.of_member, member, group="bill").entries
    assert [entry.what for entry in told] == ["prepaid_out", "bill_posted", "prepaid_in"]
    assert shop.kernel.ask(check.check).sound


def test_a_gift_that_was_used_counts_and_nobody_owes_the_shop(shop: Shop) -> None:
    """Spent 515 of 525: of the 500 paid nothing is left, and nobody is asked for 15."""
    switch_on(shop, Programme(stored_value=StoredValue(offers=OFFERS, order="gift_first")))
    member = shop.member().id
    top_up(shop, member, 50_000)
    for _ in range(3):
        pay(shop, order(shop, member, "FW-114", "FW-001"), "stored")
    pay(shop, order(shop, member, "FW-001", "PJ-0618"), "stored")
    assert value(shop, member).value == Value(1_700, 0)
    assert value(shop, member).formula.back == 0
    assert money_back(shop, member).amount == 0
    top_up(shop, member, 1_000)
    assert value(shop, member).formula.back == 1_000
    assert shop.kernel.ask(check.check).sound


def test_money_that_was_used_up_is_settled(shop: Shop) -> None:
    """The 525 of last year were served to the last fen: their gift takes nothing off what is paid in today."""
    switch_on(shop, Programme(stored_value=StoredValue(offers=(TopUp(1_000, 500),))))
    member = shop.member().id
    top_up(shop, member, 2_500)
    pay(shop, order(shop, member, "FW-001"), "stored")
    assert value(shop, member).value == Value(0, 0)
    top_up(shop, member, 5_000)
    formula = value(shop, member).formula
    assert (formula.paid, formula.used, formula.back, formula.gift_lost) == (5_000, 0, 5_000, 500)
    pay(shop, order(shop, member, "FW-001"), "stored")
    formula = value(shop, member).formula
    assert (formula.paid, formula.used, formula.back) == (5_000, 3_000, 2_000)
    assert money_back(shop, member).amount == 2_000
    assert shop.kernel.ask(check.check).sound


def test_a_gift_is_no_money_because_it_was_used_up_once(shop: Shop) -> None:
    """20 paid, 10 on top, all used and half of the bill given back: 15 of 20 were used, not less than nothing."""
    switch_on(shop, Programme(stored_value=StoredValue(offers=(TopUp(2_000, 1_000),))))
    member = shop.member().id
    top_up(shop, member, 2_000)
    posted = pay(shop, order(shop, member, "FW-001"), "stored")
    give_back(shop, posted.id, amount=1_500)
    assert value(shop, member).value == Value(1_000, 500)
    formula = value(shop, member).formula
    assert (formula.paid, formula.used, formula.back) == (2_000, 1_500, 500)
    give_back(shop, posted.id)
    formula = value(shop, member).formula
    assert (formula.paid, formula.used, formula.back) == (2_000, 0, 2_000)
    assert money_back(shop, member).amount == 2_000
    assert shop.kernel.ask(check.check).sound


def test_a_refund_after_the_money_went_back_is_the_member_s_again(shop: Shop) -> None:
    """The bill comes back when the account is empty: paid part is money, the gift stays a gift."""
    switch_on(shop, Programme(stored_value=StoredValue(offers=OFFERS, order="gift_first")))
    member = shop.member().id
    top_up(shop, member, 50_000)
    posted = pay(shop, order(shop, member, "FW-001"), "stored")
    money_back(shop, member)
    give_back(shop, posted.id)
    assert value(shop, member).value == Value(500, 2_500)
    assert value(shop, member).formula.back == 500
    assert money_back(shop, member).amount == 500
    assert shop.kernel.ask(check.check).sound


def test_the_drawer_and_the_day_know_money_paid_ahead(shop: Shop) -> None:
    """Else the evening's count is off by every top-up."""
    shop.kernel.run_keyed(shop.key(), drawer.open_shift, opening_float=1_000)
    member = shop.member().id
    top_up(shop, member, 5_000, kind="cash")
    sold = card(shop, member)
    pay(shop, order(shop, member, "FW-001"), "stored")
    money_back(shop, member)
    run = shop.kernel.run_keyed
    run(shop.key(), visit_cards.give_back, sold.ref_id, kind="wechat", reason="不要了")
    shift = shop.kernel.ask(drawer.state).shift
    assert shift is not None
    assert dict(shift.expected) == {"cash": 1_000 + 5_000 - 2_000, "wechat": 0}
    shop.clock.advance(timedelta(days=1))
    assert shop.kernel.ask(check.check).sound


def test_an_open_day_with_only_a_top_up_is_waited_for_and_a_closed_one_takes_none(
    shop: Shop,
) -> None:
    """Money that came in on a day that nobody closes is money that nobody counts."""
    member = shop.member().id
    shop.kernel.run_keyed(shop.key(), day_close.close_day)
    with pytest.raises(Refused, match=r"day\.closed"):
        top_up(shop, member, 100)
    shop.clock.advance(timedelta(days=1))
    top_up(shop, member, 100)
    shop.clock.advance(timedelta(days=1))
    assert shop.kernel.ask(day_close.of_day).waiting is not None


def test_a_visit_pays_its_line_and_comes_back_whole(shop: Shop) -> None:
    """Five cleanings paid ahead: one is taken off, the part is paid, and the refund puts it back."""
    member = shop.member().id
    sold = card(shop, member)
    wanted = order(shop, member, "FW-120", "PJ-0618", visit_card_ids=((sold.ref_id, 1),))
    seen = shop.kernel.ask(checkout.preview, wanted)
    assert (seen.due, seen.offers and seen.offers.cards[0].most) == (2_800, 1)
    posted = pay(shop, wanted)
    assert ways(shop, posted.id) == {"visit": 8_000, "wechat": 2_800}
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).left == 4
    give_back(shop, posted.id, amount=5_400)
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).left == 4
    give_back(shop, posted.id)
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).left == 5
    paper = shop.kernel.ask(visit_cards.paper, sold.ref_id)
    assert [used for _, used, _ in paper.uses] == [1, -1]
    assert shop.kernel.ask(check.check).sound


def test_what_a_card_cannot_do_is_said(shop: Shop) -> None:
    """Another member's card, a service that is not on the bill, more visits than are left."""
    member, other = shop.member().id, shop.member("李雷", "15401060001").id
    sold = card(shop, member, visits=1, price=8_000)
    for wanted, code in (
        (order(shop, other, "FW-120", visit_card_ids=((sold.ref_id, 1),)), "visit.anothers"),
        (order(shop, member, "FW-001", visit_card_ids=((sold.ref_id, 1),)), "visit.no_line"),
        (order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 2),)), "visit.short"),
        (order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 0),)), "visit.count"),
        (order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 1),) * 2), "visit.twice"),
        (order(shop, None, "FW-120", visit_card_ids=((sold.ref_id, 1),)), "checkout.member_needed"),
    ):
        with pytest.raises(Refused) as caught:
            pay(shop, wanted)
        assert caught.value.code == code


def test_a_card_goes_back_less_the_visits_at_the_single_price(shop: Shop) -> None:
    """320 for five, one used at 80: 240 go back, not four fifths of 320."""
    member = shop.member().id
    sold = card(shop, member)
    pay(shop, order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 1),)))
    run = shop.kernel.run_keyed
    done = run(
        shop.key(), visit_cards.give_back, sold.ref_id, reason="搬走了", expected=24_000
    ).result
    formula = shop.kernel.ask(prepaid.file, done.id).formula
    assert formula is not None
    assert (formula.paid, formula.visits, formula.single, formula.back) == (
        32_000,
        1,
        8_000,
        24_000,
    )
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).state == "closed"
    with pytest.raises(Refused, match=r"visit\.closed"):
        pay(shop, order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 1),)))
    assert shop.kernel.ask(check.check).sound


def test_a_visit_of_a_card_that_was_given_back_comes_back_as_money(shop: Shop) -> None:
    """It was charged as a single visit when the card went back: put on that card it would be gone."""
    member = shop.member().id
    sold = card(shop, member)
    posted = pay(shop, order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 1),)))
    run = shop.kernel.run_keyed
    run(shop.key(), visit_cards.give_back, sold.ref_id, reason="搬走了", expected=24_000)
    give_back(shop, posted.id, amount=3_000)
    give_back(shop, posted.id)
    assert _back_ways(shop, posted.id) == {"cash": 8_000}
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).state == "closed"
    assert shop.kernel.ask(check.check).sound


def test_half_a_visit_that_came_back_is_not_charged_with_the_card(shop: Shop) -> None:
    """Half the bill came back, then the card, then the rest: nothing was kept, so 348 paid are 348 back."""
    member = shop.member().id
    sold = card(shop, member)
    wanted = order(shop, member, "FW-120", "PJ-0618", visit_card_ids=((sold.ref_id, 1),))
    posted = pay(shop, wanted)
    give_back(shop, posted.id, amount=5_400)
    formula = shop.kernel.ask(visit_cards.file, sold.ref_id).formula
    assert (formula.used, formula.part, formula.back) == (8_000, 4_000, 28_000)
    run = shop.kernel.run_keyed
    closed = run(shop.key(), visit_cards.give_back, sold.ref_id, reason="搬走了", expected=28_000)
    give_back(shop, posted.id)
    assert _back_ways(shop, posted.id) == {"visit": 4_000, "cash": 4_000, "wechat": 2_800}
    assert closed.result.amount + 4_000 + 2_800 == 32_000 + 2_800
    assert shop.kernel.ask(check.check).sound


@query(Right.SERVE)
def _ways_of(view: View, bill_id: str) -> dict[str, int]:
    rows = view.sql(
        "SELECT t.tender_kind, sum(t.amount) AS fen FROM refund r JOIN refund_tender t"
        " ON t.refund_id=r.id WHERE r.bill_id=? GROUP BY t.tender_kind",
        (bill_id,),
    )
    return {row["tender_kind"]: row["fen"] for row in rows}


def _back_ways(shop: Shop, bill_id: str) -> dict[str, int]:
    return shop.kernel.ask(_ways_of, bill_id)


def test_a_visit_that_comes_back_late_can_still_be_used(shop: Shop) -> None:
    """The work was bad and the card ended meanwhile: the member gets the days of grace, not a dead visit.

    Only of this one: the four that had ended by themselves do not come alive again.
    """
    member = shop.member().id
    sold = card(shop, member, days=30)
    wanted = order(shop, member, "FW-120", visit_card_ids=((sold.ref_id, 1),))
    first, second = pay(shop, wanted), pay(shop, wanted)
    shop.clock.advance(timedelta(days=33))
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).state == "expired"
    assert shop.kernel.ask(prepaid.liability).visits == 0
    give_back(shop, first.id)
    row = shop.kernel.ask(visit_cards.file, sold.ref_id)
    assert (row.state, row.left) == ("open", 1)
    assert row.last_day == _today(shop) + timedelta(days=7)
    owed = shop.kernel.ask(prepaid.liability)
    assert (owed.cards, owed.visits, owed.card_worth) == (1, 1, 6_400)
    with pytest.raises(Refused, match=r"visit\.short"):
        pay(shop, replace(wanted, visit_card_ids=((sold.ref_id, 2),)))
    shop.clock.advance(timedelta(days=4))
    third = pay(shop, wanted)
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).state == "expired"
    give_back(shop, third.id)
    give_back(shop, second.id)
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).left == 2
    shop.clock.advance(timedelta(days=8))
    row = shop.kernel.ask(visit_cards.file, sold.ref_id)
    assert (row.state, row.formula.back) == ("expired", 32_000)
    assert shop.kernel.ask(check.check).sound


def test_a_clerk_sells_no_card_for_a_song_and_gives_no_money_back(shop: Shop) -> None:
    """A card for 1 yuan is a gift of the shop."""
    member = shop.member().id
    top_up(shop, member, 100)
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    assert card(shop, member).number == "C-A000002"
    with pytest.raises(Refused, match=r"right\.missing"):
        card(shop, member, price=31_999)
    with pytest.raises(Refused, match=r"right\.missing"):
        money_back(shop, member)
    with pytest.raises(Refused, match=r"visit\.dear"):
        card(shop, member, price=40_001)


def test_a_merge_brings_value_and_cards_and_parting_takes_them_back(shop: Shop) -> None:
    """Two files of one person: what both paid ahead is spent from one."""
    member, other = shop.member().id, shop.member("张桂兰", "15401060009").id
    top_up(shop, member, 1_000)
    top_up(shop, other, 50_000)
    money_back(shop, other)
    top_up(shop, other, 2_000)
    sold = card(shop, other)
    run = shop.kernel.run_keyed
    merged = run(shop.key(), merges.merge, member, other).result
    assert value(shop, member).value == Value(3_000, 0)
    assert value(shop, member).formula.back == 3_000
    assert shop.kernel.ask(visit_cards.file, sold.ref_id).member_id == member
    shop.kernel.run(merges.undo, merged)
    assert (value(shop, member).value, value(shop, other).value) == (
        Value(1_000, 0),
        Value(2_000, 0),
    )
    assert shop.kernel.ask(check.check).sound


def test_what_was_spent_together_is_paid_for_when_files_are_parted(shop: Shop) -> None:
    """Else one file stands below nothing and the other spends the same money twice."""
    member, other = shop.member().id, shop.member("张桂兰", "15401060009").id
    top_up(shop, member, 1_000)
    top_up(shop, other, 3_000)
    run = shop.kernel.run_keyed
    merged = run(shop.key(), merges.merge, member, other).result
    pay(shop, order(shop, member, "FW-001"), "stored")
    shop.kernel.run(merges.undo, merged)
    assert (value(shop, member).value, value(shop, other).value) == (Value(0, 0), Value(1_000, 0))
    assert value(shop, member).formula.back == 0
    assert value(shop, other).formula.back == 1_000
    assert shop.kernel.ask(check.check).sound


def test_money_that_came_back_while_files_were_one_goes_with_its_bill(shop: Shop) -> None:
    """Parted again, the 30 yuan of the other's bill are the other's: not a stranger's, who spent 10 of them."""
    member, other = shop.member().id, shop.member("李雷", "15401060009").id
    top_up(shop, other, 3_000)
    posted = pay(shop, order(shop, other, "FW-001"), "stored")
    run = shop.kernel.run_keyed
    merged = run(shop.key(), merges.merge, member, other).result
    give_back(shop, posted.id)
    top_up(shop, member, 2_000)
    pay(shop, order(shop, member, "FW-001"), "stored")
    shop.kernel.run(merges.undo, merged)
    assert (value(shop, member).value, value(shop, other).value) == (Value(0, 0), Value(2_000, 0))
    merged = run(shop.key(), merges.merge, member, other).result
    shop.kernel.run(merges.undo, merged)
    assert (value(shop, member).value, value(shop, other).value) == (Value(0, 0), Value(2_000, 0))
    assert value(shop, other).formula.back == 2_000
    assert shop.kernel.ask(check.check).sound


def test_double_enter_tops_up_once(shop: Shop) -> None:
    """The clerk presses Enter twice when the printer is slow."""
    member = shop.member().id
    key = shop.key()
    for _ in range(2):
        shop.kernel.run_keyed(
            key, prepaid.top_up, member, amount=500, tender=TenderIn("cash", 1_000)
        )
    assert value(shop, member).value == Value(500, 0)
    wanted = replace(order(shop, member, "FW-001"), tenders=(TenderIn("stored", 3_000),))
    top_up(shop, member, 2_500)
    key = shop.key()
    for _ in range(2):
        shop.kernel.run_keyed(key, checkout.close, wanted)
    assert value(shop, member).value == Value(0, 0)


FEN = st.integers(min_value=0, max_value=10_000_000)


@given(
    paid=FEN,
    gift=FEN,
    share=st.integers(0, 1000),
    order_=st.sampled_from(["paid_first", "gift_first", "together"]),
)
def test_parts_always_sum_and_never_overdraw(
    paid: int, gift: int, share: int, order_: ValueOrder
) -> None:
    """Whatever the order, no part pays more than it holds."""
    amount = (paid + gift) * share // 1000
    out, given_ = rules.parts(amount, paid=paid, gift=gift, order=order_)
    assert out + given_ == amount
    assert 0 <= out <= paid
    assert 0 <= given_ <= gift


@given(paid=FEN, used_paid=FEN, gift=FEN, used_gift=FEN)
def test_what_goes_back_never_exceeds_what_was_paid_and_left(
    paid: int, used_paid: int, gift: int, used_gift: int
) -> None:
    """The formula gives nobody money that was a gift, and takes nothing from anybody."""
    used_paid, used_gift = min(used_paid, paid), min(used_gift, gift)
    left = paid - used_paid
    back = rules.value_back(
        paid=paid, used=used_paid + used_gift, paid_left=left, gift_left=gift - used_gift
    ).back
    assert back == max(0, left - used_gift)


@given(price=FEN, visits=st.integers(0, 1000), single=FEN)
def test_a_card_gives_back_between_nothing_and_its_price(
    price: int, visits: int, single: int
) -> None:
    """Nobody owes the shop for a card."""
    assert 0 <= rules.card_back(price=price, visits=visits, single=single).back <= price
