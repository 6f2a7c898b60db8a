"""Required steps hold a job back until somebody stands for them by name; nothing ticked is lost."""

from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.rules.jobs import Step
from models.services import checklists, job_file, job_lines, jobs
from models.services.checklists import ChecklistDetails, StepEntry
from tests.shopkeeping import Shop


def _list(shop: Shop) -> str:
    details = ChecklistDetails(
        name="换轴承",
        item_id=shop.items["FW-114"],
        steps=(
            StepEntry(text="断电断水，铺垫布"),
            StepEntry(text="空载脱水试机 3 分钟", required=True),
            StepEntry(text="客户签字", required=True),
        ),
    )
    made: str = shop.kernel.run(checklists.add, details).result
    return made


def test_required_steps_hold_acceptance_back_until_they_are_ticked(shop: Shop) -> None:
    """Handed over without a trial run, and back the same evening."""
    _list(shop)
    job = shop.job(shop.member().id, "FW-114", "FW-001").id
    shop.move(job, Step.WORK)
    rows = shop.kernel.ask(checklists.of_job, job)
    assert [row.text for row in rows] == ["断电断水，铺垫布", "空载脱水试机 3 分钟", "客户签字"]
    for left in (2, 1):
        with pytest.raises(Refused) as refused:
            shop.kernel.run(jobs.move, job, Step.ACCEPTANCE)
        assert (refused.value.code, refused.value.values["count"]) == ("job.checks", left)
        shop.clock.advance(timedelta(minutes=4))
        due = next(
            row
            for row in shop.kernel.ask(checklists.of_job, job)
            if row.required and not row.done_at
        )
        shop.kernel.run(checklists.tick, due.id)
    shop.kernel.run(jobs.move, job, Step.ACCEPTANCE)
    last = shop.kernel.ask(checklists.of_job, job)[-1]
    assert (last.done_by, last.done_at) == ("何玉梅", shop.clock.now())


def test_steps_come_and_go_with_the_line_of_their_service(shop: Shop) -> None:
    _list(shop)
    job = shop.job(shop.member().id, "FW-114").id
    (line,) = shop.kernel.ask(job_file.file, job).lines
    outcome = shop.kernel.run(job_lines.remove, line.id)
    assert shop.kernel.ask(checklists.of_job, job) == ()
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    first = shop.kernel.ask(checklists.of_job, job)[0]
    shop.kernel.run(checklists.tick, first.id)
    shop.kernel.run(job_lines.remove, line.id)
    assert len(shop.kernel.ask(checklists.of_job, job)) == 3, "what was ticked is lost"


def test_a_job_keeps_the_words_of_its_day(shop: Shop) -> None:
    """Yesterday's work must not be measured by tomorrow's list."""
    made = _list(shop)
    job = shop.job(shop.member().id, "FW-114").id
    (row,) = shop.kernel.ask(checklists.lists)
    shorter = ChecklistDetails(
        name="换轴承", item_id=row.details.item_id, steps=row.details.steps[:1]
    )
    outcome = shop.kernel.run(checklists.edit, made, shorter)
    assert len(shop.kernel.ask(checklists.of_job, job)) == 3
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(checklists.lists) == (row,)
    shop.kernel.run(checklists.archive, made)
    other = shop.job(None, "FW-114").id
    assert shop.kernel.ask(checklists.of_job, other) == ()
    with pytest.raises(Refused, match=r"checklist\.away"):
        shop.kernel.run(checklists.put_on, other, made)
