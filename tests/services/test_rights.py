"""T42: the one door. Who may not is stopped at every use case, and the owner sees the try."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from models.base.errors import Confirm, Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.rules.jobs import Step
from models.services import jobs
from models.store.work import View
from tests.services.calls import CALLS, Stage, use_cases
from tests.shopkeeping import Shop


@pytest.fixture
def stage(shop: Shop) -> Stage:
    """One of everything."""
    return Stage(shop)


@query(Right.SERVE)
def _journal(view: View) -> list[tuple[str, str]]:
    rows = view.sql("SELECT use_case, actor_id FROM operation ORDER BY position")
    return [(row["use_case"], row["actor_id"]) for row in rows]


def _code(call: Callable[[], Any]) -> str:
    try:
        call()
    except (Refused, Confirm) as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("level", list(Level))
def test_t42_every_use_case_stops_who_may_not_and_writes_it_down(
    stage: Stage, level: Level
) -> None:
    """The one door: what a screen hides, a script must not reach either."""
    kernel = stage.shop.kernel
    sound = {n: stage.call(n) for n in CALLS if n != "shop.found"}
    kernel.actor = Actor(id="tester", name="试", level=level)
    everything = {**use_cases(reads=False), **use_cases(reads=True)}
    for name, (function, declared) in everything.items():
        if level < declared.right.level:
            call: Callable[..., Any] = (
                kernel.ask if declared.reads else partial(kernel.run_keyed, stage.shop.key())
            )
            with pytest.raises(Refused, match=r"right\.missing"):
                call(function)
            kernel.actor = replace(kernel.actor, level=Level.OWNER)
            assert kernel.ask(_journal)[-1] == (f"denied {name}", "tester")
            kernel.actor = replace(kernel.actor, level=level)
        elif name in sound:
            assert _code(partial(stage.run, function, sound[name])) != "right.missing"
    assert level is not Level.CLERK or len(everything) > 50


def test_t42_a_right_that_only_the_row_shows_is_denied_in_the_journal_too(stage: Stage) -> None:
    """Reopening a closed job and a shop-wide setting are found out inside; the owner sees the try."""
    kernel = stage.shop.kernel
    kernel.run(jobs.move, stage.job, Step.CLOSED, reason="不修了", ending="cancelled")
    kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    setting, _ = use_cases(reads=False)["shop.set_setting"]
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.run(jobs.move, stage.job, Step.WORK, reason="又要修")
    assert kernel.ask(_journal)[-1] == ("denied jobs.move", "clerk")
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.run(setting, "rounding_unit", 100)
    assert kernel.ask(_journal)[-1] == ("denied shop.set_setting", "clerk")
