"""The figures are measured on bulk-written shops: they mean nothing unless those are like real ones."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from desktop import bulk, demo, demo_file, opening
from desktop.bulk_plan import Plan
from desktop.paths import migration_steps
from models.base.clock import ManualClock
from models.kernel import Surroundings
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import check, checkout, jobs, members, prices, search, shop
from models.services.checkout import Order
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from tests.desktop.rows import rows_of

UNTIL = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)
PLAN = Plan(members=200, jobs_each=2, first=UNTIL - timedelta(days=400), until=UNTIL)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with people and prices and nothing else, closed."""
    folder = tmp_path_factory.mktemp("bulk") / "shop"
    around = Surroundings(ManualClock(PLAN.first), Random(1))
    kernel = opening.found_demo(folder, demo.DETAILS, trade="repair", owner="何玉梅", around=around)
    bulk.furnish(kernel)
    kernel.close()
    return folder


def _by_use_cases(folder: Path) -> None:
    """The plan, call by call, through the kernel."""
    key = opening.demo_key(folder)
    assert key is not None
    clock = ManualClock(PLAN.first)
    kernel = opening.open_shop(folder, key, around=Surroundings(clock, Random("bulk")))
    demo_file.hurry(kernel.store)
    items = {row.code: row.id for row in kernel.ask(prices.price_list).rows}
    technician = kernel.ask(shop.people, technicians_only=True)[0].id
    ids: dict[int, str] = {}
    for number, visit in enumerate(PLAN.each()):
        if visit.new:
            clock.set(visit.at)
            made = kernel.run_keyed(f"m{number}", members.create, visit.details)
            ids[visit.member] = made.result.id
        assert visit.fault is not None
        clock.set(visit.opened_at)
        details = JobDetails(
            member_id=ids[visit.member],
            device=f"格力 {visit.fault.device}" if visit.fault.device == "ac" else "",
            serial=visit.serial,
            title=visit.fault.title,
            diagnosis=visit.fault.found,
            place=visit.fault.place,
            technician_id=technician,
            promised_at=visit.promised_at,
        )
        lines = tuple(LineEntry(item_id=items[code]) for code in visit.fault.codes)
        job = kernel.run_keyed(f"j{number}", jobs.open_job, details, lines=lines).result
        if visit.stays_open:
            continue
        clock.set(visit.paid_at)
        priced = kernel.ask(checkout.preview, Order(job_id=job.id)).priced
        assert priced is not None
        paid = (TenderIn("wechat", priced.total),)
        kernel.run_keyed(f"b{number}", checkout.close, Order(job_id=job.id, tenders=paid))
        clock.set(visit.closed_at)
        kernel.run(jobs.move, job.id, Step.CLOSED)
    kernel.give_back()
    demo_file.finish(kernel.store)


def test_the_bulk_writer_writes_the_rows_of_the_use_cases(furnished: Path, tmp_path: Path) -> None:
    """All journalled tables, the journal with its hashes, the search documents and their places."""
    slow = Path(shutil.copytree(furnished, tmp_path / "slow"))
    fast = Path(shutil.copytree(furnished, tmp_path / "fast"))
    _by_use_cases(slow)
    key = opening.demo_key(fast)
    assert key is not None
    kernel = opening.open_shop(fast, key)
    bulk.write(kernel, PLAN, Random("bulk"))
    report = kernel.ask(
        check.check_deep, key=key, scratch=tmp_path / "rebuilt.db", steps=migration_steps()
    )
    kernel.close()
    expected, found = rows_of(slow, key), rows_of(fast, key)
    assert len(expected["bill"]) == PLAN.visits - 24
    for table, rows in expected.items():
        assert found[table] == rows, table
    assert report.sound, [entry for entry in report.findings if entry.broken]


def test_a_shop_for_searching_only_is_searched_like_any(tmp_path: Path) -> None:
    """The million-member shop has no journal; what is found in it must be the same."""
    plan = Plan(members=60, jobs_each=0, first=PLAN.first, until=UNTIL)
    bulk.build(tmp_path / "shop", plan, journal=False)
    key = opening.demo_key(tmp_path / "shop")
    assert key is not None
    kernel = opening.open_shop(tmp_path / "shop", key)
    wanted = next(iter(plan.each())).details
    found = kernel.ask(search.search, wanted.phones[0].number[-6:])
    assert [row.name for row in found.rows] == [wanted.name]
    assert kernel.ask(check.check).sound
    kernel.close()
