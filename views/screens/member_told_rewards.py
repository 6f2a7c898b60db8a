"""How the member's timeline tells coupons, rewards and money paid ahead."""

from typing import Any

from models.services.timeline import Entry
from views import sayings
from views.texts import t


def coupon(group: list[Entry], _around: object) -> dict[str, Any]:
    """A coupon that was issued, used, taken back or given back."""
    entry = group[0]
    worth = int(entry.details.get("worth", 0))
    bill = str(entry.details.get("bill", ""))
    return {
        "icon": "ticket",
        "tone": "neutral",
        "title": t(f"member.told.{entry.what}"),
        "rest": _after(str(entry.details.get("title", ""))),
        "sub": t("words.list_comma").join(part for part in (entry.number, bill) if part),
        "amount": sayings.yuan(-worth) if worth else "",
    }


def reward(group: list[Entry], _around: object) -> dict[str, Any]:
    """A reward that was held, handed over or called off, with its points."""
    entry = group[0]
    points = t("member.told.points", points=int(entry.details.get("points", 0)))
    count = int(entry.details.get("quantity", 1))
    name = str(entry.details.get("title", ""))
    return {
        "icon": "points",
        "tone": "neutral",
        "title": t(f"member.told.{entry.what}"),
        "rest": _after(f"{name} × {count}" if count > 1 else name),
        "sub": t("words.list_comma").join((entry.number, points)),
    }


def prepaid(group: list[Entry], _around: object) -> dict[str, Any]:
    """Money that was paid ahead or given back."""
    entry = group[0]
    back, total = entry.what == "prepaid_out", int(entry.details.get("total", 0))
    what = t(f"member.told.prepaid.{entry.details.get('what', 'value')}")
    ways = sayings.tender(str(entry.details.get("tender", "cash")))
    return {
        "icon": "undo" if back else "cash",
        "tone": "neutral" if back else "success",
        "title": t(f"member.told.{entry.what}"),
        "rest": t("member.told.back" if back else "member.told.paid", ways=ways),
        "sub": t("words.list_comma").join((entry.number, what)),
        "amount": sayings.yuan(-total if back else total),
        "strong": True,
    }


def _after(name: str) -> str:
    return t("member.told.named", name=name) if name else ""


WORDS = {
    **dict.fromkeys(
        ("coupon_issued", "coupon_used", "coupon_taken_back", "coupon_restored"), coupon
    ),
    **dict.fromkeys(("reward_held", "reward_completed", "reward_cancelled"), reward),
    **dict.fromkeys(("prepaid_in", "prepaid_out"), prepaid),
}
