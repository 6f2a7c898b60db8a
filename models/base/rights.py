"""Rights and the levels that hold them. Every use case names one right; the kernel checks it at the one door."""

from dataclasses import dataclass
from enum import Enum, IntEnum

from models.base.errors import Refused


class Level(IntEnum):
    """Levels of SAFETY.md "People and privacy"; a technician without a desk account has none."""

    NONE = 0
    CLERK = 1
    SUPERVISOR = 2
    OWNER = 3


class Right(Enum):
    """What a person may do; the value is the lowest level that holds it."""

    ENTER = ("enter", Level.NONE)
    """See who may sign in, and try to: all there is while nobody is signed in."""
    SERVE = ("serve", Level.CLERK)
    """Find, receive, sell and print: everything a customer is waiting for."""
    REVEAL = ("reveal", Level.CLERK)
    """Read a full phone number; every use is journalled."""
    ARCHIVE = ("archive", Level.SUPERVISOR)
    PRICE = ("price", Level.SUPERVISOR)
    DISCOUNT = ("discount", Level.SUPERVISOR)
    """Give more away than a clerk may (the setting ``discount_limit``)."""
    CREDIT = ("credit", Level.SUPERVISOR)
    """Put more on a member's account than the setting ``account_limit`` allows."""
    REFUND = ("refund", Level.SUPERVISOR)
    """Give money back on a posted bill, or void it."""
    DAY_CLOSE = ("day_close", Level.SUPERVISOR)
    """Close a business day: nothing is booked on it any more."""
    ADJUST = ("adjust", Level.SUPERVISOR)
    """Put a member's points right by hand, up to the setting ``adjust_cap`` at once."""
    REDEEM_MORE = ("redeem_more", Level.SUPERVISOR)
    """Use more points at once than the setting ``redeem_cap`` allows."""
    ADJUST_MORE = ("adjust_more", Level.OWNER)
    """Put right more points at once than the setting ``adjust_cap`` allows."""
    FORGIVE = ("forgive", Level.OWNER)
    """Forgive points that a member owes."""
    PROGRAMME = ("programme", Level.OWNER)
    """Write the rules of points and tiers, and switch them on."""
    CONFIGURE = ("configure", Level.OWNER)
    """Shop details, staff, settings that bind everyone."""
    AUDIT = ("audit", Level.OWNER)
    """Read the journal: who did what when."""
    ERASE = ("erase", Level.OWNER)
    """Erase a member's data for good."""
    KEEP = ("keep", Level.CLERK)
    """Make a backup, run a check."""
    EXPORT = ("export", Level.OWNER)
    HAND_OVER = ("hand_over", Level.SUPERVISOR)
    """Give a member the data held about that member, who asked for it at the desk; every use is journalled."""
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
class Approval:
    """One exception that a second person allowed with the PIN; good for one committed use case."""

    actor: "Actor"
    number: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a staff row, or the program itself while a shop is being founded."""

    id: str
    name: str
    level: Level

    def may(self, right: Right) -> bool:
        """Tell whether this person's level holds ``right``."""
        return self.level >= right.level


def right_missing(right: Right) -> Refused:
    """The refusal of somebody without ``right``; it says whose PIN would approve it."""
    return Refused("right.missing", right=right.code, level=int(right.level))
