"""What Ctrl+Z does about an outcome: its inverse is run like any other use case."""

from collections.abc import Callable
from typing import Any

from models.base.usecase import Outcome
from views.page import Desk


def undo_of(desk: Desk, outcome: Outcome[Any]) -> Callable[[], None] | None:
    """Return the call that takes ``outcome`` back, or None where nothing does."""
    call = outcome.inverse
    if call is None:
        return None

    def take_back() -> None:
        desk.tasks.undo(call)

    return take_back
