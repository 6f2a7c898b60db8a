"""What a PIN must be, and how long the next guess has to wait. Decides only; hashing and keeping are elsewhere."""

import base64
import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from models.base.errors import Refused
from models.base.rights import Level
from models.base.text import half_width

PIN_LEAST: Final = {Level.CLERK: 4, Level.SUPERVISOR: 6, Level.OWNER: 6}
"""SAFETY.md: six digits or more for supervisor and owner."""
PIN_MOST: Final = 12

_STORED = re.compile(
    r"argon2id\$([1-9]\d{0,2})\$([1-9]\d{0,6})\$([1-9]\d?)\$([A-Za-z0-9+/]{22}==)\$([A-Za-z0-9+/]{43}=)",
    re.ASCII,
)
_COSTS_MOST: Final = (64, 1024 * 1024, 16)

_WAITS: Final = (0, 0, 0, 10, 20, 30)
_LONGEST: Final = 60
DESK_FREE: Final = 20
"""Wrong PINs of all people together before the whole desk waits: nobody may try everybody in turn."""
DESK_CALM_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Guesses:
    """Wrong PINs in a row and when the last was typed, in milliseconds of the monotonic clock."""

    wrong: int
    stamp: int


def checked_pin(pin: str, level: Level) -> str:
    """The digits of a new PIN.

    Raises Refused with field ``pin``: "pin.digits" for anything else, "pin.short" | "pin.long" with ``needed``,
    "pin.easy" for one digit repeated or counted up or down.
    """
    digits = half_width(pin).strip()
    if not (digits.isascii() and digits.isdigit()):
        raise Refused("pin.digits", field="pin")
    least = PIN_LEAST[level]
    if len(digits) < least:
        raise Refused("pin.short", field="pin", count=len(digits), needed=least)
    if len(digits) > PIN_MOST:
        raise Refused("pin.long", field="pin", count=len(digits), needed=PIN_MOST)
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise Refused("pin.easy", field="pin")
    return digits


@dataclass(frozen=True, slots=True)
class StoredPin:
    """A PIN as it is kept: what Argon2id made of it, and with which salt and costs (memory in KiB)."""

    salt: bytes
    hash: bytes
    time: int
    memory: int
    lanes: int

    def __str__(self) -> str:
        made = (base64.b64encode(part).decode() for part in (self.salt, self.hash))
        return "$".join(("argon2id", str(self.time), str(self.memory), str(self.lanes), *made))


def stored_pin(text: str) -> StoredPin:
    """Read what was kept; Refused("pin.damaged") for anything that costs more than a PIN's hash may."""
    found = _STORED.fullmatch(text)
    if found is None:
        raise Refused("pin.damaged", field="pin")
    time, memory, lanes, salt, made = found.groups()
    costs = int(time), int(memory), int(lanes)
    if any(cost > most for cost, most in zip(costs, _COSTS_MOST, strict=True)):
        raise Refused("pin.damaged", field="pin")
    return StoredPin(base64.b64decode(salt), base64.b64decode(made), *costs)


def typed_pin(pin: str) -> str:
    """What was typed to sign in, full-width digits made plain; anything else stays and will not fit."""
    return half_width(pin).strip()


def check_stamp(stamp: int) -> None:
    """Refuse what no clock says: Refused("day.range")."""
    if not 0 <= stamp < 2**53:
        raise Refused("day.range", field="stamp")


def wait_after(wrong: int) -> int:
    """Seconds that the next guess waits after ``wrong`` wrong ones in a row: at most 63 tries an hour."""
    return _WAITS[wrong] if wrong < len(_WAITS) else _LONGEST


def desk_wait_after(wrong: int) -> int:
    """The same for all people of the desk together."""
    return 0 if wrong < DESK_FREE else _LONGEST


def remaining(guesses: Guesses | None, now: int, wait: int) -> int:
    """Seconds still to wait, rounded up; ``now`` by the same clock as the stamp.

    The clock begins with the computer. A stamp ahead of it was made before the computer was started again, and
    since then at least ``now`` has gone by. So what is counted as spent is never more than what was, and
    neither a restart nor a changed wall clock makes a wait shorter.
    """
    if guesses is None:
        return 0
    spent = now - guesses.stamp if now >= guesses.stamp else now
    return max(0, math.ceil((wait * 1000 - spent) / 1000))
