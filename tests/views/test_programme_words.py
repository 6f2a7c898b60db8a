"""The rules as sentences: a setting that no sentence tells could be changed without anybody seeing it."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from msgspec import Struct, structs

from models.rules.programme import (
    Behaviour,
    Benefits,
    ClassRate,
    Earning,
    Expiry,
    Milestone,
    Multiplier,
    Programme,
    Segments,
    Standing,
    Tier,
    Tiers,
    TopUp,
)
from views import programme_names as names
from views import programme_words as words
from views.programme_changes import changes
from views.programme_example import earning, topic_example
from views.texts import LANGUAGES, catalogue

FULL = Programme(
    earning=Earning(pending_days=2),
    multipliers=(Multiplier(code="gold", name="金卡 1.2 倍", factor=1200, tiers=("gold",)),),
    standing=(Standing(points=10, segment="diamond"),),
    expiry=Expiry("days", 365),
    tiers=Tiers(
        steps=(
            Tier(code="base", name="普通", need=0),
            Tier(
                code="gold", name="金卡", need=5, benefits=Benefits(discount=50, birthday_coupon=9)
            ),
        )
    ),
    milestones=(Milestone(code="five", name="终身 VIP", services=5, grant="amount", value=500),),
)
QUIET = {
    "multipliers.code",
    "behaviours.code",
    "tiers.steps.code",
    "milestones.code",
    "milestones.item_code",
    "behaviours.most",
    "tiers.steps.benefits.discount_parts",
}
"""What only names a row, or says nothing there: how often where there is no limit, parts where nothing is off."""


def _other(kind: Any, value: Any) -> Any:
    """A different value of the same kind."""
    origin, inside = get_origin(kind), get_args(kind)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 7
    if origin is Literal:
        return next(one for one in inside if one != value)
    if origin is tuple and not value:
        return _FILLED[inside[0]]
    if value is None:
        named = next(one for one in inside if one is not type(None))
        return get_args(named)[0] if get_origin(named) is Literal else _NAMED[named]
    if isinstance(value, tuple):
        return value[1:]
    if isinstance(value, str):
        return "gold" if get_origin(inside[0] if inside else None) is Literal else "别的"
    raise AssertionError(kind)


_FILLED: dict[Any, Any] = {str: ("gold",), int: (3,), tuple[str, str]: (("diamond", "送花"),)}
_NAMED: dict[Any, Any] = {date: date(2026, 6, 11), str: "gold"}


def _mutants(value: Struct, path: str) -> Iterator[tuple[str, Struct]]:
    """Every programme that differs from ``value`` in one setting."""
    hints = get_type_hints(type(value))
    for field in structs.fields(value):
        old = getattr(value, field.name)
        name = f"{path}.{field.name}".strip(".")
        if isinstance(old, Struct):
            inner = _mutants(old, name)
            yield from ((p, structs.replace(value, **{field.name: m})) for p, m in inner)
        elif isinstance(old, tuple) and old and isinstance(old[0], Struct):
            for place, row in enumerate(old):
                for p, m in _mutants(row, name):
                    rows = (*old[:place], m, *old[place + 1 :])
                    yield p, structs.replace(value, **{field.name: rows})
        else:
            other = _other(hints[field.name], old)
            yield name, structs.replace(value, **{field.name: other})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_shows_where_two_programmes_are_compared(language: str) -> None:
    """Else an owner switches on a rule that the list of changes never named."""
    spoken = catalogue(language)
    paths: set[str] = set()
    seen: set[str] = set()
    for by in ("quantile", "amount"):
        whole = structs.replace(FULL, segments=Segments(by=by))
        for path, changed in _mutants(whole, ""):
            paths.add(path)
            if isinstance(changed, Programme) and changes(whole, changed, words=spoken):
                seen.add(path)
    assert paths - seen - QUIET == set()


def test_a_new_and_a_lost_row_are_told_as_such() -> None:
    added = structs.replace(
        FULL, behaviours=(*FULL.behaviours, Behaviour(code="share", name="转发", points=5))
    )
    (change,) = changes(FULL, added)
    assert (change.topic, change.old) == ("behaviours", "")
    assert change.new == "转发：每次 5 分，每人每天最多 1 次"
    (back,) = changes(added, FULL)
    assert (back.old, back.new) == (change.new, "")
    assert changes(FULL, FULL) == ()
    assert len(changes(None, FULL)) == len(words.tell(FULL))


def test_the_worked_example_is_the_one_of_the_till() -> None:
    """¥307.50 at 1.2 times gives 368 points, as on the receipt of the pictures."""
    gold = FULL.multipliers[0]
    assert earning(FULL, row=gold) == "消费 ¥307.50，『金卡 1.2 倍』→ 307 × 1.2 = 368 分"
    assert earning(Programme()) == "消费 ¥307.50 → 307 × 1 = 307 分"
    half = structs.replace(FULL, earning=Earning(classes=(ClassRate("standard", 500),)))
    assert earning(half, row=gold).endswith("307 × 0.6 = 184 分")
    assert topic_example(Programme(), "expiry") == "今天得的积分用到 2027-12-31"
    assert topic_example(Programme(), "paying") == "2,000 分抵 ¥20.00"


def test_the_sentences_are_plain_in_both_languages() -> None:
    usual = structs.replace(FULL, tiers=Tiers())
    zh = [told.text for told in words.tell(usual, words=catalogue("zh"))]
    en = [told.text for told in words.tell(usual, words=catalogue("en"))]
    assert "『金卡 1.2 倍』：金卡，得分 × 1.2" in zh
    assert "钻石客群每天得 10 分" in zh
    assert "银卡：满 ¥2,000.00，服务 95 折，配件不折" in zh
    assert "存 ¥500.00 送 ¥25.00" in zh
    assert "Silver: from ¥2,000.00, 5% off on services, not on parts" in en
    assert "10 points a day for diamond customers" in en
    assert len(zh) == len(en)


def test_a_segment_is_never_called_like_a_tier() -> None:
    """Diamond customers with a silver card were told that they hold a diamond card."""
    for language in LANGUAGES:
        spoken = catalogue(language)
        tiers = {
            names.tier_name(code, words=spoken).lower()
            for code in ("base", "silver", "gold", "platinum")
        }
        segments = {
            names.segment_name(code, words=spoken).lower()
            for code in ("diamond", "gold", "silver", "basic")
        }
        cores = {spoken.say(f"programme.core.{code}").lower() for code in names.CORES}
        assert not (tiers & segments)
        assert not (cores & segments)


def test_the_shop_names_its_own_tiers_and_a_code_given_twice_loses_no_sentence() -> None:
    assert names.tier_name("gold", "金卡", words=catalogue("en")) == "Gold"
    assert names.tier_name("gold", "邻里金", words=catalogue("en")) == "邻里金"
    twice = structs.replace(
        FULL,
        stored_value=structs.replace(
            FULL.stored_value, offers=(TopUp(50_000, 1), TopUp(50_000, 2))
        ),
    )
    assert sum(change.topic == "stored_value" for change in changes(None, twice)) == 3
