"""The journal's lines in words, for the screen and the command line. No Qt."""

from models.services.journal import Entry
from views import sayings, texts
from views.texts import Catalogue


def told_act(row: Entry, *, words: Catalogue | None = None) -> str:
    """What somebody did, or was stopped at."""
    words = words or texts.current()
    key = f"journal.act.{row.use_case}"
    what = words.say(key if words.has(key) else "journal.reading")
    return words.say("journal.denied", what=what) if row.denied else what


def told_who(row: Entry, *, words: Catalogue | None = None) -> str:
    """Who did it, and who approved it."""
    words = words or texts.current()
    who = row.actor or words.say("journal.program")
    if not row.approver:
        return who
    return f"{who}  {words.say('journal.approved', approver=row.approver)}"


def told_about(row: Entry, *, words: Catalogue | None = None) -> str:
    """Whom or what it is about: the member as named now, numbers of jobs and bills."""
    member = sayings.who(row.member, words=words)
    return " ".join(part for part in (member, *row.numbers) if part)


def told_more(row: Entry, *, words: Catalogue | None = None) -> str:
    """What there is to know beyond that."""
    words = words or texts.current()
    if row.erased:
        return words.say("journal.erased")
    return "  ".join(_fact(name, value, words) for name, value in row.facts)


def _fact(name: str, value: str, words: Catalogue) -> str:
    key = f"journal.facts.{name}_{value}"
    return words.say(key) if words.has(key) else value
