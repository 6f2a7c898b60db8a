"""What the business needs from the computer it runs on, as protocols that desktop fulfils."""

from typing import Protocol


class SecretKeeper(Protocol):
    """A place of the operating system for one short secret per shop (a keyring on the allow-list).

    Raises Environment("keyring.locked" | "keyring.absent" | "keyring.silent") where there is none,
    it is locked, or it does not answer in time. Never falls back to a plain file.
    """

    def read(self, name: str) -> str | None:
        """Return the secret kept under ``name``, or None."""

    def write(self, name: str, secret: str) -> None:
        """Keep ``secret`` under ``name``."""

    def forget(self, name: str) -> None:
        """Drop what is kept under ``name``; no error where nothing is."""


class Progress(Protocol):
    """Where long work tells how far it is and hears that it should stop."""

    def step(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` pieces are finished; raises Cancelled when the user stopped it."""


class Silent:
    """The progress nobody watches."""

    def step(self, done: int, total: int) -> None:
        """Say nothing."""
