"""One sound call of every writing use case, for the tests that turn each into unsound ones.

Must not check anything: a use case that has no call here fails ``test_every_use_case_has_a_call``.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, Literal

import msgspec

import models.services
from models.base.usecase import Declaration, declared_functions
from models.rules.checkout import Discount, TenderIn
from models.rules.drawer import Counted
from models.rules.jobs import Step
from models.rules.refunds import LineWish, WayBack
from models.services import (
    accounts,
    backups,
    checkout,
    day_close,
    deposits,
    drawer,
    enquiries,
    erasure,
    households,
    imports,
    job_file,
    job_lines,
    jobs,
    member_file,
    merges,
    parked,
    price_samples,
    prices,
    refunds,
    sign_in,
    stock,
)
from models.services.catch_up import PaperSale
from models.services.checkout import Order, OrderLine
from models.services.devices import DeviceDetails
from models.services.enquiries import EnquiryDetails
from models.services.imports import Order as ImportOrder
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.services.parked import ParkedLine, ParkedSale
from models.services.price_samples import SampleItem
from models.services.prices import ItemDetails, NewPrice
from models.services.refunds import RefundOrder
from models.services.shop import ShopDetails, add_person, set_setting
from models.store.register import Erased
from tests.services.calls_files import FILE_CALLS
from tests.services.calls_jobs import JOB_CALLS
from tests.services.calls_lists import LIST_CALLS
from tests.services.calls_points import POINTS_CALLS
from tests.services.calls_programme import PROGRAMME_CALLS
from tests.services.calls_quotes import QUOTE_CALLS
from tests.services.calls_rewards import REWARD_CALLS, coupon_of
from tests.sheets.given import Given as Sheet
from tests.shopkeeping import Shop

for _module in pkgutil.iter_modules(models.services.__path__):
    importlib.import_module(
        f"{models.services.__name__}.{_module.name}"
    )  # so that all are declared

Function = Callable[..., Any]
Place = tuple[str | int, ...]
"""The way to one value inside a call: parameter, field, index, key."""


def use_cases(*, reads: bool) -> dict[str, tuple[Function, Declaration]]:
    """Every use case of the program by name, writing or reading ones."""
    return {
        declared.name: (function, declared)
        for function, declared in declared_functions().items()
        if declared.reads is reads and function.__module__.startswith("models.services.")
    }


@dataclass
class Stage:
    """A shop with one of everything, on which calls are tried one after another."""

    shop: Shop
    kept: dict[str, Any] = field(default_factory=dict)
    _count: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.member = self.shop.member().id
        self.other = self.shop.member("李雷", "15401060001").id
        self.device = self.shop.washer(self.member)
        self.job = self.shop.job(self.member, "FW-001", "PJ-0612", device_id=self.device).id
        self.bill = self.shop.sell("FW-001", member_id=self.member).id
        file = self.shop.kernel.ask(job_file.file, self.job)
        self.line = file.lines[0].id
        self.phone = self.shop.kernel.ask(member_file.file, self.member).phones[0].id
        self.household = self.shop.kernel.run(households.join, self.member, self.other).result

    def next(self) -> int:
        """A number no call had before."""
        return next(self._count)

    def run(self, function: Function, bound: Mapping[str, Any]) -> Any:
        """Run a use case with these arguments, under a new key where it needs one."""
        declared = declared_functions()[function]
        args, kwargs = _split(function, bound)
        if declared.keyed:
            return self.shop.kernel.run_keyed(self.shop.key(), function, *args, **kwargs)
        return self.shop.kernel.run(function, *args, **kwargs)

    def call(self, name: str) -> dict[str, Any]:
        """The arguments of a sound call by parameter, defaults included."""
        function, _ = use_cases(reads=False)[name]
        args, kwargs = CALLS[name](self)
        bound = inspect.signature(function).bind(None, *args, **kwargs)
        bound.apply_defaults()
        return dict(list(bound.arguments.items())[1:])

    def guarded(self) -> str:
        """A clerk with a PIN of this desk."""
        name = f"前台{self.next()}"
        run = self.shop.kernel.run
        person = run(add_person, name=name, technician=False, level=1).result
        run(sign_in.keep_pin, person, _HASH, 4)
        return person

    def newcomer_member(self) -> str:
        """A member of whom nothing hangs on anything."""
        return self.shop.member(f"过客{self.next()}", f"154{self.next():08d}").id

    def erased_member(self) -> str:
        """A member whose data is gone."""
        member_id = self.newcomer_member()
        self.shop.kernel.run_keyed(self.shop.key(), erasure.erase, member_id)
        return member_id

    def member_of_old(self) -> str:
        """A member who was here last four years ago."""
        clock, now = self.shop.clock, self.shop.clock.now()
        clock.set(now - timedelta(days=4 * 366))
        member_id = self.newcomer_member()
        clock.set(now)
        return member_id

    def newcomer(self) -> str:
        """A technician who has no job yet."""
        return self.shop.kernel.run(add_person, name=f"新人{self.next()}").result

    def washer(self) -> str:
        """The member's washing machine."""
        return self.device

    def fresh_line(self) -> str:
        """A line of the open job that may be taken off."""
        return self.shop.kernel.run(
            job_lines.add, self.job, LineEntry(item_id=self.shop.items["FW-120"])
        ).result


