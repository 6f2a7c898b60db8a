"""The ledger of points by command: a balance with its reasons, what expires, what is owed, a trial of rules."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from desktop import cli
from models.base.clock import ManualClock, business_day
from models.rules.programme import Expiry, Programme
from models.services import programme
from models.services import shop as shops
from tests.conftest import PASSPHRASE
from tests.desktop.test_cli_money import Run, linli
from tests.paper import reading
from tests.points.acts import use_points
from tests.services.programming import switch_on
from tests.services.rewarding import give_back, grant
from tests.shopkeeping import Shop

__all__ = ["linli"]
SHORT = Programme(expiry=Expiry("days", 30))


@pytest.fixture
def now(shop: Shop, clock: ManualClock) -> Shop:
    """The shop, rules in force."""
    switch_on(shop, SHORT, business_day(clock.now(), "Asia/Shanghai"))
    return shop


def _sold(shop: Shop) -> str:
    """55 days later: a member who has 120 points of then and 30 of today; returns the card number."""
    member = shop.member()
    shop.sell("FW-114", member_id=member.id)
    shop.clock.advance(timedelta(days=55))
    shop.sell("FW-001", member_id=member.id)
    shop.kernel.give_back()
    return member.number


def test_a_balance_is_told_with_every_lot_and_of_any_day(now: Shop, linli: Run) -> None:
    """The time machine: what it was before anything lapsed, and the bill behind it."""
    number = _sold(now)
    code, told, _ = linli("points", number)
    assert (code, told["available"], told["worth"]) == (0, 30, 30)
    assert [(lot["points"], lot["number"]) for lot in told["lots"]] == [(30, "A-000002")]
    day = business_day(now.clock.now() - timedelta(days=40), "Asia/Shanghai")
    code, told, _ = linli("points", number, "--on", day)
    assert (code, told["on"], told["available"]) == (0, day.isoformat(), 120)
    assert told["lots"][0]["line"] == "更换滚筒轴承，工时"
    assert linli("points", number, "--on", "30.2.")[2]["code"] == "day.unknown"
    assert linli("points", "12345670")[0] == 1


def test_what_has_lapsed_expires_once(now: Shop, linli: Run) -> None:
    number = _sold(now)
    assert linli("expire")[1] == {"lots": 1, "points": 120}
    assert linli("expire")[1] == {"lots": 0, "points": 0}
    assert linli("points", number)[1]["available"] == 30


def test_batches_go_on_until_nothing_is_left(
    now: Shop, linli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shop of years has more than one batch; a command that stops after the first lies."""
    member = now.member()
    for _ in range(5):
        grant(now, member.id, 10)
    now.clock.advance(timedelta(days=55))
    now.kernel.give_back()
    monkeypatch.setattr("models.services.points_expiry.BATCH", 2)
    assert linli("expire")[1] == {"lots": 5, "points": 50}


def test_a_clock_that_jumped_is_asked_about(shop: Shop, clock: ManualClock, linli: Run) -> None:
    """All points of all members gone because somebody set the year wrong."""
    switch_on(shop, SHORT, business_day(clock.now(), "Asia/Shanghai"))
    shop.sell("FW-114", member_id=shop.member().id)
    shop.kernel.give_back()
    clock.advance(timedelta(days=90))
    code, _, err = linli("expire")
    assert (code, err["code"]) == (1, "points.clock")
    assert linli("expire", "--yes")[1] == {"lots": 1, "points": 120}


def test_what_the_shop_owes_is_told(now: Shop, linli: Run) -> None:
    _sold(now)
    code, told, _ = linli("liability")
    assert (code, told["points"], told["members"], told["worth"]) == (0, 30, 1, 30)
    assert told["known"] is False
    assert len(told["by_end"]) == 1


def test_points_are_given_and_taken_by_hand(now: Shop, linli: Run) -> None:
    number = _sold(now)
    code, told, _ = linli("adjust", number, "70", "--reason", "补记")
    assert (code, told) == (0, {"points": 70, "available": 100})
    assert linli("adjust", number, "-40", "--reason", "多记了")[1]["available"] == 60
    code, _, err = linli("adjust", number, "-61", "--reason", "多记了")
    assert (code, err["code"], err["values"]["have"]) == (1, "points.short", 60)
    assert linli("adjust", number, "1", "--reason", " ")[2]["code"] == "text.required"


