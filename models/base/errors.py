"""The kinds of trouble a use case may report; sentences for them are made in views, never here.

Everything that is none of these is a bug and ends in the crash net.
"""

from collections.abc import Mapping
from typing import Any


class Trouble(Exception):
    """A stated outcome with a code and values; the catalogue holds its sentence in every language."""

    def __init__(self, code: str, /, *, field: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values: Mapping[str, Any] = values

    def __str__(self) -> str:
        """The code and its numbers. Texts stay out: one may be a member's name or number."""
        inside = ", ".join(
            f"{name}={value}" if isinstance(value, int) else name
            for name, value in self.values.items()
        )
        return f"{self.code}({inside})"


class Refused(Trouble):
    """A rule said no. ``field`` names the entry field the sentence stands beside, if there is one."""


class Environment(Trouble):
    """The machine said no (disk full, locked, damaged, busy): explain, keep what was typed, offer a retry."""


class Confirm(Trouble):
    """The rule would rather not, but the user may insist: ask, and call again with the code confirmed."""


class Cancelled(Exception):
    """The user stopped the work. Nothing was kept and nothing is said."""
