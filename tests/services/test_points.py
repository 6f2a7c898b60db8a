"""Points at the desk, on a real file: earning, refunds, hands that give and take, pots, and the last day.

If it fails, a member who asks "why" gets no answer, or one that is not true.
"""

from datetime import date, timedelta

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.kernel import NOBODY, PROGRAM
from models.rules.checkout import TenderIn
from models.rules.programme import Earning, Expiry, Programme
from models.services import (
    check,
    checkout,
    erasure,
    households,
    merges,
    points,
    points_carried,
    points_expiry,
    points_owed,
    points_statement,
    programme,
    programme_clock,
    programme_days,
    refunds,
    today,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.points import PointsFile
from models.services.refunds import RefundOrder
from tests.points.acts import give_up, use_points
from tests.services.programming import rows
from tests.shopkeeping import Shop


def begin(shop: Shop, rules: Programme | None = None) -> None:
    """The shop has a programme from today on."""
    draft = shop.kernel.run(programme.write_draft, rules or Programme()).result
    shop.kernel.run(programme.activate, draft, valid_from=shop.clock.now().date())


def have(shop: Shop, member: str, on: date | None = None) -> PointsFile:
    """What a member has."""
    return shop.kernel.ask(points.of_member, member, on=on)


def give_back(shop: Shop, bill: str, amount: int | None = None) -> None:
    """Money of a bill comes back."""
    order = RefundOrder(bill_id=bill, reason="不满意", amount=amount)
    shop.kernel.run_keyed(shop.key(), refunds.refund, order)


def adjust(shop: Shop, member: str, amount: int) -> int:
    """By hand."""
    return shop.kernel.run_keyed(shop.key(), points.adjust, member, amount, reason="补记").result


def forgive(shop: Shop, member: str, amount: int, reason: str = "体谅") -> int:
    """What is owed is let go; what is still owed."""
    return shop.kernel.run_keyed(shop.key(), points.forgive, member, amount, reason=reason).result


def sound(shop: Shop) -> bool:
    """Whether every invariant holds."""
    return shop.kernel.ask(check.check).sound


def test_a_bill_earns_and_says_on_what(shop: Shop) -> None:
    """The receipt, the balance and the lots say the same."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", "FW-120", member_id=member)
    file = have(shop, member)
    assert (file.usable, file.available, file.worth) == (200, 200, 200)
    assert [(lot.points, lot.line, lot.number) for lot in file.lots] == [
        (120, "更换滚筒轴承，工时", sold.number),
        (80, "筒体拆洗", sold.number),
    ]
    assert file.next_day == date(2027, 12, 31)
    (entry,) = shop.kernel.ask(points.entries, member)
    assert (entry.kind, entry.points, entry.after, entry.number) == ("earn", 200, 200, sold.number)


def test_the_receipt_is_what_the_till_said(shop: Shop) -> None:
    """Forecast, frozen paper and ledger are one reckoning."""
    begin(shop)
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    seen = shop.kernel.ask(checkout.preview, Order(member_id=member, lines=lines))
    assert seen.points is not None
    assert (seen.points.before, seen.points.earned.points, seen.points.balance) == (120, 80, 200)
    shop.sell("FW-120", member_id=member)
    assert have(shop, member).usable == 200


def test_the_till_says_what_goes_to_a_debt(shop: Shop) -> None:
    """80 points of which 80 repay: the balance on the paper is the one in the ledger."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 100)
    give_back(shop, sold.id)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    seen = shop.kernel.ask(checkout.preview, Order(member_id=member, lines=lines)).points
    assert seen is not None
    assert (seen.earned.points, seen.repaid, seen.balance, seen.debt) == (80, 80, 0, 20)
    shop.sell("FW-120", member_id=member)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 20)


def test_no_programme_and_no_member_earn_nothing(shop: Shop) -> None:
    """A shop that has no points, and a walk-in."""
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    begin(shop)
    shop.sell("FW-114")
    assert have(shop, member).usable == 0
    assert sound(shop)


