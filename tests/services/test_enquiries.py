"""Enquiries: who asked must be answered in time, become a job once, and be forgotten with the person."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.enquiries import LOST, late, minutes_to_answer
from models.rules.jobs import Step
from models.services import enquiries, erasure, job_file, jobs, timeline
from models.services.enquiries import ChannelCount, EnquiryDetails
from models.services.jobs import JobDetails
from models.store.work import View
from tests.services.life import left_in_file, sound
from tests.shopkeeping import Shop


@query(Right.SERVE)
def _phone_of(view: View, enquiry_id: str) -> str:
    """The phone as stored of the job that an enquiry became."""
    statement = "SELECT j.phone FROM enquiry e JOIN job j ON j.id=e.job_id WHERE e.id=?"
    return str(view.sql(statement, (enquiry_id,))[0]["phone"])


WALK_IN = EnquiryDetails(name="王先生", phone="154 0106 0077", need="空调不制冷")


def _take(shop: Shop, details: EnquiryDetails = WALK_IN) -> str:
    return str(shop.kernel.run_keyed(shop.key(), enquiries.take, details).result)


def _open(shop: Shop) -> list[str]:
    return [row.id for row in shop.kernel.ask(enquiries.overview).rows]


def _job(shop: Shop, enquiry: str, *, phone: str = "", member_id: str | None = None) -> str:
    details = JobDetails(title="空调不制冷", phone=phone, member_id=member_id)
    return shop.kernel.run_keyed(shop.key(), jobs.open_job, details, enquiry_id=enquiry).result.id


def test_the_clock_of_the_first_answer(shop: Shop) -> None:
    """Thirty minutes are in time and one more is late; an answer stops the clock for good."""
    now = shop.clock.now()
    assert not late(now - timedelta(minutes=30), None, now)
    assert late(now - timedelta(minutes=31), None, now)
    assert not late(now - timedelta(minutes=31), now, now)
    assert minutes_to_answer(now - timedelta(seconds=239), None, now) == 3
    assert minutes_to_answer(now + timedelta(minutes=5), None, now) == 0


def test_an_answer_is_kept_and_taken_back(shop: Shop) -> None:
    """A wrong Enter must not make the figures of the month look better than they are."""
    enquiry = _take(shop)
    shop.clock.advance(timedelta(minutes=12))
    done = shop.kernel.run(enquiries.answer, enquiry)
    assert shop.kernel.ask(enquiries.overview).answer_minutes == 12
    with pytest.raises(Refused, match=r"enquiry\.answered"):
        shop.kernel.run(enquiries.answer, enquiry)
    assert done.inverse is not None
    shop.kernel.run(done.inverse.use_case, *done.inverse.args)
    assert shop.kernel.ask(enquiries.overview).answer_minutes is None


def test_a_lost_one_leaves_the_list_and_comes_back(shop: Shop) -> None:
    enquiry = _take(shop)
    done = shop.kernel.run(enquiries.lose, enquiry, "price", note="嫌贵")
    assert _open(shop) == []
    assert shop.kernel.ask(enquiries.overview).month[0].lost == 1
    assert done.inverse is not None
    shop.kernel.run(done.inverse.use_case, *done.inverse.args)
    assert _open(shop) == [enquiry]


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (EnquiryDetails(need="空调"), "enquiry.who"),
        (EnquiryDetails(name="王"), "text.required"),
        (EnquiryDetails(name="王", need="空调", phone="154****0077"), "phone.masked"),
        (EnquiryDetails(name="王", need="空调", phone="154"), "phone.too_short"),
        (EnquiryDetails(name="王", need="空调", channel="fax"), "enquiry.channel"),  # type: ignore[arg-type]
    ],
)
def test_what_nobody_could_call_back_is_refused(
    shop: Shop, details: EnquiryDetails, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        _take(shop, details)
    assert refused.value.code == code
    assert _open(shop) == []


def test_it_becomes_a_job_once(shop: Shop) -> None:
    """The job has the caller's phone without anybody having read it, and a second job is not the enquiry's."""
    enquiry = _take(shop)
    job = _job(shop, enquiry, phone="154****0077")
    assert shop.kernel.ask(job_file.file, job).details.phone == "154****0077"
    assert shop.kernel.ask(_phone_of, enquiry) == "15401060077"
    assert _open(shop) == []
    with pytest.raises(Refused, match=r"enquiry\.closed"):
        _job(shop, enquiry)
    with pytest.raises(Refused, match=r"enquiry\.closed"):
        shop.kernel.run(enquiries.lose, enquiry, "price")
    with pytest.raises(Refused, match=r"enquiry\.followed"):
        shop.kernel.run(enquiries.reopen, enquiry)


def test_the_month_counts_by_channel(shop: Shop) -> None:
    """What was written down by mistake, and what came in another month, is in no figure."""
    day = shop.clock.now().date()
    _job(shop, _take(shop))
    shop.kernel.run(enquiries.lose, _take(shop), "elsewhere")
    shop.kernel.run(enquiries.lose, _take(shop), "mistake")
    _take(shop, EnquiryDetails(name="李", need="洗衣机", channel="wechat"))
    assert shop.kernel.ask(enquiries.conversion, day) == (
        ChannelCount(channel="phone", taken=2, jobs=1, lost=1),
        ChannelCount(channel="wechat", taken=1, jobs=0, lost=0),
    )
    assert shop.kernel.ask(enquiries.conversion, day + timedelta(days=40)) == ()
    assert "mistake" in LOST


def test_a_member_s_enquiry_stands_in_the_timeline(shop: Shop) -> None:
    member = shop.member().id
    _take(shop, EnquiryDetails(member_id=member, need="洗衣机漏水", channel="wechat"))
    entry = shop.kernel.ask(timeline.of_member, member).entries[0]
    assert (entry.what, entry.details) == (
        "enquiry_taken",
        {"need": "洗衣机漏水", "channel": "wechat"},
    )


def test_erasing_leaves_nothing_of_what_was_asked(shop: Shop, tmp_path: Path) -> None:
    """By the file, by a job that came of it, by the same phone before there was a file: all of it goes."""
    asked = _take(shop, EnquiryDetails(name="欧阳小楚", phone="15409876543", need="半夜咕噜咕噜响"))
    before = _take(shop, EnquiryDetails(name="欧阳小楚", phone="15401112223", need="压缩机老化啦"))
    member = shop.member("欧阳楚瑶", "15409876543").id
    named = _take(shop, EnquiryDetails(member_id=member, need="带着蓝色遥控"))
    shop.kernel.run(enquiries.lose, named, "other", note="她说下周再来")
    job = _job(shop, before, member_id=member)
    shop.kernel.run(jobs.move, job, Step.CLOSED, reason="不修了", ending="cancelled")
    words = left_in_file(shop)
    assert words
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert left_in_file(shop) == [], left_in_file(shop)
    assert asked not in _open(shop)
    assert sound(shop, tmp_path) == []
