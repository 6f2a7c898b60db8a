"""The program's version, as pyproject.toml says it."""

from importlib.metadata import PackageNotFoundError, version


def _read() -> str:
    try:
        return version("linli-desk")
    except PackageNotFoundError:  # a frozen program carries no metadata
        return "0.1.0"


VERSION = _read()
