"""Deposits: every fen a customer left is used on the bill or given back, once, and stands on paper."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.paths import migration_steps
from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.rules.refunds import WayBack
from models.services import (
    bills,
    check,
    checkout,
    day_close,
    deposits,
    drawer,
    erasure,
    papers,
    personal_data,
    refunds,
    search,
    timeline,
)
from models.services.checkout import Order, Posted
from models.services.deposits import DepositPosted, JobDeposits
from models.services.refunds import RefundOrder
from tests.raw_bytes import found_decrypted
from tests.shopkeeping import Shop

WHY = "不修了"


def take(
    shop: Shop, job_id: str, amount: int, *, tendered: int | None = None, kind: Any = "cash"
) -> DepositPosted:
    """Take a deposit, exactly unless more was handed over."""
    tender = TenderIn(kind, amount if tendered is None else tendered)
    run = shop.kernel.run_keyed
    return run(shop.key(), deposits.take, job_id, amount=amount, tender=tender).result


def give_back(shop: Shop, deposit_id: str, *, reason: str = WHY, **how: Any) -> DepositPosted:
    """Give a deposit back."""
    run = shop.kernel.run_keyed
    return run(shop.key(), deposits.give_back, deposit_id, reason=reason, **how).result


def held(shop: Shop, job_id: str) -> JobDeposits:
    """What is held for a job."""
    return shop.kernel.ask(deposits.of_job, job_id)


def bill(shop: Shop, job_id: str, *tenders: TenderIn) -> Posted:
    """Post the job's bill."""
    order = Order(job_id=job_id, tenders=tenders)
    return shop.kernel.run_keyed(shop.key(), checkout.close, order).result


def ways(shop: Shop, bill_id: str) -> list[tuple[str, int]]:
    """How a bill was paid."""
    receipt = shop.kernel.ask(bills.file, bill_id).receipt
    return [(tender.kind, tender.amount) for tender in receipt.tenders]


def test_a_deposit_is_paid_with_change_and_settled_on_the_bill(shop: Shop) -> None:
    """Who paid 50.00 beforehand and is asked for all of it again never comes back."""
    job = shop.job(shop.member().id, "FW-001", "PJ-0612")
    posted = take(shop, job.id, 5000, tendered=10000)
    assert (posted.number, posted.change, posted.balance) == ("D-A000001", 5000, 5000)
    seen = shop.kernel.ask(checkout.preview, Order(job_id=job.id))
    assert (seen.deposit, seen.priced and seen.priced.total) == (5000, 11600)
    assert seen.suggestions == (7000, 10000)
    done = bill(shop, job.id, TenderIn("cash", 10000))
    assert (done.total, done.change) == (11600, 3400)
    assert ways(shop, done.id) == [("deposit", 5000), ("cash", 6600)]
    now = held(shop, job.id)
    assert (now.used, now.balance, now.rows[0].left, now.may_take) == (5000, 0, 0, False)
    assert shop.kernel.ask(check.check).sound


def test_more_deposit_than_bill_stays_with_the_job_until_it_is_given_back(shop: Shop) -> None:
    """The rest of a deposit is the customer's money and not a tip."""
    job = shop.job(None, "FW-001")
    first, second = take(shop, job.id, 2000), take(shop, job.id, 4000, kind="wechat")
    done = bill(shop, job.id)
    assert ways(shop, done.id) == [("deposit", 3000)]
    assert held(shop, job.id).balance == 3000
    with pytest.raises(Refused, match=r"deposit\.nothing"):
        give_back(shop, first.id)
    with pytest.raises(Refused) as caught:
        give_back(shop, second.id, amount=3001)
    assert (caught.value.code, caught.value.values) == ("deposit.most", {"most": 3000})
    part = give_back(shop, second.id, amount=1000)
    rest = give_back(shop, second.id, kind="cash")
    assert [part.number, rest.number] == ["D-A000003", "D-A000004"]
    assert [(row.kind, row.amount) for row in held(shop, job.id).rows[:2]] == [
        ("cash", 2000),
        ("wechat", 1000),
    ]
    assert held(shop, job.id).balance == 0
    assert shop.kernel.ask(check.check).sound


