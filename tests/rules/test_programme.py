"""What a programme may say: a contradiction that passes would show itself on a member's receipt."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules import programme_check
from models.rules.programme import DEFAULT

ITEMS = ("FW-001",)
NAMED = {"code": "x", "name": "名"}
TWO = [{"code": "a", "name": "一", "need": 0}, {"code": "b", "name": "二", "need": 10}]


@dataclass(frozen=True)
class Wrong:
    """A change of the default document, and the refusal it must meet."""

    change: dict[str, Any]
    code: str
    field: str


def _multiplier(**more: Any) -> dict[str, Any]:
    return {"multipliers": [{**NAMED, "factor": 2000, **more}]}


def _steps(*needs: int) -> dict[str, Any]:
    steps = [{"code": f"t{n}", "name": f"第{n}", "need": need} for n, need in enumerate(needs)]
    return {"tiers": {"steps": steps}}


def _milestone(**more: Any) -> dict[str, Any]:
    return {"milestones": [{**NAMED, "services": 5, **more}]}


WRONG = (
    Wrong(_multiplier(factor=100_001), "programme.range", "multipliers.0.factor"),
    Wrong(_multiplier(factor=-1), "programme.range", "multipliers.0.factor"),
    Wrong(_multiplier(tiers=["gold", "diamant"]), "programme.unknown", "multipliers.0.tiers.1"),
    Wrong(_multiplier(item_codes=["FW-9"]), "programme.unknown", "multipliers.0.item_codes.0"),
    Wrong(
        _multiplier(earning_classes=["prats"]),
        "programme.unknown",
        "multipliers.0.earning_classes.0",
    ),
    Wrong(_multiplier(weekdays=[0]), "programme.range", "multipliers.0.weekdays.0"),
    Wrong(_multiplier(weekdays=[1, 8]), "programme.range", "multipliers.0.weekdays.1"),
    Wrong(_multiplier(weekdays=[3, 3]), "programme.twice", "multipliers.0.weekdays.1"),
    Wrong(_multiplier(month_days=[32]), "programme.range", "multipliers.0.month_days.0"),
    Wrong(
        _multiplier(first_day="2026-06-02", last_day="2026-06-01"),
        "programme.days",
        "multipliers.0.last_day",
    ),
    Wrong(_multiplier(name=" "), "text.required", "multipliers.0.name"),
    Wrong(
        {"multipliers": [{**NAMED, "factor": 1}, {**NAMED, "factor": 2}]},
        "programme.twice",
        "multipliers.1.code",
    ),
    Wrong(
        {"earning": {"classes": [["standard", 1000], ["standard", 2]]}},
        "programme.shape",
        "earning.classes.0",
    ),
    Wrong(
        {"earning": {"classes": [{"earning_class": "a"}, {"earning_class": "a"}]}},
        "programme.twice",
        "earning.classes.1.earning_class",
    ),
    Wrong(
        {"earning": {"classes": [{"earning_class": "a", "rate": -1}]}},
        "programme.range",
        "earning.classes.0.rate",
    ),
    Wrong({"earning": {"other": 100_001}}, "programme.range", "earning.other"),
    Wrong({"earning": {"pending_days": -1}}, "programme.range", "earning.pending_days"),
    Wrong(_steps(), "programme.no_tier", "tiers.steps"),
    Wrong(_steps(1), "programme.lowest", "tiers.steps.0.need"),
    Wrong(_steps(0, 10, 10), "programme.ascending", "tiers.steps.2.need"),
    Wrong(_steps(0, 20, 10), "programme.ascending", "tiers.steps.2.need"),
    Wrong({"tiers": {"steps": [TWO[0], TWO[0]]}}, "programme.twice", "tiers.steps.1.code"),
    Wrong(
        {"tiers": {"steps": [TWO[0], {**TWO[1], "name": "一"}]}},
        "programme.twice",
        "tiers.steps.1.name",
    ),
    Wrong(
        {"tiers": {"steps": [{**TWO[0], "benefits": {"discount": 1001}}]}},
        "programme.range",
        "tiers.steps.0.benefits.discount",
    ),
    Wrong({"tiers": {"grace_days": 0}}, "programme.range", "tiers.grace_days"),
    Wrong({"tiers": {"window_months": -1}}, "programme.range", "tiers.window_months"),
    Wrong({"tiers": {"review_months": 121}}, "programme.range", "tiers.review_months"),
    Wrong(
        {"behaviours": [{**NAMED, "points": 1}, {**NAMED, "points": 2}]},
        "programme.twice",
        "behaviours.1.code",
    ),
    Wrong({"behaviours": [{**NAMED, "points": -5}]}, "programme.range", "behaviours.0.points"),
    Wrong(
        {"behaviours": [{**NAMED, "points": 5, "most": 0}]}, "programme.range", "behaviours.0.most"
    ),
    Wrong(
        {"behaviours": [{**NAMED, "points": 5, "welcome": 5}]},
        "programme.welcome",
        "behaviours.0.welcome",
    ),
    Wrong({"standing": [{"points": 10}]}, "programme.standing", "standing.0.tier"),
    Wrong(
        {"standing": [{"points": 10, "segment": "gold", "tier": "gold"}]},
        "programme.standing",
        "standing.0.tier",
    ),
    Wrong(
        {"standing": [{"points": 10, "tier": "diamond"}]}, "programme.unknown", "standing.0.tier"
    ),
    Wrong(
        {"standing": [{"points": 1, "tier": "gold"}, {"points": 2, "tier": "gold"}]},
        "programme.twice",
        "standing.1.tier",
    ),
    Wrong({"expiry": {"kind": "days", "count": 0}}, "programme.range", "expiry.count"),
    Wrong({"expiry": {"kind": "months", "count": 121}}, "programme.range", "expiry.count"),
    Wrong({"expiry": {"kind": "week"}}, "programme.shape", "expiry.kind"),
    Wrong({"comeback_grace_days": 367}, "programme.range", "comeback_grace_days"),
    Wrong({"per_yuan": 0}, "programme.range", "per_yuan"),
    Wrong({"per_yuan": 300, "pay_step": 100}, "programme.pay_step", "pay_step"),
    Wrong({"pay_most": 1001}, "programme.range", "pay_most"),
    Wrong({"segments": {"value_top": 0}}, "programme.range", "segments.value_top"),
    Wrong({"segments": {"core_top": 600}}, "programme.potential", "segments.potential_top"),
    Wrong(
        {"segments": {"by": "amount", "core_least": 5, "potential_least": 6}},
        "programme.potential",
        "segments.potential_least",
    ),
    Wrong(
        {"segments": {"strategies": [["platinum", "x"]]}},
        "programme.unknown",
        "segments.strategies.0.0",
    ),
    Wrong(
        {"segments": {"strategies": [["gold", "x"], ["gold", "y"]]}},
        "programme.twice",
        "segments.strategies.1.0",
    ),
    Wrong(_milestone(services=0), "programme.range", "milestones.0.services"),
    Wrong(_milestone(grant="points"), "programme.range", "milestones.0.value"),
    Wrong(_milestone(grant="percent", value=1001), "programme.range", "milestones.0.value"),
    Wrong(_milestone(value=5), "programme.no_value", "milestones.0.value"),
    Wrong(_milestone(grant="free_item"), "programme.free_item", "milestones.0.item_code"),
    Wrong(_milestone(item_code="FW-001"), "programme.free_item", "milestones.0.item_code"),
    Wrong(
        _milestone(grant="free_item", item_code="FW-9"),
        "programme.unknown",
        "milestones.0.item_code",
    ),
    Wrong(_milestone(days=-1), "programme.range", "milestones.0.days"),
    Wrong(
        {"stored_value": {"offers": [{"paid": 10, "gift": 1}, {"paid": 10, "gift": 2}]}},
        "programme.offers",
        "stored_value.offers.1.paid",
    ),
    Wrong({"multipliers": [{}] * 61}, "programme.shape", "multipliers.0"),
    Wrong(
        _multiplier(item_codes=["FW-001"] * 61), "programme.too_many", "multipliers.0.item_codes"
    ),
    Wrong({"point": 1}, "programme.shape", "file"),
    Wrong({"tiers": {"steps": "gold"}}, "programme.shape", "tiers.steps"),
    Wrong({"per_yuan": True}, "programme.shape", "per_yuan"),
    Wrong({"per_yuan": 1.5}, "programme.shape", "per_yuan"),
    Wrong({"tiers": {"steps": [{**TWO[0], "need": "0"}]}}, "programme.shape", "tiers.steps.0.need"),
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.code}-{wrong.field}")
def test_a_contradiction_is_refused_beside_its_field(wrong: Wrong) -> None:
    with pytest.raises(Refused) as refused:
        programme_check.checked(
            programme_check.read(msgspec.json.encode(wrong.change)), item_codes=ITEMS
        )
    assert (refused.value.code, refused.value.field) == (wrong.code, wrong.field)


def test_the_default_is_sound_and_survives_its_document() -> None:
    assert programme_check.checked(DEFAULT, item_codes=()) == DEFAULT
    assert programme_check.of_document(programme_check.document_of(DEFAULT)) == DEFAULT
    assert programme_check.read("{}") == DEFAULT


@pytest.mark.parametrize("document", ["", "{", "[1]", "null", b"\xff\xfe", "[" * 5000])
def test_what_is_no_programme_is_refused(document: str | bytes) -> None:
    with pytest.raises(Refused, match=r"programme\.(file|shape)"):
        programme_check.read(document)


def test_a_struct_with_a_wrong_type_inside_is_refused_too() -> None:
    """A screen builds the struct by hand, and Python does not look at the types."""
    wrong: Any = msgspec.structs.replace(DEFAULT, per_yuan="100")
    with pytest.raises(Refused, match=r"programme\.shape"):
        programme_check.checked(wrong)


def test_names_are_cleaned_and_codes_of_the_price_list_optional() -> None:
    rules = programme_check.read(msgspec.json.encode(_multiplier(name=" 双倍 ", item_codes=["?"])))
    assert programme_check.checked(rules).multipliers[0].name == "双倍"
    with pytest.raises(Refused, match=r"programme\.unknown"):
        programme_check.checked(rules, item_codes=ITEMS)


@given(
    needs=st.lists(st.integers(-5, 50), max_size=6),
    first=st.dates(),
    last=st.dates(),
    rate=st.integers(-10, 200_000),
)
def test_what_passes_is_ordered_and_within_bounds(
    needs: list[int], first: date, last: date, rate: int
) -> None:
    """Whatever is typed: only ascending tiers from 0, days in order and rates within bounds pass."""
    document = {
        **_steps(*needs),
        **_multiplier(first_day=first.isoformat(), last_day=last.isoformat(), factor=rate),
    }
    sound = needs[:1] == [0] and all(low < high for low, high in pairwise(needs))
    if not (sound and first <= last and 0 <= rate <= 100_000):
        with pytest.raises(Refused) as refused:
            programme_check.checked(programme_check.read(msgspec.json.encode(document)))
        assert refused.value.field
        return
    rules = programme_check.checked(programme_check.read(msgspec.json.encode(document)))
    assert [step.need for step in rules.tiers.steps] == sorted(set(needs))
