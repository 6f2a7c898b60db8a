"""The operating system's keyring, by allow-list and with a time limit. Never a plain-text fallback."""

import importlib
import sys
from concurrent.futures import Future
from threading import Thread
from typing import Any

from models.base.errors import Environment

SERVICE = "LinLi Desk"
WAIT_SECONDS = 2.0
"""A keyring that has not answered by then is passed over: the passphrase is asked within 3 s of the start."""

ALLOWED = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
}
"""Back ends that encrypt at rest under the user's login. keyring's own choice is not asked: with
keyrings.alt installed it may take one that stores base64."""


class Keyring:
    """Keeps one secret a shop. Every call is made on a thread that may be left hanging."""

    def __init__(self) -> None:
        self._backend: Any = None

    def read(self, name: str) -> str | None:
        """Return the secret kept under ``name``, or None."""
        found = _in_time(lambda: self._chosen().get_password(SERVICE, name))
        return None if found is None else str(found)

    def write(self, name: str, secret: str) -> None:
        """Keep ``secret`` under ``name`` and read it back."""

        def keep() -> Any:
            backend = self._chosen()
            backend.set_password(SERVICE, name, secret)
            return backend.get_password(SERVICE, name)

        if _in_time(keep) != secret:
            raise Environment("keyring.absent")

    def forget(self, name: str) -> None:
        """Drop what is kept under ``name``."""

        def drop() -> None:
            backend = self._chosen()
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)

        _in_time(drop)

    def _chosen(self) -> Any:
        if self._backend is None:
            self._backend = _first_viable()
        return self._backend


def _first_viable() -> Any:
    platform = "linux" if sys.platform.startswith("linux") else sys.platform
    for module_name, class_name in ALLOWED.get(platform, ()):
        try:
            backend = getattr(importlib.import_module(module_name), class_name)
            if backend.viable:
                return backend()
        except (ImportError, AttributeError, RuntimeError):
            continue
    raise Environment("keyring.absent")


def _in_time(call: Any) -> Any:
    """Run ``call`` on a thread of its own, for :data:`WAIT_SECONDS` at most."""
    answer: Future[Any] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # noqa: BLE001 - handed over to the caller's thread
            answer.set_exception(error)

    Thread(target=run, name="keyring", daemon=True).start()
    try:
        return answer.result(timeout=WAIT_SECONDS)
    except TimeoutError:
        raise Environment("keyring.silent") from None
    except Environment:
        raise
    except Exception as error:
        raise Environment("keyring.locked") from error
