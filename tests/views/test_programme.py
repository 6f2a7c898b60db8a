"""The rules' screen: an owner writes a programme by keys; what was never shown must not be switched on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import Struct, structs
from PySide6.QtCore import Qt

from models.rules.programme import (
    DEFAULT,
    Behaviour,
    ClassRate,
    Milestone,
    Multiplier,
    Programme,
    Standing,
    Tier,
    TopUp,
)
from models.services import bills, programme
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places, texts
from views.screens.programme import ProgrammePage
from views.screens.programme_sheet import TopicSheet
from views.screens.programme_slots import value_at
from views.screens.programme_topics import TOPICS

K = Qt.Key
ROWS = {
    "multipliers": Multiplier(code="a", name="a", factor=1200),
    "behaviours": Behaviour(code="a", name="a", points=1),
    "standing": Standing(points=1),
    "milestones": Milestone(code="a", name="a", services=1),
    "tiers.steps": Tier(code="a", name="a", need=0),
    "stored_value.offers": TopUp(1, 1),
    "earning.classes": ClassRate("a"),
}
NOT_TYPED = {"multipliers.code", "milestones.code", "tiers.steps.code"}
"""Made by the program: nobody reads them."""


def _leaves(value: Struct, path: str = "") -> Iterator[str]:
    for field in structs.fields(value):
        inner = getattr(value, field.name)
        name = f"{path}.{field.name}".strip(".")
        if isinstance(inner, Struct):
            yield from _leaves(inner, name)
        elif name in ROWS:
            yield from _leaves(ROWS[name], name)
        else:
            yield name


def test_every_setting_of_a_programme_can_be_typed() -> None:
    """A setting without a field could only be written by a programmer."""
    typed = {slot.path for topic in TOPICS for slot in topic.slots}
    for topic in TOPICS:
        if topic.rows is not None:
            typed |= {f"{topic.rows.path}.{slot.path}" for slot in topic.rows.slots}
    missing = set(_leaves(DEFAULT)) - typed - NOT_TYPED
    assert missing == {"segments.strategies"}  # its rows are the segments themselves
    assert next(t for t in TOPICS if t.name == "segments").rows is not None


def _open(clerk: Clerk) -> ProgrammePage:
    clerk.shell.go(places.SETTINGS, "programme")
    clerk.calm()
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.PROGRAMME)
    page = clerk.page
    assert isinstance(page, ProgrammePage)
    return page


def _topic(clerk: Clerk, page: ProgrammePage, name: str) -> None:
    """To a topic by the arrows."""
    clerk.press(K.Key_2, held=CTRL)
    clerk.press(K.Key_Home)
    for _ in range([topic.name for topic in TOPICS].index(name)):
        clerk.press(K.Key_Down)
    assert page.topics.current_row().name == name


def _set(clerk: Clerk, text: str) -> None:
    """Write over what stands in the field and go on."""
    clerk.press(K.Key_A, held=CTRL)
    clerk.type(text)
    clerk.press(K.Key_Return)


def _versions(shop: Shop) -> tuple[Any, ...]:
    return shop.kernel.ask(programme.versions)


def _rules(shop: Shop, version_id: str) -> Programme:
    return shop.kernel.ask(programme.version, version_id).programme


def test_an_owner_writes_rows_and_settings_by_keys_and_switches_them_on(
    clerk: Clerk, shop: Shop
) -> None:
    """The moving shop's programme: 10 points a day, tiers by points, gold earns 1.2 times, "5321"."""
    page = _open(clerk)
    clerk.press(K.Key_N, held=CTRL)
    _topic(clerk, page, "multipliers")
    clerk.press(K.Key_Insert)
    _set(clerk, "金卡多两成")
    _set(clerk, "1.2")
    clerk.press(K.Key_Right, K.Key_Right, K.Key_Space)
    _topic(clerk, page, "standing")
    clerk.press(K.Key_Insert)
    _set(clerk, "10")
    _topic(clerk, page, "tiers")
    clerk.press(K.Key_3, held=CTRL)
    clerk.press(K.Key_Down, K.Key_Down)  # by points
    page._sheets["tiers"].point(1)
    page._sheets["tiers"].list.setFocus()
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Return)
    _set(clerk, "10000")
    _topic(clerk, page, "milestones")
    clerk.press(K.Key_Insert)
    _set(clerk, "5")
    _set(clerk, "终身 VIP")
    clerk.press(K.Key_Return, held=CTRL)
    (row,) = _versions(shop)
    kept = _rules(shop, row.id)
    (gold,) = kept.multipliers
    assert (gold.name, gold.factor, gold.tiers) == ("金卡多两成", 1200, ("gold",))
    assert kept.standing == (Standing(points=10, segment="diamond"),)
    assert kept.tiers.measure == "points"
    assert sorted(step.need for step in kept.tiers.steps)[1] == 10_000
    assert [(m.services, m.name) for m in kept.milestones] == [(5, "终身 VIP")]
    clerk.press(K.Key_L, held=CTRL)
    assert any("金卡多两成" in line for line in page.switch.lines.texts())
    clerk.press(K.Key_Return, held=CTRL)
    (row,) = _versions(shop)
    assert row.standing == "planned"
    assert row.valid_from is not None
    clerk.press(K.Key_Z, held=CTRL)
    assert _versions(shop)[0].standing == "draft"


