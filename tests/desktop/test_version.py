"""The version that ``--version``, the log and crash reports tell is the version that is shipped."""

import tomllib
from pathlib import Path

from desktop.version import VERSION


def test_one_version_everywhere() -> None:
    """A crash report of another version sends the mender to the wrong code."""
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    assert tomllib.loads(project.read_text("utf-8"))["project"]["version"] == VERSION
