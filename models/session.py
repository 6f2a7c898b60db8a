"""Who sits at the desk: signs in by PIN, locks, switches, and has one exception approved by somebody else.

Beside the kernel and as near to it: it proves a PIN and then says to the kernel who acts. Knows no screen.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import replace

from models.base.errors import Refused
from models.base.rights import Actor, Approval, Level
from models.kernel import NOBODY, Kernel
from models.rules.sign_in import StoredPin, checked_pin, stored_pin, typed_pin
from models.services import sign_in
from models.services.sign_in import Account
from models.store import sealing

_TIME, _MEMORY_KIB, _LANES = 2, 19 * 1024, 1
"""OWASP's Argon2id: 19 MiB, two passes, one lane; the pepper makes the hash useless without the shop's key."""


def milliseconds() -> int:
    """The computer's monotonic clock: one for all programs, from its start, out of everybody's reach."""
    return time.monotonic_ns() // 1_000_000


class Session:
    """The sign-in of one open shop. Its kernel's actor is who is signed in."""

    def __init__(self, kernel: Kernel, *, clock: Callable[[], int] = milliseconds) -> None:
        self._kernel, self._clock = kernel, clock

    @property
    def actor(self) -> Actor:
        """Who acts now; :data:`models.kernel.NOBODY` while the desk is locked."""
        return self._kernel.actor

    def guarded(self) -> bool:
        """Whether people have PINs, so that somebody has to sign in."""
        return self._kernel.ask(sign_in.guarded)

    def accounts(self) -> tuple[Account, ...]:
        """Who may sign in."""
        return self._kernel.ask(sign_in.accounts)

    def begin(self) -> None:
        """At the opening: nobody where people have PINs, else the owner."""
        self._kernel.actor = NOBODY
        if not self.guarded():
            self._enter(self._owner(), told=False)

    def lock(self) -> None:
        """Sign whoever it is out; drafts stay."""
        self._kernel.actor = NOBODY

    def sign_in(self, person_id: str, pin: str) -> Actor:
        """Sign in with a PIN.

        Raises Refused with field ``pin``: "pin.wrong" with ``seconds`` to wait, "pin.wait", "pin.none";
        "sign_in.unknown".
        """
        actor = self._prove(person_id, pin)
        self._enter(actor)
        return actor

    def sign_in_owner(self) -> Actor:
        """Sign the owner in whose passphrase or paper key the caller has just proved against the key slots."""
        actor = self._owner()
        self._enter(actor)
        return actor

    def approve(self, person_id: str, pin: str) -> Approval:
        """Have one exception approved by another person's PIN; whoever is signed in stays so.

        Raises as :meth:`sign_in`.
        """
        return self._kernel.grant(self._prove(person_id, pin))

    def set_pin(self, person_id: str, pin: str) -> None:
        """Give a person a PIN: the owner anybody, everybody the own one.

        Raises Refused("pin.digits" | "pin.short" | "pin.long" | "pin.easy" | "right.missing" | "sign_in.unknown").
        """
        entry = self._kernel.ask(sign_in.account, person_id)
        digits = checked_pin(pin, Level(entry.level))
        hashed = self._hashed(digits)
        if person_id == self.actor.id:
            self._kernel.run(sign_in.keep_own_pin, hashed, len(digits))
        else:
            self._kernel.run(sign_in.keep_pin, person_id, hashed, len(digits))

    def waiting(self, person_id: str) -> int:
        """Seconds until this person's next try."""
        return self._kernel.ask(sign_in.waiting, person_id, self._clock())

    def _owner(self) -> Actor:
        return sign_in.actor_of(self._kernel.ask(sign_in.the_owner))

    def _enter(self, actor: Actor, *, told: bool = True) -> None:
        self._kernel.actor = actor
        if told:
            self._kernel.run(sign_in.signed_in)

    def _prove(self, person_id: str, pin: str) -> Actor:
        """Count the try, then look at the PIN; the order matters (:func:`sign_in.count_try`)."""
        entry = self._kernel.ask(sign_in.account, person_id)
        stored = self._kernel.run(sign_in.count_try, person_id, self._clock()).result
        if not self._fits(typed_pin(pin), stored_pin(stored)):
            self._kernel.run(sign_in.missed, person_id, self._clock())
            raise Refused("pin.wrong", field="pin", seconds=self.waiting(person_id))
        self._kernel.run(sign_in.fitted, person_id)
        return sign_in.actor_of(entry)

    def _hashed(self, digits: str) -> str:
        salt = secrets.token_bytes(16)
        bare = StoredPin(salt, b"", _TIME, _MEMORY_KIB, _LANES)
        return str(replace(bare, hash=self._stretched(digits, bare)))

    def _fits(self, digits: str, kept: StoredPin) -> bool:
        return hmac.compare_digest(self._stretched(digits, kept), kept.hash)

    def _stretched(self, digits: str, like: StoredPin) -> bytes:
        pepper = sealing.expand(self._kernel.store.key.raw, b"linli-desk", b"pin pepper")
        peppered = hmac.digest(pepper, digits.encode("utf-8", "surrogatepass"), "sha256")
        return sealing.stretch(
            peppered, like.salt, time=like.time, memory=like.memory, lanes=like.lanes
        )
