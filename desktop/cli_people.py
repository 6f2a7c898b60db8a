"""Commands on people and what they did: the journal, the staff, the keys, the table of rights."""

from collections.abc import Callable
from dataclasses import asdict
from zoneinfo import ZoneInfo

from desktop import cli_records
from desktop.cli_out import Out, opened, prove_owner, secret_word
from desktop.cli_words import Asked
from desktop.instance import FolderLock
from desktop.key_change import KeyChange
from models.base.days import parse_day
from models.base.errors import Refused
from models.base.paging import PageRequest
from models.base.rights import Right
from models.base.usecase import declarations
from models.kernel import Kernel
from models.services import journal, shop
from models.services.journal import KINDS, Entry
from models.services.shop import Person
from models.session import Session
from views import sayings
from views.journal_words import told_about, told_act, told_more, told_who
from views.texts import t

LEVELS = {"technician": 0, "clerk": 1, "supervisor": 2, "owner": 3}
_MOST = 500


def read_journal(asked: Asked, out: Out) -> int:
    """Who did what when, the newest first; exits 1 with a refusal where somebody or something is unknown."""
    with opened(asked, out) as kernel:
        found = kernel.ask(
            journal.entries,
            _wanted(asked, kernel),
            PageRequest(min(max(1, asked.limit), _MOST)),
        )
        lines = [_line(row, out) for row in found.rows] or [t("journal.empty")]
    out.done([asdict(row) for row in found.rows], *lines)
    return 0


def _wanted(asked: Asked, kernel: Kernel) -> journal.Asked:
    kind = asked.what or ""
    if kind and kind not in (*KINDS, "denied"):
        raise Refused("journal.kind", field="kind", kinds=", ".join((*KINDS, "denied")))
    actor_id = ""
    if asked.who:
        found = [key for key, name in kernel.ask(journal.people) if name == asked.who]
        if not found:
            raise Refused("sign_in.unknown", field="person")
        actor_id = found[0]
    zone = ZoneInfo(kernel.store.shop.zone)
    today = kernel.around.clock.now().astimezone(zone).date()
    return journal.Asked(
        member_id=cli_records.member_of(kernel, asked.member) if asked.member else "",
        record_id=cli_records.job_of(kernel, asked.job) if asked.job else "",
        actor_id=actor_id,
        kind=kind,
        first=parse_day(asked.first or "", field="from", today=today),
        last=parse_day(asked.last or "", field="to", today=today),
    )


def _line(row: Entry, out: Out) -> str:
    parts = (
        sayings.moment(row.at, out.zone, out.now),
        told_who(row),
        told_act(row),
        told_about(row),
        told_more(row),
    )
    return "  ".join(part for part in parts if part)


def staff(asked: Asked, out: Out) -> int:
    """List people, add one, let one go, change a role, set a PIN."""
    with opened(asked, out) as kernel:
        if asked.act != "list":
            _change_staff(asked, kernel)
        people = kernel.ask(shop.people)
    out.done([asdict(person) for person in people], *(_person_line(person) for person in people))
    return 0


def _change_staff(asked: Asked, kernel: Kernel) -> None:
    if not asked.name:
        raise Refused("text.required", field="name")
    level = LEVELS[asked.level]
    if asked.act == "add":
        kernel.run(shop.add_person, name=asked.name, technician=not level, level=level)
        return
    found = [person for person in kernel.ask(shop.people) if person.name == asked.name]
    if not found:
        raise Refused("sign_in.unknown", field="person")
    if asked.act == "disable":
        kernel.run(shop.set_person, found[0].id, active=False)
    elif asked.act == "level":
        kernel.run(shop.set_level, found[0].id, level)
    else:
        pin = secret_word(NEW_PIN_VARIABLE, t("cli.ask.new_pin"), "ask.nobody_pin")
        Session(kernel).set_pin(found[0].id, pin)


def _person_line(person: Person) -> str:
    names = dict(zip(LEVELS.values(), LEVELS, strict=True))
    words = (
        person.name,
        t(f"cli.level.{names[person.level]}"),
        t("cli.staff.has_pin") if person.has_pin else "",
        "" if person.active else t("cli.staff.inactive"),
    )
    return "  ".join(word for word in words if word)


def key(asked: Asked, out: Out) -> int:
    """Print a new paper key or change the passphrase; the window has to be closed."""
    with opened(asked, out) as kernel, FolderLock(asked.shop):
        if not kernel.actor.may(Right.CONFIGURE):
            raise Refused("right.missing", right=Right.CONFIGURE.code, level=3)
        present = prove_owner(asked, kernel)
        change = KeyChange(kernel)
        if asked.act == "print":
            made = change.new_paper_key(present)
            out.done({"paper_key": made}, t("cli.new.paper_key", key=made), t("cli.key.printed"))
            return 0
        new = secret_word(
            NEW_PASSPHRASE_VARIABLE,
            t("cli.ask.new_passphrase"),
            "ask.passphrase",
            again=t("cli.ask.again"),
        )
        change.change_passphrase(present, new)
    out.done({"changed": "passphrase"}, t("cli.key.changed"))
    return 0


def rights(asked: Asked, out: Out) -> int:
    """The table of rights: every use case and the lowest level that may run it."""
    del asked
    rows = rights_table()
    out.done(
        [{"use_case": name, "right": right, "level": level} for name, right, level in rows],
        *(f"{level:<11} {right:<10} {name}" for name, right, level in rows),
    )
    return 0


def rights_table() -> list[tuple[str, str, str]]:
    """Use case, right and level, by level and name; docs/rights.md holds the same table."""
    import importlib
    import pkgutil

    import models.services

    for module in pkgutil.iter_modules(models.services.__path__):
        importlib.import_module(f"{models.services.__name__}.{module.name}")
    declared = sorted(declarations(), key=lambda entry: (entry.right.level, entry.name))
    return [
        (entry.name, entry.right.code, entry.right.level.name.lower())
        for entry in declared
        if entry.module.startswith(models.services.__name__ + ".")
    ]


def rights_page() -> str:
    """docs/rights.md: ``linli rights --json`` as a page; a test holds the two together."""
    lines = [
        "# Who may do what",
        "",
        "Every use case names one right, and the kernel asks for it at the one door (models/base/rights.py).",
        "A higher level may do what a lower one may. `none` is what is left while nobody is signed in.",
        "",
        "| use case | right | level |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {name} | {right} | {level} |" for name, right, level in rights_table()]
    return "\n".join(lines) + "\n"


NEW_PIN_VARIABLE = "LINLI_NEW_PIN"
NEW_PASSPHRASE_VARIABLE = "LINLI_NEW_PASSPHRASE"

COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "journal": read_journal,
    "staff": staff,
    "key": key,
    "rights": rights,
}