def test_a_refund_frees_the_deposit_or_gives_cash_and_a_void_lets_it_be_used_again(
    shop: Shop,
) -> None:
    """Money that was settled on a bill that is no more must not vanish between two papers."""
    job = shop.job(None, "FW-001", "PJ-0612")
    take(shop, job.id, 5000)
    wrong = bill(shop, job.id, TenderIn("wechat", 6600))
    run = shop.kernel.run_keyed
    void = run(shop.key(), refunds.void, wrong.id, reason="开错").result
    assert set(void.ways) == {WayBack("wechat", 6600), WayBack("deposit", 5000)}
    assert held(shop, job.id).balance == 5000
    again = bill(shop, job.id, TenderIn("wechat", 6600))
    assert held(shop, job.id).balance == 0
    cash = RefundOrder(bill_id=again.id, amount=2000, ways=(WayBack("cash", 2000),), reason=WHY)
    run(shop.key(), refunds.refund, cash)
    assert held(shop, job.id).balance == 0
    freed = RefundOrder(bill_id=again.id, amount=1500, ways=(WayBack("deposit", 1500),), reason=WHY)
    run(shop.key(), refunds.refund, freed)
    now = held(shop, job.id)
    assert (now.used, now.balance) == (3500, 1500)
    give_back(shop, now.rows[0].id)
    assert shop.kernel.ask(check.check).sound


def test_what_cannot_be_is_refused_and_nothing_is_written(shop: Shop) -> None:
    """A deposit of nothing, on a paid job, on a closed day, or one that nobody saw change."""
    job = shop.job(None, "FW-001")
    before = shop.kernel.store.head.position
    for amount, tender, code in (
        (0, TenderIn("cash", 100), "deposit.amount"),
        (1000, TenderIn("cash", 999), "checkout.tender_short"),
        (1000, TenderIn("wechat", 1001), "checkout.tender_over"),
        (1000, TenderIn("deposit", 1000), "checkout.tender_empty"),
        (10**15, TenderIn("cash", 10**15), "money.too_large"),
    ):
        with pytest.raises(Refused) as caught:
            shop.kernel.run_keyed(shop.key(), deposits.take, job.id, amount=amount, tender=tender)
        assert caught.value.code == code
    assert shop.kernel.store.head.position == before
    taken = take(shop, job.id, 1000)
    with pytest.raises(Refused, match=r"deposit\.way"):
        give_back(shop, taken.id, kind="wechat")
    with pytest.raises(Refused, match=r"text\.required"):
        give_back(shop, taken.id, reason=" ")
    seen = Order(job_id=job.id, expected_deposit=0, tenders=(TenderIn("cash", 3000),))
    with pytest.raises(Refused, match=r"checkout\.deposit_changed"):
        shop.kernel.run_keyed(shop.key(), checkout.close, seen)
    bill(shop, job.id, TenderIn("cash", 2000))
    with pytest.raises(Refused, match=r"job\.billed"):
        take(shop, job.id, 1000)
    other = shop.job(None, "FW-001")
    more = take(shop, other.id, 1000)
    shop.kernel.run_keyed(shop.key(), day_close.close_day)
    with pytest.raises(Refused, match=r"day\.closed"):
        take(shop, other.id, 1)
    with pytest.raises(Refused, match=r"day\.closed"):
        give_back(shop, more.id)


