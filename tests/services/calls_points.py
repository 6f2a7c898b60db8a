"""Sound calls of what is done with points; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.programme import Expiry, Programme
from models.services import households, points_book, points_carried, programme
from models.services.points_accounts import account_of
from models.services.points_pen import Fresh, post
from models.store.work import Work

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


@use_case(Right.SERVE)
def _given(work: Work, member_id: str, points: int) -> None:
    points_book.grant(work, member_id, points, rule="test")


@use_case(Right.SERVE)
def _owing(work: Work, member_id: str, points: int) -> None:
    debt = Fresh(points=-points, first_day=work.today, last_day=None)
    post(
        work,
        account_of(work, member_id),
        "take_back",
        holder_id=member_id,
        fresh=(debt,),
        asked=points,
    )


def _with_points(stage: "Stage") -> str:
    member: str = stage.newcomer_member()
    stage.shop.kernel.run(_given, member, 500)
    return member


def _two(stage: "Stage") -> tuple[str, str, int]:
    member: str = stage.newcomer_member()
    return _with_points(stage), member, 200


def _in_debt(stage: "Stage") -> str:
    member: str = stage.newcomer_member()
    stage.shop.kernel.run(_owing, member, 300)
    return member


def _household(stage: "Stage") -> tuple[str, str]:
    """Two new people in one household, with points, and one of them."""
    first, second = stage.newcomer_member(), stage.newcomer_member()
    household = stage.shop.kernel.run(households.join, first, second).result
    stage.shop.kernel.run(_given, first, 500)
    return household, first


def _pot(stage: "Stage") -> tuple[str, str]:
    household, first = _household(stage)
    stage.shop.kernel.run(points_carried.open_pot, household)
    return household, first


def _named(stage: "Stage") -> tuple[str, tuple[str, ...]]:
    household, first = _pot(stage)
    return household, (first,)


def _lapsed(stage: "Stage") -> dict[str, Any]:
    """Points whose last day has passed."""
    run = stage.shop.kernel.run
    draft = run(programme.write_draft, Programme(expiry=Expiry("days", 1))).result
    run(programme.activate, draft, valid_from=stage.shop.clock.now().date() + timedelta(days=1))
    stage.shop.clock.advance(timedelta(days=1))
    run(_given, stage.newcomer_member(), 500)
    stage.shop.clock.advance(timedelta(days=3))
    return {}


def _another_day(stage: "Stage") -> dict[str, Any]:
    """A day on which nobody has said anything of the clock yet."""
    stage.shop.clock.advance(timedelta(days=1))
    return {}


POINTS_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "papers.print_statement": lambda s: ((_with_points(s),), {}),
    "points.adjust": lambda s: ((_with_points(s), 100), {"reason": "补记"}),
    "points.forgive": lambda s: ((_in_debt(s), 300), {"reason": "体谅"}),
    "points.give_on": lambda s: (_two(s), {"reason": "送"}),
    "points_carried.open_pot": lambda s: (_household(s)[:1], {}),
    "points_carried.name_users": lambda s: (_named(s), {}),
    "points_carried.close_pot": lambda s: (_pot(s)[:1], {}),
    "programme_clock.confirm": lambda s: ((), _another_day(s)),
    "points_expiry.expire": lambda s: ((), _lapsed(s)),
}
