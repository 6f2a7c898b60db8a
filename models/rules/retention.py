"""How long a member's data is kept after the last sign of life, and what keeps it longer.

Must not know rows: days in, an answer out.
"""

from datetime import date

YEARS_MOST = 30


def cutoff(today: date, years: int) -> date | None:
    """The day before which a last activity lies too far back; None where data is kept for ever (0 years).

    29 February counts from 28 February of a year that has no such day.
    """
    if years <= 0:
        return None
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def tax_year_began(today: date) -> date:
    """The first day of the tax year a day lies in: in mainland China the calendar year."""
    return today.replace(month=1, day=1)


def is_due(
    today: date,
    years: int,
    *,
    active: date,
    open_jobs: int,
    warranty_until: date | None,
    last_bill: date | None,
) -> bool:
    """Whether a member may be offered for erasure.

    Never with an open job, a warranty that still runs, or a bill of this tax year.
    """
    before = cutoff(today, years)
    return (
        before is not None
        and active < before
        and open_jobs == 0
        and (warranty_until is None or warranty_until < today)
        and (last_bill is None or last_bill < tax_year_began(today))
    )
