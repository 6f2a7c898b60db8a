"""The folder that shops get must start where there is no Python. ``make installer`` builds it and runs this."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QImage

from desktop.version import VERSION

FOLDER = Path(__file__).resolve().parents[2] / "build" / "installer" / "LinLiDesk"
PROGRAM = FOLDER / ("linli.exe" if sys.platform == "win32" else "linli")
MOST_MB = 200
pytestmark = pytest.mark.installer


def _run(*words: str, **more: str) -> str:
    """Run the built program away from the sources, and return what it said."""
    done = subprocess.run(
        [str(PROGRAM), *words],
        cwd=FOLDER.parent,
        env={**_bare_environment(), **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _bare_environment() -> dict[str, str]:
    """Nothing that would let it find this computer's Python."""
    hidden = ("PYTHON", "VIRTUAL_ENV", "LINLI")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return {**kept, "PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration shop that the built program made: migrations, pinyin and time zones came along."""
    folder = tmp_path_factory.mktemp("installed") / "shop"
    _run("demo", str(folder), "--members", "20", "--years", "1", "--seed", "3")
    return folder


def test_it_says_its_version() -> None:
    assert VERSION in _run("--version")


def test_its_shop_is_sound(shop: Path) -> None:
    """A table, a migration or a reading that was left out shows here and not at a counter."""
    assert json.loads(_run("--shop", str(shop), "--json", "check"))["sound"] is True


def test_it_finds_by_pinyin(shop: Path) -> None:
    """The table of readings is a file of a library that is found by its place."""
    found = json.loads(_run("--shop", str(shop), "--json", "search", "zhang"))["found"]
    assert any(row["name"].startswith(("张", "章")) for row in found)


def test_it_prints_a_receipt(shop: Path, tmp_path: Path) -> None:
    paper = tmp_path / "receipt.pdf"
    _run("--shop", str(shop), "paper", "receipt", "A-000001", "-o", str(paper))
    document = pypdfium2.PdfDocument(paper)
    try:
        assert "A-000001" in document[0].get_textpage().get_text_bounded()
    finally:
        document.close()


def test_it_draws_its_first_window(shop: Path, tmp_path: Path) -> None:
    """A plugin, an icon or a text that was left out leaves a window that nobody can use."""
    picture = tmp_path / "window.png"
    said = _run("--shop", str(shop), LINLI_BENCH_START=str(picture), XDG_STATE_HOME=str(tmp_path))
    assert said.splitlines() == ["ready"]
    seen = QImage(str(picture))
    colours = {
        seen.pixel(x, y) for x in range(0, seen.width(), 7) for y in range(0, seen.height(), 7)
    }
    assert seen.width() >= 1280
    assert len(colours) > 40


def test_it_is_small_enough_for_a_stick() -> None:
    """A neighbour's stick and a slow line carry it."""
    size = sum(path.lstat().st_size for path in FOLDER.rglob("*") if path.is_file())
    assert size <= MOST_MB * 1_000_000
