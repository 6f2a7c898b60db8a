"""Long reading beside the window: a port that desktop fulfils; nobody waits behind an export or an import."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Beside(Protocol):
    """Asks on a connection of its own; from any thread."""

    def reading(self) -> AbstractContextManager[Callable[..., Any]]:
        """Give ``ask(query, *args)`` for the length of one piece of work. Each ask sees its own moment."""
