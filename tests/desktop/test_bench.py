"""The bench itself works: a figure that nobody can take is no figure. Its numbers are judged elsewhere."""

import json
import math
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench.figures import figure, p95, table


def test_every_figure_is_taken_on_tiny_shops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same code as on a hundred thousand members."""
    assert bench.main(["--small", "--out", str(tmp_path / "bench.json")]) == 0
    rows = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert len(rows) >= 10
    for row in rows:
        assert set(row) == {"what", "figure", "unit", "floor", "ratio", "target"}
        assert row["floor"] > 0
        assert math.isfinite(row["ratio"])
    said = capsys.readouterr().out
    assert all(row["what"] in said for row in rows)
    words = " ".join(row["what"] for row in rows)
    for part in ("start", "memory", "one word", "several words", "member", "checkout", "receipt"):
        assert part in words


def test_a_missed_target_is_marked() -> None:
    """A table that hides what failed would be believed."""
    good = figure("a", 2, 1, unit="ms", target=3)
    bad = figure("b", 4, 1, unit="ms", target=3)
    said = table([good, bad]).splitlines()
    assert "MISSED" not in said[1]
    assert "MISSED" in said[2]


def test_p95_is_the_value_that_95_of_100_stay_under() -> None:
    """Off by one, a slow twentieth of all searches would go unseen."""
    assert p95(list(range(1, 101))) == 95
    assert p95([7.0]) == 7.0
    assert p95(list(range(1, 21))) == 19
