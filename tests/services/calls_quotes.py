"""Sound calls of what is done with quotes and change slips; joined to the others in calls.py."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.services import change_slips, job_lines, quote_answers, quote_file, quotes
from models.services.change_rule import Agreement
from models.services.job_lines import LineEntry
from models.services.quote_lines import GradeEntry, QuotedLine, QuoteEntry

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


def _job(stage: "Stage") -> str:
    return stage.shop.job(stage.member, "FW-001").id


def _entry(stage: "Stage") -> QuoteEntry:
    del stage
    lines = (QuotedLine(name="搬运", price=5000), QuotedLine(name="拆装", price=8000))
    more = (*lines, QuotedLine(name="纸箱", price=800, quantity=20_000, kind="part"))
    return QuoteEntry(
        grades=(
            GradeEntry(name="标准", note="自己送来", lines=lines),
            GradeEntry(name="省心", note="上门取送", lines=more),
        ),
        note="五楼没电梯",
        days=7,
        cap=100,
    )


def given(stage: "Stage") -> tuple[str, tuple[str, ...]]:
    """A quote that was given, and its grades."""
    run = stage.shop.kernel.run_keyed
    made = run(stage.shop.key(), quotes.give, _job(stage), _entry(stage)).result
    return made.id, tuple(
        grade.id for grade in stage.shop.kernel.ask(quote_file.one, made.id).grades
    )


def _accepted(stage: "Stage") -> tuple[str, str]:
    """A quote that was accepted, and its job."""
    job = _job(stage)
    run = stage.shop.kernel.run_keyed
    made = run(stage.shop.key(), quotes.give, job, _entry(stage)).result
    grade = stage.shop.kernel.ask(quote_file.one, made.id).grades[0].id
    run(stage.shop.key(), quote_answers.accept, made.id, grade, by="张桂兰")
    return made.id, job


def slip(stage: "Stage", *, signed: bool = False) -> str:
    """A change slip beyond the cap, signed where it is asked for."""
    _, job = _accepted(stage)
    agreed = Agreement(reason="水封也漏", approved_by="张桂兰", approved_how="phone")
    line = LineEntry(item_id=stage.shop.items["FW-114"])
    stage.shop.kernel.run(job_lines.add, job, line, agreed=agreed)
    found = stage.shop.kernel.ask(change_slips.of_job, job)
    assert found is not None
    slip_id = found[0].slips[-1].id
    if signed:
        stage.shop.kernel.run(change_slips.sign, slip_id)
    return slip_id


def _refused(stage: "Stage") -> str:
    quote_id, _ = given(stage)
    stage.shop.kernel.run(quote_answers.refuse, quote_id, reason="太贵")
    return quote_id


def _answer(stage: "Stage") -> Given:
    quote_id, grades = given(stage)
    return (quote_id, grades[1]), {"by": "张桂兰", "how": "phone", "at": stage.shop.clock.now()}


QUOTE_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "quotes.keep": lambda s: ((_job(s), _entry(s)), {}),
    "quotes.give": lambda s: ((_job(s), _entry(s)), {}),
    "quote_answers.accept": _answer,
    "quote_answers.refuse": lambda s: (
        (given(s)[0],),
        {"reason": "嫌贵", "by": "张桂兰", "how": "wechat", "at": s.shop.clock.now()},
    ),
    "quote_answers.take_back": lambda s: ((_refused(s),), {}),
    "change_slips.sign": lambda s: ((slip(s),), {}),
    "change_slips.take_back_signature": lambda s: ((slip(s, signed=True),), {}),
    "papers.print_quote": lambda s: ((given(s)[0],), {}),
    "papers.print_change": lambda s: ((slip(s),), {}),
}
