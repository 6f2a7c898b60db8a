"""If these fail, somebody is offered for erasure whose warranty, job or books are still needed, or nobody is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.retention import cutoff, is_due, tax_year_began

TODAY = date(2026, 6, 11)


def due(**changed: object) -> bool:
    facts: dict[str, object] = {
        "active": date(2023, 6, 10),
        "open_jobs": 0,
        "warranty_until": None,
        "last_bill": None,
    }
    return is_due(TODAY, 3, **(facts | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"active": date(2023, 6, 11)}, False),
        ({"open_jobs": 1}, False),
        ({"warranty_until": TODAY}, False),
        ({"warranty_until": TODAY - timedelta(days=1)}, True),
        ({"last_bill": date(2026, 1, 1)}, False),
        ({"last_bill": date(2025, 12, 31)}, True),
    ],
)
def test_who_is_offered(changed: dict[str, object], expected: bool) -> None:
    assert due(**changed) is expected


def test_never_means_never() -> None:
    assert cutoff(TODAY, 0) is None
    assert not is_due(
        TODAY, 0, active=date(1990, 1, 1), open_jobs=0, warranty_until=None, last_bill=None
    )


def test_the_29th_of_february_counts_from_the_28th() -> None:
    assert cutoff(date(2028, 2, 29), 3) == date(2025, 2, 28)


@given(today=st.dates(date(2000, 3, 1), date(2099, 12, 31)), years=st.integers(1, 30))
def test_the_day_lies_that_many_years_back_and_the_tax_year_holds_today(
    today: date, years: int
) -> None:
    if today.year - years >= 1:
        before = cutoff(today, years)
        assert before is not None
        assert before.year == today.year - years
        assert tax_year_began(today) <= today
        assert tax_year_began(today).year == today.year
