"""The fault catalogue in the normal run: the code of ``make faults`` on small counts; the list is whole."""

from pathlib import Path

import pytest

from tests.faults.catalogue import IDS, ROWS
from tests.faults.defects import DEFECTS, patched
from tests.faults.disk import ROOT
from tests.faults.row import NotHere, Outcome, Row, Run, nothing_happened, tried
from tests.faults.trying import Result


def test_every_row_of_the_catalogue_is_there() -> None:
    """A row that nobody tries is a fault that a shop will try."""
    assert tuple(ROWS) == IDS
    assert len(IDS) == 30
    least = {"T01": 200, "T02": 600, "T07": 400}
    assert all(ROWS[row_id].full >= count for row_id, count in least.items())
    assert all(0 < row.small <= row.full for row in ROWS.values())


@pytest.mark.parametrize("row_id", sorted(ROWS))
def test_survives(row_id: str, tmp_path: Path) -> None:
    """See the catalogue in docs/architecture.md for what the shop loses."""
    row = ROWS[row_id]
    try:
        found = tried(
            row, range(row.small), seed=7, folder=tmp_path / "t", progress=nothing_happened
        )
    except NotHere as missing:
        pytest.skip(str(missing))
    assert found.passed == found.runs == row.small, found.first_failure


def _row(once: object) -> Row:
    return Row(id="T00", must="", full=4, small=4, once=once)  # type: ignore[arg-type]


def test_a_row_is_survived_only_when_all_its_runs_pass(tmp_path: Path) -> None:
    """One lost sale in two hundred is a lost sale."""

    def once(_: object, run: Run) -> None:
        assert run.number != 2, "lost"

    found = tried(_row(once), range(4), seed=1, folder=tmp_path, progress=nothing_happened)
    assert (found.runs, found.passed) == (4, 3)
    assert found.first_failure.startswith("run 2: AssertionError lost")
    assert not Result("T00", found.runs, found.passed).survived
    assert not Result("T00", 0, 0).survived
    assert not Result("T00", 4, 4, missing="no such part").survived
    assert Result("T00", 4, 4).line() == "T00 · 4 · yes"
    assert Outcome(1, 1) + Outcome(2, 1, "x") == Outcome(3, 2, "x")


def test_every_defect_fits_the_product_as_it_stands() -> None:
    """A defect that changes nothing would be counted as one that nobody finds, or be left out unseen."""
    assert len(DEFECTS) >= 12
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
    for defect in DEFECTS:
        assert patched((ROOT / defect.file).read_text("utf-8"), defect) != ""
        for test in defect.tests:
            assert (ROOT / test.partition("::")[0]).exists(), test


def test_no_test_knows_a_defect() -> None:
    """A test that looks for the defect itself proves nothing."""
    names = [defect.name for defect in DEFECTS]
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        assert not any(name in text for name in names), path.name
