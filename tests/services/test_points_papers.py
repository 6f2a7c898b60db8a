"""Receipt and refund paper say of points what the ledger says, to the point."""

from datetime import timedelta

import msgspec
import pytest

from models.base.documents import Receipt
from models.base.documents_money import RefundPaper, RefundPoints
from models.rules.programme import Expiry, Milestone, Programme
from models.services import bills, points, redemptions, refund_file
from models.services.points import PointsFile
from models.services.refunds import Refunded
from tests.services.programming import rows
from tests.services.rewarding import give_back, grant, order, pay, reward, switch_on
from tests.services.test_checkout_covers import sound
from tests.shopkeeping import Shop


@pytest.fixture
def member(shop: Shop) -> str:
    """A member of a shop that has rules."""
    switch_on(shop, Programme(debt="debt"))
    return shop.member().id


def file(shop: Shop, member: str) -> PointsFile:
    found: PointsFile = shop.kernel.ask(points.of_member, member)
    return found


def receipt_of(shop: Shop, bill_id: str) -> Receipt:
    return shop.kernel.ask(bills.file, bill_id).receipt


def equal(shop: Shop, member: str, paper: Receipt) -> None:
    """The receipt against the ledger."""
    told, now = paper.points, file(shop, member)
    assert told is not None
    assert (told.balance, told.debt, told.pending) == (
        now.usable + now.pending,
        now.debt,
        now.pending,
    )
    assert (told.next_points, told.next_day) == (now.next_points, now.next_day)


def back(shop: Shop, done: Refunded) -> RefundPoints | None:
    """What the frozen refund paper says of points."""
    paper = shop.kernel.ask(refund_file.file, done.id).paper
    assert isinstance(paper, RefundPaper)
    return paper.points


def test_the_receipt_is_the_ledger(shop: Shop, member: str) -> None:
    """Used, earned and left: the customer and the file know the same number."""
    grant(shop, member, 1500)
    posted = pay(shop, order(shop, member, "FW-114", points=500))
    paper = receipt_of(shop, posted.id)
    equal(shop, member, paper)
    assert paper.points is not None
    assert (paper.points.used, paper.points.earned, paper.points.balance) == (500, 115, 1115)


def test_what_a_milestone_gives_stands_on_the_receipt_of_its_bill(shop: Shop) -> None:
    """A balance that is higher on the screen than on the paper of the same minute is asked about."""
    first = Milestone(code="one", name="首单", services=1, grant="points", value=88)
    switch_on(shop, Programme(milestones=(first,)))
    member = shop.member().id
    posted = pay(shop, order(shop, member, "FW-114"))
    paper = receipt_of(shop, posted.id)
    equal(shop, member, paper)
    assert paper.points is not None
    assert (paper.points.bonus, paper.points.earned, paper.points.balance) == (88, 120, 208)
    assert sound(shop)


def test_a_milestone_that_repays_a_debt_is_told_as_repaid(shop: Shop) -> None:
    """88 more, of which 30 were owed: 58 are there."""
    second = Milestone(code="two", name="第二单", services=2, grant="points", value=88)
    switch_on(shop, Programme(milestones=(second,), debt="debt"))
    member = shop.member().id
    first = pay(shop, order(shop, member, "FW-114"))
    spent = reward(shop, points=120)
    shop.kernel.run_keyed(shop.key(), redemptions.redeem, member, spent)
    give_back(shop, first.id, amount=9000)
    assert file(shop, member).debt == 90
    posted = pay(shop, order(shop, member, "FW-001"))
    paper = receipt_of(shop, posted.id)
    equal(shop, member, paper)
    assert paper.points is not None
    assert paper.points.repaid == min(90, 30 + paper.points.bonus)


