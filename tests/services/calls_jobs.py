"""Sound calls of what is done with jobs, also with those that go wrong; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.rules.jobs import Step
from models.services import (
    checklists,
    filters,
    job_board,
    job_devices,
    job_file,
    job_lines,
    job_notes,
    job_troubles,
    jobs,
    rework,
)
from models.services.checklists import ChecklistDetails, StepEntry
from models.services.filters import FilterContent
from models.services.job_devices import DeviceEntry
from models.services.jobs import JobDetails, Stood
from tests.services.calls_money import free_line

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


def _new_job(stage: "Stage", *steps: Step) -> str:
    """Another job of the member, at a step."""
    job = stage.shop.job(stage.member, "FW-001").id
    for step in steps:
        stage.shop.kernel.run(jobs.move, job, step)
    return job


def _held(stage: "Stage") -> tuple[str, str]:
    """A job that waits, and its wait."""
    job = _new_job(stage)
    return job, stage.shop.kernel.run(job_troubles.hold, job, "parts").result


def _released(stage: "Stage") -> str:
    job, hold = _held(stage)
    stage.shop.kernel.run(job_troubles.release, job)
    return hold


def _collected(stage: "Stage") -> str:
    job = _new_job(stage, Step.ACCEPTANCE)
    stage.shop.kernel.run(job_troubles.collect, job)
    return job


def _moved_together(stage: "Stage") -> tuple[tuple[str, Stood], ...]:
    jobs_ = (_new_job(stage), _new_job(stage))
    outcome = stage.shop.kernel.run(job_board.move_all, jobs_, Step.WORK)
    assert outcome.inverse is not None
    moves: tuple[tuple[str, Stood], ...] = outcome.inverse.args[0]
    return moves


def _filter(stage: "Stage", *, dropped: bool) -> str:
    """A filter that was saved, or taken away."""
    run = stage.shop.kernel.run
    for row in stage.shop.kernel.ask(filters.saved, "board"):
        run(filters.drop, row.id)
    content = FilterContent(text="海尔", kind="risk", technician="")
    kept: str = run(filters.keep, "board", name="海尔", content=content).result
    if dropped:
        run(filters.drop, kept)
    return kept


def _room(stage: "Stage") -> tuple[str, ...]:
    """The board's screen, with room for another filter."""
    _filter(stage, dropped=True)
    return ("board",)


def _list(stage: "Stage") -> str:
    """A checklist of no service."""
    details = ChecklistDetails(name="清洗", steps=(StepEntry(text="断电"),))
    made: str = stage.shop.kernel.run(checklists.add, details).result
    return made


def _typed_list(stage: "Stage", *, of: str = "") -> ChecklistDetails:
    """A checklist as typed, of a service, with a step that is there already where one is named."""
    known = {row.id: row for row in stage.shop.kernel.ask(checklists.lists)}
    steps = tuple(known[of].details.steps) if of else ()
    return ChecklistDetails(
        name="换轴承",
        item_id=stage.shop.items["FW-114"],
        steps=(*steps, StepEntry(text="拆机前拍照", required=True)),
    )


def _edited_list(stage: "Stage") -> "Given":
    made = _list(stage)
    return (made, _typed_list(stage, of=made)), {}


def _archived_list(stage: "Stage") -> str:
    made = _list(stage)
    stage.shop.kernel.run(checklists.archive, made)
    return made


def _put_on(stage: "Stage") -> tuple[str, str]:
    job, made = _new_job(stage), _list(stage)
    stage.shop.kernel.run(checklists.put_on, job, made)
    return job, made


def _check(stage: "Stage") -> str:
    job, _ = _put_on(stage)
    return stage.shop.kernel.ask(checklists.of_job, job)[0].id


def _on_device(stage: "Stage") -> str:
    return stage.shop.job(stage.member, "FW-114", device_id=stage.washer()).id


def _linked(stage: "Stage") -> tuple[str, str]:
    """A job and an earlier one of the same device."""
    earlier, later = _on_device(stage), _on_device(stage)
    return later, earlier


def _rework(stage: "Stage") -> str:
    later, earlier = _linked(stage)
    stage.shop.kernel.run(rework.link, later, earlier)
    return later


def _further(stage: "Stage", *, ended: bool = False) -> str:
    run = stage.shop.kernel.run
    made: str = run(job_devices.add, _new_job(stage), DeviceEntry(device="电扇")).result
    if ended:
        run(job_devices.end, made, "unrepaired")
    return made


def _loan(stage: "Stage", *, back: bool = False) -> str:
    run = stage.shop.kernel.run
    made: str = run(job_devices.lend, _new_job(stage), name="备用电视").result
    if back:
        run(job_devices.give_back, made)
    return made


def _note(stage: "Stage", *, followed: bool = False) -> str:
    run, day = stage.shop.kernel.run, stage.shop.clock.now().date()
    made: str = run(
        job_notes.add, _new_job(stage), "observation", "水管撑不久", follow_up_on=day
    ).result
    if followed:
        run(job_notes.follow, made)
    return made


def _job(stage: "Stage") -> JobDetails:
    return JobDetails(
        member_id=stage.member,
        device_id=stage.device,
        device="海尔",
        serial="S1",
        title="漏水",
        diagnosis="轴承坏",
        accessories="遥控器",
        address="清河路 86 弄",
        phone="15401062046",
        technician_id=stage.shop.technicians[0],
        promised_at=stage.shop.clock.now() + timedelta(hours=2),
    )


