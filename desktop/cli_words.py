"""The words of a command line: which commands there are and what each takes. Runs nothing, imports little."""

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from desktop.paths import default_shop
from views.texts import t

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)

PAPERS = (
    "receipt",
    "job-card",
    "refund",
    "day-close",
    "deposit",
    "payment",
    "voucher",
    "coupon",
    "prepaid",
    "visit-card",
    "quote",
    "change",
    "service-card",
    "label",
    "price-board",
    "counter-sheet",
)


class Asked(argparse.Namespace):
    """A parsed command line."""

    shop: Path
    json: bool
    version: bool = False
    command: str | None = None
    folder: Path
    trade: str
    name: str | None
    owner: str | None
    address: str | None
    phone: str | None
    without_prices: bool
    without_points: bool
    members: int
    years: float
    seed: int
    text: list[str]
    kind: str
    """What the command is about; its own choices stand in the words of the command."""
    number: str
    other: str | None
    undo: bool
    output: Path
    line: int | None
    amount: str | None
    quantity: int
    points: int
    owed: int | None
    size: Literal["a4", "a5"]
    tender: Literal["cash", "wechat", "alipay", "card"]
    reason: str | None
    date: str | None
    counted: str | None
    width: Literal["58", "80", "a5"] | None
    file: Path
    shows: Literal["damage", "before", "after", "paper", "other"]
    sheet: str | None
    dry_run: bool
    backup: Path
    place: Path | None
    deep: bool
    yes: bool
    person: str | None = None
    passphrase_fd: int | None = None
    member: str | None
    job: str | None
    who: str | None
    what: str | None
    first: str | None
    last: str | None
    limit: int
    act: Literal[
        "list", "add", "disable", "level", "pin", "print", "change", "show", "activate", "try"
    ]
    level: Literal["technician", "clerk", "supervisor", "owner"]


def integer(typed: str) -> int:
    """A whole number as a person writes one; ``int`` takes "1_0" for 10. Raises ValueError for anything else."""
    if not _WHOLE.fullmatch(typed):
        raise ValueError(typed)
    return int(typed)


def read(words: Sequence[str]) -> Asked:
    """What a command line asks for. Raises SystemExit as argparse does, once it has said what is wrong.

    A line that only says where the window opens does not pay for the words of forty commands: they are a
    tenth of a start.
    """
    if not any(word in _ARGUMENTS or word.startswith(("-h", "--h")) for word in words):
        asked, more = _without_command().parse_known_args(list(words), namespace=Asked())
        if not more:
            return asked
    return parser().parse_args(list(words), namespace=Asked())


def _without_command() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="linli", description=t("cli.help.program"))
    _common(whole, default_shop(), json=False)
    whole.add_argument("--version", action="store_true", help=t("cli.help.version"))
    return whole


def parser() -> argparse.ArgumentParser:
    """The command line of LinLi Desk, in the language of the screen."""
    whole = _without_command()
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    for name, arguments in _ARGUMENTS.items():
        said = t(f"cli.help.{name}")
        command = commands.add_parser(name, help=said, description=said)
        _common(command, argparse.SUPPRESS, json=argparse.SUPPRESS)
        arguments(command)
    return whole


def typed_as(command: str, field: str) -> str:
    """How the value of ``field`` is written behind ``command``: "--reason", "POINTS"; "" where nobody types it."""
    words = _Words()
    _ARGUMENTS[command](words)
    return words.typed.get(field, "")


class _Words(argparse.ArgumentParser):
    """Remembers how each value of a command is written: under its own name and as it is written."""

    def __init__(self) -> None:
        self.typed: dict[str, str] = {}
        super().__init__(add_help=False)

    def add_argument(self, *names: Any, **about: Any) -> argparse.Action:
        """As its parent does."""
        made = super().add_argument(*names, **about)
        written = names[0] if made.option_strings else made.metavar or made.dest.upper()
        for field in (made.dest, str(written).lstrip("-").lower()):
            self.typed[field] = str(written)
        return made


