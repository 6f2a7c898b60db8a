"""The household of the design pictures: 张桂兰, her family, her appliances, and her washing machine's job."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from desktop.demo_desk import HOUR, MINUTE, ZONE, Agenda, Course, Desk, at
from models.base.documents import TenderKind
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import checkout, consents, devices, households, job_lines, jobs, members
from models.services.checkout import Order
from models.services.devices import DeviceDetails
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.members import AddressEntry, MemberDetails, PhoneEntry

EVE_JOBS = 22
"""Jobs taken in before hers on the day before, so that hers is the day's 23rd as in the pictures."""
HOME = AddressEntry(
    text="清河路 86 弄 12 号 502 室", estate="清河路 86 弄", note="老小区，车停 3 号门"
)
_LANDLINE = "010-5550 2046"


def household(desk: Desk, agenda: Agenda, end: datetime, *, known: Callable[[str], None]) -> Course:
    """Opens three files at the shop's beginning; her jobs are put on the agenda.

    ``known`` is told the ids of the other two, who come with jobs like everybody.
    """
    friend = desk.do_once(
        members.create,
        MemberDetails(
            name="吴秀珍",
            phones=(PhoneEntry(number="15401063158"),),
            addresses=(AddressEntry(text="清河路 86 弄 9 号 301 室", estate="清河路 86 弄"),),
            gender="female",
            source="acquaintance",
            elderly=True,
        ),
    )
    known(friend.id)
    yield desk.now + 20 * MINUTE
    her = desk.do_once(
        members.create,
        MemberDetails(
            name="张桂兰",
            phones=(
                PhoneEntry(number="15401062046", label="手机"),
                PhoneEntry(number=_LANDLINE, label="座机"),
            ),
            addresses=(HOME,),
            gender="female",
            birthday=date(1959, 6, 11),
            source="referral",
            referred_by_id=friend.id,
            preferences="喜欢刘永强师傅上门，要纸质收据",
            special_needs="听力不好，请打座机，说慢一点",
            access_notes="5 楼没电梯，大件要两个人",
            taboos="家里有狗，进门前先打电话",
            elderly=True,
        ),
    )
    desk.do(consents.record, her.id, purpose="service", granted=True, channel="paper")
    desk.do(consents.record, her.id, purpose="marketing", granted=False, channel="counter")
    daughter = desk.do_once(
        members.create,
        MemberDetails(
            name="刘敏",
            phones=(PhoneEntry(number="15401066180"),),
            addresses=(AddressEntry(text="运河景苑 3 号 1702 室", estate="运河景苑"),),
            gender="female",
            source="acquaintance",
            notes="张桂兰的女儿，常替母亲付款",
        ),
    )
    known(daughter.id)
    desk.do(households.join, her.id, daughter.id)
    owned = _devices(desk, her.id)
    day = end.astimezone(ZONE).date()
    agenda.begin(
        at(day - timedelta(days=140), 9, 40),
        _short_job(
            desk, her.id, owned["ac_bedroom"], "空调两台清洗加氟", "wechat",
            ("FW-201", "FW-202", "FW-205", "FW-205"),
        ),
    )  # fmt: skip
    agenda.begin(
        at(day - timedelta(days=54), 10, 20),
        _short_job(
            desk, her.id, owned["washer"], "洗衣机不进水", "cash", ("FW-001", "FW-101", "PJ-0601")
        ),
    )
    agenda.begin(at(day - timedelta(days=1), 16, 5), washer_job(desk, her.id, owned["washer"], end))


def _devices(desk: Desk, member_id: str) -> dict[str, str]:
    owned = {
        "washer": DeviceDetails(
            category="washer",
            brand="海尔",
            model="滚筒洗衣机 10 kg",
            serial="CE0K210577A31",
            place="卫生间",
            bought_on=date(2021, 5, 9),
        ),
        "ac_bedroom": DeviceDetails(
            category="ac", brand="格力", model="空调 1.5 匹", serial="4J7910034418", place="主卧"
        ),
        "ac_living": DeviceDetails(
            category="ac", brand="格力", model="空调 3 匹", serial="4J7910060937", place="客厅"
        ),
        "heater": DeviceDetails(
            category="heater",
            brand="万和",
            model="燃气热水器 12 L",
            serial="WH12L1703305",
            place="厨房",
            bought_on=date(2017, 3, 1),
        ),
        "hood": DeviceDetails(
            category="hood",
            brand="方太",
            model="油烟机",
            serial="FT23EM801127",
            place="厨房",
            bought_on=date(2023, 8, 1),
        ),
    }
    return {name: desk.do(devices.add, member_id, details) for name, details in owned.items()}


def _short_job(
    desk: Desk, member_id: str, device_id: str, title: str, kind: TenderKind, codes: tuple[str, ...]
) -> Course:
    """A job that went as it should, paid exactly in one way."""
    job_id = desk.open_job(
        JobDetails(
            member_id=member_id,
            device_id=device_id,
            title=title,
            technician_id=desk.technicians[0],
            promised_at=desk.now + 5 * HOUR,
        ),
        codes,
    )
    for step in (Step.DISPATCH, Step.WORK, Step.ACCEPTANCE):
        yield desk.now + 50 * MINUTE
        desk.move(job_id, step)
    yield desk.now + 12 * MINUTE
    priced = desk.kernel.ask(checkout.preview, Order(job_id=job_id)).priced
    assert priced is not None
    desk.do_once(checkout.close, Order(job_id=job_id, tenders=(TenderIn(kind, priced.total),)))
    yield desk.now + timedelta(days=3)
    desk.move(job_id, Step.CLOSED)


def washer_job(desk: Desk, member_id: str, device_id: str, end: datetime) -> Course:
    """Quoted 316.00 the day before, in work since this morning, 28.00 added: 344.00 (picture 03a)."""
    details = JobDetails(
        member_id=member_id,
        device_id=device_id,
        title="脱水异响、漏水",
        accessories="左前脚垫缺，排水管 1 根",
        phone=_LANDLINE,
        technician_id=desk.technicians[0],
        promised_at=end + 2 * HOUR + 18 * MINUTE,
    )
    lines = (
        *(LineEntry(item_id=desk.items[code]) for code in ("FW-001", "FW-114", "FW-120")),
        LineEntry(item_id=desk.items["PJ-0612"], lot="2604-117"),
    )
    job_id = desk.do_once(jobs.open_job, details, lines=lines).id
    yield desk.now + 15 * MINUTE
    desk.move(job_id, Step.QUOTE)
    yield desk.now + 11 * MINUTE
    desk.move(job_id, Step.DISPATCH)
    yield end - 72 * MINUTE
    desk.move(job_id, Step.WORK)
    found = {name: getattr(details, name) for name in JobDetails.__dataclass_fields__}
    desk.do(jobs.edit, job_id, JobDetails(**(found | {"diagnosis": "滚筒轴承磨损，水封老化"})))
    yield end - 37 * MINUTE
    seal = LineEntry(item_id=desk.items["PJ-0618"], serial="4075-A-88213")
    desk.do(job_lines.add, job_id, seal)
