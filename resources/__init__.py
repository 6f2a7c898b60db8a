"""Files the program ships: design tokens, icons, texts. Found the same way from source and frozen."""

from importlib.resources import files


def text(name: str) -> str:
    """Return the UTF-8 text of the shipped file ``name`` (a path below resources, with slashes)."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def names(folder: str) -> list[str]:
    """Return the sorted file names in the shipped folder ``folder``."""
    return sorted(
        entry.name for entry in files(__name__).joinpath(folder).iterdir() if entry.is_file()
    )
