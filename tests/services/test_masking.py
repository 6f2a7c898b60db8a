"""T45: a full number is shown by a journalled reveal and nowhere else. If this fails, a list shows everybody's."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.services import (
    bills,
    checkout,
    exchange,
    job_file,
    jobs,
    journal,
    member_file,
    members,
    papers,
    search,
    timeline,
    today,
)
from models.services.checkout import Order
from models.services.jobs import JobDetails
from models.services.members import PhoneEntry
from tests.shopkeeping import Shop, stored

PHONE, SECOND = "15401062046", "01055507711x12"
SPELLINGS = (PHONE, "154 0106 2046", "154-0106-2046", "01055507711", "010-5550 7711", "5550 7711")


def said(value: Any) -> str:
    """Every word of an answer."""
    return msgspec.json.encode(value).decode()


@pytest.fixture
def two(shop: Shop) -> tuple[str, str, str]:
    """A member with two numbers, a job and a bill."""
    member = shop.member().id
    details = shop.kernel.ask(stored, member)
    phones = (*details.phones, PhoneEntry(number="010-5550 7711 转 12", label="单位"))
    shop.kernel.run(members.edit, member, replace(details, phones=phones))
    job = shop.job(member, "FW-001").id
    bill = shop.sell("FW-001", member_id=member).id
    return member, job, bill


def test_no_question_a_clerk_may_ask_answers_with_a_full_number(
    shop: Shop, two: tuple[str, str, str]
) -> None:
    """Every way to look at a member, a job or a bill, asked one after another."""
    member, job, bill = two
    ask = shop.kernel.ask
    answers = {
        "details": ask(members.details, member),
        "file": ask(member_file.file, member),
        "recent": ask(member_file.recent),
        "alike": ask(member_file.alike, name="张桂兰", phone=PHONE),
        "timeline": ask(timeline.of_member, member),
        "job": ask(job_file.file, job),
        "jobs": ask(job_file.listed),
        "of_member": ask(job_file.of_member, member),
        "card": ask(papers.preview_job_card, job),
        "bill": ask(bills.file, bill),
        "day": ask(bills.whole_day),
        "till": ask(checkout.preview, Order(job_id=job)),
        "today": ask(today.overview),
        "search": ask(search.search_all, "2046"),
        "search whole": ask(search.search_all, PHONE),
        "journal": ask(journal.entries, journal.Asked()),
    }
    for name, answer in answers.items():
        found = [spelling for spelling in SPELLINGS if spelling in said(answer)]
        assert found == [], name
    assert "154****2046" in said(answers["details"])
    assert "154****2046" in said(answers["job"])


def test_a_number_left_masked_in_the_form_stays_the_number_it_was(
    shop: Shop, two: tuple[str, str, str]
) -> None:
    """Correcting a name must not turn the number into stars."""
    member, job, _ = two
    before = shop.kernel.ask(stored, member)
    shown = shop.kernel.ask(members.details, member)
    shop.kernel.run(members.edit, member, replace(shown, notes="换了门锁"))
    assert shop.kernel.ask(stored, member) == replace(before, notes="换了门锁")
    swapped = replace(shown, phones=(shown.phones[1], PhoneEntry(number="15401060009")))
    shop.kernel.run(members.edit, member, swapped)
    kept = shop.kernel.ask(stored, member).phones
    assert [phone.number for phone in kept] == [SECOND, "15401060009"]
    details = shop.kernel.ask(job_file.file, job).details
    shop.kernel.run(jobs.edit, job, replace(details, title="漏水"))
    assert shop.kernel.run(papers.print_job_card, job).result.phone == "154 0106 2046"


def test_two_numbers_that_look_alike_under_their_stars_are_not_mixed_up(shop: Shop) -> None:
    """Mother and daughter with neighbouring numbers keep their own."""
    member = shop.member().id
    phones = tuple(
        PhoneEntry(number=f"154{middle}2046", label=middle) for middle in ("0001", "0002")
    )
    details = replace(shop.kernel.ask(stored, member), phones=phones)
    shop.kernel.run(members.edit, member, details)
    shop.kernel.run(members.edit, member, shop.kernel.ask(members.details, member))
    assert shop.kernel.ask(stored, member).phones == phones


@pytest.mark.parametrize("typed", ["154****2047", "****", "154****2046 转 3", "1540106*046"])
def test_stars_that_nobody_has_are_refused(shop: Shop, typed: str) -> None:
    """A half number with stars in it can never be rung."""
    member = shop.member().id
    details = replace(shop.kernel.ask(members.details, member), phones=(PhoneEntry(number=typed),))
    with pytest.raises(Refused, match=r"phone\.masked"):
        shop.kernel.run(members.edit, member, details)
    with pytest.raises(Refused, match=r"phone\.masked"):
        shop.kernel.run_keyed(shop.key(), jobs.open_job, JobDetails(title="漏水", phone=typed))


def test_a_full_number_or_a_whole_list_stands_in_the_journal(
    shop: Shop, two: tuple[str, str, str]
) -> None:
    """Who read it and when: the member may ask, and the owner wants to know."""
    member, job, bill = two
    kernel = shop.kernel
    kernel.actor = Actor(id=shop.technicians[0], name="刘永强", level=Level.OWNER)
    phone = kernel.ask(member_file.file, member).phones[0].id
    assert kernel.run(members.reveal_phone, member, phone).result == PHONE
    kernel.run(papers.print_job_card, job)
    kernel.run(papers.print_receipt, bill, saved=True)
    kernel.run(exchange.permit, "members")
    told = kernel.ask(journal.entries, journal.Asked(actor_id=shop.technicians[0])).rows
    assert [entry.use_case for entry in told] == [
        "exchange.permit",
        "papers.print_receipt",
        "papers.print_job_card",
        "members.reveal_phone",
    ]
    assert told[1].facts == (("exported", "receipt"),)
