"""Sound calls of what is done with the programme, tiers, milestones and referrals; joined to calls.py."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.programme import Behaviour, Programme
from models.services import behaviours, members, programme, programme_days, referral_tree, tiers
from models.store.work import Work
from tests.shopkeeping import stored

if TYPE_CHECKING:
    from tests.services.calls import Stage

BEHAVIOURS = (
    Behaviour(code="referral", name="推荐", points=200, every="any"),
    Behaviour(code="review", name="评价", points=50, every="any"),
)
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


def in_force(stage: "Stage") -> None:
    """Rules hold from today on."""
    run, day = stage.shop.kernel.run, stage.shop.clock.now().date()
    held = [row.standing for row in stage.shop.kernel.ask(programme.versions)]
    if "in_force" not in held:
        rules = Programme(behaviours=BEHAVIOURS)
        run(programme.activate, run(programme.write_draft, rules).result, valid_from=day)


def _newcomer(stage: "Stage") -> str:
    in_force(stage)
    return stage.newcomer_member()


def _credited(stage: "Stage") -> str:
    """Points that a member got for a review."""
    run = stage.shop.kernel.run_keyed
    return run(stage.shop.key(), behaviours.credit, _newcomer(stage), "review").result


def _day_act(stage: "Stage") -> tuple[Any, ...]:
    """An act that is due; a later day where today's are done."""
    in_force(stage)
    while not (acts := stage.shop.kernel.ask(programme_days.due)):
        stage.shop.clock.advance(timedelta(days=1))
    return acts[0].what, acts[0].day


def _flagged(stage: "Stage") -> str:
    """Somebody who shares an address with who is said to have brought them."""
    first, second = _newcomer(stage), _newcomer(stage)
    details = replace(stage.shop.kernel.ask(stored, second), referred_by_id=first)
    stage.shop.kernel.run(members.edit, second, details)
    return next(
        row.id for row in stage.shop.kernel.ask(referral_tree.odd) if row.member_id == second
    )


def _notice(stage: "Stage") -> str:
    """A fall that was announced."""
    member = _newcomer(stage)
    return str(stage.shop.kernel.run(_announced, member).result)


@use_case(Right.SERVE)
def _announced(work: Work, member_id: str) -> str:
    found = programme.in_force(work)
    assert found is not None
    tiers.change(work, found, member_id, 1, cause="reached")
    tiers.announce(work, found, member_id, cause="review", have=0)
    notice = tiers.notice_of(work, member_id)
    assert notice is not None
    return notice.id


PROGRAMME_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "programme.write_draft": lambda _: ((Programme(),), {"note": "夏季规则"}),
    "programme.activate": lambda s: ((_draft(s),), {"valid_from": _day(s)}),
    "programme.call_off": lambda s: ((_planned(s),), {}),
    "programme.take_back": lambda s: ((_planned(s),), {}),
    "programme.drop_draft": lambda s: ((_draft(s),), {}),
    "programme.take_up": lambda s: ((_draft(s, dropped=True),), {}),
    "tiers.set_by_hand": lambda s: ((_newcomer(s), "gold"), {"reason": "老邻居"}),
    "advisers.name": lambda s: ((_newcomer(s), s.shop.technicians[0]), {}),
    "behaviours.credit": lambda s: ((_newcomer(s), "review"), {"note": "微信上"}),
    "behaviours.take_back": lambda s: ((_credited(s),), {"reason": "记错了"}),
    "programme_days.run": lambda s: (_day_act(s), {}),
    "referrals.decide": lambda s: ((_flagged(s),), {"allow": True, "reason": "查过了"}),
    "tiers.tell": lambda s: ((_notice(s),), {}),
}
