"""Points given by hand, coupons, rewards and money paid ahead, as rows of a member's timeline."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from models.services.timeline import Entry
from views import sayings
from views.screens.member_told_words import Around, Telling, Words, by
from views.texts import t

ICONS = {
    "coupon_issued": "ticket",
    "coupon_used": "ticket",
    "coupon_taken_back": "undo",
    "coupon_restored": "undo",
    "reward_held": "box",
    "reward_completed": "points",
    "reward_cancelled": "undo",
    "prepaid_in": "wallet",
    "prepaid_out": "undo",
    "points_adjusted": "points",
    "points_forgiven": "points",
    "points_given_on": "points",
    "points_received": "points",
}
"""Every kind that is told here, with its icon."""
_USED = ("reward_held", "reward_completed")


def tell(group: Sequence[Entry], _around: Around) -> Words:
    """What a row says: the name of what it was, its number, who did it, the points or the money."""
    entry, details = group[0], group[0].details
    reason = str(details.get("reason", ""))
    return {
        "icon": ICONS[entry.what],
        "title": t(f"member.told.{entry.what}"),
        "rest": f"{t('words.list_comma')}{details['title']}" if details.get("title") else "",
        "sub": t("words.list_comma").join(
            part for part in (entry.number, reason, by(entry)) if part
        ),
        "amount": _amount(entry.what, details),
    }


def _amount(what: str, details: Mapping[str, Any]) -> str:
    if what.startswith("prepaid"):
        return sayings.yuan(int(details.get("total", 0)))
    if what == "coupon_used" and details.get("worth"):
        return sayings.money(-int(details["worth"]))
    points = int(details.get("points", 0))
    if not points:
        return ""
    points = -points if what in _USED else points
    return t("member.told.points", points=f"{points:+,}")


TOLD: Final[dict[str, Telling]] = dict.fromkeys(ICONS, tell)
