"""A member's file in the real window: what the clerk reads before speaking, and every act by key."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.jobs import Step
from models.services import (
    attachments,
    consents,
    coupons,
    devices,
    enquiries,
    households,
    invoices,
    job_devices,
    job_notes,
    job_troubles,
    jobs,
    member_file,
    members,
    merges,
    personal_data,
    prepaid,
    redemptions,
    refunds,
    rework,
    timeline,
)
from models.services import shop as shops
from models.services.devices import DeviceDetails
from models.services.enquiries import EnquiryDetails
from models.services.job_devices import DeviceEntry
from models.services.jobs import JobDetails
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.services.refunds import RefundOrder
from models.store.work import Work
from tests.clerk import CTRL, Clerk
from tests.services import rewarding
from tests.services.test_accounts import allow as allow_account
from tests.services.test_accounts import on_account
from tests.services.test_accounts import pay as pay_account
from tests.services.test_attachments import kept
from tests.services.test_deposits import give_back as give_deposit_back
from tests.services.test_deposits import take as take_deposit
from tests.services.test_invoices import FIRM
from tests.services.test_quotes import answered_both_ways
from tests.shopkeeping import Shop
from views import places, texts, theme
from views.screens.member import MemberPage
from views.screens.member_header import age
from views.screens.member_told import Told
from views.screens.member_told_rewards import ICONS as REWARDED
from views.widgets.buttons import Button
from views.widgets.text import Text

K = Qt.Key
FULL = MemberDetails(
    name="张桂兰",
    phones=(PhoneEntry(number="15401062046"), PhoneEntry(number="01055502046", label="座机")),
    addresses=(AddressEntry(text="清河路 86 弄 12 号 502 室", note="车停 3 号门"),),
    gender="female",
    birthday=date(1959, 6, 11),
    special_needs="听力不好，请打座机",
    access_notes="5 楼没电梯",
    taboos="家里有狗",
    preferences="要纸质收据",
    elderly=True,
    special_care=True,
)


def make(shop: Shop, details: MemberDetails = FULL) -> str:
    return shop.kernel.run_keyed(shop.key(), members.create, details).result.id


def visit(clerk: Clerk, member_id: str) -> MemberPage:
    clerk.shell.go(places.MEMBER, member_id)
    clerk.calm()
    return cast("MemberPage", clerk.page)


def told(page: MemberPage) -> list[Told]:
    return [row for row in page.timeline._model.rows() if isinstance(row, Told)]


def said(page: MemberPage) -> str:
    """Everything the labels and buttons of the page say."""
    labels = [label.text() for label in page.findChildren(Text) if label.isVisible()]
    return "\n".join([*labels, *(b.text() for b in page.findChildren(Button) if b.isVisible())])


def test_what_to_mind_stands_on_the_screen(clerk: Clerk, shop: Shop) -> None:
    """Nobody has to ask the old lady twice."""
    words = said(visit(clerk, make(shop)))
    for note in ("听力不好", "请打座机", "5 楼没电梯", "家里有狗", "要纸质收据", "车停 3 号门"):
        assert note in words
    assert "154****2046" in words
    assert "010****2046" in words


def test_todays_birthday_age_and_care_stand_beside_the_name(clerk: Clerk, shop: Shop) -> None:
    """A word on the day costs nothing and is remembered."""
    today = shop.clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    born = date(today.year - 67, today.month, min(today.day, 28))
    shop.clock.advance(timedelta(days=min(0, born.day - today.day)))
    header = visit(clerk, make(shop, replace(FULL, birthday=born)))._header
    badges = [badge.accessibleName() for badge in header._badges if badge.isVisible()]
    assert badges == ["今天生日", "老人", "特殊照顾"]
    assert header._about.text() == f"女，67 岁，{today.year} 年入会"


def test_markup_in_a_note_is_text(clerk: Clerk, shop: Shop) -> None:
    """A note with signs of HTML must be read as it was written."""
    member_id = make(shop, MemberDetails(name="甲", special_needs="<b>小</b> & <img src=x>"))
    line = visit(clerk, member_id)._care._lines._rows["special_needs"][1]
    assert "&lt;b&gt;小&lt;/b&gt; &amp; &lt;img src=x&gt;" in line.text()


def test_a_full_number_is_shown_for_half_a_minute_and_kept_on_record(
    clerk: Clerk, shop: Shop
) -> None:
    """Who looked at a number can be asked about it."""
    member_id = make(shop)
    page = visit(clerk, member_id)
    clerk.press(K.Key_R, held=CTRL)
    assert "154 0106 2046" in said(page)
    assert shop.kernel.ask(timeline.of_member, member_id).entries[0].what == "phone_shown"
    assert page.revealed.clock.isActive()
    assert page.revealed.clock.interval() == 30_000
    page.revealed.clock.timeout.emit()
    assert "154 0106 2046" not in said(page)


def test_leaving_the_file_covers_the_number(clerk: Clerk, shop: Shop) -> None:
    member_id = make(shop)
    page = visit(clerk, member_id)
    clerk.press(K.Key_R, held=CTRL)
    clerk.shell.go(places.MEMBERS)
    clerk.calm()
    assert "154 0106 2046" not in said(visit(clerk, member_id))
    assert page.revealed.numbers == {}


def test_the_timeline_tells_jobs_and_payments_and_enter_opens_them(
    clerk: Clerk, shop: Shop
) -> None:
    member_id = make(shop)
    shop.clock.advance(timedelta(minutes=1))
    job = shop.job(member_id, "FW-001", device_id=shop.washer(member_id))
    shop.clock.advance(timedelta(minutes=1))
    bill = shop.sell("PJ-0618", member_id=member_id)
    page = visit(clerk, member_id)
    rows = told(page)
    assert [row.amount for row in rows[:2]] == ["¥28.00", "报价 ¥30.00"]
    assert rows[0].rest == "，微信付款"
    assert "脱水异响" in rows[1].title
    assert (rows[1].step, rows[1].ref_id) == ("intake", job.id)
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.BILL)
    clerk.press(K.Key_Escape)
    clerk.at(places.MEMBER)
    assert bill.id == cast("Told", page.timeline.view.current_row()).ref_id
    clerk.press(K.Key_Down, K.Key_Return)
    clerk.at(places.JOB)


def test_moves_of_a_job_are_told_under_jobs_one_row_a_day(clerk: Clerk, shop: Shop) -> None:
    """Seven steps of each job would bury the payments; under 工单 they are all there."""
    member_id = make(shop)
    shop.clock.advance(timedelta(minutes=1))
    job = shop.job(member_id, "FW-001")
    shop.move(job.id, Step.QUOTE, Step.DISPATCH, Step.WORK)
    page = visit(clerk, member_id)
    assert all("→" not in row.title for row in told(page))
    page.timeline._chips._take(page.timeline._chips._parts[1])
    clerk.calm()
    assert told(page)[0].title == "受理 → 报价 → 派工 → 处理"
    assert len(told(page)) == 2


def _troubles_of(shop: Shop, member_id: str) -> None:
    """Everything that is told of a job which goes wrong."""
    run = shop.kernel.run
    washer = shop.washer(member_id)
    first = shop.job(member_id, "FW-114", device_id=washer).id
    job = shop.job(member_id, "FW-114", device_id=washer).id
    run(rework.link, job, first)
    run(job_troubles.hold, job, "parts", note="周四到")
    run(job_troubles.release, job)
    run(job_devices.end, run(job_devices.add, job, DeviceEntry(device="电扇")).result, "done")
    loan = run(job_devices.lend, job, name="备用电视").result
    run(job_devices.give_back, loan)
    run(job_devices.take_back_return, loan)
    day = shop.clock.now().date()
    run(
        job_notes.follow,
        run(job_notes.add, job, "observation", "水管旧", follow_up_on=day).result,
    )
    shop.move(job, Step.ACCEPTANCE)
    run(job_troubles.collect, job)


def _photos_of(shop: Shop, member_id: str, job_id: str) -> None:
    """A photo on a job and a paper in the file, each added and removed."""
    for kind, ref in (("job", job_id), ("member", member_id)):
        made = shop.kernel.run(attachments.add, kind, ref, kept(shop), name="x.jpg").result
        shop.kernel.run(attachments.remove, made)


@use_case(Right.SERVE)
def _standing_of(work: Work, member_id: str) -> None:
    more: dict[str, Any] = {
        "name": "回头客",
        "points": 50,
        "from": "普通",
        "to": "银卡",
        "falls_on": "2026-07-01",
    }
    more |= {"title": "空调清洗", "total": 5000, "worth": 2000, "reason": "开业送的"}
    for what in (*timeline.STANDING, *REWARDED):
        timeline.record(work, member_id, what, details=more)


def _rewards_of(shop: Shop, member_id: str) -> None:
    """Coupons, rewards and money paid ahead, each way."""
    run = shop.kernel.run_keyed
    rewarding.grant(shop, member_id, 2000)
    held, kept = (
        run(shop.key(), redemptions.hold, member_id, rewarding.reward(shop)).result
        for _ in range(2)
    )
    shop.kernel.run(redemptions.cancel, held.id)
    run(shop.key(), redemptions.complete, kept.id)
    shop.kernel.run(coupons.withdraw, rewarding.coupon(shop, member_id))
    used = rewarding.coupon(shop, member_id)
    wanted = rewarding.order(shop, member_id, "FW-001", coupon_ids=(used,))
    rewarding.give_back(shop, rewarding.pay(shop, wanted).id)
    rewarding.top_up(shop, member_id, 500)
    run(shop.key(), prepaid.give_back, member_id, reason="不要了")


def test_every_kind_of_entry_has_its_words_in_both_languages(clerk: Clerk, shop: Shop) -> None:
    """An entry without a sentence would stop the file from opening."""
    member_id, other = make(shop), make(shop, MemberDetails(name="刘敏"))
    kernel = shop.kernel
    device = kernel.run(devices.add, member_id, DeviceDetails(category="tv")).result
    for archived in (True, False):
        kernel.run(devices.archive, device, archived=archived)
    kernel.run(members.edit, member_id, MemberDetails(name="改了", notes="新", elderly=False))
    kernel.run(members.archive, member_id)
    kernel.run(members.restore, member_id)
    kernel.run(households.join, member_id, other)
    kernel.run(households.place, member_id, None)
    for granted in (True, False):
        kernel.run(consents.record, member_id, purpose="service", granted=granted)
    asked = EnquiryDetails(member_id=member_id, need="洗衣机漏水")
    kernel.run_keyed(shop.key(), enquiries.take, asked)
    job = shop.job(member_id, "FW-001")
    shop.move(job.id, Step.DISPATCH)
    _troubles_of(shop, member_id)
    answered_both_ways(shop, member_id)
    _photos_of(shop, member_id, job.id)
    sold = shop.sell("FW-001", member_id=member_id)
    order = RefundOrder(bill_id=sold.id, amount=100, reason="来晚了")
    kernel.run_keyed(shop.key(), refunds.refund, order)
    kernel.run(invoices.record, sold.id, FIRM)
    left = take_deposit(shop, shop.job(member_id, "FW-001").id, 500)
    give_deposit_back(shop, left.id)
    allow_account(shop)
    on_account(shop, member_id, "FW-001")
    pay_account(shop, member_id, 500)
    double = make(shop, MemberDetails(name="刘敏（旧）"))
    merged = kernel.run_keyed(shop.key(), merges.merge, member_id, double).result
    kernel.run(merges.undo, merged)
    kernel.run(personal_data.hand_over, member_id, form="json")
    kernel.run(_standing_of, member_id)
    _rewards_of(shop, member_id)
    kinds = {e.what for e in kernel.ask(timeline.of_member, member_id).entries}
    assert kinds | {"phone_shown", "member_erased"} == set(timeline.GROUPS)
    page = visit(clerk, member_id)
    clerk.press(K.Key_R, held=CTRL)
    for language in ("zh", "en"):
        texts.set_language(language)
        clerk.calm()
        words = [row.title for row in told(page)]
        assert all(words)
        assert not [each for each in words if "member." in each or "devices." in each]


def test_older_entries_come_on_scrolling(clerk: Clerk, shop: Shop) -> None:
    """The first visit of a member of many years must be reachable."""
    member_id = make(shop)
    for _ in range(104):
        shop.kernel.run(consents.record, member_id, purpose="service", granted=True)
    page = visit(clerk, member_id)
    assert len(page.timeline.entries()) == 100
    clerk.press(K.Key_End)
    clerk.until(lambda: len(page.timeline.entries()) == 105, "the rest never came")
    assert page.timeline.entries()[-1].what == "member_created"


def test_consent_is_given_and_withdrawn_by_keyboard(clerk: Clerk, shop: Shop) -> None:
    """Somebody on the phone says no: three keys."""
    member_id = make(shop)
    page = visit(clerk, member_id)
    clerk.press(K.Key_1, held=CTRL)
    clerk.press(K.Key_Return)
    row = shop.kernel.ask(member_file.file, member_id).consents[0]
    assert (row.purpose, row.granted) == ("service", True)
    clerk.press(K.Key_Space)
    assert shop.kernel.ask(member_file.file, member_id).consents[0].granted is False
    assert "拒收" in said(page)


def test_a_device_is_added_by_keys_with_its_serial_scanned(clerk: Clerk, shop: Shop) -> None:
    """A scanned serial number is text here, not a job to open."""
    member_id = make(shop)
    visit(clerk, member_id)
    clerk.press(K.Key_Insert, K.Key_Down, K.Key_Return)
    clerk.type("海尔")
    clerk.press(K.Key_Return)
    clerk.type("冰箱 200 L")
    clerk.press(K.Key_Return)
    clerk.scan("CE0K210577A31")
    clerk.at(places.MEMBER)
    clerk.press(K.Key_Return)
    clerk.type("2021-05")
    clerk.press(K.Key_Return, held=CTRL)
    (device,) = shop.kernel.ask(member_file.file, member_id).devices
    assert (device.category, device.brand, device.model) == ("fridge", "海尔", "冰箱 200 L")
    assert device.serial == "CE0K210577A31"
    assert device.bought_on == date(2021, 5, 1)
    assert clerk.words() == "已添加『海尔 冰箱 200 L』"


def test_a_wrong_day_is_refused_beside_it_and_nothing_is_lost(clerk: Clerk, shop: Shop) -> None:
    member_id = make(shop)
    page = visit(clerk, member_id)
    clerk.press(K.Key_Insert)
    for words in ("", "格力", "1.5 匹", "", "", "2021-02-30"):
        if words:
            clerk.type(words)
        clerk.press(K.Key_Return)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.device_form._form.refused() == ["bought_on"]
    clerk.press(K.Key_Escape)
    clerk.press(K.Key_Insert)
    assert page.device_form._text("brand") == "格力"
    assert shop.kernel.ask(member_file.file, member_id).devices == ()


def test_a_device_is_put_away_and_taken_back(clerk: Clerk, shop: Shop) -> None:
    member_id = make(shop)
    shop.washer(member_id)
    page = visit(clerk, member_id)
    clerk.press(K.Key_3, held=CTRL)
    clerk.press(K.Key_Delete)
    assert shop.kernel.ask(member_file.file, member_id).devices == ()
    clerk.press(K.Key_Z, held=CTRL)
    assert len(shop.kernel.ask(member_file.file, member_id).devices) == 1
    assert page.devices.chosen() is not None


def test_f2_is_for_this_member_and_the_device_in_focus(clerk: Clerk, shop: Shop) -> None:
    """The clerk does not search twice for whoever stands there."""
    member_id = make(shop)
    device_id = shop.washer(member_id)
    visit(clerk, member_id)
    clerk.press(K.Key_3, held=CTRL)
    clerk.press(K.Key_F2)
    clerk.at(places.JOB_FORM)
    target = clerk.shell._history.now
    assert target is not None
    assert target.target == places.NewJob(member_id=member_id, device_id=device_id)


def test_archiving_is_refused_with_its_reason_and_else_undone(clerk: Clerk, shop: Shop) -> None:
    member_id = make(shop)
    job = shop.job(member_id, "FW-001")
    page = visit(clerk, member_id)
    clerk.press(K.Key_Delete, held=CTRL)
    assert job.number in clerk.words()
    shop.kernel.run(jobs.edit, job.id, JobDetails(title="别人的"))
    clerk.press(K.Key_Delete, held=CTRL)
    assert shop.kernel.ask(member_file.file, member_id).archived_at is not None
    assert any(badge.accessibleName() == "已归档" for badge in page._header._badges)
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(member_file.file, member_id).archived_at is None


def test_family_is_one_key_away(clerk: Clerk, shop: Shop) -> None:
    """The daughter pays: her file opens from her mother's."""
    member_id, daughter = make(shop), make(shop, MemberDetails(name="刘敏"))
    shop.kernel.run(households.join, member_id, daughter)
    page = visit(clerk, member_id)
    link = next(b for b in page.findChildren(Button) if b.text() == "刘敏")
    link.setFocus()
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)
    assert page.member_id == daughter
    clerk.press(K.Key_Escape)
    assert page.member_id == member_id


