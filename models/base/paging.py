"""One page of a list, asked for by the place the last page ended at; never by an offset.

Must not know what a row is.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row", covariant=True)

PAGE = 50
PAGE_MOST = 500


@dataclass(frozen=True, slots=True)
class PageRequest:
    """``limit`` rows (1..500) that stand behind ``after``, the last page's own word; "" = first."""

    limit: int = PAGE
    after: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= PAGE_MOST:
            raise ValueError(f"a page has 1 to {PAGE_MOST} rows, not {self.limit}")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in order and ``after`` for the next page; None where this was the last."""

    rows: tuple[Row, ...]
    after: str | None

    def next(self, limit: int = PAGE) -> PageRequest | None:
        """The request for the page behind this one, None behind the last."""
        return None if self.after is None else PageRequest(limit, self.after)
