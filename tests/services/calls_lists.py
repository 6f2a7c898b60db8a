"""Sound calls of what is done with the price list's packages and with 发票; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.services import checklist_samples, job_lines, packages, prices
from models.services.checklists import ChecklistDetails, StepEntry
from models.services.invoices import InvoiceDetails
from models.services.job_lines import LineEntry
from models.services.packages import PackageDetails, PackageEntry
from models.services.prices import NewPrice

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


def typed_package(stage: "Stage", *, of: str = "") -> PackageDetails:
    """A package as typed: a service, a part at a price of its own, an add-on, and a line that is there already."""
    items = stage.shop.items
    known = {row.id: row for row in stage.shop.kernel.ask(packages.listed, archived=True)}
    kept = known[of].details.lines[:1] if of else (PackageEntry(item_id=items["FW-114"]),)
    return PackageDetails(
        code=f"TC-{stage.next()}",
        name="换轴承套餐",
        grade="标准",
        lines=(
            *kept,
            PackageEntry(item_id=items["PJ-0612"], quantity=2000, price=8000),
            PackageEntry(item_id=items["PJ-0618"], addon=True),
        ),
    )


def a_package(stage: "Stage") -> str:
    """A package that was made."""
    made: str = stage.shop.kernel.run(packages.add, typed_package(stage)).result
    return made


def _edited(stage: "Stage") -> Given:
    made = a_package(stage)
    return (made, typed_package(stage, of=made)), {}


def _with_addon(stage: "Stage") -> Given:
    made = a_package(stage)
    rows = {row.id: row for row in stage.shop.kernel.ask(packages.listed)}
    addons = tuple(line.id for line in rows[made].lines if line.addon)
    return (stage.job, made), {"addons": addons}


def _on_job(stage: "Stage") -> tuple[str, ...]:
    """The lines of a package that was put on the open job."""
    made = stage.shop.kernel.run(packages.add_to_job, stage.job, a_package(stage)).result
    return tuple(made)


def _taken_off(stage: "Stage") -> tuple[dict[str, Any], ...]:
    """Two lines that were taken off, each time others."""
    kept = []
    for code in ("FW-120", "PJ-0618"):
        entry = LineEntry(item_id=stage.shop.items[code])
        line = stage.shop.kernel.run(job_lines.add, stage.job, entry).result
        outcome = stage.shop.kernel.run(job_lines.remove, line)
        assert outcome.inverse is not None
        kept.append({**outcome.inverse.args[0], "id": f"{stage.next():032x}"})
    return tuple(kept)


def _planned(stage: "Stage") -> Given:
    """A price that was prepared for a coming day."""
    item = stage.shop.items["FW-114"]
    day = stage.shop.clock.now().date() + timedelta(days=30)
    new = NewPrice(item, 20_000 + stage.next())
    stage.shop.kernel.run(prices.set_prices, (new,), effective_from=day)
    return (day, (item,)), {}


def _billed(stage: "Stage") -> str:
    """A bill of the member."""
    member: str = stage.member
    return stage.shop.sell("FW-001", member_id=member).id


_INVOICE = InvoiceDetails(
    title="福州某某有限公司", tax_number="91350100M000100Y43", number="24312000000123456789"
)

_SAMPLES = (ChecklistDetails(name="上门维修", steps=(StepEntry(text="断电", required=True),)),)

LIST_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "checklist_samples.add": lambda _s: ((_SAMPLES,), {}),
    "checklist_samples.take_back": lambda s: (
        (s.shop.kernel.run(checklist_samples.add, _SAMPLES).result,),
        {},
    ),
    "invoices.record": lambda s: ((_billed(s), _INVOICE), {}),
    "packages.add": lambda s: ((typed_package(s),), {}),
    "packages.add_to_job": _with_addon,
    "packages.archive": lambda s: ((a_package(s),), {}),
    "packages.edit": _edited,
    "packages.put_back_on_job": lambda s: ((_taken_off(s),), {}),
    "packages.take_back": lambda s: ((a_package(s),), {}),
    "price_plans.take_back": _planned,
    "packages.take_off_job": lambda s: ((_on_job(s),), {}),
}
