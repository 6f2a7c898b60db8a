"""A shop in a test's hands: short words for what a clerk does, each through the kernel."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from models.base.clock import ManualClock
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import Kernel
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import checkout, devices, jobs, members, prices, shop
from models.services.checkout import Order, OrderLine, Posted
from models.services.devices import DeviceDetails
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails, JobOpened
from models.services.members import AddressEntry, MemberDetails, Opened, PhoneEntry
from models.services.prices import ItemDetails
from models.store.work import View


@query(Right.SERVE)
def stored(view: View, member_id: str) -> MemberDetails:
    """A member's details as they stand in the file, full numbers included."""
    return members.stored_details(view, member_id)


PRICES = (
    ("上门服务", "FW-001", "上门检测费", "service", "次", 3000, 0, 0),
    ("洗衣机", "FW-114", "更换滚筒轴承，工时", "service", "次", 12000, 0, 90),
    ("洗衣机", "FW-120", "筒体拆洗", "service", "次", 8000, 0, 0),
    ("配件", "PJ-0612", "轴承套件 6205/6206", "part", "套", 8600, 4100, 365),
    ("配件", "PJ-0618", "水封 40.75", "part", "个", 2800, 900, 180),
)


@dataclass
class Shop:
    """The kernel with the shop's usual people and prices in it."""

    kernel: Kernel
    clock: ManualClock
    items: dict[str, str] = field(default_factory=dict)
    technicians: list[str] = field(default_factory=list)
    _keys: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        for name in ("刘永强", "马建军"):
            self.technicians.append(self.kernel.run(shop.add_person, name=name).result)
        for category, code, name, kind, unit, price, cost, days in PRICES:
            details = ItemDetails(
                category=category,
                code=code,
                name=name,
                kind="part" if kind == "part" else "service",
                unit=unit,
                warranty_days=days,
            )
            outcome = self.kernel.run(prices.add_item, details, price=price, cost=cost)
            self.items[code] = outcome.result

    def key(self) -> str:
        """An idempotency key no call had before."""
        return f"key-{next(self._keys)}"

    def member(self, name: str = "张桂兰", phone: str = "15401062046", address: str = "") -> Opened:
        """A member with a phone and an address."""
        details = MemberDetails(
            name=name,
            phones=(PhoneEntry(number=phone),) if phone else (),
            addresses=(AddressEntry(text=address or "清河路 86 弄 12 号 502 室"),),
        )
        return self.kernel.run_keyed(self.key(), members.create, details).result

    def washer(self, member_id: str) -> str:
        """The member's washing machine."""
        details = DeviceDetails(
            category="washer", brand="海尔", model="滚筒洗衣机 10 kg", serial="CE0K210577A31"
        )
        return self.kernel.run(devices.add, member_id, details).result

    def job(
        self,
        member_id: str | None = None,
        *codes: str,
        device_id: str | None = None,
        technician: bool = True,
        title: str = "脱水异响、漏水",
    ) -> JobOpened:
        """A job at intake with these items of the price list, promised in three hours."""
        details = JobDetails(
            member_id=member_id,
            device_id=device_id,
            title=title,
            technician_id=self.technicians[0] if technician else None,
            promised_at=self.clock.now() + timedelta(hours=3),
        )
        lines = tuple(LineEntry(item_id=self.items[code]) for code in codes)
        return self.kernel.run_keyed(self.key(), jobs.open_job, details, lines=lines).result

    def move(self, job_id: str, *steps: Step, reason: str = "") -> None:
        """Move a job through these steps, a minute apart."""
        for step in steps:
            self.clock.advance(timedelta(minutes=1))
            self.kernel.run(jobs.move, job_id, step, reason=reason)

    def pay(self, job_id: str) -> Posted:
        """Take the money of a job, exactly, by WeChat."""
        priced = self.kernel.ask(checkout.preview, Order(job_id=job_id)).priced
        assert priced is not None
        tenders = (TenderIn("wechat", priced.total),) if priced.total else ()
        order = Order(job_id=job_id, tenders=tenders)
        return self.kernel.run_keyed(self.key(), checkout.close, order).result

    def sell(self, *codes: str, member_id: str | None = None, tender: int | None = None) -> Posted:
        """A counter sale, paid exactly by WeChat or with this much cash."""
        lines = tuple(OrderLine(entry=LineEntry(item_id=self.items[code])) for code in codes)
        order = Order(member_id=member_id, lines=lines)
        priced = self.kernel.ask(checkout.preview, order).priced
        assert priced is not None
        paid = TenderIn("wechat", priced.total) if tender is None else TenderIn("cash", tender)
        order = Order(member_id=member_id, lines=lines, tenders=(paid,))
        return self.kernel.run_keyed(self.key(), checkout.close, order).result
