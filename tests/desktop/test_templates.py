"""What a trade brings along: lists to sell from on the first day, in both languages, marked as examples."""

import json
import random
from pathlib import Path

import pytest

from desktop import cli, opening, templates
from models.base.clock import ManualClock
from models.kernel import Kernel, Surroundings
from models.services import check, prices
from models.services.prices import PriceRow
from models.services.shop import TRADES
from tests.conftest import DETAILS, MORNING, PASSPHRASE
from views import texts


def _founded(folder: Path, trade: str, language: str) -> Kernel:
    return opening.found(
        folder,
        DETAILS,
        trade=trade,
        owner="何玉梅",
        passphrase=PASSPHRASE,
        samples=templates.price_samples(trade, language),
        around=Surroundings(ManualClock(MORNING), random.Random(1)),
    ).kernel


def _rows(kernel: Kernel) -> tuple[PriceRow, ...]:
    return kernel.ask(prices.price_list).rows


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_brings_a_list_the_shop_takes_as_it_is(trade: str, tmp_path: Path) -> None:
    """A list that one rule refuses would keep the shop from being founded at all."""
    kernel = _founded(tmp_path / "shop", trade, "zh")
    try:
        rows = _rows(kernel)
        assert 10 <= len(rows) <= 20
        assert all(row.sample and row.price for row in rows)
        assert {row.kind for row in rows} == {"service", "part"}
        assert len(kernel.ask(prices.price_list).versions) == 1
        assert all(row.cost < (row.price or 0) for row in rows)
        assert all(row.cost for row in rows if row.kind == "part")
        assert kernel.ask(check.check).sound
    finally:
        kernel.close()


@pytest.mark.parametrize("trade", TRADES)
def test_both_languages_tell_the_same_list(trade: str) -> None:
    """The English list must not be a cheaper shop."""
    zh, en = (templates.price_samples(trade, language) for language in texts.LANGUAGES)
    assert [(one.details.code, one.price, one.cost) for one in zh] == [
        (one.details.code, one.price, one.cost) for one in en
    ]
    assert all(one.details.name.isascii() or "µ" in one.details.name for one in en)
    assert not any(one.details.name.isascii() for one in zh)


def test_the_shops_language_decides_the_words(tmp_path: Path) -> None:
    """An English receipt with Chinese lines cannot be read by who pays it."""
    kernel = _founded(tmp_path / "shop", "moving", "en")
    try:
        assert "Upright piano" in {row.name for row in _rows(kernel)}
    finally:
        kernel.close()


def _new(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    words = [
        "new",
        str(folder),
        "--trade",
        "property",
        "--name",
        "物业",
        "--owner",
        "何玉梅",
        *more,
    ]
    assert cli.run(["--json", *words]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_the_command_line_brings_them_and_leaves_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has a price list of his own must not have to throw ours out first."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    for name, more in (("with", ()), ("without", ("--without-prices",))):
        document = _new(tmp_path / name, capsys, *more)
        assert document["sample_prices"] == (0 if more else 18)
        kernel = opening.open_shop(
            tmp_path / name, opening.key_by_passphrase(tmp_path / name, PASSPHRASE)
        )
        try:
            assert len(_rows(kernel)) == document["sample_prices"]
        finally:
            kernel.close()


def test_a_person_is_told_that_they_are_examples(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prices posted in silence would be taken for the shop's own."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli.run(["new", str(tmp_path / "s"), "--name", "店", "--owner", "何"]) == 0
    assert "19 项示例价目，不是你店的价" in capsys.readouterr().out
