"""The demonstration shop: the first thing a stranger sees, and what every picture is taken of."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import demo, opening
from desktop.demo_people import phone
from desktop.paths import migration_steps
from models.base.clock import ManualClock
from models.base.errors import Cancelled, Refused
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.services import check, checkout, prices, search, today
from models.services.checkout import Order
from models.store.engine import FILE_NAME, connect
from models.store.work import View
from tests.desktop.conftest import UNTIL
from tests.desktop.rows import rows_of


@query(Right.SERVE)
def _rows(view: View, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in view.sql(statement)]


def _opened(folder: Path) -> Kernel:
    key = opening.demo_key(folder)
    assert key is not None
    around = Surroundings(ManualClock(UNTIL), random.Random(9))
    return opening.open_shop(folder, key, around=around)


def test_the_same_seed_makes_the_same_rows(tmp_path: Path) -> None:
    """A picture that changes by itself cannot be compared with the last one."""
    folders = [tmp_path / name for name in ("one", "two", "other")]
    for folder, seed in zip(folders, (5, 5, 6), strict=True):
        demo.build(folder, members=8, years=0.1, seed=seed, until=UNTIL)
    keys = [opening.demo_key(folder) for folder in folders]
    assert keys[0] == keys[1] != keys[2]
    tables = [rows_of(folder, key) for folder, key in zip(folders, keys, strict=True) if key]
    assert tables[0] == tables[1]
    assert tables[0]["member"] != tables[2]["member"]


def test_it_is_sound_to_the_last_page_and_entry(made_demo: Path, tmp_path: Path) -> None:
    """A demonstration that fails its own check would be no recommendation."""
    kernel = _opened(made_demo)
    key = kernel.store.key
    report = kernel.ask(
        check.check_deep, key=key, scratch=tmp_path / "rebuilt.db", steps=migration_steps()
    )
    kernel.close()
    assert report.sound, [entry for entry in report.findings if entry.broken]
    assert report.members == 25


def test_the_index_is_left_as_in_an_open_shop(made_demo: Path) -> None:
    """What is erased later must leave the file: secure-delete may not stay off."""
    key = opening.demo_key(made_demo)
    connection = connect(made_demo / FILE_NAME, key, read_only=True)
    for kind in ("member", "job", "bill", "price"):
        rows = connection.execute(f"SELECT v FROM find_{kind}_config WHERE k='secure-delete'")
        assert rows.fetchall() == [(1,)], kind
    connection.close()


def test_today_is_alive_at_every_step(made_demo: Path) -> None:
    """A Today screen without work shows nothing of the program."""
    kernel = _opened(made_demo)
    day = kernel.ask(today.overview)
    kernel.close()
    assert all(count > 0 for _, count in day.queue), day.queue
    states = Counter(entry.left.state for entry in day.due)
    assert states["late"] >= 2
    assert states["risk"] >= 2
    assert states["ok"] >= 2
    assert {entry.what for entry in day.due} == {"promise", "dispatch", "pay", "call_back"}
    assert day.takings.bills >= 8


def test_the_job_of_the_pictures_is_there(made_demo: Path) -> None:
    """Pictures are compared by eye: number, sum and words must be those of the design."""
    kernel = _opened(made_demo)
    (job, *_) = kernel.ask(search.search, "CE0K210577A31", kind="job").rows
    assert (job.number, job.name, job.step) == ("GD-A260610-023", "张桂兰", "work")
    priced = kernel.ask(checkout.preview, Order(job_id=job.id)).priced
    kernel.close()
    assert priced is not None
    assert priced.total == 34400


def test_prices_rose_and_the_old_ones_still_hold_for_their_days(made_demo: Path) -> None:
    """A price list without a past shows nothing of its versions."""
    kernel = _opened(made_demo)
    now = {row.code: row for row in kernel.ask(prices.price_list).rows}
    then = kernel.ask(prices.price_list, day=UNTIL.date() - timedelta(days=60))
    kernel.close()
    risen = [row.code for row in then.rows if (row.price or 0) < (now[row.code].price or 0)]
    assert len(risen) > 5
    assert now["FW-210"].next_price == 42_000
    assert [now[code].price for code in ("FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618")] == [
        3000, 12000, 8000, 8600, 2800,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with a year behind it; nobody writes to it."""
    folder = tmp_path_factory.mktemp("year") / "shop"
    demo.build(folder, members=120, years=1.1, seed=4, until=UNTIL)
    return folder


