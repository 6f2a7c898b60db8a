"""Rights and the levels that hold them. Every use case names one right; the kernel checks it at the one door."""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Level(IntEnum):
    """Levels of SAFETY.md "People and privacy"; a technician without a desk account has none."""

    NONE = 0
    CLERK = 1
    SUPERVISOR = 2
    OWNER = 3


class Right(Enum):
    """What a person may do; the value is the lowest level that holds it."""

    SERVE = ("serve", Level.CLERK)
    """Find, receive, sell and print: everything a customer is waiting for."""
    REVEAL = ("reveal", Level.CLERK)
    """Read a full phone number; every use is journalled."""
    ARCHIVE = ("archive", Level.SUPERVISOR)
    PRICE = ("price", Level.SUPERVISOR)
    CONFIGURE = ("configure", Level.OWNER)
    """Shop details, staff, settings that bind everyone."""
    KEEP = ("keep", Level.CLERK)
    """Make a backup, run a check."""
    EXPORT = ("export", Level.OWNER)
    IMPORT = ("import", Level.SUPERVISOR)

    @property
    def code(self) -> str:
        """The word that stands in the journal and in refusals."""
        return self.value[0]

    @property
    def level(self) -> Level:
        """The lowest level that holds this right."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a staff row, or the program itself while a shop is being founded."""

    id: str
    name: str
    level: Level

    def may(self, right: Right) -> bool:
        """Tell whether this person's level holds ``right``."""
        return self.level >= right.level