def _common(parser: argparse.ArgumentParser, shop: Path | str, *, json: bool | str) -> None:
    """The options that may stand before a command or behind it."""
    parser.add_argument("--shop", metavar="DIR", type=Path, default=shop, help=t("cli.help.shop"))
    parser.add_argument("--json", action="store_true", default=json, help=t("cli.help.json"))
    absent = None if json is False else argparse.SUPPRESS
    parser.add_argument(
        "--as", dest="person", metavar="NAME", default=absent, help=t("cli.help.as")
    )
    parser.add_argument(
        "--passphrase-fd", metavar="N", type=int, default=absent, help=t("cli.help.passphrase_fd")
    )


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument(
        "--trade", choices=("repair", "moving", "housekeeping", "property"), default="repair"
    )
    for name in ("name", "owner", "address", "phone"):
        parser.add_argument(f"--{name}", metavar="TEXT", help=t(f"cli.ask.{name}"))
    parser.add_argument("--without-prices", action="store_true", help=t("cli.help.without_prices"))
    parser.add_argument(
        "--no-points", dest="without_points", action="store_true", help=t("cli.help.no_points")
    )


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--members", metavar="N", type=int, default=300)
    parser.add_argument("--years", metavar="Y", type=float, default=1.0)
    parser.add_argument("--seed", metavar="S", type=int, default=1)


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", nargs="+")


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("member", "job", "bill"))
    parser.add_argument("number", metavar="NUMBER")


def _paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=PAPERS)
    parser.add_argument("number", metavar="NUMBER", nargs="?", default="")
    parser.add_argument("-o", "--output", metavar="FILE.pdf", type=Path, required=True)
    parser.add_argument("--width", choices=("58", "80", "a5"))


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=("members", "devices", "jobs", "bills", "prices", "journal", "member")
    )
    parser.add_argument("number", metavar="NUMBER", nargs="?", help=t("cli.help.export_number"))
    parser.add_argument("file", metavar="FILE", type=Path, help=t("cli.help.export_file"))


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("members", "devices", "prices"))
    parser.add_argument("file", metavar="FILE", type=Path, help=t("cli.help.import_file"))
    parser.add_argument("--sheet", metavar="S", help=t("cli.help.import_sheet"))
    parser.add_argument("--dry-run", action="store_true", help=t("cli.help.import_dry_run"))


def _refund(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="BILL")
    parser.add_argument("--line", metavar="N", type=integer, help=t("cli.help.refund_line"))
    parser.add_argument("--amount", metavar="12.50", help=t("cli.help.refund_amount"))
    parser.add_argument("--reason", metavar="TEXT", required=True, help=t("cli.help.reason"))


def _tender(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tender",
        choices=("cash", "wechat", "alipay", "card"),
        default="cash",
        help=t("cli.help.tender"),
    )


def _redeem(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="MEMBER")
    parser.add_argument("other", metavar="REWARD")
    parser.add_argument(
        "--quantity", metavar="N", type=integer, default=1, help=t("cli.help.redeem_quantity")
    )
    _tender(parser)


def _rewards(parser: argparse.ArgumentParser) -> None:
    del parser


def _coupon(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER")


def _top_up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="MEMBER")
    parser.add_argument("other", metavar="AMOUNT")
    _tender(parser)


def _quote(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER")


def _attach(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="JOB")
    parser.add_argument("file", metavar="FILE", type=Path, help=t("cli.help.attach_file"))
    parser.add_argument(
        "--shows",
        choices=("damage", "before", "after", "paper", "other"),
        default="other",
        help=t("cli.help.attach_shows"),
    )


def _attachments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="JOB")


def _attachment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="ID")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)


def _rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("show", "activate", "try"))
    parser.add_argument(
        "output", metavar="FILE.json", nargs="?", type=Path, help=t("cli.help.rules_file")
    )
    parser.add_argument("--from", dest="first", metavar="DAY", help=t("cli.help.rules_from"))


