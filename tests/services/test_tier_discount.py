"""The tier's discount at the till: by itself, once, and exact to the fen through refunds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.checkout import Discount, TenderIn
from models.rules.programme import Benefits, Programme, Tier, Tiers
from models.services import bills, catch_up, checkout, packages, parked, prices, tiers
from models.services import shop as shops
from models.services.checkout import Order, Preview
from models.services.job_lines import LineEntry
from models.services.packages import PackageDetails, PackageEntry
from models.services.parked import ParkedLine, ParkedSale
from models.services.prices import ItemDetails, NewPrice
from tests.services.programming import switch_on
from tests.services.rewarding import give_back, order, pay
from tests.services.test_checkout_covers import sound
from tests.services.test_quotes import accept, give, promised
from tests.shopkeeping import Shop

SILVER = Benefits(discount=50)


def rules(benefits: Benefits) -> Programme:
    """A programme whose silver gives this."""
    steps = (
        Tier(code="base", name="普通", need=0),
        Tier(code="silver", name="银卡", need=10**9, benefits=benefits),
    )
    return Programme(tiers=Tiers(steps=steps))


def silver(shop: Shop, benefits: Benefits = SILVER) -> str:
    """A member who holds silver."""
    switch_on(shop, rules(benefits))
    member = shop.member().id
    shop.kernel.run(tiers.set_by_hand, member, "silver", reason="老客")
    return member


def seen(shop: Shop, wanted: Order) -> Preview:
    return shop.kernel.ask(checkout.preview, wanted)


ALL = ("FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618")


def test_the_till_takes_it_off_by_itself_and_says_how_much(shop: Shop) -> None:
    """The bill of the picture: 344.00, 11.50 off the labour."""
    member = silver(shop)
    found = seen(shop, order(shop, member, *ALL))
    assert found.tier is not None
    told = (found.tier.code, found.tier.name, found.tier.per_mille, found.tier.off, found.tier.on)
    assert told == ("silver", "银卡", 50, 1150, True)
    assert [line.tier_off for line in found.lines] == [150, 600, 400, 0, 0]
    assert found.due == 33250
    posted = pay(shop, order(shop, member, *ALL))
    paper = shop.kernel.ask(bills.file, posted.id).receipt
    assert (paper.total, paper.line_discount, paper.tier_off) == (33250, 1150, 1150)
    assert (paper.tier_name, paper.tier_per_mille) == ("银卡", 50)
    assert sound(shop)


def test_it_can_be_switched_off_and_still_says_what_it_would_be(shop: Shop) -> None:
    member = silver(shop)
    found = seen(shop, order(shop, member, *ALL, tier_discount=False))
    assert found.tier is not None
    assert (found.tier.off, found.tier.on, found.due) == (1150, False, 34400)
    assert all(line.tier_off == 0 for line in found.lines)
    paper = found.receipt
    assert paper is not None
    assert (paper.tier_off, paper.tier_name) == (0, "")


def test_nobody_without_a_tier_gets_one(shop: Shop) -> None:
    """Walk-ins, members of the lowest tier, shops without rules."""
    assert seen(shop, order(shop, shop.member(phone="").id, *ALL)).tier is None
    silver(shop)
    assert seen(shop, order(shop, None, *ALL)).tier is None
    assert seen(shop, order(shop, shop.member(phone="15401069999").id, *ALL)).tier is None


def test_the_larger_one_holds_on_each_line(shop: Shop) -> None:
    """A clerk's 20 yuan off the labour hold; the tier's 1.50 off the visit hold too."""
    member = silver(shop)
    plain = order(shop, member, "FW-001", "FW-114")
    mine = replace(
        plain, lines=(plain.lines[0], replace(plain.lines[1], discount=Discount(fen=2000)))
    )
    found = seen(shop, mine)
    assert [line.discount for line in found.lines] == [150, 2000]
    assert found.tier is not None
    assert (found.tier.off, found.due) == (150, 12850)


def test_a_clerk_serves_a_gold_member_and_gives_no_more_than_before(shop: Shop) -> None:
    """The tier is the shop's; the cap is the clerk's."""
    member = silver(shop, Benefits(discount=300))
    shop.kernel.run(shops.set_setting, "clerk_discount_cap", 50)
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    posted = pay(shop, order(shop, member, "FW-114"))
    assert posted.total == 8400
    assert pay(shop, order(shop, member, "FW-114", discount=Discount(fen=600))).total == 7800
    with pytest.raises(Refused, match=r"right\.missing"):
        pay(shop, order(shop, member, "FW-114", discount=Discount(fen=700)))


def test_a_free_fee_is_free_and_told_as_a_benefit(shop: Shop) -> None:
    member = silver(shop, Benefits(discount=50, free_fee=True))
    fee = shop.kernel.run(
        prices.add_item,
        ItemDetails(category="上门服务", code="SM-1", name="上门费", kind="service", unit="次",
                    earning_class="fee"),
        price=2000,
    ).result  # fmt: skip
    shop.items["SM-1"] = fee
    found = seen(shop, order(shop, member, "SM-1", "FW-114"))
    assert found.tier is not None
    assert (found.tier.off, found.tier.per_mille, found.due) == (2600, 0, 11400)


def test_a_line_that_was_typed_or_has_its_own_price_is_left_alone(shop: Shop) -> None:
    """90 % of the list: what has no list price has nothing to take a share of."""
    member = silver(shop)
    plain = order(shop, member, "FW-001")
    typed = replace(plain.lines[0], entry=LineEntry(name="搬柜子", price=5000))
    found = seen(shop, replace(plain, lines=(*plain.lines, typed)))
    assert [line.discount for line in found.lines] == [150, 0]


@pytest.mark.parametrize("parts", [(1,), (3333, 1), (100, 200, 300, 4000)])
def test_refunds_of_a_discounted_bill_come_to_the_fen(shop: Shop, parts: tuple[int, ...]) -> None:
    """What was paid comes back: no fen of the discount with it, none missing."""
    member = silver(shop)
    posted = pay(shop, order(shop, member, *ALL))
    back = sum(give_back(shop, posted.id, amount=part).total for part in parts)
    assert back + give_back(shop, posted.id).total == posted.total == 33250
    assert sound(shop)


def test_what_was_taken_on_paper_is_what_was_taken(shop: Shop) -> None:
    """In the power cut a gold member paid the list price; the entry must not refuse it."""
    member = silver(shop)
    happened = shop.clock.now()
    shop.clock.advance(timedelta(hours=2))
    sale = catch_up.PaperSale(
        member_id=member, lines=(LineEntry(item_id=shop.items["FW-114"]),), taken=12000
    )
    assert shop.kernel.ask(catch_up.due, happened, sale) == 12000
    done = shop.kernel.run_keyed(shop.key(), catch_up.sell, happened, sale).result
    assert done.total == 12000


def test_a_parked_sale_keeps_what_was_switched_off(shop: Shop) -> None:
    member = silver(shop)
    sale = ParkedSale(
        member_id=member, lines=(ParkedLine(item_id=shop.items["FW-114"]),), tier_discount=False
    )
    made = shop.kernel.run_keyed(shop.key(), parked.park, sale).result
    assert shop.kernel.ask(parked.waiting)[0].total == 12000
    again = shop.kernel.run_keyed(shop.key(), parked.take_up, made).result
    assert again.tier_discount is False


def test_it_is_paid_and_earns_on_what_was_paid(shop: Shop) -> None:
    """114 yuan paid, 114 points: the discount earns nothing."""
    member = silver(shop)
    wanted = order(shop, member, "FW-114", tenders=(TenderIn("cash", 11400),), expected_total=11400)
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, wanted).result
    told = shop.kernel.ask(bills.file, posted.id).receipt.points
    assert told is not None
    assert told.earned == 114


def test_what_was_promised_is_not_lowered_again(shop: Shop) -> None:
    """The accepted price is the price; what is added at the till at list price has the discount."""
    member = silver(shop)
    job = shop.job(member).id
    accept(shop, give(shop, job, "FW-114", "FW-120"))
    found = seen(shop, Order(job_id=job))
    assert found.tier is not None
    assert (found.tier.off, found.due) == (0, 20000)
    plain = shop.job(member, "FW-114").id
    assert seen(shop, Order(job_id=plain)).due == 11400


def test_what_was_agreed_on_a_change_slip_is_the_price_too(shop: Shop) -> None:
    found = seen(shop, Order(job_id=promised(shop, silver(shop))))
    assert len(found.lines) > 1
    assert not any(line.discount for line in found.lines)


def test_a_price_that_rose_since_is_still_a_list_price(shop: Shop) -> None:
    """The job keeps the price of its day, and the member the discount on it."""
    member = silver(shop)
    job = shop.job(member, "FW-114").id
    today = shop.clock.now().date()
    shop.kernel.run(
        prices.set_prices, (NewPrice(shop.items["FW-114"], 15000),), effective_from=today
    )
    assert seen(shop, Order(job_id=job)).due == 11400


def test_a_package_price_of_its_own_is_no_list_price(shop: Shop) -> None:
    """A package is a special price: ten per cent off it was never offered."""
    member = silver(shop)
    parts = (PackageEntry(item_id=shop.items["FW-114"], price=10000),)
    shop.kernel.run(packages.add, PackageDetails(code="TC-1", name="大修", lines=parts))
    (line,) = shop.kernel.ask(packages.listed)[0].lines
    plain = order(shop, member, "FW-114", "FW-120")
    bundled = replace(
        plain.lines[0], entry=LineEntry(item_id=shop.items["FW-114"], package_line_id=line.id)
    )
    found = seen(shop, replace(plain, lines=(bundled, plain.lines[1])))
    assert [(line.price, line.discount) for line in found.lines] == [(10000, 0), (8000, 400)]
