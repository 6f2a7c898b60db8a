"""Whether the clock can be believed before points lapse or tiers fall by it; after a silence somebody is asked.

A clock that jumped ahead would expire everything at once, and nothing brings that back.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.store.work import View, Work
from models.tables.programme import ProgrammeRun

FAR_DAYS = 60
"""Days without a bill after which somebody is asked."""
SETTLED_DAYS = 30
"""Who has billed for so many days with a clock believes it."""
_TOLD = "clock/"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clock that seems to have jumped ahead: the last day before the silence, and what it says today is."""

    last: date
    today: date


@query(Right.ENTER)
def doubted(view: View) -> Doubt | None:
    """Why the clock is not believed just now; None where it is. See :func:`silence`."""
    last = silence(view)
    return None if last is None else Doubt(last, view.today)


@use_case(Right.SERVE)
def confirm(work: Work) -> None:
    """Somebody says that the clock is right: what stood back goes on. Not undoable: it goes on at once."""
    run_id = f"{_TOLD}{work.today.isoformat()}"
    if work.find(ProgrammeRun, run_id) is None:
        work.add(ProgrammeRun(id=run_id, at=work.now))


def silence(view: View) -> date | None:
    """The last day before more than 60 without a bill that ended within the last 30, or today; else None.

    A bill or two by the new clock prove nothing: who sells in the morning has not looked at the year. Days that
    lie ahead of today are left out of it.
    """
    today = view.today
    first = _bill_day(view, "min", today - timedelta(days=SETTLED_DAYS), today) or today
    before = _bill_day(view, "max", date.min, first - timedelta(days=1))
    told = view.sql(
        "SELECT max(id) AS id FROM programme_run WHERE id>=?1 AND id<=?1||?2",
        (_TOLD, today.isoformat()),
    )[0]["id"]
    last = max(
        (day for day in (before, told and date.fromisoformat(told[-10:])) if day), default=None
    )
    return last if last is not None and (first - last).days > FAR_DAYS else None


def must_be_believed(view: View) -> None:
    """Raise Refused("points.clock", day=the last one before the silence) where the clock is doubted."""
    last = silence(view)
    if last is not None:
        raise Refused("points.clock", field="today", day=last)


def _bill_day(view: View, which: str, first: date, last: date) -> date | None:
    """The first or the last day in a span on which something was billed; ``which`` is this module's own."""
    rows = view.sql(
        f"SELECT {which}(business_day) AS day FROM bill WHERE business_day>=? AND business_day<=?",
        (first.isoformat(), last.isoformat()),
    )
    return None if rows[0]["day"] is None else date.fromisoformat(rows[0]["day"])
