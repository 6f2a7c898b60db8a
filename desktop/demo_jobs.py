"""How jobs go in a demonstration shop: smoothly, late, waiting, broken off, and back again within the month."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.demo_desk import HOUR, MINUTE, Agenda, Course, Desk, in_hours
from desktop.demo_goods import Fault, device_of, fault_of, has_device
from models.rules.checkout import PER_MILLE, Discount
from models.rules.jobs import Step
from models.services import devices, job_lines, jobs
from models.services.checkout import Order
from models.services.jobs import JobDetails

_REFUSALS = ("嫌贵，再考虑", "自己找到人修了", "打算换新的", "时间约不上")
_HOPELESS = ("压缩机烧毁，不值得修", "配件停产", "主板烧穿，客户不修了")
_AGAIN = ("上次修的又{0}", "才修过，又{0}", "返修：{0}")


@dataclass(frozen=True, slots=True)
class Customer:
    """A member as jobs need one: id and appliances (category to device id)."""

    id: str
    devices: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How likely things go wrong on a day; a bad day is hot, wet or understaffed."""

    late: float = 0.08
    cancelled: float = 0.05
    unrepaired: float = 0.02
    again: float = 0.05


GOOD, BAD = Mood(), Mood(late=0.3, cancelled=0.09, unrepaired=0.03, again=0.12)


def own_device(desk: Desk, customer: Customer, fault: Fault) -> str | None:
    """The customer's appliance a fault is about; noted in the file when it is met first."""
    if not has_device(fault):
        return None
    if fault.device not in customer.devices:
        details = device_of(desk.random, fault.device, desk.day)
        customer.devices[fault.device] = desk.do(devices.add, customer.id, details)
    return customer.devices[fault.device]


def details_of(
    desk: Desk, customer: Customer, fault: Fault, *, promised_at: datetime, title: str = ""
) -> JobDetails:
    """A job as it is taken in at the counter or on the phone."""
    technician = desk.random.choice(desk.technicians) if desk.random.random() < 0.4 else None
    return JobDetails(
        member_id=customer.id,
        device_id=own_device(desk, customer, fault),
        title=title or fault.title,
        place=fault.place,
        technician_id=technician,
        promised_at=promised_at,
        accessories=desk.random.choice(("", "", "", "遥控器 1 个", "电源线 1 根", "排水管 1 根")),
    )


def job(
    desk: Desk,
    agenda: Agenda,
    customer: Customer,
    fault: Fault,
    mood: Mood,
    *,
    rework: bool = False,
) -> Course:
    """One job from intake to the call-back."""
    random = desk.random
    title = random.choice(_AGAIN).format(fault.title) if rework else fault.title
    promised = in_hours(desk.now + timedelta(hours=random.choice((3, 5, 8, 24, 26, 48))))
    details = details_of(desk, customer, fault, promised_at=promised, title=title)
    codes = ("FW-001",) if rework and "FW-001" in fault.codes else fault.codes
    job_id = desk.open_job(details, codes)
    yield desk.now + random.randint(6, 40) * MINUTE
    desk.move(job_id, Step.QUOTE)
    yield desk.now + random.randint(8, 240) * MINUTE
    if random.random() < mood.cancelled:
        reason = random.choice(_REFUSALS)
        desk.move(job_id, Step.CLOSED, reason=reason, ending="cancelled")
        return
    technician = details.technician_id or random.choice(desk.technicians)
    if details.technician_id is None:
        desk.do(jobs.assign, job_id, technician)
    desk.move(job_id, Step.DISPATCH)
    yield in_hours(_start(desk, promised, mood))
    desk.move(job_id, Step.WORK)
    if fault.found:
        desk.do(jobs.edit, job_id, _found(details, fault, technician))
    yield desk.now + random.randint(25, 130) * MINUTE
    if random.random() < mood.unrepaired:
        reason = random.choice(_HOPELESS)
        desk.move(job_id, Step.CLOSED, reason=reason, ending="unrepaired")
        return
    if fault.extra and random.random() < 0.35:
        desk.do(job_lines.add, job_id, desk.line(fault.extra))
    yield in_hours(
        desk.now + (random.randint(1, 4) * 24 * HOUR if random.random() < 0.06 else MINUTE)
    )
    desk.move(job_id, Step.ACCEPTANCE)
    yield desk.now + random.randint(5, 35) * MINUTE
    free = Order(job_id=job_id, discount=Discount(per_mille=PER_MILLE), note="保内返修，免费")
    paid = Order(job_id=job_id, discount=desk.bill_discount(), rounding_unit=desk.rounding())
    posted = desk.settle(free if rework else paid)
    if not rework and desk.sold_to is not None:
        desk.sold_to(customer.id, posted)
    if not rework and random.random() < mood.again:
        back = in_hours(
            desk.now + timedelta(days=random.randint(4, 27), hours=random.randint(0, 5))
        )
        agenda.begin(back, job(desk, agenda, customer, fault, GOOD, rework=True))
    yield in_hours(desk.now + timedelta(hours=random.choice((20, 24, 26, 47, 70, 96))))
    desk.move(job_id, Step.CLOSED)


def _start(desk: Desk, promised: datetime, mood: Mood) -> datetime:
    """When the technician is there: in time, or only after it was promised."""
    if desk.random.random() < mood.late:
        return promised + timedelta(minutes=desk.random.randint(30, 1500))
    early = promised - timedelta(minutes=desk.random.randint(45, 170))
    return max(desk.now + 5 * MINUTE, early)


def _found(details: JobDetails, fault: Fault, technician: str) -> JobDetails:
    return JobDetails(
        member_id=details.member_id,
        device_id=details.device_id,
        title=details.title,
        diagnosis=fault.found,
        accessories=details.accessories,
        place=details.place,
        technician_id=technician,
        promised_at=details.promised_at,
    )


def staged(
    desk: Desk, customer: Customer, *, reach: Step, begun: datetime, promised_at: datetime
) -> Course:
    """A job that stands at ``reach`` when the day is looked at: what the Today screen lives on."""
    fault = fault_of(desk.random, desk.day)
    unassigned = reach in (Step.INTAKE, Step.QUOTE) and desk.random.random() < 0.7
    details = details_of(desk, customer, fault, promised_at=promised_at)
    technician = details.technician_id or desk.random.choice(desk.technicians)
    values = {name: getattr(details, name) for name in JobDetails.__dataclass_fields__}
    values["technician_id"] = None if unassigned else technician
    job_id = desk.open_job(JobDetails(**values), fault.codes)
    way = tuple(Step)[1 : _place(reach) + 1]
    pause = (promised_at - begun) if promised_at > begun else 2 * HOUR
    for step in way:
        yield desk.now + max(MINUTE, min(pause / 12, 25 * MINUTE))
        if step is Step.CALL_BACK:
            desk.settle(Order(job_id=job_id, rounding_unit=0))
        else:
            desk.move(job_id, step)


def _place(step: Step) -> int:
    return tuple(Step).index(step)
