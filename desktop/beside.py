"""Long reading on a connection of its own, as the person at the desk. Fulfils views.beside.Beside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from models.kernel import Kernel


class BesideKernel:
    """Reads beside one open kernel; it never writes."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    @contextmanager
    def reading(self) -> Iterator[Callable[..., Any]]:
        """See :meth:`views.beside.Beside.reading`."""
        own = self._kernel
        beside = Kernel(own.store, actor=own.actor, around=own.around)
        try:
            yield beside.ask
        finally:
            beside.give_back()
