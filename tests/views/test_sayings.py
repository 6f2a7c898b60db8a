"""How numbers and times are told: a wrong separator or day on a receipt is a lie to a customer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from views import sayings
from views.texts import Catalogue, TextError, catalogue
from views.widgets.folding import fen_of, fold, milli_of

SHOP = ZoneInfo("Asia/Shanghai")
ZH, EN = catalogue("zh"), catalogue("en")
TODAY = date(2026, 6, 11)
NOW = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)  # 10:42 in the shop


@pytest.mark.parametrize(
    ("fen", "told"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (224100, "2,241.00"),
        (-1150, "-11.50"),
        (100000000, "1,000,000.00"),
    ],
)
def test_money(fen: int, told: str) -> None:
    assert sayings.money(fen) == told


def test_only_totals_carry_the_sign() -> None:
    assert sayings.yuan(34400) == "¥344.00"
    assert sayings.yuan(-500) == "-¥5.00"
    assert "¥" not in sayings.money(34400)
    assert (sayings.change(2800), sayings.change(0), sayings.change(-5)) == (
        "+28.00",
        "0.00",
        "-0.05",
    )


@given(st.integers(-(10**12), 10**12))
def test_money_that_is_told_reads_back(fen: int) -> None:
    """Else leaving a money field would change the amount."""
    assert fen_of(sayings.money(fen)) == fen


@given(st.integers(0, 10**12))
def test_quantity_that_is_told_reads_back(milli: int) -> None:
    assert milli_of(sayings.quantity(milli)) == milli


@pytest.mark.parametrize(
    ("milli", "told"),
    [(1000, "1"), (1500, "1.5"), (1, "0.001"), (-2050, "-2.05"), (10**7, "10,000")],
)
def test_quantity(milli: int, told: str) -> None:
    assert sayings.quantity(milli) == told


@pytest.mark.parametrize(
    ("on", "zh", "en"),
    [
        (TODAY, "今天", "today"),
        (date(2026, 6, 10), "昨天", "yesterday"),
        (date(2026, 6, 12), "明天", "tomorrow"),
        (date(2026, 6, 3), "6月3日", "3 Jun"),
        (date(2026, 12, 31), "12月31日", "31 Dec"),
        (date(2025, 11, 2), "2025-11-02", "2025-11-02"),
    ],
)
def test_day(on: date, zh: str, en: str) -> None:
    assert sayings.day(on, TODAY, words=ZH) == zh
    assert sayings.day(on, TODAY, words=EN) == en


def test_the_day_is_the_shops_day() -> None:
    """00:30 in the shop is still the evening before in UTC; the clerk means the shop's day."""
    after_midnight = datetime(2026, 6, 10, 16, 30, tzinfo=UTC)
    assert sayings.moment(after_midnight, SHOP, NOW, words=ZH) == "今天 00:30"
    assert sayings.moment(after_midnight, SHOP, NOW, words=ZH, bare_today=True) == "00:30"
    assert sayings.moment(after_midnight - timedelta(hours=1), SHOP, NOW, words=ZH) == "昨天 23:30"


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [
        (timedelta(hours=2, minutes=18), "剩 2 时 18 分", "2 h 18 min left"),
        (timedelta(minutes=26, seconds=59), "剩 26 分", "26 min left"),
        (timedelta(hours=3), "剩 3 时", "3 h left"),
        (timedelta(seconds=5), "剩 0 分", "0 min left"),
        (timedelta(days=3, hours=5), "剩 3 天", "3 days left"),
        (-timedelta(days=1, hours=2), "超 1 天", "1 day late"),
        (-timedelta(minutes=5), "超 5 分", "5 min late"),
    ],
)
def test_countdown(left: timedelta, zh: str, en: str) -> None:
    assert sayings.countdown(NOW + left, NOW, words=ZH) == zh
    assert sayings.countdown(NOW + left, NOW, words=EN) == en


@given(st.integers(0, 10**7))
def test_time_left_is_never_told_longer_than_it_is(seconds: int) -> None:
    """A promise told too generously is a promise broken."""
    told = sayings.span(timedelta(seconds=seconds), words=ZH)
    units = {"天": 86400, "时": 3600, "分": 60}
    parts = told.split()
    assert (
        sum(int(n) * units[unit] for n, unit in zip(parts[::2], parts[1::2], strict=True))
        <= seconds
    )


def test_call_length() -> None:
    assert sayings.span(timedelta(minutes=4, seconds=10), words=ZH, seconds=True) == "4 分 10 秒"


class _Words(Catalogue):
    def template(self, key: str) -> str:
        if key == "refused.price.too_low":
            return "{price:yuan} 太低，{on:day} 起是 {least:money}"
        return super().template(key)


def test_a_refusal_tells_its_values_and_leaves_the_rest() -> None:
    trouble = Refused("price.too_low", price=1200, least=3000, on=TODAY, unused=7)
    said = sayings.explain(trouble, zone=SHOP, now=NOW, words=_Words("zh"))
    assert said == "¥12.00 太低，今天 起是 30.00"
    with pytest.raises(TextError):
        sayings.explain(Refused("price.nonsense"), zone=SHOP, now=NOW, words=_Words("zh"))


def test_what_an_ime_types_is_folded() -> None:
    assert fold("１２。５") == "12.5"
    assert fen_of("１２。５") == 1250
    assert fen_of("2,241") == 224100
    assert [fen_of(bad) for bad in ("", ".", "1.234", "a", "1-2")] == [None] * 5
    assert [milli_of(bad) for bad in ("", "-1", "1.2345")] == [None] * 3