def test_another_members_answer_never_stands_under_this_name(clerk: Clerk, shop: Shop) -> None:
    """Two quick visits: what arrives late belongs to the one before."""
    one, other = make(shop), make(shop, MemberDetails(name="刘敏"))
    clerk.shell.go(places.MEMBER, one)
    clerk.shell.go(places.MEMBER, other)
    clerk.calm()
    page = cast("MemberPage", clerk.page)
    assert page._header._name.text() == "刘敏"
    assert "听力不好" not in said(page)


@pytest.mark.parametrize("scale", [100, 125])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_of_forty_signs_leaves_the_acts_where_they_are(
    clerk: Clerk, shop: Shop, language: str, scale: int
) -> None:
    member_id = make(shop, MemberDetails(name="长" * 40, elderly=True, special_care=True))
    clerk.window.tasks.run(shops.set_setting, "text_size", scale)
    clerk.window.tasks.run(shops.set_setting, "language", language)
    clerk.calm()
    page = visit(clerk, member_id)
    for button in page._header.findChildren(Button):
        if button.isVisible():
            right = button.mapTo(page, button.rect().bottomRight()).x()
            assert right <= page.width()
            assert button.width() >= button.sizeHint().width()


def test_ages_change_on_the_birthday() -> None:
    assert age(date(1959, 6, 11), date(2026, 6, 10)) == 66
    assert age(date(1959, 6, 11), date(2026, 6, 11)) == 67
    assert age(date(2000, 2, 29), date(2026, 2, 28)) == 25


def test_focus_begins_in_the_timeline(clerk: Clerk, shop: Shop) -> None:
    page = visit(clerk, make(shop))
    assert QApplication.focusWidget() is page.timeline.view


def test_another_type_size_leaves_no_column_too_wide(clerk: Clerk, shop: Shop) -> None:
    """Back from 150 % the right column was cut at the window's edge: a form out of sight kept its old width."""
    theme.current().set_scale("extra")
    page = visit(clerk, make(shop))
    theme.current().set_scale("standard")
    clerk.calm()
    inside = page._side.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= page._side.viewport().width()
