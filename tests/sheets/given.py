"""Sheets for tests: rows given in code, as an import asks for them."""

from collections.abc import Iterator, Sequence

from models.base.sheet import Cell


class Given:
    """A sheet whose heading is row 1: a models.base.sheet.Source. ``read`` counts how often its rows were read."""

    def __init__(
        self,
        titles: tuple[str, ...],
        cells: Sequence[Sequence[Cell]],
        *,
        name: str = "表.csv",
        digest: str = "given",
        group: str = "表",
    ) -> None:
        self.titles, self.cells = titles, cells
        self.name, self.digest, self.group = name, digest, group
        self.read = 0

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows, from 2 on."""
        self.read += 1
        yield from enumerate(self.cells, start=2)
