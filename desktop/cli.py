"""The command line: the same kernel and the same rights as the window, for the back room and for automation.

``run`` is the door. It never opens the window and never ends in a traceback for wrong input.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import cli_words
from desktop.cli_words import Asked
from desktop.paths import default_shop
from desktop.version import VERSION
from models.base.errors import Cancelled, Trouble
from views import texts

if TYPE_CHECKING:
    from desktop.cli_out import Out

    Commands = dict[str, Callable[[Asked, Out], int]]

OK, REFUSED, WRONG_USAGE, STOPPED = 0, 1, 2, 130


def run(argv: Sequence[str]) -> int | None:
    """Run one command line (without the program's name) and return the exit code.

    0 done, 1 refused, 2 wrong usage, 130 stopped by Ctrl+C; None where there is no command, so that the
    window opens: :func:`shop_folder` tells on which shop.
    """
    if not argv:
        return None
    texts.set_language(_language())
    try:
        asked = cli_words.read(argv)
    except SystemExit as end:  # argparse has said what is wrong, or has shown the help
        return WRONG_USAGE if end.code else OK
    if asked.command is None and not asked.version:
        return None
    return _run(asked)


def _run(asked: Asked) -> int:
    # Imported here: a window that starts without a command needs none of it.
    from desktop import cli_people, cli_records, cli_shop
    from desktop.cli_out import Out

    out = Out(json=asked.json)
    if asked.version:
        out.done({"version": VERSION}, f"LinLi Desk {VERSION}")
        return OK
    assert asked.command is not None
    commands = {**cli_shop.COMMANDS, **cli_people.COMMANDS, **cli_records.COMMANDS}
    commands |= _of_money(asked.command) | _of_records(asked.command)
    commands |= _of_points(asked.command)
    try:
        return commands[asked.command](asked, out)
    except Trouble as trouble:
        out.refuse(trouble, cli_words.typed_as(asked.command, trouble.field or ""))
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        return STOPPED
    except BrokenPipeError:  # the reader of our output went away: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def _of_money(command: str) -> "Commands":
    """The commands on money and rewards, imported only where one of them was asked for."""
    if command in ("refund", "close-day"):
        from desktop import cli_money

        return cli_money.COMMANDS
    if command in ("redeem", "rewards", "coupon", "top-up"):
        from desktop import cli_rewards

        return cli_rewards.COMMANDS
    if command == "paper":
        from desktop import cli_papers

        return cli_papers.COMMANDS
    if command == "quote":
        from desktop import cli_quotes

        return cli_quotes.COMMANDS
    return {}


def _of_records(command: str) -> "Commands":
    """The commands on files and sheets, as above."""
    if command in ("attach", "attachments", "attachment"):
        from desktop import cli_attachments

        return cli_attachments.COMMANDS
    if command == "undo":
        from desktop import cli_undo

        return cli_undo.COMMANDS
    if command == "merge":
        from desktop import cli_members

        return cli_members.COMMANDS
    if command in ("export", "import"):  # brings the readers of spreadsheets
        from desktop import cli_sheets

        return cli_sheets.COMMANDS
    return {}


def _of_points(command: str) -> "Commands":
    """The commands on points and the programme, as above."""
    if command in ("rules", "tier", "segments"):
        from desktop import cli_rules

        return cli_rules.COMMANDS
    if command in ("points", "statement", "adjust", "forgive", "expire", "liability"):
        from desktop import cli_points

        return cli_points.COMMANDS
    return {}


def shop_folder(argv: Sequence[str]) -> Path:
    """The shop that a command line without a command names: ``--shop`` or this person's own."""
    if not argv:
        return default_shop()
    return cli_words.read(argv).shop


def _language() -> str:
    """What is spoken until a shop is open: Chinese, unless the system speaks English."""
    spoken = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    return "en" if spoken.startswith("en") else "zh"


_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
