"""What changes a member's standing as rows of the timeline: tiers, milestones, referrals, behaviour."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from models.services.timeline import STANDING, Entry
from views import sayings
from views.programme_names import told_behaviour, told_tier
from views.screens.member_told_words import Around, Telling, Words, by
from views.texts import t

_NAMED = ("milestone_reached", "milestone_taken_back", "behaviour_points", "behaviour_taken_back")
"""What is told with the name it was given in the programme."""


def tell(group: Sequence[Entry], around: Around) -> Words:
    """A tier, a milestone, a referral, points for what a member did."""
    entry, details = group[0], group[0].details
    name = str(details.get("name", ""))
    name = told_behaviour(name) if entry.what.startswith("behaviour") else name
    named = {"name": name} if entry.what in _NAMED else {}
    moved = " → ".join(
        told_tier(str(details[side])) for side in ("from", "to") if details.get(side)
    )
    falls = str(details.get("falls_on", ""))
    today = around.day(around.now)
    day = sayings.day(date.fromisoformat(falls), today) if falls else ""
    rest = (moved, str(details.get("person", "")), str(details.get("note", "")))
    until = t("member.told.falls_on", day=day) if day else ""
    points = int(details.get("points", 0))
    return {
        "icon": "undo" if entry.what.endswith("taken_back") else "points",
        "title": t(f"member.told.{entry.what}", **named),
        "rest": "".join(f"{t('words.list_comma')}{part}" for part in (*rest, until) if part),
        "sub": t("words.list_comma").join(part for part in (entry.number, by(entry)) if part),
        "amount": t("member.told.points", points=f"{points:+,}") if points else "",
    }


TOLD: Final[dict[str, Telling]] = dict.fromkeys(STANDING, tell)
"""Every kind that is told here."""
