"""Identifiers made on the desk: UUID version 7 (RFC 9562) as 32 hex characters.

Must not read a clock or a random source of its own: both are given, so that a demonstration shop
comes out the same each time.
"""

import hashlib
import re
from collections.abc import Callable
from threading import Lock

_TAIL_BITS = 74  # 12 bits of rand_a and 62 of rand_b
_TAIL_MASK = (1 << _TAIL_BITS) - 1
_MS_MASK = (1 << 48) - 1
_STEP_BITS = 32
_ID = re.compile(r"[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}")


class IdSource:
    """Makes ids that only ever grow, also within one millisecond and when the clock is set back.

    ``now_ms`` gives Unix milliseconds, ``random_bits(n)`` an integer of n random bits. Within one
    millisecond the random part grows by a random step (RFC 9562, 6.2, method 2); a clock that went
    back is answered with the last millisecond used.
    """

    def __init__(self, now_ms: Callable[[], int], random_bits: Callable[[int], int]) -> None:
        self._now_ms = now_ms
        self._random_bits = random_bits
        self._ms = -1
        self._tail = 0
        self._lock = Lock()

    def __call__(self) -> str:
        """The next id."""
        with self._lock:
            now = self._now_ms() & _MS_MASK
            if now > self._ms:
                self._start(now)
            else:
                self._tail += 1 + self._random_bits(_STEP_BITS)
                if self._tail > _TAIL_MASK:
                    self._start(self._ms + 1)
            return _written(self._ms, self._tail)

    def _start(self, ms: int) -> None:
        self._ms = ms
        self._tail = self._random_bits(_TAIL_BITS - 1)  # a clear top bit leaves room to grow


def _written(ms: int, tail: int) -> str:
    upper, lower = tail >> 62, tail & ((1 << 62) - 1)
    return f"{(ms << 80) | (7 << 76) | (upper << 64) | (2 << 62) | lower:032x}"


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of an id made here."""
    return _ID.fullmatch(text) is not None


def time_of(identifier: str) -> int:
    """Unix milliseconds an id was made at. Raises ValueError where it is none."""
    if not is_id(identifier):
        raise ValueError(f"not an id: {identifier!r}")
    return int(identifier[:12], 16)


def derived(*parts: str, like: str = "") -> str:
    """An id that follows from what it is of, the same on every desk: an expiry of its lot, a pot of its owner.

    UUID version 8 (RFC 9562) over the parts by BLAKE2b; it says no time. ``like`` is an id whose own first part it
    keeps, so that what is derived from neighbours lies in one place of the file.
    """
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
    return f"{like[:12] or digest[:12]}8{digest[13:16]}a{digest[17:]}"
