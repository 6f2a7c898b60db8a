"""Refund and day close by command: the owner at home in the evening, or a script at night, without a window."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import cli
from tests.conftest import PASSPHRASE
from tests.paper import reading
from tests.services.test_drawer import begin
from tests.shopkeeping import Shop

Run = Callable[..., tuple[int | None, Any, Any]]


@pytest.fixture
def linli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    """Run with --json on this test's shop, its clock going as the shop's."""

    def run(*words: object) -> tuple[int | None, Any, Any]:
        with monkeypatch.context() as patch:
            patch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
            patch.setattr("sys.stdin", io.StringIO(""))
            code = cli.run(["--json", "--shop", str(folder), *(str(word) for word in words)])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, json.loads(err) if err else None

    return run


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """A shop that sold two things for 146.00 today, closed."""
    shop.sell("FW-001", "PJ-0612", "FW-001")
    shop.kernel.give_back()
    return shop


def test_a_line_an_amount_and_the_rest_go_back(sold: Shop, linli: Run, tmp_path: Path) -> None:
    """Three refunds of one bill: together exactly the bill, each with its number, the second paper a copy."""
    del sold
    code, one, _ = linli("refund", "A-1", "--line", "2", "--reason", "配件坏的")
    assert (code, one["number"], one["total"], one["left"]) == (0, "T-A000001", 8600, 6000)
    code, two, _ = linli("refund", "a-000001", "--amount", "12.50", "--reason", "来晚了")
    assert (code, two["total"], two["left"]) == (0, 1250, 4750)
    code, three, _ = linli("refund", "A-1", "--reason", "不修了")
    assert (code, three["total"], three["left"]) == (0, 4750, 0)
    code, _, err = linli("refund", "A-1", "--reason", "再来")
    assert (code, err["code"]) == (1, "refund.nothing")
    for copy in (0, 1):
        path = tmp_path / f"refund-{copy}.pdf"
        code, made, _ = linli("paper", "refund", "T-A1", "-o", path)
        assert (code, made["number"], made["copy"]) == (0, "T-A000001", copy)
    text = reading.flat(reading.text((tmp_path / "refund-1.pdf").read_bytes()))
    assert "退款单副本第1次" in text
    assert "配件坏的" in text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--reason", " "), "text.required"),
        (("--line", "4", "--reason", "x"), "refund.line"),
        (("--line", "0", "--reason", "x"), "refund.line"),
        (("--amount", "146.01", "--reason", "x"), "refund.too_much"),
        (("--amount", "0", "--reason", "x"), "refund.amount"),
        (("--amount", "zwölf", "--reason", "x"), "money.not_a_number"),
        (("--line", "2", "--amount", "86.01", "--reason", "x"), "refund.too_much"),
    ],
)
def test_what_cannot_be_refunded_exits_1(
    sold: Shop, linli: Run, words: tuple[str, ...], code: str
) -> None:
    """A script that gave back too much would be found out at the evening's count, if at all."""
    del sold
    assert linli("refund", "A-1", *words)[2]["code"] == code


def test_a_day_is_closed_and_its_slip_written(sold: Shop, linli: Run, tmp_path: Path) -> None:
    """The slip goes into the owner's folder every evening without anybody at the window."""
    del sold
    code, done, _ = linli("close-day", "--counted", "0")
    assert (code, done["number"], done["difference"]) == (0, "Z-A000001", 0)
    assert (done["figures"]["bills"], done["figures"]["total"]) == (1, 14600)
    code, _, err = linli("close-day")
    assert (code, err["code"]) == (1, "day.closed")
    path = tmp_path / "day.pdf"
    code, made, _ = linli("paper", "day-close", done["day"], "-o", path, "--width", "a5")
    assert (code, made["number"]) == (0, "Z-A000001")
    assert "日结单" in reading.flat(reading.text(path.read_bytes()))
    code, _, err = linli("paper", "day-close", "2020-01-01", "-o", path)
    assert (code, err["code"]) == (1, "day.not_closed")


def test_an_open_shift_and_a_difference_stop_the_close(sold: Shop, linli: Run) -> None:
    """A close at night over an uncounted drawer would be worth nothing in the morning."""
    code, _, err = linli("close-day", "--counted", "1.00")
    assert (code, err["code"]) == (1, "drawer.reason")
    assert linli("close-day", "--date", "2030-01-01")[2]["code"] == "day.future"
    begin(sold)
    sold.kernel.give_back()
    assert linli("close-day")[2]["code"] == "day.shift_open"
