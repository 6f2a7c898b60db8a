"""The journal alone is the shop: whatever is done, an empty file rebuilt from it is equal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.paths import migration_steps
from models.base.errors import Refused
from models.rules.jobs import Step
from models.services import check, job_lines, jobs, members, prices
from models.services import shop as shops
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.members import MemberDetails, PhoneEntry
from models.services.prices import NewPrice
from tests.shopkeeping import Shop

ACTS = (
    "member",
    "edit",
    "archive",
    "job",
    "move",
    "line",
    "unline",
    "sell",
    "price",
    "undo",
    "people",
)


def _deed(shop: Shop, act: str, number: int, state: dict[str, Any]) -> None:
    run = shop.kernel.run
    member: Any = state.get("member")
    job: Any = state.get("job")
    line: Any = state.get("line")
    details = MemberDetails(name=f"会员{number}", phones=(PhoneEntry(number=f"154{number:08d}"),))
    deeds: dict[str, Callable[[], Any]] = {
        "member": lambda: shop.kernel.run_keyed(
            shop.key(), members.create, details, confirmed=("member.duplicate",)
        ),
        "edit": lambda: run(members.edit, member, details),
        "archive": lambda: run(members.archive, member),
        "job": lambda: shop.kernel.run_keyed(
            shop.key(), jobs.open_job, JobDetails(member_id=member, title=f"故障{number}")
        ),
        "move": lambda: run(jobs.move, job, list(Step)[number % 8], reason="改"),
        "line": lambda: run(job_lines.add, job, LineEntry(item_id=shop.items["FW-001"])),
        "unline": lambda: run(job_lines.remove, line),
        "sell": lambda: shop.sell("PJ-0612", member_id=member),
        "price": lambda: run(
            prices.set_prices,
            (NewPrice(shop.items["FW-120"], number),),
            effective_from=shop.clock.now().date(),
        ),
        "people": lambda: run(shops.add_person, name=f"师傅{number}"),
        "undo": lambda: shop.kernel.undo(state["undo"]),
    }
    outcome = deeds[act]()
    inverse = getattr(outcome, "inverse", None)
    if inverse is not None:
        state["undo"] = inverse
    if act in ("member", "job"):
        state[act] = outcome.result.id
    if act == "line":
        state["line"] = outcome.result


@given(deeds=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 9999)), max_size=14))
def test_any_working_day_can_be_rebuilt_from_its_journal(
    shop: Shop, tmp_path: Path, deeds: list[tuple[str, int]]
) -> None:
    """Sync and proof both stand on this: state is a function of the operations."""
    state: dict[str, Any] = {}
    for act, number in deeds:
        try:
            _deed(shop, act, number, state)
        except (Refused, KeyError):
            continue
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert report.sound, [finding for finding in report.findings if finding.broken]
