"""The shop itself: details, people, settings, drafts, and the day at a glance."""

from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.rules.jobs import Step
from models.services import desk, today
from models.services import shop as shops
from models.services.shop import ShopDetails
from tests.shopkeeping import Shop


def test_details_change_and_come_back(shop: Shop) -> None:
    """A phone number typed wrong stands on every receipt."""
    before = shop.kernel.ask(shops.info)
    outcome = shop.kernel.run(
        shops.change,
        ShopDetails(name="新名", address="", phone="1", complaint_phone="", hours=""),
    )
    assert shop.kernel.ask(shops.info).name == "新名"
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(shops.info) == before


def test_a_shop_needs_a_name(shop: Shop) -> None:
    """A receipt from nobody is no receipt."""
    with pytest.raises(Refused) as refused:
        shop.kernel.run(
            shops.change,
            ShopDetails(name=" ", address="", phone="", complaint_phone="", hours=""),
        )
    assert (refused.value.code, refused.value.field) == ("text.required", "name")


def test_the_last_owner_stays(shop: Shop) -> None:
    """A shop without an owner can never be configured again."""
    with pytest.raises(Refused, match=r"staff\.last_owner"):
        shop.kernel.run(shops.set_person, shop.kernel.actor.id, active=False)


def test_two_people_of_one_name_are_told_apart(shop: Shop) -> None:
    """Two 刘永强 on the list send the wrong one."""
    with pytest.raises(Refused, match=r"staff\.exists"):
        shop.kernel.run(shops.add_person, name="刘永强")


def test_settings_hold_their_type_and_come_back(shop: Shop) -> None:
    """A setting that stores nonsense breaks the next start."""
    assert shop.kernel.ask(shops.settings)["language"] == "zh"
    outcome = shop.kernel.run(shops.set_setting, "language", "en")
    assert shop.kernel.ask(shops.settings)["language"] == "en"
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(shops.settings)["language"] == "zh"
    for name, value in (("language", "fr"), ("text_size", "big"), ("nothing", 1)):
        with pytest.raises(Refused):
            shop.kernel.run(shops.set_setting, name, value)


def test_a_draft_is_kept_and_dropped(shop: Shop) -> None:
    """What was typed before the crash is there after it."""
    shop.kernel.run(desk.keep_draft, "member/new", {"name": "张"})
    shop.kernel.run(desk.keep_draft, "member/new", {"name": "张桂"})
    assert shop.kernel.ask(desk.draft, "member/new") == {"name": "张桂"}
    assert shop.kernel.ask(desk.drafts) == ("member/new",)
    shop.kernel.run(desk.drop_draft, "member/new")
    assert shop.kernel.ask(desk.draft, "member/new") is None


def test_a_draft_is_no_journal_entry(shop: Shop) -> None:
    """Half a name is nobody's history."""
    before = shop.kernel.store.head.position
    shop.kernel.run(desk.keep_draft, "member/new", {"name": "张"})
    assert shop.kernel.store.head.position == before


def test_today_groups_by_urgency_and_counts(shop: Shop) -> None:
    """The late job must be the first thing the clerk sees in the morning."""
    late = shop.job(shop.member().id, "FW-001", title="迟了")
    calm = shop.job(None, "FW-001", title="不急", technician=False)
    shop.clock.advance(timedelta(hours=4))
    soon = shop.job(None, "FW-001", title="今天")
    shop.move(soon.id, Step.QUOTE)
    shop.sell("FW-114", tender=20000)
    shop.sell("FW-120")
    found = shop.kernel.ask(today.overview)
    assert [(row.job_id, row.group) for row in found.due] == [
        (late.id, "now"),
        (calm.id, "now"),
        (soon.id, "today"),
    ]
    assert [row.what for row in found.due] == ["promise", "dispatch", "promise"]
    assert (found.takings.total, found.takings.bills) == (20000, 2)
    assert dict(found.takings.by_kind) == {"cash": 12000, "wechat": 8000}
    assert dict(found.queue)[Step.INTAKE] == 2
    assert found.at_risk == 2
    assert [person.name for person in found.technicians] == ["刘永强", "马建军"]


def test_takings_compare_with_the_same_weekday(shop: Shop) -> None:
    """Thursday against Thursday, not against Sunday."""
    shop.sell("FW-114")
    shop.clock.advance(timedelta(days=7))
    shop.sell("FW-001")
    takings = shop.kernel.ask(today.overview).takings
    assert (takings.total, takings.week_before) == (3000, 12000)
