"""What the tiers and rights of many members give: who goes first, and how soon each was promised an answer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import structs

from models.rules import tiers as rules
from models.rules.programme import Benefits, Tier
from models.services import programme
from models.store.work import View

_HELD = (
    "SELECT w.value AS id, (SELECT t.to_tier FROM tier_change t WHERE t.member_id=w.value"
    " ORDER BY t.at DESC, t.id DESC LIMIT 1) AS tier FROM json_each(?) w"
)
_FIRST = (
    "SELECT DISTINCT g.member_id AS id FROM json_each(?1) w JOIN milestone_grant g"
    " ON g.member_id=w.value JOIN coupon c ON c.id=g.coupon_id"
    " JOIN programme_version v ON v.id=g.version_id"
    " WHERE g.taken_back_at IS NULL AND c.state='issued' AND c.first_day<=?2"
    " AND (c.last_day IS NULL OR c.last_day>=?2) AND EXISTS (SELECT 1 FROM"
    " json_each(v.document,'$.milestones') m WHERE json_extract(m.value,'$.code')=g.milestone"
    " AND json_extract(m.value,'$.priority'))"
)
"""Who holds a right that opens the lane, as the programme of the day on which it was granted says."""
_NONE = Tier(code="", name="", need=0)


@dataclass(frozen=True, slots=True)
class Given:
    """The tiers of those who were asked for; nobody's gives anything where the shop has no programme."""

    steps: tuple[Tier, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    """Who goes first by a right of their own, whatever their tier."""

    def tier(self, member_id: str | None) -> Tier:
        """A member's tier; one without name or benefits for nobody."""
        if member_id is None or not self.steps:
            return _NONE
        return self.steps[rules.place_of(self.steps, self.held.get(member_id, ""))]

    def of(self, member_id: str | None) -> Benefits:
        """What a member's tier and rights give."""
        gives = self.tier(member_id).benefits
        if member_id in self.first and not gives.priority:
            return structs.replace(gives, priority=True)
        return gives


def given(view: View, member_ids: Iterable[str | None]) -> Given:
    """The benefits of these members today. Asks for no tiers where none gives anything at all."""
    found = programme.in_force(view)
    ids = sorted({member_id for member_id in member_ids if member_id is not None})
    if found is None or not ids:
        return Given()
    wanted = json.dumps(ids)
    first = frozenset(row["id"] for row in view.sql(_FIRST, (wanted, view.today.isoformat())))
    steps = found.programme.tiers.steps
    if all(step.benefits == Benefits() for step in steps):
        return Given(first=first)
    rows = view.sql(_HELD, (wanted,))
    held = {row["id"]: row["tier"] for row in rows if row["tier"] is not None}
    return Given(steps, held, first)
