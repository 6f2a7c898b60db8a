"""Erasing who came by other doors: a walk-in's job, an answered quote, a deposit, a job that changed hands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from models.base.rights import Right
from models.base.usecase import query
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import (
    catch_up,
    check,
    checkout,
    deposits,
    erasure,
    job_lines,
    jobs,
    quote_answers,
    quote_file,
    quotes,
)
from models.services.change_rule import Agreement
from models.services.checkout import Order
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails, details_of
from models.services.quote_lines import GradeEntry, QuotedLine, QuoteEntry
from models.store.work import View
from models.tables.jobs import Job
from tests.raw_bytes import found_decrypted
from tests.shopkeeping import Shop

NAME, PHONE, ADDRESS, DEVICE = "欧阳桂兰", "15401062046", "梧桐深巷 86 弄", "海尔滚筒 XQG"


@query(Right.SERVE)
def _details(view: View, job_id: str) -> JobDetails:
    return details_of(view.get(Job, job_id))


@query(Right.AUDIT)
def _payloads(view: View) -> list[str]:
    return [row["payload"] or "" for row in view.sql("SELECT payload FROM operation")]


def _left(shop: Shop, folder: Path, words: Sequence[str]) -> list[str]:
    """What of these words is still in the journal, or in any page of the file."""
    told = "".join(shop.kernel.ask(_payloads))
    assert shop.kernel.ask(check.check).sound
    key = shop.kernel.store.key
    shop.kernel.close()
    return [word for word in words if word in told] + found_decrypted(folder, key, words)


def _quoted(shop: Shop, job_id: str, by: str) -> None:
    line = QuotedLine(item_id=shop.items["FW-120"])
    entry = QuoteEntry(grades=(GradeEntry(lines=(line,)),), note=f"{NAME}家")
    run = shop.kernel.run_keyed
    given = run(shop.key(), quotes.give, job_id, entry).result
    grade = shop.kernel.ask(quote_file.one, given.id).grades[0].id
    run(shop.key(), quote_answers.accept, given.id, grade, by=by)


def _finish(shop: Shop, job_id: str) -> None:
    shop.clock.advance(timedelta(hours=1))
    found = shop.kernel.ask(checkout.preview, Order(job_id=job_id))
    assert found.priced is not None
    tender = TenderIn("wechat", found.priced.total - found.deposit)
    order = Order(job_id=job_id, tenders=(tender,))
    shop.kernel.run_keyed(shop.key(), checkout.close, order)
    shop.kernel.run(jobs.move, job_id, Step.CLOSED)


def _belongs_to(shop: Shop, job_id: str, member_id: str, **other: Any) -> None:
    details = replace(shop.kernel.ask(_details, job_id), member_id=member_id, **other)
    shop.kernel.run(jobs.edit, job_id, details)


def test_a_walk_in_who_was_caught_up_and_quoted_leaves_nothing(shop: Shop, folder: Path) -> None:
    """The job was nobody's when it was written down; the operations about nobody held the name."""
    details = JobDetails(title="漏水", device=DEVICE, phone=PHONE, address=ADDRESS)
    then = shop.clock.now() - timedelta(hours=1)
    job = shop.kernel.run_keyed(shop.key(), catch_up.take_job, then, details).result.id
    _quoted(shop, job, NAME)
    member = shop.member(NAME, PHONE, ADDRESS).id
    _belongs_to(shop, job, member)
    _finish(shop, job)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert _left(shop, folder, (NAME, PHONE, ADDRESS, DEVICE)) == []


def test_a_deposit_from_before_the_file_leaves_nothing(shop: Shop, folder: Path) -> None:
    details = JobDetails(title="漏水", device=DEVICE, phone=PHONE)
    line = LineEntry(item_id=shop.items["FW-001"])
    run = shop.kernel.run_keyed
    job = run(shop.key(), jobs.open_job, details, lines=(line,)).result.id
    run(shop.key(), deposits.take, job, amount=1000, tender=TenderIn("cash", 1000))
    member = shop.member(NAME, PHONE).id
    _belongs_to(shop, job, member)
    _finish(shop, job)
    run(shop.key(), erasure.erase, member)
    assert _left(shop, folder, (NAME, DEVICE)) == []


def test_a_promise_that_went_to_another_keeps_no_name(shop: Shop, folder: Path) -> None:
    """What was agreed stays with the job, who agreed to it goes."""
    member = shop.member(NAME, PHONE, ADDRESS).id
    other = shop.member("李雷", "15401062047", "别处 1 号").id
    job = shop.job(member).id
    _quoted(shop, job, NAME)
    agreed = Agreement(reason=f"{NAME}同意", approved_by=f"{NAME}本人")
    shop.kernel.run(job_lines.add, job, LineEntry(item_id=shop.items["PJ-0618"]), agreed=agreed)
    _belongs_to(shop, job, other, phone="15401062047", address="别处 1 号")
    shop.clock.advance(timedelta(hours=1))
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert _left(shop, folder, (NAME,)) == []


def test_a_slip_masks_the_member_wherever_the_name_stands(shop: Shop) -> None:
    """It is printed for years and lies on counters."""
    job = shop.job(shop.member(NAME, PHONE).id).id
    _quoted(shop, job, NAME)
    agreed = Agreement(reason="多一层", approved_by=f"{NAME}本人")
    line = LineEntry(item_id=shop.items["PJ-0618"])
    shop.kernel.run(job_lines.add, job, line, agreed=agreed)

    @query(Right.SERVE)
    def printed(view: View) -> str:
        return str(view.sql("SELECT snapshot FROM change_slip")[0]["snapshot"])

    assert NAME not in shop.kernel.ask(printed)