def _moved(stage: "Stage") -> Step:
    at_intake = stage.shop.kernel.ask(job_file.file, stage.job).row.step is Step.INTAKE
    return Step.QUOTE if at_intake else Step.INTAKE


def _taken_back(stage: "Stage") -> tuple[Any, ...]:
    outcome = stage.shop.kernel.run(jobs.move, stage.job, _moved(stage), reason="试")
    assert outcome.inverse is not None
    return outcome.inverse.args


def _taken_off(stage: "Stage") -> tuple[Any, ...]:
    """A line that was taken off, each time another one."""
    if not stage.kept:
        outcome = stage.shop.kernel.run(job_lines.remove, stage.fresh_line())
        assert outcome.inverse is not None
        stage.kept.update(outcome.inverse.args[0])
    return ({**stage.kept, "id": f"{stage.next():032x}"},)


JOB_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "job_lines.add": lambda s: ((s.job, free_line()), {}),
    "job_lines.change": lambda s: (
        (s.line,),
        {"quantity": 2000 + s.next(), "lot": "L", "serial": "S"},
    ),
    "job_lines.put_back": lambda s: (_taken_off(s), {}),
    "job_lines.remove": lambda s: ((s.fresh_line(),), {}),
    "jobs.assign": lambda s: ((s.job, s.newcomer()), {}),
    "jobs.edit": lambda s: ((s.job, _job(s)), {}),
    "jobs.move": lambda s: ((s.job, _moved(s)), {"reason": "客户要求"}),
    "jobs.open_job": lambda s: ((_job(s),), {"lines": (free_line(),)}),
    "jobs.take_back_move": lambda s: (_taken_back(s), {}),
    "papers.print_job_card": lambda s: ((s.job,), {}),
    "filters.keep": lambda s: (
        _room(s),
        {"name": "今天的", "content": FilterContent(text="海尔", kind="risk", technician="x")},
    ),
    "filters.drop": lambda s: ((_filter(s, dropped=False),), {}),
    "filters.bring_back": lambda s: ((_filter(s, dropped=True),), {}),
    "job_troubles.hold": lambda s: ((_new_job(s), "parts"), {"note": "等轴承到货"}),
    "job_troubles.take_back_hold": lambda s: ((_held(s)[1],), {}),
    "job_troubles.release": lambda s: ((_held(s)[0],), {}),
    "job_troubles.take_back_release": lambda s: ((_released(s),), {}),
    "job_troubles.collect": lambda s: ((_new_job(s, Step.ACCEPTANCE),), {}),
    "job_troubles.take_back_collect": lambda s: ((_collected(s),), {}),
    "job_board.move_all": lambda s: (
        ((_new_job(s), _new_job(s)), Step.WORK),
        {"reason": "一起送来的"},
    ),
    "job_board.take_back_moves": lambda s: ((_moved_together(s),), {}),
    "checklists.add": lambda s: ((_typed_list(s),), {}),
    "checklists.take_back": lambda s: ((_list(s),), {}),
    "checklists.archive": lambda s: ((_list(s),), {}),
    "checklists.bring_back": lambda s: ((_archived_list(s),), {}),
    "checklists.edit": _edited_list,
    "checklists.put_on": lambda s: ((_new_job(s), _list(s)), {}),
    "checklists.take_off": lambda s: (_put_on(s), {}),
    "checklists.tick": lambda s: ((_check(s),), {"note": "看过了"}),
    "rework.link": lambda s: (_linked(s), {}),
    "rework.unlink": lambda s: ((_rework(s),), {}),
    "job_devices.add": lambda s: (
        (
            _new_job(s),
            DeviceEntry(
                device_id=s.washer(),
                device="电扇",
                serial="S3",
                symptoms="不转",
                accessories="遥控",
            ),
        ),
        {},
    ),
    "job_devices.take_back_add": lambda s: ((_further(s),), {}),
    "job_devices.end": lambda s: ((_further(s), "unrepaired"), {}),
    "job_devices.take_back_end": lambda s: ((_further(s, ended=True),), {}),
    "job_devices.lend": lambda s: (
        (_new_job(s),),
        {
            "name": "备用电视",
            "serial": "T1",
            "note": "屏幕有一道划痕",
            "due_day": s.shop.clock.now().date(),
        },
    ),
    "job_devices.take_back_lend": lambda s: ((_loan(s),), {}),
    "job_devices.give_back": lambda s: ((_loan(s),), {"note": "完好"}),
    "job_devices.take_back_return": lambda s: ((_loan(s, back=True),), {}),
    "job_notes.add": lambda s: (
        (_new_job(s), "observation", "水管撑不久"),
        {"follow_up_on": s.shop.clock.now().date()},
    ),
    "job_notes.take_back": lambda s: ((_note(s),), {}),
    "job_notes.follow": lambda s: ((_note(s),), {"note": "下周来换"}),
    "job_notes.take_back_follow": lambda s: ((_note(s, followed=True),), {}),
    "job_calendar.set_visit": lambda s: (
        (_new_job(s), s.shop.clock.now() + timedelta(hours=20)),
        {"minutes": 90},
    ),
}
