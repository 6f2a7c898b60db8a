"""Gives a child process a keyring in the mood of LINLI_FAKE_KEYRING, or a plain-text one as keyrings.alt is."""

import importlib.abc
import importlib.machinery
import os
import sys
import time
import types
from collections.abc import Sequence
from pathlib import Path

_MOOD = os.environ.get("LINLI_FAKE_KEYRING", "")
_STORE = Path(os.environ.get("HOME", "/nowhere")) / "login-keyring"


class _Keyring:
    """What a system's keyring answers."""

    viable = _MOOD not in ("absent", "plain text")
    priority = 5

    def get_password(self, _service: str, name: str) -> str | None:
        if _MOOD == "hangs":
            time.sleep(3600)
        if _MOOD == "locked":
            raise RuntimeError("locked")
        path = _STORE / name
        return path.read_text() if path.exists() and _MOOD == "well" else None

    def set_password(self, _service: str, name: str, secret: str) -> None:
        if _MOOD in ("hangs", "locked"):
            self.get_password(_service, name)
        _STORE.mkdir(exist_ok=True)
        (_STORE / name).write_text(secret)

    def delete_password(self, _service: str, name: str) -> None:
        (_STORE / name).unlink()


class _Plain(_Keyring):
    """keyrings.alt: whoever asks for it gets a file that anybody can read."""

    viable = True
    priority = 9

    def get_password(self, _service: str, _name: str) -> str | None:
        path = _STORE.with_name("keyring_pass.cfg")
        return path.read_text() if path.exists() else None

    def set_password(self, _service: str, _name: str, secret: str) -> None:
        _STORE.with_name("keyring_pass.cfg").write_text(secret)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Puts the fakes where the real back ends would be."""

    names = {  # noqa: RUF012 - a constant
        "keyring.backends.SecretService": ("Keyring", _Keyring),
        "keyring.backends.kwallet": ("DBusKeyring", _Keyring),
        "keyrings": ("", None),
        "keyrings.alt": ("", None),
        "keyrings.alt.file": ("PlaintextKeyring", _Plain),
    }

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if name not in self.names or (name.startswith("keyrings") and _MOOD != "plain text"):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=name.count(".") < 2)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        del spec

    def exec_module(self, module: types.ModuleType) -> None:
        name, value = self.names[module.__name__]
        if value is not None:
            setattr(module, name, value)


if _MOOD:
    sys.meta_path.insert(0, _Finder())