def test_a_refund_takes_back_by_the_rule_of_the_bills_day(shop: Shop) -> None:
    """Today's rule gives twice as much: what comes back is what was given then."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", "FW-120", member_id=member)
    shop.clock.advance(timedelta(days=1))
    double = Programme(earning=Earning(other=5000, classes=()))
    begin(shop, double)
    give_back(shop, sold.id, 10_000)
    assert have(shop, member).usable == 100
    give_back(shop, sold.id)
    assert have(shop, member).usable == 0
    assert sound(shop)


def test_what_was_spent_is_owed_and_repaid_and_never_skipped(shop: Shop) -> None:
    """The refund is not blocked, the debt is seen, the next earnings repay it."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 100)
    give_back(shop, sold.id)
    owing = have(shop, member)
    assert (owing.usable, owing.debt, owing.available) == (0, 100, 0)
    with pytest.raises(Refused, match=r"points\.short"):
        shop.kernel.run_keyed(shop.key(), use_points, member, 1)
    shop.sell("FW-120", member_id=member)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 20)
    shop.sell("FW-001", member_id=member)
    assert (have(shop, member).usable, have(shop, member).debt) == (10, 0)
    assert sound(shop)


def test_points_that_had_expired_are_not_taken_twice(shop: Shop) -> None:
    """They are gone: a refund does not make a debt of them."""
    begin(shop, Programme(expiry=Expiry("days", 3)))
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 50)
    shop.clock.advance(timedelta(days=4))
    for _ in range(2):
        shop.kernel.run(points_expiry.expire)
    give_back(shop, sold.id)
    assert have(shop, member).debt == 50
    assert sound(shop)


def test_what_comes_back_late_is_good_for_the_days_of_grace(shop: Shop) -> None:
    """The old last day where it has not come; seven days where it has."""
    begin(shop, Programme(expiry=Expiry("days", 3), comeback_grace_days=7))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    used = shop.kernel.run_keyed(shop.key(), use_points, member, 100).result
    old = have(shop, member).next_day
    shop.kernel.run_keyed(shop.key(), give_up, used, 40)
    assert have(shop, member).next_day == old
    shop.clock.advance(timedelta(days=5))
    shop.kernel.run_keyed(shop.key(), give_up, used, None)
    file = have(shop, member)
    assert (file.usable, file.next_day) == (60, shop.clock.now().date() + timedelta(days=7))
    shop.kernel.run(points_expiry.expire)
    assert have(shop, member).usable == 60
    assert sound(shop)