def test_a_refund_takes_back_and_gives_back_as_its_paper_says(shop: Shop, member: str) -> None:
    """Half of a bill of 120 that 50 yuan of points paid."""
    grant(shop, member, 5000)
    posted = pay(shop, order(shop, member, "FW-114", points=5000))
    assert file(shop, member).usable == 70
    done = give_back(shop, posted.id, amount=6000)
    told, now = back(shop, done), file(shop, member)
    assert told == RefundPoints(
        taken=35, lapsed=0, forgiven=0, came=2500, repaid=0, balance=2535, debt=0
    )
    assert (told.balance, told.debt) == (now.usable + now.pending, now.debt)


def test_what_was_spent_is_owed_and_the_paper_says_so(shop: Shop, member: str) -> None:
    """The customer spent 120 points and gives the washing machine's repair back."""
    posted = pay(shop, order(shop, member, "FW-114"))
    shop.kernel.run_keyed(shop.key(), redemptions.redeem, member, reward(shop, points=100))
    told = back(shop, give_back(shop, posted.id))
    assert told is not None
    assert (told.taken, told.balance, told.debt) == (120, 0, 100)
    assert file(shop, member).debt == 100


def test_what_comes_back_repays_a_debt_first(shop: Shop, member: str) -> None:
    first = pay(shop, order(shop, member, "FW-114"))
    grant(shop, member, 880)
    second = pay(shop, order(shop, member, "FW-001", points=1000))
    give_back(shop, first.id)
    owed = file(shop, member).debt
    assert owed
    told, now = back(shop, give_back(shop, second.id)), file(shop, member)
    assert told is not None
    assert (told.came, told.repaid > 0) == (1000, True)
    assert (told.balance, told.debt) == (now.usable + now.pending, now.debt)


def test_a_shop_that_forgives_says_what_it_let_go(shop: Shop) -> None:
    switch_on(shop, Programme(debt="forgive"))
    member = shop.member().id
    posted = pay(shop, order(shop, member, "FW-114"))
    shop.kernel.run_keyed(shop.key(), redemptions.redeem, member, reward(shop, points=100))
    told = back(shop, give_back(shop, posted.id))
    assert told == RefundPoints(
        taken=20, lapsed=0, forgiven=100, came=0, repaid=0, balance=0, debt=0
    )


def test_what_had_expired_is_not_taken_twice(shop: Shop) -> None:
    switch_on(shop, Programme(expiry=Expiry("days", 30)))
    member = shop.member().id
    posted = pay(shop, order(shop, member, "FW-114"))
    shop.clock.advance(timedelta(days=40))
    told = back(shop, give_back(shop, posted.id))
    assert told is not None
    assert (told.taken, told.lapsed, told.balance, told.debt) == (0, 120, 0, 0)


def test_a_taken_back_milestone_is_on_the_refund(shop: Shop) -> None:
    first = Milestone(code="one", name="首单", services=1, grant="points", value=88)
    switch_on(shop, Programme(milestones=(first,)))
    member = shop.member().id
    posted = pay(shop, order(shop, member, "FW-114"))
    told, now = back(shop, give_back(shop, posted.id)), file(shop, member)
    assert told is not None
    assert (told.taken, told.balance) == (208, 0)
    assert now.usable == 0


def test_nothing_is_said_to_a_walk_in_or_without_rules(shop: Shop) -> None:
    posted = pay(shop, order(shop, None, "FW-001"))
    assert back(shop, give_back(shop, posted.id)) is None
    bare = pay(shop, order(shop, shop.member().id, "FW-001"))
    assert receipt_of(shop, bare.id).points is None
    assert back(shop, give_back(shop, bare.id)) is None


def test_the_stored_row_is_the_paper(shop: Shop, member: str) -> None:
    """A reprint reads the row: it must be the paper with points, not the one from before."""
    posted = pay(shop, order(shop, member, "FW-114"))
    give_back(shop, posted.id)
    (row,) = shop.kernel.ask(rows, "SELECT snapshot FROM refund")
    assert msgspec.json.decode(row["snapshot"])["points"]["taken"] == 120
