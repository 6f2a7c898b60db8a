"""Sound calls of what is done with members, their file and who asks; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from models.services import (
    enquiries,
    imports,
    merges,
)
from models.services.devices import DeviceDetails
from models.services.enquiries import EnquiryDetails
from models.services.imports import Order as ImportOrder
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.store.register import Erased
from tests.sheets.given import Given as Sheet

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]
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

_TWICE = {"confirmed": ("member.duplicate",)}


def details(stage: "Stage", *, name: str = "周慧") -> MemberDetails:
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


def _merged(stage: "Stage") -> str:
    kernel, key = stage.shop.kernel, stage.shop.key()
    return kernel.run_keyed(key, merges.merge, stage.member, stage.newcomer_member()).result


def _sheet(stage: "Stage") -> tuple[ImportOrder, Sheet]:
    """A sheet with one member, each time another one."""
    cells = ((f"甲{stage.next()}", "清河路 3 号"),)
    sheet = Sheet(("姓名", "地址"), cells, digest=f"sheet {stage.next()}")
    return ImportOrder(what="members", columns=(("name", 0), ("address", 1))), sheet


def _imported(stage: "Stage") -> str:
    """An import with whose members nothing happened since."""
    done = stage.shop.kernel.run(imports.write, *_sheet(stage))
    return str(done.result.run_id)


def _asked(stage: "Stage", *, answered: bool = False, lost: bool = False) -> str:
    """An enquiry, answered or lost where wanted."""
    run, key = stage.shop.kernel.run, stage.shop.key()
    details = EnquiryDetails(name="王先生", phone="15401060077", need="空调不制冷")
    made = str(stage.shop.kernel.run_keyed(key, enquiries.take, details).result)
    if answered:
        run(enquiries.answer, made)
    if lost:
        run(enquiries.lose, made, "price")
    return made


MEMBER_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "enquiries.answer": lambda s: ((_asked(s),), {}),
    "enquiries.lose": lambda s: ((_asked(s), "price"), {"note": "嫌贵"}),
    "enquiries.reopen": lambda s: ((_asked(s, lost=True),), {}),
    "enquiries.take": lambda _: (
        (EnquiryDetails(name="王先生", phone="15401060077", need="空调不制冷"),),
        {},
    ),
    "enquiries.take_back_answer": lambda s: ((_asked(s, answered=True),), {}),
    "consents.record": lambda s: ((s.member,), {"purpose": "service", "granted": True}),
    "erasure.erase": lambda s: ((s.newcomer_member(),), {"reason": "asked"}),
    "erasure.print_slip": lambda s: ((s.erased_member(),), {}),
    "erasure.reapply": lambda s: (
        ((Erased(f"SC-A-{s.next():06d}", s.newcomer_member(), 1, "asked"),),),
        {},
    ),
    "personal_data.hand_over": lambda s: ((s.member,), {"form": "json"}),
    "retention.erase": lambda s: ((s.member_of_old(),), {}),
    "devices.add": lambda s: ((s.member, _DEVICE), {}),
    "devices.archive": lambda s: ((s.device,), {}),
    "devices.edit": lambda s: ((s.device, _DEVICE), {}),
    "households.join": lambda s: ((s.newcomer_member(), s.other), {}),
    "households.part": lambda s: (((s.member,), s.household), {}),
    "households.place": lambda s: ((s.newcomer_member(), s.household), {}),
    "imports.take_back": lambda s: ((_imported(s),), {}),
    "imports.write": lambda s: (_sheet(s), {}),
    "member_form.amend": lambda s: ((s.member, details(s)), {"lives_with": s.other}),
    "member_form.enrol": lambda s: ((details(s),), {"consented": ("service",), **_TWICE}),
    "member_form.take_back": lambda s: ((s.member, details(s), (s.member,), s.household), {}),
    "members.archive": lambda s: ((s.other,), {}),
    "members.create": lambda s: ((details(s),), _TWICE),
    "members.edit": lambda s: ((s.member, details(s)), {}),
    "members.restore": lambda s: ((s.other,), {}),
    "members.reveal_phone": lambda s: ((s.member, s.phone), {}),
    "merges.merge": lambda s: ((s.member, s.newcomer_member()), {}),
    "merges.undo": lambda s: ((_merged(s),), {}),
}
