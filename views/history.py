"""Where the user has been, to go back and forward like in a browser. Plain data; no Qt."""

from dataclasses import dataclass
from typing import Final

KEPT: Final = 50


@dataclass(slots=True)
class Visit:
    """One visit: the page, what it showed, and the place inside it that was left."""

    page: str
    target: object = None
    place: object = None


class History:
    """A line of visits with one present. A new visit cuts off what lay ahead."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._now = -1

    @property
    def now(self) -> Visit | None:
        """Return the present visit; None before the first."""
        return self._visits[self._now] if self._visits else None

    def visit(self, page: str, target: object) -> bool:
        """Add a visit; False where it is the present one again."""
        now = self.now
        if now is not None and (now.page, now.target) == (page, target):
            return False
        self._visits = [*self._visits[: self._now + 1], Visit(page, target)][-KEPT:]
        self._now = len(self._visits) - 1
        return True

    def step(self, by: int) -> Visit | None:
        """Go back (-1) or forward (1); None at the end of the line, and nothing moves."""
        if not 0 <= self._now + by < len(self._visits):
            return None
        self._now += by
        return self.now

    def forget(self, page: str) -> None:
        """Drop the visits of a page that is gone."""
        present = self.now
        self._visits = [visit for visit in self._visits if visit.page != page]
        self._now = (
            self._visits.index(present) if present in self._visits else len(self._visits) - 1
        )
