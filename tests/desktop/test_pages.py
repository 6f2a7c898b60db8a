"""Every place of the window has its page, and none is imported before it is visited."""

import subprocess
import sys
from pathlib import Path

from desktop.pages import PAGES, page_of
from views import places, texts
from views.page import Page

ROOT = Path(__file__).resolve().parents[2]
_SAY = """
import sys
import desktop.pages
print(*(name for name in sys.modules if name.startswith("views.screens.")))
"""


def test_every_place_has_a_page_that_knows_its_name() -> None:
    """A page is named as text here; a slip would show on the clerk's first visit only."""
    named = {value for name, value in vars(places).items() if name.isupper()}
    assert {at.place for at in PAGES} == named
    assert len(PAGES) == len(named)
    for at in PAGES:
        page = page_of(at)
        assert issubclass(page, Page)
        assert page.name == at.place


def test_every_place_is_on_the_rail_or_under_one_that_is() -> None:
    """Else nothing on the rail is marked while the page is in sight, or the rail says a key for a word."""
    rail = {at.place for at in PAGES if at.icon}
    assert all((at.under in rail) != bool(at.icon) for at in PAGES)
    assert all(texts.t(f"shell.rail.{name}") for name in rail)


def test_a_window_that_starts_imports_no_page() -> None:
    """Forty pages at every start would be waited for each morning."""
    told = subprocess.run(
        [sys.executable, "-c", _SAY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.strip() == ""