def test_what_is_owed_is_let_go_of(now: Shop, linli: Run) -> None:
    """Said how much, or all of it; never more, and always with a reason."""
    member = now.member()
    sold = now.sell("FW-114", member_id=member.id)
    now.kernel.run_keyed(now.key(), use_points, member.id, 120)
    give_back(now, sold.id)
    now.kernel.give_back()
    number = member.number
    code, _, err = linli("forgive", number, "121", "--reason", "老客户")
    assert (code, err["code"], err["values"]) == (1, "points.no_debt", {"have": 120})
    assert linli("forgive", number, "20", "--reason", "老客户")[1] == {"points": 20, "debt": 100}
    assert linli("forgive", number, "--reason", " ")[2]["code"] == "text.required"
    assert linli("forgive", number, "--reason", "老客户")[1] == {"points": 100, "debt": 0}
    assert linli("forgive", number, "--reason", "老客户")[2]["code"] == "points.no_debt"


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("adjust", "MEMBER", "5", "--reason", " "), "--reason: "),
        (("forgive", "MEMBER", "5", "--reason", "老客户"), "POINTS: "),
        (("points", "MEMBER", "--on", "30.2."), "--on: "),
        (("points", "1234"), "MEMBER: "),
    ],
)
def test_a_refusal_names_the_word_it_is_about(
    now: Shop,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    about: str,
) -> None:
    """Of five words typed, the owner sees which one to type again."""
    number = now.member().number
    now.kernel.give_back()
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    typed = [number if word == "MEMBER" else word for word in words]
    assert cli.run(["--shop", str(folder), *typed]) == 1
    assert capsys.readouterr().err.startswith(about)


def test_a_statement_is_written_and_stands_in_the_journal(
    now: Shop, linli: Run, tmp_path: Path
) -> None:
    number = _sold(now)
    path = tmp_path / "对账.pdf"
    code, told, _ = linli("statement", number, "-o", path)
    assert (code, told["lines"], told["opening"], told["closing"]) == (0, 3, 0, 30)
    text = reading.flat(reading.text(path.read_bytes()))
    assert reading.flat("消费得分，收据 A-000002") in text
    _, rows, _ = linli("journal", "--limit", 3)
    assert any("print_statement" in json.dumps(row) for row in rows)
    today = business_day(now.clock.now(), "Asia/Shanghai").isoformat()
    code, told, _ = linli("statement", number, "-o", path, "--from", today, "--size", "a5")
    assert (code, told["lines"], told["opening"], told["from"]) == (0, 1, 0, today)
    code, _, err = linli("statement", number, "-o", path, "--from", today, "--to", "2020-01-01")
    assert (code, err["code"]) == (1, "points.days")


def test_rules_are_tried_and_nothing_is_written(now: Shop, linli: Run, tmp_path: Path) -> None:
    """Twice the points for the same bills: what it would have come to, before it is switched on."""
    _sold(now)
    file = tmp_path / "double.json"
    rules = {
        "earning": {"classes": [{"earning_class": "standard", "rate": 2000}]},
        "tiers": {"steps": [{"code": "base", "name": "普通", "need": 0},
                            {"code": "silver", "name": "银卡", "need": 10000}]},
    }  # fmt: skip
    file.write_text(json.dumps(rules), encoding="utf-8")
    code, told, _ = linli("rules", "try", file)
    assert (code, told["bills"], told["members"]) == (0, 2, 1)
    assert (told["was"]["issued"], told["tried"]["issued"]) == (150, 300)
    assert (told["rise"], told["fall"]) == (1, 0)
    assert told["moves"] == [{"from_name": "普通", "to_name": "银卡", "members": 1, "rises": True}]
    assert len(now.kernel.ask(programme.versions)) == 1
    now.kernel.give_back()
    file.write_text('{"per_yuan": 0}', encoding="utf-8")
    assert linli("rules", "try", file)[2]["code"] == "programme.range"
    assert linli("rules", "try")[2]["code"] == "programme.file"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_lines(
    now: Shop,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    """Every command in both languages: a missing word would be found by the owner at night."""
    number = _sold(now)
    now.kernel.run(shops.set_setting, "language", language)
    now.kernel.give_back()
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    file = tmp_path / "rules.json"
    file.write_text('{"expiry": {"kind": "days", "count": 90}}', encoding="utf-8")
    said = []
    for words in (
        ("points", number),
        ("liability",),
        ("rules", "try", str(file)),
        ("adjust", number, "5", "--reason", "补"),
        ("statement", number, "-o", str(tmp_path / "x.pdf")),
        ("expire",),
        ("expire",),
    ):
        assert cli.run(["--shop", str(folder), *words]) == 0
        said.append(capsys.readouterr().out)
    wanted = {
        "zh": ("可用 30 分", "收据 A-000002", "最多抵 ¥0.30", "实际", "可用 35 分", "笔", "120 分", "没有"),
        "en": ("30 points", "receipt A-000002", "¥0.30 at most", "as it was", "35 points", "entries", "120 points",
               "Nothing"),
    }[language]  # fmt: skip
    whole = "".join(said)
    assert [word for word in wanted if word not in whole] == []


@pytest.mark.parametrize("typed", ["1_0", "1e1", "十", "1.0", " 1 0"])
def test_a_number_that_no_person_writes_is_no_number(
    now: Shop, folder: Path, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    """Python reads 1_0 as ten: a slip of the finger would give points."""
    number = _sold(now)
    left = cli.run(["adjust", number, typed, "--reason", "补记", "--shop", str(folder)])
    assert left == 2
    assert "POINTS" in capsys.readouterr().err
