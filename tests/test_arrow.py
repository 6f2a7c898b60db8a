"""The house stands: imports point one way, every folder has its rule, and a planted breach is caught."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KNOWN = {
    "desktop",
    "views",
    "models",
    "migrations",
    "resources",
    "tests",
    "docs",
    "build",
}
FILES = {
    "Makefile",
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
    "LICENSE",
    "pyproject.toml",
    "build_installer.spec",
}


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )


def _copy(tmp_path: Path) -> Path:
    for name in ("desktop", "views", "models", "migrations", "resources", "pyproject.toml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def test_every_import_follows_the_arrow() -> None:
    """A screen that writes to a table by itself would go round the journal and the rights."""
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("place", "breach"),
    [
        ("models/rules/money_rule.py", "import models.services.shop\n"),
        ("models/services/shop.py", "import views.texts\n"),
        ("models/store/engine.py", "import PySide6\n"),
        ("models/services/members.py", "import socket\n"),
        ("views/texts.py", "import sqlalchemy\n"),
        ("views/screens/members.py", "from models.tables.members import Member\n"),
        ("views/paper/ink.py", "from PySide6.QtCore import QObject\n"),
        ("views/texts.py", "import desktop.paths\n"),
        ("models/newroom.py", "X = 1\n"),
    ],
)
def test_a_planted_breach_is_caught(tmp_path: Path, place: str, breach: str) -> None:
    """Contracts that cannot fail would let the house rot unseen."""
    root = _copy(tmp_path)
    file = root / place
    before = file.read_text(encoding="utf-8") if file.exists() else '"""Planted."""\n'
    file.write_text(before + "\n" + breach, encoding="utf-8")
    result = _lint(root)
    assert result.returncode != 0
    assert "BROKEN" in result.stdout or "newroom" in result.stdout, result.stdout


def test_the_top_level_holds_only_what_the_house_names() -> None:
    """A stranger opens the tree and knows where each thing lives."""
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    top = {name.split("/")[0] for name in tracked if name}
    assert {name for name in top if not name.startswith(".")} <= KNOWN | FILES


def test_every_room_is_under_a_contract() -> None:
    """A new folder without a rule fails."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(contracts["root_packages"])


OWN = re.compile(r"\b(datetime\.(utc)?now|date\.today|currentDate(Time)?|currentTime|time\.time)\(")
"""Asks the computer what time it is."""


def _asking(room: str) -> list[str]:
    """The files of a room that ask; the age of a file on the disk is nobody's day."""
    assert OWN.search("x = datetime.now(UTC)")
    assert OWN.search("QDate.currentDate()")
    return [
        str(path.relative_to(ROOT))
        for path in (ROOT / room).rglob("*.py")
        if any(
            OWN.search(line) and "os.utime" not in line
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    ]


def test_no_screen_asks_the_computer_what_time_it_is() -> None:
    """Screens and kernel on two clocks disagree on what is late; and a test then fails after closing time only."""
    assert _asking("views") == []


def test_no_test_asks_the_computer_what_time_it_is() -> None:
    """A test that goes by the real day fails between midnight of the shop and midnight in Greenwich only."""
    measured = {"tests/bench/sheets.py", "tests/bench/points.py", "tests/test_arrow.py"}
    assert set(_asking("tests")) <= measured
