"""The kernel as the screens' workers call it: one ``run`` with or without a key."""

from collections.abc import Callable
from typing import Any

from models.base.usecase import Outcome
from models.kernel import Kernel


class Door:
    """Hands calls on to the kernel of the open shop."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def run(
        self, use_case: Callable[..., Any], *args: Any, key: str | None = None, **kw: Any
    ) -> Outcome[Any]:
        """Run a use case, under an idempotency key where one is given."""
        return self.kernel.run_keyed(key, use_case, *args, **kw)

    def ask(self, query: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        """Ask a query."""
        return self.kernel.ask(query, *args, **kw)
