"""The programme by command: an owner writes the rules in a file and switches them on; a clerk explains a tier."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from desktop import cli
from models.base.clock import business_day
from models.kernel import NOBODY, PROGRAM
from models.rules.programme import Expiry, Programme
from models.services import programme
from tests.clerk import Clerk
from tests.conftest import PASSPHRASE
from tests.desktop.test_cli_money import Run, linli
from tests.services.five_programmes import FIVE
from tests.services.programming import rows, switch_on
from tests.services.programming import tiers as ladder
from tests.services.test_programme_days import DIAMOND
from tests.shopkeeping import Shop

__all__ = ["linli"]


@pytest.fixture
def now(shop: Shop) -> Shop:
    """The shop, closed for the command."""
    shop.kernel.give_back()
    return shop


def _write(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_rules_are_switched_on_from_a_file_and_shown(now: Shop, linli: Run, tmp_path: Path) -> None:
    code, shown, _ = linli("rules", "show")
    assert (code, shown["rules"], shown["versions"]) == (0, None, [])
    file = _write(tmp_path / "moving.json", FIVE["moving"])
    code, made, _ = linli("rules", "activate", file)
    assert (code, made["number"]) == (0, 1)
    _, shown, _ = linli("rules", "show")
    assert shown["rules"]["standing"] == [{"points": 10, "segment": "diamond", "tier": None}]
    day = business_day(now.clock.now(), "Asia/Shanghai") + timedelta(days=9)
    code, made, _ = linli("rules", "activate", file, "--from", day.isoformat())
    assert (code, made["valid_from"]) == (0, day.isoformat())
    _, shown, _ = linli("rules", "show")
    assert [row["standing"] for row in shown["versions"]] == ["planned", "in_force"]
    del now


@pytest.mark.parametrize(
    ("document", "code", "field"),
    [
        ({"per_yuan": 0}, "programme.range", "per_yuan"),
        ({"tiers": {"steps": [{"code": "a"}]}}, "programme.shape", "tiers.steps.0"),
        ({"point": 1}, "programme.shape", "file"),
    ],
)
def test_a_wrong_file_is_refused_by_its_place(
    now: Shop, linli: Run, tmp_path: Path, document: object, code: str, field: str
) -> None:
    refused, _, err = linli("rules", "activate", _write(tmp_path / "x.json", document))
    assert (refused, err["code"], err["field"]) == (1, code, field)
    assert now.kernel.ask(programme.versions) == ()
    now.kernel.give_back()


def test_no_draft_is_left_where_the_day_was_refused(now: Shop, linli: Run, tmp_path: Path) -> None:
    file = _write(tmp_path / "x.json", {})
    for words, code in (
        (("--from", "2020-01-01"), "programme.past"),
        (("--from", "30.2."), "day.unknown"),
    ):
        refused, _, err = linli("rules", "activate", file, *words)
        assert (refused, err["code"]) == (1, code)
    assert linli("rules", "activate", tmp_path / "none.json")[2]["code"] == "programme.file"
    assert linli("rules", "activate")[2]["code"] == "programme.file"
    assert now.kernel.ask(programme.versions) == ()
    now.kernel.give_back()


def test_a_tier_and_the_segments_are_told(
    now: Shop,
    linli: Run,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    member = now.member()
    now.sell("FW-114", member_id=member.id)
    now.kernel.give_back()
    assert linli("tier", member.number)[2]["code"] == "programme.none"
    switch_on(now, ladder(), business_day(now.clock.now(), "Asia/Shanghai"))
    now.sell("FW-001", member_id=member.id)
    now.kernel.give_back()
    code, told, _ = linli("tier", member.number)
    assert (code, told["tier"]["code"], told["tier"]["distance"]["missing"]) == (0, "silver", 15000)
    assert told["segments"]["placed"]["segment"] == "diamond"
    code, told, _ = linli("segments")
    assert (code, told["matrix"][0]["members"]) == (0, 1)
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    assert cli.run(["--shop", str(folder), "segments"]) == 0
    assert "钻石客群 1 位 配专属顾问，免年费" in capsys.readouterr().out
    assert cli.run(["--shop", str(folder), "tier", member.number]) == 0
    assert "怎么待：配专属顾问，免年费" in capsys.readouterr().out


@pytest.mark.usefixtures("unready")
def test_an_open_window_does_the_days_by_itself(clerk: Clerk, shop: Shop) -> None:
    """Ten points a day that somebody has to remember are no promise."""
    switch_on(shop, DIAMOND, business_day(shop.clock.now(), "Asia/Shanghai"))
    shop.sell("FW-114", member_id=shop.member().id)
    clerk.window._get_ready()
    given = "SELECT id FROM points_entry WHERE rule='standing:diamond'"
    clerk.until(lambda: len(shop.kernel.ask(rows, given)) == 1)
    clerk.until(lambda: len(shop.kernel.ask(rows, "SELECT id FROM programme_run")) == 4)
    days = clerk.window._days
    assert days is not None
    clerk.until(lambda: not days.busy)
    days.look()
    clerk.until(lambda: not days.busy)
    shop.clock.advance(timedelta(days=2))
    days.look()
    clerk.until(lambda: len(shop.kernel.ask(rows, given)) == 3)


@pytest.mark.usefixtures("unready")
def test_an_open_window_lets_points_lapse_also_while_the_desk_is_locked(
    clerk: Clerk, shop: Shop
) -> None:
    """Nobody stays until midnight to sign in for it."""
    rules = Programme(expiry=Expiry("days", 30))
    switch_on(shop, rules, business_day(shop.clock.now(), "Asia/Shanghai"))
    shop.sell("FW-114", member_id=shop.member().id)
    shop.clock.advance(timedelta(days=31))
    clerk.window.kernel.actor = NOBODY
    clerk.window._get_ready()
    days = clerk.window._days
    assert days is not None
    assert days.busy
    clerk.until(lambda: not days.busy)
    clerk.window.kernel.actor = PROGRAM
    gone = "SELECT actor_id FROM points_entry WHERE entry_kind='expire'"
    assert shop.kernel.ask(rows, gone)[0]["actor_id"] == ""


@pytest.mark.usefixtures("unready")
def test_a_window_whose_clock_jumped_asks_before_it_takes_anything(
    clerk: Clerk, shop: Shop
) -> None:
    """A flat battery must not cost the whole street its points."""
    rules = Programme(expiry=Expiry("days", 30))
    switch_on(shop, rules, business_day(shop.clock.now(), "Asia/Shanghai"))
    shop.sell("FW-114", member_id=shop.member().id)
    shop.clock.advance(timedelta(days=400))
    clerk.window._get_ready()
    clerk.until(lambda: "上一笔是" in clerk.shell.bar.message(), "nothing was said of the clock")
    gone = "SELECT actor_id FROM points_entry WHERE entry_kind='expire'"
    done = "SELECT id FROM programme_run WHERE id NOT LIKE 'clock/%'"
    assert not shop.kernel.ask(rows, gone)
    assert not shop.kernel.ask(rows, done)
    days = clerk.window._days
    assert days is not None
    days.confirm()
    clerk.until(lambda: bool(shop.kernel.ask(rows, gone)), "what was confirmed did not go on")
    assert shop.kernel.ask(rows, done)
