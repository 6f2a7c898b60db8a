"""Sound calls of what is done with the programme, tiers, milestones and referrals; joined to calls.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.rules.programme import Programme
from models.services import programme

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


def _draft(stage: "Stage", *, dropped: bool = False) -> str:
    draft_id = stage.shop.kernel.run(programme.write_draft, Programme(), note="草稿").result
    if dropped:
        stage.shop.kernel.run(programme.drop_draft, draft_id)
    return draft_id


def _day(stage: "Stage") -> Any:
    """A coming day that no version begins on."""
    return stage.shop.clock.now().date() + timedelta(days=stage.next())


def _planned(stage: "Stage") -> str:
    draft_id = _draft(stage)
    stage.shop.kernel.run(programme.activate, draft_id, valid_from=_day(stage))
    return draft_id


PROGRAMME_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "programme.write_draft": lambda _: ((Programme(),), {"note": "夏季规则"}),
    "programme.activate": lambda s: ((_draft(s),), {"valid_from": _day(s)}),
    "programme.call_off": lambda s: ((_planned(s),), {}),
    "programme.drop_draft": lambda s: ((_draft(s),), {}),
    "programme.take_up": lambda s: ((_draft(s, dropped=True),), {}),
}
