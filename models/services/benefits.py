"""What the tiers of many members give, in one read: who goes first, and how soon each was promised an answer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.rules import tiers as rules
from models.rules.programme import Benefits, Tier
from models.services import programme
from models.store.work import View

_HELD = (
    "SELECT w.value AS id, (SELECT t.to_tier FROM tier_change t WHERE t.member_id=w.value"
    " ORDER BY t.at DESC, t.id DESC LIMIT 1) AS tier FROM json_each(?) w"
)
_NONE = Tier(code="", name="", need=0)


@dataclass(frozen=True, slots=True)
class Given:
    """The tiers of those who were asked for; nobody's gives anything where the shop has no programme."""

    steps: tuple[Tier, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)

    def tier(self, member_id: str | None) -> Tier:
        """A member's tier; one without name or benefits for nobody."""
        if member_id is None or not self.steps:
            return _NONE
        return self.steps[rules.place_of(self.steps, self.held.get(member_id, ""))]

    def of(self, member_id: str | None) -> Benefits:
        """What a member's tier gives."""
        return self.tier(member_id).benefits


def given(view: View, member_ids: Iterable[str | None]) -> Given:
    """The benefits of these members today. Reads nothing where no tier gives anything at all."""
    found = programme.in_force(view)
    if found is None or all(step.benefits == Benefits() for step in found.programme.tiers.steps):
        return Given()
    ids = sorted({member_id for member_id in member_ids if member_id is not None})
    rows = view.sql(_HELD, (json.dumps(ids),)) if ids else ()
    held = {row["id"]: row["tier"] for row in rows if row["tier"] is not None}
    return Given(found.programme.tiers.steps, held)