def test_only_who_may_refund_gives_a_deposit_back(shop: Shop) -> None:
    """Money out by anybody is how a till is emptied; money in is everybody's work."""
    job = shop.job(None, "FW-001")
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    taken = take(shop, job.id, 1000)
    with pytest.raises(Refused, match=r"right\.missing"):
        give_back(shop, taken.id)
    approval = shop.kernel.grant(Actor(id="boss", name="何玉梅", level=Level.SUPERVISOR))
    out = shop.kernel.run_approved(
        approval, shop.key(), deposits.give_back, taken.id, reason=WHY
    ).result
    paper = shop.kernel.ask(deposits.file, out.id)
    assert (paper.by, paper.approved_by, paper.of_number) == ("小何", "何玉梅", taken.number)


def test_the_drawer_expects_what_was_left_in_it(shop: Shop) -> None:
    """Else the evening's count is off by every deposit of the day."""
    shop.kernel.run_keyed(shop.key(), drawer.open_shift, opening_float=1000)
    job = shop.job(None, "FW-001")
    taken = take(shop, job.id, 5000)
    take(shop, job.id, 700, kind="wechat")
    give_back(shop, taken.id, amount=1500)
    bill(shop, job.id)
    shift = shop.kernel.ask(drawer.state).shift
    assert shift is not None
    assert dict(shift.expected) == {"cash": 1000 + 5000 - 1500, "wechat": 700}
    shop.clock.advance(timedelta(days=1))
    assert shop.kernel.ask(day_close.of_day).waiting is None


def test_an_open_day_with_only_a_deposit_is_waited_for(shop: Shop) -> None:
    """Else a day on which money came in is never closed and nobody is told."""
    shop.kernel.run_keyed(shop.key(), day_close.close_day)
    shop.clock.advance(timedelta(days=1))
    take(shop, shop.job(None, "FW-001").id, 100)
    shop.clock.advance(timedelta(days=1))
    waiting = shop.kernel.ask(day_close.of_day).waiting
    assert waiting is not None


def test_number_code_paper_file_and_own_data_know_it(shop: Shop) -> None:
    """The customer holds the slip and asks what became of the money."""
    member = shop.member().id
    job = shop.job(member, "FW-001")
    posted = take(shop, job.id, 1000)
    paper = shop.kernel.ask(deposits.file, posted.id)
    assert (paper.member, paper.job_number, paper.balance) == ("张*兰", job.number, 1000)
    assert shop.kernel.ask(search.by_code, paper.code).id == job.id
    assert shop.kernel.ask(deposits.by_number, "d-a1") == posted.id
    assert shop.kernel.ask(deposits.by_number, paper.code) == posted.id
    with pytest.raises(Refused, match=r"deposit\.unknown"):
        shop.kernel.ask(deposits.by_number, "D-A000009")
    made = [shop.kernel.run(papers.print_deposit, posted.id).result.copy for _ in range(2)]
    assert made == [0, 1]
    give_back(shop, posted.id)
    told = shop.kernel.ask(timeline.of_member, member, group="bill").entries
    assert [entry.what for entry in told] == ["deposit_given_back", "deposit_taken"]
    own = shop.kernel.run(personal_data.hand_over, member, form="json").result
    assert [paper.number for paper in own.deposits] == ["D-A000001", "D-A000002"]


def test_an_erased_member_s_deposit_keeps_its_fen_and_loses_the_words(
    shop: Shop, folder: Path, tmp_path: Path
) -> None:
    """Why the money went back was told by a person who asked to be forgotten; what is held goes back first."""
    member = shop.member("欧阳楚瑶").id
    job = shop.job(member, "FW-001")
    posted = take(shop, job.id, 4000)
    word = "楚瑶女士说孙女不喜欢"
    give_back(shop, posted.id, amount=500, reason=word)
    bill(shop, job.id)
    shop.move(job.id, Step.CLOSED)
    with pytest.raises(Refused, match=r"erasure\.prepaid"):
        shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert give_back(shop, posted.id).balance == 0
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert report.sound, [finding for finding in report.findings if finding.broken]
    assert not found_decrypted(folder, shop.kernel.store.key, (word, "欧阳楚瑶"))
