"""How lists are looked up, as SQLite tells it: one that reads the whole shop keeps the next question waiting."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest

from models.base.rights import Right
from models.base.usecase import query
from models.services import job_calendar, job_file, member_file, segments, tier_figures
from models.store.work import View
from tests.shopkeeping import Shop

DAY = date(2026, 6, 11)
Question = Callable[[View], object]


@query(Right.SERVE)
def _plans(view: View, question: Question) -> dict[str, str]:
    """The plan of every statement that a question sends."""
    asked: list[tuple[str, tuple[Any, ...]]] = []
    sql = view.sql

    def listen(statement: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        asked.append((statement, tuple(values)))
        return sql(statement, values)

    view.sql = listen  # type: ignore[method-assign]
    question(view)
    return {
        statement: "\n".join(
            row["detail"] for row in sql(f"EXPLAIN QUERY PLAN {statement}", values)
        )
        for statement, values in asked
    }


def _segments(view: View) -> object:
    """The pass of the segments, which sends its statement by itself."""
    return view.sql(segments._SUMS.format(bills=tier_figures.OF_ALL), ("2025-06-12", "2026-06-11"))


@pytest.mark.parametrize(
    ("question", "table", "line"),
    [
        (lambda view: member_file.recent(view), "member m", "active_at"),
        (lambda view: member_file.recent(view, archived=True), "member m", "member_archived"),
        (lambda view: job_calendar.week(view, DAY), "visit_at>=?", "job_step_order (step=?)"),
        (lambda view: job_calendar.week(view, DAY), "visit_at IS NULL", "job_step_order (step=?)"),
        (lambda view: job_file.listed(view), "count(*) AS n FROM job", "job_step_order (step=?)"),
        (lambda view: job_file.listed(view), "j.opened_at", "job_step_order (step=?)"),
        (_segments, "FROM bill b", "bill_day_order (business_day>? AND business_day<?)"),
        (
            lambda view: tier_figures.of_everybody(view, "spend", 12, DAY),
            "FROM bill b",
            "bill_day_order (business_day>? AND business_day<?)",
        ),
        (
            lambda view: tier_figures.have(view, "x", "spend", 12, DAY),
            "FROM bill b",
            "SEARCH b USING INDEX bill_of (member_id=?)",
        ),
    ],
)  # fmt: skip
def test_no_list_reads_the_whole_shop(
    shop: Shop, question: Question, table: str, line: str
) -> None:
    """Three archived files among 100,000, or a week's visits among a million jobs, cost a look at themselves."""
    plans = shop.kernel.ask(_plans, question)
    (plan,) = {plan for statement, plan in plans.items() if table in statement}
    assert line in plan
    assert not {"SCAN m", "SCAN j", "SCAN b", "SCAN job"} & set(plan.splitlines())


@pytest.mark.parametrize("archived", [False, True])
def test_members_come_in_their_order_from_the_index(shop: Shop, archived: bool) -> None:
    """Sorting them means reading them all before the first is shown."""
    plans = shop.kernel.ask(_plans, partial(member_file.recent, archived=archived))
    assert "TEMP B-TREE FOR ORDER BY" not in next(iter(plans.values()))