def test_a_year_has_seasons_rework_and_bad_endings(year: Path) -> None:
    """Insight and warnings are shown on this shop: without a pattern there is nothing to see."""
    kernel = _opened(year)
    titles = kernel.ask(
        _rows, "SELECT strftime('%m', opened_at/1000, 'unixepoch') AS m, title FROM job"
    )
    again = kernel.ask(
        _rows,
        "SELECT count(*) FROM job a JOIN job b ON b.device_id=a.device_id AND b.id<>a.id"
        " AND b.opened_at BETWEEN a.opened_at AND a.opened_at + 30*86400000",
    )
    endings = dict(kernel.ask(_rows, "SELECT ending, count(*) FROM job GROUP BY ending"))
    tenders = dict(kernel.ask(_rows, "SELECT tender_kind, count(*) FROM tender GROUP BY 1"))
    walk_ins = kernel.ask(_rows, "SELECT count(*) FROM bill WHERE member_id IS NULL")
    late = kernel.ask(
        _rows,
        "SELECT count(*) FROM job j JOIN job_step s ON s.job_id=j.id AND s.to_step='payment'"
        " WHERE s.at > j.promised_at",
    )
    kernel.close()
    cold = sum("空调" in str(title) for month, title in titles if month in ("12", "01", "02"))
    hot = sum("空调" in str(title) for month, title in titles if month in ("06", "07", "08"))
    assert hot > 3 * cold
    assert again[0][0] > 0
    assert endings["cancelled"] > 0
    assert endings["done"] > 5 * endings["cancelled"]
    assert set(tenders) >= {"cash", "wechat", "alipay", "card"}
    assert walk_ins[0][0] > 50
    assert late[0][0] > 3


def test_points_are_lived_with_from_the_first_day(year: Path) -> None:
    """A page of points without a debt, a pot or a fall shows nobody what they look like."""
    kernel = _opened(year)

    def of(statement: str) -> dict[Any, Any]:
        return dict(kernel.ask(_rows, statement))

    entries = of("SELECT entry_kind, count(*) FROM points_entry GROUP BY 1")
    rules = of("SELECT rule, count(*) FROM points_entry GROUP BY 1")
    redeemed = of("SELECT state, count(*) FROM redemption GROUP BY 1")
    tenders = of("SELECT tender_kind, count(*) FROM tender GROUP BY 1")
    tiers = of("SELECT cause, count(*) FROM tier_change GROUP BY 1")
    falls = of("SELECT coalesce(outcome,''), count(*) FROM tier_notice GROUP BY 1")
    referrals = of("SELECT state, count(*) FROM referral GROUP BY 1")
    accounts = of("SELECT owner_kind, count(*) FROM points_account GROUP BY 1")
    owed = kernel.ask(_rows, "SELECT count(*) FROM points_open WHERE points<0")
    merged = kernel.ask(_rows, "SELECT count(*) FROM merge")
    first = kernel.ask(_rows, "SELECT valid_from FROM programme_version")
    founded = kernel.ask(_rows, "SELECT date((founded_at+28800000)/1000,'unixepoch') FROM shop")
    report = kernel.ask(check.check)
    kernel.close()
    assert first == founded
    assert set(entries) >= {
        "earn", "bonus", "spend", "come_back", "take_back", "expire", "adjust", "move_in", "move_out"
    }  # fmt: skip
    assert set(rules) >= {"referral", "welcome", "review", "check_in", "birthday", "pay"}
    assert set(redeemed) == {"held", "completed", "cancelled"}
    assert set(tenders) >= {"points", "coupon", "stored", "visit"}
    assert tiers["reached"] > 5
    assert falls[""] >= 1
    assert referrals["rewarded"] >= 3
    assert accounts["household"] == 1
    assert owed[0][0] >= 1
    assert merged == [(1,)]
    assert report.sound, [entry for entry in report.findings if entry.broken]


def test_no_phone_belongs_to_anybody() -> None:
    """A picture in public with a stranger's number in it would ring."""
    numbers = [phone(place) for place in range(20_000)]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("1540") and len(number) == 11 for number in numbers)


def test_it_never_lies_down_over_something(tmp_path: Path) -> None:
    """A typing slip in the folder's name must not cost a real shop."""
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("kept")
    with pytest.raises(Refused, match=r"demo\.not_empty"):
        demo.build(taken, members=5, years=0.1, seed=1, until=UNTIL)
    assert (taken / "letter.txt").read_text() == "kept"


class _Stop:
    def step(self, done: int, total: int) -> None:
        if done > total // 2:
            raise Cancelled


def test_a_stopped_demonstration_leaves_nothing(tmp_path: Path) -> None:
    """A half shop that looks like a whole one would be shown to somebody."""
    with pytest.raises(Cancelled):
        demo.build(tmp_path / "shop", members=5, years=0.1, seed=1, until=UNTIL, progress=_Stop())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "years", "code"),
    [
        (2, 1.0, "demo.members"),
        (10**6, 1.0, "demo.members"),
        (5, 0.0, "demo.years"),
        (5, 99.0, "demo.years"),
    ],
)
def test_senseless_sizes_are_refused(tmp_path: Path, members: int, years: float, code: str) -> None:
    """A slip of a zero must not fill the disk."""
    with pytest.raises(Refused) as caught:
        demo.build(tmp_path / "shop", members=members, years=years, seed=1, until=UNTIL)
    assert caught.value.code == code
