"""T44: any number, day and moment is refused or kept, and money stays exact."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from models.base.days import parse_day
from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.base.quantity import MAX_QUANTITY
from models.rules.checkout import Discount, TenderIn
from models.services import (
    checkout,
    job_file,
    jobs,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from tests.conftest import MORNING
from tests.services.call_values import leaves_of, replaced
from tests.services.calls import Stage
from tests.services.hostile import open_shop_use_cases, prove_sound, read_everything

NUMBERS = (-(10**30), -(2**63) - 1, -1, 0, 1, MAX_QUANTITY + 1, MAX_FEN + 1, 2**62, 2**63, 10**30)
NO_BILL_OF = {"rounding_unit"}
"""Numbers a program chooses from a list: another one is its bug."""


def test_t44_any_number_is_refused_or_kept_and_money_stays_exact(
    stage: Stage, tmp_path: Path
) -> None:
    """A slip of the finger on the number pad must not become a bill, or a list that no longer opens."""
    tried = 0
    for name, (function, _) in open_shop_use_cases().items():
        for place, value, _ in leaves_of(name, stage.call(name)):
            whole = type(value) is int or place[-1] == "expected_total"
            for number in NUMBERS if whole and place[-1] not in NO_BILL_OF else ():
                tried += 1
                with suppress(Refused):
                    stage.run(function, replaced(stage.call(name), place, number))
    assert tried > 100
    read_everything(stage.shop.kernel)
    prove_sound(stage.shop.kernel, tmp_path)


MOMENTS = (
    datetime(2026, 6, 12, 9),  # noqa: DTZ001 - the hostile one
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    datetime(2099, 12, 31, 23, 59, tzinfo=UTC),
    MORNING + timedelta(days=40_000),
)
DAYS = (date.min, date.max, date(1900, 1, 1))


def test_t44_any_day_and_moment_is_refused_or_kept(stage: Stage, tmp_path: Path) -> None:
    """A moment without a zone, in the year 1 or 9999, must not stop the Today screen for good."""
    tried = 0
    for name, (function, _) in open_shop_use_cases().items():
        for place, value, _ in leaves_of(name, stage.call(name)):
            strange = MOMENTS if isinstance(value, datetime) else DAYS
            for new in strange if isinstance(value, date) else ():
                tried += 1
                with suppress(Refused):
                    stage.run(function, replaced(stage.call(name), place, new))
    assert tried > 20
    read_everything(stage.shop.kernel)
    prove_sound(stage.shop.kernel, tmp_path)


def test_t44_there_is_no_thirtieth_of_february() -> None:
    """Nobody is born on it, and no warranty ends there."""
    for typed in ("2026-02-30", "２０２６年２月３０日", "20260230", "2-30"):
        with pytest.raises(Refused, match=r"day\.impossible"):
            parse_day(typed, field="birthday", today=date(2026, 6, 11))


def test_the_lines_of_another_job_are_not_touched_by_a_bill(stage: Stage) -> None:
    """A discount meant for one job's line must change neither the other job nor this bill."""
    shop = stage.shop
    other = shop.job(stage.other, "FW-114").id
    theirs = shop.kernel.ask(job_file.file, other).lines[0].id
    order = Order(
        job_id=stage.job,
        line_discounts=((theirs, Discount(fen=12000)),),
        tenders=(TenderIn("wechat", 11600),),
    )
    assert shop.kernel.run_keyed(shop.key(), checkout.close, order).result.total == 11600
    assert shop.kernel.ask(job_file.file, other).row.total == 12000


def test_a_line_too_dear_for_any_bill_is_refused_when_it_is_written(stage: Stage) -> None:
    """One such line once made every list with a sum in it fail."""
    kernel = stage.shop.kernel
    for entry in (
        LineEntry(name="房子", price=MAX_FEN + 1),
        LineEntry(name="房子", price=MAX_FEN, quantity=MAX_QUANTITY),
        LineEntry(name="房子", price=1, kind="<b>"),  # type: ignore[arg-type]
    ):
        details = JobDetails(title="x")
        with pytest.raises(Refused) as refused:
            kernel.run_keyed(stage.shop.key(), jobs.open_job, details, lines=(entry,))
        assert refused.value.field in ("price", "quantity", "kind")
        order = Order(lines=(OrderLine(entry=entry),), tenders=(TenderIn("wechat", 1),))
        with pytest.raises(Refused):
            kernel.run_keyed(stage.shop.key(), checkout.close, order)