def _points(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="MEMBER")
    parser.add_argument("--on", dest="date", metavar="DAY", help=t("cli.help.points_on"))


def _statement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="MEMBER")
    parser.add_argument("-o", "--output", metavar="FILE.pdf", type=Path, required=True)
    parser.add_argument("--from", dest="first", metavar="DAY", help=t("cli.help.statement_from"))
    parser.add_argument("--to", dest="last", metavar="DAY", help=t("cli.help.statement_to"))
    parser.add_argument("--size", choices=("a4", "a5"), default="a4")


def _expire(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help=t("cli.help.expire_yes"))


def _liability(parser: argparse.ArgumentParser) -> None:
    del parser


def _adjust(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="MEMBER")
    parser.add_argument("points", metavar="POINTS", type=integer, help=t("cli.help.adjust_points"))
    parser.add_argument("--reason", metavar="TEXT", required=True, help=t("cli.help.reason"))


def _forgive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="MEMBER")
    parser.add_argument(
        "owed", metavar="POINTS", type=integer, nargs="?", help=t("cli.help.forgive_points")
    )
    parser.add_argument("--reason", metavar="TEXT", required=True, help=t("cli.help.reason"))


def _tier(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="MEMBER")


def _segments(parser: argparse.ArgumentParser) -> None:
    del parser


def _merge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="A")
    parser.add_argument("other", metavar="B", nargs="?")
    parser.add_argument("--undo", action="store_true", help=t("cli.help.merge_undo"))


def _undo(parser: argparse.ArgumentParser) -> None:
    del parser


def _close_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", metavar="DAY", help=t("cli.help.close_date"))
    parser.add_argument("--counted", metavar="CASH", help=t("cli.help.close_counted"))
    parser.add_argument("--reason", metavar="TEXT", help=t("cli.help.close_reason"))


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path)


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", metavar="BACKUP", type=Path)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--yes", action="store_true", help=t("cli.help.yes"))


def _drill(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "place", metavar="DIR", nargs="?", type=Path, help=t("cli.help.drill_place")
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help=t("cli.help.deep"))


def _journal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--member", metavar="NUMBER", help=t("cli.help.journal_member"))
    parser.add_argument("--job", metavar="NUMBER", help=t("cli.help.journal_job"))
    parser.add_argument("--person", dest="who", metavar="NAME", help=t("cli.help.journal_person"))
    parser.add_argument("--kind", dest="what", metavar="KIND", help=t("cli.help.journal_kind"))
    parser.add_argument("--from", dest="first", metavar="DAY", help=t("cli.help.journal_from"))
    parser.add_argument("--to", dest="last", metavar="DAY", help=t("cli.help.journal_to"))
    parser.add_argument("--limit", metavar="N", type=int, default=50)


def _staff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("list", "add", "disable", "level", "pin"))
    parser.add_argument("name", metavar="NAME", nargs="?")
    parser.add_argument(
        "--level", choices=("technician", "clerk", "supervisor", "owner"), default="technician"
    )


def _key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("print", "change"))


def _rights(parser: argparse.ArgumentParser) -> None:
    del parser


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "new": _new,
    "demo": _demo,
    "search": _search,
    "show": _show,
    "paper": _paper,
    "export": _export,
    "import": _import,
    "quote": _quote,
    "refund": _refund,
    "close-day": _close_day,
    "redeem": _redeem,
    "rewards": _rewards,
    "coupon": _coupon,
    "top-up": _top_up,
    "attach": _attach,
    "attachments": _attachments,
    "attachment": _attachment,
    "points": _points,
    "statement": _statement,
    "adjust": _adjust,
    "forgive": _forgive,
    "expire": _expire,
    "liability": _liability,
    "rules": _rules,
    "tier": _tier,
    "segments": _segments,
    "merge": _merge,
    "undo": _undo,
    "backup": _backup,
    "backups": _backup,
    "drill": _drill,
    "restore": _restore,
    "check": _check,
    "journal": _journal,
    "staff": _staff,
    "key": _key,
    "rights": _rights,
}