def test_what_differs_is_read_before_it_holds_and_a_past_day_is_refused_beside_the_day(
    clerk: Clerk, shop: Shop
) -> None:
    first = shop.kernel.run(programme.write_draft, DEFAULT).result
    today = shop.kernel.ask(bills.whole_day).today
    shop.kernel.run(programme.activate, first, valid_from=today + timedelta(days=1))
    page = _open(clerk)
    clerk.press(K.Key_N, held=CTRL)
    _topic(clerk, page, "paying")
    clerk.press(K.Key_3, held=CTRL)
    _set(clerk, "200")
    clerk.press(K.Key_L, held=CTRL)
    _set(clerk, (today + timedelta(days=9)).isoformat())
    assert page.switch.lines.texts() == ["抵款", "原：100 分抵 1 元", "改成：200 分抵 1 元"]
    clerk.press(K.Key_Tab, held=Qt.KeyboardModifier.ShiftModifier)
    page.switch.day_field.setFocus()
    _set(clerk, "2026-01-01")
    clerk.press(K.Key_Return, held=CTRL)
    assert page.switch.form.refused() == ["valid_from"]
    assert _versions(shop)[0].standing == "draft"


def test_what_cannot_be_read_stops_nobody_typing_and_is_said_beside_its_field(
    clerk: Clerk, shop: Shop
) -> None:
    page = _open(clerk)
    clerk.press(K.Key_N, held=CTRL)
    _topic(clerk, page, "paying")
    clerk.press(K.Key_3, held=CTRL)
    clerk.press(K.Key_A, held=CTRL)
    clerk.press(K.Key_Backspace)
    _topic(clerk, page, "debt")
    clerk.press(K.Key_Return, held=CTRL)
    assert page.topics.current_row().name == "paying"
    sheet = page._sheets["paying"]
    assert sheet._plain.refused() == ["per_yuan:count"]
    assert sheet._plain.message("per_yuan:count") == "写一个整数"
    clerk.type("300")
    clerk.press(K.Key_Return, held=CTRL)
    assert sheet._plain.refused() == ["pay_step:count"]  # 100 points would be a third of a yuan
    _set(clerk, "600")
    clerk.press(K.Key_Return, held=CTRL)
    kept = _rules(shop, _versions(shop)[0].id)
    assert (kept.per_yuan, kept.pay_step) == (300, 600)


def test_what_holds_is_read_as_sentences_and_has_no_field(clerk: Clerk, shop: Shop) -> None:
    """Rules in force are never edited; a new draft begins with what they say."""
    draft = shop.kernel.run(programme.write_draft, structs.replace(DEFAULT, per_yuan=50)).result
    shop.kernel.run(
        programme.activate,
        draft,
        valid_from=shop.kernel.ask(bills.whole_day).today + timedelta(days=1),
    )
    page = _open(clerk)
    assert page._sheet() is None
    assert not page.acts["save"].isEnabled()
    assert page.acts["call_off"].text() == "不启用了"
    clerk.press(K.Key_N, held=CTRL)
    assert page.acts["save"].isEnabled()
    newest = _versions(shop)[0]
    assert (newest.standing, _rules(shop, newest.id).per_yuan) == ("draft", 50)


def test_a_row_is_removed_and_comes_back_and_unsaved_rules_are_there_again(
    clerk: Clerk, shop: Shop
) -> None:
    page = _open(clerk)
    clerk.press(K.Key_N, held=CTRL)
    _topic(clerk, page, "behaviours")
    clerk.press(K.Key_3, held=CTRL)
    clerk.press(K.Key_Delete)
    assert [row.code for row in page._programme.behaviours] == ["review"]
    clerk.press(K.Key_Z, held=CTRL)
    assert [row.code for row in page._programme.behaviours] == ["referral", "review"]
    clerk.press(K.Key_3, held=CTRL)
    clerk.press(K.Key_Delete)
    clerk.shell.go(places.TODAY)
    clerk.calm()
    again = _open(clerk)
    assert [row.code for row in again._programme.behaviours] == ["review"]
    assert len(_rules(shop, _versions(shop)[0].id).behaviours) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_screen_follows_the_language(clerk: Clerk, language: str) -> None:
    page = _open(clerk)
    clerk.press(K.Key_N, held=CTRL)
    texts.set_language(language)
    clerk.calm()
    said = {"zh": "消费得分", "en": "Earning"}[language]
    assert page.topics.model().index(0, 0).data().startswith(said)


