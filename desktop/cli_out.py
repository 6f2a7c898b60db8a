"""What a command says, and how it gets the key of a shop."""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from desktop import opening, secrets
from desktop.cli_words import Asked
from desktop.machine import notes, where_it_must_not_lie
from models.base.clock import SystemClock
from models.base.errors import Refused, Trouble
from models.kernel import Kernel
from models.services import shop
from models.session import Session
from models.store.engine import FileKey
from views import sayings, texts
from views.texts import t

PASSPHRASE_VARIABLE = "LINLI_PASSPHRASE"
PIN_VARIABLE = "LINLI_PIN"


@dataclass
class Out:
    """Speaks to a person in lines, or to a program in one JSON document."""

    json: bool
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")  # noqa: RUF009 - zones are constants

    @property
    def now(self) -> datetime:
        """The moment days and times are told from."""
        return SystemClock().now()

    def done(self, document: Any, *lines: str) -> None:
        """Say what came out: ``document`` for a program, ``lines`` for a person."""
        if self.json:
            print(msgspec.json.encode(document, order="deterministic").decode())
            return
        for line in lines:
            print(line)

    def aside(self, line: str) -> None:
        """Say something by the way, to a person only."""
        if not self.json:
            print(line, file=sys.stderr)

    def refuse(self, trouble: Trouble, word: str = "") -> None:
        """Say why not: the sentence behind the ``word`` it is about, or code and values."""
        if self.json:
            document = {
                "code": trouble.code,
                "kind": type(trouble).__name__.lower(),
                "field": trouble.field,
                "values": trouble.values,
            }
            print(msgspec.json.encode(document, enc_hook=str).decode(), file=sys.stderr)
            return
        about = f"{word}: " if word else ""
        print(f"{about}{self.sentence(trouble)}", file=sys.stderr)

    def sentence(self, trouble: Trouble) -> str:
        """The sentence of a refusal."""
        return sayings.explain(trouble, zone=self.zone, now=self.now)


class Line:
    """Progress told on one line of a terminal, at most ten times a second."""

    def __init__(self, out: Out, what: str) -> None:
        self._shown = not out.json and sys.stderr.isatty()
        self._what = what
        self._last = -1

    def step(self, done: int, total: int) -> None:
        """Tell per cent; nothing where nobody watches."""
        per_cent = 100 * done // max(total, 1)
        if self._shown and per_cent != self._last:
            self._last = per_cent
            end = "\n" if done == total else ""
            print(f"\r{self._what} {per_cent} %", end=end, file=sys.stderr, flush=True)


@contextmanager
def opened(asked: Asked, out: Out) -> Iterator[Kernel]:
    """The shop that is asked for, open; speaks its desk's language.

    Where people have PINs, ``--as NAME`` acts as that person and the passphrase as the owner: a terminal gives
    nobody more than the window does. Raises Refused("sign_in.who" | "pin.…" | "sign_in.unknown").
    """
    if not asked.shop.is_dir() or not opening.exists(asked.shop):
        raise Refused("shop.missing", name=asked.shop.name)
    fit(asked.shop)
    opening.mend(asked.shop)
    key, proved = _key(asked)
    kernel = opening.open_shop(asked.shop, key)
    try:
        _sign_in(asked, kernel, proved=proved)
        texts.set_language(str(kernel.ask(shop.settings)["language"]))
        out.zone = ZoneInfo(kernel.store.shop.zone)
        for line in notes(kernel.store, out.now):
            out.aside(line)
        yield kernel
    finally:
        kernel.close()


def fit(folder: Path) -> None:
    """Refuse a folder on a network or in a synced folder: Refused("shop.network" | "shop.synced")."""
    if reason := where_it_must_not_lie(folder):
        raise Refused(reason, name=folder.name)


def _key(asked: Asked) -> tuple[FileKey, bool]:
    """The demonstration's own key, the keyring's, or the passphrase's; and whether the passphrase proved it."""
    folder = asked.shop
    key = opening.demo_key(folder) or opening.remembered_key(folder, secrets.Keyring())
    if key is not None:
        return key, False
    return opening.key_by_passphrase(folder, passphrase(t("cli.ask.passphrase"), asked)), True


def _sign_in(asked: Asked, kernel: Kernel, *, proved: bool) -> None:
    session = Session(kernel)
    if asked.person is not None:
        found = [entry for entry in session.accounts() if entry.name == asked.person]
        if not found:
            raise Refused("sign_in.unknown", field="person")
        session.sign_in(found[0].id, secret_word(PIN_VARIABLE, t("cli.ask.pin"), "sign_in.who"))
    elif not kernel.actor.level:
        if not proved:
            prove_owner(asked, kernel)
        session.sign_in_owner()


def prove_owner(asked: Asked, kernel: Kernel) -> str:
    """Ask for the owner's passphrase or paper key of the open shop and return it; Refused("key.wrong")."""
    from desktop.key_change import prove

    secret = passphrase(t("cli.ask.owner_passphrase"), asked, nobody="sign_in.who")
    prove(kernel.store.folder, kernel.store.key, secret)
    return secret


def passphrase(
    question: str,
    asked: Asked | None = None,
    *,
    again: str = "",
    nobody: str = "ask.passphrase",
) -> str:
    """The passphrase: from the file descriptor that was named, LINLI_PASSPHRASE, or typed unseen.

    With ``again`` it is typed twice. Raises Refused(``nobody``) where nobody can be asked, Refused("ask.differ").
    """
    if asked is not None and asked.passphrase_fd is not None:
        try:
            with os.fdopen(asked.passphrase_fd, "r", encoding="utf-8", closefd=False) as given:
                return given.readline().rstrip("\r\n")
        except OSError:
            raise Refused("ask.passphrase") from None
    return secret_word(PASSPHRASE_VARIABLE, question, nobody, again=again)


def secret_word(variable: str, question: str, nobody: str, *, again: str = "") -> str:
    """A secret from the environment, or typed unseen; Refused(``nobody``) where there is nobody to ask."""
    if (given := os.environ.get(variable)) is not None:
        return given
    if not sys.stdin.isatty():
        raise Refused(nobody)
    try:
        typed = getpass.getpass(f"{question} ")
        if again and getpass.getpass(f"{again} ") != typed:
            raise Refused("ask.differ")
    except EOFError:
        raise Refused(nobody) from None
    return typed


def answer(given: str | None, question: str) -> str:
    """What was given with the command, or what is typed; Refused("ask.nobody") where nobody answers."""
    if given is not None:
        return given
    print(f"{question} ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        print(file=sys.stderr)
        raise Refused("ask.nobody", question=question)
    return line.rstrip("\r\n")