def _split(function: Function, bound: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    kinds = inspect.signature(function).parameters
    args = [v for n, v in bound.items() if kinds[n].kind is not inspect.Parameter.KEYWORD_ONLY]
    kwargs = {n: v for n, v in bound.items() if kinds[n].kind is inspect.Parameter.KEYWORD_ONLY}
    return args, kwargs


def details(stage: Stage, *, name: str = "周慧") -> MemberDetails:
    """A member of whom everything is known."""
    return MemberDetails(
        name=name,
        phones=(PhoneEntry(number=f"154{stage.next():08d}", label="座机"),),
        addresses=(AddressEntry(text="清河路 1 号", estate="清河苑", note="按两下铃"),),
        gender="female",
        birthday=date(1960, 2, 29),
        source="referral",
        referred_by_id=stage.other,
        preferences="要纸质收据",
        special_needs="听力不好",
        taboos="家里有狗",
        access_notes="5 楼没电梯",
        notes="第一行\n第二行",
    )


def _job(stage: Stage) -> JobDetails:
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


def _before(stage: Stage) -> datetime:
    """An hour ago."""
    return stage.shop.clock.now() - timedelta(hours=1)


def _free(stage: Stage) -> LineEntry:
    del stage
    return LineEntry(name="拆旧机", price=5000, lot="L1", serial="S1")


def _stocked(stage: Stage) -> str:
    run, item = stage.shop.kernel.run_keyed, stage.shop.items["PJ-0612"]
    return run(stage.shop.key(), stock.take_in, item, quantity=1000).result


def _merged(stage: Stage) -> str:
    kernel, key = stage.shop.kernel, stage.shop.key()
    return kernel.run_keyed(key, merges.merge, stage.member, stage.newcomer_member()).result


def _item(stage: Stage, code: str = "") -> ItemDetails:
    return ItemDetails(
        category="配件", code=code or f"N-{stage.next()}", name="滤网", unit="个", warranty_days=30
    )


def _order(stage: Stage) -> Order:
    """A line of 50 yuan that a coupon, points, WeChat and cash pay."""
    return Order(
        member_id=stage.member,
        lines=(OrderLine(entry=_free(stage)),),
        line_discounts=(("nobody", Discount()),),
        points=1000,
        coupon_ids=(coupon_of(stage),),
        tenders=(TenderIn("wechat", 2000), TenderIn("cash", 2000)),
        expected_total=5000,
        expected_deposit=0,
        expected_due=3500,
        note="谢谢",
    )


_HASH = f"argon2id$2$19456$1${'A' * 22}==${'A' * 43}="
_DEVICE = DeviceDetails(
    category="washer",
    brand="海尔",
    model="M1",
    serial="S9",
    place="阳台",
    bought_on=date(2024, 2, 29),
    warranty_until=date(2027, 2, 28),
    note="皮带换过",
)
_SHOP = ShopDetails(
    name="邻里家电", address="清河路 92 号", phone="1", complaint_phone="2", hours="8:30"
)


def _moved(stage: Stage) -> Step:
    at_intake = stage.shop.kernel.ask(job_file.file, stage.job).row.step is Step.INTAKE
    return Step.QUOTE if at_intake else Step.INTAKE


def _taken_back(stage: Stage) -> tuple[Any, ...]:
    outcome = stage.shop.kernel.run(jobs.move, stage.job, _moved(stage), reason="试")
    assert outcome.inverse is not None
    return outcome.inverse.args


def _taken_off(stage: Stage) -> tuple[Any, ...]:
    """A line that was taken off, each time another one."""
    if not stage.kept:
        outcome = stage.shop.kernel.run(job_lines.remove, stage.fresh_line())
        assert outcome.inverse is not None
        stage.kept.update(outcome.inverse.args[0])
    return ({**stage.kept, "id": f"{stage.next():032x}"},)


def _sample(stage: Stage) -> tuple[SampleItem, ...]:
    return (SampleItem(details=_item(stage), price=1500, cost=400),)


def _sampled(stage: Stage) -> tuple[Any, ...]:
    """Nothing to pass on, but an example price stands there to be checked."""
    stage.shop.kernel.run(price_samples.add, _sample(stage))
    return ()


def _priced(stage: Stage) -> tuple[str, ...]:
    """The version of a price that was just set."""
    new = NewPrice(stage.shop.items["FW-114"], 13000 + stage.next())
    today = stage.shop.clock.now().date()
    outcome = stage.shop.kernel.run(prices.set_prices, (new,), effective_from=today)
    assert outcome.inverse is not None
    return (outcome.inverse.args[0],)


def _place(stage: Stage, *, kept: bool = True) -> str:
    """A place for backups, kept or taken away."""
    path = f"/media/stick{stage.next()}"
    made = stage.shop.kernel.run(backups.add_place, label="U 盘", path=path, stick=True).result
    if not kept:
        stage.shop.kernel.run(backups.remove_place, made)
    return made


def _tried(stage: Stage) -> str:
    """A clerk whose PIN was tried once, so that there is something to forget."""
    person = stage.guarded()
    stage.shop.kernel.run(sign_in.count_try, person, 7_000)
    return person


def _refund(stage: Stage) -> RefundOrder:
    """Part of a line of a new bill, in cash."""
    bill = stage.shop.sell("FW-001", member_id=stage.member).id
    line = stage.shop.kernel.ask(refunds.preview, RefundOrder(bill_id=bill)).lines[0]
    return RefundOrder(
        bill_id=bill,
        lines=(LineWish(line.id, None),),
        amount=1000,
        ways=(WayBack("cash", 1000),),
        reason="没修好",
        expected_total=1000,
    )


def _refunded(stage: Stage) -> str:
    """A refund that was posted."""
    key = stage.shop.key()
    return stage.shop.kernel.run_keyed(key, refunds.refund, _refund(stage)).result.id


def _deposited(stage: Stage) -> str:
    """A deposit that was taken for the open job."""
    tender = TenderIn("wechat", 1000)
    return stage.shop.kernel.run_keyed(
        stage.shop.key(), deposits.take, stage.job, amount=1000, tender=tender
    ).result.id


def _owing(stage: Stage) -> str:
    """A member who owes the price of a service."""
    run = stage.shop.kernel.run_keyed
    stage.shop.kernel.run(set_setting, "account_limit", 500_000)
    member = stage.newcomer_member()
    line = OrderLine(entry=LineEntry(item_id=stage.shop.items["FW-001"]))
    order = Order(member_id=member, lines=(line,), tenders=(TenderIn("account", 3000),))
    run(stage.shop.key(), checkout.close, order)
    return member


def _paying(stage: Stage) -> "Given":
    """A payment of a chosen bill."""
    member = _owing(stage)
    bills = tuple(bill.id for bill in stage.shop.kernel.ask(accounts.of_member, member).bills)
    return (member,), {"amount": 1000, "tender": TenderIn("cash", 1500), "bill_ids": bills}


def _paid_account(stage: Stage) -> str:
    """A payment that was posted."""
    run = stage.shop.kernel.run_keyed
    tender = TenderIn("cash", 100)
    return run(stage.shop.key(), accounts.pay, _owing(stage), amount=100, tender=tender).result.id


def _sale(stage: Stage) -> ParkedSale:
    """A counter sale with everything that can be typed."""
    line = ParkedLine(item_id=stage.shop.items["FW-001"], quantity=2000, per_mille=10)
    return ParkedSale(member_id=stage.member, lines=(line,), fen=100, rounding_unit=10)


def _parked(stage: Stage) -> str:
    """A sale that was parked."""
    return stage.shop.kernel.run_keyed(stage.shop.key(), parked.park, _sale(stage)).result


def _put_away(stage: Stage) -> str:
    """A parked sale that was put away."""
    parked_id = _parked(stage)
    stage.shop.kernel.run(parked.put_away, parked_id)
    return parked_id


def _shift(stage: Stage, *, begun: bool) -> None:
    """Leave a shift open, or none."""
    run, key = stage.shop.kernel.run_keyed, stage.shop.key
    shift = stage.shop.kernel.ask(drawer.state).shift
    if shift is None and begun:
        run(key(), drawer.open_shift, opening_float=50_000)
    elif shift is not None and not begun:
        counted = (Counted("cash", max(0, shift.cash)),)
        reason = "" if shift.cash >= 0 else "试"
        run(key(), drawer.end_shift, counted=counted, left_in=0, reason=reason)


def _with_shift(stage: Stage, *, begun: bool = True, **kwargs: Any) -> "Given":
    _shift(stage, begun=begun)
    return (), kwargs


def _past(stage: Stage) -> date:
    """An earlier day, each time another one, with nothing on it."""
    return stage.shop.clock.now().date() - timedelta(days=1000 + stage.next())


def _closed(stage: Stage) -> str:
    """A day that was closed."""
    return stage.shop.kernel.run_keyed(
        stage.shop.key(), day_close.close_day, _past(stage)
    ).result.id


def _sheet(stage: Stage) -> tuple[ImportOrder, Sheet]:
    """A sheet with one member, each time another one."""
    cells = ((f"甲{stage.next()}", "清河路 3 号"),)
    sheet = Sheet(("姓名", "地址"), cells, digest=f"sheet {stage.next()}")
    return ImportOrder(what="members", columns=(("name", 0), ("address", 1))), sheet


def _imported(stage: Stage) -> str:
    """An import with whose members nothing happened since."""
    done = stage.shop.kernel.run(imports.write, *_sheet(stage))
    return str(done.result.run_id)


def _asked(stage: Stage, *, answered: bool = False, lost: bool = False) -> str:
    """An enquiry, answered or lost where wanted."""
    run, key = stage.shop.kernel.run, stage.shop.key()
    details = EnquiryDetails(name="王先生", phone="15401060077", need="空调不制冷")
    made = str(stage.shop.kernel.run_keyed(key, enquiries.take, details).result)
    if answered:
        run(enquiries.answer, made)
    if lost:
        run(enquiries.lose, made, "price")
    return made


Given = tuple[tuple[Any, ...], dict[str, Any]]
_TWICE = {"confirmed": ("member.duplicate",)}

CALLS: dict[str, Callable[[Stage], Given]] = {
    **FILE_CALLS,
    **JOB_CALLS,
    **POINTS_CALLS,
    **PROGRAMME_CALLS,
    **QUOTE_CALLS,
    **LIST_CALLS,
    **REWARD_CALLS,
    "backups.add_place": lambda s: (
        (),
        {"label": "红 U 盘", "path": f"/media/stick{s.next()}", "stick": True},
    ),
    "backups.bring_back_place": lambda s: ((_place(s, kept=False),), {}),
    "backups.change_place": lambda s: ((_place(s),), {"label": "蓝 U 盘", "automatic": False}),
    "backups.prove": lambda _: (
        (),
        {
            "place_id": "",
            "file": "linli-1.db",
            "how": "made",
            "passed": True,
            "facts": {"position": 1},
        },
    ),
    "backups.remove_place": lambda s: ((_place(s),), {}),
    "backups.saw_place": lambda s: ((_place(s), "/media/again"), {}),
    "catch_up.sell": lambda s: ((_before(s), PaperSale(lines=(_free(s),), taken=5000)), {}),
    "catch_up.take_job": lambda s: ((_before(s), JobDetails(title="空调不冷")), {}),
    "checkout.close": lambda s: ((_order(s),), {}),
    "day_close.close_day": lambda s: (
        (_past(s),),
        {"counted": (Counted("cash", 100), Counted("card", 0)), "reason": "多出一元"},
    ),
    "accounts.pay": lambda s: _paying(s),
    "deposits.give_back": lambda s: (
        (_deposited(s),),
        {"amount": 500, "kind": "cash", "reason": "不修了"},
    ),
    "deposits.take": lambda s: (
        (s.job,),
        {"amount": 100, "tender": TenderIn("cash", 200)},
    ),
    "drawer.end_shift": lambda s: _with_shift(
        s, counted=(Counted("cash", 60_000), Counted("wechat", 0)), left_in=100, reason="少了"
    ),
    "drawer.open_shift": lambda s: _with_shift(s, begun=False, opening_float=50_000),
    "drawer.put": lambda s: _with_shift(s, direction="in", amount=100, reason="换零钱"),
    "enquiries.answer": lambda s: ((_asked(s),), {}),
    "enquiries.lose": lambda s: ((_asked(s), "price"), {"note": "嫌贵"}),
    "enquiries.reopen": lambda s: ((_asked(s, lost=True),), {}),
    "enquiries.take": lambda _: (
        (EnquiryDetails(name="王先生", phone="15401060077", need="空调不制冷"),),
        {},
    ),
    "enquiries.take_back_answer": lambda s: ((_asked(s, answered=True),), {}),
    "refunds.refund": lambda s: ((_refund(s),), {}),
    "refunds.void": lambda s: ((s.shop.sell("FW-001").id,), {"reason": "开错了"}),
    "consents.record": lambda s: ((s.member,), {"purpose": "service", "granted": True}),
    "erasure.erase": lambda s: ((s.newcomer_member(),), {"reason": "asked"}),
    "erasure.print_slip": lambda s: ((s.erased_member(),), {}),
    "erasure.reapply": lambda s: (
        ((Erased(f"SC-A-{s.next():06d}", s.newcomer_member(), 1, "asked"),),),
        {},
    ),
    "personal_data.hand_over": lambda s: ((s.member,), {"form": "json"}),
    "retention.erase": lambda s: ((s.member_of_old(),), {}),
    "desk.drop_draft": lambda _: (("member/new",), {}),
    "desk.keep_draft": lambda _: (("member/new", {"name": "张"}), {}),
    "devices.add": lambda s: ((s.member, _DEVICE), {}),
    "devices.archive": lambda s: ((s.device,), {}),
    "devices.edit": lambda s: ((s.device, _DEVICE), {}),
    "exchange.permit": lambda _: (("members",), {}),
    "households.join": lambda s: ((s.newcomer_member(), s.other), {}),
    "households.part": lambda s: (((s.member,), s.household), {}),
    "households.place": lambda s: ((s.newcomer_member(), s.household), {}),
    "imports.take_back": lambda s: ((_imported(s),), {}),
    "imports.write": lambda s: (_sheet(s), {}),
    "job_lines.add": lambda s: ((s.job, _free(s)), {}),
    "job_lines.change": lambda s: (
        (s.line,),
        {"quantity": 2000 + s.next(), "lot": "L", "serial": "S"},
    ),
    "job_lines.put_back": lambda s: (_taken_off(s), {}),
    "job_lines.remove": lambda s: ((s.fresh_line(),), {}),
    "jobs.assign": lambda s: ((s.job, s.newcomer()), {}),
    "jobs.edit": lambda s: ((s.job, _job(s)), {}),
    "jobs.move": lambda s: ((s.job, _moved(s)), {"reason": "客户要求"}),
    "jobs.open_job": lambda s: ((_job(s),), {"lines": (_free(s),)}),
    "jobs.take_back_move": lambda s: (_taken_back(s), {}),
    "member_form.amend": lambda s: ((s.member, details(s)), {"lives_with": s.other}),
    "member_form.enrol": lambda s: ((details(s),), {"consented": ("service",), **_TWICE}),
    "member_form.take_back": lambda s: ((s.member, details(s), (s.member,), s.household), {}),
    "members.archive": lambda s: ((s.other,), {}),
    "members.create": lambda s: ((details(s),), _TWICE),
    "members.edit": lambda s: ((s.member, details(s)), {}),
    "members.restore": lambda s: ((s.other,), {}),
    "members.reveal_phone": lambda s: ((s.member, s.phone), {}),
    "parked.park": lambda s: ((_sale(s),), {}),
    "parked.put_away": lambda s: ((_parked(s),), {}),
    "parked.put_back": lambda s: ((_put_away(s),), {}),
    "parked.take_up": lambda s: ((_parked(s),), {}),
    "papers.print_account": lambda s: ((_paid_account(s),), {}),
    "papers.print_deposit": lambda s: ((_deposited(s),), {}),
    "papers.print_day_close": lambda s: ((_closed(s),), {}),
    "papers.print_refund": lambda s: ((_refunded(s),), {}),
    "papers.print_job_card": lambda s: ((s.job,), {}),
    "merges.merge": lambda s: ((s.member, s.newcomer_member()), {}),
    "merges.undo": lambda s: ((_merged(s),), {}),
    "papers.print_receipt": lambda s: ((s.bill,), {}),
    "shop_papers.print_counter_sheet": lambda _s: ((), {}),
    "shop_papers.print_label": lambda s: ((s.job,), {}),
    "shop_papers.print_price_board": lambda _s: ((), {}),
    "stock.count": lambda s: ((s.shop.items["PJ-0612"],), {"counted": 3000, "note": "架上"}),
    "stock.reverse": lambda s: ((_stocked(s),), {}),
    "stock.take_in": lambda s: (
        (s.shop.items["PJ-0612"],),
        {"quantity": 2000, "cost": 4100, "lot": "2604-117", "note": "恒轴"},
    ),
    "stock.watch": lambda s: (
        (s.shop.items["PJ-0612"],),
        {"stocked": True, "low_at": s.next() * 1000},
    ),
    "shop_papers.print_service_card": lambda s: ((s.member,), {}),
    "price_samples.add": lambda s: ((_sample(s),), {}),
    "price_samples.adopt": lambda s: (_sampled(s), {}),
    "prices.add_item": lambda s: ((_item(s),), {"price": 1200, "cost": 300}),
    "prices.archive_item": lambda s: ((s.shop.items["FW-120"],), {}),
    "prices.edit_item": lambda s: ((s.shop.items["FW-120"], _item(s)), {}),
    "prices.set_prices": lambda s: (
        ((NewPrice(s.shop.items["FW-114"], 13000 + s.next(), 100),),),
        {"effective_from": s.shop.clock.now().date(), "note": "夏季"},
    ),
    "prices.take_back_prices": lambda s: (_priced(s), {}),
    "shop.add_person": lambda s: ((), {"name": f"师傅{s.next()}", "phone": "15401060002"}),
    "shop.change": lambda _: ((_SHOP,), {}),
    "shop.found": lambda _: (
        (),
        {"shop_id": "s", "details": _SHOP, "trade": "repair", "owner_name": "何", "demo": False},
    ),
    "shop.note_key": lambda _: (("paper",), {}),
    "shop.set_level": lambda s: ((s.newcomer(), 2), {}),
    "shop.set_person": lambda s: ((s.newcomer(),), {"active": False}),
    "shop.set_setting": lambda _: (("printer", "热敏"), {}),
    "sign_in.count_try": lambda s: ((s.guarded(), 7_000), {}),
    "sign_in.drop_pin": lambda s: ((s.guarded(),), {}),
    "sign_in.fitted": lambda s: ((_tried(s),), {}),
    "sign_in.keep_own_pin": lambda _: ((_HASH, 6), {}),
    "sign_in.keep_pin": lambda s: ((s.guarded(), _HASH, 6), {}),
    "sign_in.missed": lambda s: ((s.guarded(), 7_000), {}),
    "sign_in.signed_in": lambda _: ((), {}),
}


def leaves(value: Any, hint: Any, place: Place) -> Iterator[tuple[Place, Any, Any]]:
    """Every single value inside a call: where it stands, what it is, how it is declared."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = typing.get_type_hints(type(value))
        for entry in dataclasses.fields(value):
            yield from leaves(getattr(value, entry.name), hints[entry.name], (*place, entry.name))
    elif isinstance(value, msgspec.Struct):
        hints = typing.get_type_hints(type(value))
        for name in value.__struct_fields__:
            yield from leaves(getattr(value, name), hints[name], (*place, name))
    elif isinstance(value, tuple):
        inner = next((h for h in typing.get_args(hint) if h is not Ellipsis), Any)
        for at, one in enumerate(value):
            yield from leaves(one, inner, (*place, at))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, type(one), (*place, key))
    else:
        yield place, value, hint


def leaves_of(name: str, bound: Mapping[str, Any]) -> list[tuple[Place, Any, Any]]:
    """Every single value of a call of this use case."""
    function, _ = use_cases(reads=False)[name]
    hints = typing.get_type_hints(function)
    return [leaf for key, value in bound.items() for leaf in leaves(value, hints[key], (key,))]


def replaced(value: Any, place: Place, new: Any) -> Any:
    """The same call with another value at one place."""
    if not place:
        return new
    first, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {**value, first: replaced(value[first], rest, new)}
    if isinstance(value, tuple):
        assert isinstance(first, int)
        return (*value[:first], replaced(value[first], rest, new), *value[first + 1 :])
    name = str(first)
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(value, **{name: replaced(getattr(value, name), rest, new)})
    return dataclasses.replace(value, **{name: replaced(getattr(value, name), rest, new)})


def is_id(place: Place) -> bool:
    """Whether a record's id stands here, which nobody types."""
    names = [str(part) for part in place if isinstance(part, str)]
    return names[-1] in (
        "id",
        "member_ids",
        "job_ids",
        "joined",
        "lives_with",
        "line_discounts",
        "addons",
        "line_ids",
        "item_ids",
        "checklist_ids",
        "bill_ids",
        "coupon_ids",
    ) or names[-1].endswith("_id")


def is_text(hint: Any) -> bool:
    """Whether a person may type any text here; a choice from a list is none."""
    return hint in (str, Any, str | None) and typing.get_origin(hint) is not Literal