def test_a_draft_is_tried_on_the_shops_own_bills_and_changes_nothing(
    clerk: Clerk, shop: Shop
) -> None:
    """An owner saw what double points cost when the month was over."""
    first = shop.kernel.run(programme.write_draft, DEFAULT).result
    shop.kernel.run(programme.activate, first, valid_from=shop.kernel.ask(bills.whole_day).today)
    member = shop.member().id
    shop.sell("FW-114", member_id=member)
    page = _open(clerk)
    clerk.press(K.Key_N, held=CTRL)
    _topic(clerk, page, "multipliers")
    clerk.press(K.Key_Insert)
    clerk.press(K.Key_T, held=CTRL)
    clerk.until(lambda: page._stack.currentWidget() is page.trial, "nothing was tried")
    figures = {name: (was, tried) for name, was, tried in page.trial.rows()}
    assert figures["issued"] == (120, 240)
    assert figures["owed_cost"] == (120, 240)
    assert page.trial.moves() == "没有人的等级会变"
    assert [row.standing for row in _versions(shop)] == ["draft", "in_force"]
    clerk.press(K.Key_Escape, K.Key_Escape)  # the message, then the trial
    assert page._stack.currentWidget() is page._right
    assert page.acts["save"].isEnabled()


MOVING = structs.replace(
    DEFAULT,
    behaviours=(
        Behaviour(code="referral", name="推荐", points=200, every="any", welcome=50),
        Behaviour(code="review", name="评价", points=50),
    ),
    standing=(Standing(points=10, segment="diamond"),),
    tiers=structs.replace(
        DEFAULT.tiers,
        measure="points",
        window_months=0,
        steps=tuple(structs.replace(s, need=10_000 * n) for n, s in enumerate(DEFAULT.tiers.steps)),
    ),
    milestones=(
        Milestone(code="five", name="终身 VIP", services=5, days=0),
        Milestone(code="three", name="优惠套餐", services=3, grant="percent", value=100),
        Milestone(code="two", name="送一项", services=2, grant="free_item", item_code="FW-001"),
        Milestone(code="one", name="优先派工", services=1),
    ),
)
LOYALTY = structs.replace(
    DEFAULT,
    multipliers=(
        Multiplier(
            code="day", name="会员日", factor=2000, month_days=(8, 18), weekdays=(3,),
            tiers=("gold",), earning_classes=("standard",), item_codes=("FW-001",),
            first_day=date(2026, 7, 1), last_day=date(2026, 8, 31),
        ),
    ),
    segments=structs.replace(DEFAULT.segments, by="amount", strategies=(("core", "季度长谈"),)),
)  # fmt: skip
REPAIR = structs.replace(
    DEFAULT, earning=structs.replace(DEFAULT.earning, pending_days=7), debt="debt"
)
HOME = structs.replace(
    DEFAULT,
    stored_value=structs.replace(
        DEFAULT.stored_value, offers=(TopUp(200_000, 30_000),), order="together"
    ),
)
ESTATE = structs.replace(
    DEFAULT,
    behaviours=(Behaviour(code="own1", name="参加楼道活动", points=30, every="month", most=2),),
    per_yuan=200,
    pay_most=500,
)


@pytest.mark.parametrize("rules", [MOVING, LOYALTY, REPAIR, HOME, ESTATE])
def test_the_five_programmes_stand_in_the_fields_as_they_were_written(
    clerk: Clerk, rules: Programme
) -> None:
    """A field that shows something else than the document would change a rule when it is only looked at."""
    del clerk
    for topic in TOPICS:
        sheet = TopicSheet(topic, rules)
        for field in sheet._fields:
            assert field.read() == value_at(rules, field.slot.path), field.slot.path
        rows = topic.rows.of(rules) if topic.rows is not None else ()
        for place, row in enumerate(rows):
            sheet.point(place)
            for field in sheet._row_fields:
                if field.slot.shown(row, rules):
                    assert field.read() == value_at(row, field.slot.path), (row, field.slot.path)
        assert sheet.programme == rules
        sheet.deleteLater()