def test_a_lot_is_good_through_its_last_day_in_the_shops_zone(shop: Shop) -> None:
    """Eleven at night in Shanghai is still the last day, though in London it is another."""
    begin(shop, Programme(expiry=Expiry("month_end", 0)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    shop.clock.set(shop.clock.now().replace(day=30, hour=15, minute=30))
    day = have(shop, member).on
    assert day == date(2026, 6, 30)
    assert have(shop, member).on == day
    assert have(shop, member).usable == 120
    assert shop.kernel.run(points_expiry.expire).result.lots == 0
    shop.clock.advance(timedelta(hours=1))
    assert have(shop, member).usable == 0, "no entry is needed for it to count for nothing"
    assert shop.kernel.run(points_expiry.expire).result == points_expiry.Expired(
        lots=1, points=120, more=False
    )
    assert have(shop, member, on=day).usable == 120


def test_a_clock_set_back_expires_nothing_twice(shop: Shop) -> None:
    """The entry's id follows from its lot."""
    begin(shop, Programme(expiry=Expiry("days", 1)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    noon = shop.clock.now()
    for _ in range(2):
        shop.clock.set(noon + timedelta(days=5))
        shop.kernel.run(points_expiry.expire)
        shop.clock.set(noon)
    kinds = [entry.kind for entry in shop.kernel.ask(points.entries, member)]
    assert kinds == ["expire", "earn"]
    assert sound(shop)


def test_expiry_goes_on_where_it_stopped(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """By batches: the desk waits for none, and a stop in between loses nothing."""
    monkeypatch.setattr(points_expiry, "BATCH", 2)
    begin(shop, Programme(expiry=Expiry("days", 1)))
    member = shop.member().id
    for _ in range(5):
        adjust(shop, member, 10)
    shop.clock.advance(timedelta(days=2))
    assert shop.kernel.ask(points_expiry.due).lots == 5
    batches = []
    while (done := shop.kernel.run(points_expiry.expire).result).lots:
        batches.append((done.lots, done.more))
    assert batches == [(2, True), (2, True), (1, False)]
    assert sound(shop)


def test_a_clock_that_jumped_takes_no_points(shop: Shop) -> None:
    """Ten years ahead by a flat battery: somebody has to say that it is right."""
    begin(shop, Programme(expiry=Expiry("days", 30)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    shop.clock.advance(timedelta(days=3650))
    assert shop.kernel.ask(points_expiry.due).far
    with pytest.raises(Refused, match=r"points\.clock"):
        shop.kernel.run(points_expiry.expire)
    with pytest.raises(Refused, match=r"points\.clock"):
        shop.kernel.run(programme_days.run, "standing", shop.clock.now().date())
    shop.sell("FW-001")
    with pytest.raises(Refused, match=r"points\.clock"):  # a sale proves nothing of the year
        shop.kernel.run(points_expiry.expire)
    shop.kernel.run(programme_clock.confirm)
    assert shop.kernel.run(points_expiry.expire).result.points == 120


@pytest.mark.parametrize(("days", "far"), [(60, False), (61, True)])
def test_the_clock_is_doubted_after_more_than_sixty_days_and_believed_again(
    shop: Shop, days: int, far: bool
) -> None:
    """Two months of holiday are a holiday; and who was asked once is not asked every morning."""
    begin(shop, Programme(expiry=Expiry("days", 30)))
    shop.sell("FW-114", member_id=shop.member().id)
    shop.clock.advance(timedelta(days=days))
    assert (shop.kernel.ask(programme_clock.doubted) is not None) is far
    shop.kernel.run(programme_clock.confirm)
    shop.clock.advance(timedelta(days=60))
    assert shop.kernel.ask(programme_clock.doubted) is None
    shop.clock.advance(timedelta(days=1))
    assert shop.kernel.ask(programme_clock.doubted) is not None


def test_a_month_of_bills_after_a_silence_proves_the_clock(shop: Shop) -> None:
    """A shop upgraded today that was shut for a season years ago is not asked about it."""
    begin(shop, Programme())
    shop.sell("FW-114")
    shop.clock.advance(timedelta(days=200))
    for _ in range(4):
        shop.sell("FW-114")
        assert shop.kernel.ask(programme_clock.doubted) is not None
        shop.clock.advance(timedelta(days=10))
    assert shop.kernel.ask(programme_clock.doubted) is None


@pytest.mark.parametrize("who", [NOBODY, Actor(id="clerk", name="小何", level=Level.CLERK)])
def test_what_the_program_does_is_written_down_as_its_own_also_on_a_locked_desk(
    shop: Shop, who: Actor
) -> None:
    """Else the clerk who was signed in at nine took the points of everybody whose month was over."""
    begin(shop, Programme(expiry=Expiry("days", 30)))
    shop.sell("FW-114", member_id=shop.member().id)
    shop.clock.advance(timedelta(days=31))
    shop.kernel.actor = who
    assert shop.kernel.run(points_expiry.expire).result.points == 120
    shop.kernel.actor = PROGRAM
    last = shop.kernel.ask(rows, "SELECT actor_id FROM points_entry WHERE entry_kind='expire'")
    told = shop.kernel.ask(rows, "SELECT actor_id FROM operation ORDER BY position DESC LIMIT 1")
    assert [row["actor_id"] for row in (*last, *told)] == ["", ""]
    assert sound(shop)


def test_pending_points_are_seen_and_not_used(shop: Shop) -> None:
    """Good from the third day on."""
    begin(shop, Programme(earning=Earning(pending_days=2)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    assert (have(shop, member).usable, have(shop, member).pending) == (0, 120)
    with pytest.raises(Refused, match=r"points\.short"):
        shop.kernel.run_keyed(shop.key(), use_points, member, 1)
    shop.clock.advance(timedelta(days=2))
    assert (have(shop, member).usable, have(shop, member).pending) == (120, 0)


@pytest.mark.parametrize(
    ("level", "amount", "refused"),
    [
        (Level.CLERK, 1, True),
        (Level.SUPERVISOR, 500, False),
        (Level.SUPERVISOR, -500, False),
        (Level.SUPERVISOR, 501, True),
        (Level.SUPERVISOR, -501, True),
        (Level.OWNER, 100_000, False),
    ],
)
def test_a_hand_gives_and_takes_up_to_its_limit(
    shop: Shop, level: Level, amount: int, refused: bool
) -> None:
    """A clerk none, a supervisor up to the cap, the owner what is right."""
    begin(shop)
    member = shop.member().id
    adjust(shop, member, 1000)
    shop.kernel.actor = Actor(id="tester", name="试", level=level)
    if refused:
        with pytest.raises(Refused, match=r"right\.missing"):
            adjust(shop, member, amount)
        assert have(shop, member).usable == 1000
    else:
        assert adjust(shop, member, amount) == 1000 + amount
    assert sound(shop)


def test_the_same_key_gives_once(shop: Shop) -> None:
    """A double click on a slow evening."""
    begin(shop)
    member = shop.member().id
    for _ in range(3):
        shop.kernel.run_keyed("same", points.adjust, member, 100, reason="补记")
    assert have(shop, member).usable == 100


def test_whatever_comes_repays_first(shop: Shop) -> None:
    """A gift of the house and points of a friend, not only the next bill."""
    begin(shop)
    member, friend = shop.member().id, shop.member("王建国", "15401060001").id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 120)
    give_back(shop, sold.id)
    adjust(shop, member, 50)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 70)
    adjust(shop, friend, 500)
    shop.kernel.run_keyed(shop.key(), points.give_on, friend, member, 100, reason="送")
    assert (have(shop, member).usable, have(shop, member).debt) == (30, 0)
    kinds = [entry.kind for entry in shop.kernel.ask(points.entries, member)]
    assert kinds.count("repay") == 2
    assert sound(shop)


def test_a_shop_that_forgives_says_so_in_the_ledger(shop: Shop) -> None:
    """Nothing is owed, and the entry shows what was let go."""
    begin(shop, Programme(debt="forgive"))
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 100)
    give_back(shop, sold.id)
    assert (have(shop, member).usable, have(shop, member).debt) == (0, 0)
    told = [(entry.kind, entry.points) for entry in shop.kernel.ask(points.entries, member)]
    assert told[:2] == [("forgive", 100), ("take_back", -120)]
    assert sound(shop)


def test_the_last_that_was_used_comes_back_first(shop: Shop) -> None:
    """What ends soonest stays used: the member is not given back what ends tomorrow."""
    begin(shop, Programme(expiry=Expiry("days", 10)))
    member = shop.member().id
    adjust(shop, member, 100)
    soon = have(shop, member).next_day
    shop.clock.advance(timedelta(days=3))
    adjust(shop, member, 50)
    used = shop.kernel.run_keyed(shop.key(), use_points, member, 150).result
    shop.kernel.run_keyed(shop.key(), give_up, used, 60)
    lots = [(lot.points, lot.last_day == soon) for lot in have(shop, member).lots]
    assert lots == [(10, True), (50, False)]


def test_only_what_came_repays(shop: Shop) -> None:
    """Where a debt stands beside points, those that were there before are left alone."""
    begin(shop, Programme(debt="debt"))
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.clock.advance(timedelta(days=1))
    adjust(shop, member, 100)
    used = shop.kernel.run_keyed(shop.key(), use_points, member, 160).result
    give_back(shop, sold.id)
    assert (have(shop, member).usable, have(shop, member).debt) == (60, 120)
    shop.kernel.run_keyed(shop.key(), give_up, used, 30)
    assert (have(shop, member).usable, have(shop, member).debt) == (60, 90)
    assert sound(shop)


def test_forgiving_is_for_an_owner_and_for_what_is_owed(shop: Shop) -> None:
    """With a reason, never more than is owed."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 120)
    give_back(shop, sold.id)
    with pytest.raises(Refused) as refused:
        forgive(shop, member, 121)
    assert (refused.value.code, refused.value.values) == ("points.no_debt", {"have": 120})
    with pytest.raises(Refused, match=r"text\."):
        forgive(shop, member, 20, reason=" ")
    assert forgive(shop, member, 20) == 100
    shop.kernel.actor = Actor(id="tester", name="试", level=Level.SUPERVISOR)
    with pytest.raises(Refused, match=r"right\.missing"):
        forgive(shop, member, 1)


def test_points_given_on_keep_their_days_and_are_the_givers_to_answer_for(shop: Shop) -> None:
    """Given to a daughter; when the mother's job is refunded it is the mother who owes."""
    begin(shop)
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    sold = shop.sell("FW-114", member_id=mother)
    shop.kernel.run_keyed(shop.key(), points.give_on, mother, daughter, 100, reason="送")
    assert [have(shop, m).usable for m in (mother, daughter)] == [20, 100]
    assert have(shop, daughter).next_day == date(2027, 12, 31)
    give_back(shop, sold.id)
    assert (have(shop, mother).debt, have(shop, daughter).usable) == (100, 100)
    with pytest.raises(Refused, match=r"points\.self"):
        shop.kernel.run_keyed(shop.key(), points.give_on, mother, mother, 1, reason="送")
    assert sound(shop)


def test_a_merge_loses_no_point_and_its_undo_brings_them_back(shop: Shop) -> None:
    """Two cards of one woman: her points are one pot, and two again if it was a mistake."""
    begin(shop)
    kept, other = shop.member().id, shop.member("张桂蓝", "15401060001").id
    sold = shop.sell("FW-114", member_id=other)
    shop.sell("FW-120", member_id=kept)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, kept, other).result
    assert (have(shop, kept).usable, have(shop, other).usable) == (200, 0)
    give_back(shop, sold.id, 6000)
    assert have(shop, kept).usable == 140
    shop.kernel.run(merges.undo, merge)
    assert (have(shop, kept).usable, have(shop, other).usable) == (80, 60)
    give_back(shop, sold.id)
    assert (have(shop, kept).usable, have(shop, other).usable) == (80, 0)
    assert sound(shop)


def test_a_household_keeps_one_pot(shop: Shop) -> None:
    """Both earn into it; only who is named may use it; who leaves takes what is theirs."""
    begin(shop)
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    house = shop.kernel.run(households.join, mother, daughter).result
    shop.sell("FW-114", member_id=mother)
    shop.kernel.run(points_carried.open_pot, house, named=(mother,))
    shop.sell("FW-120", member_id=daughter)
    file = have(shop, daughter)
    assert (file.usable, file.pot, file.may_use) == (200, True, False)
    with pytest.raises(Refused, match=r"points\.not_yours"):
        shop.kernel.run_keyed(shop.key(), use_points, daughter, 1)
    shop.kernel.run_keyed(shop.key(), use_points, mother, 150)
    shop.kernel.run(households.place, daughter, None)
    assert [have(shop, m).usable for m in (mother, daughter)] == [0, 50]
    shop.kernel.run(points_carried.close_pot, house)
    assert not have(shop, mother).pot
    assert sound(shop)


@pytest.mark.parametrize(
    ("named", "code"), [(("nobody",), r"points\.pot_named"), ((), r"points\.pot_is")]
)
def test_a_pot_is_opened_once_and_for_its_people(
    shop: Shop, named: tuple[str, ...], code: str
) -> None:
    """A stranger cannot be named, and a second opening is none."""
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    house = shop.kernel.run(households.join, mother, daughter).result
    if not named:
        shop.kernel.run(points_carried.open_pot, house)
    with pytest.raises(Refused, match=code):
        shop.kernel.run(points_carried.open_pot, house, named=named)


def test_any_past_day_can_be_explained(shop: Shop) -> None:
    """The time machine: what she had on the day before she used them, lot by lot and why."""
    begin(shop, Programme(expiry=Expiry("days", 10)))
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    first = have(shop, member).on
    shop.clock.advance(timedelta(days=3))
    shop.sell("FW-120", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 150)
    shop.clock.advance(timedelta(days=20))
    shop.kernel.run(points_expiry.expire)
    days = [
        (first + timedelta(days=n), have(shop, member, first + timedelta(days=n)))
        for n in (-1, 0, 2, 3, 13, 14)
    ]
    assert [file.usable for _, file in days] == [0, 120, 120, 50, 50, 0]
    (lot,) = days[4][1].lots
    moves = shop.kernel.ask(points.of_lot, lot.id)
    assert [(move.kind, move.points, move.left) for move in moves] == [
        ("earn", 80, 80),
        ("spend", -30, 50),
        ("expire", -50, 0),
    ]


def test_the_statement_adds_up(shop: Shop) -> None:
    """Opening and entries come to the closing balance, on any days asked."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    shop.clock.advance(timedelta(days=2))
    shop.sell("FW-120", member_id=member)
    shop.kernel.run_keyed(shop.key(), use_points, member, 50)
    today = have(shop, member).on
    paper = shop.kernel.ask(
        points_statement.statement, member, from_day=today - timedelta(days=1), to_day=today
    )
    assert (paper.opening, paper.closing, paper.usable) == (120, 150, 150)
    assert paper.opening + sum(line.points for line in paper.lines) == paper.closing
    assert sum(lot.points for lot in paper.lots) == 150
    whole = shop.kernel.ask(points_statement.statement, member)
    assert (whole.opening, whole.lines[0].number) == (0, sold.number)
    with pytest.raises(Refused, match=r"points\.days"):
        shop.kernel.ask(points_statement.statement, member, from_day=today, to_day=date(2020, 1, 1))


def test_what_the_shop_owes(shop: Shop) -> None:
    """By the month in which they end and by the one they came in, with what is likely to be used."""
    begin(shop, Programme(expiry=Expiry("month_end", 1)))
    member = shop.member().id
    shop.sell("FW-114", "FW-120", member_id=member)
    owed = shop.kernel.ask(points_owed.liability)
    assert (owed.points, owed.members, owed.share, owed.known) == (200, 1, 637, False)
    assert (owed.expected, owed.worth, owed.cost) == (127, 200, 127)
    assert [(r.year, r.month, r.points) for r in owed.by_end] == [(2026, 7, 200)]
    assert [(r.year, r.month, r.points) for r in owed.by_age] == [(2026, 6, 200)]


def test_the_shops_own_share_counts_once_there_is_history(shop: Shop) -> None:
    """1,500 used and 500 lost: three quarters."""
    begin(shop, Programme(expiry=Expiry("days", 5)))
    member = shop.member().id
    adjust(shop, member, 2000)
    shop.kernel.run_keyed(shop.key(), use_points, member, 1500)
    shop.clock.advance(timedelta(days=9))
    shop.kernel.run(points_expiry.expire)
    adjust(shop, member, 100)
    owed = shop.kernel.ask(points_owed.liability)
    assert (owed.share, owed.known, owed.expected) == (750, True, 75)


def test_an_erased_member_owes_and_has_nothing(shop: Shop) -> None:
    """Their points are written off; a refund of an old bill still works."""
    begin(shop)
    member = shop.member().id
    sold = shop.sell("FW-114", member_id=member)
    adjust(shop, member, 50)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert shop.kernel.ask(points_owed.liability).points == 0
    give_back(shop, sold.id)
    owed = shop.kernel.ask(points_owed.liability)
    assert (owed.points, owed.debt) == (0, 0)
    assert sound(shop)


def test_what_an_erased_member_brought_into_a_pot_is_taken_back_there(shop: Shop) -> None:
    """The money went back: the household does not keep the points."""
    begin(shop)
    mother, daughter = shop.member().id, shop.member("张敏", "15401060001").id
    house = shop.kernel.run(households.join, mother, daughter).result
    shop.kernel.run(points_carried.open_pot, house)
    sold = shop.sell("FW-114", member_id=mother)
    shop.sell("FW-120", member_id=daughter)
    shop.kernel.run_keyed(shop.key(), erasure.erase, mother)
    assert have(shop, daughter).usable == 200
    give_back(shop, sold.id)
    assert (have(shop, daughter).usable, have(shop, daughter).debt) == (80, 0)
    assert sound(shop)


def test_points_used_at_the_till_come_back_as_points(shop: Shop) -> None:
    """Never as money."""
    begin(shop)
    member = shop.member().id
    adjust(shop, member, 1000)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    order = Order(member_id=member, lines=lines, points=500, tenders=(TenderIn("cash", 7500),))
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    assert have(shop, member).usable == 575
    give_back(shop, posted.id)
    assert (have(shop, member).usable, have(shop, member).debt) == (1000, 0)
    assert sound(shop)


def test_what_the_shop_gave_is_no_takings(shop: Shop) -> None:
    """75 yuan in cash and 5 in points: the evening's figure is 75, refunds too."""
    begin(shop)
    member = shop.member().id
    adjust(shop, member, 1000)
    lines = (OrderLine(entry=LineEntry(item_id=shop.items["FW-120"])),)
    order = Order(member_id=member, lines=lines, points=500, tenders=(TenderIn("cash", 7500),))
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    shop.sell("FW-001")
    taken = shop.kernel.ask(today.overview).takings
    assert (taken.total, taken.bills) == (10_500, 2)
    assert taken.by_kind == (("cash", 7500), ("wechat", 3000))
    give_back(shop, posted.id)
    taken = shop.kernel.ask(today.overview).takings
    assert (taken.total, taken.refunded) == (3000, 7500)
