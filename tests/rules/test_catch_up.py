"""When something may have happened that is entered now: a slip of the hand must not land in another month."""

from datetime import UTC, datetime, timedelta

import pytest

from models.base.errors import Refused
from models.rules.catch_up import PAST_DAYS, check_moment

NOW = datetime(2026, 6, 11, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("happened", "since", "code"),
    [
        (NOW, None, ""),
        (NOW - HOUR, None, ""),
        (NOW - timedelta(days=PAST_DAYS), None, ""),
        (NOW - HOUR, NOW - HOUR, ""),
        (NOW + timedelta(seconds=1), None, "catch_up.future"),
        (NOW - timedelta(days=PAST_DAYS, seconds=1), None, "catch_up.too_old"),
        (NOW - HOUR, NOW - HOUR / 2, "catch_up.before"),
        (NOW.replace(tzinfo=None), None, "catch_up.time"),
    ],
)
def test_the_moments(happened: datetime, since: datetime | None, code: str) -> None:
    if not code:
        check_moment(happened, now=NOW, since=since)
        return
    with pytest.raises(Refused) as refused:
        check_moment(happened, now=NOW, since=since)
    assert refused.value.code == code
    assert refused.value.field in ("time", "day")
